"""Room: indicators. For the auditor: the counts that a published rate, or a pair of confidence limits, gives away.

A rate to one decimal with a known population gives the count back; so do Byar's limits even where the population is not known, because
their quotient depends on the count alone. Nothing here is used to hide; it is used to find what was let out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

_Z = 1.959963984540054
#: counts above this are not searched: limits no longer tell neighbours apart
_SEARCHED = 2000


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands beside a count: its rate (`multiplier` x count / `denominator`) and limits, as printed with `decimals` digits."""

    rate: float | None = None
    denominator: float | None = None
    multiplier: float = 1
    decimals: int = 6
    lower: float | None = None
    upper: float | None = None


def counts_told(reading: Reading) -> tuple[int, int] | None:
    """The lowest and the highest count that agree with a reading, or None where it tells nothing."""
    counts = np.arange(0, _SEARCHED, dtype=np.float64)
    fits = np.ones(_SEARCHED, dtype=bool)
    half = 0.5 * 10.0**-reading.decimals * (1 + 1e-9)
    told = False
    if reading.rate is not None and reading.denominator:
        fits &= np.abs(counts * reading.multiplier / reading.denominator - reading.rate) <= half
        told = True
    if reading.lower is not None and reading.upper is not None and reading.upper > half:
        fits &= _limits_fit(counts, reading, half)
        told = True
    found = np.flatnonzero(fits)
    return (int(found[0]), int(found[-1])) if told and found.size else None


def _limits_fit(counts: NDArray[np.float64], reading: Reading, half: float) -> NDArray[np.bool_]:
    """Which counts have limits that round to those printed: with the denominator where it is known, else by their quotient."""
    assert reading.lower is not None
    assert reading.upper is not None
    lower, upper = _limits(counts)
    if reading.denominator:
        scale = reading.multiplier / reading.denominator
        return (np.abs(lower * scale - reading.lower) <= half) & (np.abs(upper * scale - reading.upper) <= half)
    lowest = max(reading.lower - half, 0.0) / (reading.upper + half)
    highest = (reading.lower + half) / (reading.upper - half)
    quotient = lower / upper
    return (quotient >= lowest) & (quotient <= highest)


def _limits(counts: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Exact limits below 10 events, Byar's from 10 (Breslow and Day 1987): written out again, so that the auditor trusts nobody."""
    many = np.maximum(counts, 10.0)
    lower = many * (1 - 1 / (9 * many) - _Z / (3 * np.sqrt(many))) ** 3
    more = many + 1
    upper = more * (1 - 1 / (9 * more) + _Z / (3 * np.sqrt(more))) ** 3
    few = np.minimum(counts, 9.0)
    exact_lower = np.where(few > 0, gammaincinv(np.maximum(few, 1), 0.025), 0.0)
    exact_upper = gammaincinv(few + 1, 0.975)
    return np.where(counts < 10, exact_lower, lower), np.where(counts < 10, exact_upper, upper)
