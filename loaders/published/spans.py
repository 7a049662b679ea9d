"""Room: loaders. Periods as publishers write them; None where a text is none of the forms that a format uses."""

from __future__ import annotations

import re
from datetime import date, timedelta

from indicators import periods
from indicators.periods import YEAR_STARTS, Period, YearType

#: a year that figures may be of: 0000 and 9999 stand for something else
_YEAR = r"[12]\d{3}"
_TWO_YEARS = re.compile(rf"({_YEAR})\s*/\s*(\d{{2}}|{_YEAR})", re.ASCII)
_ONE_YEAR = re.compile(_YEAR, re.ASCII)
_POOLED_CALENDAR = re.compile(rf"({_YEAR})\s*[-–]\s*(\d{{2}}|{_YEAR})", re.ASCII)
_POOLED_FINANCIAL = re.compile(rf"({_YEAR})\s*/\s*\d{{2}}\s*[-–]\s*(\d{{2}}|{_YEAR})\s*/\s*(\d{{2}})", re.ASCII)
_QUARTER = re.compile(rf"({_YEAR})(\s*/\s*\d{{2}})?\s*Q([1-4])", re.ASCII)
_MONTHS = re.compile(rf"(\d{{2}})/({_YEAR})\s*[-–]\s*(\d{{2}})/({_YEAR})", re.ASCII)
_DAY = timedelta(days=1)


def between(start: date, end: date, *, supplied: str = "") -> Period:
    """The interval as a month, a quarter or a year of the financial year, twelve months, or else a window."""
    months = (end + _DAY).year * 12 + (end + _DAY).month - start.year * 12 - start.month
    whole = start.day == 1 and (end + _DAY).day == 1
    if whole and months == 1:
        return periods.month(start.year, start.month, supplied=supplied)
    if whole and months == 3 and start.month in (1, 4, 7, 10):
        return quarter_of(start, supplied=supplied)
    if whole and months == 12:
        return periods.year(start.year, supplied=supplied) if start.month == 4 else periods.rolling12(end, supplied=supplied)
    return Period("window", start, end, supplied=supplied)


def quarter_of(day: date, year_type: YearType = "financial", *, supplied: str = "") -> Period:
    """The quarter, of the year of `year_type`, that holds the day."""
    since_start = day.year * 12 + day.month - YEAR_STARTS[year_type][0]
    return periods.quarter(since_start // 12, since_start % 12 // 3 + 1, year_type=year_type, supplied=supplied)


def financial_year(text: str) -> Period | None:
    """ "2023/24" or "2017-18" in a file whose years are all financial years."""
    return _slashed(text.replace("-", "/").replace("–", "/"), text)


def fingertips(text: str) -> Period | None:
    """A period of Fingertips: "2017/18", "2015", "2015 - 17" (three calendar years), "2016/17 - 18/19", "2019/20 Q1", "2020 Q1".

    In Fingertips a dash always pools whole years and a slash is one financial year (OHID, Fingertips: Time period).
    """
    text = text.strip()
    if _ONE_YEAR.fullmatch(text):
        return periods.year(int(text), year_type="calendar", supplied=text)
    if m := _POOLED_FINANCIAL.fullmatch(text):
        first, last = int(m[1]), _full(int(m[1]), m[2])
        return periods.pooled(first, last, year_type="financial", supplied=text) if last > first else None
    if m := _POOLED_CALENDAR.fullmatch(text):
        first, last = int(m[1]), _full(int(m[1]), m[2])
        return periods.pooled(first, last, supplied=text) if last > first else None
    if m := _QUARTER.fullmatch(text):
        return periods.quarter(int(m[1]), int(m[3]), year_type="financial" if m[2] else "calendar", supplied=text)
    return _slashed(text, text)


def months(text: str) -> Period | None:
    """ "04/2020-03/2021": from the first of a month to the last of another."""
    m = _MONTHS.fullmatch(text.strip())
    if not m or not (1 <= int(m[1]) <= 12 and 1 <= int(m[3]) <= 12):
        return None
    after = date(int(m[4]) + int(m[3]) // 12, int(m[3]) % 12 + 1, 1)
    start = date(int(m[2]), int(m[1]), 1)
    return between(start, after - _DAY, supplied=text) if start < after else None


def _slashed(text: str, supplied: str) -> Period | None:
    m = _TWO_YEARS.fullmatch(text.strip())
    return periods.year(int(m[1]), supplied=supplied) if m and _full(int(m[1]), m[2]) == int(m[1]) + 1 else None


def _full(first: int, digits: str) -> int:
    """The year that two digits mean after `first`: 99 before 00 is the turn of the century."""
    if len(digits) == 4:
        return int(digits)
    year = first // 100 * 100 + int(digits)
    return year if year >= first else year + 100
