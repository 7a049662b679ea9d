"""Room: loaders. Days that stand where periods belong: 1 April 2024 over a column may be that day, its month, or the quarter it begins.

A date cell, or a day as 2024-04-01, is one day for certain; what its figures cover is not, so it is asked about with every interval spelt
out ("Dates of periods", SYMBOLS_AND_PERIODS 2.3). Where a sheet has many such days, the first answer says what all of them are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from indicators import periods
from indicators.periods import Period, Reading
from indicators.periods.rendering import on_day
from indicators.periods.years import YearType
from loaders.workbook import Cell

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?", re.ASCII)
#: indicators counted so often have months and quarters, and no single days
_OFTEN = frozenset({"monthly", "quarterly"})
_NAMES = {"month": "the month", "quarter": "the quarter", "year": "the year", "snapshot": "that day alone"}


def day_of(cell: Cell) -> date | None:
    """The day that a cell is for certain: a date, or a text as 2024-04-01; None for everything else."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    match = _ISO.fullmatch(cell.strip()) if isinstance(cell, str) else None
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def read(cell: Cell, *, year_type: YearType | None, frequency: str = "quarterly") -> Reading:
    """The period that a cell says, as `indicators.periods.read` reads it; a day is asked about, and never read as another day.

    A day within a month, for an indicator that is not counted by months or quarters, is that day where it was written out as one.
    """
    day = day_of(cell)
    if day is None:
        return periods.read(cell if isinstance(cell, (str, int, float)) else str(cell), year_type=year_type)
    choices = _choices(day, year_type or "financial", frequency)
    written = on_day(day)
    if len(choices) == 1 and frequency not in _OFTEN and isinstance(cell, str):
        return Reading("OK", f"{written}: {choices[0].label}", choices[0])
    return Reading("CONFIRM", f"{written}: {', or '.join(words(choice) for choice in choices)}?", None, choices)


def words(choice: Period) -> str:
    """A choice with its interval and what it is: "April to June 2024 (the quarter)"."""
    if choice.kind == "snapshot":
        return f"{on_day(choice.start)} ({_NAMES['snapshot']})"
    return f"{choice.label.partition(' (')[0]} ({_NAMES.get(choice.kind, choice.kind)})"


def alike(choices: Sequence[Period], kind: str) -> Period | None:
    """The one of the choices that is of the kind that was chosen for another day of the sheet; None where there is none."""
    return next((choice for choice in choices if choice.kind == kind), None)


def _choices(day: date, year_type: YearType, frequency: str) -> tuple[Period, ...]:
    """What figures under a day may cover: its month, the quarter (or the year) that it begins or ends, and the day itself."""
    month = periods.month(day.year, day.month)
    found: list[Period] = []
    if day in (month.start, month.end) or frequency in _OFTEN:
        found.append(month)
    if day in (month.start, month.end):
        parts = [periods.quarter(day.year + back, number, year_type=year_type) for back in (-1, 0) for number in (1, 2, 3, 4)]
        years = [periods.year(day.year + back, year_type=year_type) for back in (-1, 0)] if frequency not in _OFTEN else []
        found += [whole for whole in (*parts, *years) if day == (whole.start if day == month.start else whole.end)]
    supplied = f"{day:%Y-%m-%d}"
    return tuple(replace(choice, supplied=supplied) for choice in (*found, periods.snapshot(day)))
