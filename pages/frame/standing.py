"""Room: pages. How a page stands to whoever looks at it: who is signed in and the way out, what else they may open, which mode this is."""

from __future__ import annotations

import flask
from dash import html
from dash.development.base_component import Component

from access import gates
from access.roles import Right, may
from pages.uploads.desk import current

OPEN = "Open mode: nobody is asked to sign in, and names of people are shown. "
GUARDED = "For those who were let in; names of people are shown. "


def mode_words() -> str:
    """What the foot of every page says of the mode."""
    return GUARDED if gates.guarded() else OPEN


def leaving() -> list[Component]:
    """Who is signed in, what they may open beside the plan, and the way out; nothing where nobody is."""
    actor = gates.actor()
    if actor is None:
        return []
    links = [html.A(words, href=href) for words, href in entries()]
    out = html.Form(html.Button("Sign out", type="submit"), method="post", action="/sign-out")
    return [html.Div([html.Span(["Signed in as ", html.Strong(actor.name)]), *links, out], className="standing")]


def sending() -> list[tuple[str, str]]:
    """The way to send figures, for those who may, where this app takes files; in open mode for whoever sits at this computer."""
    takes = flask.has_app_context() and current() is not None
    return [("Send figures", "/uploads")] if takes and (not gates.guarded() or may(gates.actor(), Right.SEND)) else []


def entries() -> list[tuple[str, str]]:
    """The pages of access that whoever is signed in may open, and their addresses."""
    actor = gates.actor()
    if actor is None:
        return []
    people = [("People", "/people")] if may(actor, Right.PEOPLE) or may(actor, Right.RESTRICT) else []
    record = [("Record", "/record")] if may(actor, Right.RECORD) else []
    return [("Account", "/account"), *people, *record]
