"""Room: pages. What accepting would change: new and revised figures beside what is held, what readers will not see, what was said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from dash import html
from dash.development.base_component import Component

from charts.svg import element
from indicators.disclosure.heard import as_read
from indicators.periods.rendering import on_day
from indicators.registry.models import Plan
from indicators.submissions import Submission
from indicators.wording import capital, listed
from pages.frame.html import drawing
from pages.frame.parts import facts, of_people
from pages.uploads import pieces
from pages.uploads.desk import Hidden, Reading
from pages.uploads.figures import Row, by_indicator, counted, figure, name_of, part_of
from pages.uploads.reach import Sight
from store.receipts import Change, ChangeKind, Moved, Preview, of_kind, written

KINDS: Final[tuple[ChangeKind, ...]] = ("new", "revised", "unchanged")
NOT_COMPARED: Final = (
    "Raw numbers of these indicators that others sent are not yours to see, so it is not told which of these are new, revised or unchanged."
)
ALONE: Final = "This is told from your file and what is published; beside figures that others sent, more of it may be hidden."
#: rows of a table beyond which it is closed until somebody opens it
LONG: Final = 40
#: lines of what is hidden that are shown at once
FEW: Final = 6


def summary(preview: Preview, sight: Sight) -> str:
    """A preview in a sentence: "12 new figures, two revised, one unchanged, three comments"; figures of which somebody may not see what is
    held are counted alone."""
    shown, rest = parted(preview, sight)
    kinds = ((of_kind(shown, kind), kind) for kind in KINDS)
    told = [f"{counted(len(changes), f'{kind} figure')}" for changes, kind in kinds if changes]
    told += [counted(len(rest), "other figure" if shown else "figure")] if rest else []
    said = ((preview.commentary, "comment"), (preview.actions, "action update"), (preview.voices, "voice"))
    told += [counted(count, f"new {what}") for count, what in said if count]
    return f"{capital(listed(told))}." if told else "Nothing of this file is new."


def parted(preview: Preview, sight: Sight) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """The changes that may be told with what they replace, and the others."""
    shown = tuple(each for each in preview.changes if sight.shows(each))
    return shown, tuple(each for each in preview.changes if not sight.shows(each))


def preview(plan: Plan, reading: Reading, sight: Sight, *, ready: bool) -> list[Component]:
    """The whole preview; `ready` tells that nothing is left to mend or to answer."""
    found = reading.preview
    if found is None or not (found.changes or _says(reading.submission)):
        return []
    shown, rest = parted(found, sight)
    parts = [
        _figures(plan, "Revised", of_kind(shown, "revised"), "figures that replace what is held"),
        _figures(plan, "New", of_kind(shown, "new"), "figures for which none is held"),
        _figures(plan, "In your file", rest, "figures of your file", NOT_COMPARED),
        _hidden(reading.hidden, alone=bool(rest)),
        *_said(plan, reading.submission),
        _unchanged(plan, of_kind(shown, "unchanged")),
    ]
    already = (
        [html.P(f"All of this was accepted before, as submission {found.already}. Accepting it again changes nothing.")]
        if found.already is not None and (not rest or found.already in sight.own)
        else []
    )
    title = "What accepting changes" if ready else "What it would change so far"
    return [
        html.Section(
            [html.H2(title, id="preview"), html.P(summary(found, sight), className="counted"), *already, *(p for p in parts if p)],
            className="preview",
        )
    ]


def counts(found: Preview | None, sight: Sight) -> Component:
    """A preview for those who may not see its numbers: how much there is of each, and no more."""
    words = summary(found, sight) if found else "It cannot be counted before what is listed in it has been mended."
    return html.Section(
        [html.H2("What is in it"), html.P(words), html.P("The figures themselves are seen by whoever sent them.", className="hint")]
    )


def read_from(submission: Submission) -> Component:
    """What the reader says of the file: what it was taken for, what was passed over."""
    passed = [html.Li(f"{each.reason}: {each.rows:,} {'row' if each.rows == 1 else 'rows'}") for each in submission.passed]
    pairs: list[tuple[Component | str, Component | str | None]] = [
        ("Read as", submission.title or None),
        ("Rows read", f"{submission.rows_read:,}"),
        *((capital(name), words) for name, words in submission.details.items()),
        ("Passed over", html.Ul(passed, className="plain") if passed else None),
    ]
    return facts(pairs)


def conflict(plan: Plan, found: Sequence[Moved], sight: Sight, *, agreed: bool) -> list[Component]:
    """What moved since the preview was shown, or since its sender `agreed`: both versions where they may be seen, else how many."""
    if not found:
        return []
    shown = [each for each in found if sight.shows_moved(each)]
    rest = len(found) - len(shown)
    what = f"{capital(counted(len(found), 'figure'))} that it was compared with {'has' if len(found) == 1 else 'have'} changed since"
    title, words = "Figures changed while you looked", f"Nothing of your file was accepted. {what}. The preview below is the new one."
    if agreed:
        title = "Figures changed since it was agreed to"
        words = f"Nothing was approved. {what} its sender agreed to it. Ask them to look at it again, or approve it as it is now."
    lines = [html.Li(_named(plan, each)) for each in shown]
    lines += [html.Li(f"{capital(counted(rest, 'figure'))} of which you do not see what is held.")] if shown and rest else []
    inside = [html.H2(title), html.P(words), *([html.Ul(lines)] if lines else [])]
    return [html.Div(inside, className="notice", role="alert")]


def earlier() -> Component:
    """What is said where nothing moved, and the page that somebody accepted from was not the present one."""
    words = "Nothing of your file was accepted. Below is how it stands now: look at it, and accept it when it is right."
    return html.Div([html.H2("This page was of an earlier look"), html.P(words)], className="notice", role="alert")


def _named(plan: Plan, moved: Moved) -> str:
    """Both versions under the name, and with the counts and the unit, that the preview gives them; the store's words have neither."""
    part = part_of(plan, moved.observation.key)
    was, now = (figure(each.observation, part) if each else "no figure" for each in (moved.was, moved.now))
    if was == now:  # what differs are marks, limits or notes, which the store's sentence tells
        _, colon, rest = moved.words.partition(": was ")
        return f"{name_of(plan, moved.observation)}{colon}{rest}"
    since = (f" (submission {each.submission}, {written(each.known_from)})" if each else "" for each in (moved.was, moved.now))
    return f"{name_of(plan, moved.observation)}: was {was}{next(since)}, is now {now}{next(since)}"


# -- the pieces -------------------------------------------------------------------------------------------------------------------


def _figures(plan: Plan, kind: str, changes: Sequence[Change], words: str, hint: str = "") -> Component | None:
    if not changes:
        return None
    tables = [_table(name, rows, revised=kind == "Revised") for name, rows in by_indicator(plan, changes).items()]
    head = [html.H3(f"{kind}: {counted(len(changes), 'figure')}"), *([html.P(hint, className="hint")] if hint else [])]
    if len(changes) <= LONG:
        return html.Div([*head, *tables], className="kind")
    return html.Div([*head, html.Details([html.Summary(f"Show the {words}"), *tables])], className="kind")


def _table(name: str, rows: Sequence[Row], *, revised: bool) -> Component:
    """Rows of one indicator; a period that all of them share stands above and not in each."""
    periods = {row.period for row in rows}
    shared = len(periods) == 1
    heads = [
        "What",
        *([] if shared else ["Period"]),
        *(["Held now"] if revised else []),
        "In your file",
        *(["By how much"] if revised else []),
        "Where",
    ]
    cells: list[list[Component | str]] = [
        [r.what, *([] if shared else [r.period]), *([r.old] if revised else []), html.Strong(r.new), *([r.by] if revised else []), r.cell]
        for r in rows
    ]
    return pieces.table(f"{name}, {periods.pop()}" if shared else name, heads, cells, class_="revised" if revised else "")


def _unchanged(plan: Plan, changes: Sequence[Change]) -> Component | None:
    if not changes:
        return None
    tables = [_table(name, rows, revised=False) for name, rows in by_indicator(plan, changes).items()]
    inside = [html.Summary(f"Unchanged: {counted(len(changes), 'figure')} that stand as they are held"), *tables]
    return html.Details(inside, className="kind")


def _hidden(hidden: Sequence[Hidden], *, alone: bool) -> Component | None:
    """What readers will not see as it stands, and why; what all of it has in common is said once. `alone`: told from the file by itself."""
    if not hidden:
        return None
    before, names, after = _common([each.what.split(", ") for each in hidden])
    rows = [(name, each.why) for name, each in zip(names, hidden, strict=True)]
    caption = ", ".join((*before, *after)) or "What readers will not see as it stands"
    table = pieces.table(caption, ("Figure", "Why"), rows)
    lead = "Before anybody else sees them, small numbers are protected, so that nobody can be recognised. What you sent is kept as it is."
    lead += f" {ALONE}" if alone else ""
    inner = [table] if len(rows) <= FEW else [html.Details([html.Summary("Show each, and why"), table])]
    return html.Div(
        [html.H3(f"What readers will not see as it stands: {counted(len(hidden), 'figure')}"), html.P(lead), *inner], className="kind"
    )


def _common(texts: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], list[str], tuple[str, ...]]:
    """What all texts begin with, what is left of each, and what all end with; a single text is left whole."""
    if len(texts) == 1:
        return (), [", ".join(texts[0])], ()
    shortest = min(len(parts) for parts in texts)
    start = next((at for at in range(shortest) if len({parts[at] for parts in texts}) > 1), shortest - 1)
    end = next((at for at in range(shortest - start) if len({parts[-1 - at] for parts in texts}) > 1), shortest - start)
    names = [", ".join(parts[start : len(parts) - end]) or "the whole" for parts in texts]
    return tuple(texts[0][:start]), names, tuple(texts[0][len(texts[0]) - end :])


def _said(plan: Plan, submission: Submission) -> list[Component]:
    """Commentary, actions and voices as everybody will read them."""
    indicators = {indicator.id: f"{indicator.number} {indicator.short}" for indicator in plan.indicators}
    actions = {action.id: action.text for action in plan.actions}
    priorities = {priority.id: f"{priority.number} {priority.short}" for priority in plan.priorities}
    told: list[Component] = []
    if submission.commentary:
        boxes = [
            html.Div(
                [
                    html.H4(indicators.get(each.indicator, each.indicator)),
                    facts((("What happened", each.what_happened), ("Why", each.why), ("What next", each.what_next))),
                ],
                className="remark typed",
            )
            for each in submission.commentary
        ]
        told.append(html.Div([html.H3(f"Commentary: {counted(len(boxes), 'indicator')}"), *boxes], className="kind"))
    if submission.actions:
        rows = [
            (actions.get(u.action, u.action), u.status, u.progress, on_day(u.reviewed_on) if u.reviewed_on else "")
            for u in submission.actions
        ]
        table = pieces.table("What is said of actions", ("Action", "Status", "Progress", "Reviewed on"), rows)
        told.append(html.Div([html.H3(f"Actions: {counted(len(rows), 'update')}"), table], className="kind"))
    if submission.voices:
        voices = [
            html.Blockquote(
                [
                    html.P(f"“{voice.words}”" if voice.words else "(no words)"),
                    html.Footer(
                        ", ".join(
                            text
                            for text in (priorities.get(voice.priority, ""), voice.kind, voice.source, of_people(voice), voice.theme)
                            if text
                        )
                    ),
                ]
            )
            for voice in map(as_read, submission.voices)
        ]
        told.append(
            html.Div([html.H3(f"People’s voice: {counted(len(voices), 'piece')}"), html.Div(voices, className="voices")], className="kind")
        )
    return told


def _says(submission: Submission) -> bool:
    return bool(submission.commentary or submission.actions or submission.voices)


def accept_form(reading: Reading, sight: Sight) -> Component:
    """The button that makes a file count; it carries the mark of the preview it stands under."""
    seen = element("input", type="hidden", name="seen", value=reading.seen)
    shown, rest = parted(reading.preview, sight) if reading.preview else ((), ())
    count = len([each for each in shown if each.kind != "unchanged"]) + len(rest)
    words = f"Accept {counted(count, 'figure')}" if count else "Accept"
    return html.Form(
        [drawing(seen), html.P(html.Button(words, type="submit"))],
        method="post",
        action=f"/uploads/{reading.upload.number}/accept",
        className="entry",
    )
