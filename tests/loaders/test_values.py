"""One cell: the token table of the paper on symbols, row by row, and that nothing falls between number, marker, question and fault."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.observations import Origin, Status
from loaders.problems import CATALOGUE
from loaders.values import SUPPRESSED, Expected, Fault, Marker, Number, Question, as_problem, read, reader

COUNT = Expected("count", high=100_000, hidden=SUPPRESSED["mhsds"])
SHARE = Expected("percentage")
RATE = Expected("rate")
SCORE = Expected("score", low=0, high=10)


@pytest.mark.parametrize("cell", ["12", "12.0", " 12 ", "\u00a012\u200b", "'12", 12, 12.0, "１２"])
def test_a_whole_number_is_a_count_however_it_is_typed(cell):
    assert read(cell, COUNT) == Number(12)


@pytest.mark.parametrize(
    ("cell", "expected", "value"),
    [
        ("1,234", COUNT, 1234),
        ("0", COUNT, 0),
        ("0.0", COUNT, 0),
        ("-0", COUNT, 0),
        ("12%", SHARE, 12),
        ("81.2", SHARE, 81.2),
        ("0", SHARE, 0),
        ("1.234", RATE, 1.234),
        ("1,234.5", RATE, 1234.5),
        (3.4, SCORE, 3.4),
    ],
)
def test_numbers_are_read_in_the_unit_that_is_expected(cell, expected, value):
    assert read(cell, expected) == Number(value)


@pytest.mark.parametrize(("cell", "value"), [(0.12, 12), (0.07, 7), (1, 100), (0, 0)])
def test_a_cell_formatted_as_a_percentage_is_a_hundred_times_its_number(cell, value):
    assert read(cell, SHARE, percent_format=True) == Number(value)


@pytest.mark.parametrize("cell", ["*", "[c]", "c", "C", "supp", "Suppressed"])
def test_a_suppressed_cell_has_the_bounds_of_its_source(cell):
    assert read(cell, COUNT) == Marker(Status.HIDDEN, (0, 4))
    assert read(cell, Expected(hidden=SUPPRESSED["hes"])) == Marker(Status.HIDDEN, (1, 7))
    assert read(cell, Expected(hidden=SUPPRESSED["unknown"])) == Marker(Status.HIDDEN, (0, None))
    assert read(cell, SHARE) == Marker(Status.HIDDEN, (0, 100))


@pytest.mark.parametrize(
    ("cell", "bounds"),
    [
        ("<5", (0, 4)),
        ("< 5", (0, 4)),
        ("under 5", (0, 4)),
        ("fewer than 5", (0, 4)),
        ("<8", (0, 7)),
        ("<=5", (0, 5)),
        ("≤5", (0, 5)),
        ("5 or fewer", (0, 5)),
        ("1-5", (1, 5)),
        ("1 to 4", (1, 4)),
        ("0–4", (0, 4)),
        (">95", (96, None)),
    ],
)
def test_a_range_is_a_hidden_number_with_those_bounds(cell, bounds):
    assert read(cell, COUNT) == Marker(Status.HIDDEN, bounds)


def test_a_share_below_five_per_cent_may_be_just_below():
    assert read("<5%", SHARE) == Marker(Status.HIDDEN, (0, 5))
    assert read(">95%", SHARE) == Marker(Status.HIDDEN, (95, 100))


@pytest.mark.parametrize(
    ("cell", "status", "reason"),
    [
        ("[x]", Status.NOT_AVAILABLE, ""),
        ("..", Status.NOT_AVAILABLE, ".."),
        ("…", Status.NOT_AVAILABLE, "…"),
        ("DQ", Status.NOT_AVAILABLE, "DQ"),
        ("no data", Status.NOT_AVAILABLE, "no data"),
        ("TBC", Status.NOT_AVAILABLE, "TBC"),
        ("[z]", Status.NOT_APPLICABLE, ""),
        ("z", Status.NOT_APPLICABLE, ""),
        ("not applicable", Status.NOT_APPLICABLE, ""),
        ("[k]", Status.ROUNDS_TO_ZERO, ""),
        ("[low]", Status.ROUNDS_TO_ZERO, ""),
        ("~", Status.ROUNDS_TO_ZERO, ""),
        ("0~", Status.ROUNDS_TO_ZERO, ""),
    ],
)
def test_a_marker_says_why_there_is_no_number(cell, status, reason):
    assert read(cell, COUNT) == Marker(status, None, reason)


@pytest.mark.parametrize(
    ("cell", "flags"),
    [("12p", "p"), ("12 (r)", "r"), ("12[p][r]", "pr"), ("12 [p] [r]", "pr"), ("12 R", "r"), ("12e", "e"), ("12 [b]", "b")],
)
def test_flags_behind_a_number_are_kept_with_it(cell, flags):
    assert read(cell, COUNT) == Number(12, frozenset(flags))


def test_a_marker_may_have_a_flag_too():
    assert read("[c][p]", COUNT) == Marker(Status.HIDDEN, (0, 4), "", frozenset("p"))


@pytest.mark.parametrize(
    ("cell", "expected", "code", "ids"),
    [
        ("-", COUNT, "ask-dash", {"zero", "not_available", "not_applicable"}),
        ("–", COUNT, "ask-dash", {"zero", "not_available", "not_applicable"}),
        ("—", COUNT, "ask-dash", {"zero", "not_available", "not_applicable"}),
        ("x", COUNT, "ask-x", {"not_available", "hidden"}),
        (":", COUNT, "ask-colon", {"not_available", "hidden"}),
        (".", COUNT, "ask-full-stop", {"not_available", "not_applicable"}),
        ("n/a", COUNT, "ask-not-applicable", {"not_available", "not_applicable"}),
        ("NA", COUNT, "ask-not-applicable", {"not_available", "not_applicable"}),
        ("nil", COUNT, "ask-zero-word", {"zero", "not_available"}),
        ("None", COUNT, "ask-zero-word", {"zero", "not_available"}),
        ("5*", COUNT, "ask-asterisk", {"number", "hidden"}),
        (9_999_999, COUNT, "ask-sentinel", {"hidden", "not_available"}),
        ("9999999", RATE, "ask-sentinel", {"hidden", "not_available"}),
        (-1, COUNT, "ask-sentinel", {"hidden", "not_available"}),
        (999, SHARE, "ask-sentinel", {"hidden", "not_available"}),
        (0.12, SHARE, "ask-percent", {"fraction", "percentage"}),
    ],
)
def test_what_may_mean_two_things_is_asked(cell, expected, code, ids):
    value = read(cell, expected)
    assert isinstance(value, Question)
    assert (value.code, {c.id for c in value.choices}) == (code, ids)


@pytest.mark.parametrize(
    ("cell", "code", "answer", "value"),
    [
        ("-", "ask-dash", "zero", Number(0)),
        ("x", "ask-x", "hidden", Marker(Status.HIDDEN, (0, 4))),
        ("5*", "ask-asterisk", "number", Number(5)),
    ],
)
def test_a_question_that_was_answered_for_the_source_is_not_asked_again(cell, code, answer, value):
    assert read(cell, Expected(hidden=(0, 4), answers={code: answer})) == value


def test_a_number_that_other_files_use_as_a_sign_is_a_number_where_it_can_be_one():
    assert read(999, COUNT) == Number(999)


@pytest.mark.parametrize(
    ("cell", "expected", "code"),
    [
        ("", COUNT, "empty-cell"),
        (None, COUNT, "empty-cell"),
        ("\u00a0\u200b", COUNT, "empty-cell"),
        ("'", COUNT, "empty-cell"),
        ("#N/A", COUNT, "error-cell"),
        ("#REF!", COUNT, "error-cell"),
        ("#DIV/0!", COUNT, "error-cell"),
        ("Err:502", COUNT, "error-cell"),
        ("=A1*3", COUNT, "formula-without-value"),
        ("#formula without a stored result", COUNT, "formula-without-value"),
        (True, COUNT, "not-a-number"),
        ("FALSE", COUNT, "not-a-number"),
        (date(2020, 4, 1), COUNT, "not-a-number"),
        (datetime(2020, 4, 1, 12), COUNT, "not-a-number"),
        (time(12), COUNT, "not-a-number"),
        (float("nan"), COUNT, "not-a-number"),
        (float("inf"), RATE, "not-a-number"),
        ("1e3", COUNT, "other-digits"),
        ("٣", COUNT, "other-digits"),
        ("007", COUNT, "other-digits"),
        ("+12", COUNT, "other-digits"),
        ("1.234", COUNT, "ambiguous-separator"),
        ("1 234", COUNT, "ambiguous-separator"),
        ("1,23", RATE, "ambiguous-separator"),
        ("12.5", COUNT, "non-whole-count"),
        (0.5, COUNT, "non-whole-count"),
        ("-3", COUNT, "negative"),
        (-3.5, RATE, "negative"),
        ("112%", SHARE, "over-100-percent"),
        (1.12, Expected("percentage", over_100=False, fractions_asked=False), None),
        ("12%", COUNT, "percent-sign"),
        (250_000, COUNT, "above-plausible"),
        (10**400, COUNT, "above-plausible"),
        ("9" * 5000, COUNT, "above-plausible"),
        (3, Expected("rate", low=5), "below-plausible"),
        (11, SCORE, "outside-score"),
        ("about 12", COUNT, "unknown-marker"),
        ("12k", COUNT, "unknown-marker"),
        ("5-1", COUNT, "unknown-marker"),
    ],
)
def test_what_cannot_be_read_is_a_fault_with_its_code(cell, expected, code):
    value = read(cell, expected)
    assert (value.code if isinstance(value, Fault) else None) == code


@pytest.mark.parametrize("cell", ["12²", "12½", "①", "Ⅻ1"])
def test_a_raised_digit_is_not_read_into_the_number(cell):
    value = read(cell, COUNT)
    assert isinstance(value, Fault)
    assert value.code == "other-digits"


def test_a_percentage_above_a_hundred_is_read_where_it_may_be():
    assert read("112%", Expected("percentage", over_100=True)) == Number(112)


def test_an_empty_cell_is_not_supplied_where_the_column_allows_it_and_never_nought():
    assert read("", Expected(blank=True)) == Marker(Status.NOT_AVAILABLE, None, "not supplied")


def test_a_fault_becomes_a_problem_with_its_place():
    fault = read("about 12", COUNT)
    assert as_problem(fault, Origin("P2.xlsx", "P2 values", "F14")).sentence == (
        'Sheet "P2 values", F14: found "about 12". Expected a number, or [c] hidden, [x] not available, [z] does not apply, '
        "[k] rounds to zero. Type the figure alone, with a remark in the column for remarks. If the figure was not collected, type [x]."
    )


def test_a_question_becomes_a_problem_that_waits_for_an_answer():
    problem = as_problem(read(0.12, SHARE), Origin("P2.xlsx", "P2 values", "F14"))
    assert (problem.severity, problem.remedy) == ("question", "Does it mean 12 per cent, or 0.12 per cent?")


CELLS = (
    st.text(max_size=30)
    | st.from_regex(r"[-<>=~*.,:%\[\]() 0-9a-z]{1,12}", fullmatch=True)
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.none()
    | st.dates()
)


@given(CELLS, st.sampled_from([COUNT, SHARE, RATE, SCORE, Expected(blank=True)]), st.booleans())
def test_any_cell_is_a_number_a_marker_a_question_or_a_fault(cell, expected, percent):
    value = read(cell, expected, percent_format=percent)
    assert isinstance(value, Number | Marker | Question | Fault)
    if isinstance(value, Question | Fault):
        assert value.code in CATALOGUE
        assert as_problem(value, Origin("a.csv", "", "line 2")).severity == CATALOGUE[value.code].severity
    if isinstance(value, Number):
        assert value.value >= expected.low
        assert expected.high is None or value.value <= expected.high


@given(st.integers(0, 10**14).filter(lambda number: number != 9_999_999))
def test_a_count_with_separators_is_the_same_count(number):
    expected = Expected("count")
    assert read(f"{number:,}", expected) == read(str(number), expected) == read(number, expected)


@given(st.text(max_size=20))
def test_text_that_is_not_blank_is_never_read_as_supplied_nought(text):
    value = read(text, COUNT)
    if isinstance(value, Number) and value.value == 0:
        assert any(c in "0０" for c in text)


EDGES = st.sampled_from([0.0, -0.0, 0.01, 1.0, 1.0000001, 99.99, 100.0, 999.0, 9_999_998.0, 9_999_999.0, 99_999.99, 1e15, 10**16])
EXPECTATIONS = [COUNT, SHARE, RATE, SCORE, Expected("percentage", over_100=True), Expected("rate", low=5, high=10), Expected(blank=True)]


@given(st.lists(CELLS | EDGES | st.floats(-10, 1_100) | st.integers(0, 1_000).map(lambda n: n / 1_000), max_size=8), st.booleans())
def test_a_reader_of_many_cells_reads_each_as_it_is_read_alone(cells, percent):
    """A float takes a short way and may have been met before; True, which is equal to 1.0, must not be taken for it."""
    for expected in EXPECTATIONS:
        read_one = reader(expected, percent_format=percent)
        for cell in [1.0, True, *cells, *cells]:
            assert read_one(cell) == read(cell, expected, percent_format=percent)


@pytest.mark.parametrize(("number", "quick"), [(12.0, True), (12.5, False), (-1.0, False), (9_999_999.0, False)])
def test_what_a_reader_has_read_it_gives_again(number, quick):
    value = reader(Expected("count"))(number)
    assert isinstance(value, Number) is quick
    assert reader(Expected("count"))(number) is value


@given(st.floats(-10, 1_100) | st.floats() | EDGES, st.booleans())
def test_a_number_is_read_alike_as_a_number_of_either_kind(number, percent):
    for expected in EXPECTATIONS:
        value = read(number, expected, percent_format=percent)
        if isinstance(value, Number):
            assert expected.low <= value.value
            assert value.value == pytest.approx(number * 100 if percent else number, abs=1e-9)
        if number == number and abs(number) < 1e14 and number == int(number):
            assert type(read(int(number), expected, percent_format=percent)) is type(value)
