"""Room: charts. Small multiples: several series side by side on axes of one make, never two scales in one drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from charts.axes import middle
from charts.frames import Frame, text_width
from charts.labels import between
from charts.scales import Scale, value_ticks
from charts.svg import Element, element
from indicators import numbers
from indicators.periods import Period

#: one small drawing, the same on a page and on a telephone
FRAME = Frame("small", 340, 190, left=46, right=14, top=26, bottom=30, text=13)

#: ratios that are marked where there is little room
RATIOS = (0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0)


@dataclass(frozen=True, slots=True)
class Dot:
    """One point: its period, its number in the view that is shown (None for none), the mark that stands for it or beside it.

    `starts` tells that the series breaks before it. `lower` and `upper` are its 95 % interval, None where it has none.
    """

    period: Period
    value: float | None
    mark: str = ""
    starts: bool = False
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class Axes:
    """What panels that are compared have in common: the round numbers at the left, and the first and last day below.

    `log` lays equal ratios equally far apart; `low` and `high` are then the ends, which are no round numbers.
    """

    ticks: tuple[float, ...]
    first: float
    last: float
    sign: str = ""
    log: bool = False
    low: float = 0.0
    high: float = 0.0


def axes(series: Sequence[Sequence[Dot]], *, sign: str = "", level: float | None = None) -> Axes | None:
    """Axes that take in all these series, and a `level` where one is drawn; None where none has a number."""
    values = [dot.value for dots in series for dot in dots if dot.value is not None]
    if not values:
        return None
    days = [middle(dot.period) for dots in series for dot in dots]
    reach = [*values, *([level] if level is not None else [])]
    return Axes(value_ticks(reach, about=4, ceiling=100.0 if sign == " %" else None), min(days), max(days), sign)


def ratio_axes(series: Sequence[Sequence[Dot]]) -> Axes | None:
    """Logarithmic axes that take in every ratio and its interval, 1 always among the ticks; None where there is no ratio above zero."""
    reach = [v for dots in series for dot in dots for v in (dot.value, dot.lower, dot.upper) if v is not None and v > 0]
    if not reach:
        return None
    days = [middle(dot.period) for dots in series for dot in dots]
    low, high = min([*reach, 0.8]) / 1.08, max([*reach, 1.25]) * 1.08
    return Axes(tuple(tick for tick in RATIOS if low <= tick <= high), min(days), max(days), log=True, low=low, high=high)


def panel(dots: Sequence[Dot], on: Axes, *, title: str, latest: str, level: float | None = None) -> Element:
    """One series as a small drawing: `title` is its text alternative, `latest` stands at its last number, `level` is a line across."""
    x = Scale(on.first - 1, on.last + 1, FRAME.x0 + 6, FRAME.x1 - 6)
    y = Scale(on.low, on.high, FRAME.y0, FRAME.y1, log=True) if on.log else Scale(on.ticks[0], on.ticks[-1], FRAME.y0, FRAME.y1)
    back = [*_grid(on, y), *_levels(level, y), *_days(dots, x), *_whiskers(dots, x, y)]
    layers = [*back, *_lines(dots, x, y), *_dots(dots, x, y), *_latest(dots, x, y, latest)]
    view = f"0 0 {FRAME.width:.0f} {FRAME.height:.0f}"
    return element("svg", *layers, class_="small", viewBox=view, role="img", aria_label=title)


def _grid(on: Axes, y: Scale) -> list[Element]:
    decimals = max((len(f"{tick:.10f}".rstrip("0").partition(".")[2]) for tick in on.ticks), default=0)
    drawn = []
    for tick in on.ticks:
        at = y(tick)
        same = on.log and tick == 1
        words = _times(tick) if on.log else numbers.number(tick, decimals) + (on.sign if tick == on.ticks[-1] else "")
        name = "same" if same else "grid" if tick else "grid zero"
        drawn.append(element("line", class_=name, x1=FRAME.x0, x2=FRAME.x1, y1=at, y2=at))
        drawn.append(element("text", words, class_="tick end heavy" if same else "tick end", x=FRAME.x0 - 6, y=at + 4))
    return drawn


def _times(ratio: float) -> str:
    return "same" if ratio == 1 else f"{ratio:.2f}".rstrip("0").rstrip(".") + "×"


def _whiskers(dots: Sequence[Dot], x: Scale, y: Scale) -> list[Element]:
    held = [(x(middle(dot.period)), dot.lower, dot.upper) for dot in dots if dot.lower is not None and dot.upper is not None]
    return [element("line", class_="whisker", x1=at, x2=at, y1=y(low), y2=y(high)) for at, low, high in held]


def _levels(level: float | None, y: Scale) -> list[Element]:
    return [] if level is None else [element("line", class_="level first", x1=FRAME.x0, x2=FRAME.x1, y1=y(level), y2=y(level))]


def _days(dots: Sequence[Dot], x: Scale) -> list[Element]:
    """The first and the last period of the series, each below its point; the first moves left, or is left out, where both would meet."""
    ends = [dots[-1].period] if len(dots) == 1 else [dots[-1].period, dots[0].period]
    drawn: list[Element] = []
    free = FRAME.width
    for period in ends:
        half = text_width(period.short, FRAME.text) / 2
        at = min(max(x(middle(period)), half), free - half)
        if at >= half:
            drawn.insert(0, element("text", period.short, class_="tick mid", x=at, y=FRAME.y0 + 20))
            free = at - half - 12
    return drawn


def _lines(dots: Sequence[Dot], x: Scale, y: Scale) -> list[Element]:
    """One path, lifted at each hidden or missing point and at each break."""
    written: list[str] = []
    for before, dot in pairwise(dots):
        if before.value is None or dot.value is None or dot.starts:
            continue
        written.append(f"M{x(middle(before.period)):.1f} {y(before.value):.1f}L{x(middle(dot.period)):.1f} {y(dot.value):.1f}")
    return [element("path", class_="line", d="".join(written))] if written else []


def _dots(dots: Sequence[Dot], x: Scale, y: Scale) -> list[Element]:
    drawn = []
    for dot in dots:
        at = x(middle(dot.period))
        if dot.value is None:
            drawn.append(element("text", dot.mark or "[x]", class_="gap mid", x=at, y=FRAME.y0 - 6))
        else:
            drawn.append(element("circle", class_="point", cx=at, cy=y(dot.value), r=2.6))
    return drawn


def _latest(dots: Sequence[Dot], x: Scale, y: Scale, words: str) -> list[Element]:
    last = next((dot for dot in reversed(dots) if dot.value is not None), None)
    if last is None or last.value is None:
        return []
    at, height = x(middle(last.period)), y(last.value)
    half = text_width(words, 15) / 2
    centre = min(max(at, half), FRAME.width - half - 2)
    above, below = height - 10, height + 22
    places = [(x(middle(dot.period)), y(dot.value)) for dot in dots if dot.value is not None]
    line = [place for a, b in pairwise(places) for place in between(a, b) if centre - half <= place[0] < at - 5]
    struck = [sum(foot - 14 < place[1] < foot + 4 for place in line) for foot in (above, below)]
    up = below if above <= FRAME.y1 - 8 or (struck[0] > struck[1] and below < FRAME.y0) else above
    return [
        element("circle", class_="point last", cx=at, cy=height, r=4),
        element("text", words, class_="ratio mid", x=centre, y=up),
    ]
