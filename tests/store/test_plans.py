from datetime import date

import pytest
from store_given import day

from store import plans
from store.plans import Pattern


def test_the_plan_is_kept_under_a_version_when_it_changes_and_read_as_of_a_date(store):
    assert store.plan_text(None) is None
    assert store.keep_plan("plan: 1", day(0))
    assert not store.keep_plan("plan: 1", day(5))
    assert store.keep_plan("plan: 2", day(10))
    assert store.keep_plan("plan: 1", day(20))  # changed back: a version of its own
    assert [store.plan_text(day(n)) for n in (-1, 0, 9, 10, 19, 20)] == [None, "plan: 1", "plan: 1", "plan: 2", "plan: 2", "plan: 1"]
    assert store.plan_text(None) == "plan: 1"
    assert [(v.known_from, v.text) for v in store.plan_versions()] == [(day(0), "plan: 1"), (day(10), "plan: 2"), (day(20), "plan: 1")]


def test_a_cell_hidden_beside_a_hidden_one_stays_so(store):
    white = Pattern("I2.1", "detained", "town", "ethnic_group", "2023-Q1F", "white")
    asian = Pattern("I2.1", "detained", "town", "ethnic_group", "2023-Q1F", "asian")
    assert store.keep_patterns([white, white], at=day(0)) == 1
    assert store.keep_patterns([white, asian], at=day(1)) == 1
    assert store.keep_patterns([asian], at=day(2)) == 0
    assert store.patterns() == {white, asian}
    assert store.verify() == []


def test_a_cell_kept_before_days_were_told_apart_is_hidden_on_every_past_day_and_others_from_that_day_on(
    store, monkeypatch: pytest.MonkeyPatch
):
    white = Pattern("I2.1", "detained", "town", "ethnic_group", "2023-Q1F", "white")
    asian = Pattern("I2.1", "detained", "town", "ethnic_group", "2023-Q1F", "asian")
    with monkeypatch.context() as before:
        before.setattr(plans, "_FROM_THEN", "suppression patterns")
        store.keep_patterns([white], at=day(5))
    store.keep_patterns([asian], at=day(5))
    then = date(2023, 12, 31)
    assert {cell: hiding.holds(then) for cell, hiding in store.hidings().items()} == {white: True, asian: False}
    assert all(hiding.holds(day(5).date()) for hiding in store.hidings().values())
