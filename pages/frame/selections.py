"""Room: pages. Choosing what a page shows: a GET form of native lists, so that every choice stands in the address and needs no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from charts.svg import element
from pages.frame.html import drawing
from pages.frame.parts import aria
from pages.frame.queries import Query


@dataclass(frozen=True, slots=True)
class Choice:
    """One list: its name in the address, its label, its values with their words, and the words for none of them."""

    name: str
    label: str
    values: tuple[tuple[str, str], ...]
    every: str


def chosen(query: Query, choices: Sequence[Choice]) -> dict[str, str]:
    """What is chosen in each list; "" for nothing, and for a value the list does not have."""
    return {each.name: query.argument(each.name) if query.argument(each.name) in dict(each.values) else "" for each in choices}


def selection(query: Query, choices: Sequence[Choice], *, label: str) -> Component:
    """The form: one list a choice, a button, and the way back to everything where something is chosen."""
    wanted = chosen(query, choices)
    kept = [drawing(element("input", type="hidden", name="as_of", value=query.as_of.isoformat()))] if query.as_of else []
    narrowed = any(wanted.values())
    everything = [html.A("Show everything", href=query.link(query.path))] if narrowed else []
    return html.Form(
        [*(_list(each, wanted[each.name]) for each in choices), *kept, html.Button("Show", type="submit"), *everything],
        className="choose",
        method="get",
        action=query.path,
        **aria(label=label),
    )


def _list(choice: Choice, value: str) -> Component:
    options = [element("option", choice.every, value="")]
    options += [element("option", words, value=id, selected="selected" if id == value else None) for id, words in choice.values]
    field = element("select", *options, id=f"choose-{choice.name}", name=choice.name)
    return html.Div([html.Label(choice.label, htmlFor=f"choose-{choice.name}"), drawing(field)])
