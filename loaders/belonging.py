"""Room: loaders. Whether what somebody sends belongs there at all: to a priority that is theirs, to a period that the plan covers."""

from __future__ import annotations

from collections.abc import Collection

from indicators.observations import Origin
from indicators.periods import Period
from indicators.periods.rendering import on_day
from indicators.registry.models import Plan, Priority
from indicators.submissions import Problem
from loaders.problems import problem


def not_theirs(priority: Priority, theirs: Collection[str] | None, where: Origin, text: str) -> Problem | None:
    """That the sender does not answer for the priority of what `text` names; None where they do (`theirs` None: any)."""
    if theirs is None or priority.id in theirs:
        return None
    return problem("not-theirs", where, text=text, priority=f"{priority.number} {priority.short}")


def outside_plan(plan: Plan, period: Period, where: Origin) -> Problem | None:
    """That the plan does not cover the period; None where it covers any of it."""
    if period.start <= plan.ends and period.end >= plan.starts:
        return None
    told = {"first": on_day(plan.starts), "last": on_day(plan.ends)}
    return problem("period-outside-plan", where, period=period.label, **told)
