"""Room: pages. Since you last met: what arrived, was revised or hidden, which states changed, what became of actions and of the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component

from charts.svg import element
from indicators import numbers
from indicators.actions import ActionMove
from indicators.changes import ChangeItem
from indicators.deadlines import london_day
from indicators.decisions import Decided, whose, words
from indicators.observations import MARKER_WORDS
from indicators.periods.rendering import on_day
from indicators.plan_changes import PlanChange
from indicators.registry.models import Plan
from indicators.statements import months_after
from indicators.wording import listed as in_words
from pages.board.between import Between, between, opening
from pages.board.voices import quotation
from pages.decisions.told import ANCHOR
from pages.frame.answers import Answer
from pages.frame.data import Figures, Submitted
from pages.frame.html import drawing
from pages.frame.parts import aria, crumbs, in_the_past, legend, listed
from pages.frame.queries import Query, day

#: months looked back over where no date is asked for and no review is recorded: a review of the Board is once a quarter
BACK = 3
#: how many lines of one list stand open
OPEN = 40
#: how many voices stand here before the page of people's voice has them all
HEARD = 8


def answer(figures: Figures, query: Query) -> Answer:
    """The page at `/since`: from the end of `?since=` to the end of `?as_of=`."""
    until = query.as_of or figures.today()
    written = query.argument("since")
    asked = day(written) if written else None
    met = last_met(figures.plan, until)
    since = min(asked or met or months_after(until, -BACK), until)
    found = between(figures, since, query.as_of, until)
    title = "Since you last met" if asked is None and met is not None else f"Since {on_day(since)}{_why(asked, met)}"
    main = [
        crumbs((("Plan on a page", query.link("/")),), title),
        html.H1(opening(found)),
        html.P(
            f"What differs between {on_day(since)}{_why(asked, met)} and {on_day(until)}. {in_the_past(figures.began(), since)}",
            className="subtitle lead",
        ),
        *_problem(written, asked, until, met),
        _form(since, until, query),
        *_sections(figures, found, query),
        *_key(found),
    ]
    return Answer(title, html.Article(main, className="since"), section="/since")


def last_met(plan: Plan, until: date) -> date | None:
    """The day as of which the Board last saw the plan before `until`; None where no review is recorded before it."""
    known = [review.known_on for review in plan.reviews.dates if review.known_on < until]
    return max(known, default=None)


def _key(found: Between) -> list[Component]:
    """What the marks on this page mean: those that its lines hold."""
    key = legend([letter for letter in MARKER_WORDS if any(f"[{letter}]" in item.text for item in found.items)])
    return [key] if key else []


def _why(asked: date | None, met: date | None) -> str:
    """Why the page looks back to this day, where nobody asked for one."""
    if asked is not None:
        return ""
    return ", as of which the Board last met," if met is not None else f" ({numbers.counted(BACK)} months; no review is recorded)"


def _problem(written: str, asked: date | None, until: date, met: date | None) -> list[Component]:
    if written and asked is None:
        looked = f"goes back to the last review, {on_day(met)}" if met else f"looks back {BACK} months"
        words = (
            f"Since: found “{written[:40]}”. Expected a date written as year, month and day, such as 2024-03-12. "
            f"This page {looked}; choose a date below."
        )
        return [html.Div(html.P(words), className="notice", role="status")]
    if asked is not None and asked > until:
        words = f"The first date, {on_day(asked)}, lies after the second, {on_day(until)}. Choose an earlier one below."
        return [html.Div(html.P(words), className="notice", role="status")]
    return []


def _form(since: date, until: date, query: Query) -> Component:
    fields = [
        html.Div([html.Label(words, htmlFor=id), drawing(element("input", type="date", id=id, name=name, value=value))])
        for words, id, name, value in (
            ("From the end of this day", "from-day", "since", since.isoformat()),
            ("To the end of this day", "to-day", "as_of", query.as_of.isoformat() if query.as_of else until.isoformat()),
        )
    ]
    spans = (("a month", 1), ("three months", 3), ("a year", 12), ("two years", 24))
    links = [html.A(words, href=query.link("/since", since=months_after(until, -months).isoformat())) for words, months in spans]
    beside: list[Component | str] = ["Or look back "]
    for order, link in enumerate(links):
        beside += ["" if order == 0 else " · ", link]
    return html.Div(
        [
            html.Form(
                [*fields, html.Button("Show", type="submit")],
                className="choose",
                method="get",
                action="/since",
                **aria(label="Between which days"),
            ),
            html.P(beside, className="source spans"),
        ],
        className="spans-between",
    )


def _sections(figures: Figures, found: Between, query: Query) -> list[Component]:
    """What changed, each kind under its heading; what stayed as it was is said in one place after it."""
    parts = _parts(figures, found, query)
    stayed = [part for part in parts if isinstance(part, str)]
    told = [part for part in parts if not isinstance(part, str)]
    return [*told, *([html.Section([html.H2("What stayed as it was"), listed(stayed)])] if stayed else [])]


def _parts(figures: Figures, found: Between, query: Query) -> list[Component | str]:
    plan, why = figures.plan, {each.number: each.why for each in figures.submissions(query.as_of) if each.why}
    if found.nothing:
        words = (
            "No figure arrived or was revised, no state changed, no action moved, nobody new was heard, and the plan is worded as before."
        )
        return [html.Section(html.P(words, className="lead")), *_waiting(found, query)]
    return [
        _section(
            "First states" if found.first else "States that changed",
            [_figure_line(item, query) for item in found.of("state")],
            "No indicator changed state.",
        ),
        _section(
            "Left development",
            [_figure_line(item, query) for item in found.developed],
            "No indicator left development.",
        ),
        _arrived(plan, found, why, query),
        _section(
            "Revised",
            [_figure_line(item, query, why) for item in found.of("revised")],
            "No figure was revised.",
            note="Old and new as they were released. Where the difference itself could tell of few people, it says only “revised”.",
        ),
        _section(
            "Newly hidden, newly shown, taken back",
            [_figure_line(item, query) for item in found.of("hidden", "shown", "withdrawn")],
            "No figure was hidden, shown or taken back.",
        ),
        *_actions(found, query),
        _voices(plan, found, query),
        _section("Decided", [_decided_line(plan, each, query) for each in found.decided], "Nothing was decided on an indicator."),
        _section("The plan itself", [_plan_line(change, query) for change in found.plan], "The plan is worded as before."),
        _files(found),
    ]


def _section(title: str, lines: Sequence[Component | str], none: str, *, note: str = "") -> Component | str:
    """A heading with how many there are, the first lines open, the rest behind a line; the sentence `none` where there is none."""
    if not lines:
        return none
    body: list[Component] = [html.P(note, className="source")] if note else []
    body.append(listed(list(lines[:OPEN]), class_="plain told"))
    if len(lines) > OPEN:
        body.append(html.Details([html.Summary(f"{len(lines) - OPEN} more"), listed(list(lines[OPEN:]), class_="plain told")]))
    return html.Section([html.H2(f"{title} ({len(lines)})"), *body])


def _figure_line(item: ChangeItem, query: Query, why: Mapping[int, str] | None = None) -> Component:
    """What changed, as a link and the rest of its sentence; with `why` (notes by submission) also who it came from, when and why."""
    lead, rest = _split(item.text)
    told = ""
    if why is not None and item.new is not None:
        noted = why.get(item.new.submission, "")
        reason = f" With it: {noted}" if noted else " No reason was noted with it." if item.kind == "revised" else ""
        told = f"By {item.new.by}, on {on_day(london_day(item.new.known_from))}, submission {item.new.submission}.{reason}"
    small = [html.Small(told)] if told else []
    return html.Span([html.A(lead, href=query.link(f"/indicator/{item.indicator}")), rest, *small])


def _split(text: str) -> tuple[str, str]:
    """A sentence of a change as its subject, which is the link, and what is said of it."""
    lead, colon, rest = text.partition(": ")
    return (lead, f"{colon}{rest}") if colon else (text, "")


def _arrived(plan: Plan, found: Between, why: Mapping[int, str], query: Query) -> Component | str:
    """New figures: those of the plan's own areas one by one, wider areas after them."""
    roles = {area.id: area.role for area in plan.areas}
    items = found.of("new")
    own = [item for item in items if roles.get(item.area) != "context"]
    wider = [item for item in items if roles.get(item.area) == "context"]
    if not items:
        return "No new figure arrived."
    body: list[Component] = [listed([_figure_line(item, query, why) for item in own], class_="plain told")] if own else []
    if wider:
        lines = listed([_figure_line(item, query) for item in wider], class_="plain told")
        changed = {item.indicator for item in found.of("state")}
        read = [
            plan.indicator(id).number
            for id in dict.fromkeys(item.indicator for item in wider)
            if id in changed - {i.indicator for i in own}
        ]
        if read:
            verb, them = ("is", "it") if len(read) == 1 else ("are", "them")
            body.append(
                html.P(
                    f"{in_words(read)} changed state and {verb} read from a wider area: the figures of {them} stand below.",
                    className="source",
                )
            )
        body.append(html.Details([html.Summary(f"{len(wider)} series of wider areas, as context"), lines]))
    total = sum(item.figures for item in items)
    noun = "figure" if total == 1 else "figures"
    return html.Section([html.H2(f"Arrived ({numbers.number(total)} {noun})"), *body])


def _actions(found: Between, query: Query) -> list[Component | str]:
    def lines(*kinds: str) -> list[Component]:
        return [_move_line(move, query) for move in found.moved if move.kind in kinds]

    return [
        _section("Actions done", lines("done"), "No action was done."),
        _section("Actions that slipped", lines("slipped"), "No action went back or was stopped."),
        *([_section("Actions that moved", lines("moved"), "")] if lines("moved") else []),
        *_waiting(found, query),
    ]


def _waiting(found: Between, query: Query) -> list[Component | str]:
    """Actions that wait for their review, as they stand at the end."""
    if not found.late:
        return ["Every action has been reviewed in time."]
    n = len(found.late)
    have = "action has" if n == 1 else "actions have"
    words = f"{numbers.counted(n, start=True)} {have} no review on the record within the time the plan allows: "
    link = html.A("see which", href=query.link("/actions", status="late"))
    return [html.Section([html.H2("Actions without a review"), html.P([words, link, "."])])]


def _move_line(move: ActionMove, query: Query) -> Component:
    each = move.standing
    lead, rest = _split(move.text)
    who = f"By {each.by}, on {on_day(each.told_on)}." if each.told_on and each.by else ""
    small = " ".join(text for text in (each.progress, who) if text)
    return html.Span([html.A(lead, href=query.link("/actions", fragment=each.action.id)), rest, *([html.Small(small)] if small else [])])


def _voices(plan: Plan, found: Between, query: Query) -> Component | str:
    """What people said since, and that leads commented."""
    heard = [quotation(plan, each) for each in reversed(found.voices)]
    body: list[Component] = [html.Div(heard[:HEARD], className="voices")] if heard else []
    if len(heard) > HEARD:
        body.append(html.P(html.A(f"{len(heard) - HEARD} more on the page of people’s voice", href=query.link("/voices"))))
    if not heard and not found.remarks:
        return "Nobody new was heard, and no commentary came in."
    if not heard:
        body = [html.P("Nobody new was heard.", className="silence")]
    about = sorted({each.said.indicator for each in found.remarks})
    named = [indicator for indicator in plan.indicators if indicator.id in about]
    if named:
        links: list[Component | str] = ["Commentary came in on "]
        for order, indicator in enumerate(named):
            links += ["" if order == 0 else ", ", html.A(indicator.number, href=query.link(f"/indicator/{indicator.id}"))]
        body.append(html.P([*links, "."]))
    title = f"People’s voice ({len(found.voices)})" if heard else "People’s voice"
    return html.Section([html.H2(title), *body])


def _decided_line(plan: Plan, each: Decided, query: Query) -> Component:
    """What was decided, whose decision it was, and why; a decision on an indicator that the plan no longer has leads nowhere."""
    entry = next((one for one in plan.indicators if one.id == each.indicator), None)
    name = f"{entry.number} {entry.short}" if entry else each.indicator
    lead = html.A(name, href=query.link(f"/indicator/{each.indicator}", fragment=ANCHOR)) if entry else name
    recorded = f" Recorded by {each.by_name}, decision {each.number}."
    return html.Span([lead, f": {words(plan, each)}", html.Small(f"{whose(each)} {each.reason}{recorded}")])


def _plan_line(change: PlanChange, query: Query) -> Component | str:
    lead, rest = _split(change.text)
    address = f"/indicator/{change.indicator}" if change.indicator else f"/priority/{change.priority}" if change.priority else ""
    return html.Span([html.A(lead, href=query.link(address)), rest]) if address else change.text


def _files(found: Between) -> Component | str:
    lines = [_file_words(each, "") for each in found.files]
    lines += [_file_words(each, "taken back: ") for each in found.taken_back]
    return _section("Files on the record", lines, "No file came in.")


def _file_words(each: Submitted, how: str) -> Component:
    why = f"{each.why} " if each.why else ""
    small = f"{why}Submission {each.number}, by {each.by}, on {on_day(london_day(each.at))}."
    return html.Span([f"{how}{each.title or each.file}: {each.file}", html.Small(small)])
