"""Room: indicators. An interval of time with a kind, which a series never mixes.

A period is stored by its `key` (``2020-Q1F``: first quarter of the financial year that starts in 2020) and shown by its `label`
("April to June 2020 (Q1 2020 to 2021)").
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

Kind = Literal["week", "month", "quarter", "half", "year", "ytd", "rolling12", "pooled", "window", "snapshot"]
YearType = Literal["financial", "calendar", "school", "higher_education", "tax"]

#: first month and day of each type of year
YEAR_STARTS: dict[YearType, tuple[int, int]] = {
    "financial": (4, 1),
    "calendar": (1, 1),
    "school": (9, 1),
    "higher_education": (8, 1),
    "tax": (4, 6),
}


@dataclass(frozen=True, slots=True)
class Period:
    """An interval from `start` to `end`, both included, of one `kind`; `year_type` says which year its quarter or year belongs to.

    `supplied` keeps the words of the file and takes no part in comparison. `window` is an interval that is none of the others
    (three months to April).
    """

    kind: Kind
    start: date
    end: date
    year_type: YearType | None = None
    basis: Literal["occurrence", "registration"] | None = None
    supplied: str = field(default="", compare=False)


def month(year: int, number: int, *, supplied: str = "") -> Period:
    """The calendar month `number` (1 to 12) of `year`."""
    start = date(year, number, 1)
    return Period("month", start, _add_months(start, 1) - timedelta(days=1), supplied=supplied)


def quarter(year: int, number: int, *, year_type: YearType = "financial", supplied: str = "") -> Period:
    """Quarter 1 to 4 of the year of `year_type` that starts in `year`."""
    first = date(year, *YEAR_STARTS[year_type])
    start = _add_months(first, 3 * (number - 1))
    return Period("quarter", start, _add_months(start, 3) - timedelta(days=1), year_type, supplied=supplied)


def year(start_year: int, *, year_type: YearType = "financial", supplied: str = "") -> Period:
    """The year of `year_type` that starts in `start_year`."""
    start = date(start_year, *YEAR_STARTS[year_type])
    return Period("year", start, _add_months(start, 12) - timedelta(days=1), year_type, supplied=supplied)


def pooled(first_year: int, last_year: int, *, year_type: YearType = "calendar", supplied: str = "") -> Period:
    """Several whole years as one: from the year that starts in `first_year` to the one that starts in `last_year`."""
    start = date(first_year, *YEAR_STARTS[year_type])
    end = _add_months(date(last_year, *YEAR_STARTS[year_type]), 12) - timedelta(days=1)
    return Period("pooled", start, end, year_type, supplied=supplied)


def _add_months(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, day.day)
