"""Room: indicators. What is asked for in a quarter, and how it stands: sent, no data this quarter because, still to come, late.

A yearly figure is asked for in the quarter in which its year ends, and in no other. What a publisher publishes is asked of nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from indicators import deadlines
from indicators.disclosure.released import Released
from indicators.observations import Status
from indicators.periods import Period, pooled, year
from indicators.registry.models import Indicator, Measure, Part, Person, Plan, Priority
from indicators.statements import Told
from indicators.submissions import Commentary

#: a reason that promises the figure: it closes nothing
TO_FOLLOW: Final = "late: to follow"
#: markers that say there is no figure, with or without a reason
NONE: Final = frozenset({Status.NOT_AVAILABLE, Status.NOT_APPLICABLE})

Standing = Literal["sent", "no data", "due", "late"]


@dataclass(frozen=True, slots=True)
class Task:
    """One indicator's figures for one quarter. `period` is what is asked for: the quarter, or the year that ended in it.

    `missing` are those of `parts` of which nothing came. `reasons` are the senders' words for having no data. `by` is the deadline, None
    where none is set, and then nothing is late.
    """

    priority: Priority
    indicator: Indicator
    quarter: Period
    period: Period
    parts: tuple[Part, ...]
    missing: tuple[Part, ...]
    by: date | None
    standing: Standing
    reasons: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether something is still to be sent."""
        return self.standing in {"due", "late"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """An indicator that nobody is asked for in a quarter, and why, in a sentence."""

    priority: Priority
    indicator: Indicator
    why: str


def supplied(indicator: Indicator) -> tuple[Part, ...]:
    """The parts of an indicator for which leads send figures."""
    return tuple(part for part in indicator.parts if part.supplied or (part.role != "nearest" and not part.published))


def asked_period(part: Part, quarter: Period) -> Period:
    """The period that a quarter's workbook asks a part for: the quarter itself, or for what is read by the year the last one that is over.

    Pooled figures are asked for three years together, as the plan's are read. A part that leads supply beside a yearly published one
    (`supplied`) is asked for by the quarter.
    """
    if part.supplied or part.frequency not in ("annual", "pooled"):
        return quarter
    first = quarter.end.year
    while year(first, year_type=part.year_type).end > quarter.end:
        first -= 1
    return year(first, year_type=part.year_type) if part.frequency == "annual" else pooled(first - 2, first, year_type=part.year_type)


def tasks(
    plan: Plan,
    quarter: Period,
    released: Iterable[Released],
    told: Iterable[Told[Commentary]] = (),
    *,
    on: date,
    priorities: Collection[str] | None = None,
) -> tuple[Task, ...]:
    """Everything asked for in a quarter, in the order of the plan, as it stands `on` a day; of these priorities, or of all."""
    held: dict[tuple[str, str, Period], list[Released]] = {}
    for each in released:
        held.setdefault((each.key.indicator, each.key.part, each.key.period), []).append(each)
    said = {(each.said.indicator, each.said.period) for each in told if each.said.what_happened or each.said.why or each.said.what_next}
    found = []
    for priority, indicator, period, parts in asked(plan, quarter, priorities):
        got = {part.id: _got(plan, held.get((indicator.id, part.id, period), ())) for part in parts}
        if indicator.kind == "qualitative" and (indicator.id, period.key) in said:
            got = {part.id: ("sent", "") for part in parts}
        found.append(_task(priority, indicator, quarter, period, parts, got, deadlines.deadline(plan, quarter), on))
    return tuple(found)


def asked(
    plan: Plan, quarter: Period, priorities: Collection[str] | None = None
) -> tuple[tuple[Priority, Indicator, Period, tuple[Part, ...]], ...]:
    """What a quarter asks for, whatever was sent: priority, indicator, the period asked for, the parts. One entry a period asked for."""
    found = []
    for priority in plan.priorities:
        if priorities is not None and priority.id not in priorities:
            continue
        for indicator in priority.indicators:
            if not _ready(plan, indicator):
                continue
            periods: dict[Period, list[Part]] = {}
            for part in supplied(indicator):
                if asked_in(part, quarter):
                    periods.setdefault(asked_period(part, quarter), []).append(part)
            found += [(priority, indicator, period, tuple(parts)) for period, parts in periods.items()]
    return tuple(found)


def unasked(plan: Plan, quarter: Period, priorities: Collection[str] | None = None) -> tuple[Waiting, ...]:
    """The indicators of which nothing is asked in a quarter, each with the reason, in the order of the plan."""
    there = {indicator.id for _, indicator, _, _ in asked(plan, quarter)}
    return tuple(
        Waiting(priority, indicator, _why(plan, indicator, quarter))
        for priority in plan.priorities
        for indicator in priority.indicators
        if indicator.id not in there and (priorities is None or priority.id in priorities)
    )


def without_commentary(
    plan: Plan, quarter: Period, held: Collection[str], told: Iterable[Told[Commentary]], priorities: Collection[str] | None = None
) -> tuple[tuple[Priority, Indicator], ...]:
    """The indicators of which nobody said what happened: those asked for in the quarter, and those `held`, of which there are figures."""
    said = {each.said.indicator for each in told if each.said.period == quarter.key and (each.said.what_happened or each.said.why)}
    wanted = {indicator.id for _, indicator, _, _ in asked(plan, quarter)} | set(held)
    return tuple(
        (priority, indicator)
        for priority in plan.priorities
        for indicator in priority.indicators
        if indicator.id in wanted - said and indicator.kind == "quantitative" and (priorities is None or priority.id in priorities)
    )


def past_review(plan: Plan, on: date) -> tuple[Indicator, ...]:
    """The indicators whose definition was to be looked at before `on`, the longest ago first."""
    return tuple(sorted((i for i in plan.indicators if i.review_by and i.review_by < on), key=lambda i: (i.review_by or on, i.number)))


def unfilled(plan: Plan, priorities: Collection[str] | None = None) -> Mapping[Person, tuple[str, ...]]:
    """The posts that nobody is named for, each with what it is named for: their tasks are the analyst's until somebody is.

    Of these priorities, or of all.
    """
    found: dict[Person, list[str]] = {}
    posts = {person.id: person for person in plan.people if person.kind == "post"}

    def note(ids: Sequence[str], what: str) -> None:
        for id in ids:
            if id in posts:
                found.setdefault(posts[id], []).append(what)

    for priority in plan.priorities:
        if priorities is not None and priority.id not in priorities:
            continue
        note(priority.sros, f"senior responsible owner of priority {priority.number}")
        note(priority.leads, f"lead of priority {priority.number}")
        for measure in priority.measures:
            numbers = [indicator.number for indicator in priority.indicators if indicator.measure == measure.id]
            note(measure.contacts, f"figures of {', '.join(numbers)}" if numbers else f"measure {measure.id}")
        for action in priority.actions:
            note(action.owners, f"owner of action {action.id}")
    return {post: tuple(dict.fromkeys(found[post])) for post in posts.values() if post in found}


def of_person(plan: Plan, person: str) -> frozenset[str]:
    """The priorities that somebody has a task in: they lead them, or supply one of their measures."""
    return frozenset(p.id for p in plan.priorities if person in p.leads or any(person in m.contacts for m in p.measures))


def measure_of(plan: Plan, indicator: Indicator) -> Measure | None:
    """The measure an indicator is read from; None where the plan names none."""
    return plan.measure(indicator.measure) if indicator.measure else None


def _ready(plan: Plan, indicator: Indicator) -> bool:
    measure = measure_of(plan, indicator)
    return measure is not None and measure.state == "ready"


def _why(plan: Plan, indicator: Indicator, quarter: Period) -> str:
    measure, own = measure_of(plan, indicator), supplied(indicator)
    if measure is None:
        return "The plan names no measure."
    if measure.state != "ready":
        return "The measure is still to be developed." if measure.state == "in_development" else "It is not clear which figures are meant."
    if not own:
        return "Read from published figures, which the analyst loads."
    if all(part.frequency == "not_stated" for part in own):
        return "The plan does not say how often."
    following = quarter
    for _ in range(4):
        following = following.next()
        if following.end <= plan.ends and any(asked_in(part, following) for part in own):
            return f"Asked for once a year, next in {following.short}."
    return "Asked for once a year."


def asked_in(part: Part, quarter: Period) -> bool:
    """Whether a part is asked for in a quarter: each one, or the one in which its year ends."""
    return part.frequency != "not_stated" and quarter.start <= asked_period(part, quarter).end <= quarter.end


def _got(plan: Plan, figures: Sequence[Released]) -> tuple[str, str]:
    """What came of one part: "sent", "no data" with the reason, "to follow", or "" for nothing. The plan's own areas count."""
    own = [each for each in figures if plan.area(each.key.area).role == "plan"]
    if any(each.status not in NONE for each in own):
        return "sent", ""
    if not own:
        return "", ""
    reason = next((each.reason for each in own if each.reason), "")
    return ("to follow" if reason.casefold() == TO_FOLLOW else "no data"), reason


def _task(
    priority: Priority,
    indicator: Indicator,
    quarter: Period,
    period: Period,
    parts: tuple[Part, ...],
    got: Mapping[str, tuple[str, str]],
    by: date | None,
    on: date,
) -> Task:
    missing = tuple(part for part in parts if got[part.id][0] in {"", "to follow"})
    standing: Standing = "sent" if any(word == "sent" for word, _ in got.values()) else "no data"
    if missing:
        standing = "late" if by is not None and by < on else "due"
    reasons = tuple(dict.fromkeys(reason for _, reason in got.values() if reason))
    return Task(priority, indicator, quarter, period, parts, missing, by, standing, reasons)
