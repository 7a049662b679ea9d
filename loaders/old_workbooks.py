"""Room: loaders. What the reader does not tell of an old Excel workbook (.xls), and how far its cells reach, read from its records.

An .xls file is a small file system with one stream of records in it, each with a number, a length and its bytes (Microsoft, "Excel Binary
File Format (.xls) Structure" and "Compound File Binary File Format"). Records that say nothing of this are passed over.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from loaders.extents import column_letters, far_cells
from loaders.features import Features, Places
from loaders.limits import Limits
from loaders.packages import PERCENT_FORMATS, shows_percent

#: numbers from here on end a chain of sectors
_LAST_SECTOR = 0xFFFFFFFA
_ENTRY = 128
_STREAMS = frozenset({"Workbook", "Book"})
_ROOT, _IN_HEADER = 5, 109

_BEGIN, _END, _SHEET, _STYLE, _FORMAT = 0x809, 0x0A, 0x85, 0xE0, 0x41E
_ROW, _COLUMNS, _MERGED, _NOTE = 0x208, 0x7D, 0xE5, 0x1C
_FORMULA, _TRUTH_OR_ERROR, _NUMBERS = 0x06, 0x205, 0xBD
#: records of one cell each: a formula, a number in two ways, a text in three, a truth value or an error
_CELLS = frozenset({_FORMULA, _TRUTH_OR_ERROR, 0x203, 0x27E, 0x204, 0xFD, 0xD6})
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
#: the version of the records in which texts are Unicode
_UNICODE = 0x600


def looked_at(file: str, content: bytes, limits: Limits) -> tuple[Features, ...]:
    """What the records say of each sheet, in their order. Raises Unreadable where cells reach too far, ValueError where it is damaged."""
    book = _Book(file, limits)
    try:
        stream = _stream(content)
        for number, start, length in _records(stream):
            book.see(number, stream, start, length)
    except (struct.error, IndexError) as error:
        raise ValueError("the records of the workbook do not hold together") from error
    return tuple(sheet.features() for sheet in book.sheets.values())


# -- the file system --------------------------------------------------------------------------------------------------------------


def _stream(content: bytes) -> bytes:
    """The stream that holds the workbook; ValueError where there is none."""
    shift, small_shift = struct.unpack_from("<HH", content, 30)
    if not 9 <= shift <= 12 or not 6 <= small_shift < shift:
        raise ValueError("sectors of a size that there is not")
    directory, cutoff, small_first, more = (struct.unpack_from("<I", content, place)[0] for place in (48, 56, 60, 68))
    sectors = _Sectors(content, 1 << shift, 1)
    table = sectors.joined_numbers(_sectors_of_table(content, sectors, more))
    entries = sectors.joined(_chain(directory, table))
    small = _Sectors(b"", 1 << small_shift, 0)
    for place in range(0, len(entries) - _ENTRY + 1, _ENTRY):
        length, kind = struct.unpack_from("<HB", entries, place + 64)
        first, size = struct.unpack_from("<II", entries, place + 116)
        if kind == _ROOT:
            small = _Sectors(sectors.joined(_chain(first, table)), 1 << small_shift, 0)
        elif entries[place : place + max(length - 2, 0)].decode("utf-16-le", "replace") in _STREAMS:
            if size >= cutoff:
                return sectors.joined(_chain(first, table))[:size]
            return small.joined(_chain(first, sectors.joined_numbers(_chain(small_first, table))))[:size]
    raise ValueError("no workbook in the file")


@dataclass(frozen=True, slots=True)
class _Sectors:
    """Bytes in sectors of one size, `skipped` of them before the first that counts."""

    content: bytes
    size: int
    skipped: int

    def joined(self, numbers: Iterator[int]) -> bytes:
        content, size, skipped = self.content, self.size, self.skipped
        return b"".join([content[(number + skipped) * size : (number + skipped + 1) * size] for number in numbers])

    def joined_numbers(self, numbers: Iterator[int]) -> tuple[int, ...]:
        whole = self.joined(numbers)
        return struct.unpack_from(f"<{len(whole) // 4}I", whole)


def _chain(first: int, table: tuple[int, ...]) -> Iterator[int]:
    """The numbers of the sectors from `first` on; ValueError where they go round."""
    number = first
    for _ in range(len(table) + 1):
        if number >= _LAST_SECTOR:
            return
        yield number
        number = table[number]
    raise ValueError("sectors that follow one another in a ring")


def _sectors_of_table(content: bytes, sectors: _Sectors, more: int) -> Iterator[int]:
    """The sectors of the table that says which sector follows which: the first named in the header, others in sectors of their own."""
    yield from (number for number in struct.unpack_from(f"<{_IN_HEADER}I", content, 76) if number < _LAST_SECTOR)
    for _ in range(len(content) // sectors.size + 1):
        if more >= _LAST_SECTOR:
            return
        *named, more = sectors.joined_numbers(iter((more,)))
        yield from (number for number in named if number < _LAST_SECTOR)
    raise ValueError("sectors that follow one another in a ring")


# -- the records ------------------------------------------------------------------------------------------------------------------


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    """Number, place and length of each record, as far as they are whole."""
    place, end = 0, len(stream)
    while place + 4 <= end:
        number, length = struct.unpack_from("<HH", stream, place)
        yield number, place + 4, length
        place += 4 + length


@dataclass(slots=True)
class _Sheet:
    """What was seen of one sheet so far."""

    hidden: list[str] = field(default_factory=list)
    rows: int = 0
    columns: int = 0
    odd: dict[tuple[int, int], str] = field(default_factory=dict)
    percent: Places = field(default_factory=Places)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    merged: list[str] = field(default_factory=list)
    notes: int = 0

    def features(self) -> Features:
        return Features(self.odd, self.percent, frozenset(self.formulas), tuple(self.hidden), tuple(self.merged), self.notes)


@dataclass(slots=True)
class _Book:
    """The workbook while its records go by. `sheets` maps where in the stream a sheet begins to what was seen of it, in their order."""

    file: str
    limits: Limits
    sheets: dict[int, _Sheet] = field(default_factory=dict)
    _unicode: bool = True
    _depth: int = 0
    _at: _Sheet | None = None
    _formats: set[int] = field(default_factory=lambda: set(PERCENT_FORMATS))
    _styles: list[int] = field(default_factory=list)

    def see(self, number: int, stream: bytes, start: int, length: int) -> None:
        """Take in one record."""
        if number == _BEGIN:
            self._depth += 1
            if self._depth == 1:
                self._unicode = struct.unpack_from("<H", stream, start)[0] >= _UNICODE
                self._at = self.sheets.get(start - 4)
        elif number == _END:
            self._depth -= 1
        elif self._depth == 1 and self._at is None:
            self._see_whole(number, stream[start : start + length])
        elif self._depth == 1 and self._at is not None:
            self._see_of_sheet(self._at, number, stream, start, length)

    def _see_whole(self, number: int, record: bytes) -> None:
        """A record of the workbook: a sheet and where it begins, a format, a style and its format."""
        if number == _SHEET:
            self.sheets[struct.unpack_from("<I", record)[0]] = _Sheet()
        elif number == _FORMAT:
            wide = self._unicode and record[4] & 1
            code = record[5:] if self._unicode else record[3:]
            if shows_percent(code.decode("utf-16-le" if wide else "cp1252", "replace")):
                self._formats.add(struct.unpack_from("<H", record)[0])
        elif number == _STYLE:
            self._styles.append(struct.unpack_from("<H", record, 2)[0])

    def _see_of_sheet(self, sheet: _Sheet, number: int, stream: bytes, start: int, length: int) -> None:
        if number in _CELLS:
            row, column, style = struct.unpack_from("<HHH", stream, start)
            self._see_cell(sheet, row, column, style)
            if number in (_FORMULA, _TRUTH_OR_ERROR):
                self._see_result(sheet, number, (row, column), stream[start : start + length])
        elif number == _NUMBERS:
            row, first = struct.unpack_from("<HH", stream, start)
            for place in range((length - 6) // 6):
                self._see_cell(sheet, row, first + place, struct.unpack_from("<H", stream, start + 4 + 6 * place)[0])
        elif number == _ROW:
            row, *_, look = struct.unpack_from("<7H", stream, start)
            if look & 0x20:
                sheet.hidden.append(f"row {row + 1}")
        elif number == _COLUMNS:
            first, last, _, _, look = struct.unpack_from("<5H", stream, start)
            if look & 1:
                ends = dict.fromkeys(column_letters(min(end, 255)) for end in (first, last))
                sheet.hidden.append("column " + " to ".join(ends))
        elif number == _MERGED:
            for place in range(struct.unpack_from("<H", stream, start)[0]):
                top, bottom, left, right = struct.unpack_from("<4H", stream, start + 2 + 8 * place)
                sheet.merged.append(f"{column_letters(left)}{top + 1}:{column_letters(right)}{bottom + 1}")
        elif number == _NOTE:
            sheet.notes += 1

    def _see_cell(self, sheet: _Sheet, row: int, column: int, style: int) -> None:
        limits = self.limits
        sheet.rows, sheet.columns = max(sheet.rows, row + 1), max(sheet.columns, column + 1)
        if sheet.rows > limits.rows or sheet.columns > limits.columns or sheet.rows * sheet.columns > limits.cells:
            raise far_cells(self.file, f"{column_letters(sheet.columns - 1)}{sheet.rows}", limits)
        if style < len(self._styles) and self._styles[style] in self._formats:
            sheet.percent.add(row, (column,))

    @staticmethod
    def _see_result(sheet: _Sheet, number: int, place: tuple[int, int], record: bytes) -> None:
        """An error, which the reader gives as an empty cell, and that a figure was worked out."""
        error = None
        if number == _TRUTH_OR_ERROR:
            error = record[6] if record[7] else None
        elif record[12:14] == b"\xff\xff" and record[6] == 2:
            error = record[8]
        if error is not None:
            sheet.odd[place] = _ERRORS.get(error, "#VALUE!")
        elif number == _FORMULA:
            sheet.formulas.add(place)
