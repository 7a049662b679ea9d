"""Room: pages. What a file leaves to mend, to answer and to know: problems by sheet and cell, questions with their choices in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from dash import html
from dash.development.base_component import Component

from charts.svg import element
from indicators.submissions import Problem
from indicators.wording import capital
from loaders.conventions import convention, place
from loaders.problems import CATALOGUE
from loaders.problems.order import Group, grouped
from pages.frame.html import drawing
from pages.frame.parts import aria
from pages.uploads.chosen import words_of
from pages.uploads.desk import Upload
from pages.uploads.figures import counted

#: the field of a question, before the key of its first cell
ANSWER: Final = "answer "
REMEMBER: Final = "remember "
#: the field of an answer that is to be asked again
AGAIN: Final = "again"


def questions(problems: Iterable[Problem]) -> tuple[tuple[Group, tuple[str, ...]], ...]:
    """Each question, the same one in many cells once, with the keys of all the answers that it stands for."""
    asked = [problem for problem in problems if problem.severity == "question"]
    return tuple(
        (group, tuple(place(each) for each in asked if _alike(each, group.problem) and each.choices == group.problem.choices))
        for group in grouped(asked)
    )


def answers(problems: Iterable[Problem], form: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What a form answers: the answers to be remembered, and those for this file alone. Whatever is none of the choices is left out."""
    kept: dict[str, str] = {}
    once: dict[str, str] = {}
    for group, keys in questions(problems):
        chosen = form.get(ANSWER + keys[0], "")
        if chosen in dict(group.problem.choices):
            into = kept if form.get(REMEMBER + keys[0]) and _may_be_remembered(group) else once
            into |= dict.fromkeys(keys, chosen)
    return kept, once


def to_mend(problems: Sequence[Problem], number: int, *, marked: bool) -> list[Component]:
    """Everything that keeps the file from counting, all at once, sorted by sheet and cell; nothing where there is nothing."""
    stops = [problem for problem in problems if problem.severity == "stop"]
    if not stops:
        return []
    groups = grouped(stops)
    copy = html.P(
        [
            html.A("Take your workbook back with these cells marked", href=f"/uploads/{number}/marked-copy", className="button"),
            html.Small("Outlined, with a comment each, and a sheet “To mend” on top. All else is as you sent it."),
        ],
        className="marked",
    )
    after = html.P(
        ["When it is mended, ", html.A("send the file again", href="/uploads/new"), ". What you have remembered is answered by itself."]
    )
    return [
        html.Section(
            [
                html.H2(f"{capital(counted(len(groups), 'thing'))} to mend{_places(stops)}", id="to-mend"),
                html.P("What follows is all there is: mend it in one go."),
                *([copy] if marked else []),
                html.Ol([html.Li(_mend(group)) for group in groups], className="mends"),
                after,
            ],
            className="to-mend",
        )
    ]


def notes(problems: Sequence[Problem]) -> list[Component]:
    """What is only said: nothing needs doing."""
    groups = grouped(problem for problem in problems if problem.severity == "note")
    if not groups:
        return []
    inside = [html.Summary(f"{capital(counted(len(groups), 'thing'))} to know; nothing needs doing")]
    return [html.Details([*inside, html.Ul([html.Li(group.sentence) for group in groups], className="plain")], className="notes-of-file")]


def asked(problems: Sequence[Problem], upload: Upload, wrong: Sequence[str] = (), *, alone: bool) -> list[Component]:
    """The questions as one form, a group of choices each; nothing where none is open. `alone`: nothing else stands in the way."""
    groups = questions(problems)
    if not groups:
        return []
    said = [html.P(" ".join(wrong), id="answers-fault", className="fault", role="alert")] if wrong else []
    words = (
        "Nothing is guessed. Choose what is meant; the file is then read again with your answers."
        if alone
        else "A mended file is a new file, and is asked again. What you have remembered here is then answered by itself."
    )
    form = html.Form(
        [
            *said,
            *(_question(f"q{place}", group, keys) for place, (group, keys) in enumerate(groups, start=1)),
            html.P(html.Button("Keep these answers", type="submit")),
        ],
        method="post",
        # what is said of the answers stands at the questions, which may be far down the page
        action=f"/uploads/{upload.number}/answers#questions",
        className="entry",
    )
    title = html.H2(f"{capital(counted(len(groups), 'question'))} to answer", id="questions")
    return [html.Section([title, html.P(words), form], className="questions")]


def answered(upload: Upload) -> list[Component]:
    """What was answered for this file, here or by what is remembered."""
    lines = [_given(upload, key, choice) for key, choice in sorted(upload.answers.items()) if choice]
    if not lines:
        return []
    inside = [html.Summary(f"{capital(counted(len(lines), 'answer'))} given"), html.Ul(lines, className="plain given")]
    way = html.P(html.A("What is remembered for your files", href="/uploads/remembered"))
    return [html.Details([*inside, way], className="answers")]


def _given(upload: Upload, key: str, choice: str) -> Component:
    """One answer, and the way to be asked again in this file; what is remembered stays so for others."""
    told: list[Component | str] = [
        f"{_place_of(key)}: ",
        html.Strong(words_of(choice)),
        " (remembered)" if key in upload.remembered else "",
    ]
    if upload.state != "waiting":
        return html.Li(told)
    again = drawing(element("input", type="hidden", name=AGAIN, value=key))
    unseen = html.Span(f" about {_place_of(key)}", className="unseen")
    button = html.Button(["Ask me again", unseen], type="submit", className="second")
    return html.Li([*told, html.Form([again, button], method="post", action=f"/uploads/{upload.number}/answers", className="entry")])


# -- the pieces -------------------------------------------------------------------------------------------------------------------


def _mend(group: Group) -> list[Component]:
    problem = group.problem
    entry = CATALOGUE.get(problem.code)
    example = [html.Span([" For example: ", html.Code(entry.example)])] if entry and entry.example else []
    return [
        html.P(html.Strong(_where(group)), className="where"),
        html.P([f"Found {problem.found}. Expected {problem.expected}."]),
        html.P([html.Strong(problem.remedy), *example]),
    ]


def _question(place: str, group: Group, keys: Sequence[str]) -> Component:
    problem, name = group.problem, keys[0]
    options = [_radio(name, f"{place}-{index}", id, words) for index, (id, words) in enumerate(problem.choices)]
    only = len(problem.choices) == 1
    after = [html.P("If they are not: mend them in your file, and send it again.", className="hint")] if only else []
    kept = []
    if _may_be_remembered(group):
        box = element("input", type="checkbox", name=REMEMBER + name, id=f"{place}-kept", value="yes")
        kept = [html.Div([drawing(box), html.Label("Remember this for my later files", htmlFor=f"{place}-kept")], className="tick kept")]
    legend = html.Legend([html.Span(f"{_where(group)}: ", className="where"), f"found {problem.found}"])
    hint = html.P(f"Expected {problem.expected}. {problem.remedy}", id=f"{place}-hint", className="hint")
    return html.Fieldset([legend, hint, *options, *after, *kept], className="question", **aria(describedby=f"{place}-hint"))


def _radio(name: str, id: str, value: str, words: str) -> Component:
    dot = element("input", type="radio", name=ANSWER + name, id=id, value=value)
    return html.Div([drawing(dot), html.Label(capital(words), htmlFor=id)], className="tick")


def _where(group: Group) -> str:
    where = group.problem.where
    sheet = f"Sheet “{where.sheet}”" if where.sheet else ""
    cells = group.addresses if not group.addresses or group.cells == 1 else f"{group.cells} cells, {group.addresses}"
    return ", ".join(text for text in (sheet, cells) if text) or "The file"


def _places(stops: Sequence[Problem]) -> str:
    cells = {(p.where.sheet, p.where.address) for p in stops if p.where.address}
    return f" in {counted(len(cells), 'cell')}" if cells else ""


def _place_of(key: str) -> str:
    """The place of an answer's key, in words."""
    place, _, code = key.rpartition(":")
    entry = CATALOGUE.get(code)
    sheet, _, address = place.rpartition("!")
    named = ", ".join(text for text in (f"Sheet “{sheet}”" if sheet else "", address) if text)
    what = entry.title if entry else code
    return f"{named}, {what[:1].lower()}{what[1:]}" if named else what


def _alike(one: Problem, other: Problem) -> bool:
    def about(p: Problem) -> tuple[str, ...]:
        return p.code, p.where.file, p.where.sheet, p.found, p.expected, p.remedy

    return about(one) == about(other)


def _may_be_remembered(group: Group) -> bool:
    """A mark means the same next quarter; that figures are right as they stand is said of these figures alone."""
    return any(convention(group.problem, id) for id, _ in group.problem.choices)
