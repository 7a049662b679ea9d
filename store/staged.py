"""Room: store. Uploads on their way: taken in once a file, answered, accepted with their submission, set aside. Nothing counts before.

Each change is one transaction with its entry on the record. An upload ends with its submission in the transaction that ends that one
(`store.withdrawals`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from store import audit, engines
from store.audit import Entry
from store.problems import RefusedError
from store.receipts import Receipt, written
from store.submissions import Store, Within
from store.uploads import uploads

_u = uploads.c
#: states in which the same file is not taken in anew
LIVE = ("waiting", "approval", "accepted")
#: the largest number that every database keeps in the column
LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Recall:
    """Something remembered that an upload uses: `kind` answer or layout, `place` the key it answers here, `key` what it is kept under."""

    kind: str
    place: str
    key: str


@dataclass(frozen=True, slots=True)
class Staged:
    """One upload as it stands. `theirs` is None for a sender who may send anything; `shown` the mark that numbers are compared since.

    `sees` are the indicators of which the sender may see what is held (None: all), `scope` whose file this is (`store.uploads`).
    """

    sha256: str
    kind: str
    file: str
    size: int
    sender: str
    sender_name: str
    theirs: tuple[str, ...] | None
    sent_at: datetime
    sees: tuple[str, ...] | None = None
    scope: str = ""
    salt: str = ""
    priorities: tuple[str, ...] = ()
    answers: Mapping[str, str] | None = None
    recalled: tuple[Recall, ...] = ()
    layouts: Mapping[str, Mapping[str, str]] | None = None
    published_on: date | None = None
    shown: str = ""
    state: str = "waiting"
    number: int = 0
    submission: int | None = None
    agreed_by: str = ""
    approved_by: str = ""
    ended_at: datetime | None = None
    ended_by: str = ""
    reason: str = ""


def stage(store: Store, upload: Staged, *, entry: Entry) -> tuple[int, bool]:
    """Take an upload in; its number, and whether this very file waited or stood already in its scope (nothing is changed then)."""
    with store.writing() as connection:
        audit.next_sequence(connection)  # the writers' turn: two of one file at once come one after the other
        same = (_u.sha256 == upload.sha256, _u.scope == upload.scope, _u.state.in_(LIVE))
        before = connection.execute(select(_u.number).where(*same)).scalar_one_or_none()
        if before is not None:
            return int(before), True
        number = int(connection.execute(select(func.coalesce(func.max(_u.number), 0))).scalar_one()) + 1
        connection.execute(insert(uploads).values(**_row(upload) | {"number": number}))
        _note(connection, entry, number)
        return number, False


def numbered(store: Store, number: int) -> Staged | None:
    """The upload with this number; None for one that no column holds, too."""
    return _one(store, _u.number == number) if 0 < number <= LARGEST else None


def live(store: Store, sha256: str, scopes: Collection[str]) -> Staged | None:
    """The upload of these bytes that waits or stands in one of these scopes, the first where there are several."""
    return _one(store, _u.sha256 == sha256, _u.scope.in_(scopes), _u.state.in_(LIVE))


def sent_by(store: Store, who: str) -> frozenset[int]:
    """The submissions that came by files of one sender, withdrawn ones too."""
    with engines.reading(store.engine) as connection:
        found = connection.execute(select(_u.submission).where(_u.sender == who, _u.submission.is_not(None)))
        return frozenset(int(number) for number in found.scalars())


def everything(store: Store) -> tuple[Staged, ...]:
    """Every upload, the last one first."""
    with engines.reading(store.engine) as connection:
        return tuple(_staged(row) for row in connection.execute(select(uploads).order_by(_u.number.desc())).mappings())


def change(
    store: Store,
    number: int,
    *,
    entry: Entry,
    states: Collection[str] = ("waiting",),
    was: Staged | None = None,
    within: Callable[[Connection], None] | None = None,
    **values: Any,
) -> None:
    """Change an upload that is in one of `states`, else RefusedError; with `was`, also where its answers are no longer those.

    `within` is done in the same transaction.
    """
    with store.writing() as connection:
        audit.next_sequence(connection)
        now = _in(connection, number, states)
        if was is not None and (now.answers, now.layouts) != (was.answers, was.layouts):
            raise RefusedError(f"Upload {number}: it was answered elsewhere meanwhile. Nothing was changed. Look at it again, then answer.")
        if values:
            connection.execute(update(uploads).where(_u.number == number).values(**_columns(values)))
        _note(connection, entry, number)
        if within is not None:
            within(connection)


def accepting(number: int, *, entry: Entry, states: Collection[str] = ("waiting",), answered: Staged, **who: str) -> Within:
    """What an acceptance does to its upload, in the same transaction: it refuses where the upload went another way meanwhile.

    `who` says who accepted it (`agreed_by`), or approved what somebody else accepted (`approved_by`).
    """

    def within(connection: Connection, receipt: Receipt) -> None:
        now = _one_on(connection, _u.number == number)
        if now is not None and now.state == "accepted" and now.submission == receipt.number:
            return
        found = _in(connection, number, states)
        if (found.answers, found.layouts) != (answered.answers, answered.layouts):
            raise RefusedError(
                f"Upload {number}: it was answered elsewhere meanwhile. Nothing was accepted. Look at it again, then accept."
            )
        if receipt.number is None:
            return
        _accepted(connection, number, receipt, entry, **who)

    return within


def accepting_file(sha256: str, *, entry: Entry, answers: Mapping[str, str]) -> Within:
    """What an acceptance at the terminal, under these answers, does to uploads of the same file that wait, in the same transaction.

    One whose sender has an edge is left as it is: it may read otherwise within that.
    """

    def within(connection: Connection, receipt: Receipt) -> None:
        query = select(uploads).where(_u.sha256 == sha256, _u.state.in_(("waiting", "approval")))
        waiting = [_staged(row) for row in connection.execute(query).mappings().all()]
        for each in waiting:
            if each.theirs is None and receipt.number is not None:
                _accepted(connection, each.number, receipt, entry, answers={**answers})

    return within


def _accepted(connection: Connection, number: int, receipt: Receipt, entry: Entry, **values: Any) -> None:
    values |= {"state": "accepted", "submission": receipt.number}
    connection.execute(update(uploads).where(_u.number == number).values(**values))
    _note(connection, replace(entry, outcome=f"accepted as submission {receipt.number}"), number)


def _in(connection: Connection, number: int, states: Collection[str]) -> Staged:
    """The upload, where it is in one of these states; else RefusedError that says how it stands."""
    found = _one_on(connection, _u.number == number)
    if found is None:
        raise RefusedError(
            f"Upload {number}: there is none of this number. Expected one that the list of uploads has. Nothing has changed."
        )
    if found.state not in states:
        raise RefusedError(f"Upload {number}: {how_it_stands(found)} Nothing has changed.")
    return found


def how_it_stands(upload: Staged) -> str:
    """The state of an upload in a sentence."""
    ended = f"on {written(upload.ended_at)} by {upload.ended_by}" if upload.ended_at else ""
    return {
        "waiting": "it waits to be accepted.",
        "approval": "it waits for somebody else to approve it.",
        "accepted": f"it was accepted as submission {upload.submission}.",
        "withdrawn": f"it was withdrawn {ended}. To have its figures back, send the file again.",
        "set aside": f"it was set aside {ended}. To take it up again, send the file again.",
    }[upload.state]


def _note(connection: Connection, entry: Entry, number: int) -> None:
    audit.append(connection, replace(entry, object=f"upload {number}"), visible=False)


def _one(store: Store, *conditions: Any) -> Staged | None:
    with engines.reading(store.engine) as connection:
        return _one_on(connection, *conditions)


def _one_on(connection: Connection, *conditions: Any) -> Staged | None:
    row = connection.execute(select(uploads).where(*conditions).order_by(_u.number).limit(1)).mappings().one_or_none()
    return None if row is None else _staged(row)


def _row(upload: Staged) -> dict[str, Any]:
    return _columns({name: getattr(upload, name) for name in Staged.__dataclass_fields__})


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(values)
    for name in ("answers", "layouts"):
        if name in found:
            found[name] = _plain(found[name] or {})
    if "recalled" in found:
        found["recalled"] = [[each.kind, each.place, each.key] for each in found["recalled"]]
    for name in ("theirs", "sees", "priorities"):
        if name in found and found[name] is not None:
            found[name] = list(found[name])
    return found


def _plain(content: Any) -> Any:
    return {key: _plain(value) for key, value in content.items()} if isinstance(content, Mapping) else content


def _staged(row: RowMapping) -> Staged:
    content = dict(row)
    content |= {name: None if content[name] is None else tuple(content[name]) for name in ("theirs", "sees")}
    content["priorities"] = tuple(content["priorities"])
    content["recalled"] = tuple(Recall(*each) for each in content["recalled"])
    return Staged(**content)
