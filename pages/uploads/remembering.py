"""Room: pages. What is remembered for whoever sends: their answers to questions, how their tables are laid out; each can be forgotten."""

from __future__ import annotations

from typing import Final

import flask
from dash import html
from dash.development.base_component import Component

from access.guard import sent_to
from indicators.wording import capital
from pages.frame.entrances import form, typed
from pages.frame.parts import aria
from pages.uploads import pieces, reach
from pages.uploads.desk import Remembered
from store.problems import StoreError

TITLE: Final = "What is remembered"
KINDS: Final = {"answer": "Answers", "layout": "Tables of your own"}
NONE: Final = {
    "answer": "No answer is remembered. When you answer a question, you can have the answer remembered for your later files.",
    "layout": "No table is remembered. When you say what the rows of a table of your own mean, that is kept for the next one of its shape.",
}


def everything() -> flask.Response:
    """The page."""
    return _shown()


def forget() -> flask.Response:
    """Have one answer or layout forgotten."""
    try:
        pieces.taking().forget(typed("kind", longest=20), typed("key", longest=2_000), reach.sender(pieces.plan()))
    except StoreError as said:
        return _shown(str(said), status=409)
    return sent_to("/uploads/remembered?done=forgotten")


def _shown(wrong: str = "", *, status: int = 200) -> flask.Response:
    found = pieces.taking().remembered(reach.sender(pieces.plan()))
    said = [html.Div(html.P(wrong), className="notice", role="alert")] if wrong else pieces.announced()
    body = [
        html.H1(TITLE),
        *said,
        html.P(
            "You are asked once, and what you said is used for your later files. It is yours alone, it stands here in words, and you can "
            "have it forgotten; files that were accepted stay as they are.",
            className="lead",
        ),
        *(_section(kind, [each for each in found if each.kind == kind]) for kind in KINDS),
    ]
    return pieces.page(TITLE, *body, status=status)


def _section(kind: str, found: list[Remembered]) -> Component:
    if not found:
        return html.Section([html.H2(KINDS[kind]), html.P(NONE[kind], className="silence")])
    items = [
        html.Li(
            [
                html.P([capital(each.words), " ", html.Small(f"since {pieces.moment(each.since)}")], id=f"{kind}-{place}"),
                html.Div(
                    form("/uploads/remembered", button="Forget", hidden=(("kind", each.kind), ("key", each.key))),
                    role="group",
                    **aria(labelledby=f"{kind}-{place}"),
                ),
            ]
        )
        for place, each in enumerate(found)
    ]
    return html.Section([html.H2(KINDS[kind]), html.Ul(items, className="plain kept-things")])
