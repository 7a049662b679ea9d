"""Room: access. Every address of the server and what it takes to be answered there: the guard's table, and the one in the documentation.

What does not stand here is refused to everybody. docs/reference/access.md holds `table()`; a test walks the running server and compares.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from enum import StrEnum

from access.decisions import DECIDING
from access.roles import RIGHTS, Actor, Right, Role, may, rights_of
from store.accounts import Grant


class Who(StrEnum):
    """What an address asks of somebody, where it is less than a right."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"


#: any one of the rights will do
Need = Who | frozenset[Right]

_SEE = frozenset({Right.SEE})
_PEOPLE = frozenset({Right.PEOPLE})
_EITHER = frozenset({Right.PEOPLE, Right.RESTRICT})
_SEND = frozenset({Right.SEND})

#: (method, rule of the server) -> what it takes. HEAD and OPTIONS take what GET or else POST takes
ROUTES: Mapping[tuple[str, str], Need] = {
    ("GET", "/health"): Who.ANYONE,
    ("GET", "/static/<name>"): Who.ANYONE,
    ("GET", "/sign-in"): Who.ANYONE,
    ("POST", "/sign-in"): Who.ANYONE,
    ("GET", "/sign-in/with/<issuer>"): Who.ANYONE,
    ("GET", "/sign-in/back/<issuer>"): Who.ANYONE,
    ("GET", "/invitation/<token>"): Who.ANYONE,
    ("POST", "/invitation/<token>"): Who.ANYONE,
    ("GET", "/ask"): Who.SIGNED_IN,
    ("POST", "/ask"): Who.SIGNED_IN,
    ("POST", "/sign-out"): Who.SIGNED_IN,
    ("GET", "/account"): Who.SIGNED_IN,
    ("POST", "/account/sign-out-everywhere"): Who.SIGNED_IN,
    ("POST", "/account/password"): Who.SIGNED_IN,
    ("POST", "/account/deputy"): frozenset({Right.HAND_OVER}),
    ("POST", "/account/deputy/<int:number>/end"): frozenset({Right.HAND_OVER}),
    ("POST", "/account/calendar"): _SEE,
    ("POST", "/account/calendar/end"): Who.SIGNED_IN,
    ("GET", "/due/calendar/<token>"): Who.ANYONE,
    ("GET", "/due/calendar.ics"): _SEE,
    ("GET", "/"): _SEE,
    ("GET", "/<path:path>"): _SEE,
    ("GET", "/download/<path:name>"): _SEE,
    ("GET", "/_dash-layout"): _SEE,
    ("GET", "/_dash-dependencies"): _SEE,
    ("GET", "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>"): _SEE,
    ("POST", "/_dash-update-component"): _SEE,
    ("GET", "/people"): _EITHER,
    ("GET", "/people/<int:number>"): _EITHER,
    ("POST", "/people"): _PEOPLE,
    ("POST", "/people/<int:number>/role"): _PEOPLE,
    ("POST", "/people/<int:number>/role/<int:grant>/end"): _PEOPLE,
    ("POST", "/people/<int:number>/invitation"): _PEOPLE,
    ("POST", "/people/<int:number>/state"): _PEOPLE,
    ("POST", "/people/<int:number>/restricted"): frozenset({Right.RESTRICT}),
    ("GET", "/record"): frozenset({Right.RECORD}),
    ("GET", "/uploads"): _SEND,
    ("GET", "/uploads/new"): _SEND,
    ("POST", "/uploads/new"): _SEND,
    ("GET", "/uploads/template"): _SEND,
    ("GET", "/uploads/remembered"): _SEND,
    ("POST", "/uploads/remembered"): _SEND,
    ("GET", "/uploads/commentary"): _SEND,
    ("POST", "/uploads/commentary"): _SEND,
    ("GET", "/uploads/<int:number>"): _SEND,
    ("GET", "/uploads/<int:number>.json"): _SEND,
    ("GET", "/uploads/<int:number>/receipt"): _SEND,
    ("GET", "/uploads/<int:number>/marked-copy"): _SEND,
    ("GET", "/uploads/<int:number>/received"): _SEND,
    ("POST", "/uploads/<int:number>/answers"): _SEND,
    ("POST", "/uploads/<int:number>/layout"): _SEND,
    ("POST", "/uploads/<int:number>/accept"): _SEND,
    ("POST", "/uploads/<int:number>/approve"): frozenset({Right.APPROVE}),
    ("POST", "/uploads/<int:number>/set-aside"): _SEND,
    ("POST", "/uploads/<int:number>/withdraw"): _SEND,
    ("GET", "/indicator/<id>/decide"): DECIDING,
    ("POST", "/indicator/<id>/decide"): DECIDING,
}

#: output of a Dash callback -> what it takes, beside what its address takes. One that does not stand here is refused to everybody
CALLBACKS: Mapping[str, Need] = {
    ".._pages_content.children..._pages_store.data..": _SEE,
    "_pages_dummy.children": _SEE,
}

#: addresses whose answer is on the record each time it is given, and as what
RECORDED: Mapping[tuple[str, str], str] = {("GET", "/record"): "record", ("GET", "/download/<path:name>"): "download"}

#: everybody whom the table of the documentation, and its test, ask for
KINDS: Mapping[str, tuple[Grant, ...] | None] = {
    "nobody": None,
    "no role": (),
    "viewer": (Grant(Role.VIEWER),),
    "owner": (Grant(Role.VIEWER, "priority", "P1"),),
    "lead": (Grant(Role.LEAD, "priority", "P1"),),
    "analyst": (Grant(Role.ANALYST),),
    "restricted analyst": (Grant(Role.ANALYST, restricted=True),),
    "administrator": (Grant(Role.ADMINISTRATOR),),
    "governance": (Grant(Role.GOVERNANCE),),
}


def need(method: str, rule: str) -> Need | None:
    """What an address takes; None for one that is not listed."""
    if method in {"HEAD", "OPTIONS"}:
        return ROUTES.get(("GET", rule)) or ROUTES.get(("POST", rule))
    return ROUTES.get((method, rule))


def met(wanted: Need | None, actor: Actor | None) -> bool:
    """Whether somebody is answered where `wanted` is asked."""
    if wanted is None:
        return False
    if isinstance(wanted, Who):
        return wanted is Who.ANYONE or actor is not None
    return any(may(actor, right) for right in wanted)


def answers(wanted: Need | None) -> dict[str, str]:
    """What each kind of person gets: `in`, `sign in` or `refused`."""
    found = {}
    for kind, grants in KINDS.items():
        actor = None if grants is None else Actor(1, "local", kind, kind, grants=grants)
        found[kind] = "in" if met(wanted, actor) else "sign in" if actor is None and wanted is not None else "refused"
    return found


def table() -> str:
    """The tables of docs/reference/access.md: rights by role, addresses and callbacks by who asks."""
    return "\n".join([_rights(), "", _addresses("address", [(f"{m} {r}", n) for (m, r), n in ROUTES.items()]), "", _callbacks(), ""])


def _rights() -> str:
    lines = [_line(["right", *(role.value for role in Role)]), _line(["---"] * (1 + len(Role)))]
    for right in Right:
        marks = ["yes" if right in RIGHTS[role] else "–" for role in Role]
        if right is Right.RAW:
            marks[list(Role).index(Role.ANALYST)] = "restricted" if right in rights_of(Grant(Role.ANALYST, restricted=True)) else "–"
        lines.append(_line([right.value, *marks]))
    return "\n".join(lines)


def _addresses(what: str, listed: list[tuple[str, Need]]) -> str:
    lines = [_line([what, *KINDS]), _line(["---"] * (1 + len(KINDS)))]
    lines += [_line([f"`{name}`", *answers(wanted).values()]) for name, wanted in listed]
    return "\n".join(lines)


def _callbacks() -> str:
    return _addresses("callback", list(CALLBACKS.items()))


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.stdout.write(table())
