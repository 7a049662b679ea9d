"""Room: pages. The way from one priority or indicator to the one before it in the plan, and to the one after."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from indicators.registry.models import Indicator, Priority
from pages.frame.parts import aria
from pages.frame.queries import Query


def neighbours(every: Sequence[Indicator] | Sequence[Priority], id: str, kind: str, query: Query, *, called: str) -> Component:
    """Links to the entries beside the one of this id; `kind` begins their addresses ("indicator"), `called` names them ("indicators")."""
    place = [entry.id for entry in every].index(id)
    links = [
        html.A(
            [html.Small(word), html.Span(f"{every[i].number} {every[i].short}")],
            href=query.link(f"/{kind}/{every[i].id}"),
            className=word.lower(),
        )
        for word, i in (("Previous", place - 1), ("Next", place + 1))
        if 0 <= i < len(every)
    ]
    return html.Nav(links, className="neighbours", **aria(label=f"Neighbouring {called}"))
