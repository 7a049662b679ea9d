"""Room: pages. What leads confirmed on sending, and uploads that were asked again: counts for every reader, files for who may send them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final

from dash import html
from dash.development.base_component import Component

from charts.tables import Table
from indicators import deadlines
from indicators.registry.models import Plan
from indicators.wording import capital
from pages.frame.parts import table_of
from pages.uploads import desk, reach
from pages.uploads.desk import Confirmed, Desk
from pages.uploads.figures import counted
from pages.uploads.pieces import moment

NO_DESK: Final = "This dashboard takes no files, so nobody was asked anything here."
NO_ANSWER: Final = "No question was asked about a file that counts, and no table of a lead’s own was read."
NOT_AGAIN: Final = "No upload was asked again."
ELSEWHERE: Final = "Which files these were is shown to whoever may send figures for their priorities."


def sections(plan: Plan, as_of: date | None) -> list[Component]:
    """Both sections, with what was on the record at the end of the day; None for now."""
    there = desk.current()
    return [_confirmed(plan, there, as_of), _again(plan, there, as_of)]


def _confirmed(plan: Plan, there: Desk | None, as_of: date | None) -> Component:
    title = html.H2("What leads confirmed")
    if there is None:
        return html.Section([title, html.P(NO_DESK, className="silence")])
    found = [each for each in there.confirmed() if _counts(each, as_of)]
    if not found:
        return html.Section([title, html.P(NO_ANSWER, className="silence")])
    shown = [each for each in found if reach.reach(plan, each.upload).see]
    words = (
        "Where a file could be read in two ways, its sender was asked and nothing was guessed. These are the answers under which the files "
        "that count were read."
    )
    return html.Section([title, html.P(words), table_of(_by_kind(found)), *_within(_by_file(shown), all_of=len(shown) == len(found))])


def _counts(one: Confirmed, as_of: date | None) -> bool:
    """Whether the file of an answer had been accepted by then, and not yet withdrawn."""
    ended = one.upload.ended_at
    return _by(one.at, as_of) and not (ended is not None and _by(ended, as_of))


def _by_kind(found: Sequence[Confirmed]) -> Table:
    given, recalled = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    files: dict[tuple[str, str], set[int]] = {}
    for each in found:
        key = (each.question, each.chosen)
        (recalled if each.remembered else given)[key] += each.times
        files.setdefault(key, set()).add(each.upload.number)
    rows = [(key[0], capital(key[1]), *_numbers(given[key], recalled[key], len(files[key]))) for key in sorted(files)]
    heads = ("What was asked about", "What was chosen", "Given", "Remembered", "Files")
    return Table("Answers by kind of question", heads, tuple(rows), frozenset({2, 3, 4}))


def _by_file(shown: Sequence[Confirmed]) -> Table:
    rows = [
        (
            f"Upload {each.upload.number}",
            each.upload.file,
            each.question,
            capital(each.chosen),
            f"{each.times:,}",
            "remembered" if each.remembered else "given",
            moment(each.at),
        )
        for each in shown
    ]
    heads = ("Upload", "File", "What was asked about", "What was chosen", "Times", "Given or remembered", "Accepted")
    return Table("Answers, file by file", heads, tuple(rows), frozenset({4}))


def _again(plan: Plan, there: Desk | None, as_of: date | None) -> Component:
    title = html.H2("Uploads that were asked again")
    if there is None:
        return html.Section([title, html.P(NO_DESK, className="silence")])
    found = _moments(there.conflicts(), as_of)
    if not found:
        return html.Section([title, html.P(NOT_AGAIN, className="silence")])
    times = sum(map(len, found.values()))
    often = {1: "once", 2: "twice"}.get(times, counted(times, "time"))
    words = (
        f"{capital(counted(len(found), 'upload'))}, asked again {often} in all: on accepting, what would have changed was no longer what "
        "the preview had shown. Nothing counts before somebody has looked again."
    )
    shown = [each for each in there.uploads() if each.number in found and reach.reach(plan, each).see]
    rows = [
        (f"Upload {each.number}", each.file, f"{len(found[each.number]):,}", "; ".join(map(moment, found[each.number]))) for each in shown
    ]
    table = Table("Asked again, upload by upload", ("Upload", "File", "Times", "When"), tuple(rows), frozenset({2}))
    return html.Section([title, html.P(words), *_within(table, all_of=len(shown) == len(found))])


def _moments(conflicts: Mapping[int, Sequence[datetime]], as_of: date | None) -> dict[int, list[datetime]]:
    """The uploads that had been asked again by then, with when."""
    until = {number: [at for at in moments if _by(at, as_of)] for number, moments in conflicts.items()}
    return {number: moments for number, moments in until.items() if moments}


def _within(table: Table, *, all_of: bool) -> list[Component]:
    """The files that whoever looks may know of, and where that is not all of them, who sees the others."""
    told = [] if all_of else [html.P(ELSEWHERE, className="source")]
    return [*([table_of(table)] if table.rows else []), *told]


def _numbers(*counts: int) -> tuple[str, ...]:
    return tuple(f"{count:,}" for count in counts)


def _by(at: datetime, as_of: date | None) -> bool:
    """Whether a moment was over at the end of the day in London; every one by now."""
    return as_of is None or deadlines.london_day(at) <= as_of
