"""Room: pages. What cannot be measured yet: each such indicator, what is needed in the plan's words, who has it, since when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component

from indicators import narrative, numbers
from indicators.periods.rendering import on_day
from indicators.registry.models import Indicator, Plan
from indicators.summaries import Board, State, Summary, readable
from pages.board.plans import names
from pages.frame.answers import Answer
from pages.frame.data import Figures
from pages.frame.parts import aria, crumbs, facts, listed, state_mark
from pages.frame.queries import Query

#: the states without figures, in the order in which they hold up the plan, each with what it takes
STEPS: dict[State, str] = {
    State.NO_MEASURE: "The plan names no measure. One has to be chosen first.",
    State.IN_DEVELOPMENT: "The plan says that the measure is still to be developed.",
    State.TO_BE_CLARIFIED: "The plan leaves open which figures are meant, or who has them. One answer is enough.",
    State.AWAITING: "The measure is ready. Somebody has to send the figures.",
}


def answer(figures: Figures, query: Query) -> Answer:
    """The page at `/development`."""
    plan, board, day = figures.plan, figures.board(query.as_of), query.as_of or figures.today()
    without = [one for one in board.summaries if one.headline is None]
    main = [
        crumbs((("Plan on a page", query.link("/")),), "Not yet measurable"),
        html.H1(_opening(len(without), len(board.summaries))),
        *_unread(plan, board, query),
        html.P(
            "An indicator without a figure is not a good one or a bad one: nobody can tell. Here is what each of them needs.",
            className="subtitle lead",
        ),
        *([_tally(without)] if without else []),
        *_blind(plan, board, query),
        *(
            _state(plan, state, [one for one in without if one.state is state], day, query)
            for state in STEPS
            if any(one.state is state for one in without)
        ),
        *_meanwhile(plan, board, query),
    ]
    return Answer("Not yet measurable", html.Article(main, className="development"))


def _opening(without: int, total: int) -> str:
    if not without:
        return f"Each of the plan’s {total} indicators has figures"
    verb = "has" if without == 1 else "have"
    return f"{numbers.counted(without, start=True)} of the plan’s {total} indicators {verb} no figure yet"


def _unread(plan: Plan, board: Board, query: Query) -> list[Component]:
    """Those that have figures, of which the latest is not shown: the plan’s page counts them with those that cannot be read."""
    own = [one for one in board.summaries if one.headline is not None and not readable(one)]
    if not own:
        return []
    links: list[Component | str] = []
    for order, one in enumerate(own):
        entry = plan.indicator(one.indicator)
        links += ["; " if order else "", html.A(f"{entry.number} {entry.short}", href=query.link(f"/indicator/{entry.id}"))]
    have = "more indicator has" if len(own) == 1 else "more indicators have"
    lead = f"{numbers.counted(len(own), start=True)} {have} figures, but the latest cannot be read: "
    return [html.P([lead, *links, "."], className="subtitle")]


def _tally(without: Sequence[Summary]) -> Component:
    told = [(state, sum(one.state is state for one in without)) for state in STEPS]
    items = [html.Li([html.B(str(n)), html.A(state_mark(state), href=f"#{anchor(state)}")]) for state, n in told if n]
    return html.Ul(items, className="tally", **aria(label="Indicators without figures, by what they wait for"))


def anchor(state: State) -> str:
    """Where a state stands on the page."""
    return state.name.lower().replace("_", "-")


def _blind(plan: Plan, board: Board, query: Query) -> list[Component]:
    """Priorities of which nothing, or not everything, can be read."""
    lines: list[Component] = []
    for priority in plan.priorities:
        own = [board.summary(indicator.id) for indicator in priority.indicators]
        missing = sum(one.headline is None for one in own)
        if not missing:
            continue
        words = narrative.priority_without_figures(priority, own) if missing == len(own) else _some(missing, len(own))
        name = html.A(f"{priority.number} {priority.short}", href=query.link(f"/priority/{priority.id}"))
        rest = words.partition(". ")[2] if missing == len(own) else words
        lead = html.Strong("Blind. ") if missing == len(own) else ""
        lines.append(html.Span([name, ": ", lead, rest or words]))
    return [html.Section([html.H2("Which priorities it leaves blind"), listed(lines)])] if lines else []


def _some(missing: int, total: int) -> str:
    return f"{numbers.counted(missing, start=True)} of its {numbers.counted(total)} indicators cannot be read."


def _state(plan: Plan, state: State, own: Sequence[Summary], day: date, query: Query) -> Component:
    return html.Section(
        [
            html.H2(f"{state.value.capitalize()} ({len(own)})", id=anchor(state)),
            html.P(STEPS[state]),
            *(_needed(plan, plan.indicator(one.indicator), one, day, query) for one in own),
        ],
        className="needs",
    )


def _needed(plan: Plan, indicator: Indicator, summary: Summary, day: date, query: Query) -> Component:
    measure = plan.measure(indicator.measure) if indicator.measure else None
    priority = plan.priority_of(indicator.id)
    has = narrative.contacts(plan, measure) if measure else []
    leads = names(plan, (*priority.leads, *priority.sros)[:3])
    title = html.A([html.Span(f"{indicator.number} ", className="num"), indicator.short], href=query.link(f"/indicator/{indicator.id}"))
    return html.Section(
        [
            html.H3(title, id=indicator.id),
            html.P(summary.missing),
            facts(
                (
                    ("The plan wants to see", f"“{indicator.text}”"),
                    ("What is needed, in the plan’s words", f"“{measure.text}”" if measure else "The plan names no measure."),
                    ("To know about it", measure.note if measure else ""),
                    ("Who has it", ", ".join(has) or "Nobody is named"),
                    ("Who answers for the priority", leads or "Nobody is named"),
                    ("Since", _since(plan.starts, day)),
                    ("Priority", html.A(f"{priority.number} {priority.short}", href=query.link(f"/priority/{priority.id}"))),
                )
            ),
        ],
        className="need",
        **aria(labelledby=indicator.id),
    )


def _since(starts: date, day: date) -> str:
    months = (day.year - starts.year) * 12 + day.month - starts.month - (day.day < starts.day)
    if months < 1:
        return f"{on_day(starts)}, when the plan began"
    years, rest = divmod(months, 12)
    parts = [f"{n} {word}{'s' if n != 1 else ''}" for n, word in ((years, "year"), (rest, "month")) if n]
    return f"{on_day(starts)}, when the plan began: {' and '.join(parts)}"


def _meanwhile(plan: Plan, board: Board, query: Query) -> list[Component]:
    """Indicators that show the nearest published figure while the plan's own measure is still to come."""
    lines = []
    for indicator in plan.indicators:
        summary = board.summary(indicator.id)
        measure = plan.measure(indicator.measure) if indicator.measure else None
        if summary.headline is not None and (measure is None or measure.state != "ready"):
            name = html.A(f"{indicator.number} {indicator.short}", href=query.link(f"/indicator/{indicator.id}"))
            words = f"The plan’s own measure: “{measure.text}”." if measure else "The plan names no measure."
            shown = f"Shown until then: {summary.headline.nearest}" if summary.headline.nearest else "Figures have been sent all the same."
            lines.append(html.Span([name, f": {words} {shown}"]))
    return [html.Section([html.H2("Read already, though the plan still calls it undeveloped"), listed(lines)])] if lines else []
