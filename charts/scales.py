"""Room: charts. From values to places on the paper: linear and logarithmic scales, and the round numbers that stand on an axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

#: steps a person counts in
_STEPS = (1, 2, 2.5, 5, 10)
#: ratios a person names, each with its reverse
_RATIOS = (1, 1.25, 1.5, 2, 3, 4, 5, 7.5, 10, 15, 20, 30, 50, 100)


#: differences smaller than this are none: nobody reads a seventh decimal
_LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from `low` to `high` laid from `start` to `end` (in units of the drawing); `log` lays equal ratios equally far apart."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        """Where a value stands; a value beyond the ends stands at the end."""
        kept = min(max(value, self.low), self.high)
        share = math.log(kept / self.low) / math.log(self.high / self.low) if self.log else (kept - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def beyond(self, value: float) -> bool:
        """Whether the value does not fit between the ends."""
        return not self.low <= value <= self.high


def ticks(low: float, high: float, about: int = 5) -> tuple[float, ...]:
    """Round numbers from at or below `low` to at or above `high`, about so many."""
    span = next((s for s in (high - low, abs(high)) if s > _LEAST), 1.0)
    raw = span / max(about - 1, 1)
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(s * size for s in _STEPS if s * size >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return tuple(round(i * step, 10) for i in range(first, max(last, first + 1) + 1))


def value_ticks(values: Sequence[float], *, about: int = 5, ceiling: float | None = None) -> tuple[float, ...]:
    """Ticks of a vertical axis for these values, at least one.

    The axis starts at zero where zero is near enough for the shape of the line to stay readable (the lowest value is under 60 % of the
    highest); else it is cut, and the chart says so. `ceiling` is a value that cannot be passed (100 of a percentage).
    """
    low, high = min(values), max(values)
    if low >= 0 and (high == 0 or low < 0.6 * high):
        low = 0.0
    else:
        margin = (high - low) * 0.15 or abs(high) * 0.1 or 1.0
        low, high = (max(low - margin, 0.0) if low >= 0 else low - margin), high + margin
    found = ticks(low, high, about)
    return tuple(t for t in found if ceiling is None or t <= ceiling) if ceiling is not None and high <= ceiling else found


def next_ratio(value: float) -> float:
    """The first ratio with a name at or above `value`, so that an axis can be marked beyond it; `value` itself above all of them."""
    return next((float(named) for named in _RATIOS if named >= value), value)


def ratio_ticks(low: float, high: float) -> tuple[float, ...]:
    """Ratios to mark on a logarithmic axis that reaches from `low` to `high`, 1 always among them."""
    named = sorted({*_RATIOS, *(1 / r for r in _RATIOS)})
    inside = [r for r in named if low <= r <= high or r == 1]
    while len(inside) > 7:
        inside = [r for i, r in enumerate(inside) if r == 1 or i % 2 == inside.index(1) % 2]
    return tuple(inside)
