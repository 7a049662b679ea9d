"""Room: loaders. Illustrative workbooks: invented numbers by a fixed seed, so that the pages can be seen full. Never a city's figures.

Each workbook says ILLUSTRATIVE in its first cell, which marks its submission, and so every page and file of a store that holds one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date

from indicators import deadlines
from indicators.periods import Period
from indicators.registry.models import Part, Plan, Priority
from loaders import questions, template
from loaders.questions import Question
from loaders.template import Filling

SEED = 2020
#: quarters that are filled, up to the last one of the plan
QUARTERS = 14
#: how an invented whole is spread over groups, in no real proportion
_SHARES = {
    "ethnic_group": {"white": 60, "mixed": 8, "asian": 12, "black": 10, "other": 4, "not_stated": 4, "not_known": 2},
    "sex": {"female": 50, "male": 42, "non_binary": 2, "other": 1, "not_stated": 3, "not_known": 2},
    "carer": {"yes": 20, "no": 70, "not_stated": 6, "not_known": 4},
    "sexual_orientation": {"heterosexual": 76, "gay_or_lesbian": 5, "bisexual": 4, "other": 3, "not_stated": 8, "not_known": 4},
}

Cells = dict[str, dict[str, dict[str, str | float]]]


def illustrative_workbooks(plan: Plan, today: date | None = None) -> Iterator[tuple[str, bytes]]:
    """File name and bytes of a filled workbook for each priority and quarter; of those that are over, where it is said what day it is."""
    for priority in plan.priorities:
        chance = random.Random(f"{SEED} {priority.id}")  # noqa: S311 - invented numbers, no secret
        levels = {question.key: _Level(chance, question.part) for question in questions.questions(plan, priority)}
        for period in quarters(plan, today):
            filling = Filling(_cells(plan, priority, period, levels, chance), illustrative=True)
            yield f"ILLUSTRATIVE {priority.id} {period.key}.xlsx", template.write(plan, priority, period, filling)


def quarters(plan: Plan, today: date | None = None) -> tuple[Period, ...]:
    """The last quarters of the plan's time, of those that are over where it is said what day it is."""
    return tuple(period for period in deadlines.quarters(plan) if today is None or period.end < today)[-QUARTERS:]


class _Level:
    """Where an invented series stands: it drifts a little each quarter, in a direction of its own."""

    def __init__(self, chance: random.Random, part: Part) -> None:
        self.chance = chance
        self.share = chance.uniform(0.3, 0.7)
        self.size = chance.randint(180, 900)
        self.drift = chance.choice((-0.01, 0.0, 0.0, 0.012, 0.02))
        self.part = part

    def next(self) -> dict[str, str | float]:
        """The cells of the next quarter."""
        self.share = min(0.97, max(0.03, self.share + self.drift + self.chance.gauss(0, 0.015)))
        out_of = max(20, round(self.chance.gauss(self.size, self.size * 0.05)))
        if self.part.unit == "score":
            return {"Count": out_of, "Value": round(6 + 3 * self.share, 2)}
        if self.part.unit == "days":
            return {"Count": out_of, "Value": round(100 * self.share, 1)}
        if self.part.unit in ("ratio", "standardised_ratio"):
            return {"Value": round(100 * self.share, 1)}
        if self.part.unit.startswith("per_1"):  # a rate: few events among many people
            return {"Count": round(out_of * self.share), "Out of": 100 * self.size}
        if self.part.unit == "per_cent":
            return {"Count": round(out_of * self.share), "Out of": out_of}
        return {"Count": round(out_of * self.share)}


def _cells(plan: Plan, priority: Priority, period: Period, levels: dict[str, _Level], chance: random.Random) -> Cells:
    cells: Cells = {questions.VALUES: {}, questions.BREAKDOWNS: {}, questions.COMMENTARY: {}, questions.ACTIONS: {}, questions.VOICES: {}}
    for key, level in levels.items():
        newly_over = questions.asked_period(level.part, period).end >= period.start  # a yearly figure is sent once, when its year is over
        if level.part.unit != "words" and newly_over:
            late = chance.random() < 0.03
            cells[questions.VALUES][key] = {"No data because": "late: to follow"} if late else level.next()
    for (key, _), asked in _groups_of(plan, priority).items():
        cells[questions.BREAKDOWNS] |= _split(cells[questions.VALUES].get(key, {}), asked, chance)
    for indicator in priority.indicators:
        said = {
            "What happened": "Illustrative: what happened this quarter.",
            "Why": "Illustrative: why.",
            "What next": "Illustrative: what next.",
        }
        cells[questions.COMMENTARY][indicator.id] = dict(said)
    for action in priority.actions:
        states = {"Status": chance.choice(("under way", "under way", "done", "not started")), "Progress": "Illustrative progress."}
        cells[questions.ACTIONS][action.id] = dict(states)
    kinds = [kind.text for kind in plan.peoples_voice.kinds] if plan.peoples_voice else ["Case study"]
    cells[questions.VOICES][f"{priority.id} voice 1"] = {
        "Kind": chance.choice(kinds),
        "Source": "Illustrative source",
        "Who gathered it": "Illustrative group",
        "How many people": str(chance.randint(12, 60)),
        "Theme": chance.choice(("being listened to", "waiting", "finding the way", "kindness")),
        "Words": f"Illustrative words for {priority.short.lower()}, {period.label}.",
        "Consent": "yes",
    }
    return cells


def _groups_of(plan: Plan, priority: Priority) -> dict[tuple[str, str], list[Question]]:
    """The rows of groups by the key of the whole they are groups of, and by what they are grouped by."""
    found: dict[tuple[str, str], list[Question]] = {}
    for question in questions.group_questions(plan, priority):
        found.setdefault((question.key.rpartition("/")[0], question.dimension), []).append(question)
    return found


def _split(whole: dict[str, str | float], asked: list[Question], chance: random.Random) -> dict[str, dict[str, str | float]]:
    """The whole spread over its groups, so that they make it up; nothing where the whole is no count."""
    if "Value" in whole:
        return {}
    cells: dict[str, dict[str, str | float]] = {question.key: {} for question in asked}
    shares = [_SHARES[question.dimension].get(question.group, 5) * chance.uniform(0.9, 1.1) for question in asked]
    for column, total in whole.items():
        if column not in ("Count", "Out of") or isinstance(total, str):
            continue
        parts = [int(total * share / sum(shares)) for share in shares]
        parts[0] += int(total) - sum(parts)
        for question, part in zip(asked, parts, strict=True):
            cells[question.key][column] = part
    return {key: cell for key, cell in cells.items() if cell}
