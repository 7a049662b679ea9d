"""Room: loaders. One filled row of figures in the leads' workbook becomes an observation, or problems at its cells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from indicators.disclosure.counts import is_average
from indicators.observations import MARKER_WORDS, Flag, Key, Observation, Status
from indicators.periods import Period
from indicators.registry.models import Plan
from indicators.submissions import Problem
from loaders.answers import Answers
from loaders.circumstances import Populations
from loaders.problems import problem
from loaders.questions import NO_DATA, Question, home
from loaders.rows import Row
from loaders.values import SUPPRESSED, Expected, Fault, Marker, Number, NumberKind, as_problem, folded, reader
from loaders.values import Question as Asked

_KINDS: Mapping[str, NumberKind] = {"per_cent": "percentage", "count": "count", "score": "score"}
#: a scale of ten, as personal well-being is asked on
_SCORES = Expected("score", low=0, high=10)
#: a value typed beside its count may be rounded to whole numbers
_ROUNDING = 0.5
#: what may be more than it is held against
_RATIOS = ("ratio", "standardised_ratio")
_BARE = "where the plan asks for a count alone"
_REASON = "No data because"
#: a mark with its words behind it, as the workbook's first sheet writes them: "[z] does not apply"
_MARKED = re.compile(r"(\[[a-z]\])\s*(.*)", re.IGNORECASE | re.DOTALL)
#: words that say no more than their mark
_SAME: Mapping[str, tuple[str, ...]] = {
    "x": ("not available",),
    "z": ("does not apply", "not applicable"),
    "c": ("hidden", "hidden at source"),
}


@dataclass(slots=True)
class Supplied:
    """One filled row of figures, with the problems found in it.

    `bare` says that a share was given as a whole number alone, without a per cent sign or the count behind it.
    """

    row: Row
    question: Question
    period: Period
    plan: Plan
    populations: Populations
    answers: Answers
    problems: list[Problem] = field(default_factory=list)
    bare: bool = False

    def observation(self) -> Observation | None:
        """The observation it makes; None where a problem was found, which is then listed."""
        kind = _KINDS.get(self.question.part.unit, "rate")
        read = {column: self._read(column, of) for column, of in (("Count", "count"), ("Out of", "count"), ("Value", kind))}
        if self.problems:
            return None
        if self.row.text(_REASON):
            if any(value is not None for value in read.values()):
                return self._stop("figure-and-reason", _REASON)
            return self._without_figure()
        numbers = {column: value for column, value in read.items() if isinstance(value, Number)}
        marker = next((value for value in read.values() if isinstance(value, Marker)), None)
        if marker is not None:
            # a figure beside a marker would be lost; what a hidden count is out of is kept
            beside = next((column for column in ("Count", "Value") if column in numbers), "")
            if beside and any(isinstance(read[column], Marker) for column in ("Count", "Value")):
                return self._stop("figure-and-reason", beside)
            if beside:
                self._pass_over(beside, numbers[beside], "beside a mark under Out of", "both of them, or neither")
            if "Out of" in numbers and self.question.part.unit == "count":
                self._pass_over("Out of", numbers.pop("Out of"), _BARE, "nothing under Out of")
            out_of = numbers["Out of"].value if "Out of" in numbers else None
            return self._made(None, marker.status, reason=marker.reason, flags=marker.flags, bounds=marker.bounds, denominator=out_of)
        return self._counted(numbers)

    def _without_figure(self) -> Observation | None:
        """A row without a figure, and why: a reason of the list, words of one's own, or a mark with or without its words.

        What may be a figure, or mean two things, is no reason.
        """
        typed = self.row.text(_REASON)
        marked = _MARKED.match(typed)
        token, words = (marked[1], marked[2]) if marked else (typed, self.row.words(_REASON))
        found = reader(Expected(kind="count", hidden=SUPPRESSED["unknown"]))(token)
        if isinstance(found, Marker):
            letter = str(found.status)
            said = "" if marked and folded(words) in {MARKER_WORDS.get(letter, ""), *_SAME.get(letter, ())} else words
            return self._made(None, found.status, reason=said, flags=found.flags, bounds=found.bounds)
        if isinstance(found, Fault) and found.code == "unknown-marker" and not marked:
            return self._made(None, Status.NOT_AVAILABLE, reason=words)
        choices = ", ".join((*NO_DATA, "[x] not available", "[z] does not apply", "[c] hidden at source"))
        return self._stop("not-a-choice", _REASON, text=typed, choices=choices)

    def _read(self, column: str, kind: Any) -> Number | Marker | None:
        cell = self.row.cell(column)
        if isinstance(cell, str) and not cell.strip():
            return None
        expected = _SCORES if kind == "score" else Expected(kind=kind, hidden=SUPPRESSED["unknown"])
        where = self.row.at(column)
        value = reader(expected, percent_format=self.row.percent(column))(cell)
        if isinstance(value, Asked):
            chosen = self.answers.to(value.code, where, [choice.id for choice in value.choices])
            value = next((choice.value for choice in value.choices if choice.id == chosen), value)
        if isinstance(value, Fault | Asked):
            self.problems.append(as_problem(value, where))
            return None
        return value

    def _says_per_cent(self) -> bool:
        return self.row.percent("Value") or "%" in self.row.text("Value")

    def _counted(self, numbers: Mapping[str, Number]) -> Observation | None:
        part = self.question.part
        count, out_of, value = (numbers.get(column) for column in ("Count", "Out of", "Value"))
        flags = frozenset(flag for number in numbers.values() for flag in number.flags)
        if count is None and out_of is not None:
            return self._stop("numerator-missing", "Count", denominator=f"{out_of.value:,.0f}")
        if part.unit == "count":
            return self._bare(count, out_of, value, flags)
        if is_average(part.unit) and count is not None:
            return self._average(count, out_of, value, flags)
        if count is None:
            if value is None:
                return None
            self.bare = part.unit == "per_cent" and value.value > 1 and value.value.is_integer() and not self._says_per_cent()
            return self._made(value.value, Status.OK, flags=flags)
        below = out_of.value if out_of is not None else None
        if out_of is None and self.question.uncounted:
            share = "share" if part.unit == "per_cent" else "rate"
            reason = f"nobody knows how many people live in this group, so it has no {share}"
            return self._made(None, Status.NOT_APPLICABLE, numerator=count.value, flags=flags, reason=reason)
        if out_of is None and self.question.population:
            below = self.populations.get((self.question.population, home(self.plan).id, self.question.breakdown))
        if below is None:
            return self._stop("denominator-missing", "Out of", count=f"{count.value:,.0f}")
        if below == 0:
            return self._stop("zero-denominator", "Out of", numerator=f"{count.value:,.0f}")
        if count.value > below and part.unit not in _RATIOS:
            return self._stop("numerator-over-denominator", "Count", numerator=f"{count.value:,.0f}", denominator=f"{below:,.0f}")
        worked_out = count.value / below * part.multiplier
        if value is not None and abs(value.value - worked_out) > _ROUNDING:
            return self._stop("value-unlike-count", "Value", value=f"{value.value:g}", worked_out=f"{worked_out:,.6g}")
        population = self.question.population if out_of is None else ""
        return self._made(worked_out, Status.OK, numerator=count.value, denominator=below, flags=flags, population=population)

    def _bare(self, count: Number | None, out_of: Number | None, value: Number | None, flags: frozenset[Flag]) -> Observation | None:
        """A count that is asked for as a count."""
        only = count or value
        if only is None:
            return None
        if count is not None and value is not None and count.value != value.value:
            return self._stop("value-unlike-count", "Value", value=f"{value.value:g}", worked_out=f"{count.value:,.0f}")
        if out_of is not None and only.value > out_of.value:
            told = {"numerator": f"{only.value:,.0f}", "denominator": f"{out_of.value:,.0f}"}
            return self._stop("numerator-over-denominator", "Count", **told)
        if out_of is not None:
            self._pass_over("Out of", out_of, _BARE, "nothing under Out of")
        return self._made(only.value, Status.OK, numerator=only.value, flags=flags)

    def _average(self, count: Number, out_of: Number | None, value: Number | None, flags: frozenset[Flag]) -> Observation | None:
        """An average beside the number of people that it is of, without which nobody can say that none of them is known by it."""
        if value is None:
            return self._stop("average-missing", "Value", count=f"{count.value:,.0f}")
        if out_of is not None:
            self._pass_over("Out of", out_of, "where the plan asks for an average", "nothing under Out of")
        return self._made(value.value, Status.OK, numerator=count.value, flags=flags)

    def _made(self, value: float | None, status: Status, *, flags: frozenset[Flag] = frozenset(), **fields: Any) -> Observation:
        question = self.question
        key = Key(question.indicator.id, question.part.id, home(self.plan).id, self.period, question.breakdown)
        filled = next((column for column in ("Count", "Value", _REASON) if not self.row.empty(column)), "Out of")
        made = Observation(key, "", value, status, flags, classification=question.classification, origin=self.row.at(filled))
        return replace(made, **fields)

    def _pass_over(self, column: str, number: Number, why: str, expected: str) -> None:
        """Say that a number of the row is not read, and why."""
        told = {"number": f"{number.value:,.10g}", "column": column, "why": why, "expected": expected}
        self.problems.append(problem("figure-passed-over", self.row.at(column), **told))

    def _stop(self, code: str, column: str, **told: str) -> Observation | None:
        """Nothing, because of this problem."""
        self.problems.append(problem(code, self.row.at(column), **told))
        return None
