"""Room: indicators. What a decision would change, in sentences: told before it is confirmed, from two readings of the same figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from indicators import numbers
from indicators.decisions import Decided, amount, period_words
from indicators.disclosure.profiles import PROFILES, loosens
from indicators.judgements import at_odds
from indicators.readings import Limits, PartSummary, Summary
from indicators.registry.models import Part, Plan
from indicators.series import part_of
from indicators.wording import capital

NOTHING = "Nothing that a reader sees of the figures changes by it today."


@dataclass(frozen=True, slots=True)
class Tried:
    """One indicator as it reads under a plan: the plan, the reading, and how many of its figures are hidden."""

    plan: Plan
    summary: Summary
    hidden: int


def effects(before: Tried, after: Tried, draft: Decided) -> tuple[str, ...]:
    """What would be different, one sentence a thing; that nothing would is a sentence too.

    Before them stands what whoever decides had better look at again.
    """
    found = [*_state(before.summary, after.summary), *_parts(before, after), *_plan(before, after, draft)]
    if before.hidden != after.hidden:
        now = numbers.counted(before.hidden) if before.hidden else "none"
        found.append(f"{capital(_figures(after.hidden))} of this indicator would be hidden; now {now}.")
    return (*_wrong_way(after.plan, draft), *(found or [NOTHING]))


def _figures(count: int) -> str:
    return "no figure" if not count else f"{numbers.counted(count)} {'figure' if count == 1 else 'figures'}"


def _state(old: Summary, new: Summary) -> Iterator[str]:
    if old.state is not new.state:
        yield f"The state goes from “{old.state.value}” to “{new.state.value}”. {new.reason}"
    elif old.reason != new.reason:
        yield f"The state stays “{new.state.value}”. {new.reason}"


def _parts(before: Tried, after: Tried) -> Iterator[str]:
    entry = after.plan.indicator(after.summary.indicator)
    for old, new in zip(before.summary.parts, after.summary.parts, strict=True):
        part = part_of(entry, new.part)
        for words in _part(part, old, new):
            yield f"{part.name}: {words[:1].lower()}{words[1:]}" if len(after.summary.parts) > 1 else words


def _part(part: Part, old: PartSummary, new: PartSummary) -> Iterator[str]:
    if old.series and new.series and old.series.limits != new.series.limits:
        yield _range(part, old.series.limits, new.series.limits)
    starts = (old.series.phase_start, new.series.phase_start) if old.series and new.series else (0, 0)
    if new.series is not None and starts[0] != starts[1]:
        point = new.series.points[starts[1]].key.period.label
        yield f"The current phase begins with {point}: {_figures(sum(p.value is not None for p in new.series.points[starts[1] :]))}."
    yield from _change(old, new)
    if old.aim != new.aim and new.aim is not None:
        yield new.aim.sentence
    elif old.aim is not None and new.aim is None:
        yield "No target is held against the figures any more."


def _change(old: PartSummary, new: PartSummary) -> Iterator[str]:
    was, now = old.change, new.change
    if now is None:
        if was is not None:
            yield f"The change since the {was.against}, {was.words}, is not told any more."
        return
    if was == now:
        return
    if was is None or (was.words, was.against) != (now.words, now.against):
        before = f"; now it is since the {was.against}, {was.words}" if was else ""
        yield f"The change would be since the {now.against}, {now.words}{before}."
    if now.across_break and not (was and was.across_break):
        yield f"The series would break between the {now.against} and the latest figure, and the sentence says so."


def _range(part: Part, old: Limits | None, new: Limits | None) -> str:
    if new is None:
        return "No limits are drawn, until five figures stand in the phase."
    if old is None:
        return f"The usual range would be {_span(part, new)}."
    if _span(part, old) == _span(part, new):
        return f"The usual range at the end stays {_span(part, new)}; earlier limits change."
    return f"The usual range at the end would be {_span(part, new)}; now it is {_span(part, old)}."


def _span(part: Part, limits: Limits) -> str:
    return f"{numbers.bare(limits.lower[-1], part.unit, part.decimals)} to {numbers.bare(limits.upper[-1], part.unit, part.decimals)}"


def _wrong_way(plan: Plan, draft: Decided) -> Iterator[str]:
    """Each step of a trajectory that asks for less than the one before it: it may be meant, and may be a slip."""
    direction, steps = plan.indicator(draft.indicator).direction, draft.content.get("steps") or []
    sign = {"up": 1, "down": -1}.get(direction, 0)
    for first, then in pairwise(steps if draft.kind == "trajectory" else []):
        if sign * (then["value"] - first["value"]) < 0:
            one, other = (f"{amount(plan, draft, step['value'])} for {period_words(step['period'])}" for step in (first, then))
            better = "higher" if direction == "up" else "lower"
            yield f"Look at this again: the steps go the wrong way, from {one} to {other}, though {better} is better."


def _plan(before: Tried, after: Tried, draft: Decided) -> Iterator[str]:
    old, new = (each.plan.indicator(draft.indicator) for each in (before, after))
    if old.baseline != new.baseline and new.baseline == "not set":
        yield "No baseline is set any more; change is told against the first figure held."
    if [(p.numerator, p.denominator) for p in old.parts] != [(p.numerator, p.denominator) for p in new.parts]:
        yield "Figures known from now on are counted in another way: the series breaks between them and those before, and says so."
    if old.profile != new.profile:
        yield f"What leads send goes under {new.profile} in place of {old.profile}."
        if loosens(PROFILES[old.profile], PROFILES[new.profile]):
            yield "It lets out something that was hidden or rounded until now, so it is for the information governance lead."
        yield "Pages of past days go under it too where it hides more, and stay as they were where it hides less."
    if old.approval != new.approval:
        yield "Files wait for somebody other than their sender." if new.approval else "Files count as soon as they are accepted."
    if draft.kind == "judgement":
        word = str(draft.content["word"])
        yield f"Beside the state, “{after.summary.state.value}”, pages show what the owner says: {word}. The state stays as it is."
        if at_odds(after.summary.state, word):
            yield "Judgement and data are at odds, so it stands under “Needs the Board’s attention”."
