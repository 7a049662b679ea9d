"""Room: store. The files as they were received, kept under the hash of their bytes, so that every figure can be read again from them."""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
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
    if not _is_hash(sha256):
        raise RefusedError(f'Received files: found the name "{sha256[:80]}". Expected a SHA-256, 64 digits from 0 to f.')
    return folder / sha256[:2] / sha256


def keep(folder: Path, data: bytes) -> str:
    """Keep the bytes of a file and return their hash. Done when it is on the disk: written aside, synced, then renamed.

    One that is there already counts as there since now, so that no sweep takes it out before its upload names it.
    """
    sha256 = hash_of(data)
    target = path_of(folder, sha256)
    if _there_since_now(target) and hash_of(target.read_bytes()) == sha256:
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


def _there_since_now(path: Path) -> bool:
    """Whether a file is there; from now on, where its time may be set."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    except OSError:
        return path.exists()
    return True


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


@dataclass(frozen=True, slots=True)
class Leftover:
    """A file that nothing refers to: where it is, its size in bytes, and since when it has been there."""

    path: Path
    size: int
    since: datetime

    @property
    def name(self) -> str:
        """Its name in the folder, which is its hash where it was written whole."""
        return self.path.name

    @property
    def half(self) -> bool:
        """Whether it was left half-written."""
        return self.name.endswith(UNFINISHED)


def left_over(folder: Path, wanted: Collection[str], *, before: datetime | None = None) -> tuple[Leftover, ...]:
    """What no hash in `wanted` names, and what was left half-written; with `before`, only what has been there since then.

    What has none of the names that this program gives is passed over: whoever put it there knows of it.
    """
    ours = (path for path in sorted(folder.glob("??/*")) if path.name.endswith(UNFINISHED) or _is_hash(path.name))
    found = [_leftover(path) for path in ours if path.name not in wanted]
    return tuple(each for each in found if each is not None and (before is None or each.since < before))


def sweep(
    folder: Path, wanted: Collection[str], *, before: datetime | None = None, first: Callable[[Leftover], object] | None = None
) -> tuple[str, ...]:
    """Take out what is left over, with `before` only what has been there since then; the names taken out.

    `first` is done before each goes: where it fails, that one and those after it stay. What was sent again meanwhile stays too. Without
    `before`, run it while nobody uploads.
    """
    gone = []
    for each in left_over(folder, wanted, before=before):
        if first is not None:
            first(each)
        if _leftover(each.path) == each:
            each.path.unlink()
            gone.append(each.name)
    return tuple(gone)


def _leftover(path: Path) -> Leftover | None:
    """A file as it stands; None where there is none any more: what was half-written a moment ago may have its name now."""
    try:
        told = path.stat()
    except FileNotFoundError:
        return None
    return Leftover(path, told.st_size, datetime.fromtimestamp(told.st_mtime, UTC)) if stat.S_ISREG(told.st_mode) else None


def _is_hash(name: str) -> bool:
    return len(name) == 64 and set(name) <= set("0123456789abcdef")


def sync_folder(folder: Path) -> None:
    """Have a folder's list of names on the disk, where the system can do that."""
    with suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
