"""Room: indicators. The forms a period is written in, each a function: what it may mean, why it is refused, or None for another form."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from indicators.periods import model
from indicators.periods.model import Period
from indicators.periods.outcomes import ONE_DAY, WRITTEN_DAY, Form, Found, Outcome, century, day_of
from indicators.periods.recognised_parts import days, months, part, term
from indicators.periods.recognised_years import single_year, six_digits, years
from indicators.periods.spoken import MONTH, MONTH_NUMBERS, YEAR, month_end, of_interval, owners, written
from indicators.periods.years import DAY, Kind, YearType, add_months, year_type_from

_MONTH_YEAR: Final = rf"({MONTH})[ -]?'?(\d{{4}}|\d{{2}})"
_AT: Final = re.compile(rf"(?:as )?at {WRITTEN_DAY}", re.ASCII)
_MID: Final = re.compile(r"mid[ -](?:year )?(\d{4})", re.ASCII)
_SLASHED: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})", re.ASCII)
_ISO_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_ENDING: Final = re.compile(
    r"(year|ye|y/e|quarter|qe|12 ?(?:months?|mths?|m)|rolling 12 ?(?:months?|m)|week|w/e)(?: to| ending| ended)? (.+)", re.ASCII
)
_COMMENCING: Final = re.compile(rf"(?:w/c|week (?:commencing|beginning|of)) {WRITTEN_DAY}", re.ASCII)
_TO_DATE: Final = re.compile(rf"(?:ytd|year to date)(?: to)? {_MONTH_YEAR}", re.ASCII)
_ISO_WEEK: Final = re.compile(r"(\d{4})-?w(\d{1,2})", re.ASCII)
_WEEK: Final = re.compile(r"week (\d{1,2})(?: of)? (\d{4})|(\d{4}) week (\d{1,2})", re.ASCII)
_QUARTERS: Final = re.compile(rf"q([1-4]) ?(?:-|to) ?q([1-4]) ({YEAR})", re.ASCII)
_BRACKETED: Final = re.compile(r"(.+?) \(([^()]+)\)")
_TOGETHER: Final = re.compile(r"\w+ (financial year|calendar year|school year|university year|tax year|year)s together")


def date_cell(day: date, shown_as: str) -> Found:
    """A date cell: a month where it is shown as month and year on the first; otherwise the question what Excel made of it."""
    shape = shown_as.casefold()
    plain_day = date(day.year, day.month, day.day)
    month, snapshot = model.month(day.year, day.month), model.snapshot(plain_day)
    if "y" in shape and "d" not in shape:
        return Found((month,)) if day.day == 1 else Found((month, snapshot), sure=False)
    if "d" in shape and "y" not in shape:
        return Found((model.month(2000 + day.day, day.month), snapshot), sure=False)
    quarter = (of_interval(plain_day, add_months(plain_day, 3) - DAY),) if day.day == 1 and day.month % 3 == 1 else ()
    return Found((snapshot, *((month, *quarter) if day.day == 1 else ())), sure=False)


def number_cell(number: float, year_type: YearType | None) -> Outcome:
    """A number cell: a year, six digits as the Department for Education writes them, or the serial number of a day."""
    if number != number or number in {float("inf"), float("-inf")} or number != int(number):
        return None
    whole = int(number)
    if 100_000 <= whole <= 999_999:
        return six_digits(str(whole), year_type)
    if 1900 <= whole <= 2100:
        return Found(single_year(whole), sure=False)
    if 20_000 <= whole <= 80_000:
        # a serial number counts from 30 December 1899, in workbooks of old Macs from 1 January 1904
        bases = (date(1899, 12, 30), date(1904, 1, 1))
        return Found(tuple(model.snapshot(base + timedelta(days=whole)) for base in bases), sure=False)
    return None


def bracketed(text: str, year_type: YearType | None) -> Outcome:
    """Our own labels, and others that say a period twice: "April to June 2020 (Q1 2020 to 2021)". Both must agree."""
    m = _BRACKETED.fullmatch(text)
    if not m:
        return None
    outer, inner = m[1], m[2]
    if inner == "year to date":
        spans = _intervals(outer, year_type)
        return Found(tuple(Period("ytd", s, e) for s, e in spans), sure=len(spans) == 1) if spans else None
    if together := _TOGETHER.fullmatch(inner):
        year = written(outer)
        if together[1] == "year" and year and year.last and year.last >= year.first:
            return Found((model.pooled(year.first, year.last),))
        spans = _intervals(outer, year_type)
        return Found(tuple(of_interval(s, e) for s, e in spans)) if len(spans) == 1 else None
    spans = _intervals(outer, year_type)
    meant = tuple(p for p in _meanings(inner) if (p.start, p.end) in spans)
    if meant:
        return Found(meant[:1])
    return "what stands in the brackets is another period" if spans and _meanings(inner) else None


def moment(text: str, year_type: YearType | None) -> Outcome:
    """A count on one day: "as at 31 March 2021", "mid-2019"; a bare day may also end a period."""
    if m := _AT.fullmatch(text):
        return Found((model.snapshot(day_of(m[1], m[2], m[3])),), sure=len(m[3]) == 4)
    if m := _MID.fullmatch(text):
        return Found((model.snapshot(date(int(m[1]), 6, 30)),))
    if m := ONE_DAY.fullmatch(text):
        day = day_of(m[1], m[2], m[3])
        ends = (day + DAY).day == 1
        return Found((model.snapshot(day), *(_ending_on(day) if ends else ())), sure=False)
    if m := _ISO_DAY.fullmatch(text):
        return Found((model.snapshot(date(int(m[1]), int(m[2]), int(m[3]))),))
    if m := _SLASHED.fullmatch(text):
        return _slashed(int(m[1]), int(m[2]), m[3])
    return None


def ending(text: str, year_type: YearType | None) -> Outcome:
    """Periods named by their end: "year ending 31 March 2021", "12 months to March 2021", "quarter ending June 2020"."""
    m = _ENDING.fullmatch(text)
    end = _last_day(m[2]) if m else None
    if m is None or end is None:
        return None
    last, sure = end
    if m[1].startswith(("12", "rolling")):
        return Found((model.rolling12(last),), sure)
    if m[1] in {"week", "w/e"}:
        return Found((Period("week", last - timedelta(days=6), last),), sure=False)
    length = 3 if m[1] in {"quarter", "qe"} else 12
    return Found((of_interval(add_months(last + DAY, -length), last, year_type),), sure)


def to_date(text: str, year_type: YearType | None) -> Outcome:
    """The year so far: "YTD Dec 2020", "Q1-Q3 2020/21". Always asked: it grows, and may not enter a series of quarters."""
    if m := _TO_DATE.fullmatch(text):
        first = date(century(m[2]), MONTH_NUMBERS[m[1]], 1)
        start = add_months(first, -((first.month - 4) % 12)) if year_type != "calendar" else date(first.year, 1, 1)
        return Found((Period("ytd", start, month_end(first)),), sure=False)
    if m := _QUARTERS.fullmatch(text):
        year = written(m[3])
        if year is None or int(m[1]) > int(m[2]):
            return "its end is before its start"
        spans = ((model.quarter(y, int(m[1]), year_type=t), model.quarter(y, int(m[2]), year_type=t)) for y, t in owners(year, year_type))
        kind: Kind = "ytd" if m[1] == "1" else "window"
        return Found(tuple(Period(kind, first.start, last.end) for first, last in spans), sure=False)
    return None


def week(text: str, year_type: YearType | None) -> Outcome:
    """Weeks: the ISO form is sure; "Week 15 2020" may be Monday to Sunday, Saturday to Friday, or counted from April."""
    if m := _ISO_WEEK.fullmatch(text):
        return Found((model.iso_week(int(m[1]), int(m[2])),))
    if m := _COMMENCING.fullmatch(text):
        start = day_of(m[1], m[2], m[3])
        return Found((Period("week", start, start + timedelta(days=6)),), sure=False)
    if m := _WEEK.fullmatch(text):
        year, number = int(m[2] or m[3]), int(m[1] or m[4])
        iso = model.iso_week(year, number)
        deaths = Period("week", iso.start - timedelta(days=2), iso.end - timedelta(days=2))
        from_april = date(year, 4, 1) + timedelta(days=7 * (number - 1))
        return Found((iso, deaths, Period("week", from_april, from_april + timedelta(days=6))), sure=False)
    return None


#: tried in this order; the first that knows the text decides
FORMS: Final[tuple[Form, ...]] = (part, bracketed, moment, to_date, ending, week, days, months, term, six_digits, years)


def _slashed(first: int, second: int, words: str) -> Found | str:
    """A day with slashes: day first, as in this country, but asked where the month could stand first."""
    year = century(words)
    uk = date(year, second, first) if second <= 12 else None
    us = date(year, first, second) if first <= 12 and first != second else None
    if uk is None:
        return "there is no such day or week in the calendar" if us is None else Found((model.snapshot(us),), sure=False)
    days = (uk,) if us is None else (uk, us)
    return Found(tuple(model.snapshot(day) for day in days), sure=len(days) == 1 and len(words) == 4)


def _last_day(text: str) -> tuple[date, bool] | None:
    """The day a text names as an end, and whether it leaves no doubt: a day, a month or a quarter."""
    if m := ONE_DAY.fullmatch(text):
        return day_of(m[1], m[2], m[3]), len(m[3]) == 4
    for form in (part, months, moment):
        found = form(text, None)
        if isinstance(found, Found) and len(found.choices) == 1:
            return found.choices[0].end, found.sure
    return None


def _ending_on(day: date) -> tuple[Period, ...]:
    """The month and the year that end on the last day of a month."""
    start = add_months(day + DAY, -12)
    kind = year_type_from(start)
    year = Period("year", start, day, kind) if kind else model.rolling12(day)
    return (model.month(day.year, day.month), year)


def _intervals(text: str, year_type: YearType | None) -> frozenset[tuple[date, date]]:
    """The intervals a text in front of brackets may mean."""
    for form in (months, days, moment, years):
        if isinstance(found := form(text, year_type), Found):
            return frozenset((p.start, p.end) for p in found.choices)
    return frozenset()


def _meanings(text: str) -> tuple[Period, ...]:
    """Everything a text in brackets may mean, whichever year is counted in."""
    contexts: tuple[YearType | None, ...] = ("financial", "calendar", None)
    outcomes = (form(text, context) for context in contexts for form in (part, week, years))
    return tuple(p for found in outcomes if isinstance(found, Found) for p in found.choices)
