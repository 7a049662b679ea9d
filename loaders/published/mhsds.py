"""Room: loaders. NHS England, Mental Health Services Data Set: monthly files, time series and four-week waits, all of one shape.

Traps. Counts, percentages and days share one column; windows of one and of three months share one file (a window that is no quarter of the
financial year stays a window, and never stands in a series of quarters); an asterisk is a count of 0 to 4.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from indicators.observations import Flag, Status
from loaders.published import spans
from loaders.published.cells import day, markers, reading
from loaders.published.figures import Figure
from loaders.published.tables import Format, Table, Tally, Yielded, table_with
from loaders.workbook import Cell, Workbook

_SIGNATURE = (
    *("REPORTING_PERIOD_START", "REPORTING_PERIOD_END", "STATUS", "BREAKDOWN", "PRIMARY_LEVEL"),
    *("SECONDARY_LEVEL", "MEASURE_ID", "MEASURE_NAME", "MEASURE_VALUE"),
)
_MARKERS = markers(hidden=("*",), absent=("", "NULL", "NA", "-"))
_BOUNDS = (0.0, 4.0)
#: measures whose names begin so are no counts: a suppressed one has no bounds of people
_NO_COUNTS = ("proportion", "percentage", "median", "90th", "mean", "average", "rate")


def recognise(workbook: Workbook) -> Table | None:
    """A header with REPORTING_PERIOD_START, BREAKDOWN, PRIMARY_LEVEL, SECONDARY_LEVEL, MEASURE_ID, MEASURE_VALUE and the rest."""
    return table_with(workbook, _SIGNATURE)


def figures(table: Table, *, areas: Collection[str] | None) -> Iterator[Yielded]:
    """One figure a row: a measure for an organisation or an area, whole or for one category."""
    tally = Tally()
    for number, row, area in table.about("primarylevel", areas, tally):
        yield _row(table, number, row, area)
    yield from tally.passed()


def _row(table: Table, number: int, row: Sequence[Cell], area: str) -> Yielded:
    start, end = day(table.cell(row, "reportingperiodstart")), day(table.cell(row, "reportingperiodend"))
    if start is None or end is None or end < start:
        column = "reportingperiodstart" if start is None else "reportingperiodend"
        return table.problem(number, column, row, "a day such as 30/04/2024, the last not before the first")
    value = reading(table.cell(row, "measurevalue"), _MARKERS)
    if value is None:
        return table.problem(number, "measurevalue", row, "a number, or * where it is suppressed")
    hidden = value.status is Status.HIDDEN
    counts = not table.text(row, "measurename").casefold().startswith(_NO_COUNTS)
    flags: frozenset[Flag] = frozenset({"p"}) if "provisional" in table.text(row, "status").casefold() else frozenset()
    return Figure(
        measure=table.text(row, "measureid"),
        area=area,
        period=spans.between(start, end, supplied=f"{start} to {end}"),
        number=value.number,
        address=table.address(number, "measurevalue"),
        sheet=table.sheet.name,
        status=value.status,
        dimensions=_dimensions(table, row),
        bounds=_BOUNDS if hidden and counts else None,
        flags=flags,
        reason="suppressed by the publisher" if hidden else "" if value.number is not None else "the file gives no number",
    )


def _dimensions(table: Table, row: Sequence[Cell]) -> dict[str, str]:
    category = table.text(row, "secondarylevel")
    if category in ("NONE", ""):
        return {}
    _, _, dimension = table.text(row, "breakdown").partition(";")
    return {dimension.strip().casefold() or "secondary level": category}


FORMAT = Format("mhsds", "Mental Health Services Data Set", "NHS England", recognise, figures)
