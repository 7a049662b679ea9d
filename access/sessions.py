"""Room: access. Sessions: 256 random bits in a cookie that no script reads, their hash in the store, a new one at each sign-in."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

import flask

from access.roles import Actor
from store import sessions as kept
from store.accounts import Account

if TYPE_CHECKING:
    from access.gates import Gate

#: the prefix has the browser refuse it without Secure, with a Domain, or for another path
COOKIE = "__Host-session"
#: how long a session lasts unused, and at most (SECURITY 4.4)
IDLE = timedelta(minutes=30)
WHOLE = timedelta(hours=10)


def hash_of(token: str) -> str:
    """What the store keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(gate: Gate, response: flask.Response, account: Account, *, method: str) -> None:
    """Sign somebody in: whatever session the browser brought ends, and it gets a new one."""
    token, now = secrets.token_urlsafe(32), gate.now()
    brought = flask.request.cookies.get(COOKIE, "")
    actor = Actor(account.number, account.issuer, account.subject, account.name)
    kept.start(
        gate.store,
        hash_of(token),
        account=account.number,
        method=method,
        address=flask.g.address,
        ends_at=now + WHOLE,
        instead_of=hash_of(brought) if brought else "",
        entry=gate.records.entry("sign-in", f"account {account.number}", method, who=actor),
    )
    set_cookie(response, COOKIE, token, WHOLE)


def actor_of(gate: Gate, token: str) -> Actor | None:
    """Who a token stands for now; None where it stands for nobody any more."""
    if not token:
        return None
    live = kept.live(gate.store, hash_of(token), at=gate.now(), idle=IDLE)
    if live is None:
        return None
    grants = tuple(each.grant for each in live.held)
    return Actor(live.account, live.issuer, live.subject, live.name, live.person, live.method, grants)


def leave(gate: Gate, response: flask.Response, actor: Actor, *, everywhere: bool = False) -> None:
    """Sign somebody out, here or everywhere, and have the browser forget what it kept."""
    if everywhere:
        kept.end_all(gate.store, actor.account, entry=gate.records.entry("sign-out", f"account {actor.account}", "everywhere"))
    else:
        token = flask.request.cookies.get(COOKIE, "")
        kept.end(gate.store, hash_of(token), entry=gate.records.entry("sign-out", f"account {actor.account}"))
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'


def set_cookie(response: flask.Response, name: str, value: str, lasts: timedelta) -> None:
    """A cookie for this host alone. Lax, because the way back from an issuer starts at another site."""
    response.set_cookie(name, value, max_age=int(lasts.total_seconds()), path="/", secure=True, httponly=True, samesite="Lax")
