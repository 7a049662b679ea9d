"""Room: pages. How answers leave the house: content policy, no sniffing, pages never kept, files kept for ever, all compressed."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import brotli
import flask

from pages.frame.injected import style_hashes
from pages.frame.remembered import Made
from pages.frame.shelves import Kept, Shelf

FOR_EVER = "public, max-age=31536000, immutable"
#: smaller bodies gain nothing
WORTH_COMPRESSING = 800
_TEXTS = ("text/", "application/json", "application/javascript")


def policy(*, script_hashes: Sequence[str] | None, meeting: bool = False) -> str:
    """The content policy of a page: without an island no script may run at all; with one, the house's own and Dash's.

    In a meeting, and where a file is sent, a script of the house's own may (`meeting`).

    Dash's parts write style elements of their own; on a page with an island these very texts are given leave, and no other (`injected`).
    """
    if script_hashes is None:
        scripts = "'self'" if meeting else "'none'"
    else:
        scripts = " ".join(("'self'", *(f"'{h.strip(chr(39))}'" for h in script_hashes)))
    styles = " ".join(("'self'", *(style_hashes() if script_hashes is not None else ())))
    return (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def register(server: flask.Flask, shelf: Shelf) -> None:
    """Serve the shelf, and put the headers on every answer."""

    @server.get("/static/<name>")
    def served(name: str) -> flask.Response:
        kept = shelf.kept.get(name)
        return _kept(kept) if kept else flask.Response("No file of this name.", status=404, mimetype="text/plain")

    server.after_request(finished)


def again(made: Made) -> flask.Response:
    """A page that is remembered, in the form that this browser takes."""
    squeezed = _encoding() == "br"
    response = flask.Response(made.body if squeezed else brotli.decompress(made.body), mimetype="text/html")
    response.headers["Content-Security-Policy"] = policy(script_hashes=None, meeting=made.screen)
    if squeezed:
        response.headers["Content-Encoding"] = "br"
        response.headers.add("Vary", "Accept-Encoding")
    return response


def finished(response: flask.Response) -> flask.Response:
    """Headers and compression of one answer.

    No opener policy: it makes a browser change its process before the first page, and parts windows from those that opened them, which
    matters where people sign in. There the guard sends it (`access.guard.HEADERS`).
    """
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
    answer = flask.g.get("answer")
    headers.setdefault("Content-Security-Policy", policy(script_hashes=None, meeting=bool(answer and answer.screen)))
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return _compressed(response)


def _compressed(response: flask.Response) -> flask.Response:
    encoding = _encoding()
    if not encoding or response.direct_passthrough or "Content-Encoding" in response.headers or response.status_code != 200:
        return response
    if not (response.content_type or "").startswith(_TEXTS) or (response.content_length or 0) < WORTH_COMPRESSING or encoding != "br":
        return response
    response.set_data(
        _once(response.get_data()) if "immutable" in str(response.cache_control) else brotli.compress(response.get_data(), quality=5)
    )
    response.headers["Content-Encoding"] = encoding
    response.headers.add("Vary", "Accept-Encoding")
    return response


@functools.lru_cache(maxsize=64)
def _once(content: bytes) -> bytes:
    squeezed: bytes = brotli.compress(content, quality=9)
    return squeezed


def _encoding() -> str:
    accepted = flask.request.accept_encodings
    return next((name for name in ("br", "gzip") if accepted[name] > 0 and name in str(accepted)), "")


def _kept(kept: Kept) -> flask.Response:
    encoding = _encoding() if len(kept.bodies) > 1 else ""
    response = flask.Response(kept.bodies[encoding], content_type=kept.type)
    response.headers["Cache-Control"] = FOR_EVER
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers.add("Vary", "Accept-Encoding")
    return response
