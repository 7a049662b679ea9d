"""Room: loaders. The sender's own workbook back: the cells to mend outlined and commented, and a sheet *To mend* on top.

The parts of the file are changed where they must be and copied byte for byte elsewhere, so that formulas, their results, formats and other
sheets stay as they were. Macros are left out: an .xlsm comes back as an .xlsx.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from indicators.submissions import Problem
from loaders.archives import looked_inside
from loaders.limits import PUBLISHED, Limits
from loaders.markings import Comments, Styles, marked_sheet, texted
from loaders.packages import WORKBOOK, WORKBOOK_LINKS, links_of, sheet_parts, targets
from loaders.problems.order import addresses_of
from loaders.unreadable import refused

TO_MEND = "To mend"
COLUMNS = ("Sheet", "Cell", "Found", "Expected", "What to do")
_TYPES = "[Content_Types].xml"
_STYLES = "xl/styles.xml"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_PLAIN_MAIN = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACRO_MAIN = re.compile(rb"application/vnd\.ms-excel\.(?:sheet|template)\.macroEnabled\.main\+xml")
_MACRO_PARTS = re.compile(r"xl/(?:vbaProject|vbaData|vbaProjectSignature\w*)(?:\.bin|\.xml)|xl/_rels/vbaProject\.bin\.rels")
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_LINKS = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
#: the names of the format as most programs write it, and as ISO/IEC 29500 has them strictly
STRICT = (
    (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (_REL.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
)
_CELL = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")


def marked_copy(content: bytes, problems: Sequence[Problem], *, name: str = "the workbook", limits: Limits = PUBLISHED) -> bytes:
    """The workbook `content` (.xlsx or .xlsm) as .xlsx, with `problems` marked. Raises Unreadable where it is another kind of file."""
    if not content.startswith(b"PK\x03\x04") or looked_inside(name, content, limits).kind == "ods":
        remedy = "Mend the cells that are listed, in the file itself."
        raise refused("not-a-workbook", name, "a file of another kind", "an Excel workbook (.xlsx or .xlsm)", remedy)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {entry.filename: archive.read(entry) for entry in archive.infolist() if not _MACRO_PARTS.fullmatch(entry.filename)}
        sheets = sheet_parts(archive)
        given = dict(parts)
        styles = Styles(parts.get(_STYLES, b""))
        for sheet, marks in _marks(problems).items():
            part = sheets.get(sheet, "")
            if part in parts:
                _mark(archive, parts, part, marks, styles)
    if _STYLES in parts:
        parts[_STYLES] = styles.written()
    _add_list(parts, problems, sheets)
    _without_macros(parts)
    if any(strict in parts[WORKBOOK] for _, strict in STRICT):
        parts |= {part: _strictly(text) for part, text in parts.items() if text != given.get(part)}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(part, text)
    return packed.getvalue()


def _marks(problems: Sequence[Problem]) -> dict[str, dict[str, list[str]]]:
    """Sheet -> address -> what to say there; notes need no mending and are left out."""
    found: dict[str, dict[str, list[str]]] = {}
    for problem in problems:
        if problem.severity == "note" or not problem.where.sheet:
            continue
        for address in problem.where.address.split("; "):
            if _CELL.fullmatch(address):
                said = f"Found {problem.found}. Expected {problem.expected}. {problem.remedy}"
                found.setdefault(problem.where.sheet, {}).setdefault(address, []).append(said)
    return found


def _mark(archive: zipfile.ZipFile, parts: dict[str, bytes], part: str, marks: Mapping[str, list[str]], styles: Styles) -> None:
    """Outline and comment the cells of one sheet."""
    links = targets(archive, part)
    of_kind = {kind: target for kind, target in links.values() if target in parts}
    number = part.rpartition("/")[2].removesuffix(".xml")
    comments_part = of_kind.get("comments", f"xl/comments-to-mend-{number}.xml")
    drawing_part = of_kind.get("vmlDrawing", f"xl/drawings/to-mend-{number}.vml")
    comments = Comments(parts.get(comments_part, b""), parts.get(drawing_part, b""))
    for address, said in marks.items():
        comments.add(address, "\n".join(said))
    parts[comments_part], parts[drawing_part] = comments.written()
    link = ""
    if "comments" not in of_kind:
        _add_link(parts, links_of(part), f"{_REL}/comments", f"/{comments_part}")
        _add_type(parts, f'<Override PartName="/{comments_part}" ContentType="{_COMMENTS_TYPE}"/>')
    if "vmlDrawing" not in of_kind:
        link = _add_link(parts, links_of(part), f"{_REL}/vmlDrawing", f"/{drawing_part}")
        if b'Extension="vml"' not in parts[_TYPES]:
            _add_type(parts, '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>')
    parts[part] = marked_sheet(parts[part], set(marks), styles, link)


def _add_link(parts: dict[str, bytes], links: str, kind: str, target: str) -> str:
    """A relationship more in the part `links`, made where there is none; its id."""
    empty = f'{_LINKS}relationships"></Relationships>'.encode()
    text = re.sub(rb"<Relationships([^<>]*)/>", rb"<Relationships\1></Relationships>", parts.get(links, empty))
    number = 1
    while f'"toMend{number}"'.encode() in text:
        number += 1
    one = f'<Relationship Id="toMend{number}" Type="{kind}" Target="{target}"/>'
    parts[links] = _before(text, b"</Relationships>", one)
    return f"toMend{number}"


def _add_type(parts: dict[str, bytes], entry: str) -> None:
    # a Default may stand anywhere in the list
    parts[_TYPES] = _before(parts[_TYPES], b"</Types>", entry)


def _before(text: bytes, end: bytes, added: str) -> bytes:
    head, found, tail = text.rpartition(end)
    return head + added.encode() + found + tail


def _add_list(parts: dict[str, bytes], problems: Sequence[Problem], sheets: Mapping[str, str]) -> None:
    """The sheet that lists everything, first in the workbook and opened first."""
    name = next(name for name in (TO_MEND, *(f"{TO_MEND} ({n})" for n in range(2, 99))) if name.casefold() not in map(str.casefold, sheets))
    part = "xl/worksheets/to-mend.xml"
    while part in parts:
        part = part.replace(".xml", "-again.xml")
    parts[part] = _list_sheet(problems)
    _add_type(parts, f'<Override PartName="/{part}" ContentType="{_SHEET_TYPE}"/>')
    link = _add_link(parts, WORKBOOK_LINKS, f"{_REL}/worksheet", f"/{part}")
    book = parts[WORKBOOK]
    ids = [int(number) for number in re.findall(rb'\ssheetId="(\d+)"', book)]
    entry = f'<sheet xmlns:r="{_REL}" name={quoteattr(name)} sheetId="{max(ids, default=0) + 1}" r:id="{link}"/>'
    book = re.sub(rb"(<sheets\b[^<>]*>)", lambda m: m[1] + entry.encode(), book, count=1)
    # names that belong to one sheet count the sheets before it
    book = re.sub(rb'localSheetId="(\d+)"', lambda m: b'localSheetId="%d"' % (int(m[1]) + 1), book)
    parts[WORKBOOK] = re.sub(rb'\s(?:activeTab|firstSheet)="\d+"', b"", book)
    for other in sheets.values():
        if other in parts:
            parts[other] = re.sub(rb'\stabSelected="(?:1|true)"', b"", parts[other], count=1)


def _list_sheet(problems: Sequence[Problem]) -> bytes:
    rows = [COLUMNS]
    for problem in problems:
        where = problem.where
        rows.append((where.sheet, addresses_of(where.address.split("; ")), problem.found, problem.expected, problem.remedy))
    lines = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            f'<c r="{letter}{number}" t="inlineStr"><is><t xml:space="preserve">{escape(texted(text))}</t></is></c>'
            for letter, text in zip("ABCDE", row, strict=True)
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    widths = "".join(f'<col min="{n}" max="{n}" width="{w}" customWidth="1"/>' for n, w in enumerate((18, 12, 44, 44, 60), start=1))
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews>'
        f'<sheetView tabSelected="1" workbookViewId="0"/></sheetViews><cols>{widths}</cols>'
        f"<sheetData>{''.join(lines)}</sheetData></worksheet>"
    ).encode()


def _strictly(text: bytes) -> bytes:
    """What we wrote, in the names of a workbook that was saved as Strict Open XML: a program that knows both will not have them mixed."""
    for usual, strict in STRICT:
        text = text.replace(usual, strict)
    return text


def _without_macros(parts: dict[str, bytes]) -> None:
    """Take every mention of macros out of the parts that list the others."""
    types = _MACRO_MAIN.sub(_PLAIN_MAIN, parts[_TYPES])
    parts[_TYPES] = re.sub(rb'<Override [^<>]*PartName="/xl/vba[^<>]*/>', b"", types)
    parts[WORKBOOK_LINKS] = re.sub(rb"<Relationship [^<>]*/vbaProject\"[^<>]*/>", b"", parts[WORKBOOK_LINKS])
