"""Tables, plans and held numbers for the tests of disclosure control. All figures are made up."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

import numpy as np

from indicators.disclosure.profiles import PROFILES, Profile
from indicators.disclosure.relations import Relation
from indicators.observations import Held, Key, Observation, Status
from indicators.periods import Period
from indicators.registry.models import Area, AreaCode, Indicator, Part, Passion, Plan, Population, Priority, Reviews, Source

GROUPS = ("White", "Mixed", "Asian", "Black", "Other", "Not stated")
IDS = ("white", "mixed", "asian", "black", "other", "not_stated")
MINORITY = ("Mixed", "Asian", "Black", "Other")
EXACT5, MHSDS5, HES7 = PROFILES["exact5"], PROFILES["mhsds5"], PROFILES["hes7"]
Row = tuple[dict[str, int], list[Relation[str]]]


def row(counts: Sequence[int], *, total: int | None = None, combined: int | None = None) -> Row:
    """One row of the six groups with its total, and the sum of the minority groups where `combined` is given."""
    cells = dict(zip(GROUPS, counts, strict=True)) | {"Total": sum(counts) if total is None else total}
    if combined is None:
        return cells, [Relation("Total", GROUPS)]
    cells["Minority"] = combined
    return cells, [Relation("Total", ("White", "Minority", "Not stated")), Relation("Minority", MINORITY)]


def grid(counts: Sequence[Sequence[int]], *, totals: bool = True) -> Row:
    """Rows by columns with all totals: cells r0c0 ..., r0 (row), c0 (column), all."""
    rows, columns = len(counts), len(counts[0])
    cells = {f"r{r}c{c}": counts[r][c] for r in range(rows) for c in range(columns)}
    cells |= {f"r{r}": sum(counts[r]) for r in range(rows)}
    cells |= {f"c{c}": sum(line[c] for line in counts) for c in range(columns)}
    cells["all"] = sum(map(sum, counts))
    relations = [Relation(f"r{r}", tuple(f"r{r}c{c}" for c in range(columns))) for r in range(rows)]
    relations += [Relation(f"c{c}", tuple(f"r{r}c{c}" for r in range(rows))) for c in range(columns)]
    relations += [Relation("all", tuple(f"r{r}" for r in range(rows))), Relation("all", tuple(f"c{c}" for c in range(columns)))]
    return cells, relations


def quarters(counts: Sequence[int]) -> Row:
    """Quarters with rolling sums of four: q0 ..., s0 ..."""
    cells = {f"q{i}": count for i, count in enumerate(counts)}
    relations = []
    for i in range(len(counts) - 3):
        cells[f"s{i}"] = sum(counts[i : i + 4])
        relations.append(Relation(f"s{i}", tuple(f"q{j}" for j in range(i, i + 4))))
    return cells, relations


def brute_force(ranges: Mapping[str, tuple[int, int]], relations: Sequence[Relation[str]]) -> dict[str, set[int]]:
    """All counts that each cell can have, by trying every combination."""
    cells = list(ranges)
    sizes = [high - low + 1 for low, high in ranges.values()]
    free = [cell for cell in cells if cell not in {relation.total for relation in relations}]
    axes = np.meshgrid(*[np.arange(ranges[cell][0], ranges[cell][1] + 1) for cell in free], indexing="ij")
    value = {cell: axis.ravel() for cell, axis in zip(free, axes, strict=True)}
    assert len(next(iter(value.values()))) <= 3_000_000, sizes
    fits = np.ones(len(next(iter(value.values()))), dtype=bool)
    waiting = list(relations)
    while waiting:
        relation = next(r for r in waiting if all(part in value for part in r.parts))
        waiting.remove(relation)
        made = sum(value[part] for part in relation.parts) + relation.offset
        if relation.total in value:
            fits &= made == value[relation.total]
        else:
            value[relation.total] = made
            fits &= (made >= ranges[relation.total][0]) & (made <= ranges[relation.total][1])
    return {cell: set(map(int, np.unique(value[cell][fits]))) for cell in cells}


def shown(cells: Mapping[str, int | None], released: Mapping[str, int | None]) -> list[int | str]:
    """A released row as the specification writes it."""
    return ["c" if released[cell] is None else released[cell] or 0 for cell in cells]


_numbers = itertools.count(1)


def plan(
    profile: str = "mhsds5",
    unit: str = "count",
    *,
    parts: Sequence[Part] = (),
    more: Sequence[Indicator] = (),
    overlaps: Sequence[str] = (),
) -> Plan:
    """A plan with the indicator "i" under a profile, and any further ones."""
    one = indicator("i", profile, unit, parts=tuple(parts), overlaps=tuple(overlaps))
    return Plan(
        id="plan",
        title="A plan",
        short_title="A plan",
        place="Anytown",
        starts=date(2020, 4, 1),
        ends=date(2025, 3, 31),
        board="The Board",
        reviews=Reviews(indicators="quarterly", actions="annually"),
        areas=(Area(id="town", name="Anytown", role="plan", kind="local_authority", codes=(AreaCode(code="X1", scheme="test"),)),),
        sources=(Source(id="published", publisher="P", dataset="D", loader="l", licence="OGL"),),
        populations=(
            Population(id="census", name="Census", source="published", on=date(2021, 3, 21), measure="residents", areas=("town",)),
        ),
        passions=(Passion(id="pa", name="Pa", priorities=(Priority(id="p", number="1", name="P", short="P", indicators=(one, *more)),)),),
    )


def indicator(id: str, profile: str = "mhsds5", unit: str = "count", **more: object) -> Indicator:
    """An indicator with what it must have."""
    given = {"number": "1", "text": "t", "short": "s", "direction": "down", "frequency": "quarterly", "unit": unit, "profile": profile}
    return Indicator.model_validate({"id": id, **given, **more})


def held(
    period: Period,
    breakdown: Sequence[tuple[str, str]] = (),
    numerator: float | None = None,
    denominator: float | None = None,
    value: float | None = None,
    **more: object,
) -> Held:
    """One held number of the indicator "i" from a lead."""
    key = Key(str(more.pop("indicator", "i")), str(more.pop("part", "")), "town", period, tuple(breakdown))
    revision = more.pop("revision", 1)
    given = {"source": "lead", "status": Status.OK} | more
    observation = Observation(key, value=value, numerator=numerator, denominator=denominator, **given)  # type: ignore[arg-type]
    number = next(_numbers)
    return Held(observation, 1, number, int(str(revision)), datetime(2024, 1, 1, tzinfo=UTC), "a lead")


def ethnic_row(period: Period, counts: Sequence[int | None], *, total: int | None = None, **more: object) -> list[Held]:
    """A row of the six groups and its total, as a lead supplies them."""
    lines = [held(period, (("ethnic_group", id),), count, **dict(more)) for id, count in zip(IDS, counts, strict=True)]
    whole = sum(count for count in counts if count is not None) if total is None else total
    return [*lines, held(period, (), whole, **dict(more))]


def rounded_range(value: int | None, profile: Profile) -> tuple[int, int]:
    """The counts behind a released number of a rounding profile, written out for the tests."""
    if value is None:
        return profile.low, profile.high
    same = [n for n in range(max(value - 5, 0), value + 6) if (n + 2.5) // 5 * 5 == value and not profile.low <= n <= profile.high]
    return same[0], same[-1]
