"""Room: pages. The page for an address that leads nowhere: what was asked, and where to go."""

from __future__ import annotations

from dash import html

from pages.answers import Answer
from pages.data import Figures
from pages.queries import Query


def answer(figures: Figures, query: Query) -> Answer:
    """A page with status 404 that lists every priority and indicator, so that nobody stands before a wall."""
    plan = figures.plan
    ways = [
        html.Li(
            [
                html.A(f"Priority {p.number}: {p.short}", href=query.link(f"/priority/{p.id}")),
                html.Ul([html.Li(html.A(f"{i.number} {i.short}", href=query.link(f"/indicator/{i.id}"))) for i in p.indicators]),
            ]
        )
        for p in plan.priorities
    ]
    main = [
        html.P("Page not found", className="kicker"),
        html.H1("There is no page at this address"),
        html.P(
            f"The address {query.path[:120]} leads to no page of this plan. It may have been typed wrongly, or the plan may "
            f"have changed since.",
            className="subtitle lead",
        ),
        html.P([html.A("The plan on a page", href=query.link("/")), " shows everything. Or go straight to:"]),
        html.Ul(ways, className="map"),
    ]
    return Answer("Page not found", html.Article(main), status=404)
