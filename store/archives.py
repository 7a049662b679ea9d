"""Room: store. One file that holds everything kept: the database, the files as received, the plan, and the checksum of each.

It is written aside, read again whole, and only then given its name. Nothing is taken out of it that its list does not name, under no other
name than the few that there are, and nothing whose checksum is another.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from store.backup import Backup, named
from store.problems import FULL, DamagedError, RefusedError, UnavailableError

FORMAT = 1
LIST, DATABASE, PLAN = "manifest.json", "database.db", "priorities.yaml"
#: every name that an archive may hold beside its list
NAMES = re.compile(r"database\.db|priorities\.yaml|received/([0-9a-f]{2})/\1[0-9a-f]{62}")
#: the list names some hundred thousand files at most
LONGEST_LIST = 100_000_000
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of an archive: its checksum (SHA-256) and its size in bytes."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Contents:
    """What an archive holds: its files by name, and what was said of them when it was written."""

    files: Mapping[str, Listed]
    about: Mapping[str, Any]


def name_of(sha256: str) -> str:
    """The name of a file as received."""
    return f"received/{sha256[:2]}/{sha256}"


def write(target: Path, files: Iterable[tuple[str, Path]], about: Mapping[str, Any]) -> Backup:
    """Write an archive of these files (name in it, where it is). A file that is there is not replaced; on a failure nothing is left."""
    if target.exists():
        raise RefusedError(f"Backup: {target.name} is there already. Expected a name that is free. Give the copy another name.")
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with zipfile.ZipFile(aside, "x", zipfile.ZIP_DEFLATED) as archive:
            listed = {name: _put(archive, name, file) for name, file in files}
            entries = {name: {"sha256": each.sha256, "size": each.size} for name, each in listed.items()}
            archive.writestr(LIST, json.dumps({"format": FORMAT, "about": dict(about), "files": entries}, indent=1))
        with _read(aside) as archive:
            for name, each in _contents(archive, aside).files.items():
                _copied(archive, name, each, None)
        return named(aside, target)
    except OSError as error:
        raise UnavailableError(FULL) from error
    finally:
        with suppress(FileNotFoundError):
            aside.unlink()


def take_out(source: Path, folder: Path) -> Contents:
    """Take everything out of an archive into an empty folder. DamagedError where anything is not as it was put in."""
    with _read(source) as archive:
        contents = _contents(archive, source)
        for name, each in contents.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            with (folder / name).open("xb") as file:
                _copied(archive, name, each, file)
    return contents


def _put(archive: zipfile.ZipFile, name: str, file: Path) -> Listed:
    found, size, entry = hashlib.sha256(), 0, zipfile.ZipInfo(name)
    # an entry that is made by hand is stored as it is, whatever the archive says
    entry.compress_type = archive.compression
    with file.open("rb") as source, archive.open(entry, "w", force_zip64=True) as inside:
        while piece := source.read(_PIECE):
            inside.write(piece)
            found.update(piece)
            size += len(piece)
    return Listed(found.hexdigest(), size)


@contextmanager
def _read(source: Path) -> Iterator[zipfile.ZipFile]:
    """An archive, opened; whatever is wrong with its bytes is said in words."""
    try:
        with zipfile.ZipFile(source) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise _damaged(source, f"it cannot be read to its end ({error})") from error


def _contents(archive: zipfile.ZipFile, source: Path) -> Contents:
    """The list of an archive, once it agrees with what is in it."""
    names = archive.namelist()
    if LIST not in names or archive.getinfo(LIST).file_size > LONGEST_LIST:
        raise _damaged(source, "it has no list of what it holds")
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise _damaged(source, "something in it is encrypted")
    try:
        told = json.loads(archive.read(LIST))
        files = {str(name): Listed(str(each["sha256"]), int(each["size"])) for name, each in told["files"].items()}
        form, about = int(told["format"]), dict(told["about"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(source, "its list cannot be read") from error
    if form > FORMAT:
        raise RefusedError(f"Restore: {source.name} was written by a newer program. Start that one. Nothing has changed.")
    if strange := next((name for name in files if not NAMES.fullmatch(name)), None):
        raise _damaged(source, f"it lists a file that no backup has ({strange[:80]!r})")
    if sorted(names) != sorted([*files, LIST]):
        raise _damaged(source, "it does not hold the files of its list")
    if other := next((name for name, each in files.items() if name.startswith("received/") and not name.endswith(each.sha256)), None):
        raise _damaged(source, f"the checksum of {other} is another than its name")
    return Contents(files, about)


def _copied(archive: zipfile.ZipFile, name: str, listed: Listed, target: IO[bytes] | None) -> None:
    """One file, copied or only read; DamagedError where it is not the one of the list. No more of it is read than the list says."""
    found, size = hashlib.sha256(), 0
    with archive.open(name) as inside:
        while size <= listed.size and (piece := inside.read(min(_PIECE, listed.size + 1 - size))):
            found.update(piece)
            size += len(piece)
            if target is not None:
                target.write(piece)
    if (found.hexdigest(), size) != (listed.sha256, listed.size):
        raise _damaged(Path(archive.filename or ""), f"{name} is not the file that was put in")
    if target is not None:
        target.flush()
        os.fsync(target.fileno())


def _damaged(source: Path, found: str) -> DamagedError:
    return DamagedError(f"Restore: {source.name} is not the copy that was made: {found}. Take an older copy; nothing has changed.")
