"""Room: pages. Who may come in and what they may do: for administrators, and for the information governance lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import flask
from dash import html
from dash.development.base_component import Component

from access import accounts, proxy
from access.accounts import LOCAL
from access.gates import Gate, actor, current
from access.guard import sent_to
from access.roles import ROLE_WORDS, Right, Role, in_words, known_reach, may, suggested
from indicators.deadlines import london_day
from indicators.periods.rendering import on_day
from indicators.registry.models import Measure, Plan
from pages.frame.answers import Answer
from pages.frame.entrances import add, choice, field, form, grid, refused, shown, told, typed
from pages.frame.parts import facts
from store import accounts as kept
from store.accounts import Account, Given, Grant
from store.problems import RefusedError

SECTION = "/people"
OWN = "Nobody changes their own roles. Nothing has changed. Ask another administrator."
GONE = "There is no account of this number. Nothing has changed. Go back to the list of people."
INVITING = (
    "For somebody new, or who lost their password or their phone: it sets a new password and a new second step. What they sign in with now "
    "works until they take it up."
)
CLOSING = "They are signed out everywhere at once, and do not come in until it is opened again. What they sent stays as it is."
OPENING = "They sign in as before, with the roles above."


def register(server: flask.Flask) -> None:
    """Put the pages on the server."""
    add(server, "GET", "/people", everybody)
    add(server, "POST", "/people", add_person)
    add(server, "GET", "/people/<int:number>", person)
    add(server, "POST", "/people/<int:number>/role", give)
    add(server, "POST", "/people/<int:number>/role/<int:grant>/end", end)
    add(server, "POST", "/people/<int:number>/invitation", invite)
    add(server, "POST", "/people/<int:number>/state", state)
    add(server, "POST", "/people/<int:number>/restricted", restricted)


def everybody() -> flask.Response:
    """The list, those who asked first; and the form for somebody new."""
    return shown(Answer("People", _list(current()), section=SECTION))


def add_person() -> flask.Response:
    """Make an account, with the roles that the plan gives the person chosen."""
    gate = current()
    issuer, chosen = typed("issuer"), typed("person")
    if issuer not in dict(_issuers(gate)) or (chosen and not any(p.id == chosen for p in gate.plan.people)):
        return refused(
            400, "This person was not added. Nothing has changed. Choose where they sign in, and who they are in the plan, from the lists."
        )
    try:
        number = accounts.add(
            gate.store,
            gate.records,
            issuer=issuer,
            subject=typed("subject", longest=200),
            name=typed("name", longest=120),
            person=chosen,
            grants=suggested(gate.plan, chosen),
            by=_who(),
        )
    except RefusedError as said:
        return shown(Answer("People", _list(gate, [str(said)]), section=SECTION, status=400))
    return sent_to(f"/people/{number}")


def person(number: int) -> flask.Response:
    """One account: its roles, and what may be changed."""
    found = kept.numbered(current().store, number)
    return refused(404, GONE) if found is None else shown(Answer(found.name, _person(current(), found), section=SECTION))


def give(number: int) -> flask.Response:
    """Give a role."""
    gate, found = current(), kept.numbered(current().store, number)
    grant = _asked_for(gate.plan)
    if found is None:
        return refused(404, GONE)
    if _own(number):
        return refused(403, OWN)
    if grant is None:
        return shown(Answer(found.name, _person(gate, found, [_not_a_role()]), section=SECTION, status=400))
    if not any(_alike(each.grant, grant) for each in _standing(gate, number)):
        accounts.give(gate.store, gate.records, number, (grant,), by=_who())
    return sent_to(f"/people/{number}")


def end(number: int, grant: int) -> flask.Response:
    """Take a role back."""
    gate = current()
    given = {each.number: each for each in kept.given(gate.store, number)}.get(grant)
    if given is None:
        return refused(404, GONE)
    if _own(number):
        return refused(403, OWN)
    if _last_administrator(gate, number, given):
        return refused(409, "This is the last administrator. Nothing has changed. Give somebody else that role first.")
    try:
        kept.take_back(gate.store, grant, entry=gate.records.entry("role", f"account {number}", f"taken back: {given.grant.role}"))
    except RefusedError as said:
        return refused(409, str(said))
    return sent_to(f"/people/{number}")


def invite(number: int) -> flask.Response:
    """Make an invitation; its address is shown once, to be handed over."""
    gate, found = current(), kept.numbered(current().store, number)
    if found is None or found.issuer != LOCAL or found.state != "active" or not gate.arrangement.local:
        return refused(400, "There is no invitation for this account. Nothing has changed. Only open local accounts are invited.")
    token = accounts.invite(gate.store, gate.records, number, by=_who())
    address = f"{gate.arrangement.origin}/invitation/{token}"
    words = [
        html.H1(f"An invitation for {found.name}"),
        html.P("Hand this address over by a way that only they read. It works once, for seven days, and is not shown again."),
        html.P(html.Code(address)),
        html.P(html.A(f"Back to {found.name}", href=f"/people/{number}")),
    ]
    return shown(Answer("Invitation", html.Article(words, className="entrance"), section=SECTION))


def state(number: int) -> flask.Response:
    """Close an account, or open it again. Its sessions end."""
    gate, found = current(), kept.numbered(current().store, number)
    wanted = typed("state")
    if found is None or wanted not in {"active", "disabled"}:
        return refused(404, GONE)
    if _own(number):
        return refused(403, OWN)
    if wanted == "disabled" and any(_last_administrator(gate, number, each) for each in kept.given(gate.store, number)):
        return refused(409, "This is the last administrator. Nothing has changed. Give somebody else that role first.")
    entry = gate.records.entry("account", f"account {number}", "closed" if wanted == "disabled" else "opened again")
    kept.change(gate.store, number, entry=entry, end_sessions=True, state=wanted)
    return sent_to(f"/people/{number}")


def restricted(number: int) -> flask.Response:
    """Say whether an analyst may see raw numbers: only information governance does."""
    gate, wanted = current(), typed("restricted") == "yes"
    if _own(number):
        return refused(403, OWN)
    try:
        for given in _standing(gate, number):
            if given.grant.role == Role.ANALYST and given.grant.restricted != wanted:
                accounts.exchange(gate.store, gate.records, given, replace(given.grant, restricted=wanted), by=_who())
    except RefusedError as said:
        return refused(409, str(said))
    return sent_to(f"/people/{number}")


# -- what the pages say -----------------------------------------------------------------------------------------------------------


def _list(gate: Gate, wrong: Sequence[str] = ()) -> Component:
    people = kept.everybody(gate.store)
    names = {each.number: each.name for each in people}
    given: dict[int, list[Given]] = {}
    for each in kept.given(gate.store):
        if each.standing(gate.now()):
            given.setdefault(each.account, []).append(each)
    waiting = [each for each in people if each.asked_at and not given.get(each.number) and each.state == "active"]
    rows = [
        (
            html.A(each.name, href=f"/people/{each.number}"),
            f"{each.subject} ({each.issuer})",
            "; ".join(in_words(one.grant, gate.plan, names) for one in given.get(each.number, [])) or "no role",
            "closed" if each.state == "disabled" else "open",
        )
        for each in people
    ]
    body: list[Component] = [html.H1("People"), *told(wrong)]
    if waiting:
        links = [html.Li([html.A(each.name, href=f"/people/{each.number}"), f", {each.subject} ({each.issuer})"]) for each in waiting]
        body.append(html.Section([html.H2("Asking for access"), html.Ul(links)]))
    heads = ("Name", "Signs in as", "Roles", "Account")
    body.append(html.Section([html.H2("Everybody"), grid("People and their roles", heads, rows, blocks=True)]))
    if may(actor(), Right.PEOPLE):
        body.append(_new(gate))
    return html.Article(body, className="people")


def _new(gate: Gate) -> Component:
    nobody = [("", "nobody whom the plan names")]
    named = [(p.id, p.name) for p in gate.plan.people if p.kind == "person"]
    fields = [
        choice("issuer", "Signs in with", _issuers(gate), chosen=typed("issuer")),
        field(
            "subject",
            "As",
            hint="For a local account a name of your choice; for an organisation the subject that it sends.",
            required="required",
            value=typed("subject", longest=200) or None,
        ),
        field("name", "Name", required="required", autocomplete="off", value=typed("name", longest=120) or None),
        choice(
            "person",
            "In the plan",
            nobody + named,
            chosen=typed("person"),
            hint="The roles that the plan gives them are given at once, and can be changed.",
        ),
    ]
    return html.Section([html.H2("Let somebody in"), form("/people", *fields, button="Add")])


def _person(gate: Gate, found: Account, wrong: Sequence[str] = ()) -> Component:
    names = {each.number: each.name for each in kept.everybody(gate.store)}
    in_plan = next((p.name for p in gate.plan.people if p.id == found.person), "not named")
    manages = may(actor(), Right.PEOPLE) and not _own(found.number)
    body: list[Component] = [html.H1(found.name), *told(wrong)]
    body.append(
        facts(
            (
                ("Signs in as", f"{found.subject} ({found.issuer})"),
                ("In the plan", in_plan),
                ("Since", on_day(london_day(found.made_at))),
                ("Account", "closed" if found.state == "disabled" else "open"),
            )
        )
    )
    body.append(html.Section([html.H2("Roles"), _roles(gate, found, names, manages=manages)]))
    if manages:
        body.append(html.Section([html.H3("Give a role"), _give_form(gate.plan, found)]))
        body.append(_account_forms(gate, found))
    if may(actor(), Right.RESTRICT) and not _own(found.number):
        body += _raw_forms(gate, found)
    if _own(found.number):
        body.append(html.P("This is your own account: another administrator changes its roles."))
    return html.Article(body, className="people")


def _roles(gate: Gate, found: Account, names: dict[int, str], *, manages: bool) -> Component:
    standing = _standing(gate, found.number)
    if not standing:
        return html.P("None.")
    rows = []
    for each in standing:
        words = in_words(each.grant, gate.plan, names)
        address = f"/people/{found.number}/role/{each.number}/end"
        ending = form(address, button="Take back", about=words, second=True) if manages else html.Span("")
        rows.append((words, on_day(london_day(each.given_at)), each.given_by, ending))
    return grid("Held now", ("Role", "Given on", "By", "Change"), rows, blocks=True)


def _give_form(plan: Plan, found: Account) -> Component:
    reaches = [("", "the whole plan")]
    reaches += [(f"priority {p.id}", f"Priority {p.number}: {p.short}") for p in plan.priorities]
    reaches += [(f"measure {m.id}", f"Measure {m.id}: {_measured(plan, m)}") for m in plan.measures]
    fields = [
        choice("role", "Role", [(role.value, words) for role, words in ROLE_WORDS.items()], chosen=typed("role")),
        choice(
            "reach",
            "For",
            reaches,
            chosen=typed("reach"),
            hint="A lead has a priority or a measure. A viewer with a priority is its owner. Every other role is for the whole plan.",
        ),
    ]
    return form(f"/people/{found.number}/role", *fields, button="Give this role")


def _measured(plan: Plan, measure: Measure) -> str:
    """The indicators that a measure is of: seven measures of a plan may all be called "to develop"."""
    return ", ".join(f"{each.number} {each.short}" for each in plan.indicators if each.measure == measure.id) or measure.text


def _account_forms(gate: Gate, found: Account) -> Component:
    forms = []
    if found.issuer == LOCAL and found.state == "active" and gate.arrangement.local:
        forms.append(form(f"/people/{found.number}/invitation", html.P(INVITING), button="Make an invitation"))
    closing = found.state == "active"
    words, button = (CLOSING, "Close this account") if closing else (OPENING, "Open this account again")
    hidden = [("state", "disabled" if closing else "active")]
    forms.append(form(f"/people/{found.number}/state", html.P(words), button=button, hidden=hidden, second=closing))
    return html.Section([html.H2("Account"), *forms])


def _raw_forms(gate: Gate, found: Account) -> list[Component]:
    analyst = [each for each in _standing(gate, found.number) if each.grant.role == Role.ANALYST]
    if not analyst:
        return []
    now = any(each.grant.restricted for each in analyst)
    words = "May see raw numbers; each look is on the record." if now else "May not see raw numbers."
    button = "Take the sight of raw numbers back" if now else "Allow raw numbers"
    hidden = [("restricted", "no" if now else "yes")]
    return [html.Section([html.H2("Raw numbers"), html.P(words), form(f"/people/{found.number}/restricted", button=button, hidden=hidden)])]


# -- what is asked of the store ---------------------------------------------------------------------------------------------------


def _issuers(gate: Gate) -> list[tuple[str, str]]:
    listed = [(p.issuer.issuer, p.issuer.name) for p in gate.providers.values()]
    if gate.arrangement.local:
        listed.append((LOCAL, "an account of this dashboard"))
    if gate.arrangement.proxy:
        listed.append((proxy.PROXY, "the proxy in front"))
    return listed


def _asked_for(plan: Plan) -> Grant | None:
    """The grant that a form asks for; None where it is none that the plan and the roles know. Raw numbers are not given here."""
    role, (reach, _, object) = typed("role"), typed("reach").partition(" ")
    if role not in set(Role):
        return None
    if not reach:
        return None if role == Role.LEAD else Grant(role)
    owner = role == Role.VIEWER and reach == "priority"
    return Grant(role, reach, object) if (role == Role.LEAD or owner) and known_reach(plan, reach, [object]) else None


def _not_a_role() -> str:
    """Why what a form asked for is no role that is given."""
    role, reach = typed("role"), typed("reach")
    named = ROLE_WORDS[Role(role)] if role in set(Role) else ""
    if named and not reach:
        return f"{named}: found the whole plan. Expected a role for a priority or a measure. Choose one under For."
    if role == Role.VIEWER:
        return f"{named}: found a measure. Expected a role for the whole plan, or for a priority that they own. Choose it under For."
    if named and role != Role.LEAD:
        return f"{named}: found a part of the plan. Expected a role for the whole plan. Choose that under For."
    return "This role was not given. Expected a role, and for an implementation lead a priority or a measure. Choose both."


def _alike(one: Grant, other: Grant) -> bool:
    """Whether two grants are the same role for the same: held twice, it would stand on after it was taken back once."""
    return (one.role, one.reach, one.object) == (other.role, other.reach, other.object)


def _standing(gate: Gate, number: int) -> list[Given]:
    return [each for each in kept.given(gate.store, number) if each.standing(gate.now())]


def _last_administrator(gate: Gate, number: int, given: Given) -> bool:
    if given.grant.role != Role.ADMINISTRATOR or not given.standing(gate.now()):
        return False
    active = {each.number for each in kept.everybody(gate.store) if each.state == "active"}
    others = [each for each in kept.given(gate.store) if each.grant.role == Role.ADMINISTRATOR and each.standing(gate.now())]
    return not any(each.account in active and each.account != number for each in others)


def _own(number: int) -> bool:
    who = actor()
    return who is not None and who.account == number


def _who() -> str:
    who = actor()
    return who.who if who else ""
