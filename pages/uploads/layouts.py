"""Room: pages. A table in its sender's own layout: what its rows seem to mean, chosen from lists once, remembered, shown back, changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from dash import html
from dash.development.base_component import Component

from charts.svg import Element, element
from indicators.registry.models import Plan
from indicators.submissions import Proposal
from pages.frame.html import drawing
from pages.frame.parts import Content, facts
from pages.uploads.desk import Reading

FIELD: Final = "label "
SHAPES: Final[Mapping[str, str]] = {
    "tidy": "a row for each figure",
    "across": "periods over the columns, and a row for each series",
    "down": "periods down the side, and a column for each series",
}
LEFT_OUT: Final = "not read"


def tables(reading: Reading) -> tuple[Proposal, ...]:
    """The tables of a file that are read by what their sender says: those that wait, then those that were mapped before."""
    proposed = reading.submission.proposals
    shapes = {proposal.shape for proposal in proposed}
    mapped = (Proposal("", "", shape, labels) for shape, labels in reading.upload.layouts.items() if shape not in shapes)
    return (*proposed, *mapped)


def waiting(reading: Reading) -> tuple[Proposal, ...]:
    """The tables that nobody has explained yet, or that have labels which nobody has."""
    known = reading.upload.layouts
    return tuple(one for one in reading.submission.proposals if one.shape not in known or one.labels.keys() - known[one.shape].keys())


def chosen(proposal: Proposal, offered: Mapping[str, str], form: Mapping[str, str]) -> dict[str, str]:
    """What a form says of a table: label -> key of its question, "" for one that is not read or that nobody offered."""
    keys = ((label, form.get(f"{FIELD}{place}", "")) for place, label in enumerate(proposal.labels))
    return {label: key if key in offered else "" for label, key in keys}


def asked(plan: Plan, reading: Reading, offered: Mapping[str, str]) -> list[Component]:
    """A form for each table whose layout is not known yet."""
    unknown = waiting(reading)
    if not unknown:
        return []
    words = (
        "This is a table of your own. Where a row says itself what it is, or you said so of a table with the same header, that stands "
        "chosen. Look at each, choose what is missing, and leave “not read” for what is none of this plan’s. You are asked once: your next "
        "file of the same shape is read the same way."
    )
    title = html.H2("What do the rows of your table mean?" if len(unknown) == 1 else "What do your tables mean?")
    forms = [_form(plan, reading.upload.number, proposal, offered, "Read it so") for proposal in unknown]
    return [html.Section([title, html.P(words), *forms], className="layouts")]


def shown_back(plan: Plan, reading: Reading, offered: Mapping[str, str]) -> list[Component]:
    """How tables of one's own were read, each line to be changed."""
    asked_now = {proposal.shape for proposal in waiting(reading)}
    known = [(shape, labels) for shape, labels in reading.upload.layouts.items() if labels and shape not in asked_now]
    if not known:
        return []
    sheets = {proposal.shape: proposal for proposal in reading.submission.proposals}
    forms = []
    for shape, labels in known:
        proposal = sheets.get(shape, Proposal("", "", shape, labels))
        read = replace(proposal, labels={label: labels.get(label, key) for label, key in proposal.labels.items()})
        forms.append(_form(plan, reading.upload.number, read, offered, "Read it anew"))
    way = html.P(["It is remembered for your next file. ", html.A("Forget it", href="/uploads/remembered"), " if it should be asked anew."])
    return [html.Details([html.Summary("How your own table was read"), way, *forms], className="layouts")]


def _form(plan: Plan, number: int, proposal: Proposal, offered: Mapping[str, str], button: str) -> Component:
    rows = [_row(plan, proposal, index, label, offered) for index, label in enumerate(proposal.labels)]
    sheet = f"Sheet “{proposal.sheet}”" if proposal.sheet else "The table"
    kind = f": {SHAPES[proposal.kind]}" if proposal.kind in SHAPES else ""
    hints = [html.P(words, className="hint") for words in (proposal.where, *proposal.notes) if words]
    hidden = element("input", type="hidden", name="shape", value=proposal.shape)
    return html.Form(
        [
            drawing(hidden),
            html.Fieldset([html.Legend(f"{sheet}{kind}"), *hints, *rows, *_periods(proposal)]),
            html.P(html.Button(button, type="submit")),
        ],
        method="post",
        action=f"/uploads/{number}/layout",
        className="entry",
    )


def _row(plan: Plan, proposal: Proposal, index: int, label: str, offered: Mapping[str, str]) -> Component:
    """A label of the table, its first figure with its address, and the list of what it may mean."""
    id = f"{proposal.shape[:12]}-{index}"
    example = proposal.examples.get(label, "")
    words: list[Content] = [label.strip(" |") or "(no label)"]
    if example:
        words += [" ", html.Span(f"first figure in {example}", className="hint")]
    return html.Div(
        [html.Label(words, htmlFor=id), drawing(_select(id, index, proposal.labels[label], plan, offered))],
        className="meaning",
    )


def _periods(proposal: Proposal) -> list[Component]:
    """How each period of the table is read, as it is written there."""
    if not proposal.periods:
        return []
    return [html.Details([html.Summary("How its periods are read"), facts(proposal.periods.items())])]


def _select(id: str, index: int, key: str, plan: Plan, offered: Mapping[str, str]) -> Element:
    options = [element("option", LEFT_OUT, value="")]
    for group, entries in _grouped(plan, offered).items():
        made = [element("option", words, value=each, selected="selected" if each == key else None) for each, words in entries]
        options += [element("optgroup", *made, label=group)] if group else made
    return element("select", *options, name=f"{FIELD}{index}", id=id)


def _grouped(plan: Plan, offered: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Questions under the indicator that their key begins with, without its name; as they are where the plan has none of that id."""
    names = {indicator.id: f"{indicator.number} {indicator.short}" for indicator in plan.indicators}
    found: dict[str, list[tuple[str, str]]] = {}
    for key, words in offered.items():
        name = names.get(key.partition("/")[0], "")
        found.setdefault(name, []).append((key, words.removeprefix(f"{name}, ") if name else words))
    return found
