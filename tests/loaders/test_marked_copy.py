"""The sender's own workbook back: exactly the cells to mend are outlined and commented, and everything else is as it was."""

import io
import zipfile

import openpyxl
import pytest
from grids import sheet_xml, zip_of
from leads import P1, PLAN, converted, edited, filled, taken

from indicators.observations import Origin
from indicators.submissions import Problem
from loaders.marked_copy import COLUMNS, TO_MEND, marked_copy
from loaders.markings import OUTLINE
from loaders.reading import read
from loaders.unreadable import Unreadable


def problem(address, *, sheet="Values", severity="stop", found='"many"'):
    return Problem("unknown-marker", Origin("b.xlsx", sheet, address), found, "a number", "Type it.", severity)


def looks(content):
    """Every cell of every sheet: (sheet, address) -> value, number format, font, fill, alignment, protection."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        (sheet.title, cell.coordinate): (
            cell.value,
            cell.number_format,
            *map(repr, (cell.font, cell.fill, cell.alignment, cell.protection)),
        )
        for sheet in book
        if sheet.title != TO_MEND
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None or cell.has_style
    }


def outlined(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = ((sheet.title, cell) for sheet in book for row in sheet.iter_rows() for cell in row)
    return {(sheet, cell.coordinate) for sheet, cell in cells if cell.border.left.color and cell.border.left.color.rgb == OUTLINE}


def commented(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {(sheet.title, c.coordinate): c.comment.text for sheet in book for row in sheet.iter_rows() for c in row if c.comment}


def of_a_lead():
    """A lead's own workbook: a formula, a percentage, a colour, a comment of theirs, a merged title, a second sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Values"
    for row in (["Title"], ["Place", "Number", "Share"], ["Leeds", 12, 0.25], ["York", "many", "=B3/4"], [None, None, 7]):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet["C3"].number_format = "0.0%"
    sheet["B4"].fill = openpyxl.styles.PatternFill("solid", fgColor="FFFFFF00")
    sheet["B4"].font = openpyxl.styles.Font(bold=True)
    sheet["A4"].comment = openpyxl.comments.Comment("a remark of ours", "a lead")
    other = book.create_sheet("Other")
    other["A1"] = "untouched"
    book.defined_names["shares"] = openpyxl.workbook.defined_name.DefinedName("shares", attr_text="Values!$C$3:$C$4")
    other.print_area = "A1:B2"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


CASES = {
    "a filled cell": ["B4"],
    "an empty cell in a row": ["B5"],
    "an empty cell after the last": ["H3"],
    "a cell in a row that is not there": ["D9"],
    "a cell that has a comment": ["A4"],
    "several": ["A3", "B4", "C4", "D9", "A20", "AB3"],
}


@pytest.mark.parametrize("addresses", CASES.values(), ids=CASES.keys())
def test_exactly_the_cells_to_mend_are_outlined_and_commented(addresses):
    content = of_a_lead()
    copy = marked_copy(content, [problem(address) for address in addresses])
    wanted = {("Values", address) for address in addresses}
    assert outlined(copy) == wanted
    said = commented(copy)
    assert said.keys() == wanted | {("Values", "A4")}
    assert all('Found "many". Expected a number. Type it.' in said[cell] for cell in wanted)
    assert "a remark of ours" in said["Values", "A4"]


def test_everything_else_is_the_same():
    content = of_a_lead()
    copy = marked_copy(content, [problem("B4"), problem("D9")])
    before, after = looks(content), looks(copy)
    assert {cell: after[cell] for cell in before} == before
    assert after.keys() - before.keys() == {("Values", "D9")}
    book = openpyxl.load_workbook(io.BytesIO(copy))
    assert [str(reach) for reach in book["Values"].merged_cells.ranges] == ["A1:C1"]
    assert book.defined_names["shares"].attr_text == "Values!$C$3:$C$4"
    assert book["Other"].print_area == "'Other'!$A$1:$B$2"


def test_parts_that_are_not_marked_are_copied_byte_for_byte():
    content = of_a_lead()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(io.BytesIO(marked_copy(content, [problem("B4")]))) as new:
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
    assert "xl/worksheets/sheet2.xml" not in changed
    assert changed <= {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/comments/comment1.xml",
        "xl/drawings/commentsDrawing1.vml",
    }


def test_a_list_of_what_to_mend_stands_on_top():
    problems = [
        problem("B4"),
        problem("", sheet="", found="a file"),
        problem("C3", severity="note"),
        problem("B4; C4", severity="question"),
    ]
    book = openpyxl.load_workbook(io.BytesIO(marked_copy(of_a_lead(), problems)))
    assert book.sheetnames == [TO_MEND, "Values", "Other"]
    assert book.active.title == TO_MEND
    rows = [tuple(cell.value or "" for cell in row) for row in book[TO_MEND].iter_rows()]
    assert rows[0] == COLUMNS
    assert [row[:3] for row in rows[1:]] == [
        ("Values", "B4", '"many"'),
        ("", "", "a file"),
        ("Values", "C3", '"many"'),
        ("Values", "B4; C4", '"many"'),
    ]


def test_a_note_is_listed_and_not_outlined():
    assert outlined(marked_copy(of_a_lead(), [problem("B4", severity="note")])) == set()


def test_a_name_that_is_taken_is_not_taken_again():
    content = edited(of_a_lead(), {}, then=lambda book: book.create_sheet("to mend"))
    assert openpyxl.load_workbook(io.BytesIO(marked_copy(content, []))).sheetnames[0] == "To mend (2)"


def test_words_that_xml_does_not_hold_do_no_harm():
    copy = marked_copy(of_a_lead(), [problem("B4", found='"<b>&\x01 ="')])
    assert '"<b>& ="' in commented(copy)["Values", "B4"]


def with_macros(content):
    """The workbook as an .xlsm with a macro in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode("utf-8", "surrogateescape") for name in archive.namelist()}
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = types.replace(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    ).replace("</Types>", '<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>')
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        '<Relationship Id="rIdVba" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/>'
        "</Relationships>",
    )
    return zip_of(parts | {"xl/vbaProject.bin": "not really a macro"})


def test_a_workbook_with_macros_comes_back_without_them():
    content = with_macros(filled({"Values": {"I2": {"Count": "many"}}}, P1))
    submission = read("b.xlsm", content, PLAN)
    assert [p.code for p in submission.problems] == ["macro", "unknown-marker"]
    copy = marked_copy(content, submission.problems)
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert not [name for name in archive.namelist() if "vba" in name.casefold()]
        assert not any(b"vba" in archive.read(name) or b"macroEnabled" in archive.read(name) for name in archive.namelist())
    assert outlined(copy) == {("Values", "F3")}


def mistakes():
    """A workbook with forty different cells to mend."""
    numbers = ["many", "about 12", "1.234", -3, 12.5, True, "12%", "٣", "1e3", "007"]
    cells = {
        "Values": {key: {"Count": numbers[i], "Out of": numbers[i + 3], "Value": numbers[i + 1] * 1} for i, key in enumerate(("I1", "I2"))}
    }
    cells["Values"]["I3"] = {"Value": 11}
    names = ("white", "mixed", "asian", "black", "other", "not_stated", "not_known")
    cells["Breakdowns"] = {
        f"I2/ethnic_group={name}": {"Count": numbers[i], "Out of": numbers[i + 1], "Value": numbers[i + 2]} for i, name in enumerate(names)
    }
    cells["Actions"] = {"A1": {"Status": "well"}, "A2": {"Reviewed on": "soon"}}
    cells["Commentary"] = {"I1": {"What happened": "x" * 1_501, "Why": "y" * 1_501, "What next": "z" * 1_501}, "I2": {"Why": "x" * 1_501}}
    cells["Voices"] = {f"P1 voice {n}": {"Words": "words", "Consent": "later"} for n in range(1, 7)}
    return filled(cells, P1)


def test_a_file_with_forty_mistakes_gets_them_all_at_their_cells_and_back(tmp_path):
    content = mistakes()
    submission = read("b.xlsx", content, PLAN)
    wanted = {(p.where.sheet, p.where.address) for p in submission.problems}
    assert len(wanted) == len(submission.problems) == 40
    copy = marked_copy(content, submission.problems)
    assert outlined(copy) == commented(copy).keys() == wanted
    # LibreOffice opens it, and keeps each outline and comment when it saves it
    saved = converted(copy, tmp_path, "xlsx")
    assert commented(saved).keys() == wanted
    assert outlined(saved) == wanted
    assert openpyxl.load_workbook(io.BytesIO(saved)).sheetnames[0] == TO_MEND


def test_a_marked_copy_that_is_mended_is_read_again():
    content = filled({"Values": {"I2": {"Count": "many"}}}, P1)
    copy = marked_copy(content, read("b.xlsx", content, PLAN).problems)
    mended = edited(copy, {"Values": {"I2": {"Count": 412}}})
    submission = read("b.xlsx", mended, PLAN)
    assert [o.value for o in submission.observations] == [412]
    assert not submission.stopped


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", zip_of({"mimetype": "x", "content.xml": "<a/>"}), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_a_file_of_another_kind_is_refused_in_words(content):
    with pytest.raises(Unreadable, match="Mend the cells"):
        marked_copy(content, [problem("B4")])


def test_a_sheet_without_styles_gets_its_comments_all_the_same():
    content = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')
    copy = marked_copy(content, [problem("A1", sheet="Data"), problem("C7", sheet="Data")])
    assert commented(copy).keys() == {("Data", "A1"), ("Data", "C7")}


def test_a_workbook_taken_and_marked_keeps_its_tables_and_choices():
    content = taken(P1)
    book = openpyxl.load_workbook(io.BytesIO(marked_copy(content, [problem("F3")])))
    assert list(book["Values"].tables) == ["Values"]
    assert book["Values"].data_validations.dataValidation
    assert book["Values"].protection.sheet
