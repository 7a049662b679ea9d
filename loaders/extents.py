"""Room: loaders. How far the cells of a zipped sheet reach, and what of them the reader does not tell.

Both are read from the XML, because the reader holds a sheet as a full grid (one cell in the far corner is a grid of 17 thousand million),
gives an empty text for #N/A, which a publisher's file might use as a marker, and drops percent formats, formulas and what is hidden.
Every pattern here takes time in proportion to the text it is given, however hostile.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO
from xml.sax.saxutils import unescape

from loaders.features import Features, Places
from loaders.limits import Limits
from loaders.unreadable import Unreadable, refused

#: a cell or a row that is not written as Excel writes it, or that belongs to a named vocabulary
_ODD = re.compile(rb'<(?:c|row)(?:[\t\n\r/>]| (?!r="))')
_PREFIXED = re.compile(rb":(?:c|row)[\s/>]")
_CELLS = re.compile(rb'<c r="([A-Z]{1,3}[1-9][0-9]{0,6})"')
_ROWS = re.compile(rb'<row r="([1-9][0-9]{0,6})"')
_LETTERS, _DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"0123456789"
_TAG = re.compile(rb"<(?:\w{1,9}:)?(c|row)(\s[^<>]*)?>")
_AT = re.compile(rb"""\sr\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_CELL = re.compile(rb"([A-Z]{1,3})([1-9][0-9]{0,6})")
_START = re.compile(rb"<(?:\w{1,9}:)?c(\s[^<>]*)>")
_STYLE = re.compile(rb"""\ss\s*=\s*["']([0-9]{1,5})["']""")
_STYLED = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})" s="([0-9]{1,5})"')
_BEFORE = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"\n')
_LONGEST_START = len(b'<c r="XFD1048576"')
#: so many styles are looked for one by one
_FEW = 8
_VALUE = re.compile(rb"<(?:\w{1,9}:)?v\s*>([^<]+)</")
_HIDDEN_ROW = re.compile(rb"""<row\s(?=(?:[^<>]*\s)?hidden=["'](?:1|true)["'])[^<>]*>""")
_HIDDEN_COLUMNS = re.compile(rb"""<col\s(?=(?:[^<>]*\s)?hidden=["'](?:1|true)["'])[^<>]*>""")
_FROM_TO = re.compile(rb"""\s(min|max)=["'](\d{1,5})["']""")
_MERGED = re.compile(rb"""<mergeCell ref=["']([A-Z0-9:]{2,24})["']""")
_OPEN_PIECE = re.compile(rb"<(?:table|office):(table|table-column|table-row|table-cell|covered-table-cell|annotation)(\s[^<>]*?)?(/?)>")
_OPEN_TEXT = re.compile(rb"<text:p(?:\s[^<>]*)?>([^<>]{1,40})</text:p>")
_REPEATED = re.compile(rb"""number-(?:columns|rows)-repeated\s*=\s*["']([0-9]{1,9})["']""")
_SPANNED = re.compile(rb"""number-(columns|rows)-spanned=["']([0-9]{1,9})["']""")
_NAMED = re.compile(rb"""\stable:name=["']([^"'<>]{1,200})["']""")
_CHUNK = 1 << 20
#: how a formula is shown whose result the file does not hold
NO_RESULT = "#formula without a stored result"


@dataclass(frozen=True, slots=True)
class PercentStyle:
    """The styles of a workbook that show a percentage, by their numbers as the cells name them."""

    styles: frozenset[bytes]

    @classmethod
    def of(cls, styles: Iterable[int]) -> PercentStyle:
        """Those with these numbers."""
        return cls(frozenset(b"%d" % style for style in styles))

    def see(self, block: bytes, places: Places, *, ordinary: bool) -> None:
        """Take in the cells of a block that have one of the styles; `ordinary` where each cell begins with its address."""
        if ordinary:
            found, whole = self._after_each(block) if len(self.styles) <= _FEW else self._among_all(block)
            if whole:
                by_row: defaultdict[bytes, set[bytes]] = defaultdict(set)
                for letters, row in found:
                    by_row[row].add(letters)
                columns = {each: column_number(each.decode("ascii")) - 1 for each in {letters for letters, _ in found}}
                for row, named in by_row.items():
                    places.add(int(row) - 1, map(columns.__getitem__, named))
                return
        for attributes in _START.findall(block):
            style = _STYLE.search(attributes)
            if style and style.group(1) in self.styles and (place := _place(attributes)):
                places.add(place[0], (place[1],))

    def _after_each(self, block: bytes) -> tuple[list[tuple[bytes, bytes]], bool]:
        """For few styles: what stands before each naming of one. Whether that was a cell each time (rows name styles too)."""
        found, named = [], 0
        for style in self.styles:
            before = block.split(b' s="%s"' % style)[:-1]
            named += len(before)
            found += _BEFORE.findall(b"\n".join([piece[-_LONGEST_START:] for piece in before]) + b"\n")
        return found, len(found) == named

    def _among_all(self, block: bytes) -> tuple[list[tuple[bytes, bytes]], bool]:
        """For many styles, of which a hostile file may have thousands: each cell with a style, once."""
        every = _STYLED.findall(block)
        return [(letters, row) for letters, row, style in every if style in self.styles], len(every) == block.count(b' s="')


@dataclass
class Extent:
    """How far the cells of one sheet reach; raises Unreadable as soon as they reach further than `limits` allow.

    `percent_style` is None where no style of the workbook shows a percentage.
    """

    file: str
    limits: Limits
    percent_style: PercentStyle | None = None
    rows: int = 0
    columns: int = 0
    odd: dict[tuple[int, int], str] = field(default_factory=dict)
    percent: Places = field(default_factory=Places)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    hidden: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    comments: int = 0
    sheets: dict[str, Features] = field(default_factory=dict)
    _sheet: str = ""
    _passed: int = 0
    _column: int = 0

    def features(self) -> Features:
        """What was seen of the sheet so far."""
        return Features(dict(self.odd), self.percent, frozenset(self.formulas), tuple(self.hidden), tuple(self.merged), self.comments)

    def see_excel(self, block: bytes) -> None:
        """Take in a block of a worksheet of an Excel workbook."""
        plain = not _PREFIXED.search(block)
        ordinary = plain and self._all_near(block)
        if not ordinary:
            ordinary = plain and not _ODD.search(block) and self._see_ordinary(block)
            if not ordinary:
                self._see_each(block)
            self._check()
        # one letter is found, or not, in a tenth of the time of a word
        if (b"e" in block and b't="e"' in block) or (b"f" in block and b"<f" in block):
            self._see_formulas(block)
        if self.percent_style is not None:
            self.percent_style.see(block, self.percent, ordinary=ordinary)
        if (b"h" in block and b"hidden=" in block) or (b"C" in block and b"<mergeCell " in block):
            self._see_hidden(block)

    def _all_near(self, block: bytes) -> bool:
        """The fastest way: one look for a row or a cell that is not within the limits, or not written as Excel writes it.

        Only where every cell within the rows and columns is within the limit of cells too: then nothing needs adding up.
        """
        limits = self.limits
        if limits.rows * limits.columns > limits.cells:
            return False
        of_row, of_cell = _beyond(limits.rows, limits.columns)
        return not of_row.search(block) and not of_cell.search(block)

    def _see_ordinary(self, block: bytes) -> bool:
        """The fast way: all addresses at once. Whether every address was one."""
        cells, rows = _CELLS.findall(block), _ROWS.findall(block)
        if len(cells) < block.count(b'<c r="') or len(rows) < block.count(b'<row r="'):
            return False
        joined = b"\n".join(cells)
        numbers = {*joined.translate(None, _LETTERS).split(b"\n"), *rows} - {b""}
        letters = set(joined.translate(None, _DIGITS).split(b"\n")) - {b""}
        self.rows = max([self.rows, *map(int, numbers)])
        self.columns = max([self.columns, *(column_number(each.decode("ascii")) for each in letters)])
        return True

    def _see_each(self, block: bytes) -> None:
        """The slow way, for a sheet that is not written as Excel writes it."""
        for tag in _TAG.finditer(block):
            attributes = tag.group(2)
            if attributes and (attributes.count(b'"') % 2 or attributes.count(b"'") % 2):
                raise self._far(attributes)
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

    def _see_formulas(self, block: bytes) -> None:
        for piece in block.split(b"</c>"):
            if b"<f" not in piece and b't="e"' not in piece:
                continue
            start = next(reversed(list(_START.finditer(piece))), None)
            place = start and _place(start.group(1))
            if not start or not place:
                continue
            inner = piece[start.end() :]
            value = _VALUE.search(inner)
            if b't="e"' in start.group(1) or (b"<f" in inner and not value):
                self.odd[place] = value.group(1).decode("utf-8", "replace") if value else NO_RESULT
            elif b"<f" in inner:
                self.formulas.add(place)

    def _see_hidden(self, block: bytes) -> None:
        for tag in _HIDDEN_ROW.findall(block):
            at = _AT.search(tag)
            self.hidden.append(f"row {(at.group(1) or at.group(2)).decode('ascii', 'replace')}" if at else "a row")
        for tag in _HIDDEN_COLUMNS.findall(block):
            edges = [column_letters(min(int(number), self.limits.columns) - 1) for _, number in sorted(_FROM_TO.findall(tag), reverse=True)]
            self.hidden.append("column " + " to ".join(dict.fromkeys(edges)))
        self.merged += [reach.decode("ascii") for reach in _MERGED.findall(block)]

    def see_opendocument(self, block: bytes) -> None:
        """Take in a block of an OpenDocument sheet. Empty repeats at its edges are ordinary: only cells with content count."""
        for piece in _OPEN_PIECE.finditer(block):
            kind, attributes = piece.group(1), piece.group(2) or b""
            repeated = _REPEATED.search(attributes)
            times = int(repeated.group(1)) if repeated else 1
            out_of_sight = b'visibility="collapse"' in attributes or b'visibility="filter"' in attributes
            if kind == b"table":
                self._next_table(attributes)
            elif kind == b"table-column":
                if out_of_sight:
                    self.hidden.append(f"column {column_letters(min(self._column, self.limits.columns))}")
                self._column += times
            elif kind == b"table-row":
                if out_of_sight:
                    self.hidden.append(f"row {self._passed + 1}")
                self._passed += times
                self._column = 0
            elif kind == b"annotation":
                self.comments += 1
            else:
                self._see_open_cell(attributes, times, empty=bool(piece.group(3)))
                if b'calcext:value-type="error"' in attributes:
                    text = _OPEN_TEXT.match(block, piece.end())
                    self.odd[self._passed - 1, self._column - times] = text.group(1).decode("utf-8", "replace") if text else "#VALUE!"
        if self._sheet:
            self.sheets[self._sheet] = self.features()

    def _next_table(self, attributes: bytes) -> None:
        if self._sheet:
            self.sheets[self._sheet] = self.features()
        name = _NAMED.search(attributes)
        self._sheet = unescape(name.group(1).decode("utf-8", "replace"), {"&quot;": '"', "&apos;": "'"}) if name else ""
        self.rows = self.columns = self._passed = self._column = 0
        self.comments = 0
        self.percent = Places()
        for seen in (self.odd, self.formulas, self.hidden, self.merged):
            seen.clear()

    def _see_open_cell(self, attributes: bytes, times: int, *, empty: bool) -> None:
        first = self._column
        self._column += times
        worked_out = b"table:formula=" in attributes
        if empty and not worked_out and b"office:value" not in attributes:
            return
        self.rows, self.columns = max(self.rows, self._passed), max(self.columns, self._column)
        self._check()
        row = self._passed - 1
        if b'office:value-type="percentage"' in attributes:
            self.percent.add(row, range(first, self._column))
        if worked_out and b"office:value-type=" not in attributes:
            self.odd[row, first] = NO_RESULT
        elif worked_out and b'calcext:value-type="error"' not in attributes:
            self.formulas.add((row, first))
        spans = {axis: int(number) for axis, number in _SPANNED.findall(attributes)}
        if max(spans.values(), default=1) > 1:
            last = column_letters(min(first + spans.get(b"columns", 1) - 1, self.limits.columns))
            self.merged.append(f"{column_letters(first)}{row + 1}:{last}{row + spans.get(b'rows', 1)}")

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


@lru_cache(maxsize=8)
def _beyond(rows: int, columns: int) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
    """What finds a row, and a cell, that does not begin with an address within so many rows and columns.

    Cells are asked for the letters of two first, `[A-F]?[A-Z]`: this is the pattern that takes most of the time of the look inside.
    """
    row = _up_to(rows)
    texts = (rf'<row(?! r="(?:{row})"|[a-zA-Z])', rf'<c(?! r="(?:{_columns_up_to(columns)})(?:{row})"|[a-zA-Z])')
    of_row, of_cell = (re.compile(text.encode("ascii")) for text in texts)
    return of_row, of_cell


def _up_to(number: int) -> str:
    """A pattern for the numbers from 1 to `number`, written without noughts in front."""
    digits = str(number)
    more, first = len(digits) - 1, int(digits[0])
    found = [f"[1-{first - 1}][0-9]{{0,{more}}}"] if first > 1 else []
    found += [f"[{first}-9][0-9]{{0,{more - 1}}}"] if more else []
    for place, digit in enumerate(digits[1:], start=1):
        if digit > "0":
            found.append(f"{digits[:place]}[0-{int(digit) - 1}][0-9]{{{more - place}}}")
    return "|".join([*found, digits])


def _columns_up_to(number: int) -> str:
    """A pattern for the letters of the columns from 1 to `number`, none with three letters: those are found the slower way."""
    letters = column_letters(min(number, 702) - 1)
    if len(letters) == 1:
        return f"[A-{letters}]"
    before = f"[A-{chr(ord(letters[0]) - 1)}]?[A-Z]" if letters[0] > "A" else "[A-Z]"
    return f"{before}|{letters[0]}[A-{letters[1]}]"


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


def _place(attributes: bytes) -> tuple[int, int] | None:
    """Row and column of a cell, counted from 0, from the attributes of its tag; None where it names none."""
    at = _AT.search(attributes)
    cell = at and _CELL.fullmatch(at.group(1) or at.group(2) or b"")
    return (int(cell.group(2)) - 1, column_number(cell.group(1).decode("ascii")) - 1) if cell else None


def place_of(address: str) -> tuple[int, int]:
    """Row and column, counted from 0, of an address such as F14; ValueError where it is none."""
    cell = _CELL.fullmatch(address.encode("ascii", "replace"))
    if not cell:
        raise ValueError(f'"{address}" is no address of a cell')
    return int(cell.group(2)) - 1, column_number(cell.group(1).decode("ascii")) - 1


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
