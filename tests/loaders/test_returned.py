"""The leads' workbook, filled in and read back: every figure under its key, every problem at its cell, every question with its choices."""

import csv
import io
from datetime import date, datetime

import leads
import openpyxl
import pytest
from leads import P1, P2, PLAN, Q4, address, converted, edited, filled, taken

from indicators.disclosure.release import release
from indicators.observations import Held, Status
from indicators.periods import quarter
from indicators.registry import read as read_plan
from indicators.submissions import ActionUpdate
from loaders import template
from loaders.circumstances import Circumstances
from loaders.reading import read

VALUES, GROUPS, WORDS, ACTIONS, VOICES = "Values", "Breakdowns", "Commentary", "Actions", "Voices"


def values(**rows):
    return filled({VALUES: rows}, P1)


def codes(submission):
    return [problem.code for problem in submission.problems]


def only(submission):
    [observation] = submission.observations
    return observation


@pytest.mark.parametrize(
    ("key", "cells", "value", "numerator", "denominator"),
    [
        ("I1", {"Count": 12, "Out of": 48}, 25.0, 12, 48),
        ("I1", {"Count": "1,200", "Out of": "4800"}, 25.0, 1200, 4800),
        ("I1", {"Value": 25}, 25.0, None, None),
        ("I1", {"Value": "25 %"}, 25.0, None, None),
        ("I1", {"Count": 12, "Out of": 48, "Value": 25}, 25.0, 12, 48),
        ("I2", {"Count": 412}, 412.0, 412, None),
        ("I2", {"Value": 412}, 412.0, 412, None),
        ("I2", {"Count": 0}, 0.0, 0, None),
        ("I3", {"Value": 7.25}, 7.25, None, None),
    ],
)
def test_a_figure_is_read_in_the_unit_of_its_part(key, cells, value, numerator, denominator):
    observation = only(read("back.xlsx", values(**{key: cells}), PLAN))
    assert (observation.value, observation.numerator, observation.denominator) == (value, numerator, denominator)
    assert (observation.key.indicator, observation.key.area, observation.key.period, observation.source) == (key, "town", Q4, "")


def test_a_figure_keeps_the_cell_it_was_read_from_and_its_flags():
    observation = only(read("back.xlsx", values(I2={"Count": "412 [p][e]"}), PLAN))
    assert (observation.origin.file, observation.origin.sheet, observation.origin.address) == ("back.xlsx", "Values", "F3")
    assert observation.flags == {"p", "e"}


def test_a_cell_shown_as_a_percentage_is_read_as_it_is_shown():
    def as_percent(book):
        book[VALUES]["H2"].number_format = "0.0%"

    content = edited(taken(P1), {VALUES: {"I1": {"Value": 0.25}}}, then=as_percent)
    assert only(read("back.xlsx", content, PLAN)).value == 25
    assert codes(read("back.xlsx", values(I1={"Value": 0.25}), PLAN)) == ["ask-percent"]
    count = edited(taken(P1), {VALUES: {"I1": {"Count": 0.25}}}, then=lambda book: setattr(book[VALUES]["F2"], "number_format", "0%"))
    assert codes(read("back.xlsx", count, PLAN)) == ["percent-sign"]


@pytest.mark.parametrize(
    ("cells", "status", "reason", "bounds"),
    [
        ({"Count": "[c]"}, Status.HIDDEN, "", (0, None)),
        ({"Count": "<5"}, Status.HIDDEN, "", (0, 4)),
        ({"Count": "[x]"}, Status.NOT_AVAILABLE, "", None),
        ({"Count": "[z]"}, Status.NOT_APPLICABLE, "", None),
        ({"Count": "[k]"}, Status.ROUNDS_TO_ZERO, "", None),
        ({"No data because": "late: to follow"}, Status.NOT_AVAILABLE, "late: to follow", None),
        ({"No data because": "Does not apply"}, Status.NOT_APPLICABLE, "Does not apply", None),
        # as the workbook's first sheet says that it may be typed
        ({"No data because": "[z]"}, Status.NOT_APPLICABLE, "", None),
        ({"No data because": "[z] does not apply"}, Status.NOT_APPLICABLE, "", None),
        ({"No data because": "[x] not available"}, Status.NOT_AVAILABLE, "", None),
        ({"No data because": "[x] two partners did not return"}, Status.NOT_AVAILABLE, "two partners did not return", None),
        ({"No data because": "[c] hidden at source"}, Status.HIDDEN, "", (0, None)),
        ({"No data because": "suppressed"}, Status.HIDDEN, "suppressed", (0, None)),
        ({"No data because": "Awaiting 2 partners"}, Status.NOT_AVAILABLE, "Awaiting 2 partners", None),
    ],
)
def test_no_figure_has_its_reason(cells, status, reason, bounds):
    observation = only(read("back.xlsx", values(I2=cells), PLAN))
    assert (observation.value, observation.status, observation.reason, observation.bounds) == (None, status, reason, bounds)


FAULTS = [
    ("I2", {"Count": "about 12"}, "unknown-marker", "F3"),
    ("I2", {"Count": 12.5}, "non-whole-count", "F3"),
    ("I2", {"Count": -3}, "negative", "F3"),
    ("I2", {"Count": "1.234"}, "ambiguous-separator", "F3"),
    ("I2", {"Count": True}, "not-a-number", "F3"),
    ("I2", {"Count": date(2025, 1, 1)}, "not-a-number", "F3"),
    ("I2", {"Count": "12%"}, "percent-sign", "F3"),
    ("I2", {"Count": "٣"}, "other-digits", "F3"),
    ("I2", {"Count": "=1+1"}, "formula-without-value", "F3"),
    ("I2", {"Count": 5, "No data because": "not collected"}, "figure-and-reason", "I3"),
    ("I2", {"No data because": 261}, "not-a-choice", "I3"),
    ("I2", {"No data because": "-"}, "not-a-choice", "I3"),
    ("I2", {"No data because": "nil"}, "not-a-choice", "I3"),
    ("I2", {"No data because": "[q] unknown"}, "not-a-choice", "I3"),
    ("I2", {"Count": 5, "Value": 6}, "value-unlike-count", "H3"),
    ("I2", {"Out of": 6}, "numerator-missing", "F3"),
    ("I2", {"Count": 7, "Out of": 6}, "numerator-over-denominator", "F3"),
    ("I1", {"Count": 12}, "denominator-missing", "G2"),
    ("I1", {"Count": 12, "Out of": 0}, "zero-denominator", "G2"),
    ("I1", {"Count": 49, "Out of": 48}, "numerator-over-denominator", "F2"),
    ("I1", {"Value": 112}, "over-100-percent", "H2"),
    ("I1", {"Count": 12, "Out of": 48, "Value": 40}, "value-unlike-count", "H2"),
    ("I3", {"Value": 11}, "outside-score", "H4"),
    ("I3", {"Count": 40}, "average-missing", "H4"),
    ("I3", {"Out of": 40, "Value": 7.5}, "numerator-missing", "F4"),
    ("I2", {"Key": "I9", "Count": 1}, "unknown-key", "A3"),
    ("I2", {"Period key": "2024-Q3F", "Count": 1}, "altered-key", "D3"),
]


@pytest.mark.parametrize(("key", "cells", "code", "at"), FAULTS)
def test_what_must_be_mended_stops_the_file_and_is_said_at_its_cell(key, cells, code, at):
    submission = read("back.xlsx", values(**{key: cells}), PLAN)
    [problem] = submission.problems
    assert (problem.code, problem.where.sheet, problem.where.address, submission.stopped) == (code, "Values", at, True)
    assert submission.observations == ()


def held(observation):
    return Held(observation, 1, 1, 1, datetime(2025, 5, 1), "ann")


def test_an_average_stands_beside_the_number_of_people_it_is_of():
    observation = only(read("back.xlsx", values(I3={"Count": 40, "Value": 7.5}), PLAN))
    assert (observation.value, observation.numerator, observation.denominator) == (7.5, 40, None)
    [shown] = release([held(observation)], PLAN).observations
    assert (shown.value, shown.status) == (7.5, Status.OK)
    for unsure in ({"Value": 7.5}, {"Value": 7.5, "Count": 3}):
        [hidden] = release([held(only(read("back.xlsx", values(I3=unsure), PLAN)))], PLAN).observations
        assert (hidden.value, hidden.status) == (None, Status.HIDDEN)
    beside = read("back.xlsx", values(I3={"Count": 40, "Out of": 50, "Value": 7.5}), PLAN)
    assert (codes(beside), only(beside).numerator) == (["figure-passed-over"], 40)


def test_a_ratio_of_two_counts_may_be_more_than_one():
    plan = read_plan(
        leads.PLAN_TEXT.replace("A score, short: A score, direction: up, unit: score", "R, short: R, direction: up, unit: ratio")
    ).plan
    content = edited(template.write(plan, plan.priorities[0], Q4), {VALUES: {"I3": {"Count": 60, "Out of": 40}}})
    assert only(read("back.xlsx", content, plan)).value == 1.5


def test_all_problems_are_listed_at_once_in_the_order_of_the_sheets():
    content = filled(
        {
            ACTIONS: {"A1": {"Status": "going well"}, "A2": {"Reviewed on": "soon"}},
            VALUES: {"I3": {"Value": 11}, "I1": {"Count": "many", "Out of": "lots"}},
            VOICES: {"P1 voice 1": {"Words": "It helped me."}},
            WORDS: {"I1": {"Why": "x" * 1_501}},
        },
        P1,
    )
    submission = read("back.xlsx", content, PLAN)
    assert [(p.where.sheet, p.where.address, p.code) for p in submission.problems] == [
        ("Values", "F2", "unknown-marker"),
        ("Values", "G2", "unknown-marker"),
        ("Values", "H4", "outside-score"),
        ("Commentary", "E2", "long-text"),
        ("Actions", "C2", "not-a-choice"),
        ("Actions", "E3", "unread-date"),
        ("Voices", "H2", "no-consent"),
    ]


# -- questions --------------------------------------------------------------------------------------------------------------------


def test_a_question_waits_with_its_choices_and_keeps_the_file_from_being_accepted():
    submission = read("back.xlsx", values(I2={"Count": "-"}), PLAN)
    [problem] = submission.problems
    assert (problem.code, problem.where.address, problem.severity) == ("ask-dash", "F3", "question")
    assert problem.choices == (("zero", "0"), ("not_available", "not available"), ("not_applicable", "does not apply"))
    assert (submission.asking, submission.stopped, submission.observations) == (True, False, ())


@pytest.mark.parametrize("cell", ["Values!F3", "F3", "ask-dash", "Values!F3:ask-dash"])
def test_an_answer_names_the_cell_or_the_kind_of_question(cell):
    submission = read("back.xlsx", values(I2={"Count": "-"}), PLAN, answers={cell: "zero"})
    assert (only(submission).value, submission.problems) == (0, ())


def test_an_answer_for_all_questions_of_a_kind_leaves_the_others():
    content = values(I2={"Count": "-"}, I1={"Count": "n/a", "Out of": "-"})
    submission = read("back.xlsx", content, PLAN, answers={"ask-dash": "not_available"})
    assert [(p.code, p.where.address) for p in submission.problems] == [("ask-not-applicable", "F2")]


def test_an_answer_that_is_no_choice_and_one_to_nothing_are_said():
    submission = read("back.xlsx", values(I2={"Count": "-"}), PLAN, answers={"F3": "maybe", "Z9": "zero"})
    assert sorted(codes(submission)) == ["answer-to-nothing", "ask-dash", "unknown-answer"]
    assert "zero, not_available, not_applicable" in next(p.sentence for p in submission.problems if p.code == "unknown-answer")


# -- figures against one another --------------------------------------------------------------------------------------------------


def groups(whole, *parts, answers=None):
    names = ("white", "mixed", "asian", "black", "other", "not_stated", "not_known")
    cells = {f"I2/ethnic_group={name}": {"Count": part} for name, part in zip(names, parts, strict=False)}
    return read("back.xlsx", filled({VALUES: {"I2": {"Count": whole}}, GROUPS: cells}, P1), PLAN, answers=answers)


@pytest.mark.parametrize(
    ("whole", "parts", "asked"),
    [
        (28, (10, 5, 4, 3, 3, 2, 1), False),
        (29, (10, 5, 4, 3, 3, 2, 1), True),
        (27, (10, 5, 4, 3, 3, 2, 1), True),
        (29, (10, 5, 4, 3, 3, 2, "<5"), False),
        (32, (10, 5, 4, 3, 3, 2, "<5"), True),
        (26, (10, 5, 4, 3, 3, 2, "<5"), True),
        (99, (10, 5, 4, 3, 3, 2, "[x]"), False),
        (20, (10, 5, 4, 3, 3, 2, "[x]"), True),
    ],
)
def test_a_total_is_held_against_its_parts(whole, parts, asked):
    submission = groups(whole, *parts)
    assert [(p.code, p.where.sheet, p.where.address) for p in submission.problems] == [("total-unlike-parts", "Values", "F3")] * asked
    assert len(submission.observations) == 8


def test_a_total_that_is_right_as_it_stands_can_be_said_to_be():
    submission = groups(29, 10, 5, 4, 3, 3, 2, 1, answers={"Values!F3": "right"})
    assert (codes(submission), submission.asking) == ([], False)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (100, None),
        (300, None),
        (301, "unlike-last-value"),
        (33, "unlike-last-value"),
        (34, None),
        (1000, "tenfold-value"),
        (10, "tenfold-value"),
    ],
)
def test_a_figure_far_from_the_one_before_is_asked_about(value, code):
    content = values(I2={"Count": value})
    before = only(read("back.xlsx", filled({VALUES: {"I2": {"Count": 100}}}, P1, period=quarter(2024, 3)), PLAN))
    submission = read("back.xlsx", content, PLAN, known=Circumstances(held={before.key: 100.0}))
    assert codes(submission) == ([code] if code else [])


def test_few_people_and_nought_are_no_jump():
    before = only(read("back.xlsx", filled({VALUES: {"I2": {"Count": 2}}}, P1, period=quarter(2024, 3)), PLAN))
    for was, is_ in ((2, 9), (0, 50), (50, 0)):
        known = Circumstances(held={before.key: float(was)})
        assert codes(read("back.xlsx", values(I2={"Count": is_}), PLAN, known=known)) == []


def test_two_questions_about_one_cell_are_answered_one_by_one():
    before = only(read("back.xlsx", filled({VALUES: {"I2": {"Count": 100}}}, P1, period=quarter(2024, 3)), PLAN))
    known = Circumstances(held={before.key: 100.0}, answers={"Values!F3:ask-asterisk": "number"})
    submission = read("back.xlsx", values(I2={"Count": "900*"}), PLAN, known=known)
    assert codes(submission) == ["tenfold-value"]
    both = {"Values!F3:ask-asterisk": "number", "Values!F3:tenfold-value": "right"}
    assert codes(read("back.xlsx", values(I2={"Count": "900*"}), PLAN, known=Circumstances(held=known.held, answers=both))) == []


def test_a_rate_by_group_is_divided_by_the_population_of_the_plan():
    content = filled({GROUPS: {f"I5/detained/ethnic_group={g}": {"Count": 30} for g in ("black", "not_known")}}, P2)
    known = Circumstances(populations={("people", "town", (("ethnic_group", "black"),)): 20_000.0})
    by_group = {o.key.breakdown[0][1]: o for o in read("back.xlsx", content, PLAN, known=known).observations}
    black, unknown = by_group["black"], by_group["not_known"]
    assert (black.value, black.numerator, black.denominator, black.population) == (150.0, 30, 20_000, "people")
    assert black.classification == "2001-NHS"
    assert (unknown.value, unknown.status, unknown.numerator) == (None, Status.NOT_APPLICABLE, 30)
    assert set(codes(read("back.xlsx", content, PLAN))) == {"denominator-missing"}


@pytest.mark.parametrize("group", ["not_stated", "not_known"])
def test_people_of_unknown_group_are_counted_without_what_they_are_out_of(group):
    """Of a share as of a rate: nobody knows how many people live in such a group. Of every other group it is asked for."""
    text = leads.PLAN_TEXT.replace(
        "unit: per_cent, frequency: quarterly}", "unit: per_cent, frequency: quarterly, breakdowns: [ethnic_group]}"
    )
    plan = read_plan(text, name="town.yaml").plan
    book = template.write(plan, plan.priorities, Q4)
    one = only(read("back.xlsx", edited(book, {GROUPS: {f"I1/ethnic_group={group}": {"Count": 30}}}), plan))
    assert (one.value, one.status, one.numerator, one.denominator) == (None, Status.NOT_APPLICABLE, 30, None)
    assert one.reason == "nobody knows how many people live in this group, so it has no share"
    out_of = only(read("back.xlsx", edited(book, {GROUPS: {f"I1/ethnic_group={group}": {"Count": 30, "Out of": 60}}}), plan))
    assert (out_of.value, out_of.denominator) == (50.0, 60)
    known = edited(book, {GROUPS: {"I1/ethnic_group=black": {"Count": 30}}})
    assert codes(read("back.xlsx", known, plan)) == ["denominator-missing"]


# -- who, when --------------------------------------------------------------------------------------------------------------------


def test_a_row_of_somebody_elses_priority_is_refused():
    content = filled({VALUES: {"I2": {"Count": 5}, "I5/detained": {"Count": 5, "Out of": 9}}, ACTIONS: {"A3": {"Status": "done"}}})
    submission = read("back.xlsx", content, PLAN, known=Circumstances(theirs={"P1"}))
    assert [(p.code, p.where.sheet) for p in submission.problems] == [("not-theirs", "Values"), ("not-theirs", "Actions")]
    assert only(submission).key.indicator == "I2"


def test_a_period_that_the_plan_does_not_cover_is_refused_and_one_that_is_not_over_is_asked_about():
    outside = filled({VALUES: {"I2": {"Count": 5}}}, P1, period=quarter(2025, 1))
    assert [(p.code, p.where.address) for p in read("b.xlsx", outside, PLAN).problems] == [("period-outside-plan", "B4")]
    for day, asked in ((date(2025, 3, 31), ["period-in-future"]), (date(2025, 4, 1), [])):
        assert codes(read("b.xlsx", values(I2={"Count": 5}), PLAN, known=Circumstances(today=day))) == asked


def test_a_workbook_of_another_plan_and_of_no_priority_of_ours_is_refused():
    other = edited(taken(P1), {}, then=lambda book: setattr(book["Start here"]["B2"], "value", "another"))
    assert codes(read("b.xlsx", other, PLAN)) == ["other-plan"]
    unknown = edited(taken(P1), {}, then=lambda book: setattr(book["Start here"]["B3"], "value", "P9"))
    assert codes(read("b.xlsx", unknown, PLAN)) == ["unknown-key"]


# -- the workbook itself ----------------------------------------------------------------------------------------------------------


def renamed(book):
    book["Values"].title = "Figures"


def without_a_header(book):
    book["Values"]["F1"].value = "How many"


def merged(book):
    book["Values"].merge_cells("F2:F3")


def twice(book):
    book["Values"]["A3"].value = "I1"
    book["Values"]["H2"].value = book["Values"]["H3"].value = "5%"


@pytest.mark.parametrize(
    ("change", "code", "at"),
    [
        (renamed, "sheet-missing", ""),
        (without_a_header, "headers-changed", "A1"),
        (merged, "merged-cells", "F2"),
        (twice, "duplicate-row", "A3"),
    ],
)
def test_a_workbook_whose_shape_was_changed_is_stopped(change, code, at):
    submission = read("b.xlsx", edited(taken(P1), {VALUES: {"I3": {"Value": 5}}}, then=change), PLAN)
    assert [(p.code, p.where.address) for p in submission.problems] == [(code, at)]
    assert submission.stopped
    assert "publisher" not in submission.problems[0].sentence


def hidden(book):
    book["Values"].row_dimensions[3].hidden = True
    book["Values"].column_dimensions["G"].hidden = True
    book["Voices"].sheet_state = "hidden"


def commented(book):
    book["Values"]["F2"].comment = openpyxl.comments.Comment("counted twice?", "a lead")


def test_hidden_parts_and_comments_are_said_and_read_all_the_same():
    submission = read("b.xlsx", edited(taken(P1), {VALUES: {"I2": {"Count": 5}}}, then=hidden), PLAN)
    assert [(p.code, p.where.sheet, p.severity) for p in submission.problems] == [
        ("hidden-part", "Values", "note"),
        ("hidden-part", "Voices", "note"),
    ]
    assert submission.problems[0].found == "hidden row 3, column G"
    assert only(submission).value == 5
    submission = read("b.xlsx", edited(taken(P1), {VALUES: {"I2": {"Count": 5}}}, then=commented), PLAN)
    assert [(p.code, p.severity) for p in submission.problems] == [("cell-comments", "note")]


def test_a_formula_with_its_result_is_read_and_said(tmp_path):
    content = converted(values(I2={"Count": "=400+12"}), tmp_path, "xlsx")
    submission = read("b.xlsx", content, PLAN)
    assert only(submission).value == 412
    assert [(p.code, p.where.address, p.severity) for p in submission.problems] == [("formula", "F3", "note")]


def test_an_error_in_a_cell_is_named(tmp_path):
    content = converted(values(I2={"Count": "=1/0"}), tmp_path, "xlsx")
    assert [(p.code, p.where.address) for p in read("b.xlsx", content, PLAN).problems] == [("error-cell", "F3")]


FILLED = {
    VALUES: {"I1": {"Count": 12, "Out of": 48, "Note": "counted by hand"}, "I2": {"Count": "<5"}},
    WORDS: {"I4": {"What happened": "  Kept as\nit was typed. ", "What next": "Go on."}},
    ACTIONS: {"A1": {"Status": "Under way", "Progress": "Well.", "Reviewed on": datetime(2025, 3, 31)}},
    VOICES: {"P1 voice 2": {"Kind": "A story", "Words": "It helped.", "Consent": "Yes", "How many people": 12}},
}


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_a_workbook_saved_by_libreoffice_in_another_format_reads_alike(tmp_path, kind):
    first, again = (read("b", content, PLAN) for content in (filled(FILLED, P1), converted(filled(FILLED, P1), tmp_path, kind)))
    for submission in (first, again):
        assert codes(submission) == []
        assert [(o.value, o.status) for o in submission.observations] == [(25.0, Status.OK), (None, Status.HIDDEN)]
        [said], [done], [voice] = submission.commentary, submission.actions, submission.voices
        assert (said.what_happened.strip(), said.why, said.what_next) == ("Kept as\nit was typed.", "", "Go on.")
        assert done == ActionUpdate("A1", "under way", "Well.", date(2025, 3, 31), done.origin)
        assert (voice.priority, voice.kind, voice.people, voice.words, voice.consent) == ("P1", "A story", "12", "It helped.", True)
        assert submission.details["note on I1"] == "counted by hand"
    assert first.commentary[0].what_happened == "  Kept as\nit was typed. "


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_sheet_saved_as_csv_is_read_by_its_keys_and_periods(encoding, delimiter):
    book = openpyxl.load_workbook(io.BytesIO(values(I2={"Count": "412 [p]"})))
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([cell.value for cell in row] for row in book[VALUES].iter_rows())
    submission = read("values.csv", text.getvalue().encode(encoding), PLAN)
    assert (codes(submission), only(submission).value, only(submission).origin.address) == ([], 412, "line 3, column F")
    assert only(submission).key.period == Q4


def test_two_questions_on_one_line_of_a_csv_file_are_told_apart():
    header = "Key,Indicator,What is asked for,Period key,Period,Count,Out of,Value,No data because,Note\n"
    content = (header + "I1,,,2024-Q4F,,-,-,,,\n").encode()
    submission = read("values.csv", content, PLAN)
    assert [p.where.address for p in submission.problems] == ["line 2, column F", "line 2, column G"]
    answers = {"line 2, column F": "zero", "line 2, column G": "not_available"}
    assert only(read("values.csv", content, PLAN, answers=answers)).status is Status.NOT_AVAILABLE


def test_an_untouched_sheet_saved_as_csv_imports_nothing_and_says_so():
    book = openpyxl.load_workbook(io.BytesIO(taken(P1)))
    text = io.StringIO()
    csv.writer(text).writerows([cell.value for cell in row] for row in book[VALUES].iter_rows())
    assert codes(read("values.csv", text.getvalue().encode(), PLAN)) == ["untouched-template"]


@pytest.mark.parametrize(
    ("value", "asked"), [(57, True), ("57", True), ("57 [p]", True), ("57%", False), (57.5, False), (0, False), (100, True)]
)
def test_a_share_given_as_a_whole_number_alone_might_be_a_number_of_people(value, asked):
    content = filled({VALUES: {"I1": {"Value": value}}}, P1)
    submission = read("b.xlsx", content, PLAN)
    assert codes(submission) == (["ask-bare-count"] if asked else [])
    right = read("b.xlsx", content, PLAN, answers={"Values!H2": "right"} if asked else {})
    assert codes(right) == []
    with_count = filled({VALUES: {"I1": {"Value": 57, "Count": 57, "Out of": 100}, "I3": {"Value": 7}}}, P1)
    assert codes(read("b.xlsx", with_count, PLAN)) == []


def test_small_numbers_are_asked_about_in_notes_and_progress_too():
    cells = {VALUES: {"I5/detained": {"Note": "Two young women."}}, "Notes": {"1": {"Note": "3 patients."}}}
    cells |= {"Actions": {"A3": {"Progress": "One man was seen."}}}
    submission = read("b.xlsx", filled(cells, P2), PLAN)
    assert [(p.code, p.where.sheet) for p in submission.problems] == [
        ("small-number-in-words", "Values"),
        ("small-number-in-words", "Actions"),
        ("small-number-in-words", "Notes"),
    ]


def test_small_numbers_in_words_are_asked_about_and_plain_numbers_are_not():
    said = {"What happened": "Two young women were detained in March."}
    submission = read("b.xlsx", filled({WORDS: {"I5": said}}, P2), PLAN)
    assert [(p.code, p.where.address) for p in submission.problems] == [("small-number-in-words", "D2")]
    assert codes(read("b.xlsx", filled({WORDS: {"I2": said}}, P1), PLAN)) == ["small-number-in-words"]
    for plain in ("In Q2 we met 4 times.", "12 people were seen.", "The 3rd sector helped people.", "Since 1 April things are better."):
        assert codes(read("b.xlsx", filled({WORDS: {"I5": {"Why": plain}}}, P2), PLAN)) == [], plain


def test_the_address_in_the_test_is_the_one_in_the_sheet():
    assert address(taken(P1), VALUES, "I2", "Count") == "F3"
