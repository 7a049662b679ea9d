"""Room: loaders. Commentary typed on the screen: what stands against it, and the bytes it is kept as, so that it can be read again.

It is kept as it was typed, and held to the rules of the workbook's sheet *Commentary*.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict
from hashlib import sha256

from indicators import periods
from indicators.observations import Origin
from indicators.registry.models import Plan
from indicators.submissions import Commentary, Problem, Submission
from loaders.answers import Answers
from loaders.belonging import not_theirs, outside_plan
from loaders.checks import small_numbers
from loaders.personal import people
from loaders.problems import problem
from loaders.questions import BOX
from loaders.workbook import Sheet, Workbook

FORMAT = "screen"
_WHERE = Origin("The commentary", "", "")
_NUL = "\x00"


def boxes(said: Commentary) -> tuple[str, str, str]:
    """The three texts."""
    return said.what_happened, said.why, said.what_next


def unfit(said: Commentary, plan: Plan, *, theirs: Collection[str] | None, confirmed: bool) -> tuple[Problem, ...]:
    """What stands against commentary, all at once. `confirmed` says that a small number of people in the words is right as it stands."""
    indicator = next((each for each in plan.indicators if each.id == said.indicator), None)
    if indicator is None:
        return (problem("unknown-key", _WHERE, text=said.indicator, such=_such(plan)),)
    owner = plan.priority_of(indicator.id)
    if foreign := not_theirs(owner, theirs, _WHERE, indicator.number):
        return (foreign,)
    try:
        period = periods.of_key(said.period)
    except ValueError:
        return (problem("unreadable-period", _WHERE, text=said.period, why="Choose the quarter from the list."),)
    outside = outside_plan(plan, period, _WHERE)
    found = [*([outside] if outside else []), *_unfit_texts(boxes(said))]
    if not confirmed:
        found += [each for text in boxes(said) for each in small_numbers(text, _WHERE, Answers())]
    return tuple(found)


def _unfit_texts(texts: tuple[str, ...]) -> list[Problem]:
    found = []
    if not any(text.strip() for text in texts):
        found.append(
            Problem("empty-cell", _WHERE, "no words", "words in at least one of the three boxes", "Write what happened, then save.")
        )
    found += [problem("long-text", _WHERE, length=f"{len(text):,}", limit=f"{BOX:,}") for text in texts if len(text) > BOX]
    if any(_NUL in text for text in texts):
        found.append(Problem("unreadable-text", _WHERE, "a character that is no text", "letters, digits and signs", "Type the words anew."))
    about_people = people(Workbook(_WHERE.file, "csv", (Sheet("", [texts], [1]),)))
    if about_people is not None:
        remedy = "The words were not kept. Leave out whatever a single person can be known by."
        found.append(Problem(about_people.code, _WHERE, about_people.found, "words about nobody in particular", remedy))
    return found


def _such(plan: Plan) -> str:
    """The words that show what a key of the plan looks like."""
    return next((f", such as {indicator.id}" for indicator in plan.indicators), "")


def as_bytes(said: Commentary, *, after: int) -> bytes:
    """The bytes that commentary is kept as; `after` is the submission whose words it replaces, so that old words may be typed again."""
    content = {name: text for name, text in asdict(said).items() if name != "origin"} | {"after": after}
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode("utf-8", "surrogatepass")


def read(name: str, content: bytes) -> Submission:
    """The submission that `as_bytes` was made for."""
    words = json.loads(content.decode("utf-8", "surrogatepass"))
    words.pop("after")
    said = Commentary(**words, origin=Origin(name, "", "typed on the screen"))
    return Submission(name, sha256(content).hexdigest(), FORMAT, "commentary typed on the screen", 1, commentary=(said,))
