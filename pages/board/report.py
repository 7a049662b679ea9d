"""Room: pages. The report to the body above the Board, as one page to print: written from the board pack, without names of people."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from charts.shapes import shape
from exports.pack import Block, Line, Pack, pack
from indicators.evidence import NO_VOICE
from indicators.inequalities import leading
from indicators.observations import FLAG_WORDS, MARKER_WORDS
from indicators.periods.rendering import on_day
from indicators.wording import HELPLINE
from pages.frame.answers import Answer
from pages.frame.data import Figures
from pages.frame.html import drawing
from pages.frame.parts import aria, of_people
from pages.frame.queries import Query

HEADS = ("Indicator", "What the data say", "Latest", "Change")
_COLUMNS = len(HEADS)


def answer(figures: Figures, query: Query) -> Answer:
    """The page at `/report`."""
    day = query.as_of
    held = pack(figures.plan, figures.board(day), figures.comparisons(day), figures.voices(day), illustrative=figures.illustrative)
    plan = held.plan
    title = f"Report to {plan.reports_to}" if plan.reports_to else "Report"
    main = [
        html.P(f"{title} from {plan.board} · data as at {on_day(held.day)}", className="kicker"),
        html.H1(held.headline),
        _counts(held),
        html.P(html.A("Board pack (Excel)", href=query.link("/download/pack.xlsx")), className="source away"),
        *_attention(held),
        _indicators(held, query),
        *_groups(held),
        _voices(held),
        _read_with(held),
    ]
    return Answer(title, html.Article(main, className="report"), section="/reviews")


def _counts(held: Pack) -> Component:
    told = ", ".join(f"{n} {state.value}" for state, n in held.counts if n)
    return html.P(f"{len(held.lines)} indicators: {told}.", className="lead")


def _attention(held: Pack) -> list[Component]:
    if not held.attention:
        return []
    lines = [html.Li(said) for said in held.attention]
    return [html.Section([html.H2("Needs attention", id="needs"), html.Ol(lines)], className="attend", **aria(labelledby="needs"))]


def _indicators(held: Pack, query: Query) -> Component:
    """Every indicator, priority by priority, in one table."""
    bodies = [html.Tbody([_head(block, query), *(_row(line, query) for line in block.lines)]) for block in held.blocks]
    heads = html.Thead(html.Tr([html.Th(head, scope="col") for head in HEADS]))
    table = html.Table([html.Caption("Every indicator of the plan"), heads, *bodies], className="data words whole stack")
    return html.Section(
        [
            html.H2("The indicators"),
            html.Div(table, className="scroll", tabIndex="0", role="group", **aria(label="Every indicator of the plan")),
        ]
    )


def _head(block: Block, query: Query) -> Component:
    name = html.A(f"{block.priority.number} {block.priority.short}", href=query.link(f"/priority/{block.priority.id}"))
    return html.Tr(html.Th(name, scope="rowgroup", colSpan=str(_COLUMNS)), className="over")


def _row(line: Line, query: Query) -> Component:
    name = html.A(f"{line.indicator.number} {line.indicator.short}", href=query.link(f"/indicator/{line.indicator.id}"))
    measured = [html.Small(line.measured)] if line.measured.startswith("Nearest") else []
    state: list[Component | str] = [
        drawing(shape(line.state)),
        f" {line.state.value}",
        *([html.Small(line.standing)] if line.standing else []),
    ]
    cells: list[Component] = [html.Td(state)]
    if not line.latest:
        cells.append(html.Td(line.said, colSpan="2"))
    else:
        old = "" if line.recent else ". No recent figure"
        cells.append(html.Td([html.B(line.latest), html.Small(f"{line.of}{', ' if line.of else ''}{line.latest_period}{old}")]))
        cells.append(html.Td([line.change, html.Small(f"since {line.since}")] if line.change else "–"))
    return html.Tr([html.Th([name, *measured], scope="row"), *cells])


def _groups(held: Pack) -> list[Component]:
    """The finding of the comparison that each indicator is told by."""
    first = leading(held.plan, held.compared)
    if not first:
        return []
    lines = [html.Li(f"{each.headline} {each.unknown_sentence} {each.combined_sentence}".strip()) for each in first.values()]
    return [html.Section([html.H2("Groups compared"), html.Ul(lines)])]


def _voices(held: Pack) -> Component:
    quoted = [block for block in held.blocks if block.voices]
    silent = [block.priority.number for block in held.blocks if not block.voices]
    body: list[Component] = [_voice(block) for block in quoted]
    if silent:
        body.append(html.P(_silence(silent, len(held.blocks)), className="silence"))
    return html.Section([html.H2("People’s voice"), html.Div(body, className="said")])


def _voice(block: Block) -> Component:
    voice = block.voices[0]
    whose = ", ".join(
        part for part in (f"{block.priority.number} {block.priority.short}", of_people(voice), voice.source, voice.theme) if part
    )
    return html.Blockquote([html.P(f"“{voice.words}”"), html.Footer(whose)])


def _silence(silent: Sequence[str], total: int) -> str:
    if len(silent) == total:
        return NO_VOICE
    return f"{NO_VOICE.removesuffix('.')} for priority {', '.join(silent)}."


def _read_with(held: Pack) -> Component:
    words = {**MARKER_WORDS, **FLAG_WORDS}
    text = " ".join(line.latest for line in held.lines)
    used = [f"[{letter}] {said}" for letter, said in words.items() if f"[{letter}]" in text]
    lines = [
        "Every number has gone through disclosure control. Names of people are left out.",
        f"Marks: {'; '.join(used)}." if used else "",
        "Change is counted from the first figure held, until a baseline is agreed.",
        HELPLINE if held.sensitive else "",
    ]
    return html.Section([html.H2("Read with this in mind"), *(html.P(line, className="source") for line in lines if line)])
