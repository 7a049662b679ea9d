"""The plan that is shipped, and the plan of another city, read into frozen objects."""

import csv
import re
from dataclasses import FrozenInstanceError
from datetime import date

import pytest
from pydantic import ValidationError

from indicators.periods import of_key
from indicators.registry import Plan, counts, read, schema
from indicators.registry.types import PERIOD_KEY


@pytest.fixture(scope="module")
def plan(root) -> Plan:
    reading = read((root / "priorities.yaml").read_text(encoding="utf-8"))
    assert [mistake.sentence for mistake in reading.mistakes] == []
    return reading.plan


@pytest.fixture(scope="module")
def small(root) -> Plan:
    reading = read((root / "tests" / "plans" / "small_city.yaml").read_text(encoding="utf-8"))
    assert [mistake.sentence for mistake in reading.mistakes] == []
    return reading.plan


def named(plan, **wanted):
    return {measure.id for measure in plan.measures if all(getattr(measure, name) == value for name, value in wanted.items())}


# --- the counts of the printed plan (READING.md, section 5) --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("passions", 3),
        ("priorities", 8),
        ("priorities_by_passion", (3, 1, 4)),
        ("indicators", 29),
        ("indicators_by_priority", (3, 1, 4, 3, 6, 3, 7, 2)),
        ("measures", 28),
        ("measures_by_priority", (3, 1, 4, 3, 6, 3, 6, 2)),
        ("measures_ready", 17),
        ("measures_in_development", 9),
        ("measures_unclear", 2),
        ("requirements", 2),
        ("actions", 36),
        ("actions_by_priority", (4, 5, 6, 4, 5, 2, 5, 5)),
        ("action_areas", 9),
        ("outcomes", 4),
        ("interfaces", 7),
        ("sros", 11),
        ("sro_posts", 2),
        ("leads", 14),
        ("lead_posts", 2),
        ("judgements", 27),
        ("doubts", 18),
        ("indicators_ready", 17),
        ("indicators_ready_numeric", 15),
        ("indicators_without_measure", 1),
        ("indicators_with_published_figures", 10),
        ("indicators_with_target", 1),
        ("indicators_with_baseline", 0),
    ],
)
def test_the_plan_holds_what_the_printed_one_holds(plan, name, expected):
    assert getattr(counts(plan), name) == expected


def test_counts_are_said_in_words_and_as_data(plan):
    made = counts(plan)
    said = "\n".join(made.lines())
    assert "8 priorities, by passion 3/1/4" in said
    assert "28 measures, by priority 3 1 4 3 6 3 6 2: 17 ready, 9 in development, 2 unclear" in said
    assert "9 people and 2 posts as SROs, 12 people and 2 posts as implementation leads" in said
    assert made.as_dict()["actions"] == 36


def test_ids_are_unique_across_the_plan(plan):
    ids = [entry.id for entries in (plan.passions, plan.priorities, plan.indicators, plan.measures, plan.actions) for entry in entries]
    ids += [area.id for action in plan.actions for area in action.areas] + [entry.id for entry in plan.outcomes]
    assert len(ids) == len(set(ids)) == 3 + 8 + 29 + 28 + 36 + 9 + 4


def test_every_indicator_but_one_has_one_measure_of_the_same_number(plan):
    assert [indicator.id for indicator in plan.indicators if indicator.measure is None] == ["I7.7"]
    assert all(indicator.measure == indicator.id.replace("I", "M") for indicator in plan.indicators if indicator.measure)


def test_measures_in_development_and_unclear_are_those_of_the_reading(plan):
    assert named(plan, state="in_development") == {"M3.1", "M4.3", "M5.1", "M5.2", "M5.4", "M5.6", "M6.1", "M7.5", "M7.6"}
    assert named(plan, state="unclear") == {"M3.4", "M4.1"}
    assert named(plan, kind="qualitative") == {"M4.2", "M7.3"}


def test_the_names_that_the_broken_table_loses_are_whole(plan):
    assert plan.priority("P4").name == "Improve transition support and develop new mental health services for 14-25 year olds"
    assert "adverse childhood experiences and embedding a 'Think Family' approach" in plan.priority("P5").name


def test_three_spellings_are_one_person_and_posts_are_no_people(plan):
    [person] = [person for person in plan.people if "Jayne Bathegate-Roach" in person.aliases]
    assert {"Jayne Bathegate Roche", "Jayne Bathgate-Roache"} < set(person.aliases)
    assert [priority.id for priority in plan.priorities if person.id in priority.leads] == ["P2", "P4", "P6"]
    initials = {alias: person.name for person in plan.people for alias in person.aliases if len(alias) == 2}
    assert initials == {"SH": "Simon Harris", "AC": "Andrea Cavill", "RB": "Roz Brown"}
    posts = [person.name for person in plan.people if person.kind == "post"]
    assert posts == ["LCH", "PC Lead", "3rd Sector Lead (priority 5)", "3rd Sector Lead (priority 7)"]


def test_one_contact_supplies_eight_measures_of_six_priorities_and_leads_none(plan):
    supplied = [priority.id for priority in plan.priorities for measure in priority.measures if "simon-harris" in measure.contacts]
    assert len(supplied) == 8
    assert len(set(supplied)) == 6
    assert not any("simon-harris" in priority.leads for priority in plan.priorities)


def test_nothing_is_set_that_the_plan_does_not_set(plan):
    assert {indicator.baseline for indicator in plan.indicators} == {"not set"}
    assert [(one.id, [target.value for target in one.targets]) for one in plan.indicators if one.targets] == [("I5.4", [100])]
    assert [one.id for one in plan.indicators if one.frequency_stated] == ["I8.1"]
    assert (plan.starts, plan.ends) == (date(2020, 4, 1), date(2025, 3, 31))


def test_every_indicator_has_a_part_and_no_more_than_one_headline(plan):
    assert all(indicator.parts for indicator in plan.indicators)
    assert all(sum(part.headline for part in indicator.parts) <= 1 for indicator in plan.indicators)
    filled = [indicator.number for indicator in plan.indicators if any(part.published for part in indicator.parts)]
    assert filled == ["1.1", "1.2", "1.3", "2.1", "6.2", "6.3", "7.1", "7.4", "8.1", "8.2"]


def test_nearest_figures_say_what_the_plan_says_instead(plan):
    nearest = {indicator.number for indicator in plan.indicators for part in indicator.parts if part.role == "nearest"}
    assert nearest == {"1.2", "6.3", "7.1", "8.2"}
    sentences = [part.nearest for indicator in plan.indicators for part in indicator.parts if part.role == "nearest"]
    assert all("The plan says" in sentence for sentence in sentences)


def test_directions_are_those_of_the_plan(plan):
    anxiety = next(part for part in plan.indicator("I1.1").parts if part.id == "anxiety")
    assert (plan.indicator("I1.1").parts[0].direction, anxiety.direction) == ("up", "down")
    assert [plan.indicator(one).direction for one in ("I2.1", "I6.3", "I7.1", "I8.2", "I4.2")] == [
        "towards_one",
        "down",
        "up",
        "down",
        "not_stated",
    ]


def test_the_disclosure_profile_follows_from_what_is_counted(plan):
    profiles = {"hes7": {"I1.3", "I7.5"}, "deaths": {"I1.2", "I8.2"}, "exact5": {"I3.4", "I5.1", "I5.2", "I5.4", "I5.5", "I5.6"}}
    for profile, wanted in profiles.items():
        assert {indicator.id for indicator in plan.indicators if indicator.profile == profile} == wanted
    assert {indicator.id for indicator in plan.indicators if indicator.sensitive} == {"I1.2", "I1.3"}


def test_the_flag_on_west_yorkshire_rates_is_not_put_on_those_of_england(plan):
    detained = next(part for part in plan.indicator("I2.1").parts if part.id == "detained")
    flagged = {selection.areas: dict(selection.flagged) for selection in detained.published}
    assert flagged == {("west-yorkshire",): {"asian": ("u",), "other": ("u",)}, ("england",): {}}


def test_notes_named_by_their_id_are_read_as_their_sentence(plan):
    assert all(" " in note for indicator in plan.indicators for note in indicator.notes)
    assert any(note.endswith("(D18)") and "both rates" in note for note in plan.indicator("I2.1").notes)


def test_the_plans_word_for_ethnic_minority_groups_stands_only_where_the_plan_is_quoted(root):
    for line in (root / "priorities.yaml").read_text(encoding="utf-8").splitlines():
        if "BAME" in line:
            # Quotations: indicator 2.1, measure 2.1, action 2.5, the reporting requirement of priority 7, and the list of abbreviations.
            assert re.search(r"of BAME groups being|BAME cf\. white|recent BAME health|carers, LGBT and BAME|^  BAME:", line)


def test_the_plan_agrees_with_its_cell_by_cell_reading(plan, shared):
    from yaml import safe_load  # only here: the plan's own reader is not asked to judge itself

    source = safe_load((shared / "plan" / "plan-as-read.yaml").read_text(encoding="utf-8"))
    wanted = {entry["id"]: entry["text"] for priority in source["priorities"] for entry in priority["indicators"]}
    assert {indicator.id: indicator.text for indicator in plan.indicators} == wanted
    wanted = {entry["id"]: entry["text"] for priority in source["priorities"] for entry in priority["measures"]}
    assert {measure.id: measure.text for measure in plan.measures} == wanted
    wanted = {entry["id"]: entry["text"] for priority in source["priorities"] for entry in priority["actions"]}
    assert {action.id: action.text for action in plan.actions} == wanted
    assert [outcome.text for outcome in plan.outcomes] == [entry["text"] for entry in source["plan"]["outcomes"]]
    assert [priority.name for priority in plan.priorities] == [entry["name"] for entry in source["priorities"]]


def test_the_nhs_grouping_takes_each_group_of_the_census_once(plan, shared):
    with (shared / "published" / "census" / "census2021_ethnic_group_by_local_authority.csv").open(encoding="utf-8-sig") as lines:
        written = {row["ethnic_group"] for row in csv.DictReader(lines)}
    taken = [category for categories in plan.population("census-2021-nhs").groups.values() for category in categories]
    assert len(taken) == len(set(taken)) == 19
    assert set(taken) == written


@pytest.mark.parametrize(
    "key",
    ["2020-04", "2019-Q3F", "2020-H1F", "2021F", "2015C", "2020S", "2015C-2017C", "@2021-03-21", "2024-02-01..2024-04-30", "2024-W07"],
)
def test_the_keys_a_plan_may_name_are_those_of_periods(key):
    assert re.fullmatch(PERIOD_KEY, key)
    assert of_key(key).key == key


# --- another city ----------------------------------------------------------------------------------------------------------------------


def test_the_plan_of_another_city_is_read_by_the_same_code(small):
    made = counts(small)
    assert (made.passions, made.priorities, made.indicators, made.measures) == (1, 2, 5, 4)
    assert (made.measures_in_development, made.indicators_without_measure, made.posts) == (1, 1, 1)
    assert small.priority_of("hostel-checks").id == "homes"


def test_what_a_plan_leaves_out_follows_from_what_it_says(small):
    seen = small.indicator("seen-soon")
    assert (seen.multiplier, seen.parts[0].multiplier, seen.parts[0].decimals) == (100, 100, 1)
    assert (seen.parts[0].name, seen.parts[0].direction, seen.parts[0].frequency) == (seen.short, "up", "quarterly")
    drop_ins = small.indicator("drop-ins")
    assert (drop_ins.multiplier, drop_ins.parts[0].decimals, drop_ins.parts[0].year_type) == (1, 0, "calendar")
    assert small.indicator("self-harm").parts[0].multiplier == 100_000


def test_a_plan_cannot_be_changed_after_it_is_read(small):
    with pytest.raises((ValidationError, FrozenInstanceError)):
        small.title = "another"


@pytest.mark.parametrize("ask", ["priority", "indicator", "measure", "area", "source", "person", "population", "commitment", "priority_of"])
def test_an_unknown_id_is_a_key_error(small, ask):
    with pytest.raises(KeyError):
        getattr(small, ask)("nowhere")


def test_the_schema_describes_each_field_and_asks_of_a_part_only_what_it_cannot_take_from_its_indicator():
    made = schema()
    assert made["$schema"].endswith("2020-12/schema")
    assert made["$defs"]["Part"]["required"] == []
    assert {"text", "short", "direction", "unit", "frequency"} < set(made["$defs"]["Indicator"]["required"])
    undescribed = [name for entry in made["$defs"].values() for name, field in entry["properties"].items() if "description" not in field]
    assert undescribed == []
