"""Room: pages. The figures of a file in words, for their sender: what each is about, what it says, what it changes and by how much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from indicators.numbers import IN_POINTS, number, places, quantity, signed, when
from indicators.numbers import counted as in_words
from indicators.observations import FLAG_WORDS, MARKER_WORDS, Key, Observation, Status
from indicators.registry.models import Indicator, Part, Plan
from indicators.wording import category_label
from store.receipts import Change


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of a preview, in words; `old` and `by` are "" where it replaces none, `cell` says where in the file it stands."""

    what: str
    period: str
    new: str
    old: str = ""
    by: str = ""
    cell: str = ""


def by_indicator(plan: Plan, changes: Iterable[Change]) -> Mapping[str, tuple[Row, ...]]:
    """The changes as rows under the name of their indicator, in the order of the plan and of the file."""
    order = {indicator.id: place for place, indicator in enumerate(plan.indicators)}
    found: dict[str, list[Row]] = {}
    for change in sorted(changes, key=lambda each: order.get(each.observation.key.indicator, len(order))):
        found.setdefault(title(plan, change.observation.key), []).append(row(plan, change))
    return {name: tuple(rows) for name, rows in found.items()}


def row(plan: Plan, change: Change) -> Row:
    """One change in words."""
    observation, old = change.observation, change.old
    key, part = observation.key, part_of(plan, observation.key)
    return Row(
        about(plan, observation),
        when(key.period),
        figure(observation, part),
        figure(old.observation, part) if old else "",
        by_how_much(old.observation, observation, part) if old and change.kind == "revised" else "",
        cell(observation),
    )


def title(plan: Plan, key: Key) -> str:
    """The indicator that a figure belongs to, with its number; the key where it is of something else (a population)."""
    indicator = indicator_of(plan, key)
    if indicator:
        return f"{indicator.number} {indicator.short}"
    return next((f"Population: {population.name}" for population in plan.populations if population.id == key.indicator), key.indicator)


def about(plan: Plan, observation: Observation) -> str:
    """What a figure of an indicator is about: its part and its group, with the area where that is not the plan's own."""
    key, part = observation.key, part_of(plan, observation.key)
    groups = (category_label(dimension, category, observation.classification) for dimension, category in key.breakdown)
    name = (part.name if part and part.id else "") or ("" if key.breakdown else "The whole")
    area = next((area.name for area in plan.areas if area.id == key.area and area.role != "plan"), "")
    return ", ".join(text for text in (name, *groups, area) if text)


def name_of(plan: Plan, observation: Observation) -> str:
    """A figure by its whole name: indicator, part, group and period."""
    return ", ".join((title(plan, observation.key), about(plan, observation), when(observation.key.period)))


def figure(observation: Observation, part: Part | None) -> str:
    """What a figure says: its count and what it is out of, its value, its marker with its words, its flags."""
    flags = "".join(f" [{flag}] {FLAG_WORDS[flag]}" for flag in sorted(observation.flags))
    if observation.status is not Status.OK or observation.value is None:
        letter = str(observation.status)
        reason = f": {observation.reason}" if observation.reason else ""
        before = f"{number(observation.numerator)}; " if observation.numerator is not None else ""
        return f"{before}[{letter}] {MARKER_WORDS.get(letter, '')}{_bounds(observation)}{reason}{flags}"
    unit = part.unit if part else "count"
    value = quantity(observation.value, unit, part.decimals if part else 0)
    if observation.numerator is None or unit == "count":
        return f"{value}{flags}"
    out_of = f" of {number(observation.denominator)}" if observation.denominator is not None else ""
    return f"{number(observation.numerator)}{out_of}, {value}{flags}"


def by_how_much(old: Observation, new: Observation, part: Part | None) -> str:
    """The change in what was counted, and in per cent of what is held; percentages, scores and ratios in points.

    A rate whose population is the same is told by its count: that is what its sender knows.
    """
    counts = old.numerator, new.numerator
    if counts[0] is not None and counts[1] is not None and old.denominator == new.denominator and counts[0] != counts[1]:
        points = f", {_points(old, new, part)}" if part and part.unit in IN_POINTS and _both(old, new) else ""
        return f"{_change(counts[0], counts[1], 0)}{points}"
    if old.value is None and new.value is None:
        return "another mark" if old.status != new.status else "the same mark, told otherwise"
    if old.value is None or new.value is None:
        return "a figure instead of a mark" if old.value is None else "a mark instead of a figure"
    if old.value == new.value:
        return "the same figure, told otherwise"
    if part and part.unit in IN_POINTS:
        return _points(old, new, part)
    return _change(old.value, new.value, places(part.unit, part.decimals) if part else 0)


def cell(observation: Observation) -> str:
    """Where in the file a figure stands: sheet and cell."""
    origin = observation.origin
    return ", ".join(text for text in (origin.sheet, origin.address) if text)


def indicator_of(plan: Plan, key: Key) -> Indicator | None:
    """The indicator of a figure; None where it is of something else."""
    return next((indicator for indicator in plan.indicators if indicator.id == key.indicator), None)


def part_of(plan: Plan, key: Key) -> Part | None:
    """The part of the indicator that a figure is of; None where the plan has none of this id."""
    indicator = indicator_of(plan, key)
    return next((part for part in indicator.parts if part.id == key.part), None) if indicator else None


def counted(count: int, one: str, many: str = "") -> str:
    """A count with its noun: "one figure", "12 figures"; numbers up to ten as words."""
    return f"{in_words(count)} {one if count == 1 else many or f'{one}s'}"


def _both(old: Observation, new: Observation) -> bool:
    return old.value is not None and new.value is not None


def _points(old: Observation, new: Observation, part: Part | None) -> str:
    difference = (new.value or 0) - (old.value or 0)
    return f"{signed(difference, max(part.decimals if part else 0, 1))} points"


def _change(old: float, new: float, decimals: int) -> str:
    """A change and how much that is of what is held: "+14 (+7.8 %)"."""
    return signed(new - old, decimals) + (f" ({signed(100 * (new - old) / abs(old), 1)} %)" if old else "")


def _bounds(observation: Observation) -> str:
    if observation.status is not Status.HIDDEN or observation.bounds is None:
        return ""
    low, high = observation.bounds
    return f", {number(low)} to {number(high)}" if high is not None else f", {number(low)} or more"
