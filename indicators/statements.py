"""Room: indicators. What leads and people said, as it stood on a day: who said it, when it was known; commentary that is out of date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Protocol, TypeVar

from indicators.deadlines import london_day
from indicators.periods import Period, of_key
from indicators.submissions import Commentary

T_co = TypeVar("T_co", covariant=True)

#: months of a quarter: commentary on a period is due again when the next quarter is over
QUARTER: Final = 3


class Told(Protocol[T_co]):
    """Something said, with the submission it came by: what the store keeps of it, and no more."""

    @property
    def said(self) -> T_co: ...
    @property
    def submission(self) -> int: ...
    @property
    def known_from(self) -> datetime: ...
    @property
    def by(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Remark:
    """The latest commentary on one indicator. `old` tells that a whole quarter has ended since without another."""

    indicator: str
    period: Period
    what_happened: str
    why: str
    what_next: str
    on: date
    by: str
    old: bool


def remarks(told: Iterable[Told[Commentary]], *, as_of: date) -> dict[str, Remark]:
    """The commentary on the latest period of each indicator, by its id; without a word, or on no known period, it is passed over."""
    found: dict[str, Remark] = {}
    for each in told:
        said, period = each.said, _period(each.said.period)
        if period is None or not (said.what_happened or said.why or said.what_next):
            continue
        held = found.get(said.indicator)
        if held is None or period.order >= held.period.order:
            found[said.indicator] = Remark(
                said.indicator,
                period,
                said.what_happened,
                said.why,
                said.what_next,
                london_day(each.known_from),
                each.by,
                outdated(period.end, as_of),
            )
    return found


def outdated(end: date, as_of: date) -> bool:
    """Whether commentary on a period that ended on `end` is over one quarter old: the quarter after it has ended too."""
    return months_after(end + timedelta(days=1), QUARTER) <= as_of


def months_after(day: date, months: int) -> date:
    """The same day some months later (earlier where negative); the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def _period(key: str) -> Period | None:
    try:
        return of_key(key)
    except ValueError:
        return None
