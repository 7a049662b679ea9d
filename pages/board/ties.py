"""Room: pages. The indicators that an action is to move, beside the action: only where the plan or its owner says so."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from indicators.registry.models import Action, Plan
from pages.frame.queries import Query


def to_move(plan: Plan, action: Action, query: Query) -> list[Component]:
    """The indicators that an action is to move, as links; nothing where the plan names none."""
    entries = [plan.indicator(id) for id in action.indicators]
    links: list[Component | str] = []
    for order, entry in enumerate(entries):
        links += ["" if order == 0 else ", ", html.A(f"{entry.number} {entry.short}", href=query.link(f"/indicator/{entry.id}"))]
    return [html.P(["Is to move ", *links], className="ties")] if links else []


def untied(actions: Sequence[Action], what: str) -> list[Component]:
    """That the plan ties none of these actions to an indicator; nothing where it ties one. `what` names them: "these actions"."""
    none = bool(actions) and not any(action.indicators for action in actions)
    return [html.P(f"The plan ties none of {what} to an indicator.", className="source")] if none else []
