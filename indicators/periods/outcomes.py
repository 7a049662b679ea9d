"""Room: indicators. What came of recognising a period in a text: the periods it may mean, why it is refused, or None for another form."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from indicators.periods.model import Period
from indicators.periods.spoken import MONTH, MONTH_NUMBERS
from indicators.periods.years import YearType

WRITTEN_DAY: Final = rf"(\d{{1,2}})(?:st|nd|rd|th)? ({MONTH}) (\d{{4}}|\d{{2}})"
ONE_DAY: Final = re.compile(WRITTEN_DAY, re.ASCII)
NO_YEAR: Final = "it names no year"


@dataclass(frozen=True, slots=True)
class Found:
    """The periods a text may mean, the likeliest first; `sure` where there is only one and nothing is in doubt."""

    choices: tuple[Period, ...]
    sure: bool = True


Outcome = Found | str | None
Form = Callable[[str, YearType | None], Outcome]


def day_of(day: str, month: str, year: str) -> date:
    """The day of three written parts. ValueError where the calendar has none."""
    return date(century(year), MONTH_NUMBERS[month], int(day))


def century(year: str) -> int:
    """The year that four digits, or two of this century, are."""
    return int(year) if len(year) == 4 else 2000 + int(year)
