"""Room: pages. The plan on a page: one message, the counts of all states, what needs the Board, then every indicator as a row."""

from __future__ import annotations

import re
from collections.abc import Sequence

import flask
from dash import html
from dash.development.base_component import Component

from charts.marks import unit_words, value
from charts.shapes import shape
from charts.spark import spark
from indicators import numbers
from indicators.meanings import MEANINGS
from indicators.periods.rendering import on_day
from indicators.registry.models import Indicator, Part, Passion, Plan, Priority
from indicators.series import part_of
from indicators.spans import often
from indicators.status import QUARTERS_BEFORE_STALE, YEARS_BEFORE_STALE
from indicators.submissions import Voice
from indicators.summaries import Attention, Board, PartSummary, State, Summary
from indicators.wording import capital
from pages.board.development import STEPS, anchor
from pages.board.plans import frequency, leaders, tally
from pages.board.readings import period_of
from pages.decisions.told import judgement_mark
from pages.frame.answers import Answer
from pages.frame.data import Figures
from pages.frame.html import drawing
from pages.frame.parts import aria, held, standing, state_mark, voice_lines
from pages.frame.queries import Query

#: where a sentence ends and the next one begins
SENTENCE_END = re.compile(r"(?<=[.!?]) (?=[A-Z“])")
#: where the words for what is counted begin to tell more than a row has room for
COUNTED_UNTIL = re.compile(r" (?:of|in|who|whom|which|with|over|signposted|supported|seeking|signed|admitted|coming) |[;,]")
HEADS = ("Indicator", "What the data say", "Trend", "Latest", "Since the first figure", "Next figures")
#: classes of the columns, as the style sheet sets their widths
COLUMNS = ("c-name", "c-state", "c-trend", "c-latest", "c-change", "c-next")
#: states that are told even when no indicator is in them: a Board wants to read "0 worsening"
ALWAYS = frozenset({State.IMPROVING, State.WORSENING})


def answer(figures: Figures, query: Query) -> Answer:
    """The page at `/`."""
    plan, board, voices = figures.plan, figures.board(query.as_of), figures.voices(query.as_of)
    main = [
        html.P(f"{plan.board} · data as at {on_day(board.as_of)}{newest(board)}", className="kicker"),
        html.H1(board.headline),
        _counts(board, query),
        *_attention(board.attention, query),
        *(_passion(plan, passion, board, voices, query) for passion in plan.passions),
        *_by_state(plan, board, query),
        _paper_foot(plan, board),
    ]
    return Answer("Plan on a page", html.Div(main, className="overview"), section="/")


def _counts(board: Board, query: Query) -> Component:
    told = [(state, board.counts.get(state, 0)) for state in State if board.counts.get(state, 0) or state in ALWAYS]
    items = [html.Li(_count(state, n, board, query)) for state, n in told]
    total = html.Li([html.B(str(sum(board.counts.values()))), html.Span("indicators:")], className="total")
    return html.Ul([total, *items], className="tally", **aria(label="Indicators by state"))


def _count(state: State, n: int, board: Board, query: Query) -> list[Component]:
    """How many are in a state, and the way to which they are; where none of them has a figure, to what they need."""
    words: list[Component] = [html.B(str(n)), html.Span(state.value)]
    if not n:
        return [drawing(shape(state)), *words]
    href = query.link("/development", fragment=anchor(state)) if _without_figures(state, board) else f"#{anchor(state)}"
    return [drawing(shape(state)), html.A(words, href=href)]


def _without_figures(state: State, board: Board) -> bool:
    """Whether no indicator in the state has a figure: then the page of what cannot be measured yet tells of all of them."""
    return state in STEPS and all(one.headline is None for one in board.summaries if one.state is state)


def newest(board: Board) -> str:
    """ " · newest figure: April 2024 to March 2025", so that nobody takes the day of a page for the day of its figures; "" without one."""
    return f" · newest figure: {board.newest.label.partition(' (')[0]}" if board.newest else ""


def _by_state(plan: Plan, board: Board, query: Query) -> list[Component]:
    """Which indicators are in each state that has figures: where the counts above lead."""
    lines = []
    for state in State:
        own = [plan.indicator(one.indicator) for one in board.summaries if one.state is state]
        if not own or _without_figures(state, board):
            continue
        links: list[Component | str] = []
        for order, entry in enumerate(own):
            links += ["; " if order else "", html.A(f"{entry.number} {entry.short}", href=query.link(f"/indicator/{entry.id}"))]
        lines.append(html.Li([state_mark(state), html.Span([f" ({len(own)}): ", *links])], id=anchor(state), tabIndex="-1"))
    if not lines:
        return []
    body = [html.H2("Indicators by state", id="by-state"), html.Ul(lines, className="plain")]
    return [html.Section(body, className="by-state", **aria(labelledby="by-state"))]


def _paper_foot(plan: Plan, board: Board) -> Component:
    """What a sheet of paper cannot look up: what the states of figures mean, and where the page stands; a screen's foot leads to both."""
    told = [f"{capital(state.value)}: {MEANINGS[state]}" for state in State if board.counts.get(state, 0) and state not in STEPS]
    where = f"{_address()}. Every number has gone through disclosure control. Published figures: Open Government Licence v3.0."
    return html.Div(
        [
            *([html.P([html.Strong("What the states mean. "), f"{'; '.join(told)}."])] if told else []),
            html.P([html.Strong(f"{plan.title}. "), f"Data as at {on_day(board.as_of)}{newest(board)}. {where}"]),
        ],
        className="paper-foot",
    )


def _address() -> str:
    """Where this page is read; the path alone where nobody asked for it over the web."""
    return flask.request.base_url if flask.has_request_context() else "/"


def _attention(items: Sequence[Attention], query: Query) -> list[Component]:
    if not items:
        return []
    lines = []
    for item in items:
        href = f"/indicator/{item.indicator}" if item.indicator else f"/priority/{item.priority}" if item.priority else item.page
        lead, rest = _lead(item.text)
        lines.append(html.Li([html.A(lead, href=query.link(href)), f" {rest}" if rest else ""] if href else item.text))
    return [
        html.Section(
            [html.H2("Needs the Board’s attention", id="attention"), html.Ol(lines)], className="attend", **aria(labelledby="attention")
        )
    ]


def _lead(text: str) -> tuple[str, str]:
    """A text as its first sentence, which is the link, and the rest of it."""
    parts = SENTENCE_END.split(text, maxsplit=1)
    return parts[0], parts[1] if len(parts) > 1 else ""


def _passion(plan: Plan, passion: Passion, board: Board, voices: Sequence[Voice], query: Query) -> Component:
    priorities = [
        _priority(plan, priority, board, [v for v in voices if v.priority == priority.id], query, first=order == 0)
        for order, priority in enumerate(passion.priorities)
    ]
    return html.Section([html.H2(passion.name, id=passion.id), *priorities], className="passion", **aria(labelledby=passion.id))


def _priority(plan: Plan, priority: Priority, board: Board, voices: Sequence[Voice], query: Query, *, first: bool) -> Component:
    summaries = [board.summary(indicator.id) for indicator in priority.indicators]
    name = html.A([html.Span(f"{priority.number} ", className="num"), priority.short], href=query.link(f"/priority/{priority.id}"))
    heads = html.Thead(html.Tr([html.Th(head, scope="col") for head in HEADS]), className=None if first else "quiet")
    rows = [_row(indicator, summary, query) for indicator, summary in zip(priority.indicators, summaries, strict=True)]
    heard = voice_lines(voices[-1:])
    return html.Section(
        [
            html.Div(
                [
                    html.H3(name, id=priority.id),
                    html.P(leaders(plan, priority), className="leads"),
                    html.P(tally(summaries), className="sums"),
                ],
                className="head",
            ),
            html.Table(
                [
                    html.Caption(f"Indicators of priority {priority.number}"),
                    html.Colgroup([html.Col(className=name) for name in COLUMNS]),
                    heads,
                    html.Tbody(rows),
                ],
                className="rows",
            ),
            html.Div([html.H4("People’s voice"), html.Div(heard, className="said")], className="voice"),
        ],
        className="prio",
        **aria(labelledby=priority.id),
    )


def _row(indicator: Indicator, summary: Summary, query: Query) -> Component:
    name = html.A(
        [html.Span(f"{indicator.number} ", className="num"), html.Span(indicator.short)], href=query.link(f"/indicator/{indicator.id}")
    )
    shown = summary.headline
    state = html.Td([state_mark(summary.state, small=standing(shown)), *judgement_mark(summary)], className="st")
    if shown is None or shown.latest is None:
        return html.Tr([html.Th(name, scope="row"), state, html.Td(summary.missing or summary.reason, colSpan="4", className="missing")])
    part = part_of(indicator, shown.part)
    trend = spark(shown.series, target=_target(indicator, part)) if shown.series else None
    return html.Tr(
        [
            html.Th([name, *qualified(shown, part, indicator)], scope="row"),
            state,
            html.Td(drawing(trend) if trend else html.Span(_few(shown), className="quiet"), className="sp"),
            html.Td([html.B(number_of(shown)), html.Small(latest_of(shown, part)), *stale_marks(shown, part)], className="val"),
            html.Td(_change(shown, part), className="chg"),
            html.Td(
                [html.Small(shown.next_period.short if shown.next_period else "not stated"), html.Small(frequency(part, period_of(shown)))],
                className="due",
            ),
        ]
    )


def qualified(shown: PartSummary, part: Part, indicator: Indicator) -> list[Component]:
    """What a reader must know of a row before the number: that it is the nearest figure, a part, or another place."""
    words = []
    if shown.nearest:
        words.append(f"Nearest published figure: {part.name}")
    elif part.name != indicator.short and part.role in {"part", "member"}:
        words.append(part.name)
    if shown.context and shown.place:
        words.append(f"{shown.place}, not the plan’s own area")
    return [html.Small(". ".join(words), className="of")] if words else []


def _few(shown: PartSummary) -> str:
    return "one figure so far" if held(shown) < 2 else "too few to draw"


def number_of(shown: PartSummary) -> str:
    """The number of a row, without the words of its unit."""
    return shown.latest_words.partition(" per ")[0]


def latest_of(shown: PartSummary, part: Part) -> str:
    """What the number of a row is of: its unit or what is counted, the groups that a ratio compares, and the period."""
    _, per, unit = shown.latest_words.partition(" per ")
    period = shown.latest.key.period.short if shown.latest else ""
    if shown.highlighted is not None:
        return f"{shown.highlighted.label}, compared with {capital(part.reference)}, {period}"
    return ", ".join(text for text in (f"per {unit}" if per else counts_what(part), period) if text)


def counts_what(part: Part) -> str:
    """What stands under a number that has no unit behind it: what is counted, or the kind of number."""
    if part.unit == "count":
        return COUNTED_UNTIL.split(part.numerator, maxsplit=1)[0] or unit_words(part.unit)
    return unit_words(part.unit) if part.unit in {"score", "standardised_ratio"} else ""


def stale_marks(shown: PartSummary, part: Part) -> list[Component]:
    """That a figure is no recent one, by how often it comes: a quarterly one is old sooner than a yearly one."""
    if not shown.stale:
        return []
    period = period_of(shown)
    by_quarter = often(part, period.kind if period else None) in {"monthly", "quarterly"}
    age = f"{3 * (QUARTERS_BEFORE_STALE + 1)} months" if by_quarter else f"{numbers.counted(YEARS_BEFORE_STALE + 1)} years"
    return [html.Strong("No recent figure", className="badge"), html.Small(f"{age} old or more", className="why")]


def _change(shown: PartSummary, part: Part) -> list[Component] | Component:
    if shown.change is None:
        return html.Small("this is the first figure" if held(shown) < 2 else "not shown")
    since = shown.change.since
    start = value(since.value, part) if since.value is not None else ""
    against = "" if shown.change.against == "first figure" else f"{shown.change.against} "
    return [html.Span(shown.change.words), html.Small(f"from {against}{start}, {since.key.period.short}")]


def _target(indicator: Indicator, part: Part) -> float | None:
    """The last of the plan's targets; None for a part in another unit, in which the target is no number of its scale."""
    return indicator.targets[-1].value if indicator.targets and part.unit == indicator.unit else None
