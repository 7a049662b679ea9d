"""Dash pages that change by a callback of the server: a small one (one sentence), and for comparison a table of components and a chart."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from dash import Dash, Input, Output, dcc, html

from bench.peers.compressed import Wsgi, compressed, warmed


def server() -> Wsgi:
    told = json.loads(Path(os.environ["PEER_CONTENT"]).read_text(encoding="utf-8"))
    app = Dash("callbacks", update_title="", title="Callbacks")
    buttons = [html.Button(name, id=name) for name in ("small", "table", "chart")]
    places = [html.P(id="small-place"), html.Div(id="table-place"), dcc.Graph(id="chart-place")]
    app.layout = html.Div([html.H1("Changes of a view"), *buttons, *places])

    @app.callback(Output("small-place", "children"), Input("small", "n_clicks"), prevent_initial_call=True)
    def small(clicks: int) -> str:
        return f"changed {clicks}"

    @app.callback(Output("table-place", "children"), Input("table", "n_clicks"), prevent_initial_call=True)
    def table(clicks: int) -> Any:
        rows = [html.Tr([html.Td(cell) for cell in row]) for row in told["table"]]
        return html.Table([html.Caption(f"changed {clicks}"), html.Tbody(rows)])

    @app.callback(Output("chart-place", "figure"), Input("chart", "n_clicks"), prevent_initial_call=True)
    def chart(clicks: int) -> dict[str, Any]:
        line = {"type": "scatter", "mode": "lines+markers", "x": [x for x, _ in told["line"]], "y": [y for _, y in told["line"]]}
        return {"data": [line], "layout": {"title": {"text": f"changed {clicks}"}}}

    return compressed(warmed(app.server))
