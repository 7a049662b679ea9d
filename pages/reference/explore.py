"""Room: pages. Explore: any released series beside others, each in a small drawing of its own; every choice stands in the address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from charts import multiples
from charts.marks import letters, unit_words
from charts.svg import element
from charts.tables import Table, address
from exports.explored import (
    MOST,
    SCALES,
    VIEWS,
    Choice,
    Panel,
    axes_of,
    choice,
    dimensions,
    dots,
    ends,
    offered,
    panels,
    seen,
    sentence,
    series_id,
    unheld,
    unheld_words,
)
from indicators.disclosure.released import Released
from indicators.narrative import subject
from indicators.registry.models import Plan
from indicators.wording import category_label, ordered
from pages.frame.answers import Answer
from pages.frame.data import Figures
from pages.frame.html import drawing
from pages.frame.parts import helpline, legend, table_of
from pages.frame.queries import Query


def answer(figures: Figures, query: Query) -> Answer:
    """The page at `/explore`."""
    plan, board, released = figures.plan, figures.board(query.as_of), figures.released(query.as_of)
    chosen, nowhere = choice(query.asked, plan, board, released), unheld(query.asked, plan, released)
    query = replace(query, asked=tuple(pair for pair in query.asked if pair[0] != "series" or pair[1] not in nowhere))
    found = panels(plan, board, released, chosen)
    shown = seen(found)
    main = [
        html.P(f"Explore · {plan.place}", className="kicker"),
        html.H1(sentence(shown)),
        html.P(_told(found, chosen), className="subtitle lead"),
        *([html.P(_nowhere(nowhere, query), className="found", role="status")] if nowhere else []),
        *([helpline()] if any(panel.indicator.sensitive for panel in shown) else []),
        _form(plan, released, chosen, query, opened=not (query.asked and shown)),
        *([_multiples(shown, chosen, query)] if shown else []),
    ]
    return Answer("Explore", html.Article(main, className="explore"), section="/explore")


def _told(found: Sequence[Panel], chosen: Choice) -> str:
    if not found:
        return "Choose other series, places or groups."
    most = f" {len(found)} series answer to this choice; the first {MOST} are shown. Choose fewer." if len(found) > MOST else ""
    counted = {panel.indicator.id for panel in seen(found) if panel.unit == unit_words("count")}
    apart = " Counts of different indicators have a scale each." if chosen.scale == "shared" and len(counted) > 1 else ""
    return f"Each series is shown {VIEWS[chosen.view]}, with {SCALES[chosen.scale]}.{apart} Released figures only.{most}"


def _nowhere(named: Sequence[str], query: Query) -> str:
    """That the address names series which are not held, and what is shown instead."""
    instead = (
        "Only the others are shown." if any(name == "series" for name, _ in query.asked) else "The series of the plan’s page are shown."
    )
    return f"{unheld_words(named)} {instead} Choose from the list below."


# -- the drawings ------------------------------------------------------------------------------------------------------------------------


def _multiples(shown: Sequence[Panel], chosen: Choice, query: Query) -> Component:
    """All panels as one figure, with its sentence, its table, its marks, and the files of just this."""
    level = 100.0 if chosen.view == "index" else None
    axes = axes_of(shown, chosen)
    drawn = [_panel(panel, on, level, query) for panel, on in zip(shown, axes, strict=True)]
    cut = [html.P("Not every axis starts at zero.", className="legend")] if any(on and on.ticks[0] > 0 for on in axes) else []
    key = legend(letters(point.released for panel in shown for point in panel.points))
    if any(point.starts for panel in shown for point in panel.points):
        cut.append(html.P("A line is lifted where its series breaks: figures on both sides may not compare.", className="legend"))
    caption = [html.P(sentence(shown), className="reading"), *([key] if key else []), *cut, _files(query)]
    count = sum(len(panel.points) for panel in shown)
    return html.Figure(
        [
            html.Div(drawn, className="multiples"),
            html.Figcaption(caption),
            html.Details([html.Summary(f"Show as table ({count})"), table_of(_table(shown, chosen))], className="twin"),
        ],
        className="chart",
    )


def _panel(panel: Panel, on: multiples.Axes | None, level: float | None, query: Query) -> Component:
    # of several groups of one series, what tells them apart is said first
    whole = subject(panel.indicator, panel.part)
    name = html.A(
        [html.Span(f"{panel.indicator.number} ", className="num"), panel.group or whole],
        href=query.link(f"/indicator/{panel.indicator.id}"),
    )
    where = ", ".join(text for text in (whole if panel.group else "", panel.place, panel.unit) if text)
    words = _reading(panel)
    body: list[Component] = [html.P(words, className="source")]
    if on is not None and panel.shown:
        picture = multiples.panel(dots(panel), on, title=f"{panel.name}: {words}", latest=panel.shown[-1].words, level=level)
        body.insert(0, html.Div(drawing(picture), className="drawing"))
    return html.Section([html.H2(name), html.P(where, className="where"), *body])


def _reading(panel: Panel) -> str:
    """First and latest in words; what stands in their way where they are not there."""
    if panel.note:
        return panel.note
    if not panel.shown:
        return f"No number is shown: {panel.points[-1].words}."
    last, pair = panel.shown[-1], ends(panel)
    latest = f"{last.words}, {last.released.key.period.short}"
    if pair is None:
        return f"One figure: {latest}."
    first = f"{pair.first.words}, {pair.first.released.key.period.short}"
    if pair.apart:
        return f"{latest}; {first}, is not comparable: the series breaks in between."
    return f"From {first}{', the first after a break' if pair.after_break else ''}, to {latest}."


def _table(shown: Sequence[Panel], chosen: Choice) -> Table:
    own = chosen.view != "value"
    heads = ("Series", "Period", "Shown", *(("As released",) if own else ()), "Where it was read")
    rows = [
        (
            f"{panel.indicator.number} {panel.name}",
            point.released.key.period.label,
            point.words,
            *((_released(point.released),) if own else ()),
            address(point.released.origin),
        )
        for panel in shown
        for point in reversed(panel.points)
    ]
    return Table(f"Series beside one another, {VIEWS[chosen.view]}", heads, tuple(rows), frozenset(range(2, 4 if own else 3)))


def _released(point: Released) -> str:
    return f"[{point.status}]" if point.value is None else f"{point.value:,.10g}"


def _files(query: Query) -> Component:
    """The same question, asked of the files: what is taken away is what is seen."""
    pairs = [*((("as_of", query.as_of.isoformat()),) if query.as_of else ()), *query.asked]
    tail = f"?{urlencode(pairs)}" if pairs else ""
    links = [html.A(words, href=f"/download/explore.{ending}{tail}") for words, ending in (("CSV", "csv"), ("Excel", "xlsx"))]
    return html.P(["Take away just this: ", links[0], " · ", links[1]], className="source away")


# -- the form ----------------------------------------------------------------------------------------------------------------------------


def _form(plan: Plan, released: Sequence[Released], chosen: Choice, query: Query, *, opened: bool) -> Component:
    """A GET form of native boxes and lists; without any script the whole choice goes into the address."""
    areas = {each.key.area for each in released}
    kept = [drawing(element("input", type="hidden", name="as_of", value=query.as_of.isoformat()))] if query.as_of else []
    dims = [(dimension, f"by {dimension.replace('_', ' ')}") for dimension in dimensions(plan, released)]
    body = [
        _series(plan, released, chosen),
        _boxes(
            "Places", "area", [(a.id, a.name) for a in plan.areas if a.id in areas], chosen.areas, hint="None ticked: each series’ own."
        ),
        *_groups(released, chosen),
        html.Div(
            [
                _list("by", "Groups", [("", "the whole area"), *dims], chosen.by),
                _list("view", "Shown", list(VIEWS.items()), chosen.view),
                _list("scale", "Scales", list(SCALES.items()), chosen.scale),
                html.Button("Show", type="submit"),
                *([html.A("Start again", href=query.link(query.path))] if query.asked else []),
            ],
            className="lists",
        ),
        *kept,
    ]
    form = html.Form(body, method="get", action=query.path, className="chooser")
    return html.Details([html.Summary("Choose series, places, groups and view"), form], open=opened)


def _series(plan: Plan, released: Sequence[Released], chosen: Choice) -> Component:
    """One box a series that has figures, priority by priority."""
    held = offered(plan, released)
    sections = []
    for priority in plan.priorities:
        own = [(series_id(i, p), f"{i.number} {subject(i, p)}") for i, p in held if i in priority.indicators]
        if own:
            sections.append(
                html.Div([html.P(f"{priority.number} {priority.short}", className="kicker"), *_ticks("series", own, chosen.series)])
            )
    return html.Fieldset([html.Legend("Series"), html.Div(sections, className="boxes")])


def _groups(released: Sequence[Released], chosen: Choice) -> list[Component]:
    if not chosen.by:
        return []
    held = {r.key.breakdown[0][1]: r.classification for r in released if len(r.key.breakdown) == 1 and r.key.breakdown[0][0] == chosen.by}
    words = [(c, category_label(chosen.by, c, held[c])) for c in ordered(chosen.by, held)]
    return [_boxes("Which groups", "group", words, chosen.groups, hint="None ticked: all of them.")]


def _boxes(legend_: str, name: str, options: Iterable[tuple[str, str]], ticked: Sequence[str], *, hint: str) -> Component:
    told = html.P(hint, className="hint")
    return html.Fieldset([html.Legend(legend_), told, html.Div(_ticks(name, options, ticked), className="boxes")])


def _ticks(name: str, options: Iterable[tuple[str, str]], ticked: Sequence[str]) -> list[Component]:
    return [
        html.Label(
            [
                drawing(element("input", type="checkbox", name=name, value=value, checked="checked" if value in ticked else None)),
                html.Span(words),
            ]
        )
        for value, words in options
    ]


def _list(name: str, label: str, options: Sequence[tuple[str, str]], chosen: str) -> Component:
    listed = [element("option", words, value=value, selected="selected" if value == chosen else None) for value, words in options]
    select = element("select", *listed, name=name, id=f"choose-{name}")
    return html.Div([html.Label(label, htmlFor=f"choose-{name}"), drawing(select)])
