"""Room: store. Released figures as of a date: the one road from what is held to what a reader sees.

Everything is cached by the store's revision and the date, so that reading costs nothing twice and is never stale.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
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
from indicators.submissions import Voice
from indicators.summaries import Board
from store.patterns import known
from store.submissions import Store

LONDON = ZoneInfo("Europe/London")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Arrived:
    """One submission as a page names it: never by what its cells held."""

    number: int
    file: str
    title: str
    at: datetime
    by: str


def _not_yet_withdrawn(withdrawn_at: datetime | None, moment: datetime) -> bool:
    return withdrawn_at is None or withdrawn_at > moment


def end_of(day: date) -> datetime:
    """The last moment of a day in London: what was known on that day."""
    return datetime.combine(day + timedelta(days=1), time(), LONDON) - timedelta(microseconds=1)


class Reader:
    """What readers may see of one store under one plan. `today` tells the date, so that tests need no clock."""

    def __init__(self, store: Store, plan: Plan, *, today: Callable[[], date], illustrative: bool = False, room: int = 64) -> None:
        self.plan = plan
        self.today = today
        self.illustrative = illustrative or store.illustrative()
        self._store = store
        self._room = room
        self._kept: OrderedDict[tuple[Any, ...], object] = OrderedDict()
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
        return self._once(
            "board", day, lambda: summaries.board(self.plan, self.released(as_of), as_of=day, redefined=self._redefined(as_of))
        )

    def comparisons(self, as_of: date | None = None) -> tuple[Comparison, ...]:
        """Groups compared, as known on `as_of`."""
        return self._once("comparisons", as_of, lambda: inequalities.comparisons(self.plan, self.released(as_of)))

    def submissions(self, as_of: date | None = None) -> tuple[Arrived, ...]:
        """The submissions that count on `as_of`, in order."""
        moment = end_of(as_of) if as_of else None
        return tuple(
            Arrived(each.number, each.file, each.title, each.received_at, each.by)
            for each in self._store.submissions()
            if (each.state == "accepted" if moment is None else each.known_from <= moment and _not_yet_withdrawn(each.withdrawn_at, moment))
        )

    def voices(self, as_of: date | None = None) -> tuple[Voice, ...]:
        """People's-voice evidence known on `as_of`, oldest first."""
        return tuple(kept.said for kept in self._store.voices(end_of(as_of) if as_of else None))

    def _redefined(self, as_of: date | None) -> Redefined:
        """When the plan's definitions changed, of the versions known on `as_of`; one that cannot be read says nothing."""
        moment = end_of(as_of) if as_of else None
        versions = [v for v in self._store.plan_versions() if moment is None or v.known_from <= moment]
        read_ones = [(version.known_from, read(version.text).plan) for version in versions] if len(versions) > 1 else []
        return redefined([(since, plan) for since, plan in read_ones if plan is not None])

    def _release(self, as_of: date | None) -> tuple[Released, ...]:
        moment = end_of(as_of) if as_of else None
        return release(self._store.observations(as_of=moment), self.plan, patterns=known(self._store, moment)).observations

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
