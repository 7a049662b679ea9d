"""Since you last met: new, revised, newly hidden, changed in state; never a difference that tells of few people."""

from dataclasses import replace
from datetime import date

import pytest
from hand_built import figure, plan, quarters

from indicators import changes, summaries, wording
from indicators.changes import ChangeItem
from indicators.disclosure.released import Released
from indicators.periods import quarter, year

OLD = figure(year(2020), 100.0, indicator="waiting")


def told(before: list[Released], after: list[Released]) -> list[tuple[str, str]]:
    return [(item.kind, item.text) for item in changes.changes(before, after, plan())]


def counted(value: float, *, profile: str, numerator: float | None = None, denominator: float | None = None) -> Released:
    return replace(OLD, value=value, profile=profile, numerator=numerator, denominator=denominator)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [OLD], [("new", "2.1 People in work: one new figure for Anytown, for 2020 to 2021: 100.")]),
        ([OLD], [OLD], []),
        ([OLD], [replace(OLD, value=130.0)], [("revised", "2.1 People in work, Anytown, 2020 to 2021: revised from 100 to 130.")]),
        (
            [OLD],
            [figure(year(2020), None, indicator="waiting")],
            [("hidden", "2.1 People in work, Anytown, 2020 to 2021: now hidden to protect people.")],
        ),
        (
            [figure(year(2020), None, indicator="waiting")],
            [OLD],
            [("shown", "2.1 People in work, Anytown, 2020 to 2021: now shown, 100.")],
        ),
        (
            [OLD],
            [figure(year(2020), None, indicator="waiting", status="x")],
            [("hidden", "2.1 People in work, Anytown, 2020 to 2021: no longer a number.")],
        ),
        (
            [figure(year(2020), None, indicator="waiting", status="c")],
            [figure(year(2020), None, indicator="waiting", status="x")],
            [("hidden", "2.1 People in work, Anytown, 2020 to 2021: now not available.")],
        ),
        ([OLD], [], [("withdrawn", "2.1 People in work, Anytown, 2020 to 2021: taken back.")]),
        ([figure(year(2020), None, indicator="waiting")], [figure(year(2020), None, indicator="waiting", revision=2)], []),
    ],
)
def test_each_kind_of_change_has_its_sentence(before, after, expected):
    assert told(before, after) == expected


@pytest.mark.parametrize(
    ("profile", "old", "new", "shown"),
    [
        ("open", 100.0, 101.0, True),
        ("mhsds5", 100.0, 105.0, True),
        ("hes7", 100.0, 105.0, True),
        ("exact5", 100.0, 101.0, False),
        ("exact5", 100.0, 104.0, False),
        ("exact5", 100.0, 105.0, True),
        ("exact7", 100.0, 107.0, False),
        ("exact7", 100.0, 108.0, True),
        ("deaths", 30.0, 39.0, False),
        ("deaths", 30.0, 40.0, True),
    ],
)
def test_a_revision_by_a_few_people_says_only_revised_where_counts_are_unrounded(profile, old, new, shown):
    (item,) = changes.changes([counted(old, profile=profile, numerator=old)], [counted(new, profile=profile, numerator=new)], plan())
    assert item.kind == "revised"
    assert (item.text.endswith(": revised.")) is not shown
    assert ((item.old, item.new) == (None, None)) is not shown


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [((40.0, 100.0), (42.0, 100.0), False), ((40.0, 100.0), (50.0, 108.0), False), ((40.0, 100.0), (60.0, 140.0), True)],
)
def test_a_share_is_told_by_its_counts_and_by_the_rest_of_them(old, new, shown):
    before, after = (counted(100 * x / n, profile="exact5", numerator=x, denominator=n) for x, n in (old, new))
    (item,) = changes.changes([before], [after], plan())
    assert (item.old is not None) is shown


def test_a_profile_that_was_stricter_before_counts_too():
    (item,) = changes.changes([counted(100.0, profile="exact7")], [counted(106.0, profile="open")], plan())
    assert item.text.endswith(": revised.")


def test_a_revision_that_shows_no_difference_after_release_is_not_told():
    again = replace(OLD, revision=2, submission=9, sequence=40)
    assert changes.changes([OLD], [again], plan()) == ()


def test_new_figures_of_one_series_are_told_together_with_the_latest():
    (item,) = changes.changes([], quarters([50.0, 60.0, 70.0], first=(2023, 2)), plan())
    assert item == ChangeItem(
        "new",
        "checks",
        "",
        "town",
        "1.1 Full checks: three new figures for Anytown, the latest for January to March 2024: 70.0 %.",
        "P1",
        new=figure(quarter(2023, 4), 70.0),
        figures=3,
    )


def test_changes_stand_in_the_order_of_the_plan_latest_first():
    before = [OLD, *quarters([50.0, 60.0], first=(2023, 2))]
    after = [replace(OLD, value=200.0), *quarters([55.0, 65.0], first=(2023, 2))]
    assert [(item.indicator, item.new.key.period.key) for item in changes.changes(before, after, plan()) if item.new] == [
        ("checks", "2023-Q3F"),
        ("checks", "2023-Q2F"),
        ("waiting", "2020F"),
    ]


def test_a_group_is_named_by_its_label():
    group = [("ethnic_group", "black")]
    before = figure(year(2023), 159.0, indicator="detained", area="county", group=group, classification="2001-NHS")
    (item,) = changes.changes([before], [replace(before, value=160.0)], plan())
    assert item.text == (
        "1.2 Detentions, Black or Black British, Anyshire, 2023 to 2024: revised from 159.0 per 100,000 to 160.0 per 100,000."
    )


def test_a_changed_state_is_told_first():
    steady = [50.0, 52.0, 49.0, 51.0] * 3
    before = quarters(steady, first=(2020, 1))
    after = [*before, *quarters([90.0], first=(2023, 1))]
    boards = tuple(summaries.board(plan(), side, as_of=date(2024, 9, 1)) for side in (before, after))
    found = changes.changes(before, after, plan(), boards=(boards[0], boards[1]))
    assert [item.kind for item in found] == ["state", "new"]
    assert found[0].text == "1.1 Full checks: from “no clear change” to “improving”."
    assert found[0].priority == "P1"
    assert not any(wording.forbidden(item.text) for item in found)
    assert changes.changes(before, before, plan(), boards=(boards[0], boards[0])) == ()
