"""Which breakdowns are mostly hidden in each of their last four periods, so that merging is advised (R22)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hand_built import figure, plan

from indicators.disclosure.merging import mostly_hidden
from indicators.disclosure.released import Released
from indicators.disclosure.sums import ADDED_UP
from indicators.observations import Origin
from indicators.periods import Period, quarter, year

PLAN = plan()
FIVE = [quarter(2023, number) for number in (1, 2, 3, 4)] + [quarter(2024, 1)]
IDS = ("white", "mixed", "asian", "black", "other")


def grouped(
    periods: Sequence[Period], hidden: int | Sequence[int], *, dimensions: Sequence[str] = ("ethnic_group",), **rest
) -> list[Released]:
    """The five groups of each period, so many of them hidden."""
    many = [hidden] * len(periods) if isinstance(hidden, int) else hidden
    return [
        figure(period, None if place < count else 8.0, group=[(dimension, id) for dimension in dimensions], **rest)
        for period, count in zip(periods, many, strict=True)
        for place, id in enumerate(IDS)
    ]


def test_the_last_four_periods_are_told_with_how_many_of_how_many():
    (found,) = mostly_hidden(PLAN, grouped(FIVE, [0, 3, 4, 3, 5]))
    assert (found.indicator, found.part, found.area, found.dimensions, found.source) == ("checks", "", "town", ("ethnic_group",), "survey")
    assert found.periods == tuple((period, hidden, 5) for period, hidden in zip(FIVE[1:], (3, 4, 3, 5), strict=True))


@pytest.mark.parametrize(
    "figures",
    [
        grouped(FIVE[:3], 5),
        grouped(FIVE, [5, 5, 5, 5, 2]),
        grouped(FIVE, [5, 2, 5, 5, 5]),
        grouped(FIVE, 5, area="county"),
        grouped(FIVE, 5, indicator="census"),
        grouped([*FIVE[:3], year(2022)], 5),
        grouped([year(start) for start in range(2019, 2024)], 5, origin=Origin("f.xlsx", "", ADDED_UP)),
        [figure(period, None) for period in FIVE],
    ],
    ids=[
        "three periods",
        "much is shown in the last",
        "much is shown in one of the four",
        "a wider area",
        "a population",
        "another kind of period",
        "years added up from their quarters",
        "the whole area",
    ],
)
def test_nothing_is_told_of(figures: list[Released]):
    assert mostly_hidden(PLAN, figures) == ()


def test_each_source_dimension_and_kind_of_period_is_counted_by_itself():
    years = [year(start) for start in range(2019, 2023)]
    figures = [
        *grouped(FIVE, 0),
        *grouped(FIVE, 5, source=""),
        *grouped(FIVE, 4, dimensions=("age", "sex")),
        *grouped(years, 3),
    ]
    found = mostly_hidden(PLAN, figures)
    assert len(found) == 3
    assert {(one.source, one.dimensions, one.periods[-1]) for one in found} == {
        ("survey", ("age", "sex"), (FIVE[-1], 4, 5)),
        ("", ("ethnic_group",), (FIVE[-1], 5, 5)),
        ("survey", ("ethnic_group",), (years[-1], 3, 5)),
    }


def test_they_stand_in_the_order_of_the_plan_however_the_figures_come():
    figures = [*grouped(FIVE, 5, indicator="waiting"), *grouped(FIVE, 5, indicator="checks"), *grouped(FIVE, 5, indicator="yearly")]
    for given in (figures, figures[::-1]):
        found = mostly_hidden(PLAN, given)
        assert [one.indicator for one in found] == ["checks", "yearly", "waiting"]
        assert [period for period, _, _ in found[0].periods] == FIVE[1:]
