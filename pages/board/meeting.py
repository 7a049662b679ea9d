"""Room: pages. Meeting mode: one screen a message, large and without controls; each has its address, and the arrow keys turn the pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from dash import html
from dash.development.base_component import Component

from charts.shapes import shape
from indicators import numbers
from indicators.actions import ActionStanding
from indicators.inequalities import Comparison, leading, told_first
from indicators.registry.models import Indicator, Plan, Priority
from indicators.series import part_of
from indicators.summaries import Board, State, Summary
from indicators.wording import HELPLINE
from pages.board.actions import standing_actions
from pages.board.indicator import provisos
from pages.board.overview import ALWAYS, SENTENCE_END, latest_of, number_of, qualified, stale_marks
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
    """One screen of the agenda: its path, what it is narrowed to (an indicator, or which of several screens; "" for none), its name."""

    path: str
    of: str
    name: str


#: how many indicators of a priority stand on one screen (one fewer above the helpline), and how many lines of what needs the Board
ROWS: Final = 3
LINES: Final = 7
#: letters that a line of a screen holds
LETTERS: Final = 88
#: the screen of a priority that tells what people say and what is to be done
PEOPLE: Final = "people"


def agenda(plan: Plan, board: Board, compared: Sequence[Comparison]) -> tuple[Stop, ...]:
    """The screens of a meeting: the plan and what needs the Board, each priority with its indicators, then the inequalities.

    What is too long for one screen goes on to the next: `of` is then the number of the screen.
    """
    needs = len(_needs(board))
    stops = [Stop("/", "", "The plan on a page")]
    stops += [Stop("/", str(n), f"Needs the Board’s attention{_of(n, needs)}") for n in range(1, needs + 1)]
    for priority in plan.priorities:
        rows = len(_rows(priority))
        name, path = f"Priority {priority.number}", f"/priority/{priority.id}"
        stops += [Stop(path, str(n) if n > 1 else "", f"{name}{_of(n, rows)}") for n in range(1, rows + 1)]
        stops.append(Stop(path, PEOPLE, f"{name}: people and actions"))
        stops += [Stop(f"/indicator/{indicator.id}", "", f"Indicator {indicator.number}") for indicator in priority.indicators]
    subjects = dict.fromkeys(comparison.indicator for comparison in compared)
    stops += [Stop("/inequalities", id, f"Inequalities, indicator {plan.indicator(id).number}") for id in subjects]
    return tuple(stops if subjects else [*stops, Stop("/inequalities", "", "Inequalities")])


def _of(n: int, total: int) -> str:
    return f", {n} of {total}" if total > 1 else ""


def _needs(board: Board) -> list[list[str]]:
    """What needs the Board, a line each, as many to a screen as it holds."""
    screens: list[list[str]] = []
    room = 0
    for item in board.attention:
        line = SENTENCE_END.split(item.text, maxsplit=1)[0]
        takes = -(-len(line) // LETTERS)
        if takes > room:
            screens.append([])
            room = LINES
        screens[-1].append(line)
        room -= takes
    return screens


def _rows(priority: Priority) -> list[Sequence[Indicator]]:
    """The indicators of a priority, as many to a screen as it holds, and the screens even; one empty screen where it has none."""
    own = priority.indicators
    screens = max(-(-len(own) // (ROWS - any(indicator.sensitive for indicator in own))), 1)
    ends = [-(-len(own) * n // screens) for n in range(screens + 1)]
    return [own[start:end] for start, end in pairwise(ends)]


def _overview(figures: Figures, query: Query) -> Answer:
    board = figures.board(query.as_of)
    needs, asked = _needs(board), query.argument("of")
    place = next((n for n in range(1, len(needs) + 1) if str(n) == asked), 0)
    if place:
        before = sum(len(lines) for lines in needs[: place - 1])
        items = html.Ol([html.Li(line) for line in needs[place - 1]], start=str(before + 1))
        name = f"Needs the Board’s attention{_of(place, len(needs))}"
        main: list[Component] = [html.P(board.headline, className="kicker"), html.H1("Needs the Board’s attention"), items]
        return _screen(figures, query, Stop("/", asked, name), [html.Section(main, className="attend")])
    counts = [(state, board.counts.get(state, 0)) for state in State if board.counts.get(state, 0) or state in ALWAYS]
    states = [html.Li([drawing(shape(state)), html.B(str(n)), html.Span(state.value)]) for state, n in counts]
    total = len(board.attention)
    matters = f"{numbers.counted(total, start=True)} {'matter needs' if total == 1 else 'matters need'} the Board’s attention: next."
    main = [
        html.H1(board.headline),
        html.Ul(states, className="tally", **aria(label="Indicators by state")),
        *([html.P(matters, className="lead")] if total else []),
    ]
    return _screen(figures, query, Stop("/", "", "The plan on a page"), main)


def _priority(figures: Figures, query: Query, id: str) -> Answer:
    plan, board = figures.plan, figures.board(query.as_of)
    priority = plan.priority(id)
    rows, asked = _rows(priority), query.argument("of")
    of = asked if asked == PEOPLE or asked in {str(n) for n in range(2, len(rows) + 1)} else ""
    if of == PEOPLE:
        name, body = f"Priority {priority.number}: people and actions", _people(figures, query, id)
    else:
        place = int(of or 1)
        name = f"Priority {priority.number}{_of(place, len(rows))}"
        body = [html.Ul([_line(plan, board.summary(i.id)) for i in rows[place - 1]], className="plain lines")]
    main = [
        html.P(f"Priority {priority.number} · {leaders(plan, priority)}", className="kicker"),
        html.H1(priority.short),
        *body,
        *_help(any(indicator.sensitive for indicator in priority.indicators)),
    ]
    return _screen(figures, query, Stop(f"/priority/{id}", of, name), main)


def _people(figures: Figures, query: Query, id: str) -> list[Component]:
    """What people say of a priority, and how its actions stand."""
    voices = [v for v in figures.voices(query.as_of) if v.priority == id]
    actions = [each for each in standing_actions(figures, query) if each.priority.id == id]
    heard = html.Section([html.H2("People’s voice"), html.Div(voice_lines(voices[-1:]), className="voices")])
    return [html.Div([heard, html.Section([html.H2("What is to be done"), html.P(_actions(actions))])], className="cols")]


def _actions(actions: Sequence[ActionStanding]) -> str:
    """How the actions of a priority stand, in a sentence."""
    done, late = sum(each.status == "done" for each in actions), sum(each.late for each in actions)
    noun = "action" if len(actions) == 1 else "actions"
    reviews = f"{numbers.counted(late)} without a review in time" if late else "none without a review in time"
    return f"{numbers.counted(len(actions), start=True)} {noun}: {numbers.counted(done)} done, {reviews}."


def _line(plan: Plan, summary: Summary) -> Component:
    indicator, shown = plan.indicator(summary.indicator), summary.headline
    number: list[Component] = []
    told: list[Component] = []
    if shown and shown.latest:
        part = part_of(indicator, shown.part)
        number = [html.B(number_of(shown)), html.Small(latest_of(shown, part)), *stale_marks(shown, part)[:1]]
        told = [*qualified(shown, part, indicator), *([] if shown.context else [html.Small(shown.place, className="of")])]
    return html.Li(
        [
            html.Span([html.Span(f"{indicator.number} ", className="num"), indicator.short, *told], className="name"),
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
    held = figures.comparisons(query.as_of)
    groups = next((c for c in held if headline and (c.indicator, c.part, c.area) == (id, headline.part, headline.area)), None)
    drawn = comparison_figure(plan, groups) if groups else part_figure(plan, indicator, headline) if headline else None
    said = latest_remarks(figures, query).get(id)
    main = [
        html.P(
            [html.Span(f"{indicator.number} {indicator.short} "), state_mark(summary.state, small=standing(headline))], className="kicker"
        ),
        html.H1(finding),
        *([html.P(more, className="lead")] if more not in (finding, groups.headline if groups else "") else []),
        *provisos(headline),
        html.Div([*([drawn] if drawn else []), *([remark_box(said)] if said else [])], className="stage"),
        *([html.P(groups.unknown_sentence)] if groups and groups.unknown_sentence else []),
        *_help(bool(indicator.sensitive)),
    ]
    return _screen(figures, query, Stop(f"/indicator/{id}", "", f"Indicator {indicator.number}"), main)


def _inequalities(figures: Figures, query: Query) -> Answer:
    plan, held = figures.plan, figures.comparisons(query.as_of)
    wanted = query.argument("of")
    comparison = leading(plan, held).get(wanted) or told_first(plan, held)
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
    stops = agenda(figures.plan, figures.board(query.as_of), figures.comparisons(query.as_of))
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
