"""Room: indicators. What readers saw on past days, set beside a table of today: the two together must give nobody away either.

A figure that was corrected stood on the pages of the days before, and stands there still (`?as_of`). Its old number is another number, but
the sums it was in may hold figures that are hidden today and were hidden then. So those sums are solved with today's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from indicators.disclosure.patterns import Cell
from indicators.disclosure.profiles import PROFILES, Profile
from indicators.disclosure.protection import Table
from indicators.disclosure.relations import Relation, blocks
from indicators.observations import Held

_OPEN = PROFILES["open"]


@dataclass(frozen=True, slots=True)
class Earlier:
    """One past day: what was held at its end, and the cells that its readers do not see."""

    held: tuple[Held, ...]
    hidden: frozenset[Cell]


@dataclass(frozen=True, slots=True)
class Day:
    """The table of one day, the revision that each of its numbers is, and the cells that readers of that day do not see."""

    table: Table[Cell]
    revisions: Mapping[Cell, int]
    hidden: frozenset[Cell] = frozenset()

    def holds(self, cell: Cell, other: Day) -> bool:
        """Whether this day holds the very number that another one does."""
        if cell not in self.table.cells or self.table.cells[cell] != other.table.cells[cell]:
            return False
        return self.revisions.get(cell) == other.revisions.get(cell)


def beside(today: Day, days: Sequence[Day]) -> tuple[Table[Cell], frozenset[Cell]]:
    """The table of today with the sums of past days in which a number stood that is no more; and today's cells that are known from there.

    Numbers of the past are known where they were shown and cannot be hidden any more; where they were not, nothing is asked of them. A cell
    whose number was not revised since is one cell. A sum that did not come out tells nothing: who does not see all of it does not know by
    how much. Of today's cells those are known that hide nothing any more: one that stood on a past day and is hidden only because it was
    hidden once, and a zero, which was never a partner.
    """
    now = today.table
    cells, profiles, bounds = dict(now.cells), dict(now.profiles), dict(now.bounds)
    relations, known = dict.fromkeys(now.relations), set[Cell]()
    for number, one in enumerate(days):
        day = one.table
        shown = {cell for cell in day.cells.keys() - one.hidden - day.unpublished if _is_shown(day.cells[cell], day.profiles[cell])}
        known |= {cell for cell in shown if today.holds(cell, one) and (cell in now.sticky or not day.cells[cell])}
        for block in blocks(day.relations):
            names = {cell: _name(cell, one, today, number) for relation in block for cell in relation.cells}
            if all(name == cell or cell in day.unpublished for cell, name in names.items()):
                continue
            for cell, name in names.items():
                if name != cell:
                    profile = day.profiles[cell]
                    told = cell in shown
                    least = 1 if day.cells[cell] and cell not in day.unpublished and profile.zero_shown else 0
                    cells[name], profiles[name], bounds[name] = day.cells[cell] if told else None, _OPEN, (least, None)
            relations |= dict.fromkeys(Relation(names[r.total], tuple(names[part] for part in r.parts)) for r in block if not r.offset)
    profiles |= dict.fromkeys(known, _OPEN)
    table = replace(now, cells=cells, relations=tuple(relations), profiles=profiles, bounds=bounds)
    return table, frozenset(known)


def _is_shown(count: int | None, profile: Profile) -> bool:
    """Whether readers see a count that is not hidden, and to the last digit."""
    return count is not None and (profile.open or not (profile.base or profile.primary(count)))


def _name(cell: Cell, day: Day, today: Day, number: int) -> Cell:
    """What a cell of a past day is called beside those of today: its own name where its number was not revised since."""
    if cell in day.table.unpublished:
        return cell._replace(of=f"{cell.of}, day {number}")
    if cell not in today.table.unpublished and today.holds(cell, day):
        return cell
    return cell._replace(of=f"{cell.of}, once {day.table.cells[cell]}, revision {day.revisions.get(cell, 0)}")
