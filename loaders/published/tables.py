"""Room: loaders. The table inside a published file: which row is its header, which column is which, and how its rows are walked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from indicators.observations import Origin
from indicators.submissions import Passed, Problem
from loaders.published.cells import words
from loaders.published.figures import Figure
from loaders.workbook import Cell, Sheet, Workbook

#: a header stands this many rows down at most
HEADER_WITHIN = 30
_NOT_LETTERS = re.compile(r"[^a-z0-9+]")

_TELL_EVERY = 1_000

#: what reading a table gives, in the order of its rows
Yielded = Figure | Passed | Problem


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table found in a file. `columns` maps the plain form of each header ("areacode") to its place; `header` is the header's row.

    `facts` holds what the lines above the header say. `more` are further tables of the same format in the same file.
    """

    file: str
    sheet: Sheet
    header: int
    columns: Mapping[str, int]
    facts: Mapping[str, str] = field(default_factory=dict)
    more: tuple[Table, ...] = ()
    watch: Callable[[int], None] | None = None

    def rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """The rows below the header that hold anything, each with its number in the sheet; `watch` is told of every thousand."""
        since = 0
        for numbered in self.sheet.filled(self.header + 1):
            yield numbered
            since += 1
            if self.watch is not None and since == _TELL_EVERY:
                self.watch(since)
                since = 0
        if self.watch is not None and since:
            self.watch(since)

    def about(self, column: str, areas: Collection[str] | None, tally: Tally) -> Iterator[tuple[int, Sequence[Cell], str]]:
        """The rows about the wanted areas, each with its number and the code in `column`; rows about others are counted."""
        for number, row in self.rows():
            code = self.text(row, column)
            if wanted(code, areas):
                yield number, row, code
            else:
                tally.add(OTHER_AREAS)

    def cell(self, row: Sequence[Cell], column: str) -> Cell:
        """The cell of `row` in the column; "" where the row is shorter or the table has no such column."""
        place = self.columns.get(column, -1)
        return row[place] if 0 <= place < len(row) else ""

    def text(self, row: Sequence[Cell], column: str) -> str:
        """The same cell as text."""
        return words(self.cell(row, column))

    def address(self, number: int, column: str) -> str:
        """Where a reader finds the cell."""
        return self.sheet.address(number, self.columns.get(column, 0))

    def problem(self, number: int, column: str, row: Sequence[Cell], expected: str, *, code: str = "published-cell") -> Problem:
        """A cell that the format does not explain: its row is left out and said, the others are read."""
        found = self.text(row, column)
        return Problem(
            code,
            Origin(self.file, self.sheet.name, self.address(number, column)),
            f'"{found}"' if found else "an empty cell",
            expected,
            "This row is left out and the others are read. Look at the publisher's notes, or ask the publisher what it stands for.",
            "note",
        )


@dataclass(frozen=True, slots=True)
class Format:
    """A published format: how it is recognised by its content, and how its tables are read.

    `figures(table, areas=...)` yields the figures of the wanted area codes (None: of all), rows passed over with a reason, and problems.
    """

    id: str
    title: str
    publisher: str
    recognise: Callable[[Workbook], Table | None]
    figures: Callable[..., Iterator[Yielded]]


def plain(header: str) -> str:
    """A header by its letters and digits alone: "Area Code", "AreaCode" and "area_code" are one."""
    return _NOT_LETTERS.sub("", header.casefold())


def table_with(workbook: Workbook, wanted: Iterable[str]) -> Table | None:
    """The first table whose header holds all `wanted` columns, in any order, on any sheet; None where there is none."""
    needed = {plain(name) for name in wanted}
    for sheet in workbook.sheets:
        for number, row in sheet.filled():
            if number >= HEADER_WITHIN:
                break
            columns = columns_of(row)
            if needed <= columns.keys():
                return Table(workbook.name, sheet, number, columns)
    return None


def columns_of(row: Sequence[Cell]) -> dict[str, int]:
    """The plain header of each column with its place; of two alike the first counts."""
    columns: dict[str, int] = {}
    for place, cell in enumerate(row):
        name = plain(words(cell))
        if name:
            columns.setdefault(name, place)
    return columns


class Tally:
    """Counts the rows that are passed over, by reason."""

    def __init__(self) -> None:
        self._rows: Counter[str] = Counter()

    def add(self, reason: str, rows: int = 1) -> None:
        """One more row passed over for this reason."""
        self._rows[reason] += rows

    def passed(self) -> Iterator[Passed]:
        """Each reason with its rows, the most frequent first."""
        return (Passed(reason, rows) for reason, rows in self._rows.most_common())


#: the reason given for rows about areas that the plan does not name
OTHER_AREAS = "about other areas"


def wanted(code: str, areas: Collection[str] | None) -> bool:
    """Whether a row about this area code is taken."""
    return areas is None or code in areas
