"""Room: store. The files as they were received, kept under the hash of their bytes, so that every figure can be read again from them."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from store.problems import DamagedError, RefusedError

UNFINISHED = ".tmp"
#: a name longer than this is cut: it is only shown
LONGEST_NAME = 120


def hash_of(data: bytes) -> str:
    """SHA-256 of `data`, 64 letters and digits."""
    return hashlib.sha256(data).hexdigest()


def plain_name(name: str) -> str:
    """The last part of the name a file was sent under, without characters that cannot be seen: it is shown, never used as a path."""
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip()
    return seen[:LONGEST_NAME] or "a file without a name"


def path_of(folder: Path, sha256: str) -> Path:
    """Where a file of this hash is kept."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise RefusedError(f'Received files: found the name "{sha256[:80]}". Expected a SHA-256, 64 digits from 0 to f.')
    return folder / sha256[:2] / sha256


def keep(folder: Path, data: bytes) -> str:
    """Keep the bytes of a file and return their hash. Done when it is on the disk: written aside, synced, then renamed."""
    sha256 = hash_of(data)
    target = path_of(folder, sha256)
    if target.exists() and hash_of(target.read_bytes()) == sha256:
        return sha256
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=target.parent, suffix=UNFINISHED, delete=False) as aside:
        try:
            aside.write(data)
            aside.flush()
            os.fsync(aside.fileno())
            Path(aside.name).replace(target)
        except OSError:
            with suppress(OSError):
                Path(aside.name).unlink()
            raise
    sync_folder(target.parent)
    sync_folder(folder)
    return sha256


def bytes_of(folder: Path, sha256: str) -> bytes:
    """The bytes of a file that was received; RefusedError where there is none, DamagedError where they are not the ones received."""
    target = path_of(folder, sha256)
    if not target.is_file():
        raise RefusedError(
            f"Received files: there is none with the hash {sha256[:12]}. Restore the folder from a backup, or load the file again."
        )
    data = target.read_bytes()
    if hash_of(data) != sha256:
        raise DamagedError(
            f"Received files: the file with the hash {sha256[:12]} has changed since it was received. Restore it from a backup."
        )
    return data


def sweep(folder: Path, wanted: Collection[str]) -> tuple[str, ...]:
    """Take out what no submission refers to and what was left half-written; the names taken out. Run it while nobody uploads."""
    gone = [path for path in sorted(folder.glob("??/*")) if path.is_file() and path.name not in wanted]
    for path in gone:
        path.unlink()
    return tuple(path.name for path in gone)


def sync_folder(folder: Path) -> None:
    """Have a folder's list of names on the disk, where the system can do that."""
    with suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
