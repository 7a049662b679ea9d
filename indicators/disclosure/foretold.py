"""Room: indicators. What readers would not see as it stands of figures that are not accepted yet, and why: the release itself is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indicators.disclosure.counts import Counted, Reader
from indicators.disclosure.earlier import Earlier
from indicators.disclosure.patterns import Patterns
from indicators.disclosure.release import FEWEST_FOR_ALL_OR_NONE, NO_COUNT, NOT_CERTIFIED, Release, release
from indicators.disclosure.released import Released
from indicators.numbers import number, plain, quantity
from indicators.observations import Held, Observation, Status
from indicators.registry.models import Plan
from indicators.remembered import Remembered
from indicators.wording import category_label

_CLOSE = 1e-9
_MOST = 5


@dataclass(frozen=True, slots=True)
class Foretold:
    """One figure that readers would not see as it stands: which, in words, and why, in a sentence. For its sender only."""

    observation: Observation
    what: str
    why: str


def foretold(
    held: Sequence[Held],
    figures: Sequence[Held],
    plan: Plan,
    *,
    patterns: Patterns,
    earlier: Sequence[Earlier] = (),
    kept: Remembered | None = None,
) -> tuple[Foretold, ...]:
    """Those of `figures` that would be hidden or changed if they stood beside what is `held` (without what they replace).

    `earlier` are the past days that readers may open as well.
    Nothing is kept by asking: the cells that this release would hide are not remembered.
    """
    after = release([*held, *figures], plan, patterns=patterns, earlier=earlier, kept=kept)
    shown = {(one.key, one.source): one for one in after.observations}
    reader = Reader(plan)
    found = []
    for one in figures:
        observation = one.observation
        seen = shown.get((observation.key, observation.source))
        if observation.status is not Status.OK or seen is None:
            continue
        if seen.status is Status.HIDDEN:
            found.append(Foretold(observation, _what(observation, plan), next(_reasons(reader.counted(one), after, patterns))))
        elif seen.value is not None and observation.value is not None and not _alike(seen.value, observation.value):
            found.append(Foretold(observation, _what(observation, plan), _rounded(reader.counted(one), seen, plan)))
    return tuple(found)


def _what(observation: Observation, plan: Plan) -> str:
    """What a figure is about, in words."""
    key = observation.key
    indicator = next((each for each in plan.indicators if each.id == key.indicator), None)
    named = f"{indicator.number} {indicator.short}" if indicator else key.indicator
    part = next((each.name for each in indicator.parts if each.id == key.part), "") if indicator and key.part else ""
    groups = [category_label(dimension, category, observation.classification) for dimension, category in key.breakdown]
    return ", ".join(each for each in (named, part, *groups, key.period.label) if each)


def _reasons(one: Counted, after: Release, patterns: Patterns) -> Iterator[str]:
    """Why a figure is hidden, the plainest reason first."""
    profile, key = one.profile, one.observation.key
    withheld = {each.reason for each in after.withheld if (each.key, each.source) == (key, one.observation.source)}
    if one.unchecked or NO_COUNT in withheld:
        yield "No count of people stands with it, so it cannot be checked that nobody is known by it. Send the count as well."
    if one.people is not None and profile.primary(one.people):
        yield f"It is about few people. {profile.words}"
    if one.base is not None and profile.primary(one.base):
        yield f"It is out of few people. {profile.words}"
    if one.complement is not None and profile.primary(one.complement):
        yield f"Nearly everybody is counted in it, so that the few who are not would be known. {profile.words}"
    if one.base is not None and one.base < FEWEST_FOR_ALL_OR_NONE and one.people in (0, one.base):
        yield f"It says none, or all, of fewer than {FEWEST_FOR_ALL_OR_NONE} people."
    if profile.pool_months:
        yield f"Its period may be too short. {profile.words}"
    if NOT_CERTIFIED in withheld:
        yield "It would help to work out a hidden figure."
    if {one.cell("numerator"), one.cell("denominator")} & patterns.hidden:
        yield "It was hidden beside a hidden figure before, and stays so."
    yield "A figure beside it is hidden, here or in a published file, and this one would give it away."


def _rounded(one: Counted, seen: Released, plan: Plan) -> str:
    """What readers see in its place, with its unit: 50 alone may be a count, and 50 per cent."""
    key = one.observation.key
    parts = next((each.parts for each in plan.indicators if each.id == key.indicator), ())
    part = next((each for each in parts if each.id == key.part), None)
    theirs, own = seen.value or 0, one.observation.value or 0
    if part is None:
        return f"Readers see {plain(theirs)}, which follows from the counts as they are shown. {one.profile.words}"
    # as many decimals as tell the two apart
    decimals = next((each for each in range(part.decimals, _MOST) if number(theirs, each) != number(own, each)), part.decimals)
    return f"Readers see {quantity(theirs, part.unit, decimals)}, which follows from the counts as they are shown. {one.profile.words}"


def _alike(one: float, other: float) -> bool:
    return abs(one - other) <= _CLOSE * max(1.0, abs(one), abs(other))
