"""Room: loaders. What the parts of an Excel workbook say of one another: which part is which sheet, which style shows a percentage."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping, Set
from dataclasses import replace

from defusedxml import ElementTree

from loaders.extents import PercentStyle
from loaders.features import Features

WORKBOOK, WORKBOOK_LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_REL = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
#: number formats 9 and 10 of every workbook are 0% and 0.00%
PERCENT_FORMATS = frozenset({9, 10})
_QUOTED = re.compile(r'"[^"]*"|\\.')


def links_of(part: str) -> str:
    """The part that holds the relationships of `part`."""
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"


def targets(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Id of each relationship of `part` -> its kind (the last word of its type) and the part it points to; {} where it has none."""
    try:
        root = ElementTree.fromstring(archive.read(links_of(part)))
    except KeyError:
        return {}
    found = {}
    for item in root:
        target = item.get("Target", "")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
        found[item.get("Id", "")] = (item.get("Type", "").rpartition("/")[2], whole)
    return found


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of each sheet -> the part that holds it, in the order of the workbook."""
    parts = targets(archive, WORKBOOK)
    return {sheet.get("name", ""): parts.get(sheet.get(_REL) or sheet.get(_STRICT_REL, ""), ("", ""))[1] for sheet in _sheets(archive)}


def by_sheet(archive: zipfile.ZipFile, seen: Mapping[str, Features], names: Set[str]) -> dict[str, Features]:
    """What was seen of each part, by the name of its sheet; with it how many comments it carries."""
    found = {}
    for name, part in sheet_parts(archive).items():
        features = seen.get(part, Features())
        if links_of(part) in names:
            remarks = [target for kind, target in targets(archive, part).values() if kind == "comments" and target in names]
            features = replace(features, comments=sum(archive.read(remark).count(b"<comment ") for remark in remarks))
        if features.any:
            found[name] = features
    return found


def _sheets(archive: zipfile.ZipFile) -> list[ElementTree.Element]:
    return [item for item in ElementTree.fromstring(archive.read(WORKBOOK)).iter() if item.tag.endswith("}sheet")]


def shows_percent(code: str) -> bool:
    """Whether a number format shows a percentage: a sign in quotation marks is only a sign."""
    return "%" in _QUOTED.sub("", code)


def percent_style(styles: bytes) -> PercentStyle | None:
    """What finds the cells shown as a percentage; None where no style of the workbook shows one."""
    root = ElementTree.fromstring(styles)
    own = {item.get("numFmtId", ""): item.get("formatCode", "") for item in root.iter() if item.tag.endswith("}numFmt")}
    percent = {str(number) for number in PERCENT_FORMATS} | {id for id, code in own.items() if shows_percent(code)}
    cell_formats = next((item for item in root if item.tag.endswith("}cellXfs")), ())
    wanted = [index for index, style in enumerate(cell_formats) if style.get("numFmtId") in percent]
    return PercentStyle.of(wanted) if wanted else None
