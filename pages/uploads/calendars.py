"""Room: pages. The calendar of deadlines as a file: for whoever may see the plan, and for their calendar program at a secret address."""

from __future__ import annotations

import flask

from access import calendars as addresses
from access import gates
from access.guard import TOO_MANY
from exports.calendars import calendar
from pages.frame import data
from pages.frame.entrances import add

NONE_SET = "No deadline is set for what this calendar is of, so it holds nothing yet. The analyst sets one in the plan file."
ENDED = "There is no calendar at this address. It may have been ended, or replaced by a newer one. Look at your account page."
#: neither a browser nor a proxy keeps it, and no page shows it within itself
HEADERS = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="deadlines.ics"'}


def register(server: flask.Flask) -> None:
    """Put both addresses on the server."""
    add(server, "GET", "/due/calendar.ics", file)
    add(server, "GET", "/due/calendar/<token>", subscribed)


def file() -> flask.Response:
    """The calendar of the whole plan, or of `?priority=`."""
    return _calendar()


def subscribed(token: str) -> flask.Response:
    """The same, for a program that knows an address; the answer to every other is one and the same."""
    if not gates.guarded():
        return _said(404, ENDED)
    gate = gates.current()
    if not gate.calendars.allows(flask.g.address):
        return _said(429, TOO_MANY)
    return _calendar() if addresses.reader(gate, token) else _said(404, ENDED)


def _calendar() -> flask.Response:
    plan, asked = data.current().plan, flask.request.args.getlist("priority")
    known = [priority.id for priority in plan.priorities if priority.id in asked]
    made = calendar(plan, known if asked else None)
    if made is None:
        return _said(404, NONE_SET)
    return flask.Response(made, content_type="text/calendar; charset=utf-8", headers=HEADERS)


def _said(status: int, sentence: str) -> flask.Response:
    return flask.Response(f"{sentence}\n", status=status, mimetype="text/plain")
