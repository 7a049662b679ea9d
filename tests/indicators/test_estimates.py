"""Proportions, rates, means and standardised rates: published Leeds figures, cases by hand, laws."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.estimates import (
    ESP_2013,
    count_limits,
    indirectly_standardised,
    mean,
    population_weighted_rate,
    proportion,
    rate,
    standardised_rate,
    standardised_rate_of_repeats,
)

COUNTS = st.integers(0, 100_000)


def test_the_limits_published_for_leeds_come_out_to_the_digits_given(shared: Path) -> None:
    with (shared / "published" / "golden_leeds_published_values.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["ci_method"] in ("Byars", "Wilson")]
    assert len(rows) == 5
    for row in rows:
        function = proportion if row["ci_method"] == "Wilson" else rate
        found = function(float(row["numerator"]), float(row["denominator"]), multiplier=float(row["multiplier"]))
        # One row was published to seven decimals.
        limits = [found.value, found.lower, found.upper]
        np.testing.assert_allclose(limits, [float(row[name]) for name in ("value", "lower95", "upper95")], rtol=1e-9)
        assert found.method == row["ci_method"]


@pytest.mark.parametrize(
    ("function", "x", "n", "why"),
    [
        (proportion, None, 10, "no count"),
        (proportion, 3, None, "no denominator"),
        (proportion, 3, 0, "nobody"),
        (proportion, 0, 0, "nobody, and nothing"),
        (proportion, 11, 10, "more than all"),
        (proportion, -1, 10, "less than none"),
        (rate, 3, 0, "nobody at risk"),
        (rate, -1, 10, "less than none"),
        (rate, None, 10, "no count"),
        (rate, np.inf, 10, "no number"),
    ],
)
def test_what_is_undefined_is_nan_and_never_a_warning(function, x, n, why) -> None:
    found = function(x, n)
    assert np.isnan([found.value, found.lower, found.upper]).all(), why


@pytest.mark.parametrize("n", [1, 3, 10, 552, 7_564_336_677])
def test_none_of_n_has_no_lower_limit_and_all_of_n_no_upper_one(n: int) -> None:
    none, every = proportion(0, n), proportion(n, n)
    assert none.lower == 0.0
    assert every.upper == 100.0
    assert none.upper == pytest.approx(100 - every.lower, rel=1e-9)


def test_ten_events_are_the_first_with_byars_limits() -> None:
    found = count_limits([0, 9, 9.5, 10, 250])
    assert found.method.tolist() == ["Exact", "Exact", "Exact", "Byars", "Byars"]
    assert found.lower[0] == 0.0


def test_byars_by_name_has_no_lower_limit_below_zero() -> None:
    # At one event and 99.8% the cube is of a negative number.
    assert np.isnan(count_limits(1, confidence=0.998, method="Byars").lower)


def test_scalars_give_scalars_and_arrays_give_arrays_that_broadcast() -> None:
    one = rate(93, 704_294)
    assert isinstance(one.value, float)
    assert isinstance(one.method, str)
    table = rate([[1], [20]], [1000, 2000, 3000])
    assert table.value.shape == table.lower.shape == table.method.shape == (2, 3)


def test_inputs_are_left_as_they_were() -> None:
    x, n = np.array([1.0, 20.0]), np.array([100.0, 100.0])
    rate(x, n), proportion(x, n), count_limits(x), standardised_rate(x, n, n)
    assert (x.tolist(), n.tolist()) == ([1.0, 20.0], [100.0, 100.0])


def test_a_mean_of_one_has_no_limits_and_a_mean_of_none_no_value() -> None:
    found = mean([[7.0, np.nan], [np.nan, np.nan], [1.0, 3.0]])
    assert found.value[[0, 2]].tolist() == [7.0, 2.0]
    assert np.isnan(found.lower[:2]).all()
    assert np.isnan(found.value[1])
    # t at 0.975 with one degree of freedom is 12.7062; the standard error of 1 and 3 is 1.
    assert found.upper[2] == pytest.approx(2 + 12.7062, abs=1e-4)


def test_a_standardised_rate_of_fewer_than_ten_events_is_withheld_with_its_reason() -> None:
    found = standardised_rate([4, 5], [1000, 1000], [3, 2])
    assert np.isnan([found.value, found.lower, found.upper]).all()
    assert found.method == "fewer than 10 events"


@pytest.mark.parametrize("population", [None, 0, -5])
def test_a_stratum_without_population_is_said_in_words(population) -> None:
    with pytest.raises(ValueError, match="Expected a population for every stratum"):
        standardised_rate([10, 10], [1000, population], [1, 1])


def test_the_european_population_has_nineteen_bands_and_adds_up() -> None:
    assert (len(ESP_2013), sum(ESP_2013)) == (19, 100_000)


def test_repeat_events_widen_the_interval_but_not_the_rate() -> None:
    # Reasoning: 20 people with 1 and 10 people with 2 detentions are 40 events. By hand, one stratum of weight 1 and 1,000 people:
    # variance = (1^2 x 20 + 2^2 x 10) / 1000^2 = 60e-6, where 40 independent events would have 40e-6.
    repeated = standardised_rate_of_repeats([[20], [10]], [1, 2], [1000], [1], multiplier=1000)
    independent = standardised_rate([40], [1000], [1], multiplier=1000)
    assert repeated.value == independent.value == pytest.approx(40)
    widening = (repeated.upper - repeated.value) / (independent.upper - independent.value)
    assert widening == pytest.approx(np.sqrt(60 / 40))
    byars = count_limits(40)
    assert repeated.lower == pytest.approx(40 + np.sqrt(60 / 40) * (byars.lower - 40))


def test_repeat_events_of_one_each_are_the_ordinary_standardised_rate() -> None:
    x, n, weights = [12, 30, 8], [500, 900, 400], [3, 2, 1]
    assert standardised_rate_of_repeats([x], [1], n, weights) == standardised_rate(x, n, weights)


def test_the_mental_health_act_rate_weighs_strata_by_the_national_population() -> None:
    # Reasoning: (3000 x 1% + 1000 x 5%) / 4000 = 2%; half-width 1.96 sqrt(3000^2 .01 x .99 / 200 + 1000^2 .05 x .95 / 100) / 4000.
    found = population_weighted_rate([2, 5], [200, 100], [3000, 1000], multiplier=100)
    half = 1.959964 * np.sqrt(3000**2 * 0.0099 / 200 + 1000**2 * 0.0475 / 100) / 4000 * 100
    assert found.value == pytest.approx(2.0)
    assert [found.lower, found.upper] == pytest.approx([2 - half, 2 + half], rel=1e-6)


def test_a_stratum_without_events_counts_as_none_in_the_mental_health_act_rate() -> None:
    # Reasoning: nobody detained is a rate of 0, not an unknown one; leaving the stratum out would double this rate.
    assert population_weighted_rate([2, 0], [100, 100], [1, 1], multiplier=100).value == pytest.approx(1.0)
    assert population_weighted_rate([2, None], [100, 100], [1, 1], multiplier=100).value == pytest.approx(1.0)


def test_as_many_events_as_expected_are_a_ratio_of_one_hundred() -> None:
    found = indirectly_standardised([12, 18], [100, 200], [120, 90], [1000, 1000])
    assert found.value == pytest.approx(100 * 30 / (100 * 0.12 + 200 * 0.09))
    assert np.isnan(indirectly_standardised([1], [0], [1], [10]).value)


@given(n=st.integers(1, 10**9), share=st.floats(0, 1), multiplier=st.sampled_from([1, 100, 1000]))
def test_a_proportion_lies_within_its_limits_and_they_within_none_and_all(n: int, share: float, multiplier: int) -> None:
    found = proportion(int(share * n), n, multiplier=multiplier)
    slack = 1e-12 * multiplier
    assert 0 <= found.lower <= found.value + slack
    assert found.value - slack <= found.upper <= multiplier


@given(n=st.integers(1, 10**6), share=st.floats(0, 1))
def test_a_share_and_its_complement_mirror_each_other(n: int, share: float) -> None:
    x = int(share * n)
    one, other = proportion(x, n), proportion(n - x, n)
    assert [one.lower, one.upper] == pytest.approx([100 - other.upper, 100 - other.lower], abs=1e-9)


@given(x=COUNTS)
def test_more_confidence_is_a_wider_interval_and_more_events_a_higher_one(x: int) -> None:
    ordinary, wide, more = count_limits(x), count_limits(x, confidence=0.998), count_limits(x + 1)
    assert wide.lower <= ordinary.lower <= x <= ordinary.upper <= wide.upper
    assert more.upper > ordinary.upper
    assert more.lower >= ordinary.lower


@given(x=st.integers(10, 100_000))
def test_byars_limits_stay_within_two_per_cent_of_the_exact_ones(x: int) -> None:
    byars, exact = count_limits(x), count_limits(x, method="Exact")
    assert [byars.lower, byars.upper] == pytest.approx([exact.lower, exact.upper], rel=0.02)


@given(x=st.lists(COUNTS, min_size=2, max_size=6), scale=st.floats(0.001, 1000))
def test_a_standardised_rate_depends_on_the_proportions_of_the_weights_only(x: list[int], scale: float) -> None:
    n, weights = np.full(len(x), 200_000.0), np.arange(1.0, len(x) + 1)
    one, other = standardised_rate(x, n, weights), standardised_rate(x, n, weights * scale)
    np.testing.assert_allclose([one.value, one.lower, one.upper], [other.value, other.lower, other.upper], rtol=1e-9)


@given(x=st.integers(10, 10_000), n=st.integers(1, 10**6))
def test_a_standardised_rate_of_one_stratum_is_the_crude_rate_with_its_byars_limits(x: int, n: int) -> None:
    standardised, crude = standardised_rate([x], [n], [7]), rate(x, n)
    assert [standardised.value, standardised.lower, standardised.upper] == pytest.approx([crude.value, crude.lower, crude.upper])
