"""Room: loaders. Outlines and comments in the parts of an Excel workbook, written into their XML without touching the rest of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from loaders.extents import column_letters, place_of

_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#: the red of the GOV.UK design system for what is to be mended
OUTLINE = "FFD4351C"
AUTHOR = "Delivery plan"

_ROW = re.compile(rb"<row(?:\s[^<>]*)?>")
_C = re.compile(rb"<c(?:\s[^<>]*)?>")
_R = re.compile(rb'\sr="([A-Z]*)(\d+)"')
_S = re.compile(rb'\ss="(\d+)"')
_XF = re.compile(rb"<xf\b[^<>]*/>|<xf\b[^<>]*>(?:(?!</xf>|<xf\b).)*</xf>", re.DOTALL)
#: what may follow the drawing of comments in a sheet, in the order of the format
_AFTER = re.compile(rb"<(?:legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst)\b|</worksheet>")


def texted(text: str) -> str:
    """The text without what XML cannot hold."""
    return "".join(c for c in text if c in "\n\t" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff"))


# -- styles -----------------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Styles:
    """The styles of a workbook, to which outlined ones are added: each is a style of a cell, with another border."""

    text: bytes
    _added: list[bytes] = field(default_factory=list)
    _of: dict[int, int] = field(default_factory=dict)

    def outlined(self, style: int) -> int | None:
        """The number of the style that is `style` with an outline; None where the workbook has no such style."""
        if style not in self._of:
            section = self._section(b"cellXfs")
            formats = _XF.findall(section) if section else []
            if style >= len(formats):
                return None
            self._of[style] = len(formats) + len(self._added)
            self._added.append(_with_border(formats[style], self._borders()))
        return self._of[style]

    def written(self) -> bytes:
        """The part, with the outlined styles in it."""
        if not self._added:
            return self.text
        edge = "".join(f'<{side} style="medium"><color rgb="{OUTLINE}"/></{side}>' for side in ("left", "right", "top", "bottom"))
        text = _grown(self.text, b"borders", [f"<border>{edge}<diagonal/></border>".encode()])
        return _grown(text, b"cellXfs", self._added)

    def _borders(self) -> int:
        section = self._section(b"borders") or b""
        return len(re.findall(rb"<border\b", section))

    def _section(self, name: bytes) -> bytes | None:
        found = re.search(rb"<%s\b[^<>]*>(.*?)</%s>" % (name, name), self.text, re.DOTALL)
        return found[1] if found else None


def _with_border(style: bytes, border: int) -> bytes:
    tag = style[: style.index(b">") + 1]
    bare = re.sub(rb'\s(?:borderId|applyBorder)="[^"]*"', b"", tag)
    return bare.replace(b"<xf", b'<xf borderId="%d" applyBorder="1"' % border, 1) + style[len(tag) :]


def _grown(text: bytes, section: bytes, entries: list[bytes]) -> bytes:
    """The section with entries more at its end, and its count put right."""
    opening = re.search(rb"<%s\b[^<>]*>" % section, text)
    if opening is None:
        return text
    end = text.index(b"</%s>" % section, opening.end())
    counted = re.sub(rb'count="(\d+)"', lambda m: b'count="%d"' % (int(m[1]) + len(entries)), opening[0])
    return text[: opening.start()] + counted + text[opening.end() : end] + b"".join(entries) + text[end:]


# -- cells ------------------------------------------------------------------------------------------------------------------------


def marked_sheet(text: bytes, addresses: Set[str], styles: Styles, link: str) -> bytes:
    """The sheet with these cells outlined; `link` is the id of the drawing of its comments, "" where the sheet has one already."""
    text = re.sub(rb"<sheetData\s*/>", b"<sheetData></sheetData>", text, count=1)
    start = re.search(rb"<sheetData[^<>]*>", text)
    end = text.find(b"</sheetData>")
    if start is None or end < 0:
        return text
    wanted: dict[int, set[int]] = {}
    for address in addresses:
        row, column = place_of(address)
        wanted.setdefault(row + 1, set()).add(column)
    body = b"".join(_rows(text[start.end() : end], wanted, styles))
    tail = text[end:]
    if link:
        after = _AFTER.search(tail)
        if after:
            drawing = f'<legacyDrawing xmlns:r="{_REL}" r:id="{link}"/>'.encode()
            tail = tail[: after.start()] + drawing + tail[after.start() :]
    return text[: start.end()] + body + tail


def _rows(body: bytes, wanted: dict[int, set[int]], styles: Styles) -> Iterator[bytes]:
    """The rows, with the wanted cells outlined; a row or a cell that is not there is made."""
    missing = sorted(wanted)
    number = 0
    place = 0
    while tag := _ROW.search(body, place):
        yield body[place : tag.start()]
        given = _R.search(tag[0])
        number = int(given[2]) if given else number + 1
        while missing and missing[0] < number:
            yield _new_row(missing.pop(0), wanted, styles)
        alone = tag[0].endswith(b"/>")
        end = tag.end() if alone else body.find(b"</row>", tag.end())
        end = len(body) if end < 0 else end
        if missing and missing[0] == number:
            missing.pop(0)
            cells = _cells(b"" if alone else body[tag.end() : end], number, wanted[number], styles)
            # how far the row reaches is only a hint, and no longer true
            opening = re.sub(rb'\sspans="[^"]*"', b"", tag[0].replace(b"/>", b">") if alone else tag[0])
            yield opening + cells + b"</row>"
        else:
            yield tag[0] if alone else body[tag.start() : end] + b"</row>"
        place = end if alone else end + len(b"</row>")
    while missing:
        yield _new_row(missing.pop(0), wanted, styles)
    yield body[place:]


def _new_row(number: int, wanted: dict[int, set[int]], styles: Styles) -> bytes:
    return b'<row r="%d">%s</row>' % (number, _cells(b"", number, wanted[number], styles))


def _cells(body: bytes, row: int, columns: set[int], styles: Styles) -> bytes:
    made: list[bytes] = []
    missing = sorted(columns)
    place = 0
    while tag := _C.search(body, place):
        made.append(body[place : tag.start()])
        given = _R.search(tag[0])
        column = place_of(given[1].decode() + "1")[1] if given else -1
        while missing and missing[0] < column:
            made.append(_new_cell(missing.pop(0), row, styles))
        opening = tag[0]
        if missing and missing[0] == column:
            missing.pop(0)
            opening = _outlined(opening, styles)
        made.append(opening)
        place = tag.end()
    while missing:
        # after the last cell, whose value may still follow
        made.append(body[place:])
        place = len(body)
        made.append(_new_cell(missing.pop(0), row, styles))
    return b"".join(made) + body[place:]


def _outlined(tag: bytes, styles: Styles) -> bytes:
    own = _S.search(tag)
    style = styles.outlined(int(own[1]) if own else 0)
    if style is None:
        return tag
    bare = _S.sub(b"", tag)
    end = -2 if bare.endswith(b"/>") else -1
    return bare[:end].rstrip() + b' s="%d"' % style + bare[end:]


def _new_cell(column: int, row: int, styles: Styles) -> bytes:
    style = styles.outlined(0)
    look = b"" if style is None else b' s="%d"' % style
    return b'<c r="%s%d"%s/>' % (column_letters(column).encode(), row, look)


# -- comments ---------------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Comments:
    """The comments of a sheet and their drawing, to which ours are added; both are made where there were none."""

    text: bytes
    drawing: bytes
    _author: int = -1
    _drawn: int = 0

    def add(self, address: str, said: str) -> None:
        """A comment on the cell, or more words in the one that is there."""
        words = f'<r><t xml:space="preserve">{escape(texted(said))}</t></r>'.encode()
        self._prepare()
        there = re.search(rb'<comment\s[^<>]*\bref="%s"[^<>]*>' % address.encode(), self.text)
        if there:
            end = self.text.index(b"</text>", there.end())
            lead = b'<r><t xml:space="preserve">\n</t></r>'
            self.text = self.text[:end] + lead + words + self.text[end:]
            return
        comment = b'<comment ref="%s" authorId="%d"><text>%s</text></comment>' % (address.encode(), self._author, words)
        self.text = self.text.replace(b"</commentList>", comment + b"</commentList>", 1)
        self._drawn += 1
        head, end_tag, tail = self.drawing.rpartition(b"</xml>")
        self.drawing = head + _shape(address, self._drawn).encode() + end_tag + tail

    def written(self) -> tuple[bytes, bytes]:
        """Both parts."""
        return self.text, self.drawing

    def _prepare(self) -> None:
        if self._author >= 0:
            return
        if not self.text:
            self.text = (
                '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
                f'<comments xmlns="{_MAIN}"><authors></authors><commentList></commentList></comments>'
            ).encode()
        self.text = self.text.replace(b"<commentList/>", b"<commentList></commentList>").replace(b"<authors/>", b"<authors></authors>")
        self._author = len(re.findall(rb"<author\b", self.text))
        self.text = self.text.replace(b"</authors>", f"<author>{AUTHOR}</author></authors>".encode(), 1)
        if not self.drawing:
            self.drawing = (
                b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
                b'xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
                b'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/>'
                b"</v:shapetype></xml>"
            )


def _shape(address: str, number: int) -> str:
    row, column = place_of(address)
    return (
        '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        f'xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{9000 + number}" type="#_x0000_t202" '
        'style="position:absolute;width:260pt;height:110pt;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:textbox/><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{column + 1}, 15, {row}, 10, {column + 5}, 15, {row + 6}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )
