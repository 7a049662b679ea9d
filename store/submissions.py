"""Room: store. The store itself: submissions are previewed, accepted and withdrawn; everything is read as of a date."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import Connection, Engine, exists, select
from sqlalchemy.engine import URL

import store.entrances
import store.uploads  # noqa: F401 - a store has these tables too
from indicators.decisions import Decided
from indicators.observations import Held, Key
from indicators.remembered import Remembered
from indicators.submissions import ActionUpdate, Commentary, Passed, Submission, Voice
from store import acceptances, audit, backup, checks, decisions, engines, openings, plans, verification, views, withdrawals
from store.plans import Hiding, Pattern, PlanVersion
from store.problems import UnavailableError
from store.receipts import Change, Preview, Receipt, Recorded
from store.schema import submissions
from store.versions import STEPS
from store.views import Kept

__all__ = ["Change", "Preview", "Receipt", "Recorded", "Store", "open_store"]
#: what is done in the transaction of an acceptance, with its receipt
Within = Callable[[Connection, Receipt], None]


def open_store(url: str, *, steps: Path = STEPS) -> Store:
    """The store at `url` (``sqlite:///data/plan.db``, ``postgresql+psycopg://...``), made, or brought to this program's version.

    DamagedError for a file that is not what this program wrote: it is never replaced. A database of a newer program, or one that may not be
    written here, is opened for reading only (`read_only` says why). Opened in a parent, it may be used in every process forked from it.
    """
    address = engines.parsed(url)
    return Store(address, read_only=openings.prepare(address, steps))


class Store:
    """What was accepted, and what of it was known when. Every read is of one moment; every write is one transaction, or nothing.

    Times are given with their zone (else ValueError) and kept in UTC. `as_of=None` is now: all that is accepted and not withdrawn.
    Observations leave raw: only the sender's preview, the raw view and the release step may ask for them.
    """

    def __init__(self, url: URL, *, read_only: str = "") -> None:
        self.url = url
        #: why nothing may be written, in a sentence; "" where it may
        self.read_only = read_only
        #: what was worked out from what is held here, for those who work it out
        self.remembered = Remembered()
        self._engine: Engine | None = None
        self._process = 0
        self._inherited: list[Engine] = []

    @property
    def engine(self) -> Engine:
        """The engine of this process: a connection opened before a fork belongs to the parent, and is neither used nor closed here."""
        if self._engine is None or self._process != os.getpid():
            if self._engine is not None:
                self._inherited.append(self._engine)
            self._engine, self._process = engines.connected(self.url, read_only=bool(self.read_only)), os.getpid()
        return self._engine

    def close(self) -> None:
        """Close this process's idle connections; the next use opens new ones."""
        if self._engine is not None and self._process == os.getpid():
            self._engine.dispose()

    # -- what changes ---------------------------------------------------------------------------------------------------------------

    def preview(self, submission: Submission) -> Preview:
        """What `submission` would change now: new, revised (with the number held) and unchanged figures. Nothing is written."""
        with engines.reading(self.engine) as connection:
            return acceptances.preview(connection, submission)

    def accept(
        self,
        submission: Submission,
        *,
        by: str,
        at: datetime,
        known_from: datetime | None = None,
        against: Preview | None = None,
        who: str = "",
        within: Within | None = None,
    ) -> Receipt:
        """Keep all that `submission` holds, in one transaction.

        The same file read the same way changes nothing while its submission stands. Figures are known from `at`, from `known_from` or from
        the publication date stated for their source, whichever is earliest. RefusedError for a file with a problem that stops it, or with
        two numbers for one key; ConflictError where a figure is no longer the one that `against`, a preview, compared with. `who` is `by`
        as the record names them. `within`, of one of the store's own modules, belongs to the same transaction:
        if it refuses, nothing is kept.
        """
        _check_zones(at, known_from)
        checks.check(submission)
        with self.writing() as connection:
            receipt = acceptances.accept(connection, submission, by=by, at=at, known_from=known_from, against=against, who=who)
            if within is not None:
                within(connection, receipt)
            return receipt

    def withdraw(self, number: int, *, by: str, at: datetime, reason: str, who: str = "") -> None:
        """Take submission `number` back from `at` on; RefusedError where there is none, it was withdrawn before, or the reason is empty."""
        _check_zones(at)
        with self.writing() as connection:
            withdrawals.withdraw(connection, number, by=by, at=at, reason=reason, who=who)

    def keep_plan(self, text: str, at: datetime, *, by: str = "") -> bool:
        """Keep the plan's text under a new version if it differs from the last one; whether it did."""
        _check_zones(at)
        with self.writing() as connection:
            return plans.keep(connection, text, at=at, by=by)

    def decide(self, draft: Decided, *, at: datetime, last: int | None = None, entry: audit.Entry | None = None) -> Decided:
        """Record a decision on an indicator, in one transaction with its entry; the decision with its number, known from `at`.

        RefusedError where another decision on the indicator came after `last`, the number of the newest that was seen.
        """
        _check_zones(at)
        with self.writing() as connection:
            return decisions.decide(connection, draft, at=at, last=last, entry=entry)

    def keep_patterns(self, cells: Iterable[Pattern], *, at: datetime, shown_since: Mapping[Pattern, date] = MappingProxyType({})) -> int:
        """Keep cells that are hidden beside hidden ones, so that every later release hides the same; how many were new.

        Those that had been shown go from past days, too: from the day that `shown_since` gives.
        """
        _check_zones(at)
        with self.writing() as connection:
            days: dict[date | None, list[Pattern]] = {}
            for cell in cells:
                days.setdefault(shown_since.get(cell), []).append(cell)
            return sum(plans.keep_patterns(connection, own, at=at, shown_since=day) for day, own in sorted(days.items(), key=str))

    def note(
        self,
        action: str,
        object: str,
        *,
        who: str,
        at: datetime,
        outcome: str = "done",
        address: str | None = None,
        request: str | None = None,
    ) -> int:
        """Put something on the record that changes no figure (a look at raw numbers, a sign-in); the entry's number."""
        _check_zones(at)
        with self.writing() as connection:
            entry = audit.Entry(at, who, action, object, outcome, address=address, request=request)
            return audit.append(connection, entry, visible=False)

    # -- what is read ---------------------------------------------------------------------------------------------------------------

    def revision(self) -> int:
        """A number that grows whenever anything a reader sees changes. Ask for it before reading what is cached under it."""
        with engines.reading(self.engine) as connection:
            return audit.revision(connection)

    def observations(
        self,
        *,
        as_of: datetime | None = None,
        indicators: Collection[str] | None = None,
        parts: Collection[str] | None = None,
        areas: Collection[str] | None = None,
        whole: bool = False,
    ) -> tuple[Held, ...]:
        """The raw observations known at `as_of`, one a key. The cost follows what is asked for, not the size of the store.

        `whole` leaves out the groups of breakdowns (a trend of the whole area needs none).
        """
        with engines.reading(self.engine) as connection:
            return views.held(connection, as_of, views.Filter(indicators, parts, areas, whole))

    def changes(self, indicators: Collection[str], areas: Collection[str]) -> tuple[datetime, ...]:
        """The moments at which what is held of these changed, up to the last revision or withdrawal; () where there was none."""
        with engines.reading(self.engine) as connection:
            return views.changes(connection, views.Filter(indicators, areas=areas))

    def history(self, key: Key) -> tuple[Held, ...]:
        """Every revision of one number ever accepted, the first one first; those of withdrawn submissions too."""
        with engines.reading(self.engine) as connection:
            return views.history(connection, key)

    def withdrawn(self, indicators: Collection[str]) -> tuple[Held, ...]:
        """The figures of these indicators that came by a withdrawn submission, whether or not another one states them too."""
        with engines.reading(self.engine) as connection:
            return withdrawals.figures(connection, indicators)

    def commentary(self, as_of: datetime | None = None) -> tuple[Kept[Commentary], ...]:
        """The last standing commentary of each indicator and period."""
        with engines.reading(self.engine) as connection:
            return views.said_of_indicators(connection, as_of)

    def action_updates(self, as_of: datetime | None = None) -> tuple[Kept[ActionUpdate], ...]:
        """Every standing update of every action, the oldest first."""
        with engines.reading(self.engine) as connection:
            return views.said_of_actions(connection, as_of)

    def voices(self, as_of: datetime | None = None) -> tuple[Kept[Voice], ...]:
        """Every standing piece of people's-voice evidence, the oldest first; the same one handed in twice counts once."""
        with engines.reading(self.engine) as connection:
            return views.said_by_people(connection, as_of)

    def submissions(self) -> tuple[Recorded, ...]:
        """Every submission ever accepted, in order, withdrawn ones too."""
        with engines.reading(self.engine) as connection:
            rows = connection.execute(select(submissions).order_by(submissions.c.number)).mappings()
            return tuple(_recorded(dict(row)) for row in rows)

    def illustrative(self, as_of: datetime | None = None) -> bool:
        """Whether anything that stands is illustrative: then every page has to say so."""
        s = submissions
        query = select(exists().where(s.c.illustrative, views.standing(s, s.c.known_from, as_of)))
        with engines.reading(self.engine) as connection:
            return bool(connection.execute(query).scalar_one())

    def plan_text(self, as_of: datetime | None = None) -> str | None:
        """The plan's text as it stood at `as_of`; None where no version was held by then."""
        with engines.reading(self.engine) as connection:
            return plans.text_of(connection, as_of)

    def plan_versions(self) -> tuple[PlanVersion, ...]:
        """Every version of the plan that was held, the oldest first."""
        with engines.reading(self.engine) as connection:
            return plans.versions(connection)

    def decisions(self, as_of: datetime | None = None) -> tuple[Decided, ...]:
        """Every decision recorded by `as_of`, in the order of the record; those replaced or taken back too."""
        with engines.reading(self.engine) as connection:
            return decisions.held(connection, as_of)

    def patterns(self) -> frozenset[Pattern]:
        """Every cell that stays hidden beside a hidden one; `hidings` tells since when."""
        with engines.reading(self.engine) as connection:
            return plans.patterns(connection)

    def hidings(self) -> Mapping[Pattern, Hiding]:
        """Of every cell that stays hidden: when that began, and since which day it had been shown before."""
        with engines.reading(self.engine) as connection:
            return plans.hidings(connection)

    def changed_at(self) -> datetime | None:
        """When anything that a reader sees was last changed; None for a store that holds nothing."""
        with engines.reading(self.engine) as connection:
            return audit.changed_at(connection)

    # -- that it lasts --------------------------------------------------------------------------------------------------------------

    def verify(self, received: Path | None = None) -> list[str]:
        """A sentence a fault, none where everything held is what was accepted; with the folder of received files, those too."""
        with engines.reading(self.engine) as connection:
            return verification.verify(connection, received)

    def backup(self, path: Path) -> backup.Backup:
        """A checked copy at `path`, taken while serving (SQLite). It is there whole, with its checksum beside it, or not at all."""
        return backup.backup(self.engine, path)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction of the store's own rooms; UnavailableError where the store may only be read."""
        if self.read_only:
            raise UnavailableError(self.read_only)
        with engines.writing(self.engine) as connection:
            yield connection


def _check_zones(*moments: datetime | None) -> None:
    for moment in moments:
        if moment is not None:
            views.check_zone(moment)


def _recorded(row: dict[str, object]) -> Recorded:
    content = {name: row[name] for name in Recorded.__dataclass_fields__ if name not in {"details", "passed", "notes", "published_on"}}
    return Recorded(
        **content,  # type: ignore[arg-type]  # the columns bear the names and types of the fields
        details=dict(_pairs(row["details"])),
        passed=tuple(Passed(reason, int(count)) for reason, count in _pairs(row["passed"])),
        notes=tuple(str(note) for note in _list(row["notes"])),
        published_on={source: date.fromisoformat(day) for source, day in _mapping(row["published_on"]).items()},
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _pairs(value: object) -> list[tuple[str, str]]:
    return [(str(pair[0]), str(pair[1])) for pair in _list(value) if isinstance(pair, list)]


def _mapping(value: object) -> dict[str, str]:
    return {str(name): str(text) for name, text in value.items()} if isinstance(value, dict) else {}
