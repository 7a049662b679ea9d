"""Benchmarks, funnels, recent trend, quantiles and the slope index: cases by hand, laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.comparisons import (
    Point,
    benchmark,
    benchmark_by_control_limits,
    funnel,
    funnel_lines,
    quantiles,
    recent_trend,
    slope_index,
)
from indicators.estimates import count_limits, proportion


def share(count: float, denominator: float = 1000) -> Point:
    return Point(count=count, denominator=denominator)


def measured(value: float, half: float = 1.0) -> Point:
    return Point(value=value, lower=value - half, upper=value + half)


@pytest.mark.parametrize(
    ("value", "polarity", "word"),
    [
        (12, "high_is_good", "better"),
        (12, "low_is_good", "worse"),
        (12, "neutral", "higher"),
        (8, "high_is_good", "worse"),
        (8, "low_is_good", "better"),
        (8, "neutral", "lower"),
        (11, "neutral", "same"),
        (None, "neutral", "none"),
    ],
)
def test_a_value_is_compared_by_its_own_interval_and_polarity(value, polarity, word) -> None:
    number = np.nan if value is None else value
    assert benchmark(value, number - 1, number + 1, 10, polarity=polarity) == word


def test_neutral_words_have_two_levels_too() -> None:
    found = benchmark([12, 20], [11, 19], [13, 21], 10, polarity="neutral", outer_lower=[9, 18], outer_upper=[15, 22])
    assert found.tolist() == ["higher", "much higher"]


def test_control_limits_say_none_where_the_denominator_is_not_known() -> None:
    assert benchmark_by_control_limits(5, 4, None, kind="rate", polarity="neutral") == "none"


def test_a_standardised_rate_of_fewer_than_ten_events_is_not_judged_in_a_funnel() -> None:
    found = funnel([0, 9, 100, 400], [1000] * 4, kind="standardised rate", value=[0.0, 900.0, 5000.0, 40000.0])
    assert found.significance[:2].tolist() == ["Not applicable", "Not applicable"]
    assert found.significance[3] == "High (0.001)"
    # The area without events is left out of the average: 509 events over the populations that the other three rates imply.
    assert found.average == pytest.approx(509 / (1000 + 2000 + 1000) * 100_000)


def test_an_area_without_figures_is_not_applicable_and_not_averaged() -> None:
    found = funnel([10, None, 10], [100, 100, 100])
    assert found.average == pytest.approx(10)
    assert found.significance.tolist() == ["Not significant", "Not applicable", "Not significant"]


@given(n=st.integers(20, 10**6), average=st.floats(1, 99))
def test_the_drawn_line_of_a_proportion_is_where_its_own_interval_touches_the_average(n: int, average: float) -> None:
    line = funnel_lines(n, average, kind="proportion").lower95
    if line > 0:
        assert proportion(line * n / 100, n).upper == pytest.approx(average, rel=1e-6)


@given(events=st.integers(1, 5000))
def test_the_drawn_line_of_a_count_is_where_its_exact_interval_touches_the_average(events: int) -> None:
    found, own = funnel_lines(events, 1, kind="count"), count_limits(events, method="Exact")
    assert [found.expected_lower95, found.expected_upper95] == pytest.approx([own.upper, own.lower])


@pytest.mark.parametrize(
    ("points", "reason"),
    [
        ([share(100)] * 4, "4 of 5 annual points"),
        ([share(100), None, share(100), share(100), share(100)], "a year without a figure among the last five"),
        ([share(100)] * 4 + [share(1000)], "a proportion at 0% or 100%, or without its count, among the last five"),
        ([share(0)] + [share(100)] * 4, "a proportion at 0% or 100%, or without its count, among the last five"),
        ([share(np.nan)] + [share(100)] * 4, "a proportion at 0% or 100%, or without its count, among the last five"),
    ],
)
def test_a_trend_that_cannot_be_calculated_says_why(points, reason) -> None:
    found = recent_trend(points, proportion=True)
    assert (found.trend, found.judgement, found.reason) == ("cannot_be_calculated", "none", reason)


def test_a_gap_before_the_last_five_years_does_no_harm() -> None:
    assert recent_trend([share(100), None, *[share(x) for x in (100, 150, 200, 250, 300)]], proportion=True).trend == "increasing"


@pytest.mark.parametrize(("polarity", "word"), [("high_is_good", "better"), ("low_is_good", "worse"), ("neutral", "higher")])
def test_a_rising_proportion_is_called_increasing(polarity, word) -> None:
    # Reasoning: the source of 2020 would say decreasing here, for its slope was never set.
    found = recent_trend([share(x) for x in (100, 150, 200, 250, 300)], proportion=True, polarity=polarity)
    assert (found.trend, found.judgement) == ("increasing", word)


def test_a_value_without_limits_has_no_trend() -> None:
    points = [measured(v) for v in (1, 2, 3, 4)] + [Point(value=5)]
    assert recent_trend(points, proportion=False).reason == "a value without its limits among the last five"


def test_one_year_that_makes_the_trend_alone_is_not_enough() -> None:
    found = recent_trend([measured(v) for v in (160, 98, 99, 100, 101)], proportion=False)
    assert found.chi_square > 9.549536
    assert not found.sign_holds
    assert found.trend == "no_change"


def test_counts_of_millions_do_not_overflow() -> None:
    # Reasoning: the products of these counts pass 2^63; a hundred times the counts must be a hundred times the chi-square.
    small = recent_trend([share(x, 100_000) for x in (5000, 5100, 5150, 5300, 5400)], proportion=True).chi_square
    large = recent_trend([share(x * 1000, 10**8) for x in (5000, 5100, 5150, 5300, 5400)], proportion=True).chi_square
    assert large == pytest.approx(1000 * small)


def test_four_equal_years_and_one_other_are_no_trend_from_either_end() -> None:
    # Reasoning: without the odd year the slope is nought, which is not the sign of the whole; rounding must not make it one.
    for values in ((50, 50, 50, 50, 86), (86, 50, 50, 50, 50)):
        found = recent_trend([share(v) for v in values], proportion=True)
        assert (found.trend, found.sign_holds) == ("no_change", False)


@given(values=st.lists(st.integers(50, 950), min_size=5, max_size=5))
def test_a_series_turned_round_in_time_turns_its_trend_round(values: list[int]) -> None:
    one = recent_trend([share(v) for v in values], proportion=True)
    other = recent_trend([share(v) for v in reversed(values)], proportion=True)
    assert one.chi_square == pytest.approx(other.chi_square, abs=1e-9)
    turned = {"increasing": "decreasing", "decreasing": "increasing", "no_change": "no_change"}
    assert other.trend == turned[one.trend]


def test_quantiles_need_as_many_values_as_quantiles() -> None:
    assert np.isnan(quantiles([1, 2, 3, None], 4, highest_first=False)).all()


def test_ties_share_a_quantile_and_missing_values_have_none() -> None:
    found = quantiles([5, 5, 1, np.nan, 9, 7], 5, highest_first=False)
    assert found[0] == found[1]
    assert np.isnan(found[3])
    assert (found[2], found[4]) == (1, 5)


@given(values=st.lists(st.integers(0, 10**6), min_size=10, max_size=60, unique=True))
def test_quantiles_follow_the_order_and_are_of_near_equal_size(values: list[int]) -> None:
    found = quantiles(values, 5, highest_first=False)
    assert (np.diff(found[np.argsort(values)]) >= 0).all()
    sizes = np.bincount(found.astype(int))[1:]
    assert len(sizes) == 5
    assert sizes.max() - sizes.min() <= 1


def test_a_straight_gradient_is_found_whatever_the_sizes() -> None:
    # Reasoning: values are 10 + 4 b at the middles b of the bands, so the ends are 10 and 14.
    people = np.array([100, 300, 200, 400])
    places = (np.cumsum(people) - people / 2) / people.sum()
    found = slope_index(10 + 4 * places, people)
    assert [found.slope.value, found.relative.value] == pytest.approx([4, 1.4])
    assert np.isnan(found.slope.lower)


@pytest.mark.parametrize("value_type", ["rate", "proportion"])
def test_a_transformed_index_compares_the_ends_on_the_scale_of_the_values(value_type: str) -> None:
    # Reasoning: values exponential (logistic) in b are straight after the transform; the ends are the curve at 0 and 1.
    places = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
    curve = {"rate": lambda b: np.exp(1 - b), "proportion": lambda b: 1 / (1 + np.exp(2 * b))}[value_type]
    found = slope_index(curve(places), [1] * 5, value_type=value_type, transform=True)
    assert found.slope.value == pytest.approx(curve(1) - curve(0))
    assert found.relative.value == pytest.approx(curve(1) / curve(0))


def test_simulated_limits_are_the_same_each_time_and_as_wide_as_theory_says() -> None:
    # Reasoning: the slope of equal bands is linear in the values; its standard error is 0.1 over the root of the squares of the places.
    places = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
    first, again = (slope_index(places, [1] * 5, standard_errors=[0.1] * 5).slope for _ in range(2))
    assert (first.lower, first.upper) == (again.lower, again.upper)
    error = 0.1 / np.sqrt(((places - 0.5) ** 2).sum())
    assert first.upper - first.lower == pytest.approx(2 * 1.96 * error, rel=0.02)
