"""Room: store. The record of what was done: numbered, each row carrying the hash of the one before, written with what it tells of.

The number is also the order of everything: writers take turns on the one row of `head`, so that numbers are given out in the order in which
they become visible, whatever the clock says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from store.rows import digest
from store.schema import audit, head


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing done: when, by whom, what, to what, with what outcome; `digest` is the checksum of what it wrote.

    `address` and `request` say from where it was asked, and in which request; None for the command line.
    """

    at: datetime
    who: str
    action: str
    object: str
    outcome: str
    digest: str = ""
    address: str | None = None
    request: str | None = None


def next_sequence(connection: Connection) -> int:
    """The number that the next entry gets. From here to the end of the transaction no other writer gets one."""
    return int(connection.execute(select(head.c.sequence).with_for_update()).scalar_one()) + 1


def append(connection: Connection, entry: Entry, *, visible: bool = True) -> int:
    """Write an entry and return its number; `visible` says whether a reader sees anything changed by it."""
    sequence = next_sequence(connection)
    previous = connection.execute(select(audit.c.hash).where(audit.c.sequence == sequence - 1)).scalar_one_or_none() or ""
    row = {
        "sequence": sequence,
        "at": entry.at,
        "who": entry.who,
        "action": entry.action,
        "object": entry.object,
        "outcome": entry.outcome,
        "digest": entry.digest,
        "address": entry.address,
        "request": entry.request,
        "previous": previous,
    }
    connection.execute(insert(audit).values(**row, hash=chained(row)))
    moved = {"sequence": sequence, "revision": sequence} if visible else {"sequence": sequence}
    connection.execute(update(head).values(**moved))
    return sequence


def changed_at(connection: Connection) -> datetime | None:
    """When the last thing was done that changed anything a reader sees; None for a store that holds nothing."""
    return connection.execute(select(audit.c.at).where(audit.c.sequence == revision(connection))).scalar_one_or_none()


def chained(row: dict[str, Any]) -> str:
    """The hash of an entry, which takes in the hash of the one before. Empty columns are left out: older entries have fewer."""
    return digest([[name, row[name]] for name in sorted(row) if name != "hash" and row[name] is not None])


def revision(connection: Connection) -> int:
    """The number of the last entry that changed anything a reader sees; 0 for a store that holds nothing."""
    return int(connection.execute(select(head.c.revision)).scalar_one())
