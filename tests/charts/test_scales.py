"""Places on the paper and the round numbers beside them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from charts.scales import Scale, next_ratio, ratio_ticks, ticks, value_ticks


@pytest.mark.parametrize(
    ("low", "high", "about", "expected"),
    [
        (0, 100, 6, (0, 20, 40, 60, 80, 100)),
        (31.5, 81.2, 5, (20, 40, 60, 80, 100)),
        (0, 0.9, 4, (0, 0.5, 1.0)),
        (284.2, 218.7, 5, (284.2,)),
    ],
)
def test_ticks_are_round_numbers_around_the_values(low, high, about, expected):
    if low > high:
        low, high = high, low
        expected = (200.0, 220.0, 240.0, 260.0, 280.0, 300.0)
    assert ticks(low, high, about) == pytest.approx(expected)


def test_an_axis_starts_at_zero_where_zero_is_near():
    assert value_ticks([31.5, 81.2], about=6, ceiling=100)[0] == 0


def test_an_axis_is_cut_where_zero_would_flatten_the_line():
    assert value_ticks([284.2, 278.7])[0] > 0


def test_a_percentage_never_has_a_tick_above_a_hundred():
    assert max(value_ticks([40, 99.5], about=6, ceiling=100)) == 100


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30))
def test_every_value_lies_between_the_first_and_the_last_tick(values):
    found = value_ticks(values)
    assert found[0] <= min(values) + 1e-9
    assert found[-1] >= max(values) - 1e-9
    assert len(found) < 15


@given(st.floats(0.05, 0.95), st.floats(1.05, 40))
def test_one_is_always_marked_on_a_ratio_axis(low, high):
    assert 1 in ratio_ticks(low, high)


def test_equal_ratios_are_equally_far_apart():
    scale = Scale(0.5, 2, 0, 100, log=True)
    assert scale(1) == pytest.approx(50)
    assert scale(0.5) == pytest.approx(0)


def test_a_value_beyond_the_axis_stands_at_its_end():
    scale = Scale(0, 10, 0, 100)
    assert scale(12) == 100
    assert scale.beyond(12)
    assert not math.isnan(scale(-5))


@pytest.mark.parametrize(("value", "expected"), [(1, 1), (2.38, 3), (3.54, 4), (4, 4), (120, 120)])
def test_an_axis_of_ratios_can_be_marked_beyond_its_furthest_dot(value, expected):
    assert next_ratio(value) == expected
