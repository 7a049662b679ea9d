"""Room: loaders. Answers to the questions that a file raises: by the cell that is asked about, or for all questions of one kind."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from indicators.observations import Origin
from indicators.submissions import Problem
from loaders.problems import problem

#: the answer that leaves figures as they are, where the question is whether they are right
RIGHT = ("right", "the figures are right as they stand")
#: the same of words
AS_THEY_ARE = (RIGHT[0], "the words are right as they stand")


@dataclass(slots=True)
class Answers:
    """The answers of one reading: ``Values!F14``, ``F14`` or the code of the question -> id of the choice.

    ``Values!F14:unlike-last-value`` answers one of two questions about one cell. An answer that fits no question is said in the end.
    """

    given: Mapping[str, str] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)
    _unfit: dict[str, tuple[Origin, str]] = field(default_factory=dict)

    def to(self, code: str, where: Origin, choices: Collection[str]) -> str | None:
        """The id of the choice that was made, None while the question waits."""
        cell = f"{where.sheet}!{where.address}" if where.sheet else where.address
        for key in (f"{cell}:{code}", cell, where.address, code):
            if key not in self.given:
                continue
            self._used.add(key)
            if self.given[key] in choices:
                self._unfit.pop(key, None)
                return self.given[key]
            self._unfit[key] = (where, ", ".join(choices))
        return None

    def unless_right(self, asked: Problem, choice: tuple[str, str] = RIGHT) -> Iterator[Problem]:
        """The question whether figures (or words) are right, with its answer; nothing where it was answered."""
        if self.to(asked.code, asked.where, (choice[0],)) is None:
            yield replace(asked, choices=(choice,))

    def unfit(self, file: str) -> Iterator[Problem]:
        """Answers that name no choice there is, and answers to what was not asked."""
        for key, (where, choices) in self._unfit.items():
            yield problem("unknown-answer", where, text=self.given[key], choices=choices)
        for key in self.given.keys() - self._used:
            yield problem("answer-to-nothing", Origin(file, "", ""), text=f"{key}={self.given[key]}")
