"""Room: charts. The points of a trend by their shapes: what each is can be told without colour, and a hidden one is a gap with its mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from charts import marks
from charts.axes import middle
from charts.frames import Frame
from charts.scales import Scale
from charts.svg import Element, element
from indicators.disclosure.released import Released
from indicators.summaries import Series

#: labels of a point that meets no rule
CHANCE: Final = frozenset({"", "Common Cause"})
#: the words of each shape that is no plain circle, in the order in which a legend says them
SHAPE_WORDS: Final = {
    "diamond": "diamond: provisional",
    "square": "square: revised",
    "barred": "barred diamond: provisional and revised",
    "cross": "cross: left out of the limits by a recorded decision",
}


def shape_of(point: Released, *, ghosted: bool) -> str:
    """The shape of a point that has a number: a circle unless it is provisional, revised, both, or left out of the limits."""
    if ghosted:
        return "cross"
    if {"p", "r"} <= point.flags:
        return "barred"
    return "diamond" if "p" in point.flags else "square" if "r" in point.flags else "circle"


def shapes(series: Series) -> tuple[str, ...]:
    """The words of the shapes that occur, other than the circle."""
    used = {shape_of(p, ghosted=i in series.ghosted) for i, p in enumerate(series.points) if p.value is not None}
    return tuple(words for name, words in SHAPE_WORDS.items() if name in used)


def drawn(name: str, shape: str, x: float, y: float, r: float) -> list[Element]:
    """One point; a diamond and a square are a little larger, so that all look of one size."""
    if shape == "circle":
        return [element("circle", class_=name, cx=x, cy=y, r=r)]
    if shape == "square":
        return [element("rect", class_=name, x=x - r, y=y - r, width=2 * r, height=2 * r)]
    if shape == "cross":
        return [
            element("path", class_="ghosted", d=f"M{x - r:.1f} {y - r:.1f}l{2 * r:.1f} {2 * r:.1f}m0 {-2 * r:.1f}l{-2 * r:.1f} {2 * r:.1f}")
        ]
    wide = r + 1.5
    diamond = element(
        "path", class_=name, d=f"M{x:.1f} {y - wide:.1f}l{wide:.1f} {wide:.1f}l{-wide:.1f} {wide:.1f}l{-wide:.1f} {-wide:.1f}z"
    )
    bar = element("line", class_="bar", x1=x - wide - 2, x2=x + wide + 2, y1=y, y2=y)
    return [diamond, bar] if shape == "barred" else [diamond]


def points(frame: Frame, x: Scale, y: Scale, series: Series) -> list[Element]:
    """Each point: hollow as a rule, filled where it is more than chance; hidden and missing ones as their mark at a fixed height (R13)."""
    causes = series.limits.special_cause if series.limits else ("",) * len(series.points)
    size = 3.8 if frame.wide else 3
    found: list[Element] = []
    for index, (point, cause) in enumerate(zip(series.points, causes, strict=True)):
        at = x(middle(point.key.period))
        if point.value is None:
            found.append(element("text", marks.marks(point), class_="gap mid", x=at, y=frame.y0 - 8))
            continue
        name = "point" if cause in CHANCE else "point special"
        found += drawn(name, shape_of(point, ghosted=index in series.ghosted), at, y(point.value), size)
    return found


def latest(frame: Frame, x: Scale, y: Scale, series: Series) -> list[Element]:
    """The last point that has a value, large and filled, in its own shape."""
    index, point = last(series.points)
    shape = shape_of(point, ghosted=index in series.ghosted)
    return drawn("point last", shape, x(middle(point.key.period)), y(point.value or 0.0), 5.4 if frame.wide else 4.6)


def last(held: Sequence[Released]) -> tuple[int, Released]:
    """Where the last point that has a value stands, and the point."""
    return next((i, p) for i, p in reversed(list(enumerate(held))) if p.value is not None)
