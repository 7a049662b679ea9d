"""Room: pages. Actions: what is to be done in each priority, who owns it, how it stands, and which nobody has reviewed for a year."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from indicators import numbers
from indicators.actions import STATES, UNTOLD, ActionStanding, standings
from indicators.periods.rendering import on_day
from indicators.registry.models import Plan, Priority
from indicators.wording import listed as in_words
from pages.board.plans import names
from pages.board.ties import to_move, untied
from pages.frame.answers import Answer
from pages.frame.data import Figures
from pages.frame.parts import aria, crumbs
from pages.frame.queries import Query
from pages.frame.selections import Choice, chosen, selection

LATE = "late"
HEADS = ("Action", "Owner", "Status", "Last review")


def standing_actions(figures: Figures, query: Query) -> tuple[ActionStanding, ...]:
    """Every action as it stood on the date of the query."""
    return standings(figures.plan, figures.action_updates(query.as_of), as_of=query.as_of or figures.today())


def answer(figures: Figures, query: Query) -> Answer:
    """The page at `/actions`, narrowed by `?priority=` and `?status=`."""
    plan, every = figures.plan, standing_actions(figures, query)
    choices = _choices(plan)
    wanted = chosen(query, choices)
    kept = [each for each in every if _wanted(each, wanted)]
    narrowed = any(wanted.values())
    main = [
        crumbs((("Plan on a page", query.link("/")),), "Actions"),
        html.H1(_opening(every)),
        html.P(
            [f"The plan has its actions reviewed {plan.reviews.actions}. ", *_late_words(plan, every)],
            className="subtitle lead",
        ),
        *untied([each.action for each in every], "its actions"),
        _counts(every, query),
        selection(query, choices, label="Which actions are shown"),
        *([html.P(_narrowed(len(kept), len(every)), className="found", role="status")] if narrowed else []),
        *(
            _priority(plan, priority, own, query)
            for priority in plan.priorities
            if (own := [each for each in kept if each.priority.id == priority.id])
        ),
    ]
    return Answer("Actions", html.Article(main, className="actions-page"), section="/actions")


def action_state(standing: ActionStanding, plan: Plan) -> list[Component]:
    """The status of an action in words, with what a reader must not miss: a placeholder, or a review that is overdue."""
    badges = []
    if standing.placeholder:
        badges.append(html.Strong("A placeholder in the plan", className="badge"))
    if standing.late and standing.reviewed_on is not None:
        badges.append(html.Strong(f"Not reviewed for {plan.reviews.actions_within_months} months", className="badge"))
    word = html.Span(standing.status_words.capitalize(), className=f"standing a-{standing.status_words.replace(' ', '-')}")
    return [word, *badges]


def _opening(every: Sequence[ActionStanding]) -> str:
    told = [each for each in every if each.status]
    if not every:
        return "The plan names no actions"
    if not told:
        whom = "the plan’s one action" if len(every) == 1 else f"any of the plan’s {numbers.number(len(every))} actions"
        return f"No status has been reported for {whom}"
    parts = [(sum(each.status == state for each in every), state) for state in STATES]
    counted = in_words([f"{numbers.counted(n)} {'is' if n == 1 else 'are'} {state}" for n, state in parts if n])
    rest = len(every) - len(told)
    untold = f"; {numbers.counted(rest)} {'has' if rest == 1 else 'have'} no status" if rest else ""
    if len(every) == 1:
        return f"The plan’s one action is {told[0].status}"
    return f"Of the plan’s {numbers.number(len(every))} actions {counted}{untold}"


def _late_words(plan: Plan, every: Sequence[ActionStanding]) -> list[Component | str]:
    months = plan.reviews.actions_within_months
    late = sum(each.late for each in every)
    if not late:
        return [f"None has gone without a review for {months} months."]
    never = sum(each.late and each.reviewed_on is None for each in every)
    if never == len(every):
        return [html.Strong("None of them has ever been reviewed, as far as the record tells.")]
    have = "has" if late == 1 else "have"
    of_them = f", {numbers.counted(never)} of them ever" if never else ""
    return [html.Strong(f"{numbers.counted(late, start=True)} {have} no review on the record within the last {months} months{of_them}.")]


def _counts(every: Sequence[ActionStanding], query: Query) -> Component:
    told = [(state, sum(each.status_words == state for each in every)) for state in (*STATES, UNTOLD)]
    items = [
        html.Li(
            html.A([html.B(str(n)), html.Span(state)], href=query.link("/actions", status=state)) if n else [html.B("0"), html.Span(state)]
        )
        for state, n in told
    ]
    return html.Ul(
        [html.Li([html.B(str(len(every))), html.Span("action:" if len(every) == 1 else "actions:")], className="total"), *items],
        className="tally",
        **aria(label="Actions by status"),
    )


def _choices(plan: Plan) -> tuple[Choice, ...]:
    late = f"not reviewed for {plan.reviews.actions_within_months} months, or never"
    return (
        Choice("priority", "Priority", tuple((p.id, f"{p.number} {p.short}") for p in plan.priorities), "All priorities"),
        Choice(
            "status",
            "Status",
            (*((state, state) for state in (*STATES, UNTOLD)), (LATE, late), ("placeholder", "placeholder in the plan")),
            "Every status",
        ),
    )


def _wanted(each: ActionStanding, wanted: dict[str, str]) -> bool:
    status = wanted["status"]
    fits = {LATE: each.late, "placeholder": each.placeholder}.get(status, each.status_words == status) if status else True
    return fits and wanted["priority"] in ("", each.priority.id)


def _narrowed(kept: int, every: int) -> str:
    if not kept:
        return "No action is like that. Choose otherwise above."
    return f"{numbers.counted(kept, start=True)} of {numbers.number(every)} actions {'is' if kept == 1 else 'are'} shown."


def _priority(plan: Plan, priority: Priority, own: Sequence[ActionStanding], query: Query) -> Component:
    rows = [_row(plan, each, query) for each in own]
    table = html.Table(
        [
            html.Caption(f"Actions of priority {priority.number}, in the plan’s words"),
            html.Colgroup([html.Col(className=name) for name in ("w-act", "w-own", "w-state", "w-rev")]),
            html.Thead(html.Tr([html.Th(head, scope="col") for head in HEADS])),
            html.Tbody(rows),
        ],
        className="data words stack even",
    )
    title = html.A(
        [html.Span(f"{priority.number} ", className="num"), priority.short], href=query.link(f"/priority/{priority.id}", fragment="actions")
    )
    return html.Section([html.H2(title, id=priority.id), table], className="listed", **aria(labelledby=priority.id))


def _row(plan: Plan, each: ActionStanding, query: Query) -> Component:
    action = each.action
    areas = [html.Ol([html.Li(area.text) for area in action.areas], className="areas")] if action.areas else []
    note = [html.Small(action.note)] if action.note else []
    progress = [html.P(each.progress, className="progress")] if each.progress else []
    return html.Tr(
        [
            html.Th(
                [html.Span(f"{action.id} ", className="num"), action.text, *note, *areas, *to_move(plan, action, query)],
                scope="row",
                id=action.id,
            ),
            html.Td(names(plan, action.owners) or "Nobody named"),
            html.Td([*action_state(each, plan), *progress]),
            html.Td(_review(each)),
        ]
    )


def _review(each: ActionStanding) -> Component | str:
    if each.reviewed_on is None:
        return html.Span("Never reviewed", className="silence")
    told = [html.Small(f"reported by {each.by}")] if each.by else []
    return html.Span([on_day(each.reviewed_on), *told])
