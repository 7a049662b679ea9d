"""Room: pages. What the pages of access have in common: how they are shown, their forms, their addresses on the server."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import flask
from dash import html
from dash.development.base_component import Component

from access import gates
from access.roles import Right, may
from charts.svg import element, escaped
from pages.frame import data, signed_out
from pages.frame.answers import Answer
from pages.frame.html import drawing
from pages.frame.parts import aria
from pages.frame.queries import Query
from pages.frame.render import rendered
from pages.frame.serving import policy
from pages.frame.shell import Files, document
from pages.frame.standing import leaving

#: the name under which the app carries the addresses of its files
FILES = "FILES"
View = Callable[..., flask.Response]


def add(server: flask.Flask, method: str, rule: str, view: View) -> None:
    """Serve `view` at a rule. Written straight into the map: Flask takes no route by its own decorators after the page that warms it up."""
    endpoint = f"{method} {rule}"
    server.url_map.add(server.url_rule_class(rule, methods=[method], endpoint=endpoint))
    server.view_functions[endpoint] = view


def shown(answer: Answer, *, script: str = "") -> flask.Response:
    """An answer as a page: within the dashboard for those who may see it, by itself for others.

    `script` is the address of the one script of ours that this page may run, "" for a page without; Dash's do not come with it.
    """
    figures, files = data.current(), flask.current_app.config[FILES]
    if not gates.guarded() or may(gates.actor(), Right.SEE):
        scripts = f'<script src="{script}" defer></script>' if script else ""
        page = document(answer, figures, Query("/"), files, scripts=scripts)
        response = flask.Response(page, status=answer.status, mimetype="text/html")
        if script:
            response.headers["Content-Security-Policy"] = policy(script_hashes=None, meeting=True)
        return response
    return flask.Response(_alone(answer, figures.plan.short_title, files), status=answer.status, mimetype="text/html")


def refused(status: int, sentence: str) -> flask.Response:
    """The page of a refusal, for whoever looks at a page; one line of text for everything else."""
    if not {"text/html"} & {accepted for accepted, _ in flask.request.accept_mimetypes} or flask.request.path.startswith("/_"):
        return flask.Response(f"{sentence}\n", status=status, mimetype="text/plain")
    request = getattr(flask.g, "request_id", "")
    main = [
        html.H1(sentence.split(". ")[0].rstrip(".")),
        html.P(sentence.partition(". ")[2] or None),
        *(signed_out.left() if status == 401 else []),
        html.P(html.Small(f"Request {request}") if request else None),
        html.P(html.A("Go to the first page", href="/")),
    ]
    return shown(Answer("Not opened", html.Article(main), status=status))


def _alone(answer: Answer, name: str, files: Files) -> str:
    faces = "".join(f'<link rel="preload" href="{face}" as="font" type="font/woff2" crossorigin>' for face in files.faces)
    icon = f'<link rel="icon" href="{files.icon}" type="image/svg+xml">' if files.icon else ""
    body = [
        html.A("Skip to the main part", href="#main", className="skip"),
        html.Header(html.Div([html.P(html.Strong(name), className="brand"), *leaving()], className="wrap"), className="top"),
        html.Main(answer.main, id="main", className="wrap", tabIndex="-1"),
    ]
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escaped(answer.title)} – {escaped(name)}</title>"
        f'{faces}<link rel="stylesheet" href="{files.styles}">{icon}</head>\n<body>{rendered(body)}</body></html>\n'
    )


# -- forms ------------------------------------------------------------------------------------------------------------------------


def form(
    action: str, *content: Component | str, button: str, about: str = "", hidden: Iterable[tuple[str, str]] = (), second: bool = False
) -> Component:
    """A form that is sent as it is, without a script; the button of a `second` one is quieter than what the page is for.

    What a button is `about` is heard and not seen: in a table it stands beside the button.
    """
    kept = [drawing(element("input", type="hidden", name=name, value=value)) for name, value in hidden]
    words: list[Component | str] = [button, *([html.Span(f": {about}", className="unseen")] if about else [])]
    sent = html.Button(words, type="submit", className="second" if second else None)
    return html.Form([*kept, *content, html.P(sent)], method="post", action=action, className="entry")


def field(name: str, label: str, *, hint: str = "", faults: Sequence[str] = (), **attributes: Any) -> Component:
    """A labelled input with its hint and what is to be mended, both tied to it."""
    told = [f"{name}-hint"] if hint else []
    told += [f"{name}-fault"] if faults else []
    bare = {"type": "text", "name": name, "id": name, "value": None} | attributes
    named = {"aria_describedby": " ".join(told) or None, "aria_invalid": "true" if faults else None}
    return html.Div(
        [
            html.Label(label, htmlFor=name),
            *([html.P(hint, id=f"{name}-hint", className="hint")] if hint else []),
            *([html.P(" ".join(faults), id=f"{name}-fault", className="fault")] if faults else []),
            drawing(element("input", **bare, **named)),
        ],
        className="field",
    )


def choice(name: str, label: str, options: Sequence[tuple[str, str]], *, chosen: str = "", hint: str = "") -> Component:
    """A labelled list to choose one from; `options` are values and what is read."""
    listed = [element("option", words, value=value, selected="selected" if value == chosen else None) for value, words in options]
    select = element("select", *listed, name=name, id=name, aria_describedby=f"{name}-hint" if hint else None)
    told = [html.P(hint, id=f"{name}-hint", className="hint")] if hint else []
    return html.Div([html.Label(label, htmlFor=name), *told, drawing(select)], className="field")


def told(sentences: Sequence[str], *, title: str = "Not done yet") -> list[Component]:
    """What is to be mended, announced when the page is there; nothing where all is well."""
    if not sentences:
        return []
    inside = [html.H2(title), html.Ul([html.Li(sentence) for sentence in sentences])]
    return [html.Div(inside, className="notice", role="alert")]


def typed(name: str, *, longest: int = 500) -> str:
    """What a form sent in a field, cut at a length that no honest one reaches."""
    return str(flask.request.form.get(name, ""))[:longest]


def grid(caption: str, heads: Sequence[str], rows: Iterable[Sequence[Component | str]], *, blocks: bool = False) -> Component:
    """A table of words, its rows named by their first cell; on a narrow screen its rows are `blocks`, each cell under the name of its
    column."""
    labels: list[dict[str, Any]] = [{"data-label": head} if blocks else {} for head in heads[1:]]
    made = [
        html.Tr([html.Th(row[0], scope="row"), *(html.Td(cell, **named) for cell, named in zip(row[1:], labels, strict=True))])
        for row in rows
    ]
    inside = html.Table(
        [html.Caption(caption), html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])), html.Tbody(made)],
        className="data words blocks" if blocks else "data words",
    )
    return html.Div(inside, className="scroll", tabIndex="0", role="region", **aria(label=caption))
