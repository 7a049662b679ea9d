"""Room: indicators. Forms of whole years: one ("2020/21", "FY21", 202021), several together ("2017-2019", "2016/17 - 18/19")."""

from __future__ import annotations

import re
from typing import Final

from indicators.periods import model
from indicators.periods.model import Period
from indicators.periods.outcomes import Found, Outcome
from indicators.periods.spoken import Written, owners, written
from indicators.periods.years import YearType

_TWO_YEARS: Final = re.compile(r"((?:\d{2}|\d{4})/\d{2,4}) ?(?:-|to) ?((?:\d{2}|\d{4})/\d{2,4})", re.ASCII)
_SIX_DIGITS: Final = re.compile(r"(fy)? ?(\d{4})(\d{2})", re.ASCII)
_LONGEST_POOL: Final = 30


def six_digits(text: str, year_type: YearType | None) -> Outcome:
    """Six digits: 202021 is 2020/21, 202012 December 2020, and 201112 may be either."""
    m = _SIX_DIGITS.fullmatch(text)
    if not m:
        return None
    first, number = int(m[2]), int(m[3])
    if number == (first + 1) % 100:
        found = years(f"{m[1] or ''}{m[2]}/{m[3]}", year_type)
        if 1 <= number <= 12 and isinstance(found, Found):
            return Found((*found.choices, model.month(first, number)), sure=False)
        return found
    return Found((model.month(first, number),), sure=False) if 1 <= number <= 12 else "its years do not follow each other"


def years(text: str, year_type: YearType | None) -> Outcome:
    """Years, one or several: "2020/21", "2020", "FY21", "2017-2019", "2016/17 - 18/19"."""
    if m := _TWO_YEARS.fullmatch(text):
        return _years_to_years(m[1], m[2], year_type)
    year = written(text)
    if year is None:
        return None
    if year.last is None:
        return _one_year(year, year_type)
    if year.last <= year.first:
        return "its end is before its start"
    if year.consecutive:
        return _slash_year(year, year_type)
    if year.separator == "/" or year.types or year.last - year.first >= _LONGEST_POOL or year.two_digits:
        return "its years do not follow each other"
    return _pool(year.first, year.last, year_type)


def _one_year(year: Written, year_type: YearType | None) -> Found:
    if year.types:
        choices = tuple(model.year(y, year_type=t) for y, t in owners(year, year_type))
        return Found(choices, sure=len(choices) == 1 and not year.two_digits)
    if year_type == "calendar":
        return Found((model.year(year.first, year_type="calendar"),), sure=not year.two_digits)
    return Found(single_year(year.first, year_type or "financial"), sure=False)


def single_year(year: int, year_type: YearType = "financial") -> tuple[Period, ...]:
    """What "2020" may mean: the calendar year, or the year of the indicator that ends or starts in it."""
    own = "financial" if year_type == "calendar" else year_type
    return (model.year(year, year_type="calendar"), model.year(year - 1, year_type=own), model.year(year, year_type=own))


def _slash_year(year: Written, year_type: YearType | None) -> Found:
    if year.types:
        kept = tuple(t for t in year.types if t == year_type) or year.types
        choices = tuple(model.year(year.first, year_type=t) for t in kept)
        return Found(choices, sure=len(choices) == 1 and not year.two_digits)
    if year_type and year_type != "calendar":
        return Found((model.year(year.first, year_type=year_type),), sure=not year.two_digits)
    pool, financial = model.pooled(year.first, year.first + 1), model.year(year.first)
    if year_type == "calendar":
        return Found((pool, financial), sure=False)
    others: tuple[YearType, ...] = ("school", "higher_education")
    return Found((financial, *(model.year(year.first, year_type=t) for t in others), pool), sure=False)


def _pool(first: int, last: int, year_type: YearType | None) -> Found:
    calendar = model.pooled(first, last)
    if year_type == "calendar":
        return Found((calendar,))
    own = year_type or "financial"
    return Found((model.pooled(first, last, year_type=own), calendar, model.pooled(first, last - 1, year_type=own)), sure=False)


def _years_to_years(first: str, last: str, year_type: YearType | None) -> Outcome:
    start, end = written(first), written(last)
    if start is None or end is None or not start.consecutive or not end.consecutive:
        return "its years do not follow each other"
    if end.first <= start.first or end.first - start.first >= _LONGEST_POOL:
        return "its end is before its start"
    own: YearType = year_type if year_type and year_type != "calendar" else "financial"
    return Found((model.pooled(start.first, end.first, year_type=own),), sure=not start.two_digits)
