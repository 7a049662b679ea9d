"""Room: indicators. What changed in the plan between two of its versions, in sentences: what came, what went, what is worded otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from indicators.registry.models import Action, Indicator, Measure, Named, Plan, Priority
from indicators.wording import capital, listed

N = TypeVar("N", bound=Named)


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One change of the plan, with the priority or the indicator it leads to ("" for none)."""

    text: str
    priority: str = ""
    indicator: str = ""


def plan_changes(before: Plan, after: Plan) -> tuple[PlanChange, ...]:
    """What differs between two versions: priorities, indicators, measures, actions, people, aims; in the order of the plan."""
    if before == after:
        return ()
    found = [
        *_entries(before.priorities, after.priorities, "Priority", lambda p: f"{p.number}, {p.short}", _priority),
        *_entries(before.indicators, after.indicators, "Indicator", lambda i: f"{i.number} {i.short}", _indicator),
        *_entries(before.measures, after.measures, "Measure", lambda m: m.id, _measure),
        *_entries(before.actions, after.actions, "Action", lambda a: a.id, _action),
        *_people(before, after),
    ]
    placed = tuple(_placed(change, after) for change in found)
    return placed or (PlanChange("The plan was edited without a change to a priority, an indicator, a measure, an action or a person."),)


def _entries(
    before: Sequence[N], after: Sequence[N], kind: str, name: Callable[[N], str], differences: Callable[[N, N], Iterable[str]]
) -> list[tuple[str, str]]:
    """Sentences with the id they are about."""
    then, now = ({entry.id: entry for entry in side} for side in (before, after))
    found = [(id, f"{kind} {name(entry)}: added to the plan.") for id, entry in now.items() if id not in then]
    found += [(id, f"{kind} {name(entry)}: taken out of the plan.") for id, entry in then.items() if id not in now]
    found += [(id, f"{kind} {name(entry)}: {words}") for id, entry in now.items() if id in then for words in differences(then[id], entry)]
    return found


def _priority(old: Priority, new: Priority) -> Iterable[str]:
    if old.name != new.name:
        yield f"now worded “{new.name}”; before, “{old.name}”."
    if old.sros != new.sros:
        yield "its senior responsible owners changed."
    if old.leads != new.leads:
        yield "its implementation leads changed."


def _indicator(old: Indicator, new: Indicator) -> Iterable[str]:
    if old.text != new.text:
        yield f"now worded “{new.text}”; before, “{old.text}”."
    if old.baseline != new.baseline:
        yield f"its baseline is {f'now {new.baseline}' if new.baseline != 'not set' else 'no longer set'}."
    if old.targets != new.targets:
        aims = listed([target.text or f"{target.value:g}" for target in new.targets]) if new.targets else ""
        yield f"its target is now {aims}." if aims else "its target was taken out."
    if old.direction != new.direction:
        yield f"the direction hoped for is now “{new.direction.replace('_', ' ')}”."
    if old.profile != new.profile:
        yield f"its disclosure profile is now {new.profile}."
    if old.measure != new.measure:
        yield f"it is now read from {f'measure {new.measure}' if new.measure else 'no measure'}."
    if _decisions(old) != _decisions(new):
        yield "a decision on how its series is read was recorded."


def _decisions(indicator: Indicator) -> int:
    return sum(len(part.decisions) for part in indicator.parts)


def _measure(old: Measure, new: Measure) -> Iterable[str]:
    words = {"ready": "ready", "in_development": "in development", "unclear": "to be clarified"}
    if old.text != new.text:
        yield f"now worded “{new.text}”; before, “{old.text}”."
    if old.state != new.state:
        yield f"from “{words[old.state]}” to “{words[new.state]}”."
    if (old.contacts, old.contact_as_written) != (new.contacts, new.contact_as_written):
        yield "who supplies it changed."


def _action(old: Action, new: Action) -> Iterable[str]:
    if old.text != new.text:
        yield f"now worded “{new.text}”; before, “{old.text}”."
    if old.owners != new.owners:
        yield "its owners changed."
    if old.indicators != new.indicators:
        yield f"it is now to move {listed(list(new.indicators))}." if new.indicators else "it is tied to no indicator any more."
    if old.status != new.status:
        yield "it is now a placeholder." if new.status else "it is no longer a placeholder."


def _people(before: Plan, after: Plan) -> list[tuple[str, str]]:
    then, now = ({person.id: person for person in plan.people} for plan in (before, after))
    found = [("", f"{capital(person.name)}: named in the plan for the first time.") for id, person in now.items() if id not in then]
    return found + [("", f"{capital(person.name)}: no longer named in the plan.") for id, person in then.items() if id not in now]


def _placed(change: tuple[str, str], plan: Plan) -> PlanChange:
    """The sentence with the page it leads to, where the plan of today has one."""
    id, text = change
    for priority in plan.priorities:
        if priority.id == id or any(action.id == id for action in priority.actions):
            return PlanChange(text, priority=priority.id)
        for indicator in priority.indicators:
            if id in (indicator.id, indicator.measure):
                return PlanChange(text, indicator=indicator.id)
    return PlanChange(text)
