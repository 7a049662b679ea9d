"""Room: store. Released figures as of a date: the one road from what is held to what a reader sees.

Everything is cached by the store's revision and the date, so that reading costs nothing twice and is never stale.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from indicators import inequalities, summaries
from indicators.definitions import Redefined, redefined
from indicators.disclosure.release import release
from indicators.disclosure.released import Released
from indicators.inequalities import Comparison
from indicators.registry import read
from indicators.registry.models import Plan
from indicators.submissions import ActionUpdate, Commentary, Voice
from indicators.summaries import Board
from store.patterns import known
from store.plans import PlanVersion
from store.submissions import Store
from store.views import Kept

LONDON = ZoneInfo("Europe/London")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Arrived:
    """One submission as a page names it: never by what its cells held. `why` is what its sender noted with it, "" for nothing."""

    number: int
    file: str
    title: str
    at: datetime
    by: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of the plan: since when it holds, the mark of its text, and the plan; None where this program cannot read it."""

    known_from: datetime
    sha256: str
    plan: Plan | None


def _not_yet_withdrawn(withdrawn_at: datetime | None, moment: datetime) -> bool:
    return withdrawn_at is None or withdrawn_at > moment


def end_of(day: date) -> datetime:
    """The last moment of a day in London: what was known on that day."""
    return datetime.combine(day + timedelta(days=1), time(), LONDON) - timedelta(microseconds=1)


def protected(plan: Plan, today: Plan) -> Plan:
    """An earlier wording of the plan under the disclosure profiles of today: a past date never shows what is protected now."""
    if plan is today:
        return plan
    profiles = {entry.id: entry.profile for entry in today.indicators}
    sources = {source.id: source.profile for source in today.sources}
    passions = []
    for passion in plan.passions:
        priorities = []
        for priority in passion.priorities:
            entries = [entry.model_copy(update={"profile": profiles.get(entry.id, entry.profile)}) for entry in priority.indicators]
            priorities.append(priority.model_copy(update={"indicators": tuple(entries)}))
        passions.append(passion.model_copy(update={"priorities": tuple(priorities)}))
    known_sources = [source.model_copy(update={"profile": sources.get(source.id, source.profile)}) for source in plan.sources]
    return plan.model_copy(update={"passions": tuple(passions), "sources": tuple(known_sources)})


def _noted(details: Mapping[str, str]) -> str:
    """The notes of the workbook's last sheet, in their order."""
    return " ".join(text for name, text in details.items() if name.startswith("note "))


class Reader:
    """What readers may see of one store under one plan. `today` tells the date, so that tests need no clock."""

    def __init__(self, store: Store, plan: Plan, *, today: Callable[[], date], illustrative: bool = False, room: int = 64) -> None:
        self.plan = plan
        self.today = today
        self.illustrative = illustrative or store.illustrative()
        self._store = store
        self._room = room
        self._kept: OrderedDict[tuple[Any, ...], object] = OrderedDict()
        self._plans: dict[str, Plan | None] = {}
        self._lock = threading.Lock()

    def revision(self) -> int:
        """A number that changes whenever anything a reader sees may have changed."""
        return self._store.revision()

    def released(self, as_of: date | None = None) -> tuple[Released, ...]:
        """Every released observation known on `as_of`, today if None; populations among them."""
        return self._once("released", as_of, lambda: self._release(as_of))

    def board(self, as_of: date | None = None) -> Board:
        """The plan on a page, as known on `as_of`."""
        day = as_of or self.today()
        return self._once("board" if as_of is None else "board then", day, lambda: self._board(as_of, day))

    def comparisons(self, as_of: date | None = None) -> tuple[Comparison, ...]:
        """Groups compared, as known on `as_of`."""
        return self._once("comparisons", as_of, lambda: inequalities.comparisons(self.plan_on(as_of), self.released(as_of)))

    def plan_on(self, as_of: date | None = None) -> Plan:
        """The plan as it was worded on `as_of`; before its first version, that one; the present one where none can be read."""
        return self.plan if as_of is None else self._once("plan", as_of, lambda: self._plan_of(as_of))

    def editions(self, as_of: date | None = None) -> tuple[Edition, ...]:
        """Every version of the plan held by `as_of`, the oldest first."""
        moment = end_of(as_of) if as_of else None
        held = [version for version in self._store.plan_versions() if moment is None or version.known_from <= moment]
        return tuple(Edition(version.known_from, version.sha256, self._read(version)) for version in held)

    def submissions(self, as_of: date | None = None) -> tuple[Arrived, ...]:
        """The submissions that count on `as_of`, in order."""
        moment = end_of(as_of) if as_of else None
        return tuple(
            Arrived(each.number, each.file, each.title, each.received_at, each.by, _noted(each.details))
            for each in self._store.submissions()
            if (each.state == "accepted" if moment is None else each.known_from <= moment and _not_yet_withdrawn(each.withdrawn_at, moment))
        )

    def voices(self, as_of: date | None = None) -> tuple[Voice, ...]:
        """People's-voice evidence known on `as_of`, oldest first."""
        return tuple(kept.said for kept in self.evidence(as_of))

    def evidence(self, as_of: date | None = None) -> tuple[Kept[Voice], ...]:
        """People's-voice evidence known on `as_of`, oldest first, each with the submission it came by."""
        return self._once("evidence", as_of, lambda: self._store.voices(end_of(as_of) if as_of else None))

    def commentary(self, as_of: date | None = None) -> tuple[Kept[Commentary], ...]:
        """What leads say of each indicator and period, as known on `as_of`."""
        return self._once("commentary", as_of, lambda: self._store.commentary(end_of(as_of) if as_of else None))

    def action_updates(self, as_of: date | None = None) -> tuple[Kept[ActionUpdate], ...]:
        """Every update of every action known on `as_of`, oldest first."""
        return self._once("actions", as_of, lambda: self._store.action_updates(end_of(as_of) if as_of else None))

    def _board(self, as_of: date | None, day: date) -> Board:
        return summaries.board(self.plan_on(as_of), self.released(as_of), as_of=day, redefined=self._redefined(as_of))

    def _redefined(self, as_of: date | None) -> Redefined:
        """When the plan's definitions changed, of the versions known on `as_of`; one that cannot be read says nothing."""
        editions = self.editions(as_of)
        return redefined([(each.known_from, each.plan) for each in editions if each.plan is not None]) if len(editions) > 1 else {}

    def _release(self, as_of: date | None) -> tuple[Released, ...]:
        moment = end_of(as_of) if as_of else None
        plan = self.plan_on(as_of)
        named = {entry.id for entry in (*plan.indicators, *plan.populations)}
        held = [one for one in self._store.observations(as_of=moment) if one.observation.key.indicator in named]
        return release(held, protected(plan, self.plan), patterns=known(self._store, moment)).observations

    def _plan_of(self, day: date) -> Plan:
        versions, moment = self._store.plan_versions(), end_of(day)
        then = [version for version in versions if version.known_from <= moment] or list(versions[:1])
        return (self._read(then[-1]) if then else None) or self.plan

    def _read(self, version: PlanVersion) -> Plan | None:
        """The plan of a version, read once; the very plan of today where it is the same."""
        if version.sha256 not in self._plans:
            found = read(version.text).plan
            self._plans[version.sha256] = self.plan if found == self.plan else found
        return self._plans[version.sha256]

    def _once(self, what: str, day: date | None, make: Callable[[], T]) -> T:
        key = (self.revision(), what, day)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast(T, self._kept[key])
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._room:
                self._kept.popitem(last=False)
        return made
