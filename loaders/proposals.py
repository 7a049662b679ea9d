"""Room: loaders. A layout as it is put to its sender: where what stands, what each label seems to be, how each period is read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from indicators.submissions import Proposal
from loaders import days
from loaders.extents import column_letters
from loaders.headers import at, text
from loaders.layouts import Layout, heading, labelled, named_cells, passed_over
from loaders.workbook import Cell, Sheet

#: more periods than this are not spelt out one by one
_SPELT_OUT = 80


def proposal(sheet: Sheet, layout: Layout) -> Proposal:
    """What a page shows of a layout before it is confirmed."""
    shown: dict[str, str] = {}
    for number, column, label in _figures(sheet, layout):
        shown.setdefault(label, f"{sheet.address(number, column)}: {text(at(sheet.rows[number], column))}")
    written = dict.fromkeys(_written(sheet, layout))
    return Proposal(
        layout.sheet,
        layout.kind,
        layout.shape,
        layout.labels,
        periods={text(cell): _spelt_out(cell) for cell in islice(written, _SPELT_OUT)},
        where=_where(sheet, layout),
        examples={label: found for label, found in shown.items() if label in layout.labels},
        notes=(*layout.notes, *_passed_over(sheet, layout)),
    )


def _figures(sheet: Sheet, layout: Layout) -> Iterator[tuple[int, int, str]]:
    """Row, column and label of each figure."""
    if layout.kind != "tidy":
        yield from named_cells(sheet, layout)
        return
    columns = [layout.columns[name] for name in ("Count", "Value", "Out of") if name in layout.columns]
    for number, label in labelled(sheet, layout):
        yield number, next(column for column in columns if at(sheet.rows[number], column) != ""), label


def _written(sheet: Sheet, layout: Layout) -> Iterator[Cell]:
    """The periods as they are written."""
    if layout.kind == "across":
        yield from layout.along.values()
        return
    for number, _, _ in _figures(sheet, layout):
        cell = at(sheet.rows[number], layout.columns["Period"])
        if cell != "":
            yield cell


def _passed_over(sheet: Sheet, layout: Layout) -> Iterator[str]:
    """A sentence for each column whose numbers are not read."""
    for place, rows in passed_over(sheet, layout).items():
        over = heading(sheet, layout, place)
        figures = "1 figure" if len(rows) == 1 else f"{len(rows):,} figures"
        yield f"Column {column_letters(place)} ({over or 'without a header'}) is not read: {figures}."


def _spelt_out(cell: Cell) -> str:
    """The period that is read, or the question, or why none is read."""
    reading = days.read(cell, year_type="financial")
    return reading.period.label if reading.period is not None else reading.sentence


def _where(sheet: Sheet, layout: Layout) -> str:
    """In which rows and columns what stands, as a sentence."""
    header = f"row {layout.header + 1}" if sheet.lines is None else f"line {sheet.lines[layout.header]}"

    def columns(*names: str) -> str:
        return " and ".join(column_letters(layout.columns[name]) for name in names if name in layout.columns)

    if layout.kind == "tidy":
        return f"Headers in {header}; indicators in column {columns('Indicator')}, periods in column {columns('Period')}."
    figures = f"{column_letters(min(layout.along))} to {column_letters(max(layout.along))}"
    labels = columns("Heading", "Label")
    if layout.kind == "across":
        return f"Periods in {header}, columns {figures}; what the rows are in column {labels}."
    beside = f", and in column {labels}" if labels else ""
    return f"Periods in column {columns('Period')}; what the columns {figures} are in {header}{beside}."
