"""Room: loaders. Tables that leads keep in their own way: what their rows and columns seem to mean, as a proposal to be confirmed.

Two shapes are known: tidy rows (a column for the indicator, the period, the count ...), and cross-tables with periods across or down, with
titles above, notes below, spacer rows, and headers over several, often merged, rows. Nothing is read by a proposal that nobody confirmed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice
from typing import Literal

from indicators import classifications
from indicators.registry.models import Plan, Priority
from loaders.circumstances import Circumstances
from loaders.extents import column_letters
from loaders.headers import Over, at, is_period, label_columns, over, text, titles, undated, years_in_a_row
from loaders.questions import Question, group_questions, questions
from loaders.values import Expected, Fault, folded, reader
from loaders.workbook import Cell, Sheet

Kind = Literal["tidy", "across", "down"]
#: a header stands among so many first rows
_WITHIN = 30
#: periods down the side are looked for in so many first rows and columns
_LOOKED_AT = 60
#: fewer periods than this make no table, and more labels than this no table of a lead's
_PERIODS, _MOST_LABELS = 2, 500
#: a figure or a marker is written in so many letters at most
_MARKER = 40
_ANY = Expected("rate")
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

    `columns` maps a meaning ("Indicator", "Period", "Count" ...) to its place: in a cross-table "Period", "Label" and, where labels stand
    in two columns, "Heading". `along` holds what stands over each column of figures of a cross-table: periods across, labels down; `beside`
    the words over a column of figures whose period stands over it too. `labels` maps what the table calls its figures to the key of the
    question they seem to answer, "" where nobody knows. `shape` is the same for the same table next quarter (`like`). `notes` say what is
    not read.
    """

    sheet: str
    kind: Kind
    header: int
    columns: Mapping[str, int]
    along: Mapping[int, str]
    labels: Mapping[str, str]
    shape: str
    beside: Mapping[int, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def proposed(sheet: Sheet, plan: Plan, priorities: Sequence[Priority], *, file: str = "") -> Layout | None:
    """What the sheet seems to be; None where it is neither tidy rows nor a cross-table of periods.

    `file` is the name of a CSV file, which says what a table is about that has neither a sheet nor a title to say it.
    """
    layout = _proposed(sheet, _Keys(plan, priorities))
    if layout is None:
        return None
    above = titles(sheet, layout.header)
    named = undated(sheet.name, numbers=True) if sheet.name else "" if above else undated(file.rpartition(".")[0])
    return replace(layout, shape=f"{_hashed([layout.shape, named, above])}-{layout.shape}")


def meant(layout: Layout, known: Circumstances) -> Layout:
    """The layout with what its labels, or those of its like, were said to mean before: in this file, else in an earlier one of its sender.

    A shape is two: all that says what a table is about (sheet, titles, header), and its header alone. Where only the second is that of a
    table which was mapped before, its mapping is offered in the labels, and nothing is read by it before somebody says that it holds.
    """
    mapped = [*known.layouts.items(), *known.explained.items()]
    same = (labels for shape, labels in mapped if shape == layout.shape)
    like = (labels for shape, labels in mapped if shape.rpartition("-")[2] == layout.shape.rpartition("-")[2])
    before = next(same, None) or next(like, {})
    return replace(layout, labels={label: before.get(label, key) for label, key in layout.labels.items()})


def passed_over(sheet: Sheet, layout: Layout) -> dict[int, list[int]]:
    """The columns that the layout takes nothing from, though numbers stand in them -> the rows of the table where they do.

    A second table beside the first is said as a whole (`Layout.notes`), and not column by column.
    """
    known = {*layout.columns.values(), *layout.along}
    end = max(layout.along) if any(note.startswith("Columns") for note in layout.notes) else None
    found: dict[int, list[int]] = {}
    for number in dict.fromkeys(row for row, _ in labelled(sheet, layout)):
        for place, cell in enumerate(sheet.rows[number][:end]):
            if place not in known and _is_number(cell):
                found.setdefault(place, []).append(number)
    return dict(sorted(found.items()))


def heading(sheet: Sheet, layout: Layout, place: int) -> str:
    """What stands over a column; "" where nothing does."""
    found = over(sheet, layout.header).get(place)
    return " ".join(filter(None, (found.period, *found.words))) if found else ""


def _proposed(sheet: Sheet, keys: _Keys) -> Layout | None:
    tidy = _tidy(sheet)
    if tidy is not None:
        return _with_labels(tidy, (label for _, label in labelled(sheet, tidy)), keys)
    across, down = _across(sheet), _down(sheet)
    # two dates above a table, of its publication and of its next one, are no header where many periods stand down the side
    chosen = max(filter(None, (across, down)), key=lambda found: found[1], default=None)
    if chosen is None:
        return None
    layout = chosen[0]
    labels = dict.fromkeys(label for _, _, label in named_cells(sheet, layout))
    if layout.kind == "down" and "Label" not in layout.columns:
        # a column that is empty this quarter has a meaning too
        labels |= dict.fromkeys(layout.along.values())
    return _with_labels(layout, labels, keys) if 0 < len(labels) <= _MOST_LABELS else None


def labelled(sheet: Sheet, layout: Layout) -> Iterator[tuple[int, str]]:
    """The rows of a tidy table, or of a cross-table with labels at its side, that hold a figure, each with its label.

    In a cross-table a row that holds none (a heading, a spacer, a note) names the rows that follow it, where they are groups; a heading in
    a column of its own names the rows down to the next one. A table ends where the periods of its header stand once more.
    """
    if layout.kind == "tidy":
        for number, row in sheet.filled(layout.header + 1):
            parts = [text(at(row, layout.columns[name])) for name in ("Indicator", "Group") if name in layout.columns]
            figures = [at(row, layout.columns[name]) for name in ("Count", "Out of", "Value") if name in layout.columns]
            if any(cell != "" for cell in figures):
                yield number, " | ".join(part for part in parts if part)
        return
    heading = ""
    for number, row in sheet.filled(layout.header + 1):
        if layout.kind == "across" and _is_header_again(row, layout):
            return
        label = text(at(row, layout.columns["Label"])) if "Label" in layout.columns else ""
        if "Heading" in layout.columns:
            heading = text(at(row, layout.columns["Heading"])) or heading
        elif layout.kind == "down" or not (_is_group(label) or folded(label) in _WHOLE):
            heading = label
        if any(at(row, place) != "" for place in layout.along):
            yield number, f"{heading} | {label}" if heading and label and heading != label else heading or label


def _is_header_again(row: Sequence[Cell], layout: Layout) -> bool:
    """Whether the lowest row of the header stands once more: the periods, or their last parts ("Q3" of "2023/24 Q3")."""
    written = ((text(at(row, place)), found) for place, found in layout.along.items())
    return sum(said == found or (len(said) > 1 and not said.isdigit() and said in found.split()) for said, found in written) >= _PERIODS


def named_cells(sheet: Sheet, layout: Layout) -> Iterator[tuple[int, int, str]]:
    """Row, column and label of each figure of a cross-table."""
    over_columns = layout.along if layout.kind == "down" else layout.beside
    for number, label in labelled(sheet, layout):
        for place in layout.along:
            if at(sheet.rows[number], place) != "":
                words = over_columns.get(place, "")
                # what is measured stands before what it is divided by, wherever the two stand
                parts = (words, label) if layout.kind == "down" else (label, words)
                yield number, place, " | ".join(part for part in parts if part)


def _is_group(label: str) -> bool:
    return bool(label) and classifications.group(label, classifications.NHS_2001) is not None


# -- shapes -----------------------------------------------------------------------------------------------------------------------


def _tidy(sheet: Sheet) -> Layout | None:
    for number, row in _first(sheet):
        columns: dict[str, int] = {}
        for place, cell in enumerate(row):
            for meaning, words in _MEANINGS.items():
                if folded(text(cell)) in words:
                    columns.setdefault(meaning, place)
        if {"Indicator", "Period"} <= columns.keys() and columns.keys() & {"Count", "Value"}:
            header = [folded(text(cell)) for cell in row]
            return Layout(sheet.name, "tidy", number, columns, {}, {}, _shape("tidy", header))
    return None


def _across(sheet: Sheet) -> tuple[Layout, int] | None:
    """Periods over the columns, and how many: the lowest header row under which the texts of a column make a period."""
    for number, _ in _first(sheet):
        head = over(sheet, number)
        along = {place: found.period for place, found in head.items() if found.period}
        below = over(sheet, number + 1) if number + 1 < len(sheet.rows) else {}
        deeper = {found.period for found in below.values()} - {""}
        if len(along) < _PERIODS or len(deeper) > len(set(along.values())) or _goes_on(sheet, number + 1, min(along)):
            continue
        sample = islice(sheet.filled(number + 1), _LOOKED_AT)
        rows = [row for row, cells in sample if any(_is_figure(at(cells, place)) for place in along)]
        labels = label_columns(sheet, rows, min(along), head)
        if not rows or not labels:
            continue
        along, notes = _first_table(sheet, rows, head, along)
        layout = Layout(sheet.name, "across", number, _label_places(labels), along, {}, "")
        again = next((row for row, cells in sheet.filled(number + 1) if _is_header_again(cells, layout)), None)
        if again is not None:
            notes = (*notes, f"From row {again + 1} on there looks to be another table, which is not read. Put it on a sheet of its own.")
        beside = _beside(head, along)
        header = [folded(_words(head[place])) for place in range(min(along))]
        # next quarter's table has one column more: how many there are is no part of its shape
        shape = _shape("across", [*dict.fromkeys([*header, "#"]), *dict.fromkeys(map(folded, beside.values()))])
        return replace(layout, shape=shape, beside=beside, notes=notes), len(set(along.values()))
    return None


def _goes_on(sheet: Sheet, number: int, first: int) -> bool:
    """Whether the row is one more of the header: texts, and no figure, from the first column of figures on."""
    cells = [cell for cell in sheet.rows[number][first:] if cell != ""] if number < len(sheet.rows) else []
    return len(cells) >= _PERIODS and not any(_is_figure(cell) for cell in cells)


def _first_table(
    sheet: Sheet, rows: Sequence[int], head: Mapping[int, Over], along: dict[int, str]
) -> tuple[dict[int, str], tuple[str, ...]]:
    """The columns of the first table, where another one with labels of its own stands right of it; and that the other is not read."""
    for place in range(min(along) + 1, max(along)):
        if place in along or place not in head:
            continue
        beyond = [row for row in rows if any(_is_figure(at(sheet.rows[row], other)) for other in along if other > place)]
        if beyond and label_columns(sheet, beyond, place + 1, head, leaving=range(place)) == [place]:
            reach = f"{column_letters(place)} to {column_letters(max(along))}"
            note = f"Columns {reach} look like another table, which is not read. Put it on a sheet of its own."
            return {other: period for other, period in along.items() if other < place}, (note,)
    return along, ()


def _beside(head: Mapping[int, Over], along: Mapping[int, str]) -> dict[int, str]:
    """The words over each column of figures beside its period; none where they are the same over all."""
    words = {place: _words(head[place]) for place in along}
    if len(set(words.values())) == 1:
        words = dict.fromkeys(words, "")
    twice = [place for place in along if sum((along[o], words[o]) == (along[place], words[place]) for o in along) > 1]
    words |= {place: f"{words[place]} (column {column_letters(place)})".strip() for place in twice}
    return words if any(words.values()) else {}


def _down(sheet: Sheet) -> tuple[Layout, int] | None:
    """Periods in a column, how many, and over each other column of figures what it is."""
    rows = list(islice(sheet.filled(), _LOOKED_AT))
    best: tuple[int, int, list[int]] | None = None
    for place in range(min(_LOOKED_AT, max((len(row) for _, row in rows), default=0))):
        dated = _dated(rows, place)
        different = len({text(at(sheet.rows[row], place)) for row in dated})
        if different >= _PERIODS and dated[0] > 0 and (best is None or different > best[0]):
            best = (different, place, dated)
    if best is None:
        return None
    different, place, dated = best
    header = next((number for number in range(dated[0] - 1, -1, -1) if any(cell != "" for cell in sheet.rows[number])), -1)
    if header < 0:
        return None
    head = over(sheet, header)
    figures = [other for other in head if other != place and any(_is_figure(at(sheet.rows[row], other)) for row in dated)]
    within = [row for row, cells in rows if row >= dated[0] and any(_is_figure(at(cells, other)) for other in figures)]
    labels = label_columns(sheet, within, min(figures, default=0), head, leaving=(place,))
    named = {other: " | ".join(found.words) or found.period for other, found in head.items()}
    along = {other: words for other, words in named.items() if other != place and other not in labels and words}
    if not along:
        return None
    often = Counter(along.values())
    along = {other: words if often[words] == 1 else f"{words} (column {column_letters(other)})" for other, words in along.items()}
    shape = _shape("down", [folded(words) for words in [*along.values(), *(f"#{named[label]}" for label in labels)]])
    layout = Layout(sheet.name, "down", header, {"Period": place, **_label_places(labels)}, along, {}, shape)
    return layout, different


def _dated(rows: Sequence[tuple[int, Sequence[Cell]]], place: int) -> list[int]:
    """The rows with a period in the column; numbers are, where they are years that follow one another."""
    dated = [number for number, row in rows if is_period(at(row, place))]
    if not dated:
        numbers = [(number, cell) for number, row in rows if isinstance(cell := at(row, place), (int, float))]
        dated = [number for number, _ in numbers] if years_in_a_row([cell for _, cell in numbers]) else []
    return dated


def _label_places(labels: Sequence[int]) -> dict[str, int]:
    """The one or two columns that name a row: the last of them, and the first."""
    return ({"Label": labels[-1]} if labels else {}) | ({"Heading": labels[0]} if len(labels) > 1 else {})


def _is_figure(cell: Cell) -> bool:
    """Whether the cell holds a figure: a number, or a text that is read as one, or as a marker, or may be either."""
    if isinstance(cell, str):
        value = reader(_ANY)(cell) if 0 < len(cell) <= _MARKER else None
        return value is not None and not isinstance(value, Fault)
    return isinstance(cell, (int, float))


def _is_number(cell: Cell) -> bool:
    """Whether the cell holds digits that are read as a figure, and not only a mark."""
    return _is_figure(cell) and any(character.isdigit() for character in str(cell))


def _words(found: Over) -> str:
    return " ".join(found.words)


def _first(sheet: Sheet) -> Iterator[tuple[int, Sequence[Cell]]]:
    return ((number, row) for number, row in sheet.filled() if number < _WITHIN)


def _shape(kind: Kind, header: Sequence[str]) -> str:
    return _hashed([kind, *header])


def _hashed(texts: Sequence[str]) -> str:
    return sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


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
        parts = label.split(" | ")
        ways = [(" ".join(parts), ""), *((part, " ".join(parts[:n] + parts[n + 1 :])) for n, part in enumerate(parts))]
        return next((key for name, group in ways if (key := self._of(name, group))), "")

    def _of(self, name: str, group: str) -> str:
        wholes = self._wholes.get(folded(name), set())
        if len(wholes) != 1:
            return ""
        [key] = wholes
        if folded(group) in _WHOLE:
            return key
        named = classifications.group(group, classifications.NHS_2001)
        return self._groups.get((key, named or ""), "")


def _names(question: Question) -> set[str]:
    """What a whole may be called: its key; the words of its part; and, where the indicator is one series, those of the indicator.

    The words for whom it counts name a count only: in a row that is called so no rate is to be expected.
    """
    indicator, part = question.indicator, question.part
    names = {question.key, part.name, part.numerator if part.unit == "count" else ""}
    if not part.id:
        names |= {indicator.id, indicator.number, indicator.short, indicator.text, f"{indicator.number} {indicator.short}"}
    return {name for name in names if name}
