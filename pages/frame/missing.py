"""Room: pages. The pages for what goes wrong: an address that leads nowhere, and a fault of ours."""

from __future__ import annotations

from dash import html

from pages.frame.answers import Answer
from pages.frame.data import Figures
from pages.frame.parts import crumbs
from pages.frame.queries import Query


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
        crumbs((("Plan on a page", query.link("/")),), "Page not found"),
        html.H1("There is no page at this address"),
        html.P(
            f"The address {query.path[:120]} leads to no page of this plan. It may have been typed wrongly, or the plan may "
            f"have changed since.",
            className="subtitle lead",
        ),
        html.P(
            [
                html.A("The plan on a page", href=query.link("/")),
                " shows everything; ",
                html.A("search", href=query.link("/search")),
                " finds words. Or go straight to:",
            ]
        ),
        html.Ul(ways, className="map"),
    ]
    return Answer("Page not found", html.Article(main), status=404)


def fault(figures: Figures, query: Query) -> Answer:
    """A page with status 500: that it is not the reader's doing, and what to do. It asks for no figure, as that may be the fault."""
    main = [
        html.P("Fault", className="kicker"),
        html.H1("This page could not be made"),
        html.P("Nothing you did caused it, and nothing is lost. The fault is written in the log of the server.", className="subtitle lead"),
        html.P([html.A("The plan on a page", href=query.link("/")), " may still work. Tell the analyst which address this was."]),
    ]
    return Answer("Fault", html.Article(main), status=500)
