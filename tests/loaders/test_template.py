"""The leads' workbook: drawn from the registry, and as the checklist for accessible spreadsheets wants it."""

import io
import zipfile

import openpyxl
import pytest
from leads import P1, P2, PLAN, PLAN_TEXT, Q4, converted, edited, taken

from indicators.periods import quarter
from indicators.registry import read as read_plan
from indicators.registry.models import Part
from indicators.wording import category_label
from loaders import questions, template
from loaders.questions import asked_period
from loaders.reading import read


def book_of(content):
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module")
def city(root):
    return read_plan((root / "priorities.yaml").read_text(encoding="utf-8"), name="priorities.yaml").plan


def column(sheet, name):
    place = [cell.value for cell in sheet[1]].index(name)
    return [row[place].value for row in sheet.iter_rows(min_row=2)]


def test_a_workbook_asks_for_what_leads_supply_and_not_for_what_is_published():
    asked = {p.id: [q.key for q in questions.questions(PLAN, p)] for p in PLAN.priorities}
    assert asked == {"P1": ["I1", "I2", "I3"], "P2": ["I5/detained"]}


def test_groups_are_asked_for_in_the_words_of_their_classification():
    sheet = book_of(taken(P2))[questions.BREAKDOWNS]
    assert column(sheet, "Key")[:2] == ["I5/detained/ethnic_group=white", "I5/detained/ethnic_group=mixed"]
    assert column(sheet, "Key")[-2:] == ["I5/detained/ethnic_group=not_stated", "I5/detained/ethnic_group=not_known"]
    assert "White" in column(sheet, "Group")[0]


def test_sexes_are_asked_for_where_the_plan_asks_and_come_back_under_their_own_group():
    reading = read_plan(PLAN_TEXT.replace("breakdowns: [ethnic_group], classification: 2001-NHS}", "breakdowns: [sex]}", 1))
    plan, sheet = reading.plan, questions.BREAKDOWNS
    content = template.write(plan, plan.priorities[0], Q4)
    assert column(book_of(content)[sheet], "Group") == ["Female", "Male", "Non-binary", "Other", "Not stated", "Not known"]
    sent = edited(content, {"Values": {"I2": {"Count": 75}}, sheet: {"I2/sex=female": {"Count": 40}, "I2/sex=male": {"Count": 35}}})
    submission = read("back.xlsx", sent, plan)
    assert not submission.problems
    assert {o.key.breakdown: o.value for o in submission.observations} == {(): 75, (("sex", "female"),): 40, (("sex", "male"),): 35}
    assert {category_label(*pair) for o in submission.observations for pair in o.key.breakdown} == {"Female", "Male"}


def test_sexes_that_no_census_counts_have_a_count_and_no_rate():
    plan = read_plan(
        PLAN_TEXT.replace(
            "A share, short: A share, direction: up, unit: per_cent",
            "A rate, short: A rate, breakdowns: [sex], direction: up, unit: per_1000",
        )
    ).plan
    content = template.write(plan, plan.priorities[0], Q4)
    rows = {"I1/sex=female": {"Count": 40, "Out of": 8000}, "I1/sex=non_binary": {"Count": 7}}
    submission = read("back.xlsx", edited(content, {questions.BREAKDOWNS: rows}), plan)
    assert not submission.problems
    assert [(o.value, o.numerator) for o in submission.observations] == [(5.0, 40), (None, 7)]
    [problem] = read("back.xlsx", edited(content, {questions.BREAKDOWNS: {"I1/sex=male": {"Count": 40}}}), plan).problems
    assert problem.code == "denominator-missing"


def test_a_rate_by_group_asks_for_a_count_where_the_plan_knows_the_population():
    assert column(book_of(taken(P2))[questions.VALUES], "What is asked for") == ["Detained: a count"]


def test_a_sheet_without_rows_is_left_out():
    names = book_of(template.write(PLAN, P1, Q4)).sheetnames
    assert names == ["Start here", "Values", "Breakdowns", "Commentary", "Actions", "Voices", "Notes"]
    bare = P1.model_copy(update={"indicators": (), "actions": ()})
    assert book_of(template.write(PLAN, bare, Q4)).sheetnames == ["Start here", "Voices", "Notes"]


def test_one_workbook_serves_a_lead_with_several_priorities():
    book = book_of(taken())
    assert [book["Start here"][cell].value for cell in ("B2", "B3", "B4")] == ["town-plan", "P1, P2", "2024-Q4F"]
    assert column(book[questions.VALUES], "Key") == ["I1", "I2", "I3", "I5/detained"]
    assert {"P1 voice 1", "P2 voice 10"} <= set(column(book[questions.VOICES], "Key"))


def test_the_figure_held_before_stands_beside_the_cells_to_fill():
    sheet = book_of(taken(P1, before={"I2": 412.0}))[questions.VALUES]
    assert column(sheet, "Figure held before") == [None, 412, None]


def test_keys_and_periods_are_text_that_nobody_can_change_and_answers_are_open():
    sheet = book_of(taken(P1))[questions.VALUES]
    header = {cell.value: cell.column for cell in sheet[1]}
    given, answer = sheet.cell(2, header["Period key"]), sheet.cell(2, header["Count"])
    assert sheet.protection.sheet
    assert (given.value, given.data_type, given.number_format, given.protection.locked) == ("2024-Q4F", "s", "@", True)
    assert (answer.value, answer.protection.locked, answer.number_format) == (None, False, "#,##0")


def test_words_to_choose_from_are_offered_in_the_cell():
    book = book_of(taken(P1))
    offered = {
        (sheet.title, validation.formula1.strip('"'), str(validation.sqref))
        for sheet in book
        for validation in sheet.data_validations.dataValidation
    }
    assert ("Actions", "not started,under way,done,stopped", "C2:C3") in offered
    assert any(sheet == "Values" and "not collected" in choices for sheet, choices, _ in offered)
    assert ("Voices", "A story,A survey", "B2:B11") in offered


@pytest.mark.parametrize("kind", ["xlsx", "as LibreOffice saves it"])
def test_a_choice_too_long_for_a_cell_is_offered_from_the_first_sheet(city, tmp_path, kind):
    """Excel holds no more than 255 characters of choices in a cell: the kinds of people's voice stand in sight, and are read from there."""
    content = template.write(city, city.priorities, Q4)
    book = book_of(content if kind == "xlsx" else converted(content, tmp_path, "xlsx"))
    [choice] = [v for v in book["Voices"].data_validations.dataValidation if str(v.sqref).startswith("B2")]
    sheet, _, reach = choice.formula1.rpartition("!")
    assert sheet == "'Start here'"
    kinds = [cell.value for (cell,) in book["Start here"][reach.replace("$", "")]]
    assert kinds == [kind.text for kind in city.peoples_voice.kinds]
    assert len(",".join(kinds)) > 255


def test_rows_have_room_for_the_words_in_them():
    book = book_of(taken(P1))
    for sheet in book.worksheets[1:]:
        widths = {place: d.width for d in sheet.column_dimensions.values() for place in range(d.min, d.max + 1)}
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, str):
                    lines = len(cell.value) / (0.8 * widths[cell.column])
                    assert sheet.row_dimensions[cell.row].height >= 16 * lines, (sheet.title, cell.coordinate)
    assert book["Commentary"].row_dimensions[2].height >= 5 * 16


def faults(content):
    """What the checklist for accessible spreadsheets would find."""
    book = book_of(content)
    found = [] if (book.properties.title or "").strip() else ["no title"]
    if len({name.casefold() for name in book.sheetnames}) < len(book.sheetnames) or any(len(name) > 31 for name in book.sheetnames):
        found.append("names of sheets")
    names = [name for sheet in book for name in sheet.tables]
    found += ["a table name twice"] if len(set(names)) < len(names) else []
    for sheet in book:
        found += [f"{sheet.title}: merged"] if sheet.merged_cells.ranges else []
        found += [f"{sheet.title}: hidden"] if sheet.sheet_state != "visible" else []
        found += (
            [f"{sheet.title}: hidden rows or columns"]
            if any(d.hidden for d in [*sheet.row_dimensions.values(), *sheet.column_dimensions.values()])
            else []
        )
        found += [f"{sheet.title}: frozen"] if sheet.freeze_panes else []
        found += [f"{sheet.title}: does not start in A1"] if sheet["A1"].value is None else []
        found += [f"{sheet.title}: a filter"] if sheet.auto_filter.ref else []
        found += [f"{sheet.title}: colours"] if any(c.fill.fill_type for row in sheet.iter_rows() for c in row) else []
        if sheet.title != "Start here":
            [table] = sheet.tables.values() or [None]
            whole = f"A1:{sheet.cell(sheet.max_row, sheet.max_column).coordinate}"
            found += [] if table and table.ref == whole and table.headerRowCount != 0 else [f"{sheet.title}: not one table"]
            header = [cell.value for cell in sheet[1]]
            found += [f"{sheet.title}: headers"] if None in header or len(set(header)) < len(header) else []
    return found


def test_every_priority_of_the_plan_has_a_workbook_that_meets_the_checklist(city):
    assert len(city.priorities) > 2
    for priority in city.priorities:
        assert faults(template.write(city, priority, Q4)) == [], priority.id


def test_the_check_of_the_checklist_finds_a_merged_and_a_hidden_sheet():
    book = book_of(taken(P1))
    book["Values"].merge_cells("A2:B2")
    book["Notes"].sheet_state = "hidden"
    saved = io.BytesIO()
    book.save(saved)
    assert {"Values: merged", "Notes: hidden"} <= set(faults(saved.getvalue()))


def test_every_workbook_returned_untouched_imports_nothing_and_says_so(city):
    for priority in city.priorities:
        submission = read("back.xlsx", template.write(city, priority, quarter(2024, 3)), city)
        assert [problem.code for problem in submission.problems] == ["untouched-template"], priority.id
        assert (submission.observations, submission.stopped, submission.asking) == ((), False, False)


def test_a_workbook_holds_no_formula_no_macro_and_no_link():
    with zipfile.ZipFile(io.BytesIO(taken())) as archive:
        assert not [name for name in archive.namelist() if "vba" in name or "external" in name]
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_libreoffice_opens_it_and_saves_what_is_read_back_as_untouched(tmp_path, kind):
    saved = converted(taken(P1), tmp_path, kind)
    submission = read("back", saved, PLAN)
    assert (submission.format, [problem.code for problem in submission.problems]) == ("template", ["untouched-template"])


def test_every_sheet_and_column_is_documented(root):
    page = (root / "docs" / "reference" / "workbook.md").read_text(encoding="utf-8")
    for sheet, columns in questions.COLUMNS.items():
        assert f"| `{sheet}` |" in page
        assert [column for column in columns if f"`{column}`" not in page] == []


@pytest.mark.parametrize(
    ("frequency", "year_type", "supplied", "key"),
    [
        ("quarterly", "financial", False, "2024-Q4F"),
        ("annual", "financial", False, "2024F"),
        ("annual", "calendar", False, "2024C"),
        ("annual", "school", False, "2023S"),
        ("pooled", "calendar", False, "2022C-2024C"),
        ("annual", "financial", True, "2024-Q4F"),
    ],
)
def test_what_is_read_by_the_year_is_asked_for_the_last_year_that_is_over(frequency, year_type, supplied, key):
    part = Part(name="A part", direction="up", unit="count", frequency=frequency, year_type=year_type, supplied=supplied)
    assert asked_period(part, quarter(2024, 4)).key == key
