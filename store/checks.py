"""Room: store. What may not be kept whatever the store holds: a file to mend, two numbers for one key, no number where one is due."""

from __future__ import annotations

import math
from dataclasses import fields

from indicators.observations import Observation
from indicators.submissions import ActionUpdate, Commentary, Submission, Voice
from store.problems import RefusedError
from store.rows import Identity, identity, same_number

NUL = "\x00"
NO_TEXT = "a character that is no text (NUL). Take it out; nothing has changed."
Said = Observation | Commentary | ActionUpdate | Voice


def check(submission: Submission) -> None:
    """RefusedError, in words, for a submission that may not be kept whatever the store holds."""
    if submission.stopped:
        stops = [problem.sentence for problem in submission.problems if problem.severity == "stop"]
        more = f" (and {len(stops) - 1} more)" if len(stops) > 1 else ""
        raise RefusedError(f"{submission.file}: not accepted, nothing has changed. To mend: {stops[0]}{more}")
    if submission.asking:
        asked = next(problem.sentence for problem in submission.problems if problem.severity == "question")
        raise RefusedError(f"{submission.file}: not accepted, nothing has changed. A question waits for its answer: {asked}")
    seen: dict[Identity, Observation] = {}
    for observation in submission.observations:
        earlier = seen.setdefault(identity(observation.key), observation)
        if not same_number(earlier, observation):
            raise RefusedError(
                f"{place(observation)}: found a second number for {about(observation)}; the first, another one, stands at "
                f"{place(earlier)}. Expected one number. Take one of them out; nothing has changed."
            )
        _check_content(observation)
    told: tuple[Commentary | ActionUpdate | Voice, ...] = (*submission.commentary, *submission.actions, *submission.voices)
    for said in told:
        _check_text(said, *(value for each in fields(said) if isinstance(value := getattr(said, each.name), str)))
    if any(NUL in text for pair in submission.details.items() for text in pair):
        raise RefusedError(f"{submission.file}: found {NO_TEXT}")


def _check_content(observation: Observation) -> None:
    bounds = observation.bounds or ()
    numbers = (observation.value, observation.numerator, observation.denominator, observation.lower, observation.upper, *bounds)
    if any(number is not None and not math.isfinite(number) for number in numbers):
        raise RefusedError(
            f"{place(observation)}: found no finite number for {about(observation)}. "
            "Expected a finite number, or a marker that says why there is none. Mend the file; nothing has changed."
        )
    if (observation.value is None) == (observation.status == "ok"):
        found = "no number" if observation.value is None else f"the number {observation.value:g} beside the marker [{observation.status}]"
        raise RefusedError(
            f"{place(observation)}: found {found} for {about(observation)}. "
            "Expected either a number or a marker that says why there is none. Mend the file; nothing has changed."
        )
    _check_text(observation, observation.reason, observation.key.period.supplied, observation.origin.address)


def _check_text(said: Said, *texts: str) -> None:
    """No text may hold NUL: PostgreSQL keeps none, and a workbook may write it (as _x0000_)."""
    if any(NUL in text for text in texts):
        raise RefusedError(f"{place(said)}: found {NO_TEXT}")


def place(said: Said) -> str:
    """Where something was read: file, sheet, address."""
    origin = said.origin
    return ", ".join(part for part in (origin.file, origin.sheet, origin.address) if part) or "the file"


def about(observation: Observation) -> str:
    """What an observation is about, in words."""
    key = observation.key
    groups = ", ".join(category for _, category in key.breakdown)
    return ", ".join(part for part in (key.indicator, key.part, groups, key.area, key.period.label) if part)
