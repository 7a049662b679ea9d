"""Room: exports. Sheets as one workbook that a screen reader can follow: cover, contents, notes, then one marked-up table a sheet.

Source of the rules: Analysis Function, "Making spreadsheets accessible: a brief checklist of the basics". No merged cells, no filters, no
colour fills, no frozen panes, nothing hidden, nothing below a table; text is text and never a formula; the same sheets give the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final

import xlsxwriter

from exports.sheets import Cell, Column, Cover, Sheet, mark_words
from indicators.periods.rendering import on_day

#: a cell holds no more than 32,767 letters
_LONGEST: Final = 32_000
_OPTIONS: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LANGUAGE: Final = b"<dc:language>en-GB</dc:language></cp:coreProperties>"
_WIDEST: Final = 60
BLANKS: Final = (
    "A blank cell has nothing to say there, or holds what is not known or not shown; the head of its column tells which on the Notes sheet."
)


def workbook(about: Cover, sheets: Sequence[Sheet]) -> bytes:
    """The workbook as XLSX. ValueError where two sheets have one name, or a name is longer than a spreadsheet program takes."""
    names = ["Cover", "Contents", "Notes", *(sheet.name for sheet in sheets)]
    if len({name.lower() for name in names}) < len(names) or any(len(name) > 31 for name in names):
        raise ValueError(f"found the sheet names {names}; expected each once, of 31 letters at most")
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, _OPTIONS)
    made = datetime.combine(about.day, time(), UTC).replace(tzinfo=None)
    book.set_properties({"title": about.title, "author": about.owner, "subject": about.marking, "created": made})
    written = _Written(book)
    written.words("Cover", about.title, _cover(about))
    written.words("Contents", "Contents", [("Sheet", "What it holds"), *((sheet.name, sheet.title) for sheet in sheets)])
    written.words("Notes", "Notes", [("Mark or column", "What it means"), *_notes(sheets)])
    for order, sheet in enumerate(sheets):
        written.table(sheet, order)
    book.close()
    return _in_english(kept.getvalue())


def _cover(about: Cover) -> list[tuple[str, str]]:
    return [
        ("About this file", "Details"),
        ("Marking", about.marking),
        ("Owner", about.owner),
        ("Data as at", on_day(about.day)),
        *(("Disclosure rule", rule) for rule in about.rules or ("No figure is held.",)),
        *(("Source", source) for source in about.sources),
        *(("Remark", remark) for remark in about.remarks),
        ("Blank cells", BLANKS),
        ("Marks", "Letters in square brackets stand where there is no number, or beside one; the Notes sheet explains each."),
        ("Questions", f"Ask the analyst of the {about.owner}."),
    ]


def _notes(sheets: Sequence[Sheet]) -> Iterable[tuple[str, str]]:
    yield from ((mark, f"{words[0].upper()}{words[1:]}") for mark, words in mark_words())
    told: set[tuple[str, str]] = set()
    for sheet in sheets:
        for column in sheet.columns:
            if (column.title, column.words) not in told:
                told.add((column.title, column.words))
                yield f"{column.title} ({sheet.name})", f"{column.words[0].upper()}{column.words[1:]}"


class _Written:
    """A workbook being written, with the few formats it uses."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.title = book.add_format({"bold": True, "font_size": 15})
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.plain = book.add_format({"valign": "top"})
        self.right = book.add_format({"valign": "top", "align": "right", "indent": 1})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top"})

    def words(self, name: str, title: str, rows: Sequence[tuple[str, str]]) -> None:
        """A sheet of two columns of text; the first row names them."""
        page = self._page(name)
        page.set_column(0, 0, 34)
        page.set_column(1, 1, 96)
        page.write_string(0, 0, title, self.title)
        page.write_string(1, 0, "This sheet holds one table.")
        heads = [{"header": head, "header_format": self.head} for head in rows[0]]
        self._marked_up(page, 2, len(rows) - 1, heads, name)
        for at, row in enumerate(rows[1:], start=3):
            page.set_row(at, _height(len(row[1]), 96))
            for column, text in enumerate(row):
                page.write_string(at, column, text[:_LONGEST], self.text)

    def table(self, sheet: Sheet, order: int) -> None:
        """A sheet with its title, its sentences and its table, from column A."""
        page = self._page(sheet.name)
        page.write_string(0, 0, sheet.title, self.title)
        lines = ("This sheet holds one table. Marks and columns are explained on the Notes sheet.", *sheet.about)
        for at, line in enumerate(lines, start=1):
            page.write_string(at, 0, line[:_LONGEST])
        top = len(lines) + 1
        heads = [{"header": column.title, "header_format": self.head} for column in sheet.columns]
        self._marked_up(page, top, len(sheet.rows), heads, f"{sheet.name}-{order + 1}")
        places = {column.name: place for place, column in enumerate(sheet.columns)}
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, _width(column, [row[place] for row in sheet.rows]))
        for at, row in enumerate(sheet.rows, start=top + 1):
            page.set_row(at, _height(max((len(cell) for cell in row if isinstance(cell, str)), default=0), _WIDEST))
            for place, (column, cell) in enumerate(zip(sheet.columns, row, strict=True)):
                marker = f"[{row[places[column.marker]]}]" if cell is None and column.marker else None
                self._cell(page, at, place, cell if marker is None else marker, column)
        if not sheet.rows:
            page.write_string(top + 1, 0, "Nothing is held.", self.plain)

    def _page(self, name: str) -> Any:
        """An empty sheet that prints on A4 as wide as its table."""
        page = self.book.add_worksheet(name)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        return page

    def _marked_up(self, page: Any, top: int, rows: int, heads: Sequence[dict[str, Any]], name: str) -> None:
        """A real table over the heads and rows, at least one row long; without filter, stripes or fill."""
        options = {"columns": list(heads), "autofilter": False, "style": None, "banded_rows": False, "name": _table_name(name)}
        page.add_table(top, 0, top + max(rows, 1), len(heads) - 1, options)

    def _cell(self, page: Any, at: int, place: int, cell: Cell, column: Column) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, str):
            wide = len(cell) > _WIDEST
            page.write_string(at, place, cell[:_LONGEST], self.right if column.marker else self.text if wide else self.plain)
        elif isinstance(cell, datetime):
            page.write_datetime(at, place, cell.astimezone(UTC).replace(tzinfo=None), self.moment)
        elif isinstance(cell, date):
            page.write_datetime(at, place, cell, self.day)
        else:
            page.write_number(at, place, cell, self.right)


def _height(letters: int, width: int) -> float:
    """The height of a row whose longest text has so many letters: not every spreadsheet program finds it by itself."""
    return 15.0 * min(max(1, -(-letters * 11 // (width * 10))), 20)


def _width(column: Column, cells: Iterable[Cell]) -> float:
    if column.datatype in {"date", "dateTime"}:
        return 18
    longest = max((len(cell) for cell in cells if isinstance(cell, str)), default=0)
    return min(max(longest, len(column.title) * 0.7, 10) + 1, _WIDEST)


def _table_name(name: str) -> str:
    return "table_" + "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in name.lower())


def _in_english(content: bytes) -> bytes:
    """The same workbook with its language stated, which the writer of it cannot: a screen reader chooses its voice by that."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            held = old.read(entry)
            if entry.filename == "docProps/core.xml":
                held = held.replace(b"</cp:coreProperties>", _LANGUAGE)
            new.writestr(zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0)), held, zipfile.ZIP_DEFLATED)
    return out.getvalue()
