"""Room: indicators. What is said of an indicator: its state with the reason, latest, first, change, sentence, from released values only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final

from indicators import aims, narrative, numbers, status, wording
from indicators.decisions import OwnersJudgement
from indicators.definitions import NOT_REDEFINED, Redefined
from indicators.disclosure.released import Released
from indicators.inequalities import MUCH_UNKNOWN, Comparison, comparisons
from indicators.judgements import at_odds, odds_sentence
from indicators.periods import Period
from indicators.readings import Attention, Board, Change, Judgement, Limits, PartSummary, Series, State, Summary
from indicators.registry.models import Indicator, Part, Plan
from indicators.series import area_of, parts_of, series, standing

__all__ = [
    "Attention",
    "Board",
    "Change",
    "Judgement",
    "Limits",
    "PartSummary",
    "Series",
    "State",
    "Summary",
    "board",
    "series",
    "summary",
]
#: what owners say where none of them has said anything
NOT_JUDGED: Final[Mapping[str, OwnersJudgement]] = MappingProxyType({})
#: how many figures past their time are named one by one, oldest first, before the rest share a sentence
STALE_NAMED: Final = 1


def summary(plan: Plan, indicator_id: str, released: Sequence[Released], *, as_of: date, redefined: Redefined = NOT_REDEFINED) -> Summary:
    """The reading of one indicator; KeyError if the plan has none. `released` may hold other indicators' values and populations too."""
    indicator = plan.indicator(indicator_id)
    own = [figure for figure in released if figure.key.indicator == indicator_id]
    compared = comparisons(plan, released, indicator=indicator_id) if any(part.compare for part in indicator.parts) else ()
    parts = tuple(_part(plan, indicator, part, own, compared, as_of, redefined) for part in parts_of(indicator))
    return _summary(plan, indicator, parts)


def board(
    plan: Plan,
    released: Sequence[Released],
    *,
    as_of: date,
    redefined: Redefined = NOT_REDEFINED,
    judgements: Mapping[str, OwnersJudgement] = NOT_JUDGED,
) -> Board:
    """The plan on a page: every indicator's reading, what needs the Board, and the sentence that says it in one.

    `redefined` tells when definitions changed (`definitions.redefined`): their series break there. `judgements` are what owners say, by
    indicator: they stand beside the states, and where they are at odds with the data the Board is told.
    """
    held: dict[str, list[Released]] = {}
    for figure in released:
        held.setdefault(figure.key.indicator, []).append(figure)
    people = [figure for population in plan.populations for figure in held.get(population.id, [])]
    own = {entry.id: [*held.get(entry.id, []), *people] for entry in plan.indicators}
    read = (summary(plan, id, figures, as_of=as_of, redefined=redefined) for id, figures in own.items())
    summaries = tuple(replace(one, judgement=judgements[one.indicator]) if one.indicator in judgements else one for one in read)
    counts = {state: sum(one.state is state for one in summaries) for state in State}
    readable = [one for one in summaries if _readable(one)]
    old = sum(one.headline is not None and one.headline.stale for one in readable)
    attention = _attention(plan, summaries, held, people, as_of)
    return Board(as_of, narrative.headline(len(summaries), len(readable), old, counts), summaries, counts, attention)


def _readable(one: Summary) -> bool:
    return one.headline is not None and one.headline.latest is not None and one.headline.latest.value is not None


def _summary(plan: Plan, indicator: Indicator, parts: tuple[PartSummary, ...]) -> Summary:
    flagged = {part.id for part in parts_of(indicator) if part.headline}
    held = [part for part in parts if part.latest is not None]
    chosen = next((part for part in held if part.part in flagged), held[0] if held else None)
    if chosen is not None:
        return Summary(indicator.id, chosen.state, chosen.reason, chosen.sentence, chosen, parts, "")
    state, text = status.without_figures(plan, indicator), narrative.missing(plan, indicator)
    return Summary(indicator.id, state, text, text, None, parts, text)


def _part(
    plan: Plan, indicator: Indicator, part: Part, own: Sequence[Released], compared: Sequence[Comparison], as_of: date, redefined: Redefined
) -> PartSummary:
    area = area_of(plan, indicator, part, own)
    line = series(plan, indicator.id, part.id, area, own, redefined=redefined)
    latest = next((point for point in reversed(line.points) if standing(point)), None)
    by_ratio = [c for c in compared if (c.part, c.area) == (part.id, area)]
    if part.direction == "towards_one" and part.compare and by_ratio:
        return _ratio_part(plan, indicator, part, line, by_ratio, own, as_of)
    name = narrative.subject(indicator, part)
    if latest is None:
        state, text = status.without_figures(plan, indicator), narrative.missing(plan, indicator)
        return _empty(plan, indicator, part, area, state, text)
    judgement = status.judge(line, part.direction, part.unit, part.frequency)
    baseline = next((p for p in line.points if p.key.period.key == indicator.baseline), None)
    first = next((point for point in line.points if point.value is not None), None)
    found = _change(part, line, baseline or first, latest, "baseline" if baseline else "first figure")
    place = plan.area(area)
    return PartSummary(
        indicator=indicator.id,
        part=part.id,
        name=part.name,
        state=judgement.state,
        reason=judgement.reason,
        title=narrative.title(name, part, latest, found),
        sentence=narrative.figures(name, part, place, line, latest, found),
        points=judgement.points,
        needed=judgement.needed,
        trial=judgement.trial,
        stale=status.stale(latest.key.period, as_of, part.frequency),
        latest=latest,
        first=first,
        baseline=baseline,
        change=found,
        series=line,
        nearest=part.nearest,
        next_period=_next(latest.key.period),
        area=area,
        place=place.name,
        context=place.role == "context",
        latest_words=narrative.value_words(latest, part),
        aim=aims.aim(indicator, part, line),
    )


def _ratio_part(
    plan: Plan,
    indicator: Indicator,
    part: Part,
    line: Series,
    compared: Sequence[Comparison],
    own: Sequence[Released],
    as_of: date,
) -> PartSummary:
    """A part whose aim is a ratio of one: read from the ratios between its groups, not from the rate of all together."""
    last = compared[0]
    alike = sorted((one for one in compared if one.period.same_kind(last.period)), key=lambda one: one.period.order)
    row, place = last.highlighted, plan.area(last.area)
    judgement = status.by_ratio(alike) if row is not None else status.without_ratio(last)
    whole = next((point for point in line.points if point.key.period == last.period), None)
    at = (part.id, last.area, last.period)
    groups = {
        dict(f.key.breakdown).get(part.compare, ""): f for f in own if (f.key.part, f.key.area, f.key.period) == at and f.key.breakdown
    }
    shown = whole or next(iter(groups.values()))
    return PartSummary(
        indicator=indicator.id,
        part=part.id,
        name=part.name,
        state=judgement.state,
        reason=judgement.reason,
        title=last.title,
        sentence=wording.joined(last.headline, last.withheld),
        points=judgement.points,
        needed=judgement.needed,
        trial=False,
        stale=status.stale(last.period, as_of, part.frequency),
        latest=shown,
        first=None,
        baseline=None,
        change=None,
        series=line,
        nearest=part.nearest,
        next_period=_next(last.period),
        area=last.area,
        place=place.name,
        context=place.role == "context",
        latest_words=numbers.times(row.ratio) if row and row.ratio is not None else "no ratio",
        highlighted=row,
        made_of=tuple(groups[id] for id in (row.group, last.reference) if id in groups) if row else (),
    )


def _empty(plan: Plan, indicator: Indicator, part: Part, area: str, state: State, text: str) -> PartSummary:
    place = plan.area(area)
    return PartSummary(
        indicator=indicator.id,
        part=part.id,
        name=part.name,
        state=state,
        reason=text,
        title=part.name,
        sentence=text,
        points=0,
        needed=0,
        trial=False,
        stale=False,
        latest=None,
        first=None,
        baseline=None,
        change=None,
        series=None,
        nearest=part.nearest,
        next_period=None,
        area=area,
        place=place.name,
        context=place.role == "context",
    )


def _change(part: Part, line: Series, since: Released | None, latest: Released, against: str) -> Change | None:
    if since is None:
        return None
    where = {point.key.period: index for index, point in enumerate(line.points)}
    start, end = sorted((where[since.key.period], where[latest.key.period]))
    return narrative.change(part, since, latest, against=against, across_break=any(start < index <= end for index in line.breaks))


def _next(period: Period) -> Period | None:
    """The period whose figure comes next; pooled years roll on by one year, as they are published."""
    if period.kind == "pooled":
        return replace(period, start=_year_on(period.start), end=_year_on(period.end), supplied="")
    return None if period.kind in {"snapshot", "ytd"} else period.next()


def _year_on(day: date) -> date:
    """The same day a year later; none of the days on which years begin or end is 29 February."""
    return day.replace(year=day.year + 1)


# -- what needs the Board ----------------------------------------------------------------------------------------------------------------


def _attention(
    plan: Plan, summaries: Sequence[Summary], held: Mapping[str, Sequence[Released]], people: Sequence[Released], as_of: date
) -> tuple[Attention, ...]:
    by_id = {one.indicator: one for one in summaries}
    found = [_worse(one) for one in summaries if one.state is State.WORSENING]
    found += [missed for one in summaries if (missed := _missed(plan, one)) is not None]
    found += [odds for one in summaries if (odds := _at_odds(plan, one)) is not None]
    for priority in plan.priorities:
        own = [by_id[entry.id] for entry in priority.indicators]
        if own and all(one.headline is None for one in own):
            found.append(Attention(narrative.priority_without_figures(priority, own), priority=priority.id))
    for entry in plan.indicators:
        one = by_id[entry.id]
        if one.headline is not None and any(part.compare for part in entry.parts):
            found += _unequal(plan, entry, one.headline, [*held.get(entry.id, []), *people])
    return (*found, *_stale(plan, summaries, as_of))


def _worse(one: Summary) -> Attention:
    old = "The figure is not a recent one." if one.headline is not None and one.headline.stale else ""
    return Attention(wording.joined(one.sentence, one.reason, old), indicator=one.indicator)


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


def _unequal(plan: Plan, indicator: Indicator, read: PartSummary, released: Sequence[Released]) -> list[Attention]:
    """The latest comparison of the part that is read: its ratio where it is more than chance, and its unknown ones where they are many."""
    ours = [one for one in comparisons(plan, released, indicator=indicator.id) if one.area == read.area]
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


def _stale(plan: Plan, summaries: Sequence[Summary], as_of: date) -> list[Attention]:
    old = [one.headline for one in summaries if one.headline is not None and one.headline.stale and one.headline.latest is not None]
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
