"""Room: pages. Deciding: what may be decided is listed, one form a kind; what it would change is shown; then it is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import flask
from dash import html
from dash.development.base_component import Component

from access import doors, gates
from access.decisions import bodies, may_decide, own_body, right_for
from access.doors import NotAllowedError
from access.guard import sent_to
from access.roles import may, place_of
from indicators.contradictions import NO_DAY
from indicators.decisions import KIND_WORDS, KINDS, ON_POINTS, Decided, Kind, told, words
from indicators.periods.rendering import on_day
from indicators.registry.models import Indicator
from indicators.series import part_of, parts_of
from pages.decisions import desk
from pages.decisions.desk import Desk
from pages.decisions.forms import STEPS, WHAT, Asked, content, fields, has_parts
from pages.decisions.told import ANCHOR
from pages.frame import entrances
from pages.frame.answers import Answer
from pages.frame.entrances import add, form, refused, shown, typed
from pages.frame.entrances import told as to_mend
from pages.frame.parts import crumbs, facts, listed
from pages.frame.shell import Files
from store.decisions import ACTION
from store.problems import StoreError

RULE = "/indicator/<id>/decide"
NAMES = (
    *("part", "period", "value", "unit", "text", "numerator", "denominator", "word", "profile", "approval", "number"),
    *("reason", "decided_on", "decided_by", "last"),
    *(f"{name}{n}" for n in range(1, STEPS + 1) for name in ("period", "value")),
)
#: who records in open mode, where nobody is asked who they are
HERE = ("this computer", "whoever works at this computer")
CLOSED = "This app records no decisions. Nothing has changed. Use the command line: delivery-plan decide."
UNKNOWN = "The plan has no indicator of this name. Nothing has changed. Go back to the first page."
NOT_YOURS = "Your role does not reach this. Nothing has changed. Ask whoever gives out roles if you need it."


def register(server: flask.Flask, files: Files) -> None:
    """Put the page on the server; `files` are what every page is shown with."""
    server.config.setdefault(entrances.FILES, files)
    add(server, "GET", RULE, ask)
    add(server, "POST", RULE, answer)


def ask(id: str) -> flask.Response:
    """What may be decided; with `?kind=` the form of one kind."""
    at, found = desk.current(), _found(id)
    if at is None or found is None or (said := _closed(at, found)):
        return _turned_away(at, found, said if at is not None and found is not None else "")
    kind = _kind(flask.request.args.get("kind", ""))
    if kind is None:
        return _page(found, _choices(at, found))
    given = {name: flask.request.args[name] for name in ("part", "number") if name in flask.request.args}
    return _page(found, _form(at, found, kind, _asked(at, found, given)))


def answer(id: str) -> flask.Response:
    """Show what a decision would change, or, once that was confirmed, record it."""
    at, found, kind = desk.current(), _found(id), _kind(typed("kind"))
    if at is None or found is None or (said := _closed(at, found)):
        return _turned_away(at, found, said if at is not None and found is not None else "")
    if kind is None:
        return refused(400, "Found no kind of decision. Nothing has changed. Choose one from the list.")
    given = {name: typed(name, longest=1200) for name in NAMES}
    asked = _asked(at, found, given)
    draft = _draft(at, asked, kind)
    if not _allowed(at, draft):
        return _refused_on_record(at, draft)
    if sentence := at.contradiction(draft):
        return _page(found, _form(at, found, kind, asked, [sentence]), status=400)
    if typed("confirmed") != "yes":
        return _page(found, _preview(at, asked, kind, draft))
    last = int(given["last"]) if given["last"].isdecimal() and len(given["last"]) < 15 else 0
    try:
        _record(at, draft, last)
    except NotAllowedError as no:
        return refused(403, str(no))
    except StoreError as no:
        return _page(found, _form(at, found, kind, asked, [str(no)]), status=409)
    return sent_to(f"/indicator/{found.id}#{ANCHOR}")


# -- who may ------------------------------------------------------------------------------------------------------------------------------


def _closed(at: Desk, found: Indicator) -> str:
    """Why nothing can be decided here by whoever asks; "" where something can."""
    if at.read_only:
        return at.read_only
    return "" if not gates.guarded() or may_decide(gates.actor(), at.plan(), found.id) else NOT_YOURS


def _turned_away(at: Desk | None, found: Indicator | None, said: str) -> flask.Response:
    if at is None:
        return refused(404, CLOSED)
    if found is None:
        return refused(404, UNKNOWN)
    if said == NOT_YOURS:
        gates.current().records.note(ACTION, f"indicator {found.id}", "refused")
    return refused(403 if said == NOT_YOURS else 503, said)


def _allowed(at: Desk, draft: Decided) -> bool:
    if not gates.guarded():
        return True
    return may(gates.actor(), right_for(at.plan(), at.decisions(), draft), place_of(at.plan(), draft.indicator))


def _refused_on_record(at: Desk, draft: Decided) -> flask.Response:
    right = right_for(at.plan(), at.decisions(), draft)
    gates.current().records.note(right.value, f"indicator {draft.indicator}", "refused")
    return refused(403, NOT_YOURS)


def _record(at: Desk, draft: Decided, last: int) -> None:
    """Through the door in guarded mode, with its entry in the transaction that records it; straight in open mode."""
    if not gates.guarded():
        at.decide(draft, last=last)
        return
    records, who = gates.current().records, gates.actor()
    entry = records.entry(ACTION, f"indicator {draft.indicator}", KIND_WORDS[draft.kind])
    right = right_for(at.plan(), at.decisions(), draft)
    doors.through(records, who, right, at.plan(), draft.indicator, lambda: at.decide(draft, last=last, entry=entry))


def _body(at: Desk, kind: Kind, found: Indicator) -> str:
    """In whose name an owner judges: their own role, which is not theirs to choose; "" where the form asks."""
    return own_body(gates.actor(), at.plan(), found.id) if gates.guarded() and kind == "judgement" else ""


# -- what is asked ------------------------------------------------------------------------------------------------------------------------


def _found(id: str) -> Indicator | None:
    at = desk.current()
    return next((entry for entry in at.plan().indicators if entry.id == id), None) if at is not None else None


def _kind(text: str) -> Kind | None:
    return text if text in KINDS else None


def _asked(at: Desk, found: Indicator, given: dict[str, str]) -> Asked:
    headline = at.summary(found.id).headline
    usual = headline.part if headline is not None else parts_of(found)[0].id
    ids = [part.id for part in parts_of(found)]
    # "" is the id of a part too: only where nothing was said of a part is it the usual one
    part = part_of(found, given["part"] if given.get("part") in ids else usual)
    return Asked(at.plan(), found, part, at.summary(found.id), at.decisions(), given)


def _draft(at: Desk, asked: Asked, kind: Kind) -> Decided:
    said, body = asked.typed, _body(at, kind, asked.indicator)
    part = asked.part.id if kind in ON_POINTS | {"definition"} else ""
    made = content(kind, asked)
    if kind == "back":
        part = next((each.part for each in at.decisions() if each.number == made["number"]), "")
    who = gates.actor()
    by, name = (who.who, who.name) if who is not None else HERE
    listed_bodies = bodies(asked.plan, asked.indicator.id)
    decided_by = body or (said["decided_by"] if said["decided_by"] in listed_bodies else "")
    reason = " ".join(said["reason"].split())
    return Decided(asked.indicator.id, part, kind, made, reason, _day(said["decided_on"]), decided_by, by=by, by_name=name)


def _day(text: str) -> date:
    """The day that was typed."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return NO_DAY


# -- what the pages say -------------------------------------------------------------------------------------------------------------------


def _page(found: Indicator, main: Sequence[Component], *, status: int = 200) -> flask.Response:
    steps = (("Plan on a page", "/"), (f"Indicator {found.number}", f"/indicator/{found.id}"))
    body = html.Article([crumbs(steps, "Decide"), *main], className="deciding")
    return shown(Answer(f"Decide on {found.number} {found.short}", body, status=status))


def _choices(at: Desk, found: Indicator) -> list[Component]:
    address = f"/indicator/{found.id}/decide"
    items = [
        html.Li([html.A(KIND_WORDS[kind] if kind != "back" else "Take a decision back", href=f"{address}?kind={kind}"), html.P(WHAT[kind])])
        for kind in KINDS
        if _open_to(at, kind, found)
    ]
    stand = [f"{each.text} {each.whose}" for each in told(at.plan(), at.decisions(), found.id) if each.stands]
    now = [html.Section([html.H2("What was decided until now"), listed(stand)])] if stand else []
    return [
        html.H1(f"What is to be decided about {found.number}, {found.short}?"),
        html.P("Before anything is recorded you see what it changes. A decision stays on the record; a later one takes its place."),
        html.Ul(items, className="kinds"),
        *now,
    ]


def _open_to(at: Desk, kind: Kind, found: Indicator) -> bool:
    """Whether a kind is offered; the right to it is looked up again when it is sent."""
    if kind == "back" and not any(each.indicator == found.id and each.kind != "back" for each in at.decisions()):
        return False
    if not gates.guarded() or kind in {"profile", "back"}:
        return True
    draft = Decided(found.id, "", kind, {}, "", date.min, "")
    return may(gates.actor(), right_for(at.plan(), at.decisions(), draft), place_of(at.plan(), found.id))


def _form(at: Desk, found: Indicator, kind: Kind, asked: Asked, wrong: Sequence[str] = ()) -> list[Component]:
    address = f"/indicator/{found.id}/decide"
    last = max((each.number for each in at.decisions() if each.indicator == found.id), default=0)
    hidden = [("kind", kind), ("part", asked.part.id), ("unit", found.unit), ("last", str(last))]
    body = _body(at, kind, found)
    made = fields(kind, asked, today=at.today(), body=body)
    title = "Take a decision back" if kind == "back" else KIND_WORDS[kind]
    about = [html.P(WHAT[kind]), *([html.P(f"You say it as {body}.")] if body else [])]
    return [
        html.H1(f"{title}: {found.number} {found.short}"),
        *about,
        *to_mend(wrong, title="Not recorded"),
        *_which_part(found, kind, asked),
        form(address, *made, button="See what it changes", hidden=hidden),
        html.P(html.A("Decide something else", href=address)),
    ]


def _which_part(found: Indicator, kind: Kind, asked: Asked) -> list[Component]:
    """Which series the form is about, and the way to the others: each has periods and words of its own."""
    if not has_parts(kind, found):
        return []
    others = [
        html.A(part.name, href=f"/indicator/{found.id}/decide?kind={kind}&part={part.id}") for part in parts_of(found) if part != asked.part
    ]
    return [html.P([html.Strong("About: "), asked.part.name]), html.P("Other parts of this indicator:"), listed(others)]


def _preview(at: Desk, asked: Asked, kind: Kind, draft: Decided) -> list[Component]:
    found, said = asked.indicator, asked.typed
    changes = at.effects(draft)
    hidden = [("kind", kind), ("confirmed", "yes"), *((name, value) for name, value in said.items() if value)]
    if "part" not in dict(hidden):
        hidden.append(("part", asked.part.id))
    return [
        html.H1(f"What this changes: {found.number} {found.short}"),
        facts(
            (
                (KIND_WORDS[kind], words(at.plan(), draft)),
                ("Reason" if kind != "judgement" else "In your words", draft.reason),
                ("Decided", f"by {draft.decided_by} on {on_day(draft.decided_on)}"),
                ("Recorded by", draft.by_name),
            )
        ),
        html.Section([html.H2("What readers will see"), listed(list(changes), class_="plain told")], className="changes"),
        html.P(_past(kind)),
        form(f"/indicator/{found.id}/decide", button="Record this decision", hidden=hidden),
        html.P(html.A("Do not record it", href=f"/indicator/{found.id}/decide?kind={kind}&part={asked.part.id}")),
    ]


def _past(kind: Kind) -> str:
    """What becomes of pages of past days."""
    if kind in {"profile", "back"}:
        return "Nothing is recorded yet. Pages of a past day stay as they were, but a stricter profile protects them too."
    return "Nothing is recorded yet. Pages of a past day stay as they were: the decision holds from the moment it is recorded."
