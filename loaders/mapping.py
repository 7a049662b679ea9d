"""Room: loaders. From the figures of a published file to the observations of a plan, as its selections say.

Nothing here knows an indicator: which rows count for which series, how they are divided and which flags they carry is read from the plan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from indicators import classifications
from indicators.observations import Flag, Key, Observation, Origin, Status
from indicators.periods.rendering import on_day
from indicators.registry.models import Indicator, Part, Plan, Population, Selection
from indicators.submissions import Passed, Problem
from loaders.circumstances import Populations
from loaders.picking import Breakdown, Categories, Ledger, Slot, Wish, picked
from loaders.problems import problem
from loaders.published.figures import Figure
from loaders.totals import Total, share, total
from loaders.unmatched import Wanted, unmatched

_ETHNIC, _DETAILED = "ethnic_group", "ethnic_group_detailed"


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the figures of a file are in terms of a plan."""

    observations: tuple[Observation, ...]
    passed: tuple[Passed, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Series:
    """One selection with the indicator and the part it fills."""

    indicator: Indicator
    part: Part
    selection: Selection


def observations(figures: Iterable[Figure], plan: Plan, loader: str, *, file: str, populations: Populations | None = None) -> Mapped:
    """The observations that the plan's selections of this `loader` make of the figures of `file`.

    A rate by population needs `populations`; where one is missing the rate is passed over and said. Where two selections give one key, the
    first in the plan counts.
    """
    everything = list(figures)
    ledger = Ledger.of(file, everything)
    found: dict[Key, Observation] = {}
    for series in _series(plan, loader):
        for observation in _of_series(ledger, plan, series, populations or {}):
            if (impossible := _impossible(observation, series.part)) is not None:
                ledger.problems.append(impossible)
            elif found.setdefault(observation.key, observation) is not observation:
                ledger.tally.add("figures that an earlier selection of the plan already gives")
    populations_here = [each for each in plan.populations if plan.source(each.source).loader == loader]
    for population in populations_here:
        for observation in _of_population(ledger, plan, population):
            found.setdefault(observation.key, observation)
    wanted = [*_wanted(plan, loader), *(Wanted(f"the population “{each.name}”", _people(plan, each)) for each in populations_here)]
    ledger.problems += unmatched(ledger, wanted, taken=bool(found))
    _tally_unused(ledger, everything)
    return Mapped(tuple(found.values()), tuple(ledger.tally.passed()), tuple(ledger.problems))


def _impossible(observation: Observation, part: Part) -> Problem | None:
    """A published figure that cannot be: fewer than none, or more than all. It is left out and said, the others are read."""
    counts = (observation.numerator, observation.denominator, observation.value if part.unit != "score" else None)
    where, told = observation.origin, None
    if any(number is not None and number < 0 for number in counts):
        told = "a number below 0"
    elif part.unit == "per_cent" and observation.denominator and (observation.numerator or 0) > observation.denominator:
        told = f"{observation.numerator:,g} of {observation.denominator:,g}"
    return None if told is None else problem("published-impossible", where, text=told)


def area_ids(plan: Plan, loader: str) -> set[str]:
    """The areas that the plan asks of this loader, for its series and its populations."""
    asked = {id for series in _series(plan, loader) for id in series.selection.areas}
    return asked | {id for population in plan.populations if plan.source(population.source).loader == loader for id in population.areas}


def _series(plan: Plan, loader: str) -> Iterator[_Series]:
    for indicator in plan.indicators:
        for part in indicator.parts:
            for selection in part.published:
                if plan.source(selection.source).loader == loader:
                    yield _Series(indicator, part, selection)


def _tally_unused(ledger: Ledger, figures: Collection[Figure]) -> None:
    rows = {(figure.sheet, _row_of(figure.address)) for figure in figures}
    used = {(sheet, _row_of(address)) for sheet, address in ledger.used}
    if rows - used:
        ledger.tally.add("about the plan's areas, but not asked for by the plan", len(rows - used))


def _row_of(address: str) -> str:
    return "".join(character for character in address.partition(";")[0] if character.isdigit())


# -- series -----------------------------------------------------------------------------------------------------------------------


def _of_series(ledger: Ledger, plan: Plan, series: _Series, populations: Populations) -> Iterator[Observation]:
    selection = series.selection
    if selection.numerator and selection.denominator:
        yield from _shares(ledger, plan, series)
    elif selection.numerator and selection.population:
        yield from _rates(ledger, plan, series, populations)
    else:
        for slot, figures in picked(ledger, _wish(plan, series, selection.value or selection.numerator)).items():
            ledger.use(figures)
            if selection.value and len(figures) == 1:
                yield _as_published(ledger.file, plan, series, slot, figures[0])
            elif selection.value and series.part.unit != "count":
                ledger.tally.add("published values that are no counts, which cannot be added up", len(figures))
            else:
                yield _counted(ledger.file, plan, series, slot, figures)


def _wish(plan: Plan, series: _Series, measure: str) -> Wish:
    selection = series.selection
    return Wish(
        measure=measure,
        where=selection.where,
        breakdown=selection.breakdown,
        areas=tuple(plan.area(id) for id in selection.areas),
        categories=_by_classification(selection.classification, top_level=True),
        additive=not selection.value or series.part.unit == "count",
        quarters=series.part.year_type if selection.aggregate == "quarter" else None,
    )


def _wanted(plan: Plan, loader: str) -> Iterator[Wanted]:
    """Each measure that the plan reads from this loader's files, and how."""
    for series in _series(plan, loader):
        selection = series.selection
        for measure in filter(None, (selection.value, selection.numerator, selection.denominator)):
            yield Wanted(series.indicator.number, _wish(plan, series, measure))


def _by_classification(classification: str, *, top_level: bool) -> Categories:
    """How a file's categories become ours: ethnic groups by their classification, everything else in the source's words.

    With `top_level` an ethnic group is taken from the publisher's own row for it; without, from the detailed groups that make it up.
    """

    def categories(ours: str, written: str) -> tuple[str, ...]:
        if ours not in (_ETHNIC, _DETAILED):
            return (written,)
        detail = classifications.detailed(written, classification)
        if ours == _DETAILED:
            return (detail,) if detail else ()
        group = classifications.group(written, classification) if (detail is None) == top_level else None
        return (group,) if group else ()

    return categories


def _as_published(file: str, plan: Plan, series: _Series, slot: Slot, figure: Figure) -> Observation:
    bounds = figure.bounds
    if bounds is None and figure.status is Status.HIDDEN and series.part.unit == "count":
        bounds = plan.source(series.selection.source).hidden_bounds
    return Observation(
        key=_key(series, slot),
        source=series.selection.source,
        value=figure.number,
        status=figure.status,
        flags=_flags(series.selection, slot, figure.flags),
        numerator=figure.numerator,
        denominator=figure.denominator,
        lower=figure.lower,
        upper=figure.upper,
        limits=figure.limits,
        bounds=bounds,
        classification=_classification(series.selection.classification, slot),
        reason=figure.reason,
        origin=Origin(file, figure.sheet, figure.address),
    )


def _counted(file: str, plan: Plan, series: _Series, slot: Slot, figures: Iterable[Figure]) -> Observation:
    counted = total(figures, plan.source(series.selection.source).hidden_bounds)
    return _observation(file, series, slot, counted, value=counted.number, status=counted.status, reason=counted.reason)


def _shares(ledger: Ledger, plan: Plan, series: _Series) -> Iterator[Observation]:
    hidden_bounds = plan.source(series.selection.source).hidden_bounds
    numerators = picked(ledger, _wish(plan, series, series.selection.numerator))
    denominators = picked(ledger, _wish(plan, series, series.selection.denominator))
    for slot, figures in numerators.items():
        ledger.use(figures)
        if slot not in denominators:
            ledger.tally.add("a count whose denominator is not in the file", len(figures))
            continue
        ledger.use(denominators[slot])
        above, below = total(figures, hidden_bounds), total(denominators[slot], hidden_bounds)
        part = share(above, below.number, below.status, series.part.multiplier, below.reason)
        both = total((*figures, *denominators[slot]))
        origin = Origin(ledger.file, "; ".join(both.sheets), "; ".join(both.addresses))
        yield _observation(
            ledger.file,
            series,
            slot,
            above,
            value=part.value,
            status=part.status,
            reason=part.reason,
            denominator=below.number,
            flags=above.flags | below.flags,
            origin=origin,
        )


def _rates(ledger: Ledger, plan: Plan, series: _Series, populations: Populations) -> Iterator[Observation]:
    """Counts over a population that another file gives."""
    selection = series.selection
    population = plan.population(selection.population)
    for slot, figures in picked(ledger, _wish(plan, series, selection.numerator)).items():
        area, _, breakdown = slot
        ledger.use(figures)
        refusal = _unlike(selection, population, breakdown)
        if refusal:
            ledger.tally.add(refusal, len(figures))
            continue
        counted = total(figures, plan.source(selection.source).hidden_bounds)
        people = populations.get((population.id, selection.population_area or area, breakdown))
        if people is None and breakdown and breakdown[0][1] in classifications.WITHOUT_POPULATION:
            reason = "nobody knows how many people live in this group, so it has no rate"
            yield _observation(ledger.file, series, slot, counted, value=None, status=Status.NOT_APPLICABLE, reason=reason)
        elif people is None:
            ledger.tally.add(f'needs the population "{population.name}", which has not been loaded', len(figures))
        else:
            rate = share(counted, people, Status.OK, series.part.multiplier)
            yield _observation(
                ledger.file, series, slot, counted, value=rate.value, status=rate.status, reason=rate.reason, denominator=people
            )


def _unlike(selection: Selection, population: Population, breakdown: Breakdown) -> str:
    if not breakdown or not breakdown[0][0].startswith(_ETHNIC):
        return ""
    return classifications.refusal(selection.classification, population.classification).removesuffix(".")


def _observation(
    file: str,
    series: _Series,
    slot: Slot,
    counted: Total,
    *,
    value: float | None,
    status: Status,
    reason: str,
    denominator: float | None = None,
    flags: frozenset[Flag] = frozenset(),
    origin: Origin | None = None,
) -> Observation:
    selection = series.selection
    return Observation(
        key=_key(series, slot),
        source=selection.source,
        value=value,
        status=status,
        flags=_flags(selection, slot, counted.flags | flags),
        numerator=counted.number,
        denominator=denominator,
        bounds=counted.bounds,
        classification=_classification(selection.classification, slot),
        population=selection.population,
        reason=reason,
        origin=origin or Origin(file, "; ".join(counted.sheets), "; ".join(counted.addresses)),
    )


def _key(series: _Series, slot: Slot) -> Key:
    area, period, breakdown = slot
    return Key(series.indicator.id, series.part.id, area, period, breakdown)


def _classification(classification: str, slot: Slot) -> str:
    breakdown = slot[2]
    return classification if breakdown and breakdown[0][0].startswith(_ETHNIC) else ""


def _flags(selection: Selection, slot: Slot, own: frozenset[Flag]) -> frozenset[Flag]:
    categories = {category for _, category in slot[2]}
    return own.union(selection.flags, *(flags for category, flags in selection.flagged.items() if category in categories))


# -- populations ------------------------------------------------------------------------------------------------------------------


def _of_population(ledger: Ledger, plan: Plan, population: Population) -> Iterator[Observation]:
    """A population, whole and by group: groups are what the plan says they are, else the detailed categories that make them up."""
    for slot, figures in picked(ledger, _people(plan, population)).items():
        area, period, breakdown = slot
        ledger.use(figures)
        if period.end != population.on:
            ledger.tally.add(f"people on another day than {on_day(population.on)}", len(figures))
            continue
        if not _complete(population, breakdown, figures):
            ledger.tally.add(f'a group of the population "{population.name}" without all of its categories', len(figures))
            continue
        counted = total(figures)
        yield Observation(
            key=Key(population.id, "", area, period, breakdown),
            source=population.source,
            value=counted.number,
            status=counted.status,
            flags=counted.flags,
            classification=_classification(population.classification, slot),
            reason=counted.reason,
            origin=Origin(ledger.file, "; ".join(counted.sheets), "; ".join(counted.addresses)),
        )


def _people(plan: Plan, population: Population) -> Wish:
    return Wish(
        measure=population.measure,
        where=population.where,
        breakdown=population.breakdown,
        areas=tuple(plan.area(id) for id in population.areas),
        categories=_by_groups(population) if population.groups else _by_classification(population.classification, top_level=False),
        whole_from_parts=True,
    )


def _by_groups(population: Population) -> Categories:
    groups = {group: {category.casefold() for category in written} for group, written in population.groups.items()}

    def categories(ours: str, written: str) -> tuple[str, ...]:
        return tuple(group for group, members in groups.items() if written.casefold() in members)

    return categories


def _complete(population: Population, breakdown: Breakdown, figures: Iterable[Figure]) -> bool:
    """Whether every category that the plan adds up for this group is there: a part of a population must not pass for the whole."""
    present = {category.casefold() for figure in figures for category in figure.dimensions.values()}
    wanted = [population.groups.get(category, ()) for _, category in breakdown]
    wanted += [(taken,) if isinstance(taken, str) else taken for taken in population.where.values()]
    return all(category.casefold() in present for categories in wanted for category in categories)
