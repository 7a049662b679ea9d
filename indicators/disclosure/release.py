"""Room: indicators. `release`: the one door through which numbers leave.

What is published already goes as published. Everything else becomes a table of counts with the sums that tie them, is protected and
audited, and its values and limits are worked out again from what may be shown (R10). Indicators that no sum ties are released each by
themselves (`families`), so that what did not change need not be protected anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from indicators.disclosure.additions import additions, complements, complements_over_time
from indicators.disclosure.counts import Counted, Reader, is_average
from indicators.disclosure.derived import Worked, worked_out
from indicators.disclosure.earlier import Day, Earlier, protect_together
from indicators.disclosure.families import families, tied
from indicators.disclosure.patterns import EMPTY, Cell, Patterns
from indicators.disclosure.profiles import Profile
from indicators.disclosure.protection import Protected, Table, protect_sums
from indicators.disclosure.released import Released, come_alike
from indicators.disclosure.rounding import round_half_up
from indicators.disclosure.sums import yearly
from indicators.observations import Flag, Held, Key, Observation, Status
from indicators.registry.models import Plan
from indicators.remembered import Remembered

#: 0 % and 100 % of fewer than this are hidden (R11)
FEWEST_FOR_ALL_OR_NONE = 10

#: why a figure was withheld, in words that hold no number
NO_COUNT = "there is no count of people with it, so it cannot be checked"
NOT_CERTIFIED = "the auditor found that it would help to work out a hidden number"


@dataclass(frozen=True, slots=True)
class Withheld:
    """A figure that was held back although its own rule did not ask for it, and why. For the log and the analyst, not for a page."""

    key: Key
    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Release:
    """What readers may see, in a fixed order; the patterns to pass to the next release; whether the auditor passed what is shown.

    `came` tells when the present figure of each hidden cell of the patterns became known, where it must not stand on pages of past days.
    `taken_back` are those that have to go from there although they were hidden for no such reason, because nothing else is enough.
    """

    observations: tuple[Released, ...]
    patterns: Patterns
    certified: bool
    withheld: tuple[Withheld, ...]
    came: Mapping[Cell, datetime] = field(default_factory=dict)
    taken_back: frozenset[Cell] = frozenset()


def release(
    held: Sequence[Held],
    plan: Plan,
    *,
    patterns: Patterns = EMPTY,
    earlier: Sequence[Earlier] = (),
    kept: Remembered | None = None,
) -> Release:
    """Release what is held. Of several versions of one number from one source only the last one accepted is released (R9).

    Deterministic: the order of `held` does not matter, and releasing again with the returned patterns gives the same. `earlier` are the
    past days that readers may open as well. `kept`, of the store that all of it is from, is where each family's last releases are found
    again.
    """
    kept, family = kept or Remembered(), families(plan)
    figures: dict[str, list[Held]] = {}
    cells: dict[str, list[Cell]] = {}
    for one in held:
        figures.setdefault(family.get(one.observation.key.indicator, one.observation.key.indicator), []).append(one)
    for cell in patterns.hidden:
        cells.setdefault(family.get(cell.key.indicator, cell.key.indicator), []).append(cell)
    past: dict[str, dict[tuple[Held, ...], Earlier]] = {}
    for day in earlier:
        for name, own in _by_family(day.held, family).items():
            before = past.setdefault(name, {}).pop(own, None)
            past[name][own] = Earlier(own, day.hidden & before.hidden if before else day.hidden)
    found = [
        _found(kept, name, tuple(own), plan, Patterns(frozenset(cells.get(name, ()))), tuple(past.get(name, {}).values()))
        for name, own in figures.items()
    ]
    if not all(one.certified for one in found):
        # what could not be certified is taken to bear on everything (`protect_sums`)
        return _found(kept, "", tuple(held), plan, patterns, tuple(earlier))
    return Release(
        tuple(sorted((one for each in found for one in each.observations), key=lambda one: one.key.indicator)),
        patterns.with_hidden(cell for each in found for cell in each.patterns.hidden),
        True,
        tuple(sorted((one for each in found for one in each.withheld), key=lambda one: one.key.indicator)),
        {cell: moment for each in found for cell, moment in each.came.items()},
        frozenset(cell for each in found for cell in each.taken_back),
    )


def _by_family(held: Sequence[Held], family: Mapping[str, str]) -> dict[str, tuple[Held, ...]]:
    found: dict[str, list[Held]] = {}
    for one in held:
        found.setdefault(family.get(one.observation.key.indicator, one.observation.key.indicator), []).append(one)
    return {name: tuple(own) for name, own in found.items()}


def _found(kept: Remembered, name: str, held: tuple[Held, ...], plan: Plan, patterns: Patterns, earlier: tuple[Earlier, ...]) -> Release:
    """The release of one family ("" for all of them together), worked out unless it was for the very same things."""
    return kept.once(("release", name), (held, patterns, plan, earlier), lambda: _release(held, plan, patterns, earlier))


def _release(held: Sequence[Held], plan: Plan, patterns: Patterns, earlier: Sequence[Earlier] = ()) -> Release:
    """The release of figures that no sum ties to any others."""
    reader = Reader(plan)
    counted = [reader.counted(one) for one in _latest(held)]
    closed = [one for one in counted if not one.profile.open]
    if not closed:
        return Release(_released(counted, None), patterns, True, ())
    twins = _published_twins(counted)
    table, owners = _table(closed, counted, plan, patterns, twins)
    protected, since, taken_back = protect_together(_day(table, owners), [_past(day, plan) for day in earlier if day.held != held])
    added = [reader.counted(one) for one in yearly(counted, plan)]
    if added:
        counted, owners, protected = _with_years(counted, closed, added, plan, patterns, twins, owners, protected)
    kept = protected.withheld | {cell for cell in protected.hidden if cell in owners and not owners[cell].profile.base}
    sticky = {cell for cell in kept if cell in owners and dict(_cells(owners[cell]))[cell] is not None}
    withheld = [Withheld(one.observation.key, one.observation.source, NO_COUNT) for one in closed if one.unchecked]
    withheld += [Withheld(cell.key, owners[cell].observation.source, NOT_CERTIFIED) for cell in protected.withheld if cell in owners]
    ordered = tuple(sorted(dict.fromkeys(withheld), key=lambda one: (_order(one.key), one.source, one.reason)))
    stays = patterns.with_hidden(sticky)
    since |= {cell: one.held.known_from for cell, one in owners.items() if cell not in table.cells}
    came = {cell: since[cell] for cell in protected.hidden & stays.hidden if cell in since}
    return Release(_released(counted, protected), stays, protected.certified, ordered, came, taken_back)


def _past(day: Earlier, plan: Plan) -> Day:
    """A past day with its table."""
    reader = Reader(plan)
    counted = [reader.counted(one) for one in _latest(day.held)]
    closed = [one for one in counted if not one.profile.open]
    return _day(*_table(closed, counted, plan, EMPTY, _published_twins(counted)), day.hidden)


def _day(table: Table[Cell], owners: Mapping[Cell, Counted], hidden: frozenset[Cell] = frozenset()) -> Day:
    return Day(table, {cell: one.held.revision for cell, one in owners.items()}, hidden)


def _with_years(
    counted: Sequence[Counted],
    closed: Sequence[Counted],
    added: Sequence[Counted],
    plan: Plan,
    patterns: Patterns,
    twins: frozenset[Key],
    owners: Mapping[Cell, Counted],
    before: Protected[Cell],
) -> tuple[list[Counted], dict[Cell, Counted], Protected[Cell]]:
    """Years added up from quarters, protected beside them: what is released, who owns each cell, and what may be shown.

    The whole of a year is protected with its groups and is not released: quarters make its series.
    """
    near = tied({one.observation.key.indicator for one in added}, plan)
    beside = [one for one in closed if one.observation.key.indicator in near]
    table, further = _table([*beside, *added], [*counted, *added], plan, patterns, twins)
    sums = frozenset(cell for one in added for cell, _ in _cells(one) if not one.profile.open)
    protected = protect_sums(replace(table, sums=sums), before)
    by_group = [one for one in added if one.observation.key.breakdown]
    every = sorted([*counted, *by_group], key=lambda one: (_order(one.observation.key), one.observation.source))
    return every, {**owners, **further}, protected


def _latest(held: Iterable[Held]) -> list[Held]:
    """The last accepted version of each number of each source, in the order of their keys."""
    last: dict[tuple[Key, str], Held] = {}
    for one in held:
        name = (one.observation.key, one.observation.source)
        if name not in last or one.sequence > last[name].sequence:
            last[name] = one
    return sorted(last.values(), key=lambda one: (_order(one.observation.key), one.observation.source))


def _order(key: Key) -> tuple[object, ...]:
    period = key.period
    return (
        key.indicator,
        key.part,
        key.area,
        key.breakdown,
        period.start,
        period.end,
        period.kind,
        period.year_type or "",
        period.basis or "",
    )


def _published_twins(counted: Iterable[Counted]) -> frozenset[Key]:
    """Keys that a publisher hid: nobody else's number for them is shown, or the two could be set against each other."""
    return frozenset(one.observation.key for one in counted if one.profile.open and one.observation.status is Status.HIDDEN)


def _table(
    closed: Sequence[Counted], counted: Sequence[Counted], plan: Plan, patterns: Patterns, twins: frozenset[Key]
) -> tuple[Table[Cell], dict[Cell, Counted]]:
    """The counts behind what is released under a profile, the public ones beside them, and the sums that tie them."""
    beside = _beside(closed, counted, plan)
    owners: dict[Cell, Counted] = {}
    counts: dict[Cell, int | None] = {}
    bounds: dict[Cell, tuple[int, int | None]] = {}
    forced: set[Cell] = set()
    for one in [*beside, *closed]:
        for cell, count in _cells(one):
            owners[cell], counts[cell] = one, count
            if count is None and one.observation.status is Status.HIDDEN and not one.profile.open:
                bounds[cell] = _bounds(one.observation)
            if not one.profile.open and _forced(one, cell, twins):
                forced.add(cell)
    classifications = {cell: one.observation.classification for cell, one in owners.items()}
    relations, rests = additions(counts, bounds, classifications, plan, lambda cell: max(owners[cell].profile.high, 0))
    profiles = {cell: one.profile for cell, one in owners.items()}
    outside = [(one.cell("numerator"), one.cell("denominator"), one.complement) for one in closed]
    hidden: dict[Cell, int | None] = {rest: count for rest, (count, _) in rests.items()}
    for relation, cell, count in complements((n, d, rest) for n, d, rest in outside if rest is not None):
        relations.append(relation)
        hidden[cell] = count
        profiles[cell] = profiles[relation.total]
    left_out = {cell: count for cell, count in hidden.items() if cell.what == "complement"}
    over_time, further = complements_over_time(left_out, lambda cell: max(profiles[cell].high, 0))
    relations, rests = [*relations, *over_time], rests | further
    hidden |= {rest: count for rest, (count, _) in further.items()}
    profiles |= {rest: profiles[cell] for rest, (_, cell) in rests.items()}
    table = Table(
        {**counts, **hidden},
        relations,
        profiles,
        unpublished=frozenset(hidden),
        forced=frozenset(forced),
        bounds=bounds,
        sticky=frozenset(cell for cell in patterns.hidden if cell in counts),
        last_resort=frozenset(cell for cell in counts if cell.key.period.kind in ("rolling12", "ytd")),
        since={cell: one.held.known_from for cell, one in owners.items()},
    )
    return table, {cell: one for cell, one in owners.items() if not one.profile.open}


def _beside(closed: Sequence[Counted], counted: Sequence[Counted], plan: Plan) -> list[Counted]:
    """Published numbers that count the same people: of the same indicators, or of those that overlap them, where a lead gave none."""
    indicators = {one.observation.key.indicator for one in closed}
    near = {i.id for i in plan.indicators if i.id in indicators or indicators & set(i.overlaps)}
    near |= {other for i in plan.indicators if i.id in indicators for other in i.overlaps}
    taken = {one.observation.key for one in closed}
    return [one for one in counted if one.profile.open and one.observation.key.indicator in near and one.observation.key not in taken]


def _cells(one: Counted) -> list[tuple[Cell, int | None]]:
    """The counts of one observation; an average has the people that it is about."""
    observation = one.observation
    counted = observation.status is not Status.NOT_APPLICABLE or one.people is not None
    if not counted or observation.status is Status.ROUNDS_TO_ZERO or one.unit == "words" or one.unchecked:
        return []
    found: list[tuple[Cell, int | None]] = [(one.cell("numerator"), one.people)] if one.people is not None or _is_missing(one) else []
    if one.base is not None:
        found.append((one.cell("denominator"), one.base))
    return found


def _is_missing(one: Counted) -> bool:
    return one.observation.status in (Status.HIDDEN, Status.NOT_AVAILABLE)


def _bounds(observation: Observation) -> tuple[int, int | None]:
    """What a source's [c] may stand for (R18); nothing but not less than 0 where it does not say."""
    if observation.bounds is None:
        return 0, None
    low, high = observation.bounds
    return int(low), None if high is None else int(high)


def _forced(one: Counted, cell: Cell, twins: frozenset[Key]) -> bool:
    """Whether a count is hidden for a reason that is not its size: too short a period, hidden by a publisher, or as a percentage (R11)."""
    if one.observation.key in twins or _too_short(one):
        return True
    if cell.what != "numerator" or one.unit != "per_cent" or one.base is None or one.people is None:
        return False
    few_outside = one.complement is not None and one.profile.primary(one.complement)
    return few_outside or (one.base < FEWEST_FOR_ALL_OR_NONE and one.people in (0, one.base))


def _too_short(one: Counted) -> bool:
    period = one.observation.key.period
    months = round((period.end - period.start).days / 30.4375)
    return months < one.profile.pool_months


def _released(counted: Sequence[Counted], protected: Protected[Cell] | None) -> tuple[Released, ...]:
    """Each observation with what may be shown of it, values and limits worked out for all at once."""
    shown = [_shown(one, protected) for one in counted]
    worked = worked_out(
        [(one, n, d) for one, (visible, n, d) in zip(counted, shown, strict=True) if visible and one.observation.status is Status.OK]
    )
    finished = iter(worked)
    return come_alike(
        [
            _one(one, n, d, next(finished) if visible and one.observation.status is Status.OK else None, visible)
            for one, (visible, n, d) in zip(counted, shown, strict=True)
        ]
    )


def _shown(one: Counted, protected: Protected[Cell] | None) -> tuple[bool, float | None, float | None]:
    """Whether the value may be shown, and the numerator and denominator that may."""
    observation = one.observation
    if one.profile.open or protected is None:
        return True, observation.numerator, observation.denominator
    if one.unchecked:
        return False, None, None
    people, base = one.cell("numerator"), one.cell("denominator")
    visible = not any(cell in protected.hidden for cell in (people, base) if cell in protected.shown)
    given = observation.value if one.unit == "count" and observation.numerator is None else observation.numerator
    numerator = _count(given, people, protected, one.profile)
    denominator = _count(observation.denominator, base, protected, one.profile)
    if is_average(one.unit) and observation.numerator is None:
        # An average is about the people of its denominator.
        denominator = _count(observation.denominator, people, protected, one.profile)
    return visible, numerator, denominator


def _count(given: float | None, cell: Cell, protected: Protected[Cell], profile: Profile) -> float | None:
    """A count as it may be shown: None where hidden, rounded where its profile rounds; as given where nobody stands behind it."""
    if given is None or cell in protected.hidden:
        return None
    if cell not in protected.shown:
        return given
    rounded = protected.shown[cell]
    return float(rounded) if profile.base and rounded is not None else given


def _one(one: Counted, numerator: float | None, denominator: float | None, worked: Worked | None, visible: bool) -> Released:
    observation, held = one.observation, one.held
    missing = observation.status is not Status.OK
    # Those of unknown group have a count and no rate: the count is hidden like any.
    counted = observation.status is Status.NOT_APPLICABLE and one.people is not None
    # A value that cannot be worked out from what may be shown is hidden too (R10).
    lost = worked is not None and worked.value is None and observation.value is not None
    hidden = lost or not visible
    status = Status.HIDDEN if hidden and (counted or not missing) else observation.status
    carried = one.profile.open
    return Released(
        key=observation.key,
        source=observation.source,
        profile=one.profile.id,
        value=worked.value if worked else None,
        status=status,
        flags=_flags(one, status),
        numerator=numerator if (visible and (counted or not missing)) or carried else None,
        denominator=denominator if not missing or carried else None,
        lower=worked.lower if worked else None,
        upper=worked.upper if worked else None,
        limits=worked.limits if worked else "",
        classification=observation.classification,
        population=observation.population,
        reason=observation.reason if carried or status is Status.NOT_AVAILABLE else "",
        origin=observation.origin,
        submission=held.submission,
        sequence=held.sequence,
        revision=held.revision,
        known_from=held.known_from,
        by=held.by,
    )


def _flags(one: Counted, status: Status) -> frozenset[Flag]:
    """The flags of the observation, [r] on a later version, [u] on a rate that few events stand behind."""
    flags = set(one.observation.flags)
    if one.held.revision > 1:
        flags.add("r")
    if status is Status.OK and one.people is not None and one.people < one.profile.unreliable_below and one.unit != "count":
        flags.add("u")
    return frozenset(flags)


def count_shown(count: int, profile: Profile) -> int | None:
    """One count by itself under a profile: None for [c], else rounded (E15, E16)."""
    if profile.primary(count):
        return None
    return round_half_up(count, profile.base) if profile.base else count
