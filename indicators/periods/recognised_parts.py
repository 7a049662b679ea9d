"""Room: indicators. Forms of parts of a year: quarters, halves and months by number or by name, terms, and spans of days."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from indicators.periods import model
from indicators.periods.model import Period
from indicators.periods.outcomes import NO_YEAR, Found, Outcome
from indicators.periods.spoken import MONTH, MONTH_NUMBERS, YEAR, month_end, month_in, of_interval, owners, written
from indicators.periods.years import YearType, add_months

_DAYS: Final = re.compile(rf"(\d{{1,2}})(?: ({MONTH}))?(?: (\d{{4}}))? (?:to|-) (\d{{1,2}}) ({MONTH}) (\d{{4}})", re.ASCII)
_ISO_MONTH: Final = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_PART: Final = r"(q|quarter ?|h|half ?|part ?|m|month ?)(\d{1,2})"
_PART_YEAR: Final = re.compile(rf"{_PART}(?: of)?(?: the)?[ -]?({YEAR})", re.ASCII)
_YEAR_PART: Final = re.compile(rf"({YEAR})[ -]?{_PART}", re.ASCII)
_PART_ALONE: Final = re.compile(_PART, re.ASCII)
_PART_MONTHS: Final = re.compile(rf"{_PART} ?\(({MONTH}) ?(?:to|-) ?({MONTH})\) ?({YEAR})", re.ASCII)
_MONTHS: Final = re.compile(rf"({MONTH})(?:[ -](\d{{4}}))? ?(?:to|-) ?({MONTH})[ -]({YEAR})", re.ASCII)
_MONTHS_ALONE: Final = re.compile(rf"{MONTH} ?(?:to|-) ?{MONTH}|{MONTH}", re.ASCII)
_ONE_MONTH: Final = re.compile(rf"({MONTH})[ -]?'?({YEAR})", re.ASCII)
_TERM: Final = re.compile(rf"(autumn|spring|summer) term ({YEAR})", re.ASCII)
_NUMBERS_OF: Final = {
    "q": (4, 3, "a year has four quarters"),
    "h": (2, 6, "a year has two halves"),
    "m": (12, 1, "a year has twelve months"),
}
_TERMS: Final = {"autumn": (9, 12), "spring": (1, 3), "summer": (4, 7)}


def part(text: str, year_type: YearType | None) -> Outcome:
    """Quarters, halves and months by number: "Q1 2020/21", "2020Q2", "H1 2020/21", "M9 2020/21", "Q1 (Apr-Jun) 2020"."""
    if m := _PART_MONTHS.fullmatch(text):
        return _part_with_months(m, year_type)
    if m := _PART_YEAR.fullmatch(text):
        letter, number, words = m[1], int(m[2]), m[3]
    elif m := _YEAR_PART.fullmatch(text):
        words, letter, number = m[1], m[2], int(m[3])
    else:
        return NO_YEAR if _PART_ALONE.fullmatch(text) else None
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
        return NO_YEAR
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


def _numbered(kind: str, number: int, start_year: int, year_type: YearType) -> Period:
    if kind == "m":
        first = add_months(model.year(start_year, year_type=year_type).start.replace(day=1), number - 1)
        return model.month(first.year, first.month)
    make = model.quarter if kind == "q" else model.half
    return make(start_year, number, year_type=year_type)


def _letter(word: str) -> str:
    return "h" if word[0] == "p" else word[0]
