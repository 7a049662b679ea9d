"""Room: indicators. A year's counts of groups, added up from its four quarters where nobody gave the year itself.

What is made here is raw: it goes through `release` like any count, as a table of its own beside the quarters that it is a sum of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from indicators.disclosure.counts import LEADS, RATES, Counted
from indicators.disclosure.released import Released
from indicators.observations import Held, Key, Observation, Origin, Status
from indicators.periods import Period, quarter, year
from indicators.periods.years import start_of_year
from indicators.registry.models import Plan

#: where such a figure was read, in the place of a cell
ADDED_UP: Final = "its four quarters added up"
QUARTERS: Final = 4


@dataclass(frozen=True, slots=True)
class _Table:
    """Which counts are added up together: one part, place and year, over one dimension."""

    indicator: str
    part: str
    area: str
    year: Period


def is_added_up(figure: Released) -> bool:
    """Whether the figure is a year's, made here from its quarters."""
    return figure.origin.address == ADDED_UP


def year_of(period: Period) -> Period:
    """The year that a quarter belongs to."""
    kind = period.year_type or "financial"
    return year(start_of_year(period.start, kind).year, year_type=kind)


def quarters_of(period: Period) -> tuple[Period, ...]:
    """The four quarters of a year."""
    return tuple(quarter(period.start.year, n, year_type=period.year_type or "financial") for n in range(1, QUARTERS + 1))


def yearly(counted: Iterable[Counted], plan: Plan) -> list[Held]:
    """The years that can be added up: each group of a part with a `compare`, and the whole, where all four quarters are held.

    Only what leads supply is added up, and no year of which anybody gave a figure by the same groups: two figures of one thing are not
    made. A year of which a quarter has no number is not available, and says so. Rates are left to be worked out over one population: the
    counts are added up, never the rates. Somebody counted in two quarters is counted twice, as in each of the quarters.
    """
    compared = {(entry.id, part.id): part.compare for entry in plan.indicators for part in entry.parts if part.compare}
    cells: dict[_Table, dict[tuple[tuple[str, str], ...], dict[Period, Counted]]] = {}
    given: set[_Table] = set()
    for one in counted:
        key = one.observation.key
        dimension = compared.get((key.indicator, key.part))
        if dimension is None or (one.unit != "count" and one.unit not in RATES):
            continue
        by_group = len(key.breakdown) == 1 and key.breakdown[0][0] == dimension
        if key.period.kind == "year" and by_group:
            given.add(_Table(key.indicator, key.part, key.area, key.period))
        elif key.period.kind == "quarter" and (by_group or not key.breakdown) and one.observation.source in LEADS:
            table = _Table(key.indicator, key.part, key.area, year_of(key.period))
            cells.setdefault(table, {}).setdefault(key.breakdown, {})[key.period] = one
    return [made for table, groups in cells.items() if table not in given for made in _added(table, groups)]


def _added(table: _Table, groups: Mapping[tuple[tuple[str, str], ...], Mapping[Period, Counted]]) -> list[Held]:
    """The year of each group whose four quarters are there; nothing where no group has a number in all four."""
    wanted = quarters_of(table.year)
    whole = {group: [held[period] for period in wanted] for group, held in groups.items() if all(period in held for period in wanted)}
    made = [_year(Key(table.indicator, table.part, table.area, table.year, group), pieces) for group, pieces in whole.items()]
    return made if any(one.observation.numerator is not None and one.observation.key.breakdown for one in made) else []


def _year(key: Key, pieces: Sequence[Counted]) -> Held:
    """One group's year: the counts added up, over the population of the quarters where it is one and the same."""
    parts = [piece.observation for piece in pieces]
    last = max((piece.held for piece in pieces), key=lambda held: held.sequence)
    files = "; ".join(dict.fromkeys(part.origin.file for part in parts if part.origin.file))
    shared = Observation(
        key,
        parts[0].source,
        None,
        flags=frozenset(flag for part in parts for flag in part.flags if flag != "b"),
        classification=parts[0].classification,
        origin=Origin(files, "", ADDED_UP),
    )
    return Held(
        _summed(shared, pieces),
        last.submission,
        last.sequence,
        max(piece.held.revision for piece in pieces),
        max(piece.held.known_from for piece in pieces),
        last.by,
    )


def _summed(shared: Observation, pieces: Sequence[Counted]) -> Observation:
    parts = [piece.observation for piece in pieces]
    without = [part.key.period.label for part, piece in zip(parts, pieces, strict=True) if piece.people is None]
    alike = len({part.classification for part in parts}) == 1
    statuses = {part.status for part in parts}
    if without or not alike or not statuses <= {Status.OK, Status.NOT_APPLICABLE}:
        reason = f"no count is held for {', '.join(without)}" if without else "its quarters group people in different ways"
        return replace(shared, status=Status.NOT_AVAILABLE, reason=reason)
    count = float(sum(_count(piece) for piece in pieces))
    if Status.NOT_APPLICABLE in statuses:
        return replace(
            shared, status=Status.NOT_APPLICABLE, numerator=count, reason=next((part.reason for part in parts if part.reason), "")
        )
    unit, multiplier = pieces[0].unit, pieces[0].multiplier
    if unit == "count":
        return replace(shared, value=count, numerator=count)
    bases = {(part.denominator, part.population) for part in parts}
    people, population = bases.pop() if len(bases) == 1 else (None, "")
    rate = multiplier * count / people if people else None
    return replace(shared, value=rate, numerator=count, denominator=people, population=population)


def _count(piece: Counted) -> float:
    observation = piece.observation
    given = observation.value if piece.unit == "count" and observation.numerator is None else observation.numerator
    return given or 0.0
