"""Room: pages. The forms of decisions, one a kind: lists of periods, numbers with their unit, a reason, a day, whose decision it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from dash import html
from dash.development.base_component import Component

from access.decisions import bodies
from charts.svg import element
from indicators.contradictions import JUDGEMENTS, PROFILE_IDS
from indicators.decisions import ON_POINTS, Decided, Kind, in_order, taken_back, told
from indicators.disclosure.profiles import PROFILES
from indicators.periods import of_key
from indicators.registry.models import Indicator, Part, Plan
from indicators.series import parts_of
from indicators.summaries import Summary
from pages.frame.entrances import choice, field
from pages.frame.html import drawing

#: steps of a trajectory that the form has lines for, and how many periods after the last figure can be chosen
STEPS: Final = 6
AHEAD: Final = 20
UNITS: Final = {
    "per_cent": "per cent",
    "per_100000": "per 100,000",
    "per_10000": "per 10,000",
    "per_1000": "per 1,000",
    "standardised_ratio": "where 100 is as expected",
}
#: digits with or without commas between thousands, a full stop before decimals, a per cent sign after
_TYPED: Final = re.compile(r"([+\-\u2212]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*%?")
Typed = Mapping[str, str]
Fields = Callable[["Asked"], list[Component]]

WHAT: Final[Mapping[Kind, str]] = {
    "baseline": "The period that change is told against, in place of the first figure held.",
    "target": "One value to reach, without a date.",
    "trajectory": "Values to reach period by period.",
    "definition": "What is counted, and out of what, in words. Figures known from then on are marked off from those before.",
    "phase": "Limits are worked out anew from a figure on, because something changed there.",
    "ghost": "One figure is left out of the limits, because it was a one-off.",
    "fix": "The limits stay those of the figures up to here, so that later ones are held against them.",
    "judgement": "Whether it is on track, in the owner’s eyes. It stands beside what the data say, never in its place.",
    "profile": "Which small counts are hidden in what leads send.",
    "approval": "Whether somebody other than the sender approves a file before it counts.",
    "back": "An earlier decision no longer holds. It stays on the record.",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One form: the indicator, its part where the kind has one, what is said of it now, what was decided, and what was typed."""

    plan: Plan
    indicator: Indicator
    part: Part
    summary: Summary
    decisions: Sequence[Decided]
    typed: Typed


def fields(kind: Kind, asked: Asked, *, today: date, body: str = "") -> list[Component]:
    """The fields of a kind, then reason, day and whose decision it was (`body` where that is given)."""
    said = asked.typed
    words = kind == "judgement"
    last = [
        area("reason", "In your words" if words else "Reason", _AS_WRITTEN, said),
        field("decided_on", "Decided on", type="date", value=said.get("decided_on") or today.isoformat(), required="required"),
    ]
    if not body:
        options = [(text, text) for text in bodies(asked.plan, asked.indicator.id)]
        owner = options[1][0] if words else options[4][0] if kind == "profile" else options[0][0]
        last.append(choice("decided_by", "Decided by", options, chosen=said.get("decided_by") or owner))
    return [*_FIELDS[kind](asked), *last]


def area(name: str, label: str, hint: str, said: Typed, *, needed: bool = True) -> Component:
    """A labelled field of several lines."""
    required = "required" if needed else None
    written = element("textarea", said.get(name, ""), name=name, id=name, rows=3, required=required, aria_describedby=f"{name}-hint")
    return html.Div(
        [html.Label(label, htmlFor=name), html.P(hint, id=f"{name}-hint", className="hint"), drawing(written)], className="field"
    )


def content(kind: Kind, asked: Asked) -> dict[str, Any]:
    """What the fields of a kind say, as a decision holds it; what is missing or wrong is told by the look at what stands against it."""
    said = asked.typed
    if kind == "target":
        return {"value": number(said.get("value", "")), "unit": said.get("unit", ""), "text": said.get("text", "").strip()}
    if kind == "trajectory":
        lines = [(said.get(f"period{n}", ""), said.get(f"value{n}", "").strip()) for n in range(1, STEPS + 1)]
        steps = [{"period": period, "value": number(value)} for period, value in lines if period and value]
        return {"unit": said.get("unit", ""), "steps": in_order(steps)}
    if kind == "definition":
        return {name: " ".join(said.get(name, "").split()) for name in ("numerator", "denominator")}
    if kind == "back":
        return {"number": int(said["number"]) if said.get("number", "").isdecimal() and len(said["number"]) < 12 else None}
    if kind == "approval":
        return {"approval": {"yes": True, "no": False}.get(said.get("approval", ""))}
    name = {"judgement": "word", "profile": "profile"}.get(kind, "period")
    return {name: said.get(name, "")}


def number(text: str) -> float | None:
    """A number as it was typed, 1,250.5 or 81.2 %; None where it is none. A comma between thousands is one, "1,5" is not."""
    found = _TYPED.fullmatch(text.strip())
    return float(found[1].replace(",", "").replace("\u2212", "-")) if found else None


def has_parts(kind: Kind, indicator: Indicator) -> bool:
    """Whether a form asks which part it is about."""
    return kind in ON_POINTS | {"definition"} and len(parts_of(indicator)) > 1


def unit_words(indicator: Indicator) -> str:
    """The unit of an indicator as a label says it."""
    return UNITS.get(indicator.unit, indicator.unit.replace("_", " "))


def _periods(asked: Asked, *, headline: bool = False) -> list[tuple[str, str]]:
    """Periods with a figure, the latest first."""
    series = next((one.series for one in asked.summary.parts if one.part == asked.part.id), None)
    if headline and asked.summary.headline is not None:
        series = asked.summary.headline.series
    points = [point for point in series.points if point.value is not None] if series else []
    return [(point.key.period.key, point.key.period.label) for point in reversed(points)]


def _ahead(asked: Asked) -> list[tuple[str, str]]:
    """Periods like those of the figures: the latest that are held, and those to come."""
    found = _periods(asked, headline=True)
    if not found:
        return []
    period = of_key(found[0][0])
    if period.kind in {"snapshot", "ytd", "pooled"}:
        return found
    later = []
    for _ in range(AHEAD):
        period = period.next()
        later.append((period.key, period.label))
    return [*reversed(found[:4]), *later]


def _period(asked: Asked, label: str, hint: str, *, headline: bool = False) -> list[Component]:
    options = _periods(asked, headline=headline) or [("", "no figure is shown yet")]
    return [choice("period", label, options, chosen=asked.typed.get("period", ""), hint=hint)]


def _value(asked: Asked, name: str, label: str, **more: Any) -> Component:
    return field(name, f"{label}, {unit_words(asked.indicator)}", inputmode="decimal", value=asked.typed.get(name) or None, **more)


def _target(asked: Asked) -> list[Component]:
    text = field("text", "In words", value=asked.typed.get("text") or None, hint="As it was agreed, if that says more than the number.")
    return [_value(asked, "value", "Target", required="required"), text]


def _trajectory(asked: Asked) -> list[Component]:
    options = [("", "no step"), *_ahead(asked)]
    found: list[Component] = []
    for n in range(1, STEPS + 1):
        period = choice(f"period{n}", f"Step {n}: period", options, chosen=asked.typed.get(f"period{n}", ""))
        found.append(html.Div([period, _value(asked, f"value{n}", f"Step {n}: value")], className="step"))
    return found


def _definition(asked: Asked) -> list[Component]:
    said, part = asked.typed, asked.part
    return [
        area("numerator", "What is counted", "Who or what, in words.", {"numerator": said.get("numerator") or part.numerator}),
        area("denominator", "Out of what", "Empty for a bare count.", {"denominator": part.denominator, **said}, needed=False),
    ]


def _profile(asked: Asked) -> list[Component]:
    options = [(id, f"{id}: {PROFILES[id].words}") for id in PROFILE_IDS]
    hint = f"Now: {asked.indicator.profile}. One that shows more is for the information governance lead."
    return [choice("profile", "Profile", options, chosen=asked.typed.get("profile") or asked.indicator.profile, hint=hint)]


def _approval(asked: Asked) -> list[Component]:
    options = [("yes", "Somebody other than the sender approves"), ("no", "It counts as soon as it is accepted")]
    return [choice("approval", "Approval", options, chosen=asked.typed.get("approval") or ("no" if asked.indicator.approval else "yes"))]


def _back(asked: Asked) -> list[Component]:
    gone = taken_back(asked.decisions)
    every = told(asked.plan, asked.decisions, asked.indicator.id)
    open_ones = [each for each in every if each.decided.kind != "back" and each.decided.number not in gone]
    options = [(str(each.decided.number), f"{each.decided.number}: {each.text}") for each in open_ones]
    return [
        choice("number", "Decision", options or [("", "none that could be taken back")], chosen=asked.typed.get("number", ""), hint=_AGAIN)
    ]


_AS_WRITTEN: Final = "Readers see it beside the figures, as written. Write roles, not names: the check knows no names but the plan’s."
_AGAIN: Final = "What stood before it stands again."
_FIELDS: Final[Mapping[Kind, Fields]] = {
    "baseline": lambda asked: _period(asked, "Baseline", "A period with a figure.", headline=True),
    "target": _target,
    "trajectory": _trajectory,
    "definition": _definition,
    "phase": lambda asked: _period(asked, "From", "The first figure of the new phase."),
    "ghost": lambda asked: _period(asked, "Figure", "It stays on the chart, marked, and is left out of limits and rules."),
    "fix": lambda asked: _period(asked, "Up to", "At least twelve figures of a phase up to here."),
    "judgement": lambda asked: [choice("word", "It is", [(word, word) for word in JUDGEMENTS], chosen=asked.typed.get("word", ""))],
    "profile": _profile,
    "approval": _approval,
    "back": _back,
}
