"""Room: indicators. From the key a period is stored by back to the period."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from indicators.periods import model
from indicators.periods.model import Period
from indicators.periods.rendering import BASIS_KEYS, KIND_LETTERS, YEAR_LETTERS
from indicators.periods.years import DAY, Kind, YearType, add_months

_YEARS: Final[dict[str, YearType]] = {letter: name for name, letter in YEAR_LETTERS.items()}
_KINDS: Final[dict[str, Kind]] = {letter: name for name, letter in KIND_LETTERS.items()}
_NUMBERED: Final = re.compile(r"(\d{4})-([QH])([1-4])([FCSHT])", re.ASCII)
_YEAR: Final = re.compile(r"(\d{4})([FCSHT])", re.ASCII)
_POOLED: Final = re.compile(r"(\d{4})([FCSHT])-(\d{4})\2", re.ASCII)
_MONTH: Final = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
_WEEK: Final = re.compile(r"(\d{4})-W(\d\d)", re.ASCII)
_SNAPSHOT: Final = re.compile(r"@(\d{4}-\d\d-\d\d)", re.ASCII)
_INTERVAL: Final = re.compile(r"(\d{4}-\d\d(?:-\d\d)?)\.\.(\d{4}-\d\d(?:-\d\d)?)(?:([WMQHAYRP])([FCSHT])?)?", re.ASCII)


def of_key(text: str) -> Period:
    """The period whose `key` is `text`. ValueError, with the forms a key may have, where it is no key."""
    bare, basis = text, None
    for name, tail in BASIS_KEYS.items():
        if text.endswith(tail):
            bare, basis = text.removesuffix(tail), name
    try:
        found = _parsed(bare)
    except ValueError:
        found = None
    if found is None:
        raise ValueError(f'"{text}" is not the key of a period: expected one such as 2019-Q3F, 2021F, 2020-04, 2015C-2017C or @2021-03-21')
    return Period(found.kind, found.start, found.end, found.year_type, basis)


def _parsed(text: str) -> Period | None:
    if m := _NUMBERED.fullmatch(text):
        make = model.quarter if m[2] == "Q" else model.half
        return make(int(m[1]), int(m[3]), year_type=_YEARS[m[4]])
    if m := _YEAR.fullmatch(text):
        return model.year(int(m[1]), year_type=_YEARS[m[2]])
    if m := _POOLED.fullmatch(text):
        return model.pooled(int(m[1]), int(m[3]), year_type=_YEARS[m[2]])
    if m := _MONTH.fullmatch(text):
        return model.month(int(m[1]), int(m[2]))
    if m := _WEEK.fullmatch(text):
        return model.iso_week(int(m[1]), int(m[2]))
    if m := _SNAPSHOT.fullmatch(text):
        return model.snapshot(date.fromisoformat(m[1]))
    if m := _INTERVAL.fullmatch(text):
        return Period(_KINDS[m[3] or ""], _first(m[1]), _last(m[2]), _YEARS.get(m[4] or ""))
    return None


def _first(text: str) -> date:
    return date.fromisoformat(text if len(text) == 10 else f"{text}-01")


def _last(text: str) -> date:
    return date.fromisoformat(text) if len(text) == 10 else add_months(date.fromisoformat(f"{text}-01"), 1) - DAY
