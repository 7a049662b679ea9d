"""Room: indicators. What readers saw on past days, set beside a table of today: the two together must give nobody away either.

A figure that was corrected stood on the pages of the days before, and stands there still (`?as_of`). Its old number is another number, but
the sums it was in may hold figures that are hidden today and were hidden then. So those sums are solved with today's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from indicators.disclosure.patterns import Cell
from indicators.disclosure.profiles import PROFILES, Profile
from indicators.disclosure.protection import Protected, Table, protect_table, whole_rows
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


def protect_together(today: Day, days: Sequence[Day]) -> tuple[Protected[Cell], dict[Cell, datetime], frozenset[Cell]]:
    """A table protected beside what past days show; since when it was known what must not stand there; known cells that have to go.

    A cell that is hidden only by rule, for it was hidden once or its row is small, and stands on a past day is taken as known. Where that
    leaves no way, a reader is not taken to know by how much today's sums do not come out; and where that is not enough, it goes from there.
    """
    table, (joint, known) = today.table, beside(today, days)
    guarded = replace(joint, profiles={**joint.profiles, **{cell: table.profiles[cell] for cell in known}})
    ways = [(joint, False), (_without_slips(joint), False), (guarded, True)]
    tried: list[tuple[Protected[Cell], bool]] = []
    for way, goes in ways if days else ways[:1]:
        tried.append((protect_table(way), goes))
        if tried[-1][0].certified and not tried[-1][0].withheld:
            break
    found, goes = min(tried, key=lambda one: (not one[0].certified, bool(one[0].withheld)))
    taken_back = known if goes else frozenset[Cell]()
    small: frozenset[Cell] = whole_rows(table)
    by_rule = known & (table.sticky | small)
    hidden = (found.hidden | by_rule) & table.cells.keys()
    shown = {cell: None if cell in by_rule else count for cell, count in found.shown.items() if cell in table.cells}
    since = {cell: moment for cell, moment in joint.since.items() if cell in taken_back or cell not in known}
    return replace(found, hidden=frozenset(hidden), shown=shown), since, taken_back


def _without_slips(table: Table[Cell]) -> Table[Cell]:
    return replace(table, relations=tuple(relation for relation in table.relations if not relation.offset))


def beside(today: Day, days: Sequence[Day]) -> tuple[Table[Cell], frozenset[Cell]]:
    """The table of today with sums of past days in which a number stood that is no more; and today's cells that are known from there.

    `days` are in order. Their numbers are known where they were shown and cannot be hidden any more; where they were not, nothing is asked
    of them. A cell whose number was not revised since is one cell, known since the first of the days that hold it. A sum that did not come
    out tells nothing: who does not see all of it does not know by how much. Of today's cells those are known that hide nothing any more:
    one that stood on a past day and is hidden only because it was hidden once, and a zero, which was never a partner.
    """
    now = today.table
    cells, profiles, bounds = dict(now.cells), dict(now.profiles), dict(now.bounds)
    relations, known, since = dict.fromkeys(now.relations), set[Cell](), dict(now.since)
    for number, one in enumerate(_sent_again(today, days)):
        day = one.table
        shown = {cell for cell in day.cells.keys() - one.hidden - day.unpublished if _is_shown(day.cells[cell], day.profiles[cell])}
        since |= {cell: min(since[cell], day.since[cell]) for cell in since.keys() & day.since.keys() if today.holds(cell, one)}
        known |= {cell for cell in shown if today.holds(cell, one) and (cell in now.sticky or not day.cells[cell])}
        for block in blocks(day.relations):
            names = {cell: _name(cell, one, today, number) for relation in block for cell in relation.cells}
            if all(name == cell or cell in day.unpublished for cell, name in names.items()):
                continue
            for cell, name in names.items():
                if name != cell:
                    # once shown it is known, also where a later day hides it
                    cells[name] = day.cells[cell] if cell in shown else cells.get(name)
                    least = 1 if day.cells[cell] and cell not in day.unpublished and day.profiles[cell].zero_shown else 0
                    profiles[name], bounds[name] = _OPEN, (least, None)
            relations |= dict.fromkeys(Relation(names[r.total], tuple(names[part] for part in r.parts)) for r in block if not r.offset)
    profiles |= dict.fromkeys(known, _OPEN)
    table = replace(now, cells=cells, relations=tuple(relations), profiles=profiles, bounds=bounds, since=since)
    return table, frozenset(known)


def _sent_again(today: Day, days: Sequence[Day]) -> list[Day]:
    """The days with one revision for a number that was withdrawn and sent again as it was: who reads both days takes it for one."""
    last = {cell: (today.table.cells[cell], revision) for cell, revision in today.revisions.items()}
    found: list[Day] = []
    for day in reversed(days):
        own = dict(day.revisions)
        for cell, revision in day.revisions.items():
            count, (then, later) = day.table.cells[cell], last.get(cell, (None, revision))
            own[cell] = later if count is not None and count == then else revision
            last[cell] = count, own[cell]
        found.append(replace(day, revisions=own))
    return found[::-1]


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
