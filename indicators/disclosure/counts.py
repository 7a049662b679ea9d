"""Room: indicators. Which counts of people stand behind an observation, and under which profile it is released."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from indicators.disclosure.patterns import Cell
from indicators.disclosure.profiles import OPEN, PROFILES, STRICTEST_BY_DEFAULT, Profile
from indicators.observations import Held, Observation, Status
from indicators.registry.models import Plan, Unit

#: what a share or a rate is multiplied by, where the unit says so itself
MULTIPLIERS: Mapping[str, int] = MappingProxyType({"per_cent": 100, "per_1000": 1_000, "per_10000": 10_000, "per_100000": 100_000})
RATES = frozenset({"per_1000", "per_10000", "per_100000"})
#: units whose value is not worked out from the counts beside it
_AVERAGES = frozenset({"score", "days"})
#: sources of what leads supply
LEADS = frozenset({"", "lead"})


@dataclass(frozen=True, slots=True)
class Counted:
    """An observation with the unit of its part, its profile, and the counts behind it (None: not known).

    `people` is the numerator, or whoever an average is about. `base` is the denominator where it counts people: a population of the plan
    and an expected number do not. `unchecked` says that there is a value and no count to test it by.
    """

    held: Held
    unit: Unit
    multiplier: float
    profile: Profile
    people: int | None
    base: int | None
    unchecked: bool

    @property
    def observation(self) -> Observation:
        """The observation itself."""
        return self.held.observation

    def cell(self, what: str) -> Cell:
        """The cell of one of its counts."""
        return Cell(self.held.observation.key, "denominator" if what == "denominator" else "numerator")

    @property
    def complement(self) -> int | None:
        """People of a percentage's denominator that are outside its numerator."""
        if self.unit != "per_cent" or self.people is None or self.base is None or self.base < self.people:
            return None
        return self.base - self.people


class Reader:
    """What the plan says of an observation, looked up once a part."""

    def __init__(self, plan: Plan) -> None:
        self.sources = {source.id: PROFILES[source.profile] for source in plan.sources}
        self.populations = frozenset(population.id for population in plan.populations)
        self.profiles = {indicator.id: PROFILES[indicator.profile] for indicator in plan.indicators}
        self.units: dict[tuple[str, str], tuple[Unit, int]] = {}
        for indicator in plan.indicators:
            self.units[indicator.id, ""] = indicator.unit, indicator.multiplier
            for part in indicator.parts:
                self.units[indicator.id, part.id] = part.unit, part.multiplier

    def profile(self, observation: Observation) -> Profile:
        """The profile of an observation: its source's where it is published, else its indicator's; the default where nobody knows it."""
        if observation.key.indicator in self.populations:
            return OPEN
        if observation.source not in LEADS and observation.source in self.sources:
            return self.sources[observation.source]
        return self.profiles.get(observation.key.indicator, STRICTEST_BY_DEFAULT)

    def counted(self, held: Held) -> Counted:
        """An observation with its unit, its profile and its counts."""
        observation = held.observation
        key = observation.key
        unit, multiplier = self.units.get((key.indicator, key.part)) or self.units.get((key.indicator, "")) or ("count", 1)
        profile = self.profile(observation)
        times = float(MULTIPLIERS.get(unit, multiplier))
        people, base = _counts(observation, unit, times, open_base=observation.population in self.populations)
        known = people if unit not in _AVERAGES or people is not None else base
        unchecked = not profile.open and unit != "words" and known is None and _has_number(observation)
        return Counted(held, unit, times, profile, people, base, unchecked)


def is_average(unit: Unit) -> bool:
    """Whether a value of this unit stands beside its counts and is not worked out from them."""
    return unit in _AVERAGES


def _has_number(observation: Observation) -> bool:
    return observation.status is Status.OK and (observation.value is not None or observation.numerator is not None)


def _counts(observation: Observation, unit: Unit, multiplier: float, *, open_base: bool) -> tuple[int | None, int | None]:
    """People in the numerator and in the denominator. Part of a person (an estimate) is left off, so that 4.6 is tested as 4."""
    if observation.status is Status.NOT_APPLICABLE and observation.numerator is not None:
        return math.floor(observation.numerator), None  # counted, but of a group that can have no rate
    if observation.status is not Status.OK:
        return None, None
    numerator, denominator, value = observation.numerator, observation.denominator, observation.value
    if unit == "count":
        numerator = value if numerator is None else numerator
    if unit == "per_cent" and denominator is None and numerator and value:
        denominator = round(numerator * multiplier / value)
    people = None if numerator is None else math.floor(numerator)
    base = None if denominator is None or open_base or unit == "standardised_ratio" else math.floor(denominator)
    if unit in _AVERAGES and people is None:
        people, base = base, None
    return people, base
