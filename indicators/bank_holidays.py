"""Room: indicators. The bank holidays of England, with substitute days and those of proclamations that the library knows.

Source of the dates: the library `holidays`, after "UK bank holidays" (GOV.UK); what it does not know yet the plan says (`Deadlines`).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from datetime import date

import holidays


def england(years: Iterable[int]) -> frozenset[date]:
    """The bank holidays of England in these calendar years."""
    return frozenset().union(*(_of_year(year) for year in years))


@functools.cache
def _of_year(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))
