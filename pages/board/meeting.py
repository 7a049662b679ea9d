"""Room: pages. Meeting mode: one screen a message, large and without controls; each has its address, and the arrow keys turn the pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from charts.shapes import shape
from indicators import numbers
from indicators.actions import ActionStanding
from indicators.inequalities import Comparison
from indicators.registry.models import Plan
from indicators.summaries import State, Summary
from indicators.wording import HELPLINE
from pages.board.actions import standing_actions
from pages.board.overview import ALWAYS, SENTENCE_END
from pages.board.plans import leaders
from pages.board.readings import comparison_figure, part_figure, without_nearest
from pages.board.remarks import latest_remarks, remark_box
from pages.frame.answers import Answer, Screen
from pages.frame.data import Figures
from pages.frame.html import drawing
from pages.frame.parts import aria, standing, state_mark, voice_lines
from pages.frame.queries import Query


@dataclass(frozen=True, slots=True)
class Stop:
    """One screen of the agenda: its path, the indicator it is narrowed to ("" for none), and its name."""

    path: str
    of: str
    name: str


def agenda(plan: Plan, compared: Sequence[Comparison]) -> tuple[Stop, ...]:
    """The screens of a meeting: the plan, each priority followed by its indicators, then the inequalities, one indicator a screen."""
    stops = [Stop("/", "", "The plan on a page")]
    for priority in plan.priorities:
        stops.append(Stop(f"/priority/{priority.id}", "", f"Priority {priority.number}"))
        stops += [Stop(f"/indicator/{indicator.id}", "", f"Indicator {indicator.number}") for indicator in priority.indicators]
    subjects = dict.fromkeys(comparison.indicator for comparison in compared)
    stops += [Stop("/inequalities", id, f"Inequalities, indicator {plan.indicator(id).number}") for id in subjects]
    return tuple(stops if subjects else [*stops, Stop("/inequalities", "", "Inequalities")])


def _overview(figures: Figures, query: Query) -> Answer:
    board = figures.board(query.as_of)
    counts = [(state, board.counts.get(state, 0)) for state in State if board.counts.get(state, 0) or state in ALWAYS]
    items = [html.Li([drawing(shape(state)), html.B(str(n)), html.Span(state.value)]) for state, n in counts]
    lines = [html.Li(SENTENCE_END.split(item.text, maxsplit=1)[0]) for item in board.attention]
    attend = [html.Section([html.H2("Needs the Board’s attention"), html.Ol(lines)], className="attend")] if lines else []
    main = [
        html.H1(board.headline),
        html.Ul(items, className="tally", **aria(label="Indicators by state")),
        *attend,
    ]
    return _screen(figures, query, Stop("/", "", "The plan on a page"), main)


def _priority(figures: Figures, query: Query, id: str) -> Answer:
    plan, board = figures.plan, figures.board(query.as_of)
    priority = plan.priority(id)
    voices = [v for v in figures.voices(query.as_of) if v.priority == id]
    actions = [each for each in standing_actions(figures, query) if each.priority.id == id]
    main = [
        html.P(f"Priority {priority.number} · {leaders(plan, priority)}", className="kicker"),
        html.H1(priority.name),
        html.Ul([_line(plan, board.summary(i.id)) for i in priority.indicators], className="plain lines"),
        html.Div(
            [
                html.Section([html.H2("People’s voice"), html.Div(voice_lines(voices[-1:], query), className="voices")]),
                html.Section([html.H2("What is to be done"), html.P(_actions(actions))]),
            ],
            className="cols",
        ),
        *_help(any(indicator.sensitive for indicator in priority.indicators)),
    ]
    return _screen(figures, query, Stop(f"/priority/{id}", "", f"Priority {priority.number}"), main)


def _actions(actions: Sequence[ActionStanding]) -> str:
    """How the actions of a priority stand, in a sentence."""
    done, late = sum(each.status == "done" for each in actions), sum(each.late for each in actions)
    noun = "action" if len(actions) == 1 else "actions"
    reviews = f"{numbers.counted(late)} without a review in time" if late else "none without a review in time"
    return f"{numbers.counted(len(actions), start=True)} {noun}: {numbers.counted(done)} done, {reviews}."


def _line(plan: Plan, summary: Summary) -> Component:
    indicator, shown = plan.indicator(summary.indicator), summary.headline
    number = [html.B(shown.latest_words), html.Small(shown.latest.key.period.short)] if shown and shown.latest else []
    return html.Li(
        [
            html.Span([html.Span(f"{indicator.number} ", className="num"), indicator.short], className="name"),
            state_mark(summary.state, small=standing(shown)),
            html.Span(number, className="val"),
        ]
    )


def _indicator(figures: Figures, query: Query, id: str) -> Answer:
    plan = figures.plan
    indicator, summary = plan.indicator(id), figures.board(query.as_of).summary(id)
    headline = summary.headline
    finding = (headline.title if headline else "") or summary.sentence
    more = without_nearest(summary.sentence, headline)
    groups = next((c for c in figures.comparisons(query.as_of) if headline and (c.indicator, c.part) == (id, headline.part)), None)
    drawn = comparison_figure(plan, groups) if groups else part_figure(plan, indicator, headline) if headline else None
    said = latest_remarks(figures, query).get(id)
    main = [
        html.P(
            [html.Span(f"{indicator.number} {indicator.short} "), state_mark(summary.state, small=standing(headline))], className="kicker"
        ),
        html.H1(finding),
        *([html.P(more, className="lead")] if more != finding else []),
        *([html.P([html.Strong("The nearest published figure. "), headline.nearest])] if headline and headline.nearest else []),
        html.Div([*([drawn] if drawn else []), *([remark_box(said)] if said else [])], className="stage"),
        *_help(bool(indicator.sensitive)),
    ]
    return _screen(figures, query, Stop(f"/indicator/{id}", "", f"Indicator {indicator.number}"), main)


def _inequalities(figures: Figures, query: Query) -> Answer:
    plan, held = figures.plan, figures.comparisons(query.as_of)
    wanted = query.argument("of")
    comparison = next((c for c in held if c.indicator == wanted), held[0] if held else None)
    if comparison is None:
        main: list[Component] = [html.P("Inequalities", className="kicker"), html.H1("No figures by group are held yet")]
        return _screen(figures, query, Stop("/inequalities", "", "Inequalities"), main)
    indicator = plan.indicator(comparison.indicator)
    main = [
        html.P(f"Inequalities · {indicator.number} {indicator.short}", className="kicker"),
        html.H1(comparison.title or comparison.headline),
        comparison_figure(plan, comparison),
        html.P(comparison.unknown_sentence) if comparison.unknown_sentence else html.Span(""),
        *_help(bool(indicator.sensitive)),
    ]
    return _screen(figures, query, Stop("/inequalities", comparison.indicator, f"Inequalities, indicator {indicator.number}"), main)


def _help(sensitive: bool) -> list[Component]:
    return [html.P(HELPLINE, className="notice help")] if sensitive else []


def _screen(figures: Figures, query: Query, stop: Stop, main: Sequence[Component]) -> Answer:
    stops = agenda(figures.plan, figures.comparisons(query.as_of))
    place = next(order for order, each in enumerate(stops) if (each.path, each.of) == (stop.path, stop.of))
    before = _address(stops[place - 1], query) if place else ""
    after = _address(stops[place + 1], query) if place + 1 < len(stops) else ""
    screen = Screen(before, after, query.link(stop.path), f"{stop.name} · {place + 1} of {len(stops)}")
    return Answer(stop.name, html.Article(list(main), className="screen"), screen=screen)


def _address(stop: Stop, query: Query) -> str:
    return query.link(stop.path, meeting="1", of=stop.of)


#: pages that a meeting looks at, by the names of their routes
SCREENS: Mapping[str, Callable[..., Answer]] = {
    "overview": _overview,
    "priority": _priority,
    "indicator": _indicator,
    "inequalities": _inequalities,
}
