"""Room: indicators. Which cells were hidden in the releases before: once hidden, a cell stays hidden (R8)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from indicators.observations import Key

What = Literal["numerator", "denominator", "complement", "rest"]


class Cell(NamedTuple):
    """A count that people stand behind: the numerator or denominator of what `key` is about, those outside the numerator, or the rest.

    `rest` is who a total counts and no listed part does. Complements and rests are never shown, but a reader may work them out.
    """

    key: Key
    what: What
    of: str = ""


@dataclass(frozen=True, slots=True)
class Patterns:
    """Cells that earlier releases under an unrounded profile hid, whether for themselves or for another's sake (R2: it does not say)."""

    hidden: frozenset[Cell] = frozenset()

    def with_hidden(self, cells: Iterable[Cell]) -> Patterns:
        """These patterns and further hidden cells."""
        return Patterns(self.hidden | frozenset(cells))


EMPTY = Patterns()
