"""Room: indicators. A period in words, and as the key it is stored by.

Words follow GOV.UK: "2020 to 2021" with no slash, months written out, a day without "st" or "th".
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from indicators.periods.years import YEAR_WORDS, Basis, Kind, YearType, months_between, start_of_year

if TYPE_CHECKING:
    from indicators.periods.model import Period

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
YEAR_LETTERS: Final[dict[YearType, str]] = {"financial": "F", "calendar": "C", "school": "S", "higher_education": "H", "tax": "T"}
KIND_LETTERS: Final[dict[Kind, str]] = {
    **{"week": "W", "month": "M", "quarter": "Q", "half": "H", "year": "A", "ytd": "Y", "rolling12": "R", "pooled": "P", "window": ""},
}
BASIS_KEYS: Final[dict[Basis, str]] = {"registration": "+reg", "occurrence": "+occ"}
BASIS_WORDS: Final[dict[Basis, str]] = {"registration": ", by date of registration", "occurrence": ", by date of occurrence"}
_COUNTS: Final = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def key(period: Period) -> str:
    """The text a period is stored by: ``2019-Q3F``, ``2021F``, ``2020-04``, ``@2021-03-21``, ``2024-02-01..2024-04-30``."""
    return _bare_key(period) + (BASIS_KEYS[period.basis] if period.basis else "")


def label(period: Period) -> str:
    """A period in full, in words that can be read back."""
    return _bare_label(period) + (BASIS_WORDS[period.basis] if period.basis else "")


def short(period: Period) -> str:
    """A period in few words, for an axis or a column heading."""
    return _bare_short(period) + (BASIS_WORDS[period.basis] if period.basis else "")


def numbered(period: Period) -> tuple[int, int] | None:
    """Of a quarter, half or year: the year in which its own year starts, and its number in it; None where it fits no year."""
    length = {"quarter": 3, "half": 6, "year": 12}.get(period.kind)
    if length is None or period.year_type is None or months_between(period.start, period.end) != length:
        return None
    first = start_of_year(period.start, period.year_type)
    before = (period.start.year - first.year) * 12 + period.start.month - first.month
    if before % length or period.start.day != first.day:
        return None
    return first.year, before // length + 1


def _bare_key(period: Period) -> str:
    place, kind, start, end = numbered(period), period.kind, period.start, period.end
    letter = YEAR_LETTERS[period.year_type] if period.year_type else ""
    if place:
        number = {"quarter": f"-Q{place[1]}", "half": f"-H{place[1]}"}.get(kind, "")
        return f"{place[0]}{number}{letter}"
    if kind == "snapshot":
        return f"@{end}"
    if kind == "month" and start.day == 1 and period.months == 1:
        return f"{start:%Y-%m}"
    if kind == "week" and start.weekday() == 0 and period.days == 7:
        return "{}-W{:02d}".format(*start.isocalendar()[:2])
    if _whole_years(period) and letter:
        return f"{start.year}{letter}-{_last_start(period).year}{letter}"
    if kind == "ytd" and period.year_type and start != start_of_year(start, period.year_type):
        return f"{start}..{end}Y{letter}"
    if kind in {"ytd", "rolling12", "quarter", "half", "year"} and start.day == 1 and period.months:
        tail = "" if kind in {"ytd", "rolling12"} else letter
        return f"{start:%Y-%m}..{end:%Y-%m}{KIND_LETTERS[kind]}{tail}"
    return f"{start}..{end}{KIND_LETTERS[kind]}{letter}"


def _bare_label(period: Period) -> str:
    place, kind, span = numbered(period), period.kind, between(period.start, period.end)
    if place and kind == "year":
        return span if period.year_type == "calendar" else f"{span} ({_year_words(period, place[0])})"
    if place:
        return f"{span} ({_numbered_words(period, place)})"
    if kind == "pooled":
        return _pooled_label(period, span)
    if kind == "ytd":
        return f"{span} (year to date)"
    if kind == "rolling12":
        return f"12 months to {_last(period)}"
    if kind == "week" and period.start.weekday() == 0:
        iso = period.start.isocalendar()
        return f"{span} (week {iso.week} of {iso.year})"
    return span


def _bare_short(period: Period) -> str:
    place, kind = numbered(period), period.kind
    if place and kind == "year":
        return str(place[0]) if period.year_type == "calendar" else _year_words(period, place[0])
    if place:
        return _numbered_words(period, place)
    if _whole_years(period) and period.year_type == "calendar":
        return f"{period.start.year} to {period.end.year}"
    if kind == "rolling12":
        return f"12 months to {_last(period, brief=True)}"
    span = between(period.start, period.end, brief=True)
    return f"{span} (year to date)" if kind == "ytd" else span


def _year_words(period: Period, start_year: int) -> str:
    """ "2020 to 2021", with the type of year in front where it is not the financial one."""
    name = "" if period.year_type in {"financial", None} else f"{YEAR_WORDS[period.year_type or 'financial']} "
    return f"{name}{start_year} to {start_year + 1}"


def _numbered_words(period: Period, place: tuple[int, int]) -> str:
    part = f"{'Q' if period.kind == 'quarter' else 'H'}{place[1]}"
    return f"{part} {place[0]}" if period.year_type == "calendar" else f"{part} {_year_words(period, place[0])}"


def _pooled_label(period: Period, span: str) -> str:
    years = _whole_years(period)
    if not years or period.year_type is None:
        return span
    count = _COUNTS[years] if years < len(_COUNTS) else str(years)
    if period.year_type == "calendar":
        return f"{period.start.year} to {period.end.year} ({count} years together)"
    return f"{span} ({count} {YEAR_WORDS[period.year_type]}s together)"


def _whole_years(period: Period) -> int:
    """How many whole years of its own type a pooled period holds; 0 where it is something else."""
    months = period.months or 0
    if period.kind != "pooled" or period.year_type is None or months % 12 or start_of_year(period.start, period.year_type) != period.start:
        return 0
    return months // 12


def _last_start(period: Period) -> date:
    return start_of_year(period.end, period.year_type or "calendar")


def _last(period: Period, *, brief: bool = False) -> str:
    if period.start.day == 1 and period.months:
        return f"{month_name(period.end, brief=brief)} {period.end.year}"
    return on_day(period.end, brief=brief)


def month_name(day: date, *, brief: bool = False) -> str:
    """ "April", or "Apr"."""
    name = MONTHS[day.month - 1]
    return name[:3] if brief else name


def on_day(day: date, *, brief: bool = False) -> str:
    """ "21 March 2021"."""
    return f"{day.day} {month_name(day, brief=brief)} {day.year}"


def between(start: date, end: date, *, brief: bool = False) -> str:
    """An interval in as few words as tell it: "April to June 2020", "6 to 12 April 2020", "21 March 2021"."""
    if start == end:
        return on_day(start, brief=brief)
    first, last = month_name(start, brief=brief), month_name(end, brief=brief)
    if start.day == 1 and (months := months_between(start, end)):
        if months == 1:
            return f"{first} {start.year}"
        return f"{first}{'' if start.year == end.year else f' {start.year}'} to {last} {end.year}"
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {on_day(end, brief=brief)}"
    return f"{start.day} {first}{'' if start.year == end.year else f' {start.year}'} to {on_day(end, brief=brief)}"
