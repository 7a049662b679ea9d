"""The target is told apart from the trend: met or not, and whether as a matter of course."""

from dataclasses import replace as dataclass_replace
from datetime import date

import pytest
from hand_built import CHECKS, indicator, measure, plan, quarters

from indicators import summaries
from indicators.aims import aim
from indicators.observations import Status
from indicators.registry.models import Indicator, Plan

LEVEL = [70.0, 72.0, 71.0, 69.0] * 4


def planned(targets: list[dict], direction: str = "up") -> Plan:
    part = {**CHECKS, "direction": direction}
    asked = indicator("checks", "1.1", "Checks", unit="per_cent", multiplier=100, direction=direction, targets=targets, parts=[part])
    one = {"id": "P1", "number": "1", "name": "One", "short": "One", "indicators": [asked], "measures": [measure("checks")]}
    return plan(passions=[{"id": "PA1", "name": "First", "priorities": [one]}])


def found(values: list[float | None], targets: list[dict], direction: str = "up"):
    built = planned(targets, direction)
    line = summaries.series(built, "checks", "", "town", quarters(values, first=(2018, 1)))
    asked: Indicator = built.indicator("checks")
    return aim(asked, asked.parts[0], line)


@pytest.mark.parametrize(
    ("values", "target", "direction", "met", "assurance", "words"),
    [
        (LEVEL, 100, "up", False, "consistent_fail", "The target, 100 %, is not met. At the present level it will not be met, unless"),
        (LEVEL, 50, "up", True, "consistent_pass", "The target, 50 %, is met. At the present level it will go on being met."),
        (LEVEL, 71, "up", False, "inconsistent", "The target, 71 %, is not met. At the present level it will be met at some times"),
        (LEVEL, 50, "down", False, "consistent_fail", "The target, 50 %, is not met."),
        (LEVEL[:12], 100, "up", False, "", "The target, 100 %, is not met."),
        ([*LEVEL[:13], None], 100, "up", None, "", "The target is 100 %; the latest figure does not tell whether it is met."),
    ],
)
def test_a_target_is_met_or_not_and_assured_from_thirteen_figures(values, target, direction, met, assurance, words):
    said = found(values, [{"value": target}], direction)
    assert said is not None
    assert (said.met, said.assurance) == (met, assurance)
    assert said.sentence.startswith(words)


def test_no_target_no_word():
    assert found(LEVEL, []) is None


def test_a_trajectory_is_asked_for_the_step_of_the_latest_period():
    steps = [{"period": "2018-Q4F", "value": 60}, {"period": "2021-Q4F", "value": 75}, {"period": "2025-Q4F", "value": 90}]
    said = found(LEVEL, steps)
    assert said is not None
    assert (said.target, said.step, said.met) == (75, True, False)
    assert said.sentence.startswith("The step for this period, 75 %, is not met.")


def test_a_later_period_without_a_figure_asks_for_no_later_step():
    """The last point is "not available": the figure that stands is of the period before, and so is its step."""
    steps = [{"period": "2018-Q1F", "value": 60}, {"period": "2018-Q4F", "value": 75}]
    built = planned(steps)
    points = quarters([70.0, 70.0, 70.0, None], first=(2018, 1))
    line = summaries.series(built, "checks", "", "town", [*points[:3], dataclass_replace(points[3], status=Status.NOT_AVAILABLE)])
    asked = built.indicator("checks")
    said = aim(asked, asked.parts[0], line)
    assert said is not None
    assert (said.target, said.step, said.met) == (60, True, True)


def test_a_target_out_of_reach_needs_the_board_and_a_met_one_does_not():
    for target, told in ((100, 1), (50, 0)):
        built = planned([{"value": target}])
        said = summaries.board(built, quarters(LEVEL, first=(2018, 1)), as_of=date(2022, 5, 1))
        texts = [item.text for item in said.attention if "target" in item.text]
        assert len(texts) == told
        assert all(text.startswith("1.1 Checks: the target, 100 %, is not met. At the present level") for text in texts)
