"""Room: the house. What uploads read as: read again under the answers given, what they would change, what readers would not see.

Everything is kept by the state of the store and the answers, so that looking at a page twice reads nothing twice.
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from house import arrivals
from house.place import Place
from indicators.disclosure.foretold import Foretold, foretold
from indicators.observations import Held, Observation
from indicators.submissions import Submission
from loaders import typed
from loaders.circumstances import Circumstances
from loaders.confined import read
from loaders.held import values
from loaders.limits import PUBLISHED, UPLOADS
from pages.uploads.desk import Hidden
from store import memory, staged
from store.holdings import held_of
from store.patterns import earlier, known
from store.receipts import Preview
from store.received import bytes_of
from store.staged import Staged

#: how many readings a process keeps
ROOM = 16
T = TypeVar("T")


class Readings:
    """The uploads of one place as they read under a plan that decisions may change."""

    def __init__(self, place: Place) -> None:
        self._place, self._store = place, place.store
        self._kept: OrderedDict[str, Submission] = OrderedDict()
        self._foretold: OrderedDict[str, tuple[Hidden, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def previewed(self, row: Staged, sees: Collection[str] | None = None) -> tuple[Submission, Preview | None]:
        """What an upload reads as, and what accepting it would change; None for one that does not wait any more."""
        submission = self.submission(row, sees)
        return submission, self._store.preview(submission) if row.state in ("waiting", "approval") else None

    def submission(self, row: Staged, sees: Collection[str] | None = None) -> Submission:
        """What an upload reads as now; read once for each state of the store and each set of answers.

        It is held against what its sender may see of what is held, and within that against what whoever looks `sees`, None for all.
        """
        row = within(row, sees)
        offered = [[each.key, each.since.isoformat()] for each in memory.of(self._store, row.sender) if each.kind == "layout"]
        state = (self._store.revision(), f"{self._place.today()}", offered)
        name = json.dumps([row.number, row.answers, row.layouts, row.sees, *state], sort_keys=True)
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
                return self._kept[name]
        made = self.once_of(row)(row.answers or {}, row.layouts or {})
        with self._lock:
            _put(self._kept, name, made)
        return made

    def once_of(self, row: Staged) -> arrivals.Once:
        """Reads the file of an upload, under the answers and layouts it is handed, as this place takes it."""
        content = bytes_of(self._place.received, row.sha256)
        if row.kind == typed.FORMAT:
            return lambda answers, layouts: typed.read(row.file, content)
        once = self.once(row.file, content, row.theirs, row.sees, row.sender)

        def fitted(answers: Mapping[str, str], layouts: Mapping[str, Mapping[str, str]]) -> Submission:
            submission = once(answers, layouts)
            return arrivals.fitted(submission, self._store, published_on=row.published_on, illustrative=self._place.illustrative)

        return fitted

    def once(self, name: str, content: bytes, theirs: Collection[str] | None, sees: Collection[str] | None, sender: str) -> arrivals.Once:
        """Reads a file in a process of its own, under the answers and layouts it is handed.

        It is compared with what its sender may see of what is held: whether a question is asked at all would tell the rest.
        """
        scope = None if theirs is None else frozenset(theirs)
        own = frozenset[int]() if sees is None else staged.sent_by(self._store, sender)
        plan, explained = self._place.plan, arrivals.explained(memory.of(self._store, sender))
        held, populations = arrivals.held(self._store, plan, sees, own), arrivals.populations(self._store, plan)
        limits = PUBLISHED if scope is None else UPLOADS

        def once(answers: Mapping[str, str], layouts: Mapping[str, Mapping[str, str]]) -> Submission:
            given = {place: choice for place, choice in answers.items() if choice}
            around = Circumstances(populations, values(held), given, {**layouts}, scope, self._place.today(), explained, held)
            return read(name, content, plan, known=around, limits=limits)

        return once

    def hidden(self, mark: str, preview: Preview, sees: Collection[str] | None = None, sender: str = "") -> tuple[Hidden, ...]:
        """What readers would not see as it stands of what a preview shows, and why; `mark` is the preview's.

        It is told beside what is published and what somebody `sees`: which figure hides another would tell of those they may not see.
        """
        name = json.dumps([mark, sender, None if sees is None else sorted(sees)])
        with self._lock:
            if name in self._foretold:
                return self._foretold[name]
        replaced = {change.observation.key for change in preview.changes}
        held = [one for one in held_of(self._store, self._place.plan, None) if one.observation.key not in replaced]
        beside = held if sees is None else self._seen(held, sees, sender)
        figures = [_as_held(change.observation, change.old, preview, self._place.now()) for change in preview.changes]
        told = self._told(beside, figures, sees, sender) if figures else ()
        found = tuple(Hidden(each.what, each.why) for each in told)
        with self._lock:
            _put(self._foretold, name, found)
        return found

    def _told(self, beside: Sequence[Held], figures: Sequence[Held], sees: Collection[str] | None, sender: str) -> tuple[Foretold, ...]:
        """What would be hidden of `figures` beside what somebody may see of today and of past days."""
        past = earlier(self._store, self._place.plan)
        if sees is not None:
            past = tuple(replace(day, held=tuple(self._seen(day.held, sees, sender))) for day in past)
        return foretold(beside, figures, self._place.plan, patterns=known(self._store), earlier=past, kept=self._store.remembered)

    def _seen(self, held: Iterable[Held], sees: Collection[str], sender: str) -> list[Held]:
        """What is published, what somebody may see, what they sent."""
        own, open_ = staged.sent_by(self._store, sender), {*sees, *(population.id for population in self._place.plan.populations)}
        return [one for one in held if one.observation.source or one.observation.key.indicator in open_ or one.submission in own]


def within(row: Staged, sees: Collection[str] | None) -> Staged:
    """An upload as it is compared for somebody who sees these indicators, None for all: never with more than its sender may see."""
    if sees is None:
        return row
    return replace(row, sees=tuple(sorted(sees if row.sees is None else {*row.sees} & {*sees})))


def _as_held(observation: Observation, old: Held | None, preview: Preview, at: datetime) -> Held:
    """A figure as the store would hold it after accepting."""
    return Held(observation, 0, preview.revision + 1, old.revision + 1 if old else 1, at, "")


def _put(kept: OrderedDict[str, T], name: str, made: T) -> None:
    kept[name] = made
    while len(kept) > ROOM:
        kept.popitem(last=False)
