"""Room: pages. What several pages are made of: a state, a figure with its sentence and its table, a voice, a legend, a notice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from dash import html
from dash.development.base_component import Component

from charts.shapes import shape
from charts.svg import Element
from charts.tables import Table
from indicators.evidence import NO_NEW_VOICE, NO_VOICE
from indicators.observations import FLAG_WORDS, MARKER_WORDS
from indicators.periods.rendering import on_day
from indicators.registry.models import Commitment
from indicators.submissions import Voice
from indicators.summaries import PartSummary, State
from indicators.wording import HELPLINE
from pages.frame.html import drawing
from pages.frame.queries import Query

Content = Component | str

#: what stands in a view of the past (design decision 4): a figure is known from its acceptance, or from the publication date stated with it
IN_THE_PAST = "Figures stand there as published or accepted by then; figures loaded later with an earlier publication date stand there too."


def in_the_past(began: date | None, day: date) -> str:
    """What stands in a view of `day`, where the record began on `began`."""
    if began is None or began <= day:
        return IN_THE_PAST
    return (
        f"The record begins on {on_day(began)}. Of what was known before, only figures that came with their day of publication stand here; "
        "others may have been public."
    )


def aria(**words: str) -> dict[str, Any]:
    """`aria(label="Pages")` as the attributes of an element: dash.html knows them as wildcards only."""
    return {f"aria-{name}": word for name, word in words.items()}


def state_mark(state: State, *, small: str = "") -> Component:
    """Shape and word of a state; `small` under it (“4 of 13 points”)."""
    word = html.Span(state.value.capitalize(), className="word")
    below = [html.Small(small)] if small else []
    return html.Span([drawing(shape(state)), html.Span([word, *below])], className=f"state s-{state.name.lower().replace('_', '-')}")


def held(part: PartSummary) -> int:
    """How many points of the part's series have a number."""
    return sum(point.value is not None for point in part.series.points) if part.series else 0


def standing(part: PartSummary | None) -> str:
    """What stands under a state: how many points there are of those that a judgement needs; beside a ratio, that the trend is meant."""
    if part is None or not part.needed:
        return ""
    if part.state is State.TOO_EARLY:
        usable = "points" if part.points == held(part) else "usable points"
        return f"{'trend: ' if part.made_of else ''}{part.points} of {part.needed} {usable}"
    return "trial limits" if part.trial else ""


def notice(*content: Content, kind: str = "") -> Component:
    """Something a reader must not miss, in a quiet box."""
    return html.Div([html.P(list(content))], className=f"notice {kind}".strip())


def helpline() -> Component:
    """Where to find help, on every page about suicide or self-harm."""
    return html.Aside([html.P(HELPLINE)], className="notice help", **aria(label="Where to find help"))


def figure(
    drawings: Sequence[Element],
    sentence: str,
    table: Table,
    *below: Content,
    label: str = "Show as table",
    island: str = "",
    measure: str = "",
) -> Component:
    """A chart with its sentence, its table and what stands under it. No chart leaves without them.

    `measure` is its statistical subtitle: what is measured, where, and for which periods.
    """
    drawn = [html.Div(drawing(d), className="drawing") for d in drawings]
    caption = [html.P(sentence, className="reading"), *[html.P(part) if isinstance(part, str) else part for part in below]]
    return html.Figure(
        [
            *([html.P(measure, className="measure")] if measure and drawn else []),
            html.Div(drawn, id=island) if island else html.Div(drawn),
            html.Figcaption(caption),
            html.Details([html.Summary(label), table_of(table)], className="twin"),
        ],
        className="chart",
    )


def table_of(table: Table, *, class_: str = "") -> Component:
    """A real table of words: caption, heads, rows named by their first cell; it scrolls by itself where a screen is narrow."""
    heads = [html.Th(head, scope="col", className="figure" if i in table.figures else None) for i, head in enumerate(table.heads)]
    rows = [
        html.Tr(
            [
                html.Th(row[0], scope="row"),
                *(html.Td(cell, className="figure" if i in table.figures else None) for i, cell in enumerate(row[1:], start=1)),
            ]
        )
        for row in table.rows
    ]
    inside = html.Table([html.Caption(table.caption), html.Thead(html.Tr(heads)), html.Tbody(rows)], className=f"data {class_}".strip())
    return html.Div(inside, className="scroll", tabIndex="0", role="group", **aria(label=table.caption))


def legend(letters: Sequence[str]) -> Component | None:
    """The marks that occur, each with its words; None where none does."""
    return html.P(mark_line(letters), className="legend") if letters else None


def mark_line(letters: Sequence[str]) -> str:
    """The marks with their words in one line; "" for none."""
    words = {**MARKER_WORDS, **FLAG_WORDS}
    told = "; ".join(f"[{letter}] {words[letter]}" for letter in letters)
    return f"Marks: {told}." if told else ""


def take_away(query: Query, table: str, *, picture: str = "", **which: str) -> Component:
    """What can be taken away, as known on the same date: the table in two forms, and the picture where there is one.

    `which` names the series or the groups that the picture is of.
    """
    links = [html.A("CSV", href=query.link(f"{table}.csv")), html.A("Excel", href=query.link(f"{table}.xlsx"))]
    if picture:
        links.append(html.A("picture", href=query.link(picture, **which)))
    told: list[Content] = ["Take away: "]
    for place, link in enumerate(links):
        told += [" · ", link] if place else [link]
    return html.P(told, className="source away")


def voice_lines(voices: Sequence[Voice]) -> list[Component]:
    """What people said, the latest first; where nobody was heard, that is said at the same size."""
    heard = [voice for voice in voices if voice.consent and voice.words]
    if not heard:
        return [html.P(NO_NEW_VOICE if voices else NO_VOICE, className="silence")]
    return [
        html.Blockquote([html.P(f"“{voice.words}”"), html.Footer(", ".join(p for p in (of_people(voice), voice.source, voice.theme) if p))])
        for voice in reversed(heard)
    ]


def of_people(voice: Voice) -> str:
    """Who was heard, in words: a bare number is how many people."""
    return f"{voice.people} {'person' if voice.people == '1' else 'people'}" if voice.people.isdigit() else voice.people


def crumbs(steps: Iterable[tuple[str, str]], last: str) -> Component:
    """The way to this page, as links."""
    items = [html.Li(html.A(words, href=href)) for words, href in steps]
    return html.Nav(html.Ol([*items, html.Li(last, **aria(current="page"))]), className="crumbs", **aria(label="Where this page stands"))


def facts(pairs: Iterable[tuple[Content, Content | None]]) -> Component:
    """Names and what they stand for; pairs with nothing to say are left out."""
    return html.Dl([html.Div([html.Dt(name), html.Dd(said)]) for name, said in pairs if said], className="facts")


def listed(items: Sequence[Content], *, class_: str = "plain") -> Component:
    """A list without ornament."""
    return html.Ul([html.Li(item) for item in items], className=class_)


def commitment_line(commitment: Commitment) -> Component:
    """A national commitment: context, never a target of the plan."""
    return html.Span([f"{commitment.text} ", html.Small(commitment.source)])
