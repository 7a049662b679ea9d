"""Room: store. Connections: what each kind of database is told at the start, and how a write begins.

The events are those of "SQLite: Transactions with SQLite and the sqlite3 driver", SQLAlchemy documentation.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from store.problems import RefusedError, in_words

#: how long a write waits for another one, in milliseconds
PATIENCE = 10_000


def parsed(url: str) -> URL:
    """The address of a database; RefusedError, in words, where it is none. PostgreSQL is always spoken to through psycopg."""
    try:
        found = make_url(url)
        found.get_dialect()
    except ArgumentError:
        raise RefusedError(
            f'DATABASE_URL: found "{url[:12]}...". Expected an address such as sqlite:///data/plan.db or '
            "postgresql+psycopg://name@host/database. Correct it and start again."
        ) from None
    if found.drivername in {"postgresql", "postgres"}:
        return found.set(drivername="postgresql+psycopg")
    if found.get_backend_name() == "sqlite" and found.database in {None, "", ":memory:"}:
        raise RefusedError(
            "DATABASE_URL: found a database in memory. Expected a file, because what is accepted has to last. "
            "Give it a file, as in sqlite:///data/plan.db."
        )
    return found


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite database; None for a database that is served."""
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None


def writable(file: Path) -> bool:
    """Whether the file and its folder may be written (SQLite writes its journal beside the file)."""
    return os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)


def connected(url: URL, *, read_only: bool = False) -> Engine:
    """An engine for `url`; nothing is opened until it is used. With `read_only` not a byte of a SQLite file changes."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(_read_only(url) if read_only else url)
        event.listen(engine, "connect", _tell_reader if read_only else _tell_writer)
        event.listen(engine, "begin", _begin)
        return engine
    engine = create_engine(url, pool_pre_ping=True)
    event.listen(engine, "connect", _tell_served)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection on which all reads see one state of the store."""
    with in_words(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes: all of it is kept, or nothing. On SQLite it takes its turn before it reads, so it never has to give up
    half-way because another write came first."""
    with in_words(), engine.execution_options(store_writes=True).connect() as connection, connection.begin():
        yield connection


def _read_only(url: URL) -> URL:
    file = Path(str(url.database)).absolute()
    # where nothing can be written and no journal is left, nobody can be writing: SQLite then needs no lock file, which it could not make
    still = "" if writable(file) or Path(f"{file}-wal").exists() else "&immutable=1"
    return make_url(f"sqlite:///file:{file}?mode=ro{still}&uri=true")


def _tell_writer(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    _tell(
        connection,
        f"PRAGMA busy_timeout = {PATIENCE}",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
    )


def _tell_reader(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    _tell(connection, f"PRAGMA busy_timeout = {PATIENCE}", "PRAGMA query_only = ON")


def _tell_served(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    # leaps from key to key look costly beforehand and are not: compiling them takes PostgreSQL a hundred times as long as running them
    with closing(connection.cursor()) as cursor:
        cursor.execute("SET jit = off")
    connection.commit()


def _tell(connection: DBAPIConnection, *statements: str) -> None:
    connection.isolation_level = None  # the driver begins no transaction by itself: `_begin` does
    cursor = connection.cursor()
    try:
        for statement in statements:
            cursor.execute(statement)
    finally:
        cursor.close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("store_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
