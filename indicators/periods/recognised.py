"""Room: indicators. The forms a period is written in, each a function: what it may mean, why it is refused, or None for another form."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from indicators.periods import model
from indicators.periods.model import Period
from indicators.periods.spoken import MONTH, MONTH_NUMBERS, YEAR, Written, month_end, month_in, of_interval, owners, written
from indicators.periods.years import DAY, Kind, YearType, add_months, year_type_from


@dataclass(frozen=True, slots=True)
class Found:
    """The periods a text may mean, the likeliest first; `sure` where there is only one and nothing is in doubt."""

    choices: tuple[Period, ...]
    sure: bool = True


Outcome = Found | str | None
Form = Callable[[str, YearType | None], Outcome]

_DAY: Final = rf"(\d{{1,2}})(?:st|nd|rd|th)? ({MONTH}) (\d{{4}}|\d{{2}})"
_MONTH_YEAR: Final = rf"({MONTH})[ -]?'?(\d{{4}}|\d{{2}})"
_AT: Final = re.compile(rf"(?:as )?at {_DAY}", re.ASCII)
_MID: Final = re.compile(r"mid[ -](?:year )?(\d{4})", re.ASCII)
_ONE_DAY: Final = re.compile(_DAY, re.ASCII)
_DAYS: Final = re.compile(rf"(\d{{1,2}})(?: ({MONTH}))?(?: (\d{{4}}))? (?:to|-) (\d{{1,2}}) ({MONTH}) (\d{{4}})", re.ASCII)
_SLASHED: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})", re.ASCII)
_ISO_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_ISO_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_ENDING: Final = re.compile(
    r"(year|ye|y/e|quarter|qe|12 ?(?:months?|mths?|m)|rolling 12 ?(?:months?|m)|week|w/e)(?: to| ending| ended)? (.+)", re.ASCII
)
_COMMENCING: Final = re.compile(rf"(?:w/c|week (?:commencing|beginning|of)) {_DAY}", re.ASCII)
_TO_DATE: Final = re.compile(rf"(?:ytd|year to date)(?: to)? {_MONTH_YEAR}", re.ASCII)
_ISO_WEEK: Final = re.compile(r"(\d{4})-?w(\d{1,2})", re.ASCII)
_WEEK: Final = re.compile(r"week (\d{1,2})(?: of)? (\d{4})|(\d{4}) week (\d{1,2})", re.ASCII)
_PART: Final = r"(q|quarter ?|h|half ?|part ?|m|month ?)(\d{1,2})"
_PART_YEAR: Final = re.compile(rf"{_PART}(?: of)?(?: the)?[ -]?({YEAR})", re.ASCII)
_YEAR_PART: Final = re.compile(rf"({YEAR})[ -]?{_PART}", re.ASCII)
_PART_ALONE: Final = re.compile(_PART, re.ASCII)
_PART_MONTHS: Final = re.compile(rf"{_PART} ?\(({MONTH}) ?(?:to|-) ?({MONTH})\) ?({YEAR})", re.ASCII)
_QUARTERS: Final = re.compile(rf"q([1-4]) ?(?:-|to) ?q([1-4]) ({YEAR})", re.ASCII)
_MONTHS: Final = re.compile(rf"({MONTH})(?:[ -](\d{{4}}))? ?(?:to|-) ?({MONTH})[ -]({YEAR})", re.ASCII)
_MONTHS_ALONE: Final = re.compile(rf"{MONTH} ?(?:to|-) ?{MONTH}|{MONTH}", re.ASCII)
_ONE_MONTH: Final = re.compile(rf"({MONTH})[ -]?'?({YEAR})", re.ASCII)
_TERM: Final = re.compile(rf"(autumn|spring|summer) term ({YEAR})", re.ASCII)
_BRACKETED: Final = re.compile(r"(.+?) \(([^()]+)\)")
_TOGETHER: Final = re.compile(r"\w+ (financial year|calendar year|school year|university year|tax year|year)s together")
_TWO_YEARS: Final = re.compile(r"((?:\d{2}|\d{4})/\d{2,4}) ?(?:-|to) ?((?:\d{2}|\d{4})/\d{2,4})", re.ASCII)
_SIX_DIGITS: Final = re.compile(r"(fy)? ?(\d{4})(\d{2})", re.ASCII)
_NO_YEAR: Final = "it names no year"
_NUMBERS_OF: Final = {
    "q": (4, 3, "a year has four quarters"),
    "h": (2, 6, "a year has two halves"),
    "m": (12, 1, "a year has twelve months"),
}
_TERMS: Final = {"autumn": (9, 12), "spring": (1, 3), "summer": (4, 7)}
_LONGEST_POOL: Final = 30


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
        return Found(_single_year(whole), sure=False)
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
        return Found((model.snapshot(_day(m[1], m[2], m[3])),), sure=len(m[3]) == 4)
    if m := _MID.fullmatch(text):
        return Found((model.snapshot(date(int(m[1]), 6, 30)),))
    if m := _ONE_DAY.fullmatch(text):
        day = _day(m[1], m[2], m[3])
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
        first = date(_century(m[2]), MONTH_NUMBERS[m[1]], 1)
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
        start = _day(m[1], m[2], m[3])
        return Found((Period("week", start, start + timedelta(days=6)),), sure=False)
    if m := _WEEK.fullmatch(text):
        year, number = int(m[2] or m[3]), int(m[1] or m[4])
        iso = model.iso_week(year, number)
        deaths = Period("week", iso.start - timedelta(days=2), iso.end - timedelta(days=2))
        from_april = date(year, 4, 1) + timedelta(days=7 * (number - 1))
        return Found((iso, deaths, Period("week", from_april, from_april + timedelta(days=6))), sure=False)
    return None


def part(text: str, year_type: YearType | None) -> Outcome:
    """Quarters, halves and months by number: "Q1 2020/21", "2020Q2", "H1 2020/21", "M9 2020/21", "Q1 (Apr-Jun) 2020"."""
    if m := _PART_MONTHS.fullmatch(text):
        return _part_with_months(m, year_type)
    if m := _PART_YEAR.fullmatch(text):
        letter, number, words = m[1], int(m[2]), m[3]
    elif m := _YEAR_PART.fullmatch(text):
        words, letter, number = m[1], m[2], int(m[3])
    else:
        return _NO_YEAR if _PART_ALONE.fullmatch(text) else None
    year, kind = written(words), _letter(letter)
    most, _, why = _NUMBERS_OF[kind]
    if not 1 <= number <= most:
        return why
    if year is None or (year.last is not None and not year.consecutive):
        return "its years do not follow each other"
    belongs = owners(year, year_type)
    return Found(tuple(_numbered(kind, number, y, t) for y, t in belongs), sure=len(belongs) == 1 and not year.two_digits)


def months(text: str, year_type: YearType | None) -> Outcome:
    """Months by name: "April to June 2020", "Jan-Mar 2020/21", "June 2020", "Jun-20"."""
    if _MONTHS_ALONE.fullmatch(text):
        return _NO_YEAR
    if m := _ISO_MONTH.fullmatch(text):
        year = written(f"{m[1]}/{m[2]}")
        if year and year.consecutive:
            return None
        return Found((model.month(int(m[1]), int(m[2])),))
    if m := _MONTHS.fullmatch(text):
        return _month_span(m[1], m[2], m[3], m[4], year_type)
    if m := _ONE_MONTH.fullmatch(text):
        return _month_span(m[1], None, m[1], m[2], year_type)
    return None


def days(text: str, year_type: YearType | None) -> Outcome:
    """From one day to another: "6 to 12 April 2020", "28 December 2020 to 3 January 2021"."""
    m = _DAYS.fullmatch(text)
    if not m:
        return None
    end = date(int(m[6]), MONTH_NUMBERS[m[5]], int(m[4]))
    start = date(int(m[3] or m[6]), MONTH_NUMBERS[m[2] or m[5]], int(m[1]))
    return Found((of_interval(start, end, year_type),)) if start <= end else "its end is before its start"


def term(text: str, year_type: YearType | None) -> Outcome:
    """School terms: their dates are set locally, so they are always asked."""
    m = _TERM.fullmatch(text)
    year = written(m[2]) if m else None
    if m is None or year is None:
        return None
    first, last = (month_in(number, year.first, "school") for number in _TERMS[m[1]])
    return Found((Period("window", first, month_end(last)),), sure=False)


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


#: tried in this order; the first that knows the text decides
FORMS: Final[tuple[Form, ...]] = (part, bracketed, moment, to_date, ending, week, days, months, term, six_digits, years)


def _one_year(year: Written, year_type: YearType | None) -> Found:
    if year.types:
        choices = tuple(model.year(y, year_type=t) for y, t in owners(year, year_type))
        return Found(choices, sure=len(choices) == 1 and not year.two_digits)
    if year_type == "calendar":
        return Found((model.year(year.first, year_type="calendar"),), sure=not year.two_digits)
    return Found(_single_year(year.first, year_type or "financial"), sure=False)


def _single_year(year: int, year_type: YearType = "financial") -> tuple[Period, ...]:
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


def _part_with_months(m: re.Match[str], year_type: YearType | None) -> Outcome:
    """The number and the months must be the same quarter (half, month) of some year; then nothing is in doubt."""
    kind, number, year = _letter(m[1]), int(m[2]), written(m[5])
    span = _month_span(m[3], None, m[4], m[5], year_type)
    most, _, why = _NUMBERS_OF[kind]
    if not 1 <= number <= most:
        return why
    if year is None or not isinstance(span, Found):
        return span
    belongs = list(owners(year, year_type))
    if year.last is None:
        belongs += [(year.first - 1, "financial"), (year.first, "financial"), (year.first, "calendar")]
    both = {(p.start, p.end) for p in span.choices}
    meant = tuple(p for y, t in belongs if ((p := _numbered(kind, number, y, t)).start, p.end) in both)
    return Found(meant[:1], sure=not year.two_digits) if meant else "its number and its months contradict each other"


def _month_span(first: str, first_year: str | None, last: str, words: str, year_type: YearType | None) -> Outcome:
    year = written(words)
    if year is None or (year.last is not None and not year.consecutive):
        return "its years do not follow each other"
    owner: YearType | None = year_type
    if year.last is None and year.types:
        return None
    if year.last is not None:
        owner = owners(year, year_type)[0][1]
        start, end = (month_in(MONTH_NUMBERS[name], year.first, owner) for name in (first, last))
    else:
        end = date(year.first, MONTH_NUMBERS[last], 1)
        start = date(int(first_year) if first_year else year.first, MONTH_NUMBERS[first], 1)
    if start > end:
        return "its end is before its start"
    return Found((of_interval(start, month_end(end), owner),), sure=not year.two_digits)


def _slashed(first: int, second: int, words: str) -> Found | str:
    """A day with slashes: day first, as in this country, but asked where the month could stand first."""
    year = _century(words)
    uk = date(year, second, first) if second <= 12 else None
    us = date(year, first, second) if first <= 12 and first != second else None
    if uk is None:
        return "there is no such day or week in the calendar" if us is None else Found((model.snapshot(us),), sure=False)
    days = (uk,) if us is None else (uk, us)
    return Found(tuple(model.snapshot(day) for day in days), sure=len(days) == 1 and len(words) == 4)


def _last_day(text: str) -> tuple[date, bool] | None:
    """The day a text names as an end, and whether it leaves no doubt: a day, a month or a quarter."""
    if m := _ONE_DAY.fullmatch(text):
        return _day(m[1], m[2], m[3]), len(m[3]) == 4
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


def _numbered(kind: str, number: int, start_year: int, year_type: YearType) -> Period:
    if kind == "m":
        first = add_months(model.year(start_year, year_type=year_type).start.replace(day=1), number - 1)
        return model.month(first.year, first.month)
    make = model.quarter if kind == "q" else model.half
    return make(start_year, number, year_type=year_type)


def _letter(word: str) -> str:
    return "h" if word[0] == "p" else word[0]


def _day(day: str, month: str, year: str) -> date:
    return date(_century(year), MONTH_NUMBERS[month], int(day))


def _century(year: str) -> int:
    return int(year) if len(year) == 4 else 2000 + int(year)
