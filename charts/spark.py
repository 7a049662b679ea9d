"""Room: charts. The small trend of a row: a line, its first and last point, the usual range as a band. About 640 bytes."""

from __future__ import annotations

import math

from charts.svg import Element, element
from indicators.summaries import Series

WIDTH, HEIGHT, INSET = 140, 32, 4


def spark(series: Series, *, target: float | None = None) -> Element | None:
    """The small trend of a series, or None where fewer than two points have a value.

    It is decoration beside the words of its row, which say the same, and so hidden from a screen reader. Points stand by their date;
    the line breaks where a number is hidden or missing.
    """
    values = [p.value for p in series.points if p.value is not None]
    if len(values) < 2:
        return None
    band = _band(series)
    reach = [*values, *band, *([target] if target is not None else [])]
    low, high = min(reach), max(reach)
    days = [(p.key.period.start.toordinal() + p.key.period.end.toordinal()) / 2 for p in series.points]
    first, span = days[0], (days[-1] - days[0]) or 1.0

    def x(day: float) -> float:
        return INSET + (day - first) / span * (WIDTH - 2 * INSET)

    def y(value: float) -> float:
        return HEIGHT - INSET - (value - low) / ((high - low) or 1.0) * (HEIGHT - 2 * INSET) if high > low else HEIGHT / 2

    runs: list[list[str]] = [[]]
    places: list[tuple[float, float]] = []
    for index, (day, point) in enumerate(zip(days, series.points, strict=True)):
        if point.value is None or index in series.breaks:
            runs.append([])
        if point.value is not None:
            places.append((x(day), y(point.value)))
            runs[-1].append(f"{x(day):.1f} {y(point.value):.1f}")
    drawn: list[Element] = []
    if band:
        drawn.append(element("rect", class_="band", width=WIDTH, y=y(band[1]), height=max(y(band[0]) - y(band[1]), 1)))
    if target is not None:
        drawn.append(element("path", class_="aim", d=f"M0 {y(target):.1f}H{WIDTH}"))
    drawn.append(element("path", class_="line", d="".join("M" + "L".join(run) for run in runs if run)))
    drawn.append(element("circle", class_="first", cx=places[0][0], cy=places[0][1], r=2.4))
    drawn.append(element("circle", class_="last", cx=places[-1][0], cy=places[-1][1], r=3.2))
    return element("svg", *drawn, class_="spark", viewBox=f"0 0 {WIDTH} {HEIGHT}", width=WIDTH, height=HEIGHT, aria_hidden="true")


def _band(series: Series) -> tuple[float, float] | tuple[()]:
    """Lower and upper limit of the last phase; () where there are none."""
    if series.limits is None:
        return ()
    lower, upper = series.limits.lower[-1], series.limits.upper[-1]
    return () if math.isnan(lower) or math.isnan(upper) else (lower, upper)
