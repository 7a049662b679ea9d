"""Room: indicators. "Since you last met": what is new, revised, newly hidden or of another state between two dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from indicators import narrative, numbers, wording
from indicators.disclosure.advice import may_show_change
from indicators.disclosure.released import Released
from indicators.observations import MARKER_WORDS, Key, Status
from indicators.readings import Board
from indicators.registry.models import Part, Plan
from indicators.series import part_of

Kind = Literal["new", "revised", "hidden", "shown", "withdrawn", "state"]


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """One thing that changed. `old` and `new` are the released figures, None where there was none or they may not stand side by side.

    `figures` is how many figures the item stands for: new ones of one series are told together, with the latest as `new`.
    """

    kind: Kind
    indicator: str
    part: str
    area: str
    text: str
    priority: str
    old: Released | None = None
    new: Released | None = None
    figures: int = 1


def changes(
    before: Sequence[Released], after: Sequence[Released], plan: Plan, *, boards: tuple[Board, Board] | None = None
) -> tuple[ChangeItem, ...]:
    """What differs between two releases, in the order of the plan; with the two `boards`, changed states come first for each indicator.

    A revision shows released old and released new. Where the difference itself would tell of few people (counts shown unrounded), the item
    says only that the figure was revised, and carries neither. A revision that shows no difference after release is not told.
    """
    then, now = ({figure.key: figure for figure in side} for side in (before, after))
    found: list[ChangeItem] = []
    for indicator in plan.indicators:
        if boards is not None:
            found += _state(plan, indicator.id, boards)
        keys = [key for key in {**then, **now} if key.indicator == indicator.id]
        found += _new(plan, [now[key] for key in keys if key not in then])
        for key in sorted((key for key in keys if key in then), key=_order):
            item = _one(plan, then[key], now.get(key))
            if item is not None:
                found.append(item)
    return tuple(found)


def _order(key: Key) -> tuple[str, str, int, tuple[tuple[str, str], ...]]:
    return (key.part, key.area, -key.period.end.toordinal(), key.breakdown)


def _state(plan: Plan, indicator: str, boards: tuple[Board, Board]) -> list[ChangeItem]:
    known = [{one.indicator: one for one in board.summaries} for board in boards]
    old, new = (side.get(indicator) for side in known)
    if old is None or new is None or old.state is new.state:
        return []
    entry = plan.indicator(indicator)
    text = f"{entry.number} {entry.short}: from “{old.state.value}” to “{new.state.value}”."
    area = new.headline.area if new.headline else ""
    return [ChangeItem("state", indicator, new.headline.part if new.headline else "", area, text, plan.priority_of(indicator).id)]


def _new(plan: Plan, figures: Sequence[Released]) -> list[ChangeItem]:
    lines: dict[tuple[str, str], list[Released]] = {}
    for figure in figures:
        lines.setdefault((figure.key.part, figure.key.area), []).append(figure)
    items = []
    for (part, area), line in sorted(lines.items()):
        latest = max(line, key=lambda figure: (figure.key.period.order, not figure.key.breakdown))
        count = len(line)
        noun = "One new figure" if count == 1 else f"{numbers.counted(count, start=True)} new figures"
        key = latest.key
        upto = numbers.when(key.period)
        text = f"{_what(plan, key)}: {noun.lower()} for {_place(plan, area)}, {'for' if count == 1 else 'the latest for'} {upto}"
        words = "" if key.breakdown else f": {_words(plan, latest)}"
        items.append(
            ChangeItem("new", key.indicator, part, area, f"{text}{words}.", plan.priority_of(key.indicator).id, new=latest, figures=count)
        )
    return items


def _one(plan: Plan, old: Released, new: Released | None) -> ChangeItem | None:
    key = old.key
    priority = plan.priority_of(key.indicator).id
    where = f"{_what(plan, key)}, {_group(old)}{_place(plan, key.area)}, {numbers.when(key.period)}"
    if new is None:
        return ChangeItem("withdrawn", key.indicator, key.part, key.area, f"{where}: taken back.", priority, old=old)
    if old.status != new.status:
        if new.value is None:
            gone = old.value is not None and new.status != Status.HIDDEN
            text = "no longer a number" if gone else f"now {MARKER_WORDS[new.status]}"
            return ChangeItem("hidden", key.indicator, key.part, key.area, f"{where}: {text}.", priority, new=new)
        if old.value is None:
            text = f"{where}: now shown, {_words(plan, new)}."
            return ChangeItem("shown", key.indicator, key.part, key.area, text, priority, new=new)
    was, now = _words(plan, old), _words(plan, new)
    if (old.value, old.numerator, old.denominator) == (new.value, new.numerator, new.denominator) or old.value is None:
        return None
    if not may_show_change(old, new) or was == now:
        return ChangeItem("revised", key.indicator, key.part, key.area, f"{where}: revised.", priority)
    text = f"{where}: revised from {was} to {now}."
    return ChangeItem("revised", key.indicator, key.part, key.area, text, priority, old=old, new=new)


def _part(plan: Plan, key: Key) -> Part | None:
    try:
        return part_of(plan.indicator(key.indicator), key.part)
    except KeyError:
        return None


def _what(plan: Plan, key: Key) -> str:
    indicator, part = plan.indicator(key.indicator), _part(plan, key)
    return f"{indicator.number} {narrative.subject(indicator, part) if part else indicator.short}"


def _group(figure: Released) -> str:
    return "".join(f"{wording.category_label(dimension, id, figure.classification)}, " for dimension, id in figure.key.breakdown)


def _place(plan: Plan, area: str) -> str:
    return plan.area(area).name


def _words(plan: Plan, figure: Released) -> str:
    part = _part(plan, figure.key)
    if part is not None:
        return narrative.value_words(figure, part)
    return f"[{figure.status.value}]" if figure.value is None else numbers.number(figure.value, 1)
