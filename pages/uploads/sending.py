"""Room: pages. Sending a file: what is taken is said before, an ordinary form takes it, and what was refused says why and how to go on.

The form works without a script. With one (assets/js/upload.js) the same request shows how far it is, and what is too large or of another
kind is said before it is sent. Here it is checked again, by what is declared, before the body is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import flask
from dash import html
from dash.development.base_component import Component
from werkzeug.exceptions import RequestEntityTooLarge

from access.guard import sent_to
from access.roles import Right
from charts.svg import element
from indicators.registry.models import Plan
from indicators.submissions import Problem
from loaders.limits import UPLOADS
from loaders.problems.order import grouped
from loaders.template import Filling, write
from pages.frame import data
from pages.frame.entrances import FILES, choice, typed
from pages.frame.html import drawing
from pages.frame.queries import day
from pages.uploads import pieces, reach
from pages.uploads.turns import TooManyError, turn
from store.problems import StoreError

TITLE: Final = "Send a file"
KINDS: Final = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")
#: what a form has beside its file: boundaries, heads of the parts, the other fields
AROUND: Final = 64 * 1024
#: a body over the limit is read and thrown away up to here, so that a browser gets to see the answer; beyond, the line is cut
PATIENCE: Final = 128 * 1024 * 1024
_PIECE: Final = 64 * 1024
MEGABYTES: Final = UPLOADS.bytes // 1_000_000

REFUSED: Final = "This file was not taken in"
TOO_LARGE: Final = (
    f"The file: found {{size}}. Expected at most {MEGABYTES} MB. Take out sheets and pictures that the plan does not need, save it "
    "and send it again, or ask the analyst to load it."
)
OTHER_KIND: Final = (
    f"The file: found “{{name}}”. Expected a file whose name ends in {', '.join(KINDS[:-1])} or {KINDS[-1]}. Save it as a workbook "
    "or as CSV, and send that copy."
)
NO_FILE: Final = "The file: found none. Expected one file. Choose it from your computer, then send it."
LOST: Final = (
    "The answer did not arrive. Nothing counts before you accept it. Look at your uploads whether the file is there, else send it again."
)
NO_DAY: Final = "Published on: found {day}. Expected a day that is not still to come. Choose it, or leave the field empty."


def new() -> flask.Response:
    """The form."""
    return _shown(pieces.plan())


def receive() -> flask.Response:
    """Take one file in, read it, and go to its page; nothing of it counts yet."""
    asked = flask.request
    asked.max_content_length, asked.max_form_parts = UPLOADS.bytes + AROUND, 20
    if (asked.content_length or 0) > UPLOADS.bytes + AROUND:
        found = _size_of(asked.content_length or 0)
        _throw_away()
        return _refused([TOO_LARGE.format(size=found)], 413)
    try:
        files = [each for each in asked.files.getlist("file") if each.filename]
        written = typed("published_on", longest=10)
    except RequestEntityTooLarge:
        return _refused([TOO_LARGE.format(size=f"more than {MEGABYTES} MB")], 413)
    if len(files) != 1:
        return _refused([NO_FILE], 400)
    published = day(written)
    if written and (published is None or published > data.current().today()):
        return _refused([NO_DAY.format(day=f"“{written}”")], 400)
    return _taken_in(str(files[0].filename), files[0].stream.read(), published)


def _taken_in(name: str, content: bytes, published: date | None) -> flask.Response:
    shown_name = name.replace("\\", "/").rpartition("/")[2][:120]
    if not shown_name.lower().endswith(KINDS):
        return _refused([OTHER_KIND.format(name=shown_name)], 415)
    if len(content) > UPLOADS.bytes:
        return _refused([TOO_LARGE.format(size=_size_of(len(content)))], 413)
    desk, who = pieces.taking(), reach.sender(pieces.plan())
    try:
        with turn(who.who):
            sent = desk.send(shown_name, content, who, published_on=published)
    except TooManyError as said:
        return _refused([str(said)], 429)
    except StoreError as said:
        return _refused([str(said)], 409)
    if sent.number is None:
        reach.note(Right.SEND, "a file", "not taken in")
        return _refused([group.sentence for group in grouped(sent.problems)] or [LOST], 422, sent.problems)
    reach.note(Right.SEND, f"upload {sent.number}", "there before" if sent.before else "taken in")
    to = f"/uploads/{sent.number}?done={'before' if sent.before else 'sent'}"
    return flask.jsonify({"to": to}) if _for_the_script() else sent_to(to)


def template() -> flask.Response:
    """The workbook of one priority or of all of one's own, for one quarter, ready to fill in."""
    plan = pieces.plan()
    own, period = reach.own(plan), pieces.chosen_quarter(plan, pieces.argument("quarter"))
    wanted = pieces.argument("priority")
    chosen = own if wanted == "all" else pieces.priorities_of(plan, [wanted] if wanted in {each.id for each in own} else [])
    if period is None or not chosen:
        found = "no workbook for this choice: the quarter is none of the plan's that are over, or the priority is none of yours"
        return _shown(plan, [f"The workbook: found {found}. Expected one of the lists. Choose both below."], status=404, title="Not made")
    named = "-".join(priority.id for priority in chosen) if len(chosen) < len(plan.priorities) else "all-priorities"
    desk = pieces.taking()
    if reach.holds_raw(plan, chosen):
        reach.note(Right.RAW, f"workbook {named} {period.key}")
        content = desk.template(chosen, period)
    else:
        content = write(
            plan, chosen, period, Filling(illustrative=data.current().illustrative)
        )  # without the figures that were sent before: they are raw
    return pieces.handed(content, f"workbook_{named}_{period.key}", "xlsx")


# -- what the page says -----------------------------------------------------------------------------------------------------------


def _refused(sentences: Sequence[str], status: int, problems: Sequence[Problem] = ()) -> flask.Response:
    title = "This file holds people" if any(problem.code == "personal-data" for problem in problems) else REFUSED
    title = "This file is the workbook as it was taken" if any(problem.code == "untouched-template" for problem in problems) else title
    if _for_the_script():
        response = flask.jsonify({"title": title, "sentences": list(sentences)})
        response.status_code = status
        return response
    return _shown(pieces.plan(), sentences, status=status, title=title)


def _shown(plan: Plan, wrong: Sequence[str] = (), *, status: int = 200, title: str = REFUSED) -> flask.Response:
    body = [
        html.H1(TITLE),
        html.P(
            "Your file is read at once and shown to you as it was understood: every figure, every question, everything to mend. Nothing "
            "counts until you accept it, and what you accepted can be taken back at any time.",
            className="lead",
        ),
        html.Div(_wrong(title, wrong), id="wrong", **pieces.more({"role": "alert"} if wrong else {"aria-live": "assertive"})),
        html.Div([_form(wrong), _beside(plan)], className="two"),
    ]
    return pieces.page(TITLE, *body, status=status, script=flask.current_app.config[FILES].upload)


def _wrong(title: str, sentences: Sequence[str]) -> list[Component]:
    if not sentences:
        return []
    said = [html.H2(title), html.Ul([html.Li(sentence) for sentence in sentences])]
    return [html.Div(said, className="notice")]


def _form(wrong: Sequence[str]) -> Component:
    chosen = element(
        "input",
        type="file",
        name="file",
        id="file",
        accept=",".join(KINDS),
        required="required",
        aria_describedby="file-hint",
        aria_invalid="true" if wrong else None,
    )
    published = element("input", type="date", name="published_on", id="published_on", aria_describedby="published_on-hint")
    inside = [
        html.Div(
            [
                html.Label("Your file", htmlFor="file"),
                html.P(
                    f"One workbook or table: {', '.join(KINDS[:-1])} or {KINDS[-1]}, at most {MEGABYTES} MB. Macros are never run and "
                    "never kept. No lists of people: counts only.",
                    id="file-hint",
                    className="hint",
                ),
                drawing(chosen),
            ],
            className="field",
        ),
        html.Details(
            [
                html.Summary("These figures were published before"),
                html.Div(
                    [
                        html.Label("Published on", htmlFor="published_on"),
                        html.P(
                            "Only for a publisher’s own file: from that day on its figures were known.",
                            id="published_on-hint",
                            className="hint",
                        ),
                        drawing(published),
                    ],
                    className="field",
                ),
            ]
        ),
        html.P(html.Button("Send and look at it", type="submit")),
        html.Div(
            [html.Label("On its way", htmlFor="bar"), html.Progress(id="bar", max="100", value="0")], id="way", className="way", hidden=True
        ),
        html.P(id="said", role="status", className="said-of-file"),
    ]
    told = {
        "data-most": str(UPLOADS.bytes),
        "data-kinds": " ".join(KINDS),
        "data-too-large": TOO_LARGE,
        "data-other-kind": OTHER_KIND,
        "data-refused": REFUSED,
        "data-lost": LOST,
    }
    return html.Form(
        inside, method="post", action="/uploads/new", encType="multipart/form-data", id="send", className="entry", **pieces.more(told)
    )


def _beside(plan: Plan) -> Component:
    return html.Aside(
        [
            html.H2("What you can send"),
            html.Ul(
                [
                    html.Li([html.Strong("The workbook of this dashboard"), ", filled in. It says by itself what each figure is."]),
                    html.Li("Your own table: rows of figures, or quarters across or down. You say once what its rows mean."),
                    html.Li("A publisher’s file that the plan is read from."),
                ]
            ),
            html.H2("Take the workbook"),
            chooser(plan),
        ],
        className="beside",
    )


def chooser(plan: Plan) -> Component:
    """The form that makes a workbook: for one priority or all of one's own, for one quarter."""
    own = reach.own(plan)
    listed = [(priority.id, f"{priority.number} {priority.short}") for priority in own]
    together = [("all", "All priorities in one workbook" if len(own) == len(plan.priorities) else "All of mine in one workbook")]
    periods = [(period.key, period.label) for period in pieces.quarters(plan)]
    return html.Form(
        [
            choice("priority", "For", (together if len(own) > 1 else []) + listed),
            choice("quarter", "Quarter", periods),
            html.P(html.Button("Take the workbook", type="submit", className="second")),
        ],
        method="get",
        action="/uploads/template",
        className="entry",
    )


def _for_the_script() -> bool:
    return flask.request.accept_mimetypes.best == "application/json"


def _size_of(bytes: int) -> str:
    # to the next tenth: a file just over the limit is never said to be at it
    return f"{-(-bytes // 100_000) / 10:,.1f} MB"


def _throw_away() -> None:
    """Read what is still coming and keep none of it: a browser that is cut off while it sends shows no page."""
    left = min(flask.request.content_length or 0, PATIENCE)
    stream = flask.request.environ["wsgi.input"]
    while left > 0:
        piece = stream.read(min(_PIECE, left))
        if not piece:
            return
        left -= len(piece)
