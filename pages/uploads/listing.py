"""Room: pages. The first page of a lead's quarter: what is due from whom and by when, the ways to send it, every upload and its state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import flask
from dash import html
from dash.development.base_component import Component

from indicators.deadlines import deadline
from indicators.numbers import counted as in_words
from indicators.periods import Period
from indicators.periods.rendering import on_day
from indicators.registry.models import Plan, Priority
from indicators.tasks import Task, tasks
from indicators.wording import capital
from pages.frame import data
from pages.uploads import pieces, reach
from pages.uploads.desk import Upload
from pages.uploads.figures import counted
from pages.uploads.one import waits_for
from store.problems import StoreError

TITLE: Final = "Send figures"
#: uploads of the history that are shown before the rest is closed
RECENT: Final = 20


def everything() -> flask.Response:
    """The page."""
    plan = pieces.plan()
    found = [upload for upload in pieces.taking().uploads() if reach.reach(plan, upload).see or reach.reach(plan, upload).approve]
    newest = sorted(found, key=lambda upload: upload.number, reverse=True)
    body = [
        html.H1(TITLE),
        html.P(
            "Take the workbook, fill in what you know, send it back. You see what was understood before anything counts.",
            className="lead",
        ),
        _ways(),
        *_open(plan, [upload for upload in newest if upload.state in {"waiting", "approval"}]),
        *_due(plan),
        *_history(plan, [upload for upload in newest if upload.state not in {"waiting", "approval"}]),
    ]
    return pieces.page(TITLE, *body)


def _ways() -> Component:
    return html.Ul(
        [
            html.Li([html.A("Send a file", href="/uploads/new", className="button"), html.Span("and take a workbook to fill in")]),
            html.Li([html.A("Write commentary", href="/uploads/commentary"), html.Span("what happened, why, what next")]),
            html.Li([html.A("What is remembered", href="/uploads/remembered"), html.Span("your answers and your tables")]),
        ],
        className="ways",
    )


# -- what is due ------------------------------------------------------------------------------------------------------------------


def _due(plan: Plan) -> list[Component]:
    """The last quarter's figures of one's own priorities: how many came, by when the rest is expected, and the workbook to take."""
    own, periods = reach.own(plan), pieces.quarters(plan)
    if not own or not periods:
        return []
    period, figures = periods[0], data.current()
    asked = tasks(
        plan,
        period,
        figures.released(None),
        figures.commentary(None),
        on=figures.today(),
        priorities=[priority.id for priority in own],
    )
    by = deadline(plan, period)
    rows = [_row(plan, priority, period, [task for task in asked if task.priority.id == priority.id]) for priority in own]
    heads = ("Priority", "From", "Stands", "Workbook")
    until = f", wanted by {on_day(by)}" if by else ""
    return [
        html.Section(
            [
                html.H2(f"{capital(period.label)}{until}", id="due"),
                pieces.table("What each priority was asked for, and what came", heads, rows, class_="due"),
                html.P([html.A("All that is due, with its dates", href="/due"), ", and a calendar to subscribe to."]),
            ]
        )
    ]


def _row(plan: Plan, priority: Priority, period: Period, asked: Sequence[Task]) -> tuple[Component | str, ...]:
    names = {person.id: person.name for person in plan.people}
    leads = ", ".join(names.get(lead, lead) for lead in priority.leads) or "no lead named"
    took = html.A(
        ["Take it", html.Span(f": the workbook for {priority.number} {priority.short}", className="unseen")],
        href=f"/uploads/template?priority={priority.id}&quarter={period.key}",
    )
    return f"{priority.number} {priority.short}", leads, _stands(asked), took


def _stands(asked: Sequence[Task]) -> str:
    """How a priority's figures stand, in words."""
    if not asked:
        return "nothing to send this quarter"
    open_ = [task for task in asked if task.open]
    late = sum(task.standing == "late" for task in asked)
    came = len(asked) - len(open_)
    told = ["sent" if came else "not sent yet"] if len(asked) == 1 else [f"{in_words(came)} of {counted(len(asked), 'indicator')} sent"]
    told += [f"{in_words(late)} late"] if late else []
    return ", ".join(told)


# -- the uploads ------------------------------------------------------------------------------------------------------------------


def _open(plan: Plan, uploads: Sequence[Upload]) -> list[Component]:
    if not uploads:
        return []
    title = f"{capital(counted(len(uploads), 'file'))} on the way"
    return [
        html.Section(
            [
                html.H2(title),
                html.P("Sent, and not counting yet. The state says what each waits for."),
                _table("Files that wait", plan, uploads),
            ]
        )
    ]


def _history(plan: Plan, uploads: Sequence[Upload]) -> list[Component]:
    title = html.H2("What became of your files" if not _all(plan) else "What became of files")
    if not uploads:
        return [html.Section([title, html.P("Nothing has been accepted, withdrawn or set aside yet.", className="silence")])]
    first, rest = uploads[:RECENT], uploads[RECENT:]
    older = (
        [html.Details([html.Summary(f"{capital(counted(len(rest), 'older file'))}"), _table("Older files", plan, rest)])] if rest else []
    )
    return [html.Section([title, _table("Files accepted, withdrawn or set aside, the latest first", plan, first), *older])]


def _all(plan: Plan) -> bool:
    return len(reach.own(plan)) == len(plan.priorities)


def _table(caption: str, plan: Plan, uploads: Sequence[Upload]) -> Component:
    """Uploads as rows; the last column only where something became of one."""
    over = any(_since(upload) for upload in uploads)
    rows = [
        (
            html.A(upload.file, href=f"/uploads/{upload.number}"),
            _state(upload),
            pieces.named(plan, upload),
            f"{pieces.moment(upload.sent_at)}, by {upload.sender_name}",
            *((_since(upload) or "–",) if over else ()),
        )
        for upload in uploads
    ]
    heads = ("File", "State", "Priorities", "Sent", *(("Since then",) if over else ()))
    return pieces.table(caption, heads, rows)


def _state(upload: Upload) -> Component:
    """The state of an upload; of one that waits for its sender, also what for, in the words of its own page."""
    if upload.state != "waiting":
        return pieces.mark(upload.state)
    try:
        waits = waits_for(pieces.taking().reading(upload.number, reach.sender(pieces.plan())))
    except StoreError:
        waits = ""  # what stands in its way is said on its page, whole
    return html.Span([pieces.mark(upload.state), *([html.Small(waits)] if waits else [])], className="waits")


def _since(upload: Upload) -> str:
    said = [f"submission {upload.submission}"] if upload.submission is not None else []
    said += [f"{upload.state} on {pieces.moment(upload.ended_at)}"] if upload.ended_at else []
    said += [f"“{upload.reason}”"] if upload.reason else []
    return "; ".join(said)
