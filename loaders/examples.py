"""Room: loaders. Illustrative workbooks: invented numbers by a fixed seed, so that the pages can be seen full. Never a city's figures.

Each workbook says ILLUSTRATIVE in its first cell, which marks its submission, and so every page and file of a store that holds one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice

from indicators.periods import Period, quarter
from indicators.registry.models import Part, Plan, Priority
from loaders import template
from loaders.template import Filling, Question

SEED = 2020
#: quarters that are filled, up to the last one of the plan
QUARTERS = 14
#: how an invented whole is spread over groups, in no real proportion
_SHARES = {"white": 60, "mixed": 8, "asian": 12, "black": 10, "other": 4, "not_stated": 4, "not_known": 2}

Cells = dict[str, dict[str, dict[str, str | float]]]


def illustrative_workbooks(plan: Plan) -> Iterator[tuple[str, bytes]]:
    """File name and bytes of a filled workbook for each priority and quarter."""
    for priority in plan.priorities:
        chance = random.Random(f"{SEED} {priority.id}")  # noqa: S311 - invented numbers, no secret
        levels = {question.key: _Level(chance, question.part) for question in template.questions(priority)}
        for period in quarters(plan):
            filling = Filling(_cells(plan, priority, period, levels, chance), illustrative=True)
            yield f"ILLUSTRATIVE {priority.id} {period.key}.xlsx", template.write(plan, priority, period, filling)


def quarters(plan: Plan) -> tuple[Period, ...]:
    """The last quarters of the plan's time."""
    count = (plan.ends.year - plan.starts.year) * 4 + (plan.ends.month - plan.starts.month + 1) // 3
    first = plan.starts.year
    every = (quarter(first + index // 4, index % 4 + 1) for index in range(count))
    return tuple(islice(every, max(0, count - QUARTERS), None))


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
            return {"Value": round(6 + 3 * self.share, 2)}
        if self.part.unit in ("ratio", "standardised_ratio", "days"):
            return {"Value": round(100 * self.share, 1)}
        if self.part.unit.startswith("per_"):
            return {"Count": round(out_of * self.share), "Out of": out_of}
        return {"Count": round(out_of * self.share)}


def _cells(plan: Plan, priority: Priority, period: Period, levels: dict[str, _Level], chance: random.Random) -> Cells:
    cells: Cells = {template.VALUES: {}, template.BREAKDOWNS: {}, template.COMMENTARY: {}, template.ACTIONS: {}, template.VOICES: {}}
    for key, level in levels.items():
        if level.part.unit != "words":
            late = chance.random() < 0.03
            cells[template.VALUES][key] = {"No data because": "late: to follow"} if late else level.next()
    for question in template.group_questions(priority):
        whole = cells[template.VALUES].get(question.key.rsplit("/", 1)[0], {}).get("Count")
        if isinstance(whole, int | float) and not isinstance(whole, bool):
            cells[template.BREAKDOWNS][question.key] = _group(question, int(whole), chance)
    for indicator in priority.indicators:
        said = {
            "What happened": "Illustrative: what happened this quarter.",
            "Why": "Illustrative: why.",
            "What next": "Illustrative: what next.",
        }
        cells[template.COMMENTARY][indicator.id] = dict(said)
    for action in priority.actions:
        states = {"Status": chance.choice(("under way", "under way", "done", "not started")), "Progress": "Illustrative progress."}
        cells[template.ACTIONS][action.id] = dict(states)
    kinds = [kind.text for kind in plan.peoples_voice.kinds] if plan.peoples_voice else ["Case study"]
    cells[template.VOICES][f"{priority.id} voice 1"] = {
        "Kind": chance.choice(kinds),
        "Source": "Illustrative source",
        "Who gathered it": "Illustrative group",
        "How many people": str(chance.randint(12, 60)),
        "Theme": chance.choice(("being listened to", "waiting", "finding the way", "kindness")),
        "Words": f"Illustrative words for {priority.short.lower()}, {period.label}.",
        "Consent": "yes",
    }
    return cells


def _group(question: Question, whole: int, chance: random.Random) -> dict[str, str | float]:
    share = _SHARES.get(question.group, 5) / 100
    count = max(0, round(whole * share + chance.gauss(0, 1)))
    return {"Count": count, "Out of": 2 * count + 5} if question.part.unit.startswith("per_") else {"Count": count}
