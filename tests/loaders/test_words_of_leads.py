"""The words of a leads' workbook, and what stands beside figures: asked about, stopped or said, and never lost in silence."""

import pytest
from leads import P1, P2, PLAN, address, converted, edited, filled, taken

from loaders.problems import CATALOGUE
from loaders.questions import ACTION_STATES
from loaders.reading import read

VALUES, GROUPS, WORDS, ACTIONS, VOICES, NOTES = "Values", "Breakdowns", "Commentary", "Actions", "Voices", "Notes"
RAN = "3 people ran away and two men aged 17 were detained"
VOICE = {"Kind": "A story", "Words": "It helped.", "Consent": "yes"}

WORDS_COLUMNS = [
    (VALUES, "I2", "Note", {"Count": 5}),
    (VALUES, "I2", "No data because", {}),
    (WORDS, "I2", "What happened", {}),
    (WORDS, "I2", "Why", {}),
    (WORDS, "I2", "What next", {}),
    (ACTIONS, "A1", "Progress", {"Status": "done"}),
    (VOICES, "P1 voice 1", "Kind", VOICE),
    (VOICES, "P1 voice 1", "Words", VOICE),
    (VOICES, "P1 voice 1", "Source", VOICE),
    (VOICES, "P1 voice 1", "Theme", VOICE),
    (NOTES, "1", "Note", {}),
]


def found(content, **known):
    return [(p.code, p.where.sheet, p.where.address) for p in read("b.xlsx", content, PLAN, **known).problems]


@pytest.mark.parametrize(("sheet", "key", "column", "beside"), WORDS_COLUMNS)
def test_small_numbers_are_asked_about_in_all_words_whatever_the_subject(sheet, key, column, beside):
    content = filled({sheet: {key: {**beside, column: RAN}}}, P1)
    at = address(taken(P1), sheet, key, column)
    asked = [p for p in read("b.xlsx", content, PLAN).problems if p.code == "small-number-in-words"]
    assert [(p.where.sheet, p.where.address, p.severity) for p in asked] == [(sheet, at, "question")]
    assert asked[0].choices == (("right", "the words are right as they stand"),)
    assert "small-number-in-words" not in {code for code, _, _ in found(content, answers={f"{sheet}!{at}": "right"})}


@pytest.mark.parametrize(
    ("sheet", "key", "column", "beside"),
    [
        *WORDS_COLUMNS,
        (ACTIONS, "A1", "Status", {"Progress": "Well."}),
        (ACTIONS, "A1", "Reviewed on", {"Progress": "Well."}),
        (VOICES, "P1 voice 1", "Consent", {"Words": "It helped."}),
    ],
)
@pytest.mark.parametrize(
    ("formula", "code"), [("=cmd|calc", "formula-without-value"), ("=1+1", "formula-without-value"), ("#N/A", "error-cell")]
)
def test_a_formula_without_a_result_stops_the_file_where_words_belong(sheet, key, column, beside, formula, code):
    def as_error(book):
        cell = book[sheet][address(taken(P1), sheet, key, column)]
        cell.value = formula
        cell.data_type = "e" if formula.startswith("#") else "f"

    content = edited(taken(P1), {sheet: {key: beside}}, then=as_error)
    submission = read("b.xlsx", content, PLAN)
    assert found(content) == [(code, sheet, address(taken(P1), sheet, key, column))]
    assert submission.stopped
    assert submission.problems[0].expected == "words"
    assert "#" not in "".join(str(one) for one in (*submission.commentary, *submission.actions, *submission.voices, submission.details))


def test_a_formula_whose_text_is_stored_is_read_as_its_text(tmp_path):
    content = converted(filled({WORDS: {"I2": {"Why": '="It " & "rained."'}}}, P1), tmp_path, "xlsx")
    submission = read("b.xlsx", content, PLAN)
    assert [said.why for said in submission.commentary] == ["It rained."]
    assert [(p.code, p.severity) for p in submission.problems] == [("formula", "note")]


@pytest.mark.parametrize(("sheet", "key", "column", "beside"), WORDS_COLUMNS)
def test_words_without_end_are_stopped_wherever_they_stand(sheet, key, column, beside):
    content = filled({sheet: {key: {**beside, column: "word " * 6_000}}}, P1)
    assert found(content) == [("long-text", sheet, address(taken(P1), sheet, key, column))]


def test_all_that_is_wrong_with_an_action_is_said_at_once():
    content = filled({ACTIONS: {"A1": {"Status": "going well", "Progress": RAN, "Reviewed on": "soon"}}}, P1)
    assert found(content) == [
        ("not-a-choice", ACTIONS, "C2"),
        ("small-number-in-words", ACTIONS, "D2"),
        ("unread-date", ACTIONS, "E2"),
    ]


@pytest.mark.parametrize("part", ["many", "-", "=1+1"])
def test_a_total_is_not_held_against_its_parts_while_one_of_them_could_not_be_read(part):
    cells = {VALUES: {"I2": {"Count": 96}}, GROUPS: {"I2/ethnic_group=white": {"Count": 6}, "I2/ethnic_group=black": {"Count": part}}}
    assert [sheet for _, sheet, _ in found(filled(cells, P1))] == [GROUPS]
    cells[GROUPS]["I2/ethnic_group=black"]["Count"] = 3
    assert [code for code, _, _ in found(filled(cells, P1))] == ["total-unlike-parts"]


@pytest.mark.parametrize(
    ("key", "cells", "expected"),
    [
        ("I2", {"Count": 10, "Out of": 103}, ("figure-passed-over", "G3", "note")),
        ("I2", {"Count": "[c]", "Out of": 103}, ("figure-passed-over", "G3", "note")),
        ("I1", {"Count": 10, "Out of": "[x]"}, ("figure-passed-over", "F2", "note")),
        ("I1", {"Count": "[x]", "Value": 25}, ("figure-and-reason", "H2", "stop")),
        ("I1", {"Count": 10, "Out of": 40, "Value": "[c]"}, ("figure-and-reason", "F2", "stop")),
    ],
)
def test_a_typed_figure_that_is_not_read_is_said_at_its_cell(key, cells, expected):
    submission = read("b.xlsx", filled({VALUES: {key: cells}}, P1), PLAN)
    assert [(p.code, p.where.address, p.severity) for p in submission.problems] == [expected]
    assert len(submission.observations) == (expected[2] == "note")
    assert not any(one.denominator for one in submission.observations if key == "I2")


def test_the_example_of_a_key_is_one_of_the_plan_at_hand():
    content = edited(taken(P1), {VALUES: {"I2": {"Key": "I99", "Count": 1}}, ACTIONS: {"A1": {"Key": "A99", "Status": "done"}}})
    said = [p.expected for p in read("b.xlsx", content, PLAN).problems]
    assert said == ["a key from the template, such as I1", "a key from the template, such as A1"]
    assert CATALOGUE["not-a-choice"].example in ACTION_STATES


def test_a_workbook_with_a_note_alone_is_told_so():
    assert [code for code, _, _ in found(filled({NOTES: {"1": {"Note": "All well."}}}, P2))] == ["only-notes"]
    assert [code for code, _, _ in found(taken(P2))] == ["untouched-template"]
