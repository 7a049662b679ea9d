"""Room: indicators. Inequalities over the year: which comparison stands first, and what a year that is not whole yet waits for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from indicators import numbers, wording
from indicators.disclosure.sums import QUARTERS, quarters_of, year_of
from indicators.inequalities.shapes import Comparison
from indicators.periods import Period

#: kinds of period of which several make a year: their ratios jump about, so a year's stand before them
WITHIN_YEARS = frozenset({"month", "quarter", "half"})


def in_order(periods: Iterable[Period]) -> list[Period]:
    """The period to show first at the head: the latest year, unless it is over a year older than the latest of all; then latest first."""
    newest_first = sorted(periods, key=lambda period: (-period.end.toordinal(), period.start.toordinal()))
    if not newest_first:
        return []
    longer = next((period for period in newest_first if period.kind not in WITHIN_YEARS), None)
    if longer is None or longer.end < _year_before(newest_first[0].end):
        return newest_first
    return [longer, *(period for period in newest_first if period is not longer)]


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28))


def waiting(comparisons: Sequence[Comparison]) -> str:
    """What the latest year of one part in one place waits for: "Three of the four quarters of 2024 to 2025 are held"; "" for nothing."""
    periods = {one.period for one in comparisons}
    quarters = sorted((period for period in periods if period.kind == "quarter"), key=lambda period: period.order)
    if not quarters or year_of(quarters[-1]) in periods:
        return ""
    year = year_of(quarters[-1])
    every = quarters_of(year)
    left = [period for period in every if period not in periods]
    held = QUARTERS - len(left)
    if not left:
        return f"All four quarters of {numbers.when(year)} are held, but there are not four counts of a group to make a year’s ratio of."
    first = f"{numbers.counted(held, start=True)} of the four quarters of {numbers.when(year)} {'is' if held == 1 else 'are'} held"
    missing = wording.listed(f"Q{every.index(period) + 1} ({numbers.when(period)})" for period in left)
    return f"{first}; the year’s ratios wait for {missing}."
