"""Room: the house. What happens when files arrive: read, compared with what is held, kept as received, accepted.

Loaders and store never meet but here. The command line, the first start and the upload pages (`uploading`) all come this way.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from indicators.observations import Key, Origin, Status
from indicators.periods import Period
from indicators.registry import Plan, Priority
from indicators.submissions import Passed, Problem, Submission
from loaders.circumstances import Circumstances, Populations
from loaders.confined import read
from loaders.conventions import recalled
from loaders.held import before, values
from loaders.limits import PUBLISHED, Limits
from loaders.problems.order import grouped
from loaders.shipped import FORMAT as SHIPPED
from loaders.template import Filling, write
from store import memory, staged
from store.audit import Entry
from store.comparing import mark
from store.memory import Memory
from store.patterns import settle
from store.received import keep
from store.staged import Recall, Staged
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
            yield f"  passed over, {passed.reason}: {passed.rows:,} rows"
        for group in grouped(submission.problems):
            yield f"  {group.problem.severity}: {group.sentence}"
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

    def held(self) -> dict[Key, float]:
        """The figures that leads have sent: what is sent next is held against them."""
        return held(self.store, self.plan)

    def workbook(self, priorities: Sequence[Priority], period: Period) -> bytes:
        """The leads' workbook of these priorities for one quarter, with the figures they sent before, for reference."""
        return workbook(self.store, self.plan, priorities, period)

    def populations(self) -> Populations:
        """The populations that the store holds: (population, area, breakdown) -> people."""
        return populations(self.store, self.plan)

    def _read(self, name: str, content: bytes, answers: Mapping[str, str] | None) -> Found:
        """What the file yields, read in a process of its own."""
        progress = self.progress(name) if self.progress else None
        known = Circumstances(populations=self.populations(), held=self.held(), theirs=self.theirs, today=self.now().date())

        def once(answers: Mapping[str, str], layouts: Mapping[str, Mapping[str, str]]) -> Submission:
            surely = replace(known, answers=answers, layouts=layouts)
            return read(name, content, self.plan, by_progress=progress, known=surely, limits=self.limits)

        return found(once, answers or {}, {}, memory.of(self.store, self.by))

    def _settled(self, found: Found, content: bytes, *, dry_run: bool, published_on: date | None) -> Arrival:
        submission = fitted(found.submission, self.store, published_on=published_on, illustrative=self.illustrative)
        if submission.stopped:
            return Arrival(submission, None, None)
        preview = self.store.preview(submission)
        if dry_run:
            return Arrival(submission, preview, None)
        if self.received is not None and (submission.asking or yields(submission)):
            keep(self.received, content)
        if submission.asking or needs_approval(self.plan, submission):
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
        upload = waiting(
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


# -- reading with what is remembered ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """A file as it was read: under these answers and layouts, of which `recalled` were remembered."""

    submission: Submission
    answers: Mapping[str, str]
    layouts: Mapping[str, Mapping[str, str]]
    recalled: tuple[Recall, ...] = ()


#: reads the file once, under answers ("" is none) and layouts
Once = Callable[[Mapping[str, str], Mapping[str, Mapping[str, str]]], Submission]


def found(once: Once, answers: Mapping[str, str], layouts: Mapping[str, Mapping[str, str]], memories: Sequence[Memory]) -> Found:
    """Read a file, and again where something remembered maps a table of it or answers a question that it raises.

    A place whose answer is "" is asked about, whatever is remembered.
    """
    by_kind = {kind: {each.key: each.content for each in memories if each.kind == kind} for kind in ("answer", "layout")}
    submission, used = once(answers, layouts), list[Recall]()
    shapes = [each.shape for each in submission.proposals if each.shape in by_kind["layout"] and each.shape not in layouts]
    if shapes:
        layouts = {**layouts, **{shape: by_kind["layout"][shape] for shape in shapes}}
        used += [Recall("layout", shape, shape) for shape in dict.fromkeys(shapes)]
        submission = once(answers, layouts)
    answered = {where: what for where, what in recalled(submission.problems, by_kind["answer"]).items() if where not in answers}
    if answered:
        answers = {**answers, **{place: choice for place, (choice, _) in answered.items()}}
        used += [Recall("answer", place, key) for place, (_, key) in answered.items()]
        submission = once(answers, layouts)
    return Found(submission, answers, layouts, tuple(used))


def waiting(
    found: Found,
    plan: Plan,
    *,
    size: int,
    sender: tuple[str, str],
    theirs: Collection[str] | None,
    sees: Collection[str] | None,
    at: datetime,
    salt: str,
    published_on: date | None = None,
    shown: str = "",
    kind: str = "file",
) -> Staged:
    """A file as an upload that waits; `sender` is who the record names, and the name that members read."""
    submission = found.submission
    priorities = priorities_of(plan, submission)
    together = shared(plan, priorities, theirs, sees)
    return Staged(
        sha256=submission.sha256,
        kind=kind,
        file=submission.file,
        size=size,
        sender=sender[0],
        sender_name=sender[1],
        theirs=None if theirs is None else tuple(sorted(theirs)),
        sent_at=at,
        sees=None if sees is None else tuple(sorted(sees)),
        scope=scope("" if together else sender[0], theirs, sees),
        salt=salt,
        priorities=priorities,
        answers=found.answers,
        recalled=found.recalled,
        layouts=found.layouts,
        published_on=published_on,
        shown=shown,
    )


def scope(who: str, theirs: Collection[str] | None, sees: Collection[str] | None) -> str:
    """Whose a file is, as a text: the same for senders to whom it reads the same; `who` is "" where they all share it."""
    edges = [None if each is None else sorted(each) for each in (theirs, sees)]
    return sha256(json.dumps([who, *edges]).encode()).hexdigest()


def shared(plan: Plan, priorities: Collection[str], theirs: Collection[str] | None, sees: Collection[str] | None) -> bool:
    """Whether all who have the edges of its sender may see a file and act on it: it speaks of what is theirs, and of nothing else."""
    if theirs is None and sees is None:
        return True
    own = {i.id for p in plan.priorities if p.id in priorities for i in p.indicators}
    return bool(priorities) and (theirs is None or {*priorities} <= {*theirs}) and (sees is None or own <= {*sees})


# -- what a file is held against --------------------------------------------------------------------------------------------------


def held(store: Store, plan: Plan, sees: Collection[str] | None = None, own: Collection[int] = ()) -> dict[Key, float]:
    """The figures that leads have sent; those of the indicators that somebody `sees`, and of their `own` submissions beside."""
    found = store.observations(indicators=_indicators(plan))
    return values(each.observation for each in found if sees is None or each.observation.key.indicator in sees or each.submission in own)


def populations(store: Store, plan: Plan) -> Populations:
    """The populations that the store holds: (population, area, breakdown) -> people."""
    wanted = [population.id for population in plan.populations]
    kept = sorted(
        (each.observation for each in store.observations(indicators=wanted)), key=lambda observation: observation.key.period.order
    )
    people: dict[tuple[str, str, tuple[tuple[str, str], ...]], float] = {}
    for observation in kept:
        if observation.status is Status.OK and observation.value is not None:
            key = observation.key
            people[(key.indicator, key.area, key.breakdown)] = observation.value
    return people


def workbook(store: Store, plan: Plan, priorities: Sequence[Priority], period: Period) -> bytes:
    """The leads' workbook of these priorities for one quarter, with the figures they sent before, for reference."""
    sent = (each.observation for each in store.observations(indicators=_indicators(plan)))
    return write(plan, priorities, period, Filling(before=before(sent, plan, priorities, period)))


def fitted(submission: Submission, store: Store, *, published_on: date | None, illustrative: bool) -> Submission:
    """A file as it goes into this store: with its day of publication, without what a file loaded here holds, and never invented numbers."""
    if published_on is not None:
        submission = replace(submission, published_on={o.source: published_on for o in submission.observations if o.source})
    if submission.illustrative and not illustrative:
        where = Origin(submission.file, "", "")
        remedy = "Load it with `make example`, into a database of its own."
        refused = Problem("illustrative", where, "an illustrative workbook", "real figures", remedy)
        return replace(submission, problems=(*submission.problems, refused))
    return _beside_loaded(store, submission) if submission.format == SHIPPED and not submission.stopped else submission


def yields(submission: Submission) -> bool:
    """Whether a file holds anything for the plan."""
    return bool(submission.observations or submission.commentary or submission.actions or submission.voices)


def needs_approval(plan: Plan, submission: Submission) -> bool:
    """Whether somebody other than the sender approves the file: an indicator that it speaks of asks for it."""
    asked = {indicator.id for indicator in plan.indicators if indicator.approval}
    return bool(asked & ({each.key.indicator for each in submission.observations} | {each.indicator for each in submission.commentary}))


def priorities_of(plan: Plan, submission: Submission) -> tuple[str, ...]:
    """The priorities that a file speaks of, in the plan's order; where it yields nothing yet, those that its first sheet names."""
    said = {each.key.indicator for each in submission.observations} | {each.indicator for each in submission.commentary}
    actions, voices = {each.action for each in submission.actions}, {each.priority for each in submission.voices}
    named = f", {submission.details.get('priorities', '')},"
    return tuple(
        priority.id
        for priority in plan.priorities
        if priority.id in voices
        or said & {indicator.id for indicator in priority.indicators}
        or actions & {action.id for action in priority.actions}
        or f", {priority.number} {priority.short}," in named
    )


def _beside_loaded(store: Store, submission: Submission) -> Submission:
    """The figures that come with the project, without those in whose place a file stands that somebody loaded here."""
    formats = {record.number: record.format for record in store.submissions()}
    wanted = {observation.key.indicator for observation in submission.observations}
    loaded = {each.observation.key for each in store.observations(indicators=wanted) if formats[each.submission] != SHIPPED}
    kept = tuple(observation for observation in submission.observations if observation.key not in loaded)
    left_out = len(submission.observations) - len(kept)
    passed = Passed("a file that was loaded here holds these figures", left_out)
    return replace(submission, observations=kept, passed=(*submission.passed, passed)) if left_out else submission


def _indicators(plan: Plan) -> list[str]:
    return [indicator.id for indicator in plan.indicators]
