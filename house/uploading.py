"""Room: the house. The desk that the upload pages ask: files are taken in, read, asked about, accepted, withdrawn.

It does what the contract in `pages.uploads.desk` says, with what `arrivals` shares. The terminal's `answer`, `accept`
and `uploads` ask it too.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

from access.records import Recorder
from house import arrivals, confirming
from house.arrivals import Found
from house.readings import Readings, within
from house.settings import Settings
from indicators import periods
from indicators.observations import Origin
from indicators.periods import Period
from indicators.registry import Indicator, Plan, Priority
from indicators.submissions import Commentary, Submission
from loaders import typed
from loaders.conventions import learned, unfit
from loaders.marked_copy import marked_copy
from loaders.problems import problem
from loaders.questions import group_questions, questions
from loaders.unreadable import Unreadable
from pages.uploads.desk import Confirmed, Reading, Remembered, Sender, Sent, State, Upload
from store import comparing, memory, staged
from store.audit import Entry
from store.memory import Memory
from store.patterns import settle
from store.problems import ConflictError, RefusedError, UnavailableError
from store.receipts import Preview, Receipt, to_approve
from store.received import bytes_of, hash_of, keep, plain_name
from store.released import LONDON, as_decided
from store.staged import Staged
from store.submissions import Store


class UploadDesk:
    """The desk of one plan and one store. `received` is the folder of files as received, `today` the day in London."""

    def __init__(
        self,
        plan: Plan,
        store: Store,
        received: Path,
        *,
        now: Callable[[], datetime],
        today: Callable[[], date],
        illustrative: bool = False,
    ) -> None:
        self._written, self.store, self._received = plan, store, received
        self._now, self._today, self._illustrative = now, today, illustrative
        self._readings = Readings(lambda: self.plan, store, received, now=now, today=today, illustrative=illustrative)

    @property
    def plan(self) -> Plan:
        """The plan as decided until now: profile and approval are matters that a decision changes while the desk stands."""
        return as_decided(self.store, self._written)

    @classmethod
    def of(cls, settings: Settings, plan: Plan, store: Store) -> UploadDesk:
        """The desk as the settings arrange it."""

        def now() -> datetime:
            return datetime.now(UTC)

        return cls(
            plan, store, settings.received, now=now, today=lambda: now().astimezone(LONDON).date(), illustrative=settings.illustrative
        )

    # -- files come in ------------------------------------------------------------------------------------------------------------

    def send(self, name: str, content: bytes, sender: Sender, *, published_on: date | None = None) -> Sent:
        """Take a file in, once. One that is refused, or holds nothing for the plan, is not kept, and the problems say why.

        Somebody else's upload of the same bytes is theirs too only where it reads the same for both, and both may act on it.
        """
        self._must_be_writable()
        before = staged.live(self.store, hash_of(content), [arrivals.scope(who, sender.theirs, sender.sees) for who in ("", sender.who)])
        if before is not None:
            return Sent(before.number, before=True)
        memories = memory.of(self.store, sender.who)
        once = self._readings.once(plain_name(name), content, sender.theirs, sender.sees, sender.who)
        found = arrivals.found(once, {}, {}, memories)
        submission = arrivals.fitted(found.submission, self.store, published_on=published_on, illustrative=self._illustrative)
        if not _to_keep(submission):
            return Sent(None, submission.problems or (problem("untouched-template", Origin(submission.file, "", "")),))
        keep(self._received, content)
        preview = self.store.preview(submission)
        number, was_there = self._stage(
            replace(found, submission=submission), len(content), sender, "sent", preview=preview, published_on=published_on
        )
        known = preview.already is not None and (sender.sees is None or preview.already in self.sent_by(sender))
        return Sent(number, before=was_there or known)

    def upload(self, number: int) -> Upload | None:
        """The upload with this number; None where there is none."""
        row = staged.numbered(self.store, number)
        return None if row is None else _upload(row)

    def uploads(self) -> tuple[Upload, ...]:
        """Every upload, the last one first."""
        return tuple(_upload(row) for row in staged.everything(self.store))

    def received(self, number: int) -> bytes:
        """The bytes of an upload as they were sent."""
        return bytes_of(self._received, self._row(number).sha256)

    # -- what it would do ---------------------------------------------------------------------------------------------------------

    def reading(self, number: int, viewer: Sender | None = None) -> Reading:
        """An upload as it reads now; one that does not wait any more has no preview."""
        row, viewer = self._row(number), viewer or Sender("", "")
        submission, preview = self._readings.previewed(row, viewer.sees)
        if preview is None:
            return Reading(_upload(row), submission, None, "")
        mark = comparing.mark(submission, preview, row.salt)
        moved = comparing.moved(self.store, preview, row.shown) if row.shown else ()
        return Reading(_upload(row), submission, preview, mark, self._readings.hidden(mark, preview, viewer.sees, viewer.who), moved)

    def sent_by(self, sender: Sender) -> frozenset[int]:
        """The submissions that came by files of a sender: they know the figures of these."""
        return staged.sent_by(self.store, sender.who)

    def answer(self, number: int, answers: Mapping[str, str], sender: Sender, *, remember: bool = False) -> None:
        """Answer questions of an upload: place (``Values!F14:ask-dash``, ``Values!F14`` or the code) -> id of the choice, "" to ask again.

        With `remember`, what holds beyond its cell (`loaders.conventions`) is remembered for the sender of the file.
        """
        row = self._waiting(number)
        once = self._readings.once_of(within(row, sender.sees))
        own = _without_recalled(row)
        given = {**own, **answers}
        if wrong := unfit(once(given, row.layouts or {}).problems, answers):
            raise RefusedError(f"{wrong.sentence} Nothing has changed.")
        new: list[Memory] = []
        if remember:
            asked = once({place: choice for place, choice in own.items() if place not in answers}, row.layouts or {})
            new = [Memory("answer", one.key, one.choice, one.words, self._now()) for one in learned(asked.problems, answers)]
        found = arrivals.found(once, given, row.layouts or {}, self._memories(row, new))
        self._keep_answers(row, found, sender, f"answered: {', '.join(sorted(answers))}", new)

    def map(self, number: int, shape: str, labels: Mapping[str, str], sender: Sender) -> None:
        """Say what the labels of a table mean: label -> key of a question, "" to leave it out. It is remembered for the file's sender."""
        row = self._waiting(number)
        once = self._readings.once_of(within(row, sender.sees))
        proposal = next((each for each in once({}, {}).proposals if each.shape == shape), None)
        if proposal is None:
            raise RefusedError(f"Upload {number}: it has no table of this shape. Nothing has changed. Look at its page again.")
        asked = self.questions(self.plan.priorities)
        if wrong := [label for label, key in labels.items() if label not in proposal.labels or (key and key not in asked)]:
            raise RefusedError(f'Upload {number}: found "{wrong[0]}" mapped to what the plan does not ask for. Nothing has changed.')
        whole = {label: labels.get(label, "") for label in proposal.labels}
        mapped = sum(bool(key) for key in whole.values())
        words = f'the table "{proposal.sheet or row.file}": {mapped} of its {len(whole)} labels are read, the rest left out'
        new = Memory("layout", shape, whole, words, self._now())
        layouts = {**(row.layouts or {}), shape: whole}
        found = arrivals.found(once, _without_recalled(row), layouts, self._memories(row, [new]))
        self._keep_answers(row, found, sender, "a table was mapped", [new])

    def remembered(self, sender: Sender) -> tuple[Remembered, ...]:
        """What is remembered for a sender."""
        found = memory.of(self.store, sender.who)
        return tuple(Remembered("layout" if each.kind == "layout" else "answer", each.key, each.words, each.since) for each in found)

    def forget(self, kind: str, key: str, sender: Sender) -> None:
        """Forget one thing; uploads that wait ask about it again."""
        memory.forget(self.store, sender.who, kind, key, entry=self._entry(sender, "forgotten"))

    def confirmed(self) -> tuple[Confirmed, ...]:
        """What leads confirmed of the files that were accepted, the last upload first."""
        return confirming.confirmed(self.store, self.uploads())

    def conflicts(self) -> Mapping[int, tuple[datetime, ...]]:
        """The number of an upload -> when it was asked again because its numbers had moved since its preview."""
        return confirming.conflicts(self.store)

    # -- what is done with it -----------------------------------------------------------------------------------------------------

    def accept(self, number: int, sender: Sender, *, seen: str) -> Receipt:
        """Accept all of an upload in one transaction, or where somebody else approves, hand it on (outcome ``approval``).

        ConflictError, with both versions, where anything is no longer what the preview with the mark `seen` showed.
        """
        row = self._row(number)
        if row.state == "accepted":
            return replace(self.receipt(number), outcome="already")
        self._must_be(row, "waiting")
        submission, preview = self._acceptable(row, sender.sees)
        mark = comparing.mark(submission, preview, row.salt)
        if not comparing.same(seen, mark):
            since = comparing.looked(seen, row.shown, mark)
            staged.change(self.store, number, entry=self._entry(sender, confirming.AGAIN), shown=since or mark)
            raise comparing.conflict(row.file, comparing.moved(self.store, preview, since))
        if arrivals.needs_approval(self.plan, submission):
            entry = self._entry(sender, "waits for approval")
            staged.change(self.store, number, entry=entry, was=row, state="approval", shown=mark, agreed_by=sender.who)
            return to_approve(row.file, row.sha256, self._now(), row.sender_name)
        return self._accepted(row, submission, preview, sender, seen=mark)

    def approve(self, number: int, approver: Sender) -> Receipt:
        """Approve an upload of somebody else, which then counts. ConflictError once where numbers moved since it was agreed to."""
        row = self._row(number)
        self._must_be(row, "approval")
        if approver.who in (row.sender, row.agreed_by):
            raise RefusedError(f"Upload {number}: somebody other than {row.sender_name} approves it. Nothing has changed.")
        submission, preview = self._acceptable(row, None, told=self._sees_all(row, approver))
        mark = comparing.mark(submission, preview, row.salt)
        if not comparing.same(row.shown, mark):
            staged.change(self.store, number, entry=self._entry(approver, confirming.AGAIN), states=("approval",), shown=mark)
            raise comparing.conflict(row.file, comparing.moved(self.store, preview, row.shown))
        return self._accepted(row, submission, preview, approver, seen=mark, approved_by=approver.who)

    def set_aside(self, number: int, sender: Sender, *, reason: str) -> None:
        """End an upload that was not accepted; its file may be sent anew."""
        staged.change(
            self.store,
            number,
            entry=self._entry(sender, "set aside"),
            states=("waiting", "approval"),
            state="set aside",
            ended_at=self._now(),
            ended_by=sender.name,
            reason=reason,
        )

    def withdraw(self, number: int, sender: Sender, *, reason: str) -> None:
        """Take an accepted upload back: what stood before it stands again, the record stays."""
        row = self._row(number)
        self._must_be(row, "accepted")
        self.store.withdraw(row.submission or 0, by=sender.name, who=sender.who, at=self._now(), reason=reason)
        settle(self.store, self.plan, at=self._now())

    def receipt(self, number: int) -> Receipt:
        """The receipt of an upload that was accepted, made from the record."""
        row = self._row(number)
        if row.submission is None:
            raise RefusedError(f"Upload {number}: {staged.how_it_stands(row)} A receipt is given when it is accepted.")
        return comparing.receipt(self.store, row.submission)

    # -- what leads take with them, and say ---------------------------------------------------------------------------------------

    def marked_copy(self, number: int, viewer: Sender | None = None) -> bytes:
        """The sender's workbook with the cells to mend outlined and commented; RefusedError where it is another kind of file."""
        row = self._row(number)
        submission, _ = self._readings.previewed(row, viewer.sees if viewer else None)
        try:
            return marked_copy(self.received(number), submission.problems, name=row.file)
        except Unreadable as refusal:
            raise RefusedError(f"No marked copy was made. {refusal}") from None

    def template(self, priorities: Sequence[Priority], period: Period) -> bytes:
        """The workbook of these priorities for one quarter."""
        return arrivals.workbook(self.store, self.plan, priorities, period)

    def questions(self, priorities: Sequence[Priority]) -> Mapping[str, str]:
        """The keys of what these priorities are asked for, each in words: what a label of a table may mean."""
        asked = (question for priority in priorities for rows in (questions, group_questions) for question in rows(self.plan, priority))
        return {each.key: _joined(_named(each.indicator), each.part.numerator or each.part.name, each.group_label) for each in asked}

    def say(self, said: Commentary, sender: Sender, *, confirmed: bool = False) -> Receipt:
        """Keep commentary typed on the screen, exactly as typed, as a submission of its own. RefusedError where it may not stand.

        `confirmed` answers that a small number of people in the words is right as it stands.
        """
        self._must_be_writable()
        standing = [kept for kept in self.store.commentary() if (kept.said.indicator, kept.said.period) == (said.indicator, said.period)]
        if standing and typed.boxes(standing[0].said) == typed.boxes(said):
            return replace(comparing.receipt(self.store, standing[0].submission), outcome="already")
        if wrong := typed.unfit(said, self.plan, theirs=sender.theirs, confirmed=confirmed):
            raise RefusedError("\n".join(each.sentence for each in wrong))
        indicator = self.plan.indicator(said.indicator)
        name = f"Commentary on {indicator.number} {indicator.short}, {periods.of_key(said.period).label}"
        content = typed.as_bytes(said, after=standing[0].submission if standing else 0)
        keep(self._received, content)
        submission = typed.read(name, content)
        preview = self.store.preview(submission)
        number, _ = self._stage(Found(submission, {}, {}), len(content), sender, "typed on the screen", preview=preview, kind=typed.FORMAT)
        return self.accept(number, sender, seen=comparing.mark(submission, preview, self._row(number).salt))

    # -- what the above share -----------------------------------------------------------------------------------------------------

    def _stage(self, found: Found, size: int, sender: Sender, outcome: str, *, preview: Preview, **more: Any) -> tuple[int, bool]:
        who, salt = (sender.who, sender.name), secrets.token_hex(16)
        more |= {"theirs": sender.theirs, "sees": sender.sees, "salt": salt, "shown": comparing.mark(found.submission, preview, salt)}
        upload = arrivals.waiting(found, self.plan, size=size, sender=who, at=self._now(), **more)
        return staged.stage(self.store, upload, entry=self._entry(sender, outcome))

    def _sees_all(self, row: Staged, who: Sender) -> bool:
        """Whether somebody may see what is held of all that a file speaks of."""
        own = {i.id for p in self.plan.priorities if p.id in row.priorities for i in p.indicators}
        return who.sees is None or (bool(own) and own <= {*who.sees})

    def _accepted(self, row: Staged, submission: Submission, preview: Preview, who: Sender, *, seen: str, approved_by: str = "") -> Receipt:
        entry = self._entry(who, "accepted")
        within = staged.accepting(row.number, entry=entry, states=(row.state,), answered=row, approved_by=approved_by)
        try:
            receipt = self.store.accept(submission, by=row.sender_name, who=who.who, at=self._now(), against=preview, within=within)
        except ConflictError:
            staged.change(self.store, row.number, entry=self._entry(who, confirming.AGAIN), states=(row.state,), shown=seen)
            raise
        settle(self.store, self.plan, at=self._now())
        return receipt

    def _acceptable(self, row: Staged, sees: Collection[str] | None, *, told: bool = True) -> tuple[Submission, Preview]:
        """What an upload reads as; RefusedError, in words, where there is something to mend, to answer, or nothing at all.

        What is found in the file is `told` only to those who may see its figures.
        """
        submission, preview = self._readings.previewed(row, sees)
        for severity, words in (("stop", "To mend"), ("question", "A question waits for its answer")):
            found = [each.sentence for each in submission.problems if each.severity == severity]
            if found and not told:
                raise RefusedError(f"{row.file}: not approved, nothing has changed. {words}. Ask {row.sender_name}, who sees what it is.")
            if found:
                more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
                raise RefusedError(f"{row.file}: not accepted, nothing has changed. {words}: {found[0]}{more}")
        if preview is None or not arrivals.yields(submission):
            raise RefusedError(f"{row.file}: it holds nothing for this plan, so there is nothing to accept. Set it aside.")
        return submission, preview

    def _memories(self, row: Staged, new: Sequence[Memory]) -> list[Memory]:
        """What is remembered for the sender of an upload, once `new` is remembered too."""
        replaced = {(each.kind, each.key) for each in new}
        return [*(each for each in memory.of(self.store, row.sender) if (each.kind, each.key) not in replaced), *new]

    def _keep_answers(self, row: Staged, found: Found, sender: Sender, outcome: str, new: Sequence[Memory]) -> None:
        """Keep what was answered or mapped, and what is remembered of it, in one transaction."""
        mapped = {each.key for each in new}
        recalled_before = tuple(each for each in row.recalled if each.kind == "layout" and each.place not in mapped)
        staged.change(
            self.store,
            row.number,
            entry=self._entry(sender, outcome),
            was=row,
            within=memory.remembering(row.sender, new, entry=self._entry(sender, "remembered")),
            answers=found.answers,
            layouts=found.layouts,
            recalled=(*recalled_before, *found.recalled),
            priorities=arrivals.priorities_of(self.plan, found.submission),
        )

    def _row(self, number: int) -> Staged:
        row = staged.numbered(self.store, number)
        if row is None:
            raise RefusedError(f"Upload {number}: there is none of this number. Expected one that the list of uploads has.")
        return row

    def _waiting(self, number: int) -> Staged:
        row = self._row(number)
        self._must_be(row, "waiting")
        return row

    def _must_be(self, row: Staged, state: str) -> None:
        if row.state != state:
            raise RefusedError(f"Upload {row.number}: {staged.how_it_stands(row)} Nothing has changed.")

    def _must_be_writable(self) -> None:
        if self.store.read_only:
            raise UnavailableError(self.store.read_only)

    def _entry(self, sender: Sender, outcome: str) -> Entry:
        return Recorder(self.store, self._now).entry("upload", "", outcome, who=sender.who)


def _to_keep(submission: Submission) -> bool:
    """Whether a file is taken in: it was read, or its tables may be mapped, and there is something to accept, to mend or to answer."""
    if any(each.code == "illustrative" for each in submission.problems):
        return False
    if not submission.format:
        return bool(submission.proposals)
    return arrivals.yields(submission) or submission.stopped or submission.asking


def _without_recalled(row: Staged) -> dict[str, str]:
    """The answers that were given here."""
    recalled = {each.place for each in row.recalled if each.kind == "answer"}
    return {place: choice for place, choice in (row.answers or {}).items() if place not in recalled}


def _upload(row: Staged) -> Upload:
    return Upload(
        number=row.number,
        sha256=row.sha256,
        file=row.file,
        size=row.size,
        sender=row.sender,
        sender_name=row.sender_name,
        sent_at=row.sent_at,
        state=cast(State, row.state),
        priorities=row.priorities,
        answers={place: choice for place, choice in (row.answers or {}).items() if choice},
        remembered=frozenset(each.place for each in row.recalled),
        layouts=row.layouts or {},
        published_on=row.published_on,
        submission=row.submission,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        reason=row.reason,
    )


def _named(indicator: Indicator) -> str:
    return f"{indicator.number} {indicator.short}"


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
