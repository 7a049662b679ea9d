"""Room: access. What goes on the record, and what into the log: who, what, about what, from where, in which request. Never a value."""

from __future__ import annotations

import json
import logging
import sys
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import flask

from access.roles import Actor
from store.audit import Entry
from store.submissions import Store

#: who is on the record where nobody was signed in
NOBODY = "nobody"
LONGEST = 300
LOG = logging.getLogger("delivery_plan.requests")


@dataclass(frozen=True, slots=True)
class Recorder:
    """Writes entries to the store's record; `now` tells the time."""

    store: Store
    now: Callable[[], datetime]

    def entry(self, action: str, object: str, outcome: str = "done", *, who: Actor | str | None = None) -> Entry:
        """An entry for the transaction that does what it tells of; by whoever is signed in, unless `who` says."""
        asked = flask.g if flask.has_request_context() else None
        actor = who if who is not None else getattr(asked, "actor", None)
        name = actor.who if isinstance(actor, Actor) else actor or NOBODY
        address, request = getattr(asked, "address", None), getattr(asked, "request_id", None)
        return Entry(self.now(), plain(name), action, plain(object), plain(outcome), address=address, request=request)

    def note(self, action: str, object: str, outcome: str = "done", *, who: Actor | str | None = None) -> None:
        """Put something on the record that changes nothing else. Where the store may only be read, the log keeps it."""
        entry = self.entry(action, object, outcome, who=who)
        if self.store.read_only:
            log("record", action=entry.action, object=entry.object, outcome=entry.outcome, who=entry.who)
            return
        self.store.note(
            entry.action, entry.object, who=entry.who, at=entry.at, outcome=entry.outcome, address=entry.address, request=entry.request
        )


def plain(text: str) -> str:
    """A text on one line: what would break a line or hide a character is written out (ASVS 5.0, 16.4.1)."""
    shown = "".join(c if c == " " or unicodedata.category(c)[0] not in "CZ" else c.encode("unicode_escape").decode() for c in text)
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"


def log(what: str, **fields: str | int | float) -> None:
    """One line of JSON. Callers hand over ids and names of rules, never what was typed or read."""
    LOG.info(json.dumps({"what": what, **fields}, ensure_ascii=True))


def log_request(response: flask.Response) -> None:
    """The line of one request: its rule, not its path, so that no id typed into an address gets into the log."""
    began = getattr(flask.g, "began", None)
    rule = flask.request.url_rule
    actor = getattr(flask.g, "actor", None)
    log(
        "request",
        request=getattr(flask.g, "request_id", ""),
        method=flask.request.method if flask.request.method.isalpha() else "?",
        rule=rule.rule if rule else "",
        status=response.status_code,
        account=actor.account if actor else 0,
        ms=round(1000 * (time.perf_counter() - began), 1) if began else 0,
    )


def to_standard_error() -> None:
    """Send the log to standard error, where a service's journal picks it up; a second call changes nothing."""
    if not LOG.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        LOG.addHandler(handler)
        LOG.propagate = False
    LOG.setLevel(logging.INFO)
