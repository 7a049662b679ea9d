"""Room: store. A safe copy while serving, and its way back. A plain copy of the file would miss what the journal still holds."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from store.engines import sqlite_file
from store.problems import FULL, DamagedError, RefusedError, UnavailableError, in_words
from store.received import sync_folder


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy, checked: where it is, its hash and its size in bytes. The hash also stands in a file beside it."""

    path: Path
    sha256: str
    size: int


def backup(engine: Engine, path: Path) -> Backup:
    """Copy a SQLite database to `path` (VACUUM INTO), check the copy, and only then give it its name. An existing file is not replaced."""
    if sqlite_file(engine.url) is None:
        raise RefusedError(
            "Backup: this database is served by PostgreSQL. Take the copy with pg_dump, and check it with `delivery-plan verify`."
        )
    if path.exists():
        raise RefusedError(f"Backup: {path.name} is there already. Expected a name that is free. Give the copy another name.")
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        _copy(engine, aside)
        check(aside)
        return named(aside, path)
    except OSError as error:
        raise UnavailableError(FULL) from error
    finally:
        with suppress(FileNotFoundError):
            aside.unlink()


def named(aside: Path, path: Path) -> Backup:
    """Give a copy that was written aside its name, once it and the note of its checksum are on the disk; on a failure no note is left."""
    with aside.open("rb+") as file:
        os.fsync(file.fileno())
    found, note = Backup(path, _hash(aside), aside.stat().st_size), note_of(path)
    try:
        note.write_text(f"{found.sha256}  {path.name}\n", encoding="utf-8")
        aside.replace(path)
    except OSError:
        note.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    return found


def restore(copy: Path, database: Path) -> None:
    """Put a checked copy where no database is. DamagedError where the copy is not the one that was made."""
    check_free(database)
    note = note_of(copy)
    if note.is_file() and note.read_text(encoding="utf-8").split()[:1] != [_hash(copy)]:
        raise DamagedError(
            f"Restore: {copy.name} is not the copy that was made: its checksum differs. Take an older copy; nothing has changed."
        )
    check(copy)
    database.parent.mkdir(parents=True, exist_ok=True)
    aside = database.with_name(f".{database.name}.{os.getpid()}.tmp")
    try:
        shutil.copyfile(copy, aside)
        with aside.open("rb+") as file:
            os.fsync(file.fileno())
        aside.replace(database)
        sync_folder(database.parent)
    finally:
        with suppress(FileNotFoundError):
            aside.unlink()


def check_free(database: Path) -> None:
    """RefusedError where a database, or the journal of one, is in the place already."""
    if database.exists() or Path(f"{database}-wal").exists():
        raise RefusedError(
            f"Restore: {database.name} is there already. Expected no database in its place. Move it away first; it was not touched."
        )


def check(file: Path) -> None:
    """DamagedError unless every page of a database that nobody writes to can be read ("PRAGMA integrity_check", SQLite)."""
    try:
        with closing(sqlite3.connect(f"file:{file.absolute()}?mode=ro&immutable=1", uri=True)) as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchall()
    except sqlite3.DatabaseError as error:
        raise DamagedError(f"{file.name} is no whole database: {error}. Take an older copy.") from error
    if found != [("ok",)]:
        raise DamagedError(f"{file.name} is damaged: {found[0][0]}. Take an older copy.")


def last_copy(database: Path) -> Path | None:
    """The newest copy beside a database: in its folder or in `backups/`, with its checksum; None where there is none."""
    notes = [*database.parent.glob("*.sha256"), *database.parent.glob("backups/*.sha256")]
    copies = [copy for note in notes if (copy := note.with_suffix("")).is_file()]
    return max(copies, key=lambda copy: copy.stat().st_mtime, default=None)


def _copy(engine: Engine, target: Path) -> None:
    # VACUUM may not run inside a transaction, and every connection of SQLAlchemy begins one: so on the driver's own connection
    with in_words():
        raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM INTO ?", (str(target),))
    except sqlite3.DatabaseError as error:
        if "full" in str(error):
            raise UnavailableError(FULL) from error
        raise DamagedError(f"Backup: the database cannot be copied whole: {error}. The earlier copies are untouched.") from error
    finally:
        raw.close()


def _hash(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def note_of(copy: Path) -> Path:
    """Where the checksum of a copy stands, as `sha256sum --check` reads it."""
    return copy.with_name(f"{copy.name}.sha256")
