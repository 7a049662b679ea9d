"""Room: loaders. The catalogue of problems: every code, its sentence and its remedy, written once and used on every surface.

A problem says where, what was found, what was expected and what to do. `problem` fills an entry's sentences with what was found;
docs/reference/problems.md lists them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from indicators.observations import Origin
from indicators.submissions import Problem
from loaders.problems.cells import CELLS, NUMBERS, QUESTIONS
from loaders.problems.entries import MARKERS, Entry, Severity
from loaders.problems.files import FILES, FORMATS
from loaders.problems.rows import PERIODS, ROWS

__all__ = ["CATALOGUE", "MARKERS", "THEMES", "Entry", "Severity", "problem"]

#: the entries by what they are about, in the order the reference page lists them
THEMES: Final[Mapping[str, tuple[Entry, ...]]] = {
    "Files": FILES,
    "Formats": FORMATS,
    "Rows": ROWS,
    "Periods": PERIODS,
    "Cells": CELLS,
    "Numbers": NUMBERS,
    "Questions": QUESTIONS,
}

#: every entry by its code
CATALOGUE: Final[Mapping[str, Entry]] = {entry.code: entry for entries in THEMES.values() for entry in entries}


def problem(code: str, where: Origin, **found: object) -> Problem:
    """The problem `code` at `where`, its sentences filled with `found` (text, numbers already written for reading).

    ValueError where the catalogue has no such code, or where a name that its sentences need is not given.
    """
    entry = CATALOGUE.get(code)
    if entry is None:
        raise ValueError(f'"{code}" is no problem the catalogue knows')
    missing = sorted(entry.fields - found.keys())
    if missing:
        raise ValueError(f'the problem "{code}" also needs to be told: {", ".join(missing)}')
    texts = {name: _shown(value) for name, value in found.items()}
    return Problem(
        code, where, entry.sentence.format(**texts), entry.expected.format(**texts), entry.remedy.format(**texts), severity=entry.severity
    )


def _shown(value: object) -> str:
    """What was found, short enough for a sentence and on one line."""
    text = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= 300 else f"{plain[:297]}..."
