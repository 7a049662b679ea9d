"""Room: indicators. By when the figures of a quarter are to be sent, and on which days somebody is reminded: dates in London, no clock.

A deadline is a day, and the last on which figures are in time. The plan sets it (`Deadlines`); where it sets none, there is none.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from indicators.bank_holidays import england
from indicators.periods import Period, quarter
from indicators.periods.years import DAY
from indicators.registry.models import Plan

LONDON: Final = ZoneInfo("Europe/London")
#: working days from the deadline on which somebody is reminded: before it, and once after
REMINDED: Final = (-20, -5, 1)
SATURDAY: Final = 5
FAR: Final = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Reminder:
    """A day on which to remind: `working_days` from the deadline, fewer than none before it."""

    on: date
    working_days: int

    @property
    def words(self) -> str:
        """How far the deadline is: "20 working days to the deadline", "one working day after the deadline"."""
        count = abs(self.working_days)
        days = "one working day" if count == 1 else f"{count} working days"
        return f"{days} to the deadline" if self.working_days < 0 else f"{days} after the deadline"


def london_day(moment: datetime) -> date:
    """The date in London at a moment, whatever the server's clock is set to. ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError(f"found the time {moment} without a zone; a day in London needs one")
    return moment.astimezone(LONDON).date()


def is_working(day: date, off: Collection[date]) -> bool:
    """Whether work is done: no Saturday, Sunday or day `off`."""
    return day.weekday() < SATURDAY and day not in off


def working_days_on(day: date, count: int, off: Collection[date]) -> date:
    """The working day that is `count` after a day (before it where negative); the day itself is not counted. ValueError for none."""
    if not count:
        raise ValueError("found 0 working days; a day that is none of work has no working day that is none after it")
    step = DAY if count > 0 else -DAY
    left = abs(count)
    while left:
        day += step
        left -= is_working(day, off)
    return day


def days_off(plan: Plan, quarter: Period) -> frozenset[date]:
    """Bank holidays of England around a quarter, with what the plan says was added or dropped by proclamation."""
    known = england(range((quarter.start - FAR).year, (quarter.end + FAR).year + 1))
    said = plan.deadlines
    return (known | set(said.holidays_added)) - set(said.holidays_dropped) if said else known


def deadline(plan: Plan, quarter: Period) -> date | None:
    """The last day on which a quarter's figures are in time; None where the plan sets no deadline for it."""
    said = plan.deadlines
    if said is None:
        return None
    own = next((each.on for each in said.dates if each.period == quarter.key), None)
    if own is not None or said.working_days is None:
        return own
    return working_days_on(quarter.end, said.working_days, days_off(plan, quarter))


def reminders(plan: Plan, quarter: Period) -> tuple[Reminder, ...]:
    """When to remind of a quarter: 20 and 5 working days before its deadline and one after; () where none is set."""
    by = deadline(plan, quarter)
    off = days_off(plan, quarter)
    return tuple(Reminder(working_days_on(by, count, off), count) for count in REMINDED) if by else ()


def quarters(plan: Plan) -> tuple[Period, ...]:
    """The whole quarters of the plan, of the financial year, the first one first."""
    first = plan.starts
    each = quarter(first.year if first.month >= 4 else first.year - 1, (first.month - 4) % 12 // 3 + 1)
    found: list[Period] = []
    while each.end <= plan.ends:
        if each.start >= plan.starts:
            found.append(each)
        each = each.next()
    return tuple(found)
