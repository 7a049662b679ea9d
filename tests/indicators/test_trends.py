"""XmR charts: degenerate and ghosted series by hand with their reasoning, phases, laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from indicators.trends import NHSR_PLOT_THE_DOTS, RULE_SETS, assurance, xmr

NAN = float("nan")
STEADY = [50.0, 52, 49, 51, 50, 48, 51, 50, 52, 49, 50, 51, 49, 50]
PER_POINT = ("mean", "lower", "upper", "near_lower", "near_upper", "outside", "close", "side", "cause", "trial", "ghosted")
SERIES = arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 30)), elements=st.integers(0, 40).map(float))
GAPPY = arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 30)), elements=st.one_of(st.integers(0, 9).map(float), st.just(NAN)))


def test_limits_by_hand() -> None:
    # Reasoning: mean of 1, 3, 2 is 2; moving ranges 2 and 1 average 1.5; 2.66 x 1.5 = 3.99, and two thirds of it 2.66.
    found = xmr([1, 3, 2])
    assert found.mean[0] == 2
    assert [found.lower[0], found.upper[0]] == pytest.approx([-1.99, 5.99])
    assert [found.near_lower[0], found.near_upper[0]] == pytest.approx([-0.66, 4.66])
    assert found.moving_range_limit[0] == pytest.approx(3.267 * 1.5)


def test_one_point_has_no_limits_two_have_and_none_says_nothing() -> None:
    # Reasoning: METHODS 1.7; one moving range is enough for an average of them.
    assert np.isnan(xmr([3.0]).lower).all()
    assert xmr([3.0], target=2).assurance == ""
    assert [xmr([3.0, 5.0]).lower[0], xmr([3.0, 5.0]).upper[0]] == pytest.approx([4 - 5.32, 4 + 5.32])
    empty = xmr([])
    assert (str(empty.variation), str(empty.variation_icon), str(empty.assurance), empty.mean.size) == ("", "", "", 0)


@pytest.mark.parametrize("points", [5, 8, 12, 13, 20])
def test_a_phase_of_fewer_than_thirteen_points_is_on_trial(points: int) -> None:
    assert xmr(np.arange(points) % 3).trial.tolist() == [points < 13] * points


def test_points_that_set_no_limits_do_not_count_towards_thirteen() -> None:
    # Reasoning: a missing or ghosted point is no point.
    assert xmr([*STEADY[:12], NAN]).trial.all()
    assert xmr(STEADY[:13], ghosted=[4]).trial.all()
    assert not xmr(STEADY[:13]).trial.any()


@pytest.mark.parametrize("screen", [False, True])
@pytest.mark.parametrize("level", [100.0, 0.1, 0.0, 1e9 / 3])
def test_a_constant_series_has_its_limits_on_its_mean_and_no_special_cause(screen: bool, level: float) -> None:
    # Reasoning: with no variation there is nothing to screen; a mean that differs from 0.1 by rounding would flag every point.
    found = xmr([level] * 15, screen_outliers=screen)
    assert found.mean.tolist() == found.lower.tolist() == found.upper.tolist() == [level] * 15
    assert set(found.special_cause.tolist()) == {"Common Cause"}
    assert found.variation == "common_cause"


@pytest.mark.parametrize("screen", [False, True])
@pytest.mark.parametrize(
    ("direction", "target", "word"),
    [
        ("increase", 95, "consistent_pass"),
        ("increase", 100, "consistent_pass"),
        ("increase", 101, "consistent_fail"),
        ("decrease", 95, "consistent_fail"),
        ("decrease", 100, "consistent_pass"),
        ("decrease", 101, "consistent_pass"),
        ("neutral", 95, ""),
    ],
)
def test_a_constant_series_passes_where_it_meets_its_target(screen: bool, direction, target: int, word: str) -> None:
    # Reasoning: METHODS 1.7: what is always 100% meets a target of 100% each time; "hit or miss" would be untrue.
    assert xmr([100.0] * 15, direction=direction, target=target, screen_outliers=screen).assurance == word


def test_the_packages_own_rule_set_calls_a_target_on_a_constant_inconsistent() -> None:
    assert xmr([100.0] * 15, target=100, rules=NHSR_PLOT_THE_DOTS).assurance == "inconsistent"
    assert set(RULE_SETS) == {"Making Data Count 1", "NHSRplotthedots 0.2.2"}


def test_one_blip_in_a_constant_series_does_not_collapse_screened_limits() -> None:
    # Reasoning: METHODS 1.7: fourteen 0s and a 5 have moving ranges of 0 but one; screening that one out leaves limits of no width.
    found, unscreened = xmr([0.0] * 14 + [5.0], screen_outliers=True), xmr([0.0] * 14 + [5.0])
    assert found.upper[0] == unscreened.upper[0] == pytest.approx(1 / 3 + 2.66 * 5 / 14)
    assert np.flatnonzero(found.outside).tolist() == [14]


def test_a_missing_point_has_no_moving_range_and_breaks_a_shift_and_a_trend() -> None:
    # Reasoning: six rises to 7 and a gap: neither side has seven points, and |8 - 7| across the gap is not counted.
    values = [1.0, 2, 3, 4, 5, 6, NAN, 8, 9, 10]
    found = xmr(values)
    assert found.upper[0] - found.mean[0] == pytest.approx(2.66)
    assert found.mean[0] == pytest.approx(48 / 9)
    assert not any("Trend" in label for label in found.special_cause)
    assert found.side[6] == 0
    high = xmr([0.0] * 10 + [5, 5, 5, NAN, 5, 5, 5])
    assert not any("Points Above" in label for label in high.special_cause)


def test_a_missing_value_among_rising_ones_is_no_error() -> None:
    # Reasoning: the R package stops here; a missing quarter must not take the chart away.
    assert "7 Point Trend (Increasing)" in xmr([NAN, *np.arange(8.0), NAN]).special_cause


def test_what_is_no_number_is_a_missing_point() -> None:
    values = [*STEADY, float("inf"), 51.0]
    np.testing.assert_array_equal(xmr(values).upper, xmr([*STEADY, NAN, 51.0]).upper)


def test_a_series_of_missing_points_only_has_nothing_to_say() -> None:
    found = xmr([NAN] * 4, target=1)
    assert np.isnan(found.mean).all()
    assert (str(found.variation), str(found.assurance)) == ("", "")


def test_a_ghosted_point_is_left_out_of_limits_and_rules() -> None:
    # Reasoning: METHODS 1.8: limits are those of the series with the point missing; it is never flagged and breaks runs.
    values = [*STEADY[:7], 500.0, *STEADY[7:]]
    ghosted, gap = xmr(values, ghosted=[7]), xmr([*STEADY[:7], NAN, *STEADY[7:]])
    for name in PER_POINT[:-1]:
        np.testing.assert_array_equal(getattr(ghosted, name), getattr(gap, name), err_msg=name)
    assert ghosted.ghosted.tolist() == [place == 7 for place in range(15)]
    assert ghosted.special_cause[7] == "Common Cause"
    assert xmr(values).special_cause[7] == "Above UCL"


def test_a_ghosted_point_breaks_a_shift() -> None:
    # Reasoning: a 4 and seven higher points lie above the mean of 3.6; without the fourth of the seven no more than four in a row do.
    values = [0.0, 4] * 6 + [6.0, 7, 6, 7, 6, 7, 6]
    assert "7 Points Above CL" in xmr(values).special_cause
    assert "7 Points Above CL" not in xmr(values, ghosted=[15]).special_cause


def test_a_ghosted_last_point_leaves_the_icon_to_the_one_before() -> None:
    values = [*STEADY, 80.0, 51.0]
    assert xmr(values).variation == "common_cause"
    assert xmr(values, ghosted=[15]).variation_icon == "improvement_high"
    assert xmr([*values[:-1], NAN]).variation_icon == "improvement_high"


def test_points_may_be_ghosted_series_by_series_with_a_mask() -> None:
    values = np.array([[*STEADY, 500.0], [*STEADY, 500.0]])
    mask = np.zeros(values.shape, dtype=bool)
    mask[1, -1] = True
    assert xmr(values, ghosted=mask).outside[:, -1].tolist() == [True, False]


def test_a_phase_starts_at_its_first_point_and_nothing_crosses_it() -> None:
    # Reasoning: METHODS 1.1: two phases are read as two series, joined.
    values = np.array([*STEADY, *(v + 20 for v in STEADY)])
    joined, first, second = xmr(values, rebase=[14], target=70), xmr(STEADY), xmr(values[14:], target=70)
    for name in PER_POINT:
        np.testing.assert_array_equal(getattr(joined, name), np.concatenate([getattr(first, name), getattr(second, name)]), err_msg=name)
    assert (joined.variation, joined.assurance) == (second.variation, second.assurance)


def test_limits_may_be_fixed_from_the_first_points_of_each_phase() -> None:
    values = [*STEADY[:12], 70.0, 71.0]
    found = xmr(values, fix_after=12)
    assert found.mean[0] == pytest.approx(np.mean(STEADY[:12]))
    assert found.special_cause[-2:].tolist() == ["Above UCL", "Above UCL"]
    # Reasoning: with a missing point the first twelve points are those that there are.
    assert xmr([NAN, *values], fix_after=12).mean[0] == found.mean[0]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"fix_after": 11}, "found a baseline of 11 points. Expected 12 or more"),
        ({"rebase": [14]}, "start of a phase: found the position 14 in a series of 14 points. Expected a position from 0 to 13"),
        ({"ghosted": [-1]}, "ghosted point: found the position -1"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(wrong, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence.replace(".", r"\.")):
        xmr(STEADY, **wrong)


@pytest.mark.parametrize(
    ("direction", "icon"), [("increase", "improvement_high"), ("decrease", "concern_high"), ("neutral", "neutral_high")]
)
def test_the_icon_of_a_rise_below_the_mean_says_high(direction, icon: str) -> None:
    # Reasoning: METHODS 1.6: the suffix follows the direction, not the side of the point.
    found = xmr([0.0, 30] * 6 + [5.0, 6, 7, 8, 9, 10, 11], direction=direction)
    assert found.side[-1] == -1
    assert found.special_cause[-1] == "7 Point Trend (Increasing)"
    assert found.variation_icon == icon


def test_the_point_where_a_rise_turns_into_a_fall_belongs_to_the_fall() -> None:
    # Reasoning: METHODS 1.5; the seventh point ends seven rising ones and starts seven falling ones.
    labels = xmr([0.0, 14] * 5 + [1.0, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1]).special_cause
    assert labels[10:16].tolist() == ["7 Point Trend (Increasing)"] * 6
    assert labels[16:].tolist() == ["7 Point Trend (Decreasing)"] * 7


def test_the_last_target_is_the_one_that_counts_and_each_series_may_have_its_own() -> None:
    assert xmr(STEADY, target=[40.0] * 13 + [90.0]).assurance == "consistent_fail"
    both = xmr([STEADY, STEADY], target=[[40.0], [90.0]])
    assert both.assurance.tolist() == ["consistent_pass", "consistent_fail"]
    assert both.assurance_icon.tolist() == ["pass", "fail"]


def test_assurance_without_limits_or_target_is_not_said() -> None:
    assert assurance([NAN, 1], [NAN, 2], [1, NAN], direction="increase").tolist() == ["", ""]


@given(values=st.one_of(SERIES, GAPPY), screen=st.booleans())
def test_many_series_at_once_are_each_series_alone(values: np.ndarray, screen: bool) -> None:
    together = xmr(values, screen_outliers=screen, target=5)
    for place, one in enumerate(values):
        alone = xmr(one, screen_outliers=screen, target=5)
        for name in PER_POINT:
            np.testing.assert_allclose(getattr(together, name)[place], getattr(alone, name), rtol=1e-12, err_msg=name)
        assert together.variation[place] == alone.variation
        assert together.assurance[place] == alone.assurance


@given(values=GAPPY)
def test_turning_the_scale_over_turns_high_into_low(values: np.ndarray) -> None:
    up, down = xmr(values, direction="increase"), xmr(-values, direction="decrease")
    np.testing.assert_allclose(up.mean, -down.mean, rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(up.cause, -down.cause)
    np.testing.assert_array_equal(up.point_type, down.point_type)


@given(values=GAPPY)
def test_flags_agree_with_a_plain_reading_of_the_rules(values: np.ndarray) -> None:
    found = xmr(values)
    for series in range(len(values)):
        assert found.cause[series].tolist() == _plain(values[series], found, series)


def _plain(y: np.ndarray, found, series: int) -> list[int]:
    """The rules of METHODS 1.5 read word for word, a window at a time."""
    side, outside, close = found.side[series], found.outside[series], found.close[series]
    cause = [0] * len(y)
    for i in range(len(y) - 6):
        if side[i] and (side[i : i + 7] == side[i]).all():
            cause[i : i + 7] = [4 * side[i]] * 7
    for i in range(len(y) - 2):
        if side[i] and (side[i : i + 3] == side[i]).all() and close[i : i + 3].sum() >= 2:
            for j in range(i, i + 3):
                if close[j]:
                    cause[j] = 3 * side[j]
    trend = [0] * len(y)
    for i in range(len(y) - 6):
        changes = np.diff(y[i : i + 7])
        if (changes > 0).all() or (changes < 0).all():
            trend[i : i + 7] = [2 * int(np.sign(changes[0]))] * 7
    for i in range(len(y)):
        if trend[i]:
            cause[i] = trend[i]
        if outside[i]:
            cause[i] = int(side[i])
    return [int(c) for c in cause]
