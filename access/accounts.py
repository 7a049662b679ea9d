"""Room: access. Local accounts, for those whom no organisation's sign-in knows: invited, with a password and a second step."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from access import codes, delays, passwords
from access.records import Recorder
from access.roles import Actor
from access.sessions import hash_of
from store import accounts as kept
from store import sessions as tries
from store.accounts import Account, Given, Grant
from store.problems import RefusedError
from store.submissions import Store

#: the issuer of local accounts
LOCAL = "local"
#: how long an invitation works
INVITED_FOR = timedelta(days=7)
#: what is said of any sign-in that did not work, whether there is such an account or not
NOT_RIGHT = "Name, password and code did not go together. Look at each, wait for the next code, and try again."


@dataclass(frozen=True, slots=True)
class Tried:
    """How a sign-in went: the account, or the sentence for the person and how long the next try has to wait."""

    account: Account | None
    sentence: str = ""
    wait: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Accepted:
    """How an invitation was taken: the account, or the sentences on what to mend, by field."""

    account: Account | None
    password: tuple[str, ...] = ()
    code: tuple[str, ...] = ()


def subject_of(name: str) -> str:
    """The name that somebody signs in with, as it is kept."""
    return " ".join(name.split()).casefold()


def same_person(store: Store, actor: Actor, who: str) -> bool:
    """Whether `who` (an entry's) is another account of the same person of the plan: somebody may come in by two organisations."""
    issuer, _, subject = who.partition(" ")
    other = kept.found(store, issuer, subject) if actor.person else None
    return other is not None and other.person == actor.person


def add(
    store: Store, records: Recorder, *, issuer: str, subject: str, name: str, person: str = "", grants: Iterable[Grant] = (), by: str
) -> int:
    """Make an account with the roles it is to have; its number. RefusedError where the identity has one, or a name is empty."""
    subject = subject_of(subject) if issuer == LOCAL else subject.strip()
    if not subject or not name.strip():
        raise RefusedError("A person: found no name. Expected how they sign in and what they are called. Fill in both.")
    number = kept.make(
        store,
        issuer=issuer,
        subject=subject,
        name=name.strip(),
        person=person,
        entry=records.entry("account", f"{issuer} {subject}", who=by),
    )
    granted = tuple(grants)
    if granted:
        give(store, records, number, granted, by=by)
    return number


def give(store: Store, records: Recorder, number: int, grants: tuple[Grant, ...], *, by: str) -> None:
    """Give an account roles."""
    kept.give(store, number, grants, by=by, entry=records.entry("role", f"account {number}", _given(*grants), who=by))


def exchange(store: Store, records: Recorder, old: Given, grant: Grant, *, by: str) -> None:
    """Give an account another role in place of one that it holds. RefusedError where it was taken back meanwhile."""
    about = f"account {old.account}"
    taken = records.entry("role", about, f"taken back: {old.grant.role}")
    kept.exchange(store, old, grant, by=by, taken=taken, entry=records.entry("role", about, _given(grant), who=by))


def _given(*grants: Grant) -> str:
    words = ", ".join(" ".join(filter(None, (g.role, g.reach, g.object, "restricted" if g.restricted else ""))) for g in grants)
    return f"given: {words}"


def invite(store: Store, records: Recorder, number: int, *, by: str) -> str:
    """An invitation for a local account: the token, which is shown once and not kept. Earlier ones stop working."""
    token = secrets.token_urlsafe(32)
    entry = records.entry("invitation", f"account {number}", who=by)
    tries.invite(store, hash_of(token), account=number, ends_at=entry.at + INVITED_FOR, entry=entry)
    return token


def invited(store: Store, token: str, *, now: datetime) -> Account | None:
    """Whom an invitation is for; None where it does not work, or no longer."""
    number = tries.invited(store, hash_of(token), at=now)
    return None if number is None else kept.numbered(store, number)


def accept(store: Store, records: Recorder, key: str, token: str, *, password: str, code: str, about: tuple[str, ...] = ()) -> Accepted:
    """Take an invitation: set the password, and the second step that it offered. It works once."""
    now = records.now()
    account = invited(store, token, now=now)
    if account is None:
        return Accepted(None)
    secret = codes.secret_for(key, token)
    step = codes.matched(secret, code, at=now)
    wrong = passwords.faults(password, about=(account.subject, *account.name.split(), *about))
    mend = () if step else ("Found another code than the app should show now. Expected its six digits. Type the code that it shows next.",)
    if wrong or mend:
        return Accepted(account, tuple(wrong), mend)
    who = Actor(account.number, account.issuer, account.subject, account.name)
    taken = tries.accept(
        store,
        hash_of(token),
        password=passwords.hashed(password),
        code_secret=codes.sealed(key, secret),
        code_step=step,
        entry=records.entry("invitation", f"account {account.number}", "accepted", who=who),
    )
    return Accepted(kept.numbered(store, account.number)) if taken else Accepted(None)


def sign_in(store: Store, records: Recorder, key: str, *, name: str, password: str, code: str, address: str) -> Tried:
    """Try to sign in with name, password and code. What is said, and how long it takes, is the same whether the account exists or not."""
    subject, now = subject_of(name), records.now()
    keys = {kind: delays.key(kind, value) for kind, value in (("account", subject), ("address", address))}
    counted = tries.failures(store, list(keys.values()))
    waits = (delays.wait(kind, *counted[key_], now) for kind, key_ in keys.items() if key_ in counted)
    left = max(waits, default=timedelta())
    if left:
        return Tried(None, "There were too many tries that did not work. Wait, and try again.", left)
    account = kept.found(store, LOCAL, subject)
    right = passwords.matches(account.password if account else "", password)
    step = codes.matched(codes.opened(key, account.code_secret if account else ""), code, at=now)
    if account and right and step and account.state == "active" and kept.use_code(store, account.number, step):
        tries.forget(store, keys["account"])
        return Tried(account)
    entry = records.entry("sign-in", f"account {account.number}" if account else "an unknown name", "failed")
    tries.failed(store, list(keys.values()), forgotten_before=now - delays.FORGOTTEN, entry=entry)
    return Tried(None, NOT_RIGHT)


def change_password(store: Store, records: Recorder, number: int, *, old: str, new: str, about: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Set another password, where the old one is right; the sentences on what to mend. Every session of the account ends."""
    account = kept.numbered(store, number)
    if account is None or not passwords.matches(account.password, old):
        records.note("password", f"account {number}", "refused: the old password was not right")
        return ("Found another password than the one in use. Expected the one you signed in with. Type it again.",)
    wrong = passwords.faults(new, about=(account.subject, *account.name.split(), *about))
    if not wrong:
        entry = records.entry("password", f"account {number}", "changed")
        kept.change(store, number, entry=entry, end_sessions=True, password=passwords.hashed(new))
    return tuple(wrong)
