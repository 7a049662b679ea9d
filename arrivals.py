"""Room: the house. What happens when files arrive: read, compared with what is held, kept as received, accepted.

Loaders and store never meet but here. The command line, the first start and the upload pages all come this way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from indicators.observations import Key, Origin, Status
from indicators.periods import Period
from indicators.registry import Plan, Priority
from indicators.submissions import Passed, Problem, Submission
from loaders.circumstances import Circumstances, Populations
from loaders.confined import read
from loaders.held import before, values
from loaders.limits import PUBLISHED, Limits
from loaders.problems.order import grouped
from loaders.shipped import FORMAT as SHIPPED
from loaders.template import Filling, write
from store.patterns import settle
from store.received import keep
from store.submissions import Preview, Receipt, Store


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file that arrived: what it yielded, what it would change, and the receipt once it is accepted."""

    submission: Submission
    preview: Preview | None
    receipt: Receipt | None

    def lines(self) -> Iterator[str]:
        """What a person at the terminal reads."""
        submission = self.submission
        yield f"{submission.file}: {submission.title}. {submission.rows_read:,} {'row' if submission.rows_read == 1 else 'rows'} read."
        for name, text in submission.details.items():
            yield f"  {name}: {text}"
        for passed in submission.passed:
            yield f"  passed over, {passed.reason}: {passed.rows:,} rows"
        for group in grouped(submission.problems):
            yield f"  {group.problem.severity}: {group.sentence}"
            for id, words in group.problem.choices:
                yield f"    {id}: {words}"
        if self.preview is not None:
            yield f"  {_counted(self.preview)}"
        if self.receipt is not None:
            yield f"  {self.receipt.sentence}"

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
        }


def _counted(preview: Preview) -> str:
    return f"observations: {len(preview.new)} new, {len(preview.revised)} revised, {len(preview.unchanged)} unchanged"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where files arrive: the plan they are read for, the store that keeps them, the folder of files as received, who sends them.

    `theirs` holds the ids of the priorities that the sender answers for, None for anybody; `limits` say how large a file may be.
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

    def arrive(
        self,
        name: str,
        content: bytes,
        *,
        dry_run: bool = False,
        published_on: date | None = None,
        answers: Mapping[str, str] | None = None,
    ) -> Arrival:
        """Read one file and, unless it is a dry run, has something to mend or a question open, accept it.

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
        dividing = [file for file in files if self._holds_populations(first[file])]
        for file in dividing:
            yield self._settled(first[file], contents[file], dry_run=dry_run, published_on=published_on)
        for file in (file for file in files if file not in dividing):
            submission = self._read(file.name, contents[file], answers) if dividing else first[file]
            yield self._settled(submission, contents[file], dry_run=dry_run, published_on=published_on)

    def _read(self, name: str, content: bytes, answers: Mapping[str, str] | None) -> Submission:
        """What the file yields, read in a process of its own."""
        progress = self.progress(name) if self.progress else None
        known = Circumstances(
            populations=self.populations(), held=self.held(), answers=answers or {}, theirs=self.theirs, today=self.now().date()
        )
        return read(name, content, self.plan, by_progress=progress, known=known, limits=self.limits)

    def _settled(self, submission: Submission, content: bytes, *, dry_run: bool, published_on: date | None) -> Arrival:
        if published_on is not None:
            submission = replace(submission, published_on={o.source: published_on for o in submission.observations if o.source})
        if submission.illustrative and not self.illustrative:
            where = Origin(submission.file, "", "")
            refused = Problem(
                "illustrative",
                where,
                "an illustrative workbook",
                "real figures",
                "Load it with `make example`, into a database of its own.",
            )
            return Arrival(replace(submission, problems=(*submission.problems, refused)), None, None)
        if submission.stopped:
            return Arrival(submission, None, None)
        if submission.format == SHIPPED:
            submission = self._beside_loaded(submission)
        preview = self.store.preview(submission)
        if dry_run or submission.asking:
            return Arrival(submission, preview, None)
        if self.received is not None and _yields(submission):
            keep(self.received, content)
        receipt = self.store.accept(submission, by=self.by, at=self.now())
        settle(self.store, self.plan, at=self.now())
        return Arrival(submission, preview, receipt)

    def _beside_loaded(self, submission: Submission) -> Submission:
        """The figures that come with the project, without those in whose place a file stands that somebody loaded here."""
        formats = {record.number: record.format for record in self.store.submissions()}
        wanted = {observation.key.indicator for observation in submission.observations}
        loaded = {
            held.observation.key for held in self.store.observations(as_of=None, indicators=wanted) if formats[held.submission] != SHIPPED
        }
        kept = tuple(observation for observation in submission.observations if observation.key not in loaded)
        left_out = len(submission.observations) - len(kept)
        passed = Passed("a file that was loaded here holds these figures", left_out)
        return replace(submission, observations=kept, passed=(*submission.passed, passed)) if left_out else submission

    def _holds_populations(self, submission: Submission) -> bool:
        wanted = {population.id for population in self.plan.populations}
        return any(observation.key.indicator in wanted for observation in submission.observations)

    def held(self) -> dict[Key, float]:
        """The figures that leads have sent: what is sent next is held against them."""
        return values(held.observation for held in self.store.observations(indicators=self._indicators()))

    def workbook(self, priorities: Sequence[Priority], period: Period) -> bytes:
        """The leads' workbook of these priorities for one quarter, with the figures they sent before, for reference."""
        found = before((held.observation for held in self.store.observations(indicators=self._indicators())), self.plan, priorities, period)
        return write(self.plan, priorities, period, Filling(before=found))

    def _indicators(self) -> list[str]:
        return [indicator.id for indicator in self.plan.indicators]

    def populations(self) -> Populations:
        """The populations that the store holds: (population, area, breakdown) -> people."""
        wanted = [population.id for population in self.plan.populations]
        found: dict[Any, float] = {}
        for held in self.store.observations(as_of=None, indicators=wanted) if wanted else ():
            observation = held.observation
            if observation.status is Status.OK and observation.value is not None:
                key = observation.key
                found[(key.indicator, key.area, key.breakdown)] = observation.value
        return found


def _yields(submission: Submission) -> bool:
    return bool(submission.observations or submission.commentary or submission.actions or submission.voices)
