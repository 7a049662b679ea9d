"""Room: loaders. Picking, from the figures of a file, those that a series of the plan is made of.

A selection names a measure, the categories taken, the areas and the breakdowns; the result is one bundle of figures for each area, period
and group. What cannot be bundled whole is passed over with a reason, never shown in part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from indicators.observations import Origin
from indicators.periods import Period, YearType
from indicators.registry.models import Area
from indicators.submissions import Problem
from loaders.areas import schemes
from loaders.published import spans
from loaders.published.figures import Figure
from loaders.published.tables import Tally

Breakdown = tuple[tuple[str, str], ...]
Slot = tuple[str, Period, Breakdown]
_About = tuple[str, str, Period, frozenset[tuple[str, str]]]
#: our categories that a category of the file counts towards, in one of our dimensions
Categories = Callable[[str, str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Wish:
    """What one series, or one half of a share, is made of. `breakdown` maps our dimension to the file's.

    `additive` allows the figures of several areas to be added up, `quarters` makes quarters of months (of that type of year),
    `whole_from_parts` makes the whole of its groups where the file has no row for it.
    """

    measure: str
    where: Mapping[str, str | tuple[str, ...]]
    breakdown: Mapping[str, str]
    areas: tuple[Area, ...]
    categories: Categories
    additive: bool = True
    quarters: YearType | None = None
    whole_from_parts: bool = False


@dataclass
class Ledger:
    """What happened to the figures of a file: which were used, what was passed over, and what contradicts itself."""

    file: str
    by_measure: dict[str, list[Figure]] = field(default_factory=dict)
    used: set[tuple[str, str]] = field(default_factory=set)
    tally: Tally = field(default_factory=Tally)
    problems: list[Problem] = field(default_factory=list)
    doubts: dict[str, list[Problem]] = field(default_factory=dict)

    @classmethod
    def of(cls, file: str, figures: Iterable[Figure]) -> Ledger:
        """A ledger of these figures, none of them used yet; of two that say the same thing one is kept, of two that differ neither."""
        ledger = cls(file)
        alike: dict[_About, list[Figure]] = {}
        for figure in figures:
            about = (figure.measure, figure.area, figure.period, frozenset(figure.dimensions.items()))
            alike.setdefault(about, []).append(figure)
        for (measure, *_), same in alike.items():
            if len({(figure.number, figure.status) for figure in same}) > 1:
                ledger.doubts.setdefault(measure, []).append(_contradiction(file, same))
            else:
                ledger.by_measure.setdefault(measure, []).append(same[0])
        return ledger

    def of_measure(self, measure: str) -> list[Figure]:
        """The figures of a measure; the contradictions among them become problems once the plan asks for it."""
        self.problems += self.doubts.pop(measure, [])
        return self.by_measure.get(measure, [])

    def use(self, figures: Iterable[Figure]) -> None:
        """Note that these figures are taken."""
        self.used.update((figure.sheet, figure.address) for figure in figures)


def _contradiction(file: str, same: Sequence[Figure]) -> Problem:
    said = " and ".join(f"{figure.number:,g}" if figure.number is not None else f"[{figure.status}]" for figure in same)
    return Problem(
        "published-conflict",
        Origin(file, same[0].sheet, "; ".join(figure.address for figure in same)),
        f"different figures for one thing ({said})",
        "one figure for each measure, area, period and group",
        "None of them is taken. Ask the publisher which one holds.",
        "note",
    )


def picked(ledger: Ledger, wish: Wish) -> dict[Slot, tuple[Figure, ...]]:
    """The figures of each area, period and group that the wish asks for."""
    figures_of_measure = ledger.of_measure(wish.measure)
    cells = _cells(figures_of_measure, wish)
    if wish.whole_from_parts:
        _add_wholes(cells, figures_of_measure, wish)
    combinations: dict[tuple[Period, Breakdown], set[frozenset[tuple[str, str]]]] = defaultdict(set)
    for (period, breakdown, _), figures in cells.items():
        combinations[period, breakdown].update(_combination(figure) for figure in figures)
    found: dict[Slot, tuple[Figure, ...]] = {}
    by_time: dict[tuple[Period, Breakdown], dict[str, list[Figure]]] = defaultdict(dict)
    for (period, breakdown, code), figures in cells.items():
        by_time[period, breakdown][code] = figures
    for area in wish.areas:
        for (period, breakdown), by_code in by_time.items():
            bundle = _of_area(ledger, wish, area, period, by_code, combinations[period, breakdown])
            if bundle:
                found[area.id, period, breakdown] = bundle
    return _quarters(ledger, found, wish.quarters) if wish.quarters else found


def dimensions_met(figures: Sequence[Figure], wish: Wish) -> set[str]:
    """Our dimensions by which any of the figures has the categories that the wish asks for, wherever it is about; "" for the whole."""
    cells = _cells(figures, wish)
    if wish.whole_from_parts:
        _add_wholes(cells, figures, wish)
    return {breakdown[0][0] if breakdown else "" for _, breakdown, _ in cells}


def _cells(figures: Iterable[Figure], wish: Wish) -> dict[tuple[Period, Breakdown, str], list[Figure]]:
    """The figures that meet `where`, by period, group of ours and area code."""
    ours_of = {theirs: [ours for ours, their in wish.breakdown.items() if their == theirs] for theirs in wish.breakdown.values()}
    cells: dict[tuple[Period, Breakdown, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        rest = {name: category for name, category in figure.dimensions.items() if name not in wish.where}
        if not all(_meets(figure.dimensions.get(name), categories) for name, categories in wish.where.items()):
            continue
        if not rest:
            cells[figure.period, (), figure.area].append(figure)
        elif len(rest) == 1:
            (theirs, category), *_ = rest.items()
            for ours in ours_of.get(theirs, ()):
                for ours_category in wish.categories(ours, category):
                    cells[figure.period, ((ours, ours_category),), figure.area].append(figure)
    return cells


def _meets(category: str | None, wanted: str | tuple[str, ...]) -> bool:
    return category is not None and (category == wanted if isinstance(wanted, str) else category in wanted)


def _add_wholes(cells: dict[tuple[Period, Breakdown, str], list[Figure]], figures: Iterable[Figure], wish: Wish) -> None:
    """Where the file has no row for everybody, the sum of all categories of the first dimension is everybody."""
    parts: dict[tuple[Period, Breakdown, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        rest = figure.dimensions.keys() - wish.where.keys()
        meets = all(_meets(figure.dimensions.get(name), categories) for name, categories in wish.where.items())
        if meets and rest == set(list(wish.breakdown.values())[:1]):
            parts[figure.period, (), figure.area].append(figure)
    for cell, figures_of_cell in parts.items():
        cells.setdefault(cell, figures_of_cell)


def _combination(figure: Figure) -> frozenset[tuple[str, str]]:
    return frozenset(figure.dimensions.items())


def _of_area(
    ledger: Ledger,
    wish: Wish,
    area: Area,
    period: Period,
    by_code: Mapping[str, list[Figure]],
    combinations: set[frozenset[tuple[str, str]]],
) -> tuple[Figure, ...]:
    """The figures that together are this area's in this period; () where it has none, or not all of them."""
    for codes in schemes(area, period.end).values():
        present = [code for code in codes if code in by_code]
        if not present:
            continue
        figures = [figure for code in present for figure in by_code[code]]
        if len(present) < len(codes):
            ledger.tally.add(f"not all of the codes that make up {area.name} have a figure", len(figures))
        elif len(codes) > 1 and not wish.additive:
            ledger.tally.add(f"values of the {len(codes)} codes that make up {area.name}, which cannot be added up", len(figures))
        elif any(len({_combination(figure) for figure in by_code[code]}) < len(combinations) for code in codes):
            ledger.tally.add("a category that is added up has no figure", len(figures))
        else:
            return tuple(figures)
        ledger.use(figures)
        return ()
    return ()


def _quarters(ledger: Ledger, months: Mapping[Slot, tuple[Figure, ...]], year_type: YearType) -> dict[Slot, tuple[Figure, ...]]:
    gathered: dict[Slot, dict[Period, tuple[Figure, ...]]] = defaultdict(dict)
    for (area, period, breakdown), figures in months.items():
        if period.kind == "month":
            gathered[area, spans.quarter_of(period.start, year_type), breakdown][period] = figures
    whole: dict[Slot, tuple[Figure, ...]] = {}
    for slot, by_month in gathered.items():
        figures = tuple(figure for month in sorted(by_month, key=lambda p: p.start) for figure in by_month[month])
        if len(by_month) == 3:
            whole[slot] = figures
        else:
            ledger.tally.add("a month of the quarter is missing", len(figures))
            ledger.use(figures)
    return whole
