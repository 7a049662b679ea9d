"""Room: store. What is held of a plan: the figures of its indicators and populations, in its areas. All else that is held costs nothing."""

from __future__ import annotations

from datetime import datetime

from indicators.observations import Held
from indicators.registry.models import Plan
from store.submissions import Store


def held_of(store: Store, plan: Plan, as_of: datetime | None) -> tuple[Held, ...]:
    """The raw figures known at `as_of` that a release under this plan is made of. No loader takes a figure of another area."""
    named = {entry.id for entry in (*plan.indicators, *plan.populations)}
    return store.observations(as_of=as_of, indicators=named, areas={area.id for area in plan.areas})
