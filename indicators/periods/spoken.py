"""Room: indicators. The words periods are written with: months, years ("2020/21", "FY21"), and what kind of period an interval is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from indicators.periods.model import Period
from indicators.periods.rendering import MONTHS
from indicators.periods.years import DAY, Basis, YearType, add_months, months_between, start_of_year, year_type_from

MONTH_NUMBERS: Final[Mapping[str, int]] = {
    **{name.casefold(): number for number, name in enumerate(MONTHS, 1)},
    **{name[:3].casefold(): number for number, name in enumerate(MONTHS, 1)},
    "sept": 9,
}
MONTH: Final = "(?:" + "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True)) + ")"
#: a year or two, with or without the words that name its type
YEAR: Final = (
    r"(?:(?:fy|financial year|ay|academic year|school year|university year|tax year|calendar year) ?)?"
    r"(?:\d{4}|\d{2})(?: ?(?:/|-|to) ?(?:\d{4}|\d{2}))?"
)
_YEAR: Final = re.compile(
    r"(?:(fy|financial year|ay|academic year|school year|university year|tax year|calendar year) ?)?"
    r"(\d{4}|\d{2})(?: ?(/|-|to) ?(\d{4}|\d{2}))?",
    re.ASCII,
)
_TYPES: Final[Mapping[str, tuple[YearType, ...]]] = {
    **{"fy": ("financial",), "financial year": ("financial",), "tax year": ("tax",), "calendar year": ("calendar",)},
    **{"school year": ("school",), "university year": ("higher_education",)},
    **{"ay": ("school", "higher_education"), "academic year": ("school", "higher_education")},
}


@dataclass(frozen=True, slots=True)
class Written:
    """A year as written: the first and the last (None where one stands alone), the types its words allow (() where they say nothing)."""

    first: int
    last: int | None
    types: tuple[YearType, ...]
    separator: str
    two_digits: bool

    @property
    def consecutive(self) -> bool:
        """Whether it is two years that follow each other, as one financial year is written."""
        return self.last == self.first + 1


def written(text: str) -> Written | None:
    """A year read off folded text; None where the text is no year. The last year takes the century of the first: 1999/00 ends in 2000."""
    m = _YEAR.fullmatch(text)
    if not m or int(m[2]) < 1 or (len(m[2]) == 4 and not 1000 <= int(m[2]) <= 9000):
        return None
    first = int(m[2]) if len(m[2]) == 4 else 2000 + int(m[2])
    last = None
    if m[4]:
        last = int(m[4]) if len(m[4]) == 4 else first // 100 * 100 + int(m[4])
        if len(m[4]) == 2 and last < first and last + 100 <= first + 10:
            last += 100
    return Written(first, last, _TYPES.get(m[1] or "", ()), m[3] or "", len(m[2]) == 2)


def owners(year: Written, year_type: YearType | None) -> tuple[tuple[int, YearType], ...]:
    """The years (start year, type) that a quarter, half or numbered month "of" this year may belong to; the likeliest first.

    A year with a slash is financial unless the indicator counts in school, university or tax years. () where it is no single year.
    """
    if year.last is not None:
        if not year.consecutive:
            return ()
        if year.types:
            kept = tuple(t for t in year.types if t == year_type) or year.types
            return tuple((year.first, t) for t in kept)
        return ((year.first, year_type if year_type not in {None, "calendar"} and year_type else "financial"),)
    if year.types == ("calendar",) or (not year.types and year_type == "calendar"):
        return ((year.first, "calendar"),)
    if year.types:
        return tuple((start, t) for t in year.types for start in (year.first - 1, year.first))
    return ((year.first, year_type or "financial"), (year.first, "calendar"))


def month_in(number: int, start_year: int, year_type: YearType) -> date:
    """The first day of the month `number` (1 to 12) in the year of this type that starts in `start_year`."""
    first = {"financial": 4, "calendar": 1, "school": 9, "higher_education": 8, "tax": 4}[year_type]
    return date(start_year if number >= first else start_year + 1, number, 1)


def month_end(first: date) -> date:
    """The last day of the month that starts on `first`."""
    return add_months(first, 1) - DAY


def of_interval(start: date, end: date, year_type: YearType | None = None, *, basis: Basis | None = None) -> Period:
    """The period an interval is, where its length says so: month, quarter, half, year, pooled years, week; else a window.

    `year_type` decides whose quarter it is; without it three months that are a quarter of several years belong to none of them.
    """
    months = months_between(start, end)

    def aligned(length: int, kind: YearType) -> bool:
        first = start_of_year(start, kind)
        return start.day == first.day and ((start.year - first.year) * 12 + start.month - first.month) % length == 0

    if months == 1 and start.day == 1:
        return Period("month", start, end, basis=basis)
    if months in {3, 6}:
        kind, length = ("quarter", 3) if months == 3 else ("half", 6)
        if year_type and aligned(length, year_type):
            return Period("quarter" if kind == "quarter" else "half", start, end, year_type, basis)
        if months == 3 and aligned(3, "calendar"):
            return Period("quarter", start, end, None, basis)
        types: tuple[YearType, ...] = ("financial", "calendar", "tax", "school", "higher_education")
        owner = next((t for t in types if aligned(length, t)), None)
        if owner and (months == 6 or owner == "tax"):
            return Period("half" if months == 6 else "quarter", start, end, owner, basis)
    if months and months % 12 == 0:
        owner = year_type_from(start)
        if owner:
            return Period("year" if months == 12 else "pooled", start, end, owner, basis)
        return Period("rolling12" if months == 12 else "window", start, end, basis=basis)
    if (end - start).days == 6 and start.weekday() in {0, 5}:
        return Period("week", start, end, basis=basis)
    return Period("window", start, end, basis=basis)
