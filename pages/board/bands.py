"""Room: pages. Groups that are counted without being compared: bands of age, and every other breakdown the plan asks for.

What is asked for and not held is said here too, with who is to supply it: nothing is left out because it is empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from charts import intervals
from charts.intervals import Row
from charts.marks import count, flagged, letters, marks, shown, unit_words
from charts.tables import of_groups, of_points
from indicators import narrative, numbers
from indicators.classifications import age_band
from indicators.disclosure.released import Released
from indicators.registry.models import Indicator, Part, Plan
from indicators.series import limits_of, part_of, parts_of
from indicators.wording import capital, category_label, joined, listed, ordered, sentence
from pages.board.readings import next_words, subtitle
from pages.frame.parts import figure, legend, take_away
from pages.frame.queries import Query

#: from this age on, "and over" is all adults
_GROWN = 18


@dataclass(frozen=True, slots=True)
class _Band:
    """One part of an indicator that is about one band of age, with its latest figure in the plan's own area."""

    part: Part
    latest: Released


def by_other_groups(plan: Plan, released: Sequence[Released], query: Query) -> list[Component]:
    """Every indicator with figures by age or by a group that is not compared, in the order of the plan; then what is awaited."""
    sections: list[Component] = []
    awaited: list[Component] = []
    for indicator in plan.indicators:
        own = [figure for figure in released if figure.key.indicator == indicator.id]
        drawn = [*_ages(plan, indicator, own, query), *_breakdowns(plan, indicator, own, query)]
        if drawn:
            name: list[Component | str] = [html.Span(f"{indicator.number} ", className="num"), indicator.short]
            head = html.H3(html.A(name, href=query.link(f"/indicator/{indicator.id}")))
            sections.append(html.Section([head, *_asked(indicator), *drawn], className="by-group"))
        elif indicator.breakdowns and not any(figure.key.breakdown for figure in own):
            awaited.append(_awaited(plan, indicator, query))
    told = (
        [html.Section([html.H3("Asked for by the plan, and not held yet"), html.Ul(awaited, className="plain awaited")])] if awaited else []
    )
    if not sections and not told:
        return []
    lead = html.P("These figures stand beside one another; no ratio is worked out between them.", className="lead")
    return [
        html.Section([html.H2("By age, and by other groups"), *([lead] if sections else []), *sections, *told], className="other-groups")
    ]


def _asked(indicator: Indicator) -> list[Component]:
    """What the plan wants where what is held is not it: a percentage of the population, say."""
    own = next((part for part in indicator.parts if not part.id), None)
    if own is None or not indicator.denominator:
        return []
    denominator = indicator.denominator
    return [html.P(f"The plan asks for it out of: {denominator}.", className="source")]


def bands_of(indicator: Indicator) -> list[Part]:
    """The parts of an indicator that are about one band of age: their published figures are those of one.

    A band that begins with the young and has no end ("10+ yrs") is one beside others; alone it is everybody whom the figure can be about.
    """
    ages = {part.id: age for part in indicator.parts for selection in part.published if (age := _age_of(selection.where.items()))}
    alone = age_band(next(iter(ages.values()))) if len(set(ages.values())) == 1 else None
    if alone is not None and alone.high is None and alone.low <= _GROWN:
        return []
    return [part for part in indicator.parts if part.id in ages]


def _age_of(where: Iterable[tuple[str, object]]) -> str:
    """The band of age that a selection takes, or several that make one; "" for none."""
    for name, values in where:
        if "age" in name.lower().split():
            chosen = values if isinstance(values, str) else " ".join(map(str, values)) if isinstance(values, Sequence) else ""
            return chosen
    return ""


def _ages(plan: Plan, indicator: Indicator, own: Sequence[Released], query: Query) -> list[Component]:
    """The bands of one unit on one axis, each with its latest figure: bands of several units, or of other sexes, are told apart by name."""
    found: dict[str, list[_Band]] = {}
    for part in bands_of(indicator):
        at_home = {area.id for area in plan.areas if area.role == "plan"} | {s.areas[0] for s in part.published}
        figures = [f for f in own if f.key.part == part.id and f.key.area in at_home and not f.key.breakdown]
        if figures:
            found.setdefault(part.unit, []).append(_Band(part, max(figures, key=lambda f: f.key.period.order)))
    several = [bands for bands in found.values() if len(bands) > 1]
    alone = [bands[0] for bands in found.values() if len(bands) == 1]
    told = [html.Li(f"{band.part.name}: {_said(band)}, {plan.area(band.latest.key.area).name}.") for band in alone]
    return [*(_figure_of(plan, indicator, bands, query) for bands in several), *([html.Ul(told, className="plain")] if told else [])]


def _said(band: _Band) -> str:
    words = " ".join(filter(None, (narrative.value_words(band.latest, band.part), flagged(band.latest.flags))))
    return f"{words} in {numbers.when(band.latest.key.period)}"


def _names(bands: Sequence[_Band]) -> list[str]:
    """The names of the bands without what all of them begin with: "65 to 74" for "Recovery rate, 65 to 74"."""
    names = [band.part.name for band in bands]
    begins = [name.partition(", ")[0] for name in names]
    alike = len(set(begins)) == 1 and all(", " in name for name in names)
    return [capital(name.partition(", ")[2]) for name in names] if alike else names


def _figure_of(plan: Plan, indicator: Indicator, bands: Sequence[_Band], query: Query) -> Component:
    rows, names = [], _names(bands)
    for name, band in zip(names, bands, strict=True):
        limits = limits_of(band.latest, band.part.unit)
        value, lower, upper = limits if limits else (band.latest.value, None, None)
        mark = marks(band.latest)
        rows.append(Row(name, value, lower, upper, shown(band.latest, band.part), (band.latest.key.period.short,), marker=mark or "[x]"))
    areas = dict.fromkeys(plan.area(band.latest.key.area).name for band in bands)
    caption = f"{indicator.short}, by age, {', '.join(areas)}, {unit_words(bands[0].part.unit)}, latest figure of each"
    drawn = intervals.values(rows, title=caption, heads=("period",)) or ()
    labels = [f"{name}: {_said(band)}" for name, band in zip(names, bands, strict=True)]
    table = of_points([band.latest for band in bands], bands[0].part, caption=caption)
    table = type(table)(
        caption,
        ("Age", *table.heads),
        tuple((name, *row) for name, row in zip(names, reversed(table.rows), strict=True)),
        frozenset(i + 1 for i in table.figures),
    )
    key = legend(letters(band.latest for band in bands))
    away = take_away(query, f"/download/indicator/{indicator.id}")
    source = html.P(_source(plan, bands), className="source")
    return figure(drawn, sentence("; ".join(labels)), table, *([key] if key else []), source, away, measure=caption)


def _source(plan: Plan, bands: Sequence[_Band]) -> str:
    known = {source.id: f"{source.publisher}, {source.dataset}" for source in plan.sources}
    named = "; ".join(dict.fromkeys(known.get(band.latest.source, "supplied by a lead") for band in bands))
    latest = max((band.latest.key.period for band in bands), key=lambda period: period.order)
    return f"Source: {named}. {next_words(None if latest.kind in ('snapshot', 'ytd', 'pooled') else latest.next())}"


def _breakdowns(plan: Plan, indicator: Indicator, own: Sequence[Released], query: Query) -> Iterator[Component]:
    """Each breakdown that is not compared, in its latest period: one row a group, and its share of the whole where both are shown."""
    compared = {(part.id, part.compare) for part in parts_of(indicator) if part.compare}
    home = {area.id for area in plan.areas if area.role == "plan"}
    by: dict[tuple[str, str, str], list[Released]] = {}
    for one in own:
        if len(one.key.breakdown) == 1 and one.key.area in home and (one.key.part, one.key.breakdown[0][0]) not in compared:
            by.setdefault((one.key.part, one.key.area, one.key.breakdown[0][0]), []).append(one)
    for (part_id, area, dimension), points in by.items():
        latest = max((point.key.period for point in points), key=lambda period: period.order)
        part = part_of(indicator, part_id)
        order = ordered(dimension, (p.key.breakdown[0][1] for p in points))
        now = sorted((p for p in points if p.key.period == latest), key=lambda p: order.index(p.key.breakdown[0][1]))
        yield _breakdown(plan, indicator, part, now, dimension, area, query)


def _breakdown(plan: Plan, indicator: Indicator, part: Part, now: Sequence[Released], dimension: str, area: str, query: Query) -> Component:
    labels = {c: category_label(d, c, p.classification) for p in now for d, c in p.key.breakdown}
    by_what, period = dimension.replace("_", " "), now[0].key.period
    caption = f"{part.name}, {plan.area(area).name}, {subtitle(part, period)}, by {by_what}, {period.label}"
    rows = []
    for point in now:
        limits = limits_of(point, part.unit)
        value, lower, upper = limits if limits else (point.value, None, None)
        rows.append(
            Row(
                labels[point.key.breakdown[0][1]],
                value,
                lower,
                upper,
                shown(point, part),
                (count(point.numerator) or "–",),
                marker=marks(point),
            )
        )
    drawn = intervals.values(rows, title=caption, heads=("count",)) or ()
    told = "; ".join(f"{labels[p.key.breakdown[0][1]]}: {shown(p, part)}" for p in now)
    table = of_groups(now, part, labels, caption=caption, head=by_what.capitalize())
    key = legend(letters(now))
    source = html.P(
        f"Source: {_named(plan, now[0])}. {next_words(period.next())}" if period.kind not in ("snapshot", "ytd") else "", className="source"
    )
    away = take_away(query, f"/download/indicator/{indicator.id}")
    return figure(
        drawn, sentence(f"By {by_what}, {numbers.when(period)}: {told}"), table, *([key] if key else []), source, away, measure=caption
    )


def _named(plan: Plan, point: Released) -> str:
    known = {source.id: f"{source.publisher}, {source.dataset}" for source in plan.sources}
    return known.get(point.source, "supplied by a lead")


def _awaited(plan: Plan, indicator: Indicator, query: Query) -> Component:
    asked = listed(b.replace("_", " ") for b in indicator.breakdowns)
    name = html.A(f"{indicator.number} {indicator.short}", href=query.link(f"/indicator/{indicator.id}"))
    return html.Li([name, f", by {asked}. ", joined(narrative.missing(plan, indicator))])


def has_bands(indicator: Indicator, held: Iterable[tuple[str, str]]) -> bool:
    """Whether figures of bands of age are among `held` (indicator and part)."""
    known = set(held)
    return any((indicator.id, part.id) in known for part in bands_of(indicator))
