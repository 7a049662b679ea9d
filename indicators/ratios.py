"""Room: indicators. One group against a reference group: rate ratio, ratio of standardised rates, difference, excess events, unknown share.

As in `estimates`: inputs broadcast, scalars in give scalars out, NaN where undefined, never a warning. The caller names the reference
group.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaincinv

from indicators.estimates import Estimate, Numbers, count_limits, estimate, normal_quantile, numbers, rate

FEWEST_FOR_LOG = 10
NO_EVENTS_IN_GROUP = "mid-P, no events in the group"
NO_EVENTS_IN_REFERENCE = "mid-P, no events in the reference group"
NO_EVENTS = "no ratio, no events in either group"

# Each halving of the bracket adds a binary digit; the brackets here are narrow enough that 60 reach the last one.
_HALVINGS = 60


@dataclass(frozen=True, slots=True)
class UnknownBounds:
    """How far events of unknown group could move each group's rate ratio; arrays over groups, NaN where a ratio is undefined.

    `lower`: every unknown event was in the reference group. `upper`: every one was in this very group, the furthest it could go.
    `spread`: every one was in the other groups, in proportion to their known events. `share`: unknown events as a share of all events.
    """

    ratio: NDArray[np.float64]
    lower: NDArray[np.float64]
    spread: NDArray[np.float64]
    upper: NDArray[np.float64]
    share: Numbers


def rate_ratio(
    x1: ArrayLike,
    n1: ArrayLike,
    x0: ArrayLike,
    n0: ArrayLike,
    *,
    confidence: float = 0.95,
    method: Literal["auto", "log", "mid-P", "exact"] = "auto",
) -> Estimate:
    """Rate of a group (`x1` events of `n1`) over the rate of the reference group (`x0` of `n0`).

    "auto": "log" limits where both counts are 10 or more, else mid-P limits of the conditional binomial. No events in the group: ratio 0,
    lower 0, upper by mid-P. No events in the reference group: no ratio, a lower limit ("at least"), upper infinite. None in either:
    nothing. Zeros are said by the method's name. "log", "mid-P" or "exact" (Clopper-Pearson) may be asked for by name.
    Sources: Armitage and Berry 2002 (log); Rothman 1998, p. 238, and Berry and Armitage 1995 (mid-P).
    """
    a, n, b, m = np.broadcast_arrays(numbers(x1), numbers(n1), numbers(x0), numbers(n0))
    known = (a >= 0) & (b >= 0) & (n > 0) & (m > 0) & np.isfinite(a) & np.isfinite(b)
    few = (a < FEWEST_FOR_LOG) | (b < FEWEST_FOR_LOG)
    small = known & (few if method == "auto" else np.full(known.shape, method != "log"))
    with np.errstate(all="ignore"):
        ratio = np.where(known & (b > 0), (a / n) / (b / m), np.nan)
        step = np.exp(normal_quantile(confidence) * np.sqrt(1 / a + 1 / b))
        # A log needs an event on both sides.
        logarithm = known & (a > 0) & (b > 0)
        lower, upper = np.where(logarithm, ratio / step, np.nan), np.where(logarithm, ratio * step, np.nan)
        if small.any():
            solve = _exact_odds if method == "exact" else _mid_p_odds
            low, high = solve(a[small], b[small], (1 - confidence) / 2)
            scale = m[small] / n[small]
            lower[small], upper[small] = low * scale, high * scale
    small_name = "exact" if method == "exact" else "mid-P"
    names = np.where(small, small_name, np.where(known, "log", "")).astype("U40")
    if method in ("auto", "mid-P"):
        names[small & (a == 0)] = NO_EVENTS_IN_GROUP
        names[small & (b == 0)] = NO_EVENTS_IN_REFERENCE
    nothing = known & (a == 0) & (b == 0)
    lower, upper = np.where(nothing, np.nan, lower), np.where(nothing, np.nan, upper)
    names[nothing] = NO_EVENTS
    return estimate(ratio, lower, upper, names)


def risk_ratio(x1: ArrayLike, n1: ArrayLike, x0: ArrayLike, n0: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Share of people affected in a group over that of the reference group, log limits; for people, where `rate_ratio` is for events.

    Undefined unless 0 < x <= n in both. Source: Armitage and Berry 2002 (log method for two proportions).
    """
    a, n, b, m = np.broadcast_arrays(numbers(x1), numbers(n1), numbers(x0), numbers(n0))
    known = (a > 0) & (a <= n) & (b > 0) & (b <= m)
    with np.errstate(all="ignore"):
        ratio = np.where(known, (a / n) / (b / m), np.nan)
        step = np.exp(normal_quantile(confidence) * np.sqrt(np.maximum(1 / a - 1 / n + 1 / b - 1 / m, 0.0)))
        return estimate(ratio, ratio / step, ratio * step, np.where(known, "log", ""))


def standardised_rate_ratio(rate1: Estimate, rate0: Estimate) -> Estimate:
    """Ratio of two directly standardised rates (`estimates.standardised_rate`), limits by MOVER from their own; NaN where either was
    withheld.

    The method of variance estimates recovery keeps each rate's skewness, which a symmetric log interval loses below some 20 events.
    Source: Donner and Zou 2012, closed-form confidence intervals for functions of means and proportions.
    """
    d1, l1, u1 = numbers(rate1.value), numbers(rate1.lower), numbers(rate1.upper)
    d0, l0, u0 = numbers(rate0.value), numbers(rate0.lower), numbers(rate0.upper)
    with np.errstate(all="ignore"):
        product = d1 * d0
        low, high = l1 * (2 * d1 - l1), u1 * (2 * d1 - u1)
        # (P - sqrt(P^2 - ab)) / b written as a / (P + sqrt(P^2 - ab)): the same number, and no 0/0 where u0 is twice d0.
        lower = low / (product + np.sqrt(np.maximum(product**2 - low * u0 * (2 * d0 - u0), 0.0)))
        upper = (product + np.sqrt(np.maximum(product**2 - high * l0 * (2 * d0 - l0), 0.0))) / (l0 * (2 * d0 - l0))
        ratio = np.where(d0 > 0, d1 / d0, np.nan)
    defined = np.isfinite(ratio)
    return estimate(ratio, np.where(defined, lower, np.nan), np.where(defined, upper, np.nan), np.where(defined, "MOVER", ""))


def rate_difference(
    x1: ArrayLike, n1: ArrayLike, x0: ArrayLike, n0: ArrayLike, *, multiplier: float = 100_000, confidence: float = 0.95
) -> Estimate:
    """The group's rate less the reference's, per `multiplier`, limits by MOVER from the exact or Byar's limits of each rate.

    Source: Zou and Donner 2008, construction of confidence limits about effect measures.
    """
    own = rate(x1, n1, multiplier=multiplier, confidence=confidence)
    other = rate(x0, n0, multiplier=multiplier, confidence=confidence)
    return _difference(own, other)


def excess(x1: ArrayLike, n1: ArrayLike, x0: ArrayLike, n0: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """How many fewer events the group would have had at the reference group's rate: x1 - n1 x0 / n0, in events; negative where it had
    fewer.

    Both the group's own count and the reference rate are uncertain; MOVER joins the exact or Byar's limits of the count with those of the
    events expected at the reference rate. It is `rate_difference` times n1. Source: Zou and Donner 2008.
    """
    own = count_limits(x1, confidence=confidence)
    base = numbers(n1)
    with np.errstate(all="ignore"):
        size = np.where(base > 0, base, np.nan)
    expected = rate(x0, n0, multiplier=1, confidence=confidence)
    scaled = Estimate(expected.value * size, expected.lower * size, expected.upper * size, expected.method)
    return _difference(own, scaled)


def unknown_bounds(counts: ArrayLike, populations: ArrayLike, unknown: float, reference: int) -> UnknownBounds:
    """Rate ratios of all groups to group number `reference`, and how far `unknown` events of no known group could move them.

    `counts` and `populations` hold one figure a group (one axis). These are bounds, not a confidence interval: they say nothing of chance.
    Source: the worst-case bounds of Manski 1989 (missing data without assumptions), applied to counts.
    """
    count, base = np.broadcast_arrays(numbers(counts), numbers(populations))
    others = np.arange(count.size) != reference
    with np.errstate(all="ignore"):
        rates = count / np.where(base > 0, base, np.nan)
        reference_rate = np.where(rates[reference] > 0, rates[reference], np.nan)
        ratio = rates / reference_rate
        lower = rates / ((count[reference] + unknown) / base[reference])
        upper = (count + unknown) / base / reference_rate
        spread = ratio * (1 + unknown / np.where(others, count, 0.0).sum())
        share = np.float64(unknown) / (count.sum() + unknown)
    one = np.where(np.isfinite(ratio[reference]), 1.0, np.nan)
    lower, spread, upper = (np.where(others, bound, one) for bound in (lower, spread, upper))
    return UnknownBounds(ratio, lower, spread, upper, share)


def _difference(own: Estimate, other: Estimate) -> Estimate:
    with np.errstate(all="ignore"):
        value = own.value - other.value
        lower = value - np.sqrt((own.value - own.lower) ** 2 + (other.upper - other.value) ** 2)
        upper = value + np.sqrt((own.upper - own.value) ** 2 + (other.value - other.lower) ** 2)
    return estimate(value, lower, upper, np.where(np.isfinite(value), "MOVER", ""))


def _exact_odds(a: NDArray[np.float64], b: NDArray[np.float64], tail: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Clopper-Pearson limits of the odds that an event is the group's, given the sum of events."""
    # The upper limit is the lower one seen from the other group; so both keep their digits near 0 and 1.
    return _odds(_lower_exact(a, b, tail)), 1 / _odds(_lower_exact(b, a, tail))


def _mid_p_odds(a: NDArray[np.float64], b: NDArray[np.float64], tail: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mid-P limits of the odds that an event is the group's: where P(beyond) + P(equal)/2 is the tail."""
    return _odds(_lower_mid_p(a, b, tail)), 1 / _odds(_lower_mid_p(b, a, tail))


def _odds(share: NDArray[np.float64]) -> NDArray[np.float64]:
    return share / (1 - share)


def _lower_exact(a: NDArray[np.float64], b: NDArray[np.float64], tail: float) -> NDArray[np.float64]:
    return np.where(a > 0, betaincinv(np.where(a > 0, a, 1.0), b + 1, tail), 0.0)


def _lower_mid_p(a: NDArray[np.float64], b: NDArray[np.float64], tail: float) -> NDArray[np.float64]:
    some = a > 0
    own = np.where(some, a, 1.0)
    # P(X >= a) and P(X > a) each reach the tail at a beta quantile; their mean does so between the two.
    left = numbers(betaincinv(own, b + 1, tail))
    right = np.where(b > 0, betaincinv(own + 1, np.where(b > 0, b, 1.0), tail), 1.0)
    for _ in range(_HALVINGS):
        middle = (left + right) / 2
        beyond = np.where(b > 0, betainc(own + 1, np.where(b > 0, b, 1.0), middle), 0.0)
        over = (beyond + betainc(own, b + 1, middle)) / 2 > tail
        left, right = np.where(over, left, middle), np.where(over, middle, right)
    return np.where(some, (left + right) / 2, 0.0)
