"""Room: loaders. The look inside a zipped workbook before any reader opens it.

A two-kilobyte workbook with one cell in the far corner aborts the process in the reader, and so does a zip bomb: no exception can be
caught. So sizes, names, document types and the address of every cell are looked at here first.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from defusedxml import ElementTree

from loaders.extents import Extent, PercentStyle, blocks
from loaders.features import Features
from loaders.limits import MEGABYTE, RATIO, SMALL, Limits
from loaders.packages import by_sheet, percent_style
from loaders.unreadable import Unreadable, refused

WORKBOOKS = "an Excel workbook (.xlsx, .xlsm, .xls), an OpenDocument spreadsheet (.ods) or a CSV file"
_AGAIN = "Open it in Excel or LibreOffice, save it again, and send that copy."
_SAVED = "a workbook as saved by Excel or LibreOffice"


@dataclass(frozen=True, slots=True)
class Inside:
    """What the look found: the kind of workbook, what the reader does not tell of each sheet, and the files it takes figures from."""

    kind: str
    sheets: Mapping[str, Features] = field(default_factory=dict)
    links: int = 0


def looked_inside(file: str, content: bytes, limits: Limits) -> Inside:
    """Look into the zip `content`; raises Unreadable where it is broken, hostile, protected, too large or no workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check_entries(file, entries, limits)
            names = {entry.filename for entry in entries}
            kind = _kind(file, names)
            style = percent_style(archive.read("xl/styles.xml")) if kind != "ods" and "xl/styles.xml" in names else None
            seen = {entry.filename: _scan(file, archive, entry, kind, limits, style) for entry in entries}
            if kind == "ods":
                return Inside(kind, seen["content.xml"].sheets)
            links = sum(name.startswith("xl/externalLinks/externalLink") for name in names)
            return Inside(kind, by_sheet(archive, {name: extent.features() for name, extent in seen.items()}, names), links)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        LookupError,
        ValueError,
        ElementTree.ParseError,
    ) as error:
        raise damaged(file) from error


def damaged(file: str) -> Unreadable:
    """The refusal of a workbook that cannot be read to its end."""
    return refused("broken-file", file, "a workbook that ends too early or is damaged", "a whole workbook", _AGAIN)


def protected(file: str) -> Unreadable:
    """The refusal of a workbook that needs a password."""
    remedy = "Take the password off (File, Info, Protect Workbook) and send it again."
    return refused("protected-file", file, "a workbook protected with a password", "one that opens without", remedy)


def _check_entries(file: str, entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(entries) > limits.entries:
        found = f"a file packed from {len(entries):,} parts"
        remedy = "Copy the tables that are needed into a new workbook."
        raise refused("too-many-parts", file, found, f"at most {limits.entries:,}", remedy)
    names: set[str] = set()
    for entry in entries:
        name = entry.filename
        if entry.flag_bits & 0x1:
            raise protected(file)
        if name.startswith("/") or ".." in name.split("/") or "\\" in name or ":" in name or name in names:
            raise refused("odd-archive", file, "parts with names that no spreadsheet program writes", _SAVED, _AGAIN)
        names.add(name)
        if entry.file_size > SMALL and entry.file_size > RATIO * max(entry.compress_size, 1):
            raise _too_large(file, limits)
    if sum(entry.file_size for entry in entries) > limits.unpacked:
        raise _too_large(file, limits)


def _too_large(file: str, limits: Limits) -> Unreadable:
    return refused(
        "too-large-unpacked",
        file,
        "a small file that unpacks to a very large one",
        f"a workbook of at most {limits.unpacked // MEGABYTE:,} MB once unpacked",
        "Copy the tables that are needed into a new workbook.",
    )


def _kind(file: str, names: set[str]) -> str:
    if "xl/workbook.xml" in names:
        return "xlsm" if any(name.lower().endswith("vbaproject.bin") for name in names) else "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    if "xl/workbook.bin" in names:
        found, remedy = "a binary Excel workbook (.xlsb)", "Save it as an Excel workbook (.xlsx) and send that."
    elif any(name.startswith(("word/", "ppt/")) for name in names):
        found, remedy = "a document or a presentation", "Send the workbook that its figures come from."
    else:
        found, remedy = "a zip file with other files in it", "Unpack it and send the files one by one."
    raise refused("not-a-workbook", file, found, WORKBOOKS, remedy)


def _scan(file: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, kind: str, limits: Limits, style: PercentStyle | None) -> Extent:
    """Read one part through: its extent, its document type, and the odd cells of a worksheet.

    Every part, whatever it is called: which of them are sheets is said by the file itself.
    """
    extent = Extent(file, limits, style)
    named_xml = entry.filename.endswith((".xml", ".rels", ".vml"))
    with archive.open(entry) as part:
        for place, block in enumerate(blocks(part)):
            odd_start = named_xml and place == 0 and (b"\x00" in block[:4] or block[:2] in (b"\xff\xfe", b"\xfe\xff"))
            if odd_start or (b"!" in block and (b"<!DOCTYPE" in block or b"<!ENTITY" in block)):
                found = "a part with a document type or an encoding that no spreadsheet program writes"
                raise refused("odd-archive", file, found, _SAVED, _AGAIN)
            if kind == "ods":
                extent.see_opendocument(block)
            else:
                extent.see_excel(block)
    return extent
