"""What past days show is set beside today's table, whatever their order."""

from __future__ import annotations

import pytest

from indicators.disclosure.earlier import Day, beside
from indicators.disclosure.patterns import Cell
from indicators.disclosure.profiles import PROFILES
from indicators.disclosure.protection import Table
from indicators.disclosure.relations import Relation
from indicators.observations import Key
from indicators.periods import quarter

TOTAL, SOME, OTHERS = (
    Cell(Key("I1", "", "town", quarter(2024, 1), group), "numerator") for group in ((), (("sex", "female"),), (("sex", "male"),))
)


def day(total: int, some: int, others: int, *hidden: Cell) -> Day:
    counts = {TOTAL: total, SOME: some, OTHERS: others}
    table = Table(counts, [Relation(TOTAL, (SOME, OTHERS))], dict.fromkeys(counts, PROFILES["exact5"]))
    return Day(table, dict.fromkeys(counts, 1), frozenset(hidden))


@pytest.mark.parametrize("turned", [False, True])
def test_a_number_that_one_past_day_shows_and_another_hides_is_known(turned: bool):
    days = [day(54, 6, 48), day(54, 6, 48, TOTAL)]
    table, _ = beside(day(60, 6, 54), days[::-1] if turned else days)
    assert {count for cell, count in table.cells.items() if cell.key == TOTAL.key} == {60, 54}


def test_a_number_that_no_past_day_shows_is_unknown_and_one_that_is_the_same_today_is_one_cell():
    table, _ = beside(day(60, 6, 54), [day(54, 6, 48, TOTAL)])
    assert {count for cell, count in table.cells.items() if cell.key == TOTAL.key} == {60, None}
    assert [cell for cell in table.cells if cell.key == SOME.key] == [SOME]
