"""Room: pages. What leads confirmed on sending, and uploads that were asked again: counts for every reader, files for who may send them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from dash import html
from dash.development.base_component import Component

from charts.tables import Table
from exports.sheets import Column, Sheet
from indicators import deadlines
from indicators.registry.models import Plan
from indicators.wording import capital
from pages.frame.parts import table_of
from pages.uploads import desk, reach
from pages.uploads.desk import Confirmed, Desk, Upload
from pages.uploads.figures import counted
from pages.uploads.pieces import moment

CONFIRMED: Final = "What leads confirmed"
AGAIN: Final = "Uploads that were asked again"
NO_DESK: Final = "This dashboard takes no files, so nobody was asked anything here."
NO_ANSWER: Final = "No question was asked about a file that counts, and no table of a lead’s own was read."
NOT_AGAIN: Final = "No upload was asked again."
ELSEWHERE: Final = "Which files these were is shown to whoever may send figures for their priorities."
_UPLOAD: Final = (
    Column("upload", "Upload", "number of the upload, as its page has it"),
    Column("file", "File", "name of the file as it was sent"),
)
_ANSWER: Final = (
    Column("question", "What was asked about", "kind of question that the file raised"),
    Column("chosen", "What was chosen", "the answer, in words"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One section, as the page and the file of it have it: its words, its tables, and where others see more than these, who does."""

    title: str
    words: str
    sheets: tuple[Sheet, ...] = ()
    more: str = ""


def told(plan: Plan, as_of: date | None) -> tuple[Told, Told]:
    """Both sections, with what was on the record at the end of the day; None for now. Files are those that whoever looks may know of."""
    there = desk.current()
    if there is None:
        return Told(CONFIRMED, NO_DESK), Told(AGAIN, NO_DESK)
    return _confirmed(plan, there, as_of), _again(plan, there, as_of)


def sections(plan: Plan, as_of: date | None) -> list[Component]:
    """Both sections of the page."""
    return [
        html.Section(
            [
                html.H2(each.title),
                html.P(each.words, className=None if each.sheets or each.more else "silence"),
                *(table_of(_drawn(sheet)) for sheet in each.sheets),
                *([html.P(each.more, className="source")] if each.more else []),
            ]
        )
        for each in told(plan, as_of)
    ]


def _drawn(sheet: Sheet) -> Table:
    """A sheet as the page shows it: numbers, moments and words, each in words."""
    rows = [tuple(moment(c) if isinstance(c, datetime) else f"{c:,}" if isinstance(c, int) else str(c) for c in row) for row in sheet.rows]
    figures = frozenset(place for place, column in enumerate(sheet.columns) if column.datatype == "integer")
    return Table(sheet.title, tuple(column.title for column in sheet.columns), tuple(rows), figures)


def _confirmed(plan: Plan, there: Desk, as_of: date | None) -> Told:
    found = [each for each in there.confirmed() if _counts(each, as_of)]
    if not found:
        return Told(CONFIRMED, NO_ANSWER)
    shown = [each for each in found if reach.reach(plan, each.upload).see]
    words = (
        "Where a file could be read in two ways, its sender was asked and nothing was guessed. These are the answers under which the files "
        "that count were read."
    )
    return Told(CONFIRMED, words, (_by_kind(found), *_some(_by_file(shown))), "" if len(shown) == len(found) else ELSEWHERE)


def _counts(one: Confirmed, as_of: date | None) -> bool:
    """Whether the file of an answer had been accepted by then, and not yet withdrawn."""
    ended = one.upload.ended_at
    return _by(one.at, as_of) and not (ended is not None and _by(ended, as_of))


def _by_kind(found: Sequence[Confirmed]) -> Sheet:
    given, recalled = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    files: dict[tuple[str, str], set[int]] = {}
    for each in found:
        key = (each.question, each.chosen)
        (recalled if each.remembered else given)[key] += each.times
        files.setdefault(key, set()).add(each.upload.number)
    columns = (
        *_ANSWER,
        Column("given", "Given", "answers that a sender gave", "integer"),
        Column("remembered", "Remembered", "answers that were remembered from an earlier file of the sender", "integer"),
        Column("files", "Files", "files that were read under such an answer", "integer"),
    )
    rows = tuple((key[0], capital(key[1]), given[key], recalled[key], len(files[key])) for key in sorted(files))
    return Sheet("confirmed", "Answers by kind of question", columns, rows, key=("question", "chosen"))


def _by_file(shown: Sequence[Confirmed]) -> Sheet:
    columns = (
        *_UPLOAD,
        *_ANSWER,
        Column("times", "Times", "how often it was the answer in this file", "integer"),
        Column("given", "Given or remembered", "given for this file, or remembered from an earlier one of the sender"),
        Column("accepted", "Accepted", "moment at which the file was accepted", "dateTime"),
    )
    rows = tuple(
        (
            *_named(each.upload),
            *(each.question, capital(each.chosen)),
            *(each.times, "remembered" if each.remembered else "given", each.at),
        )
        for each in shown
    )
    return Sheet("confirmed-by-file", "Answers, file by file", columns, rows)


def _again(plan: Plan, there: Desk, as_of: date | None) -> Told:
    found = _moments(there.conflicts(), as_of)
    if not found:
        return Told(AGAIN, NOT_AGAIN)
    times = sum(map(len, found.values()))
    often = {1: "once", 2: "twice"}.get(times, counted(times, "time"))
    words = (
        f"{capital(counted(len(found), 'upload'))}, asked again {often} in all: on accepting, what would have changed was no longer what "
        "the preview had shown. Nothing counts before somebody has looked again."
    )
    shown = [each for each in there.uploads() if each.number in found and reach.reach(plan, each).see]
    columns = (
        *_UPLOAD,
        Column("times", "Times", "how often it was asked again", "integer"),
        Column("when", "When", "moments at which it was asked again, in London"),
    )
    rows = tuple((*_named(each), len(found[each.number]), "; ".join(map(moment, found[each.number]))) for each in shown)
    sheet = Sheet("asked-again", "Asked again, upload by upload", columns, rows, key=("upload",))
    return Told(AGAIN, words, _some(sheet), "" if len(shown) == len(found) else ELSEWHERE)


def _named(upload: Upload) -> tuple[str, str]:
    return f"Upload {upload.number}", upload.file


def _some(sheet: Sheet) -> tuple[Sheet, ...]:
    """A sheet where it has a row."""
    return (sheet,) if sheet.rows else ()


def _moments(conflicts: Mapping[int, Sequence[datetime]], as_of: date | None) -> dict[int, list[datetime]]:
    """The uploads that had been asked again by then, with when."""
    until = {number: [at for at in moments if _by(at, as_of)] for number, moments in conflicts.items()}
    return {number: moments for number, moments in until.items() if moments}


def _by(at: datetime, as_of: date | None) -> bool:
    """Whether a moment was over at the end of the day in London; every one by now."""
    return as_of is None or deadlines.london_day(at) <= as_of
