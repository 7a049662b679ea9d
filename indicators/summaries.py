"""Room: indicators. What is said of an indicator: its state with the reason, latest, first, change, sentence, from released values only."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Final

from indicators import aims, narrative, numbers, status, wording
from indicators.attention import Heard, needing
from indicators.decisions import OwnersJudgement
from indicators.definitions import NOT_REDEFINED, Redefined
from indicators.disclosure.released import Released
from indicators.inequalities import Comparison, comparisons
from indicators.periods import Period
from indicators.readings import Attention, Board, Change, Judgement, Limits, PartSummary, Series, State, Summary
from indicators.registry.models import Indicator, Part, Plan
from indicators.remembered import Remembered
from indicators.series import FEWEST_FOR_LIMITS, after_break, area_of, parts_of, series, standing

__all__ = [
    "Attention",
    "Board",
    "Change",
    "Heard",
    "Judgement",
    "Limits",
    "PartSummary",
    "Series",
    "State",
    "Summary",
    "board",
    "readable",
    "series",
    "summary",
]
#: what owners say where none of them has said anything
NOT_JUDGED: Final[Mapping[str, OwnersJudgement]] = MappingProxyType({})


def summary(
    plan: Plan,
    indicator_id: str,
    released: Sequence[Released],
    *,
    as_of: date,
    redefined: Redefined = NOT_REDEFINED,
    kept: Remembered | None = None,
) -> Summary:
    """The reading of one indicator; KeyError if the plan has none. `released` may hold other indicators' values and populations too."""
    indicator = plan.indicator(indicator_id)
    own = [figure for figure in released if figure.key.indicator == indicator_id]
    compared = comparisons(plan, released, indicator=indicator_id, kept=kept) if any(part.compare for part in indicator.parts) else ()
    parts = tuple(_part(plan, indicator, part, own, compared, as_of, redefined) for part in parts_of(indicator))
    return _summary(plan, indicator, parts)


def board(
    plan: Plan,
    released: Sequence[Released],
    *,
    as_of: date,
    redefined: Redefined = NOT_REDEFINED,
    judgements: Mapping[str, OwnersJudgement] = NOT_JUDGED,
    heard: Heard | None = None,
    past: bool = False,
    kept: Remembered | None = None,
) -> Board:
    """The plan on a page: every indicator's reading, what needs the Board, and the sentence that says it in one.

    `redefined` tells when definitions changed (`definitions.redefined`): their series break there. `judgements` are what owners say, by
    indicator: they stand beside the states, and where they are at odds with the data the Board is told. `heard` is what people and leads
    said: with it the Board is told where nobody said anything. `past` tells that somebody looks back: then nothing "can be read today".
    `kept` is where the readings of before are found again.
    """
    kept = kept or Remembered()
    held: dict[str, list[Released]] = {}
    for figure in released:
        held.setdefault(figure.key.indicator, []).append(figure)
    people = [figure for population in plan.populations for figure in held.get(population.id, [])]
    own = {entry.id: [*held.get(entry.id, []), *people] for entry in plan.indicators}
    read = (
        kept.once(
            ("summary", id),
            (tuple(figures), as_of, redefined, plan),
            functools.partial(summary, plan, id, figures, as_of=as_of, redefined=redefined, kept=kept),
        )
        for id, figures in own.items()
    )
    summaries = tuple(replace(one, judgement=judgements[one.indicator]) if one.indicator in judgements else one for one in read)
    counts = {state: sum(one.state is state for one in summaries) for state in State}
    seen = [one for one in summaries if readable(one)]
    old = sum(one.headline is not None and one.headline.stale for one in seen)
    attention = needing(plan, summaries, held, people, as_of, heard, kept)
    headline = narrative.headline(len(summaries), len(seen), old, counts, on=as_of if past else None)
    return Board(as_of, headline, summaries, counts, attention, newest=_newest(summaries))


def _newest(summaries: Sequence[Summary]) -> Period | None:
    """The period of the newest figure on the plan's page; None where there is none."""
    shown = (one.headline.latest for one in summaries if one.headline is not None)
    return max((latest.key.period for latest in shown if latest is not None), key=lambda period: period.end, default=None)


def readable(one: Summary) -> bool:
    """Whether a number can be read of an indicator: its latest figure, or the ratio of its groups."""
    shown = one.headline
    return shown is not None and (shown.highlighted is not None or (shown.latest is not None and shown.latest.value is not None))


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
    by_groups = part.direction == "towards_one" and bool(part.compare)
    first_told = next((one.area for one in compared if one.part == part.id), "") if by_groups else ""
    area = first_told or area_of(plan, indicator, part, own)
    line = series(plan, indicator.id, part.id, area, own, redefined=redefined)
    latest = next((point for point in reversed(line.points) if standing(point)), None)
    by_ratio = [c for c in compared if (c.part, c.area) == (part.id, area)]
    if by_groups and by_ratio:
        return _ratio_part(plan, indicator, part, line, by_ratio, own, as_of)
    name = narrative.subject(indicator, part)
    if latest is None:
        state, text = status.without_figures(plan, indicator), narrative.missing(plan, indicator)
        return _empty(plan, indicator, part, area, state, text)
    judgement = status.judge(line, part.direction, part.unit, part.frequency)
    baseline = next((p for p in line.points if p.key.period.key == indicator.baseline), None)
    first = next((point for point in line.points if point.value is not None), None)
    since = after_break(line) or first
    against = "baseline" if baseline else "first figure" if since is first else narrative.AFTER_BREAK
    found = _change(part, line, baseline or since, latest, against)
    place = plan.area(area)
    return PartSummary(
        indicator=indicator.id,
        part=part.id,
        name=part.name,
        state=judgement.state,
        reason=judgement.reason,
        title=narrative.title(name, part, latest, found, few=judgement.state is State.TOO_EARLY and _few(line)),
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
        remarks=narrative.on_breaks(part, line),
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
        f.key.breakdown[0][1]: f
        for f in own
        if (f.key.part, f.key.area, f.key.period) == at and len(f.key.breakdown) == 1 and f.key.breakdown[0][0] == part.compare
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


def _few(line: Series) -> bool:
    """Whether a title would make much of little: the phase has fewer numbers than a chart draws limits from.

    A phase after a break, with a number for each of its periods, is told with its direction: the title says that it begins there.
    """
    phase = line.points[line.phase_start :]
    shown = sum(point.value is not None for point in phase)
    return shown < FEWEST_FOR_LIMITS and (not line.phase_start or shown < len(phase))


def _next(period: Period) -> Period | None:
    """The period whose figure comes next; pooled years roll on by one year, as they are published."""
    if period.kind == "pooled":
        return replace(period, start=_year_on(period.start), end=_year_on(period.end), supplied="")
    return None if period.kind in {"snapshot", "ytd"} else period.next()


def _year_on(day: date) -> date:
    """The same day a year later; none of the days on which years begin or end is 29 February."""
    return day.replace(year=day.year + 1)
