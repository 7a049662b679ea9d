"""Room: exports. What a CSV holds, for a program: its columns, types and key, whose it is, when, and what the letters mean.

The shape is that of the W3C's "Metadata Vocabulary for Tabular Data" (CSV on the Web).
"""

from __future__ import annotations

from typing import Any

from exports.sheets import Column, Cover, Sheet
from indicators.observations import FLAG_WORDS, MARKER_WORDS

Document = dict[str, Any]


def csvw(sheet: Sheet, about: Cover, *, file: str) -> Document:
    """The document that describes `file`, the CSV of this sheet, ready for `json.dumps`."""
    schema: Document = {"columns": [_column(column) for column in sheet.columns]}
    if sheet.key:
        schema["primaryKey"] = list(sheet.key)
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en-GB"}],
        "url": file,
        "dc:title": about.title,
        "dc:description": " ".join((sheet.title + ".", *sheet.about)),
        "dc:publisher": about.owner,
        "dc:date": {"@value": about.day.isoformat(), "@type": "date"},
        "dc:rights": about.marking,
        "dc:source": list(about.sources),
        "notes": [
            {"kind": "disclosure", "text": list(about.rules)},
            {"kind": "value_status", "text": {"ok": "a number", **MARKER_WORDS}},
            {"kind": "flags", "text": dict(FLAG_WORDS)},
            *({"kind": "remark", "text": remark} for remark in about.remarks),
        ],
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "quoteChar": '"', "lineTerminators": ["\r\n"]},
        "tableSchema": schema,
    }


def _column(column: Column) -> Document:
    return {
        "name": column.name,
        "titles": column.name,
        "dc:title": column.title,
        "dc:description": column.words,
        "datatype": column.datatype,
        "null": "",
    }
