"""Room: indicators. What needs the Board: what is current first, then where nobody said anything, then figures past their time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from indicators import narrative, numbers, wording
from indicators.actions import ActionStanding, standings
from indicators.disclosure.released import Released
from indicators.evidence import shown
from indicators.inequalities import MUCH_UNKNOWN, comparisons
from indicators.judgements import at_odds, odds_sentence
from indicators.readings import Attention, PartSummary, State, Summary
from indicators.registry.models import Indicator, Plan, Priority
from indicators.remembered import Remembered
from indicators.statements import Told
from indicators.submissions import ActionUpdate, Commentary, Voice

#: how many figures past their time are named one by one, oldest first, before the rest share a sentence
STALE_NAMED: Final = 1


@dataclass(frozen=True, slots=True)
class Heard:
    """What people and leads said, as known on the day of the board.

    `voices` are the priorities of which people's words are held, `actions` how every action stands, `remarks` the indicators of which a
    lead ever said what happened.
    """

    voices: frozenset[str]
    actions: Sequence[ActionStanding]
    remarks: frozenset[str]


def heard(
    plan: Plan,
    voices: Sequence[Told[Voice]],
    updates: Sequence[Told[ActionUpdate]],
    commentary: Sequence[Told[Commentary]],
    *,
    as_of: date,
) -> Heard:
    """What people and leads said, from the record as it stood on a day; voices count where people agreed to have them shown."""
    return Heard(
        frozenset(each.said.priority for each in shown(voices)),
        standings(plan, updates, as_of=as_of),
        frozenset(each.said.indicator for each in commentary if each.said.what_happened or each.said.why or each.said.what_next),
    )


def needing(
    plan: Plan,
    summaries: Sequence[Summary],
    held: Mapping[str, Sequence[Released]],
    people: Sequence[Released],
    as_of: date,
    said: Heard | None = None,
    kept: Remembered | None = None,
) -> tuple[Attention, ...]:
    """What needs the Board, the current matters before the stale ones. Without `said` nothing is said of voices, actions, commentary."""
    by_id = {one.indicator: one for one in summaries}
    worse = [one for one in summaries if one.state is State.WORSENING]
    found = [_worse(one) for one in worse if not _is_stale(one)]
    found += [missed for one in summaries if (missed := _missed(plan, one)) is not None]
    found += [odds for one in summaries if (odds := _at_odds(plan, one)) is not None]
    for entry in plan.indicators:
        one = by_id[entry.id]
        if one.headline is not None and any(part.compare for part in entry.parts):
            found += _unequal(plan, entry, one.headline, [*held.get(entry.id, []), *people], kept)
    for priority in plan.priorities:
        own = [by_id[entry.id] for entry in priority.indicators]
        if own and all(one.headline is None for one in own):
            text = wording.joined(narrative.priority_without_figures(priority, own), _to_supply(plan, priority))
            found.append(Attention(text, priority=priority.id))
    if said is not None:
        found += _silences(plan, summaries, said)
    return (*found, *(_worse(one) for one in worse if _is_stale(one)), *_stale(plan, summaries, as_of))


def _is_stale(one: Summary) -> bool:
    return one.headline is not None and one.headline.stale


def _worse(one: Summary) -> Attention:
    latest = one.headline.latest if one.headline is not None and one.headline.stale else None
    said = (
        f"Not recent, last figure from {latest.key.period.end.year}: {wording.lowered(one.sentence)}"
        if latest is not None
        else one.sentence
    )
    return Attention(wording.joined(said, one.reason), indicator=one.indicator)


def _missed(plan: Plan, one: Summary) -> Attention | None:
    """An indicator off its trajectory, or whose target will not be met at the present level."""
    found = one.headline.aim if one.headline is not None else None
    if found is None or found.met is not False or not (found.step or found.assurance == "consistent_fail"):
        return None
    indicator = plan.indicator(one.indicator)
    return Attention(f"{indicator.number} {indicator.short}: {found.sentence[:1].lower()}{found.sentence[1:]}", indicator=one.indicator)


def _at_odds(plan: Plan, one: Summary) -> Attention | None:
    """An indicator of which the owner says the opposite of what the data say."""
    if one.judgement is None or not at_odds(one.state, one.judgement.word):
        return None
    return Attention(odds_sentence(plan.indicator(one.indicator), one.state, one.judgement), indicator=one.indicator)


def _unequal(plan: Plan, indicator: Indicator, read: PartSummary, released: Sequence[Released], kept: Remembered | None) -> list[Attention]:
    """The latest comparison of the part that is read: its ratio where it is more than chance, and its unknown ones where they are many."""
    ours = [one for one in comparisons(plan, released, indicator=indicator.id, kept=kept) if one.area == read.area]
    last = next((one for one in ours if one.part == read.part), ours[0] if ours else None)
    if last is None:
        return []
    row, found = last.highlighted, []
    if row is not None and not (row.ratio_lower is not None and row.ratio_upper is not None and row.ratio_lower <= 1 <= row.ratio_upper):
        found.append(Attention(last.headline, indicator=indicator.id))
    if last.unknown_share is not None and last.unknown_share > MUCH_UNKNOWN:
        text = f"{last.part_name}: {last.unknown_sentence[:1].lower()}{last.unknown_sentence[1:]}"
        found.append(Attention(text, indicator=indicator.id))
    return found


# -- who is asked, and who said nothing ------------------------------------------------------------------------------------------------


def _to_supply(plan: Plan, priority: Priority) -> str:
    """Whom the plan names for the figures of a priority, each with the numbers of the indicators; for which of them it names nobody."""
    named: dict[str, list[str]] = {}
    nobody = []
    for entry in priority.indicators:
        who = narrative.contacts(plan, plan.measure(entry.measure)) if entry.measure else []
        for name in who:
            named.setdefault(name, []).append(entry.number)
        if not who:
            nobody.append(entry.number)
    told = [f"{name} ({', '.join(own)})" for name, own in named.items()]
    if not told:
        return "The plan names nobody to supply them."
    return f"Named for them: {'; '.join(told)}{f'; nobody for {wording.listed(nobody)}' if nobody else ''}."


def _silences(plan: Plan, summaries: Sequence[Summary], said: Heard) -> list[Attention]:
    """Where nobody, or hardly anybody, said anything: voices, actions, commentary; each counted, and only where it is so for most."""
    found = []
    priorities = [priority.number for priority in plan.priorities if priority.id not in said.voices]
    if _most(len(priorities), len(plan.priorities)):
        which = _of(len(priorities), len(plan.priorities), "priorities")
        found.append(Attention(f"No people’s voice evidence is held for {which}.", page="/voices"))
    told, total = [each for each in said.actions if each.status or each.reviewed_on is not None], len(said.actions)
    if _most(total - len(told), total):
        have = "has" if total - len(told) == 1 or not told else "have"
        subject = "None" if not told else numbers.counted(total - len(told), start=True)
        nor = "a status or a review" if not told else "neither a status nor a review"
        found.append(Attention(f"{subject} of the plan’s {numbers.number(total)} actions {have} {nor} on the record.", page="/actions"))
    read = [one.indicator for one in summaries if one.headline is not None]
    silent = [id for id in read if id not in said.remarks]
    if _most(len(silent), len(read)):
        which = _of(len(silent), len(read), "indicators that have figures")
        found.append(Attention(f"No lead has said what happened, and why, in {which}.", page="/due"))
    return found


def _most(count: int, total: int) -> bool:
    return total > 1 and count * 2 > total


def _of(count: int, total: int, noun: str) -> str:
    return (
        f"{'either' if total == 2 else 'any'} of the {numbers.counted(total)} {noun}"
        if count == total
        else f"{numbers.counted(count)} of the {numbers.counted(total)} {noun}"
    )


# -- figures past their time -----------------------------------------------------------------------------------------------------------


def _stale(plan: Plan, summaries: Sequence[Summary], as_of: date) -> list[Attention]:
    """The oldest figures one by one, then the rest together; those that go the wrong way have an item of their own already."""
    told = {one.indicator for one in summaries if one.state is State.WORSENING}
    old = [one.headline for one in summaries if one.headline is not None and one.headline.stale and one.headline.latest is not None]
    old = [part for part in old if part.indicator not in told]
    old.sort(key=lambda part: part.latest.key.period.end if part.latest else as_of)
    found = [_old(plan, part, as_of) for part in old[:STALE_NAMED] if part.latest is not None]
    left = {part.indicator for part in old[STALE_NAMED:]}
    rest = [indicator.number for indicator in plan.indicators if indicator.id in left]
    if rest:
        noun = "One more indicator has" if len(rest) == 1 else f"{numbers.counted(len(rest), start=True)} more indicators have"
        found.append(Attention(f"{noun} no recent figure: {wording.listed(rest)}."))
    return found


def _old(plan: Plan, part: PartSummary, as_of: date) -> Attention:
    indicator = plan.indicator(part.indicator)
    ended = part.latest.key.period.end if part.latest else as_of
    years = as_of.year - ended.year - ((as_of.month, as_of.day) < (ended.month, ended.day))
    age = f"{numbers.counted(years)} years old" if years != 1 else "over a year old"
    text = f"{indicator.number} {indicator.short}: the latest figure is {age}."
    measure = plan.measure(indicator.measure) if indicator.measure else None
    names = narrative.contacts(plan, measure) if measure else []
    whose = f"{wording.listed(names)} {'is' if len(names) == 1 else 'are'} to supply a newer one." if names else ""
    return Attention(wording.joined(text, whose), indicator=indicator.id)
