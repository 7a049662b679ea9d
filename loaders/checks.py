"""Room: loaders. What only shows when figures are held against one another: totals against parts, figures against those before, words.

Each is a question, because the figures may be right: people are counted in two groups, or a service doubled. What cannot be right
(more cases than people) is found where the figure is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import fsum

from indicators.disclosure import advice
from indicators.disclosure.profiles import STRICTEST_BY_DEFAULT, Profile
from indicators.observations import Key, Observation, Origin, Status
from indicators.registry.models import Plan
from indicators.submissions import Problem
from loaders.answers import AS_THEY_ARE, Answers
from loaders.problems import problem

#: a figure this many times the one before, or the one before this many times it, is asked about
THREEFOLD, TENFOLD = 3, 10
#: counts below this go up and down by as much as that of themselves
FEW = 10


def checked(
    observations: Sequence[Observation],
    plan: Plan,
    held: Mapping[Key, float],
    answers: Answers,
    bare: Sequence[Observation] = (),
    unread: Collection[tuple[str, str]] = (),
) -> Iterator[Problem]:
    """What the figures of one file make one ask: of themselves, beside one another, and beside those `held`.

    `bare` are the shares among them that were given as whole numbers alone (`Supplied.bare`). `unread` holds indicator and part of figures
    that stand in the file and could not be read: their sums are not held against anything before they can.
    """
    yield from _totals((one for one in observations if (one.key.indicator, one.key.part) not in unread), answers)
    yield from _bare_counts(observations, bare, answers)
    given = {observation.key: observation.value for observation in observations if observation.value is not None}
    previous = _by_series({**held, **given})
    for observation in observations:
        yield from _jump(observation, previous.get(_series(observation.key), ()), plan, answers)


def small_numbers(words: str, where: Origin, answers: Answers, profile: Profile = STRICTEST_BY_DEFAULT) -> Iterator[Problem]:
    """The question whether small numbers of people may stand in the words, which everybody reads as they are typed."""
    found = advice.small_numbers(words, profile)
    if found:
        yield from answers.unless_right(problem("small-number-in-words", where, text="; ".join(found)), AS_THEY_ARE)


# -- totals -----------------------------------------------------------------------------------------------------------------------


def _totals(observations: Iterable[Observation], answers: Answers) -> Iterator[Problem]:
    """Each whole whose groups do not make it up. Hidden groups leave room for what they may hide; missing ones leave the sum open."""
    observations = list(observations)
    wholes = {observation.key: observation for observation in observations if not observation.key.breakdown}
    groups: dict[tuple[Key, str], list[Observation]] = {}
    for observation in observations:
        if len(observation.key.breakdown) == 1:
            key = observation.key
            whole = Key(key.indicator, key.part, key.area, key.period)
            groups.setdefault((whole, key.breakdown[0][0]), []).append(observation)
    for (key, _), parts in groups.items():
        whole_count = _count(wholes[key]) if key in wholes else None
        if whole_count is None:
            continue
        counted = [count for part in parts if (count := _count(part)) is not None]
        unknown = [part for part in parts if _count(part) is None]
        low = fsum(counted) + fsum(part.bounds[0] for part in unknown if part.bounds)
        highs = [part.bounds[1] if part.bounds else 0.0 if part.status is Status.NOT_APPLICABLE else None for part in unknown]
        high = None if None in highs else fsum(counted) + fsum(high for high in highs if high is not None)
        if low > whole_count or (high is not None and high < whole_count):
            said = f"{low:,.0f}" if low == high else f"at least {low:,.0f}" if low > whole_count else f"at most {high:,.0f}"
            yield from answers.unless_right(problem("total-unlike-parts", wholes[key].origin, total=f"{whole_count:,.0f}", sum=said))


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
