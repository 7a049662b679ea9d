"""Room: indicators. What stands against a decision, in a sentence: the figures, the plan, or another decision."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final, get_args

from indicators.decided import overlaid
from indicators.decisions import KIND_WORDS, KINDS, ON_POINTS, Decided, Kind, taken_back
from indicators.disclosure.advice import small_numbers
from indicators.disclosure.profiles import PROFILES
from indicators.disclosure.released import Released
from indicators.periods import of_key
from indicators.periods.rendering import on_day
from indicators.readings import Series, Summary
from indicators.registry.models import Indicator, Part, Plan, Unit
from indicators.registry.types import Profile
from indicators.series import FEWEST_FOR_FIXING

#: what an owner may say; docs/methods/status.md tells which of them is at odds with what the data say
JUDGEMENTS: Final = ("on track", "off track", "cannot say")
#: profiles that an indicator may have for what leads supply; `open` is for what is published already
PROFILE_IDS: Final = tuple(id for id in get_args(Profile) if id != "open")
LONGEST: Final = 1000
#: units that hold whole numbers only, and what a sentence calls them
_WHOLE: Final[Mapping[Unit, str]] = {"count": "a count", "days": "days"}
#: what stands for a day that was not written as one
NO_DAY: Final = date.max
Check = Callable[["_Asked"], str]


class _Asked:
    """One decision with all that it is held against."""

    def __init__(self, plan: Plan, summary: Summary, decisions: Sequence[Decided], draft: Decided) -> None:
        self.plan, self.summary, self.decisions, self.draft = plan, summary, decisions, draft
        self.indicator: Indicator = plan.indicator(draft.indicator)
        self.part: Part | None = next((part for part in self.indicator.parts if part.id == draft.part), None)

    @property
    def series(self) -> Series | None:
        """The series that the decision is about; for one on the whole indicator the one that the plan's page shows."""
        own = next((part.series for part in self.summary.parts if part.part == self.draft.part), None)
        return own if self.draft.kind in ON_POINTS else self.summary.headline.series if self.summary.headline else own

    @property
    def figures(self) -> list[Released]:
        """Its points with a number, the oldest first."""
        return [point for point in self.series.points if point.value is not None] if self.series else []


def contradiction(plan: Plan, summary: Summary, decisions: Sequence[Decided], draft: Decided, *, today: date) -> str:
    """Why a decision is not recorded, in a sentence of four parts; "" where nothing stands against it.

    `plan` and `summary` are those of the moment, with the `decisions` that were recorded laid over; KeyError for an unknown indicator.
    """
    asked = _Asked(plan, summary, decisions, draft)
    where = KIND_WORDS.get(draft.kind, "Decision")
    found = _general(asked, today) or (_CHECKS[draft.kind](asked) if draft.kind in _CHECKS else "")
    return f"{where}: {found}" if found else ""


def _general(asked: _Asked, today: date) -> str:
    draft = asked.draft
    if draft.kind not in KINDS:
        return f"found “{draft.kind}”. Expected one of {', '.join(KINDS)}. Choose one of them."
    if not draft.reason.strip():
        return "found no reason. Expected one, because readers see it for years. Write it in a sentence."
    if len(draft.reason) > LONGEST:
        return f"found a reason of {len(draft.reason)} characters. Expected at most {LONGEST}. Say it in fewer words."
    if named := _person(asked, draft):
        return f"found the name {named}. Expected a body or a role, because the reason is taken away with the figures. Write the role."
    if small := small_numbers(draft.reason, PROFILES[asked.indicator.profile]):
        return f"found “{small[0]}”. Expected no small number of people, because everybody reads it for years. Say it without the number."
    if not draft.decided_by.strip():
        return "found nobody who decided. Expected a body or a role, such as the Board. Say whose decision it was."
    if draft.decided_on == NO_DAY:
        return "found no day. Expected the day on which it was decided. Write it as year, month and day, such as 2024-06-12."
    if draft.decided_on > today:
        return f"found {on_day(draft.decided_on)}, which lies ahead. Expected a day up to today. Write the day on which it was decided."
    parts = [part.id for part in asked.indicator.parts]
    known = draft.part in parts if draft.kind in ON_POINTS | {"definition"} else not draft.part or draft.kind == "back"
    if not known:
        listed = ", ".join(f"“{part}”" for part in parts if part) or "none"
        return f"found the part “{draft.part}”. Expected a part of this indicator ({listed}). Choose one of them."
    return ""


def _person(asked: _Asked, draft: Decided) -> str:
    """A person of the plan who is named in full in what readers will read; "" for none. Other names cannot be told from other words."""
    told = " ".join([draft.reason, *(value for value in draft.content.values() if isinstance(value, str))])
    people = (person.name for person in asked.plan.people if person.kind == "person" and " " in person.name)
    return next((name for name in people if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", told, re.IGNORECASE)), "")


# -- kind by kind ------------------------------------------------------------------------------------------------------------------------


def _held(asked: _Asked) -> str:
    """That a figure is held for the period, with a number."""
    key, figures = str(asked.draft.content.get("period", "")), asked.figures
    if any(point.key.period.key == key for point in figures):
        return ""
    named = _named(key)
    if not figures:
        return f"found {named}, and no figure of this series is shown. Expected a period with a figure. Wait until figures are held."
    first, last = figures[0].key.period.label, figures[-1].key.period.label
    return f"found {named}, for which no figure is shown. Expected a period with one, from {first} to {last}. Choose one of them."


def _named(key: str) -> str:
    try:
        return of_key(key).label
    except ValueError:
        return f"“{key}”" if key else "no period"


def _baseline(asked: _Asked) -> str:
    if found := _held(asked):
        return found
    key = asked.draft.content["period"]
    return _already(of_key(key).label) if asked.indicator.baseline == key else ""


def _already(what: str) -> str:
    return f"found {what}, which holds already. Expected something else. Choose another one, or leave it as it is."


def _number(asked: _Asked, value: object) -> str:
    unit: Unit = asked.indicator.unit
    if asked.draft.content.get("unit") != unit:
        found = asked.draft.content.get("unit") or "no unit"
        return f"found a value in {found}. Expected {unit}, the unit of this indicator. Write the value in that unit."
    if asked.indicator.direction == "towards_one":
        return (
            "found a value to reach, and here nearer to 1 is better. Expected an indicator of which higher or lower is better, because a "
            "target is held against those alone. Leave it open: its state tells already whether it comes nearer to 1."
        )
    if asked.indicator.direction not in {"up", "down"}:
        return (
            "found a value to reach, and the plan does not say whether higher or lower is better. Expected a direction, up or down. "
            "Have the direction agreed in the plan first."
        )
    if unit == "words":
        return "found a number. Expected none, because this indicator is read in words. Write a judgement instead."
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        return "found no number. Expected one in figures, such as 75. Write it without words."
    if value < 0 or (unit == "per_cent" and value > 100):
        span = "from 0 to 100" if unit == "per_cent" else "of 0 or more"
        return f"found {value:g}. Expected a number {span}, as the unit is {unit.replace('_', ' ')}. Look at the number again."
    if unit in _WHOLE and value != int(value):
        return f"found {value:g}. Expected a whole number, as the unit is {_WHOLE[unit]}. Look at the number again."
    return ""


def _target(asked: _Asked) -> str:
    value = asked.draft.content.get("value")
    if found := _number(asked, value):
        return found
    now = [target for target in asked.indicator.targets if not target.period]
    same = [(target.value, target.text) for target in now] == [(value, asked.draft.content.get("text", ""))]
    return _already(f"{value:g}") if same else ""


def _trajectory(asked: _Asked) -> str:
    steps = asked.draft.content.get("steps") or []
    if not steps:
        return "found no step. Expected at least one period with its value. Fill in the first line."
    seen: set[str] = set()
    for step in steps:
        if found := _number(asked, step.get("value")) or _step(asked, str(step.get("period", ""))):
            return found
        if step["period"] in seen:
            return f"found two values for {of_key(step['period']).label}. Expected one for a period. Take one of the two out."
        seen.add(step["period"])
    now = [(target.period, target.value) for target in asked.indicator.targets if target.period]
    return _already("these steps") if now == [(step["period"], step["value"]) for step in steps] else ""


def _step(asked: _Asked, key: str) -> str:
    try:
        period = of_key(key)
    except ValueError:
        return f"found {_named(key)}. Expected a period, such as 2024-Q4F or 2024F. Choose it from the list."
    figures = asked.figures
    if figures and not figures[-1].key.period.same_kind(period):
        alike = figures[-1].key.period.label
        return f"found {period.label}. Expected a period like those of the figures, such as {alike}. Choose one of that kind."
    return ""


def _definition(asked: _Asked) -> str:
    said, part = asked.draft.content, asked.part
    if not str(said.get("numerator", "")).strip():
        return "found no words for what is counted. Expected who or what is counted. Write it in a few words."
    if part is not None and (part.numerator, part.denominator) == (said["numerator"], said.get("denominator", "")):
        return _already("these words")
    return ""


def _point(asked: _Asked) -> str:
    """A phase, a ghosted point or fixed limits: a figure of a series with limits, and at peace with what was decided on it."""
    if found := _held(asked):
        return found
    draft, series = asked.draft, asked.series
    key, label = str(draft.content["period"]), of_key(str(draft.content["period"])).label
    if series is None or asked.part is None:
        return ""
    if asked.part.frequency not in {"monthly", "quarterly"}:
        return (
            "found a series of years, which has no limits. Expected one of months or quarters. "
            "A change of definition marks a break in a series of years."
        )
    here = [entry.kind for entry in asked.part.decisions if entry.at == key]
    if draft.kind in here:
        return _already(label)
    clash: Mapping[str, tuple[str, str]] = {
        "phase": ("ghost", "whose figure is left out of the limits"),
        "fix": ("ghost", "whose figure is left out of the limits"),
    }
    if draft.kind in clash and clash[draft.kind][0] in here:
        return f"found {label}, {clash[draft.kind][1]}. Expected another figure. Take that decision back first, or choose another period."
    if draft.kind == "ghost" and here:
        return f"found {label}, on which a phase or fixed limits rest. Expected another figure. Take that decision back first."
    place = next(index for index, point in enumerate(series.points) if point.key.period.key == key)
    if draft.kind == "phase" and place in (0, *series.breaks):
        return f"found {label}, where the series starts anew already. Expected a figure inside a phase. Choose a later one."
    return _fewest(series, place, label) if draft.kind == "fix" else ""


def _fewest(series: Series, place: int, label: str) -> str:
    start = max((index for index in (0, *series.breaks) if index <= place), default=0)
    count = sum(series.points[i].value is not None and i not in series.ghosted for i in range(start, place + 1))
    if count >= FEWEST_FOR_FIXING:
        return ""
    return (
        f"found {label}, with {count} figures in its phase up to there. Expected at least {FEWEST_FOR_FIXING}, because fewer would not "
        "hold. Choose a later period."
    )


def _judgement(asked: _Asked) -> str:
    word = asked.draft.content.get("word")
    if word not in JUDGEMENTS:
        return f"found “{word or ''}”. Expected one of {', '.join(JUDGEMENTS)}. Choose one of them."
    return ""


def _profile(asked: _Asked) -> str:
    wanted = asked.draft.content.get("profile")
    if wanted == "open":
        return (
            "found open, which hides nothing. Expected a profile that protects people; open is for published figures. Choose another one."
        )
    if wanted not in PROFILES:
        return f"found “{wanted or ''}”. Expected one of {', '.join(PROFILE_IDS)}. Choose one of them."
    return _already(str(wanted)) if asked.indicator.profile == wanted else ""


def _approval(asked: _Asked) -> str:
    wanted = asked.draft.content.get("approval")
    if not isinstance(wanted, bool):
        return "found neither yes nor no. Expected one of the two. Choose one."
    return _already("with approval" if wanted else "without approval") if asked.indicator.approval == wanted else ""


def _back(asked: _Asked) -> str:
    wanted = asked.draft.content.get("number")
    own = {each.number: each for each in asked.decisions if each.indicator == asked.draft.indicator}
    earlier = own.get(wanted) if isinstance(wanted, int) else None
    if earlier is None or earlier.kind == "back":
        return f"found decision {wanted}, which is none on this indicator. Expected the number of one. Choose it from the list."
    if earlier.number in taken_back(asked.decisions):
        return f"found decision {wanted}, which was taken back before. Expected one that stands. Choose it from the list."
    if (earlier.part, earlier.indicator) != (asked.draft.part, asked.draft.indicator):
        return f"found decision {wanted} on another part. Expected the same one. Choose it from the list."
    return ""


_CHECKS: Final[Mapping[Kind, Check]] = {
    "baseline": _baseline,
    "target": _target,
    "trajectory": _trajectory,
    "definition": _definition,
    "phase": _point,
    "ghost": _point,
    "fix": _point,
    "judgement": _judgement,
    "profile": _profile,
    "approval": _approval,
    "back": _back,
}


def profile_after(plan: Plan, decisions: Sequence[Decided], draft: Decided) -> tuple[str, str]:
    """The profile of the indicator before and after a decision: a decision may change it, or take back one that did."""
    return plan.indicator(draft.indicator).profile, overlaid(plan, (*decisions, draft)).indicator(draft.indicator).profile


__all__ = ["JUDGEMENTS", "NO_DAY", "PROFILE_IDS", "contradiction", "profile_after"]
