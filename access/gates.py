"""Room: access. What guards one app: its store, plan, arrangement, clock and limits; every request finds it on the app."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import cast

import flask

from access.arrangements import Arrangement
from access.limits import Limiter
from access.oidc import Provider
from access.records import Recorder
from access.roles import Actor
from indicators.deadlines import london_day
from indicators.registry.models import Plan
from store.submissions import Store

#: the name under which the app carries its gate; an app in open mode carries none
KEY = "GATE"


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def today() -> date:
    """The day in London, whatever the clock of this computer is set to."""
    return london_day(utc_now())


@dataclass(frozen=True)
class Gate:
    """Guarded mode at work."""

    store: Store
    plan: Plan
    arrangement: Arrangement
    now: Callable[[], datetime] = utc_now
    limiter: Limiter = field(default_factory=lambda: Limiter(per_minute=600, burst=300))
    sending: Limiter = field(default_factory=lambda: Limiter(per_minute=30, burst=60))
    calendars: Limiter = field(default_factory=lambda: Limiter(per_minute=6, burst=12))
    providers: Mapping[str, Provider] = field(default_factory=dict)

    @property
    def records(self) -> Recorder:
        """Where what happens is written down."""
        return Recorder(self.store, self.now)


def current() -> Gate:
    """The gate of the app that answers this request."""
    return cast(Gate, flask.current_app.config[KEY])


def guarded() -> bool:
    """Whether the app that answers this request asks people to sign in."""
    return flask.has_app_context() and KEY in flask.current_app.config


def actor() -> Actor | None:
    """Who is signed in on this request; None for nobody, and always in open mode."""
    return getattr(flask.g, "actor", None) if flask.has_request_context() else None
