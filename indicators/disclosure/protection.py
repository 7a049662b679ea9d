"""Room: indicators. Protecting a table of counts: primary cells, whole rows, cells hidden before, partners, rounding, then the audit.

The order of the rules is that of the Leeds disclosure specification: R1 primary, R3 whole row, R8 sticky, R4 secondary, R5 audit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Generic, TypeVar

from indicators.disclosure.audit import Audit, Told, audit
from indicators.disclosure.profiles import Profile
from indicators.disclosure.relations import Relation, blocks, top_cells
from indicators.disclosure.rounding import round_half_up
from indicators.disclosure.secondary import Choice, partners

C = TypeVar("C", bound=Hashable)
_FOREVER = float("inf")
#: how often partners are added before all but the grand total goes
_REPAIRS = 8
#: a block with more cells than this gives up the rolling sums of small series at once, instead of looking for the least loss
_LARGE = 60
#: how many times all the people of a block a partner costs that has been shown before
_SHOWN_BEFORE = 8


@dataclass(frozen=True, slots=True)
class Table(Generic[C]):
    """Counts and the sums that tie them. A count is None where the source hid it or does not have it.

    `profiles` gives each cell its profile; cells under an open one are public already and stay as they are. `unpublished` cells are never
    shown, but a reader may work them out. `forced` cells are hidden for a reason other than their count. `bounds` are a source's.
    `sticky` cells were hidden before. `sums` are made of others that are released already: nothing is hidden for their sake. `since` tells
    when each cell became known: those that have been shown before cannot be taken back, so the last ones to come are hidden first.
    """

    cells: Mapping[C, int | None]
    relations: Sequence[Relation[C]]
    profiles: Mapping[C, Profile]
    unpublished: frozenset[C] = frozenset()
    forced: frozenset[C] = frozenset()
    bounds: Mapping[C, tuple[int, int | None]] = field(default_factory=dict)
    sticky: frozenset[C] = frozenset()
    last_resort: frozenset[C] = frozenset()
    sums: frozenset[C] = frozenset()
    since: Mapping[C, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Protected(Generic[C]):
    """What may be shown: each published cell's count, rounded where its profile rounds, or None for [c].

    `certified` says that the auditor passed what is shown; `withheld` holds the cells hidden only because it did not pass more.
    """

    shown: Mapping[C, int | None]
    hidden: frozenset[C]
    certified: bool
    withheld: frozenset[C]
    audit: Audit[C]


def protect(
    cells: Mapping[C, int | None],
    relations: Sequence[Relation[C]],
    profile: Profile,
    *,
    sticky: Collection[C] = (),
    unpublished: Collection[C] = (),
    bounds: Mapping[C, tuple[int, int | None]] | None = None,
) -> Protected[C]:
    """Protect one table under one profile; ValueError where a relation names a cell that the table has not."""
    return protect_table(
        Table(
            cells,
            relations,
            dict.fromkeys(cells, profile),
            frozenset(unpublished),
            bounds=bounds or {},
            sticky=frozenset(sticky) & frozenset(cells),
        )
    )


def protect_table(table: Table[C]) -> Protected[C]:
    """Protect a table whose cells have each their own profile, block by block."""
    for relation in table.relations:
        if not all(cell in table.cells for cell in relation.cells):
            raise ValueError(f"relation of {relation.total!r}: a part or the total is not in the table. Expected every cell to be there.")
    hand = _Hand(table)
    hidden = set(hand.hidden)
    for block in blocks(table.relations):
        hidden |= hand.secondary(block)
    verdict = hand.audited(hidden)
    withheld: set[C] = set()
    for step in (hand.without_small_windows, *[hand.repaired] * _REPAIRS, hand.without_windows, hand.grand_total_only, hand.nothing):
        if verdict.certified:
            break
        emptied = len(hand.emptied)
        more = step(verdict, hidden) - hidden
        if not more and len(hand.emptied) == emptied:
            continue
        hidden |= more
        withheld |= more
        verdict = hand.audited(hidden)
    shown = {cell: hand.shown(cell, hidden) for cell in table.cells if cell not in table.unpublished}
    return Protected(shown, frozenset(hidden), verdict.certified, frozenset(withheld), verdict)


def protect_sums(table: Table[C], before: Protected[C]) -> Protected[C]:
    """Protect the `sums` of a table beside the cells that are protected already: nothing of those changes, whatever a sum would ask for.

    A sum is a count like any, hidden where it is small itself; where counts are not rounded, also where one that it is a sum of is hidden
    (R10). It is shown only where the auditor passes all that is shown together, so that a year less three quarters never tells the fourth.
    """
    near = [block for block in blocks(table.relations) if any(table.sums & set(relation.cells) for relation in block)]
    hand = _Hand(replace(table, relations=[relation for block in near for relation in block]))
    hidden = set(before.hidden) | (hand.hidden & table.sums)
    for relation in hand.table.relations:
        if relation.total in table.sums and not table.profiles[relation.total].base and hidden & set(relation.parts):
            hidden.add(relation.total)
    own = set(hidden)
    for block in near:
        members = {cell for relation in block for cell in relation.cells}
        if not before.certified or members & before.withheld:
            hand.emptied |= members & table.sums
    hidden |= hand.emptied
    verdict = hand.audited(hidden)
    while not verdict.certified and (more := hand.sums_to_hide(verdict, hidden)):
        hidden |= more
        verdict = hand.audited(hidden)
    shown = {**before.shown, **{cell: hand.shown(cell, hidden) for cell in table.sums}}
    return Protected(shown, frozenset(hidden), before.certified, before.withheld | (hidden - own), before.audit)


def whole_rows(table: Table[C]) -> frozenset[C]:
    """The cells that are hidden because the total above them is small (R3)."""
    return frozenset(_Hand(table).rows)


class _Hand(Generic[C]):
    """The hand that protects one table: what it hid at first, and why."""

    def __init__(self, table: Table[C]) -> None:
        self.table = table
        self.order = sorted(table.cells, key=str)
        self.protecting = {cell for cell in table.cells if not table.profiles[cell].open}
        self.primary = {cell for cell in self.protecting if self._is_primary(cell)}
        self.rows = self._whole_rows()
        source = {cell for cell, count in table.cells.items() if count is None}
        published = (self.primary | self.rows | (table.forced | table.sticky) & self.protecting) - table.unpublished
        self.hidden = frozenset(published | source | table.unpublished)
        #: cells of blocks of which nothing is shown, so that [c] says nothing of any of them
        self.emptied: set[C] = set()
        self.totals = {relation.total for relation in table.relations}

    def _is_primary(self, cell: C) -> bool:
        count = self.table.cells[cell]
        return cell in self.table.bounds if count is None else self.table.profiles[cell].primary(count)

    def _whole_rows(self) -> set[C]:
        """R3: where a total is primary its whole row is hidden, zeros and the rows below it included."""
        rows: set[C] = set()
        waiting = [relation.total for relation in self.table.relations if self.table.cells[relation.total] is not None]
        tops = {cell for cell in waiting if cell in self.primary}
        below: dict[C, list[C]] = {}
        for relation in self.table.relations:
            of_sums = relation.total in self.table.sums
            below.setdefault(relation.total, []).extend(part for part in relation.parts if not of_sums or part in self.table.sums)
        queue = list(tops)
        while queue:
            for part in below.get(queue.pop(), ()):
                if part not in rows and part in self.protecting:
                    rows.add(part)
                    queue.append(part)
        return rows

    def secondary(self, block: Sequence[Relation[C]]) -> set[C]:
        """R4: partners for the hidden cells of one block; a rounding profile needs them only where the audit says so."""
        members = list(dict.fromkeys(cell for relation in block for cell in relation.cells))
        if not any(self.table.profiles[cell].secondary for cell in members if cell in self.hidden):
            return set()
        windows = self._small_windows(block, set(self.hidden))
        return windows | self._partners(block, set(self.hidden) | windows)

    def _small_windows(self, block: Sequence[Relation[C]], hidden: set[C]) -> set[C]:
        """R7: in a large block, the rolling sums of series in which something is hidden.

        Where counts are not rounded, so are those of the series beside them, whose counts will have to be partners.
        """
        if len({cell for relation in block for cell in relation.cells if cell in self.protecting}) <= _LARGE:
            return set()
        windows = {r.total for r in block if r.total in self.table.last_resort and any(self._is_small(part, hidden) for part in r.parts)}
        beside = {part for r in block for part in r.parts if part in self.table.last_resort and not self.table.profiles[part].base}
        return (windows | beside) & self.protecting - hidden

    def _is_small(self, cell: C, hidden: set[C]) -> bool:
        return cell in self.primary or (cell in hidden and cell not in self.table.unpublished)

    def _partners(self, block: Sequence[Relation[C]], hidden: set[C]) -> set[C]:
        """Partners for what a reader can still add up: a hidden total that is named once and may be any number ties nothing."""
        named = Counter(cell for relation in block for cell in relation.cells)
        tied = [r for r in block if named[r.total] > 1 or r.total not in hidden or r.total in self.primary or self._when_hidden(r.total)[0]]
        return {cell for piece in blocks(tied) for cell in self._partners_of_piece(piece, hidden)}

    def _partners_of_piece(self, block: Sequence[Relation[C]], hidden: set[C]) -> frozenset[C]:
        members = {cell for relation in block for cell in relation.cells}
        ordered = [cell for cell in self.order if cell in members]
        leaves = sum((self.table.cells[cell] or 0) + 1 for cell in ordered if cell not in self.totals)
        rank = {cell: i for i, cell in enumerate(ordered)}
        last = max((self.table.since[cell] for cell in ordered if cell in self.table.since), default=None)
        if not any(cell in self.primary for cell in ordered):
            return frozenset()
        older = {cell for cell in ordered if last is not None and self.table.since.get(cell, last) < last}
        choices = {cell: self._choice(cell, hidden, leaves, rank[cell], len(ordered), older=cell in older) for cell in ordered}
        return partners(choices, block)

    def _choice(self, cell: C, hidden: set[C], leaves: int, rank: int, size: int, *, older: bool) -> Choice:
        count = self.table.cells[cell]
        loss = (count or 0) + 1 + (leaves if cell in self.totals else 0) + (_SHOWN_BEFORE * leaves if older else 0)
        return Choice(
            shown=self._when_shown(cell),
            hidden=self._when_hidden(cell),
            must_stay=self._must_stay(cell) if cell in self.primary else None,
            cost=loss * (size + 1) + rank,
            is_hidden=cell in hidden,
            may_hide=self._may_hide(cell),
        )

    def _when_shown(self, cell: C) -> tuple[float, float]:
        count, base = self.table.cells[cell], self.table.profiles[cell].base
        if count is None:
            return self._when_hidden(cell)
        if not base:
            return count, count
        value, profile = round_half_up(count, base), self.table.profiles[cell]
        same = [n for n in range(max(value - base, 0), value + base) if round_half_up(n, base) == value and not profile.primary(n)]
        return (same[0], same[-1]) if same else (count, count)

    def _when_hidden(self, cell: C) -> tuple[float, float]:
        bounds = self._told_bounds(cell)
        if bounds is not None:
            return bounds[0], _FOREVER if bounds[1] is None else bounds[1]
        profile = self.table.profiles[cell]
        if profile.base:
            return profile.low, profile.high
        return (1 if profile.zero_shown else 0), _FOREVER

    def _told_bounds(self, cell: C) -> tuple[int, int | None] | None:
        """What [c] stands for where it is not the profile's own range; None where it is.

        A reader is taken to know more than the page says: which cells of a rounded table are primary, and that a hidden cell of an exact
        one is at least 1 unless its whole row went.
        """
        count, profile = self.table.cells[cell], self.table.profiles[cell]
        if count is None:
            return self.table.bounds.get(cell, (0, None))
        if cell in self.emptied:
            return 0, None
        if cell in self.rows:
            return (0, profile.high) if profile.base else (0, None)
        if cell in self.primary:
            return None
        if profile.base or count == 0 or cell in self.table.forced or cell in self.table.unpublished or cell in self.table.last_resort:
            return (0, None)
        return None

    def _must_stay(self, cell: C) -> tuple[int, int]:
        profile, bounds = self.table.profiles[cell], self.table.bounds.get(cell)
        if self.table.cells[cell] is None and bounds is not None:
            return bounds[0], bounds[1] if bounds[1] is not None else max(profile.high, bounds[0] + 1)
        return profile.low, profile.high

    def shown(self, cell: C, hidden: Collection[C]) -> int | None:
        """The count to show, or None."""
        count, base = self.table.cells[cell], self.table.profiles[cell].base
        if cell in hidden or count is None:
            return None
        return round_half_up(count, base) if base else count

    def audited(self, hidden: Collection[C]) -> Audit[C]:
        """The auditor's verdict on the blocks in which something is protected."""
        live = self._live()
        cells = {cell for relation in live for cell in relation.cells}
        view = {cell: self._told(cell, hidden) for cell in self.order if cell in cells}
        must_stay = {cell: self._must_stay(cell) for cell in self.order if cell in self.primary and cell in cells}
        return audit(view, live, self.table.profiles, must_stay=must_stay)

    def _live(self) -> list[Relation[C]]:
        found = []
        for block in blocks(self.table.relations):
            members = {cell for relation in block for cell in relation.cells}
            if members & self.primary:
                found.extend(block)
        return found

    def _told(self, cell: C, hidden: Collection[C]) -> Told:
        if cell not in hidden:
            return Told(self.shown(cell, hidden))
        return Told(None, self._told_bounds(cell))

    def repaired(self, verdict: Audit[C], hidden: set[C]) -> set[C]:
        """Partners for the blocks that the auditor refused, rounded ones too."""
        more: set[C] = set()
        for block in self._refused(verdict):
            more |= self._partners(block, hidden - more) or self._cheapest(block, verdict, hidden)
        return more

    def _cheapest(self, block: Sequence[Relation[C]], verdict: Audit[C], hidden: set[C]) -> set[C]:
        """The smallest count beside an exposed cell: for what only whole numbers give away, which the prices of partners do not see."""
        exposed = set(verdict.exposed)
        near = {cell for relation in block if exposed & set(relation.cells) for cell in relation.cells if cell not in hidden}
        free = [cell for cell in self.order if cell in near and self._may_hide(cell)]
        return {min(free, key=lambda cell: (cell in self.totals, self.table.cells[cell] or 0))} if free else set()

    def _may_hide(self, cell: C) -> bool:
        """Whether hiding a cell may help: it is ours, it is known, and it is no zero that the profile shows."""
        count, profile = self.table.cells[cell], self.table.profiles[cell]
        return cell in self.protecting and count is not None and not (count == 0 and profile.zero_shown)

    def without_small_windows(self, verdict: Audit[C], hidden: set[C]) -> set[C]:
        """R7, for the large blocks that the auditor refused."""
        return {cell for block in self._refused(verdict) for cell in self._small_windows(block, hidden)}

    def without_windows(self, verdict: Audit[C], hidden: set[C]) -> set[C]:
        """R7: no rolling sums beside the counts they are sums of."""
        return self._of_refused(verdict, lambda block, cell: cell in self.table.last_resort)

    def grand_total_only(self, verdict: Audit[C], hidden: set[C]) -> set[C]:
        """R5: nothing but the grand total of a block that is not certified."""
        tops = {id(block[0]): top_cells(block) for block in blocks(self.table.relations)}
        return self._of_refused(verdict, lambda block, cell: cell not in tops[id(block[0])] or cell in self.table.last_resort)

    def nothing(self, verdict: Audit[C], hidden: set[C]) -> set[C]:
        """R5: nothing at all of a block that is not certified."""
        self.emptied |= self._of_refused(verdict, lambda block, cell: True)
        return set(self.emptied)

    def sums_to_hide(self, verdict: Audit[C], hidden: set[C]) -> set[C]:
        """The sums beside what is exposed, else the smallest as shown; where none is shown any more, all are one [c] (`emptied`)."""
        more: set[C] = set()
        for block in self._refused(verdict):
            members = {cell for relation in block for cell in relation.cells}
            left = [cell for cell in self.order if cell in members & self.table.sums - hidden]
            exposed = members & set(verdict.exposed)
            near = {r.total for r in block if r.total in left and exposed & set(r.cells)}
            if left:
                more |= near or {min(left, key=lambda cell: self.shown(cell, hidden) or 0)}
            else:
                self.emptied |= members & self.table.sums
        return more

    def _refused(self, verdict: Audit[C]) -> list[list[Relation[C]]]:
        exposed = set(verdict.exposed)
        return [block for block in blocks(self.table.relations) if any(cell in exposed for relation in block for cell in relation.cells)]

    def _of_refused(self, verdict: Audit[C], goes: Callable[[list[Relation[C]], C], bool]) -> set[C]:
        return {
            cell
            for block in self._refused(verdict)
            for relation in block
            for cell in relation.cells
            if cell in self.protecting and goes(block, cell)
        }
