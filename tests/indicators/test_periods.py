"""Periods as things: their keys, their words, their order, and what may stand beside what."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.periods import (
    YEAR_STARTS,
    Period,
    half,
    iso_week,
    month,
    of_interval,
    of_key,
    pooled,
    quarter,
    rolling12,
    series,
    snapshot,
    year,
)

TABLE = [
    (quarter(2020, 1), "2020-Q1F", "April to June 2020 (Q1 2020 to 2021)", "Q1 2020 to 2021"),
    (quarter(2020, 4), "2020-Q4F", "January to March 2021 (Q4 2020 to 2021)", "Q4 2020 to 2021"),
    (quarter(2019, 3, year_type="calendar"), "2019-Q3C", "July to September 2019 (Q3 2019)", "Q3 2019"),
    (quarter(2020, 1, year_type="tax"), "2020-Q1T", "6 April to 5 July 2020 (Q1 tax year 2020 to 2021)", "Q1 tax year 2020 to 2021"),
    (half(2020, 1), "2020-H1F", "April to September 2020 (H1 2020 to 2021)", "H1 2020 to 2021"),
    (year(2020), "2020F", "April 2020 to March 2021 (2020 to 2021)", "2020 to 2021"),
    (year(2015, year_type="calendar"), "2015C", "January to December 2015", "2015"),
    (year(2020, year_type="school"), "2020S", "September 2020 to August 2021 (school year 2020 to 2021)", "school year 2020 to 2021"),
    (
        year(2020, year_type="higher_education"),
        "2020H",
        "August 2020 to July 2021 (university year 2020 to 2021)",
        "university year 2020 to 2021",
    ),
    (year(2020, year_type="tax"), "2020T", "6 April 2020 to 5 April 2021 (tax year 2020 to 2021)", "tax year 2020 to 2021"),
    (month(2020, 4), "2020-04", "April 2020", "Apr 2020"),
    (iso_week(2020, 15), "2020-W15", "6 to 12 April 2020 (week 15 of 2020)", "6 to 12 Apr 2020"),
    (iso_week(2020, 53), "2020-W53", "28 December 2020 to 3 January 2021 (week 53 of 2020)", "28 Dec 2020 to 3 Jan 2021"),
    (pooled(2015, 2017), "2015C-2017C", "2015 to 2017 (three years together)", "2015 to 2017"),
    (
        pooled(2016, 2018, year_type="financial"),
        "2016F-2018F",
        "April 2016 to March 2019 (three financial years together)",
        "Apr 2016 to Mar 2019",
    ),
    (
        pooled(2018, 2020, basis="registration"),
        "2018C-2020C+reg",
        "2018 to 2020 (three years together), by date of registration",
        "2018 to 2020, by date of registration",
    ),
    (rolling12(date(2020, 9, 30)), "2019-10..2020-09R", "12 months to September 2020", "12 months to Sep 2020"),
    (
        Period("ytd", date(2020, 4, 1), date(2020, 6, 30)),
        "2020-04..2020-06Y",
        "April to June 2020 (year to date)",
        "Apr to Jun 2020 (year to date)",
    ),
    (snapshot(date(2021, 3, 21)), "@2021-03-21", "21 March 2021", "21 Mar 2021"),
    (Period("window", date(2024, 2, 1), date(2024, 4, 30)), "2024-02-01..2024-04-30", "February to April 2024", "Feb to Apr 2024"),
    (Period("quarter", date(2020, 4, 1), date(2020, 6, 30)), "2020-04..2020-06Q", "April to June 2020", "Apr to Jun 2020"),
]


@pytest.mark.parametrize(("period", "key", "label", "short"), TABLE, ids=[row[1] for row in TABLE])
def test_a_period_has_a_key_a_label_and_a_short_form(period, key, label, short):
    assert (period.key, period.label, period.short) == (key, label, short)
    assert of_key(key) == period


@pytest.mark.parametrize(
    "text", ["", "2020", "2020-Q5F", "2020-Q1", "2020-13", "2021-W53", "@2021-02-29", "2020-Q1F ", "2020-06..2020-04Y", "latest"]
)
def test_what_is_no_key_is_refused_in_words(text):
    with pytest.raises(ValueError, match="is not the key of a period"):
        of_key(text)


def test_the_reference_page_shows_every_key_with_its_words(root):
    page = (root / "docs" / "reference" / "periods.md").read_text(encoding="utf-8")
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in page.splitlines() if line.startswith("| `")]
    assert len(rows) >= 18
    assert [row for row in rows if (of_key(row[0].strip("`")).label, of_key(row[0].strip("`")).short) != row[1:]] == []


def test_the_fourth_financial_quarter_is_in_the_next_calendar_year():
    assert quarter(2020, 4).start == date(2021, 1, 1)


def test_a_period_may_not_end_before_it_starts():
    with pytest.raises(ValueError, match="may not end before it"):
        Period("window", date(2020, 2, 1), date(2020, 1, 1))


def test_the_words_of_the_file_take_no_part_in_comparison():
    assert month(2020, 4, supplied="Apr-20") == month(2020, 4, supplied="M1 2020/21")


def test_a_month_is_of_no_type_of_year_however_it_was_made():
    assert Period("month", date(2020, 4, 1), date(2020, 4, 30), "financial") == month(2020, 4)


def test_periods_are_ordered_by_their_end_then_by_their_start():
    periods = [year(2020), quarter(2020, 4), quarter(2020, 1)]
    assert sorted(periods, key=lambda p: p.order) == [quarter(2020, 1), year(2020), quarter(2020, 4)]


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        (quarter(2020, 1), quarter(2020, 2), False),
        (quarter(2020, 1), year(2020), True),
        (pooled(2015, 2017), pooled(2017, 2019), True),
        (snapshot(date(2020, 6, 30)), quarter(2020, 1), True),
    ],
)
def test_periods_overlap_where_a_day_is_in_both(one, other, share):
    assert one.overlaps(other) is share
    assert other.overlaps(one) is share


def test_the_days_count_first_and_last():
    assert (snapshot(date(2020, 1, 1)).days, year(2019).days, iso_week(2020, 15).days) == (1, 366, 7)


@pytest.mark.parametrize(
    ("period", "following"),
    [
        (quarter(2020, 4), quarter(2021, 1)),
        (month(2020, 12), month(2021, 1)),
        (year(2020), year(2021)),
        (half(2020, 2), half(2021, 1)),
        (iso_week(2020, 53), iso_week(2021, 1)),
        (pooled(2015, 2017), pooled(2018, 2020)),
        (Period("window", date(2024, 2, 1), date(2024, 4, 30)), Period("window", date(2024, 5, 1), date(2024, 7, 31))),
    ],
)
def test_the_next_period_has_the_same_kind_and_length(period, following):
    assert period.next() == following


@pytest.mark.parametrize("period", [snapshot(date(2021, 3, 21)), Period("ytd", date(2020, 4, 1), date(2020, 6, 30))])
def test_a_snapshot_and_a_year_to_date_have_no_period_that_follows(period):
    with pytest.raises(ValueError, match="has no period that follows it"):
        period.next()


def test_a_series_is_in_order_and_holds_each_period_once():
    assert series([quarter(2020, 2), quarter(2020, 1), quarter(2020, 2)]) == (quarter(2020, 1), quarter(2020, 2))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (quarter(2020, 1), year(2020)),
        (year(2020), year(2020, year_type="calendar")),
        (pooled(2015, 2017), pooled(2015, 2016)),
        (quarter(2020, 1), Period("ytd", date(2020, 4, 1), date(2020, 6, 30))),
        (pooled(2018, 2020), pooled(2018, 2020, basis="registration")),
        (month(2020, 4), snapshot(date(2020, 4, 30))),
    ],
)
def test_a_series_refuses_to_mix_kinds_of_period(one, other):
    with pytest.raises(ValueError, match="one series may not mix"):
        series([one, other])


@pytest.mark.parametrize(
    ("start", "end", "year_type", "period"),
    [
        (date(2020, 4, 1), date(2020, 4, 30), "financial", month(2020, 4)),
        (date(2020, 4, 1), date(2020, 6, 30), "financial", quarter(2020, 1)),
        (date(2020, 4, 1), date(2020, 6, 30), "calendar", quarter(2020, 2, year_type="calendar")),
        (date(2024, 2, 1), date(2024, 4, 30), "financial", Period("window", date(2024, 2, 1), date(2024, 4, 30))),
        (date(2020, 4, 1), date(2021, 3, 31), None, year(2020)),
        (date(2019, 10, 1), date(2020, 9, 30), None, rolling12(date(2020, 9, 30))),
        (date(2015, 1, 1), date(2017, 12, 31), None, pooled(2015, 2017)),
    ],
)
def test_an_interval_is_the_kind_its_length_says(start, end, year_type, period):
    assert of_interval(start, end, year_type) == period


DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@given(
    st.sampled_from(["week", "month", "quarter", "half", "year", "ytd", "rolling12", "pooled", "window"]),
    DAYS,
    st.integers(0, 1500),
    st.sampled_from([None, *YEAR_STARTS]),
    st.sampled_from([None, "registration", "occurrence"]),
)
def test_every_period_is_read_back_from_its_key(kind, start, length, year_type, basis):
    period = Period(kind, start, start + timedelta(days=length), year_type, basis)
    assert of_key(period.key) == period


@given(
    st.sampled_from([month(2020, 1), quarter(2020, 3), half(2020, 2), year(2020), year(2020, year_type="tax"), pooled(2015, 2017)]),
    st.integers(1, 40),
)
def test_following_periods_leave_no_gap_and_do_not_overlap(period, steps):
    for _ in range(steps):
        following = period.next()
        assert following.start == period.end + timedelta(days=1)
        assert following.same_kind(period)
        assert not following.overlaps(period)
        period = following
