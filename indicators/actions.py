"""Room: indicators. Actions as they stand on a day: what leads say of each, when it was last reviewed, and what moved between two days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from indicators.deadlines import london_day
from indicators.registry.models import Action, Plan, Priority
from indicators.statements import Told, months_after
from indicators.submissions import ActionUpdate

#: what a lead may say of an action, in the order of the work; "stopped" stands outside it
STATES: Final = ("not started", "under way", "done", "stopped")
#: how an action is called of which nobody has said anything
UNTOLD: Final = "no status reported"
_ORDER: Final = {state: order for order, state in enumerate(STATES[:3])}

Move = Literal["done", "slipped", "moved", "added"]


@dataclass(frozen=True, slots=True)
class ActionStanding:
    """One action on a day. `reviewed_on` is the last day a lead named as its review, or else the day of the last update.

    `late` tells that no review is on the record within the months that the plan allows.
    """

    action: Action
    priority: Priority
    status: str
    progress: str
    reviewed_on: date | None
    told_on: date | None
    by: str
    late: bool

    @property
    def status_words(self) -> str:
        """The status as a reader sees it: what a lead said, or that nobody said anything."""
        return self.status or UNTOLD

    @property
    def placeholder(self) -> bool:
        """Whether the plan itself leaves the action to be written."""
        return self.action.status == "placeholder"


@dataclass(frozen=True, slots=True)
class ActionMove:
    """What became of one action between two days."""

    kind: Move
    standing: ActionStanding
    text: str


def standings(plan: Plan, told: Iterable[Told[ActionUpdate]], *, as_of: date) -> tuple[ActionStanding, ...]:
    """Every action of the plan, in its order. `told` are the updates known on `as_of`, the oldest first."""
    by_action: dict[str, list[Told[ActionUpdate]]] = {}
    for each in told:
        by_action.setdefault(each.said.action, []).append(each)
    return tuple(
        _standing(priority, action, by_action.get(action.id, ()), plan.reviews.actions_within_months, as_of)
        for priority in plan.priorities
        for action in priority.actions
    )


def moves(before: Sequence[ActionStanding], after: Sequence[ActionStanding]) -> tuple[ActionMove, ...]:
    """What became of actions: done; slipped (a step back, or stopped); another status. Those that stayed as they were are left out."""
    then = {each.action.id: each for each in before}
    found = []
    for now in after:
        was = then.get(now.action.id)
        old = was.status if was is not None else ""
        if now.status and now.status != old:
            kind: Move = "done" if now.status == "done" else "slipped" if _slipped(old, now.status) else "moved"
            found.append(ActionMove(kind, now, f"{_name(now)}: {f'from “{old}” to ' if old else ''}“{now.status}”."))
    return tuple(found)


def tied(standings: Iterable[ActionStanding], indicator: str) -> tuple[ActionStanding, ...]:
    """The actions that the plan says are to move an indicator, in its order; none where it ties none to it."""
    return tuple(each for each in standings if indicator in each.action.indicators)


def _standing(priority: Priority, action: Action, told: Sequence[Told[ActionUpdate]], within_months: int, as_of: date) -> ActionStanding:
    status = next((each.said.status for each in reversed(told) if each.said.status), "")
    progress = next((each.said.progress for each in reversed(told) if each.said.progress), "")
    last = told[-1] if told else None
    last_on = london_day(last.known_from) if last else None
    reviews = [each.said.reviewed_on for each in told if each.said.reviewed_on is not None and each.said.reviewed_on <= as_of]
    reviewed = max(reviews) if reviews else last_on
    late = reviewed is None or months_after(reviewed, within_months) < as_of
    finished = status in {"done", "stopped"}
    return ActionStanding(
        action,
        priority,
        status,
        progress,
        reviewed,
        last_on,
        last.by if last else "",
        late and not finished,
    )


def _slipped(old: str, new: str) -> bool:
    return new == "stopped" or _ORDER.get(new, 0) < _ORDER.get(old, 0)


def _name(standing: ActionStanding) -> str:
    text = standing.action.text
    return f"{standing.action.id} {text[:1].upper()}{text[1:]}"
