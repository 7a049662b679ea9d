"""Room: loaders. What leads sent before: to hold new figures against, and to show beside the cells to fill."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from indicators.observations import Key, Observation
from indicators.periods import Period
from indicators.registry.models import Plan, Priority
from loaders.questions import asked_period, group_questions, questions


def sent(observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """Those of `observations` that leads sent; published ones are left out."""
    return tuple(o for o in observations if not o.source)


def values(observations: Iterable[Observation]) -> dict[Key, float]:
    """The values among `observations` that leads sent; published ones are left out."""
    return {o.key: o.value for o in observations if not o.source and o.value is not None}


def before(observations: Iterable[Observation], plan: Plan, priorities: Sequence[Priority], period: Period) -> dict[str, str | float]:
    """The last figure that leads sent before the period, by the key of its row, as it was typed."""
    sent: dict[Any, list[Observation]] = {}
    for one in sorted((o for o in observations if not o.source), key=lambda o: o.key.period.order):
        sent.setdefault((one.key.indicator, one.key.part, one.key.breakdown), []).append(one)
    found: dict[str, str | float] = {}
    for question in (q for priority in priorities for rows in (questions, group_questions) for q in rows(plan, priority)):
        asked = asked_period(question.part, period)
        own = sent.get((question.indicator.id, question.part.id, question.breakdown), [])
        earlier = [o for o in own if o.key.period.same_kind(asked) and o.key.period.end < asked.end]
        if earlier:
            found[question.key] = _as_typed(earlier[-1])
    return found


def _as_typed(observation: Observation) -> str | float:
    """A count, a count and what it is out of, a value, or a marker."""
    if observation.numerator is not None and observation.denominator is not None and not observation.population:
        return f"{observation.numerator:,.0f} out of {observation.denominator:,.0f}"
    if observation.numerator is not None:
        return observation.numerator
    return observation.value if observation.value is not None else f"[{observation.status}]"
