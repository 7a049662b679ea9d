"""Room: loaders. What to know of a workbook beside its figures: macros, links, hidden, merged and commented cells, formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from indicators.observations import Origin
from indicators.submissions import Problem
from loaders.extents import column_letters
from loaders.problems import problem
from loaders.values import folded
from loaders.workbook import Sheet, Workbook

_MANY = 5


def of_file(workbook: Workbook) -> Iterator[Problem]:
    """What is to be said of any workbook: macros are left out, figures from other files may be old."""
    where = Origin(workbook.name, "", "")
    if workbook.kind == "xlsm":
        yield problem("macro", where)
    if workbook.links:
        yield problem("external-link", where, what="one file" if workbook.links == 1 else f"{workbook.links} files")


def remarks(workbook: Workbook, answers: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    """What is to be said of the sheets of ours; `answers` maps each to the columns that a person fills in."""
    for sheet in workbook.sheets:
        where = Origin(workbook.name, sheet.name, "")
        features = sheet.features
        if sheet.name not in answers:
            continue
        if features.hidden:
            listed = ", ".join(features.hidden[:_MANY]) + (
                f" and {len(features.hidden) - _MANY} more" if len(features.hidden) > _MANY else ""
            )
            yield problem("hidden-part", where, what=listed)
        for reach in features.merged:
            yield problem("merged-cells", Origin(workbook.name, sheet.name, reach.partition(":")[0]), what=reach)
        if features.comments:
            yield problem("cell-comments", where, number="one comment" if features.comments == 1 else f"{features.comments} comments")
        yield from _formulas(workbook.name, sheet, answers[sheet.name])


def _formulas(file: str, sheet: Sheet, columns: Sequence[str]) -> Iterator[Problem]:
    """Each formula whose result is read as a figure."""
    header = [folded(str(cell)) for cell in sheet.rows[0]] if sheet.rows else []
    wanted = {place for place, text in enumerate(header) if text in {column.casefold() for column in columns}}
    for row, column in sorted(sheet.features.formulas):
        if column in wanted and 0 < row < len(sheet.rows) and column < len(sheet.rows[row]):
            address = f"{column_letters(column)}{row + 1}"
            yield problem("formula", Origin(file, sheet.name, address), text=sheet.rows[row][column])
