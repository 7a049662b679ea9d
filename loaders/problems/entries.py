"""Room: loaders. What the catalogue knows of one kind of problem."""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter
from typing import Final, Literal

Severity = Literal["stop", "question", "note"]

#: what a cell for a figure may hold
MARKERS: Final = "a number, or [c] hidden, [x] not available, [z] does not apply, [k] rounds to zero"


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of problem. `sentence` (what was found), `expected` and `remedy` hold the names in braces that `problem` fills.

    `example` shows what would be right. A "stop" keeps the file from being accepted, a "question" waits for an answer,
    a "note" is only said.
    """

    code: str
    title: str
    sentence: str
    expected: str
    remedy: str
    example: str
    severity: Severity = "stop"

    @property
    def fields(self) -> frozenset[str]:
        """The names its sentences need."""
        texts = (self.sentence, self.expected, self.remedy)
        return frozenset(name for text in texts for _, name, _, _ in Formatter().parse(text) if name)
