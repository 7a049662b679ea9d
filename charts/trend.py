"""Room: charts. One series over time: line, usual range, first figure, aims, breaks and events in words, the last point named."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from charts import marks
from charts.axes import WITHIN_YEARS, middle, period_axis, value_axis
from charts.frames import NARROW, WIDE, Frame, text_width, wrapped
from charts.labels import Edge, Wanted, between, placed
from charts.points import CHANCE, last, latest, points
from charts.scales import Scale, value_ticks
from charts.svg import Element, element
from indicators import numbers
from indicators.disclosure.released import Released
from indicators.periods import Period
from indicators.registry.models import Part
from indicators.summaries import Series

__all__ = ["CHANCE", "Event", "Line", "Step", "trend"]

#: room above the plot where nothing is written there but the number of a high last point, in pixels
_HEAD = 26


@dataclass(frozen=True, slots=True)
class Line:
    """A level across the chart: a target, a baseline, a national commitment. `kind` is "target", "baseline" or "context"."""

    value: float
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a trajectory: the value that is aimed at for a period."""

    period: Period
    value: float


@dataclass(frozen=True, slots=True)
class Event:
    """Something with a date, such as an action that was done: a letter at the foot of the chart, whose words stand below it."""

    on: date
    letter: str


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is drawn beside the series itself."""

    lines: Sequence[Line]
    steps: Sequence[Step]
    events: Sequence[Event]


def trend(
    series: Series, part: Part, *, title: str, lines: Sequence[Line] = (), steps: Sequence[Step] = (), events: Sequence[Event] = ()
) -> tuple[Element, Element] | None:
    """The chart for a page and the one for a telephone, or None where no point has a value. `title` is its text alternative.

    Steps of a trajectory that lie ahead are drawn too; events before the first or after the last period are not.
    """
    if not any(p.value is not None for p in series.points):
        return None
    beside = _Beside(lines, tuple(sorted(steps, key=lambda step: step.period.order)), tuple(sorted(events, key=lambda event: event.on)))
    return _drawn(WIDE, series, part, title, beside), _drawn(NARROW, series, part, title, beside)


def _drawn(frame: Frame, series: Series, part: Part, title: str, beside: _Beside) -> Element:
    ticks = _ticks(series, part, beside)
    periods = _periods(series, beside)
    frame = _fitted(frame, periods, cut=ticks[0] != 0, breaks=bool(series.breaks))
    x, y = _scales(frame, periods, ticks)
    layers = [
        *_bands(x, y, series),
        *value_axis(frame, y, ticks, part),
        *period_axis(frame, x, periods),
        *_cut(frame, ticks),
        *_levels(frame, x, y, series, beside.lines),
        *_trajectory(x, y, beside.steps),
        *_breaks(frame, x, series),
        *_events(frame, x, beside.events, periods),
        *_whiskers(x, y, series),
        *_line(x, y, series),
        *points(frame, x, y, series),
        *_last(frame, x, y, series, part),
        *_named(frame, x, y, series, part, beside),
    ]
    return element(
        "svg",
        *layers,
        class_=f"trend {frame.name}",
        viewBox=f"0 0 {frame.width:.0f} {frame.height:.0f}",
        role="img",
        aria_label=title,
    )


def _periods(series: Series, beside: _Beside) -> list[Period]:
    """The periods of the series, and those ahead for which a step is aimed at."""
    held = [p.key.period for p in series.points]
    return held + [step.period for step in beside.steps if step.period.same_kind(held[-1]) and step.period.start > held[-1].start]


def _ticks(series: Series, part: Part, beside: _Beside) -> tuple[float, ...]:
    """Round numbers that take in every point, limit, interval and level that is drawn."""
    held = [p.value for p in series.points if p.value is not None]
    values = held + [line.value for line in beside.lines] + [step.value for step in beside.steps]
    if series.limits:
        values += [v for v in (*series.limits.lower, *series.limits.upper) if not math.isnan(v)]
    else:
        values += [v for p in series.points for v in (p.lower, p.upper) if v is not None]
    if min(held) >= 0:
        values = [max(v, 0.0) for v in values]
    return value_ticks(values, about=6, ceiling=100.0 if part.unit == "per_cent" else None)


def _fitted(frame: Frame, periods: Sequence[Period], *, cut: bool, breaks: bool) -> Frame:
    """The frame with as much room below and above as its words need: the words of a break stand above the plot."""
    rows = 2 if frame.wide and all(period.kind in WITHIN_YEARS for period in periods) else 1
    bottom = frame.text * (1.5 * rows + 0.7) + (frame.text * 1.6 if cut else 0)
    top = frame.top if breaks else _HEAD
    return replace(frame, height=frame.height - frame.bottom - frame.top + bottom + top, top=top, bottom=bottom)


def _scales(frame: Frame, periods: Sequence[Period], ticks: Sequence[float]) -> tuple[Scale, Scale]:
    days = [middle(period) for period in periods]
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


def _levels(frame: Frame, x: Scale, y: Scale, series: Series, lines: Sequence[Line]) -> list[Element]:
    """Targets and commitments across the whole plot; the first figure from where it can be compared with."""
    levels = [(line.value, line.kind, frame.x0) for line in lines]
    if (first := _first(series)) is not None and not any(line.kind == "baseline" for line in lines):
        levels.append((first, "first", _left_of_first(frame, x, series)))
    return [element("line", class_=f"level {kind}", x1=left, x2=frame.x1, y1=y(value), y2=y(value)) for value, kind, left in levels]


def _trajectory(x: Scale, y: Scale, steps: Sequence[Step]) -> list[Element]:
    """The steps that are aimed at, period by period: a dashed line with a small upright at each."""
    places = [(x(middle(step.period)), y(step.value)) for step in steps if not x.beyond(middle(step.period))]
    if not places:
        return []
    path = "M" + "L".join(f"{at:.1f} {height:.1f}" for at, height in places)
    ends = [element("line", class_="step", x1=at, x2=at, y1=height - 5, y2=height + 5) for at, height in places]
    return [element("path", class_="level target path", d=path), *ends]


def _events(frame: Frame, x: Scale, events: Sequence[Event], periods: Sequence[Period]) -> list[Element]:
    """A small triangle and a letter at the foot of the plot on the day of each event."""
    found = []
    for event in events:
        if not periods[0].start <= event.on <= periods[-1].end:
            continue
        at, foot = x(event.on.toordinal()), frame.y0
        found.append(element("line", class_="event", x1=at, x2=at, y1=foot - 26, y2=foot))
        found.append(element("path", class_="event-mark", d=f"M{at - 5:.1f} {foot:.1f}h10l-5 -8z"))
        found.append(element("text", event.letter, class_="note heavy mid", x=at, y=foot - 30))
    return found


def _first(series: Series) -> float | None:
    """The first figure, where others follow it; after a break the first that can be compared with those that follow."""
    held = [p.value for p in series.points[series.phase_start :] if p.value is not None]
    return held[0] if len(held) > 1 else None


def _left_of_first(frame: Frame, x: Scale, series: Series) -> float:
    """Where the line of the first figure begins: at the last break, else at the left."""
    return _uprights(x, series)[-1] if series.phase_start else frame.x0


def _named(frame: Frame, x: Scale, y: Scale, series: Series, part: Part, beside: _Beside) -> list[Element]:
    """The words of every level, kept clear of the line and of one another."""
    wanted = [Wanted(line.label, y(line.value), f"note {line.kind}") for line in beside.lines]
    if beside.steps:
        step = beside.steps[-1]
        words = f"Trajectory, to {marks.value(step.value, part)}" + (f" by {step.period.short}" if frame.wide else "")
        wanted.append(Wanted(words, y(step.value), "note target"))
    if (first := _first(series)) is not None and not any(line.kind == "baseline" for line in beside.lines):
        after = " after the break" if series.phase_start and frame.wide else ""
        wanted.append(Wanted(f"First figure{after} {marks.value(first, part)}", y(first)))
    if series.limits is not None and (phases := _phases(series)):
        end = phases[-1][1]
        words = "Trial limits: usual range" if series.limits.trial else "Usual range"
        named = f"{words}, average {marks.value(series.limits.mean[end], part)}" if frame.wide else words
        wanted.append(Wanted(named, y(series.limits.lower[end])))
    places = [(x(middle(p.key.period)), y(p.value)) for p in series.points if p.value is not None]
    along = [place for a, b in pairwise(places) for place in between(a, b)] or places
    along += [(at, height) for at in _uprights(x, series) for height in range(int(frame.y1), int(frame.y0), 12)]
    if not frame.wide and places:
        along += [(places[-1][0] - step, _height_of_last(frame, x, y, series, part) - 6) for step in range(0, 70, 10)]
    return placed(frame, wanted, along, _strokes(frame, x, y, series, beside))


def _strokes(frame: Frame, x: Scale, y: Scale, series: Series, beside: _Beside) -> list[Edge]:
    """The level strokes of the drawing: ends and averages of the bands, targets and commitments, the first figure."""
    found = [(frame.x0, frame.x1, y(line.value)) for line in beside.lines]
    if (first := _first(series)) is not None:
        found.append((_left_of_first(frame, x, series), frame.x1, y(first)))
    limits = series.limits
    for start, end in _phases(series) if limits else ():
        left, right = (x(middle(series.points[index].key.period)) for index in (start, end))
        found += [(left - 9, right + 9, y(ends[end])) for ends in (limits.upper, limits.mean, limits.lower)] if limits else []
    return found


def _breaks(frame: Frame, x: Scale, series: Series) -> list[Element]:
    """A dashed upright before the first point after each break; its words beside it, or its letter where there is no room."""
    drawn = []
    for order, (at, words) in enumerate(zip(_uprights(x, series), (series.breaks[index] for index in sorted(series.breaks)), strict=True)):
        drawn.append(element("line", class_="break", x1=at, x2=at, y1=frame.y1 - (38 if frame.wide else 26), y2=frame.y0))
        lines = _beginning(words) if frame.wide else (f"Break {chr(ord('A') + order)}",)
        room = max(text_width(line, frame.text) for line in lines) + 12
        side = -1 if at + room > frame.width else 1
        for row, line in enumerate(lines):
            height = frame.y1 - 26 + row * frame.text * 1.15 if frame.wide else frame.y1 - 16
            drawn.append(element("text", line, class_="note" if side > 0 else "note end", x=at + 6 * side, y=height))
    return drawn


def _uprights(x: Scale, series: Series) -> list[float]:
    """Where the breaks stand, in their order: half-way between the last point before and the first after."""
    found = []
    for index in sorted(series.breaks):
        before = x(middle(series.points[index - 1].key.period)) if index else x.start
        found.append((before + x(middle(series.points[index].key.period))) / 2)
    return found


def _beginning(words: str) -> tuple[str, ...]:
    """The words of a break in two lines; an ellipsis where there are more, which stand whole below the chart."""
    lines = wrapped(words, 60)
    return lines if len(lines) < 3 else (lines[0], f"{lines[1].rstrip(',;:.')} …")


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


def _last(frame: Frame, x: Scale, y: Scale, series: Series, part: Part) -> list[Element]:
    """The last point that has a value, large, with its number and its period."""
    _, point = last(series.points)
    at, height = x(middle(point.key.period)), y(point.value or 0.0)
    drawn = latest(frame, x, y, series)
    label, period = marks.shown(point, part), point.key.period.short
    if frame.wide:
        drawn.append(element("text", label, class_="latest", x=at + 15, y=height + 2))
        drawn += [element("text", line, class_="note", x=at + 15, y=height + 22 + row * 17) for row, line in enumerate(wrapped(period, 20))]
    else:
        single = len(series.points) == 1
        up = _height_of_last(frame, x, y, series, part)
        drawn.append(element("text", label, class_="latest mid" if single else "latest end", x=at if single else at + 6, y=up))
    return drawn


def _height_of_last(frame: Frame, x: Scale, y: Scale, series: Series, part: Part) -> float:
    """At which height the number of the last point stands on a telephone.

    Above the point, or below where the line comes down from above; where neither is clear, above whatever the line does there.
    """
    _, point = last(series.points)
    at, height = x(middle(point.key.period)), y(point.value or 0.0)
    above, below = height - 14, height + 26
    if above <= frame.y1 - 10:
        return below
    left = at + 2 - text_width(marks.shown(point, part), 19)
    places = [(x(middle(p.key.period)), y(p.value)) for p in series.points if p.value is not None]
    line = [place for a, b in pairwise(places) for place in between(a, b) if place[0] >= left and place[0] < at - 8]
    struck = [sum(top < place[1] < foot for place in line) for top, foot in ((above - 18, above + 5), (below - 20, below + 5))]
    if struck[0] > struck[1] and below < frame.y0 - 4:
        return below
    clear = min([above, *(place[1] - 9 for place in line)])
    return clear if struck[0] and clear > frame.y1 - 10 else above
