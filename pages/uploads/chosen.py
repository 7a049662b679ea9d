"""Room: pages. Answers in words: what was asked and what was chosen, told from the key that an answer is kept under. Never a figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from indicators.periods import of_key
from loaders.answers import RIGHT
from loaders.problems import CATALOGUE

#: choices in words, by the ids that an answer is kept under; a period is told by its interval
CHOSEN: Final[Mapping[str, str]] = {
    "zero": "0",
    "hidden": "hidden to protect people",
    "not_available": "not available",
    "not_applicable": "does not apply",
    "number": "the figure, with a footnote",
    "fraction": "a part of one, so a percentage",
    "percentage": "per cent as it is written",
    RIGHT[0]: RIGHT[1],
}
#: what is said of an answer whose key names its cell alone, as one given at the terminal may
ONE_CELL: Final = "A question about one cell"


def kind_of(key: str) -> str:
    """The kind of question that an answer's key names (``Values!F14:ask-dash``, ``ask-dash``): "A dash"."""
    entry = CATALOGUE.get(key.rpartition(":")[2])
    return entry.title if entry else ONE_CELL


def words_of(choice: str) -> str:
    """A choice that was made, in words; a period by its interval."""
    if choice in CHOSEN:
        return CHOSEN[choice]
    try:
        return of_key(choice).label
    except ValueError:
        return choice
