"""Workbooks built from a text grid, so that the reader of a test sees the sheet; and a small plan to read them for."""

import io
import struct
import zipfile

import xlsxwriter

from indicators.registry.models import Plan


def rows_of(grid: str) -> list[list[str]]:
    """One row a line, cells between bars."""
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in grid.strip().splitlines()]


def csv_of(grid: str, *, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    lines = [delimiter.join(f'"{cell}"' if delimiter in cell or '"' in cell else cell for cell in row) for row in rows_of(grid)]
    return ("\n".join(lines) + "\n").encode(encoding)


def xlsx_of(grid: str, *, sheet: str = "Data") -> bytes:
    """Numbers in the grid become numbers."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows_of(grid)):
            for place, cell in enumerate(row):
                if cell:
                    page.write(number, place, float(cell) if cell.replace(".", "", 1).lstrip("-").isdigit() else cell)
    return content.getvalue()


def xls_of(grid: str, *, percent: str = "", far: tuple[int, int] | None = None) -> bytes:
    """An old workbook of one sheet, "Data", as few records as there can be; numbers in the column `percent` are shown as percentages."""

    def record(number: int, body: bytes) -> bytes:
        return struct.pack("<HH", number, len(body)) + body

    def text(said: str) -> bytes:
        return struct.pack("<HB", len(said), 1) + said.encode("utf-16-le")

    cells = [(row, column, cell) for row, line in enumerate(rows_of(grid)) for column, cell in enumerate(line) if cell]
    written = b""
    for row, column, cell in [*cells, *([(*far, "1")] if far else [])]:
        place = struct.pack("<HHH", row, column, 1 if "ABCDEFGHIJ"[column : column + 1] == percent else 0)
        number = cell.replace(".", "", 1).isdigit()
        written += record(0x203, place + struct.pack("<d", float(cell))) if number else record(0x204, place + text(cell))
    begin = struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6)
    style = struct.pack("<HHHBBBBIIH", 0, 0, 1, 0x20, 0, 0, 0, 0, 0, 0x20C0)
    name = struct.pack("<BBBB", 0, 0, 4, 0) + b"Data"
    styles = record(0xE0, style) + record(0xE0, style[:2] + struct.pack("<H", 9) + style[4:])
    whole = record(0x809, begin[:2] + b"\x05\x00" + begin[4:]) + styles
    at = len(whole) + 4 + 4 + len(name) + 4
    stream = whole + record(0x85, struct.pack("<I", at) + name) + record(0x0A, b"") + record(0x809, begin) + written + record(0x0A, b"")
    # a stream of less than eight sectors would have to be kept among the small ones
    return _compound(stream.ljust(-(-max(len(stream), 4_096) // 512) * 512, b"\x00"))


def _compound(stream: bytes) -> bytes:
    """The file system of an old workbook with this one stream in it: a header, the table of sectors, the directory, the stream."""
    sectors = len(stream) // 512
    tables = -(-(sectors + 3) // 127)
    chain = [0xFFFFFFFD] * tables + [0xFFFFFFFE] + [*range(tables + 2, tables + 1 + sectors), 0xFFFFFFFE]
    table = struct.pack(f"<{tables * 128}I", *chain, *[0xFFFFFFFF] * (tables * 128 - len(chain)))

    def entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
        written = name.encode("utf-16-le") + b"\x00\x00" if name else b""
        links = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child)
        return (
            written.ljust(64, b"\x00") + struct.pack("<HBB", len(written), kind, 1) + links + b"\x00" * 36 + struct.pack("<IQ", first, size)
        )

    directory = (
        entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, tables + 1, len(stream)) + entry("", 0, 0, 0, 0) * 2
    )
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\x00" * 10
    head += struct.pack("<IIIIIIIII", tables, tables, 0, 4_096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)[: 4 * 9]
    return head.ljust(76, b"\x00")[:76] + struct.pack("<109I", *range(tables), *[0xFFFFFFFF] * (109 - tables)) + table + directory + stream


def ods_of(grid: str) -> bytes:
    """An OpenDocument sheet, "Data", with nothing beside its cells."""

    def cell(said: str) -> str:
        number = said.replace(".", "", 1).isdigit()
        kind = f'office:value-type="float" office:value="{said}"' if number else 'office:value-type="string"'
        return f"<table:table-cell {kind}><text:p>{said}</text:p></table:table-cell>" if said else "<table:table-cell/>"

    rows = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows_of(grid))
    names = "".join(f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text"))
    body = f'<office:body><office:spreadsheet><table:table table:name="Data">{rows}</table:table></office:spreadsheet></office:body>'
    content = f"<office:document-content{names}>{body}</office:document-content>"
    listed = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": listed, "content.xml": content}
    return zip_of(parts)


def sheet_xml(cells: str, *, head: str = "", part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """An .xlsx with one sheet whose sheetData is `cells`, as a hostile hand would write it."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    sheet_type = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{sheet_type}.sheet.main+xml"/>'
        f'<Override PartName="/{part}" ContentType="{sheet_type}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rel}"><sheets>'
        '<sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{rel}/worksheet" Target="/{part}"/></Relationships>',
        part: f'{head}<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    return zip_of(parts)


def zip_of(parts: dict[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return content.getvalue()


def small_plan(
    *parts: dict, sources: list[dict] | None = None, areas: list[dict] | None = None, populations: list[dict] | None = None
) -> Plan:
    """A plan of one indicator, made of these parts."""
    common = {"name": "a part", "direction": "up", "unit": "per_cent", "frequency": "quarterly"}
    indicator = {
        "id": "A1",
        "number": "1",
        "text": "An indicator",
        "short": "An indicator",
        "direction": "up",
        "unit": "per_cent",
        "frequency": "quarterly",
        "parts": [{**common, **part} for part in parts],
    }
    priority = {"id": "A", "number": "1", "name": "A priority", "short": "A priority", "indicators": [indicator]}
    return Plan.model_validate(
        {
            "id": "small",
            "title": "A plan",
            "short_title": "A plan",
            "place": "Anytown",
            "starts": "2020-04-01",
            "ends": "2025-03-31",
            "board": "A board",
            "reviews": {"indicators": "quarterly", "actions": "yearly"},
            "areas": areas or [AREA],
            "sources": sources or [SOURCE],
            "populations": populations or [],
            "passions": [{"id": "one", "name": "A passion", "priorities": [priority]}],
        },
        strict=False,
    )


AREA = {
    "id": "town",
    "name": "Anytown",
    "role": "plan",
    "kind": "nhs_area",
    "codes": [
        {"code": "01A", "scheme": "nhs", "until": "2018-03-31"},
        {"code": "01B", "scheme": "nhs", "until": "2018-03-31"},
        {"code": "02X", "scheme": "nhs", "since": "2018-04-01"},
        {"code": "T1", "scheme": "other"},
    ],
}
SOURCE = {"id": "s", "publisher": "A publisher", "dataset": "A dataset", "loader": "mhsds", "licence": "OGL v3"}
