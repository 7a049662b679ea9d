"""Room: indicators. Inequalities: which comparison of an indicator leads, and which others are of the same thing.

One rule for every page, pack and document: the part that the plan's page shows, then the plan's own area, then the period that
`years.in_order` puts first. Others compare with it only where they tell of the same thing happening.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indicators.inequalities.shapes import Comparison
from indicators.registry.models import Indicator, Plan


def leads(entry: Indicator, held: Sequence[Comparison]) -> Comparison | None:
    """The comparison that an indicator is told by; None where it has none. `held` is in the order of `comparisons`."""
    own = [one for one in held if one.indicator == entry.id]
    flagged = {part.id for part in entry.parts if part.headline}
    return next((one for one in own if one.part in flagged), own[0] if own else None)


def leading(plan: Plan, held: Sequence[Comparison]) -> dict[str, Comparison]:
    """The comparison that each indicator is told by, in the order of the plan; indicators without one are left out."""
    found = ((entry.id, leads(entry, held)) for entry in plan.indicators)
    return {id: one for id, one in found if one is not None}


def told_first(plan: Plan, held: Sequence[Comparison]) -> Comparison | None:
    """The comparison that a page of all of them opens with: the first that leads and shows a ratio, else the first that leads."""
    each = list(leading(plan, held).values())
    return next((one for one in each if one.highlighted is not None), each[0] if each else None)


def same_thing(plan: Plan, one: Comparison, other: Comparison) -> bool:
    """Whether two comparisons tell of the same thing happening: of one part, or of parts that the plan says happened alike."""
    if one.indicator != other.indicator:
        return False
    happened = {part.happening for part in plan.indicator(one.indicator).parts if part.id in (one.part, other.part)}
    return one.part == other.part or (len(happened) == 1 and happened != {""})


def newest(held: Iterable[Comparison]) -> tuple[Comparison, ...]:
    """The first comparison of each part in each area, in the order in which they come."""
    found: dict[tuple[str, str, str], Comparison] = {}
    for one in held:
        found.setdefault((one.indicator, one.part, one.area), one)
    return tuple(found.values())
