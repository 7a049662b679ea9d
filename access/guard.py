"""Room: access. The guard in front of every door: nothing is answered that is not allowed, in guarded mode and, more simply, in open mode.

Dash answers anybody (layout, callbacks and all), so the guard runs on the Flask server, before anything of Dash's.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from urllib.parse import quote, urlsplit

import flask
from werkzeug.exceptions import HTTPException

from access import proxy, routes, sessions
from access.arrangements import HERE
from access.gates import KEY, Gate, current
from access.records import log_request, to_standard_error
from access.roles import Right, may

#: makes the answer to a request that is refused: status, and what is said
Refusal = Callable[[int, str], flask.Response]

READING = frozenset({"GET", "HEAD", "OPTIONS"})
#: the biggest body that any address takes; uploads come under it too (SECURITY 4.3)
BIGGEST = 8 * 1024 * 1024
HEADERS = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # not no-referrer: under it a browser sends its own forms with "Origin: null", and no form could be told from a foreign one
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
ELSEWHERE = "This came from another site. Nothing has changed. Open the page here and do it again."
NOT_YOURS = "Your role does not open this. Nothing has changed. Ask whoever gives out roles if you need it."
TOO_MANY = "There were too many requests at once. Wait a minute, and go on."
WRONG_HOST = "This server goes by another name. Use the address that you were given."
SIGN_IN = "You are not signed in. Sign in, and do it again."
FORGED = "This request names a person, and does not come from the proxy that may. It was refused, and is on the record."


def plain_refusal(status: int, sentence: str) -> flask.Response:
    """A refusal in one line of text."""
    return flask.Response(f"{sentence}\n", status=status, mimetype="text/plain")


def guard(server: flask.Flask, gate: Gate, refusal: Refusal = plain_refusal) -> None:
    """Guard a server: from here on it answers nobody but whom the table of routes lets in."""
    server.config[KEY] = gate
    server.secret_key = gate.arrangement.key
    server.config["MAX_CONTENT_LENGTH"] = BIGGEST
    to_standard_error()

    def check() -> flask.Response | None:
        return _checked(gate, refusal)

    # not by Flask's decorators: the server has answered the page that warms it up, and before Dash's own functions is where it has to stand
    server.before_request_funcs.setdefault(None, []).insert(0, check)
    server.after_request_funcs.setdefault(None, []).append(_finished)


def guard_open(server: flask.Flask, refusal: Refusal = plain_refusal) -> None:
    """Open mode: for this computer alone, whatever starts the server, and no other site may write through its browser."""

    def check() -> flask.Response | None:
        request = flask.request
        if (request.remote_addr or "") not in HERE or _name(request.host) not in HERE:
            return refusal(
                403, "Open mode has no sign-in and answers this computer alone. For others, set up guarded mode (docs/how-to/deploy.md)."
            )
        if request.method not in READING and not _from_here(f"{request.scheme}://{request.host}", told=False):
            return refusal(403, ELSEWHERE)
        return None

    server.before_request_funcs.setdefault(None, []).insert(0, check)


def _checked(gate: Gate, refusal: Refusal) -> flask.Response | None:
    request, asked = flask.request, flask.g
    peer = request.remote_addr or ""
    asked.began, asked.request_id, asked.actor = time.perf_counter(), secrets.token_hex(8), None
    asked.address = proxy.client_address(peer, request.headers.get("X-Forwarded-For", ""), gate.arrangement.peers)
    rule = request.url_rule.rule if request.url_rule else ""
    if rule != "/health" and not _own_name(gate, request.host):
        return refusal(421, WRONG_HOST)
    if not gate.limiter.allows(asked.address):
        return refusal(429, TOO_MANY)
    if request.method not in READING and not _from_here(gate.arrangement.origin, told=True):
        gate.records.note("refused", f"{request.method} {rule}", "from another site")
        return refusal(403, ELSEWHERE)
    if rule == "/static/<name>" or rule == "/health":
        return None  # no session is looked up for what anybody may have
    try:
        named = proxy.named_by(gate.arrangement, peer, request.headers)
    except proxy.SpoofedError:
        gate.records.note("refused", f"{request.method} {rule}", "a forged header of the proxy")
        return refusal(403, FORGED)
    actor = sessions.actor_of(gate, request.cookies.get(sessions.COOKIE, ""))
    if actor and actor.method == proxy.PROXY and named != actor.subject:
        actor = None  # the proxy names somebody else now, or nobody
    asked.actor = actor
    return _let_in(gate, refusal, rule)


def _let_in(gate: Gate, refusal: Refusal, rule: str) -> flask.Response | None:
    request, actor = flask.request, flask.g.actor
    wanted = routes.need(request.method, rule)
    if routes.met(wanted, actor) and (rule != "/_dash-update-component" or request.method != "POST" or _callback_allowed()):
        if actor and request.method not in READING and not gate.sending.allows(str(actor.account)):
            return refusal(429, TOO_MANY)
        recorded = routes.RECORDED.get((request.method, rule))
        if recorded:
            gate.records.note(recorded, request.path)
        return None
    if actor is None:
        if request.method in {"GET", "HEAD"} and wanted is not None and not rule.startswith("/_"):
            return sent_to(f"/sign-in?then={quote(safe_path(request.full_path), safe='')}")
        return refusal(401, SIGN_IN)
    if wanted is not None and not may(actor, Right.SEE) and request.method == "GET" and not rule.startswith("/_"):
        return sent_to("/ask")
    if wanted is None and isinstance(request.routing_exception, HTTPException):
        return None  # no such address, or not by this method: the server says so itself
    gate.records.note("refused", f"{request.method} {rule}", "no right")
    return refusal(403, NOT_YOURS)


def _callback_allowed() -> bool:
    """Whether the callback that a request names is listed, and open to whoever is signed in. What else it holds is not believed either."""
    request = flask.request
    sent = request.get_json(silent=True) if request.mimetype == "application/json" else None
    output = sent.get("output") if isinstance(sent, dict) else None
    return isinstance(output, str) and routes.met(routes.CALLBACKS.get(output), flask.g.actor)


def _own_name(gate: Gate, host: str) -> bool:
    """Whether a request is for the name that people were given: another one may be an attacker's, led here."""
    return host == gate.arrangement.host


def _from_here(origin: str, *, told: bool) -> bool:
    """Whether a writing request comes from our own pages; where the browser tells neither, that is enough only if `told` is False."""
    site, given = flask.request.headers.get("Sec-Fetch-Site"), flask.request.headers.get("Origin")
    if site is None and given is None:
        return not told
    return site in {None, "same-origin"} and given in {None, origin}


def safe_path(path: str) -> str:
    """A path of this server to go on to; "/" for anything that could lead elsewhere."""
    path = path.rstrip("?")
    parts = urlsplit(path)
    odd = any(ord(c) < 33 or c == "\\" for c in path)
    return path if path.startswith("/") and not path.startswith("//") and not parts.netloc and not parts.scheme and not odd else "/"


def sent_to(path: str) -> flask.Response:
    """The browser is sent on, to be asked for by GET."""
    return flask.Response(status=303, headers={"Location": path})


def _name(host: str) -> str:
    return host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]


def _finished(response: flask.Response) -> flask.Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if getattr(flask.g, "request_id", ""):
        response.headers["X-Request-Id"] = flask.g.request_id
    # pages of Dash's that it would have kept: only files named by their content are
    if "immutable" not in response.headers.get("Cache-Control", ""):
        response.headers["Cache-Control"] = "no-store"
    log_request(response)
    return response


__all__ = ["BIGGEST", "HEADERS", "current", "guard", "guard_open", "plain_refusal", "safe_path", "sent_to"]
