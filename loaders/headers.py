"""Room: loaders. What stands over the columns of a sheet, in however many rows, merged or not, and which of it is a period."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import combinations, pairwise

from indicators import periods
from loaders.extents import place_of
from loaders.values import folded
from loaders.workbook import Cell, Sheet

#: a header is so many rows high at most
_HIGH = 4
#: no period is written in more letters
_LONGEST = 80
#: a number is taken for a year only between these
_YEARS = range(1990, 2101)
#: a column is one of labels where so large a share of the rows that hold figures have a text in it
_MOSTLY = 0.8
_WORD = re.compile(r"[^\W_]+")
_NUMBERED = re.compile(r"\d")
_YEAR = re.compile(r"\d{3,}|^(?:[qhm]\d{1,2}|fy\d*|\d+(?:st|nd|rd|th))$")
#: months, parts of the year, and the small words around them
_OF_TIME = re.compile(
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
    r"|(?:quarter|month|year)s?|[qhmy]|fy|first|second|third|fourth|end(?:ing|ed)|until|from|to|at|as|of|the|on|in|for|and|updated"
)
_REMARKS = frozenset({"note", "notes", "remark", "remarks", "comment", "comments", "source", "sources"})


@dataclass(frozen=True, slots=True)
class Over:
    """What stands over a column: the period as it is written, "" where there is none, and the words beside it."""

    period: str
    words: tuple[str, ...]


def over(sheet: Sheet, header: int) -> dict[int, Over]:
    """What stands over each column in the header row and the filled rows right above it, a merged cell over all its columns.

    A cell that is empty in an upper row of the header belongs to the one left of it, as where years stand over the first of their quarters.
    """
    spans = _spans(sheet, header)
    top = _top(sheet, header, spans)
    rows = range(top, header + 1)
    years = {row: _row_of_years(sheet.rows[row]) for row in rows}
    width = max(len(sheet.rows[row]) for row in rows)
    found: dict[int, Over] = {}
    carried: dict[int, tuple[int, int]] = {}
    for column in range(width):
        places: dict[tuple[int, int], None] = {}
        for row in rows:
            place = spans.get((row, column), (row, column))
            if (row, column) in spans:
                # what a merged cell reaches over is said
                carried.pop(row, None)
            elif at(sheet.rows[place[0]], place[1]) != "" and place[1] > 0:
                carried[row] = place
            elif row < header and row in carried and at(sheet.rows[place[0]], place[1]) == "":
                place = carried[row]
            places[place] = None
        cells = [(at(sheet.rows[row], place), row) for row, place in places]
        texts = [(text(cell), may_be_period(cell) or years.get(row, False)) for cell, row in cells if cell != ""]
        found[column] = _told(texts)
    return found


def titles(sheet: Sheet, header: int) -> str:
    """What stands above the header, which says what the table is about: without numbers, periods and dates, which each quarter changes."""
    top = _top(sheet, header, _spans(sheet, header))
    above = (str(cell) for row in sheet.rows[:top] for cell in row if isinstance(cell, str) and cell != "")
    return " ".join(dict.fromkeys(filter(None, (undated(words) for words in above))))


def undated(words: str, *, numbers: bool = False) -> str:
    """Words without the periods and dates in them, folded; `numbers` keeps those that are no years, as the 2 of "Table 2"."""
    found = _WORD.findall(folded(words))
    return " ".join(word for word in found if not (_YEAR if numbers else _NUMBERED).search(word) and not _OF_TIME.fullmatch(word))


def _spans(sheet: Sheet, header: int) -> Mapping[tuple[int, int], tuple[int, int]]:
    """Each cell that is part of a merged one -> its first cell."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for reach in sheet.features.merged:
        first, _, last = reach.partition(":")
        (top, left), (bottom, right) = place_of(first), place_of(last or first)
        right = min(right, max((len(sheet.rows[row]) for row in range(top, min(top + 1, len(sheet.rows)))), default=0) - 1)
        for row in range(max(top, header - _HIGH), min(bottom, header) + 1):
            spans |= {(row, column): (top, left) for column in range(left, right + 1)}
    return spans


def _top(sheet: Sheet, header: int, spans: Mapping[tuple[int, int], tuple[int, int]]) -> int:
    """The first row of the header."""
    top = header
    while top > 0 and header - top + 1 < _HIGH and sum(cell != "" for cell in sheet.rows[top - 1]) > 1:
        top -= 1
    # a merged title in the row above counts once, and then only if it is a header: if it stops before the last column
    if top > 0 and any((top - 1, column) in spans for column in range(1, len(sheet.rows[top - 1]))):
        starts = {spans.get((top - 1, column)) for column in range(len(sheet.rows[top - 1]))} - {None}
        top -= 1 if len(starts) > 1 else 0
    return top


def _told(texts: Sequence[tuple[str, bool]]) -> Over:
    """The longest run of texts that makes a period, read down or, where a year stands over its quarters, up; the others are its words."""
    for length in range(len(texts), 0, -1):
        for start in range(len(texts) - length + 1):
            run = texts[start : start + length]
            if not all(may for _, may in run):
                continue
            words = [word for word, _ in run]
            rest = tuple(word for word, _ in (*texts[:start], *texts[start + length :]))
            for made in dict.fromkeys((" ".join(words), " ".join(reversed(words)))):
                if is_period(made):
                    return Over(made, rest)
    return Over("", tuple(word for word, _ in texts))


def _row_of_years(row: Sequence[Cell]) -> bool:
    """Whether the numbers of a row are years: two at least, going up by one, or beginning anew with the first."""
    numbers = [cell for cell in row if isinstance(cell, (int, float)) and not isinstance(cell, bool)]
    return years_in_a_row(numbers)


def years_in_a_row(numbers: Sequence[float]) -> bool:
    """Whether these are years that follow one another, or begin anew with the first of them."""
    if len(set(numbers)) < 2 or any(number not in _YEARS for number in numbers):
        return False
    return all(later in (earlier + 1, numbers[0]) for earlier, later in pairwise(numbers))


def may_be_period(cell: Cell) -> bool:
    """Whether the cell is of a kind in which people write periods: a number is not, unless it is a year among years."""
    return isinstance(cell, (str, date))


def is_period(cell: Cell) -> bool:
    """Whether the cell reads as a period, for certain or with a question; a text of less than four digits alone is no year."""
    if isinstance(cell, (datetime, date)):
        return True
    if not isinstance(cell, str) or not 0 < len(cell) < _LONGEST or (cell.strip().isdigit() and len(cell.strip()) < 4):
        return False
    return _reads_as_period(cell)


@lru_cache(maxsize=4_096)
def _reads_as_period(written: str) -> bool:
    return periods.read(written, year_type="financial").outcome != "REFUSE"


def label_columns(sheet: Sheet, rows: Sequence[int], before: int, headers: Mapping[int, Over], leaving: Sequence[int] = ()) -> list[int]:
    """The columns left of `before` whose texts name most of the `rows` (of figures), or tell two of them apart; two of them at most."""
    found: list[int] = []
    for place in range(before):
        words = " ".join(headers[place].words) if place in headers else ""
        if place in leaving or folded(words) in _REMARKS:
            continue
        named = sum(isinstance(cell := at(sheet.rows[row], place), str) and cell.strip() != "" for row in rows)
        # a label that holds for several rows is written once, or merged
        if named and (named >= _MOSTLY * len(rows) or not found or _tells_apart(sheet, rows, found, place)):
            found.append(place)
    return _two(sheet, rows, found) if len(found) > 2 else found


def _two(sheet: Sheet, rows: Sequence[int], found: Sequence[int]) -> list[int]:
    """The two of several columns that tell most rows apart, the first and the last where others do as well: an area that is the same in
    every row names none."""
    pairs = [(found[0], found[-1]), *combinations(found, 2)]
    return [*max(pairs, key=lambda pair: len({tuple(text(at(sheet.rows[row], place)) for place in pair) for row in rows}))]


def _tells_apart(sheet: Sheet, rows: Sequence[int], found: Sequence[int], place: int) -> bool:
    """Whether a column has different texts in rows that the columns found before call the same: groups are often written for a few only."""
    said: dict[tuple[str, ...], str] = {}
    above = ""
    for row in rows:
        above = text(at(sheet.rows[row], found[0])) or above
        name = (above, *(text(at(sheet.rows[row], other)) for other in found[1:]))
        own = text(at(sheet.rows[row], place))
        if said.setdefault(name, own) != own:
            return True
    return False


def at(row: Sequence[Cell], place: int) -> Cell:
    """A cell of a row; "" beyond its end."""
    return row[place] if place < len(row) else ""


def text(cell: Cell) -> str:
    """The cell as one line of text; a date as 2024-04-01, which can be no other day."""
    if isinstance(cell, (datetime, date)):
        return f"{cell:%Y-%m-%d}"
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else " ".join(str(cell).split())
