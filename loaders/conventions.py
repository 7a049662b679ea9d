"""Room: loaders. Answers that hold beyond their cell: what a sender's dash means, and which year their quarters belong to.

An answer that a figure is right is about that figure and is never carried on; nor is a reading that could turn a right number into a wrong
one (0.5 as 50 per cent). What is carried on is shown as remembered, and can be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from indicators.periods import YEAR_WORDS, of_key
from indicators.submissions import Problem

#: questions about a mark, whose choices are the same wherever it stands
MARKS: Final = frozenset({"ask-dash", "ask-x", "ask-not-applicable", "ask-colon", "ask-full-stop", "ask-zero-word"})
PERIOD: Final = "ask-period"


@dataclass(frozen=True, slots=True)
class Convention:
    """What an answer says for every such question: `key` is the same wherever it is asked, `choice` what was chosen, `words` both."""

    key: str
    choice: str
    words: str


def place(problem: Problem) -> str:
    """The key under which an answer is about this question and no other: ``Values!F14:ask-dash``."""
    where = problem.where
    return f"{where.sheet}!{where.address}:{problem.code}" if where.sheet else f"{where.address}:{problem.code}"


def given_to(problem: Problem, answers: Mapping[str, str]) -> str | None:
    """The choice that `answers` make here, under any of the keys that an answer may have; None where they make none."""
    cell = place(problem).rpartition(":")[0]
    keys = (place(problem), cell, problem.where.address, problem.code)
    return next((answers[key] for key in keys if key in answers), None)


def convention(problem: Problem, choice: str) -> Convention | None:
    """What answering `problem` by `choice` says for later files of the same sender; None where it says nothing beyond this one."""
    chosen = dict(problem.choices).get(choice)
    if chosen is None:
        return None
    if problem.code in MARKS:
        return Convention(problem.code, choice, f"{problem.found} is read as {chosen}")
    kinds = _kinds(problem)
    if choice not in kinds:
        return None
    kind, _, year = kinds[choice].partition(" of ")
    return Convention(_period_key(kinds), kinds[choice], f"a {kind} such as {problem.found} is one of the {year}")


def learned(problems: Iterable[Problem], answers: Mapping[str, str]) -> tuple[Convention, ...]:
    """What `answers` to the questions among `problems` say for later files, once each."""
    found: dict[str, Convention] = {}
    for problem in problems:
        choice = given_to(problem, answers) if problem.severity == "question" else None
        one = convention(problem, choice) if choice else None
        if one is not None:
            found[one.key] = one
    return tuple(found.values())


def unfit(problems: Iterable[Problem], answers: Mapping[str, str]) -> Problem | None:
    """What is said of the first of `answers` that fits no question; None where all fit. `problems` are those with the answers given."""
    given = [f'"{place}={choice}"' for place, choice in answers.items()]
    for problem in problems:
        if problem.code == "unknown-answer" or (problem.code == "answer-to-nothing" and any(one in problem.found for one in given)):
            return problem
    return None


def recalled(problems: Iterable[Problem], remembered: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """The questions among `problems` that what is remembered answers: place -> (id of the choice, key of what is remembered)."""
    found: dict[str, tuple[str, str]] = {}
    for problem in problems:
        if problem.severity != "question":
            continue
        if problem.code in MARKS:
            choice = remembered.get(problem.code)
            if choice in dict(problem.choices):
                found[place(problem)] = (str(choice), problem.code)
        elif kinds := _kinds(problem):
            key = _period_key(kinds)
            fitting = next((id for id, kind in kinds.items() if kind == remembered.get(key)), None)
            if fitting is not None:
                found[place(problem)] = (fitting, key)
    return found


def _kinds(problem: Problem) -> dict[str, str]:
    """What sets the choices of a period apart, where it is the year alone: id -> "quarter of calendar year"; {} where it is more."""
    if problem.code != PERIOD:
        return {}
    kinds: dict[str, str] = {}
    for id, _ in problem.choices:
        period = of_key(id)
        if period.year_type is None:
            return {}
        kinds[id] = f"{period.kind} of {YEAR_WORDS[period.year_type]}"
    one_kind = len({kind.partition(" of ")[0] for kind in kinds.values()}) == 1
    return kinds if one_kind and len(set(kinds.values())) == len(kinds) else {}


def _period_key(kinds: Mapping[str, str]) -> str:
    return f"{PERIOD}: {', or '.join(sorted(kinds.values()))}"
