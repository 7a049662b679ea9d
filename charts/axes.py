"""Room: charts. The two axes of a trend: round numbers at the left, periods below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from charts.frames import Frame, text_width
from charts.scales import Scale
from charts.svg import Element, element
from indicators import numbers
from indicators.periods import Period
from indicators.registry.models import Part

#: kinds of period of which several make a year
WITHIN_YEARS = frozenset({"month", "quarter", "week", "half"})


@dataclass(frozen=True, slots=True)
class Mark:
    """A word below the axis, at a place in pixels; `heavy` for the names of years under quarters or months."""

    at: float
    text: str
    heavy: bool = False


def middle(period: Period) -> float:
    """The day in the middle of a period, as a number."""
    return (period.start.toordinal() + period.end.toordinal()) / 2


def value_axis(frame: Frame, y: Scale, ticks: Sequence[float], part: Part) -> list[Element]:
    """Quiet lines across the plot with their numbers; the unit stands at the topmost."""
    decimals = max((len(f"{t:.10f}".rstrip("0").partition(".")[2]) for t in ticks), default=0)
    drawn = []
    for tick in ticks:
        shown = numbers.number(tick, decimals)
        if part.unit == "per_cent" and tick == ticks[-1]:
            shown = f"{shown} %"
        at = y(tick)
        drawn.append(element("line", class_="grid" if tick else "grid zero", x1=frame.x0, x2=frame.x1, y1=at, y2=at))
        drawn.append(element("text", shown, class_="tick end", x=frame.x0 - 8, y=at + frame.text * 0.34))
    return drawn


def period_axis(frame: Frame, x: Scale, periods: Sequence[Period]) -> list[Element]:
    """The periods below the plot: quarters and months with their years beneath, longer periods by their names."""
    within = [p for p in periods if p.kind in WITHIN_YEARS]
    rows = _within_years(frame, x, periods) if len(within) == len(periods) else [_fitting(frame, _by_name(x, periods))]
    drawn = []
    for row, marks in enumerate(rows):
        at = frame.y0 + frame.text * 1.5 * (row + 1)
        for mark in marks:
            half = text_width(mark.text, frame.text) / 2
            centre = min(max(mark.at, half), frame.width - half)
            drawn.append(element("text", mark.text, class_="tick mid heavy" if mark.heavy else "tick mid", x=centre, y=at))
    return drawn


def _by_name(x: Scale, periods: Sequence[Period]) -> list[Mark]:
    return [Mark(x(middle(p)), p.short) for p in periods]


def _within_years(frame: Frame, x: Scale, periods: Sequence[Period]) -> list[list[Mark]]:
    """Two rows: the parts of the year where they all fit, and the years centred under their points."""
    years: dict[str, list[float]] = {}
    parts: list[Mark] = []
    for period in periods:
        head, _, year = period.short.partition(" ")
        years.setdefault(year, []).append(x(middle(period)))
        parts.append(Mark(x(middle(period)), head))
    named = [Mark((min(at) + max(at)) / 2, year, heavy=True) for year, at in years.items()]
    rows = [_fitting(frame, named)]
    return [parts, *rows] if frame.wide and len(_fitting(frame, parts)) == len(parts) else rows


def _fitting(frame: Frame, marks: list[Mark]) -> list[Mark]:
    """As many marks as can stand side by side, the last one always, at even distances counted back from it."""
    for every in range(1, len(marks) + 1):
        kept = marks[::-1][::every][::-1]
        if all(b.at - a.at >= (text_width(a.text, frame.text) + text_width(b.text, frame.text)) / 2 + 7 for a, b in pairwise(kept)):
            return kept
    return marks[-1:]
