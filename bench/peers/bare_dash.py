"""A Dash page with nothing on it but a heading and a sentence: the least that any Dash page costs."""

from __future__ import annotations

from dash import Dash, html

from bench.peers.compressed import Wsgi, compressed, warmed


def server() -> Wsgi:
    app = Dash("bare", update_title="", title="Bare")
    app.layout = html.Div([html.H1("A page of Dash"), html.P("There is nothing on it.", id="last")])
    return compressed(warmed(app.server))
