"""Room: loaders. What of one sheet the reader of its cells does not tell: percent formats, formulas, errors, what is hidden or merged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field


@dataclass(eq=False)
class Places(Set[tuple[int, int]]):
    """Cells of a sheet as (row, column), both counted from 0, kept by rows: there may be many thousands, and a sheet is read row by row."""

    rows: dict[int, set[int]] = field(default_factory=dict)

    def of_row(self, row: int) -> Collection[int]:
        """The columns of its cells in a row."""
        return self.rows.get(row, ())

    def add(self, row: int, columns: Iterable[int]) -> None:
        """Take in cells of a row."""
        self.rows.setdefault(row, set()).update(columns)

    def __contains__(self, place: object) -> bool:
        return isinstance(place, tuple) and place[1] in self.of_row(place[0])

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return ((row, column) for row, columns in self.rows.items() for column in columns)

    def __len__(self) -> int:
        return sum(map(len, self.rows.values()))


@dataclass(frozen=True, slots=True)
class Features:
    """What of one sheet the reader does not tell; cells as (row, column), both counted from 0.

    `odd` holds the cells with an error or a formula without its result, as text; `percent` those shown as a percentage; `formulas` those
    whose result was worked out. `hidden` is "sheet" where the whole of it is, and lists rows ("row 7") and columns ("column C").
    """

    odd: Mapping[tuple[int, int], str] = field(default_factory=dict)
    percent: Places = field(default_factory=Places)
    formulas: frozenset[tuple[int, int]] = frozenset()
    hidden: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    comments: int = 0

    @property
    def any(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.odd or self.percent or self.formulas or self.hidden or self.merged or self.comments)
