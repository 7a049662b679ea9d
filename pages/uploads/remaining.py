"""Room: pages. The rest of the review desk: files that wait, commentary missing, what is not asked for, definitions past review, posts."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from indicators import deadlines, numbers, tasks
from indicators.periods import Period
from indicators.periods.rendering import on_day
from indicators.registry.models import Indicator, Plan, Priority
from indicators.wording import capital
from indicators.wording import listed as in_words
from pages.frame.entrances import grid
from pages.frame.parts import facts, listed
from pages.frame.queries import Query
from pages.uploads import desk
from pages.uploads.desk import Upload
from pages.uploads.reach import reach
from pages.uploads.viewed import View, indicators, linked, page_of

WAITING = {"waiting": "waits for its sender to answer or accept it", "approval": "waits for somebody else to approve it"}


def files(plan: Plan, view: View, query: Query) -> list[Component]:
    """Files that wait, for those who may do something about them."""
    there = desk.current()
    if there is None or query.as_of is not None:
        return []
    waiting = [each for each in there.uploads() if each.state in WAITING and _concerns(plan, view, each)]
    if not waiting:
        return []
    rows = [
        (
            html.A(f"{each.number}: {each.file}", href=f"/uploads/{each.number}"),
            each.sender_name,
            on_day(deadlines.london_day(each.sent_at)),
            ", ".join(priority.number for priority in plan.priorities if priority.id in each.priorities) or "not known yet",
            WAITING[each.state].capitalize(),
        )
        for each in waiting
    ]
    heads = ("File", "Sent by", "On", "Priorities", "What it waits for")
    return [html.Section([html.H2(f"Files that wait ({len(waiting)})"), grid("Files that wait", heads, rows)])]


def _concerns(plan: Plan, view: View, upload: Upload) -> bool:
    """Whether a file is shown: of a priority looked at, and to somebody who may know of it or approve it."""
    known = [priority.id for priority in plan.priorities if priority.id in upload.priorities]
    mine = reach(plan, upload)
    return (mine.see or mine.approve) and (not known or any(view.shows(id) for id in known))


def silent(missing: Sequence[tuple[Priority, Indicator]], quarter: Period, query: Query) -> list[Component]:
    """Where nobody has said yet what happened in the quarter."""
    if not missing:
        return []
    by_priority: dict[str, tuple[Priority, list[Indicator]]] = {}
    for priority, indicator in missing:
        by_priority.setdefault(priority.id, (priority, []))[1].append(indicator)
    lines = [
        html.Span([html.Strong(f"{priority.number} {priority.short}: "), *linked(own, query)]) for priority, own in by_priority.values()
    ]
    count = len(missing)
    said = f"Nobody has said yet what happened in {quarter.short}, and why, for {numbers.counted(count)} {indicators(count)} "
    said += "that figures are asked for or held of. What is told in stories and views comes with its own words, and is not counted here."
    return [html.Section([html.H2(f"Commentary missing ({count})"), html.P(said), listed(lines)], className="silent")]


def unasked(plan: Plan, view: View, query: Query) -> list[Component]:
    """The indicators that nobody is asked for in the quarter, by the reason."""
    waiting = tasks.unasked(plan, view.quarter, view.priorities)
    if not waiting:
        return []
    by_why: dict[str, list[Indicator]] = {}
    for each in waiting:
        by_why.setdefault(each.why, []).append(each.indicator)
    lines = [html.Span([html.Strong(why.rstrip(".") + ": "), *linked(own, query)]) for why, own in by_why.items()]
    more = html.P([html.A("What each of the undeveloped ones needs", href=query.link("/development")), "."])
    undeveloped = not all(_ready(plan, each.indicator) for each in waiting)
    body = [html.H2(f"Not asked for in {view.quarter.short} ({len(waiting)})"), listed(lines), *([more] if undeveloped else [])]
    return [html.Section(body)]


def _ready(plan: Plan, indicator: Indicator) -> bool:
    measure = tasks.measure_of(plan, indicator)
    return measure is not None and measure.state == "ready"


def definitions(plan: Plan, view: View, query: Query) -> list[Component]:
    """Definitions whose day of review is past; that none has one, where that is so."""
    shown = {i.id for p in plan.priorities if view.shows(p.id) for i in p.indicators}
    past = [indicator for indicator in tasks.past_review(plan, view.on) if indicator.id in shown]
    dated = any(indicator.review_by for indicator in plan.indicators)
    if not past:
        words = "No definition is past its review." if dated else "The plan sets no day for the review of any definition."
        how = [
            html.Summary("For the analyst: how a day is set"),
            html.P(["It is written in the plan file beside an indicator, as ", html.Code("review_by"), "."]),
        ]
        body = [html.H2("Definitions past review"), html.P(words, className="silence"), *([] if dated else [html.Details(how)])]
        return [html.Section(body)]
    rows = [
        (
            html.A(f"{each.number} {each.short}", href=page_of(each, query)),
            on_day(each.review_by) if each.review_by else "",
            "the analyst, with whoever supplies it",
        )
        for each in past
    ]
    return [
        html.Section(
            [html.H2(f"Definitions past review ({len(past)})"), grid("Definitions past review", ("Indicator", "By", "Falls to"), rows)]
        )
    ]


def posts(plan: Plan, view: View) -> list[Component]:
    """Posts that the plan names nobody for."""
    named = tasks.unfilled(plan, view.priorities)
    if not named:
        return []
    pairs = [(post.name, f"{capital(in_words(what))}.{f' {post.note}.' if post.note else ''}") for post, what in named.items()]
    said = "The plan names a post or an organisation, and no person. Until somebody is named, what falls to it falls to the analyst."
    return [html.Section([html.H2(f"Posts that nobody is named for ({len(named)})"), html.P(said), facts(pairs)])]
