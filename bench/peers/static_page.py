"""Files of a folder, compressed ahead: the limit of what any server can do for the same page."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import brotli

from bench.peers.compressed import Wsgi

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".woff2": "font/woff2",
}


def server() -> Wsgi:
    return _serving([])


def kept_to_itself() -> Wsgi:
    """The same files, sent with the heads of safety of our own page."""
    return _serving([tuple(each) for each in json.loads((Path(os.environ["PEER_FOLDER"]) / "heads.json").read_text(encoding="utf-8"))])


def _serving(safety: list[tuple[str, str]]) -> Wsgi:
    folder = Path(os.environ["PEER_FOLDER"])
    kept = {}
    for file in (each for each in folder.rglob("*.*") if each.suffix in TYPES):
        body = file.read_bytes()
        plain = file.suffix == ".woff2"
        headers = [("Content-Type", TYPES[file.suffix]), *safety, *([] if plain else [("Content-Encoding", "br")])]
        body = body if plain else brotli.compress(body, quality=9)
        path = "/" + file.relative_to(folder).as_posix().removesuffix("index.html")
        kept[path] = ([*headers, ("Content-Length", str(len(body)))], body)

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        headers, body = kept.get(environ["PATH_INFO"], ([("Content-Length", "0")], b""))
        start("200 OK" if body else "404 Not Found", headers)
        return [body]

    return answer
