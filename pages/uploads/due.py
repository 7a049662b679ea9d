"""Room: pages. The review desk: what is due for a quarter, from whom and by when; what is late, silent, past review, or nobody's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component

from access import gates
from indicators import deadlines, narrative, numbers, tasks
from indicators.periods import Period
from indicators.periods.rendering import on_day
from indicators.registry.models import Indicator, Plan, Priority
from indicators.tasks import Task
from indicators.wording import listed as in_words
from pages.board.plans import names
from pages.frame.answers import Answer
from pages.frame.data import Figures
from pages.frame.entrances import grid
from pages.frame.parts import crumbs
from pages.frame.queries import Query
from pages.frame.selections import selection
from pages.uploads import remaining
from pages.uploads.viewed import EVERY, View, choices, indicators, linked, offered, ordered, own_priorities, page_of, view_of

#: why an indicator may have figures on the plan’s page, and still be asked for here
PUBLISHED = "Published figures, which the analyst loads, are not counted here: an indicator may have these and still be asked for."
#: up to so many open tasks are named above all the others
FEW = 6


def answer(figures: Figures, query: Query) -> Answer:
    """The page at `/due`, narrowed by `?quarter=`, `?priority=` and `?lead=`."""
    plan, on = figures.plan, query.as_of or figures.today()
    shown = offered(plan, on)
    if not shown:
        body = [html.H1("No quarter of the plan has begun yet"), html.P("Nothing is due before one has.", className="subtitle lead")]
        return Answer("What is due", html.Article(body), section="/due")
    view, wanted = view_of(plan, query, shown, own_priorities(plan, gates.actor()), on)
    quarter = view.quarter
    told = figures.commentary(query.as_of)
    released = figures.released(query.as_of)
    every = tasks.tasks(plan, quarter, released, told, on=on, priorities=view.priorities)
    held = {one.indicator for one in figures.board(query.as_of).summaries if one.headline is not None}
    silent = tasks.without_commentary(plan, quarter, held, told, view.priorities)
    main = [
        crumbs((("Plan on a page", query.link("/")),), "What is due"),
        html.H1(opening(every, quarter, on)),
        html.P(f"{_by_when(plan, quarter, on)} {PUBLISHED}", className="subtitle lead"),
        *(_how_to_set() if deadlines.deadline(plan, quarter) is None else []),
        selection(query, choices(plan, shown), label="Which tasks are shown"),
        *_yours(view, wanted, query),
        *_few(every, query),
        *remaining.files(plan, view, query),
        *(_of_priority(plan, priority, mine, query) for priority in ordered(plan, view) if (mine := _own(every, priority))),
        *remaining.silent(silent, quarter, query),
        *remaining.unasked(plan, view, query),
        *remaining.definitions(plan, view, query),
        *remaining.posts(plan, view),
        *_quarters(figures, view, wanted, query),
        _calendar(plan, wanted),
    ]
    return Answer("What is due", html.Article(main, className="due"), section="/due")


def opening(every: Sequence[Task], quarter: Period, on: date) -> str:
    """The page in a sentence: how many indicators' figures are asked for, and how they stand."""
    if not every:
        return f"No figures are asked for from leads in {quarter.short}"
    late = sum(task.standing == "late" for task in every)
    open_ = sum(task.open for task in every)
    none, sent = (sum(task.standing == word for task in every) for word in ("no data", "sent"))
    asked = f"Figures of {numbers.counted(len(every))} {indicators(len(every))} are asked for from leads in {quarter.short}"
    if quarter.end >= on:
        return f"{asked}, which ends on {on_day(quarter.end)}"
    if not open_:
        return f"Everything asked for in {quarter.short} is in" + (f", {numbers.counted(none)} without data" if none else "")
    parts = [f"{numbers.counted(sent)} {'is' if sent == 1 else 'are'} in", *([f"{numbers.counted(none)} without data"] if none else [])]
    parts.append(f"{numbers.counted(open_)} {'is' if open_ == 1 else 'are'} {'late' if late else 'still to come'}")
    return f"{asked}: {in_words(parts)}"


def task_table(plan: Plan, own: Sequence[Task], query: Query, *, caption: str) -> Component:
    """Tasks as a table: the indicator, the period asked for, from whom, how it stands."""
    rows = [
        (
            html.A([html.Span(f"{task.indicator.number} ", className="num"), task.indicator.short], href=page_of(task.indicator, query)),
            _asked(task),
            in_words(suppliers(plan, task.priority, task.indicator)),
            _standing(task),
        )
        for task in own
    ]
    return grid(caption, ("Indicator", "Asked for", "From", "How it stands"), rows)


def suppliers(plan: Plan, priority: Priority, indicator: Indicator) -> list[str]:
    """From whom an indicator's figures come: whom the plan names for the measure, else the leads of the priority."""
    measure = tasks.measure_of(plan, indicator)
    named = narrative.contacts(plan, measure) if measure else []
    leads = in_words(plan.person(id).name for id in priority.leads)
    return named or ([f"nobody named; the leads are asked: {leads}"] if leads else []) or ["nobody named: the analyst"]


# -- what is looked at -------------------------------------------------------------------------------------------------------------------


def _own(every: Sequence[Task], priority: Priority) -> list[Task]:
    return [task for task in every if task.priority.id == priority.id]


def _yours(view: View, wanted: dict[str, str], query: Query) -> list[Component]:
    if not view.own:
        return []
    if view.priorities == view.own and not wanted["priority"] and not wanted["lead"]:
        link = html.A("Show all priorities", href=query.link("/due", quarter=wanted["quarter"], priority=EVERY))
        return [html.P(["These are your own priorities. ", link, "."], className="found")]
    return [html.P(html.A("Show your own priorities", href=query.link("/due", quarter=wanted["quarter"])), className="found")]


# -- deadlines ---------------------------------------------------------------------------------------------------------------------------


def _by_when(plan: Plan, quarter: Period, on: date) -> str:
    by = deadlines.deadline(plan, quarter)
    if by is None:
        return f"{quarter.label}.{_the_last(plan, quarter)} No deadline is set for it, so nothing can be late."
    verb = "was" if by < on else "is"
    rest = [f"{on_day(each.on)} ({each.words})" for each in deadlines.reminders(plan, quarter) if each.on >= on]
    more = f" Reminders: {in_words(rest)}." if rest else ""
    return f"{quarter.label}.{_the_last(plan, quarter)} The deadline {verb} {on_day(by)}.{more}"


def _the_last(plan: Plan, quarter: Period) -> str:
    """That the plan has no quarter after this one."""
    return " It is the last quarter of the plan." if quarter == deadlines.quarters(plan)[-1] else ""


def _how_to_set() -> list[Component]:
    written = (
        "deadlines:\n  working_days: N          # in England, after a quarter ends\n  dates:                   # or a day for a quarter\n"
    )
    written += "    - {period: YYYY-QnF, on: YYYY-MM-DD}"
    return [
        html.Details(
            [
                html.Summary("For the analyst: how a deadline is set"),
                html.P(
                    "The analyst writes it into the plan file: so many working days in England after a quarter ends, or a day of its own "
                    "for a quarter. From then on this page says what is late, and the calendar reminds 20 and 5 working days before and "
                    "one after."
                ),
                html.Pre(html.Code(written), tabIndex="0"),
            ]
        )
    ]


def _calendar(plan: Plan, wanted: dict[str, str]) -> Component:
    title = html.H2("Calendar", id="calendar")
    if not any(deadlines.deadline(plan, each) for each in deadlines.quarters(plan)):
        return html.Section([title, html.P("There is no calendar yet, because no deadline is set.", className="silence")])
    of = wanted["priority"] if wanted["priority"] != EVERY else ""
    address = Query("/due").link("/due/calendar.ics", priority=of)
    words = f"Deadlines and reminders{' of this priority' if of else ''}, as a calendar file"
    said: list[Component | str] = [
        html.P(
            [
                html.A(words, href=address),
                ". It holds days and the names of indicators, and no figure. In it each deadline is a day, with "
                "reminders 20 and 5 working days before and one working day after.",
            ]
        )
    ]
    if gates.guarded():
        account = html.A("your account", href="/account#calendar")
        said.append(html.P(["To have a calendar program follow it by itself, make an address for it on ", account, "."]))
    else:
        said.append(html.P("A calendar program on this computer can follow that address by itself."))
    return html.Section([title, *said])


# -- what there is to do -----------------------------------------------------------------------------------------------------------------


def _of_priority(plan: Plan, priority: Priority, own: Sequence[Task], query: Query) -> Component:
    title = html.A([html.Span(f"{priority.number} ", className="num"), priority.short], href=query.link(f"/priority/{priority.id}"))
    leads = names(plan, priority.leads)
    lead = f"{'Leads' if len(priority.leads) > 1 else 'Lead'}: {leads}." if leads else "Nobody is named as its lead."
    table = task_table(plan, own, query, caption=f"Figures asked for in priority {priority.number}")
    return html.Section([html.H2(title, id=f"p-{priority.id}"), html.P(lead, className="source"), table], className="asked")


def _few(every: Sequence[Task], query: Query) -> list[Component]:
    """The open ones in a line, where they are few among many."""
    left = [task.indicator for task in every if task.open]
    if not left or len(left) > FEW or len(left) == len(every):
        return []
    word = "Late" if any(task.standing == "late" for task in every) else "Still to come"
    return [html.P([html.Strong(f"{word}: "), *linked(left, query)], className="few")]


def _asked(task: Task) -> Component | str:
    period = task.period.short
    if len(task.parts) < 2 and task.indicator.kind == "quantitative":
        return period
    words = "in words, with the commentary" if task.indicator.kind == "qualitative" else in_words(part.name for part in task.parts)
    return html.Span([period, html.Small(words)])


def _standing(task: Task) -> Component | str:
    words = {"sent": "In", "no data": "No data this quarter", "due": "To come", "late": "Late"}[task.standing]
    more = ""
    if task.open and len(task.missing) < len(task.parts):
        more = f"still without {in_words(part.name for part in task.missing)}"
    elif task.by is not None and task.open:
        more = f"deadline {on_day(task.by)}"
    said = in_words(f"“{reason}”" for reason in task.reasons) if task.reasons else ""
    because = f"{'the sender says' if task.open else 'because'}: {said}" if said and task.standing != "sent" else ""
    told = [html.Small(each) for each in (more, because) if each]
    return html.Span([html.Span(words, className=f"stands {task.standing.replace(' ', '-')}"), *told])


def lacking(behind: int, total: int) -> str:
    """In how many of the quarters that are over something is not in, in words."""
    if not behind:
        return "Everything asked for in every quarter is in."
    which = "each" if behind == total else numbers.counted(behind)
    return f"In {which} of the {numbers.counted(total)} quarters something asked for is not in."


def _quarters(figures: Figures, view: View, wanted: dict[str, str], query: Query) -> list[Component]:
    """Every quarter that is over, and how much of it is in: what was missed earlier is still to come."""
    plan, released, told = figures.plan, figures.released(query.as_of), figures.commentary(query.as_of)
    rows = []
    for quarter in reversed(deadlines.quarters(plan)):
        own = tasks.tasks(plan, quarter, released, told, on=view.on, priorities=view.priorities)
        if quarter.end >= view.on or not own:
            continue
        link = query.link("/due", quarter=quarter.key, priority=wanted["priority"], lead=wanted["lead"])
        name = html.Strong(f"{quarter.short} (shown above)") if quarter == view.quarter else html.A(quarter.short, href=link)
        by = deadlines.deadline(plan, quarter)
        counted = [sum(task.standing == word for task in own) for word in ("sent", "no data")]
        rows.append((name, on_day(by) if by else "none set", f"{len(own)}", *(f"{n}" for n in counted), f"{sum(t.open for t in own)}"))
    if len(rows) < 2:
        return []
    heads = ("Quarter", "Deadline", "Asked for", "In", "No data", "Not in")
    table = grid("Figures asked for, by quarter", heads, rows)
    behind = sum(row[-1] != "0" for row in rows)
    body = [
        html.H2("Quarter by quarter"),
        html.P(lacking(behind, len(rows))),
        html.Details([html.Summary(f"Every quarter ({len(rows)})"), table]),
    ]
    return [html.Section(body)]
