"""Room: pages. The addresses of a lead's quarter, and where each is answered."""

from __future__ import annotations

from typing import Final

import flask
from werkzeug.exceptions import RequestEntityTooLarge

from access.guard import BIGGEST
from pages.frame import entrances
from pages.frame.entrances import add
from pages.frame.shell import Files
from pages.uploads import handing, listing, one, remembering, saying, sending, turns

TOO_MUCH: Final = (
    "This was more than is taken here. Nothing has changed. Shorten it and send it again; for a file, use the page that sends files."
)


def register(server: flask.Flask, files: Files) -> None:
    """Put the pages on the server, in open and in guarded mode; `files` are the addresses of style sheet and script."""
    server.config[entrances.FILES] = files
    server.config[turns.KEY] = turns.Turns()
    server.config["MAX_CONTENT_LENGTH"] = BIGGEST
    # straight into the table: Flask takes no handler by its own method after the page that warms it up
    server.error_handler_spec[None][413][RequestEntityTooLarge] = lambda _: entrances.refused(413, TOO_MUCH)
    add(server, "GET", "/uploads", listing.everything)
    add(server, "GET", "/uploads/new", sending.new)
    add(server, "POST", "/uploads/new", sending.receive)
    add(server, "GET", "/uploads/template", sending.template)
    add(server, "GET", "/uploads/remembered", remembering.everything)
    add(server, "POST", "/uploads/remembered", remembering.forget)
    add(server, "GET", "/uploads/commentary", saying.page)
    add(server, "POST", "/uploads/commentary", saying.keep)
    add(server, "GET", "/uploads/<int:number>", one.show)
    add(server, "GET", "/uploads/<int:number>.json", handing.as_json)
    add(server, "GET", "/uploads/<int:number>/receipt", handing.receipt)
    add(server, "GET", "/uploads/<int:number>/marked-copy", handing.marked_copy)
    add(server, "GET", "/uploads/<int:number>/received", handing.received)
    add(server, "POST", "/uploads/<int:number>/answers", one.answer)
    add(server, "POST", "/uploads/<int:number>/layout", one.layout)
    add(server, "POST", "/uploads/<int:number>/accept", one.accept)
    add(server, "POST", "/uploads/<int:number>/approve", one.approve)
    add(server, "POST", "/uploads/<int:number>/set-aside", one.set_aside)
    add(server, "POST", "/uploads/<int:number>/withdraw", one.withdraw)
