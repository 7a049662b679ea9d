"""Room: loaders. Tables that leads keep in their own way: what their rows and columns seem to mean, as a proposal to be confirmed.

Two shapes are known: tidy rows (a column for the indicator, the period, the count ...), and cross-tables with periods across or down, with
titles above, notes below, spacer rows, and headers over several, often merged, rows. Nothing is read by a proposal that nobody confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from typing import Literal

from indicators import classifications, periods
from indicators.registry.models import Plan, Priority
from loaders.extents import place_of
from loaders.questions import Question, group_questions, questions
from loaders.values import folded
from loaders.workbook import Cell, Sheet

Kind = Literal["tidy", "across", "down"]
#: a header stands among so many first rows, and is so many rows high at most
_WITHIN, _HIGH = 30, 4
#: periods down the side are looked for in so many first rows and columns
_LOOKED_AT = 60
#: no period is written in more letters
_LONGEST = 80
#: fewer periods than this make no table
_PERIODS = 2
_MEANINGS: Mapping[str, frozenset[str]] = {
    "Indicator": frozenset({"indicator", "indicator name", "measure", "metric", "key", "question", "what is asked for"}),
    "Period": frozenset({"period", "period key", "quarter", "time period", "timeperiod", "month", "date"}),
    "Group": frozenset({"group", "ethnic group", "ethnicity", "category", "breakdown"}),
    "Count": frozenset({"count", "number", "numerator", "n", "number of people"}),
    "Out of": frozenset({"out of", "denominator", "population", "base"}),
    "Value": frozenset({"value", "rate", "percentage", "percent", "%"}),
}
_WHOLE = frozenset({"", "total", "all", "everybody", "all groups", "all people", "whole"})


@dataclass(frozen=True, slots=True)
class Layout:
    """How one sheet seems to be laid out; rows and columns are counted from 0.

    `columns` maps a meaning ("Indicator", "Period", "Count" ...) to its place: in a cross-table "Label" or "Period". `along` holds what
    stands over each column of figures of a cross-table: periods across, labels down. `labels` maps what the table calls its rows to the key
    of the question they seem to answer, "" where nobody knows. `shape` is the same for the same table next quarter.
    """

    sheet: str
    kind: Kind
    header: int
    columns: Mapping[str, int]
    along: Mapping[int, str]
    labels: Mapping[str, str]
    shape: str


def proposed(sheet: Sheet, plan: Plan, priorities: Sequence[Priority]) -> Layout | None:
    """What the sheet seems to be; None where it is neither tidy rows nor a cross-table of periods."""
    keys = _Keys(plan, priorities)
    return _tidy(sheet, keys) or _across(sheet, keys) or _down(sheet, keys)


def labelled(sheet: Sheet, layout: Layout) -> Iterator[tuple[int, str]]:
    """The rows of a tidy table or of one with periods across that hold a figure, each with its label.

    In a cross-table a row that holds none (a heading, a spacer, a note) names the rows that follow it, where they are groups.
    """
    if layout.kind == "tidy":
        for number, row in sheet.filled(layout.header + 1):
            parts = [_text(_at(row, layout.columns[name])) for name in ("Indicator", "Group") if name in layout.columns]
            figures = [_at(row, layout.columns[name]) for name in ("Count", "Out of", "Value") if name in layout.columns]
            if any(cell != "" for cell in figures):
                yield number, " | ".join(part for part in parts if part)
        return
    heading = ""
    for number, row in sheet.filled(layout.header + 1):
        label = _text(_at(row, layout.columns["Label"]))
        has_figures = any(_at(row, place) != "" for place in layout.along)
        is_group = bool(label) and classifications.group(label, classifications.NHS_2001) is not None
        if not is_group and folded(label) not in _WHOLE:
            heading = label
        if has_figures:
            yield number, f"{heading} | {label}" if heading != label and label else heading


# -- shapes -----------------------------------------------------------------------------------------------------------------------


def _tidy(sheet: Sheet, keys: _Keys) -> Layout | None:
    for number, row in _first(sheet):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            for meaning, words in _MEANINGS.items():
                if folded(_text(cell)) in words:
                    columns.setdefault(meaning, place)
        if {"Indicator", "Period"} <= columns.keys() and columns.keys() & {"Count", "Value"}:
            header = [folded(_text(cell)) for cell in row]
            empty = Layout(sheet.name, "tidy", number, columns, {}, {}, _shape("tidy", header))
            return _with_labels(empty, (label for _, label in labelled(sheet, empty)), keys)
    return None


def _across(sheet: Sheet, keys: _Keys) -> Layout | None:
    """Periods over the columns: the lowest header row under which the texts of a column make a period."""
    for number, _ in _first(sheet):
        over = _over(sheet, number)
        along = {place: text for place, text in over.items() if _is_period(text)}
        below = _over(sheet, number + 1) if number + 1 < len(sheet.rows) else {}
        deeper = {text for text in below.values() if _is_period(text)}
        if len(along) < _PERIODS or len(deeper) > len(set(along.values())):
            continue
        label = next((place for place in range(min(along)) if _label_column(sheet, number, place)), None)
        if label is not None:
            header = ["#" if place in along else folded(text) for place, text in over.items() if place < min(along) or place in along]
            # next quarter's table has one column more: how many there are is no part of its shape
            shape = _shape("across", [*dict.fromkeys(header)])
            empty = Layout(sheet.name, "across", number, {"Label": label}, along, {}, shape)
            return _with_labels(empty, (name for _, name in labelled(sheet, empty)), keys)
    return None


def _down(sheet: Sheet, keys: _Keys) -> Layout | None:
    """Periods in a column, and over each other column of figures what it is."""
    rows = list(islice(sheet.filled(), _LOOKED_AT))
    for place in range(min(_LOOKED_AT, max((len(row) for _, row in rows), default=0))):
        dated = [number for number, row in rows if _is_period(_at(row, place))]
        if len(dated) < _PERIODS or dated[0] == 0:
            continue
        header = dated[0] - 1
        over = _over(sheet, header)
        along = {other: text for other, text in over.items() if other != place and text}
        if along:
            shape = _shape("down", [folded(text) for text in along.values()])
            empty = Layout(sheet.name, "down", header, {"Period": place}, along, {}, shape)
            return _with_labels(empty, along.values(), keys)
    return None


def _first(sheet: Sheet) -> Iterator[tuple[int, Sequence[Cell]]]:
    return ((number, row) for number, row in sheet.filled() if number < _WITHIN)


def _over(sheet: Sheet, header: int) -> dict[int, str]:
    """What stands over each column in the header row and the filled rows right above it, a merged cell over all its columns."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for reach in sheet.features.merged:
        first, _, last = reach.partition(":")
        (top, left), (bottom, right) = place_of(first), place_of(last or first)
        for row in range(top, min(bottom, header) + 1):
            spans |= {(row, column): (top, left) for column in range(left, right + 1)}
    texts: dict[int, list[str]] = {}
    top = header
    while top > 0 and header - top + 1 < _HIGH and sum(cell != "" for cell in sheet.rows[top - 1]) > 1:
        top -= 1
    # a merged title in the row above counts once, and then only if it is a header: if it stops before the last column
    if top > 0 and any((top - 1, column) in spans for column in range(1, len(sheet.rows[top - 1]))):
        starts = {spans.get((top - 1, column)) for column in range(len(sheet.rows[top - 1]))} - {None}
        top -= 1 if len(starts) > 1 else 0
    width = max(len(sheet.rows[row]) for row in range(top, header + 1))
    for column in range(width):
        seen = dict.fromkeys(spans.get((row, column), (row, column)) for row in range(top, header + 1))
        found = [_text(_at(sheet.rows[row], place)) for row, place in seen]
        texts[column] = [text for text in found if text]
    return {column: _joined(found) for column, found in texts.items()}


def _joined(texts: Sequence[str]) -> str:
    """The texts over a column as one; where they make a period the other way round (2024/25 over Q1), that way."""
    plain, turned = " ".join(texts), " ".join(reversed(texts))
    return turned if len(texts) > 1 and not _is_period(plain) and _is_period(turned) else plain


def _is_period(cell: Cell) -> bool:
    if isinstance(cell, (datetime, date)):
        return True
    return isinstance(cell, str) and 0 < len(cell) < _LONGEST and _reads_as_period(cell)


@lru_cache(maxsize=4_096)
def _reads_as_period(text: str) -> bool:
    return periods.read(text, year_type="financial").outcome != "REFUSE"


def _label_column(sheet: Sheet, header: int, place: int) -> bool:
    return sum(isinstance(_at(row, place), str) and _at(row, place) != "" for _, row in sheet.filled(header + 1)) > 0


def _at(row: Sequence[Cell], place: int) -> Cell:
    return row[place] if place < len(row) else ""


def _text(cell: Cell) -> str:
    if isinstance(cell, (datetime, date)):
        return f"{cell:%d/%m/%Y}"
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else " ".join(str(cell).split())


def _shape(kind: Kind, header: Sequence[str]) -> str:
    return sha256("\n".join([kind, *header]).encode("utf-8", "surrogatepass")).hexdigest()[:16]


# -- what rows are called ---------------------------------------------------------------------------------------------------------


def _with_labels(layout: Layout, labels: Iterable[str], keys: _Keys) -> Layout:
    return replace(layout, labels={label: keys.of(label) for label in labels})


class _Keys:
    """The keys of the questions of a workbook, by everything that a lead may call them."""

    def __init__(self, plan: Plan, priorities: Sequence[Priority]) -> None:
        self._wholes: dict[str, set[str]] = {}
        self._groups: dict[tuple[str, str], str] = {}
        for priority in priorities:
            for question in questions(plan, priority):
                for name in _names(question):
                    self._wholes.setdefault(folded(name), set()).add(question.key)
            for question in group_questions(plan, priority):
                self._groups[question.key.rpartition("/")[0], question.group] = question.key

    def of(self, label: str) -> str:
        """The one key that the label names; "" where it names none, or might name two."""
        name, _, group = label.partition(" | ")
        wholes = self._wholes.get(folded(name), set())
        if len(wholes) != 1:
            return ""
        [key] = wholes
        if folded(group) in _WHOLE:
            return key
        named = classifications.group(group, classifications.NHS_2001)
        return self._groups.get((key, named or ""), "")


def _names(question: Question) -> set[str]:
    """What a whole may be called: its key; the words of its part; and, where the indicator is one series, those of the indicator."""
    indicator, part = question.indicator, question.part
    names = {question.key, part.name, part.numerator}
    if not part.id:
        names |= {indicator.id, indicator.number, indicator.short, indicator.text, f"{indicator.number} {indicator.short}"}
    return {name for name in names if name}
