"""Room: indicators. Which breakdowns are mostly hidden period after period, so that merging their groups or periods is advised (R22)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from indicators.disclosure.advice import PERIODS, hidden, prefer_merging
from indicators.disclosure.released import Released
from indicators.disclosure.sums import is_added_up
from indicators.periods import Period
from indicators.registry.models import Plan


@dataclass(frozen=True, slots=True)
class MostlyHidden:
    """One breakdown of one part in one area, with how many of how many groups were hidden in each of its last periods, oldest first.

    `dimensions` are what the figures are broken down by, `source` is the published one, or that of leads.
    """

    indicator: str
    part: str
    area: str
    dimensions: tuple[str, ...]
    source: str
    periods: tuple[tuple[Period, int, int], ...]


def mostly_hidden(plan: Plan, released: Iterable[Released]) -> tuple[MostlyHidden, ...]:
    """The breakdowns for which merging is advised (`advice.prefer_merging`), in the order of the plan; in the plan's own areas alone.

    A source is a breakdown of its own, and so is each kind of period: quarters are never counted with years. Years that were added up here
    from their quarters are left out, for the quarters tell it.
    """
    indicators = {entry.id: place for place, entry in enumerate(plan.indicators)}
    parts = {(entry.id, part.id): place for entry in plan.indicators for place, part in enumerate(entry.parts)}
    areas = {area.id: place for place, area in enumerate(plan.areas) if area.role == "plan"}
    held: dict[tuple[str, str, str, tuple[str, ...], str], dict[Period, list[Released]]] = {}
    for each in released:
        key = each.key
        if key.breakdown and key.area in areas and key.indicator in indicators and not is_added_up(each):
            dimensions = tuple(dimension for dimension, _ in key.breakdown)
            cells = held.setdefault((key.indicator, key.part, key.area, dimensions, each.source), {})
            cells.setdefault(key.period, []).append(each)
    found = [
        MostlyHidden(*named, tuple((period, hidden(cells[period]), len(cells[period])) for period in row[-PERIODS:]))
        for named, cells in held.items()
        for row in _rows(cells)
        if prefer_merging([cells[period] for period in row])
    ]
    return tuple(sorted(found, key=lambda one: (indicators[one.indicator], parts.get((one.indicator, one.part), 0), areas[one.area])))


def _rows(cells: Mapping[Period, Sequence[Released]]) -> list[list[Period]]:
    """The periods of one kind together, oldest first."""
    rows: list[list[Period]] = []
    for period in sorted(cells, key=lambda period: period.order):
        row = next((row for row in rows if row[0].same_kind(period)), None)
        if row is None:
            rows.append([period])
        else:
            row.append(period)
    return rows
