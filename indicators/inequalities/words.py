"""Room: indicators. Inequalities: the sentences beside a comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from indicators import numbers, wording
from indicators.classifications import MINORITY, NHS_2001, WITHOUT_POPULATION
from indicators.inequalities.settings import Setting
from indicators.inequalities.shapes import Comparison
from indicators.inequalities.unknown import MUCH_UNKNOWN
from indicators.registry.models import Plan

#: what to know of a year that nobody gave, but its quarters
ADDED_UP: Final = (
    "The year’s counts are those of its four quarters added up. Events are counted, not people: somebody counted in two quarters "
    "is counted in both."
)


def told(setting: Setting, found: Comparison, ours: Setting | None) -> Comparison:
    """The comparison with its sentences; `ours` holds the aligned figures, where there are any."""
    return replace(
        found,
        title=_title(setting, found),
        headline=_headline(setting, found),
        sure_sentence=_sure_sentence(found),
        unknown_sentence=_unknown_sentence(setting, found),
        combined_sentence=_combined_sentence(setting, found),
        excess_sentence=_excess_sentence(setting, found),
        method=_method(setting, found),
        notes=_notes(setting, found, ours),
    )


def _title(setting: Setting, found: Comparison) -> str:
    """The finding in a line, without period: "Black people were detained at 2.4 times the rate of White people in West Yorkshire"."""
    row, place = found.highlighted, wording.placed(setting.plan.area(setting.area))
    if found.withheld:
        return f"{found.part_name}: no ratio is shown {place}"
    if row is None or row.ratio is None:
        return f"{found.part_name}: no ratio can be worked out {place}"
    group, reference, ratio = setting.people(row.group), setting.people(setting.reference), numbers.times(row.ratio)
    if setting.part.happening:
        return f"{wording.capital(group)} {setting.part.happening} at {ratio} the rate of {reference} {place}"
    return f"{found.part_name}: the rate for {group} was {ratio} that for {reference} {place}"


def _headline(setting: Setting, found: Comparison) -> str:
    """The same with its period, and whether it may be chance."""
    row = found.highlighted
    text = f"{_title(setting, found)} in {numbers.when(setting.period)}."
    if found.withheld or row is None or row.ratio_lower is None or row.ratio_upper is None:
        return text
    return wording.joined(text, "A gap of this size may be chance." if row.ratio_lower <= 1 <= row.ratio_upper else "")


def _sure_sentence(found: Comparison) -> str:
    """That the gap is more than chance, with its interval; "" where it may be chance, which the headline says."""
    row = found.highlighted
    if found.withheld or row is None or row.ratio_lower is None or row.ratio_upper is None or row.ratio_lower <= 1 <= row.ratio_upper:
        return ""
    side = "above" if row.ratio_lower > 1 else "below"
    return (
        f"This is clearly more than chance: the 95 % interval of the ratio, {numbers.number(row.ratio_lower, 2)} to "
        f"{numbers.number(row.ratio_upper, 2)}, lies wholly {side} 1, which would be the same rate."
    )


def to_quote(plan: Plan, told: Comparison, alike: Sequence[Comparison], apart: Sequence[Comparison]) -> str:
    """Which of several ratios of one indicator to quote, and what the others are; "" where no other has one.

    `alike` tell of the same thing, counted another way or elsewhere; `apart` of other parts of the indicator, which are no such thing.
    """
    row = told.highlighted
    beside, other = ([_with_place(plan, told, o) for o in each if o.highlighted and o.highlighted.ratio] for each in (alike, apart))
    if row is None or row.ratio is None or not (beside or other):
        return ""
    made = "worked out by us" if told.populations else "from the rates as published"
    shows = "The other shows what it is" if len(beside) == 1 else "The others show what it is"
    counts = "Another part of this indicator counts" if len(other) == 1 else "Other parts of this indicator count"
    return wording.joined(
        f"The figure to quote is {numbers.times(row.ratio)}, {made} {wording.placed(plan.area(told.area))}.",
        f"{shows} when counted another way or elsewhere: {wording.listed(beside)}." if beside else "",
        f"{counts} something else: {wording.listed(other)}." if other else "",
    )


def _with_place(plan: Plan, told: Comparison, one: Comparison) -> str:
    """Another ratio with what it is of, where, and when, if that is not the time of the one told."""
    ratio = one.highlighted.ratio if one.highlighted else None
    when = "" if one.period == told.period else f", {numbers.when(one.period)}"
    return f"{numbers.times(ratio or 0.0)} ({one.part_name}, {plan.area(one.area).name}{when})"


def _unknown_sentence(setting: Setting, found: Comparison) -> str:
    what = "Ethnicity" if setting.part.compare.startswith("ethnic_group") else "The group"
    if found.standardised:
        return ""
    if found.unknown_count is None or found.unknown_share is None:
        hidden = any(setting.groups[name].status == "c" for name in WITHOUT_POPULATION if name in setting.groups)
        return (
            f"{what} was not known for some; how many is hidden to protect people."
            if hidden
            else f"{what}: how many are not known is not held."
        )
    share = numbers.number(100 * found.unknown_share, 1)
    text = f"{what} was not known for {numbers.number(found.unknown_count)} of {numbers.number(found.total or 0)} ({share} %)."
    if found.unknown_share > MUCH_UNKNOWN:
        text += f" That is over {numbers.number(100 * MUCH_UNKNOWN)} %, so treat the ratios with care."
    row = found.highlighted
    group = row.group if row else next((id for id in found.unknown_bounds if id != MINORITY), "")
    if group not in found.unknown_bounds:
        return text
    low, high = found.unknown_bounds[group]
    return (
        f"{text} If all of them were {setting.people(setting.reference)}, the ratio for {setting.people(group)} would be "
        f"{numbers.number(low, 1)}. If all were from the other groups, in step with those known, it would be {numbers.number(high, 1)}. "
        f"{_either_way(setting, found, group)}"
    )


def _either_way(setting: Setting, found: Comparison, group: str) -> str:
    """Whether the unknown ones could turn the finding round: both ends, and the furthest one, lie on the same side of one, or not."""
    ends = (*found.unknown_bounds[group], found.unknown_furthest.get(group, found.unknown_bounds[group][1]))
    who = setting.people(group)
    if min(ends) > 1:
        return f"Either way the rate of {who} stays the higher one."
    if max(ends) < 1:
        return f"Either way the rate of {who} stays the lower one."
    return "So those not known could turn the finding round."


def _combined_sentence(setting: Setting, found: Comparison) -> str:
    row = found.combined
    if row is None or row.ratio is None:
        return ""
    reference = setting.people(setting.reference)
    who = "ethnic minority groups" if setting.part.compare == "ethnic_group" else "the other groups"
    return f"Taken together, the rate for {who} was {numbers.times(row.ratio)} that for {reference}. This hides how much the groups differ."


def _excess_sentence(setting: Setting, found: Comparison) -> str:
    row = found.highlighted
    if row is None or not found.excess or row.group not in found.excess:
        return ""
    extra = found.excess[row.group]
    if extra.lower <= 0 <= extra.upper:
        return ""
    first = found.part_name.split(",")[0]
    what = f"{first[:1].lower()}{first[1:]}"
    word, low, high = ("fewer", extra.lower, extra.upper) if extra.value > 0 else ("more", -extra.upper, -extra.lower)
    return (
        f"At the rate of {setting.people(setting.reference)}, there would have been about {numbers.number(abs(extra.value))} {word} {what} "
        f"among {setting.people(row.group)} (95 % interval {numbers.number(low)} to {numbers.number(high)})."
    )


def _method(setting: Setting, found: Comparison) -> str:
    reference = setting.people(setting.reference)
    text = f"Ratio: the rate of each group, as shown, divided by the rate of {reference}."
    methods = {row.ratio_method for row in found.rows}
    if "MOVER" in methods:
        text += " Its 95 % interval comes from the limits of the two rates as published (MOVER)."
    if methods & {"log", "mid-P"}:
        text += " Its 95 % interval comes from the two counts as shown (log-normal; mid-P where a count is under 10)."
    rounding = setting.plan.source(setting.selection.source).rounding if setting.selection else ""
    return wording.joined(text, wording.sentence(f"The source rounds: {rounding}") if rounding else "")


def _notes(setting: Setting, found: Comparison, ours: Setting | None) -> tuple[str, ...]:
    notes = []
    if setting.selection and setting.selection.note:
        notes.append(wording.sentence(setting.selection.note))
    if ours is not None:
        population = ours.plan.population(ours.groups[ours.reference].population).name
        notes.append(
            f"Beside the published rates stand rates of our own: the same counts over {population}, which groups people as the counts do."
        )
    if found.added_up:
        notes.append(ADDED_UP)
    notes.append("The rates are standardised, as published." if found.standardised else "Not adjusted for age.")
    if found.classification == NHS_2001 and setting.part.compare == "ethnic_group":
        notes.append("Groups as NHS data sets have them (2001 census): Chinese people are in Other.")
    if setting.despite:
        notes.append(wording.sentence(f"Shown although much is unknown: {setting.despite}"))
    return tuple(notes)
