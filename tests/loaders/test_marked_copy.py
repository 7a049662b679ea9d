"""The sender's own workbook back: exactly the cells to mend are outlined and commented, and everything else is as it was."""

import io
import zipfile

import mistakes as forty
import openpyxl
import pytest
from grids import sheet_xml, zip_of
from leads import P1, PLAN, address, converted, edited, filled, taken

from indicators.observations import Origin
from indicators.submissions import Problem
from loaders.limits import UPLOADS
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


def contents(content, *, results):
    """Every cell of every sheet but ours: its formula or, with `results`, its result; its format, font, fill, alignment, protection."""
    book = openpyxl.load_workbook(io.BytesIO(content), data_only=results)
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
    }


def borders(content):
    """The border of each cell; what a merged cell covers has none of its own."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = ((sheet.title, cell) for sheet in book if sheet.title != TO_MEND for row in sheet.iter_rows() for cell in row)
    return {(sheet, cell.coordinate): repr(cell.border) for sheet, cell in cells if not isinstance(cell, openpyxl.cell.MergedCell)}


def around(content):
    """What belongs to sheets as wholes."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        sheet.title: (
            sheet.sheet_state,
            sheet.dimensions,
            sheet.freeze_panes,
            sorted(map(str, sheet.merged_cells.ranges)),
            sorted((name, column.width, column.hidden) for name, column in sheet.column_dimensions.items()),
            sorted((str(choice.sqref), choice.formula1) for choice in sheet.data_validations.dataValidation),
            sorted((table.name, table.ref) for table in sheet.tables.values()),
            sheet.protection.sheet,
        )
        for sheet in book
        if sheet.title != TO_MEND
    }


def test_a_file_with_forty_mistakes_gets_forty_problems_each_of_its_kind_at_its_cell():
    submission = read("b.xlsx", forty.workbook(), forty.PLAN, known=forty.KNOWN, limits=UPLOADS)
    found = {(p.where.sheet, p.where.address): p.code for p in submission.problems}
    assert found == forty.wanted()
    assert len(submission.problems) == len(found) == len(set(found.values())) == 40


@pytest.fixture(scope="module")
def as_saved(tmp_path_factory):
    """The workbook with forty mistakes as LibreOffice saves it, unmarked."""
    return converted(forty.workbook(), tmp_path_factory.mktemp("unmarked"), "xlsx")


@pytest.mark.parametrize("kind", ["xlsx", "xlsm"])
def test_a_file_with_forty_mistakes_comes_back_marked_and_otherwise_as_it_was(tmp_path, as_saved, kind):
    content = forty.workbook() if kind == "xlsx" else with_macros(forty.workbook())
    problems = read(f"b.{kind}", content, forty.PLAN, known=forty.KNOWN, limits=UPLOADS).problems
    copy = marked_copy(content, problems)
    wanted = forty.wanted().keys()
    own = {("My sums", "A2"): "A remark of the lead's own."}
    saved = converted(copy, tmp_path, "xlsx")
    for before, after in ((content, copy), (as_saved, saved)):
        assert outlined(after) == wanted
        said = commented(after)
        assert said.keys() == wanted | own.keys()
        assert {cell: said[cell] for cell in own} == own
        for results in (False, True):
            assert contents(after, results=results) == contents(before, results=results)
        plain, marked = borders(before), borders(after)
        assert {cell for cell in plain if plain[cell] != marked[cell]} == wanted
        assert around(after) == around(before)
        assert openpyxl.load_workbook(io.BytesIO(after)).sheetnames[0] == TO_MEND
    assert openpyxl.load_workbook(io.BytesIO(saved), data_only=True)["My sums"]["A4"].value == 7


STRICT_NAMES = (
    ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
)


def strictly(content, names=STRICT_NAMES):
    """The workbook as a program saves it as Strict Open XML, or with the names turned round, back from it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for usual, strict in names:
        parts = {name: text.replace(usual, strict) for name, text in parts.items()}
    return zip_of(parts)


def test_a_strict_workbook_is_read_and_comes_back_strict(tmp_path):
    def percent(book):
        book["Values"][address(taken(P1), "Values", "I1", "Value")].number_format = "0%"

    plain = edited(taken(P1), {"Values": {"I1": {"Value": 0.25}, "I2": {"Count": "many"}}}, then=percent)
    content = strictly(plain)
    submission = read("b.xlsx", content, PLAN)
    assert [(p.code, p.where.address) for p in submission.problems] == [("unknown-marker", "F3")]
    assert [o.value for o in submission.observations] == [25]
    copy = marked_copy(content, submission.problems)
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert not any(usual.encode() in archive.read(name) for name in archive.namelist() for usual, _ in STRICT_NAMES)
    # openpyxl knows no strict workbooks, LibreOffice does
    back = strictly(copy, [(strict, usual) for usual, strict in STRICT_NAMES])
    assert outlined(back) == commented(back).keys() == {("Values", "F3")}
    saved = converted(copy, tmp_path, "xlsx")
    assert outlined(saved) == commented(saved).keys() == {("Values", "F3")}


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
