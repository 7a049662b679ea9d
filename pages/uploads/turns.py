"""Room: pages. How much one person may send: so many files an hour, and one read at a time, in this process.

Somebody who clicks twice waits for the first click's answer, and then gets the same page.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import flask

from access import gates
from access.limits import Limiter

#: the name under which the app carries its turns
KEY: Final = "TURNS"
#: files that one person may send an hour (SECURITY 4.3)
AN_HOUR: Final = 20
#: seconds that a file waits for the one before it
PATIENCE: Final = 45


class TooManyError(Exception):
    """Somebody sent more than their share; the text is for the person."""


class Turns:
    """The turns of everybody who sends to this process."""

    def __init__(self, limiter: Limiter | None = None, *, patience: float = PATIENCE) -> None:
        self._limiter = limiter or Limiter(per_minute=AN_HOUR / 60, burst=AN_HOUR)
        self._patience = patience
        self._reading: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, who: str) -> Iterator[None]:
        """A turn of `who`, once their file before is read. TooManyError where the hour's share is used up, or the wait too long."""
        if not self._limiter.allows(who):
            raise TooManyError(
                f"You sent {AN_HOUR} files within the hour. This one was not taken in. Wait a few minutes, and send it again."
            )
        with self._lock:
            own = self._reading.setdefault(who, threading.Lock())
        if not own.acquire(timeout=self._patience):
            raise TooManyError("Your file before is still being read. This one was not taken in. Look at your uploads, and send it again.")
        try:
            yield
        finally:
            own.release()


@contextmanager
def turn(who: str) -> Iterator[None]:
    """A turn of the app that answers this request; at one's own computer, in open mode, nobody has to wait for others."""
    turns = flask.current_app.config.get(KEY)
    if not gates.guarded() or not isinstance(turns, Turns):
        yield
        return
    with turns.turn(who):
        yield
