"""Room: indicators. When the definition of a figure changed: figures known before and after are not compared without saying so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from indicators.registry.models import Part, Plan

#: (indicator, part) -> the moments from which another definition held
Redefined = Mapping[tuple[str, str], Sequence[datetime]]

NOT_REDEFINED: Redefined = {}


def redefined(versions: Sequence[tuple[datetime, Plan]]) -> Redefined:
    """The changes of definition between versions of one plan, oldest version first.

    A definition is what is counted, out of what, what is left out, in which unit, and which published rows it is read from. Names, notes,
    people and targets are none of it.
    """
    found: dict[tuple[str, str], list[datetime]] = {}
    for (_, before), (since, after) in pairwise(versions):
        old = _definitions(before)
        for name, definition in _definitions(after).items():
            if name in old and old[name] != definition:
                found.setdefault(name, []).append(since)
    return found


def _definitions(plan: Plan) -> dict[tuple[str, str], tuple[object, ...]]:
    return {(one.id, part.id): (one.exclusions, *_definition(part)) for one in plan.indicators for part in one.parts}


def _definition(part: Part) -> tuple[object, ...]:
    read_from = tuple(
        (s.source, s.value, s.numerator, s.denominator, s.population, tuple(sorted(s.where.items())), s.aggregate) for s in part.published
    )
    return (part.numerator, part.denominator, part.unit, part.multiplier, read_from)
