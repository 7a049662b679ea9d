"""Room: indicators. Relations: the sums that a reader can do, and the blocks of cells that they tie together."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

C = TypeVar("C", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Relation(Generic[C]):
    """`total` is the sum of `parts` and `offset`; an offset other than zero is a discrepancy which a reader is taken to know."""

    total: C
    parts: tuple[C, ...]
    offset: int = 0

    @property
    def cells(self) -> tuple[C, ...]:
        """The total and its parts."""
        return (self.total, *self.parts)


def blocks(relations: Sequence[Relation[C]]) -> list[list[Relation[C]]]:
    """Relations in groups that share no cell, so that each group can be protected by itself."""
    leader: dict[C, C] = {}

    def find(cell: C) -> C:
        while leader.setdefault(cell, cell) != cell:
            leader[cell] = leader[leader[cell]]
            cell = leader[cell]
        return cell

    for relation in relations:
        for part in relation.parts:
            leader[find(part)] = find(relation.total)
    groups: dict[C, list[Relation[C]]] = {}
    for relation in relations:
        groups.setdefault(find(relation.total), []).append(relation)
    return list(groups.values())


def top_cells(relations: Iterable[Relation[C]]) -> frozenset[C]:
    """Cells that are a total and part of nothing: the grand totals."""
    listed = tuple(relations)
    parts = {part for relation in listed for part in relation.parts}
    return frozenset(relation.total for relation in listed if relation.total not in parts)
