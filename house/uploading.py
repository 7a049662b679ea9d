"""Room: the house. The desk that the upload pages ask: files are taken in, read, asked about, accepted, withdrawn.

It does what the contract in `pages.uploads.desk` says, with what `arrivals` shares; answers and what is remembered are given to
`answering`. The terminal's `answer`, `accept` and `uploads` ask it too.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast

from house import arrivals, confirming
from house.answering import Answering
from house.arrivals import Found
from house.place import Place
from house.readings import Readings
from indicators import periods
from indicators.observations import Origin
from indicators.periods import Period
from indicators.registry import Plan, Priority
from indicators.submissions import Commentary, Submission
from loaders import typed
from loaders.marked_copy import marked_copy
from loaders.problems import problem
from loaders.unreadable import Unreadable
from pages.uploads.desk import Confirmed, Reading, Remembered, Sender, Sent, State, Upload
from store import comparing, memory, staged
from store.patterns import settle
from store.problems import ConflictError, RefusedError
from store.receipts import Preview, Receipt, to_approve
from store.received import bytes_of, hash_of, keep, plain_name
from store.staged import Staged


class UploadDesk:
    """The desk of one place: its plan, its store, its folder of files as received."""

    def __init__(self, place: Place) -> None:
        self.place, self.store = place, place.store
        self._readings = Readings(place)
        self._answering = Answering(place, self._readings)

    @property
    def plan(self) -> Plan:
        """The plan as decided until now."""
        return self.place.plan

    # -- files come in ------------------------------------------------------------------------------------------------------------

    def send(self, name: str, content: bytes, sender: Sender, *, published_on: date | None = None) -> Sent:
        """Take a file in, once. One that is refused, or holds nothing for the plan, is not kept, and the problems say why.

        Somebody else's upload of the same bytes is theirs too only where it reads the same for both, and both may act on it.
        """
        self.place.must_be_writable()
        before = staged.live(self.store, hash_of(content), [arrivals.scope(who, sender.theirs, sender.sees) for who in ("", sender.who)])
        if before is not None:
            return Sent(before.number, before=True)
        memories = memory.of(self.store, sender.who)
        once = self._readings.once(plain_name(name), content, sender.theirs, sender.sees, sender.who)
        found = arrivals.found(once, {}, {}, memories)
        submission = arrivals.fitted(found.submission, self.store, published_on=published_on, illustrative=self.place.illustrative)
        if not _to_keep(submission):
            return Sent(None, submission.problems or (problem("untouched-template", Origin(submission.file, "", "")),))
        keep(self.place.received, content)
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
        return bytes_of(self.place.received, self.place.numbered(number).sha256)

    # -- what it would do ---------------------------------------------------------------------------------------------------------

    def reading(self, number: int, viewer: Sender | None = None) -> Reading:
        """An upload as it reads now; one that does not wait any more has no preview."""
        row, viewer = self.place.numbered(number), viewer or Sender("", "")
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
        """Answer questions of an upload (`answering`)."""
        self._answering.answer(number, answers, sender, remember=remember)

    def map(self, number: int, shape: str, labels: Mapping[str, str], sender: Sender) -> None:
        """Say what the labels of a table mean (`answering`)."""
        self._answering.map(number, shape, labels, sender)

    def questions(self, priorities: Sequence[Priority]) -> Mapping[str, str]:
        """The keys of what these priorities are asked for, each in words: what a label of a table may mean."""
        return self._answering.questions(priorities)

    def remembered(self, sender: Sender) -> tuple[Remembered, ...]:
        """What is remembered for a sender."""
        return self._answering.remembered(sender)

    def forget(self, kind: str, key: str, sender: Sender) -> None:
        """Forget one thing; uploads that wait ask about it again."""
        self._answering.forget(kind, key, sender)

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
        if self.place.numbered(number).state == "accepted":
            return replace(self.receipt(number), outcome="already")
        row = self.place.standing(number, "waiting")
        submission, preview = self._acceptable(row, sender.sees)
        mark = comparing.mark(submission, preview, row.salt)
        if not comparing.same(seen, mark):
            since = comparing.looked(seen, row.shown, mark)
            staged.change(self.store, number, entry=self.place.entry(sender, confirming.AGAIN), shown=since or mark)
            raise comparing.conflict(row.file, comparing.moved(self.store, preview, since))
        if arrivals.needs_approval(self.plan, submission):
            entry = self.place.entry(sender, "waits for approval")
            staged.change(self.store, number, entry=entry, was=row, state="approval", shown=mark, agreed_by=sender.who)
            return to_approve(row.file, row.sha256, self.place.now(), row.sender_name)
        return self._accepted(row, submission, preview, sender, seen=mark, agreed_by=sender.who)

    def approve(self, number: int, approver: Sender) -> Receipt:
        """Approve an upload of somebody else, which then counts. ConflictError once where numbers moved since it was agreed to."""
        row = self.place.standing(number, "approval")
        if any(_one_person(approver, who, row.sender_name) for who in (row.sender, row.agreed_by) if who):
            raise RefusedError(f"Upload {number}: somebody other than {row.sender_name} approves it. Nothing has changed.")
        submission, preview = self._acceptable(row, None, told=self._sees_all(row, approver))
        mark = comparing.mark(submission, preview, row.salt)
        if not comparing.same(row.shown, mark):
            staged.change(self.store, number, entry=self.place.entry(approver, confirming.AGAIN), states=("approval",), shown=mark)
            raise comparing.conflict(row.file, comparing.moved(self.store, preview, row.shown))
        return self._accepted(row, submission, preview, approver, seen=mark, approved_by=approver.who)

    def set_aside(self, number: int, sender: Sender, *, reason: str) -> None:
        """End an upload that was not accepted; its file may be sent anew."""
        staged.change(
            self.store,
            number,
            entry=self.place.entry(sender, "set aside"),
            states=("waiting", "approval"),
            state="set aside",
            ended_at=self.place.now(),
            ended_by=sender.name,
            reason=reason,
        )

    def withdraw(self, number: int, sender: Sender, *, reason: str) -> None:
        """Take an accepted upload back: what stood before it stands again, the record stays."""
        row = self.place.standing(number, "accepted")
        self.store.withdraw(row.submission or 0, by=sender.name, who=sender.who, at=self.place.now(), reason=reason)
        settle(self.store, self.plan, at=self.place.now())

    def receipt(self, number: int) -> Receipt:
        """The receipt of an upload that was accepted, made from the record."""
        row = self.place.numbered(number)
        if row.submission is None:
            raise RefusedError(f"Upload {number}: {staged.how_it_stands(row)} A receipt is given when it is accepted.")
        return comparing.receipt(self.store, row.submission)

    # -- what leads take with them, and say ---------------------------------------------------------------------------------------

    def marked_copy(self, number: int, viewer: Sender | None = None) -> bytes:
        """The sender's workbook with the cells to mend outlined and commented; RefusedError where it is another kind of file."""
        row = self.place.numbered(number)
        submission, _ = self._readings.previewed(row, viewer.sees if viewer else None)
        try:
            return marked_copy(self.received(number), submission.problems, name=row.file)
        except Unreadable as refusal:
            raise RefusedError(f"No marked copy was made. {refusal}") from None

    def template(self, priorities: Sequence[Priority], period: Period) -> bytes:
        """The workbook of these priorities for one quarter."""
        return arrivals.workbook(self.store, self.plan, priorities, period, illustrative=self.place.illustrative)

    def say(self, said: Commentary, sender: Sender, *, confirmed: bool = False) -> Receipt:
        """Keep commentary typed on the screen, exactly as typed, as a submission of its own. RefusedError where it may not stand.

        `confirmed` answers that a small number of people in the words is right as it stands.
        """
        self.place.must_be_writable()
        standing = [kept for kept in self.store.commentary() if (kept.said.indicator, kept.said.period) == (said.indicator, said.period)]
        if standing and typed.boxes(standing[0].said) == typed.boxes(said):
            return replace(comparing.receipt(self.store, standing[0].submission), outcome="already")
        if wrong := typed.unfit(said, self.plan, theirs=sender.theirs, confirmed=confirmed):
            raise RefusedError("\n".join(each.sentence for each in wrong))
        indicator = self.plan.indicator(said.indicator)
        name = f"Commentary on {indicator.number} {indicator.short}, {periods.of_key(said.period).label}"
        content = typed.as_bytes(said, after=standing[0].submission if standing else 0)
        keep(self.place.received, content)
        submission = typed.read(name, content)
        preview = self.store.preview(submission)
        number, _ = self._stage(Found(submission, {}, {}), len(content), sender, "typed on the screen", preview=preview, kind=typed.FORMAT)
        return self.accept(number, sender, seen=comparing.mark(submission, preview, self.place.numbered(number).salt))

    # -- what the above share -----------------------------------------------------------------------------------------------------

    def _stage(self, found: Found, size: int, sender: Sender, outcome: str, *, preview: Preview, **more: Any) -> tuple[int, bool]:
        who, salt = (sender.who, sender.name), secrets.token_hex(16)
        more |= {"theirs": sender.theirs, "sees": sender.sees, "salt": salt, "shown": comparing.mark(found.submission, preview, salt)}
        upload = arrivals.waiting(found, self.plan, size=size, sender=who, at=self.place.now(), **more)
        return staged.stage(self.store, upload, entry=self.place.entry(sender, outcome))

    def _sees_all(self, row: Staged, who: Sender) -> bool:
        """Whether somebody may see what is held of all that a file speaks of."""
        own = {i.id for p in self.plan.priorities if p.id in row.priorities for i in p.indicators}
        return who.sees is None or (bool(own) and own <= {*who.sees})

    def _accepted(self, row: Staged, submission: Submission, preview: Preview, who: Sender, *, seen: str, **named: str) -> Receipt:
        entry = self.place.entry(who, "accepted")
        within = staged.accepting(row.number, entry=entry, states=(row.state,), answered=row, **named)
        try:
            receipt = self.store.accept(submission, by=row.sender_name, who=who.who, at=self.place.now(), against=preview, within=within)
        except ConflictError:
            staged.change(self.store, row.number, entry=self.place.entry(who, confirming.AGAIN), states=(row.state,), shown=seen)
            raise
        settle(self.store, self.plan, at=self.place.now())
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


def _to_keep(submission: Submission) -> bool:
    """Whether a file is taken in: it was read, or its tables may be mapped, and there is something to accept, to mend or to answer."""
    if any(each.code == "illustrative" for each in submission.problems):
        return False
    if not submission.format:
        return bool(submission.proposals)
    return arrivals.yields(submission) or submission.stopped or submission.asking


def _one_person(somebody: Sender, who: str, name: str) -> bool:
    """Whether somebody is `who`, whom members read as `name`. At the terminal a person is a bare name, in any letters: "ann" there is
    "local ann" here, and so is "Ann Lee"."""
    one, other = somebody.who.strip().casefold(), who.strip().casefold()
    at_terminal = somebody.who == somebody.name and one in (other.partition(" ")[2], name.strip().casefold())
    return one == other or one.partition(" ")[2] == other or at_terminal


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
        agreed_by=row.agreed_by,
        approved_by=row.approved_by,
    )
