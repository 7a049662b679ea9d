"""Room: indicators. What one file yielded: the shape that loaders make and the store keeps, so that the two need not meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from indicators.observations import Observation, Origin


@dataclass(frozen=True, slots=True)
class Problem:
    """What a person must mend: where, what was found, what was expected, what to do. `code` is its name in the catalogue.

    `choices` are the answers to a question, (id, words) each; () where nothing is asked.
    """

    code: str
    where: Origin
    found: str
    expected: str
    remedy: str
    severity: Literal["stop", "question", "note"] = "stop"
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def sentence(self) -> str:
        """The problem as one paragraph, as every surface shows it."""
        place = ", ".join(p for p in (self.where.sheet and f'Sheet "{self.where.sheet}"', self.where.address) if p) or self.where.file
        return f"{place}: found {self.found}. Expected {self.expected}. {self.remedy}"


@dataclass(frozen=True, slots=True)
class Passed:
    """Rows that a loader read and did not take, and why ("another area: 10,412 rows")."""

    reason: str
    rows: int


@dataclass(frozen=True, slots=True)
class Commentary:
    """What a lead says of an indicator in a period; kept as it was typed."""

    indicator: str
    period: str
    what_happened: str
    why: str
    what_next: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class ActionUpdate:
    """What a lead says of an action."""

    action: str
    status: str
    progress: str
    reviewed_on: date | None
    origin: Origin


@dataclass(frozen=True, slots=True)
class Voice:
    """One piece of people's-voice evidence."""

    priority: str
    kind: str
    source: str
    gathered_by: str
    people: str
    theme: str
    words: str
    consent: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a table in a layout of its sender's own seems to be; nothing is read by it before somebody confirmed it.

    `labels` maps what the table calls its rows (or columns) to the key of the question of the leads' workbook that they seem to answer
    (``I2.1/detained/ethnic_group=black``), "" where nobody knows. `shape` is the same for the same table next quarter: a confirmed mapping
    is remembered under it. `kind` is "tidy", "across" or "down": rows of figures, or periods over the columns or down the side.

    `periods` maps each period as it is written to the words of the one that is read, or to the question it raises; `where` says in which
    rows and columns what stands; `examples` maps a label to its first figure with its address ("D4: 412"); `notes` say what is not read.
    """

    sheet: str
    kind: str
    shape: str
    labels: Mapping[str, str]
    periods: Mapping[str, str] = field(default_factory=dict)
    where: str = ""
    examples: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """One file, read. `observations` may be empty (nothing for this plan); with a problem of severity "stop" or an unanswered question it
    may not be kept.

    `format` is the id of the recognised format ("smi_checks", "template", "shipped" ...); `details` holds what the loader says about
    the file in words, in the order it is shown (sheet, rows, periods). `published_on` maps a source's id to the date its
    publisher gives, where the file or the person who loads it states one. `proposals` say what the tables of a file in no
    known format seem to be.
    """

    file: str
    sha256: str
    format: str
    title: str
    rows_read: int
    observations: tuple[Observation, ...] = ()
    commentary: tuple[Commentary, ...] = ()
    actions: tuple[ActionUpdate, ...] = ()
    voices: tuple[Voice, ...] = ()
    problems: tuple[Problem, ...] = ()
    passed: tuple[Passed, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)
    published_on: Mapping[str, date] = field(default_factory=dict)
    illustrative: bool = False
    proposals: tuple[Proposal, ...] = ()

    @property
    def stopped(self) -> bool:
        """Whether a problem keeps this file from being accepted."""
        return any(p.severity == "stop" for p in self.problems)

    @property
    def asking(self) -> bool:
        """Whether a question waits for an answer; until then the file is not accepted."""
        return any(p.severity == "question" for p in self.problems)
