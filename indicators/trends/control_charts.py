"""Room: indicators. XmR charts by Making Data Count: limits, special causes, variation and assurance, for one series or many (METHODS 1).

Source: Making Data Count (NHS England), as coded in NHSRplotthedots 0.2.2 (NHS-R Community).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.estimates import Words, numbers
from indicators.trends.rule_sets import MAKING_DATA_COUNT, Flags, RuleSet, Signs, shift_ends, spread_back, trend_directions, two_in_three

Direction: TypeAlias = Literal["increase", "decrease", "neutral"]

FEWEST_FOR_FIXING = 12
FEWEST_NOT_TRIAL = 13

_Floats = NDArray[np.float64]

# The cause of a point as a signed number, the sign saying high (or rising) or low: one label a point, in order of precedence.
OUTSIDE, TREND, TWO_IN_THREE, SHIFT = 1, 2, 3, 4

# By direction: the names for a low, no and a high special cause.
_TYPES: dict[str, tuple[str, str, str]] = {
    "increase": ("special_cause_concern", "common_cause", "special_cause_improvement"),
    "decrease": ("special_cause_improvement", "common_cause", "special_cause_concern"),
    "neutral": ("special_cause_neutral_low", "common_cause", "special_cause_neutral_high"),
}
# The suffix follows the direction, not the point's side: a rise below the mean, where more is better, is "improvement_high".
_ICONS: dict[str, tuple[str, str, str]] = {
    "increase": ("concern_low", "common_cause", "improvement_high"),
    "decrease": ("improvement_low", "common_cause", "concern_high"),
    "neutral": ("neutral_low", "common_cause", "neutral_high"),
}
_ASSURANCE_ICONS = {"consistent_pass": "pass", "consistent_fail": "fail", "inconsistent": "inconsistent", "": ""}


@dataclass(frozen=True)
class Xmr:
    """An XmR reading. Arrays have the shape of the values, but for `assurance` and `latest`, which have one element a series.

    `mean`, `lower`, `upper`, `near_lower`, `near_upper`: the limits at each point, NaN where the phase has fewer than two points in a row.
    `outside`, `close`, `side` (-1, 0, 1), `cause` (signed, see above) are 0 for a missing or ghosted point. `trial`: its phase holds fewer
    than 13 points. `assurance`: "consistent_pass", "consistent_fail", "inconsistent" or "" (no target, neutral, no limits). `latest`: the
    cause of the last point that is neither missing nor ghosted; `empty` says that there is none. Words are made when first asked for.
    """

    mean: _Floats
    lower: _Floats
    upper: _Floats
    near_lower: _Floats
    near_upper: _Floats
    outside: Flags
    close: Flags
    side: Signs
    cause: Signs
    trial: Flags
    ghosted: Flags
    assurance: Words
    latest: Signs
    empty: Flags
    direction: Direction
    rules: RuleSet

    @cached_property
    def special_cause(self) -> NDArray[np.str_]:
        """The label of each point: "Above UCL", "7 Point Trend (Increasing)", "2 in 3 Below CL", "7 Points Above CL", "Common Cause"."""
        shift, trend = self.rules.shift, self.rules.trend
        below = [f"{shift} Points Below CL", "2 in 3 Below CL", f"{trend} Point Trend (Decreasing)", "Below LCL"]
        above = ["Above UCL", f"{trend} Point Trend (Increasing)", "2 in 3 Above CL", f"{shift} Points Above CL"]
        labels: NDArray[np.str_] = np.asarray([*below, "Common Cause", *above])
        return labels[self.cause + SHIFT]

    @cached_property
    def point_type(self) -> NDArray[np.str_]:
        """ "common_cause", "special_cause_improvement", "special_cause_concern", "special_cause_neutral_high" or "..._low", a point."""
        types: NDArray[np.str_] = np.asarray(_TYPES[self.direction])
        return np.asarray(types[np.sign(self.cause) + 1])

    @cached_property
    def variation(self) -> Words:
        """The point type of the last point of each series that is neither missing nor ghosted, "" where there is none."""
        return np.where(self.empty, "", np.asarray(_TYPES[self.direction])[np.sign(self.latest) + 1])[()]

    @cached_property
    def variation_icon(self) -> Words:
        """Making Data Count's variation icon: "common_cause", "improvement_high", "concern_low" ..., a series."""
        return np.where(self.empty, "", np.asarray(_ICONS[self.direction])[np.sign(self.latest) + 1])[()]

    @cached_property
    def assurance_icon(self) -> Words:
        """Making Data Count's assurance icon: "pass", "fail", "inconsistent" (hit or miss) or "", a series."""
        given = np.asarray(self.assurance)
        return np.asarray([_ASSURANCE_ICONS[str(word)] for word in given.flat], dtype="U12").reshape(given.shape)[()]

    @property
    def moving_range_limit(self) -> _Floats:
        """The upper limit of the chart of moving ranges, at each point."""
        return np.asarray((self.upper - self.mean) / self.rules.limit * self.rules.screening)


@np.errstate(all="ignore")
def xmr(
    values: ArrayLike,
    *,
    direction: Direction = "increase",
    target: ArrayLike | None = None,
    rebase: Sequence[int] = (),
    fix_after: int | None = None,
    screen_outliers: bool = False,
    ghosted: Sequence[int] | Flags = (),
    rules: RuleSet = MAKING_DATA_COUNT,
) -> Xmr:
    """Limits and special causes of one series (points,) or of many of one length (series, points), oldest first; NaN is a missing point.

    `direction` is which way is better. `target`: one number, one a point, or (series, 1) or (series, points); the last is used. `rebase`:
    the index of the first point of each new phase, for all series. `fix_after`: limits from the first so many points of each phase (missing
    and ghosted ones not counted), at least 12. `screen_outliers`: leave out moving ranges of 3.267 times their average or more, once (off,
    as in NHS England's own tools). `ghosted`: points left out of limits and rules, as indices for all series or as a mask that broadcasts
    to the values. `rules`: see `RULE_SETS`. A missing or ghosted point has no moving range on either side and breaks runs, trends and
    windows. Raises ValueError for a phase or ghosted point outside the series, or a baseline that is too short.
    """
    given = numbers(values)
    points = given.shape[-1]
    ghosts = _ghosts(ghosted, given.shape)
    # One sum tells whether anything is missing, for a gap in any point makes it so.
    whole = bool(np.isfinite(given.sum())) and not ghosts.any()
    counted = given if whole else np.where(np.isfinite(given) & ~ghosts, given, np.nan)
    if fix_after is not None and fix_after < FEWEST_FOR_FIXING:
        raise ValueError(
            f"Control chart, fixed limits: found a baseline of {fix_after} points. Expected {FEWEST_FOR_FIXING} or more."
            " Fix the limits after more points, or let all points set them."
        )
    starts = sorted({0, *_within(rebase, points, "start of a phase")})
    parts = [
        _phase(counted[..., a:b], whole, fix_after, screen_outliers, rules) for a, b in zip(starts, [*starts[1:], points], strict=True)
    ]
    joined = parts[0] if len(parts) == 1 else _joined(parts)
    latest, empty = _latest(counted, whole, joined.cause)
    assured = assurance(
        _last(joined.lower), _last(joined.upper), _last(np.nan if target is None else target, given.shape), direction=direction, rules=rules
    )
    return Xmr(**joined._asdict(), ghosted=ghosts, assurance=assured, latest=latest, empty=empty, direction=direction, rules=rules)


def assurance(
    lower: ArrayLike, upper: ArrayLike, target: ArrayLike | None, *, direction: Direction, rules: RuleSet = MAKING_DATA_COUNT
) -> Words:
    """Will the target be met as a matter of course: "consistent_pass", "consistent_fail", "inconsistent" (hit or miss), or "".

    A target on a limit is inconsistent. But a constant series, its limits on its mean, passes where that mean just meets the target,
    unless the rule set says otherwise.
    """
    low, high = numbers(lower), numbers(upper)
    aim = numbers(np.nan if target is None else target)
    fails, passes = (aim > high, aim < low) if direction == "increase" else (aim < low, aim > high)
    if rules.constant_by_target:
        passes = passes | ((low == high) & (aim == low))
    words = np.where(fails, "consistent_fail", np.where(passes, "consistent_pass", "inconsistent"))
    unsaid = np.isnan(aim) | np.isnan(low) | np.isnan(high) | (direction == "neutral")
    return np.where(unsaid, "", words)[()]


class _Phase(NamedTuple):
    mean: _Floats
    lower: _Floats
    upper: _Floats
    near_lower: _Floats
    near_upper: _Floats
    outside: Flags
    close: Flags
    side: Signs
    cause: Signs
    trial: Flags


def _joined(phases: Sequence[_Phase]) -> _Phase:
    return _Phase(*(np.concatenate(arrays, axis=-1) for arrays in zip(*phases, strict=True)))


def _phase(values: _Floats, whole: bool, fix_after: int | None, screen: bool, rules: RuleSet) -> _Phase:
    mean, average_range, held = _baseline(values, whole, fix_after, screen, rules)
    centre, reach = mean[..., None], rules.limit * average_range[..., None]
    near = reach * (2 / 3)
    lower, upper, near_lower, near_upper = centre - reach, centre + reach, centre - near, centre + near
    above, below = values > upper, values < lower
    outside = above | below
    close = (values > near_upper) | (values < near_lower)
    close &= ~outside
    side = (values > centre).view(np.int8) - (values < centre).view(np.int8)
    # Lowest precedence first, each written over by the next.
    cause = spread_back(shift_ends(side, rules.shift), rules.shift) * (side * np.int8(SHIFT))
    np.copyto(cause, side * np.int8(TWO_IN_THREE), where=two_in_three(close, side))
    trend = trend_directions(values, rules.trend)
    np.copyto(cause, trend * np.int8(TREND), where=trend != 0)
    np.copyto(cause, side, where=outside)
    shape = values.shape
    return _Phase(
        mean=np.broadcast_to(centre, shape),
        lower=np.broadcast_to(lower, shape),
        upper=np.broadcast_to(upper, shape),
        near_lower=np.broadcast_to(near_lower, shape),
        near_upper=np.broadcast_to(near_upper, shape),
        outside=outside,
        close=close,
        side=side,
        cause=cause,
        trial=np.broadcast_to((held < FEWEST_NOT_TRIAL)[..., None], shape),
    )


def _baseline(
    values: _Floats, whole: bool, fix_after: int | None, screen: bool, rules: RuleSet
) -> tuple[_Floats, _Floats, NDArray[np.int64]]:
    """Mean, average moving range, and number of points, of each series of a phase."""
    if whole:
        held = np.full(values.shape[:-1], values.shape[-1])
        first = values if fix_after is None else values[..., :fix_after]
        mean, average_range = _dense(first, screen, rules)
    else:
        present = ~np.isnan(values)
        held = present.sum(axis=-1)
        used = present if fix_after is None else present & (present.cumsum(axis=-1) <= fix_after)
        first = np.where(used, values, np.nan)
        mean, average_range = _sparse(first, used, screen, rules)
    # The mean of equal numbers may differ from them in the last digit, and then every point would stand outside limits of no width.
    flat = average_range == 0
    if flat.any():
        low, high = np.fmin.reduce(first, axis=-1, initial=np.inf), np.fmax.reduce(first, axis=-1, initial=-np.inf)
        mean = np.where(flat & (low == high), low, mean)
    return mean, average_range, held


def _dense(values: _Floats, screen: bool, rules: RuleSet) -> tuple[_Floats, _Floats]:
    points = values.shape[-1]
    mean = np.asarray(values.sum(axis=-1) / points)
    # A second pass takes the rounding out of the first, as R does: points on the mean are then on it here too.
    mean = mean + (values - mean[..., None]).sum(axis=-1) / points
    ranges = np.abs(values[..., 1:] - values[..., :-1])
    average = np.asarray(ranges.sum(axis=-1) / np.where(points > 1, points - 1, np.nan))
    if screen:
        average = _screened(ranges, ranges < rules.screening * average[..., None], average)
    return mean, average


def _sparse(values: _Floats, used: Flags, screen: bool, rules: RuleSet) -> tuple[_Floats, _Floats]:
    count = used.sum(axis=-1)
    mean = np.where(used, values, 0.0).sum(axis=-1) / count
    mean = mean + np.where(used, values - mean[..., None], 0.0).sum(axis=-1) / count
    ranges = np.abs(values[..., 1:] - values[..., :-1])
    real = used[..., 1:] & used[..., :-1]
    average = np.where(real, ranges, 0.0).sum(axis=-1) / real.sum(axis=-1)
    if screen:
        average = _screened(ranges, real & (ranges < rules.screening * average[..., None]), average)
    return mean, average


def _screened(ranges: _Floats, kept: Flags, average: _Floats) -> _Floats:
    """The average of the moving ranges kept; the unscreened one where that would leave limits of no width."""
    again = np.where(kept, ranges, 0.0).sum(axis=-1) / kept.sum(axis=-1)
    return np.where(again > 0, again, average)


def _latest(counted: _Floats, whole: bool, cause: Signs) -> tuple[Signs, Flags]:
    if not counted.shape[-1]:
        return np.zeros(counted.shape[:-1], dtype=np.int8), np.ones(counted.shape[:-1], dtype=np.bool_)
    if whole:
        return np.asarray(cause[..., -1]), np.zeros(counted.shape[:-1], dtype=np.bool_)
    present = ~np.isnan(counted)
    empty = ~present.any(axis=-1)
    last = counted.shape[-1] - 1 - present[..., ::-1].argmax(axis=-1)
    return np.take_along_axis(cause, last[..., None], axis=-1)[..., 0], np.asarray(empty)


def _last(along: ArrayLike, shape: tuple[int, ...] | None = None) -> _Floats:
    """The last element along the points, NaN where there is no point."""
    whole = np.broadcast_to(numbers(along), np.shape(along) if shape is None else shape)
    return whole[..., -1] if whole.shape[-1] else np.full(whole.shape[:-1], np.nan)


def _ghosts(ghosted: Sequence[int] | Flags, shape: tuple[int, ...]) -> Flags:
    given = np.asarray(ghosted)
    if given.dtype == np.bool_:
        return np.broadcast_to(given, shape)
    mask = np.zeros(shape[-1], dtype=np.bool_)
    mask[list(_within(ghosted, shape[-1], "ghosted point"))] = True
    return np.broadcast_to(mask, shape)


def _within(places: Sequence[int] | Flags, points: int, what: str) -> list[int]:
    found = [int(place) for place in places]
    outside = [place for place in found if not 0 <= place < points]
    if outside:
        raise ValueError(
            f"Control chart, {what}: found the position {outside[0]} in a series of {points} points."
            f" Expected a position from 0 to {points - 1}. Give the position of a point that the series holds."
        )
    return found
