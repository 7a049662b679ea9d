"""Room: indicators. Funnel plots: which of many areas stand out from their average, and the lines to draw (METHODS 4.2).

Source: PHEindicatormethods (OHID), assign_funnel_significance and calculate_funnel_limits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv

from indicators.estimates import FEWEST_FOR_STANDARDISING, Numbers, Words, count_limits, normal_quantile, numbers, proportion

Kind: TypeAlias = Literal["proportion", "rate", "standardised rate", "ratio"]

_INNER, _OUTER = 0.95, 0.998


@dataclass(frozen=True, slots=True)
class Funnel:
    """The average of all areas and, for each, its value and whether it stands out.

    `significance`: "High (0.001)", "High (0.025)", "Not significant", "Low (0.025)", "Low (0.001)", or "Not applicable".
    """

    average: np.float64
    value: Numbers
    significance: Words


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a funnel, one element for each point given: the values whose own interval just touches the average.

    `expected_lower95` ... are the expected events (the place along the axis) at which a line passes the value; NaN for proportions,
    whose place is the denominator given.
    """

    lower95: Numbers
    upper95: Numbers
    lower998: Numbers
    upper998: Numbers
    expected_lower95: Numbers
    expected_upper95: Numbers
    expected_lower998: Numbers
    expected_upper998: Numbers


def funnel(
    x: ArrayLike, n: ArrayLike, *, kind: Kind = "proportion", value: ArrayLike | None = None, multiplier: float | None = None
) -> Funnel:
    """Each area (last axis) against the average of all: High or Low where its own 95% or 99.8% interval misses the average.

    `x` events of `n`. Kinds: "proportion" (per cent), "rate" (per 100,000), "ratio" (`n` are the expected events, the average is 1), and
    "standardised rate", which needs the rates as `value`: the population that would give that rate crudely stands in for n, areas without
    events are left out of the average, and an area with fewer than 10 is "Not applicable". `multiplier` replaces 100 or 100,000.
    """
    count, base = np.broadcast_arrays(numbers(x), numbers(n))
    scale = multiplier if multiplier is not None else {"proportion": 100.0, "ratio": 1.0}.get(kind, 100_000.0)
    with np.errstate(all="ignore"):
        if value is not None:
            # A rate of zero gives no population; where it is crude the one given serves.
            implied = scale * count / numbers(value)
            base = np.where(count > 0, implied, base if kind != "standardised rate" else np.nan)
        counted = np.isfinite(count) & np.isfinite(base)
        average = np.float64(1.0) if kind == "ratio" else np.where(counted, count, 0.0).sum() / np.where(counted, base, 0.0).sum()
        shown = count / base
        limits = [_own_limits(count, base, kind, level) for level in (_OUTER, _INNER)]
        (low998, high998), (low95, high95) = limits
        tests = [low998 > average, low95 > average, high998 < average, high95 < average]
    names = ["High (0.001)", "High (0.025)", "Low (0.001)", "Low (0.025)"]
    found = np.select(tests, names, "Not significant")
    applies = counted & ((count >= FEWEST_FOR_STANDARDISING) | (kind != "standardised rate"))
    return Funnel(average * scale, (shown * scale)[()], np.where(applies, found, "Not applicable")[()])


def funnel_lines(at: ArrayLike, average: float, *, kind: Literal["proportion", "count"], multiplier: float = 100) -> Lines:
    """The lines of a funnel around `average` (in the units of `multiplier`).

    kind "proportion": `at` are denominators; average -/+ z sqrt(p (1 - p) / n), the closed form of Wilson's interval touching p, cut at 0
    and `multiplier`. kind "count" (rates and ratios): `at` are events O; a line has the value average times O / E, at E expected events
    where the exact Poisson interval of O just touches. For a rate the population there is E times its multiplier over the average.
    """
    place = numbers(at)
    nothing = np.full(place.shape, np.nan)
    values: list[NDArray[np.float64]] = []
    places: list[NDArray[np.float64]] = []
    with np.errstate(all="ignore"):
        for confidence in (_INNER, _OUTER):
            if kind == "proportion":
                p = average / multiplier
                half = normal_quantile(confidence) * np.sqrt(p * (1 - p) / np.where(place > 0, place, np.nan)) * multiplier
                values += [np.maximum(average - half, 0.0), np.minimum(average + half, float(multiplier))]
                places += [nothing, nothing]
            else:
                tail = (1 - confidence) / 2
                below = numbers(gammaincinv(place + 1, 1 - tail))
                above = np.where(place > 0, gammaincinv(np.where(place > 0, place, 1.0), tail), np.nan)
                values += [average * place / below, average * place / above]
                places += [below, above]
    return Lines(*(part[()] for part in (*values, *places)))


def _own_limits(count: NDArray[np.float64], base: NDArray[np.float64], kind: str, confidence: float) -> tuple[Numbers, Numbers]:
    if kind == "proportion":
        own = proportion(count, base, multiplier=1, confidence=confidence)
        return own.lower, own.upper
    limits = count_limits(count, confidence=confidence)
    return limits.lower / base, limits.upper / base
