"""What people write, and the period it is, the question it raises, or the reason it is refused."""

import csv
import re
from datetime import date, datetime, timedelta

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
    pooled,
    quarter,
    read,
    rolling12,
    snapshot,
    year,
)

CONTEXTS = {"fin": "financial", "cal": "calendar", "acad_school": "school", "acad_he": "higher_education"}
#: the kinds the vectors name -> kind and type of year; an empty type is not checked
KINDS = {
    "fin_year": ("year", "financial"),
    "cal_year": ("year", "calendar"),
    "acad_year": ("year", ""),
    "tax_year": ("year", "tax"),
    "fin_quarter": ("quarter", "financial"),
    "cal_quarter": ("quarter", "calendar"),
    "iso_week": ("week", ""),
    "date": ("snapshot", ""),
}


def test_every_vector_of_the_paper_on_periods_is_read_as_it_says(shared):
    with (shared / "methods" / "vectors" / "period_vectors.tsv").open(encoding="utf-8", newline="") as file:
        vectors = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]
    assert len(vectors) == 95
    assert [wrong for vector in vectors if (wrong := _departure(vector))] == []


def _departure(vector):
    """What differs from the vector, as a sentence; "" where nothing does."""
    text, context, outcome, start, end, kind = (vector + [""] * 6)[:6]
    cell, shown_as = text, None
    if m := re.fullmatch(r"date cell (\S+) shown (.+)", text):
        cell, shown_as = date.fromisoformat(m[1]), m[2]
    elif m := re.fullmatch(r"number (\S+)", text):
        cell = float(m[1])
    reading = read(cell, year_type=CONTEXTS.get(context), cell_type=shown_as)
    if reading.outcome != outcome:
        return f"{text} ({context}): {reading.outcome}, not {outcome}"
    periods = (reading.period,) if reading.period else reading.choices
    if (outcome == "OK") != (reading.period is not None) or (outcome == "CONFIRM") != bool(reading.choices):
        return f"{text} ({context}): outcome and periods do not go together"
    if not start:
        return ""
    wanted_kind, wanted_type = KINDS.get(kind, (kind, ""))
    found = [p for p in periods if (p.start.isoformat(), p.end.isoformat(), p.kind) == (start, end, wanted_kind)]
    if not any(not wanted_type or p.year_type == wanted_type for p in found):
        return f"{text} ({context}): {[p.key for p in periods]}, not {start} to {end} ({kind})"
    return ""


@pytest.mark.parametrize(
    ("text", "year_type", "sentence"),
    [
        ("Q1 2020", "financial", "Q1 2020: April to June 2020, or January to March 2020?"),
        ("FY21", "financial", "FY21: April 2020 to March 2021, or April 2021 to March 2022?"),
        ("Apr 20", None, "Apr 20: April 2020?"),
        ("2018-19", "calendar", "2018-19: January 2018 to December 2019, or April 2018 to March 2019?"),
        ("31 March 2021", None, "31 March 2021: on 31 March 2021, or March 2021, or April 2020 to March 2021?"),
        ("01/04/2020", None, "01/04/2020: on 1 April 2020, or on 4 January 2020?"),
    ],
)
def test_a_question_spells_the_intervals_out(text, year_type, sentence):
    assert read(text, year_type=year_type).sentence == sentence


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Q5 2020/21", "a year has four quarters"),
        ("M13 2020/21", "a year has twelve months"),
        ("Q1", "it names no year"),
        ("latest", "that depends on the day one reads it"),
        ("2021-W53", "there is no such day or week in the calendar"),
        ("Q1 (Jan-Mar) 2020/21", "its number and its months contradict each other"),
        ("April to June 2020 (Q2 2020 to 2021)", "what stands in the brackets is another period"),
        ("", "the cell is empty"),
    ],
)
def test_a_refusal_gives_the_reason_and_the_accepted_forms(text, reason):
    reading = read(text, year_type="financial")
    assert reading.outcome == "REFUSE"
    assert reason in reading.sentence
    assert "Q1 2020 to 2021" in reading.sentence


@pytest.mark.parametrize(
    ("text", "year_type", "period"),
    [
        ("2018 - 20 registrations", "calendar", pooled(2018, 2020, basis="registration")),
        ("mid-2019", None, snapshot(date(2019, 6, 30))),
        ("Q4 (Jan-Mar) 2021", None, quarter(2020, 4)),
        ("April 2020 to September 2021", None, Period("window", date(2020, 4, 1), date(2021, 9, 30))),
        ("Q1 2020/21", "school", quarter(2020, 1, year_type="school")),
        ("1999/00", "financial", year(1999)),
    ],
)
def test_other_forms_that_leave_no_doubt(text, year_type, period):
    assert read(text, year_type=year_type).period == period


def test_the_words_of_the_file_are_kept():
    assert read(" Q1  2020/21 ", year_type=None).period.supplied == "Q1 2020/21"


def test_flags_behind_a_period_are_read_with_it():
    assert read("2020/21 [p][r]", year_type="financial").flags == {"p", "r"}


def test_six_digits_that_are_a_month_and_a_year_are_asked():
    assert read("201112", year_type="financial").choices == (year(2011), month(2011, 12))


@pytest.mark.parametrize("cell", [True, float("nan"), float("inf"), 7, 1e300, -5.5])
def test_numbers_that_are_no_period_are_refused(cell):
    assert read(cell, year_type="financial").outcome == "REFUSE"


def test_a_date_cell_with_a_time_is_read_by_its_day():
    assert read(datetime(2020, 4, 1, 9, 30), year_type=None, cell_type="mmm-yy").period == month(2020, 4)


YEARS = st.integers(1995, 2060)
TYPES = st.sampled_from(list(YEAR_STARTS))
DAYS = st.dates(date(1995, 1, 1), date(2060, 12, 31))


def _year_to_date(start_year, months, year_type):
    start = date(start_year, *YEAR_STARTS[year_type])
    index = start.month - 1 + months
    return Period("ytd", start, date(start.year + index // 12, index % 12 + 1, 1) - timedelta(days=1), year_type)


def _window(start, length):
    end = start + timedelta(days=length)
    found = of_interval(start, end)
    return found if found.kind == "window" else None


CANONICAL = st.one_of(
    st.builds(lambda y, n, t: quarter(y, n, year_type=t), YEARS, st.integers(1, 4), TYPES),
    st.builds(lambda y, n, t: half(y, n, year_type=t), YEARS, st.integers(1, 2), TYPES),
    st.builds(lambda y, t: year(y, year_type=t), YEARS, TYPES),
    st.builds(month, YEARS, st.integers(1, 12)),
    st.builds(iso_week, YEARS, st.integers(1, 52)),
    st.builds(
        lambda y, n, t, b: pooled(y, y + n, year_type=t, basis=b), YEARS, st.integers(1, 9), TYPES, st.sampled_from([None, "registration"])
    ),
    st.builds(lambda y, n: rolling12(month(y, n).end), YEARS, st.integers(1, 12)),
    st.builds(_year_to_date, YEARS, st.integers(1, 11), st.sampled_from(["financial", "calendar", "school", "higher_education"])),
    st.builds(snapshot, DAYS),
    st.builds(_window, DAYS, st.integers(1, 800)).filter(lambda p: p is not None),
)


@given(CANONICAL, st.sampled_from([None, *YEAR_STARTS]))
def test_a_label_is_read_back_in_any_context_as_its_period_or_a_question_that_holds_it(period, context):
    _holds(read(period.label, year_type=context), period)


@given(CANONICAL, st.booleans())
def test_a_short_form_is_read_back_where_the_indicator_counts_in_its_year(period, known):
    _holds(read(period.short, year_type=period.year_type if known else None), period)


def _holds(reading, period):
    assert reading.outcome in {"OK", "CONFIRM"}, reading.sentence
    if reading.period:
        assert (reading.period.start, reading.period.end, reading.period.basis) == (period.start, period.end, period.basis)
    else:
        assert (period.start, period.end) in {(p.start, p.end) for p in reading.choices}


@given(CANONICAL)
def test_a_label_that_is_read_without_a_question_gives_the_very_same_period(period):
    reading = read(period.label, year_type=period.year_type)
    assert reading.period == period or period in reading.choices


@given(st.text(max_size=40) | st.from_regex(r"[Qq0-9/ \-a-jA-M().to]{1,24}", fullmatch=True), st.sampled_from([None, *YEAR_STARTS]))
def test_any_text_is_read_or_refused_and_never_fails(text, context):
    reading = read(text, year_type=context)
    assert (reading.period is not None, bool(reading.choices)) == (reading.outcome == "OK", reading.outcome == "CONFIRM")
    assert reading.sentence
