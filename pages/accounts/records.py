"""Room: pages. The record of who did what, for those who may read it."""

from __future__ import annotations

from urllib.parse import quote

import flask
from dash import html
from dash.development.base_component import Component

from access.gates import current
from pages.frame.answers import Answer
from pages.frame.entrances import add, grid, shown
from store import accounts, record

#: entries on one page
PAGE = 100


def register(server: flask.Flask) -> None:
    """Put the page on the server."""
    add(server, "GET", "/record", entries)


def entries() -> flask.Response:
    """The last entries, the latest first; `before` goes further back, `action` keeps one kind."""
    gate, asked = current(), flask.request.args
    before = asked.get("before", "")
    action = asked.get("action", "")[:40]
    found = record.entries(gate.store, last=PAGE, action=action, before=int(before) if before.isdigit() and len(before) < 15 else None)
    names = {f"{each.issuer} {each.subject}": each.name for each in accounts.everybody(gate.store)}
    rows = [
        (
            str(each.sequence),
            f"{each.at:%Y-%m-%d %H:%M:%S}",
            html.Span([f"{names[each.who]} " if each.who in names else "", html.Small(each.who)]),
            html.A(each.action, href=f"/record?action={quote(each.action)}"),
            each.object,
            each.outcome,
            each.address,
            html.Small(each.request) if each.request else "",
        )
        for each in reversed(found)
    ]
    heads = ("Entry", "When (UTC)", "Who", "What", "About", "Outcome", "From", "Request")
    body: list[Component] = [
        html.H1("Record"),
        html.P(
            [
                "Each entry holds the hash of the one before: one that is changed or taken out is found by ",
                html.Code("delivery-plan audit verify"),
                ".",
            ]
        ),
    ]
    if action:
        body.append(html.P([f"Only: {action}. ", html.A("Show all", href="/record")]))
    body.append(grid("Who did what", heads, rows, blocks=True))
    if len(found) == PAGE:
        kind = f"&action={quote(action)}" if action else ""
        body.append(html.P(html.A("Earlier entries", href=f"/record?before={found[0].sequence}{kind}")))
    return shown(Answer("Record", html.Article(body, className="people record"), section="/record"))
