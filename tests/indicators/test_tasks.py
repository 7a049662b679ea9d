"""What is asked for in a quarter and how it stands: sent, no data because, to come, late; what nobody is asked for; nobody's posts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hand_built import figure

from indicators import tasks
from indicators.observations import Origin
from indicators.periods import quarter, year
from indicators.registry.models import Plan
from indicators.submissions import Commentary
from indicators.tasks import asked, unasked, unfilled, without_commentary
from loaders.questions import NO_DATA

Q3, Q4 = quarter(2023, 3), quarter(2023, 4)
ON = date(2024, 4, 10)


@dataclass(frozen=True)
class Told:
    said: Any
    submission: int = 1
    known_from: datetime = datetime(2024, 5, 1, tzinfo=UTC)
    by: str = "A. Tester"


def remark(indicator: str, period: str, happened: str = "It rose.") -> Told:
    return Told(Commentary(indicator, period, happened, "", "", Origin("", "", "")))


def indicator(id: str, **rest: Any) -> dict[str, Any]:
    whole = {"id": id, "number": id, "text": id, "short": id.title(), "measure": f"m-{id}", "direction": "up", "unit": "count"}
    part = {"id": "", "name": id.title(), "direction": "up", "unit": "count", "frequency": rest.get("frequency", "quarterly")}
    return whole | {"frequency": "quarterly", "parts": [part]} | rest


def measure(id: str, **rest: Any) -> dict[str, Any]:
    return {"id": f"m-{id}", "text": f"figures of {id}", "state": "ready"} | rest


@pytest.fixture(scope="module")
def plan() -> Plan:
    base = {"direction": "up", "unit": "count", "frequency": "quarterly"}
    parts = [{"id": "seen", "name": "Seen", **base}, {"id": "helped", "name": "Helped", **base}]
    school = [{"id": "", "name": "S", **base, "frequency": "annual", "year_type": "school"}]
    published = [{"source": "s", "value": "V", "areas": ["town"]}]
    first = {
        "id": "one", "number": "1", "name": "One", "short": "One", "leads": ["ann", "a-post"], "sros": ["a-post"],
        "actions": [{"id": "A1", "text": "do it", "owners": ["a-post"]}],
        "indicators": [
            indicator("visits"),
            indicator("family", parts=parts),
            indicator("by-year", frequency="annual"),
            indicator("by-school", frequency="annual", parts=school),
        ],
        "measures": [measure("visits", contacts=["a-post"]), measure("family"), measure("by-year"), measure("by-school")],
    }  # fmt: skip
    second = {
        "id": "two", "number": "2", "name": "Two", "short": "Two", "leads": ["ben"],
        "indicators": [
            indicator("stories", kind="qualitative", unit="words"),
            indicator("to-come"),
            indicator("no-measure", measure=None),
            indicator("read", parts=[{"id": "", "name": "R", **base, "published": published}]),
            indicator("open-ended", frequency="not_stated"),
        ],
        "measures": [measure("stories"), measure("to-come", state="in_development"), measure("read"), measure("open-ended")],
    }  # fmt: skip
    document = {
        "id": "p", "title": "P", "short_title": "P", "place": "Town", "starts": "2022-04-01", "ends": "2025-03-31", "board": "B",
        "reviews": {"indicators": "quarterly", "actions": "annually"},
        "deadlines": {"dates": [{"period": "2023-Q4F", "on": "2024-04-19"}]},
        "people": [{"id": "ann", "name": "Ann"}, {"id": "ben", "name": "Ben"}, {"id": "a-post", "name": "A post", "kind": "post"}],
        "areas": [
            {"id": "town", "name": "Town", "role": "plan", "kind": "local_authority", "codes": [{"code": "T", "scheme": "ons"}]},
            {"id": "coast", "name": "Coast", "role": "context", "kind": "region", "codes": [{"code": "C", "scheme": "ons"}]},
        ],
        "sources": [{"id": "s", "publisher": "P", "dataset": "D", "loader": "fingertips", "licence": "L"}],
        "passions": [{"id": "t", "name": "T", "priorities": [first, second]}],
    }  # fmt: skip
    return Plan.model_validate_json(json.dumps(document))


def names(found) -> list[str]:
    return [entry.id for _, entry, *_ in found]


def test_a_yearly_figure_is_asked_for_in_the_quarter_in_which_its_year_ends_and_in_no_other(plan):
    assert {n: names(asked(plan, quarter(2023, n))) for n in (1, 2, 3, 4)} == {
        1: ["visits", "family", "stories"],
        2: ["visits", "family", "by-school", "stories"],
        3: ["visits", "family", "stories"],
        4: ["visits", "family", "by-year", "stories"],
    }
    assert [period.key for _, entry, period, _ in asked(plan, Q4) if entry.id == "by-year"] == ["2023F"]


def test_what_nobody_is_asked_for_says_why(plan):
    assert {each.indicator.id: each.why for each in unasked(plan, Q3)} == {
        "by-year": "Asked for once a year, next in Q4 2023 to 2024.",
        "by-school": "Asked for once a year, next in Q2 2024 to 2025.",
        "to-come": "The measure is still to be developed.",
        "no-measure": "The plan names no measure.",
        "read": "Read from published figures, which the analyst loads.",
        "open-ended": "The plan does not say how often.",
    }
    assert [each.indicator.id for each in unasked(plan, Q3, {"one"})] == ["by-year", "by-school"]


def one(plan, id, figures=(), told=(), *, on=ON, over=Q4):
    return next(task for task in tasks.tasks(plan, over, figures, told, on=on) if task.indicator.id == id)


STANDINGS = [
    ((), "due", ()),
    (("", 5.0, "", "town", Q4), "sent", ()),
    (("c", None, "", "town", Q4), "sent", ()),
    (("x", None, "not collected", "town", Q4), "no data", ("not collected",)),
    (("z", None, "", "town", Q4), "no data", ()),
    (("x", None, tasks.TO_FOLLOW, "town", Q4), "due", (tasks.TO_FOLLOW,)),
    (("", 5.0, "", "coast", Q4), "due", ()),
    (("", 5.0, "", "town", Q3), "due", ()),
]


@pytest.mark.parametrize(("held", "standing", "reasons"), STANDINGS)
def test_a_task_is_closed_by_a_figure_of_its_quarter_and_place_or_by_a_reason(plan, held, standing, reasons):
    figures = [figure(held[4], held[1], indicator="visits", area=held[3], status=held[0], reason=held[2])] if held else []
    found = one(plan, "visits", figures)
    assert (found.standing, found.reasons, found.by) == (standing, reasons, date(2024, 4, 19))


def test_a_promise_is_one_of_the_choices_that_a_lead_has():
    assert tasks.TO_FOLLOW in NO_DATA


def test_figures_of_groups_alone_are_figures(plan):
    groups = [figure(Q4, 5.0, indicator="visits", group=(("ethnic_group", "white"),))]
    assert one(plan, "visits", groups).standing == "sent"


@pytest.mark.parametrize(("on", "standing"), [(date(2024, 4, 19), "due"), (date(2024, 4, 20), "late")])
def test_figures_are_late_from_the_day_after_the_deadline(plan, on, standing):
    assert one(plan, "visits", on=on).standing == standing


def test_nothing_is_late_where_no_deadline_is_set(plan):
    found = one(plan, "visits", on=date(2030, 1, 1), over=Q3)
    assert (found.by, found.standing) == (None, "due")


def test_an_indicator_of_which_a_part_is_missing_is_open_and_names_the_part(plan):
    half = one(plan, "family", [figure(Q4, 5.0, indicator="family", part="seen")])
    assert ([part.id for part in half.missing], half.open) == (["helped"], True)
    reason = figure(Q4, None, indicator="family", part="helped", status="x", reason="not collected")
    both = one(plan, "family", [figure(Q4, 5.0, indicator="family", part="seen"), reason])
    assert (both.standing, both.reasons, both.open) == ("sent", ("not collected",), False)


def test_a_yearly_figure_closes_the_task_of_its_year(plan):
    assert one(plan, "by-year", [figure(year(2023), 5.0, indicator="by-year")]).standing == "sent"
    assert one(plan, "by-year", [figure(Q4, 5.0, indicator="by-year")]).standing == "due"


def test_what_is_told_in_words_is_sent_with_the_commentary(plan):
    assert one(plan, "stories").standing == "due"
    assert one(plan, "stories", told=[remark("stories", "2023-Q4F")]).standing == "sent"
    assert one(plan, "stories", told=[remark("stories", "2023-Q3F")]).standing == "due"
    assert one(plan, "visits", told=[remark("visits", "2023-Q4F")]).standing == "due"


def test_tasks_are_those_of_the_priorities_that_are_asked_about(plan):
    assert {task.priority.id for task in tasks.tasks(plan, Q4, (), on=ON, priorities={"two"})} == {"two"}
    assert tasks.tasks(plan, Q4, (), on=ON, priorities=()) == ()


def test_commentary_is_missing_where_there_is_something_to_say_and_nobody_said_it(plan):
    told = [remark("visits", "2023-Q4F"), remark("family", "2023-Q3F")]
    assert names(without_commentary(plan, Q4, {"read"}, told)) == ["family", "by-year", "read"]
    assert names(without_commentary(plan, Q4, {"read"}, told, {"two"})) == ["read"]


def test_a_definition_is_past_review_after_its_day_and_not_before(plan):
    assert tasks.past_review(plan, date(2030, 1, 1)) == ()
    document = json.loads(plan.model_dump_json())
    document["passions"][0]["priorities"][0]["indicators"][1]["review_by"] = "2024-04-09"
    document["passions"][0]["priorities"][0]["indicators"][0]["review_by"] = "2024-04-10"
    dated = Plan.model_validate_json(json.dumps(document))
    assert [each.id for each in tasks.past_review(dated, ON)] == ["family"]
    assert [each.id for each in tasks.past_review(dated, date(2024, 4, 11))] == ["family", "visits"]


def test_posts_that_nobody_is_named_for_say_what_they_are_named_for(plan):
    assert {post.id: what for post, what in unfilled(plan).items()} == {
        "a-post": ("senior responsible owner of priority 1", "lead of priority 1", "figures of visits", "owner of action A1")
    }
    assert unfilled(plan, {"two"}) == {}


def test_somebodys_priorities_are_those_they_lead_or_supply(plan):
    assert [sorted(tasks.of_person(plan, id)) for id in ("ann", "ben", "a-post", "nobody")] == [["one"], ["two"], ["one"], []]
