"""Bytes to cells with addresses."""

import io
import zipfile
from contextlib import nullcontext, suppress

import openpyxl
import pytest
from grids import csv_of, sheet_xml, xls_of, xlsx_of, zip_of
from hostile import with_parts
from hypothesis import given, settings
from hypothesis import strategies as st
from leads import converted

from loaders.extents import NO_RESULT, Extent, PercentStyle, column_letters, column_number
from loaders.limits import PUBLISHED, UPLOADS, Limits
from loaders.unreadable import Unreadable
from loaders.workbook import opened

GRID = """
| Place  | Número | Note       |
| Leeds  | 12     | a          |
| Ilkley | 7      | b, c; d    |
"""


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [
        ("utf-8", ","),
        ("utf-8-sig", ","),
        ("utf-16", ","),
        ("utf-16-le", ","),
        ("utf-16-be", ";"),
        ("cp1252", ";"),
        ("utf-8", "\t"),
        ("utf-8-sig", ";"),
    ],
)
def test_a_csv_file_reads_alike_in_every_encoding_and_with_every_delimiter(encoding, delimiter):
    sheet = opened("a.csv", csv_of(GRID, encoding=encoding, delimiter=delimiter)).sheets[0]
    assert sheet.rows == [["Place", "Número", "Note"], ["Leeds", "12", "a"], ["Ilkley", "7", "b, c; d"]]


def test_semicolons_are_found_in_a_file_with_decimal_commas():
    sheet = opened("a.csv", b"area;value;lower\nLeeds;1,5;1,2\nYork;2,5;2,1\n").sheets[0]
    assert sheet.rows[1] == ["Leeds", "1,5", "1,2"]


def test_commas_are_found_below_a_title_and_above_notes():
    sheet = opened("a.csv", b"A title; with a semicolon\n\narea,value\nLeeds,1\nYork,2\n").sheets[0]
    assert sheet.rows[3] == ["Leeds", "1"]


def test_a_line_address_counts_the_lines_inside_quoted_fields():
    sheet = opened("a.csv", b'h,note\n1,"two\nlines"\n2,x\n').sheets[0]
    assert [sheet.address(row, 0) for row in range(3)] == ["line 1", "line 2", "line 4"]


def test_a_line_address_counts_windows_line_ends_once():
    assert opened("a.csv", b"h,i\r\n1,2\r\n\r\n3,4\r\n").sheets[0].address(3, 0) == "line 4"


def test_cells_of_a_workbook_keep_their_kind_and_have_an_excel_address():
    book = opened("whatever.csv", xlsx_of(GRID))
    assert (book.kind, book.sheets[0].name) == ("xlsx", "Data")
    assert book.sheets[0].rows[1] == ["Leeds", 12.0, "a"]
    assert book.sheets[0].address(213, 3) == "D214"


def test_rows_above_the_first_filled_one_are_counted():
    cells = '<row r="4"><c r="B4" t="inlineStr"><is><t>here</t></is></c></row>'
    sheet = opened("a.xlsx", sheet_xml(cells)).sheets[0]
    [(number, row)] = sheet.filled()
    assert (sheet.address(number, row.index("here")), len(sheet.rows)) == ("B4", 4)


@pytest.mark.parametrize(("letters", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("XFD", 16384)])
def test_columns_are_named_as_in_excel(letters, number):
    assert column_number(letters) == number
    assert column_letters(number - 1) == letters


def test_an_error_cell_and_a_formula_without_result_are_not_empty():
    cells = (
        '<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1"><f>A1*3</f></c><c r="C1"><f>1+1</f><v>2</v></c><c r="D1"><v>7</v></c></row>'
    )
    assert opened("a.xlsx", sheet_xml(cells)).sheets[0].rows[0] == ["#N/A", NO_RESULT, 2.0, 7.0]


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
REFUSED = {
    "a cell in the far corner": (sheet_xml(FAR), "far-cells"),
    "a cell in the far corner, in single quotes": (sheet_xml(FAR.replace('"', "'")), "far-cells"),
    "a cell with an address in disguise": (sheet_xml('<row r="1"><c r="&#65;1"><v>1</v></c></row>'), "far-cells"),
    "a far cell in a sheet under another name": (sheet_xml(FAR, part="odd/place.dat"), "far-cells"),
    "a row beyond the last": (sheet_xml('<row r="99999999"><c><v>1</v></c></row>'), "far-cells"),
    "a document type": (sheet_xml("", head='<!DOCTYPE x [<!ENTITY a "b">]>'), "odd-archive"),
    "a bomb": (sheet_xml("<!--" + "x" * 5_000_000 + "-->"), "too-large-unpacked"),
    "a path that leaves the folder": (zip_of({"xl/workbook.xml": "", "../../etc/passwd": ""}), "odd-archive"),
    "a zip of other files": (zip_of({"a.csv": "1,2"}), "not-a-workbook"),
    "a Word document": (zip_of({"word/document.xml": "<a/>"}), "not-a-workbook"),
    "a binary workbook": (zip_of({"xl/workbook.bin": ""}), "not-a-workbook"),
    "half a workbook": (xlsx_of(GRID)[:900], "broken-file"),
    "a password": (OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "protected-file"),
    "an old workbook that is none": (OLE + b"\x00" * 3000, "broken-file"),
    "a PDF": (b"%PDF-1.7 ...", "not-a-workbook"),
    "a web page": (b"<!doctype html><table></table>", "not-a-workbook"),
    "noise": (bytes(range(128, 256)) * 4, "not-a-workbook"),
    "text with noughts": (b"a,b\n1,\x00\n" + b"c,d\n" * 50, "not-a-workbook"),
    "nothing": (b" \n", "empty-file"),
    "far repeats in an OpenDocument sheet": (
        zip_of(
            {
                "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
                "content.xml": '<x><table:table><table:table-row table:number-rows-repeated="1048576"><table:table-cell '
                'table:number-columns-repeated="16384" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row>'
                "</table:table></x>",
            }
        ),
        "far-cells",
    ),
}


@pytest.mark.parametrize(("content", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_that_cannot_be_read_is_refused_in_words(content, code):
    with pytest.raises(Unreadable) as refusal:
        opened("given.xlsx", content)
    problem = refusal.value.problem
    assert (problem.code, problem.severity, problem.where.file) == (code, "stop", "given.xlsx")
    assert problem.found
    assert problem.expected
    assert problem.remedy.endswith(".")
    assert not {"invalid", "please"} & set(problem.sentence.casefold().split())


def test_a_lead_sends_less_than_an_analyst():
    grid = "\n".join("| 1 | 2 |" for _ in range(5_001))
    assert len(opened("a.csv", csv_of(grid)).sheets[0].rows) == 5_001
    with pytest.raises(Unreadable) as refusal:
        opened("a.csv", csv_of(grid), limits=UPLOADS)
    assert refusal.value.problem.code == "far-cells"
    tiny = Limits(bytes=10, unpacked=10, entries=1, rows=1, columns=1, cells=1)
    with pytest.raises(Unreadable) as refusal:
        opened("a.csv", b"a,b,c,d,e,f,g", limits=tiny)
    assert refusal.value.problem.code == "too-large"


# -- the look for far cells, in its three ways ----------------------------------------------------------------------------------------

EDGES = st.sampled_from([1, 9, 10, 26, 27, 199, 200, 201, 702, 703, 999, 4_999, 5_000, 5_001, 9_999, 16_384, 1_048_576])
WRITTEN = st.sampled_from(
    [
        '<row r="{row}"><c r="{cell}"><v>1</v></c></row>',
        "<row r='{row}'><c t='n' r='{cell}'/></row>",
        '<c r="{cell}"/>',
        '<a:c r="{cell}"/>',
    ]
)
TABLE = Limits(bytes=1, unpacked=1, entries=1, rows=300, columns=20, cells=6_000)
LONG = Limits(bytes=1, unpacked=1, entries=1, rows=3_000, columns=700, cells=6_000)


@given(st.integers(1, 1_048_576) | EDGES, st.integers(1, 16_384) | EDGES, WRITTEN, st.sampled_from([UPLOADS, TABLE, LONG]))
def test_a_cell_beyond_the_limits_is_found_however_it_is_written(row, column, written, limits):
    column = min(column, 16_384)
    extent = Extent("a", limits)
    block = f'<sheetData><c r="A1"/>{written.format(row=row, cell=column_letters(column - 1) + str(row))}</sheetData>'.encode()
    far = row > limits.rows or column > limits.columns or row * column > limits.cells
    with pytest.raises(Unreadable) if far else nullcontext():
        extent.see_excel(block)


@given(st.sets(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12), st.integers(1, 12), st.booleans())
def test_percent_cells_are_found_with_few_styles_or_many(places, styles, rows_too):
    extent = Extent("a", UPLOADS, PercentStyle.of(range(2, 2 + styles)))
    cells = "".join(
        f'<c r="{column_letters(column)}{row + 1}" s="{2 + column % styles if (row, column) in places else 1}"><v>1</v></c>'
        for row in range(61)
        for column in {0, *(column for at, column in places if at == row)}
    )
    extent.see_excel((f'<row r="3" s="2"/>{cells}' if rows_too else cells).encode())
    assert extent.percent == places


# -- what the reader does not tell -------------------------------------------------------------------------------------------------


def of_openpyxl(change):
    book = openpyxl.Workbook()
    book.active.title = "Data"
    change(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def with_percentages(book):
    for number, look in enumerate(("0%", "0.00%", "General", '0"%"', '0.0" %"%', "[Red]0.0%;-0.0%"), start=1):
        cell = book["Data"].cell(number, 2, 0.12)
        cell.number_format = look


def test_cells_shown_as_percentages_are_known():
    assert opened("a.xlsx", of_openpyxl(with_percentages)).sheets[0].features.percent == {(0, 1), (1, 1), (4, 1), (5, 1)}


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_percentages_are_known_however_another_program_writes_them(tmp_path, kind):
    def change(book):
        book["Data"]["B1"], book["Data"]["B2"], book["Data"]["C5"] = 0.12, 12, 0.5
        book["Data"]["B1"].number_format = book["Data"]["C5"].number_format = "0.0%"

    sheet = opened("a", converted(of_openpyxl(change), tmp_path, kind)).sheets[0]
    assert sheet.features.percent == {(0, 1), (4, 2)}
    assert (sheet.rows[0][1], sheet.rows[1][1], sheet.rows[4][2]) == (0.12, 12, 0.5)


def test_a_percentage_written_in_another_order_is_known_too():
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="9"/></cellXfs></styleSheet>'
    )
    cells = '<row r="1"><c s="1" r="A1"><v>0.1</v></c><c r="B1" s="1"><v>0.1</v></c><c r="C1" t="n" s="1"><v>0.1</v></c></row>'
    content = with_parts(sheet_xml(cells), {"xl/styles.xml": styles.encode()})
    assert opened("a.xlsx", content).sheets[0].features.percent == {(0, 0), (0, 1), (0, 2)}


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_hidden_rows_columns_and_sheets_and_merged_cells_are_known(tmp_path, kind):
    def change(book):
        for row in range(1, 6):
            book["Data"].append([row, row, row])
        book["Data"].row_dimensions[3].hidden = True
        book["Data"].column_dimensions["B"].hidden = True
        book["Data"].merge_cells("A5:B5")
        book.create_sheet("Other")["A1"] = 1
        book["Other"].sheet_state = "hidden"

    made = of_openpyxl(change)
    book = opened("a", made if kind == "xlsx" else converted(made, tmp_path, kind))
    features = {sheet.name: sheet.features for sheet in book.sheets}
    assert set(features["Data"].hidden) == {"row 3", "column B"}
    assert features["Data"].merged == ("A5:B5",)
    assert features["Other"].hidden == ("sheet",)


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_errors_formulas_and_comments_are_known_in_every_kind_of_workbook(tmp_path, kind):
    def change(book):
        for place, text in {"A1": 2, "B1": "=A1*3", "B2": "=1/0", "C9": "=NA()", "A3": "=NOSUCH(1)"}.items():
            book["Data"][place] = text
        book["Data"]["A1"].comment = openpyxl.comments.Comment("a remark", "a lead")

    sheet = opened("a", converted(of_openpyxl(change), tmp_path, kind)).sheets[0]
    assert (sheet.rows[0][1], sheet.rows[1][1], sheet.rows[8][2]) == (6, "#DIV/0!", "#N/A")
    assert sheet.rows[2][0] == "#NAME?"
    assert (0, 1) in sheet.features.formulas
    assert sheet.features.odd.keys() == {(1, 1), (8, 2), (2, 0)}
    assert sheet.features.comments == 1


def test_a_formula_without_its_result_is_known_in_an_opendocument_sheet():
    text = (
        '<x><table:table table:name="Data"><table:table-row><table:table-cell table:formula="of:=[.B1]*3"/>'
        '<table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row>'
        "</table:table></x>"
    )
    extent = Extent("a", UPLOADS)
    extent.see_opendocument(text.encode())
    assert extent.sheets["Data"].odd == {(0, 0): NO_RESULT}


def test_an_old_workbook_with_cells_too_far_out_is_refused_before_it_is_opened(tmp_path):
    def change(book):
        book["Data"]["IV1"] = 1

    with pytest.raises(Unreadable) as refusal:
        opened("a.xls", converted(of_openpyxl(change), tmp_path, "xls"), limits=UPLOADS)
    assert (refusal.value.problem.code, "IV1" in refusal.value.problem.found) == ("far-cells", True)


def test_an_old_workbook_is_read_with_its_percentages():
    sheet = opened("a.xls", xls_of("| Place | Share |\n| Leeds | 0.25 |\n| York  |       |", percent="B")).sheets[0]
    assert list(map(list, sheet.rows)) == [["Place", "Share"], ["Leeds", 0.25], ["York", ""]]
    assert (1, 1) in sheet.features.percent
    assert (0, 0) not in sheet.features.percent
    assert opened("a.xls", xls_of("| 1 | 2 |")).sheets[0].features.percent == set()


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_an_old_workbook_that_was_spoilt_is_read_or_refused_in_words(shared, data):
    content = bytearray((shared / "published" / "messy" / "notineducationemploymentortrainingneetjm19.xls").read_bytes())
    for _ in range(data.draw(st.integers(1, 30))):
        content[data.draw(st.integers(8, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.sampled_from([len(content), len(content) // 2, 600]))
    # Unreadable is the one way to say no
    with suppress(Unreadable):
        assert opened("a.xls", bytes(content[:cut]), limits=PUBLISHED).kind == "xls"


def test_a_link_to_another_workbook_is_counted():
    links = {"xl/externalLinks/externalLink1.xml": b"<a/>", "xl/externalLinks/_rels/externalLink1.xml.rels": b"<a/>"}
    assert opened("a.xlsx", with_parts(xlsx_of(GRID), links)).links == 1
    assert opened("a.xlsx", xlsx_of(GRID)).links == 0


def test_an_encoding_that_nobody_knows_is_refused_in_words():
    head = '<?xml version="1.0" encoding="UTF-99"?>'
    content = with_parts(xlsx_of(GRID), {"xl/extra.xml": b"<a/>"})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts["xl/workbook.xml"] = head + parts["xl/workbook.xml"].partition("?>")[2]
    with pytest.raises(Unreadable) as refusal:
        opened("a.xlsx", zip_of(parts))
    assert refusal.value.problem.code == "broken-file"
