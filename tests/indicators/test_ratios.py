"""Ratios and differences between groups: cases by hand with their reasoning, laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import bdtr

from indicators.estimates import count_limits, rate, standardised_rate
from indicators.ratios import (
    NO_EVENTS,
    NO_EVENTS_IN_GROUP,
    NO_EVENTS_IN_REFERENCE,
    excess,
    rate_difference,
    rate_ratio,
    risk_ratio,
    standardised_rate_ratio,
    unknown_bounds,
)

COUNTS = st.integers(1, 5_000)
PEOPLE = st.integers(1_000, 10**7)


def limits(found) -> list[float]:
    return [float(found.value), float(found.lower), float(found.upper)]


def test_the_method_changes_where_either_count_falls_below_ten() -> None:
    found = rate_ratio([10, 9, 10, 9], 1000, [10, 10, 9, 9], 1000)
    assert found.method.tolist() == ["log", "mid-P", "mid-P", "mid-P"]


def test_no_events_in_the_group_are_a_ratio_of_nought_with_an_upper_limit() -> None:
    # Reasoning: with M = 5 events in all, P(X < 0) + P(X = 0)/2 = (1 - p)^5 / 2 = 0.025, so 1 - p = 0.05^(1/5) and RR = p / (1 - p).
    found = rate_ratio(0, 1000, 5, 1000)
    rest = 0.05 ** (1 / 5)
    assert limits(found) == pytest.approx([0, 0, (1 - rest) / rest])
    assert found.method == NO_EVENTS_IN_GROUP


def test_no_events_in_the_reference_group_are_no_ratio_but_a_lower_limit() -> None:
    # Reasoning: the same equation seen from the other group: at least 1 / 0.8206.
    found = rate_ratio(5, 1000, 0, 1000)
    rest = 0.05 ** (1 / 5)
    assert np.isnan(found.value)
    assert found.lower == pytest.approx(rest / (1 - rest))
    assert np.isinf(found.upper)
    assert found.method == NO_EVENTS_IN_REFERENCE


def test_no_events_at_all_are_no_ratio_and_no_limits() -> None:
    found = rate_ratio(0, 1000, 0, 1000)
    assert np.isnan(limits(found)).all()
    assert found.method == NO_EVENTS


@pytest.mark.parametrize("given_", [(None, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, None), (-1, 1, 1, 1)])
def test_a_ratio_of_what_is_not_known_is_nan(given_) -> None:
    found = rate_ratio(*given_)
    assert np.isnan(limits(found)).all()
    assert found.method == ""


@pytest.mark.parametrize("counts", [(3, 40), (9, 9), (1, 700), (40, 2)])
def test_mid_p_limits_solve_their_own_equation(counts: tuple[int, int]) -> None:
    a, b = counts
    found = rate_ratio(a, 1, b, 1)
    for limit, tail in ((found.lower, 0.975), (found.upper, 0.025)):
        share = limit / (1 + limit)
        # bdtr is P(X <= k): P(X < a) + P(X = a)/2 is the mean of the two.
        assert (bdtr(a - 1, a + b, share) + bdtr(a, a + b, share)) / 2 == pytest.approx(tail, rel=1e-9)


def test_mover_of_two_standardised_rates_by_hand() -> None:
    # Reasoning: with D1 = 4 (3 to 6) and D0 = 2 (1 to 3), METHODS 5.2 gives (8 - sqrt(64 - 15 x 3)) / 3 and (8 + sqrt(64 - 12 x 3)) / 3.
    one = standardised_rate([40], [1000], [1], multiplier=100)
    given_1 = type(one)(np.float64(4), np.float64(3), np.float64(6), np.str_("Dobson"))
    given_0 = type(one)(np.float64(2), np.float64(1), np.float64(3), np.str_("Dobson"))
    found = standardised_rate_ratio(given_1, given_0)
    assert limits(found) == pytest.approx([2, (8 - np.sqrt(64 - 15 * 3)) / 3, (8 + np.sqrt(64 - 12 * 3)) / 3])
    assert found.method == "MOVER"


def test_mover_of_large_counts_agrees_with_the_log_method() -> None:
    # Reasoning: with thousands of events both are the normal limit of the same ratio.
    own, reference = standardised_rate([4000, 5000], [10**6, 10**6], [1, 1]), standardised_rate([9000, 9000], [10**6, 10**6], [1, 1])
    log = rate_ratio(9000, 2 * 10**6, 18000, 2 * 10**6)
    assert limits(standardised_rate_ratio(own, reference)) == pytest.approx(limits(log), rel=2e-3)


def test_a_ratio_with_a_withheld_rate_is_withheld() -> None:
    few, many = standardised_rate([4, 5], [1000, 1000], [1, 1]), standardised_rate([40, 50], [1000, 1000], [1, 1])
    for found in (standardised_rate_ratio(few, many), standardised_rate_ratio(many, few)):
        assert np.isnan(limits(found)).all()
        assert found.method == ""


def test_the_difference_of_rates_by_hand() -> None:
    # Reasoning: METHODS 5.3 from the Byar's limits of 40 and 20 events per 1,000 people, computed here from the count's own limits.
    a, b = count_limits(40), count_limits(20)
    found = rate_difference(40, 1000, 20, 1000, multiplier=1000)
    lower, upper = 20 - np.hypot(40 - a.lower, b.upper - 20), 20 + np.hypot(a.upper - 40, 20 - b.lower)
    assert limits(found) == pytest.approx([20, lower, upper])


def test_how_many_fewer_there_would_have_been_at_the_reference_rate() -> None:
    # Reasoning: 40 events of 1,000 people where the reference has 15 per 1,000 (150 of 10,000): 15 were to be expected, 25 are in excess.
    a, b = count_limits(40), count_limits(150)
    found = excess(40, 1000, 150, 10_000)
    lower, upper = 25 - np.hypot(40 - a.lower, b.upper / 10 - 15), 25 + np.hypot(a.upper - 40, 15 - b.lower / 10)
    assert limits(found) == pytest.approx([25, lower, upper])
    assert found.method == "MOVER"


def test_a_group_with_a_lower_rate_has_a_negative_excess() -> None:
    assert excess(10, 1000, 200, 10_000).value == pytest.approx(-10)


def test_unknown_events_bound_the_ratio_on_both_sides() -> None:
    # Reasoning: 30 of 1,000 against 100 of 10,000 is 3.0. All 20 unknown in the reference: 0.03 / 0.012 = 2.5; all in the group: 5.0;
    # spread over the other groups' 40 known events: each grows by half, 4.5.
    found = unknown_bounds([100, 30, 10], [10_000, 1_000, 1_000], 20, 0)
    assert found.ratio.tolist() == pytest.approx([1, 3, 1])
    assert found.lower.tolist() == pytest.approx([1, 2.5, 1 / 1.2])
    assert found.spread.tolist() == pytest.approx([1, 4.5, 1.5])
    assert found.upper.tolist() == pytest.approx([1, 5, 3])
    assert found.share == pytest.approx(20 / 160)


def test_without_unknown_events_the_bounds_are_the_ratio() -> None:
    found = unknown_bounds([100, 30], [10_000, 1_000], 0, 0)
    assert found.lower.tolist() == found.ratio.tolist() == found.spread.tolist() == found.upper.tolist()


def test_unknown_events_beside_an_empty_reference_group_have_no_ratio() -> None:
    found = unknown_bounds([0, 30], [10_000, 1_000], 5, 0)
    assert np.isnan(found.ratio).all()
    assert np.isnan(found.upper).all()


def test_a_ratio_of_people_is_narrower_than_one_of_events() -> None:
    people, events = risk_ratio(300, 1000, 200, 1000), rate_ratio(300, 1000, 200, 1000)
    assert people.value == events.value
    assert events.lower < people.lower < people.upper < events.upper


@given(a=COUNTS, n=PEOPLE, b=COUNTS, m=PEOPLE)
def test_a_ratio_lies_within_its_limits_and_turned_round_is_its_inverse(a: int, n: int, b: int, m: int) -> None:
    one, other = rate_ratio(a, n, b, m), rate_ratio(b, m, a, n)
    assert one.lower < one.value < one.upper
    assert [one.lower, one.upper] == pytest.approx([1 / other.upper, 1 / other.lower], rel=1e-9)


@given(a=st.integers(0, 9), b=st.integers(1, 500), confidence=st.sampled_from([0.9, 0.95, 0.998]))
def test_mid_p_limits_lie_within_the_exact_ones(a: int, b: int, confidence: float) -> None:
    mid, exact = rate_ratio(a, 1, b, 1, confidence=confidence), rate_ratio(a, 1, b, 1, confidence=confidence, method="exact")
    assert exact.lower <= mid.lower
    assert mid.upper <= exact.upper


@given(a=COUNTS, n=PEOPLE, b=COUNTS, m=PEOPLE)
def test_excess_events_are_the_difference_of_rates_times_the_people(a: int, n: int, b: int, m: int) -> None:
    np.testing.assert_allclose(limits(excess(a, n, b, m)), limits(rate_difference(a, n, b, m, multiplier=n)), rtol=1e-9, atol=1e-9)


@given(a=COUNTS, n=PEOPLE, b=COUNTS, m=PEOPLE, unknown=st.integers(0, 1000))
def test_bounds_hold_the_ratio_between_them(a: int, n: int, b: int, m: int, unknown: int) -> None:
    found = unknown_bounds([b, a, a], [m, n, n], unknown, 0)
    assert found.lower[1] <= found.ratio[1] <= found.spread[1] <= found.upper[1] * (1 + 1e-12)


def test_a_table_of_groups_is_read_at_once_as_each_one_alone() -> None:
    counts, people = np.array([0, 3, 12, 80]), np.array([500, 900, 5_000, 9_000])
    table = rate_ratio(counts, people, 455, 601_000)
    for place, (x, n) in enumerate(zip(counts, people, strict=True)):
        alone = rate_ratio(x, n, 455, 601_000)
        assert limits(alone) == pytest.approx([table.value[place], table.lower[place], table.upper[place]])
        assert alone.method == table.method[place]


def test_published_rates_give_the_published_ratio() -> None:
    # Mental Health Act Statistics 2023/24, England: standardised 242.3 and 68.4 per 100,000, said as 3.5 times.
    assert rate_ratio(242.3, 100_000, 68.4, 100_000).value == pytest.approx(3.54, abs=0.005)
    assert rate(0, 100_000).value == 0.0
