"""Room: loaders. Problems in the order a person mends them: by sheet, row and column; and the same one in many cells said once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indicators.submissions import Problem
from loaders.extents import column_letters, column_number

_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_LINE = re.compile(r"line (\d+)(?:, column ([A-Z]{1,3}))?")


@dataclass(frozen=True, slots=True)
class Group:
    """One problem, and every cell that has it ("F7:F20; F25"); `cells` is how many."""

    problem: Problem
    addresses: str
    cells: int

    @property
    def sentence(self) -> str:
        """The problem, and where else it is."""
        said = self.problem.sentence
        return said if self.cells == 1 else f"{said} The same in {self.cells} cells: {self.addresses}."


def in_order(problems: Iterable[Problem], sheets: Sequence[str] = ()) -> tuple[Problem, ...]:
    """By sheet, in the order of `sheets`, then by row and column; what is about a whole file or sheet comes first."""
    places = {name: place for place, name in enumerate(sheets)}

    def key(found: Problem) -> tuple[int, tuple[int, int]]:
        return (-1 if not found.where.sheet else places.get(found.where.sheet, len(places)), _place(found.where.address))

    return tuple(sorted(problems, key=key))


def grouped(problems: Iterable[Problem]) -> tuple[Group, ...]:
    """Problems with one code, one sheet and the same words, told once, in the order of the first of each."""
    alike: dict[tuple[str, ...], list[Problem]] = {}
    for found in problems:
        about = (found.code, found.where.file, found.where.sheet, found.found, found.expected, found.remedy)
        alike.setdefault(about, []).append(found)
    return tuple(Group(same[0], addresses_of([one.where.address for one in same]), len(same)) for same in alike.values())


def addresses_of(addresses: Iterable[str]) -> str:
    """Addresses with neighbours in a column joined: F7, F8, F9, G2 become "F7:F9; G2"."""
    runs: list[list[tuple[int, int]]] = []
    others: list[str] = []
    for address in dict.fromkeys(addresses):
        cell = _CELL.fullmatch(address)
        if cell is None:
            others.append(address)
            continue
        row, column = int(cell[2]), column_number(cell[1])
        if runs and runs[-1][-1] == (row - 1, column):
            runs[-1].append((row, column))
        else:
            runs.append([(row, column)])
    named = [":".join(dict.fromkeys(f"{column_letters(column - 1)}{row}" for row, column in (run[0], run[-1]))) for run in runs]
    return "; ".join([*named, *others])


def _place(address: str) -> tuple[int, int]:
    first = address.partition(";")[0]
    if cell := _CELL.fullmatch(first):
        return int(cell[2]), column_number(cell[1])
    if line := _LINE.fullmatch(first):
        return int(line[1]), column_number(line[2] or "")
    return 0, 0
