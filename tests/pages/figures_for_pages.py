"""Made-up figures for the tests of pages: numbers that stand for nothing, of a plan that may be any city's."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Generic, TypeVar

from indicators import attention, inequalities, summaries
from indicators.decisions import Decided
from indicators.disclosure.released import Released
from indicators.inequalities import Comparison
from indicators.observations import Key, Origin, Status
from indicators.periods import Period, pooled, quarter, year
from indicators.registry.models import Indicator, Part, Plan
from indicators.statements import Told
from indicators.submissions import ActionUpdate, Commentary, Voice
from indicators.summaries import Board

T = TypeVar("T")
GROUPS = {"white": (1235, 1_850_000), "mixed": (75, 65_000), "asian": (275, 373_000), "black": (115, 72_000), "other": (35, 40_000)}


@dataclass(frozen=True)
class Sent:
    """A submission on the record."""

    number: int
    file: str
    title: str
    at: datetime
    by: str
    why: str = ""


@dataclass(frozen=True)
class Words(Generic[T]):
    """Something said, as the store keeps it."""

    said: T
    submission: int
    known_from: datetime
    by: str


@dataclass(frozen=True)
class Version:
    """A version of the plan."""

    known_from: datetime
    sha256: str
    plan: Plan | None


@dataclass(frozen=True)
class Fake:
    """Figures that a page reads, held in memory; what was known on a date is told from `known_from`."""

    plan: Plan
    points: tuple[Released, ...] = ()
    heard: tuple[Voice, ...] = ()
    illustrative: bool = True
    day: date = date(2025, 6, 12)
    remarks: tuple[Told[Commentary], ...] = ()
    updates: tuple[Told[ActionUpdate], ...] = ()
    versions: tuple[Version, ...] = ()
    ruled: tuple[Decided, ...] = ()
    heard_on: datetime = datetime(2025, 5, 2, tzinfo=UTC)

    def released(self, as_of: date | None) -> tuple[Released, ...]:
        return tuple(p for p in self.points if as_of is None or p.known_from.date() <= as_of)

    def board(self, as_of: date | None) -> Board:
        plan, day = self.plan_on(as_of), as_of or self.day
        said = attention.heard(plan, self.evidence(as_of), self.action_updates(as_of), self.commentary(as_of), as_of=day)
        return summaries.board(plan, self.released(as_of), as_of=day, heard=said, past=as_of is not None)

    def comparisons(self, as_of: date | None) -> tuple[Comparison, ...]:
        return inequalities.comparisons(self.plan_on(as_of), self.released(as_of))

    def submissions(self, as_of: date | None) -> tuple[Sent, ...]:
        sent = Sent(1, "made-up.xlsx", "Made-up figures", datetime(2024, 5, 1, tzinfo=UTC), "A. Tester", "A note with the file.")
        return (sent,) if as_of is None or sent.at.date() <= as_of else ()

    def voices(self, as_of: date | None) -> tuple[Voice, ...]:
        return tuple(each.said for each in self.evidence(as_of))

    def evidence(self, as_of: date | None) -> tuple[Words[Voice], ...]:
        known = as_of is None or self.heard_on.date() <= as_of
        return tuple(Words(voice, 2, self.heard_on, "A. Tester") for voice in self.heard) if known else ()

    def commentary(self, as_of: date | None) -> tuple[Told[Commentary], ...]:
        return tuple(each for each in self.remarks if as_of is None or each.known_from.date() <= as_of)

    def action_updates(self, as_of: date | None) -> tuple[Told[ActionUpdate], ...]:
        return tuple(each for each in self.updates if as_of is None or each.known_from.date() <= as_of)

    def decisions(self, as_of: date | None) -> tuple[Decided, ...]:
        return tuple(each for each in self.ruled if as_of is None or (each.known_from and each.known_from.date() <= as_of))

    def editions(self, as_of: date | None) -> tuple[Version, ...]:
        return tuple(each for each in self.versions if as_of is None or each.known_from.date() <= as_of)

    def plan_on(self, as_of: date | None) -> Plan:
        held = self.editions(as_of) or self.versions[:1]
        return self.plan if as_of is None or not held or held[-1].plan is None else held[-1].plan

    def began(self) -> date | None:
        return min((each.at.date() for each in self.submissions(None)), default=None)

    def at_once(self) -> Fake:
        return self

    def revision(self) -> int:
        return len(self.points)

    def today(self) -> date:
        return self.day


def point(
    indicator: str,
    part: str,
    area: str,
    period: Period,
    value: float | None,
    *,
    source: str = "",
    breakdown: tuple[tuple[str, str], ...] = (),
    status: Status = Status.OK,
    flags: Iterable[str] = (),
    numerator: float | None = None,
    denominator: float | None = None,
    lower: float | None = None,
    upper: float | None = None,
    classification: str = "",
    file: str = "made-up.xlsx",
    known: datetime = datetime(2024, 5, 1, tzinfo=UTC),
) -> Released:
    """One released point with everything that a page may show of it."""
    return Released(
        key=Key(indicator, part, area, period, breakdown),
        source=source,
        profile="open",
        value=value,
        status=status,
        flags=frozenset(flags),
        numerator=numerator,
        denominator=denominator,
        lower=lower,
        upper=upper,
        limits="Wilson" if lower is not None else "",
        classification=classification,
        population="",
        reason="",
        origin=Origin(file, "Sheet 1", f"D{2 + period.start.year % 100}"),
        submission=1,
        sequence=1,
        revision=1,
        known_from=known,
        by="A. Tester",
    )


def remarked(plan: Plan) -> tuple[Words[Commentary], ...]:
    """Commentary on the first indicator, a quarter old, and on the second, much older; none on the others."""
    first, second = plan.indicators[:2]
    return (
        _remark(second.id, "2023-Q1F", "Fewer people came.", datetime(2023, 7, 20, tzinfo=UTC)),
        _remark(first.id, "2024-Q3F", "An earlier quarter.", datetime(2025, 1, 20, tzinfo=UTC)),
        _remark(first.id, "2024-Q4F", "Numbers <rose> & stayed.", datetime(2025, 4, 20, tzinfo=UTC)),
    )


def _remark(indicator: str, period: str, happened: str, known: datetime) -> Words[Commentary]:
    said = Commentary(
        indicator, period, happened, "A second clinic opened.", "Ask again in summer.", Origin("made-up.xlsx", "Commentary", "D2")
    )
    return Words(said, 1, known, "A. Tester")


def told(plan: Plan) -> tuple[Words[ActionUpdate], ...]:
    """Updates of four actions: one done lately, one that slipped back, one reviewed years ago, one without a date."""
    ids = [action.id for action in plan.actions][:4]
    early, late = datetime(2023, 5, 1, tzinfo=UTC), datetime(2025, 5, 1, tzinfo=UTC)
    rows = [(0, "under way", early, None), (1, "under way", early, None), (2, "under way", early, date(2023, 4, 20))]
    rows += [(0, "done", late, date(2025, 4, 28)), (1, "not started", late, None), (3, "under way", late, None)]
    return tuple(
        Words(
            ActionUpdate(ids[order], status, f"Progress of {status}.", day, Origin("made-up.xlsx", "Actions", "D2")), 1, known, "A. Tester"
        )
        for order, status, known, day in rows
        if order < len(ids)
    )


def heard(plan: Plan) -> tuple[Voice, ...]:
    """One voice, of the last priority, with words that would break a careless page."""
    words = "Nobody rushed me. <b>I</b> was listened to & believed."
    return (
        Voice(
            plan.priorities[-1].id,
            "story",
            "A group",
            "A. Tester",
            "people who used the service",
            "crisis",
            words,
            True,
            Origin("", "", ""),
        ),
    )


def made_up(plan: Plan, *, every: int = 5) -> tuple[Released, ...]:
    """A series for most parts that have a published source, none for every third indicator; the same each time."""
    points: list[Released] = []
    for order, indicator in enumerate(plan.indicators):
        for part in indicator.parts:
            if part.published and order % 7 != every:
                points += _series(indicator, part)
    return tuple(points)


def _series(indicator: Indicator, part: Part) -> list[Released]:
    dice = random.Random(f"{indicator.id}{part.id}")
    area, source = part.published[0].areas[0], part.published[0].source
    periods = _periods(part)
    base = {"per_cent": 55.0, "score": 7.0, "ratio": 2.2, "count": 900.0}.get(part.unit, 120.0)
    points = []
    for index, period in enumerate(periods):
        value = base * (0.6 + 0.4 * index / len(periods)) * dice.uniform(0.93, 1.07)
        hidden = index == 3 and len(periods) > 6
        points.append(
            point(
                indicator.id,
                part.id,
                area,
                period,
                None if hidden else round(value, 2),
                source=source,
                status=Status.HIDDEN if hidden else Status.OK,
                flags=("p",) if index == len(periods) - 1 else (),
                numerator=None if hidden else round(value * 10),
                denominator=1000 if part.unit == "per_cent" else None,
                lower=None if hidden else round(value * 0.95, 2),
                upper=None if hidden else round(value * 1.05, 2),
            )
        )
    if part.compare:
        for group, (cases, people) in GROUPS.items():
            points.append(
                point(
                    indicator.id,
                    part.id,
                    area,
                    periods[-1],
                    round(cases / people * part.multiplier, 1),
                    source=source,
                    breakdown=((part.compare, group),),
                    flags=("u",) if group in {"asian", "other"} else (),
                    numerator=cases,
                    denominator=people,
                    classification="2001-NHS",
                )
            )
        points.append(
            point(
                indicator.id,
                part.id,
                area,
                periods[-1],
                None,
                source=source,
                breakdown=((part.compare, "unknown"),),
                status=Status.NOT_APPLICABLE,
                numerator=195,
                classification="2001-NHS",
            )
        )
    return points


def _periods(part: Part) -> list[Period]:
    if part.frequency == "pooled":
        return [pooled(first, first + 2) for first in range(2008, 2017)]
    if part.frequency == "annual":
        return [year(first) for first in range(2017, 2024)]
    return [quarter(2018 + (i + 2) // 4, (i + 2) % 4 + 1) for i in range(22)]
