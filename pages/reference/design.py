"""Room: pages. The design system, every part of it shown: sizes, colours with their contrast, states, tables, charts, notices, forms."""

from __future__ import annotations

from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from charts import contrast
from charts.svg import element
from charts.tables import Table
from indicators.summaries import State
from pages.frame.answers import Answer
from pages.frame.data import Figures
from pages.frame.html import drawing
from pages.frame.parts import crumbs, facts, helpline, legend, listed, notice, state_mark, table_of
from pages.frame.queries import Query
from pages.frame.selections import Choice, selection


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour by the name of its token, on the ground it is used on. `text` tells that letters are set in it, so that 4.5 to 1 holds."""

    token: str
    code: str
    use: str
    ground: str = "paper"
    text: bool = False


#: sizes by the name of their token, in rem, with their use
SIZES = (
    ("t7", "2.2353", "The message of a page"),
    ("t6", "1.7647", "The message of an inner page"),
    ("t5", "1.4118", "Sections"),
    ("t4", "1.1765", "Parts, and the numbers of a row"),
    ("t3", "1", "Everything that is read"),
    ("t2", ".9118", "Tables and breadcrumbs"),
    ("t1", ".8235", "Sources, notes, small print"),
)
COLOURS = (
    Colour("ink", "#1B2733", "Text", text=True),
    Colour("soft", "#4A5561", "Text beside the main text", text=True),
    Colour("faint", "#5B6672", "Silence: what is not there", text=True),
    Colour("blue", "#12436D", "Links, lines, improving", text=True),
    Colour("plum", "#801650", "People’s voice, targets", text=True),
    Colour("dark", "#3D3D3D", "Outlines of shapes", text=True),
    Colour("orange", "#F46A25", "Worsening, within a dark outline"),
    Colour("edge", "#8A95A0", "Edges of fields, the zero line"),
    Colour("focus", "#FFB81C", "Where the keyboard is, on ink", ground="ink"),
)
GROUNDS = {"paper": "#FFFFFF", "ground": "#F7F6F2", "ink": "#1B2733", "voice": "#F6F2F5", "tint": "#F1F4F6", "band": "#EAEFF3"}


def answer(figures: Figures, query: Query) -> Answer:
    """The page at `/about/design`."""
    main = [
        crumbs((("Plan on a page", query.link("/")), ("About", query.link("/about"))), "How these pages are made"),
        html.H1("One page, one message: the parts that these pages are made of"),
        html.P(
            "Few colours, much white space, numbers aligned, labels on the line instead of a legend. No meaning hangs on colour alone, and "
            "every page reads the same with a screen reader, on a telephone and on paper.",
            className="subtitle lead",
        ),
        html.Section([html.H2("Sizes"), *_sizes()]),
        html.Section([html.H2("Colours"), _colours()]),
        html.Section([html.H2("States"), html.P("A shape and a word; the shape tells it without its colour."), _states()]),
        html.Section([html.H2("Tables"), table_of(_table()), *_legend()]),
        html.Section([html.H2("Words beside figures"), *_words()]),
        html.Section([html.H2("Notices"), *_notices()]),
        html.Section([html.H2("Forms"), *_forms(query)]),
        html.Section([html.H2("Links and ways"), *_links(query)]),
    ]
    return Answer("How these pages are made", html.Article(main, className="design"), section="/about")


def _sizes() -> list[Component]:
    shown = [
        html.P([html.Span("Better minds", className=f"sample {token}"), html.Small(f"{size} rem. {use}")]) for token, size, use in SIZES
    ]
    faces = "Headings of pages and sections are set in Source Serif 4, everything else in Source Sans 3; numbers are tabular."
    return [html.P(faces), html.Div(shown, className="sizes")]


def _colours() -> Component:
    rows = []
    for colour in COLOURS:
        ratio = contrast.ratio(colour.code, GROUNDS[colour.ground])
        swatch = element("rect", x=0.5, y=0.5, width=35, height=21, rx=3, fill=colour.code, stroke="#8A95A0")
        drawn = drawing(element("svg", swatch, viewBox="0 0 36 22", width=36, height=22, aria_hidden="true"))
        needed = "4.5 for text" if colour.text else "3 for graphics"
        rows.append(
            html.Tr(
                [
                    html.Th([drawn, html.Span(f" {colour.token}")], scope="row"),
                    html.Td(colour.code),
                    html.Td(f"{ratio:.1f} to 1 on {colour.ground}", className="figure"),
                    html.Td(needed),
                    html.Td(colour.use),
                ]
            )
        )
    heads = ("Colour", "Code", "Contrast, measured", "Needed at least", "Use")
    table = html.Table(
        [html.Caption("Colours and their contrast"), html.Thead(html.Tr([html.Th(h, scope="col") for h in heads])), html.Tbody(rows)],
        className="data words stack swatches",
    )
    return table


def _states() -> Component:
    return html.Ul(
        [html.Li(state_mark(state, small="5 of 13 points" if state is State.TOO_EARLY else "")) for state in State], className="plain marks"
    )


def _table() -> Table:
    rows = (
        ("April to June 2024", "1,204", "62.1 %"),
        ("January to March 2024", "[c]", "[c]"),
        ("October to December 2023", "1,187 [p]", "60.4 %"),
    )
    return Table("An example: made-up numbers that stand for nothing", ("Period", "People", "Share"), rows, frozenset({1, 2}))


def _legend() -> list[Component]:
    key = legend(("c", "p"))
    return [key] if key else []


def _words() -> list[Component]:
    pairs = (
        ("Measure", "what is counted, out of what"),
        ("Period", "in words, never a code"),
        ("Source", "publisher and dataset, beside each figure"),
    )
    said = html.Blockquote([html.P("“Nobody rushed me.”"), html.Footer("An example: made-up words")])
    return [facts(pairs), html.Div(said, className="voices")]


def _notices() -> list[Component]:
    return [
        notice(html.Strong("The nearest published figure. "), "It says what it is, and what the plan says.", kind="near"),
        notice(html.Strong("No recent figure. "), "The latest is for an earlier year.", kind="stale"),
        notice(html.Strong("No ratio is shown. "), "Why stands here.", kind="withheld"),
        helpline(),
        html.P(html.Strong("Not updated for this quarter", className="badge")),
        html.P("No people’s voice evidence this quarter.", className="silence"),
    ]


def _forms(query: Query) -> list[Component]:
    example = Choice("example", "An example", (("one", "one thing"), ("other", "another thing")), "Everything")
    return [
        html.P("Every choice is a GET form of native fields, so that it stands in the address and needs no script."),
        selection(query, (example,), label="An example of a form"),
        html.Details(
            [html.Summary("Show as table (an example)"), html.P("What does not need to stand open waits behind a line like this one.")]
        ),
    ]


def _links(query: Query) -> list[Component]:
    return [
        listed(
            [
                html.A("The plan on a page", href=query.link("/")),
                html.A("The methods behind the states", href=query.link("/about", fragment="states")),
            ]
        ),
        html.P("The way to a page stands above its message, as it does here; neighbours stand at its foot."),
    ]
