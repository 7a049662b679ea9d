"""Room: loaders. One cell of a published file: a number, a known marker, a day, or something nobody has told us about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite

from indicators.observations import Status
from loaders.workbook import Cell

_NUMBER = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T]00:00(?::00)?)?", re.ASCII)
_UK_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Markers:
    """What stands for a hidden and for a missing number in one format; texts are compared without case. "" is an empty cell."""

    hidden: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()


def markers(*, hidden: Iterable[str] = (), absent: Iterable[str] = ()) -> Markers:
    """Markers from plain texts."""
    return Markers(frozenset(word.casefold() for word in hidden), frozenset(word.casefold() for word in absent))


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says: a number, or why there is none."""

    number: float | None
    status: Status


def words(cell: Cell) -> str:
    """The cell as text, without blanks around it; a whole number without its ".0"."""
    if isinstance(cell, str):
        return cell.replace("\u00a0", " ").strip()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def number(cell: Cell) -> float | None:
    """The number in the cell, to its last digit; None where it holds none. A truth value or a date is no number."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, (int, float)):
        return float(cell) if isfinite(cell) else None
    text = words(cell) if isinstance(cell, str) else ""
    found = float(text.replace(",", "")) if _NUMBER.fullmatch(text) else None
    return found if found is not None and isfinite(found) else None


def reading(cell: Cell, known: Markers) -> Reading | None:
    """The number or the marker in the cell; None where it is neither, which is a problem and never nought."""
    value = number(cell)
    if value is not None:
        return Reading(value, Status.OK)
    text = words(cell).casefold()
    if text in known.hidden:
        return Reading(None, Status.HIDDEN)
    if text in known.absent:
        return Reading(None, Status.NOT_AVAILABLE)
    return None


def day(cell: Cell) -> date | None:
    """The day in the cell: a date, "2024-04-01", or "01/04/2024", which is 1 April, as all these publishers are British; else None.

    The last day of 9999, which stands for no end, is none.
    """
    if isinstance(cell, date):
        found = cell.date() if isinstance(cell, datetime) else cell
        return found if found < date.max else None
    text = words(cell)
    iso, uk = _ISO_DAY.fullmatch(text), _UK_DAY.fullmatch(text)
    try:
        if iso:
            return day(date(int(iso[1]), int(iso[2]), int(iso[3])))
        return day(date(int(uk[3]), int(uk[2]), int(uk[1]))) if uk else None
    except ValueError:
        return None
