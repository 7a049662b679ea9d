"""Room: indicators. One judgement a series, with its reason, and whether its latest figure is still a recent one.

Monthly and quarterly series are judged by the XmR chart of the current phase (Making Data Count, NHS England); annual and pooled ones by
the recent trend of Fingertips (OHID) over five points. docs/methods/status.md tells it for a reader.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import takewhile
from typing import Final, Literal

from indicators import comparisons, numbers
from indicators.disclosure.released import Released
from indicators.inequalities import Comparison
from indicators.observations import Status
from indicators.periods import Period
from indicators.readings import Judgement, Series, State
from indicators.registry.models import Direction, Frequency, Indicator, Plan, Unit
from indicators.series import charted, limits_of, standing

#: points of a phase for firm limits, and the fewest for trial ones (METHODS 1.7, DECISIONS 1)
FIRM: Final = 13
TRIAL: Final = 8
#: points for a recent trend (METHODS 4.3)
YEARS: Final = 5
#: whole quarters or years that may have ended since the latest figure before it is no recent one
QUARTERS_BEFORE_STALE: Final = 4
YEARS_BEFORE_STALE: Final = 2
Way = Literal[-1, 0, 1]


def without_figures(plan: Plan, indicator: Indicator) -> State:
    """The state of an indicator that has no figure: what the plan says of its measure."""
    if indicator.measure is None:
        return State.NO_MEASURE
    states = {"in_development": State.IN_DEVELOPMENT, "unclear": State.TO_BE_CLARIFIED, "ready": State.AWAITING}
    return states[plan.measure(indicator.measure).state]


def stale(period: Period, as_of: date, frequency: Frequency) -> bool:
    """Whether a latest figure is no recent one: more than 4 whole quarters (monthly, quarterly), or more than 2 whole years, ended since.

    A quarter or year counts from the day after the figure's period ends.
    """
    start, today = period.end + timedelta(days=1), as_of + timedelta(days=1)
    months = (today.year - start.year) * 12 + today.month - start.month - (today.day < start.day)
    if frequency in {"monthly", "quarterly"} or period.kind in {"month", "quarter"}:
        return months // 3 > QUARTERS_BEFORE_STALE
    return months // 12 > YEARS_BEFORE_STALE


def judge(series: Series, direction: Direction, unit: Unit, frequency: Frequency) -> Judgement:
    """What the data say of a series that has at least one number or hidden figure. ValueError where it has none."""
    points = [point for point in series.points if standing(point)]
    if not points:
        raise ValueError(f"the series {series.indicator} {series.part} has no figure to be judged")
    by_chart = charted(series.points, frequency)
    needed = FIRM if by_chart else YEARS
    current = list(enumerate(series.points))[series.phase_start :]
    phase = [point for index, point in current if standing(point) and index not in series.ghosted]
    shown = [point for point in phase if point.value is not None]
    if points[-1].status is not Status.OK:
        why = "is hidden to protect people" if points[-1].status is Status.HIDDEN else "rounds to zero"
        return Judgement(State.TOO_FEW, f"The latest figure {why}, so the data cannot say.", min(len(shown), needed), needed)
    return _by_chart(series, shown, direction, unit) if by_chart else _by_trend(shown, direction, unit)


def _by_chart(series: Series, shown: Sequence[Released], direction: Direction, unit: Unit) -> Judgement:
    count = len(shown)
    if count < TRIAL or series.limits is None:
        since = f" since {numbers.when(shown[0].key.period)}, where the series starts anew" if series.phase_start and shown else ""
        return Judgement(State.TOO_EARLY, f"Too early to say: {count} of {FIRM} figures{since}.", count, FIRM)
    last, label, way = signal(series)
    trial = count < FIRM
    note = f" The limits are trial ones: {count} of the {FIRM} figures that firm ones need." if trial else ""
    if not way:
        reason = f"The last figures move no more than chance would bring.{note}"
        return Judgement(State.NO_CLEAR_CHANGE, reason, count, FIRM, trial)
    state, words = _told(way, better(direction, unit, series.limits.mean[last]))
    return Judgement(state, f"{_seen(series, label, last, way)}: more than chance would bring, {words}.{note}", count, FIRM, trial)


def signal(series: Series) -> tuple[int, str, Way]:
    """The last point that counts, the label of the rule it meets, and which way that points: 0 for no more than chance.

    ValueError where no point has a number, or limits are not drawn.
    """
    if series.limits is None:
        raise ValueError(f"the series {series.indicator} {series.part} has no limits")
    last = max(index for index, point in enumerate(series.points) if point.value is not None and index not in series.ghosted)
    label = series.limits.special_cause[last]
    return last, label, 1 if "Above" in label or "Increasing" in label else -1 if "Below" in label or "Decreasing" in label else 0


def _seen(series: Series, label: str, last: int, way: Way) -> str:
    side = "above" if way > 0 else "below"
    if "CL" in label.split(" ")[-1] and label.split(" ")[-1] != "CL":
        return f"The last figure lies {side} the usual range"
    if "Trend" in label:
        return f"Seven or more figures in a row went {'up' if way > 0 else 'down'}"
    if label.startswith("2 in 3"):
        return f"Two of the last three figures lie near the {'upper' if way > 0 else 'lower'} edge of the usual range"
    means = series.limits.mean if series.limits else ()
    run = 0
    for index in range(last, series.phase_start - 1, -1):
        value = series.points[index].value
        if value is None or index in series.ghosted or (value - means[index]) * way <= 0:
            break
        run += 1
    return f"The last {numbers.counted(run)} figures all lie {side} the average"


def _by_trend(shown: Sequence[Released], direction: Direction, unit: Unit) -> Judgement:
    chain = _chain(shown)
    shares = unit == "per_cent" and all(_counted(point) for point in chain[-YEARS:])
    usable = list(takewhile(lambda point: _counted(point) if shares else _limited(point, unit), reversed(chain)))[:YEARS][::-1]
    if len(usable) < YEARS:
        return Judgement(State.TOO_EARLY, _too_early(len(usable), len(chain)), len(usable), YEARS)
    found = comparisons.recent_trend([_point(point, unit) for point in usable], proportion=shares)
    if found.trend == "cannot_be_calculated":
        return Judgement(State.TOO_EARLY, "Too early to say: a share of 0 % or 100 % among the last five gives no trend.", YEARS, YEARS)
    if found.trend == "no_change":
        return Judgement(State.NO_CLEAR_CHANGE, "The last five figures move no more than chance would bring.", YEARS, YEARS)
    way: Way = 1 if found.trend == "increasing" else -1
    levels = [point.value for point in usable if point.value is not None]
    state, words = _told(way, better(direction, unit, sum(levels) / len(levels)))
    return Judgement(state, f"The last five figures go {'up' if way > 0 else 'down'}: more than chance would bring, {words}.", YEARS, YEARS)


def _chain(shown: Sequence[Released]) -> list[Released]:
    """The latest figures that follow one another without a gap or an overlap, oldest first."""
    chain: list[Released] = []
    for point in reversed(shown):
        if not chain or point.key.period.end + timedelta(days=1) == chain[-1].key.period.start:
            chain.append(point)
    return chain[::-1]


def _counted(point: Released) -> bool:
    return point.numerator is not None and bool(point.denominator)


def _limited(point: Released, unit: Unit) -> bool:
    limits = limits_of(point, unit)
    return limits is not None and limits[2] > limits[1]


def _point(point: Released, unit: Unit) -> comparisons.Point:
    limits = limits_of(point, unit) or (point.value, None, None)
    return comparisons.Point(*(math.nan if part is None else part for part in (*limits, point.numerator, point.denominator)))


def _too_early(usable: int, held: int) -> str:
    if usable == min(held, YEARS):
        return f"Too early to say: {usable} of {YEARS} figures."
    if usable:
        return f"Too early to say: {usable} of {YEARS} figures; those before come without the count or interval that a trend needs."
    return (
        f"Too early to say: a trend needs {numbers.counted(YEARS)} figures, each with its count or its interval. {_those(held)} published "
        "without either, so a trend cannot be worked out."
    )


def _those(held: int) -> str:
    return "The one held was" if held == 1 else f"The {numbers.counted(held)} held were"


def by_ratio(found: Sequence[Comparison]) -> Judgement:
    """What the ratios of the groups say, for a part whose aim is a ratio of one: `found` in one area, one kind of period, oldest first.

    Each group is tested for itself, by the recent trend of its log ratio over the last five consecutive periods. Improving: at least one
    group comes nearer to one and none moves away. Worsening: at least one moves away.
    """
    if found[-1].period.kind not in {"year", "pooled"}:
        return Judgement(State.TOO_EARLY, "Too early to say: ratios are judged by the year, and the latest is not of a year.", 0, YEARS)
    latest: list[Comparison] = []
    for one in reversed(found):
        alike = not latest or (
            one.period.end + timedelta(days=1) == latest[-1].period.start
            and (one.classification, one.standardised) == (latest[-1].classification, latest[-1].standardised)
        )
        if not alike:
            break
        latest.append(one)
    last = latest[:YEARS][::-1]
    if len(last) < YEARS:
        return Judgement(
            State.TOO_EARLY, f"Too early to say how the gap moves over time: {len(last)} of {YEARS} yearly ratios.", len(last), YEARS
        )
    ways = [way for row in last[-1].rows if row.group != last[-1].reference and (way := _nearer(last, row.group)) is not None]
    if not ways:
        return Judgement(State.TOO_EARLY, "Too early to say: the ratios come without intervals.", 0, YEARS)
    if any(way < 0 for way in ways):
        return Judgement(State.WORSENING, "At least one group’s ratio moves away from one, by more than chance would bring.", YEARS, YEARS)
    if any(way > 0 for way in ways):
        reason = "At least one group’s ratio comes nearer to one, by more than chance would bring, and none moves away."
        return Judgement(State.IMPROVING, reason, YEARS, YEARS)
    return Judgement(State.NO_CLEAR_CHANGE, "The last five ratios move no more than chance would bring.", YEARS, YEARS)


def without_ratio(last: Comparison) -> Judgement:
    """What is said where the latest comparison shows no ratio: why it does not."""
    hidden = "The latest figures are hidden to protect people, so the data cannot say."
    why = hidden if any(row.marker == "c" for row in last.rows) else "No ratio can be worked out from the latest figures."
    return Judgement(State.TOO_FEW, last.withheld or why, 0, YEARS)


def _nearer(last: Sequence[Comparison], group: str) -> Way | None:
    rows = [row for one in last for row in one.rows if row.group == group]
    if len(rows) < len(last) or any(not row.ratio or not row.ratio_lower or not row.ratio_upper for row in rows):
        return None
    logs = [tuple(numbers.logarithm(part) for part in (row.ratio, row.ratio_lower, row.ratio_upper)) for row in rows]
    found = comparisons.recent_trend([comparisons.Point(*log) for log in logs], proportion=False)
    if found.trend not in {"increasing", "decreasing"}:
        return 0
    rises = found.trend == "increasing"
    return -1 if rises == (sum(log[0] for log in logs) > 0) else 1


def better(direction: Direction, unit: Unit, level: float) -> Way:
    """Which way is better: 1 up, -1 down, 0 where the plan does not say. Towards one is down for a ratio above one and up for one below."""
    if direction == "towards_one" and unit == "ratio":
        return -1 if level > 1 else 1
    return 1 if direction == "up" else -1 if direction == "down" else 0


def _told(way: Way, hoped: Way) -> tuple[State, str]:
    if not hoped:
        return State.TO_BE_CLARIFIED, "but the plan does not say which way is better"
    if way == hoped:
        return State.IMPROVING, "and the way the plan hopes for"
    return State.WORSENING, "and against what the plan hopes for"
