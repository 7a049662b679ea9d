"""Room: store. What is remembered for a sender: answers to questions that their files raise, and the layouts of their own tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, insert, select, update

from store import audit, engines
from store.audit import Entry
from store.problems import RefusedError
from store.submissions import Store
from store.uploads import remembered, uploads

_r = remembered.c


@dataclass(frozen=True, slots=True)
class Memory:
    """One thing remembered: `content` is the id of a choice for an answer, and label -> key of the question for a layout."""

    kind: str
    key: str
    content: Any
    words: str
    since: datetime


def of(store: Store, sender: str) -> tuple[Memory, ...]:
    """What is remembered for this sender, the oldest first."""
    with engines.reading(store.engine) as connection:
        query = select(remembered).where(_r.sender == sender, _r.forgotten_at.is_(None)).order_by(_r.number)
        return tuple(_memory(row) for row in connection.execute(query).mappings())


def remembering(sender: str, memories: Iterable[Memory], *, entry: Entry) -> Callable[[Connection], None]:
    """What remembers these, in the transaction of a change to an upload (`store.staged`).

    What was remembered under the same keys before is forgotten. What is remembered already leaves no trace.
    """

    def within(connection: Connection) -> None:
        for memory in memories:
            standing = _standing(connection, sender, memory.kind, memory.key)
            if standing is not None and standing["content"] == memory.content:
                continue
            _forget(connection, sender, memory.kind, memory.key, entry.at)
            row = {name: getattr(memory, name) for name in Memory.__dataclass_fields__}
            connection.execute(insert(remembered).values(sender=sender, **row))
            audit.append(connection, replace(entry, object=f"{memory.kind} {memory.key}"), visible=False)

    return within


def forget(store: Store, sender: str, kind: str, key: str, *, entry: Entry) -> None:
    """Forget one thing; uploads of this sender that wait ask about it again. RefusedError where it is not remembered."""
    with store.writing() as connection:
        audit.next_sequence(connection)
        if not _forget(connection, sender, kind, key, entry.at):
            raise RefusedError("This is not remembered any more. Nothing has changed.")
        _ask_again(connection, sender, kind, key)
        audit.append(connection, replace(entry, object=f"{kind} {key}"), visible=False)


def _ask_again(connection: Connection, sender: str, kind: str, key: str) -> None:
    u = uploads.c
    column = {"answer": "answers", "layout": "layouts"}[kind]
    waiting = select(u.number, u.recalled, u[column]).where(u.sender == sender, u.state == "waiting")
    for number, recalled, content in connection.execute(waiting).all():
        places = {place for a_kind, place, a_key in recalled if (a_kind, a_key) == (kind, key)}
        if places:
            values = {
                "recalled": [each for each in recalled if (each[0], each[2]) != (kind, key)],
                column: {place: value for place, value in content.items() if place not in places},
            }
            connection.execute(update(uploads).where(u.number == number).values(**values))


def _forget(connection: Connection, sender: str, kind: str, key: str, at: datetime) -> bool:
    return connection.execute(update(remembered).where(_is(sender, kind, key)).values(forgotten_at=at)).rowcount > 0


def _standing(connection: Connection, sender: str, kind: str, key: str) -> RowMapping | None:
    return connection.execute(select(remembered).where(_is(sender, kind, key))).mappings().one_or_none()


def _is(sender: str, kind: str, key: str) -> Any:
    return and_(_r.sender == sender, _r.kind == kind, _r.key == key, _r.forgotten_at.is_(None))


def _memory(row: RowMapping) -> Memory:
    return Memory(row["kind"], row["key"], row["content"], row["words"], row["since"])
