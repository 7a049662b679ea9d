"""Room: store. What a person gets to see of a submission: the preview before, the receipt after, the record for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from indicators.deadlines import london_day
from indicators.observations import Held, Observation
from indicators.periods.rendering import on_day
from indicators.submissions import Passed, Problem

ChangeKind = Literal["new", "revised", "unchanged"]


@dataclass(frozen=True, slots=True)
class Change:
    """What a submission does to one number: `old` is the number held now, None where there is none."""

    kind: ChangeKind
    observation: Observation
    old: Held | None


@dataclass(frozen=True, slots=True)
class Moved:
    """One number that a file would replace, and that is another one than when it was compared: both versions, None where none is held.

    `words` tells both: raw numbers, for those who may see what is held.
    """

    observation: Observation
    was: Held | None
    now: Held | None
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Preview:
    """What a submission would change, without changing it. Hand it to `accept`, and nothing else than what it shows is done.

    `already` is the number of the submission by which this very reading was accepted before. `problems` are the submission's own;
    `commentary`, `actions` and `voices` count what is said and not yet held.
    """

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    commentary: int
    actions: int
    voices: int
    already: int | None
    revision: int

    @property
    def new(self) -> tuple[Change, ...]:
        """Numbers for which none is held."""
        return of_kind(self.changes, "new")

    @property
    def revised(self) -> tuple[Change, ...]:
        """Numbers that replace another one: `old.observation` -> `observation`."""
        return of_kind(self.changes, "revised")

    @property
    def unchanged(self) -> tuple[Change, ...]:
        """Numbers that are held already."""
        return of_kind(self.changes, "unchanged")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was done with a submission.

    `outcome`: `accepted`; `already` (this very reading was accepted before: nothing changed; `number` and `at` are those of then);
    `nothing` (it holds nothing for this plan: nothing was recorded, `number` is None); `approval` (it waits for somebody else, and nothing
    of it counts yet). `superseded` counts, where it was accepted before,
    the numbers that a later submission has replaced since. `changes` lists the new and the revised numbers of
    an acceptance, with what they replaced: raw numbers, for the sender only.
    """

    outcome: Literal["accepted", "already", "nothing", "approval"]
    number: int | None
    file: str
    sha256: str
    at: datetime
    by: str
    new: int
    revised: int
    unchanged: int
    commentary: int
    actions: int
    voices: int
    changes: tuple[Change, ...] = ()
    superseded: int = 0

    @property
    def sentence(self) -> str:
        """The receipt in a sentence."""
        if self.outcome == "already":
            told = f"{self.file}: already loaded on {written(self.at)} as submission {self.number}; nothing changed."
            if not self.superseded:
                return told
            some = "One of its figures has" if self.superseded == 1 else f"{self.superseded} of its figures have"
            return f"{told} {some} been replaced since by a later submission; withdraw that one to bring them back."
        if self.outcome == "nothing":
            return f"{self.file}: it holds nothing for this plan; nothing was recorded."
        if self.outcome == "approval":
            return f"{self.file}: somebody else approves it before it counts. Until then nothing of it is seen."
        said = [("comment", self.commentary), ("action update", self.actions), ("voice", self.voices)]
        beside = "".join(f", {count} {word}{'' if count == 1 else 's'}" for word, count in said if count)
        return (
            f"{self.file}: accepted on {written(self.at)} as submission {self.number}: "
            f"{self.new} new, {self.revised} revised, {self.unchanged} unchanged{beside}."
        )


@dataclass(frozen=True, slots=True)
class Recorded:
    """One submission as it stands on the record.

    `counts` holds `new`, `revised`, `unchanged`, `commentary`, `actions` and `voices`; `notes` the problems that did not stop it, in words.
    """

    number: int
    sequence: int
    file: str
    sha256: str
    format: str
    title: str
    by: str
    received_at: datetime
    known_from: datetime
    rows_read: int
    counts: Mapping[str, int]
    details: Mapping[str, str]
    passed: tuple[Passed, ...]
    notes: tuple[str, ...]
    published_on: Mapping[str, date]
    illustrative: bool
    state: Literal["accepted", "withdrawn"]
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    withdrawn_reason: str | None


def to_approve(file: str, sha256: str, at: datetime, by: str) -> Receipt:
    """What is handed out for a file that somebody else approves before it counts."""
    return Receipt("approval", None, file, sha256, at, by, new=0, revised=0, unchanged=0, commentary=0, actions=0, voices=0)


def of_kind(changes: tuple[Change, ...], kind: ChangeKind) -> tuple[Change, ...]:
    """The changes of one kind, in their order."""
    return tuple(change for change in changes if change.kind == kind)


def written(moment: datetime) -> str:
    """The day of a moment, in London, as it stands in a sentence: "3 March 2026"."""
    return on_day(london_day(moment))
