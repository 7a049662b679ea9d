"""Room: indicators. The released points of one part in one area as a series: one kind of period, its breaks, the limits of its phases."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final

import numpy as np

from indicators import estimates, numbers, trends
from indicators.deadlines import london_day
from indicators.definitions import NOT_REDEFINED, Redefined
from indicators.disclosure.released import Released
from indicators.observations import Status
from indicators.periods import Kind, Period, of_key
from indicators.periods.rendering import on_day
from indicators.readings import Limits, Series
from indicators.registry.models import Decision, Frequency, Indicator, Part, Plan, Unit

#: fewest points of a phase for which limits are worked out (METHODS 1.7: below 5 show a line only)
FEWEST_FOR_LIMITS: Final = 5
FEWEST_FOR_FIXING: Final = 12
_KIND_OF: Final[Mapping[Frequency, Kind]] = {"monthly": "month", "quarterly": "quarter", "annual": "year", "pooled": "pooled"}
_STANDING: Final = (Status.OK, Status.HIDDEN, Status.ROUNDS_TO_ZERO)


def parts_of(indicator: Indicator) -> tuple[Part, ...]:
    """The parts of an indicator; the indicator itself as its one part where the plan divides it into none."""
    if indicator.parts:
        return indicator.parts
    return (
        Part(
            name=indicator.short,
            subject=indicator.subject,
            direction=indicator.direction,
            unit=indicator.unit,
            multiplier=indicator.multiplier,
            numerator=indicator.numerator,
            denominator=indicator.denominator,
            frequency=indicator.frequency,
            year_type=indicator.year_type,
        ),
    )


def part_of(indicator: Indicator, part_id: str) -> Part:
    """The part of an indicator with this id; KeyError if it has none."""
    for part in parts_of(indicator):
        if part.id == part_id:
            return part
    raise KeyError(part_id)


def area_of(plan: Plan, indicator: Indicator, part: Part, released: Iterable[Released]) -> str:
    """The area that the plan's page shows for a part.

    It is the first area of the part's published sources; where that is a wider one, and figures of an area of the plan itself are held,
    that area; without published sources the first area of the plan that has figures. Figures of groups alone count only for a part whose
    aim is a ratio of one.
    """
    named = [selection.areas[0] for selection in part.published]
    own = [area.id for area in plan.areas if area.role == "plan"]
    by_group = part.direction == "towards_one" and bool(part.compare)
    held = {
        figure.key.area
        for figure in released
        if (figure.key.indicator, figure.key.part) == (indicator.id, part.id)
        and figure.status in _STANDING
        and (by_group or not figure.key.breakdown)
    }
    own_first = [area for area in named if area in own] + own
    candidates = [*own_first, *named] if any(area in held for area in own_first) else [*named, *own, plan.areas[0].id]
    return next((area for area in candidates if area in held), candidates[0])


def standing(figure: Released) -> bool:
    """Whether the figure says something of its period: a number, a hidden one, or one that rounds to zero."""
    return figure.status in _STANDING


def limits_of(figure: Released, unit: Unit) -> tuple[float, float, float] | None:
    """A figure with its 95 % limits: as released, else those of its released count (exact below 10 events, Byar's from 10); None without.

    Only counts and rates have limits from a count alone; a percentage needs its denominator and comes with limits where it has one.
    """
    if figure.value is None:
        return None
    if figure.lower is not None and figure.upper is not None:
        return figure.value, figure.lower, figure.upper
    count = figure.value if unit == "count" else figure.numerator if unit.startswith("per_1") else None
    if not count or count < 0:
        return None
    found = estimates.count_limits(count)
    return figure.value, figure.value * float(found.lower) / count, figure.value * float(found.upper) / count


def after_break(line: Series) -> Released | None:
    """The first number since the last break, which later ones are compared with; None without a break, or with one number since."""
    shown = [point for point in line.points[line.phase_start :] if point.value is not None]
    return shown[0] if line.breaks and len(shown) > 1 else None


def charted(points: Sequence[Released], frequency: Frequency) -> bool:
    """Whether the series is one for an XmR chart: months, quarters or weeks, or moments and windows so often that do not overlap."""
    if not points:
        return frequency in {"monthly", "quarterly"}
    kind = points[0].key.period.kind
    if kind in {"week", "month", "quarter"}:
        return True
    apart = all(not a.key.period.overlaps(b.key.period) for a, b in pairwise(points))
    return kind in {"snapshot", "window"} and frequency in {"monthly", "quarterly"} and apart


def series(
    plan: Plan, indicator_id: str, part_id: str, area_id: str, released: Iterable[Released], *, redefined: Redefined = NOT_REDEFINED
) -> Series:
    """The whole-area points of one part in one area, oldest first, with its breaks and the limits of each phase.

    Where figures of several kinds of period are held, the kind of the part's frequency is taken, else the one with most figures. Breaks are
    those of the plan, those that a figure is flagged with, and each change of population, classification, source or definition (between
    figures known before and after the moments of `redefined`). KeyError if the plan has no such indicator or part.
    """
    part = part_of(plan.indicator(indicator_id), part_id)
    wanted = (indicator_id, part_id, area_id)
    figures = [f for f in released if (f.key.indicator, f.key.part, f.key.area) == wanted and not f.key.breakdown]
    points = _one_kind(figures, part.frequency)
    breaks = breaks_of(plan, part, points, redefined.get((indicator_id, part_id), ()))
    ghosted = {index: _decided(decision) for decision in part.decisions if decision.kind == "ghost" for index in _at(points, decision.at)}
    fixed = [index for decision in part.decisions if decision.kind == "fix" for index in _at(points, decision.at)]
    return Series(indicator_id, part_id, area_id, points, breaks, _limits(points, part.frequency, breaks, ghosted, fixed), ghosted)


def _at(points: Sequence[Released], key: str) -> list[int]:
    return [index for index, point in enumerate(points) if point.key.period.key == key]


def _decided(decision: Decision) -> str:
    return f"{decision.why.rstrip('.')} (decided by {decision.by}, {on_day(decision.on)})."


def _one_kind(figures: Sequence[Released], frequency: Frequency) -> tuple[Released, ...]:
    families: list[list[Released]] = []
    for figure in sorted(figures, key=lambda f: f.key.period.order):
        family = next((family for family in families if family[0].key.period.same_kind(figure.key.period)), None)
        if family is None:
            families.append([figure])
        else:
            family.append(figure)
    wanted = _KIND_OF.get(frequency)
    best = max(families, key=lambda f: (f[0].key.period.kind == wanted, len(f), f[-1].key.period.order), default=[])
    return tuple({figure.key.period: figure for figure in best}.values())


def breaks_of(plan: Plan, part: Part, points: Sequence[Released], redefined: Sequence[datetime] = ()) -> dict[int, str]:
    """The breaks of a series, oldest first: the index of the first point after each, with the sentence that explains it."""
    found: dict[int, str] = {}
    for index in range(1, len(points)):
        before, after = points[index - 1], points[index]
        text = _changed(plan, before, after)
        since = next((moment for moment in redefined if before.known_from < moment <= after.known_from), None)
        if since is not None:
            text = f"The plan defines this figure in another way since {on_day(london_day(since))}."
        if text:
            found[index] = text
    for entry in part.breaks:
        start = of_key(entry.at).start
        index = next((i for i, point in enumerate(points) if point.key.period.start >= start), 0)
        if index:
            found[index] = entry.text
    for decision in part.decisions:
        if decision.kind == "phase":
            found |= {index: _decided(decision) for index in _at(points, decision.at) if index}
    return dict(sorted(found.items()))


def _changed(plan: Plan, before: Released, after: Released) -> str:
    since = f"From {numbers.when(after.key.period)} on"
    if before.population and after.population and before.population != after.population:
        return f"{since} the figures are divided by another population: {plan.population(after.population).name}."
    if before.classification and after.classification and before.classification != after.classification:
        return f"{since} people are grouped another way ({after.classification})."
    if before.source and after.source and before.source != after.source:
        return f"{since} the figures come from another source."
    return "The source marks a break in the series here." if "b" in after.flags else ""


def _limits(
    points: Sequence[Released], frequency: Frequency, breaks: Mapping[int, str], ghosted: Collection[int], fixed: Collection[int]
) -> Limits | None:
    """The limits of each phase for itself; those of a phase with fewer than five figures are not drawn."""
    current = max(breaks, default=0)
    counted = [point.value is not None and index not in ghosted for index, point in enumerate(points)]
    if not charted(points, frequency) or sum(counted[current:]) < FEWEST_FOR_LIMITS:
        return None
    starts = [0, *breaks, len(points)]
    rows: list[tuple[float, float, float, str]] = []
    trial = False
    for start, end in pairwise(starts):
        phase = range(start, end)
        if sum(counted[start:end]) < FEWEST_FOR_LIMITS:
            rows += [(math.nan, math.nan, math.nan, "")] * len(phase)
            continue
        fix_after = max((sum(counted[start : index + 1]) for index in fixed if index in phase), default=0)
        drawn = _phase(points[start:end], [i - start for i in ghosted if i in phase], fix_after)
        trial = bool(drawn.trial[-1])
        for place, index in zip(_places([point.key.period for point in points[start:end]]), phase, strict=True):
            cause = str(drawn.special_cause[place]) if points[index].value is not None else ""
            rows.append((float(drawn.mean[place]), float(drawn.lower[place]), float(drawn.upper[place]), cause))
    mean, lower, upper, causes = zip(*rows, strict=True)
    return Limits(mean, lower, upper, trial, causes)


def _phase(points: Sequence[Released], ghosted: Sequence[int], fix_after: int) -> trends.Xmr:
    """The chart of one phase; limits are fixed from 12 figures on, because fewer would not hold (METHODS 1.2)."""
    places = _places([point.key.period for point in points])
    values = np.full(places[-1] + 1, np.nan)
    for place, point in zip(places, points, strict=True):
        if point.value is not None:
            values[place] = point.value
    return trends.xmr(
        values,
        direction="neutral",
        ghosted=[places[index] for index in ghosted],
        fix_after=fix_after if fix_after >= FEWEST_FOR_FIXING else None,
    )


def _places(periods: Sequence[Period]) -> list[int]:
    """Where each period stands in time, one a step: a period without a figure leaves a gap, so that no range is taken across it."""
    places = [0]
    for before, after in pairwise(periods):
        steps = 1
        if before.kind not in {"snapshot", "window"}:
            follower = before.next()
            while follower.start < after.start:
                follower, steps = follower.next(), steps + 1
        places.append(places[-1] + steps)
    return places
