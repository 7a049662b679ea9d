"""Run charts: the rules of IHI by hand with their reasoning, the exact limits of runs, laws."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.trends import run_chart, run_limits

NAN = float("nan")
NUMBERS = st.lists(st.one_of(st.integers(0, 9).map(float), st.just(NAN)), max_size=40)


def test_six_useful_points_on_one_side_are_a_shift_and_five_are_not() -> None:
    # Reasoning: Perla et al 2011; the median of the first eight points is 5, then the level is 9.
    calm = [4.0, 6, 4, 6, 4, 6, 4, 6]
    assert not run_chart([*calm, *[4.0], *[9.0] * 5], baseline=8).shift.any()
    found = run_chart([*calm, *[4.0], *[9.0] * 6], baseline=8)
    assert np.flatnonzero(found.shift).tolist() == list(range(9, 15))
    assert "shift" in found.signals


def test_points_on_the_median_and_missing_ones_neither_count_nor_break_a_shift() -> None:
    # Reasoning: METHODS 2: three above, one on the median, one missing, three above are six useful points in a row.
    found = run_chart([4.0, 6, 4, 6, 4, 9, 9, 9, 5, NAN, 9, 9, 9, 4], baseline=4)
    assert found.median == 5
    assert np.flatnonzero(found.shift).tolist() == [5, 6, 7, 10, 11, 12]


@pytest.mark.parametrize(
    ("values", "flagged", "why"),
    [
        ([1, 2, 3, 4, 5], [0, 1, 2, 3, 4], "five rising points"),
        ([5, 4, 3, 2, 1], [0, 1, 2, 3, 4], "five falling points"),
        ([1, 2, 3, 4, 3], [], "four only"),
        ([1, 2, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5], "equal neighbours count once"),
        ([1, 2, 2, 3, 4], [], "equal neighbours count once, so these are four"),
        ([1, 2, NAN, 3, 4, 5], [], "a missing point breaks a trend"),
        ([9, 1, 2, 3, 4, 5, 0], [1, 2, 3, 4, 5], "only the points of the trend"),
        ([1, 2, 3, 4, 5, 5, 4, 3, 2, 1], list(range(10)), "both trends share the points they turn on"),
        ([3, 3, 3, 3, 3], [], "a level line is no trend"),
        ([], [], "no points"),
    ],
)
def test_five_points_all_rising_or_all_falling_are_a_trend(values, flagged, why) -> None:
    assert np.flatnonzero(run_chart(values).trend).tolist() == flagged, why


def test_the_lengths_are_settings() -> None:
    values = [1.0, 2, 3, 4, 5, 6, 7, 8]
    assert run_chart(values, trend=9).signals == ()
    assert run_chart(values, shift=4, trend=9).signals == ("shift",)


@pytest.mark.parametrize(("useful", "low", "high"), [(10, 3, 9), (15, 5, 12), (24, 8, 18)])
def test_run_limits_are_those_printed_where_the_printed_table_is_exact(useful: int, low: int, high: int) -> None:
    assert run_limits(useful // 2, useful - useful // 2) == (low, high)


@pytest.mark.parametrize(("useful", "low", "high"), [(12, 3, 11), (20, 6, 16)])
def test_run_limits_are_within_one_of_those_printed_elsewhere(useful: int, low: int, high: int) -> None:
    # Reasoning: the printed table follows a normal approximation there; METHODS 2 chooses the exact distribution.
    ours = run_limits(useful // 2, useful // 2)
    assert ours == (low + 1, high - 1)


@pytest.mark.parametrize(("above", "below"), [(3, 3), (4, 5), (2, 8), (5, 5), (1, 9), (0, 10)])
def test_run_limits_agree_with_counting_every_order(above: int, below: int) -> None:
    counts = []
    for places in combinations(range(above + below), above):
        order = np.isin(np.arange(above + below), places)
        counts.append(1 + int((np.diff(order.astype(int)) != 0).sum()))
    runs = np.array(counts)
    low, high = run_limits(above, below)
    assert (runs < low).mean() <= 0.025 < (runs <= low).mean()
    assert (runs > high).mean() <= 0.025 < (runs >= high).mean()


def test_too_few_and_too_many_runs_are_signals_from_ten_useful_points() -> None:
    low, high = [1.0] * 6 + [9.0] * 6, [1.0, 9.0] * 6
    assert "too few runs" in run_chart(low).signals
    assert run_chart(high).signals == ("too many runs",)
    assert run_chart(high[:8]).runs_low is None
    assert run_chart(high).expected_runs == 7


def test_a_run_chart_of_nothing_says_nothing() -> None:
    found = run_chart([NAN, NAN])
    assert (found.useful, found.runs, found.crossings, found.longest_run, found.signals, found.anhoej_signal) == (0, 0, 0, 0, (), False)


@given(values=NUMBERS)
def test_turning_the_scale_over_changes_no_signal(values: list[float]) -> None:
    one, other = run_chart(values), run_chart([-v for v in values])
    assert (one.signals, one.runs, one.longest_run) == (other.signals, other.runs, other.longest_run)


@given(values=NUMBERS)
def test_runs_crossings_and_useful_points_fit_together(values: list[float]) -> None:
    found = run_chart(values)
    assert found.useful == np.count_nonzero(found.side)
    assert found.runs == (found.crossings + 1 if found.useful else 0)
    assert found.longest_run <= found.useful
    assert found.shift.any() == (found.longest_run >= 6)


@given(values=NUMBERS)
def test_trends_agree_with_a_plain_reading(values: list[float]) -> None:
    # A stretch is a trend where, equal neighbours taken once, five different values in a row all rise or all fall.
    expected = np.zeros(len(values), dtype=bool)
    for start in range(len(values)):
        for end in range(start + 1, len(values) + 1):
            changes = np.diff(values[start:end])
            if np.isnan(changes).any() or np.isnan(values[start]):
                break
            moving = changes[changes != 0]
            if len(moving) >= 4 and (np.all(moving > 0) or np.all(moving < 0)):
                expected[start:end] = True
    assert run_chart(values).trend.tolist() == expected.tolist()
