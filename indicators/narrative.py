"""Room: indicators. The sentences: one plain sentence an indicator, from released values only, used on page, pack, caption and API alike.

Each says direction, size, period and place. What the data say stands here; what an owner says of them is told elsewhere, never in one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from indicators import numbers, ratios, wording
from indicators.disclosure.released import Released
from indicators.estimates import Estimate
from indicators.observations import FLAG_WORDS, Status
from indicators.readings import Change, Series, State, Summary
from indicators.registry.models import Area, Indicator, Measure, Part, Plan, Priority, Unit
from indicators.series import limits_of

__all__ = [
    "change",
    "contacts",
    "figures",
    "headline",
    "helpline",
    "missing",
    "priority_without_figures",
    "subject",
    "title",
    "value_words",
]


def subject(indicator: Indicator, part: Part) -> str:
    """What a sentence about a part calls it: "Suicide rate, men aged 10 and over"; a member of a family goes by its own name."""
    if part.role == "member":
        return part.name
    if part.role == "whole":
        return indicator.short
    begins = [name.replace(",", "").split(" ")[:2] for name in (part.name, indicator.short)]
    return part.name if begins[0] == begins[1] else f"{indicator.short}, {_lowered(part.name)}"


def _lowered(name: str) -> str:
    """A name inside a sentence: without its capital, unless its first word is an abbreviation."""
    first = name.split(" ")[0]
    return name if len(first) > 1 and first[1:] != first[1:].lower() else f"{name[:1].lower()}{name[1:]}"


def value_words(figure: Released, part: Part) -> str:
    """A released figure with its unit, or its marker: "81.2 %", "[c]"."""
    if figure.value is None:
        return f"[{figure.status.value}]"
    return numbers.quantity(figure.value, part.unit, part.decimals)


def change(part: Part, since: Released, latest: Released, *, against: str, across_break: bool) -> Change | None:
    """Latest against an earlier figure; None where either is no number, or both are one."""
    if since.value is None or latest.value is None or since.key.period == latest.key.period:
        return None
    first, last = since.value, latest.value
    if part.unit in numbers.IN_POINTS or not first:
        places = numbers.places(part.unit, part.decimals)
        after = " points" if part.unit in {"per_cent", "score"} else ""
        limits = _difference(since, latest, part.unit)
        return _change(since, against, last - first, limits, places, after, across_break)
    limits = _relative(since, latest, part.unit)
    return _change(since, against, 100 * (last - first) / first, limits, 0, " %", across_break)


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
        "There is a break in the series between the two, so the two may not be comparable." if found and found.across_break else "",
        "The difference between these two alone may be chance." if found and _may_be_chance(found) else "",
        _remarks(latest),
        _not_given(series, latest),
        wording.sentence(f"Nearest published figure: {part.nearest}") if part.role == "nearest" and part.nearest else "",
    )


def title(name: str, part: Part, latest: Released, found: Change | None) -> str:
    """The finding as a title, without place and period, which stand below it: "The suicide rate of men stood at 19.4 per 100,000"."""
    said = part.subject or name
    if latest.value is None:
        return f"{said}: the latest figure {_why_none(latest)}"
    value = value_words(latest, part)
    if found is None:
        return f"{said} stood at {value}" if part.subject else f"{said}: {value}"
    was = numbers.bare(found.since.value or 0.0, part.unit, part.decimals)
    if was == numbers.bare(latest.value, part.unit, part.decimals):
        return f"{said} stayed at {value}" if part.subject else f"{said}: {value}, as before"
    went = _went(found.since.value or 0.0, latest.value)
    return f"{said}{'' if part.subject else ':'} {went} from {was} to {value}"


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
    before, since = found.since.value or 0.0, numbers.when(found.since.key.period)
    was = numbers.bare(before, part.unit, part.decimals)
    if was == numbers.bare(latest.value, part.unit, part.decimals):
        return f"{lead} stood at {value} in {period}, the same as in {since}."
    size = found.words.lstrip(f"+{numbers.MINUS}")
    return f"{lead} {_went(before, latest.value)} by {size}, from {was} in {since} to {value} in {period}."


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
        return (
            f"{held} The plan names nobody to supply them: {quoted}."
            if stories
            else f"{held} The plan names nobody to supply it: {quoted}."
        )
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


def headline(total: int, readable: int, old: int, counts: Mapping[State, int]) -> str:
    """The whole plan in one line; `old` of the `readable` indicators have no recent figure.

    "Ten of the plan's 29 indicators can be read today, six of them from figures that are not recent. One is improving, none is worsening."
    """
    if not readable:
        return f"None of the plan’s {total} indicators can be read yet."
    up, down = counts.get(State.IMPROVING, 0), counts.get(State.WORSENING, 0)
    first = f"{numbers.counted(readable, start=True)} of the plan’s {total} indicators can be read today"
    of_them = f", {'all' if old == readable else numbers.counted(old)} of them from figures that are not recent" if old else ""
    return f"{first}{of_them}. {numbers.counted(up, start=True)} {_is(up)} improving, {numbers.counted(down)} {_is(down)} worsening."


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
