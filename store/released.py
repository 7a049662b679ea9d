"""Room: store. Released figures as of a date: the one road from what is held to what a reader sees.

Everything is cached by the store's revision and the date, so that reading costs nothing twice and is never stale.
"""

from __future__ import annotations

import copy
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar, cast

from indicators import inequalities, summaries
from indicators.attention import heard
from indicators.deadlines import london_day
from indicators.decided import overlaid
from indicators.decisions import Decided, judged
from indicators.definitions import Redefined, redefined
from indicators.disclosure.profiles import PROFILES, loosens
from indicators.disclosure.release import Release, release
from indicators.disclosure.released import Released
from indicators.effects import Tried
from indicators.inequalities import Comparison
from indicators.observations import Status
from indicators.registry import read
from indicators.registry.models import Plan, Profile
from indicators.submissions import ActionUpdate, Commentary, Voice
from indicators.summaries import Board
from store.holdings import held_of
from store.patterns import earlier, end_of, hidings, known, on_day
from store.plans import PlanVersion
from store.submissions import Store
from store.views import Kept
from store.voices import for_readers

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


def protected(plan: Plan, today: Plan) -> Plan:
    """An earlier wording of the plan under the disclosure profiles of today: a past date never shows what is protected now.

    Where the profile of today lets out more, the earlier one stays: a profile is never loosened for the past (R21).
    """
    if plan is today:
        return plan
    profiles = {entry.id: entry.profile for entry in today.indicators}
    sources = {source.id: source.profile for source in today.sources}

    def guarding(then: Profile, now: Profile) -> Profile:
        old, new = PROFILES[then], PROFILES[now]
        return then if loosens(old, new) and not loosens(new, old) else now

    passions = []
    for passion in plan.passions:
        priorities = []
        for priority in passion.priorities:
            entries = [
                entry.model_copy(update={"profile": guarding(entry.profile, profiles.get(entry.id, entry.profile))})
                for entry in priority.indicators
            ]
            priorities.append(priority.model_copy(update={"indicators": tuple(entries)}))
        passions.append(passion.model_copy(update={"priorities": tuple(priorities)}))
    known_sources = [
        source.model_copy(update={"profile": guarding(source.profile, sources.get(source.id, source.profile))}) for source in plan.sources
    ]
    return plan.model_copy(update={"passions": tuple(passions), "sources": tuple(known_sources)})


def as_decided(store: Store, plan: Plan) -> Plan:
    """The plan with everything laid over it that was decided until now: what files are read and released under."""
    return overlaid(plan, store.decisions())


def _worded(versions: Sequence[tuple[datetime, Plan]], decisions: Sequence[Decided], moment: datetime) -> Plan:
    """The plan at a moment: the version that held then, with what was decided by then laid over it."""
    plan = next((plan for since, plan in reversed(versions) if since <= moment), versions[0][1])
    return overlaid(plan, [each for each in decisions if each.known_from is not None and each.known_from <= moment])


def _noted(details: Mapping[str, str]) -> str:
    """The notes that came with the file, in their order: those of the workbook's last sheet, and those beside single figures."""
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
        self._making: dict[tuple[Any, ...], threading.Lock] = {}
        self._lock = threading.Lock()
        self._revision: int | None = None

    def revision(self) -> int:
        """A number that changes whenever anything a reader sees may have changed."""
        return self._store.revision() if self._revision is None else self._revision

    def at_once(self) -> Reader:
        """The same figures for one look at them: the store is asked once whether anything has changed, not at every question."""
        found = copy.copy(self)
        found._revision = self._store.revision()
        return found

    def released(self, as_of: date | None = None) -> tuple[Released, ...]:
        """Every released observation known on `as_of`, today if None; populations among them."""
        return self._once("released", as_of, lambda: self._release(as_of))

    def began(self) -> date | None:
        """The day on which the record began: that of the first file ever accepted."""
        every = self._once("submissions", None, self._store.submissions)
        return min((london_day(each.received_at) for each in every), default=None)

    def board(self, as_of: date | None = None) -> Board:
        """The plan on a page, as known on `as_of`."""
        day = as_of or self.today()
        return self._once("board" if as_of is None else "board then", day, lambda: self._board(as_of, day))

    def comparisons(self, as_of: date | None = None) -> tuple[Comparison, ...]:
        """Groups compared, as known on `as_of`."""
        return self._once("comparisons", as_of, lambda: self._comparisons(as_of))

    def plan_on(self, as_of: date | None = None) -> Plan:
        """The plan as it was worded on `as_of`; before its first version, that one; the present one where none can be read.

        What was decided by then is laid over it.
        """
        return self._once("plan", as_of, lambda: self._overlaid(as_of))

    def decisions(self, as_of: date | None = None) -> tuple[Decided, ...]:
        """Every decision recorded by `as_of`, in the order of the record, those replaced or taken back too."""
        return self._once("decisions", as_of, lambda: self._store.decisions(end_of(as_of) if as_of else None))

    def tried(self, draft: Decided) -> tuple[Tried, Tried]:
        """The indicator of a decision as it reads today, and as it would by that decision; nothing is kept. KeyError for an unknown one."""
        plan = overlaid(self.plan, (*self.decisions(), draft))
        before = self._read_under(self.plan_on(), draft.indicator, self.released())
        same = [entry.profile for entry in plan.indicators] == [entry.profile for entry in self.plan_on().indicators]
        return before, self._read_under(plan, draft.indicator, self.released() if same else self._release(None, plan))

    def _read_under(self, plan: Plan, indicator: str, released: tuple[Released, ...]) -> Tried:
        summary = summaries.summary(plan, indicator, released, as_of=self.today(), redefined=self._redefined(None))
        hidden = sum(one.key.indicator == indicator and one.status is Status.HIDDEN for one in released)
        return Tried(plan, summary, hidden)

    def editions(self, as_of: date | None = None) -> tuple[Edition, ...]:
        """Every version of the plan held by `as_of`, the oldest first."""
        moment = end_of(as_of) if as_of else None
        held = [version for version in self._versions() if moment is None or version.known_from <= moment]
        return tuple(Edition(version.known_from, version.sha256, self._read(version)) for version in held)

    def submissions(self, as_of: date | None = None) -> tuple[Arrived, ...]:
        """The submissions that count on `as_of`, in order."""
        moment = end_of(as_of) if as_of else None
        return tuple(
            Arrived(each.number, each.file, each.title, each.received_at, each.by, _noted(each.details))
            for each in self._once("submissions", None, self._store.submissions)
            if (each.state == "accepted" if moment is None else each.known_from <= moment and _not_yet_withdrawn(each.withdrawn_at, moment))
        )

    def voices(self, as_of: date | None = None) -> tuple[Voice, ...]:
        """People's-voice evidence known on `as_of`, oldest first."""
        return tuple(kept.said for kept in self.evidence(as_of))

    def evidence(self, as_of: date | None = None) -> tuple[Kept[Voice], ...]:
        """People's-voice evidence known on `as_of`, oldest first, each with the submission it came by; no small count of people."""
        return self._once("evidence", as_of, lambda: for_readers(self._store.voices(end_of(as_of) if as_of else None)))

    def commentary(self, as_of: date | None = None) -> tuple[Kept[Commentary], ...]:
        """What leads say of each indicator and period, as known on `as_of`."""
        return self._once("commentary", as_of, lambda: self._store.commentary(end_of(as_of) if as_of else None))

    def action_updates(self, as_of: date | None = None) -> tuple[Kept[ActionUpdate], ...]:
        """Every update of every action known on `as_of`, oldest first."""
        return self._once("actions", as_of, lambda: self._store.action_updates(end_of(as_of) if as_of else None))

    def _board(self, as_of: date | None, day: date) -> Board:
        said = judged(self.decisions(as_of))
        plan = self.plan_on(as_of)
        return summaries.board(
            plan,
            self.released(as_of),
            as_of=day,
            redefined=self._redefined(as_of),
            judgements=said,
            heard=heard(plan, self.evidence(as_of), self.action_updates(as_of), self.commentary(as_of), as_of=day),
            past=as_of is not None,
            kept=self._store.remembered,
        )

    def _comparisons(self, as_of: date | None) -> tuple[Comparison, ...]:
        return inequalities.comparisons(self.plan_on(as_of), self.released(as_of), kept=self._store.remembered)

    def _overlaid(self, as_of: date | None) -> Plan:
        """The very same plan as long as nothing else is decided, so that what follows from it is quickly found again."""
        written, decided = self._plan_of(as_of), self.decisions(as_of)
        return self._store.remembered.once("plan", (decided, written), lambda: overlaid(written, decided))

    def _redefined(self, as_of: date | None) -> Redefined:
        """When definitions changed, by a version of the plan or by a decision known on `as_of`; a version nobody can read says nothing."""
        editions = self.editions(as_of)
        versions = [(each.known_from, each.plan) for each in editions if each.plan is not None]
        decisions = self.decisions(as_of)
        defining = [each.known_from for each in decisions if each.kind in {"definition", "back"} and each.known_from is not None]
        if defining:
            versions = versions or [(defining[0] - timedelta(microseconds=1), self.plan)]
            moments = sorted({versions[0][0], *defining, *(moment for moment, _ in versions)})
            versions = [(moment, _worded(versions, decisions, moment)) for moment in moments]
        return redefined(versions) if len(versions) > 1 else {}

    def _release(self, as_of: date | None, plan: Plan | None = None) -> tuple[Released, ...]:
        """What is released on `as_of`, under the plan of that day, or today under another one that is being tried out.

        A past day hides what was hidden by then: what came later never asks for more, but for the case that `store.patterns` tells of.
        """
        if as_of is None:
            return (self._now() if plan is None else self._released_under(plan)).observations
        then, made = self.plan_on(as_of), self._now()
        held = held_of(self._store, then, end_of(as_of))
        since = self._once("hidings", None, lambda: hidings(self._store, made))
        patterns = on_day(as_of, then, self.plan_on(), made, since)
        return release(held, protected(then, self.plan_on()), patterns=patterns, kept=self._store.remembered).observations

    def _now(self) -> Release:
        """Today's release, with every cell that is hidden by now, those not yet kept (`store.patterns.settle`) among them."""
        return self._once("release", None, lambda: self._released_under(self.plan_on()))

    def _released_under(self, plan: Plan) -> Release:
        past = earlier(self._store, plan)
        return release(held_of(self._store, plan, None), plan, patterns=known(self._store), earlier=past, kept=self._store.remembered)

    def _plan_of(self, day: date | None) -> Plan:
        if day is None:
            return self.plan
        versions, moment = self._versions(), end_of(day)
        then = [version for version in versions if version.known_from <= moment] or list(versions[:1])
        return (self._read(then[-1]) if then else None) or self.plan

    def _versions(self) -> tuple[PlanVersion, ...]:
        return self._once("versions", None, self._store.plan_versions)

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
            making = self._making.setdefault(key, threading.Lock())
        # after an upload all readers come at once: one works it out, the others wait for that instead of slowing it down
        with making:
            with self._lock:
                if key in self._kept:
                    return cast(T, self._kept[key])
            try:
                made = make()
                with self._lock:
                    self._kept[key] = made
                    while len(self._kept) > self._room:
                        self._kept.popitem(last=False)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return made
