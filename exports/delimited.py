"""Room: exports. A sheet as CSV: UTF-8 with a byte order mark, so that a spreadsheet program reads the letters; ISO dates; no formulas.

A text that a spreadsheet program might take for a formula gets an apostrophe before it; numbers are never touched.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

from exports.sheets import Cell, Sheet
from indicators.shipping import guarded

#: what a spreadsheet program looks for before it believes that a file is UTF-8
BOM = "\ufeff"


def csv_bytes(sheet: Sheet, *, bom: bool = True) -> bytes:
    """The CSV of a sheet (RFC 4180: commas, CRLF); `bom` False leaves the byte order mark out."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in sheet.columns])
    writer.writerows([written(cell) for cell in row] for row in sheet.rows)
    return ((BOM if bom else "") + text.getvalue()).encode("utf-8")


def written(cell: Cell) -> str:
    """One cell as text: numbers to the last digit, days and moments as ISO writes them, "" for nothing."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return repr(cell).removesuffix(".0")
