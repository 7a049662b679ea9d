"""Room: store. Hidden cells kept from one release to the next, as rows of the store: once hidden, a cell stays hidden (R8).

A past day is as readers saw it, with the cells that were hidden by then; what it shows is set beside today's figures, so that the two
together tell no more (`indicators.disclosure.earlier`). What came last is hidden first. Where nothing else is enough, a cell that had been
shown has to go: then past days hide it, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import cast, get_args

from indicators.deadlines import LONDON, london_day
from indicators.disclosure.earlier import Earlier
from indicators.disclosure.families import tied
from indicators.disclosure.patterns import Cell, Patterns, What
from indicators.disclosure.profiles import PROFILES
from indicators.disclosure.release import Release, release
from indicators.observations import Key
from indicators.periods import of_key
from indicators.registry.models import Plan
from store.holdings import held_of
from store.plans import Hiding, Pattern
from store.rows import breakdown_of, breakdown_text
from store.submissions import Store


def end_of(day: date) -> datetime:
    """The last moment of a day in London: what was known on that day."""
    return datetime.combine(day + timedelta(days=1), time(), LONDON) - timedelta(microseconds=1)


def known(store: Store) -> Patterns:
    """The cells that earlier releases hid."""
    return Patterns(frozenset(_cell(row) for row in store.patterns()))


def earlier(store: Store, plan: Plan) -> tuple[Earlier, ...]:
    """The past days that readers may open, of indicators whose counts are not rounded: each on which any changed, if one was revised."""
    exact = sorted(entry.id for entry in plan.indicators if PROFILES[entry.profile].secondary)
    areas = {area.id for area in plan.areas}
    moments = store.changes(exact, areas)
    since = {_cell(row): hiding for row, hiding in store.hidings().items()} if moments else {}

    def made() -> tuple[Earlier, ...]:
        return tuple(
            Earlier(
                store.observations(as_of=end_of(day), indicators=exact, areas=areas),
                frozenset(cell for cell, hiding in since.items() if hiding.holds(day)),
            )
            for day in sorted({london_day(moment) for moment in moments})
        )

    return store.remembered.once("earlier", (exact, areas, moments, since), made)


def settle(store: Store, plan: Plan, *, at: datetime) -> int:
    """Keep what the release of everything held now hides, so that every later one hides it too; how many cells were new.

    Called after each acceptance and withdrawal, and before the next one: a release that nobody looked at leaves its pattern all the same.
    """
    before = known(store)
    made = release(held_of(store, plan, None), plan, patterns=before, earlier=earlier(store, plan), kept=store.remembered)
    fresh = sorted(made.patterns.hidden - before.hidden, key=str)
    shown = {_row(cell): day for cell in fresh if (day := _shown_since(made, cell, at)) is not None}
    return store.keep_patterns([_row(cell) for cell in fresh], at=at, shown_since=shown) if fresh else 0


def hidings(store: Store, made: Release) -> Mapping[Cell, Hiding]:
    """Of each cell that `made`, the release of everything held now, hides for ever: since when, and on which past days as well.

    What is not kept yet (`settle`) was hidden by the last change.
    """
    found = {_cell(row): hiding for row, hiding in store.hidings().items()}
    at = store.changed_at()
    if at is not None:
        found |= {cell: Hiding(at, _shown_since(made, cell, at)) for cell in made.patterns.hidden if cell not in found}
    return found


def on_day(day: date, then: Plan, now: Plan, made: Release, since: Mapping[Cell, Hiding]) -> Patterns:
    """The cells that a past day hides: those hidden by then, and those that had to go from past days.

    `then` and `now` are the plans of that day and of today, `made` is today's release, and `since` the `hidings` of its cells. Indicators
    that stand under another profile than on that day hide all that is hidden by now, and so does everything where today is not certified.
    """
    every = made.patterns.hidden
    if not made.certified:
        return Patterns(every)
    profiles = {entry.id: entry.profile for entry in now.indicators}
    changed = {entry.id for entry in then.indicators if profiles.get(entry.id, entry.profile) != entry.profile}
    changed = tied(tied(changed, then), now)
    return Patterns(
        frozenset(
            cell for cell in every if cell.key.indicator in changed or cell in made.taken_back or (cell in since and since[cell].holds(day))
        )
    )


def _shown_since(made: Release, cell: Cell, at: datetime) -> date | None:
    """The day on which the figure that is held became known, if that was before the day of `at`, so that readers have seen it."""
    came = made.came.get(cell)
    shown = None if came is None else london_day(came)
    return shown if shown is not None and shown < london_day(at) else None


def _row(cell: Cell) -> Pattern:
    key = cell.key
    return Pattern(key.indicator, key.part, key.area, breakdown_text(key.breakdown), key.period.key, f"{cell.what} {cell.of}".strip())


def _cell(row: Pattern) -> Cell:
    what, _, of = row.cell.partition(" ")
    if what not in get_args(What):
        raise ValueError(f"the pattern {row} names no kind of cell")
    return Cell(Key(row.indicator, row.part, row.area, of_key(row.period), breakdown_of(row.dimension)), cast(What, what), of)
