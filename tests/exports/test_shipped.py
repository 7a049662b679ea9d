"""Figures that come with the project go out and come back the same."""

import csv
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.shipped import shipped_csv
from indicators import periods
from indicators.disclosure.released import Released
from indicators.observations import Key, Observation, Origin, Status
from indicators.registry.models import Plan
from indicators.shipping import COLUMNS, bounds_of, bounds_text, breakdown_of, breakdown_text, guarded, unguarded
from loaders.reading import read

PART = {"name": "a part", "direction": "up", "unit": "per_cent", "frequency": "annual"}
INDICATOR = {"text": "An indicator", "direction": "up", "unit": "per_cent", "frequency": "annual", "parts": [PART]}
PLAN = Plan.model_validate(
    {
        "id": "small",
        "title": "A plan",
        "short_title": "A plan",
        "place": "Anytown",
        "starts": date(2020, 4, 1),
        "ends": date(2025, 3, 31),
        "board": "A board",
        "reviews": {"indicators": "quarterly", "actions": "yearly"},
        "areas": [{"id": "town", "name": "Anytown", "role": "plan", "kind": "other", "codes": [{"code": "T1", "scheme": "ons"}]}],
        "sources": [
            {"id": "open", "publisher": "P", "dataset": "=D", "loader": "eip", "licence": "OGL", "published_on": date(2024, 6, 13)},
            {"id": "closed", "publisher": "P", "dataset": "D", "loader": "eip", "licence": "OGL", "profile": "mhsds5"},
        ],
        "passions": [
            {
                "id": "one",
                "name": "A passion",
                "priorities": [
                    {
                        "id": "A",
                        "number": "1",
                        "name": "A priority",
                        "short": "A priority",
                        "indicators": [{**INDICATOR, "id": id, "number": id, "short": id} for id in ("A10", "A2")],
                    }
                ],
            }
        ],
    }
)


def released(observation):
    shared = {name: getattr(observation, name) for name in Observation.__slots__ if name != "bounds"}
    return Released(**shared, profile="open", submission=1, sequence=1, revision=1, known_from=datetime(2024, 7, 1, tzinfo=UTC), by="a")


def back(text, plan=PLAN):
    return read("figures.csv", text.encode("utf-8"), plan)


def observation(**more):
    key = Key("A2", "", "town", periods.quarter(2023, 4))
    return Observation(**{"key": key, "source": "open", "value": 81.23650107991361, **more})


def test_the_header_is_ours_and_the_numbers_keep_their_last_digit():
    [row] = csv.DictReader(shipped_csv([released(observation(lower=0.1 + 0.2, limits="as published"))], PLAN).splitlines())
    assert tuple(row) == COLUMNS
    assert (row["value"], row["lower"], row["upper"], row["period"]) == ("81.23650107991361", "0.30000000000000004", "", "2023-Q4F")
    assert (row["publisher"], row["published_on"], row["dataset"]) == ("P", "2024-06-13", "'=D")


def test_limits_of_our_own_are_left_out_because_they_are_no_part_of_what_was_published():
    [row] = csv.DictReader(shipped_csv([released(observation(lower=80.3, upper=82.1, limits="Wilson"))], PLAN).splitlines())
    assert (row["lower"], row["upper"], row["limits"]) == ("", "", "")


def test_only_open_sources_are_carried():
    assert shipped_csv([released(observation(source="closed"))], PLAN).splitlines() == [",".join(COLUMNS)]


def test_the_order_is_the_plans_and_does_not_depend_on_the_order_of_arrival():
    first, second = (observation(key=Key(id, "", "town", periods.year(2020))) for id in ("A10", "A2"))
    text = shipped_csv([released(second), released(first)], PLAN)
    assert text == shipped_csv([released(first), released(second)], PLAN)
    assert [row["indicator"] for row in csv.DictReader(text.splitlines())] == ["A10", "A2"]


def test_the_publication_date_comes_back_with_its_source():
    assert back(shipped_csv([released(observation())], PLAN)).published_on == {"open": date(2024, 6, 13)}


WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
NUMBERS = st.none() | st.floats(allow_nan=False, allow_infinity=False)
PERIODS = st.sampled_from(
    [periods.quarter(2019, 3), periods.year(2020), periods.month(2020, 4), periods.pooled(2015, 2017), periods.snapshot(date(2021, 3, 21))]
)


@st.composite
def observations(draw):
    status = draw(st.sampled_from(list(Status)))
    limited = draw(st.booleans())
    pairs = draw(st.lists(st.tuples(WORDS, WORDS), max_size=2))
    return Observation(
        key=Key(draw(st.sampled_from(["A2", "A10"])), draw(st.sampled_from(["", "eip"])), "town", draw(PERIODS), tuple(pairs)),
        source="open",
        value=draw(st.floats(allow_nan=False, allow_infinity=False)) if status is Status.OK else None,
        status=status,
        flags=frozenset(draw(st.sets(st.sampled_from("prueb")))),
        numerator=draw(NUMBERS),
        denominator=draw(NUMBERS),
        lower=draw(NUMBERS) if limited else None,
        upper=draw(NUMBERS) if limited else None,
        limits="as published" if limited else "",
        classification=draw(st.sampled_from(["", "2001-NHS"])),
        population=draw(st.sampled_from(["", "census-2021"])),
        reason=draw(WORDS),
        origin=Origin(draw(WORDS), draw(WORDS), draw(WORDS)),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(observations(), max_size=5, unique_by=lambda o: o.key))
def test_what_goes_out_comes_back_the_same(given_):
    submission = back(shipped_csv([released(o) for o in given_], PLAN))
    assert submission.problems == ()
    assert (submission.format, submission.rows_read) == ("shipped", len(given_))
    assert {o.key: o for o in submission.observations} == {o.key: o for o in given_}


@given(st.lists(st.tuples(WORDS, WORDS), max_size=3).map(tuple))
def test_a_breakdown_is_written_and_read_back(pairs):
    assert breakdown_of(breakdown_text(pairs)) == pairs


@given(st.text())
def test_a_guarded_text_starts_no_formula_and_comes_back(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize("bounds", [None, (0.0, 4.0), (3.0, None), (0.1 + 0.2, 1e300)])
def test_bounds_are_written_and_read_back(bounds):
    assert bounds_of(bounds_text(bounds)) == bounds


FAULTS = {
    "a period that is none": ("2023-Q4F", "last year"),
    "a number that is none": ("81.23650107991361", "many"),
    "a value beside a marker": (",ok,", ",c,"),
    "a status that is none": (",ok,", ",fine,"),
}


@pytest.mark.parametrize(("right", "wrong"), FAULTS.values(), ids=FAULTS.keys())
def test_a_row_changed_by_hand_stops_the_file_and_is_named(right, wrong):
    text = shipped_csv([released(observation())], PLAN)
    assert right in text
    submission = back(text.replace(right, wrong))
    assert submission.stopped
    assert submission.problems[0].where.address == "line 2"


def test_rows_of_another_plan_are_passed_over():
    text = shipped_csv([released(observation())], PLAN).replace("A2,", "Z9,")
    submission = back(text)
    assert (submission.observations, submission.passed[0].rows, submission.stopped) == ((), 1, False)
