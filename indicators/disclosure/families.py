"""Room: indicators. Families: indicators that count some of the same people are protected together, all others each by itself.

A sum ties counts of one indicator, or of two that the plan says overlap (`additions`), and nothing else. So what is hidden in one family
can neither give away nor ask for anything in another.
"""

from __future__ import annotations

from collections.abc import Mapping

from indicators.registry.models import Plan


def tied(indicators: set[str], plan: Plan) -> set[str]:
    """These indicators and all that count some of the same people, however many steps away."""
    found, size = set(indicators), 0
    while len(found) > size:
        size = len(found)
        found |= {other for i in plan.indicators if i.id in found for other in i.overlaps}
        found |= {i.id for i in plan.indicators if found & set(i.overlaps)}
    return found


def families(plan: Plan) -> Mapping[str, str]:
    """Indicator -> the first of its family, for each that the plan names; anything else that is held is a family of its own."""
    found: dict[str, str] = {}
    for entry in plan.indicators:
        if entry.id not in found:
            members = tied({entry.id}, plan)
            found |= dict.fromkeys(members, min(members))
    return found
