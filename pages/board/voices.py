"""Room: pages. People's voice, with the standing of a number: what people said, who was heard and who was not, how voices are captured."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from indicators import numbers
from indicators.deadlines import london_day
from indicators.evidence import Way, kind_of, kind_words, shown, ways
from indicators.periods.rendering import on_day
from indicators.registry.models import Plan
from indicators.statements import Told
from indicators.submissions import Voice
from indicators.wording import listed as in_words
from pages.frame.answers import Answer
from pages.frame.data import Figures
from pages.frame.parts import aria, crumbs, facts, of_people
from pages.frame.queries import Query
from pages.frame.selections import Choice, chosen, selection

#: how many voices of a priority stand open before the earlier ones, which wait behind a line
OPEN = 3


def answer(figures: Figures, query: Query) -> Answer:
    """The page at `/voices`, narrowed by `?priority=`, `?kind=` and `?theme=`."""
    plan, told = figures.plan, shown(figures.evidence(query.as_of))
    found = ways(plan, told)
    choices = _choices(plan, found, told)
    wanted = chosen(query, choices)
    kept = [each for each in told if _wanted(plan, each, wanted)]
    main = [
        crumbs((("Plan on a page", query.link("/")),), "People’s voice"),
        html.H1(_opening(plan, told)),
        *_standing(plan),
        selection(query, choices, label="Which voices are shown"),
        *([html.P(_narrowed(len(kept), len(told)), className="found", role="status")] if any(wanted.values()) else []),
        _said(plan, kept, wanted, query),
        _heard(plan, found, query),
        _map(plan, found),
    ]
    return Answer("People’s voice", html.Article(main, className="voices-page"), section="/voices")


def quotation(plan: Plan, told: Told[Voice]) -> Component:
    """One voice: its words, then from whom, how and when they came."""
    said = told.said
    beside = (
        of_people(said),
        said.source,
        _brief(kind_words(plan, kind_of(plan, said))),
        said.theme,
        f"received {on_day(london_day(told.known_from))}",
    )
    return html.Blockquote([html.P(f"“{said.words}”"), html.Footer(" · ".join(part for part in beside if part))])


def _opening(plan: Plan, told: Sequence[Told[Voice]]) -> str:
    total = len(plan.priorities)
    reached = len({each.said.priority for each in told})
    if not told:
        whom = "the plan’s priority" if total == 1 else f"{'either' if total == 2 else 'any'} of the {numbers.counted(total)} priorities"
        return f"No people’s voice evidence is held for {whom}"
    if reached == total:
        return f"People were heard in {'the plan’s priority' if total == 1 else f'every one of the {numbers.counted(total)} priorities'}"
    return f"People were heard in {numbers.counted(reached)} of the {numbers.counted(total)} priorities"


def _standing(plan: Plan) -> list[Component]:
    voice = plan.peoples_voice
    if voice is None:
        return [html.P("The plan says nothing of people’s voice.", className="subtitle lead")]
    return [html.P(["The plan wants people’s voice heard ", html.Q(voice.standing), "."], className="subtitle lead")]


def _choices(plan: Plan, found: Sequence[Way], told: Sequence[Told[Voice]]) -> tuple[Choice, ...]:
    themes = sorted({each.said.theme for each in told if each.said.theme}, key=str.casefold)
    return (
        Choice("priority", "Priority", tuple((p.id, f"{p.number} {p.short}") for p in plan.priorities), "All priorities"),
        Choice("kind", "Way of hearing", tuple((way.id, _brief(way.text)) for way in found), "Every way"),
        Choice("theme", "Theme", tuple((theme, theme) for theme in themes), "Every theme"),
    )


def _brief(text: str) -> str:
    """The words of a kind short enough for a list: up to its bracket."""
    return text.partition(" (")[0]


def _wanted(plan: Plan, each: Told[Voice], wanted: dict[str, str]) -> bool:
    said = each.said
    return wanted["priority"] in ("", said.priority) and wanted["kind"] in ("", kind_of(plan, said)) and wanted["theme"] in ("", said.theme)


def _narrowed(kept: int, every: int) -> str:
    if not kept:
        return "Nothing that people said is like that. Choose otherwise above."
    verb = "is" if kept == 1 else "are"
    return f"{numbers.counted(kept, start=True)} of {numbers.number(every)} {'piece' if every == 1 else 'pieces'} of evidence {verb} shown."


def _said(plan: Plan, kept: Sequence[Told[Voice]], wanted: dict[str, str], query: Query) -> Component:
    narrowed = any(wanted.values())
    body: list[Component] = []
    for priority in plan.priorities:
        own = [each for each in reversed(kept) if each.said.priority == priority.id]
        if (narrowed and not own) or wanted["priority"] not in ("", priority.id):
            continue
        title = html.A([html.Span(f"{priority.number} ", className="num"), priority.short], href=query.link(f"/priority/{priority.id}"))
        words: list[Component] = [quotation(plan, each) for each in own[:OPEN]] or [
            html.P("No people’s voice evidence is held.", className="silence")
        ]
        if len(own) > OPEN:
            rest = own[OPEN:]
            earlier = [html.Summary(f"{len(rest)} earlier"), *(quotation(plan, each) for each in rest)]
            words.append(html.Details(earlier, open=True) if narrowed else html.Details(earlier))
        body.append(html.Section([html.H3(title), html.Div(words, className="voices")], className="said-in"))
    return html.Section([html.H2("What people said"), *body], className="said-all") if body else html.Div()


def _heard(plan: Plan, found: Sequence[Way], query: Query) -> Component:
    """Ways by priorities: how often each was used; a way or a priority without any stands out by its words."""
    silent = [way for way in found if way.planned and not way.total]
    planned = [way for way in found if way.planned]
    unheard = [p for p in plan.priorities if not any(way.by_priority[p.id] for way in found)]
    words = []
    if planned:
        used = len(planned) - len(silent)
        words.append(
            f"{numbers.counted(used, start=True)} of the {numbers.counted(len(planned))} ways that the plan names "
            f"{'has' if used == 1 else 'have'} been used."
        )
    if unheard:
        listing = in_words([f"{p.number} {p.short}" for p in unheard])
        those = f"{'priority' if len(unheard) == 1 else 'priorities'} {listing}" if len(unheard) < len(plan.priorities) else "any priority"
        words.append(f"Nobody has been heard in {those}.")
    heads = [html.Th("Way of hearing people", scope="col")] + [
        html.Th(
            html.A(p.number, href=query.link(f"/priority/{p.id}"), **aria(label=f"Priority {p.number} {p.short}")),
            scope="col",
        )
        for p in plan.priorities
    ]
    rows = [
        html.Tr(
            [
                html.Th([_brief(way.text), *([] if way.planned else [html.Small("not named in the plan")])], scope="row"),
                *(html.Td(str(way.by_priority[p.id] or "–"), className="figure") for p in plan.priorities),
                html.Td(html.B(str(way.total)) if way.total else "not used", className="figure" if way.total else "never"),
            ]
        )
        for way in found
    ]
    total = html.Tr(
        [
            html.Th("All", scope="row"),
            *(html.Td(html.B(str(sum(way.by_priority[p.id] for way in found))), className="figure") for p in plan.priorities),
            html.Td(html.B(str(sum(way.total for way in found))), className="figure"),
        ]
    )
    table = html.Table(
        [
            html.Caption("How often each way was used, by priority"),
            html.Thead(html.Tr([*heads, html.Th("All", scope="col")])),
            html.Tbody([*rows, total]),
        ],
        className="data words counts",
    )
    scroll = html.Div(table, className="scroll", tabIndex="0", role="group", **aria(label="How often each way was used, by priority"))
    counted = [scroll] if found else []
    return html.Section([html.H2("Who was heard, and who was not"), html.P(" ".join(words), className="lead"), *counted])


def _map(plan: Plan, found: Sequence[Way]) -> Component:
    """The map of how voices are captured that the plan asks for, as far as the record tells it."""
    voice = plan.peoples_voice
    asked = [html.P(["The plan asks for ", html.Q(voice.needed_first), "."])] if voice and voice.needed_first else []
    rows = [
        html.Tr(
            [
                html.Th(way.text, scope="row"),
                html.Td(", ".join(way.gatherers) or "nobody on the record"),
                html.Td(", ".join(way.sources) or "none on the record"),
                html.Td(", ".join(p.number for p in plan.priorities if way.by_priority[p.id]) or "none"),
                html.Td(on_day(way.last) if way.last else "never"),
            ]
        )
        for way in found
    ]
    heads = ("Way", "Gathered by", "Source", "Priorities", "Last on the record")
    table = html.Table(
        [
            html.Caption("Ways in which people’s voices are captured"),
            html.Thead(html.Tr([html.Th(h, scope="col") for h in heads])),
            html.Tbody(rows),
        ],
        className="data words stack mapped",
    )
    beside = facts(
        (
            ("Existing groups that could carry it", ", ".join(voice.groups) if voice else ""),
            ("Also meant for", voice.also_for if voice else ""),
        )
    )
    told = html.P("This is the map as far as the record tells it: what was sent in, by whom, for which priority.")
    mapped = (
        [told, table] if found else [html.P("The plan names no way of hearing people, and none is on the record.", className="silence")]
    )
    return html.Section([html.H2("How voices are captured"), *asked, *mapped, beside])
