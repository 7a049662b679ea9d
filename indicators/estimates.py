"""Room: indicators. Proportions, rates, means and standardised rates with their intervals; every function is vectorised and pure.

What all functions here share: inputs broadcast as numpy does; scalars in give scalars out (`np.float64`, `np.str_`), arrays in give arrays;
None and NaN are "not known" and give NaN, as does what is undefined; never a warning. The method is "" where there was nothing to choose
it by. `confidence` is a share (0.95, 0.998).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv, ndtri, stdtrit

Numbers: TypeAlias = NDArray[np.float64] | np.float64
Words: TypeAlias = NDArray[np.str_] | np.str_

FEWEST_FOR_BYARS = 10
FEWEST_FOR_STANDARDISING = 10

# European Standard Population 2013 (Eurostat), 0-4, 5-9 ... 85-89, 90 and over. With an open band 85 and over its weight is 2,500.
ESP_2013: tuple[float, ...] = (
    *(5000.0, 5500.0, 5500.0, 5500.0, 6000.0, 6000.0, 6500.0, 7000.0, 7000.0, 7000.0),
    *(7000.0, 6500.0, 6000.0, 5500.0, 5000.0, 4000.0, 2500.0, 1500.0, 1000.0),
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its limits and, for each element, the name of the method; NaN where undefined."""

    value: Numbers
    lower: Numbers
    upper: Numbers
    method: Words


def proportion(x: ArrayLike, n: ArrayLike, *, multiplier: float = 100, confidence: float = 0.95) -> Estimate:
    """Share `x` of `n` times `multiplier` (100 gives per cent), with Wilson's score limits; undefined unless 0 <= x <= n and n > 0.

    Source: Wilson 1927, as in PHEindicatormethods (OHID) phe_proportion.
    """
    z = normal_quantile(confidence)
    count, base = np.broadcast_arrays(numbers(x), numbers(n))
    known = (count >= 0) & (count <= base) & (base > 0)
    with np.errstate(all="ignore"):
        base = np.where(known, base, np.nan)
        value = count / base
        # The form of the paper, 2x + z^2 -/+ ..., over n: one division less and no overflow for large counts.
        z2 = z * z
        scale = 1 / (base + z2)
        centre = (count + z2 / 2) * scale
        spread = z * np.sqrt(count * (1 - value) + z2 / 4) * scale
        # At 0 and n the two terms are equal, and what is left of their difference is rounding noise.
        lower = np.where(value == 0, 0.0, np.maximum(centre - spread, 0.0))
        upper = np.where(value == 1, 1.0, np.minimum(centre + spread, 1.0))
    return estimate(value * multiplier, lower * multiplier, upper * multiplier, chosen(known, "Wilson"))


def count_limits(x: ArrayLike, *, confidence: float = 0.95, method: Literal["auto", "Byars", "Exact"] = "auto") -> Estimate:
    """Limits of a count of independent events; "auto" is exact below 10 events and Byar's from 10. Fractional counts are allowed.

    "Byars" asked for by name leaves a lower limit below zero undefined. Source: Breslow and Day 1987, as in PHEindicatormethods (OHID).
    """
    count = numbers(x)
    known = np.isfinite(count) & (count >= 0)
    exact = known & (count < FEWEST_FOR_BYARS) if method == "auto" else np.full(count.shape, method == "Exact") & known
    lower, upper = _byars(count, confidence)
    if exact.any():
        lower[exact], upper[exact] = _exact(count[exact], confidence)
    lower[~known] = upper[~known] = np.nan
    return estimate(np.where(known, count, np.nan), lower, upper, np.where(exact, "Exact", chosen(known, "Byars")))


def rate(x: ArrayLike, n: ArrayLike, *, multiplier: float = 100_000, confidence: float = 0.95) -> Estimate:
    """Events `x` per `multiplier` of the population or time at risk `n`; method "Exact" below 10 events, "Byars" from 10. x may be larger
    than n.

    Source: PHEindicatormethods (OHID) phe_rate.
    """
    of_count = count_limits(x, confidence=confidence)
    base = numbers(n)
    with np.errstate(all="ignore"):
        scale = multiplier / np.where(base > 0, base, np.nan)
        value, lower, upper = of_count.value * scale, of_count.lower * scale, of_count.upper * scale
    return estimate(value, lower, upper, np.broadcast_to(of_count.method, np.shape(value)))


def mean(values: ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Mean over the last axis with Student's t limits (n - 1 degrees of freedom); missing values are left out; one value has no limits.

    Source: PHEindicatormethods (OHID) phe_mean.
    """
    given = numbers(values)
    held = ~np.isnan(given)
    n = held.sum(axis=-1).astype(np.float64)
    with np.errstate(all="ignore"):
        average = np.where(held, given, 0.0).sum(axis=-1) / n
        squares = np.where(held, given - average[..., None], 0.0) ** 2
        error = np.sqrt(squares.sum(axis=-1) / np.where(n > 1, n - 1, np.nan) / n)
        half = numbers(stdtrit(np.maximum(n - 1, 1), 0.5 + confidence / 2)) * error
    return estimate(average, average - half, average + half, chosen(n > 0, "Student"))


@np.errstate(all="ignore")
def standardised_rate(x: ArrayLike, n: ArrayLike, weights: ArrayLike, *, multiplier: float = 100_000, confidence: float = 0.95) -> Estimate:
    """Directly standardised rate over the last axis (strata) with Dobson's limits; below 10 events in all it is not given.

    A missing count is 0. ValueError where a population is missing or not above zero. Join weights to strata by their key, never by
    position. Source: Dobson et al 1991, as in PHEindicatormethods (OHID) calculate_dsr. Weights: for instance `ESP_2013`.
    """
    count, base, weight = _strata(x, n, weights)
    events = count.sum(axis=-1)
    total = weight.sum(axis=-1)
    value = (weight * count / base).sum(axis=-1) / total
    variance = (weight**2 * count / base**2).sum(axis=-1) / total**2
    return _dobson(events, value, variance, multiplier, confidence)


@np.errstate(all="ignore")
def standardised_rate_of_repeats(
    people: ArrayLike, events_each: ArrayLike, n: ArrayLike, weights: ArrayLike, *, multiplier: float = 100_000, confidence: float = 0.95
) -> Estimate:
    """Directly standardised rate of events that are not independent, such as repeat detentions of one person.

    `people` is (..., frequencies, strata): the people with exactly `events_each[f]` events in the period, whose variances are weighted by
    the square of that number. With `events_each` = [1] it is `standardised_rate`. Source: PHEindicatormethods (OHID), calculate_dsr for
    non-independent events.
    """
    each = numbers(events_each)
    count, base, weight = _strata(people, n, weights)
    total = weight.sum(axis=-1)
    events = (count.sum(axis=-1) * each).sum(axis=-1)
    value = ((weight * count / base).sum(axis=-1) / total * each).sum(axis=-1)
    variance = ((weight**2 * count / base**2).sum(axis=-1) / total**2 * each**2).sum(axis=-1)
    return _dobson(events, value, variance, multiplier, confidence)


def indirectly_standardised(
    x: ArrayLike,
    n: ArrayLike,
    ref_x: ArrayLike,
    ref_n: ArrayLike,
    *,
    kind: Literal["ratio", "rate"] = "ratio",
    multiplier: float | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """Observed over expected events, the last axis being strata: a ratio (times 100) or a rate (per 100,000), or times `multiplier`.

    Limits are those of the observed count, over the expected. A missing count is 0; with nothing expected it is undefined.
    Source: PHEindicatormethods (OHID) calculate_ISRatio and calculate_ISRate.
    """
    count, base, reference, reference_base = np.broadcast_arrays(numbers(x), numbers(n), numbers(ref_x), numbers(ref_n))
    observed = np.where(np.isnan(count), 0.0, count).sum(axis=-1)
    with np.errstate(all="ignore"):
        expected = (base * reference / reference_base).sum(axis=-1)
        scale = np.full(np.shape(expected), 100.0 if multiplier is None else float(multiplier))
        if kind == "rate":
            crude = reference.sum(axis=-1) / reference_base.sum(axis=-1)
            scale = crude * (100_000.0 if multiplier is None else float(multiplier))
        per_event = np.where(expected > 0, scale / expected, np.nan)
        limits = count_limits(observed, confidence=confidence)
        return estimate(limits.value * per_event, limits.lower * per_event, limits.upper * per_event, limits.method)


@np.errstate(all="ignore")
def population_weighted_rate(
    x: ArrayLike, n: ArrayLike, standard: ArrayLike, *, multiplier: float = 100_000, confidence: float = 0.95
) -> Estimate:
    """The standardised rate of the Mental Health Act statistics: rates of strata (last axis) weighted by a national population, normal
    limits.

    Value = sum N_j p_j / N, half-width = z sqrt(sum N_j^2 p_j (1 - p_j) / n_j) / N. A stratum without events counts as zero events, and all
    strata enter the variance; the publisher's code treats the first as missing and loses one stratum (16-17) from the second.
    Source: NHS England, Mental Health Act Statistics, Annual Figures.
    """
    count, base, population = _strata(x, n, standard)
    share = count / base
    total = population.sum(axis=-1)
    value = (population * share).sum(axis=-1) / total
    # A stratum with more events than people has no binomial variance; zero is as far as the formula goes.
    binomial = np.maximum(share * (1 - share), 0.0) / base
    half = normal_quantile(confidence) * np.sqrt((population**2 * binomial).sum(axis=-1)) / total
    return estimate(value * multiplier, (value - half) * multiplier, (value + half) * multiplier, chosen(np.isfinite(value), "normal"))


def numbers(given: ArrayLike) -> NDArray[np.float64]:
    """The input as an array of doubles; None becomes NaN."""
    return np.asarray(given, dtype=np.float64)


def normal_quantile(confidence: float) -> float:
    """z of a two-sided interval: 1.959964 for 0.95, 3.090232 for 0.998."""
    return float(ndtri(0.5 + confidence / 2))


def estimate(value: Numbers, lower: Numbers, upper: Numbers, method: ArrayLike) -> Estimate:
    """An Estimate, all of one shape; scalars where the arrays have no axis."""
    shape = np.broadcast_shapes(np.shape(value), np.shape(method))
    value, lower, upper = (np.broadcast_to(numbers(part), shape)[()] for part in (value, lower, upper))
    return Estimate(value, lower, upper, np.broadcast_to(np.asarray(method, dtype=np.str_), shape)[()])


def chosen(where: ArrayLike, name: str) -> NDArray[np.str_]:
    """The name where the condition holds, "" elsewhere."""
    condition = np.asarray(where)
    # The usual case costs no memory: a million words of six letters are 24 MB.
    return np.broadcast_to(np.asarray(name), condition.shape) if condition.all() else np.where(condition, name, "")


def _byars(count: NDArray[np.float64], confidence: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    z = normal_quantile(confidence)
    with np.errstate(all="ignore"):
        below = 1 - 1 / (9 * count) - z / (3 * np.sqrt(count))
        above = 1 - 1 / (9 * (count + 1)) + z / (3 * np.sqrt(count + 1))
        # Multiplied out: numpy's power of 3 costs ten times two products.
        lower = np.where(below < 0, np.nan, count * below * below * below)
        return np.asarray(lower), np.asarray((count + 1) * above * above * above)


def _exact(count: NDArray[np.float64], confidence: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    tail = (1 - confidence) / 2
    # Counts repeat far more often than they differ, so each is solved once. Half the chi-square quantile at 2k is the gamma quantile at k.
    each, place = np.unique(count, return_inverse=True)
    lower = np.where(each > 0, gammaincinv(np.where(each > 0, each, 1.0), tail), 0.0)  # scipy gives NaN for a count of 0
    return lower[place], numbers(gammaincinv(each + 1, 1 - tail))[place]


def _strata(x: ArrayLike, n: ArrayLike, weights: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    count, base, weight = np.broadcast_arrays(numbers(x), numbers(n), numbers(weights))
    if not (base > 0).all():
        raise ValueError(
            "Standardised rate: found a stratum whose population is missing or not above zero. Expected a population for every stratum."
            " Join strata into wider ones, or leave the rate out."
        )
    return np.where(np.isnan(count), 0.0, count), base, weight


def _dobson(events: NDArray[np.float64], value: Numbers, variance: Numbers, multiplier: float, confidence: float) -> Estimate:
    enough = events >= FEWEST_FOR_STANDARDISING
    limits = count_limits(events, confidence=confidence, method="Byars")
    with np.errstate(all="ignore"):
        step = np.sqrt(variance / np.where(enough, events, np.nan))
        lower, upper = value + step * (limits.lower - events), value + step * (limits.upper - events)
    shown = np.where(enough, value, np.nan)
    return estimate(shown * multiplier, lower * multiplier, upper * multiplier, np.where(enough, "Dobson", "fewer than 10 events"))
