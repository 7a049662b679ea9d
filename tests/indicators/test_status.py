"""One judgement a series, with its reason."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hand_built import detentions, figure, plan, quarters
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import inequalities, status, summaries
from indicators.periods import Period, month, pooled, quarter, snapshot, year
from indicators.readings import Judgement, State
from indicators.registry.models import Direction

FLAT = [50.0, 52.0, 49.0, 51.0, 50.0, 52.0, 49.0, 51.0, 50.0, 52.0, 49.0, 51.0, 50.0, 52.0, 49.0, 51.0]


def judged(values: list[float | None], direction: Direction = "up", first: tuple[int, int] = (2019, 3)) -> Judgement:
    line = summaries.series(plan(), "checks", "", "town", quarters(values, first=first))
    return status.judge(line, direction, "per_cent", "quarterly")


@pytest.mark.parametrize(
    ("values", "direction", "state", "points", "trial"),
    [
        (FLAT[:1], "up", State.TOO_EARLY, 1, False),
        (FLAT[:2], "up", State.TOO_EARLY, 2, False),
        (FLAT[:7], "up", State.TOO_EARLY, 7, False),
        (FLAT[:8], "up", State.NO_CLEAR_CHANGE, 8, True),
        (FLAT[:12], "up", State.NO_CLEAR_CHANGE, 12, True),
        (FLAT[:13], "up", State.NO_CLEAR_CHANGE, 13, False),
        ([*FLAT[:12], 70.0], "up", State.IMPROVING, 13, False),
        ([*FLAT[:12], 70.0], "down", State.WORSENING, 13, False),
        ([*FLAT[:12], 30.0], "up", State.WORSENING, 13, False),
        ([*FLAT[:12], 30.0], "down", State.IMPROVING, 13, False),
        ([*FLAT[:7], 90.0], "up", State.IMPROVING, 8, True),
        ([*FLAT[:12], 70.0], "not_stated", State.TO_BE_CLARIFIED, 13, False),
        ([*FLAT[:12], None], "up", State.TOO_FEW, 12, False),
        ([None, None], "up", State.TOO_FEW, 0, False),
    ],
)
def test_a_quarterly_series_is_judged_by_its_last_point_once_there_are_enough(values, direction, state, points, trial):
    found = judged(values, direction)
    assert (found.state, found.points, found.needed, found.trial) == (state, points, 13, trial)
    assert found.reason.endswith(".")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([*FLAT[:12], 70.0], "The last figure lies above the usual range: more than chance would bring, and the way the plan hopes for."),
        (FLAT[:13], "The last figures move no more than chance would bring."),
        (FLAT[:4], "Too early to say: 4 of 13 figures."),
        ([float(v) for v in range(20, 34)], "The last figure lies above the usual range"),
        ([*[10.0, 30.0] * 6, *[31.0, 26.0] * 4], "The last nine figures all lie above the average"),
    ],
)
def test_the_reason_says_what_is_seen(values, words):
    assert words in judged(values).reason


def test_a_break_starts_the_count_anew():
    line = summaries.series(plan(), "checks", "", "town", quarters(FLAT, first=(2018, 1)))
    found = status.judge(line, "up", "per_cent", "quarterly")
    assert list(line.breaks) == [6]
    assert (found.state, found.points) == (State.NO_CLEAR_CHANGE, 10)
    assert found.trial
    assert "10 of the 13 figures" in found.reason


def test_the_leeds_health_checks_have_18_points_in_the_phase_and_improve(shared: Path):
    with (shared / "published" / "golden_leeds_smi_phc_quarterly.csv").open() as file:
        values = [float(row["pct"]) for row in csv.DictReader(file)]
    line = summaries.series(plan(), "checks", "", "town", quarters(values))
    found = status.judge(line, "up", "per_cent", "quarterly")
    assert len(line.points) == 22
    assert list(line.breaks) == [4]
    assert (found.state, found.points, found.trial) == (State.IMPROVING, 18, False)
    assert status.judge(line, "down", "per_cent", "quarterly").state is State.WORSENING


def yearly(values: list[float], *, half: float | None = 1.0, first: int = 2015, shares: bool = False):
    points = []
    for step, value in enumerate(values):
        limits = {} if half is None else {"lower": value - half, "upper": value + half}
        counts = {"numerator": 10 * value, "denominator": 1000.0} if shares else {}
        points.append(figure(year(first + step), value, indicator="yearly", **limits, **counts))
    return points


@pytest.mark.parametrize(
    ("points", "direction", "state", "count"),
    [
        (yearly([20, 18, 16, 14, 12]), "down", State.IMPROVING, 5),
        (yearly([20, 18, 16, 14, 12]), "up", State.WORSENING, 5),
        (yearly([20, 18, 16, 14, 12], half=30), "down", State.NO_CLEAR_CHANGE, 5),
        (yearly([20, 18, 16, 14]), "down", State.TOO_EARLY, 4),
        (yearly([20, 18, 16, 14, 12, 10], half=None), "down", State.TOO_EARLY, 0),
        (yearly([20, 30, 40, 50, 60], half=None, shares=True), "up", State.IMPROVING, 5),
        (yearly([20, 18, 16, 14, 12])[:4] + yearly([12], first=2022), "down", State.TOO_EARLY, 1),
    ],
)
def test_an_annual_series_needs_five_in_a_row_with_counts_or_intervals(points, direction, state, count):
    line = summaries.series(plan(), "yearly", "", "town", points)
    unit = "per_cent" if points[0].numerator else "per_100000"
    found = status.judge(line, direction, unit, "annual")
    assert (found.state, found.points, found.needed) == (state, count, 5)
    assert line.limits is None


def test_overlapping_pooled_years_count_once():
    points = [figure(pooled(y, y + 2), 20.0 - y % 10, indicator="yearly", lower=1.0, upper=30.0) for y in range(2005, 2018)]
    line = summaries.series(plan(), "yearly", "", "town", points)
    assert len(line.points) == 13
    assert status.judge(line, "down", "per_100000", "pooled").points == 5
    assert status.judge(summaries.series(plan(), "yearly", "", "town", points[:6]), "down", "per_100000", "pooled").points == 2


def test_a_series_without_any_figure_is_not_judged():
    line = summaries.series(plan(), "yearly", "", "town", [figure(year(2020), None, indicator="yearly", status="x")])
    with pytest.raises(ValueError, match="no figure"):
        status.judge(line, "down", "count", "annual")


@pytest.mark.parametrize(
    ("period", "as_of", "frequency", "old"),
    [
        (quarter(2023, 4), date(2024, 6, 30), "quarterly", False),
        (quarter(2023, 4), date(2025, 3, 31), "quarterly", False),
        (quarter(2023, 4), date(2025, 6, 29), "quarterly", False),
        (quarter(2023, 4), date(2025, 6, 30), "quarterly", True),
        (month(2024, 3), date(2025, 6, 30), "monthly", True),
        (year(2023), date(2026, 12, 31), "annual", False),
        (year(2023), date(2027, 3, 30), "annual", False),
        (year(2023), date(2027, 3, 31), "annual", True),
        (pooled(2015, 2017), date(2020, 12, 31), "pooled", True),
        (snapshot(date(2021, 3, 21)), date(2022, 1, 1), "not_stated", False),
    ],
)
def test_a_figure_is_recent_for_four_quarters_or_two_years_that_have_ended_since(period: Period, as_of: date, frequency, old: bool):
    assert status.stale(period, as_of, frequency) is old


@pytest.mark.parametrize(
    ("factors", "state"),
    [
        ([2.6, 2.2, 1.8, 1.4, 1.0], State.IMPROVING),
        ([1.0, 1.4, 1.8, 2.2, 2.6], State.WORSENING),
        ([1.0, 1.0, 1.0, 1.0, 1.0], State.NO_CLEAR_CHANGE),
        ([1.0, 1.0, 1.0, 1.0], State.TOO_EARLY),
    ],
)
def test_a_ratio_improves_by_coming_nearer_to_one(factors, state):
    released = []
    for step, factor in enumerate(factors):
        for cell in detentions(year(2019 + step)):
            name = cell.key.breakdown[0][1]
            if cell.value is not None and name == "black":
                cell = figure(
                    cell.key.period,
                    100.0 * factor,
                    indicator="detained",
                    area="county",
                    group=cell.key.breakdown,
                    numerator=1000.0 * factor,
                    source="acts",
                    classification="2001-NHS",
                )
            released.append(cell)
    found = summaries.summary(plan(), "detained", released, as_of=date(2024, 9, 1))
    assert found.state is state
    assert found.headline is not None
    assert found.headline.needed == 5


def test_a_ratio_of_a_reference_with_two_sides_of_one_is_better_towards_one():
    assert status.better("towards_one", "ratio", 2.0) == -1
    assert status.better("towards_one", "ratio", 0.5) == 1
    assert [status.better(d, "per_cent", 5.0) for d in ("up", "down", "not_stated", "towards_one")] == [1, -1, 0, 0]


figures = st.lists(st.one_of(st.none(), st.floats(1, 99)), max_size=20)


@settings(deadline=None)  # the machine is shared, and time is not what is tested
@given(checks=figures, years=figures, work=figures, unknown=st.one_of(st.none(), st.integers(0, 900)))
def test_the_counts_of_all_states_add_up_to_the_number_of_indicators(checks, years, work, unknown):
    released = quarters(checks)
    released += [figure(year(2000 + i), v, indicator="yearly", lower=v and v - 1, upper=v and v + 1) for i, v in enumerate(years)]
    released += quarters(work, indicator="waiting")
    released += detentions(year(2023), unknown=unknown)
    small = plan()
    board = summaries.board(small, released, as_of=date(2024, 9, 1))
    assert sum(board.counts.values()) == len(small.indicators) == len(board.summaries)
    assert [one.indicator for one in board.summaries] == [entry.id for entry in small.indicators]
    assert inequalities.comparisons(small, released)
