"""What the peers are given so that the comparison is fair: each answer compressed once, as our own server does, and kept.

Dash and Vizro send their scripts uncompressed unless told otherwise. Here they go out with brotli at the quality of our own static files,
and squeezing them costs no time after the first request. Needs the standard library and brotli, so that it runs in Vizro's own
environment too.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

import brotli

Wsgi = Callable[..., Iterable[bytes]]
SMALLEST = 800
TEXTS = ("text/", "application/json", "application/javascript", "image/svg")


@functools.lru_cache(maxsize=256)
def squeezed(body: bytes) -> bytes:
    return bytes(brotli.compress(body, quality=9))


def compressed(app: Wsgi) -> Wsgi:
    """The app, its texts compressed with brotli for whoever takes them."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        told: list[Any] = []
        parts = app(environ, lambda status, headers, *more: told.append((status, headers)) or (lambda body: None))
        body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        status, headers = told[-1]
        named = {name.lower(): value for name, value in headers}
        fits = named.get("content-type", "").startswith(TEXTS) and len(body) >= SMALLEST and "content-encoding" not in named
        if fits and "br" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            body = squeezed(body)
            headers = [(name, value) for name, value in headers if name.lower() != "content-length"]
            headers += [("Content-Encoding", "br"), ("Content-Length", str(len(body))), ("Vary", "Accept-Encoding")]
        start(status, headers)
        return [body]

    return answer


def warmed(server: Any) -> Any:
    """A fresh worker of Dash answers 500 for script files until it has served a page once."""
    server.test_client().get("/")
    return server
