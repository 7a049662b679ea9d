"""Room: indicators. Inequalities: the shapes of a comparison between groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from indicators.periods import Period
from indicators.registry.models import Unit


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group of a comparison, in the unit of the part.

    `count` and `population` are None where they are hidden or not published. `ratio` is the group's rate over the reference group's: 1 for
    the reference itself, None where there is none; `ratio_method` is "log", "mid-P", "MOVER" or "" and `note` says in words what the
    numbers alone do not. `marker` is the letter that stands where there is no rate ("c"), "" where there is one.
    """

    group: str
    label: str
    rate: float | None
    rate_lower: float | None
    rate_upper: float | None
    count: float | None
    population: float | None
    ratio: float | None
    ratio_lower: float | None
    ratio_upper: float | None
    ratio_method: str
    flags: frozenset[str]
    marker: str
    note: str


@dataclass(frozen=True, slots=True)
class Excess:
    """How many more events a group had than at the reference group's rate, with its 95 % interval; negative where it had fewer."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """One part of an indicator in one area and period, group by group.

    `rows` holds each group in the order of the plan, the reference among them and the unknown ones left out; it is never sorted by a raw
    value. `source` is where its figures come from, "" for a lead; `populations` are the ids of those of the plan that its rates are over;
    `added_up` tells that a year's counts are those of its four quarters together. `combined` is the one line of all minority groups
    together, None where it cannot be had. `unknown_bounds` maps a group to its
    ratio if all people of unknown group were known: (all in the reference group, all in the other groups, shared as the known ones are);
    `unknown_furthest` to the ratio if all of them were in that very group. `unknown_share` is a share of `total` from 0 to 1; above a
    tenth `flags` holds "u". `excess` is None where no group's can be computed. `aligned` holds rates and ratios computed by us from the
    same counts on populations of the same grouping, () where the plan names none. `withheld` says why no ratio is shown, "" where they
    are. `notes` are sentences that stand beside. `sure_sentence` says that the gap is more than chance, "" where it may not be;
    `quote_sentence` which ratio of an indicator to quote, on the one that is told, where others stand beside it.
    """

    indicator: str
    part: str
    part_name: str
    area: str
    period: Period
    unit: Unit
    multiplier: int
    dimension: str
    classification: str
    reference: str
    standardised: bool
    rows: tuple[GroupRow, ...]
    combined: GroupRow | None
    aligned: tuple[GroupRow, ...]
    unknown_count: float | None
    total: float | None
    unknown_share: float | None
    unknown_bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    unknown_furthest: Mapping[str, float] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    excess: Mapping[str, Excess] | None = None
    title: str = ""
    headline: str = ""
    sure_sentence: str = ""
    unknown_sentence: str = ""
    quote_sentence: str = ""
    combined_sentence: str = ""
    excess_sentence: str = ""
    method: str = ""
    notes: tuple[str, ...] = ()
    withheld: str = ""
    added_up: bool = False
    source: str = ""
    populations: tuple[str, ...] = ()

    def row(self, group: str) -> GroupRow:
        """The row of one group; KeyError where the comparison has none."""
        for row in self.rows:
            if row.group == group:
                return row
        raise KeyError(group)

    @property
    def highlighted(self) -> GroupRow | None:
        """The group furthest above the reference, or furthest below where none is above; None without a ratio."""
        others = [row for row in self.rows if row.group != self.reference and row.ratio is not None]
        if not others:
            return None
        highest = max(others, key=lambda row: row.ratio or 0.0)
        return highest if (highest.ratio or 0.0) >= 1 else min(others, key=lambda row: row.ratio or 0.0)
