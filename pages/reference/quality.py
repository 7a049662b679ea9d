"""Room: pages. Data quality: which quarters have a figure, how late they came, which carry a mark, what leads confirmed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby

from dash import html
from dash.development.base_component import Component

from charts.tables import Table
from exports.quality import CELLS, MERGE, NONE_TO_MERGE, Standing, merging_sheet, quarters, standings, unknown_sheet
from exports.sheets import Cell
from indicators import numbers
from indicators.deadlines import london_day
from indicators.disclosure.released import Released
from indicators.inequalities import Comparison
from indicators.periods import Period
from indicators.periods.rendering import on_day
from indicators.registry.models import Plan
from pages.frame.answers import Answer
from pages.frame.data import Figures
from pages.frame.parts import aria, facts, table_of, take_away
from pages.frame.queries import Query
from pages.reference import confirmed


def answer(figures: Figures, query: Query) -> Answer:
    """The page at `/data-quality`."""
    plan, board = figures.plan, figures.board(query.as_of)
    released = figures.released(query.as_of)
    held, over = standings(plan, board, released), quarters(plan, board.as_of)
    main = [
        html.P(f"Data quality · {plan.place} · data as at {on_day(board.as_of)}", className="kicker"),
        html.H1(_opening(held, over)),
        html.P(
            "From released figures alone, in the areas that each indicator’s page shows; and from the record, what leads confirmed on "
            "sending, in words and never as a figure.",
            className="subtitle lead",
        ),
        _completeness(held, over),
        _timeliness(held),
        _marks(held),
        _to_merge(plan, released),
        _unknown(plan, figures.comparisons(query.as_of)),
        *confirmed.sections(plan, query.as_of),
        _files(query),
    ]
    return Answer("Data quality", html.Article(main, className="quality"), section="/data-quality")


def _opening(held: Sequence[Standing], over: Sequence[Period]) -> str:
    if not over:
        return "No quarter of the plan has ended yet"
    filled, cells = sum(one.filled for one in held), len(held) * len(over)
    empty = sum(one.figures == 0 for one in held)
    said = f"{filled:,} of {cells:,} indicator quarters have a figure"
    return f"{said}; {numbers.counted(empty)} of {numbers.counted(len(held))} indicators have none at all" if empty else said


def _completeness(held: Sequence[Standing], over: Sequence[Period]) -> Component:
    key = facts((_dash(word), words) for word, words in CELLS.items())
    return html.Section([html.H2("Completeness, quarter by quarter"), key, _grid(held, over)])


def _grid(held: Sequence[Standing], over: Sequence[Period]) -> Component:
    """Indicators down, quarters across under their years, so that all quarters of a plan fit side by side on a wide screen."""
    caption, named = "A figure for each quarter", [each.short.partition(" ") for each in over]
    years = [(year, len(list(own))) for year, own in groupby(year for _, _, year in named)]
    starts = {place for place, (_, _, year) in enumerate(named) if place == 0 or named[place - 1][2] != year}
    above = [html.Th(year, scope="colgroup", colSpan=str(count), className="starts") for year, count in years]
    below = [html.Th(number, scope="col", className=_starts(place, starts)) for place, (number, _, _) in enumerate(named)]
    head = [
        html.Tr([html.Th("Indicator", scope="col", rowSpan="2"), *above, html.Th("With a number", scope="col", rowSpan="2")]),
        html.Tr(below),
    ]
    rows = [
        html.Tr(
            [
                html.Th(_name(one), scope="row"),
                *(html.Td(_dash(cell), className=_starts(place, starts)) for place, cell in enumerate(one.cells)),
                html.Td(f"{one.filled} of {len(over)}"),
            ]
        )
        for one in held
    ]
    inside = html.Table([html.Caption(caption), html.Thead(head), html.Tbody(rows)], className="data grid")
    return html.Div(inside, className="scroll", tabIndex="0", role="group", **aria(label=caption))


def _starts(place: int, starts: Collection[int]) -> str | None:
    return "starts" if place in starts else None


def _dash(cell: str) -> str:
    """Nothing held is drawn as a dash, so that what is held stands out."""
    return "–" if cell == "none" else cell


def _timeliness(held: Sequence[Standing]) -> Component:
    rows = [
        (
            _name(one),
            _whole(one.latest.key.period.label),
            on_day(london_day(one.latest.known_from)),
            f"{one.late:,}" if one.late is not None else "–",
            _whole(one.due.label) if one.due else "not stated",
            "" if one.recent else "No recent figure",
        )
        for one in held
        if one.latest is not None
    ]
    heads = ("Indicator", "Latest figure", "Known from", "Days after its period", "Next figures", "Standing")
    table = Table("How late the latest figure came", heads, tuple(rows), frozenset({3}))
    words = (
        "A figure is known from the day its publisher gives, where that was stated, else from the day its file was accepted; so an old "
        "figure that was loaded late counts as late."
    )
    body: list[Component] = [table_of(table, class_="timely stack")] if rows else [html.P("No figure is held yet.", className="silence")]
    return html.Section([html.H2("Timeliness"), html.P(words), *body])


def _whole(label: str) -> str:
    """A period whose line may break before its short form in brackets, and not within that."""
    months, bracket, short = label.partition(" (")
    return f"{months}{bracket}{short.replace(' ', chr(0xA0))}"


def _marks(held: Sequence[Standing]) -> Component:
    rows = [(_name(one), f"{one.figures:,}", ", ".join(f"{n} {mark}" for mark, n in one.marked) or "none") for one in held if one.figures]
    table = Table("Figures held, and the marks they carry", ("Indicator", "Figures", "Marks"), tuple(rows), frozenset({1}))
    body: list[Component] = [table_of(table)] if rows else [html.P("No figure is held yet.", className="silence")]
    return html.Section([html.H2("Hidden, missing and marked figures"), *body])


def _to_merge(plan: Plan, released: Sequence[Released]) -> Component:
    sheet = merging_sheet(plan, released)
    if not sheet.rows:
        return html.Section([html.H2(MERGE), html.P(NONE_TO_MERGE, className="silence")])
    rows = tuple(tuple(map(str, row)) for row in sheet.rows)
    table = Table("Groups hidden in each period", tuple(column.title for column in sheet.columns), rows)
    return html.Section([html.H2(MERGE), *(html.P(words) for words in sheet.about), table_of(table, class_="stack words")])


def _unknown(plan: Plan, compared: Sequence[Comparison]) -> Component:
    sheet = unknown_sheet(plan, compared)
    rows = [(f"{figure}", f"{place}", f"{period}", _share(share)) for figure, place, period, share in sheet.rows]
    table = Table(sheet.title, tuple(column.title for column in sheet.columns), tuple(rows), frozenset({3}))
    body: list[Component] = [table_of(table)] if rows else [html.P("No figures by group are compared yet.", className="silence")]
    return html.Section([html.H2("Group not stated or not known"), *body])


def _share(cell: Cell) -> str:
    return f"{numbers.number(100 * cell, 1)} %" if isinstance(cell, float | int) else "not held"


def _files(query: Query) -> Component:
    everything = take_away(query, "/download/plan")
    people = take_away(query, "/download/populations")
    return html.Section(
        [
            html.H2("The figures themselves"),
            facts(
                (
                    ("This page", take_away(query, "/download/data-quality")),
                    ("All released figures", everything),
                    ("Populations", people),
                )
            ),
        ]
    )


def _name(one: Standing) -> str:
    return f"{one.indicator.number} {one.indicator.short}"
