"""Room: pages. The reading of one part as a figure: chart, sentence, table, marks, source, next date; the same on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from dash import html
from dash.development.base_component import Component

from charts import intervals
from charts.marks import after, letters, unit_words, value
from charts.points import shapes
from charts.svg import Element
from charts.tables import of_comparison, of_points
from charts.trend import CHANCE, Event, Line, Step, trend
from indicators import numbers
from indicators.inequalities import Comparison
from indicators.periods import Period, of_key
from indicators.periods.rendering import on_day
from indicators.registry.models import Indicator, Part, Plan
from indicators.series import part_of
from indicators.spans import in_a
from indicators.summaries import PartSummary
from indicators.wording import category_label
from pages.board.plans import frequency
from pages.frame.parts import figure, held, legend, take_away
from pages.frame.queries import Query

#: stands in an address for the part without an id; no id of a part may hold it
UNNAMED: Final = "."


@dataclass(frozen=True, slots=True)
class Dated:
    """Something done that is to move an indicator: the day, and the words that stand below the chart."""

    on: date
    words: str


def part_figure(
    plan: Plan,
    indicator: Indicator,
    shown: PartSummary,
    *,
    brief: bool = False,
    island: str = "",
    query: Query | None = None,
    done: Sequence[Dated] = (),
) -> Component | None:
    """The chart of one part with all that belongs to it; `brief` draws the small one alone. None where no point is held.

    `island` is the id under which the still chart waits for an interactive one to take its place. With `query` it says what can be taken
    away. `done` are the dated actions that are to move the indicator.
    """
    series, part = shown.series, part_of(indicator, shown.part)
    if series is None or not series.points:
        return None
    seen = _within(shown, done)
    drawn = part_drawing(plan, indicator, shown, done=seen)
    named = f"{part.name}, {shown.place}, {subtitle(part, period_of(shown))}"
    measure = f"{named}, {_span(shown)}"
    table = of_points(series.points, part, caption=named)
    breaks = [
        html.P([html.Strong(f"Break {chr(ord('A') + order)}, from {series.points[index].key.period.label}. "), words], className="break")
        for order, (index, words) in enumerate(sorted(series.breaks.items()))
    ]
    drawings = drawn[-1:] if brief else drawn
    pictured = f"/download/chart/{indicator.id}.svg" if drawings else ""
    which = shown.part or _unnamed(indicator)
    away = [take_away(query, f"/download/indicator/{indicator.id}", picture=pictured, part=which)] if query else []
    events = [
        html.P([html.Strong(f"{_letter(order)}, {on_day(each.on)}. "), each.words], className="break") for order, each in enumerate(seen)
    ]
    key = legend(letters(series.points))
    remarks = [html.P(remark, className="break") for remark in shown.remarks]
    noted = [html.P(part.note, className="break")] if part.note and drawings else []
    average = _average(shown, part)
    below = [
        *breaks,
        *remarks,
        *_ghosted(shown),
        *events,
        *average,
        *noted,
        *_filled(shown),
        *_shapes(shown),
        key,
        _source(plan, shown),
        *away,
    ]
    return figure(
        drawings,
        shown.reason or shown.sentence,
        table,
        *(part for part in below if part is not None),
        label=f"Show as table ({len(series.points)})",
        island=island,
        measure=measure,
    )


def _unnamed(indicator: Indicator) -> str:
    """How an address names the part without an id, where the indicator has others beside it."""
    return UNNAMED if len(indicator.parts) > 1 else ""


def _span(shown: PartSummary) -> str:
    """The periods that a chart reaches from and to."""
    periods = [point.key.period for point in shown.series.points] if shown.series else []
    return periods[0].short if len(periods) == 1 else f"from {periods[0].short} to {periods[-1].short}" if periods else ""


def _letter(order: int) -> str:
    """Dated actions go by small letters, breaks by large ones."""
    return chr(ord("a") + order % 26)


def _within(shown: PartSummary, done: Sequence[Dated]) -> list[Dated]:
    """What was done within the time of the chart, in the order of its days."""
    points = shown.series.points if shown.series else ()
    first, last = (points[0].key.period.start, points[-1].key.period.end) if points else (date.max, date.min)
    return sorted((each for each in done if first <= each.on <= last), key=lambda each: each.on)


def part_drawing(plan: Plan, indicator: Indicator, shown: PartSummary, *, done: Sequence[Dated] = ()) -> tuple[Element, ...]:
    """The chart of one part for a page and for a telephone; () where there are fewer than two figures to draw."""
    part = part_of(indicator, shown.part)
    if shown.series is None or held(shown) < 2:
        return ()
    title = f"{part.name}, {shown.place}: {shown.sentence}"
    lines = [*_baseline(shown, part), *_lines(plan, indicator, part)]
    events = [Event(each.on, _letter(order)) for order, each in enumerate(_within(shown, done))]
    return trend(shown.series, part, title=title, lines=lines, steps=_steps(indicator, part), events=events) or ()


def _baseline(shown: PartSummary, part: Part) -> list[Line]:
    """The agreed starting value, where a decision has set one."""
    if shown.baseline is None or shown.baseline.value is None:
        return []
    return [Line(shown.baseline.value, f"Baseline {value(shown.baseline.value, part)}", "baseline")]


def _steps(indicator: Indicator, part: Part) -> list[Step]:
    """The trajectory: a target for each of several periods."""
    return [Step(of_key(t.period), t.value) for t in indicator.targets if t.period and part.unit == indicator.unit]


def without_nearest(sentence: str, shown: PartSummary | None) -> str:
    """The sentence without its remark on the nearest figure, where a notice of its own says that."""
    return sentence.replace(f"Nearest published figure: {shown.nearest}", "").strip() if shown and shown.nearest else sentence


def subtitle(part: Part, period: Period | None = None) -> str:
    """The statistical subtitle of a part: unit and frequency, of figures like the one of `period`."""
    return f"{after(part.unit) or unit_words(part.unit)}{in_a(part.unit, period.kind if period else None)}, {frequency(part, period)}"


def period_of(shown: PartSummary | None) -> Period | None:
    """The period that the last figure shown of a part is of; None where none is held."""
    if shown is None:
        return None
    points = shown.series.points if shown.series else ()
    return points[-1].key.period if points else shown.latest.key.period if shown.latest else None


def _lines(plan: Plan, indicator: Indicator, part: Part) -> tuple[Line, ...]:
    """Targets of the plan and national commitments that are in the part's own unit. A commitment is context, and is called so."""
    targets = [
        Line(t.value, f"Target {quantity(t.value, part)}", "target")
        for t in indicator.targets
        if part.unit == indicator.unit and not t.period
    ]
    known = [plan.commitment(id) for id in part.commitments]
    context = [
        Line(c.value, f"National standard {quantity(c.value, part)}", "context")
        for c in known
        if c.value is not None and c.unit == part.unit
    ]
    return (*targets, *context)


def _average(shown: PartSummary, part: Part) -> list[Component]:
    """The average and the usual range at the end, in words: a telephone's chart has no room for them."""
    limits = shown.series.limits if shown.series else None
    if limits is None:
        return []
    mean, low, high = (value(ends[-1], part) for ends in (limits.mean, limits.lower, limits.upper))
    trial = " These are trial limits." if limits.trial else ""
    return [html.P(f"Average {mean}; usual range {low} to {high}.{trial}", className="legend")]


def _filled(shown: PartSummary) -> list[Component]:
    """What a filled point means, where one is drawn."""
    limits = shown.series.limits if shown.series else None
    if limits is None or all(cause in CHANCE for cause in limits.special_cause):
        return []
    return [html.P("Band: the usual range. Filled points: unlikely to be chance alone, by the rules of the chart.", className="legend")]


def _shapes(shown: PartSummary) -> list[Component]:
    """What the shapes of points mean, where any is no circle."""
    used = shapes(shown.series) if shown.series else ()
    return [html.P(f"Shapes: {'; '.join(used)}.", className="legend")] if used else []


def _ghosted(shown: PartSummary) -> list[Component]:
    """Points that a recorded decision leaves out of the limits, and why."""
    left_out = sorted(shown.series.ghosted.items()) if shown.series else []
    points = shown.series.points if shown.series else ()
    return [html.P([html.Strong(f"Left out of the limits, {points[i].key.period.label}. "), why], className="break") for i, why in left_out]


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


def comparison_source(plan: Plan, comparison: Comparison) -> str:
    """Where the figures of a comparison come from, and when the next are expected."""
    known = {source.id: f"{source.publisher}, {source.dataset}" for source in plan.sources}
    source = known.get(comparison.source, "supplied by a lead")
    added = ", its four quarters added up" if comparison.added_up else ""
    period = comparison.period
    return f"Source: {source}{added}. {next_words(None if period.kind in ('snapshot', 'ytd', 'pooled') else period.next())}"


def next_words(period: Period | None) -> str:
    """When figures come next, in words."""
    return f"Next figures expected: {period.label}." if period else "Date of the next figures: not stated."


def comparison_figure(
    plan: Plan, comparison: Comparison, *, brief: bool = False, full: bool = False, query: Query | None = None
) -> Component:
    """Groups beside one another, each first by itself: ratios where there are some, else rates; `brief` draws the small one alone.

    `full` says below how sure it is, what those of unknown group could do to it, and which ratio to quote. With `query` it says what can
    be taken away.
    """
    caption = comparison_caption(plan, comparison)
    drawn = comparison_drawing(plan, comparison)
    key = legend(intervals.letters(comparison))
    source = html.P(comparison_source(plan, comparison), className="source")
    worked = html.Details([html.Summary("How it is worked out"), html.P(comparison.method)], className="worked")
    table = of_comparison(comparison, comparison.rows, caption=caption)
    away = [_groups_away(comparison, query, drawn=bool(drawn))] if query else []
    told = [html.P(text) for text in (comparison.sure_sentence, comparison.unknown_sentence, comparison.quote_sentence) if text]
    unknown = [html.P(comparison.unknown_sentence)] if brief and comparison.unknown_sentence else []
    below = [*(told if full else unknown), source, *([key] if key else []), *([] if brief else [worked]), *away]
    return figure(drawn, comparison.headline, table, *below, measure=caption)


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
    reference = category_label(comparison.dimension, comparison.reference, comparison.classification)
    return f"{compared(plan, comparison)}{adjusted(comparison)}, compared with {reference}"


def compared(plan: Plan, comparison: Comparison) -> str:
    """Measure, unit, place and period of a comparison; a quarter's rate says that it is one."""
    unit = f"{unit_words(comparison.unit)}{in_a(comparison.unit, comparison.period.kind)}"
    return f"{comparison.part_name}, {unit}, {plan.area(comparison.area).name}, {comparison.period.label}"


def adjusted(comparison: Comparison) -> str:
    """Whether rates are adjusted for age, as the end of a title: "" where the name of the measure says it already."""
    kind = "standardised for age" if comparison.standardised else "not adjusted for age"
    return "" if kind in comparison.part_name.lower() else f", {kind}"
