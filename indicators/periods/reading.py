"""Room: indicators. From what people write to a period; where it may mean two, the question instead, and never a guess.

Three outcomes: OK (one interval, shown back), CONFIRM (a person picks among intervals spelt out) and REFUSE (with the accepted forms).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from indicators.classifications.spelling import DASHES
from indicators.periods import recognised
from indicators.periods.model import Period
from indicators.periods.outcomes import Found
from indicators.periods.rendering import between
from indicators.periods.years import Basis, YearType

if TYPE_CHECKING:
    # observations know periods, so at run time periods may not know observations
    from indicators.observations import Flag

ACCEPTED: Final = "Q1 2020 to 2021, 2020 to 2021, April to June 2020, June 2020, 2015 to 2017 or as at 31 March 2021"

_FLAGS: Final = re.compile(r"(.*?\S)((?: ?(?:\[[prebuf]\]|\([prebuf]\)))+| [prebuf])")
_BASIS: Final[tuple[tuple[re.Pattern[str], Basis], ...]] = (
    (re.compile(r",? ?(?:by (?:date|year) of registration|\(?\bregist(?:rations?|ered)\)?(?: in)?)"), "registration"),
    (re.compile(r",? ?(?:by (?:date|year) of occurrence|\(?\boccur(?:rences?|red)\)?(?: in)?)"), "occurrence"),
)
_RELATIVE: Final = re.compile(r"\b(?:latest|last|current|this|previous|next|now|today|recent)\b")
_SEASON: Final = re.compile(r"\b(?:winter|spring|summer|autumn)\b(?! term)")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text said: `period` where the outcome is OK, `choices` where it is CONFIRM, and a `sentence` to show in every case."""

    outcome: Literal["OK", "CONFIRM", "REFUSE"]
    sentence: str
    period: Period | None = None
    choices: tuple[Period, ...] = ()
    flags: frozenset[Flag] = frozenset()


def read(text: str | float | date, *, year_type: YearType | None, cell_type: str | None = None) -> Reading:
    """Read a period from a cell. Never raises.

    `year_type` is the year the indicator counts in, None where that is not known. A date cell comes as a `date` with its number format as
    `cell_type` ("mmm-yy"), a number cell as a number: Excel turns what people type into both.
    """
    if isinstance(text, bool):
        return _refused(str(text).upper(), "that is not a period")
    try:
        if isinstance(text, date):
            return _reading(text.strftime("%d/%m/%Y"), recognised.date_cell(text, cell_type or ""))
        if isinstance(text, (int, float)):
            return _reading(f"{text:g}", recognised.number_cell(text, year_type))
        return _read_text(text, year_type)
    except (ValueError, OverflowError):
        # a day that no month has, week 53 of a year with 52, the year 0
        return _refused(str(text), "there is no such day or week in the calendar")


def _read_text(text: str, year_type: YearType | None) -> Reading:
    shown = " ".join(text.split())
    plain = _folded(text)
    if not plain:
        return _refused("", "the cell is empty")
    if _RELATIVE.search(plain):
        return _refused(shown, "that depends on the day one reads it")
    if _SEASON.search(plain):
        return _refused(shown, "a season has no first and last day that everybody shares")
    flags: frozenset[Flag] = frozenset()
    if m := _FLAGS.fullmatch(plain):
        plain, flags = m[1], frozenset(f for f in ("p", "r", "u", "e", "b", "f") if f in re.sub(r"[^a-z]", "", m[2]))
    basis: Basis | None = None
    for pattern, name in _BASIS:
        if pattern.search(plain):
            plain, basis = _folded(pattern.sub("", plain, count=1)), name
    found = _first_that_knows(plain, year_type)
    if isinstance(found, Found) and basis:
        found = replace(found, choices=tuple(replace(p, basis=basis) for p in found.choices))
    return replace(_reading(shown, found), flags=flags)


def _first_that_knows(plain: str, year_type: YearType | None) -> Found | str | None:
    forms: Iterable[Callable[[str, YearType | None], Found | str | None]] = recognised.FORMS
    return next((found for form in forms if (found := form(plain, year_type)) is not None), None)


def _reading(shown: str, found: Found | str | None) -> Reading:
    if found is None:
        return _refused(shown, "that is not a period we can read")
    if isinstance(found, str):
        return _refused(shown, found)
    choices = tuple(dict.fromkeys(replace(p, supplied=shown) for p in found.choices))
    if found.sure and len(choices) == 1:
        return Reading("OK", f"{shown}: {choices[0].label}", choices[0])
    return Reading("CONFIRM", f"{shown}: {', or '.join(_told_apart(choices))}?", None, choices)


def _told_apart(choices: tuple[Period, ...]) -> tuple[str, ...]:
    """Each choice as its interval; in full where two have the same interval; the open question where there is only a day."""
    words = tuple(f"on {between(p.start, p.end)}" if p.kind == "snapshot" else between(p.start, p.end) for p in choices)
    return words if len(set(words)) == len(words) else tuple(p.label for p in choices)


def _refused(shown: str, reason: str) -> Reading:
    found = f'"{shown}"' if len(shown) <= 60 else f'"{shown[:57]}..."'
    return Reading("REFUSE", f"{found}: {reason}. Write it as {ACCEPTED}.")


def _folded(text: str) -> str:
    """Lower case, one kind of dash, single blanks, no commas: "2020\u201321\u00a0" gives "2020-21"."""
    plain = DASHES.sub("-", unicodedata.normalize("NFKC", text)).casefold().replace(",", " ")
    return " ".join(plain.split())
