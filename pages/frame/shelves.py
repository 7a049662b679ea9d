"""Room: pages. The files that are served: read, joined and compressed once when the app is made, named by their content, kept for ever."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import brotli

from pages.frame.shell import Files

#: style sheets in the order in which they are joined
STYLES = (
    "tokens",
    "type",
    "page",
    "tables",
    "charts",
    "views",
    "lists",
    "meeting",
    "away",
    "uploads",
    "due",
    "decisions",
    "forced",
    "print",
)
FACES = (
    ("source-serif-4-600-normal.woff2", "Source Serif 4", 600),
    ("source-sans-3-400-normal.woff2", "Source Sans 3", 400),
    ("source-sans-3-600-normal.woff2", "Source Sans 3", 600),
)
CHART_SCRIPT = "plotly-basic.min.js"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".woff2": "font/woff2",
}
_SPACES = re.compile(r"\s+")
_COMMENTS = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Kept:
    """One served file, plain and compressed ("" stands for not at all); typefaces are compressed already."""

    type: str
    bodies: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Shelf:
    """All served files by their names, and the addresses that a page uses. `scripts` are those of a page with an island, in order."""

    kept: Mapping[str, Kept]
    files: Files
    scripts: tuple[str, ...]


def shelf(assets: Path) -> Shelf:
    """The shelf of an assets folder. Typefaces and the chart script are left out where they were not fetched."""
    kept: dict[str, Kept] = {}
    faces = {name: _put(kept, name, _read(assets / "vendor" / name)) for name, _, _ in FACES if (assets / "vendor" / name).is_file()}
    rules = "".join(_face(faces[name], family, weight) for name, family, weight in FACES if name in faces)
    sheets = rules + "".join((assets / "css" / f"{name}.css").read_text(encoding="utf-8") for name in STYLES)
    styles = _put(kept, "page.css", _SPACES.sub(" ", _COMMENTS.sub("", sheets)).encode())
    icon = _put(kept, "icon.svg", _read(assets / "icon.svg"))
    chart = assets / "vendor" / CHART_SCRIPT
    scripts = [_put(kept, CHART_SCRIPT, _read(chart))] if chart.is_file() else []
    scripts.append(_put(kept, "page.js", _read(assets / "js" / "page.js")))
    agenda = _put(kept, "agenda.js", _read(assets / "js" / "agenda.js"))
    upload = _put(kept, "upload.js", _read(assets / "js" / "upload.js"))
    return Shelf(kept, Files(styles, tuple(faces.values()), icon, agenda, upload), tuple(scripts))


def compressed(content: bytes, *, quality: int = 9) -> dict[str, bytes]:
    """A text as it is sent to browsers of every kind: plain, gzip and brotli."""
    return {"": content, "gzip": gzip.compress(content, 6, mtime=0), "br": brotli.compress(content, quality=quality)}


def _read(file: Path) -> bytes:
    return file.read_bytes()


def _put(kept: dict[str, Kept], name: str, content: bytes) -> str:
    stem, _, ending = name.rpartition(".")
    digest = hashlib.sha256(content).hexdigest()[:12]
    named = f"{stem}.{digest}.{ending}"
    kept[named] = Kept(_TYPES[f".{ending}"], {"": content} if ending == "woff2" else compressed(content))
    return f"/static/{named}"


def _face(address: str, family: str, weight: int) -> str:
    return f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:swap;src:url("{address}") format("woff2")}}'
