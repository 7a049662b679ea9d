"""Room: loaders. CSV bytes to rows of text, each with the line it starts on."""

from __future__ import annotations

import csv
import io
from array import array
from itertools import islice
from statistics import median

from loaders.archives import WORKBOOKS
from loaders.limits import Limits
from loaders.unreadable import refused

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = (",", ";", "\t")
#: the longest single field; publishers' notes are long, but not this long
_LONGEST_FIELD = 131_072


def text_of(file: str, content: bytes) -> str:
    """The text of a CSV file in UTF-8, UTF-16 or Windows-1252; raises Unreadable where the bytes are no text."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(file, content, encoding)
    head = content[:2000]
    if head.count(b"\x00") > len(head) // 4:
        # without its mark, plain Latin text in UTF-16 has a nought in every other byte
        return _decoded(file, content, "utf-16-le" if head[1::2].count(b"\x00") > head[::2].count(b"\x00") else "utf-16-be")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(file, content, "cp1252")


def _decoded(file: str, content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        remedy = "Save the table as CSV (UTF-8), or send the workbook it comes from."
        raise refused("not-a-workbook", file, "bytes that are neither text nor a workbook", WORKBOOKS, remedy) from error


def rows_of(file: str, text: str, limits: Limits) -> tuple[list[list[str]], array[int]]:
    """The rows of a CSV text and, for each, the line of the file on which it starts (1 for the first)."""
    if "\x00" in text or text.lstrip()[:1] == "<":
        found = "a web page or an XML file" if text.lstrip()[:1] == "<" else "text with bytes in it that no text has"
        raise refused("not-a-workbook", file, found, WORKBOOKS, "Save the table as an Excel workbook or as CSV and send that.")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    rows: list[list[str]] = []
    lines = array("I")
    line = 1
    try:
        for row in reader:
            rows.append(row)
            lines.append(line)
            line = reader.line_num + 1
            if len(rows) > limits.rows or len(row) > limits.columns:
                expected = f"at most {limits.rows:,} rows of {limits.columns:,} columns"
                raise refused(
                    "far-cells", file, "a longer or wider table", expected, "Send the part that is needed.", address=f"line {line}"
                )
    except csv.Error as error:
        found, expected = "a field that does not end", f"fields of at most {_LONGEST_FIELD:,} characters, each quotation mark closed"
        remedy = "Open the file in a spreadsheet program, save it as CSV again, and send that copy."
        raise refused("broken-file", file, found, expected, remedy, address=f"line {line}") from error
    return rows, lines


def _delimiter(text: str) -> str:
    """Comma, semicolon or tab: the one that gives most columns on most of the first rows.

    The median, because a census header is full of semicolons and lines above a header are full of nothing; then evenness, because in a
    file with decimal commas both make columns.
    """
    best, best_score = ",", (0.0, 0.0)
    for delimiter in _DELIMITERS:
        widths = _widths(text, delimiter)
        if widths:
            middle = float(median(widths))
            score = (middle, widths.count(int(middle)) / len(widths))
            if middle > 1 and score > best_score:
                best, best_score = delimiter, score
    return best


def _widths(text: str, delimiter: str) -> list[int]:
    try:
        return [len(row) for row in islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 40) if row]
    except csv.Error:
        return []
