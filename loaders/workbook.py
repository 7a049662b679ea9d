"""Room: loaders. Bytes to sheets of cells with their addresses, whatever the file is called.

A CSV file is a workbook of one sheet without a name, and all its cells are texts. In workbooks a cell is text, a number, a truth value,
a date or, where it is empty, ""; an error (#N/A) or a formula whose result is not stored keeps its text, because it is not empty.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

import python_calamine

from loaders.archives import damaged, looked_inside, protected
from loaders.delimited import rows_of, text_of
from loaders.extents import column_letters, far_cells
from loaders.features import Features
from loaders.limits import MEGABYTE, PUBLISHED, Limits
from loaders.old_workbooks import looked_at
from loaders.unreadable import Unreadable, refused

Cell = str | int | float | bool | date | datetime | time | timedelta
Kind = Literal["csv", "xlsx", "xlsm", "xls", "ods"]

#: more sheets than any table of a plan needs, and few enough to be read one by one
MOST_SHEETS = 255
PLAIN = Features()

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHER_KINDS = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a gzip file"),
    (b"Rar!", "a RAR file"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One sheet: `rows` from its first row on, each a sequence of cells; `lines` the lines of a CSV file on which they start, else None.

    `features` holds what the cells themselves do not say: percent formats, formulas, what is hidden or merged.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    lines: Sequence[int] | None = None
    features: Features = PLAIN

    def address(self, row: int, column: int) -> str:
        """How a reader finds the cell (both counted from 0): ``D214``, or in a CSV file ``line 3112``."""
        return f"line {self.lines[row]}" if self.lines is not None else f"{column_letters(column)}{row + 1}"

    def filled(self, start: int = 0) -> Iterator[tuple[int, Sequence[Cell]]]:
        """The rows from `start` on that hold anything, each with its number."""
        for number in range(start, len(self.rows)):
            row = self.rows[number]
            if any(cell != "" for cell in row):
                yield number, row


@dataclass(frozen=True, slots=True, eq=False)
class Workbook:
    """One file, opened; `links` counts the other workbooks it takes figures from."""

    name: str
    kind: Kind
    sheets: tuple[Sheet, ...]
    links: int = 0


def opened(name: str, content: bytes, *, limits: Limits = PUBLISHED) -> Workbook:
    """Open the file `name`; its kind is read from its content. Raises Unreadable, with the reason in words, where it is refused."""
    if len(content) > limits.bytes:
        found, expected = f"a file of {len(content) / MEGABYTE:,.0f} MB", f"at most {limits.bytes // MEGABYTE:,} MB"
        raise refused("too-large", name, found, expected, "Send the tables that are needed in a file of their own.")
    if not content.strip():
        raise refused("empty-file", name, "an empty file", "a table", "Save it again and look whether it holds anything.")
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        inside = looked_inside(name, content, limits)
        kind: Kind = "xlsm" if inside.kind == "xlsm" else "ods" if inside.kind == "ods" else "xlsx"
        return Workbook(name, kind, _parsed(name, content, limits, lambda _, sheet: inside.sheets.get(sheet, PLAIN)), inside.links)
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise protected(name)
        return Workbook(name, "xls", _old(name, content, limits))
    for magic, words in _OTHER_KINDS:
        if content.startswith(magic):
            remedy = "Send the table it was made from, as a workbook or as CSV."
            raise refused("not-a-workbook", name, words, "a spreadsheet or a CSV file", remedy)
    rows, lines = rows_of(name, text_of(name, content), limits)
    return Workbook(name, "csv", (Sheet("", rows, lines),))


def _old(name: str, content: bytes, limits: Limits) -> tuple[Sheet, ...]:
    """The sheets of an .xls workbook. Looked at before the reader opens it, because the reader holds them as full grids."""
    try:
        found = looked_at(name, content, limits)
    except ValueError as error:
        raise damaged(name) from error
    return _parsed(name, content, limits, lambda place, _: found[place])


def _parsed(name: str, content: bytes, limits: Limits, features: Callable[[int, str], Features]) -> tuple[Sheet, ...]:
    """The sheets as the reader reads them, with what it does not tell of them: `features` of the place and the name of each."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = []
        if len(book.sheets_metadata) > MOST_SHEETS:
            found, remedy = f"a workbook of {len(book.sheets_metadata):,} sheets", "Copy the tables that are needed into a new workbook."
            raise refused("too-many-parts", name, found, f"at most {MOST_SHEETS}", remedy)
        for place, meta in enumerate(book.sheets_metadata):
            if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            if sheet.total_height > limits.rows or sheet.total_height * sheet.width > limits.cells:
                raise far_cells(name, f"{column_letters(max(sheet.width, 1) - 1)}{sheet.total_height}", limits)
            untold = features(place, meta.name)
            if meta.visible != python_calamine.SheetVisibleEnum.Visible:
                untold = replace(untold, hidden=("sheet", *untold.hidden))
            sheets.append(Sheet(meta.name, _with_odd(sheet.to_python(skip_empty_area=False), untold.odd), features=untold))
        return tuple(sheets)
    except python_calamine.PasswordError as error:
        raise protected(name) from error
    except (python_calamine.CalamineError, OSError, LookupError, ValueError) as error:
        raise damaged(name) from error
    except BaseException as error:
        # where the reader gives up on a damaged file, it raises what is no Exception, of a class that cannot be imported
        if type(error).__name__ != "PanicException":
            raise
        raise damaged(name) from error


def _with_odd(rows: list[list[Cell]], odd: Mapping[tuple[int, int], str]) -> list[list[Cell]]:
    """The rows with the errors and the formulas without a result, which the reader gives as empty cells or not at all."""
    for (row, column), text in odd.items():
        rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = text
    return rows


__all__ = ["Cell", "Sheet", "Unreadable", "Workbook", "opened"]
