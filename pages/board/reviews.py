"""Room: pages. The Board's meetings: the plan as of each day, what had changed since the one before, the pack and the report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from dash import html
from dash.development.base_component import Component

from indicators.periods.rendering import on_day
from indicators.registry.models import Plan, Review
from pages.frame.answers import Answer
from pages.frame.data import Figures
from pages.frame.parts import IN_THE_PAST, facts, listed
from pages.frame.queries import Query


def answer(figures: Figures, query: Query) -> Answer:
    """The page at `/reviews`."""
    plan, today = figures.plan, figures.today()
    held = sorted(plan.reviews.dates, key=lambda review: review.date)
    main = [
        html.P(f"Reviews · {plan.board}", className="kicker"),
        html.H1(_opening(held, today)),
        html.P(f"Every page can be seen as of a day, and so a meeting can be gone back to. {IN_THE_PAST}", className="subtitle lead"),
        *(_meetings(plan, held, today) if held else _none_yet()),
        _now(plan, query),
        html.Section(
            [
                html.H2("How often the plan is reviewed"),
                facts((("Indicators", plan.reviews.indicators), ("Actions", plan.reviews.actions), ("Reports to", plan.reports_to))),
            ]
        ),
    ]
    return Answer("Reviews", html.Article(main, className="reviews"), section="/reviews")


def _opening(held: Sequence[Review], today: date) -> str:
    if not held:
        return "No review is recorded yet"
    past = [review for review in held if review.date <= today]
    following = next((review for review in held if review.date > today), None)
    last = f"The last review was on {on_day(past[-1].date)}" if past else "No review has taken place yet"
    return f"{last}; the next is on {on_day(following.date)}" if following else last


def _meetings(plan: Plan, held: Sequence[Review], today: date) -> list[Component]:
    """The latest first; one to come has nothing to show yet."""
    before: dict[date, Review] = {later.date: earlier for earlier, later in pairwise(held)}
    lines = [html.Li(_meeting(plan, review, before.get(review.date), today)) for review in reversed(held)]
    return [html.Section([html.H2("Meetings"), html.Ul(lines, className="plain meetings")])]


def _meeting(plan: Plan, review: Review, before: Review | None, today: date) -> list[Component]:
    name = html.H3(f"{on_day(review.date)}{f': {review.title}' if review.title else ''}")
    if review.date > today:
        return [name, html.P("To come.", className="silence")]
    at = Query("/reviews", review.known_on)
    links = [html.A("The plan on a page, as of that day", href=at.link("/"))]
    if before is not None:
        links.append(html.A(f"Since {on_day(before.date)}", href=at.link("/since", since=before.known_on.isoformat())))
    drawn = f"Papers drawn as of {on_day(review.as_of)}. " if review.as_of else ""
    return [name, *([html.P(drawn, className="source")] if drawn else []), listed([*links, *_papers(plan, at)])]


def _papers(plan: Plan, at: Query) -> list[Component]:
    report = f"Report to {plan.reports_to}" if plan.reports_to else "Report"
    return [html.A("Board pack (Excel)", href=at.link("/download/pack.xlsx")), html.A(f"{report}, to print", href=at.link("/report"))]


def _none_yet() -> list[Component]:
    """How a review is recorded: in the plan file, by hand, so that none is ever made up."""
    written = "reviews:\n  dates:\n    - date: YYYY-MM-DD\n      title: its name, if it has one\n      as_of: YYYY-MM-DD"
    return [
        html.Details(
            [
                html.Summary("For the analyst: how a review is recorded"),
                html.P(
                    "A review stands in the plan file under “reviews”, with its date; “as_of” is the day for which its papers were drawn, "
                    "where that was another one. It then appears here with the plan as of that day."
                ),
                html.Pre(html.Code(written), tabIndex="0"),
            ]
        )
    ]


def _now(plan: Plan, query: Query) -> Component:
    when = f"As known on {on_day(query.as_of)}" if query.as_of else "As known today"
    since = html.A("Since you last met", href=query.link("/since"))
    return html.Section([html.H2(when), listed([html.A("The plan on a page", href=query.link("/")), since, *_papers(plan, query)])])
