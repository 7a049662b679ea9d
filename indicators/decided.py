"""Room: indicators. The plan with what was decided laid over it. Nothing is computed twice: the same overlay over its own result is itself.

A decision that stands is above the file until another one replaces it or takes it back. A value that was written back into the file and
then taken back is undone to what stood before it; anything else that the file says, once nothing stands, is the file's own word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from indicators.decisions import ON_POINTS, Decided, Kind, standing
from indicators.registry.models import Decision, Indicator, Part, Plan, Target
from indicators.series import part_of, parts_of

V = TypeVar("V")


def overlaid(plan: Plan, decisions: Sequence[Decided]) -> Plan:
    """The plan with the decisions applied, in the order of the record; the very plan where they change nothing.

    Decisions on an indicator or a part that the plan does not have, or on a target in a unit that is no longer the indicator's, are passed
    over: the plan may have moved on.
    """
    about = {each.indicator for each in decisions if each.kind not in {"judgement", "back"}}
    if not about & {entry.id for entry in plan.indicators}:
        return plan
    hold = frozenset(each.number for each in standing(decisions))
    passions = []
    for passion in plan.passions:
        priorities = []
        for priority in passion.priorities:
            entries = tuple(
                _indicator(entry, [each for each in decisions if each.indicator == entry.id], hold) if entry.id in about else entry
                for entry in priority.indicators
            )
            priorities.append(priority.model_copy(update={"indicators": entries}))
        passions.append(passion.model_copy(update={"priorities": tuple(priorities)}))
    found = plan.model_copy(update={"passions": tuple(passions)})
    return plan if found == plan else found


def with_before(plan: Plan, draft: Decided) -> Decided:
    """The decision with what it takes the place of in its content, so that it can be taken back; `plan` as overlaid until now."""
    indicator = plan.indicator(draft.indicator)
    before: Any = None
    if draft.kind == "baseline":
        before = indicator.baseline
    elif draft.kind in {"target", "trajectory"}:
        before = [target.model_dump(mode="json") for target in indicator.targets if bool(target.period) == (draft.kind == "trajectory")]
    elif draft.kind == "definition":
        part = part_of(indicator, draft.part)
        before = {"numerator": part.numerator, "denominator": part.denominator}
    elif draft.kind in {"profile", "approval"}:
        before = getattr(indicator, draft.kind)
    return draft if before is None else replace(draft, content={**draft.content, "before": before})


def _indicator(entry: Indicator, own: Sequence[Decided], hold: frozenset[int]) -> Indicator:
    def of(kind: Kind, read: Callable[[Mapping[str, Any]], V], before: Callable[[Any], V], written: V) -> V:
        return _value([each for each in own if each.kind == kind], hold, read, before, written)

    undated = tuple(target for target in entry.targets if not target.period)
    dated = tuple(target for target in entry.targets if target.period)
    fits = [each for each in own if each.kind not in {"target", "trajectory"} or each.content.get("unit") == entry.unit]
    targets = (
        *_value([each for each in fits if each.kind == "target"], hold, _one_target, _targets, undated),
        *_value([each for each in fits if each.kind == "trajectory"], hold, _steps, _targets, dated),
    )
    update: dict[str, Any] = {
        "baseline": of("baseline", lambda said: str(said["period"]), str, entry.baseline),
        "targets": targets if targets != (*undated, *dated) else entry.targets,
        "profile": of("profile", lambda said: said["profile"], lambda was: was, entry.profile),
        "approval": of("approval", lambda said: bool(said["approval"]), bool, entry.approval),
        "parts": tuple(_part(part, [each for each in own if each.part == part.id], hold) for part in _parts(entry, own)),
    }
    return entry.model_copy(update=update)


def _parts(entry: Indicator, own: Sequence[Decided]) -> tuple[Part, ...]:
    """The parts to decide on; an indicator without any becomes one part only where a decision is about its series."""
    return parts_of(entry) if any(each.kind in ON_POINTS | {"definition"} for each in own) else entry.parts


def _part(part: Part, own: Sequence[Decided], hold: frozenset[int]) -> Part:
    defined = [each for each in own if each.kind == "definition"]
    numerator, denominator = _value(defined, hold, _counted, _counted, (part.numerator, part.denominator))
    made = [(each.number in hold, _entry(each)) for each in own if each.kind in ON_POINTS]
    gone = [entry for stands, entry in made if not stands and (True, entry) not in made]
    entries = [held for held in part.decisions if held not in gone]
    for entry in (entry for stands, entry in made if stands):
        places = [place for place, held in enumerate(entries) if (held.kind, held.at) == (entry.kind, entry.at)]
        if places:
            entries[places[0]] = entry
        else:
            entries.append(entry)
    update = {"numerator": numerator, "denominator": denominator, "decisions": tuple(entries)}
    return part.model_copy(update=update)


def _entry(each: Decided) -> Decision:
    """A decision on a point as the plan's file writes it."""
    return Decision.model_validate(
        {"kind": each.kind, "at": each.content["period"], "why": each.reason, "by": each.decided_by, "on": each.decided_on}
    )


def _value(
    own: Sequence[Decided], hold: frozenset[int], read: Callable[[Mapping[str, Any]], V], before: Callable[[Any], V], written: V
) -> V:
    """What one matter comes to: the decision that stands, else what the file says, without what was taken back out of it."""
    stands = next((each for each in reversed(own) if each.number in hold), None)
    if stands is not None:
        return read(stands.content)
    for each in reversed(own):
        if read(each.content) == written and "before" in each.content:
            written = before(each.content["before"])
    return written


def _one_target(said: Mapping[str, Any]) -> tuple[Target, ...]:
    return (Target(value=said["value"], text=said.get("text", "")),)


def _steps(said: Mapping[str, Any]) -> tuple[Target, ...]:
    return tuple(Target(period=step["period"], value=step["value"]) for step in said["steps"])


def _targets(was: Any) -> tuple[Target, ...]:
    return tuple(Target.model_validate(one) for one in was)


def _counted(said: Mapping[str, Any]) -> tuple[str, str]:
    return str(said["numerator"]), str(said.get("denominator", ""))
