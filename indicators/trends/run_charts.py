"""Room: indicators. Run charts: shifts, trends and too few or too many runs about the median (METHODS 2).

Sources: Perla, Provost and Murray 2011 (BMJ Quality and Safety), as used by NHS England and IHI; Anhoej and Olesen 2014 (PLoS ONE), as
coded in qicharts2; the exact distribution of runs, Wald and Wolfowitz 1940.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr, gammaln

from indicators.estimates import numbers

FEWEST_FOR_RUNS = 10

_RUN_TAIL = 0.025
_CROSSING_TAIL = 0.05


@dataclass(frozen=True, slots=True)
class RunChart:
    """A run chart of one series. A useful point is not missing and not on the median.

    `side`: -1, 0, 1 a point. `shift` and `trend`: flags a point. `runs_low` and `runs_high`: the fewest and most runs that chance explains,
    None below 10 useful points. `longest_run_max` and `crossings_min`: Anhoej's limits. `signals`: "shift", "trend", "too few runs", "too
    many runs"; `anhoej_signal` is apart, for it is another set of rules.
    """

    median: float
    side: NDArray[np.int8]
    useful: int
    runs: int
    expected_runs: float
    runs_low: int | None
    runs_high: int | None
    crossings: int
    crossings_min: int
    longest_run: int
    longest_run_max: int
    shift: NDArray[np.bool_]
    trend: NDArray[np.bool_]
    signals: tuple[str, ...]
    anhoej_signal: bool


def run_chart(values: ArrayLike, *, baseline: int | None = None, shift: int = 6, trend: int = 5) -> RunChart:
    """The run chart of one series (points,), oldest first, NaN where missing.

    `baseline`: the median is that of the first so many points that are not missing. `shift`: useful points in a row on one side (points on
    the median and missing ones neither count nor break). `trend`: points in a row all rising or all falling; equal neighbours count once, a
    missing point breaks it.
    """
    given = numbers(values)
    given = np.where(np.isfinite(given), given, np.nan)
    held = given[~np.isnan(given)]
    base = held if baseline is None else held[:baseline]
    median = float(np.median(base)) if base.size else np.nan
    side = (given > median).astype(np.int8) - (given < median).astype(np.int8)
    places = np.flatnonzero(side)
    starts, lengths = _stretches(side[places])
    longest = int(lengths.max(initial=0))
    shifted = np.zeros(given.shape, dtype=np.bool_)
    shifted[places[np.repeat(lengths >= shift, lengths)]] = True
    trending = _trends(given, trend)
    useful, runs, above = len(places), len(starts), int((side > 0).sum())
    low, high = run_limits(above, useful - above) if useful >= FEWEST_FOR_RUNS else (None, None)
    found = {
        "shift": bool(shifted.any()),
        "trend": bool(trending.any()),
        "too few runs": low is not None and runs < low,
        "too many runs": high is not None and runs > high,
    }
    crossings = max(runs - 1, 0)
    longest_max, crossings_min = _anhoej_limits(useful)
    return RunChart(
        median=median,
        side=side,
        useful=useful,
        runs=runs,
        expected_runs=1 + 2 * above * (useful - above) / useful if useful else np.nan,
        runs_low=low,
        runs_high=high,
        crossings=crossings,
        crossings_min=crossings_min,
        longest_run=longest,
        longest_run_max=longest_max,
        shift=shifted,
        trend=trending,
        signals=tuple(name for name, holds in found.items() if holds),
        anhoej_signal=useful > 0 and (longest > longest_max or crossings < crossings_min),
    )


def run_limits(above: int, below: int) -> tuple[int, int]:
    """The fewest and the most runs that chance explains (2.5% each side), for so many points above and below the median; exact."""
    chances = _run_chances(above, below)
    most = len(chances) - 1
    low = int(np.argmax(np.cumsum(chances) > _RUN_TAIL))
    high = most - int(np.argmax(np.cumsum(chances[::-1]) > _RUN_TAIL))
    return low, high


def _run_chances(above: int, below: int) -> NDArray[np.float64]:
    """The chance of 0, 1, 2 ... runs in a random order of points above and below."""
    if not above or not below:
        return np.array([0.0, 1.0])
    runs = np.arange(above + below + 1)
    half, odd = runs // 2, runs % 2 == 1
    even_ways = 2 * _ways(above, half) * _ways(below, half)
    odd_ways = _ways(above, half + 1) * _ways(below, half) + _ways(above, half) * _ways(below, half + 1)
    scale = np.exp(gammaln(above + 1) + gammaln(below + 1) - gammaln(above + below + 1))
    return np.asarray(np.where(odd, odd_ways, even_ways) * scale)


def _ways(points: int, groups: NDArray[np.int64]) -> NDArray[np.float64]:
    """In how many ways so many points fall into so many runs: C(points - 1, groups - 1)."""
    fits = (groups >= 1) & (groups <= points)
    k = np.where(fits, groups, 1)
    return np.asarray(np.where(fits, np.exp(gammaln(points) - gammaln(k) - gammaln(points - k + 1)), 0.0))


def _anhoej_limits(useful: int) -> tuple[int, int]:
    """The longest run and the fewest crossings that chance explains: round(log2 n) + 3, and the 5% quantile of Binomial(n - 1, 1/2)."""
    if useful < 1:
        return 0, 0
    crossings = np.arange(useful)
    fewest = int(np.argmax(bdtr(crossings, useful - 1, 0.5) >= _CROSSING_TAIL))
    return round(float(np.log2(useful))) + 3, fewest


def _stretches(signs: NDArray[np.int8]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where each stretch of equal signs starts, and how long it is."""
    if not signs.size:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    starts = np.concatenate([[0], np.flatnonzero(np.diff(signs)) + 1])
    return starts, np.diff(np.concatenate([starts, [signs.size]]))


def _trends(values: NDArray[np.float64], length: int) -> NDArray[np.bool_]:
    """Flags for stretches that rise, or fall, through `length` or more different values in a row."""
    flags = np.zeros(values.shape, dtype=np.bool_)
    start, direction, different = 0, 0, 1
    for i in range(1, values.size):
        step = int(np.sign(values[i] - values[i - 1])) if np.isfinite(values[i] - values[i - 1]) else None
        if step is None:
            start, direction, different = i, 0, 1
        elif step and step != direction:
            # A turn starts at the first of the equal points it turns on, so that all of them are its own.
            while direction and start < i - 1 and values[start] != values[i - 1]:
                start += 1
            direction, different = step, 2
        elif step:
            different += 1
        if different >= length:
            flags[start : i + 1] = True
    return flags
