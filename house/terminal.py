"""Room: the house. Files that arrive at the terminal or at the first start: read, accepted at once, or left to wait for an answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from house import arrivals
from house.arrivals import Found
from indicators.deadlines import london_day
from indicators.registry import Plan
from indicators.submissions import Problem, Submission
from loaders.circumstances import Circumstances
from loaders.confined import read
from loaders.conventions import place
from loaders.held import values
from loaders.limits import PUBLISHED, Limits
from loaders.problems.order import grouped
from store import memory, staged
from store.audit import Entry
from store.comparing import mark
from store.patterns import settle
from store.received import keep
from store.submissions import Preview, Receipt, Store


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file that arrived: what it yielded, what it would change, and the receipt once it is accepted.

    `upload` is its number where it waits: for answers, or for somebody else to approve it.
    """

    submission: Submission
    preview: Preview | None
    receipt: Receipt | None
    upload: int | None = None

    def lines(self) -> Iterator[str]:
        """What a person at the terminal reads."""
        submission = self.submission
        yield f"{submission.file}: {submission.title}. {submission.rows_read:,} {'row' if submission.rows_read == 1 else 'rows'} read."
        for name, text in submission.details.items():
            yield f"  {name}: {text}"
        for passed in submission.passed:
            yield f"  passed over, {passed.reason}: {passed.rows:,} {'row' if passed.rows == 1 else 'rows'}"
        for group in grouped(submission.problems):
            yield f"  {group.problem.severity}: {group.sentence}"
            if group.problem.choices:
                yield f"    {answered_by(group.problem)}:"
            for id, words in group.problem.choices:
                yield f"    {id}: {words}"
        if self.preview is not None:
            yield f"  {_counted(self.preview)}"
        if self.receipt is not None:
            yield f"  {self.receipt.sentence}"
        if self.upload is not None:
            first = f"delivery-plan answer {self.upload} CELL=CHOICE, then " if submission.asking else ""
            yield f"  It waits as upload {self.upload}: {first}delivery-plan accept {self.upload}."

    def as_dict(self) -> dict[str, Any]:
        """The same for a program."""
        submission = self.submission
        return {
            "file": submission.file,
            "sha256": submission.sha256,
            "format": submission.format,
            "title": submission.title,
            "rows_read": submission.rows_read,
            "details": dict(submission.details),
            "passed_over": [{"reason": passed.reason, "rows": passed.rows} for passed in submission.passed],
            "problems": [
                {
                    "code": p.code,
                    "severity": p.severity,
                    "sheet": p.where.sheet,
                    "address": p.where.address,
                    "sentence": p.sentence,
                    "choices": [{"id": id, "words": words} for id, words in p.choices],
                }
                for p in submission.problems
            ],
            "observations": self.preview
            and {"new": len(self.preview.new), "revised": len(self.preview.revised), "unchanged": len(self.preview.unchanged)},
            "receipt": self.receipt and {"number": self.receipt.number, "outcome": self.receipt.outcome, "sentence": self.receipt.sentence},
            "upload": self.upload,
        }


def answered_by(asked: Problem) -> str:
    """How a question is answered at the terminal: by its place and its code for this cell alone, or by its code for all that raise it."""
    here = f"{place(asked)}=CHOICE"
    quoted = f'"{here}"' if " " in here else here
    return f"answer {quoted}, or {asked.code}=CHOICE for all of this kind; CHOICE is one of"


def _counted(preview: Preview) -> str:
    return f"observations: {len(preview.new)} new, {len(preview.revised)} revised, {len(preview.unchanged)} unchanged"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where files arrive: the plan they are read for, the store that keeps them, the folder of files as received, who sends them.

    `theirs` holds the ids of the priorities that the sender answers for, None for anybody; `limits` say how large a file may be. `starting`
    tells that nobody asked for these files: what was withdrawn stays so.
    """

    plan: Plan
    store: Store
    received: Path | None
    by: str
    now: Callable[[], datetime]
    illustrative: bool = False
    progress: Callable[[str], Callable[[int, int], None]] | None = None
    theirs: Collection[str] | None = None
    limits: Limits = PUBLISHED
    starting: bool = False

    def arrive(
        self,
        name: str,
        content: bytes,
        *,
        dry_run: bool = False,
        published_on: date | None = None,
        answers: Mapping[str, str] | None = None,
    ) -> Arrival:
        """Read one file and, unless it is a dry run, has something to mend or a question open, accept it. With a question open it waits.

        `answers` maps a cell (``Values!F14``) or the code of a question to the id of the choice.
        """
        return self._settled(self._read(name, content, answers), content, dry_run=dry_run, published_on=published_on)

    def arrive_all(
        self,
        files: Sequence[Path],
        *,
        dry_run: bool = False,
        published_on: date | None = None,
        answers: Mapping[str, str] | None = None,
    ) -> Iterator[Arrival]:
        """Read several files; those that hold populations are accepted first, because the rates of others are divided by them."""
        contents = {file: file.read_bytes() for file in files}
        first = {file: self._read(file.name, content, answers) for file, content in contents.items()}
        dividing = [file for file in files if self._holds_populations(first[file].submission)]
        for file in dividing:
            yield self._settled(first[file], contents[file], dry_run=dry_run, published_on=published_on)
        for file in (file for file in files if file not in dividing):
            found = self._read(file.name, contents[file], answers) if dividing else first[file]
            yield self._settled(found, contents[file], dry_run=dry_run, published_on=published_on)

    def _read(self, name: str, content: bytes, answers: Mapping[str, str] | None) -> Found:
        """What the file yields, read in a process of its own."""
        progress = self.progress(name) if self.progress else None
        memories = memory.of(self.store, self.by)
        held, people = arrivals.held(self.store, self.plan), arrivals.populations(self.store, self.plan)
        explained = arrivals.explained(memories)
        known = Circumstances(people, values(held), theirs=self.theirs, today=london_day(self.now()), explained=explained, sent=held)

        def once(answers: Mapping[str, str], layouts: Mapping[str, Mapping[str, str]]) -> Submission:
            surely = replace(known, answers=answers, layouts=layouts)
            return read(name, content, self.plan, by_progress=progress, known=surely, limits=self.limits)

        return arrivals.found(once, answers or {}, {}, memories)

    def _settled(self, found: Found, content: bytes, *, dry_run: bool, published_on: date | None) -> Arrival:
        submission = arrivals.fitted(found.submission, self.store, published_on=published_on, illustrative=self.illustrative)
        if self.starting and not submission.stopped:
            submission = arrivals.without_withdrawn(submission, self.store)
        if submission.stopped:
            return Arrival(submission, None, None)
        preview = self.store.preview(submission)
        if dry_run or (self.starting and not arrivals.yields(submission)):
            return Arrival(submission, preview, None)
        if self.received is not None and (submission.asking or arrivals.yields(submission)):
            keep(self.received, content)
        if submission.asking or arrivals.needs_approval(self.plan, submission):
            return Arrival(
                submission, preview, None, self._staged(replace(found, submission=submission), preview, len(content), published_on)
            )
        entry = Entry(self.now(), self.by, "upload", "", "")
        within = staged.accepting_file(submission.sha256, entry=entry, answers=found.answers)
        receipt = self.store.accept(submission, by=self.by, at=self.now(), within=within)
        settle(self.store, self.plan, at=self.now())
        return Arrival(submission, preview, receipt)

    def _staged(self, found: Found, preview: Preview, size: int, published_on: date | None) -> int:
        salt, sender = secrets.token_hex(16), (self.by, self.by)
        upload = arrivals.waiting(
            found,
            self.plan,
            size=size,
            sender=sender,
            theirs=self.theirs,
            sees=None,
            at=self.now(),
            salt=salt,
            published_on=published_on,
            shown=mark(found.submission, preview, salt),
        )
        return staged.stage(self.store, upload, entry=Entry(self.now(), self.by, "upload", "", "sent"))[0]

    def _holds_populations(self, submission: Submission) -> bool:
        wanted = {population.id for population in self.plan.populations}
        return any(observation.key.indicator in wanted for observation in submission.observations)
