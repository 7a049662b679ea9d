"""Room: store. Addresses for calendar programs: one an account, kept by the hash of what stands in it, ended by its owner or by another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from store import audit, engines
from store.accounts import Account, Given, numbered, standing_of
from store.audit import Entry
from store.entrances import calendars
from store.submissions import Store

_c = calendars.c
#: how often it is noted that a program asked; more often would make each question a write
NOTED_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Subscription:
    """An address that works: since when, and when a program last asked (to the hour), None if none did."""

    made_at: datetime
    asked_at: datetime | None


def make(store: Store, hash: str, *, account: int, entry: Entry) -> None:
    """Keep a new address of an account; the one it had works no longer."""
    with store.writing() as connection:
        _end(connection, account, entry.at)
        connection.execute(insert(calendars).values(hash=hash, account=account, made_at=entry.at))
        audit.append(connection, entry, visible=False)


def end(store: Store, account: int, *, entry: Entry) -> None:
    """End the address of an account."""
    with store.writing() as connection:
        _end(connection, account, entry.at)
        audit.append(connection, entry, visible=False)


def standing(store: Store, account: int) -> Subscription | None:
    """The address of an account that works; None where it has none."""
    with engines.reading(store.engine) as connection:
        row = connection.execute(select(_c.made_at, _c.asked_at).where(_c.account == account, _c.ended_at.is_(None))).one_or_none()
        return Subscription(row.made_at, row.asked_at) if row is not None else None


def asked(store: Store, hash: str, *, at: datetime) -> tuple[Account, tuple[Given, ...]] | None:
    """Whose address a program asked at, and what they hold at `at`; None where it works no longer, or the account is closed."""
    with engines.reading(store.engine) as connection:
        row = connection.execute(select(_c.account, _c.asked_at).where(_c.hash == hash, _c.ended_at.is_(None))).one_or_none()
        held = standing_of(connection, row.account, at) if row is not None else ()
    account = numbered(store, row.account) if row is not None else None
    if row is None or account is None or account.state != "active":
        return None
    if not store.read_only and (row.asked_at is None or at - row.asked_at > NOTED_EVERY):
        with store.writing() as connection:
            connection.execute(update(calendars).where(_c.hash == hash).values(asked_at=at))
    return account, held


def _end(connection: Connection, account: int, at: datetime) -> None:
    connection.execute(update(calendars).where(_c.account == account, _c.ended_at.is_(None)).values(ended_at=at))
