"""Files made to do harm: each is bytes and the code it must be refused with."""

import functools
import io
import struct
import zipfile

from grids import sheet_xml, xls_of, xlsx_of, zip_of

GRID = "| Place | Number |\n| Leeds | 12 |"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def lying(parts: dict[str, bytes], lie: int) -> bytes:
    """A zip whose directory and headers declare `lie` bytes for its first part."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        real = archive.infolist()[0].file_size
    raw = bytearray(content.getvalue())
    for magic, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = raw.index(magic)
        assert struct.unpack_from("<I", raw, at + offset)[0] == real
        struct.pack_into("<I", raw, at + offset, lie)
    return bytes(raw)


def with_parts(content: bytes, more: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in old.namelist():
            archive.writestr(name, old.read(name))
        for name, text in more.items():
            archive.writestr(name, text)
    return made.getvalue()


def twice_named() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
            archive.writestr(name, "<a/>")
    return made.getvalue().replace(b"xl/worksheets/sheet1.xml", b"xl/workbook.xml\x00\x00\x00\x00\x00\x00\x00\x00\x00")


def many_sheets(number: int, *, one_part: bool) -> bytes:
    sheets = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, number + 1))
    base = sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')
    with zipfile.ZipFile(io.BytesIO(base)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    start, end = parts["xl/workbook.xml"].index("<sheets>") + 8, parts["xl/workbook.xml"].index("</sheets>")
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"][:start] + sheets + parts["xl/workbook.xml"][end:]
    if not one_part:
        parts |= {f"xl/worksheets/sheet{n}.xml": parts["xl/worksheets/sheet1.xml"] for n in range(2, number)}
    return zip_of(parts)


def quadratic(piece: str) -> bytes:
    """A sheet of one tag that never ends well, stored so that its size is honest."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet_xml("HERE"))) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name in old.namelist():
            archive.writestr(name, old.read(name).replace(b"HERE", piece.encode() * (4_000_000 // len(piece))))
    return made.getvalue()


def going_round(content: bytes) -> bytes:
    """An old workbook in which the directory's sector is followed by itself."""
    [directory] = struct.unpack_from("<I", content, 48)
    spoilt = bytearray(content)
    struct.pack_into("<I", spoilt, 512 + 4 * directory, directory)
    return bytes(spoilt)


@functools.cache
def files() -> dict[str, tuple[bytes, set[str]]]:
    """What it is -> its bytes, and the codes of which one must be given."""
    good = xlsx_of(GRID)
    nested = zip_of({"inner.xlsx": "PK" * 10})
    entity = '<!DOCTYPE a [<!ENTITY x "' + "y" * 100 + '"><!ENTITY z "' + "&x;" * 100 + '">]>'
    outside = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    row = '<row r="{0}" s="1" customFormat="1"/>'
    empty_rows = "".join(row.format(n) for n in range(1, 1_000_001))
    return {
        "a bomb that declares its size": (sheet_xml("<!--" + "x" * 60_000_000 + "-->"), {"too-large-unpacked"}),
        "a bomb that lies about its size": (
            lying({"xl/workbook.xml": b"<a>" + b" " * 60_000_000 + b"</a>", "[Content_Types].xml": b"<a/>"}, 100),
            {"broken-file"},
        ),
        "a zip in a zip": (nested, {"not-a-workbook"}),
        "a workbook with a zip in it": (
            with_parts(good, {"xl/embeddings/a.zip": zip_of({"b": "x" * 900_000}).ljust(10)}),
            {"unknown-format"},
        ),
        "entities that grow": (sheet_xml("<row>&z;</row>", head=entity), {"odd-archive"}),
        "an entity from outside": (sheet_xml("<row>&x;</row>", head=outside), {"odd-archive"}),
        "entities in the styles": (with_parts(good, {"xl/extra.xml": entity.encode()}), {"odd-archive"}),
        "a cell in the far corner": (sheet_xml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), {"far-cells"}),
        "a far cell behind a bracket in quotes": (
            sheet_xml('<row><c x=">" r="XFD1048576"><v>1</v></c></row>'),
            {"far-cells", "broken-file"},
        ),
        "10,000 sheets": (many_sheets(10_000, one_part=False), {"too-many-parts"}),
        "10,000 sheets in one part": (many_sheets(10_000, one_part=True), {"too-many-parts"}),
        "a million styled empty rows": (sheet_xml(empty_rows), {"far-cells", "too-large-unpacked"}),
        "a password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), {"protected-file"}),
        "half a workbook": (good[: len(good) // 2], {"broken-file"}),
        "a workbook called .csv that is a picture": (b"\x89PNG\r\n" + b"\x00" * 100, {"not-a-workbook"}),
        "a web page called .xls": (b"<html><table><tr><td>1</td></tr></table></html>", {"not-a-workbook"}),
        "a web page with blanks before it": (b"\r\n  <html>", {"not-a-workbook"}),
        "parts with names like paths": (with_parts(good, {"../../../etc/passwd": b"x"}), {"odd-archive"}),
        "parts with absolute names": (with_parts(good, {"/etc/passwd": b"x"}), {"odd-archive"}),
        "parts with names of another system": (with_parts(good, {"C:\\windows\\x": b"x"}), {"odd-archive"}),
        "one name for two parts": (twice_named(), {"odd-archive", "broken-file"}),
        "100 MB": (b"a,b\n" * 25_000_000, {"too-large"}),
        "a CSV of one endless field": (b'"' + b"a" * 7_000_000, {"broken-file"}),
        "a CSV with noughts": (b"a,b\n1,\x002\n", {"not-a-workbook"}),
        "a CSV of a million empty lines": (b"a,b\n" + b",\n" * 1_000_000, {"far-cells"}),
        "a CSV of a million columns": (b"," * 1_000_000, {"far-cells"}),
        "tags that do not end": (quadratic("<c r"), {"broken-file", "far-cells", "too-large-unpacked"}),
        "formulas that do not end": (quadratic('<c r="A1"><f>'), {"broken-file", "far-cells", "too-large-unpacked"}),
        "rows that do not end": (quadratic('<row r="1">'), {"broken-file", "far-cells", "too-large-unpacked", "unknown-format"}),
        "an old workbook with a cell far out": (xls_of(GRID, far=(65_535, 255)), {"far-cells"}),
        "an old workbook whose sectors go round": (going_round(xls_of(GRID)), {"broken-file"}),
        "formulas without an end in an OpenDocument sheet": (
            zip_of({"mimetype": "x", "content.xml": "<table:table-cell table:formula='" * 100_000}),
            {"broken-file", "too-large-unpacked", "unknown-format"},
        ),
        "an old workbook that ends": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 40, {"broken-file"}),
    }
