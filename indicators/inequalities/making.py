"""Room: indicators. Inequalities: from released values to comparisons, in the order of the plan."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from indicators import wording
from indicators.classifications import divisible
from indicators.disclosure.released import Released
from indicators.disclosure.sums import QUARTERS, is_added_up, quarters_of
from indicators.inequalities import rates
from indicators.inequalities.leading import leads, newest, same_thing
from indicators.inequalities.settings import Setting, is_standardised
from indicators.inequalities.shapes import Comparison
from indicators.inequalities.unknown import MUCH_UNKNOWN, TOO_MUCH_UNKNOWN, bounded, counted, without_ratios
from indicators.inequalities.words import to_quote
from indicators.inequalities.words import told as with_sentences
from indicators.inequalities.years import in_order
from indicators.periods import Period
from indicators.registry.models import Indicator, Part, Plan, Population
from indicators.remembered import Remembered


def comparisons(
    plan: Plan,
    released: Sequence[Released],
    *,
    indicator: str | None = None,
    despite: Mapping[str, str] | None = None,
    kept: Remembered | None = None,
) -> tuple[Comparison, ...]:
    """Every comparison that the released values allow, in the order of the plan; areas in the plan's order, the latest year first, then
    the latest periods (`years.in_order`).

    `released` may hold anything; only the parts with a `compare`, and the populations, are read. With `indicator`, that indicator's alone.
    `despite` maps an indicator to the reason for which an analyst shows its ratios although too much is unknown.
    `kept` is where those of before are found again.
    """
    chosen = [entry for entry in plan.indicators if indicator in (None, entry.id) and any(part.compare for part in entry.parts)]
    kept, own = kept or Remembered(), {entry.id: list[Released]() for entry in (*chosen, *plan.populations)}
    for figure in released:
        if figure.key.indicator in own:
            own[figure.key.indicator].append(figure)
    people = [figure for population in plan.populations for figure in own[population.id]]
    result: list[Comparison] = []
    for entry in chosen:
        given = (tuple(own[entry.id]), tuple(people), (despite or {}).get(entry.id, ""))
        result += kept.once(("comparisons", entry.id), (*given, plan), functools.partial(_of_indicator, plan, entry, *given))
    return tuple(result)


def _of_indicator(
    plan: Plan, entry: Indicator, own: Sequence[Released], people: Sequence[Released], despite: str
) -> tuple[Comparison, ...]:
    """The comparisons of one indicator, from its own figures and the populations."""
    result = [one for part in entry.parts if part.compare for one in _of_part(plan, entry, part, [*own, *people], despite)]
    known = [_with_unknown(one, result) for one in result]
    told = leads(entry, known)
    return tuple(replace(one, quote_sentence=_to_quote(plan, one, known)) if one is told else one for one in known)


def _to_quote(plan: Plan, told: Comparison, known: Sequence[Comparison]) -> str:
    """Which ratio to quote, beside those of the same thing counted another way or elsewhere, and those of other parts apart from them."""
    others = [one for one in newest(known) if (one.part, one.area) != (told.part, told.area)]
    alike = [one for one in others if same_thing(plan, told, one)]
    apart = {one.part: one for one in reversed(others) if one not in alike}
    return to_quote(plan, told, alike, [one for one in others if apart.get(one.part) is one])


def _with_unknown(one: Comparison, others: Sequence[Comparison]) -> Comparison:
    """A standardised comparison with the share of unknown group of the crude one of the same area and period, which leaves them out too."""
    at = (one.indicator, one.area, one.period)
    same = (o for o in others if not o.standardised and (o.indicator, o.area, o.period) == at and o.unknown_share is not None)
    crude = next(same, None) if one.standardised else None
    if crude is None:
        return one
    first = f"{crude.unknown_sentence.partition(').')[0]}). They are left out of the standardised rates."
    return replace(
        one,
        unknown_count=crude.unknown_count,
        total=crude.total,
        unknown_share=crude.unknown_share,
        flags=one.flags | crude.flags,
        unknown_sentence=first,
    )


def _of_part(plan: Plan, entry: Indicator, part: Part, released: Sequence[Released], despite: str) -> list[Comparison]:
    cells: dict[tuple[str, Period], dict[str, Released]] = {}
    wholes: dict[tuple[str, Period], Released] = {}
    for figure in released:
        key = figure.key
        if (key.indicator, key.part) != (entry.id, part.id):
            continue
        if not key.breakdown:
            wholes[key.area, key.period] = figure
        elif len(key.breakdown) == 1 and key.breakdown[0][0] == part.compare:
            cells.setdefault((key.area, key.period), {})[key.breakdown[0][1]] = figure
    areas = {area.id: place for place, area in enumerate(plan.areas)}
    order = sorted({area for area, _ in cells}, key=lambda area: (areas.get(area, len(areas)), area))
    result = []
    for area, period in ((area, period) for area in order for period in in_order(period for place, period in cells if place == area)):
        whole = wholes.get((area, period)) or _whole_of_year(area, period, wholes)
        setting = _setting(plan, entry, part, (area, period), cells[area, period], whole, released, despite)
        if setting is not None:
            result.append(_comparison(setting))
    return result


def _whole_of_year(area: str, period: Period, wholes: Mapping[tuple[str, Period], Released]) -> Released | None:
    """The whole of a year as its four quarters are released, for the share of those of unknown group where a group's count is hidden."""
    quarters = [wholes.get((area, quarter)) for quarter in quarters_of(period)] if period.kind == "year" else []
    counts = [_as_count(one).numerator for one in quarters if one is not None]
    known = [count for count in counts if count is not None]
    first = next((one for one in quarters if one is not None), None)
    if first is None or len(known) < QUARTERS:
        return None
    key = replace(first.key, period=period)
    return replace(first, key=key, value=None, numerator=sum(known), denominator=None, lower=None, upper=None, limits="")


def _setting(
    plan: Plan,
    entry: Indicator,
    part: Part,
    at: tuple[str, Period],
    groups: Mapping[str, Released],
    whole: Released | None,
    released: Sequence[Released],
    despite: str,
) -> Setting | None:
    area, period = at
    classification = next((figure.classification for figure in groups.values() if figure.classification), entry.classification)
    reference = next((id for id in groups if _named(part.reference, id, part.compare, classification)), None)
    if reference is None:
        return None
    if part.unit == "count":
        groups = {id: _as_count(figure) for id, figure in groups.items()}
        whole = _as_count(whole) if whole is not None else None
    source = groups[reference].source
    selection = next((s for s in part.published if s.source == source and area in s.areas and part.compare in s.breakdown), None)
    populations = {
        population.id: found
        for population in sorted(plan.populations, key=lambda p: abs((p.on - period.end).days))
        if _alike(population, part.compare, classification) and (found := _people(population, part.compare, area, released))
    }
    return Setting(plan, entry, part, area, period, groups, whole, populations, reference, classification, selection, despite)


def _as_count(figure: Released) -> Released:
    """A bare count, which becomes a rate only over a population that is grouped alike."""
    return replace(figure, value=None, numerator=figure.value if figure.numerator is None else figure.numerator)


def _named(reference: str, id: str, dimension: str, classification: str) -> bool:
    return reference in (id, wording.category_label(dimension, id, classification)) or reference.lower() == id


def _alike(population: Population, dimension: str, classification: str) -> bool:
    """Whether the population groups people as the counts do: unlike ones are never divided."""
    if dimension not in population.breakdown:
        return False
    return population.classification == classification or (
        dimension == "ethnic_group" and divisible(classification, population.classification)
    )


def _people(population: Population, dimension: str, area: str, released: Sequence[Released]) -> dict[str, float]:
    return {
        figure.key.breakdown[0][1]: figure.value
        for figure in released
        if figure.key.indicator == population.id
        and figure.key.area == area
        and figure.value is not None
        and len(figure.key.breakdown) == 1
        and figure.key.breakdown[0][0] == dimension
    }


def _comparison(setting: Setting) -> Comparison:
    standardised, ours = is_standardised(setting), rates.aligned(setting)
    if ours is not None and all(setting.groups[id].value is None for id in setting.compared):
        setting, ours = ours, None
    part, rows = setting.part, rates.rows(setting)
    combined = None if standardised else rates.combined(setting, ours)
    unknown, total = counted(setting, rows)
    share = unknown / total if unknown is not None and total else None
    result = Comparison(
        indicator=setting.entry.id,
        part=part.id,
        part_name=part.name,
        area=setting.area,
        period=setting.period,
        unit="per_100000" if part.unit == "count" else part.unit,
        multiplier=setting.multiplier,
        dimension=part.compare,
        classification=setting.classification,
        reference=setting.reference,
        standardised=standardised,
        rows=rows,
        combined=combined,
        aligned=rates.rows(ours) if ours else (),
        unknown_count=unknown,
        total=total,
        unknown_share=share,
        flags=frozenset({"u"} if share is not None and share > MUCH_UNKNOWN else ()),
        excess=None if standardised else rates.excess(setting, rows),
        added_up=is_added_up(setting.groups[setting.reference]),
        source=setting.groups[setting.reference].source,
        populations=tuple(dict.fromkeys(setting.groups[id].population for id in setting.compared if setting.groups[id].population)),
    )
    result = bounded(setting, result)
    if share is not None and share > TOO_MUCH_UNKNOWN and not setting.despite:
        result = without_ratios(result)
    return with_sentences(setting, result, ours)
