"""By when figures are due: working days in England over Easter, year ends, substitute days and proclamations; and when to remind."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators import deadlines
from indicators.bank_holidays import england
from indicators.deadlines import deadline, is_working, quarters, reminders, working_days_on
from indicators.periods import of_key, quarter
from indicators.registry import read
from indicators.registry.models import Deadline, Deadlines, Plan

# "UK bank holidays", England and Wales, GOV.UK: every one of each year
BANK_HOLIDAYS = {
    2022: ("01-03", "04-15", "04-18", "05-02", "06-02", "06-03", "08-29", "09-19", "12-26", "12-27"),
    2023: ("01-02", "04-07", "04-10", "05-01", "05-08", "05-29", "08-28", "12-25", "12-26"),
    2024: ("01-01", "03-29", "04-01", "05-06", "05-27", "08-26", "12-25", "12-26"),
    2027: ("01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"),
    2028: ("01-03", "04-14", "04-17", "05-01", "05-29", "08-28", "12-25", "12-26"),
}


@pytest.mark.parametrize("year", BANK_HOLIDAYS)
def test_no_work_is_done_on_the_bank_holidays_of_england_and_on_no_other_weekday(year):
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    off = england([year])
    idle = [day for day in days if day.year == year and day.weekday() < 5 and not is_working(day, off)]
    assert idle == [date.fromisoformat(f"{year}-{day}") for day in BANK_HOLIDAYS[year]]


def test_scotland_and_northern_ireland_have_days_that_england_has_not():
    for day in (date(2024, 1, 2), date(2024, 3, 18), date(2024, 7, 12), date(2024, 12, 2)):
        assert is_working(day, england([2024]))


WORKING = [
    # from, working days, the day reached, why
    (date(2024, 3, 28), 1, date(2024, 4, 2), "over Easter, from Maundy Thursday to Tuesday"),
    (date(2024, 4, 2), -1, date(2024, 3, 28), "and back"),
    (date(2022, 6, 1), 1, date(2022, 6, 6), "over the jubilee: two bank holidays on Thursday and Friday"),
    (date(2022, 5, 27), 1, date(2022, 5, 30), "the spring bank holiday of 2022 was moved into June"),
    (date(2022, 9, 16), 1, date(2022, 9, 20), "over the state funeral"),
    (date(2023, 5, 5), 1, date(2023, 5, 9), "over the coronation's Monday"),
    (date(2027, 12, 24), 1, date(2027, 12, 29), "Christmas on a weekend, with two substitute days"),
    (date(2027, 12, 31), 1, date(2028, 1, 4), "over the year's end, New Year's Day on a Saturday"),
    (date(2024, 12, 24), 5, date(2025, 1, 3), "over Christmas and New Year"),
    (date(2025, 1, 3), -5, date(2024, 12, 24), "and back over the year's end"),
    (date(2024, 6, 1), 1, date(2024, 6, 3), "from a Saturday"),
    (date(2024, 6, 2), -1, date(2024, 5, 31), "from a Sunday back"),
]


@pytest.mark.parametrize(("start", "count", "reached", "why"), WORKING, ids=[case[3] for case in WORKING])
def test_working_days_are_counted_from_the_day_after(start, count, reached, why):
    assert working_days_on(start, count, england(range(2021, 2030))) == reached


def test_no_working_days_is_no_question():
    with pytest.raises(ValueError, match="0 working days"):
        working_days_on(date(2024, 6, 3), 0, ())


OFF = england(range(2018, 2034))
DAYS = st.dates(date(2019, 1, 1), date(2032, 12, 31))
COUNTS = st.integers(1, 60)


@given(DAYS, COUNTS)
def test_a_working_day_is_reached_and_there_are_as_many_between(start, count):
    reached = working_days_on(start, count, OFF)
    assert is_working(reached, OFF)
    between = [start + timedelta(days=n) for n in range(1, (reached - start).days + 1)]
    assert sum(is_working(day, OFF) for day in between) == count


@given(DAYS, COUNTS)
def test_the_way_back_ends_where_it_began(start, count):
    first = working_days_on(start, 1, OFF)
    assert working_days_on(working_days_on(first, count, OFF), -count, OFF) == first


def with_deadlines(plan: Plan, **said) -> Plan:
    return plan.model_copy(update={"deadlines": Deadlines(**said)})


def test_a_plan_that_sets_no_deadline_has_none_and_reminds_nobody(plan):
    assert plan.deadlines is None
    for each in quarters(plan):
        assert deadline(plan, each) is None
        assert reminders(plan, each) == ()


def test_a_deadline_is_so_many_working_days_after_its_quarter_or_a_day_of_its_own(plan):
    own = Deadline(period="2024-Q4F", on=date(2025, 5, 9))
    assert deadline(with_deadlines(plan, working_days=20), quarter(2024, 4)) == date(2025, 4, 30)
    both = with_deadlines(plan, working_days=20, dates=(own,))
    assert [deadline(both, quarter(2024, n)) for n in (3, 4)] == [date(2025, 1, 29), date(2025, 5, 9)]
    assert deadline(with_deadlines(plan, dates=(own,)), quarter(2024, 3)) is None


def test_reminders_come_20_and_5_working_days_before_and_one_after(plan):
    found = reminders(with_deadlines(plan, working_days=20), quarter(2024, 4))
    assert [(each.on, each.working_days) for each in found] == [(date(2025, 3, 31), -20), (date(2025, 4, 23), -5), (date(2025, 5, 1), 1)]
    assert [each.words for each in found] == [
        "20 working days to the deadline",
        "5 working days to the deadline",
        "one working day after the deadline",
    ]


def test_reminders_of_a_deadline_on_a_day_without_work_fall_on_days_with_work(plan):
    new_year = with_deadlines(plan, dates=(Deadline(period="2024-Q2F", on=date(2025, 1, 1)),))
    assert [each.on for each in reminders(new_year, quarter(2024, 2))] == [date(2024, 12, 2), date(2024, 12, 23), date(2025, 1, 2)]


def test_a_bank_holiday_is_added_dropped_or_moved_by_proclamation(plan):
    """As in 2020, when the early May holiday was moved from the Monday to Friday 8 May."""
    usual = with_deadlines(plan, working_days=19)
    assert deadline(usual, quarter(2023, 4)) == date(2024, 4, 26)
    added = with_deadlines(plan, working_days=19, holidays_added=(date(2024, 4, 10),))
    assert deadline(added, quarter(2023, 4)) == date(2024, 4, 29)
    moved = with_deadlines(plan, working_days=19, holidays_added=(date(2024, 4, 2),), holidays_dropped=(date(2024, 4, 1),))
    assert deadline(moved, quarter(2023, 4)) == date(2024, 4, 26)
    dropped = with_deadlines(plan, working_days=19, holidays_dropped=(date(2024, 4, 1),))
    assert deadline(dropped, quarter(2023, 4)) == date(2024, 4, 25)
    assert not is_working(date(2020, 5, 8), england([2020]))
    assert is_working(date(2020, 5, 4), england([2020]))


def test_the_quarters_of_the_plan_are_whole_and_in_order(plan):
    found = quarters(plan)
    assert [found[0].key, found[-1].key, len(found)] == ["2020-Q1F", "2024-Q4F", 20]
    assert all(after == before.next() for before, after in pairwise(found))
    begun_within = plan.model_copy(update={"starts": date(2020, 5, 1), "ends": date(2025, 2, 28)})
    assert quarters(begun_within) == found[1:-1]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2024, 6, 30, 22, 59, tzinfo=UTC), date(2024, 6, 30)),
        (datetime(2024, 6, 30, 23, 0, tzinfo=UTC), date(2024, 7, 1)),
        (datetime(2024, 12, 31, 23, 59, tzinfo=UTC), date(2024, 12, 31)),
        (datetime(2024, 3, 31, 0, 59, tzinfo=UTC), date(2024, 3, 31)),
        (datetime(2024, 10, 26, 23, 30, tzinfo=UTC), date(2024, 10, 27)),
    ],
)
def test_a_day_is_that_of_london_in_summer_and_in_winter(moment, day):
    assert deadlines.london_day(moment) == day


def test_a_time_without_a_zone_has_no_day_in_london():
    with pytest.raises(ValueError, match="without a zone"):
        deadlines.london_day(datetime(2024, 6, 30, 23))


MISTAKES = [
    ("  dates:\n    - {period: 2024-Q4F, on: 2025-03-31}", "a day after the quarter ends, on 2025-03-31"),
    ("  dates:\n    - {period: 2024F, on: 2025-05-31}", "the key of a quarter"),
    ("  dates:\n    - {period: 2024-Q4F, on: 2025-05-01}\n    - {period: 2024-Q4F, on: 2025-05-02}", "one deadline a quarter"),
    ("  working_days: 0", "working days in England after the end of a quarter"),
    ("  holidays_added: [2025-05-08]\n  holidays_dropped: [2025-05-08]", "a day in one of the two lists"),
    ("  working_days: soon", "a whole number"),
]


@pytest.mark.parametrize(("written", "words"), MISTAKES, ids=[words for _, words in MISTAKES])
def test_a_deadline_that_cannot_be_is_told_with_its_line(root, written, words):
    text = (root / "priorities.yaml").read_text(encoding="utf-8").replace("\nreviews:", f"\ndeadlines:\n{written}\nreviews:", 1)
    mistakes = read(text).mistakes
    assert len(mistakes) == 1
    assert words in mistakes[0].sentence
    assert of_key("2024-Q4F").end == date(2025, 3, 31)
