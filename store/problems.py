"""Room: store. What the store says when it will not, or cannot, do what was asked: whole sentences for a person, never a driver's words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError

from store.receipts import Moved


class StoreError(Exception):
    """Something the store could not do. Its text says what happened, that nothing changed, and what to do."""


class RefusedError(StoreError):
    """What was handed in may not be kept as it stands."""


class ConflictError(StoreError):
    """What is asked for was not seen as it now stands. `moved` holds the figures that changed, none where only the look is an earlier one.

    `differences` are their words, one a figure: raw numbers, as the text of this is.
    """

    def __init__(self, sentence: str, moved: tuple[Moved, ...]) -> None:
        super().__init__(sentence)
        self.moved, self.differences = moved, tuple(each.words for each in moved)


class UnavailableError(StoreError):
    """The store is busy, full, read-only or out of reach."""


class DamagedError(StoreError):
    """The database is not what this program wrote. It is never replaced by an empty one."""


BUSY = "The store is busy with another change. Your change was not made; nothing has changed. Try again in a minute."
FULL = "The server has no space left. Your change was not made; nothing has changed. Ask whoever runs the server to free some space."
READ_ONLY = "The database can be read but not written. Your change was not made; nothing has changed. Ask whoever runs the server."
OUT_OF_REACH = "The database does not answer. Your change was not made; nothing has changed. Ask whoever runs the server, then try again."
NOT_A_DATABASE = (
    "The database is damaged: a page of it cannot be read as this program wrote it. No figure is served from it and nothing is written "
    "over it. Restore the last good backup with `delivery-plan restore`."
)

#: part of a SQLite message -> what is said of it
_SQLITE = (
    ("locked", BUSY),
    ("busy", BUSY),
    ("disk is full", FULL),
    ("disk i/o error", FULL),
    ("readonly", READ_ONLY),
    ("unable to open", OUT_OF_REACH),
)
#: SQLSTATE of PostgreSQL ("PostgreSQL Error Codes", The PostgreSQL Global Development Group) -> what is said of it
_SQLSTATE = {"53100": FULL, "53200": FULL, "55P03": BUSY, "40001": BUSY, "40P01": BUSY, "57014": BUSY, "25006": READ_ONLY}
_SQLITE_DAMAGE = ("not a database", "malformed", "file is encrypted")


@contextmanager
def in_words() -> Iterator[None]:
    """Turn the failures of a database that a person can act on into sentences; mistakes of the program pass through as they are."""
    try:
        yield
    except DBAPIError as error:
        said = _sentence(error)
        if said is None:
            raise
        raise said from error


def _sentence(error: DBAPIError) -> StoreError | None:
    found = str(error.orig).lower()
    if isinstance(error, DatabaseError) and any(sign in found for sign in _SQLITE_DAMAGE):
        return DamagedError(NOT_A_DATABASE)
    state = getattr(error.orig, "sqlstate", None)
    if state in _SQLSTATE:
        return UnavailableError(_SQLSTATE[state])
    if not isinstance(error, OperationalError):
        return None
    for sign, sentence in _SQLITE:
        if sign in found:
            return UnavailableError(sentence)
    return UnavailableError(OUT_OF_REACH) if error.connection_invalidated or "connect" in found else None
