"""Workbooks built from a text grid, so that the reader of a test sees the sheet; and a small plan to read them for."""

import io
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
