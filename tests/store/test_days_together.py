"""Readers may open today and every past day. Small tables that change from day to day are solved by somebody who has all the pages."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from indicators.disclosure.audit import Told, audit
from indicators.disclosure.profiles import PROFILES
from indicators.disclosure.relations import Relation
from indicators.observations import Held, Key, Observation, Origin, Status
from indicators.periods import Period, quarter, year
from indicators.registry import Plan
from indicators.submissions import Submission
from store.patterns import end_of, settle
from store.released import Reader
from store.submissions import Store, open_store

#: hides 1 to 4, shows zero and every other count as it is
PROFILE, WHERE, GROUPS = PROFILES["exact5"], ("I5.5", "", "leeds"), ("yes", "no", "not_known")
COUNTS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 20, 40)
#: one number of the world: which, and which revision of it; or whom a total has beside these parts
Version = tuple[Key, object]


def key(period: Period, group: str = "") -> Key:
    return Key(*WHERE, period, (("parental_mental_health", group),) if group else ())


@dataclass
class World:
    """A store whose figures change, the true counts, and what each day showed when it was over."""

    store: Store
    plan: Plan
    chance: random.Random
    today: date = date(2025, 1, 1)
    true: dict[Key, int] = field(default_factory=dict)
    seen: dict[date, object] = field(default_factory=dict)
    sent: int = 0

    def __post_init__(self) -> None:
        self.reader = Reader(self.store, self.plan, today=lambda: self.today)
        self.quarters = [quarter(2024, q) for q in range(1, self.chance.choice([2, 4]) + 1)]
        for period in self.quarters:
            self.true |= {key(period, group): self.chance.choice(COUNTS) for group in GROUPS}
        self.add_up()

    def add_up(self) -> None:
        for period in self.quarters:
            self.true[key(period)] = sum(self.true[key(period, group)] for group in GROUPS)
        for group in ("", *GROUPS) if len(self.quarters) == 4 else ():
            self.true[key(year(2024), group)] = sum(self.true[key(period, group)] for period in self.quarters)

    @property
    def moment(self) -> datetime:
        return datetime.combine(self.today, time(12), UTC)

    def send(self, wanted: Callable[[Key], bool]) -> None:
        self.sent += 1
        origin = Origin("quarter.xlsx", "Values", "F1")
        figures = tuple(Observation(at, "", n, numerator=n, origin=origin) for at, n in sorted(self.true.items(), key=str) if wanted(at))
        file = Submission("quarter.xlsx", f"{self.sent:064d}", "template", "the leads' workbook", len(figures), figures)
        self.store.accept(file, by="a lead", at=self.moment)

    def withdraw(self) -> None:
        standing = [each.number for each in self.store.submissions() if each.state == "accepted" and each.number > 1]
        if standing:
            self.store.withdraw(self.chance.choice(standing), by="a lead", at=self.moment, reason="not theirs")

    def over(self) -> None:
        """The day ends."""
        settle(self.store, self.plan, at=self.moment)
        self.seen[self.today] = self.reader.released(self.today)
        self.today += timedelta(days=10)

    def day(self, *, adding_up: bool) -> None:
        """One or two counts are corrected, and all is sent with them, or (not `adding_up`) some of it; or a file is withdrawn."""
        if self.chance.random() < 0.15:
            self.withdraw()
        else:
            groups = [at for at in self.true if at.breakdown and at.period.kind == "quarter"]
            changed = self.chance.sample(groups, self.chance.choice([1, 1, 2]))
            self.true |= {at: self.chance.choice(COUNTS) for at in changed}
            self.add_up()
            some = set(changed) if self.chance.random() < 0.5 else self.true.keys() - set(changed)
            self.send(lambda at: adding_up or at in some)
        self.over()

    def told(self) -> tuple[dict[Version, Told], list[Relation[Version]], set[Version]]:
        """What all pages say of every number that ever stood; the sums that came out; and the small numbers that stand today."""
        view: dict[Version, Told] = {}
        sums: dict[Relation[Version], None] = {}
        small: set[Version] = set()
        for day in self.seen:
            held = {one.observation.key: one for one in self.store.observations(as_of=end_of(day), indicators={WHERE[0]})}
            shown = {one.key for one in self.reader.released(day) if one.status is Status.OK}
            for at, one in held.items():
                name, count = (at, one.revision), int(one.observation.numerator or 0)
                if at in shown:
                    view[name] = Told(count)
                elif name not in view:
                    view[name] = Told(None) if PROFILE.primary(count) and not in_a_small_row(at, held) else Told(None, (0, None))
            sums |= dict.fromkeys(sums_of(held))
            small = {(at, one.revision) for at, one in held.items() if PROFILE.primary(int(one.observation.numerator or 0))}
        rests = {part for relation in sums for part in relation.parts if part not in view}
        return view | dict.fromkeys(rests, Told(None, (0, None))), list(sums), small


def in_a_small_row(at: Key, held: Mapping[Key, Held]) -> bool:
    """Whether a total above it is small, so that a hidden number may be zero, too."""
    group = at.breakdown[0][1] if at.breakdown else ""
    above = (key(at.period), key(year(2024), group), key(year(2024)))
    return any(total in held and PROFILE.primary(int(held[total].observation.numerator or 0)) for total in above)


def sums_of(held: Mapping[Key, Held]) -> Iterator[Relation[Version]]:
    """The sums that come out; where the total has more people, those beside are a group of their own that nobody lists."""
    families = [(key(period), [key(period, group) for group in GROUPS]) for period in {at.period for at in held}]
    families += [(key(year(2024), group), [key(quarter(2024, q), group) for q in range(1, 5)]) for group in ("", *GROUPS)]
    for total, parts in families:
        if held.keys() >= {total, *parts}:
            left = int(held[total].observation.numerator or 0) - sum(int(held[part].observation.numerator or 0) for part in parts)
            names = tuple((part, held[part].revision) for part in parts)
            if left > 0:
                names = (*names, (total, (held[total].revision, names)))
            if left >= 0:
                yield Relation((total, held[total].revision), names)


@pytest.fixture(params=[(seed, adding_up) for adding_up in (True, False) for seed in range(8)], ids=str)
def world(request: pytest.FixtureRequest, plan: Plan, tmp_path: Path) -> tuple[World, bool]:
    seed, adding_up = request.param
    made = World(open_store(f"sqlite:///{tmp_path / 'world.db'}"), plan, random.Random(seed))
    made.send(lambda at: True)
    made.over()
    for _ in range(5):
        made.day(adding_up=adding_up)
    return made, adding_up


def test_past_days_stand_and_together_with_today_they_tell_no_small_number(world: tuple[World, bool]):
    made, adding_up = world
    moved = {day for day, seen in made.seen.items() if made.reader.released(day) != seen}
    taken_back = {hiding.shown_since for hiding in made.store.hidings().values()} - {None}
    assert not moved or (taken_back and not adding_up)
    view, sums, small = made.told()
    found = audit(view, sums, PROFILE, must_stay=dict.fromkeys(small, (PROFILE.low, PROFILE.high)))
    assert {at: found.intervals.get(at) for at in set(found.exposed) & small} == {}
    assert made.store.verify() == []
