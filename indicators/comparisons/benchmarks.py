"""Room: indicators. Benchmark categories: is a local value lower than, the same as or higher than another, chance allowed for (METHODS
4.1).

Source: Fingertips' comparers (OHID). Values may be scalars or arrays that broadcast.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv

from indicators.estimates import Words, numbers, proportion

Polarity: TypeAlias = Literal["high_is_good", "low_is_good", "neutral"]

# By polarity: the word for (far below, below, the same, above, far above). Neutral is for what is contested, as detentions are.
_WORDS: dict[str, tuple[str, ...]] = {
    "high_is_good": ("worst", "worse", "same", "better", "best"),
    "low_is_good": ("best", "better", "same", "worse", "worst"),
    "neutral": ("much lower", "lower", "same", "higher", "much higher"),
}


def benchmark(
    value: ArrayLike,
    lower: ArrayLike,
    upper: ArrayLike,
    benchmark: ArrayLike,
    *,
    polarity: Polarity,
    outer_lower: ArrayLike | None = None,
    outer_upper: ArrayLike | None = None,
    benchmark_lower: ArrayLike | None = None,
    benchmark_upper: ArrayLike | None = None,
) -> Words:
    """A word for each value: "same", "better" or "worse" ("higher" or "lower" where neutral), or "none" where something needed is missing.

    `lower` and `upper` are the 95% limits of `value`. It is the same where they hold the benchmark, ends included. With the 99.8% limits as
    `outer_lower` and `outer_upper`: "best" and "worst" ("much higher", "much lower") beyond those. With the benchmark's own 95% limits: the
    same where the intervals overlap or touch; conservative, for two sub-national areas only, `ratios.rate_ratio` is the better test.
    """
    v, low, high, other = (numbers(part) for part in (value, lower, upper, benchmark))
    other_low = other if benchmark_lower is None else numbers(benchmark_lower)
    other_high = other if benchmark_upper is None else numbers(benchmark_upper)
    below, above = (high < other_low) & (v < other), (low > other_high) & (v > other)
    step = above.astype(np.int8) - below.astype(np.int8)
    missing = np.isnan(v) | np.isnan(low) | np.isnan(high) | np.isnan(other) | np.isnan(other_low) | np.isnan(other_high)
    if outer_lower is not None and outer_upper is not None:
        outer_low, outer_high = numbers(outer_lower), numbers(outer_upper)
        step = step + (outer_low > other).astype(np.int8) - (outer_high < other).astype(np.int8)
        missing = missing | np.isnan(outer_low) | np.isnan(outer_high)
    return polarised(step, polarity, missing)


def benchmark_by_control_limits(
    value: ArrayLike,
    benchmark: ArrayLike,
    n: ArrayLike,
    *,
    kind: Literal["proportion", "rate"],
    polarity: Polarity,
    multiplier: float | None = None,
    confidence: float = 0.95,
) -> Words:
    """The same words from limits around the benchmark, at the local denominator `n`: for values that come without limits of their own.

    A proportion (per cent) has Wilson's limits, a rate (per 100,000) the exact Poisson limits of benchmark times n; or per `multiplier`.
    """
    v, other, base = (numbers(part) for part in (value, benchmark, n))
    scale = multiplier if multiplier is not None else (100.0 if kind == "proportion" else 100_000.0)
    with np.errstate(all="ignore"):
        count = np.where((other >= 0) & (base > 0), other * base / scale, np.nan)
        if kind == "proportion":
            limits = proportion(count, base, multiplier=scale, confidence=confidence)
            low, high = numbers(limits.lower), numbers(limits.upper)
        else:
            tail = (1 - confidence) / 2
            low = np.where(count > 0, gammaincinv(np.where(count > 0, count, 1.0), tail), 0.0) / base * scale
            high = numbers(gammaincinv(count + 1, 1 - tail)) / base * scale
        step = (v > high).astype(np.int8) - (v < low).astype(np.int8)
    return polarised(step, polarity, np.isnan(v) | np.isnan(count) | np.isnan(high))


def polarised(step: ArrayLike, polarity: Polarity, missing: ArrayLike = False) -> Words:
    """Steps -2 (far below) to 2 (far above) as words of a polarity; "none" where missing."""
    words: NDArray[np.str_] = np.asarray(_WORDS[polarity], dtype="U11")[np.asarray(step) + 2]
    return np.where(missing, "none", words)[()]
