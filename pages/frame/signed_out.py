"""Room: pages. What is answered to a form that came after its session had ended: the way back in, and the words, so that none is lost.

A browser does not bring them back by itself: pages that are not to be kept have no memory of what was typed into them.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlencode

import flask
from dash import html
from dash.development.base_component import Component
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from charts.svg import element
from pages.frame.html import drawing

#: fields in which people write sentences, as their forms call them; nothing else of a form is shown back, a password least of all
WORDS: Final = {
    "what_happened": "What happened",
    "why": "Why",
    "what_next": "What next",
    "text": "In words",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "reason": "Reason",
}
#: what a page of a form is opened with, which the form carries
OPENED_WITH: Final = ("indicator", "quarter")
#: the most letters of a form that are read before anybody is known; the longest has three boxes of 1,500 characters
LONGEST: Final = 60_000
EVERYTHING: Final = "/<path:path>"


def left() -> list[Component]:
    """The link to sign in, which leads back to the page of the form, and the words that were typed into it."""
    words = _words()
    kept = [html.P("What you typed was not kept. Copy it from here, sign in, and send it again.")] if words else []
    boxes = [_box(name, label, words[name]) for name, label in WORDS.items() if name in words]
    way = html.P(html.A("Sign in", href=f"/sign-in?then={quote(_page(), safe='')}"))
    return [*kept, *([html.Div(boxes, className="entry")] if boxes else []), way]


def _words() -> dict[str, str]:
    request = flask.request
    if request.method != "POST" or request.mimetype != "application/x-www-form-urlencoded" or (request.content_length or 0) > LONGEST:
        return {}
    return {name: text for name in WORDS if (text := request.form.get(name, "").strip())}


def _page() -> str:
    """The page that the form stood on: its own address, or the nearest above it that is a page."""
    path = flask.request.path
    if _is_page(path):
        asked = {name: flask.request.form[name] for name in OPENED_WITH if _words() and name in flask.request.form}
        return f"{path}?{urlencode(asked)}" if asked else path
    while path.strip("/") and not _is_page(path):
        path = path.rstrip("/").rpartition("/")[0] or "/"
    return path


def _is_page(path: str) -> bool:
    """Whether an address is answered by a page of its own, and not by the one that answers for whatever is nowhere."""
    try:
        rule, _ = flask.current_app.url_map.bind("").match(path, method="GET", return_rule=True)
    except (HTTPException, RequestRedirect):
        return False
    return rule.rule != EVERYTHING


def _box(name: str, label: str, text: str) -> Component:
    # a browser drops the first end of line of a text area
    area = element("textarea", f"\n{text}", id=f"typed-{name}", rows=6, readonly="readonly")
    return html.Div([html.Label(label, htmlFor=f"typed-{name}"), drawing(area)], className="field wide")
