"""What leads and people said: commentary and its age, actions and their reviews, voices counted; the plan compared with itself."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hand_built import plan as hand_plan

from indicators import actions, evidence, plan_changes, statements
from indicators.observations import Origin
from indicators.registry.models import Plan
from indicators.submissions import ActionUpdate, Commentary, Voice

NOWHERE = Origin("", "", "")


@dataclass(frozen=True)
class Told:
    said: Any
    submission: int = 1
    known_from: datetime = datetime(2024, 5, 1, tzinfo=UTC)
    by: str = "A. Tester"


def remark(indicator: str, period: str, happened: str = "It rose.") -> Told:
    return Told(Commentary(indicator, period, happened, "", "", NOWHERE))


@pytest.fixture(scope="module")
def plan() -> Plan:
    document = hand_plan().model_dump(mode="json")
    document["passions"][0]["priorities"][0]["actions"] = [{"id": "A1", "text": "do it"}, {"id": "A2", "text": "and that"}]
    return Plan.model_validate_json(json.dumps(document))


@pytest.mark.parametrize(
    ("end", "as_of", "old"),
    [
        (date(2024, 3, 31), date(2024, 4, 1), False),
        (date(2024, 3, 31), date(2024, 6, 30), False),
        (date(2024, 3, 31), date(2024, 7, 1), True),
        (date(2023, 12, 31), date(2024, 3, 31), False),
        (date(2023, 12, 31), date(2024, 4, 1), True),
        (date(2024, 6, 30), date(2024, 5, 1), False),
    ],
)
def test_commentary_is_old_once_the_quarter_after_its_own_has_ended(end, as_of, old):
    assert statements.outdated(end, as_of) is old


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 5, 31), -3, date(2024, 2, 29)),
        (date(2023, 5, 31), -3, date(2023, 2, 28)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2024, 12, 31), 12, date(2025, 12, 31)),
        (date(2024, 1, 15), -13, date(2022, 12, 15)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day, months, expected):
    assert statements.months_after(day, months) == expected


def test_the_commentary_on_the_latest_period_stands_whenever_it_came():
    told = [remark("a", "2024-Q1F", "late"), remark("a", "2023-Q4F", "early"), remark("b", "2023-Q4F", ""), remark("c", "soon")]
    found = statements.remarks(told, as_of=date(2024, 7, 20))
    assert {id: each.what_happened for id, each in found.items()} == {"a": "late"}
    assert not found["a"].old


def update(action: str, status: str, *, on: date | None = None, known: datetime = datetime(2024, 5, 1, tzinfo=UTC)) -> Told:
    return Told(ActionUpdate(action, status, "", on, NOWHERE), known_from=known)


def first_action(plan: Plan) -> str:
    return plan.actions[0].id


def test_what_came_after_midnight_in_london_came_on_that_day_there(plan):
    """23:30 UTC on 30 June is 00:30 on 1 July in London, and everything known is cut at the ends of days there."""
    late = datetime(2024, 6, 30, 23, 30, tzinfo=UTC)
    standing = actions.standings(plan, [update(first_action(plan), "under way", known=late)], as_of=date(2024, 7, 1))[0]
    assert (standing.reviewed_on, standing.told_on) == (date(2024, 7, 1), date(2024, 7, 1))
    said = statements.remarks([replace(remark("checks", "2024-Q1F"), known_from=late)], as_of=date(2024, 7, 1))
    assert said["checks"].on == date(2024, 7, 1)
    heard = evidence.ways(voiced(), [replace(voice(voiced(), "poem"), known_from=late)])
    assert max(each.last for each in heard if each.last) == date(2024, 7, 1)


@pytest.mark.parametrize(
    ("told", "as_of", "status", "reviewed", "late"),
    [
        ([], date(2024, 6, 1), "no status reported", None, True),
        ([("under way", None)], date(2025, 5, 1), "under way", date(2024, 5, 1), False),
        ([("under way", None)], date(2025, 5, 2), "under way", date(2024, 5, 1), True),
        ([("under way", date(2023, 1, 1))], date(2024, 6, 1), "under way", date(2023, 1, 1), True),
        ([("done", date(2023, 1, 1))], date(2024, 6, 1), "done", date(2023, 1, 1), False),
        ([("under way", date(2024, 4, 1)), ("", None)], date(2024, 6, 1), "under way", date(2024, 4, 1), False),
    ],
)
def test_an_action_not_reviewed_for_twelve_months_is_late(plan, told, as_of, status, reviewed, late):
    id = first_action(plan)
    standing = actions.standings(plan, [update(id, state, on=day) for state, day in told], as_of=as_of)[0]
    assert (standing.status_words, standing.reviewed_on, standing.late) == (status, reviewed, late)


def test_every_action_of_the_plan_stands_in_its_order(plan):
    assert [each.action.id for each in actions.standings(plan, [], as_of=date(2024, 6, 1))] == [action.id for action in plan.actions]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("", "under way", "moved"),
        ("not started", "under way", "moved"),
        ("under way", "done", "done"),
        ("under way", "not started", "slipped"),
        ("done", "under way", "slipped"),
        ("under way", "stopped", "slipped"),
        ("done", "done", None),
    ],
)
def test_a_step_back_is_a_slip_and_standing_still_is_nothing(plan, old, new, kind):
    id = first_action(plan)
    before = actions.standings(plan, [update(id, old)] if old else [], as_of=date(2024, 6, 1))
    after = actions.standings(plan, [update(id, new)], as_of=date(2024, 9, 1))
    assert [move.kind for move in actions.moves(before, after)] == ([kind] if kind else [])


def voice(plan: Plan, kind: str, *, consent: bool = True) -> Told:
    return Told(Voice(plan.priorities[0].id, kind, "A source", "A group", "12", "waiting", "Words.", consent, NOWHERE))


def test_every_way_the_plan_names_is_counted_even_where_nobody_was_heard():
    plan = voiced()
    told = [voice(plan, "stories"), voice(plan, "Told  STORIES"), voice(plan, "a choir")]
    found = evidence.ways(plan, told)
    assert [(way.id, way.planned, way.total) for way in found] == [("stories", True, 2), ("letters", True, 0), ("a choir", False, 1)]
    assert sum(way.total for way in found) == len(told)
    assert found[0].gatherers == ("A group",)
    assert found[1].last is None


def test_words_without_consent_are_not_shown():
    plan = voiced()
    assert evidence.shown([voice(plan, "stories", consent=False)]) == ()


def voiced() -> Plan:
    document = hand_plan().model_dump()
    kinds = [{"id": "stories", "text": "Told stories"}, {"id": "letters", "text": "Letters"}]
    return Plan.model_validate({**document, "peoples_voice": {"standing": "beside the numbers", "kinds": kinds}})


def edited(plan: Plan, **fields: Any) -> Plan:
    """The plan with fields of its first indicator changed."""
    document = plan.model_dump()
    document["passions"][0]["priorities"][0]["indicators"][0].update(fields)
    return Plan.model_validate(document)


def test_the_same_plan_has_no_changes(plan):
    assert plan_changes.plan_changes(plan, edited(plan)) == ()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "Quite another text"}, "now worded “Quite another text”; before,"),
        ({"direction": "not_stated"}, "the direction hoped for is now “not stated”."),
        ({"profile": "deaths"}, "its disclosure profile is now deaths."),
        ({"targets": [{"value": 80.0, "text": "four in five"}]}, "its target is now four in five."),
    ],
)
def test_each_change_of_an_indicator_has_its_sentence_and_its_page(plan, fields, words):
    (change,) = plan_changes.plan_changes(plan, edited(plan, **fields))
    assert words in change.text
    assert change.indicator == plan.indicators[0].id


def test_what_came_and_what_went_is_told(plan):
    document = plan.model_dump(mode="json")
    gone = document["passions"][0]["priorities"][0]["indicators"].pop()
    smaller = Plan.model_validate_json(json.dumps(document))
    assert any(
        change.text.endswith("taken out of the plan.") and gone["number"] in change.text
        for change in plan_changes.plan_changes(plan, smaller)
    )
    (back,) = [change for change in plan_changes.plan_changes(smaller, plan) if "added to the plan" in change.text]
    assert back.indicator == gone["id"]


def test_an_edit_of_nothing_that_is_told_says_so(plan):
    document = {**plan.model_dump(), "cross_cutting": "Something else holds for all."}
    (change,) = plan_changes.plan_changes(plan, Plan.model_validate(document))
    assert change.text.startswith("The plan was edited without a change")
