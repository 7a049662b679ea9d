"""Room: pages. One indicator in full: the finding, its chart, its parts and groups, its definition, and where each number was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import dcc, html
from dash.development.base_component import Component

from charts.marks import count, interval, letters, marks, shown, span, value
from charts.plotly_figures import trend_figure
from charts.tables import address, of_groups, of_points
from indicators.deadlines import london_day
from indicators.decisions import period_words
from indicators.disclosure.released import Released
from indicators.inequalities import Comparison
from indicators.numbers import quantity
from indicators.periods.rendering import on_day
from indicators.registry.models import Indicator, Part, Plan
from indicators.series import part_of
from indicators.spans import often
from indicators.summaries import PartSummary, State, Summary
from indicators.wording import category_label, ordered
from indicators.wording import listed as listed_words
from pages.board import moving
from pages.board.bands import bands_of
from pages.board.measured import in_words, measured
from pages.board.neighbours import neighbours
from pages.board.plans import frequency, leaders, passion_of
from pages.board.readings import Dated, comparison_figure, part_figure, period_of, subtitle, without_nearest
from pages.board.remarks import latest_remarks, remark_box
from pages.decisions.told import judgement_box
from pages.decisions.told import section as decided_section
from pages.frame.answers import Answer
from pages.frame.data import Figures
from pages.frame.html import Place
from pages.frame.parts import (
    crumbs,
    facts,
    held,
    helpline,
    legend,
    notice,
    standing,
    state_mark,
    table_of,
    take_away,
)
from pages.frame.queries import Query

ISLAND = "interactive-chart"
#: the methods of intervals by the words that come with a figure
_METHODS = {"Wilson": "Wilson’s method for shares", "Byars": "Byar’s method for counts", "Exact": "the exact method for few events"}


def answer(figures: Figures, query: Query, id: str) -> Answer:
    """The page at `/indicator/<id>`; KeyError if the plan has no such indicator."""
    plan = figures.plan
    indicator, priority = plan.indicator(id), plan.priority_of(id)
    summary = figures.board(query.as_of).summary(id)
    points = [r for r in figures.released(query.as_of) if r.key.indicator == id]
    headline = summary.headline
    compared = [c for c in figures.comparisons(query.as_of) if c.indicator == id]
    finding = (headline.title if headline else "") or summary.sentence
    more = without_nearest(summary.sentence, headline)
    # a ratio's sentence stands under its chart already
    drawn = [c.headline for c in compared if headline and (c.part, c.area) == (headline.part, headline.area)]
    main = [
        crumbs(
            (
                ("Plan on a page", query.link("/")),
                (f"Priority {priority.number}: {priority.short}", query.link(f"/priority/{priority.id}")),
            ),
            f"Indicator {indicator.number}",
        ),
        html.H1(finding),
        *([html.P(more, className="lead")] if more not in (finding, *drawn) else []),
        _subtitle(indicator, summary),
        *([helpline()] if indicator.sensitive else []),
        *judgement_box(summary),
        *provisos(headline),
        *_chart(plan, indicator, headline, compared, query, moving.done(figures, query, indicator)),
        remark_box(latest_remarks(figures, query).get(id)),
        _passport(plan, indicator, headline, compared, figures, query),
        *_parts(plan, indicator, summary, compared, query),
        *_elsewhere(plan, indicator, summary, points, query),
        *_groups(plan, indicator, points, query),
        measured(plan, indicator, headline, query),
        moving.section(figures, query, indicator),
        decided_section(figures, query, indicator),
        _beside(plan, indicator),
        neighbours(plan.indicators, indicator.id, "indicator", query, called="indicators"),
    ]
    islands = _islands(indicator, headline) if query.interactive else ()
    return Answer(f"{indicator.number} {indicator.short}", html.Article(main, className="indicator"), islands=islands)


def _subtitle(indicator: Indicator, summary: Summary) -> Component:
    shown_part = summary.headline
    words: list[Component | str] = [html.Span(indicator.short)]
    if shown_part is not None:
        part = part_of(indicator, shown_part.part)
        words = [html.Span(text) for text in dict.fromkeys((part.name, shown_part.place, subtitle(part, period_of(shown_part)))) if text]
    return html.P([*words, state_mark(summary.state, small=_about(shown_part))], className="subtitle")


def _about(shown_part: PartSummary | None) -> str:
    """What a state is about where it is too early for one: the trend, not the finding above it."""
    words = standing(shown_part)
    if shown_part is None or shown_part.state is not State.TOO_EARLY or not words:
        return words
    able = " can be used" if "usable" in words else ""
    return f"about the trend over time: {shown_part.points} of {shown_part.needed} figures{able}"


def provisos(headline: PartSummary | None) -> list[Component]:
    """What must be known before the figure is read: that it is the nearest one only, and that it is no recent one."""
    if headline is None:
        return []
    notes = []
    if headline.nearest:
        notes.append(notice(html.Strong("The nearest published figure. "), headline.nearest, kind="near"))
    if headline.stale and headline.latest:
        latest = headline.latest.key.period.label
        notes.append(notice(html.Strong("No recent figure. "), f"The latest is for {latest}.", kind="stale"))
    return notes


def _chart(
    plan: Plan, indicator: Indicator, headline: PartSummary | None, compared: Sequence[Comparison], query: Query, done: Sequence[Dated]
) -> list[Component]:
    """The chart; on the page that asks for it, the interactive one takes the place of the still one once its script runs."""
    if headline is None:
        return []
    groups = next((c for c in compared if (c.part, c.area) == (headline.part, headline.area)), None)
    beside = [comparison_figure(plan, groups, full=True, query=query)] if groups else []
    drawn = part_figure(plan, indicator, headline, island=ISLAND if query.interactive else "", query=query, done=done)
    if drawn is None:
        return beside
    if query.interactive:
        return [*beside, drawn, html.P(html.A("Back to the still chart", href=query.link(query.path)), className="switch")]
    more = html.A("Interactive chart: point at a value, zoom", href=query.link(query.path, chart="interactive"))
    return [*beside, drawn, *([html.P(more, className="switch")] if held(headline) > 1 else [])]


def _islands(indicator: Indicator, headline: PartSummary | None) -> tuple[Component, ...]:
    if headline is None or headline.series is None:
        return ()
    figure = trend_figure(headline.series, part_of(indicator, headline.part))
    graph = dcc.Graph(figure=figure, responsive=True, config={"displaylogo": False, "displayModeBar": False, "locale": "en-GB"})
    return (Place([graph], ISLAND),)


def _passport(
    plan: Plan, indicator: Indicator, headline: PartSummary | None, compared: Sequence[Comparison], figures: Figures, query: Query
) -> Component:
    """Latest, first, change and next at the left; where the latest number comes from at the right."""
    if headline is None or headline.latest is None:
        return html.Div()
    part, latest = part_of(indicator, headline.part), headline.latest
    reading = facts(
        (
            ("Latest", f"{headline.latest_words}, {latest.key.period.label}"),
            ("95 % interval", _interval(headline, part, latest)),
            ("First figure held", _first(headline, part)),
            (f"Change since {headline.change.against}" if headline.change else "Change", _change(headline)),
            ("Baseline", "not set" if indicator.baseline == "not set" else period_words(indicator.baseline)),
            ("Target", _targets(indicator, part)),
            ("Against it", headline.aim.sentence if headline.aim else ""),
            ("Next figures", _next(headline)),
        )
    )
    submissions = {s.number: s for s in figures.submissions(query.as_of)}
    kept = submissions.get(latest.submission)
    sources = {source.id: source for source in plan.sources}
    source = sources.get(latest.source)
    came = facts(
        (
            _made_of(headline, part, latest, compared),
            ("Marks", marks(latest)),
            ("Source", f"{source.publisher}, {source.dataset}" if source else latest.source),
            ("Read from", "; ".join(dict.fromkeys(address(each.origin) for each in headline.made_of or (latest,)))),
            ("Interval by", _METHODS.get(latest.limits, latest.limits) if headline.highlighted is None else ""),
            ("To know about it", part.note if latest.source and (headline.made_of or held(headline) < 2) else ""),
            ("Came by", f"submission {latest.submission}{f', {kept.title}' if kept and kept.title else ''}, by {latest.by}"),
            ("Known from", f"{on_day(london_day(latest.known_from))}, revision {latest.revision}"),
            ("Disclosure profile", in_words(latest.profile)),
            ("Licence", source.licence if source else ""),
        )
    )
    return html.Div(
        [
            html.Section([html.H2("The figure"), reading]),
            html.Section([html.H2("Where the latest number comes from"), came]),
        ],
        className="cols",
    )


def _interval(headline: PartSummary, part: Part, latest: Released) -> str:
    """The limits of the number that is told: of the ratio where one is, else of the figure."""
    row = headline.highlighted
    if row is not None:
        return f"{span(row.ratio_lower, row.ratio_upper, 2)} times" if row.ratio_lower is not None else ""
    return interval(latest, part)


def _next(headline: PartSummary) -> str:
    if headline.next_period is None:
        return "date not stated"
    return f"{headline.next_period.label}{', not held yet' if headline.stale else ''}"


def _rate(each: Released, part: Part, rates: Mapping[str, float | None]) -> str:
    """A rate that a ratio is made of, and its count: "159.0 (115)"; that of quarters added up is worked out, and no figure carries it."""
    worked_out = rates.get(each.key.breakdown[0][1]) if each.value is None else None
    words = shown(each, part) if worked_out is None else value(worked_out, part)
    return words if each.numerator is None else f"{words} ({count(each.numerator)})"


def _made_of(headline: PartSummary, part: Part, latest: Released, compared: Sequence[Comparison]) -> tuple[str, str]:
    """What the number is worked out from: the two rates of a ratio, a count of a total, or a count alone."""
    if headline.made_of:
        at = (headline.part, headline.area, latest.key.period)
        rates = {row.group: row.rate for one in compared if (one.part, one.area, one.period) == at for row in one.rows}
        return "Made of", " divided by ".join(_rate(each, part, rates) for each in headline.made_of)
    if not latest.denominator or latest.numerator is None or latest.value is None:
        return "Count", count(latest.numerator)
    plain = part.multiplier * latest.numerator / latest.denominator
    if abs(plain - latest.value) > 0.5 * 10**-part.decimals:
        return "Count", f"{count(latest.numerator)}; the publisher standardised the rate, so it is not the count over the population"
    return "Made of", f"{count(latest.numerator)} of {count(latest.denominator)}"


def _change(headline: PartSummary) -> str:
    change = headline.change
    if change is None:
        return "there is one figure so far" if held(headline) < 2 else ""
    return f"{change.words}{f' ({change.interval})' if change.interval else ''}"


def _first(headline: PartSummary, part: Part) -> str:
    """The first figure, and that it is not to be compared where the series breaks after it."""
    first = headline.first
    if first is None or first is headline.latest:
        return ""
    broken = bool(headline.series and headline.series.breaks)
    return f"{shown(first, part)}, {first.key.period.label}{'; before a break, so not comparable' if broken else ''}"


def _targets(indicator: Indicator, part: Part) -> str:
    if not indicator.targets:
        return "none set"
    words = [t.text or quantity(t.value, indicator.unit, 0 if t.value == int(t.value) else part.decimals) for t in indicator.targets]
    return "; ".join(f"{said}{f', {period_words(t.period)}' if t.period else ''}" for said, t in zip(words, indicator.targets, strict=True))


def _parts(plan: Plan, indicator: Indicator, summary: Summary, compared: Sequence[Comparison], query: Query) -> list[Component]:
    """Every other part, member of the family or nearest figure, each with its own state."""
    others = [p for p in summary.parts if p is not summary.headline and (p.series or p.latest or len(summary.parts) > 1)]
    if not others:
        return []
    sections = []
    for other in others:
        part = part_of(indicator, other.part)
        groups = next((c for c in compared if (c.part, c.area) == (other.part, other.area)), None)
        drawn = comparison_figure(plan, groups, query=query) if groups else part_figure(plan, indicator, other, query=query)
        body = [drawn] if drawn else [] if other.reason in other.sentence else [html.P(other.reason, className="silence")]
        head = html.P(
            [
                html.Span(other.place) if other.place else "",
                html.Span(subtitle(part, period_of(other))),
                state_mark(other.state, small=_about(other)),
            ],
            className="subtitle",
        )
        near = [notice(html.Strong("The nearest published figure. "), other.nearest, kind="near")] if other.nearest else []
        sections.append(
            html.Section([html.H3(part.name), head, *near, html.P(without_nearest(other.sentence, other)), *body], className="part")
        )
    title = "Other members of this family" if indicator.family else "Other parts of this indicator"
    return [html.Section([html.H2(title), *sections], className="parts")]


def _elsewhere(plan: Plan, indicator: Indicator, summary: Summary, points: Sequence[Released], query: Query) -> list[Component]:
    """Wider areas: context beside the plan's own, never its continuation."""
    tables = []
    areas = {area.id: area for area in plan.areas}
    series: dict[tuple[str, str], list[Released]] = {}
    above = {(part.part, part.area) for part in summary.parts}
    for point in points:
        area = areas.get(point.key.area)
        if not point.key.breakdown and area is not None and area.role == "context" and (point.key.part, area.id) not in above:
            series.setdefault((point.key.part, point.key.area), []).append(point)
    for (part_id, area_id), found in sorted(series.items()):
        part = part_of(indicator, part_id)
        found.sort(key=lambda p: p.key.period.order)
        caption = f"{part.name}, {areas[area_id].name}, {subtitle(part, found[-1].key.period)}"
        tables.append(
            html.Details(
                [
                    html.Summary(f"{areas[area_id].name}: {part.name} ({shown(found[-1], part)}, {found[-1].key.period.short})"),
                    table_of(of_points(found, part, caption=caption)),
                ],
                className="twin",
            )
        )
    away = take_away(query, f"/download/indicator/{indicator.id}")
    said = _of_another_length(indicator, summary.headline, series)
    return [html.Section([html.H2("Wider areas, as context"), *said, *tables, away])] if tables else []


def _of_another_length(
    indicator: Indicator, headline: PartSummary | None, wider: Mapping[tuple[str, str], Sequence[Released]]
) -> list[Component]:
    """That the rates and counts of wider areas are of a longer or a shorter time than those above, where they are."""
    period = period_of(headline)
    if headline is None or period is None:
        return []
    part = part_of(indicator, headline.part)
    others = [found[-1].key.period for (id, _), found in sorted(wider.items()) if id == headline.part]
    if all(often(part, each.kind) == often(part, period.kind) for each in others) or not (
        part.unit == "count" or part.unit.startswith("per_1")
    ):
        return []
    told = listed_words(list(dict.fromkeys(frequency(part, each) for each in others)))
    own = frequency(part, period)
    words = f"The figures above are {own}, those below {told}: they count what happened in times of different length, and are not compared."
    return [html.P(words, className="source")]


def _groups(plan: Plan, indicator: Indicator, released: Sequence[Released], query: Query) -> list[Component]:
    """Each breakdown in its latest period, group by group, in the order of the classification."""
    by: dict[tuple[str, str, tuple[str, ...]], list[Released]] = {}
    for point in released:
        if point.key.breakdown:
            by.setdefault((point.key.part, point.key.area, tuple(d for d, _ in point.key.breakdown)), []).append(point)
    tables = []
    areas = {area.id: area.name for area in plan.areas}
    for (part_id, area_id, dimensions), points in by.items():
        part, latest = part_of(indicator, part_id), max(points, key=lambda p: p.key.period.order).key.period
        now = [p for p in points if p.key.period == latest]
        order = ordered(dimensions[0], (p.key.breakdown[0][1] for p in now))
        now.sort(key=lambda p: (order.index(p.key.breakdown[0][1]), p.key.breakdown))
        labels = {c: category_label(d, c, p.classification) for p in now for d, c in p.key.breakdown}
        by_what = " and ".join(d.replace("_", " ") for d in dimensions)
        caption = f"{part.name} by {by_what}, {areas.get(area_id, area_id)}, {latest.label}"
        head = by_what.capitalize()
        tables.append(
            html.Details([html.Summary(caption), table_of(of_groups(now, part, labels, caption=caption, head=head))], className="twin")
        )
    if not tables:
        banded = [part.name for part in bands_of(indicator) if any(point.key.part == part.id for point in released)]
        wanted = [b.replace("_", " ") for b in indicator.breakdowns if not (b == "age" and banded)]
        asked = listed_words(wanted) if wanted else ""
        if banded and "age" in indicator.breakdowns and not asked:
            told = f"The plan asks for this by age. Each band of age that is held is a part of its own, above: {listed_words(banded)}."
            return [html.Section([html.H2("By group"), html.P(told)])]
        return (
            [
                html.Section(
                    [
                        html.H2("By group"),
                        html.P(f"The plan asks for this by {asked}. No figures by group are held yet.", className="silence"),
                    ]
                )
            ]
            if asked
            else []
        )
    held = {dimension for _, _, dimensions in by for dimension in dimensions}
    wanting = [b.replace("_", " ") for b in indicator.breakdowns if b not in held]
    said = f"The plan asks for this by {listed_words(wanting)} too. No such figures are held yet." if wanting else ""
    missing = [html.P(said, className="silence")] if said else []
    key = legend(letters(p for points in by.values() for p in points))
    away = take_away(query, f"/download/indicator/{indicator.id}")
    return [html.Section([html.H2("By group"), *tables, *missing, *([key] if key else []), away], className="grouped")]


def _beside(plan: Plan, indicator: Indicator) -> Component:
    priority = plan.priority_of(indicator.id)
    passion = passion_of(plan, priority)
    return html.P(f"Priority {priority.number}, {priority.short} ({passion.name}). {leaders(plan, priority)}.", className="source")
