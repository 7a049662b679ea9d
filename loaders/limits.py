"""Room: loaders. How large a file may be, for those who send their own workbook and for those who load published files."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest file that is read. `bytes` as sent, `unpacked` once its zip is opened; `rows` and `columns` of one sheet.

    `cells` bounds rows times columns, because a sheet is held as a full grid however few of its cells are filled. `memory` (bytes) and
    `seconds` (of the processor; half as much again by the clock) are what reading it may take.
    """

    bytes: int
    unpacked: int
    entries: int
    rows: int
    columns: int
    cells: int
    memory: int = 512 * MEGABYTE
    seconds: int = 20


#: what the leads of a plan upload
UPLOADS = Limits(bytes=8 * MEGABYTE, unpacked=50 * MEGABYTE, entries=200, rows=5_000, columns=200, cells=1_000_000)
#: what analysts and the command line load: published files, wide tables too
PUBLISHED = Limits(
    bytes=200 * MEGABYTE,
    unpacked=1_000 * MEGABYTE,
    entries=1_000,
    rows=5_000_000,
    columns=16_384,
    cells=20_000_000,
    memory=8_000 * MEGABYTE,
    seconds=600,
)

#: an entry of a zip that unpacks to more than this many times its size is refused, once it is larger than `SMALL`
RATIO = 100
SMALL = 1 * MEGABYTE
