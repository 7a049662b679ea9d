"""Room: store. Reading the record of what was done, and checking its chain against a mark kept elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from store import engines
from store.schema import audit, head
from store.submissions import Store
from store.verification import chain


@dataclass(frozen=True, slots=True)
class Noted:
    """One entry of the record, as it stands; `address` and `request` are empty for what was done at the command line."""

    sequence: int
    at: datetime
    who: str
    action: str
    object: str
    outcome: str
    address: str
    request: str
    hash: str


def entries(store: Store, *, last: int | None = None, who: str = "", action: str = "", before: int | None = None) -> tuple[Noted, ...]:
    """Entries in order, the oldest first; only the `last` so many, of one person or one kind, before a number."""
    a = audit.c
    query = select(a.sequence, a.at, a.who, a.action, a.object, a.outcome, a.address, a.request, a.hash).order_by(a.sequence.desc())
    for wanted, condition in ((who, a.who == who), (action, a.action == action), (before, a.sequence < (before or 0))):
        if wanted:
            query = query.where(condition)
    with engines.reading(store.engine) as connection:
        rows = connection.execute(query if last is None else query.limit(last)).mappings().all()
    return tuple(Noted(**(dict(row) | {"address": row["address"] or "", "request": row["request"] or ""})) for row in reversed(rows))


def mark(store: Store) -> str:
    """Number and hash of the last entry, "12:ab34..."; "0:" for an empty record. Kept elsewhere, it shows whether the end was cut off."""
    with engines.reading(store.engine) as connection:
        sequence = connection.execute(select(head.c.sequence)).scalar_one()
        last = connection.execute(select(audit.c.hash).where(audit.c.sequence == sequence)).scalar_one_or_none()
    return f"{sequence}:{last or ''}"


def faults(store: Store, *, marked: str = "") -> Iterator[str]:
    """A sentence for each entry that is not as it was written, is missing, or no longer stands where a mark kept elsewhere has it."""
    with engines.reading(store.engine) as connection:
        rows = [dict(row) for row in connection.execute(select(audit).order_by(audit.c.sequence)).mappings()]
        yield from chain(connection, rows)
    number, _, hash = marked.partition(":")
    if marked and (int(number), hash) not in {(row["sequence"], row["hash"]) for row in rows}:
        yield f"The record: entry {number} is not the one whose mark was kept. Restore the last good backup."
