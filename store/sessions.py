"""Room: store. Sessions, invitations, tries and sign-ins under way: what a browser brings is looked up by its hash, never kept itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select, update

from store import audit, engines
from store.accounts import Given, standing_of
from store.audit import Entry
from store.entrances import accounts, attempts, invitations, journeys, sessions
from store.submissions import Store

#: how often it is noted that a session is in use; more often would make each look at a page a write
NOTED_EVERY = timedelta(minutes=1)

_s, _a = sessions.c, accounts.c
#: asked at each request: put together once
_LIVE = (
    select(_s.account, _s.seen_at, _s.method, _s.made_at, _a.issuer, _a.subject, _a.name, _a.person)
    .join(accounts, _a.number == _s.account)
    .where(
        _s.hash == bindparam("hash"),
        _s.ended_at.is_(None),
        _s.ends_at > bindparam("at"),
        _s.seen_at > bindparam("since"),
        _a.state == "active",
    )
)


@dataclass(frozen=True, slots=True)
class Live:
    """A session that counts, with whose it is and what they hold now."""

    account: int
    issuer: str
    subject: str
    name: str
    person: str
    method: str
    made_at: datetime
    held: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """One place where somebody is signed in, as they see it on their page."""

    made_at: datetime
    seen_at: datetime
    address: str
    method: str


@dataclass(frozen=True, slots=True)
class Journey:
    """A sign-in sent to an issuer: what its answer has to hold, and where it goes on to."""

    browser: str
    issuer: str
    nonce: str
    verifier: str
    then: str

    def __repr__(self) -> str:
        """Without nonce and verifier."""
        return f"Journey({self.issuer!r})"


def start(store: Store, hash: str, *, account: int, method: str, address: str, ends_at: datetime, instead_of: str, entry: Entry) -> None:
    """Keep a new session, and end the one that the same browser had before."""
    row = {"hash": hash, "account": account, "method": method, "address": address, "made_at": entry.at, "seen_at": entry.at}
    with store.writing() as connection:
        if instead_of:
            connection.execute(
                update(sessions).where(sessions.c.hash == instead_of, sessions.c.ended_at.is_(None)).values(ended_at=entry.at)
            )
        connection.execute(insert(sessions).values(**row, ends_at=ends_at))
        audit.append(connection, entry, visible=False)


def live(store: Store, hash: str, *, at: datetime, idle: timedelta) -> Live | None:
    """The session with this hash if it counts at `at`: not ended, not idle too long, not too old, its account active. Its use is noted."""
    with engines.reading(store.engine) as connection:
        row = connection.execute(_LIVE, {"hash": hash, "at": at, "since": at - idle}).one_or_none()
        held = standing_of(connection, row.account, at) if row is not None else ()
    if row is None:
        return None
    if at - row.seen_at > NOTED_EVERY and not store.read_only:
        with store.writing() as connection:
            connection.execute(update(sessions).where(sessions.c.hash == hash).values(seen_at=at))
    return Live(row.account, row.issuer, row.subject, row.name, row.person, row.method, row.made_at, held)


def standing(store: Store, account: int, *, at: datetime, idle: timedelta) -> tuple[Session, ...]:
    """Where an account is signed in, the latest first."""
    s = sessions.c
    query = (
        select(s.made_at, s.seen_at, s.address, s.method)
        .where(s.account == account, s.ended_at.is_(None), s.ends_at > at, s.seen_at > at - idle)
        .order_by(s.made_at.desc())
    )
    with engines.reading(store.engine) as connection:
        return tuple(Session(*row) for row in connection.execute(query))


def end(store: Store, hash: str, *, entry: Entry) -> None:
    """End one session."""
    with store.writing() as connection:
        connection.execute(update(sessions).where(sessions.c.hash == hash, sessions.c.ended_at.is_(None)).values(ended_at=entry.at))
        audit.append(connection, entry, visible=False)


def end_all(store: Store, account: int, *, entry: Entry) -> int:
    """End every session of an account; how many there were."""
    with store.writing() as connection:
        s = sessions.c
        ended = connection.execute(update(sessions).where(s.account == account, s.ended_at.is_(None)).values(ended_at=entry.at))
        audit.append(connection, entry, visible=False)
        return int(ended.rowcount)


def invite(store: Store, hash: str, *, account: int, ends_at: datetime, entry: Entry) -> None:
    """Keep an invitation; those sent before it no longer work."""
    i = invitations.c
    with store.writing() as connection:
        connection.execute(update(invitations).where(i.account == account, i.used_at.is_(None)).values(used_at=entry.at))
        connection.execute(insert(invitations).values(hash=hash, account=account, made_at=entry.at, ends_at=ends_at))
        audit.append(connection, entry, visible=False)


def invited(store: Store, hash: str, *, at: datetime) -> int | None:
    """The account that an invitation is for, if it still works at `at`."""
    i = invitations.c
    query = select(i.account).join(accounts, accounts.c.number == i.account)
    with engines.reading(store.engine) as connection:
        return connection.execute(
            query.where(i.hash == hash, i.used_at.is_(None), i.ends_at > at, accounts.c.state == "active")
        ).scalar_one_or_none()


def accept(store: Store, hash: str, *, password: str, code_secret: str, code_step: int, entry: Entry) -> bool:
    """Use an invitation, once: set password and secret of its account and end its sessions. False where it was used or is too old."""
    i = invitations.c
    with store.writing() as connection:
        used = connection.execute(
            update(invitations).where(i.hash == hash, i.used_at.is_(None), i.ends_at > entry.at).values(used_at=entry.at)
        )
        if used.rowcount != 1:
            return False
        account = connection.execute(select(i.account).where(i.hash == hash)).scalar_one()
        kept = {"password": password, "code_secret": code_secret, "code_step": code_step}
        connection.execute(update(accounts).where(accounts.c.number == account).values(**kept))
        connection.execute(update(sessions).where(sessions.c.account == account, sessions.c.ended_at.is_(None)).values(ended_at=entry.at))
        audit.append(connection, entry, visible=False)
        return True


def failures(store: Store, keys: list[str]) -> dict[str, tuple[int, datetime]]:
    """Failed tries in a row by key, with the time of the last."""
    with engines.reading(store.engine) as connection:
        rows = connection.execute(select(attempts).where(attempts.c.key.in_(keys)))
        return {row.key: (row.failures, row.last_at) for row in rows}


def failed(store: Store, keys: list[str], *, forgotten_before: datetime, entry: Entry) -> None:
    """Count a failed try; tries before `forgotten_before` are forgotten."""
    a = attempts.c
    with store.writing() as connection:
        audit.append(connection, entry, visible=False)  # first: from here on one process at a time counts
        connection.execute(delete(attempts).where(a.last_at < forgotten_before))
        for key in keys:
            again = connection.execute(update(attempts).where(a.key == key).values(failures=a.failures + 1, last_at=entry.at))
            if again.rowcount == 0:
                connection.execute(insert(attempts).values(key=key, failures=1, last_at=entry.at))


def forget(store: Store, key: str) -> None:
    """Forget the failed tries of a key, after one that went well."""
    with store.writing() as connection:
        connection.execute(delete(attempts).where(attempts.c.key == key))


def depart(store: Store, state: str, journey: Journey, *, at: datetime, ends_at: datetime) -> None:
    """Keep a sign-in that is sent to an issuer; those that never came back are swept."""
    row = {name: getattr(journey, name) for name in Journey.__dataclass_fields__}
    with store.writing() as connection:
        connection.execute(delete(journeys).where(journeys.c.ends_at < at))
        connection.execute(insert(journeys).values(state=state, ends_at=ends_at, **row))


def arrive(store: Store, state: str, *, at: datetime) -> Journey | None:
    """The sign-in with this state, once: a state that comes back a second time leads nowhere."""
    j = journeys.c
    with store.writing() as connection:
        row = connection.execute(select(journeys).where(j.state == state, j.ends_at > at).with_for_update()).one_or_none()
        taken = connection.execute(delete(journeys).where(j.state == state))
        if row is None or taken.rowcount != 1:
            return None
        return Journey(row.browser, row.issuer, row.nonce, row.verifier, row.then)
