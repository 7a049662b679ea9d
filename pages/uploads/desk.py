"""Room: pages. What the upload pages may ask of the house: files are taken in, read, asked about, accepted, withdrawn. The house answers.

Rights are checked by the pages (`access.doors`) before they ask, and raw numbers are looked at only through the two doors of the
preview and the receipt, each look on the record.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, Protocol, cast

import flask

from indicators.periods import Period
from indicators.registry.models import Plan, Priority
from indicators.submissions import Commentary, Problem, Submission
from store.receipts import Moved, Preview, Receipt

#: the name under which the app carries its desk; an app without one takes no files
KEY = "DESK"

State = Literal["waiting", "approval", "accepted", "withdrawn", "set aside"]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: `who` as the record names them, `name` as members read it; `theirs` the priorities they answer for, None for any.

    `sees` are the indicators of which they may see what is held, None for all; what they sent themselves they see beside.
    """

    who: str
    name: str
    theirs: Collection[str] | None = None
    sees: Collection[str] | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that was taken in, under the number of its page; `submission` is the number it was accepted under, None before.

    `state`: `waiting` for answers or to be accepted; `approval` by somebody else; `accepted`; `withdrawn` after that, `set aside` before.
    `priorities` are those whose indicators it speaks of. `answers` were given here or remembered (`remembered` holds the keys of those).
    `layouts` maps the shape of a table to label -> key of the question (``loaders.layouts``). `agreed_by` accepted it; where somebody else
    approves that is neither they nor the sender, but `approved_by`. Both are written as the record names people.
    """

    number: int
    sha256: str
    file: str
    size: int
    sender: str
    sender_name: str
    sent_at: datetime
    state: State
    priorities: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    remembered: frozenset[str] = frozenset()
    layouts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    published_on: date | None = None
    submission: int | None = None
    ended_at: datetime | None = None
    ended_by: str = ""
    reason: str = ""
    agreed_by: str = ""
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class Hidden:
    """One figure of a file that readers will not see as it stands, and why, in a sentence."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A waiting upload as it reads now. `seen` is the mark of what the preview compared with; accepting asks for it.

    `moved` holds each number that changed since a preview with another mark was shown (both versions).
    """

    upload: Upload
    submission: Submission
    preview: Preview | None
    seen: str
    hidden: tuple[Hidden, ...] = ()
    moved: tuple[Moved, ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a file: the number of its page, or why it was not taken in. `before` where this very file was sent already."""

    number: int | None
    problems: tuple[Problem, ...] = ()
    before: bool = False


@dataclass(frozen=True, slots=True)
class Remembered:
    """One answer or layout that is remembered for a sender: `key` of the question or shape, what is done, in words, since when."""

    kind: Literal["answer", "layout"]
    key: str
    words: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What was confirmed of an accepted file: the kind of `question` and what was `chosen`, in words; given or `remembered`; `times` so.

    `at` is when the file was accepted; from the upload's `ended_at`, where it was withdrawn, it counts no more.
    """

    upload: Upload
    question: str
    chosen: str
    times: int
    remembered: bool
    at: datetime


class Desk(Protocol):
    """Where files arrive. Every method is one transaction or none; nothing of a file counts before `accept`.

    `store.problems.RefusedError` (in words) where a state does not allow what is asked, `ConflictError` from `accept` where numbers moved.
    A `viewer` is told nothing of held figures that they may not see; without one, an upload reads as it does for its sender.
    """

    @property
    def plan(self) -> Plan:
        """The plan as decided until now."""
        ...

    def send(self, name: str, content: bytes, sender: Sender, *, published_on: date | None = None) -> Sent: ...
    def upload(self, number: int) -> Upload | None: ...
    def uploads(self) -> tuple[Upload, ...]: ...
    def reading(self, number: int, viewer: Sender | None = None) -> Reading: ...
    def sent_by(self, sender: Sender) -> frozenset[int]: ...
    def answer(self, number: int, answers: Mapping[str, str], sender: Sender, *, remember: bool = False) -> None: ...
    def map(self, number: int, shape: str, labels: Mapping[str, str], sender: Sender) -> None: ...
    def remembered(self, sender: Sender) -> tuple[Remembered, ...]: ...
    def forget(self, kind: str, key: str, sender: Sender) -> None: ...
    def confirmed(self) -> tuple[Confirmed, ...]: ...
    def conflicts(self) -> Mapping[int, tuple[datetime, ...]]: ...
    def accept(self, number: int, sender: Sender, *, seen: str) -> Receipt: ...
    def approve(self, number: int, approver: Sender) -> Receipt: ...
    def set_aside(self, number: int, sender: Sender, *, reason: str) -> None: ...
    def withdraw(self, number: int, sender: Sender, *, reason: str) -> None: ...
    def receipt(self, number: int) -> Receipt: ...
    def received(self, number: int) -> bytes: ...
    def marked_copy(self, number: int, viewer: Sender | None = None) -> bytes: ...
    def template(self, priorities: Sequence[Priority], period: Period) -> bytes: ...
    def questions(self, priorities: Sequence[Priority]) -> Mapping[str, str]: ...
    def say(self, said: Commentary, sender: Sender, *, confirmed: bool = False) -> Receipt: ...


def current() -> Desk | None:
    """The desk of the app that answers this request; None where this app takes no files."""
    return cast("Desk | None", flask.current_app.config.get(KEY))
