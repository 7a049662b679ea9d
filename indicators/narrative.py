"""Room: indicators. The sentences: one plain sentence an indicator, from released values only, used on page, pack, caption and API alike.

Each says direction, size, period and place. What the data say stands here; what an owner says of them is told elsewhere, never in one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np

from indicators import numbers, ratios, wording
from indicators.disclosure.released import Released
from indicators.estimates import Estimate
from indicators.observations import FLAG_WORDS, Status
from indicators.periods.rendering import on_day
from indicators.readings import ROUNDED, Change, Series, State, Summary
from indicators.registry.models import Area, Indicator, Measure, Part, Plan, Priority, Unit
from indicators.series import limits_of

__all__ = [
    "change",
    "contacts",
    "figures",
    "headline",
    "helpline",
    "missing",
    "on_breaks",
    "priority_without_figures",
    "subject",
    "title",
    "value_words",
]

#: what a change is told against where the series breaks and has gone on since
AFTER_BREAK: Final = "first figure after the break"


def subject(indicator: Indicator, part: Part) -> str:
    """What a sentence about a part calls it: "Suicide rate, men aged 10 and over"; a member of a family goes by its own name."""
    if part.role == "member":
        return part.name
    if part.role == "whole":
        return indicator.short
    begins = [name.replace(",", "").split(" ")[:2] for name in (part.name, indicator.short)]
    return part.name if begins[0] == begins[1] else f"{indicator.short}, {wording.lowered(part.name)}"


def value_words(figure: Released, part: Part) -> str:
    """A released figure with its unit, or its marker: "81.2 %", "[c]"."""
    if figure.value is None:
        return f"[{figure.status.value}]"
    return numbers.quantity(figure.value, part.unit, part.decimals)


def change(part: Part, since: Released, latest: Released, *, against: str, across_break: bool) -> Change | None:
    """Latest against an earlier figure; None where either is no number, or both are one. Across a break it has no interval: what an
    interval would say of chance is nothing beside what the break may have done.
    """
    if since.value is None or latest.value is None or since.key.period == latest.key.period:
        return None
    first, last = since.value, latest.value
    if part.unit in numbers.IN_POINTS or not first:
        places = numbers.places(part.unit, part.decimals)
        after = " points" if part.unit in {"per_cent", "score"} else ""
        limits = None if across_break else _difference(since, latest, part.unit)
        found = _change(since, against, last - first, limits, places, after, across_break)
        pencil = _shown(last, part) - _shown(first, part)
        return replace(found, rounded=numbers.signed(pencil, places) != numbers.signed(last - first, places))
    limits = None if across_break else _relative(since, latest, part.unit)
    found = _change(since, against, 100 * (last - first) / first, limits, 0, " %", across_break)
    before = _shown(first, part)
    pencil = 100 * (_shown(last, part) - before) / before if before else found.amount
    return replace(found, rounded=numbers.signed(pencil) != numbers.signed(found.amount))


def _shown(value: float, part: Part) -> float:
    """A value as it is shown, as a number: what a reader with a pencil takes."""
    return numbers.rounded(value, numbers.places(part.unit, part.decimals))


def _change(
    since: Released, against: str, amount: float, limits: tuple[float, float] | None, places: int, after: str, across_break: bool
) -> Change:
    words = f"{numbers.signed(amount, places)}{after}"
    if limits is None:
        return Change(since, against, amount, words, across_break=across_break)
    low, high = limits
    interval = f"95 % interval {numbers.signed(low, places)} to {numbers.signed(high, places)}{after}"
    return Change(since, against, amount, words, low, high, interval, across_break)


def _difference(since: Released, latest: Released, unit: Unit) -> tuple[float, float] | None:
    """Limits of a difference from those of its two figures (MOVER, Zou and Donner 2008); None where either has none."""
    a, b = limits_of(latest, unit), limits_of(since, unit)
    if a is None or b is None:
        return None
    value = a[0] - b[0]
    return value - math.hypot(a[0] - a[1], b[2] - b[0]), value + math.hypot(a[2] - a[0], b[0] - b[1])


def _relative(since: Released, latest: Released, unit: Unit) -> tuple[float, float] | None:
    """Limits of a change in per cent, from those of its two figures (MOVER for ratios, Donner and Zou 2012); None where either has none."""
    a, b = limits_of(latest, unit), limits_of(since, unit)
    if a is None or b is None or b[1] <= 0:
        return None
    found = ratios.standardised_rate_ratio(_estimate(a), _estimate(b))
    low, high = 100 * (float(found.lower) - 1), 100 * (float(found.upper) - 1)
    return (low, high) if math.isfinite(low) and math.isfinite(high) else None


def _estimate(limits: tuple[float, float, float]) -> Estimate:
    value, lower, upper = limits
    return Estimate(np.float64(value), np.float64(lower), np.float64(upper), np.str_(""))


def figures(name: str, part: Part, area: Area, series: Series, latest: Released, found: Change | None) -> str:
    """The sentence on a part that has figures, with what must be known beside it: a break, a hidden or missing last one, a nearest one."""
    return wording.joined(
        _main(name, part, area, series, latest, found),
        *([_broken(part, found)] if found and found.across_break else []),
        _before_break(part, series, found),
        "Taken alone, the first and the last of these figures could differ by chance." if found and _may_be_chance(found) else "",
        _remarks(latest),
        _not_given(series, latest),
        wording.sentence(f"Nearest published figure: {part.nearest}") if part.role == "nearest" and part.nearest else "",
    )


def title(name: str, part: Part, latest: Released, found: Change | None, *, few: bool = False) -> str:
    """The finding as a title, without place and period, which stand below it: "The suicide rate of men stood at 19.4 per 100,000".

    `few` tells that there are too few figures to say which way they go: then the title says only where the latest stands.
    """
    said = part.subject or name
    if latest.value is None:
        return f"{said}: the latest figure {_why_none(latest)}"
    value = value_words(latest, part)
    if found is None or (few and not found.across_break):
        return f"{said} stood at {value}" if part.subject else f"{said}: {value}"
    if found.across_break:
        return f"{said}{' stood at' if part.subject else ':'} {value}, after a break in the series"
    after = " after a break in the series" if found.against == AFTER_BREAK else ""
    was = numbers.bare(found.since.value or 0.0, part.unit, part.decimals)
    if was == numbers.bare(latest.value, part.unit, part.decimals):
        return f"{said} stayed at {value}{after}" if part.subject else f"{said}: {value}, as before"
    went = _went(found.since.value or 0.0, latest.value)
    return f"{said}{'' if part.subject else ':'} {went} from {was} to {value}{after}"


def _broken(part: Part, found: Change) -> str:
    """Where only a figure before the break is there to compare with: that, and that it is not comparable."""
    before = f"{numbers.bare(found.since.value or 0.0, part.unit, part.decimals)} in {numbers.when(found.since.key.period)}"
    return f"It was {before}, but the series breaks between the two, so they are not comparable."


def _before_break(part: Part, series: Series, found: Change | None) -> str:
    """Where the change is told since a break: what was held before it, and that it is not comparable."""
    first = next((point for point in series.points if point.value is not None), None)
    if found is None or found.against != AFTER_BREAK or first is None:
        return ""
    start = numbers.when(series.points[series.phase_start].key.period)
    held = f"{numbers.bare(first.value or 0.0, part.unit, part.decimals)} in {numbers.when(first.key.period)}"
    return f"The series breaks in {start}: figures before it, such as {held}, are not comparable."


def on_breaks(part: Part, series: Series) -> tuple[str, ...]:
    """For each break that the count itself passes unmoved: that only what it is divided by has changed. () for others."""
    told = []
    for index in sorted(series.breaks):
        before, after = series.points[index - 1], series.points[index]
        if before.value is None or after.value is None or not before.denominator or not after.denominator:
            continue
        if before.numerator is None or before.numerator != after.numerator or before.denominator == after.denominator:
            continue
        bases = f"from {numbers.number(before.denominator)} to {numbers.number(after.denominator)}"
        step = " to ".join(numbers.bare(point.value or 0.0, part.unit, part.decimals) for point in (before, after))
        told.append(
            f"The number counted was the same on both sides of the break, {numbers.number(after.numerator)}, in "
            f"{numbers.when(before.key.period)} and in {numbers.when(after.key.period)}. What it is divided by went {bases}: "
            f"that alone makes the step from {step}."
        )
    return tuple(told)


def _may_be_chance(found: Change) -> bool:
    """Whether the interval of the change holds none at all."""
    return found.lower is not None and found.upper is not None and found.lower <= 0 <= found.upper


def _went(before: float, value: float) -> str:
    return "rose" if value > before else "fell"


def _why_none(latest: Released) -> str:
    return "is hidden to protect people" if latest.status is Status.HIDDEN else "rounds to zero but is not zero"


def _main(name: str, part: Part, area: Area, series: Series, latest: Released, found: Change | None) -> str:
    lead = f"{part.subject} {wording.placed(area)}" if part.subject else f"{name}: the figure for {area.name}"
    period = numbers.when(latest.key.period)
    if latest.value is None:
        shown = next((point for point in reversed(series.points) if point.value is not None), None)
        text = f"{name}: the figure for {area.name} in {period} {_why_none(latest)}."
        if shown is None:
            return text
        return f"{text} The last one shown is {value_words(shown, part)}, in {numbers.when(shown.key.period)}."
    value = value_words(latest, part)
    if found is None:
        return f"{lead} stood at {value} in {period}, the first figure held."
    if found.across_break:
        return f"{lead} stood at {value} in {period}."
    before, since = found.since.value or 0.0, numbers.when(found.since.key.period)
    was = numbers.bare(before, part.unit, part.decimals)
    if was == numbers.bare(latest.value, part.unit, part.decimals):
        return f"{lead} stood at {value} in {period}, the same as in {since}."
    size = found.size.lstrip(f"+{numbers.MINUS}")
    note = f" ({ROUNDED})" if found.rounded else ""
    return f"{lead} {_went(before, latest.value)} by {size}, from {was} in {since} to {value} in {period}{note}."


def _remarks(latest: Released) -> str:
    words = [FLAG_WORDS[flag] for flag in ("p", "e", "u", "f") if flag in latest.flags]
    return f"The latest figure is marked as {wording.listed(words)}." if words and latest.value is not None else ""


def _not_given(series: Series, latest: Released) -> str:
    last = series.points[-1]
    if last is latest or last.status is not Status.NOT_AVAILABLE:
        return ""
    reason = f": {last.reason}" if last.reason else ""
    return wording.sentence(f"No figure was given for {numbers.when(last.key.period)}{reason}")


def missing(plan: Plan, indicator: Indicator) -> str:
    """For an indicator without a figure: what is missing, in the plan's words, and who is to supply it."""
    if indicator.measure is None:
        return "The plan names no measure for this indicator yet."
    measure = plan.measure(indicator.measure)
    quoted = f"“{measure.text}”"
    who = contacts(plan, measure)
    stories = "qualitative" in (measure.kind, indicator.kind)
    if measure.state == "in_development":
        named = f"The plan names {wording.listed(who)} for it." if who else "The plan names nobody for it."
        return f"The measure is still to be developed. The plan says {quoted}. {named}"
    if measure.state == "unclear":
        named = f"The plan names {wording.listed(who)}." if who else "The plan names nobody to ask."
        return f"It is not clear which figures are meant. The plan says {quoted}. {named}"
    held = "No stories or views are held yet." if stories else "No figure is held yet."
    if not who:
        them = "them" if stories else "it"
        asked = "; the leads of the priority are asked" if plan.priority_of(indicator.id).leads else ""
        return f"{held} The plan names nobody to supply {them}: {quoted}{asked}."
    if measure.contacts:
        return f"{held} {wording.listed(who)} {'is' if len(who) == 1 else 'are'} to supply {quoted}."
    return f"{held} The plan says {quoted}, from {wording.listed(who)}."


def contacts(plan: Plan, measure: Measure) -> list[str]:
    """Who is to supply a measure: people and posts by name, else the plan's own words for them, quoted; [] where it names nobody."""
    written = measure.contact_as_written
    return [_who(plan, id) for id in measure.contacts] or ([f"“{written}”"] if written and written.lower() != "not stated" else [])


def _who(plan: Plan, id: str) -> str:
    person = plan.person(id)
    return person.name if person.kind == "person" else f"{person.name} (no person named)"


def helpline(indicator: Indicator) -> str:
    """Where to find help, for pages about suicide or self-harm; "" for others."""
    return wording.HELPLINE if indicator.sensitive == "suicide_self_harm" else ""


def headline(total: int, readable: int, old: int, counts: Mapping[State, int], *, on: date | None = None) -> str:
    """The whole plan in one line; `old` of the `readable` indicators have no recent figure. `on` is the day that somebody looks back to.

    "Ten of the plan's 29 indicators can be read today, six of them from figures that are not recent. One is improving, none is worsening."
    """
    if not readable:
        return f"None of the plan’s {total} indicators {f'could be read on {on_day(on)}' if on else 'can be read yet'}."
    up, down = counts.get(State.IMPROVING, 0), counts.get(State.WORSENING, 0)
    read = f"could be read on {on_day(on)}" if on else "can be read today"
    first = f"{numbers.counted(readable, start=True)} of the plan’s {total} indicators {read}"
    those = "" if readable == 1 else "all of them " if old == readable else f"{numbers.counted(old)} of them "
    of_them = f", {those}from figures that {'were' if on else 'are'} not recent" if old else ""
    verbs = [("was" if on else "is") if count < 2 else ("were" if on else "are") for count in (up, down)]
    ways = f"{numbers.counted(up, start=True)} {verbs[0]} improving, {numbers.counted(down)} {verbs[1]} worsening."
    return f"{first}{of_them}. {ways}"


def _is(count: int) -> str:
    return "is" if count < 2 else "are"


def priority_without_figures(priority: Priority, summaries: Sequence[Summary]) -> str:
    """What to say of a priority none of whose indicators has a figure: that, and how many are still to be developed."""
    total = len(summaries)
    text = f"Priority {priority.number} has no figure at all."
    undeveloped = sum(summary.state is State.IN_DEVELOPMENT for summary in summaries)
    if total == 1:
        return f"{text} Its one indicator is {'still to be developed' if undeveloped else 'without figures'}."
    if not undeveloped:
        those = "Both its indicators wait" if total == 2 else f"All {numbers.counted(total)} of its indicators wait"
        return f"{text} {those} for figures or an answer."
    those = f"{numbers.counted(undeveloped, start=True)} of its {numbers.counted(total)} indicators"
    rest = total - undeveloped
    others = "the other one waits" if rest == 1 else f"the other {numbers.counted(rest)} wait"
    waits = f"; {others} for figures or an answer" if rest else ""
    return f"{text} {those} {_is(undeveloped)} still to be developed{waits}."
