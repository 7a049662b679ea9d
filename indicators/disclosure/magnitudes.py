"""Room: indicators. Amounts that bodies contribute to (spend, bed-days, items): when the sum would tell what one of them gave (R19)."""

from __future__ import annotations

from collections.abc import Sequence

from indicators.observations import Status

#: fewest bodies behind an amount, and the most that the largest one and the two largest may give of it
FEWEST = 3
LARGEST = 0.75
TWO_LARGEST = 0.90


def magnitude_status(contributions: Sequence[float] | None) -> Status:
    """Whether the sum of these contributions may be shown: ok, hidden, or not available where nobody knows who contributed.

    Source: the dominance rule with n = 2 and k = 0.90 of the SACRO project's output checks, and a largest share of three quarters. No
    indicator of a plan is an amount yet; one that is has to name its contributors before it may be released.
    """
    if contributions is None:
        return Status.NOT_AVAILABLE
    given = sorted((amount for amount in contributions if amount > 0), reverse=True)
    whole = sum(given)
    if len(given) < FEWEST or given[0] > LARGEST * whole or given[0] + given[1] > TWO_LARGEST * whole:
        return Status.HIDDEN
    return Status.OK
