"""Room: loaders. How far the cells of a zipped sheet reach, and which of them hold an error or a formula without its result.

Both are read from the XML, because the reader holds a sheet as a full grid (one cell in the far corner is a grid of 17 thousand million)
and gives an empty text for #N/A, which a publisher's file might use as a marker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from loaders.limits import Limits
from loaders.unreadable import Unreadable, refused

_ANY = re.compile(rb"<(?:\w+:)?(?:c|row)[\s/>]")
_ORDINARY = re.compile(rb'<(?:c|row) r="([A-Z]{0,3})([1-9][0-9]{0,6})"')
_TAG = re.compile(rb"<(?:\w+:)?(c|row)(\s[^>]*?)?/?>")
_AT = re.compile(rb"""\sr\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_CELL = re.compile(rb"([A-Z]{1,3})([1-9][0-9]{0,6})")
_FILLED = re.compile(rb"<(?:\w+:)?c(\s[^>]*?[^/])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v\s*>([^<]+)</")
_OPEN_PIECE = re.compile(rb"<table:(table|table-row|table-cell|covered-table-cell)(\s[^>]*?)?(/?)>")
_REPEATED = re.compile(rb"""number-(?:columns|rows)-repeated\s*=\s*["']([0-9]{1,9})["']""")
_CHUNK = 1 << 20
#: how a formula is shown whose result the file does not hold
NO_RESULT = "#formula without a stored result"


@dataclass
class Extent:
    """How far the cells of one sheet reach; raises Unreadable as soon as they reach further than `limits` allow."""

    file: str
    limits: Limits
    rows: int = 0
    columns: int = 0
    odd: dict[tuple[int, int], str] = field(default_factory=dict)
    _passed: int = 0
    _column: int = 0

    def see_excel(self, block: bytes) -> None:
        """Take in a block of a worksheet of an Excel workbook."""
        ordinary = _ORDINARY.findall(block)
        if len(ordinary) == len(_ANY.findall(block)):
            self.rows = max([self.rows, *map(int, {row for _, row in ordinary})])
            self.columns = max([self.columns, *(column_number(c.decode("ascii")) for c in {letters for letters, _ in ordinary})])
        else:
            self._see_each(block)
        self._check()
        if b't="e"' in block or b"<f" in block:
            self.odd.update(_oddities(block))

    def _see_each(self, block: bytes) -> None:
        """The slow way, for a sheet that is not written as Excel writes it."""
        for tag in _TAG.finditer(block):
            attributes = tag.group(2)
            at = attributes and _AT.search(attributes)
            if not at:
                continue
            written = at.group(1) if at.group(1) is not None else at.group(2)
            cell = None if tag.group(1) == b"row" else _CELL.fullmatch(written)
            if cell:
                self.columns = max(self.columns, column_number(cell.group(1).decode("ascii")))
            elif tag.group(1) == b"c" or not written.isdigit() or len(written) > 7:
                raise self._far(written)
            self.rows = max(self.rows, int(cell.group(2) if cell else written))

    def see_opendocument(self, block: bytes) -> None:
        """Take in a block of an OpenDocument sheet. Empty repeats at its edges are ordinary: only cells with content count."""
        for piece in _OPEN_PIECE.finditer(block):
            repeated = _REPEATED.search(piece.group(2) or b"")
            times = int(repeated.group(1)) if repeated else 1
            if piece.group(1) == b"table":
                self.rows = self.columns = self._passed = self._column = 0
            elif piece.group(1) == b"table-row":
                self._passed += times
                self._column = 0
            else:
                self._column += times
                if not piece.group(3):
                    self.rows, self.columns = max(self.rows, self._passed), max(self.columns, self._column)
                    self._check()

    def _check(self) -> None:
        if self.rows > self.limits.rows or self.columns > self.limits.columns or self.rows * self.columns > self.limits.cells:
            raise self._far(f"{column_letters(max(self.columns, 1) - 1)}{self.rows}".encode())

    def _far(self, written: bytes) -> Unreadable:
        return far_cells(self.file, written[:20].decode("ascii", "replace"), self.limits)


def far_cells(file: str, reach: str, limits: Limits) -> Unreadable:
    """The refusal of a sheet that reaches as far as `reach`."""
    return refused(
        "far-cells",
        file,
        f"cells as far out as {reach}",
        f"at most {limits.rows:,} rows and {limits.columns:,} columns in a sheet, {limits.cells:,} cells in all",
        "Copy the table into a new workbook, so that nothing stands far away from it.",
    )


def blocks(part: IO[bytes]) -> Iterator[bytes]:
    """The part in blocks that end where a row, or at least a tag, ends."""
    rest = b""
    while chunk := part.read(_CHUNK):
        whole = rest + chunk
        cut = whole.rfind(b"</row>") + 6
        if cut == 5:
            cut = whole.rfind(b">") + 1
        if not cut and len(whole) < 8 * _CHUNK:
            rest = whole
            continue
        yield whole[: cut or len(whole)]
        rest = whole[cut or len(whole) :]
    if rest:
        yield rest


def _oddities(block: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for cell in _FILLED.finditer(block):
        attributes, inner = cell.groups()
        error = b't="e"' in attributes
        value = _VALUE.search(inner)
        if not error and (value or b"<f" not in inner):
            continue
        at = _AT.search(attributes)
        place = at and _CELL.fullmatch(at.group(1) or at.group(2) or b"")
        if place:
            row, column = int(place.group(2)) - 1, column_number(place.group(1).decode("ascii")) - 1
            yield (row, column), value.group(1).decode("utf-8", "replace") if value else NO_RESULT


def column_number(letters: str) -> int:
    """The number of a column, counted from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(index: int) -> str:
    """The letters of a column, counted from 0: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
