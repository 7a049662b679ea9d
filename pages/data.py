"""Room: pages. What a page may ask: released figures and what is said of them, as known on a date. Nothing raw comes through here."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol, cast

import flask

from indicators.disclosure.released import Released
from indicators.inequalities import Comparison
from indicators.registry.models import Plan
from indicators.submissions import Voice
from indicators.summaries import Board

#: the name under which the app carries its figures
KEY = "FIGURES"


class Submitted(Protocol):
    """One submission on the record, as a page names it."""

    @property
    def number(self) -> int: ...
    @property
    def file(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def by(self) -> str: ...


class Figures(Protocol):
    """All that the pages read. `as_of` None means: what is known now."""

    @property
    def plan(self) -> Plan: ...
    @property
    def illustrative(self) -> bool: ...
    def released(self, as_of: date | None) -> tuple[Released, ...]: ...
    def board(self, as_of: date | None) -> Board: ...
    def comparisons(self, as_of: date | None) -> tuple[Comparison, ...]: ...
    def submissions(self, as_of: date | None) -> tuple[Submitted, ...]: ...
    def voices(self, as_of: date | None) -> tuple[Voice, ...]: ...
    def revision(self) -> int: ...
    def today(self) -> date: ...


def current() -> Figures:
    """The figures of the app that answers this request."""
    return cast(Figures, flask.current_app.config[KEY])
