"""How good the figures are: a word for each quarter, what is marked, how late the latest came."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from figures_for_pages import Fake, point

from exports.quality import CELLS, merging_sheet, quality_sheet, quarters, standings
from indicators.disclosure.advice import MERGING
from indicators.observations import Status
from indicators.periods import Period, month, quarter, year
from indicators.registry import Plan
from indicators.series import parts_of

NINETEEN = date(2025, 1, 15)


def of(plan: Plan, *points):
    figures = Fake(plan, tuple(points), day=NINETEEN)
    return standings(plan, figures.board(None), figures.released(None))


def first(plan: Plan, period: Period, value: float | None = 1.0, **more):
    indicator = plan.indicators[0]
    part = parts_of(indicator)[0]
    area = part.published[0].areas[0] if part.published else plan.areas[0].id
    return point(indicator.id, part.id, area, period, value, **more)


def test_the_quarters_are_those_of_the_plan_that_have_ended(plan: Plan):
    over = quarters(plan, NINETEEN)
    assert over[0].start == plan.starts
    assert over[-1] == quarter(2024, 3)
    assert quarters(plan, plan.starts) == ()
    assert quarters(plan, date(2099, 1, 1))[-1].end == plan.ends


@pytest.mark.parametrize(
    ("period", "value", "status", "word"),
    [
        (quarter(2021, 2), 1.0, Status.OK, "yes"),
        (month(2021, 8), 1.0, Status.OK, "yes"),
        (year(2021), 1.0, Status.OK, "longer"),
        (quarter(2021, 2), None, Status.HIDDEN, "[c]"),
        (quarter(2021, 2), None, Status.NOT_AVAILABLE, "[x]"),
        (quarter(2021, 2), None, Status.NOT_APPLICABLE, "[z]"),
        (quarter(2021, 2), None, Status.ROUNDS_TO_ZERO, "[k]"),
    ],
)
def test_a_quarter_has_the_word_for_what_is_held(plan: Plan, period: Period, value: float | None, status: Status, word: str):
    standing = of(plan, first(plan, period, value, status=status))[0]
    at = quarters(plan, NINETEEN).index(quarter(2021, 2))
    assert standing.cells[at] == word
    assert set(standing.cells) <= set(CELLS)
    assert standing.filled == sum(cell in {"yes", "longer", "[k]"} for cell in standing.cells)


def test_the_best_that_is_held_counts(plan: Plan):
    standing = of(plan, first(plan, year(2021)), first(plan, quarter(2021, 2), None, status=Status.HIDDEN))[0]
    assert standing.cells[quarters(plan, NINETEEN).index(quarter(2021, 2))] == "longer"


def test_marks_are_counted_and_lateness_is_in_days(plan: Plan):
    known = datetime(2021, 10, 10, tzinfo=UTC)
    standing = of(plan, first(plan, quarter(2021, 1), flags=("p",)), first(plan, quarter(2021, 2), flags=("p", "u"), known=known))[0]
    assert standing.marked == (("[p]", 2), ("[u]", 1))
    assert (standing.figures, standing.late) == (2, 10)


def test_an_indicator_without_figures_has_none_everywhere(plan: Plan):
    last = of(plan)[-1]
    assert set(last.cells) == {"none"}
    assert (last.figures, last.late, last.latest) == (0, None, None)


def test_the_sheet_has_a_column_a_quarter_and_a_row_an_indicator(plan: Plan, figures: Fake):
    board = figures.board(None)
    sheet = quality_sheet(plan, board, standings(plan, board, figures.released(None)))
    assert [row[0] for row in sheet.rows] == [indicator.number for indicator in plan.indicators]
    assert sum(column.words.startswith("completeness") for column in sheet.columns) == len(quarters(plan, board.as_of))
    assert all(len(row) == len(sheet.columns) for row in sheet.rows)


def test_a_breakdown_that_is_mostly_hidden_is_told_with_its_four_periods_and_the_advice(plan: Plan):
    indicator = plan.indicators[0]
    part, area = parts_of(indicator)[0], next(area for area in plan.areas if area.role == "plan")
    cells = [
        point(indicator.id, part.id, area.id, quarter(2023, n), None if id != "yes" else 9.0, breakdown=(("carer", id),), status=status)
        for n in (1, 2, 3, 4)
        for id, status in (("yes", Status.OK), ("no", Status.HIDDEN), ("not_stated", Status.HIDDEN))
    ]
    sheet = merging_sheet(plan, cells)
    assert sheet.about[0] == MERGING
    [row] = sheet.rows
    assert row[:3] == (f"{indicator.number} {part.name}", area.name, "Carers")
    assert row[3:] == (*(f"{quarter(2023, n).short}: 2 of 3" for n in (1, 2, 3, 4)), "Leads")
    assert len(row) == len(sheet.columns)
    none = merging_sheet(plan, cells[3:])
    assert (none.rows, none.about) == ((), ())
