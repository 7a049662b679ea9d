"""Room: indicators. Inequalities: the rate of each group, its ratio to the reference group, the combined line and the excess."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from indicators import estimates, numbers, ratios, wording
from indicators.classifications import MINORITY
from indicators.disclosure.released import Released
from indicators.inequalities.settings import Setting, base_of, is_standardised
from indicators.inequalities.shapes import Excess, GroupRow
from indicators.observations import Status


def rows(setting: Setting) -> tuple[GroupRow, ...]:
    """Each group's rate and its ratio to the reference group's, in the order of the classification."""
    own = setting.groups[setting.reference]
    return tuple(_row(setting, id, setting.groups[id], own) for id in setting.compared)


def _row(setting: Setting, id: str, figure: Released, own: Released) -> GroupRow:
    part = setting.part
    base = base_of(figure, setting.multiplier)
    lower, upper = figure.lower, figure.upper
    if lower is None and base and figure.numerator is not None and not is_standardised(setting):
        limits = estimates.rate(figure.numerator, base, multiplier=setting.multiplier)
        lower, upper = _float(limits.lower), _float(limits.upper)
    row = GroupRow(
        group=id,
        label=wording.category_label(part.compare, id, setting.classification),
        rate=figure.value,
        rate_lower=lower,
        rate_upper=upper,
        count=figure.numerator,
        population=figure.denominator,
        ratio=None,
        ratio_lower=None,
        ratio_upper=None,
        ratio_method="",
        flags=frozenset(figure.flags),
        marker="" if figure.value is not None else _why_no_rate(figure),
        note=_why_no_number(figure),
    )
    if id == setting.reference:
        return replace(row, ratio=1.0 if figure.value else None)
    if figure.value is None or own.value is None:
        return row
    if is_standardised(setting) or figure.numerator is None or own.numerator is None:
        return _standardised_ratio(row, figure, own)
    return _crude_ratio(setting, row, (figure.numerator, base), (own.numerator, base_of(own, setting.multiplier)))


def _why_no_number(figure: Released) -> str:
    if figure.status is Status.NOT_AVAILABLE:
        return wording.sentence(figure.reason)
    return "How many people the group has is not held." if figure.value is None and figure.status is Status.OK else ""


def _why_no_rate(figure: Released) -> str:
    """The marker of a group without a rate: its own, or not available where only its count is held."""
    return str(Status.NOT_AVAILABLE if figure.status is Status.OK else figure.status)


def _standardised_ratio(row: GroupRow, figure: Released, own: Released) -> GroupRow:
    if not own.value or figure.value is None:
        return row
    if None in (figure.lower, figure.upper, own.lower, own.upper):
        return replace(row, ratio=figure.value / own.value, note="No interval: the rates came without limits or counts.")
    found = ratios.standardised_rate_ratio(_estimate(figure), _estimate(own))
    return replace(row, ratio=_float(found.value), ratio_lower=_float(found.lower), ratio_upper=_float(found.upper), ratio_method="MOVER")


def _crude_ratio(setting: Setting, row: GroupRow, group: tuple[float, float | None], own: tuple[float, float | None]) -> GroupRow:
    reference = setting.people(setting.reference)
    if not group[1] or not own[1]:
        if group[0] == 0 and own[0] > 0:
            return replace(row, ratio=0.0, note="None were counted, so the ratio is 0; how many people the group has is not held.")
        return row
    found = ratios.rate_ratio(group[0], group[1], own[0], own[1])
    value, lower, upper = _float(found.value), _float(found.lower), _float(found.upper)
    note = ""
    if own[0] == 0:
        least = f" The ratio is at least {numbers.times(lower)}." if group[0] > 0 and lower is not None else ""
        note = f"None were counted among {reference}, so there is no ratio.{least}"
        upper = None
    elif group[0] == 0:
        note = "None were counted, so the ratio is 0." + (f" It may be as high as {numbers.times(upper)}." if upper is not None else "")
    method = str(found.method).partition(",")[0]
    return replace(
        row, ratio=value, ratio_lower=lower, ratio_upper=upper, ratio_method=method if method in ("log", "mid-P") else "", note=note
    )


def aligned(setting: Setting) -> Setting | None:
    """The same counts on a population grouped as they are, named as ours; None where there is none or the rates stand on it already."""
    if is_standardised(setting) or any(setting.groups[id].population in setting.populations for id in setting.compared):
        return None
    for id, people in setting.populations.items():
        if all(group in people for group in setting.compared):
            made = {group: _on(setting.groups[group], people[group], id, setting.multiplier) for group in setting.compared}
            return replace(setting, groups={**setting.groups, **made})
    return None


def _on(figure: Released, people: float, population: str, multiplier: float) -> Released:
    """A released count as a rate on a released population; what the source's flags said of its own rate is left behind."""
    rate = None if figure.numerator is None else multiplier * figure.numerator / people
    flags = figure.flags - {"u"}
    return replace(figure, value=rate, denominator=people, lower=None, upper=None, limits="", population=population, flags=flags)


def combined(setting: Setting, ours: Setting | None) -> GroupRow | None:
    """All minority groups as one line: as released, else from their counts, over `ours` (see `aligned`) or what the rates imply."""
    label = _combined_label(setting)
    given, own = setting.groups.get(MINORITY), setting.groups[setting.reference]
    if given is not None:
        return replace(_row(setting, MINORITY, given, own), label=label)
    used = ours or setting
    others = [used.groups[id] for id in used.compared if id != used.reference]
    counts = [figure.numerator for figure in others if figure.numerator is not None]
    bases = [base for figure in others if (base := base_of(figure, used.multiplier))]
    own = used.groups[used.reference]
    if len(others) < 2 or own.numerator is None or not len(counts) == len(bases) == len(others):
        return None
    if own.population in used.populations:
        over = setting.plan.population(own.population).name
    else:
        over = "the populations that the published rates and counts imply"
    whole = _on(replace(own, numerator=sum(counts), flags=frozenset()), sum(bases), own.population, used.multiplier)
    row = _row(used, MINORITY, whole, own)
    return replace(row, label=label, note=wording.joined(row.note, f"Worked out by us: the groups’ counts added up, over {over}."))


def _combined_label(setting: Setting) -> str:
    if setting.part.compare != "ethnic_group":
        return "All other groups combined"
    measure = setting.plan.measure(setting.entry.measure).text if setting.entry.measure else ""
    quoted = re.search(r"\bB(?:A)?ME\b", f"{setting.entry.text} {measure}")
    return wording.COMBINED_LABEL + (f" (the plan calls this “{quoted[0]}”)" if quoted else "")


def excess(setting: Setting, rows: Sequence[GroupRow]) -> Mapping[str, Excess] | None:
    """How many more events each group had than at the reference group's rate; None where no group's can be had."""
    own = setting.groups[setting.reference]
    base = base_of(own, setting.multiplier)
    result = {}
    for row in rows:
        people = base_of(setting.groups[row.group], setting.multiplier)
        if row.group == setting.reference or row.count is None or own.numerator is None or not base or not people:
            continue
        found = ratios.excess(row.count, people, own.numerator, base)
        result[row.group] = Excess(float(found.value), float(found.lower), float(found.upper))
    return result or None


def _estimate(figure: Released) -> estimates.Estimate:
    value, lower, upper = (np.float64(math.nan if part is None else part) for part in (figure.value, figure.lower, figure.upper))
    return estimates.Estimate(value, lower, upper, np.str_(figure.limits))


def _float(value: ArrayLike) -> float | None:
    found = float(np.asarray(value, dtype=np.float64))
    return found if math.isfinite(found) else None
