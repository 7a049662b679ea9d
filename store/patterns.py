"""Room: store. Hidden cells kept from one release to the next, as rows of the store: once hidden, a cell stays hidden (R8)."""

from __future__ import annotations

from datetime import datetime
from typing import cast, get_args

from indicators.disclosure.patterns import Cell, Patterns, What
from indicators.disclosure.release import release
from indicators.observations import Key
from indicators.periods import of_key
from indicators.registry.models import Plan
from store.holdings import held_of
from store.plans import Pattern
from store.rows import breakdown_of, breakdown_text
from store.submissions import Store


def known(store: Store, as_of: datetime | None = None) -> Patterns:
    """The cells that earlier releases hid, as known at `as_of`."""
    return Patterns(frozenset(_cell(row) for row in store.patterns(as_of)))


def settle(store: Store, plan: Plan, *, at: datetime) -> int:
    """Keep what the release of everything held now hides, so that every later one hides it too; how many cells were new.

    Called after each acceptance and withdrawal, and before the next one: a release that nobody looked at leaves its pattern all the same.
    """
    held = held_of(store, plan, None)
    before = known(store)
    fresh = release(held, plan, patterns=before, kept=store.remembered).patterns.hidden - before.hidden
    return store.keep_patterns([_row(cell) for cell in sorted(fresh, key=str)], at=at) if fresh else 0


def _row(cell: Cell) -> Pattern:
    key = cell.key
    return Pattern(key.indicator, key.part, key.area, breakdown_text(key.breakdown), key.period.key, f"{cell.what} {cell.of}".strip())


def _cell(row: Pattern) -> Cell:
    what, _, of = row.cell.partition(" ")
    if what not in get_args(What):
        raise ValueError(f"the pattern {row} names no kind of cell")
    return Cell(Key(row.indicator, row.part, row.area, of_key(row.period), breakdown_of(row.dimension)), cast(What, what), of)
