"""Room: pages. The gap between groups over time: one small drawing a group, all on one logarithmic axis; words while there are few."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from charts import multiples
from charts.marks import span
from charts.tables import Table
from indicators import numbers
from indicators.inequalities import Comparison, GroupRow
from indicators.wording import category_label
from pages.frame.html import drawing
from pages.frame.parts import notice, table_of


def over_time(comparisons: Sequence[Comparison], waiting: str) -> list[Component]:
    """The ratio of each group, period by period: quarters where they are held, else years; and what the latest year waits for."""
    told = [notice(html.Strong("The year is not whole yet. "), waiting, kind="waiting")] if waiting else []
    kinds = {one.period.kind for one in comparisons}
    alike = (one for one in comparisons if one.period.kind == "quarter" or "quarter" not in kinds)
    shown = sorted(alike, key=lambda one: one.period.order)
    if len(shown) < 2:
        return told
    return [*told, html.Section([html.H3("The gap over time"), _figure(shown, comparisons)], className="gap-over-time")]


def _figure(shown: Sequence[Comparison], every: Sequence[Comparison]) -> Component:
    groups = [row for row in shown[-1].rows if row.group != shown[-1].reference]
    series = {row.group: [_dot(one, row.group) for one in shown] for row in groups}
    axes = multiples.ratio_axes(list(series.values()))
    reference = category_label(shown[-1].dimension, shown[-1].reference, shown[-1].classification)
    first, last = shown[0].period.short, shown[-1].period.short
    sentence = (
        f"How often the rate of each group was that of {reference}, from {first} to {last}. All stand on one axis, on which equal ratios "
        "lie equally far apart; the bars are 95 % intervals. The longer the bar, the less a rise or a fall says."
    )
    drawn = [html.Section([html.H4(row.label), *_panel(row, series[row.group], axes)]) for row in groups] if axes else []
    table = _table(every, groups)
    return html.Figure(
        [
            html.P(f"{shown[-1].part_name}: ratio to {reference}, {first} to {last}", className="measure"),
            html.Div(drawn, className="multiples"),
            html.Figcaption([html.P(sentence, className="reading")]),
            html.Details([html.Summary(f"Show as table ({len(every)})"), table_of(table)], className="twin"),
        ],
        className="chart",
    )


def _dot(one: Comparison, group: str) -> multiples.Dot:
    row = next((row for row in one.rows if row.group == group), None)
    if row is None or not row.ratio:
        return multiples.Dot(one.period, None, f"[{(row.marker if row else '') or 'x'}]")
    return multiples.Dot(one.period, row.ratio, lower=row.ratio_lower or None, upper=row.ratio_upper)


def _panel(row: GroupRow, dots: Sequence[multiples.Dot], axes: multiples.Axes) -> list[Component]:
    held = [dot for dot in dots if dot.value is not None]
    if not held:
        return [html.P("No ratio can be shown in any of these periods.", className="silence")]
    latest = numbers.number(held[-1].value or 0.0, 2)
    words = f"{row.label}: {latest} times in {numbers.when(held[-1].period)}"
    return [html.Div(drawing(multiples.panel(dots, axes, title=words, latest=latest)), className="drawing")]


def _table(comparisons: Sequence[Comparison], groups: Sequence[GroupRow]) -> Table:
    heads = ("Period", *(row.label for row in groups))
    rows = []
    for one in sorted(comparisons, key=lambda each: (each.period.end, -each.period.start.toordinal()), reverse=True):
        held = {row.group: row for row in one.rows}
        name = f"{one.period.label}, the four quarters added up" if one.added_up else one.period.label
        rows.append((name, *(_cell(held.get(row.group)) for row in groups)))
    return Table("Ratio of each group, with its 95 % interval, by period", heads, tuple(rows), frozenset(range(1, len(heads))))


def _cell(row: GroupRow | None) -> str:
    if row is None or row.ratio is None:
        return f"[{row.marker}]" if row is not None and row.marker else "–"
    limits = span(row.ratio_lower, row.ratio_upper, 2)
    return f"{numbers.number(row.ratio, 2)}{f' ({limits})' if limits else ''}"
