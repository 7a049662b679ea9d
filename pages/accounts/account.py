"""Room: pages. Your own account: who you are here, what you may do, where you are signed in, your deputies, your password."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import flask
from dash import html
from dash.development.base_component import Component

from access import accounts, sessions
from access.gates import Gate, actor, current
from access.guard import sent_to
from access.passwords import SHORTEST
from access.roles import RIGHT_WORDS, Actor, Right, Role, in_words, may
from access.routes import ROUTES
from indicators.deadlines import london_day
from indicators.periods.rendering import on_day
from pages.accounts import subscriptions
from pages.frame.answers import Answer
from pages.frame.entrances import add, choice, field, form, grid, refused, shown, told, typed
from pages.frame.parts import listed
from store import accounts as kept
from store import sessions as kept_sessions
from store.accounts import Account, Given, Grant
from store.patterns import end_of
from store.problems import RefusedError

TITLE = "Your account"
#: rights for which there is an address: others are not spoken of before there is something to do with them
OFFERED = frozenset[Right]().union(*(need for need in ROUTES.values() if isinstance(need, frozenset)))


def register(server: flask.Flask) -> None:
    """Put the pages on the server."""
    add(server, "GET", "/account", account)
    add(server, "POST", "/account/sign-out-everywhere", sign_out_everywhere)
    add(server, "POST", "/account/password", password)
    add(server, "POST", "/account/deputy", deputy)
    add(server, "POST", "/account/deputy/<int:number>/end", end_deputy)


def account() -> flask.Response:
    """The page."""
    gate, who = current(), actor()
    return sent_to("/sign-in") if who is None else shown(Answer(TITLE, _page(gate, who), section="/account"))


def sign_out_everywhere() -> flask.Response:
    """End every session of this account, this one too."""
    gate, who = current(), actor()
    response = sent_to("/sign-in?done=everywhere")
    if who is not None:
        sessions.leave(gate, response, who, everywhere=True)
    return response


def password() -> flask.Response:
    """Set another password; every session ends."""
    gate, who = current(), actor()
    if who is None or who.issuer != accounts.LOCAL:
        return refused(403, "This account has no password here. Nothing has changed. Change it where you sign in.")
    wrong = accounts.change_password(
        gate.store,
        gate.records,
        who.account,
        old=typed("old"),
        new=typed("new"),
        about=(gate.plan.short_title, gate.plan.place),
    )
    if wrong:
        return shown(Answer(TITLE, _page(gate, who, wrong), section="/account", status=400))
    return sent_to("/sign-in?done=password")


def deputy() -> flask.Response:
    """Have somebody stand in for one's own priorities and measures, until a day."""
    gate, who = current(), actor()
    chosen = typed("deputy")
    other = kept.numbered(gate.store, int(chosen)) if chosen.isdigit() and len(chosen) < 10 else None
    until = _end_of(typed("until"))
    if who is not None and not _own_priorities(gate, who):  # a deputyship is not passed on
        gate.records.note("refused", "POST /account/deputy", "a deputyship is not passed on")
        return sent_to("/account")
    if who is None or other is None or other.number == who.account or other.state != "active" or until is None or until <= gate.now():
        return refused(400, "This deputy was not set. Nothing has changed. Choose a person and a day to come, and try again.")
    grant = Grant(Role.LEAD, "deputy", str(who.account), until=until)
    before = next((each for each in _deputies(gate, who) if each.account == other.number), None)
    try:
        if before is None:
            accounts.give(gate.store, gate.records, other.number, (grant,), by=who.who)
        else:  # another day for the same deputy: one deputyship, which ends once
            accounts.exchange(gate.store, gate.records, before, grant, by=who.who)
    except RefusedError as said:
        return refused(409, str(said))
    return sent_to("/account")


def end_deputy(number: int) -> flask.Response:
    """Take a deputyship back that was given for oneself."""
    gate, who = current(), actor()
    mine = {each.number: each for each in _deputies(gate, who)} if who else {}
    if number not in mine:
        return refused(403, "This is not a deputy of yours. Nothing has changed. Look at your account again.")
    words = f"taken back: deputy of account {mine[number].grant.object}"
    kept.take_back(gate.store, number, entry=gate.records.entry("role", f"account {mine[number].account}", words))
    return sent_to("/account")


def _page(gate: Gate, who: Actor, wrong: Sequence[str] = ()) -> Component:
    body: list[Component] = [html.H1(TITLE), *told(wrong), html.P(f"{who.name}, known here as {who.subject} ({who.issuer}).")]
    everybody = kept.everybody(gate.store)
    names = {each.number: each.name for each in everybody}
    may_do = [right for right in RIGHT_WORDS if right in OFFERED and may(who, right)]
    if not _own_priorities(gate, who):
        may_do = [right for right in may_do if right is not Right.HAND_OVER]
    roles: list[Component | str] = [*_roles(gate, who, names)]
    rights: list[Component | str] = [RIGHT_WORDS[right] for right in may_do]
    body.append(
        html.Section([html.H2("Your roles"), listed(roles or ["None yet."]), html.H3("What you may do"), listed(rights or ["Ask."])])
    )
    body.append(_signed_in(gate, who))
    if may(who, Right.SEE):
        body.append(subscriptions.section(gate, who))
    if Right.HAND_OVER in may_do:
        body.append(_handing_over(gate, who, everybody, names))
    if who.issuer == accounts.LOCAL:
        body.append(_password(who))
    return html.Article(body, className="entrance")


def _roles(gate: Gate, who: Actor, names: dict[int, str]) -> list[str]:
    """What somebody holds themselves, each once; then what they hold as a deputy of somebody, said to be that."""
    own = [each.grant for each in _held(gate, who)]
    lent = [grant for grant in who.grants if grant not in own]
    told = [in_words(grant, gate.plan, names) for grant in own] + [f"{in_words(grant, gate.plan, names)}, as a deputy" for grant in lent]
    return [*dict.fromkeys(told)]


def _held(gate: Gate, who: Actor) -> list[Given]:
    now = gate.now()
    return [each for each in kept.given(gate.store, who.account) if each.standing(now)]


def _own_priorities(gate: Gate, who: Actor) -> bool:
    """Whether somebody leads for themselves, and not only as somebody's deputy."""
    return any(each.grant.role == Role.LEAD and each.grant.reach != "deputy" for each in _held(gate, who))


def _signed_in(gate: Gate, who: Actor) -> Component:
    standing = kept_sessions.standing(gate.store, who.account, at=gate.now(), idle=sessions.IDLE)
    rows = [(f"{each.made_at:%d %B %Y, %H:%M} UTC", f"{each.seen_at:%H:%M} UTC", each.address, each.method) for each in standing]
    return html.Section(
        [
            html.H2("Where you are signed in"),
            grid("Your sessions", ("Since", "Last used", "From", "By"), rows, blocks=True),
            form("/account/sign-out-everywhere", button="Sign out everywhere"),
        ]
    )


def _handing_over(gate: Gate, who: Actor, everybody: Sequence[Account], names: dict[int, str]) -> Component:
    rows = [
        (
            names.get(each.account, ""),
            on_day(london_day(each.grant.until)) if each.grant.until else "",
            form(f"/account/deputy/{each.number}/end", button="End", about=names.get(each.account, ""), second=True),
        )
        for each in _deputies(gate, who)
    ]
    others = [(str(each.number), each.name) for each in everybody if each.number != who.account and each.state == "active"]
    fields = [choice("deputy", "Who", others), field("until", "Until the end of", type="date", required="required")]
    return html.Section(
        [
            html.H2("Deputies"),
            html.P("A deputy may do for your priorities and measures what you may do yourself, and no more."),
            *([grid("Your deputies", ("Who", "Until", "End it"), rows, blocks=True)] if rows else []),
            *([form("/account/deputy", *fields, button="Name a deputy")] if others else []),
        ]
    )


def _password(who: Actor) -> Component:
    hint = (
        f"At least {SHORTEST} characters: a few words without a name of yours or the plan. Afterwards you are signed out everywhere, "
        "and sign in with the new one."
    )
    fields = [
        field("name", "You sign in as", value=who.subject, autocomplete="username", readonly="readonly"),
        field("old", "Password in use", type="password", autocomplete="current-password", required="required"),
        field("new", "New password", type="password", autocomplete="new-password", required="required", hint=hint),
    ]
    return html.Section([html.H2("Password"), form("/account/password", *fields, button="Change it")])


def _deputies(gate: Gate, who: Actor) -> list[Given]:
    now = gate.now()
    return [
        each
        for each in kept.given(gate.store)
        if each.grant.reach == "deputy" and each.grant.object == str(who.account) and each.standing(now)
    ]


def _end_of(text: str) -> datetime | None:
    """The last moment of a day in London; None for what is no day."""
    try:
        return end_of(date.fromisoformat(text))
    except (ValueError, OverflowError):
        return None
