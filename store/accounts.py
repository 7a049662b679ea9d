"""Room: store. Accounts and what they were given. Each change is one transaction with its entry on the record.

A change to what somebody may do ends their sessions in the same transaction, so that nobody goes on under a role that was taken back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from store import audit, engines
from store.audit import Entry
from store.entrances import accounts, grants, sessions
from store.problems import RefusedError
from store.submissions import Store

_g = grants.c
#: asked at each request: put together once
_STANDING = (
    select(grants)
    .where(_g.account.in_(bindparam("numbers", expanding=True)), _g.ended_at.is_(None), or_(_g.until.is_(None), _g.until > bindparam("at")))
    .order_by(_g.number)
)


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may come in. `password` is an argon2id hash and `code_secret` a sealed text, "" for accounts of other issuers."""

    number: int
    issuer: str
    subject: str
    name: str
    person: str
    state: str
    password: str
    code_secret: str
    code_step: int
    made_at: datetime
    asked_at: datetime | None

    def __repr__(self) -> str:
        """Without password and secret: a log or a failing test shows this."""
        return f"Account({self.number}, {self.issuer!r}, {self.subject!r})"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that an account was given: for `all`, a `priority` or `measure` (`object`), or as `deputy` of account `object`."""

    role: str
    reach: str = "all"
    object: str = ""
    restricted: bool = False
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """A grant as it stands on the books."""

    number: int
    account: int
    grant: Grant
    given_at: datetime
    given_by: str
    ended_at: datetime | None

    def standing(self, at: datetime) -> bool:
        """Whether it counts at `at`."""
        return self.ended_at is None and (self.grant.until is None or self.grant.until > at)


def found(store: Store, issuer: str, subject: str) -> Account | None:
    """The account of an identity; None where nobody came in under it nor was invited."""
    return _one(store, accounts.c.issuer == issuer, accounts.c.subject == subject)


def numbered(store: Store, number: int) -> Account | None:
    """The account with this number."""
    return _one(store, accounts.c.number == number)


def everybody(store: Store) -> tuple[Account, ...]:
    """Every account, disabled ones too, by name."""
    with engines.reading(store.engine) as connection:
        rows = connection.execute(select(accounts).order_by(func.lower(accounts.c.name), accounts.c.number)).mappings()
        return tuple(_account(row) for row in rows)


def given(store: Store, *numbers: int) -> tuple[Given, ...]:
    """What accounts were given, ended grants too; of everybody where no number is named."""
    query = select(grants).order_by(grants.c.number)
    with engines.reading(store.engine) as connection:
        rows = connection.execute(query.where(grants.c.account.in_(numbers)) if numbers else query).mappings()
        return tuple(given_of(row) for row in rows)


def make(store: Store, *, issuer: str, subject: str, name: str, person: str = "", entry: Entry) -> int:
    """Make an account without any role; its number. RefusedError where the identity has one already."""
    row = {"issuer": issuer, "subject": subject, "name": name, "person": person, "state": "active", "made_at": entry.at}
    try:
        with store.writing() as connection:
            made = connection.execute(insert(accounts).values(**row, password="", code_secret="", code_step=0))
            audit.append(connection, entry, visible=False)
            key = made.inserted_primary_key
            return int(key[0]) if key else 0
    except IntegrityError:
        raise RefusedError(f"{subject}: there is an account for this name at {issuer} already. Nothing has changed.") from None


def change(store: Store, number: int, *, entry: Entry, end_sessions: bool = False, **values: Any) -> None:
    """Change columns of an account; with `end_sessions` everything that it is signed in to ends."""
    with store.writing() as connection:
        connection.execute(update(accounts).where(accounts.c.number == number).values(**values))
        if end_sessions:
            _end_sessions(connection, [number], entry.at)
        audit.append(connection, entry, visible=False)


def use_code(store: Store, number: int, step: int) -> bool:
    """Keep the time step of a code that was right, once: False where this step, or a later one, was used before."""
    a = accounts.c
    with store.writing() as connection:
        done = connection.execute(update(accounts).where(a.number == number, a.code_step < step).values(code_step=step))
        return done.rowcount == 1


def give(store: Store, number: int, granted: Iterable[Grant], *, by: str, entry: Entry) -> None:
    """Give an account roles; its sessions, and those of its deputies, end."""
    with store.writing() as connection:
        _give(connection, number, granted, by, entry)


def take_back(store: Store, number: int, *, entry: Entry) -> None:
    """End the grant with this number; sessions of its account, and of its deputies, end. RefusedError where it ended before."""
    with store.writing() as connection:
        _take_back(connection, number, entry)


def exchange(store: Store, old: Given, grant: Grant, *, by: str, taken: Entry, entry: Entry) -> None:
    """Give another role in place of one, in one transaction: nobody is left with neither. RefusedError where that one ended before."""
    with store.writing() as connection:
        _take_back(connection, old.number, taken)
        _give(connection, old.account, (grant,), by, entry)


def standing_of(connection: Connection, number: int, at: datetime) -> tuple[Given, ...]:
    """What an account holds at `at`; as a deputy it holds what the other account holds itself, never a deputyship of that one."""
    own = _standing(connection, [number], at)
    others = [int(each.grant.object) for each in own if each.grant.reach == "deputy"]
    mine = tuple(each for each in own if each.grant.reach != "deputy")
    if not others:
        return mine
    still = select(accounts.c.number).where(accounts.c.number.in_(others), accounts.c.state == "active")
    active = set(connection.execute(still).scalars())
    lent = _standing(connection, others, at)
    return mine + tuple(each for each in lent if each.grant.role == "lead" and each.grant.reach != "deputy" and each.account in active)


def _give(connection: Connection, number: int, granted: Iterable[Grant], by: str, entry: Entry) -> None:
    for grant in granted:
        row = {name: getattr(grant, name) for name in Grant.__dataclass_fields__}
        connection.execute(insert(grants).values(account=number, given_at=entry.at, given_by=by, **row))
    _end_sessions(connection, [number, *_deputies(connection, number)], entry.at)
    audit.append(connection, entry, visible=False)


def _take_back(connection: Connection, number: int, entry: Entry) -> None:
    ended = connection.execute(update(grants).where(grants.c.number == number, grants.c.ended_at.is_(None)).values(ended_at=entry.at))
    if ended.rowcount != 1:
        raise RefusedError("This role was taken back before. Nothing has changed.")
    account = int(connection.execute(select(grants.c.account).where(grants.c.number == number)).scalar_one())
    _end_sessions(connection, [account, *_deputies(connection, account)], entry.at)
    audit.append(connection, entry, visible=False)


def given_of(row: RowMapping) -> Given:
    """A row of `grants` as what it means."""
    grant = Grant(row["role"], row["reach"], row["object"], row["restricted"], row["until"])
    return Given(row["number"], row["account"], grant, row["given_at"], row["given_by"], row["ended_at"])


def _standing(connection: Connection, numbers: list[int], at: datetime) -> tuple[Given, ...]:
    return tuple(given_of(row) for row in connection.execute(_STANDING, {"numbers": numbers, "at": at}).mappings())


def _deputies(connection: Connection, number: int) -> list[int]:
    g = grants.c
    query = select(g.account).where(g.reach == "deputy", g.object == str(number), g.ended_at.is_(None))
    return [int(each) for each in connection.execute(query).scalars()]


def _end_sessions(connection: Connection, numbers: list[int], at: datetime) -> None:
    connection.execute(update(sessions).where(sessions.c.account.in_(numbers), sessions.c.ended_at.is_(None)).values(ended_at=at))


def _one(store: Store, *conditions: Any) -> Account | None:
    with engines.reading(store.engine) as connection:
        row = connection.execute(select(accounts).where(*conditions)).mappings().one_or_none()
        return None if row is None else _account(row)


def _account(row: RowMapping) -> Account:
    return Account(**row)
