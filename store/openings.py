"""Room: store. What happens before a database is used: it is made whole or not at all, checked, and brought to this program's version."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

from store import backup, engines, versions
from store.problems import READ_ONLY, DamagedError
from store.received import sync_folder

#: every SQLite database begins so ("Database File Format", SQLite)
MAGIC = b"SQLite format 3\x00"
#: a database up to this size, in bytes, is looked through at each start; `verify` looks through any
LOOKED_THROUGH = 200_000_000


def prepare(url: URL, steps: Path) -> str:
    """Have the database at `url` ready. Returns why it may only be read, "" where it may be written; DamagedError where it is neither."""
    file = engines.sqlite_file(url)
    if file is not None:
        if not file.exists():
            _make(url, file, steps)
        _check_beginning(file)
        _check_whole(url, file)
        if not engines.writable(file):
            return READ_ONLY
    return _bring_up(url, file, steps)


def damaged(file: Path, found: str) -> DamagedError:
    """What is said of a file that is not the database it should be, with the copy to go back to."""
    copy = backup.last_copy(file)
    remedy = f"Restore the last good backup, {copy.name}." if copy else "No backup stands beside it; restore one from where they are kept."
    return DamagedError(
        f"{file.name}: found {found}. Expected the database that this program wrote. Nothing is served from it and nothing is written "
        f"over it. {remedy} If a new, empty database is wanted, move the file away first."
    )


def _make(url: URL, file: Path, steps: Path) -> None:
    """Make a new database aside and give it its name when it is whole: a half-made one never stands in its place."""
    if Path(f"{file}-wal").exists():
        raise damaged(file, "its journal without the database itself")
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.{os.getpid()}.new")
    engine = engines.connected(url.set(database=str(aside)))
    try:
        with engines.writing(engine) as connection:
            versions.upgrade(connection, steps)
        engine.dispose()  # the last connection to close writes the journal into the file
        with suppress(FileExistsError):  # another process was first: its database is as good
            os.link(aside, file)
        sync_folder(file.parent)
    finally:
        engine.dispose()
        aside.unlink(missing_ok=True)


def _check_beginning(file: Path) -> None:
    with file.open("rb") as opened:
        beginning = opened.read(len(MAGIC))
    if beginning != MAGIC:
        raise damaged(file, "an empty file" if not beginning else "a file that does not begin as a database does")


def _check_whole(url: URL, file: Path) -> None:
    engine = engines.connected(url, read_only=True)  # the file may be another program's: not a byte of it changes
    try:
        with engines.reading(engine) as connection:
            if versions.found(connection) is None:
                raise damaged(file, "a database without the tables of this program")
            if file.stat().st_size <= LOOKED_THROUGH:
                found = connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
                if found != "ok":
                    raise damaged(file, f"damage ({' '.join(str(found).split())})")
    except DamagedError as error:
        raise (error if file.name in str(error) else damaged(file, "pages that cannot be read")) from error
    finally:
        engine.dispose()


def _bring_up(url: URL, file: Path | None, steps: Path) -> str:
    engine = engines.connected(url)
    try:
        with engines.reading(engine) as connection:
            version = versions.found(connection)
        if version is not None and not versions.understood(version, steps):
            return versions.newer_words(version, steps)
        if version != versions.known(steps):
            if file is not None:
                _copy_before(engine, file, version)
            with engines.writing(engine) as connection:
                versions.upgrade(connection, steps)
        return ""
    finally:
        engine.dispose()


def _copy_before(engine: Engine, file: Path, version: str | None) -> None:
    copy = file.with_name(f"{file.stem}.before-leaving-{version}{file.suffix}")
    number = 1
    while copy.exists():
        number += 1
        copy = file.with_name(f"{file.stem}.before-leaving-{version}-{number}{file.suffix}")
    backup.backup(engine, copy)
