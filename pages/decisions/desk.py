"""Room: pages. What the pages of decisions may ask of the house: what was decided, what a decision would change, and to record it."""

from __future__ import annotations

from datetime import date
from typing import Protocol, cast

import flask

from indicators.decisions import Decided
from indicators.registry.models import Plan
from indicators.summaries import Summary
from store.audit import Entry

#: the name under which the app carries its desk; an app without one records no decisions
KEY = "DECISIONS"


class Desk(Protocol):
    """Where decisions are tried out and recorded. Rights are checked by the pages (`access.doors`) before they ask."""

    @property
    def read_only(self) -> str: ...
    def today(self) -> date: ...
    def plan(self) -> Plan: ...
    def summary(self, indicator: str) -> Summary: ...
    def decisions(self) -> tuple[Decided, ...]: ...
    def contradiction(self, draft: Decided) -> str: ...
    def effects(self, draft: Decided) -> tuple[str, ...]: ...
    def decide(self, draft: Decided, *, last: int | None = None, entry: Entry | None = None) -> Decided: ...


def current() -> Desk | None:
    """The desk of the app that answers this request; None where this app records no decisions."""
    return cast("Desk | None", flask.current_app.config.get(KEY)) if flask.has_app_context() else None
