"""Room: pages. The hashes of the style elements that Dash's scripts write into a page with an island, read from the scripts.

Dash's parts are bundled by webpack, whose css-loader keeps each sheet as ``push([id, "text", "media", {map}])`` and whose style-loader
writes the text into a style element, with its map after it. A content policy that names just these texts needs no leave for any style
(W3C, "Content Security Policy Level 3", 2.3.1). The chart library writes an empty element and fills it by a script, which needs that of
the empty text alone.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import dash

#: the scripts of Dash that run on a page with a chart and write style elements, within the installed package
SCRIPTS: Final = ("dash-renderer/build/dash_renderer.min.js", "dcc/dash_core_components.js")
_PUSHED: Final = re.compile(r"\.push\(\[\w+\.id,(?=[\"'`])")
_ESCAPED: Final = re.compile(r"\\(u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r?\n|.)", re.DOTALL)
_PLAIN: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
_TEXT: Final = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`", re.DOTALL)
_BARE: Final = re.compile(r"[\w$]+")


class UnreadableError(Exception):
    """Something in a script that is none of the literals a sheet is kept as."""


@functools.cache
def style_hashes(folder: Path | None = None) -> tuple[str, ...]:
    """The sources that a policy lists for these style elements, each in its quotes; that of the empty text first.

    `folder` is that of Dash's scripts. A sheet that cannot be read is left out: the browser then refuses it, and nothing else happens.
    """
    where = folder or Path(dash.__file__).parent
    found = [_hash("")]
    for name in SCRIPTS:
        file = where / name
        found += [_hash(text) for text in written(file.read_text(encoding="utf-8"))] if file.is_file() else []
    return tuple(dict.fromkeys(found))


def written(script: str) -> Iterator[str]:
    """The texts that a bundle writes into style elements."""
    for pushed in _PUSHED.finditer(script):
        try:
            sheet, at = _value(script, pushed.end())
            parts = [sheet]
            while script[at] == "," and len(parts) < 3:
                part, at = _value(script, at + 1)
                parts.append(part)
        except (UnreadableError, IndexError, ValueError):
            continue
        source_map = parts[2] if len(parts) > 2 else None
        yield sheet if not source_map else f"{sheet}\n/*# sourceMappingURL=data:application/json;base64,{_encoded(source_map)} */"


def _encoded(source_map: Any) -> str:
    """As ``btoa(unescape(encodeURIComponent(JSON.stringify(map))))`` has it."""
    return base64.b64encode(json.dumps(source_map, ensure_ascii=False, separators=(",", ":")).encode()).decode()


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _value(script: str, at: int) -> tuple[Any, int]:
    """The literal at a place of a script, and the place behind it. UnreadableError for what is no text, number, list or object."""
    if script[at] in "\"'`":
        return _text(script, at)
    if script[at] in "[{":
        return _several(script, at)
    bare = _BARE.match(script, at)
    if bare is None or not bare[0].isdigit():
        raise UnreadableError(script[at : at + 20])
    return int(bare[0]), bare.end()


def _text(script: str, at: int) -> tuple[str, int]:
    found = _TEXT.match(script, at)
    if found is None:
        raise UnreadableError(script[at : at + 20])
    return _ESCAPED.sub(_meant, found[0][1:-1]), found.end()


def _meant(escaped: re.Match[str]) -> str:
    code = escaped[1]
    return chr(int(code[1:].strip("{}"), 16)) if code[0] in "ux" and len(code) > 1 else _PLAIN.get(code, code)


def _several(script: str, at: int) -> tuple[Any, int]:
    """A list, or an object whose names may stand without quotes."""
    named = script[at] == "{"
    end, items, pairs = "}" if named else "]", [], {}
    at += 1
    while script[at] != end:
        name = ""
        if named:
            bare = _BARE.match(script, at)
            name, at = (bare[0], bare.end()) if bare else _text(script, at)
            at += 1
        value, at = _value(script, at)
        items.append(value)
        pairs[name] = value
        at += script[at] == ","
    return (pairs if named else items), at + 1
