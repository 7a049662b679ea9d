"""Room: indicators. Decisions on an indicator, as they were recorded: what they are, which of them stand, and what each says in words.

A decision is never changed or deleted: a later one on the same matter takes its place, or takes it back. docs/reference/decisions.md says
what may be decided by whom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, get_args

from indicators import numbers
from indicators.disclosure.profiles import PROFILES
from indicators.periods import of_key
from indicators.periods.rendering import on_day
from indicators.registry.models import Part, Plan
from indicators.wording import listed, sentence

Kind = Literal["baseline", "target", "trajectory", "definition", "phase", "ghost", "fix", "judgement", "profile", "approval", "back"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
#: kinds about one point of one series; each point is a matter of its own
ON_POINTS: Final[frozenset[Kind]] = frozenset({"phase", "ghost", "fix"})
KIND_WORDS: Final[Mapping[Kind, str]] = {
    "baseline": "Baseline",
    "target": "Target",
    "trajectory": "Trajectory",
    "definition": "Definition",
    "phase": "New phase of the limits",
    "ghost": "Ghosted point",
    "fix": "Fixed limits",
    "judgement": "The owner’s judgement",
    "profile": "Disclosure profile",
    "approval": "Approval",
    "back": "Taken back",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision. `number` is its place on the record, 0 for one that is only being tried out; `known_from` is when it was recorded.

    `content` is JSON: ``period`` (baseline, phase, ghost, fix), ``value``, ``unit`` and ``text`` (target), ``unit`` and ``steps`` of
    ``period`` and ``value`` (trajectory), ``numerator`` and ``denominator`` (definition), ``word`` (judgement), ``profile``, ``approval``,
    or the ``number`` of the decision that is taken back; ``before`` holds what stood until then. `decided_by` is whose decision it was, as
    a body or a role; `by` and `by_name` are who recorded it, for the record and for members.
    """

    indicator: str
    part: str
    kind: Kind
    content: Mapping[str, Any]
    reason: str
    decided_on: date
    decided_by: str
    number: int = 0
    known_from: datetime | None = None
    by: str = ""
    by_name: str = ""

    @property
    def matter(self) -> tuple[str, str, Kind, str]:
        """What it is about: a later decision on the same matter takes its place."""
        return self.indicator, self.part, self.kind, str(self.content.get("period", "")) if self.kind in ON_POINTS else ""


@dataclass(frozen=True, slots=True)
class OwnersJudgement:
    """What the owner says of an indicator, beside what the data say and never in its place."""

    word: str
    words: str
    on: date
    by: str
    number: int = 0

    @property
    def sentence(self) -> str:
        """The whole of it: "The owner says: on track, since 12 June 2024. ..."."""
        return f"The owner says: {self.word}, since {on_day(self.on)}. {sentence(self.words)}"


@dataclass(frozen=True, slots=True)
class Told:
    """One decision in words: `text` what holds by it, `whose` who took it and when; `standing` says whether it still holds."""

    decided: Decided
    kind: str
    text: str
    whose: str
    standing: str

    @property
    def stands(self) -> bool:
        """Whether it holds."""
        return self.standing == STANDS


STANDS: Final = "stands"


def taken_back(decisions: Iterable[Decided]) -> dict[int, int]:
    """Number of a decision that was taken back -> number of the one that did."""
    return {int(each.content["number"]): each.number for each in decisions if each.kind == "back"}


def standing(decisions: Sequence[Decided]) -> tuple[Decided, ...]:
    """The decisions that hold: of each matter the last one that was not taken back, in the order of the record."""
    back = taken_back(decisions)
    last = {each.matter: each for each in decisions if each.kind != "back" and each.number not in back}
    return tuple(each for each in decisions if last.get(each.matter) is each)


def judged(decisions: Sequence[Decided]) -> dict[str, OwnersJudgement]:
    """The judgement that stands on each indicator, by its id."""
    return {
        each.indicator: OwnersJudgement(str(each.content["word"]), each.reason, each.decided_on, each.decided_by, each.number)
        for each in standing(decisions)
        if each.kind == "judgement"
    }


def told(plan: Plan, decisions: Sequence[Decided], indicator: str) -> tuple[Told, ...]:
    """Every decision on an indicator in words, the latest first, each with whether it stands."""
    own = [each for each in decisions if each.indicator == indicator]
    back, hold = taken_back(own), {each.number for each in standing(own)}
    found = []
    for place, each in enumerate(own):
        later = next((one for one in own[place + 1 :] if one.matter == each.matter and one.number not in back), None)
        if each.kind == "back":
            state = "on the record"
        elif each.number in back:
            state = f"taken back by decision {back[each.number]}"
        elif each.number in hold:
            state = STANDS
        else:
            state = f"replaced by decision {later.number}" if later else "replaced"
        found.append(Told(each, KIND_WORDS[each.kind], words(plan, each), whose(each), state))
    return tuple(reversed(found))


def whose(each: Decided) -> str:
    """Who took it and when, as a role or a body: fit to be taken away."""
    return f"Decided by {each.decided_by} on {on_day(each.decided_on)}."


def words(plan: Plan, each: Decided) -> str:
    """What holds by a decision, in a sentence; the plan gives decimals and names."""
    return _WORDS[each.kind](plan, each)


def _part(plan: Plan, each: Decided) -> Part | None:
    found = next((entry for entry in plan.indicators if entry.id == each.indicator), None)
    if found is None:
        return None
    return next((part for part in found.parts if part.id == each.part), found.parts[0] if found.parts else None)


def _of(plan: Plan, each: Decided) -> str:
    """ " of “Detained”" where the indicator has several series; "" where it is one."""
    found = next((entry for entry in plan.indicators if entry.id == each.indicator), None)
    part = _part(plan, each)
    return f" of “{part.name}”" if found is not None and part is not None and len(found.parts) > 1 else ""


def period_words(key: str) -> str:
    """A period by its key, in words."""
    return of_key(key).label


def in_order(steps: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The steps of a trajectory by their periods; one whose period cannot be read comes first, and is told of later."""

    def order(step: Mapping[str, Any]) -> tuple[int, str]:
        key = str(step["period"])
        try:
            return of_key(key).end.toordinal(), key
        except ValueError:
            return 0, key

    return sorted(steps, key=order)


def amount(plan: Plan, each: Decided, value: float) -> str:
    """A value in the unit that the decision was taken in."""
    part = _part(plan, each)
    whole = float(value) == int(value)
    return numbers.quantity(value, each.content.get("unit", "count"), 0 if whole else max(part.decimals if part else 1, 1))


def _target(plan: Plan, each: Decided) -> str:
    text = str(each.content.get("text", ""))
    return f"The target is {amount(plan, each, each.content['value'])}{f' (“{text}”)' if text else ''}."


def _trajectory(plan: Plan, each: Decided) -> str:
    steps = [f"{amount(plan, each, step['value'])} for {period_words(step['period'])}" for step in each.content["steps"]]
    return f"The trajectory is {listed(steps)}."


def _definition(plan: Plan, each: Decided) -> str:
    out_of = each.content.get("denominator", "")
    tail = f", out of “{out_of}”" if out_of else ""
    return f"What is counted{_of(plan, each)}: “{each.content['numerator']}”{tail}."


def _profile(plan: Plan, each: Decided) -> str:
    known = PROFILES.get(str(each.content["profile"]))
    return f"The disclosure profile is {each.content['profile']}{f': {known.words[:1].lower()}{known.words[1:]}' if known else '.'}"


def _approval(plan: Plan, each: Decided) -> str:
    if each.content["approval"]:
        return "Somebody other than the sender approves what is sent before it counts."
    return "What is sent counts as soon as it is accepted; nobody else approves it."


_WORDS: Final[Mapping[Kind, Callable[[Plan, Decided], str]]] = {
    "baseline": lambda plan, each: f"The baseline is {period_words(each.content['period'])}.",
    "target": _target,
    "trajectory": _trajectory,
    "definition": _definition,
    "phase": lambda plan, each: f"Limits{_of(plan, each)} are worked out anew from {period_words(each.content['period'])} on.",
    "ghost": lambda plan, each: f"The figure{_of(plan, each)} for {period_words(each.content['period'])} is left out of the limits.",
    "fix": lambda plan, each: f"The limits{_of(plan, each)} stay those of the figures up to {period_words(each.content['period'])}.",
    "judgement": lambda plan, each: f"The owner says: {each.content['word']}.",
    "profile": _profile,
    "approval": _approval,
    "back": lambda plan, each: f"Decision {each.content['number']} is taken back.",
}
