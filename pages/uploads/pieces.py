"""Room: pages. What the upload pages have in common: the words of a state, what is announced after something was done, files handed out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import flask
from dash import html
from dash.development.base_component import Component

from access import gates
from exports.sheets import MARKING
from indicators import deadlines
from indicators.periods import Period, of_key
from indicators.registry.models import Plan, Priority
from pages.frame import data
from pages.frame.answers import Answer
from pages.frame.entrances import refused, shown
from pages.frame.parts import aria, crumbs
from pages.frame.queries import LONGEST
from pages.uploads import desk
from pages.uploads.desk import Desk, State, Upload
from store import accounts

SECTION: Final = "/uploads"
STATES: Final[Mapping[State, str]] = {
    "waiting": "waiting",
    "approval": "waiting for approval",
    "accepted": "accepted",
    "withdrawn": "withdrawn",
    "set aside": "set aside",
}
#: what a page announces after something was done, by the word in its address; on the page of an upload only in the states of `TRUE_IN`
DONE: Final[Mapping[str, str]] = {
    "sent": "The file has been read. Nothing of it counts yet: look at it below, and accept it when it is right.",
    "before": "This very file was sent before. Nothing of it counts twice.",
    "answered": "Your answers are kept. The file has been read again with them.",
    "again": "That answer is taken back. The question stands below again.",
    "mapped": "The table has been read as you said. This is remembered for your next file of the same shape.",
    "accepted": "Accepted. The figures count from now on. This is your receipt.",
    "approval": "Accepted by you. Somebody else approves it before it counts.",
    "approved": "Approved. The figures count from now on.",
    "set-aside": "Set aside. Nothing of this file counts, and nothing has changed.",
    "withdrawn": "Withdrawn. What was known before stands again, and the record stays.",
    "forgotten": "Forgotten. Your next file is asked about it again.",
}
#: the states in which what is announced is true; an address is kept and opened again, in whatever state the upload then is
TRUE_IN: Final[Mapping[str, frozenset[State]]] = {
    "sent": frozenset({"waiting"}),
    "before": frozenset({"waiting", "approval", "accepted"}),
    "answered": frozenset({"waiting"}),
    "again": frozenset({"waiting"}),
    "mapped": frozenset({"waiting"}),
    "accepted": frozenset({"accepted"}),
    "approval": frozenset({"approval"}),
    "approved": frozenset({"accepted"}),
    "set-aside": frozenset({"set aside"}),
    "withdrawn": frozenset({"withdrawn"}),
}
NO_DESK: Final = "This dashboard takes no files here. Nothing has changed. Ask whoever runs it."
GONE: Final = "There is no upload of this number for you. Nothing has changed. Go back to the list of uploads."
TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
}


def page(title: str, *body: Component, status: int = 200, script: str = "", steps: Sequence[tuple[str, str]] = ()) -> flask.Response:
    """A page of uploads: the way to it, then its body."""
    above = [] if title == "Send figures" else [crumbs((("Send figures", SECTION), *steps), title)]
    return shown(Answer(title, html.Article([*above, *body], className="uploads"), section=SECTION, status=status), script=script)


def plan() -> Plan:
    """The plan as it is today."""
    return data.current().plan


def taking() -> Desk:
    """The desk of this app; on an app that takes no files the request ends here, in words."""
    found = desk.current()
    if found is None:
        flask.abort(refused(503, NO_DESK))
    return found


def announced(state: State | None = None) -> list[Component]:
    """What was done a moment ago, said when the page is there and while it is true: in this state of an upload, None for no upload."""
    word = flask.request.args.get("done", "")
    true = state in TRUE_IN.get(word, ()) if state is not None else word not in TRUE_IN
    words = DONE.get(word) if true else None
    return [html.Div(html.P(words), className="notice near", role="status")] if words else []


def argument(name: str) -> str:
    """One argument of the address, cut at a length that no honest one reaches."""
    return flask.request.args.get(name, "").strip()[:LONGEST]


def handed(content: bytes, name: str, ending: str) -> flask.Response:
    """A file to keep; its name is made here and never the one it was sent under, and tells where figures are invented."""
    name = f"{MARKING}_{name}" if data.current().illustrative else name
    response = flask.Response(content, content_type=TYPES.get(ending, "application/octet-stream"))
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def moment(at: datetime) -> str:
    """A day and a time of it, as clocks in London show it: "5 November 2026, 14:03"."""
    there = at.astimezone(deadlines.LONDON)
    return f"{there.day} {there:%B %Y, %H:%M}"


def size(bytes: int) -> str:
    """How large a file is: "0.4 MB", "12 kB"."""
    return f"{bytes / 1e6:,.1f} MB" if bytes >= 100_000 else f"{max(1, round(bytes / 1_000))} kB"


def named(plan: Plan, upload: Upload) -> str:
    """The priorities that an upload speaks of, by number and short name; what is said where none is known yet."""
    found = [f"{priority.number} {priority.short}" for priority in plan.priorities if priority.id in upload.priorities]
    return "; ".join(found) or "priorities not known yet"


def person(who: str) -> str:
    """The name of somebody whom the record names so; where there is no such account (the command line, open mode), as the record has it."""
    if not gates.guarded():
        return who
    issuer, _, subject = who.partition(" ")
    found = accounts.found(gates.current().store, issuer, subject)
    return found.name if found else who


def more(attributes: Mapping[str, str]) -> dict[str, Any]:
    """Attributes with a hyphen in their name: dash.html knows them as wildcards only."""
    return dict(attributes)


def mark(state: State, words: str = "") -> Component:
    """A state as a word in a frame: told by its word, never by colour alone."""
    return html.Span(words or STATES[state], className=f"badge u-{state.replace(' ', '-')}")


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[Component | str]], *, class_: str = "") -> Component:
    """A table whose rows become blocks on a narrow screen, each cell with the name of its column before it."""
    made = [
        html.Tr(
            [
                html.Th(row[0], scope="row"),
                *(html.Td(cell, **more({"data-label": head})) for head, cell in zip(heads[1:], row[1:], strict=True)),
            ]
        )
        for row in rows
    ]
    head = html.Thead(html.Tr([html.Th(words, scope="col") for words in heads]))
    inside = html.Table([html.Caption(caption), head, html.Tbody(made)], className=f"data words blocks {class_}".strip())
    return html.Div(inside, className="scroll", tabIndex="0", role="region", **aria(label=caption))


def quarters(plan: Plan) -> tuple[Period, ...]:
    """The quarters of the plan that are over, the last first; where none is yet, the first."""
    today = data.current().today()
    within = deadlines.quarters(plan)
    return tuple(reversed([period for period in within if period.end < today])) or within[:1]


def chosen_quarter(plan: Plan, written: str) -> Period | None:
    """The quarter of a key; None where it is none of those offered."""
    try:
        period = of_key(written)
    except ValueError:
        return None
    return period if period in quarters(plan) else None


def priorities_of(plan: Plan, ids: Sequence[str] | frozenset[str]) -> tuple[Priority, ...]:
    """The priorities of these ids, in the order of the plan."""
    return tuple(priority for priority in plan.priorities if priority.id in ids)
