"""Room: pages. What stands around every page: head, name, navigation, the date as of which, banners, foot."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from charts.svg import element, escaped
from indicators.periods.rendering import on_day
from pages.frame.answers import Answer, Screen
from pages.frame.data import Figures, dated
from pages.frame.html import Html, drawing
from pages.frame.parts import aria, in_the_past
from pages.frame.queries import Query
from pages.frame.render import rendered
from pages.frame.short_forms import short_forms
from pages.frame.standing import leaving, mode_words, sending


@dataclass(frozen=True, slots=True)
class Files:
    """Addresses of the served files: the style sheet, the typefaces to fetch early, the icon, and two scripts for a page each.

    `agenda` turns a meeting's pages, `upload` shows how far a file is on its way.
    """

    styles: str
    faces: tuple[str, ...] = ()
    icon: str = ""
    agenda: str = ""
    upload: str = ""


#: the entries of the navigation, seven at most; what else there is stands at the foot
NAVIGATION = (
    ("Plan on a page", "/"),
    ("Since you last met", "/since"),
    ("Inequalities", "/inequalities"),
    ("People’s voice", "/voices"),
    ("Actions", "/actions"),
    ("About", "/about"),
)


def document(answer: Answer, figures: Figures, query: Query, files: Files, *, scripts: str = "") -> str:
    """The whole page as HTML. `scripts` is what Dash needs at the end of the body, "" on a page without islands."""
    figures = dated(figures, query.as_of)
    plan = figures.plan
    if answer.screen is not None:
        scripts = f'<script src="{files.agenda}" defer></script>'
    body = '<body class="meeting">' if answer.screen is not None else "<body>"
    faces = "".join(f'<link rel="preload" href="{face}" as="font" type="font/woff2" crossorigin>' for face in files.faces)
    icon = f'<link rel="icon" href="{files.icon}" type="image/svg+xml">' if files.icon else ""
    return (
        '<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escaped(answer.title)} – {escaped(plan.short_title)}</title>"
        f'{faces}<link rel="stylesheet" href="{files.styles}">{icon}</head>\n{body}'
        f"{rendered(_body(answer, figures, query))}{scripts}</body></html>\n"
    )


def _body(answer: Answer, figures: Figures, query: Query) -> list[Component]:
    if answer.screen is not None:
        return _screen(answer, answer.screen, figures, query)
    main = _main(answer)
    return [
        html.A("Skip to the main part", href="#main", className="skip"),
        _header(answer, figures, query),
        main,
        *short_forms(figures.plan.abbreviations, main.html),
        _footer(figures, query),
    ]


def _main(answer: Answer) -> Html:
    """The main part, written out once: its words are looked through before what stands under it."""
    return Html(rendered(html.Main(answer.main, id="main", className="wrap", tabIndex="-1")))


def _screen(answer: Answer, screen: Screen, figures: Figures, query: Query) -> list[Component]:
    """A page as a meeting sees it: the finding large, one line above and one below."""
    known = query.as_of or figures.today()
    main = _main(answer)
    turns = [
        html.A(words, href=href, rel=rel)
        for words, href, rel in (("‹ Previous", screen.previous, "prev"), ("Next ›", screen.next, "next"))
        if href
    ]
    return [
        html.Header(
            [
                html.P([html.Strong(figures.plan.short_title), f" · data as at {on_day(known)}"], className="wrap"),
                *_banners(figures, query),
            ],
            className="top",
        ),
        main,
        *short_forms(figures.plan.abbreviations, main.html),
        html.Footer(
            html.Nav(
                [html.Span(screen.place), *turns, html.A("Leave the meeting’s view", href=screen.leave, className="leave")],
                className="wrap turns",
                **aria(label="Agenda"),
            ),
            className="foot",
        ),
    ]


def _header(answer: Answer, figures: Figures, query: Query) -> Component:
    plan = figures.plan
    entries = [
        html.Li(html.A(words, href=query.link(path), **(aria(current="page") if answer.section == path else {})))
        for words, path in (*NAVIGATION, *sending())
    ]
    name = html.P(
        html.A(
            [html.Strong(plan.short_title), html.Span(plan.period_as_written)],
            href=query.link("/"),
        ),
        className="brand",
    )
    return html.Header(
        [
            html.Div([name, html.Div([_search(query), _as_of(query)], className="asks")], className="wrap"),
            *(html.Div(each, className="wrap") for each in leaving()),
            html.Nav(html.Ul(entries), className="wrap", **aria(label="Pages")),
            *_banners(figures, query),
        ],
        className="top",
    )


def _as_of(query: Query) -> Component:
    """A GET form: the date goes into the address, so that every view can be kept."""
    value = query.as_of.isoformat() if query.as_of else None
    field = element("input", type="date", id="as-of", name="as_of", value=value)
    kept = [drawing(element("input", type="hidden", name=name, value=value)) for name, value in query.asked]
    return html.Form(
        [html.Label("As known on", htmlFor="as-of"), drawing(field), *kept, html.Button("Show", type="submit")],
        className="as-of",
        method="get",
        action=query.path,
    )


def _search(query: Query) -> Component:
    """A GET form again: what is looked for stands in the address."""
    looked_for = query.argument("q") if query.path == "/search" else ""
    field = element("input", type="search", id="search", name="q", value=looked_for or None, maxlength=100)
    kept = [drawing(element("input", type="hidden", name="as_of", value=query.as_of.isoformat()))] if query.as_of else []
    return html.Form(
        [html.Label("Search", htmlFor="search"), drawing(field), *kept, html.Button("Find", type="submit")],
        className="as-of find",
        method="get",
        action="/search",
        role="search",
    )


def _banners(figures: Figures, query: Query) -> list[Component]:
    banners: list[Component] = []
    if figures.illustrative:
        words: list[Component | str] = [
            html.Strong("ILLUSTRATIVE. "),
            "Some or all figures on this page are made up, to show how it works. Nothing here may be quoted.",
        ]
        banners.append(html.Div(html.P(words, className="wrap"), className="banner illustrative", role="note"))
    if query.as_of:
        shown: list[Component | str] = [
            html.Strong(f"As known on {on_day(query.as_of)}. "),
            f"States, sentences and the wording of the plan are those of that day. {in_the_past(figures.began(), query.as_of)} ",
            html.A("Show what is known today", href=query.path + (f"?{urlencode(query.asked)}" if query.asked else "")),
        ]
        banners.append(html.Div(html.P(shown, className="wrap"), className="banner", role="note"))
    if query.problem:
        banners.append(html.Div(html.P(query.problem, className="wrap"), className="banner problem", role="status"))
    return banners


def _footer(figures: Figures, query: Query) -> Component:
    known = query.as_of or figures.today()
    # a past date gives the same bytes for ever, and so names no revision
    revision = "" if query.as_of else f" Revision {figures.revision()} of the record."
    return html.Footer(
        html.Div(
            [
                html.P(f"{figures.plan.title}. Data as at {on_day(known)}.{revision}"),
                html.P(
                    [
                        f"{mode_words()}Every number has gone through ",
                        html.A("disclosure control", href=query.link("/about", fragment="disclosure")),
                        ". ",
                        html.Span(
                            [
                                "What ",
                                html.A("the states", href=query.link("/about", fragment="states")),
                                " and ",
                                html.A("the marks", href=query.link("/about", fragment="marks")),
                                " mean.",
                            ],
                            className="also",
                        ),
                    ]
                ),
                html.P(
                    [
                        "Published figures: Open Government Licence v3.0, publishers named beside them. ",
                        html.Span(_also(query), className="also"),
                    ]
                ),
            ],
            className="wrap",
        ),
        className="foot",
    )


def _also(query: Query) -> list[Component | str]:
    """The links at the foot, in the same order everywhere; on paper they are left out."""
    ways = (
        ("Sources", query.link("/about", fragment="sources")),
        ("Accessibility", query.link("/about", fragment="accessibility")),
        ("Explore", query.link("/explore")),
        ("Reviews and papers", query.link("/reviews")),
        ("Meeting view", query.link("/", meeting="1")),
        ("Data quality", query.link("/data-quality")),
        ("Not yet measurable", query.link("/development")),
        ("What is due", query.link("/due")),
        ("Design", query.link("/about/design")),
    )
    found: list[Component | str] = []
    for words, address in ways:
        # the dot stays with what stands before it, so that no line begins with one
        found += ["\u00a0· ", html.A(words, href=address)] if found else [html.A(words, href=address)]
    return found
