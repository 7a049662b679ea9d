"""Workbooks that are taken away, by the checklist of the Analysis Function (SYMBOLS_AND_PERIODS 2.1): each rule a test."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as Tree

import openpyxl
import pytest
from figures_for_pages import Fake

from exports.figures import figures_sheet
from exports.pack import pack, pack_workbook
from exports.sheets import Column, Cover, Sheet, mark_words
from exports.workbooks import workbook
from indicators.disclosure.profiles import PROFILES
from indicators.observations import Status
from indicators.registry import Plan

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def content(plan: Plan, figures: Fake) -> bytes:
    held = pack(plan, figures.board(None), figures.comparisons(None), figures.voices(None), illustrative=True)
    return pack_workbook(held)


@pytest.fixture(scope="module")
def book(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        return {name: held.read(name) for name in held.namelist()}


def test_cover_contents_and_notes_come_first(book: openpyxl.Workbook):
    assert book.sheetnames[:3] == ["Cover", "Contents", "Notes"]
    contents = [row[0].value for row in book["Contents"].iter_rows(min_row=4)]
    assert contents == book.sheetnames[3:]
    assert all(len(name) <= 31 for name in book.sheetnames)


def test_the_cover_says_whose_it_is_when_how_marked_and_by_which_rules(book: openpyxl.Workbook, plan: Plan):
    said = "\n".join(str(cell.value) for row in book["Cover"].iter_rows() for cell in row if cell.value)
    for words in (plan.title, plan.board, "12 June 2025", "ILLUSTRATIVE", PROFILES["open"].words, "Blank cells"):
        assert words in said


def test_every_mark_is_explained(book: openpyxl.Workbook):
    told = {row[0].value: row[1].value for row in book["Notes"].iter_rows(min_row=4)}
    for mark, words in mark_words():
        assert told[mark].lower() == words.lower()


def test_each_sheet_holds_one_named_table_from_column_a_with_nothing_below(book: openpyxl.Workbook):
    names = []
    for sheet in book:
        [table] = sheet.tables.values()
        names.append(table.name)
        first, last = table.ref.split(":")
        assert re.match(r"A\d+$", first), sheet.title
        assert openpyxl.utils.cell.coordinate_from_string(last)[1] == sheet.max_row, sheet.title
        assert table.headerRowCount in {None, 1}
        assert table.autoFilter is None
        assert sheet[first].value
        assert sheet["A1"].value
        assert sheet["A2"].value.startswith("This sheet holds one table.")
    assert len(set(names)) == len(names)


def test_no_row_of_a_table_is_blank_and_every_head_is_named_once(book: openpyxl.Workbook):
    for sheet in book:
        [table] = sheet.tables.values()
        rows = [[cell.value for cell in row] for row in sheet[table.ref]]
        assert all(any(cell not in {None, ""} for cell in row) for row in rows), sheet.title
        assert all(rows[0])
        assert len(set(rows[0])) == len(rows[0])


def test_nothing_is_merged_hidden_frozen_filled_drawn_or_in_a_header(content: bytes, book: openpyxl.Workbook):
    for sheet in book:
        assert not sheet.merged_cells.ranges
        assert sheet.sheet_state == "visible"
        assert sheet.freeze_panes is None
        assert not any(dimension.hidden for dimension in (*sheet.row_dimensions.values(), *sheet.column_dimensions.values()))
        assert sheet.sheet_view.selection[0].activeCell in {None, "A1"}
        assert not sheet.conditional_formatting
    held = parts(content)
    assert not [name for name in held if "media" in name or "vba" in name or "drawing" in name or "comment" in name]
    fills = Tree.fromstring(held["xl/styles.xml"]).find(f"{SPACE}fills")
    assert {fill[0].get("patternType") for fill in fills} <= {"none", "gray125"}  # type: ignore[union-attr]  # the two of every workbook
    for name, text in held.items():
        if name.startswith("xl/worksheets/sheet"):
            assert b"<headerFooter" not in text
            assert b"<autoFilter" not in text


def test_title_owner_and_language_are_stated(content: bytes, plan: Plan):
    core = parts(content)["docProps/core.xml"].decode()
    assert f"<dc:title>Board pack: {plan.title}</dc:title>" in core
    assert f"<dc:creator>{plan.board}</dc:creator>" in core
    assert "<dc:language>en-GB</dc:language>" in core
    assert "2025-06-12" in core


def test_a_value_is_a_number_or_its_mark_and_never_blank(book: openpyxl.Workbook, plan: Plan, figures: Fake):
    sheet = book["figures"]
    [table] = sheet.tables.values()
    heads, *rows = [[cell.value for cell in row] for row in sheet[table.ref]]
    values = {(row[heads.index("Status")], row[heads.index("Value")]) for row in rows}
    assert ("c", "[c]") in values
    assert all(isinstance(value, int | float) if status == "ok" else value == f"[{status}]" for status, value in values)


@pytest.mark.parametrize("text", ["=1+1", "=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "http://example.org", "{=1+1}", "007"])
def test_text_is_text_and_never_a_formula(text: str):
    sheet = Sheet("t", "=T()", (Column("a", "A", "a"),), ((text,),), (text,))
    made = workbook(Cover(text, text, date(2025, 6, 12), False, (text,)), (sheet,))
    cell = openpyxl.load_workbook(io.BytesIO(made))["t"]["A5"]
    assert (cell.data_type, cell.value) == ("s", text)
    for name, held in parts(made).items():
        assert b"<f>" not in held, name
        assert b"hyperlink" not in held.lower() or not name.startswith("xl/worksheets/sheet"), name


def test_numbers_and_days_stay_numbers_and_days():
    columns = (Column("n", "N", "n", "number"), Column("d", "D", "d", "date"))
    made = workbook(Cover("t", "o", date(2025, 6, 12), False, ()), (Sheet("t", "T", columns, ((-3.5, date(2024, 2, 29)),)),))
    row = openpyxl.load_workbook(io.BytesIO(made))["t"][4]
    assert row[0].value == -3.5
    assert row[1].value.date() == date(2024, 2, 29)


def test_the_same_sheets_give_the_same_bytes(plan: Plan, figures: Fake, content: bytes):
    again = pack(plan, figures.board(None), figures.comparisons(None), figures.voices(None), illustrative=True)
    assert pack_workbook(again) == content


@pytest.mark.parametrize("name", ["Notes", "notes", "x" * 32])
def test_a_sheet_name_that_no_program_takes_is_refused(name: str):
    with pytest.raises(ValueError, match="31 letters"):
        workbook(Cover("t", "o", date(2025, 6, 12), False, ()), (Sheet(name, "T", (Column("a", "A", "a"),), ()),))


def test_a_table_without_rows_says_so():
    made = workbook(Cover("t", "o", date(2025, 6, 12), False, ()), (Sheet("t", "T", (Column("a", "A", "a"),), ()),))
    assert openpyxl.load_workbook(io.BytesIO(made))["t"]["A4"].value == "Nothing is held."


def test_a_hidden_value_leaves_no_trace_in_any_part_of_the_file(plan: Plan, figures: Fake):
    """A released hidden figure holds no number; so two that differ in what was hidden give the same file."""
    shown = next(point for point in figures.released(None) if point.value is not None)
    hidden = replace(shown, value=None, status=Status.HIDDEN, numerator=None, lower=None, upper=None)
    made = workbook(Cover("t", "o", date(2025, 6, 12), False, ()), (figures_sheet(plan, [hidden], name="t", title="T"),))
    assert str(shown.value).encode() not in b"".join(parts(made).values())
