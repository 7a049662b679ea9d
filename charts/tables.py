"""Room: charts. The twin of a chart: the same released values as rows of words, for a table on a page or in a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from charts import marks
from indicators import numbers
from indicators.disclosure.released import Released
from indicators.inequalities import Comparison, GroupRow
from indicators.observations import Origin
from indicators.registry.models import Part


@dataclass(frozen=True, slots=True)
class Table:
    """A table in words: a caption, the heads of its columns, rows whose first cell names the row; `figures` are the columns of numbers."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: frozenset[int] = frozenset()


def address(origin: Origin) -> str:
    """Where a number was read, in words: file, sheet and cell or line."""
    parts = (origin.file, f"sheet “{origin.sheet}”" if origin.sheet else "", origin.address)
    return ", ".join(part for part in parts if part) or "–"


def of_points(points: Sequence[Released], part: Part, *, caption: str) -> Table:
    """Every released point, the latest first; columns that would be empty in all rows are left out."""
    heads = ("Period", "Value", "Numerator", "Denominator", "95 % interval", "Where it was read")
    rows = [
        (
            p.key.period.label,
            marks.shown(p, part),
            marks.count(p.numerator),
            marks.count(p.denominator),
            marks.interval(p, part),
            address(p.origin),
        )
        for p in reversed(points)
    ]
    return _without_empty(_of_one_sheet(Table(caption, heads, tuple(rows), frozenset({1, 2, 3, 4})), points))


def of_groups(points: Sequence[Released], part: Part, labels: dict[str, str], *, caption: str, head: str) -> Table:
    """One released point a group, in the order given; `labels` names the groups."""
    heads = (head, "Value", "Numerator", "Denominator", "95 % interval", "Where it was read")
    rows = [
        (
            ", ".join(labels.get(category, category) for _, category in p.key.breakdown),
            marks.shown(p, part),
            marks.count(p.numerator),
            marks.count(p.denominator),
            marks.interval(p, part),
            address(p.origin),
        )
        for p in points
    ]
    return _without_empty(_of_one_sheet(Table(caption, heads, tuple(rows), frozenset({1, 2, 3, 4})), points))


def _of_one_sheet(table: Table, points: Sequence[Released]) -> Table:
    """Where all rows were read in one sheet of one file, its name stands once, in the caption, and each row names its cells alone."""
    sheets = {(point.origin.file, point.origin.sheet) for point in points}
    if len(sheets) != 1 or len(points) < 2 or not all(point.origin.file and point.origin.address for point in points):
        return table
    file, sheet = sheets.pop()
    cells = {address(point.origin): point.origin.address for point in points}
    rows = tuple((*row[:-1], cells[row[-1]]) for row in table.rows)
    read = f"read in {file}" + (f", sheet “{sheet}”" if sheet else "")
    return Table(f"{table.caption}; {read}", table.heads, rows, table.figures)


def of_comparison(comparison: Comparison, rows: Sequence[GroupRow], *, caption: str) -> Table:
    """Rates, counts and ratios of the groups, in the order of the plan."""
    heads = (
        "Group",
        marks.unit_words(comparison.unit).capitalize(),
        "95 % interval of it",
        "Count",
        "Population",
        "Ratio",
        "95 % interval of the ratio",
    )
    return _without_empty(Table(caption, heads, tuple(_group(row, comparison.reference) for row in rows), frozenset(range(1, 7))))


def _group(row: GroupRow, reference: str) -> tuple[str, ...]:
    rate = f"[{row.marker or 'x'}]" if row.rate is None else " ".join(filter(None, (numbers.number(row.rate, 1), marks.flagged(row.flags))))
    ratio = "1 (compared with)" if row.group == reference else "" if row.ratio is None else numbers.number(row.ratio, 2)
    if ratio and "u" in row.flags and row.group != reference:
        ratio += " [u]"
    return (
        row.label,
        rate,
        marks.span(row.rate_lower, row.rate_upper, 1),
        marks.count(row.count),
        marks.count(row.population),
        ratio,
        marks.span(row.ratio_lower, row.ratio_upper, 2),
    )


def _without_empty(table: Table) -> Table:
    kept = [i for i in range(len(table.heads)) if i == 0 or any(row[i] for row in table.rows)]
    return Table(
        table.caption,
        tuple(table.heads[i] for i in kept),
        tuple(tuple(row[i] or "–" for i in kept) for row in table.rows),
        frozenset(new for new, old in enumerate(kept) if old in table.figures),
    )
