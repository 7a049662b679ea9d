"""Room: indicators. The kinds of interval, the types of year, and the little arithmetic on months that they need."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

Kind = Literal["week", "month", "quarter", "half", "year", "ytd", "rolling12", "pooled", "window", "snapshot"]
YearType = Literal["financial", "calendar", "school", "higher_education", "tax"]
Basis = Literal["occurrence", "registration"]

#: first month and day of each type of year
YEAR_STARTS: Mapping[YearType, tuple[int, int]] = {
    "financial": (4, 1),
    "calendar": (1, 1),
    "school": (9, 1),
    "higher_education": (8, 1),
    "tax": (4, 6),
}

#: how each type of year is named in front of "2020 to 2021"
YEAR_WORDS: Mapping[YearType, str] = {
    "financial": "financial year",
    "calendar": "calendar year",
    "school": "school year",
    "higher_education": "university year",
    "tax": "tax year",
}

#: the kinds that belong to a type of year; the others are what they are whatever year one counts in
OF_A_YEAR: frozenset[Kind] = frozenset({"quarter", "half", "year", "ytd", "pooled"})

DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` later (earlier where negative). ValueError where that month has no such day."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, day.day)


def start_of_year(day: date, year_type: YearType) -> date:
    """The first day of the year of `year_type` that `day` is in."""
    first = date(day.year, *YEAR_STARTS[year_type])
    return first if day >= first else date(day.year - 1, *YEAR_STARTS[year_type])


def year_type_from(start: date) -> YearType | None:
    """The type of year that begins on this day and month; None where none does."""
    return next((name for name, first in YEAR_STARTS.items() if first == (start.month, start.day)), None)


def months_between(start: date, end: date) -> int | None:
    """How many months from `start` to `end` (both included), where that is a whole number of months; else None.

    6 April to 5 July is three months, as 1 April to 30 June is.
    """
    after = end + DAY
    if after.day != start.day:
        return None
    months = (after.year - start.year) * 12 + after.month - start.month
    return months if months > 0 else None
