"""Room: loaders. What only shows when figures are held against one another: totals against parts, figures against those held, words.

Each is a question, because the figures may be right: people are counted in two groups, or a service doubled. What cannot be right
(more cases than people) is found where the figure is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from indicators.disclosure import advice
from indicators.disclosure.profiles import STRICTEST_BY_DEFAULT, Profile
from indicators.observations import Key, Observation, Origin, Status
from indicators.registry.models import Plan
from indicators.submissions import Problem
from loaders.answers import AS_THEY_ARE, Answers
from loaders.circumstances import Circumstances
from loaders.problems import problem

#: a figure this many times the one before, or the one before this many times it, is asked about
THREEFOLD, TENFOLD = 3, 10
#: counts below this go up and down by as much as that of themselves
FEW = 10


def checked(
    observations: Sequence[Observation],
    plan: Plan,
    known: Circumstances,
    answers: Answers,
    bare: Sequence[Observation] = (),
    unread: Collection[tuple[str, str]] = (),
) -> Iterator[Problem]:
    """What the figures of one file make one ask: of themselves, beside one another, and beside those held that are `known`.

    `bare` are the shares among them that were given as whole numbers alone (`Supplied.bare`). `unread` holds indicator and part of figures
    that stand in the file and could not be read: their sums are not held against anything before they can.
    """
    yield from _totals([one for one in observations if (one.key.indicator, one.key.part) not in unread], known.sent, answers)
    yield from _bare_counts(observations, bare, answers)
    given = {observation.key: observation.value for observation in observations if observation.value is not None}
    previous = _by_series({**known.held, **given})
    standing = {one.key: one for one in known.sent}
    for observation in observations:
        revision = _far_revision(observation, standing.get(observation.key))
        if revision is not None:
            yield from answers.unless_right(revision)
        else:
            yield from _jump(observation, previous.get(_series(observation.key), ()), plan, answers)


def small_numbers(words: str, where: Origin, answers: Answers, profile: Profile = STRICTEST_BY_DEFAULT) -> Iterator[Problem]:
    """The question whether small numbers of people may stand in the words, which everybody reads as they are typed."""
    found = advice.small_numbers(words, profile)
    if found:
        yield from answers.unless_right(problem("small-number-in-words", where, text="; ".join(found)), AS_THEY_ARE)


# -- totals -----------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sum:
    """A whole and the groups of one breakdown of it; those of `given` stand in the file, the others are held."""

    whole: Observation
    parts: Sequence[Observation]
    given: Collection[Key]

    @property
    def told(self) -> tuple[str, str] | None:
        """The total and the sum in words; None where they may be equal. Hidden groups leave room, missing ones leave the sum open."""
        whole = _count(self.whole)
        if whole is None:
            return None
        counted = [count for part in self.parts if (count := _count(part)) is not None]
        unknown = [part for part in self.parts if _count(part) is None]
        low = fsum(counted) + fsum(part.bounds[0] for part in unknown if part.bounds)
        highs = [part.bounds[1] if part.bounds else 0.0 if part.status is Status.NOT_APPLICABLE else None for part in unknown]
        high = None if None in highs else fsum(counted) + fsum(high for high in highs if high is not None)
        if low <= whole and (high is None or high >= whole):
            return None
        said = f"{low:,.0f}" if low == high else f"at least {low:,.0f}" if low > whole else f"at most {high:,.0f}"
        held = [part for part in self.parts if part.key not in self.given]
        whose = "" if not held else " (they are held)" if len(held) == len(self.parts) else " (some of them are held)"
        return f"{whole:,.0f}{'' if self.whole.key in self.given else ' (it is held)'}", f"{said}{whose}"

    @property
    def where(self) -> Origin:
        """Where to look in the file: at the total, or where that is held, at the first of its groups."""
        return next(one.origin for one in (self.whole, *self.parts) if one.key in self.given)


def _totals(observations: Sequence[Observation], sent: Sequence[Observation], answers: Answers) -> Iterator[Problem]:
    """Each whole whose groups do not make it up, as they would stand once the file counts: with those held that the file leaves alone.

    What is held already, and the file does not change, was asked about when it came.
    """
    given = {observation.key: observation for observation in observations}
    touched, held = {_whole(key) for key in given}, {one.key: one for one in sent}
    after = {key: one for key, one in held.items() if _whole(key) in touched} | given
    for found in _sums(after, given):
        everything = (found.whole, *found.parts)
        inside = all(one.key in given for one in everything)
        changed = any(one.key in given and (one.key not in held or not _alike(one, held[one.key])) for one in everything)
        if (inside or changed) and (told := found.told) is not None:
            yield from answers.unless_right(problem("total-unlike-parts", found.where, total=told[0], sum=told[1]))


def _sums(after: Mapping[Key, Observation], given: Collection[Key]) -> Iterator[_Sum]:
    """Each whole with the groups of each of its breakdowns."""
    groups: dict[tuple[Key, str], list[Observation]] = {}
    for key, observation in after.items():
        if len(key.breakdown) == 1:
            groups.setdefault((_whole(key), key.breakdown[0][0]), []).append(observation)
    for (key, _), parts in groups.items():
        if key in after:
            yield _Sum(after[key], parts, given)


def _whole(key: Key) -> Key:
    return Key(key.indicator, key.part, key.area, key.period)


def _alike(one: Observation, other: Observation) -> bool:
    """Whether two versions of a number count the same."""
    return (_count(one), one.status, one.bounds) == (_count(other), other.status, other.bounds)


def _count(observation: Observation) -> float | None:
    """The count behind a figure, whether or not the figure itself can be worked out."""
    return observation.numerator


# -- shares without what is behind them --------------------------------------------------------------------------------------------


def _bare_counts(observations: Iterable[Observation], bare: Iterable[Observation], answers: Answers) -> Iterator[Problem]:
    """Whether whole numbers alone are percentages, or numbers of people: once a series, and not where others of it are no whole numbers."""
    alone = {observation.key for observation in bare}
    told = {_series(observation.key) for observation in observations if observation.value is not None and observation.key not in alone}
    for observation in bare:
        series = _series(observation.key)
        if series not in told:
            told.add(series)
            yield from answers.unless_right(problem("ask-bare-count", observation.origin, text=f"{observation.value:g}"))


# -- beside what is held ----------------------------------------------------------------------------------------------------------


def _series(key: Key) -> tuple[object, ...]:
    return (key.indicator, key.part, key.area, key.breakdown)


def _by_series(held: Mapping[Key, float]) -> dict[tuple[object, ...], list[tuple[Key, float]]]:
    found: dict[tuple[object, ...], list[tuple[Key, float]]] = {}
    for key, value in held.items():
        found.setdefault(_series(key), []).append((key, value))
    return found


def _jump(observation: Observation, held: Iterable[tuple[Key, float]], plan: Plan, answers: Answers) -> Iterator[Problem]:
    """The question about a figure far from the one before it; none where either is nought or both are few."""
    period = observation.key.period
    earlier = [(key, value) for key, value in held if key.period.same_kind(period) and key.period.end < period.start]
    if observation.value is None or not earlier:
        return
    key, before = max(earlier, key=lambda found: found[0].period.order)
    value = observation.value
    part = next((part for part in plan.indicator(key.indicator).parts if part.id == key.part), None)
    few = part is not None and part.unit == "count" and max(value, before) < FEW
    if value <= 0 or before <= 0 or few:
        return
    times = max(value / before, before / value)
    if times > THREEFOLD:
        code = "tenfold-value" if times >= TENFOLD * 0.9 else "unlike-last-value"
        told = {"value": f"{value:,.4g}", "before": f"{before:,.4g}", "when": key.period.label}
        yield from answers.unless_right(problem(code, observation.origin, **told))


def _far_revision(observation: Observation, held: Observation | None) -> Problem | None:
    """The question about a figure far from the one held for the same period; None where either is nought or both are few."""
    if held is None:
        return None
    counts = (_count(observation), _count(held))
    now, before = counts if observation.value is None or held.value is None else (observation.value, held.value)
    few = counts[0] is not None and counts[1] is not None and max(counts[0], counts[1]) < FEW
    if now is None or before is None or now <= 0 or before <= 0 or few or max(now / before, before / now) <= THREEFOLD:
        return None
    return problem("unlike-held-value", observation.origin, value=f"{now:,.4g}", before=f"{before:,.4g}")
