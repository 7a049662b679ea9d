"""Room: indicators. Values and limits of released observations, worked out from the counts that may be shown (R10)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indicators.disclosure.counts import RATES, Counted, is_average
from indicators.estimates import Estimate, proportion, rate


@dataclass(frozen=True, slots=True)
class Worked:
    """A value with its 95 % limits and their method, in the unit of the part; None and "" where there are none."""

    value: float | None
    lower: float | None
    upper: float | None
    limits: str


def worked_out(visible: Sequence[tuple[Counted, float | None, float | None]]) -> list[Worked]:
    """Value and limits of each observation, from its (shown) numerator and denominator, in the order given.

    Under a rounding profile a share or rate is worked out anew from the rounded counts. Otherwise the value stays as it is held, and limits
    that the source does not give are added: Wilson's for percentages, Byar's (exact below 10 events) for rates.
    """
    estimates = _estimates(visible)
    return [
        _rounded(one, numerator, denominator, estimate) if one.profile.base else _carried(one, numerator, estimate)
        for (one, numerator, denominator), estimate in zip(visible, estimates, strict=True)
    ]


def _estimates(visible: Sequence[tuple[Counted, float | None, float | None]]) -> list[Worked | None]:
    """An estimate wherever there are a numerator and a denominator to make one from; all shares at once, and all rates."""
    found: list[Worked | None] = [None] * len(visible)
    for shares in (True, False):
        at = [
            i
            for i, (one, numerator, denominator) in enumerate(visible)
            if (one.unit == "per_cent" if shares else one.unit in RATES)
            and numerator is not None
            and denominator is not None
            and (not shares or one.observation.lower is None or one.profile.base)
        ]
        if not at:
            continue
        numerators, denominators = np.array([visible[i][1] for i in at], float), np.array([visible[i][2] for i in at], float)
        times = np.array([visible[i][0].multiplier for i in at])
        # The functions take one multiplier: they are asked for per person, and the result is multiplied.
        made = proportion(numerators, denominators, multiplier=1) if shares else rate(numerators, denominators, multiplier=1)
        for i, worked in zip(at, _listed(made, times), strict=True):
            found[i] = worked
    return found


def _listed(made: Estimate, times: NDArray[np.float64]) -> list[Worked | None]:
    columns = (np.atleast_1d(made.value) * times, np.atleast_1d(made.lower) * times, np.atleast_1d(made.upper) * times)
    values, lowers, uppers = (column.tolist() for column in columns)
    methods = np.atleast_1d(made.method).tolist()
    return [
        None if math.isnan(value) else Worked(value, _known(lower), _known(upper), str(method))
        for value, lower, upper, method in zip(values, lowers, uppers, methods, strict=True)
    ]


def _known(number: float) -> float | None:
    return None if math.isnan(number) else number


def _carried(one: Counted, numerator: float | None, estimate: Worked | None) -> Worked:
    """The value as it is held; the source's limits, or ours where it gives none."""
    observation = one.observation
    value = observation.value
    if value is None:
        value = estimate.value if estimate else numerator if one.unit == "count" else None
    if observation.lower is not None or observation.upper is not None:
        return Worked(value, observation.lower, observation.upper, observation.limits or "as published")
    if estimate is None or value is None:
        return Worked(value, None, None, "")
    return Worked(value, estimate.lower, estimate.upper, estimate.limits)


def _rounded(one: Counted, numerator: float | None, denominator: float | None, estimate: Worked | None) -> Worked:
    """Everything anew from the rounded counts; what cannot be worked out from them is left out. Averages stay as they are held."""
    observation = one.observation
    if one.unit == "count":
        return Worked(numerator, None, None, "")
    if is_average(one.unit):
        return Worked(observation.value, observation.lower, observation.upper, observation.limits)
    if estimate is not None:
        return estimate
    if one.unit in ("ratio", "standardised_ratio") and numerator is not None and denominator:
        return Worked(numerator / denominator * one.multiplier, None, None, "")
    return Worked(None, None, None, "")
