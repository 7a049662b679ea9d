"""Room: indicators. Inequalities: what one comparison is worked out from, and two questions to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from indicators import wording
from indicators.classifications import MINORITY, WITHOUT_POPULATION
from indicators.disclosure.released import Released
from indicators.periods import Period
from indicators.registry.models import Indicator, Part, Plan, Selection


@dataclass(frozen=True, slots=True)
class Setting:
    """What one comparison is worked out from."""

    plan: Plan
    entry: Indicator
    part: Part
    area: str
    period: Period
    groups: Mapping[str, Released]
    whole: Released | None
    populations: Mapping[str, Mapping[str, float]]
    reference: str
    classification: str
    selection: Selection | None
    despite: str

    @property
    def compared(self) -> tuple[str, ...]:
        """The groups that have a rate, the reference among them, in the order of the classification."""
        return wording.ordered(self.part.compare, (id for id in self.groups if id not in {*WITHOUT_POPULATION, MINORITY}))

    @property
    def multiplier(self) -> int:
        """What a rate is multiplied by; counts are compared as rates per 100,000."""
        return 100_000 if self.part.unit == "count" else self.part.multiplier

    def people(self, group: str) -> str:
        return wording.people(self.part.compare, group, self.classification)


def is_standardised(setting: Setting) -> bool:
    """Whether the rates are standardised: the plan's words for them say so, or they come with limits of their own and without counts."""
    words = " ".join((setting.part.name, setting.selection.value if setting.selection else "")).lower()
    shown = [setting.groups[id] for id in setting.compared if setting.groups[id].value is not None]
    alone = bool(shown) and all(figure.numerator is None and figure.lower is not None for figure in shown)
    return "standardised" in words or alone


def base_of(figure: Released, multiplier: float) -> float | None:
    """The population of a rate: as released, else the one its count and rate imply."""
    if figure.denominator is not None:
        return figure.denominator
    if figure.numerator is None or not figure.value or not multiplier:
        return None
    return multiplier * figure.numerator / figure.value
