"""Room: access. The address under which a calendar program, which cannot sign in, asks for the deadlines of the plan.

Whoever knows it gets days and names of indicators, and nothing else: it is no session, opens no page and names nobody. It is 256 random
bits of which the store keeps the hash, so that looking one up takes no longer for a near guess; it stops with the account, its roles, or
at a press of its owner's button.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from access.roles import Actor, Right, may
from access.sessions import hash_of
from store import calendars as kept

if TYPE_CHECKING:
    from access.gates import Gate

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}\.ics")


def make(gate: Gate, who: Actor) -> str:
    """The last part of a new address for somebody; it is told this once, and the one they had before works no longer."""
    token = f"{secrets.token_urlsafe(32)}.ics"
    kept.make(
        gate.store, _kept(token), account=who.account, entry=gate.records.entry("calendar", f"account {who.account}", "made", who=who)
    )
    return token


def end(gate: Gate, who: Actor) -> None:
    """Have somebody's address work no longer."""
    kept.end(gate.store, who.account, entry=gate.records.entry("calendar", f"account {who.account}", "ended", who=who))


def reader(gate: Gate, token: str) -> Actor | None:
    """Who asks with the last part of an address: somebody who may see the plan at this moment; None for anything else."""
    found = kept.asked(gate.store, _kept(token), at=gate.now()) if _TOKEN.fullmatch(token) else None
    if found is None:
        return None
    account, held = found
    actor = Actor(account.number, account.issuer, account.subject, account.name, account.person, "calendar", tuple(g.grant for g in held))
    return actor if may(actor, Right.SEE) else None


def _kept(token: str) -> str:
    """What the store keeps; never what it keeps of a session, whatever somebody puts into its cookie."""
    return hash_of(f"calendar {hash_of(token)}")
