"""Room: charts. One series over time: line, usual range, first figure, breaks in words, the last point named, hidden points as gaps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from charts import marks
from charts.axes import WITHIN_YEARS, middle, period_axis, value_axis
from charts.frames import NARROW, WIDE, Frame, text_width, wrapped
from charts.labels import Wanted, between, placed
from charts.scales import Scale, value_ticks
from charts.svg import Element, element
from indicators import numbers
from indicators.disclosure.released import Released
from indicators.registry.models import Part
from indicators.summaries import Series

#: labels of a point that meets no rule
CHANCE = frozenset({"", "Common Cause"})


@dataclass(frozen=True, slots=True)
class Line:
    """A level across the chart: a target, a baseline, a national commitment. `kind` is "target", "baseline" or "context"."""

    value: float
    label: str
    kind: str


def trend(series: Series, part: Part, *, title: str, lines: Sequence[Line] = ()) -> tuple[Element, Element] | None:
    """The chart for a page and the one for a telephone, or None where no point has a value. `title` is its text alternative."""
    if not any(p.value is not None for p in series.points):
        return None
    return _drawn(WIDE, series, part, title, lines), _drawn(NARROW, series, part, title, lines)


def _drawn(frame: Frame, series: Series, part: Part, title: str, lines: Sequence[Line]) -> Element:
    ticks = _ticks(series, part, lines)
    frame = _fitted(frame, series, cut=ticks[0] != 0)
    x, y = _scales(frame, series, ticks)
    layers = [
        *_bands(x, y, series),
        *value_axis(frame, y, ticks, part),
        *period_axis(frame, x, [p.key.period for p in series.points]),
        *_cut(frame, ticks),
        *_levels(frame, y, series, lines),
        *_breaks(frame, x, series),
        *_whiskers(x, y, series),
        *_line(x, y, series),
        *_points(frame, x, y, series),
        *_last(frame, x, y, series, part),
        *_named(frame, x, y, series, part, lines),
    ]
    return element(
        "svg",
        *layers,
        class_=f"trend {frame.name}",
        viewBox=f"0 0 {frame.width:.0f} {frame.height:.0f}",
        role="img",
        aria_label=title,
    )


def _ticks(series: Series, part: Part, lines: Sequence[Line]) -> tuple[float, ...]:
    """Round numbers that take in every point, limit, interval and level that is drawn."""
    held = [p.value for p in series.points if p.value is not None]
    values = held + [line.value for line in lines]
    if series.limits:
        values += [v for v in (*series.limits.lower, *series.limits.upper) if not math.isnan(v)]
    else:
        values += [v for p in series.points for v in (p.lower, p.upper) if v is not None]
    if min(held) >= 0:
        values = [max(v, 0.0) for v in values]
    return value_ticks(values, about=6, ceiling=100.0 if part.unit == "per_cent" else None)


def _fitted(frame: Frame, series: Series, *, cut: bool) -> Frame:
    """The frame with as much room below as its words need."""
    rows = 2 if frame.wide and all(p.key.period.kind in WITHIN_YEARS for p in series.points) else 1
    bottom = frame.text * (1.5 * rows + 0.7) + (frame.text * 1.6 if cut else 0)
    return replace(frame, height=frame.height - frame.bottom + bottom, bottom=bottom)


def _scales(frame: Frame, series: Series, ticks: Sequence[float]) -> tuple[Scale, Scale]:
    days = [middle(p.key.period) for p in series.points]
    pad = (frame.x1 - frame.x0) * (0.02 if len(days) > 1 else 0.5)
    x = Scale(days[0] - (len(days) == 1), days[-1] + (len(days) == 1), frame.x0 + pad, frame.x1 - pad)
    return x, Scale(ticks[0], ticks[-1], frame.y0, frame.y1)


def _phases(series: Series) -> list[tuple[int, int]]:
    """First and last index of each stretch that has one average."""
    phases: list[tuple[int, int]] = []
    for index, mean in enumerate(series.limits.mean if series.limits else ()):
        if math.isnan(mean):
            continue
        joins = phases and phases[-1][1] == index - 1 and index not in series.breaks
        phases[-1:] = [(phases[-1][0], index)] if joins else [*phases[-1:], (index, index)]
    return phases


def _bands(x: Scale, y: Scale, series: Series) -> list[Element]:
    """The usual range of each phase and its average."""
    limits = series.limits
    if limits is None:
        return []
    drawn = []
    for start, end in _phases(series):
        left, right = x(middle(series.points[start].key.period)) - 9, x(middle(series.points[end].key.period)) + 9
        top, low, mean = y(limits.upper[end]), y(limits.lower[end]), y(limits.mean[end])
        drawn.append(element("rect", class_="band", x=left, y=top, width=right - left, height=max(low - top, 1)))
        drawn.append(element("line", class_="mean", x1=left, x2=right, y1=mean, y2=mean))
    return drawn


def _cut(frame: Frame, ticks: Sequence[float]) -> list[Element]:
    """Where the axis does not start at zero, it says so."""
    if ticks[0] == 0:
        return []
    words = f"The axis starts at {numbers.number(ticks[0], 0 if float(ticks[0]).is_integer() else 1)}, not at zero"
    return [element("text", words, class_="note", x=0, y=frame.height - 4)]


def _levels(frame: Frame, y: Scale, series: Series, lines: Sequence[Line]) -> list[Element]:
    """Targets, commitments and the first figure, across the whole plot."""
    levels = [(line.value, line.kind) for line in lines]
    if (first := _first(series)) is not None:
        levels.append((first, "first"))
    return [element("line", class_=f"level {kind}", x1=frame.x0, x2=frame.x1, y1=y(value), y2=y(value)) for value, kind in levels]


def _first(series: Series) -> float | None:
    """The first figure, where others follow it."""
    held = [p.value for p in series.points if p.value is not None]
    return held[0] if len(held) > 1 else None


def _named(frame: Frame, x: Scale, y: Scale, series: Series, part: Part, lines: Sequence[Line]) -> list[Element]:
    """The words of every level, kept clear of the line and of one another."""
    wanted = [Wanted(line.label, y(line.value), f"note {line.kind}") for line in lines]
    if (first := _first(series)) is not None:
        wanted.append(Wanted(f"First figure {marks.value(first, part)}", y(first)))
    if series.limits is not None and (phases := _phases(series)):
        end = phases[-1][1]
        words = "Trial limits: usual range" if series.limits.trial else "Usual range"
        named = f"{words}, average {marks.value(series.limits.mean[end], part)}" if frame.wide else words
        wanted.append(Wanted(named, y(series.limits.lower[end])))
    places = [(x(middle(p.key.period)), y(p.value)) for p in series.points if p.value is not None]
    along = [place for a, b in pairwise(places) for place in between(a, b)] or places
    if not frame.wide and places:
        along += [(places[-1][0] - step, places[-1][1] - 20) for step in range(0, 70, 10)]
    return placed(frame, wanted, along)


def _breaks(frame: Frame, x: Scale, series: Series) -> list[Element]:
    """A dashed upright before the first point after each break; its words beside it, or its letter where there is no room."""
    drawn = []
    for order, (index, words) in enumerate(sorted(series.breaks.items())):
        before = x(middle(series.points[index - 1].key.period)) if index else x.start
        at = (before + x(middle(series.points[index].key.period))) / 2
        drawn.append(element("line", class_="break", x1=at, x2=at, y1=frame.y1 - (38 if frame.wide else 26), y2=frame.y0))
        lines = wrapped(words, 60)[:2] if frame.wide else (f"Break {chr(ord('A') + order)}",)
        room = max(text_width(line, frame.text) for line in lines) + 12
        side = -1 if at + room > frame.width else 1
        for row, line in enumerate(lines):
            height = frame.y1 - 26 + row * frame.text * 1.15 if frame.wide else frame.y1 - 16
            drawn.append(element("text", line, class_="note" if side > 0 else "note end", x=at + 6 * side, y=height))
    return drawn


def _whiskers(x: Scale, y: Scale, series: Series) -> list[Element]:
    """The 95 % interval of each point, where no usual range is drawn (annual and pooled series)."""
    if series.limits is not None:
        return []
    held = [(x(middle(p.key.period)), p.lower, p.upper) for p in series.points if p.lower is not None and p.upper is not None]
    return [element("line", class_="whisker", x1=at, x2=at, y1=y(low), y2=y(high)) for at, low, high in held]


def _line(x: Scale, y: Scale, series: Series) -> list[Element]:
    """One path, lifted at every hidden or missing point; across a break it is drawn faint."""
    drawn = []
    for index, (a, b) in enumerate(pairwise(series.points), start=1):
        if a.value is not None and b.value is not None and index in series.breaks:
            drawn.append(_path([a, b], x, y, "line across"))
    run: list[Released] = []
    for index, point in enumerate(series.points):
        if point.value is None or index in series.breaks:
            drawn.append(_path(run, x, y, "line"))
            run = []
        if point.value is not None:
            run.append(point)
    drawn.append(_path(run, x, y, "line"))
    return [path for path in drawn if path.attributes["d"]]


def _path(points: Sequence[Released], x: Scale, y: Scale, name: str) -> Element:
    places = [f"{x(middle(p.key.period)):.1f} {y(p.value):.1f}" for p in points if p.value is not None]
    return element("path", class_=name, d="M" + "L".join(places) if len(places) > 1 else "")


def _points(frame: Frame, x: Scale, y: Scale, series: Series) -> list[Element]:
    """Each point: hollow as a rule, filled where it is more than chance, a diamond where provisional; hidden ones as their mark."""
    causes = series.limits.special_cause if series.limits else ("",) * len(series.points)
    size = 3.8 if frame.wide else 3
    drawn = []
    for point, cause in zip(series.points, causes, strict=True):
        at = x(middle(point.key.period))
        if point.value is None:
            drawn.append(element("text", marks.marks(point), class_="gap mid", x=at, y=frame.y0 - 8))
            continue
        name = "point" if cause in CHANCE else "point special"
        height = y(point.value)
        if "p" in point.flags:
            drawn.append(element("path", class_=name, d=_diamond(at, height, size + 1.5)))
        else:
            drawn.append(element("circle", class_=name, cx=at, cy=height, r=size))
    return drawn


def _diamond(x: float, y: float, r: float) -> str:
    return f"M{x:.1f} {y - r:.1f}l{r:.1f} {r:.1f}l{-r:.1f} {r:.1f}l{-r:.1f} {-r:.1f}z"


def _last(frame: Frame, x: Scale, y: Scale, series: Series, part: Part) -> list[Element]:
    """The last point that has a value, large, with its number and its period."""
    point = next(p for p in reversed(series.points) if p.value is not None)
    at, height = x(middle(point.key.period)), y(point.value or 0.0)
    drawn = [element("circle", class_="point last", cx=at, cy=height, r=5.4 if frame.wide else 4.6)]
    label, period = marks.shown(point, part), point.key.period.short
    if frame.wide:
        drawn.append(element("text", label, class_="latest", x=at + 15, y=height + 2))
        drawn += [element("text", line, class_="note", x=at + 15, y=height + 22 + row * 17) for row, line in enumerate(wrapped(period, 20))]
    else:
        up = height - 14 if height - 14 > frame.y1 - 10 else height + 24
        single = len(series.points) == 1
        drawn.append(element("text", label, class_="latest mid" if single else "latest end", x=at if single else at + 6, y=up))
    return drawn
