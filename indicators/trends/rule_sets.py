"""Room: indicators. The special-cause rules of XmR charts, each a pass over (series, points), and the named, versioned sets of them
(METHODS 1.5).

Source: Making Data Count (NHS England), as coded in NHSRplotthedots 0.2.2 (NHS-R Community). Points are along the last axis; NaN is no
point.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Flags: TypeAlias = NDArray[np.bool_]
Signs: TypeAlias = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What a set of rules fixes. `name` carries its version: a changed number is a new set, so that an old chart can be drawn again.

    `limit` and `screening` are multiples of the average moving range; `shift` and `trend` are points in a row. `constant_by_target`: where
    the limits fall on the mean, assurance asks whether the mean meets the target; otherwise a target on that line is "inconsistent".
    """

    name: str
    limit: float = 2.66
    screening: float = 3.267
    shift: int = 7
    trend: int = 7
    constant_by_target: bool = True


MAKING_DATA_COUNT = RuleSet("Making Data Count 1")
NHSR_PLOT_THE_DOTS = RuleSet("NHSRplotthedots 0.2.2", constant_by_target=False)
RULE_SETS: Mapping[str, RuleSet] = MappingProxyType({rules.name: rules for rules in (MAKING_DATA_COUNT, NHSR_PLOT_THE_DOTS)})


def shift_ends(side: Signs, length: int = 7) -> Signs:
    """+1 or -1 at each point that ends `length` consecutive points of the same non-zero side, else 0."""
    return _signed(_all_of_last(side > 0, length), _all_of_last(side < 0, length))


def trend_ends(values: NDArray[np.float64], length: int = 7) -> Signs:
    """+1 or -1 at each point that ends `length` consecutive points each strictly above (below) the one before, else 0. A tie breaks it."""
    rises, falls = steps(values)
    return _signed(_all_of_last(rises, length - 1), _all_of_last(falls, length - 1))


def spread_back(ends: Signs | Flags, length: int = 7) -> Flags:
    """True at every point of the `length` that each non-zero end closes."""
    flags: Flags = ends != 0
    held = 1
    while held < length:
        step = min(held, length - held)
        flags[..., :-step] |= flags[..., step:]
        held += step
    return flags


def two_in_three_windows(close: Flags, side: Signs) -> Flags:
    """True at every point of a window of three on one non-zero side of which at least two are close to the limits."""
    ends = np.zeros(close.shape, dtype=np.bool_)
    first, middle, last = close[..., :-2], close[..., 1:-1], close[..., 2:]
    two = (first & middle) | (last & (first | middle))
    same = (side[..., :-2] == side[..., 1:-1]) & (side[..., 1:-1] == side[..., 2:])
    ends[..., 2:] = two & same & (side[..., 2:] != 0)
    return spread_back(ends, 3)


def two_in_three(close: Flags, side: Signs) -> Flags:
    """True at the close points of such windows: only they are flagged."""
    return two_in_three_windows(close, side) & close


def steps(values: NDArray[np.float64]) -> tuple[Flags, Flags]:
    """Whether each point is strictly above, and strictly below, the one before; the first is neither."""
    rises, falls = np.zeros(values.shape, dtype=np.bool_), np.zeros(values.shape, dtype=np.bool_)
    np.greater(values[..., 1:], values[..., :-1], out=rises[..., 1:])
    np.less(values[..., 1:], values[..., :-1], out=falls[..., 1:])
    return rises, falls


def trend_directions(values: NDArray[np.float64], length: int = 7) -> Signs:
    """+1 in a rise, -1 in a fall of `length` or more points, else 0; a turning point shared by both belongs to the second."""
    rises, falls = steps(values)
    in_trend = spread_back(_all_of_last(rises, length - 1) | _all_of_last(falls, length - 1), length)
    if not in_trend.any():
        return np.zeros(values.shape, dtype=np.int8)
    change = _signed(rises, falls)
    direction = change * in_trend
    onward = in_trend[..., :-1] & in_trend[..., 1:] & (change[..., 1:] != 0)
    np.copyto(direction[..., :-1], change[..., 1:], where=onward)
    return direction


def _all_of_last(flags: Flags, length: int) -> Flags:
    """True where the flag holds at the point and the `length` - 1 before it, by doubling: three passes for seven points, not six."""
    found = flags.copy()
    held = 1
    while held < length:
        step = min(held, length - held)
        found[..., step:] &= found[..., :-step]
        held += step
    found[..., : length - 1] = False
    return found


def _signed(plus: Flags, minus: Flags) -> Signs:
    return plus.view(np.int8) - minus.view(np.int8)
