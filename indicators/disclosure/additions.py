"""Room: indicators. Which counts of a release add up to which: what a reader could subtract (R6).

Groups to their whole, detailed groups to top ones, minority groups combined, bands of age, parts to their indicator, shorter periods to
longer ones (`spans`), numerators and their complements, one indicator inside another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, pairwise

from indicators.classifications.ethnic_groups import CLASSIFICATIONS, MINORITY, NHS_2001, group_of
from indicators.classifications.people import AgeBand, age_band
from indicators.disclosure.noted import Additions
from indicators.disclosure.patterns import Cell
from indicators.disclosure.relations import Relation
from indicators.disclosure.spans import Breakdown, times
from indicators.observations import Key
from indicators.periods import Period
from indicators.registry.models import Plan

ETHNIC, DETAILED = "ethnic_group", "ethnic_group_detailed"
_COMBINED = ("mixed", "asian", "black", "other")
_UNKNOWN_PARTS = ("not_stated", "not_known")
#: categories of sex that are everybody
_EVERYBODY = frozenset({"persons", "Persons", "all", "All"})


def additions(
    counts: Mapping[Cell, int | None],
    bounds: Mapping[Cell, tuple[int, int | None]],
    classifications: Mapping[Cell, str],
    plan: Plan,
    high: Callable[[Cell], int],
) -> tuple[list[Relation[Cell]], dict[Cell, tuple[int | None, Cell]]]:
    """All relations between the cells, and the rest cells that they need: each with its count and the cell whose profile it shares.

    `counts` are numerators and denominators, None where not known, and `bounds` what a source's [c] may stand for; `high` gives the
    highest primary count of a cell's profile.
    """
    found = Additions(counts, bounds, high)
    by_series: dict[tuple[str, str, str, str], dict[tuple[Period, Breakdown], Cell]] = {}
    for cell in counts:
        key = cell.key
        by_series.setdefault((key.indicator, key.part, key.area, cell.what), {})[key.period, key.breakdown] = cell
    for cells in by_series.values():
        _breakdowns(cells, classifications, found)
        times(cells, found)
    _parts(counts, plan, found)
    _overlaps(counts, plan, found)
    _same(counts, found)
    return found.relations, found.rests


def _breakdowns(cells: Mapping[tuple[Period, Breakdown], Cell], classifications: Mapping[Cell, str], found: Additions) -> None:
    """Each breakdown to the one with a dimension less."""
    families: dict[tuple[Period, Breakdown, str], dict[str, Cell]] = {}
    for (period, breakdown), cell in cells.items():
        for i, (dimension, category) in enumerate(breakdown):
            families.setdefault((period, breakdown[:i] + breakdown[i + 1 :], dimension), {})[category] = cell
    for (period, parent, dimension), family in families.items():
        whole = cells.get((period, parent))
        if dimension == ETHNIC:
            _ethnic(whole, family, found)
        elif dimension == DETAILED:
            top = families.get((period, parent, ETHNIC), {})
            _detailed(whole, family, top, classifications, found)
        elif dimension == "age":
            _ages(whole, family, found)
        else:
            listed = [cell for category, cell in family.items() if category not in _EVERYBODY]
            everybody = [cell for category, cell in family.items() if category in _EVERYBODY]
            for total in ([whole] if whole else []) + everybody:
                if listed:
                    found.add(total, listed, dimension)
            if whole and everybody:
                found.add(whole, everybody[:1], f"{dimension} everybody", whole=True)


def _ethnic(whole: Cell | None, family: Mapping[str, Cell], found: Additions) -> None:
    """Groups, unknown ones among them, to the whole; the four minority groups to their sum (E8c, E9b)."""
    listed = dict(family)
    combined = [listed[group] for group in _COMBINED if group in listed]
    if MINORITY in listed and combined:
        found.add(listed[MINORITY], combined, MINORITY)
        listed = {group: cell for group, cell in listed.items() if group not in _COMBINED}
    unknown = [listed[group] for group in _UNKNOWN_PARTS if group in listed]
    if "unknown" in listed and unknown:
        found.add(listed["unknown"], unknown, "unknown")
        listed = {group: cell for group, cell in listed.items() if group not in _UNKNOWN_PARTS}
    if whole:
        found.add(whole, list(listed.values()), ETHNIC)


def _detailed(
    whole: Cell | None, family: Mapping[str, Cell], top: Mapping[str, Cell], classifications: Mapping[Cell, str], found: Additions
) -> None:
    """Detailed groups to the top groups of their classification, or to the whole where there is no top group."""
    groups: dict[str, list[Cell]] = {}
    for category, cell in family.items():
        name = classifications.get(cell) or NHS_2001
        try:
            group = group_of(category, name if name in CLASSIFICATIONS else NHS_2001)
        except ValueError:
            group = category
        groups.setdefault(group, []).append(cell)
    for group, cells in groups.items():
        if group in top:
            found.add(top[group], cells, DETAILED)
    if whole and not top:
        found.add(whole, list(family.values()), DETAILED)


def _ages(whole: Cell | None, family: Mapping[str, Cell], found: Additions) -> None:
    """Bands of age to the next wider band, or to the whole; bands that overlap without holding one another make no sum."""
    bands = {category: band for category in family if (band := age_band(category)) is not None}
    unread = [cell for category, cell in family.items() if category not in bands]
    wider: dict[str | None, list[str]] = {}
    for category, band in bands.items():
        holders = [c for c, other in bands.items() if c != category and other.holds(band) and other != band]
        nearest = min(holders, key=lambda c: (_span(bands[c]), c)) if holders else None
        wider.setdefault(nearest, []).append(category)
    for holder, categories in wider.items():
        total = family[holder] if holder is not None else whole
        if total is None or _overlap([bands[category] for category in categories]):
            continue
        parts = [family[category] for category in categories] + (unread if holder is None else [])
        found.add(total, parts, "age")
    if whole and unread and not bands:
        found.add(whole, unread, "age")


def _span(band: AgeBand) -> int:
    return (200 if band.high is None else band.high) - band.low


def _overlap(bands: Sequence[AgeBand]) -> bool:
    ordered = sorted(bands, key=lambda band: band.low)
    return any(one.high is None or one.high >= two.low for one, two in pairwise(ordered))


def _parts(counts: Mapping[Cell, int | None], plan: Plan, found: Additions) -> None:
    """Parts of an indicator (assessed, detained) to its whole, where a whole is held."""
    for indicator in plan.indicators:
        wholes = [part.id for part in indicator.parts if part.role == "whole"]
        parts = [part.id for part in indicator.parts if part.role == "part"]
        if not parts:
            continue
        for whole in wholes or [""]:
            for cell in [c for c in counts if c.key.indicator == indicator.id and c.key.part == whole and c.what == "numerator"]:
                others = [other for part in parts if part != whole and (other := _moved(cell, indicator.id, part)) in counts]
                if others:
                    found.add(cell, others, "parts")


def _overlaps(counts: Mapping[Cell, int | None], plan: Plan, found: Additions) -> None:
    """One indicator inside another: whom the larger counts and the smaller does not is a group of people too."""
    pairs = {tuple(sorted((i.id, other))) for i in plan.indicators for other in i.overlaps if other != i.id}
    by_indicator: dict[str, list[Cell]] = {}
    for cell in counts:
        if cell.what == "numerator":
            by_indicator.setdefault(cell.key.indicator, []).append(cell)
    for one, two in sorted(pairs):
        places: dict[tuple[str, Period, Breakdown], list[Cell]] = {}
        for cell in by_indicator.get(two, []):
            places.setdefault((cell.key.area, cell.key.period, cell.key.breakdown), []).append(cell)
        for cell in by_indicator.get(one, []):
            for other in places.get((cell.key.area, cell.key.period, cell.key.breakdown), []):
                first, second = counts[cell], counts[other]
                if first is not None and second is not None:
                    total, part = (cell, other) if first > second else (other, cell)
                    found.add(total, [part], f"beside {part.key.indicator} {part.key.part}")


def _same(counts: Mapping[Cell, int | None], found: Additions) -> None:
    """Parts of one indicator that always hold the same count: one statistic in two units, hidden together or not at all."""
    places: dict[tuple[str, str, Period, Breakdown], list[Cell]] = {}
    for cell in counts:
        if cell.what == "numerator":
            places.setdefault((cell.key.indicator, cell.key.area, cell.key.period, cell.key.breakdown), []).append(cell)
    pairs: dict[tuple[str, str, str], list[tuple[Cell, Cell]]] = {}
    for (indicator, _, _, _), cells in places.items():
        for one, two in combinations(sorted(cells, key=lambda cell: cell.key.part), 2):
            pairs.setdefault((indicator, one.key.part, two.key.part), []).append((one, two))
    for twins in pairs.values():
        if all(counts[one] is not None and counts[one] == counts[two] for one, two in twins):
            for one, two in twins:
                found.relations.append(Relation(one, (two,)))


def _moved(cell: Cell, indicator: str, part: str) -> Cell:
    key = cell.key
    return Cell(Key(indicator, part, key.area, key.period, key.breakdown), cell.what)


def complements(of: Iterable[tuple[Cell, Cell, int]]) -> Iterator[tuple[Relation[Cell], Cell, int]]:
    """Denominator = numerator + those outside it, for percentages (R11); from (numerator, denominator, complement)."""
    for numerator, denominator, count in of:
        outside = Cell(numerator.key, "complement")
        yield Relation(denominator, (numerator, outside)), outside, count


def complements_over_time(
    counts: Mapping[Cell, int | None], high: Callable[[Cell], int]
) -> tuple[list[Relation[Cell]], dict[Cell, tuple[int | None, Cell]]]:
    """Those outside the numerators of shares, period by period, where they prove to be added up: relations and rests as of `additions`."""
    found = Additions(counts, {}, high)
    by_series: dict[tuple[str, str, str], dict[tuple[Period, Breakdown], Cell]] = {}
    for cell in counts:
        key = cell.key
        by_series.setdefault((key.indicator, key.part, key.area), {})[key.period, key.breakdown] = cell
    for cells in by_series.values():
        times(cells, found)
    return found.relations, found.rests
