"""Room: loaders. One row of a sheet of ours, its cells by the name of their column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indicators.observations import Origin
from loaders.extents import column_letters
from loaders.workbook import Cell, Sheet


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `places` maps the name of a column to its place."""

    file: str
    sheet: Sheet
    number: int
    cells: Sequence[Cell]
    places: Mapping[str, int]

    @property
    def key(self) -> str:
        """What the row is about."""
        return self.text("Key")

    def cell(self, column: str) -> Cell:
        """The cell under a header; "" where the sheet or the row has none."""
        place = self.places.get(column)
        return "" if place is None or place >= len(self.cells) else self.cells[place]

    def text(self, column: str) -> str:
        """The same as text, without blanks around it; a whole number without its ".0"."""
        cell = self.cell(column)
        return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()

    def words(self, column: str) -> str:
        """The same as it was typed."""
        cell = self.cell(column)
        return cell if isinstance(cell, str) else self.text(column)

    def percent(self, column: str) -> bool:
        """Whether the cell is shown as a percentage."""
        return self.places.get(column, -1) in self.sheet.features.percent.of_row(self.number)

    def empty(self, *columns: str) -> bool:
        """Whether nothing stands in any of the columns."""
        return not any(self.text(column) for column in columns)

    def at(self, column: str) -> Origin:
        """The cell's address."""
        return Origin(self.file, self.sheet.name, cell_address(self.sheet, self.number, self.places.get(column, 0)))


def cell_address(sheet: Sheet, row: int, column: int) -> str:
    """How a person finds one cell: F14, or in a CSV file "line 14, column F", because two cells of one line may each raise a question."""
    address = sheet.address(row, column)
    return address if sheet.lines is None else f"{address}, column {column_letters(column)}"
