"""Room: indicators. The sums of a release as they are noted: relations, and the people whom a total counts and no listed part does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

from indicators.disclosure.patterns import Cell
from indicators.disclosure.relations import Relation


@dataclass(slots=True)
class Additions:
    """Relations as they are found, and the cells found with them: people whom a total counts and no listed part does."""

    counts: Mapping[Cell, int | None]
    bounds: Mapping[Cell, tuple[int, int | None]]
    high: Callable[[Cell], int]
    relations: list[Relation[Cell]] = field(default_factory=list)
    rests: dict[Cell, tuple[int | None, Cell]] = field(default_factory=dict)

    def add(self, total: Cell, parts: Sequence[Cell], what: str, *, whole: bool | None = None) -> None:
        """Note that `parts` make up `total`. `whole` says that by right nobody is missing, or (False) that somebody surely is.

        Numbers that do not quite add up: a small surplus of the total is a group of people that is not listed, to be protected like any;
        a large one is unknown; a small shortfall is a slip that a reader is taken to know; a large one means that they do not add up.
        """
        strictest, slip = max((total, *parts), key=self.high), self.slip(total, parts)
        least, most = (sum(self._end(part, end) for part in parts) for end in (0, 1))
        if any(self.counts[cell] is None for cell in (total, *parts)):
            if least > self._end(total, 1):
                return
            if whole is False or most < self._end(total, 0):
                self._add_with_rest(total, parts, what, None, strictest)
            else:
                self.relations.append(Relation(total, tuple(parts)))
            return
        left = int(self._end(total, 0) - least)
        if left < -slip:
            return
        if left == 0:
            self.relations.append(Relation(total, tuple(parts)))
        elif left < 0 or (whole and left > slip):
            self.relations.append(Relation(total, tuple(parts), left))
        else:
            self._add_with_rest(total, parts, what, left, strictest)

    def add_stretches(self, total: Cell, parts: Sequence[Cell], stretches: Sequence[Cell], left: int | None, what: str) -> None:
        """Note that `total` is `parts` and, for the `left` people, the `stretches` of time between them: one cell wherever one is met."""
        strictest = max((total, *parts), key=self.high)
        own = Cell(total.key, "rest", f"{what} {total.what}")
        rest = stretches[0] if len(stretches) == 1 else own
        known = self.rests.get(rest, (None, strictest))[0]
        if known is not None and left is not None and known != left:
            rest, stretches = own, ()  # two sums that disagree of one stretch
        self.rests[rest] = (known if left is None else left), strictest
        self.relations.append(Relation(total, (*parts, rest)))
        if len(stretches) > 1:
            for each in stretches:
                self.rests.setdefault(each, (None, strictest))
            self.relations.append(Relation(rest, tuple(stretches)))

    def left(self, total: Cell, parts: Sequence[Cell]) -> int | None:
        """How many of `total` are in none of the `parts`, fewer than 0 where these hold more; None where a count is not known."""
        known = [self.counts[cell] for cell in parts]
        count = self.counts[total]
        return None if count is None or None in known else count - sum(each or 0 for each in known)

    def slip(self, total: Cell, parts: Sequence[Cell]) -> int:
        """The most people who are few under the strictest profile of these."""
        return max(map(self.high, (total, *parts)))

    def _add_with_rest(self, total: Cell, parts: Sequence[Cell], what: str, left: int | None, like: Cell) -> None:
        rest = Cell(total.key, "rest", f"{what} {total.what}")
        self.rests[rest] = left, like
        self.relations.append(Relation(total, (*parts, rest)))

    def _end(self, cell: Cell, end: int) -> float:
        """The lowest (0) or highest (1) count that a cell may stand for."""
        count = self.counts[cell]
        if count is not None:
            return count
        bound = self.bounds.get(cell, (0, None))[end]
        return inf if bound is None else bound
