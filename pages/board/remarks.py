"""Room: pages. What leads say, beside the figures and never in one sentence with them: commentary with its period, its date, its age."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from indicators import deadlines
from indicators.numbers import when
from indicators.periods.rendering import on_day
from indicators.periods.years import DAY
from indicators.statements import Remark, remarks
from pages.frame.data import Figures
from pages.frame.parts import facts
from pages.frame.queries import Query

NONE_YET = "No commentary has been sent on this indicator."
NOT_UPDATED = "Not updated for this quarter"


def latest_remarks(figures: Figures, query: Query) -> dict[str, Remark]:
    """The latest commentary of each indicator, as known on the date of the query.

    Words on the last quarter of the plan stay up to date: there is no later one to write about.
    """
    day = query.as_of or figures.today()
    within = deadlines.quarters(figures.plan_on(query.as_of))
    return remarks(figures.commentary(query.as_of), as_of=min(day, within[-1].end + DAY) if within else day)


def remark_box(remark: Remark | None, *, level: str = "h2") -> Component:
    """What happened, why and what next, with the period it is about and the day it came; that there is none is said too."""
    heading = {"h2": html.H2, "h3": html.H3, "h4": html.H4}[level]("What the lead says")
    if remark is None:
        return html.Section([heading, html.P(NONE_YET, className="silence")], className="remark")
    old = [html.Strong(NOT_UPDATED, className="badge")] if remark.old else []
    return html.Section(
        [
            heading,
            html.P([html.Span(f"On {when(remark.period)}. Sent on {on_day(remark.on)} by {remark.by}."), *old], className="source"),
            facts((("What happened", remark.what_happened), ("Why", remark.why), ("What next", remark.what_next))),
        ],
        className="remark",
    )
