"""Room: the house. The place where uploads are kept: one plan, one store, one folder of files as received, and its clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from access.gates import today, utc_now
from access.records import Recorder
from house.settings import Settings
from indicators.registry import Plan
from pages.uploads.desk import Sender
from store import staged
from store.audit import Entry
from store.problems import RefusedError, UnavailableError
from store.released import as_decided
from store.staged import Staged
from store.submissions import Store


@dataclass(frozen=True, slots=True)
class Place:
    """`written` is the plan as its file has it, `received` the folder of files as received, `today` tells the day in London.

    `illustrative`: whether a file of invented numbers is taken in here.
    """

    written: Plan
    store: Store
    received: Path
    now: Callable[[], datetime]
    today: Callable[[], date]
    illustrative: bool = False

    @classmethod
    def of(cls, settings: Settings, plan: Plan, store: Store) -> Place:
        """The place as the settings arrange it."""
        return cls(plan, store, settings.received, utc_now, today, settings.illustrative)

    @property
    def plan(self) -> Plan:
        """The plan as decided until now: profile and approval are matters that a decision changes while the place stands."""
        return as_decided(self.store, self.written)

    def numbered(self, number: int) -> Staged:
        """The upload with this number; RefusedError where there is none."""
        row = staged.numbered(self.store, number)
        if row is None:
            raise RefusedError(f"Upload {number}: there is none of this number. Expected one that the list of uploads has.")
        return row

    def standing(self, number: int, state: str) -> Staged:
        """The upload with this number, where it stands so; else RefusedError that says how it stands."""
        row = self.numbered(number)
        if row.state != state:
            raise RefusedError(f"Upload {number}: {staged.how_it_stands(row)} Nothing has changed.")
        return row

    def must_be_writable(self) -> None:
        """UnavailableError, in words, where the store may only be read."""
        if self.store.read_only:
            raise UnavailableError(self.store.read_only)

    def entry(self, sender: Sender, outcome: str) -> Entry:
        """What the record says that somebody did to an upload; the change names the upload."""
        return Recorder(self.store, self.now).entry("upload", "", outcome, who=sender.who)
