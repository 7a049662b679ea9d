"""Room: pages. What a page may ask: released figures and what is said of them, as known on a date. Nothing raw comes through here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, cast

import flask

from indicators.decisions import Decided
from indicators.disclosure.released import Released
from indicators.inequalities import Comparison
from indicators.registry.models import Plan
from indicators.statements import Told
from indicators.submissions import ActionUpdate, Commentary, Voice
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
    @property
    def why(self) -> str: ...


class Edition(Protocol):
    """One version of the plan; `plan` is None where it cannot be read today."""

    @property
    def known_from(self) -> datetime: ...
    @property
    def sha256(self) -> str: ...
    @property
    def plan(self) -> Plan | None: ...


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
    def evidence(self, as_of: date | None) -> Sequence[Told[Voice]]: ...
    def commentary(self, as_of: date | None) -> Sequence[Told[Commentary]]: ...
    def action_updates(self, as_of: date | None) -> Sequence[Told[ActionUpdate]]: ...
    def plan_on(self, as_of: date | None) -> Plan: ...
    def decisions(self, as_of: date | None) -> tuple[Decided, ...]: ...
    def editions(self, as_of: date | None) -> Sequence[Edition]: ...
    def revision(self) -> int: ...
    def began(self) -> date | None: ...
    def at_once(self) -> Figures: ...
    def today(self) -> date: ...


@dataclass(frozen=True)
class Dated:
    """Figures under the plan as it was worded on a date; all else is as it is."""

    figures: Figures
    plan: Plan

    def __getattr__(self, name: str) -> Any:
        return getattr(self.figures, name)

    def at_once(self) -> Dated:
        """The same, looked at once."""
        return Dated(self.figures.at_once(), self.plan)


def dated(figures: Figures, as_of: date | None) -> Figures:
    """The figures whose `plan` is that of the date; the very same where nothing differs."""
    plan = figures.plan_on(as_of)
    return figures if plan is figures.plan else cast(Figures, Dated(figures, plan))


def current() -> Figures:
    """The figures of the app that answers this request."""
    looked_at = flask.request.environ.get(KEY) if flask.has_request_context() else None
    return cast(Figures, flask.current_app.config[KEY] if looked_at is None else looked_at)


def at_once() -> Figures:
    """The figures as this request sees them from here on: the store is asked once whether anything has changed, not at every question."""
    flask.request.environ[KEY] = current().at_once()
    return current()
