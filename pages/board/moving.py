"""Room: pages. The actions that are to move an indicator, on its page and its chart; that the plan ties none to it is said."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from indicators.actions import ActionStanding, tied
from indicators.periods.rendering import on_day
from indicators.registry.models import Indicator, Plan
from indicators.wording import capital
from pages.board.actions import action_state, standing_actions
from pages.board.readings import Dated
from pages.frame.data import Figures
from pages.frame.parts import listed
from pages.frame.queries import Query

NO_ACTION = "The plan ties no action to this indicator."


def done(figures: Figures, query: Query, indicator: Indicator) -> list[Dated]:
    """What was done that is to move an indicator, by its day, for its chart."""
    every = tied(standing_actions(figures, query), indicator.id)
    days = [(each.reviewed_on or each.told_on, each) for each in every if each.status == "done"]
    return [Dated(day, f"{each.action.id}, done: {each.action.text}.") for day, each in days if day is not None]


def section(figures: Figures, query: Query, indicator: Indicator) -> Component:
    """The actions that are to move an indicator; that the plan names none is said in a sentence."""
    plan = figures.plan
    found = tied(standing_actions(figures, query), indicator.id)
    link = html.A("All actions of its priority", href=query.link(f"/priority/{plan.priority_of(indicator.id).id}", fragment="actions"))
    lines = [_line(each, plan, query) for each in found]
    body = [listed(lines, class_="plain told")] if found else [html.P(NO_ACTION, className="silence")]
    return html.Section([html.H2("What is to move it"), *body, html.P(link, className="switch")], className="moves")


def _line(each: ActionStanding, plan: Plan, query: Query) -> Component:
    lead = html.A(f"{each.action.id} {capital(each.action.text)}", href=query.link("/actions", fragment=each.action.id))
    reviewed = [html.Small(f"Last review {on_day(each.reviewed_on)}")] if each.reviewed_on else []
    return html.Span([lead, " ", *action_state(each, plan), *reviewed])
