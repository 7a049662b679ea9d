"""Room: indicators. Recent trend of an annual series: do the last five years rise or fall by more than chance (METHODS 4.3).

Source: Fingertips (OHID), "Fingertips trend markers", Public Health Technical Guidance. The direction of a proportion follows its fitted
slope; the published code of 2020 left that slope unset and called every significant proportion "decreasing".
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indicators.comparisons.benchmarks import Polarity, polarised

POINTS_NEEDED = 5

# The chi-square quantile at 99.8% with one degree of freedom.
CHI_SQUARE_NEEDED = 9.549536

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Point:
    """One year of a series: a rate or score needs its 95% limits, a proportion its count and denominator."""

    value: float = math.nan
    lower: float = math.nan
    upper: float = math.nan
    count: float = math.nan
    denominator: float = math.nan


@dataclass(frozen=True, slots=True)
class RecentTrend:
    """`trend` is "increasing", "decreasing", "no_change" or "cannot_be_calculated"; `judgement` adds the polarity: "better", "worse",
    "same" ("higher", "lower" where neutral), or "none". `significant` is the whole test: chi-square and a slope of one sign with each year
    left out. `slope` is per year, of the logit for a proportion. `reason` says why it could not be calculated, else "".
    """

    trend: str
    judgement: str
    chi_square: float
    slope: float
    significant: bool
    sign_holds: bool
    reason: str


def recent_trend(points: Sequence[Point | None], *, proportion: bool, polarity: Polarity = "neutral") -> RecentTrend:
    """The trend over the last five of `points`: annual, non-overlapping, oldest first, None for a year without a figure.

    Needs five points without a gap. A proportion at 0% or 100% in any of them has no logit, so nothing is said. Quarterly series use
    `trends.xmr` instead.
    """
    latest = list(points)[-POINTS_NEEDED:]
    held = [point for point in latest if point is not None]
    if len(latest) < POINTS_NEEDED:
        return _nothing(f"{len(latest)} of {POINTS_NEEDED} annual points")
    if len(held) < POINTS_NEEDED:
        return _nothing("a year without a figure among the last five")
    years = np.arange(1.0, POINTS_NEEDED + 1)
    if proportion:
        count, base = np.array([p.count for p in held], float), np.array([p.denominator for p in held], float)
        if not ((count > 0) & (count < base) & np.isfinite(base)).all():
            return _nothing("a proportion at 0% or 100%, or without its count, among the last five")
        chi_square = _chi_square_of_proportions(count, base, years)
        slopes = _slopes(np.log(count / (base - count)), np.ones(POINTS_NEEDED), years)
    else:
        value = np.array([p.value for p in held], float)
        width = np.array([p.upper - p.lower for p in held], float)
        if not (np.isfinite(value) & (width > 0) & np.isfinite(width)).all():
            return _nothing("a value without its limits among the last five")
        weights = (3.92 / width) ** 2
        slopes = _slopes(value, weights, years)
        total = weights.sum()
        chi_square = float(slopes[0] ** 2 * (total * (weights * years**2).sum() - (weights * years).sum() ** 2) / total)
    sign_holds = abs(float(np.sign(slopes).sum())) == len(slopes)
    significant = chi_square > CHI_SQUARE_NEEDED and sign_holds
    step = int(np.sign(slopes[0])) if significant else 0
    trend = {1: "increasing", -1: "decreasing", 0: "no_change"}[step]
    return RecentTrend(trend, str(polarised(step, polarity)), chi_square, float(slopes[0]), significant, sign_holds, "")


def _nothing(reason: str) -> RecentTrend:
    return RecentTrend("cannot_be_calculated", "none", math.nan, math.nan, False, False, reason)


def _chi_square_of_proportions(x: _Floats, n: _Floats, t: _Floats) -> float:
    """Cochran and Armitage's test for trend; in doubles, because the products pass the range of 64-bit integers with ordinary counts."""
    total, events = n.sum(), x.sum()
    top = total * (total * (x * t).sum() - events * (n * t).sum()) ** 2
    return float(top / (events * (total - events) * (total * (n * t**2).sum() - (n * t).sum() ** 2)))


def _slopes(y: _Floats, weights: _Floats, t: _Floats) -> _Floats:
    """Weighted least-squares slopes: of all points, then with each left out in turn."""
    keep = np.vstack([np.ones(len(t)), 1 - np.eye(len(t))]) * weights
    s, st, stt, sy, sty = (keep @ part for part in (np.ones(len(t)), t, t * t, y, t * y))
    slopes = (s * sty - st * sy) / (s * stt - st**2)
    # Four equal years have a slope of nought, which rounding would otherwise give a sign.
    return np.where(np.abs(slopes) > 1e-9 * np.ptp(y), slopes, 0.0)
