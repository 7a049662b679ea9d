"""Two pages of HTML with a sentence and a link to each other: the least that any change of view by link costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from bench.peers.compressed import Wsgi

PAGE = (
    '<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>{name}</title>'
    '<h1>{name}</h1><p>There is nothing on it. <a href="/{other}">The other</a></p></html>'
)


def server() -> Wsgi:
    kept = {f"/{name}": PAGE.format(name=name, other=other).encode() for name, other in (("one", "two"), ("two", "one"))}

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        body = kept.get(environ["PATH_INFO"], kept["/one"])
        start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")])
        return [body]

    return answer
