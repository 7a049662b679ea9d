"""Room: pages. The reading of one part as a figure: chart, sentence, table, marks, source, next date; the same on every page."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from charts import intervals
from charts.marks import after, letters, unit_words
from charts.svg import Element
from charts.tables import of_comparison, of_points
from charts.trend import CHANCE, Line, trend
from indicators import numbers
from indicators.inequalities import Comparison
from indicators.periods import Period
from indicators.registry.models import Indicator, Part, Plan
from indicators.series import part_of
from indicators.summaries import PartSummary
from indicators.wording import category_label
from pages.board.plans import frequency
from pages.frame.parts import figure, held, legend, take_away
from pages.frame.queries import Query


def part_figure(
    plan: Plan, indicator: Indicator, shown: PartSummary, *, brief: bool = False, island: str = "", query: Query | None = None
) -> Component | None:
    """The chart of one part with all that belongs to it; `brief` draws the small one alone. None where no point is held.

    `island` is the id under which the still chart waits for an interactive one to take its place. With `query` it says what can be taken
    away.
    """
    series, part = shown.series, part_of(indicator, shown.part)
    if series is None or not series.points:
        return None
    drawn = part_drawing(plan, indicator, shown)
    table = of_points(series.points, part, caption=f"{part.name}, {shown.place}, {subtitle(part)}")
    breaks = [
        html.P([html.Strong(f"Break {chr(ord('A') + order)}, from {series.points[index].key.period.label}. "), words], className="break")
        for order, (index, words) in enumerate(sorted(series.breaks.items()))
    ]
    drawings = drawn[-1:] if brief else drawn
    pictured = f"/download/chart/{indicator.id}.svg" if drawings else ""
    away = [take_away(query, f"/download/indicator/{indicator.id}", picture=pictured, part=shown.part)] if query else []
    below = [*breaks, *_filled(shown), legend(letters(series.points)), _source(plan, shown), *away]
    return figure(
        drawings,
        shown.reason or shown.sentence,
        table,
        *(part for part in below if part is not None),
        label=f"Show as table ({len(series.points)})",
        island=island,
    )


def part_drawing(plan: Plan, indicator: Indicator, shown: PartSummary) -> tuple[Element, ...]:
    """The chart of one part for a page and for a telephone; () where there are fewer than two figures to draw."""
    part = part_of(indicator, shown.part)
    if shown.series is None or held(shown) < 2:
        return ()
    title = f"{part.name}, {shown.place}: {shown.sentence}"
    return trend(shown.series, part, title=title, lines=_lines(plan, indicator, part)) or ()


def without_nearest(sentence: str, shown: PartSummary | None) -> str:
    """The sentence without its remark on the nearest figure, where a notice of its own says that."""
    return sentence.replace(f"Nearest published figure: {shown.nearest}", "").strip() if shown and shown.nearest else sentence


def subtitle(part: Part) -> str:
    """The statistical subtitle of a part: unit and frequency."""
    return f"{after(part.unit) or unit_words(part.unit)}, {frequency(part)}"


def _lines(plan: Plan, indicator: Indicator, part: Part) -> tuple[Line, ...]:
    """Targets of the plan and national commitments that are in the part's own unit. A commitment is context, and is called so."""
    targets = [Line(t.value, f"Target {quantity(t.value, part)}", "target") for t in indicator.targets if part.unit == indicator.unit]
    known = [plan.commitment(id) for id in part.commitments]
    context = [
        Line(c.value, f"National standard {quantity(c.value, part)}", "context")
        for c in known
        if c.value is not None and c.unit == part.unit
    ]
    return (*targets, *context)


def _filled(shown: PartSummary) -> list[Component]:
    """What a filled point means, where one is drawn."""
    limits = shown.series.limits if shown.series else None
    if limits is None or all(cause in CHANCE for cause in limits.special_cause):
        return []
    return [html.P("Band: the usual range. Filled points: unlikely to be chance alone, by the rules of the chart.", className="legend")]


def quantity(number: float, part: Part) -> str:
    """A target or a standard with no more decimals than it is written with."""
    return numbers.bare(number, part.unit, 0 if float(number).is_integer() else part.decimals)


def _source(plan: Plan, shown: PartSummary) -> Component:
    return html.P(source_words(plan, shown), className="source")


def source_words(plan: Plan, shown: PartSummary) -> str:
    """Where the figures of a part come from, up to when they reach, and when the next are expected."""
    latest = shown.latest
    names = sorted({point.source for point in shown.series.points}) if shown.series else []
    known = {source.id: f"{source.publisher}, {source.dataset}" for source in plan.sources}
    source = "; ".join(known.get(name, "supplied by a lead") for name in names)
    upto = f" Up to {latest.key.period.label}." if latest else ""
    return f"Source: {source}.{upto} {next_words(shown.next_period)}"


def next_words(period: Period | None) -> str:
    """When figures come next, in words."""
    return f"Next figures expected: {period.label}." if period else "Date of the next figures: not stated."


def comparison_figure(plan: Plan, comparison: Comparison, *, brief: bool = False, query: Query | None = None) -> Component:
    """Groups beside one another, each first by itself: ratios where there are some, else rates; `brief` draws the small one alone.

    With `query` it says what can be taken away.
    """
    caption = comparison_caption(plan, comparison)
    drawn = comparison_drawing(plan, comparison)
    key = legend(intervals.letters(comparison))
    source = html.P(f"{caption}. {comparison.method}", className="source")
    table = of_comparison(comparison, comparison.rows, caption=caption)
    away = [_groups_away(comparison, query, drawn=bool(drawn))] if query else []
    return figure(drawn[-1:] if brief else drawn, comparison.headline, table, source, *([key] if key else []), *away)


def comparison_drawing(plan: Plan, comparison: Comparison) -> tuple[Element, ...]:
    """The chart of a comparison for a page and for a telephone: ratios where there are some, else rates; () where there are neither."""
    title = f"{comparison_caption(plan, comparison)}. {comparison.headline}"
    rows = comparison.rows
    return intervals.ratios(comparison, rows, title=title) or intervals.rates(comparison, rows, title=title) or ()


def _groups_away(comparison: Comparison, query: Query, *, drawn: bool) -> Component:
    picture = f"/download/chart/{comparison.indicator}.svg" if drawn else ""
    which = {"part": comparison.part, "area": comparison.area, "period": comparison.period.key}
    return take_away(query, "/download/inequalities", picture=picture, **which)


def comparison_caption(plan: Plan, comparison: Comparison) -> str:
    """What is compared, in words: measure, unit, place, period, standardised or not, with whom."""
    kind = "standardised for age" if comparison.standardised else "not adjusted for age"
    reference = category_label(comparison.dimension, comparison.reference, comparison.classification)
    return (
        f"{comparison.part_name}, {unit_words(comparison.unit)}, {plan.area(comparison.area).name}, {comparison.period.label}, "
        f"{kind}, compared with {reference}"
    )
