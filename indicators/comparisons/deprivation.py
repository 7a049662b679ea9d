"""Room: indicators. Quantiles of areas, and the slope index of inequality over them (METHODS 3.6 and 3.7).

Source: PHEindicatormethods (OHID), phe_quantile and phe_sii.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from indicators.estimates import Estimate, estimate, normal_quantile, numbers

ValueType: TypeAlias = Literal["mean", "rate", "proportion"]

_Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SlopeIndex:
    """The slope index (difference between the ends of the gradient) and the relative index (their ratio); limits NaN without standard
    errors."""

    slope: Estimate
    relative: Estimate


def quantiles(values: ArrayLike, k: int, *, highest_first: bool) -> _Floats:
    """The quantile, 1 to k, of each value along the last axis; NaN where a value is missing, and everywhere with fewer values than k.

    `highest_first`: the highest values are quantile 1. Ties take the lowest rank.
    """
    given = numbers(values)
    held = ~np.isnan(given)
    rows = np.where(held, -given if highest_first else given, np.inf).reshape(-1, given.shape[-1])
    # The lowest rank of ties is one more than the number of smaller values.
    rank = 1 + np.array([np.searchsorted(np.sort(row), row) for row in rows]).reshape(given.shape)
    n = held.sum(axis=-1, keepdims=True).astype(np.float64)
    with np.errstate(all="ignore"):
        found = np.maximum(np.floor(k + 1 - np.ceil((n + 1 - rank) / (n / k))), 1.0)
    return np.where(held & (n >= k), found, np.nan)


@np.errstate(all="ignore")
def slope_index(
    values: ArrayLike,
    populations: ArrayLike,
    *,
    value_type: ValueType = "mean",
    standard_errors: ArrayLike | None = None,
    lower: ArrayLike | None = None,
    upper: ArrayLike | None = None,
    transform: bool = False,
    multiplier: float = 1,
    confidence: float = 0.95,
    draws: int = 100_000,
    seed: int = 20_240_401,
) -> SlopeIndex:
    """Slope and relative index of inequality over quantiles in order of deprivation, most deprived first (one axis).

    `transform` fits the log of rates or the logit of proportions. Limits are simulated, seeded, from `standard_errors` (of the value for
    means, of its log for rates, of its logit for proportions) or from 95% limits `lower` and `upper` of the values. Proportions are shares
    (0 to 1).
    """
    value, population = numbers(values), numbers(populations)
    share = population / population.sum()
    place = np.cumsum(share) - share / 2
    scale: ValueType = value_type if transform else "mean"
    point = _indices(value[None, :], share, place, scale)
    error = _errors(standard_errors, lower, upper, value_type)
    limits = np.full((2, 2), np.nan)
    if error is not None:
        random = np.random.default_rng(seed)
        drawn = _back(_forward(value, value_type) + error * random.standard_normal((draws, value.size)), value_type)
        tail = (1 - confidence) / 2
        limits = np.quantile(_indices(drawn, share, place, scale), [tail, 1 - tail], axis=1)
    name = "simulated" if error is not None else "no limits"
    slope, relative = point[:, 0]
    return SlopeIndex(
        estimate(slope * multiplier, limits[0, 0] * multiplier, limits[1, 0] * multiplier, name),
        estimate(relative, limits[0, 1], limits[1, 1], name),
    )


def _indices(values: _Floats, share: _Floats, place: _Floats, scale: ValueType) -> _Floats:
    """Slope and relative index of each row of values: an array (2, rows)."""
    y = _forward(values, scale)
    centre = (share * place).sum()
    gradient = (y * (share * (place - centre))).sum(axis=1) / (share * (place - centre) ** 2).sum()
    start = (y * share).sum(axis=1) - gradient * centre
    most, least = _back(start, scale), _back(start + gradient, scale)
    return np.stack([least - most, least / most])


def _errors(given: ArrayLike | None, lower: ArrayLike | None, upper: ArrayLike | None, value_type: ValueType) -> _Floats | None:
    if given is not None:
        return numbers(given)
    if lower is None or upper is None:
        return None
    width = _forward(numbers(upper), value_type) - _forward(numbers(lower), value_type)
    return np.asarray(width / (2 * normal_quantile(0.95)))


def _forward(values: _Floats, scale: ValueType) -> _Floats:
    if scale == "rate":
        return np.log(values)
    return np.log(values / (1 - values)) if scale == "proportion" else values


def _back(values: _Floats, scale: ValueType) -> _Floats:
    if scale == "rate":
        return np.exp(values)
    return np.asarray(1 / (1 + np.exp(-values))) if scale == "proportion" else values
