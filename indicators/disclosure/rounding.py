"""Room: indicators. Rounding half up, as the NHS rounds counts."""

from __future__ import annotations

import math


def round_half_up(value: float, base: int) -> int:
    """`value` to the nearest multiple of `base`, halves upwards: 25 to base 10 is 30, where Python's own `round` would give 20."""
    return math.floor(value / base + 0.5) * base
