"""Room: pages. How the dashboard works and whom to ask: methods, sources, disclosure, people, doubts, abbreviations, accessibility."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dash import html
from dash.development.base_component import Component

from indicators.deadlines import london_day
from indicators.meanings import MEANINGS
from indicators.numbers import counted
from indicators.observations import FLAG_WORDS, MARKER_WORDS
from indicators.periods.rendering import on_day
from indicators.registry.models import Plan
from indicators.summaries import State
from pages.board.plans import names
from pages.frame.answers import Answer
from pages.frame.data import Figures
from pages.frame.parts import aria, crumbs, facts, listed, state_mark
from pages.frame.queries import Query

#: files of the record that are shown before the rest is closed
RECENT: Final = 10


def answer(figures: Figures, query: Query) -> Answer:
    """The page at `/about`."""
    plan = figures.plan
    sections: list[tuple[str, str, list[Component]]] = [
        ("how", "How to read it", _how()),
        ("states", "The states", [facts((_named(state), words) for state, words in MEANINGS.items())]),
        ("marks", "Marks on numbers", _marks()),
        ("disclosure", "How people are protected", _disclosure()),
        ("sources", "Sources", [_sources(plan)]),
        ("record", "What is on the record", _record(figures, query)),
        ("people", "Who owns what", _owners(plan, query)),
        ("frame", "The plan and its frame", _frame(plan)),
        ("doubts", "Judgements and doubts in reading the plan", _doubts(plan)),
        (
            "abbreviations",
            "Abbreviations",
            [html.Div(facts(sorted(plan.abbreviations.items())), className="columns")] if plan.abbreviations else [],
        ),
        ("accessibility", "Accessibility", _accessibility()),
        ("licence", "Licence", _licence()),
    ]
    kept = [(id, title, body) for id, title, body in sections if body]
    more = (("Not yet measurable", "/development"), ("How these pages are made", "/about/design"), ("Search", "/search"))
    contents = html.Nav(
        html.Ul(
            [
                *(html.Li(html.A(title, href=f"#{id}")) for id, title, _ in kept),
                *(html.Li(html.A(title, href=query.link(path))) for title, path in more),
            ]
        ),
        className="contents",
        **aria(label="On this page"),
    )
    main = [
        crumbs((("Plan on a page", query.link("/")),), "About"),
        html.H1("About these figures"),
        contents,
        *(html.Section([html.H2(title), *body], id=id) for id, title, body in kept),
    ]
    return Answer("About", html.Article(main, className="about"), section="/about")


def _named(state: State) -> Component:
    return state_mark(state)


def _how() -> list[Component]:
    return [
        html.P(
            "Each indicator has one state, computed from its figures alone. Quarterly and monthly series are read with a "
            "statistical process "
            "control chart (XmR): the average, and the usual range around it. From 13 points on, the state is improving, "
            "worsening or no clear "
            "change; from 8 points, the same with trial limits; with fewer it is too early to say. Yearly series are read "
            "by the trend of their "
            "last five points that do not overlap."
        ),
        html.P(
            "Change is shown against the first figure held, until a baseline is agreed. Shares have Wilson’s 95 % interval,"
            " counts and rates "
            "Byar’s or the exact one; a ratio of two rates has a log-normal one. Published rates keep their publisher’s limits."
        ),
        html.P(
            "A break in a series is drawn as an upright line with its reason; values on both sides of it are not compared "
            "without saying so."
        ),
        html.P(
            "“As known on” shows every page as it was known on a date: figures that came later, and corrections made later, are left out."
        ),
    ]


def _marks() -> list[Component]:
    return [
        html.P("A number that is not there has a marker that says why; a remark on a number is a flag. Zero is written 0."),
        facts(
            [
                *((f"[{letter}]", words) for letter, words in MARKER_WORDS.items()),
                *((f"[{letter}]", words) for letter, words in FLAG_WORDS.items()),
            ]
        ),
    ]


def _disclosure() -> list[Component]:
    return [
        html.P(
            "A number about few people could tell something about one of them. So every number passes one gate before "
            "anybody sees it: small "
            "counts are hidden, further numbers are hidden where a hidden one could be worked out from them, and counts are"
            " rounded where the "
            "rules of their source say so. Pages, tables and downloads hold the same released numbers."
        ),
        html.P(
            "What is already published is carried as its publisher released it. What leads supply goes under the profile "
            "named with each indicator."
        ),
    ]


def _sources(plan: Plan) -> Component:
    heads = ("Dataset", "Publisher", "Published", "Licence", "Rounding and hiding by the publisher")
    rows = [
        html.Tr(
            [
                html.Th([s.dataset, *([html.Small(s.note)] if s.note else [])], scope="row"),
                html.Td(s.publisher),
                html.Td(on_day(s.published_on) if s.published_on else "date not stated"),
                html.Td(s.licence),
                html.Td(s.rounding or "not stated"),
            ]
        )
        for s in plan.sources
    ]
    inside = html.Table(
        [html.Caption("Published datasets"), html.Thead(html.Tr([html.Th(h, scope="col") for h in heads])), html.Tbody(rows)],
        className="data words stack told-sources",
    )
    return html.Div(inside, className="scroll", tabIndex="0", role="group", **aria(label="Published datasets"))


def _record(figures: Figures, query: Query) -> list[Component]:
    held = figures.submissions(query.as_of)
    if not held:
        return [html.P("No file is on the record yet.", className="silence")]
    rows = [
        html.Tr(
            [
                html.Th(str(s.number), scope="row"),
                html.Td(s.title or s.file),
                html.Td(s.file),
                html.Td(on_day(london_day(s.at))),
                html.Td(s.by),
            ],
            id=f"submission-{s.number}",
        )
        for s in held
    ]
    latest, earlier = rows[-RECENT:][::-1], rows[:-RECENT][::-1]
    found: list[Component] = [_files("Files on the record, the latest first", latest)]
    if earlier:
        found.insert(0, html.P(f"{counted(len(rows), start=True)} files are on the record; these came last."))
        many = f"{counted(len(earlier), start=True)} earlier {'file' if len(earlier) == 1 else 'files'}"
        found.append(html.Details([html.Summary(many), _files("Earlier files on the record", earlier)]))
    return found


def _files(caption: str, rows: Sequence[Component]) -> Component:
    heads = ("Submission", "What", "File", "Accepted", "By")
    inside = html.Table(
        [html.Caption(caption), html.Thead(html.Tr([html.Th(h, scope="col") for h in heads])), html.Tbody(rows)],
        className="data words stack told-files",
    )
    return html.Div(inside, className="scroll", tabIndex="0", role="group", **aria(label=caption))


def _owners(plan: Plan, query: Query) -> list[Component]:
    rows = [
        html.Tr(
            [
                html.Th(html.A(f"{p.number} {p.short}", href=query.link(f"/priority/{p.id}")), scope="row"),
                html.Td(names(plan, p.sros) or "none named"),
                html.Td(names(plan, p.leads) or "none named"),
            ]
        )
        for p in plan.priorities
    ]
    heads = ("Priority", "Senior responsible owners", "Implementation leads")
    return [
        html.Table(
            [html.Caption("Who owns each priority"), html.Thead(html.Tr([html.Th(h, scope="col") for h in heads])), html.Tbody(rows)],
            className="data words stack",
        )
    ]


def _frame(plan: Plan) -> list[Component]:
    body: list[Component] = []
    if plan.outcomes:
        body.append(
            html.P(
                "The plan as a whole is meant to bring about these outcomes. It ties none of them to a single priority, and so "
                "neither do we."
            )
        )
        body.append(html.Ol([html.Li(o.text) for o in plan.outcomes]))
    reviewed = f"Indicators: {plan.reviews.indicators}. Actions: {plan.reviews.actions}."
    body.append(
        facts(
            (
                ("Board", plan.board),
                ("Reports to", plan.reports_to),
                ("Reviewed", reviewed),
                ("Across all priorities", plan.cross_cutting),
                ("Touches", listed([i.name for i in plan.interfaces]) if plan.interfaces else ""),
                ("Also named", ", ".join(plan.also_named)),
                (
                    "People’s voice",
                    listed([k.text for k in plan.peoples_voice.kinds]) if plan.peoples_voice and plan.peoples_voice.kinds else "",
                ),
            )
        )
    )
    return body


def _doubts(plan: Plan) -> list[Component]:
    body: list[Component] = []
    for kind, title in (("judgement", "Judgements taken"), ("doubt", "Doubts left open")):
        notes = [n for n in plan.notes if n.kind == kind]
        if notes:
            body.append(html.Details([html.Summary(f"{title} ({len(notes)})"), facts((n.id, n.text) for n in notes)]))
    return body


def _accessibility() -> list[Component]:
    return [
        html.P(
            "The pages are meant to meet the Web Content Accessibility Guidelines 2.2 at level AA. They need no mouse, and to read them "
            "needs no script; every chart has a sentence and a table with the same numbers; no meaning hangs on colour alone; pages can be "
            "enlarged fourfold, shown in colours of your own, and printed; short forms are explained under each page."
        ),
        html.P(
            "Each page is checked by machine on every change: with axe at two widths, by the keyboard, at 320 pixels, in forced colours "
            "and on paper. They were looked at by eye on 22 November 2026, and the order in which they are read out was read through."
        ),
        html.P(
            "What is not done yet: a reading with a screen reader, and a test with people who use a screen reader; other browsers than "
            "Chromium. Two things are known: the sheet with the whole plan on it is printed small, and the short forms are explained "
            "below the page rather than where they first stand. If something keeps you out, tell whoever gave you this address."
        ),
    ]


def _licence() -> list[Component]:
    return [
        html.P(
            "Published figures contain public sector information licensed under the Open Government Licence v3.0. The "
            "typefaces are Source Serif 4 and Source Sans 3, under the SIL Open Font Licence 1.1."
        )
    ]
