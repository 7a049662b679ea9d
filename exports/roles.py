"""Room: exports. Who somebody is, without who they are: names of people stay in the house, their roles may be taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from indicators.registry.models import Person, Plan
from indicators.wording import capital, listed

_CONTACT = "a named contact"
_SEVERAL = re.compile(rf"{_CONTACT}(?:(?:, | and |, and ){_CONTACT})+", re.IGNORECASE)
_SENTENCE_ENDS = (". ", "! ", "? ")


def role_of(plan: Plan, person: Person) -> str:
    """What the plan names a person for: "an implementation lead of priority 3"; a contact where it names them for nothing else."""
    for field, words in (("sros", "a senior responsible owner"), ("leads", "an implementation lead")):
        numbers = [p.number for p in plan.priorities if person.id in getattr(p, field)]
        if numbers:
            return f"{words} of {'priority' if len(numbers) == 1 else 'priorities'} {listed(numbers)}"
    return _CONTACT


def without_names(plan: Plan, text: str) -> str:
    """The text with each name of a person of the plan, as a whole word, replaced by their role; posts and bodies stay as they are."""
    said = dict(_names(plan))
    if not said:
        return text
    # the longest first, so that a full name is found before the initials within it
    names = "|".join(re.escape(name) for name in sorted(said, key=lambda name: (-len(name), name)))
    replaced = re.sub(rf"(?<!\w)(?:{names})(?!\w)", lambda match: _begun(match, said[match[0]]), text)
    return _SEVERAL.sub(lambda match: _begun(match, "named contacts"), replaced)


def _begun(match: re.Match[str], words: str) -> str:
    """The words, with a capital where they begin a sentence."""
    before = match.string[: match.start()]
    return capital(words) if not before or before.endswith(_SENTENCE_ENDS) else words


def _names(plan: Plan) -> Iterator[tuple[str, str]]:
    for person in plan.people:
        if person.kind == "person":
            role = role_of(plan, person)
            yield from ((name, role) for name in (person.name, *person.aliases))
