"""Room: indicators. Neutral words, written once: how groups of people are named, what is never said, and where to find help.

Sources: Civil Service, "Why we no longer use the term BAME in government" (2022); Samaritans' media guidelines ("died by suicide");
GOV.UK style guide (person first).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from indicators.classifications import DIMENSIONS, GROUPS, MINORITY, NHS_2001, WITHOUT_POPULATION, label
from indicators.registry.models import Area

#: stands on every page, export and pack about suicide or self-harm
HELPLINE: Final = (
    "If you need to talk to someone, call Samaritans free on 116 123, at any time. For urgent help with your mental health, "
    "call NHS 111 and choose option 2."
)

#: pattern of words that are not ours -> what is said instead. A quotation between “ and ” is free: the plan's own words stay as written.
FORBIDDEN: Final[Mapping[str, str]] = {
    r"\bBAME\b|\bBME\b": "name the groups, or “ethnic minority groups”",
    r"\bnon-?whites?\b": "name the groups, or “ethnic minority groups”",
    r"\bethnics\b": "ethnic groups",
    r"\bcommit(?:s|ted|ting)?\s+suicide\b": "died by suicide",
    r"\b(?:successful|unsuccessful|failed|completed)\s+suicides?\b": "died by suicide, or attempted suicide",
    r"\bsuicide\s+(?:victims?|epidemic|bid)\b": "people who died by suicide",
    r"\bthe\s+mentally\s+ill\b": "people with mental illness",
    r"\bmental\s+patients?\b": "people in mental health care",
    r"\b(?:schizophrenics?|psychotics|lunatics?)\b": "people with the condition, by its name",
    r"\bsuffer(?:s|ed|ing|ers?)?\s+(?:from|of)\b": "have, or live with",
    r"\b(?:addicts?|junkies)\b": "people with an addiction",
    r"\bthe\s+(?:elderly|disabled|homeless)\b": "older people, disabled people, people who are homeless",
}
_QUOTATION: Final = re.compile(r"“[^”]*”")
_PEOPLE: Final[Mapping[str, str]] = {
    "white": "White people",
    "mixed": "people of Mixed ethnicity",
    "asian": "Asian people",
    "black": "Black people",
    "other": "people from Other ethnic groups",
    MINORITY: "people from ethnic minority groups together",
}
COMBINED_LABEL: Final = "All ethnic minority groups combined, excluding White minorities"


def forbidden(text: str) -> tuple[str, ...]:
    """The words of a text that are not to be used, outside quotations; () where all is well."""
    own = _QUOTATION.sub("“”", text)
    return tuple(match[0] for pattern in FORBIDDEN for match in re.finditer(pattern, own, re.IGNORECASE))


def category_label(dimension: str, category: str, classification: str = "") -> str:
    """The words for one category of a breakdown: "Black or Black British", "65 and over"; its id where nothing better is known."""
    if dimension.startswith("ethnic_group"):
        try:
            return label(category, classification or NHS_2001)
        except ValueError:
            return category
    known = DIMENSIONS[dimension].categories if dimension in DIMENSIONS else {}
    return known.get(category, category)


def people(dimension: str, category: str, classification: str = "") -> str:
    """A group of people as a sentence names it: "Black people", "the group “A parent has poor mental health”"."""
    if dimension == "ethnic_group" and category in _PEOPLE:
        return _PEOPLE[category]
    return f"the group “{category_label(dimension, category, classification)}”"


def ordered(dimension: str, categories: Iterable[str]) -> tuple[str, ...]:
    """Categories in the order that the classification gives them, never by their numbers; those it does not list after, by name."""
    listed = (
        (*GROUPS, MINORITY) if dimension == "ethnic_group" else tuple(DIMENSIONS[dimension].categories) if dimension in DIMENSIONS else ()
    )
    place = {id: index for index, id in enumerate((*listed, *WITHOUT_POPULATION))}
    return tuple(sorted(set(categories), key=lambda id: (place.get(id, len(listed) - 0.5), id)))


def abbreviations(known: Mapping[str, str], *texts: str) -> tuple[tuple[str, str], ...]:
    """The abbreviations of the plan that occur in the texts as whole words, with their meanings, in the order of the plan."""
    whole = " ".join(texts)
    return tuple((short, meaning) for short, meaning in known.items() if re.search(rf"(?<!\w){re.escape(short)}(?!\w)", whole))


def listed(items: Iterable[str]) -> str:
    """Items as a sentence lists them: "one", "one and two", "one, two and three"."""
    *before, last = items
    return f"{', '.join(before)} and {last}" if before else last


def sentence(text: str) -> str:
    """The text with a capital at its start and one full stop at its end; "" stays ""."""
    text = text.strip()
    if not text:
        return ""
    return f"{text[0].upper()}{text[1:]}{'' if text[-1] in '.!?' else '.'}"


def joined(*sentences: str) -> str:
    """Sentences one after the other, empty ones left out."""
    return " ".join(text for text in sentences if text)


def placed(area: Area) -> str:
    """Where a figure was counted: "in Leeds", but "at" a body that is no place."""
    return f"{'at' if area.kind == 'provider' else 'in'} {area.name}"


def lowered(text: str) -> str:
    """The text as it stands inside a sentence: without its capital, unless its first word is an abbreviation."""
    first = text.split(" ")[0]
    return text if first[1:] != first[1:].lower() else f"{text[:1].lower()}{text[1:]}"


def capital(text: str) -> str:
    """The text with a capital at its start."""
    return f"{text[:1].upper()}{text[1:]}"
