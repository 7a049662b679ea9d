"""Illustrative workbooks: invented, alike each time, marked, and without anything to mend."""

from datetime import date

import pytest
from leads import PLAN, PLAN_TEXT

from indicators.observations import Status
from indicators.registry import read as read_plan
from loaders.circumstances import Circumstances
from loaders.examples import QUARTERS, illustrative_workbooks, quarters
from loaders.reading import read


@pytest.fixture(scope="module")
def made():
    return dict(illustrative_workbooks(PLAN))


def test_every_priority_and_quarter_has_a_workbook_that_says_illustrative_in_its_name(made):
    assert len(made) == len(PLAN.priorities) * QUARTERS
    assert all(name.startswith("ILLUSTRATIVE ") for name in made)


def test_they_are_read_as_illustrative_with_nothing_to_mend_and_nothing_to_ask(made):
    held = {}
    for name, content in made.items():
        submission = read(name, content, PLAN, known=Circumstances(held=held))
        assert submission.illustrative
        assert [problem.sentence for problem in submission.problems] == []
        assert submission.observations
        assert submission.commentary
        assert submission.actions
        assert submission.voices
        held |= {o.key: o.value for o in submission.observations if o.value is not None}


def test_the_same_numbers_are_made_each_time(made):
    def figures(name, content):
        return [(o.key, o.value, o.status) for o in read(name, content, PLAN).observations]

    again = dict(illustrative_workbooks(PLAN))
    assert all(figures(name, content) == figures(name, again[name]) for name, content in made.items())


def test_groups_make_up_their_whole(made):
    checked = 0
    for name, content in made.items():
        observations = read(name, content, PLAN).observations
        wholes = {(o.key.indicator, o.key.part): o.numerator for o in observations if not o.key.breakdown and o.status is Status.OK}
        for about, whole in wholes.items():
            parts = [o.numerator for o in observations if o.key.breakdown and (o.key.indicator, o.key.part) == about]
            if parts:
                checked += 1
                assert sum(parts) == whole
    assert checked > 5


def test_each_breakdown_makes_up_the_whole_and_no_quarter_is_filled_before_it_is_over():
    text = PLAN_TEXT.replace("breakdowns: [ethnic_group], classification: 2001-NHS}", "breakdowns: [ethnic_group, sex]}", 1)
    plan, held = read_plan(text.replace("ends: 2025-03-31", "ends: 2030-03-31")).plan, {}
    made = list(illustrative_workbooks(plan, date(2025, 5, 1)))
    assert {name.split()[-1] for name, _ in made if "P1" in name} == {f"{quarter.key}.xlsx" for quarter in quarters(PLAN)}
    for name, content in made:
        submission = read(name, content, plan, known=Circumstances(held=held))
        assert [problem.sentence for problem in submission.problems] == []
        by = {o.key.breakdown[0][0] for o in submission.observations if o.key.breakdown and o.key.indicator == "I2"}
        assert by in ({"ethnic_group", "sex"}, set())  # a quarter that is late has no groups
        held |= {o.key: o.value for o in submission.observations if o.value is not None}


def test_the_quarters_lie_within_the_plan_whatever_its_year(root):
    text = (root / "tests" / "plans" / "small_city.yaml").read_text(encoding="utf-8")
    for plan in (PLAN, read_plan(text, name="small_city.yaml").plan):
        found = quarters(plan)
        assert found == tuple(sorted(set(found), key=lambda period: period.order))
        assert plan.starts <= found[0].start
        assert found[-1].end <= plan.ends
