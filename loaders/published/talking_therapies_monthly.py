"""Room: loaders. NHS England, NHS Talking Therapies monthly activity: a row a measure and organisation.

`GROUP_TYPE` says whose figure it is: a provider's (ORG_CODE2), an area's (ORG_CODE1), or a provider's in an area.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from indicators.observations import Status
from loaders.published import spans
from loaders.published.cells import day, markers, reading
from loaders.published.figures import Figure
from loaders.published.tables import OTHER_AREAS, Format, Table, Tally, Yielded, table_with, wanted
from loaders.workbook import Cell, Workbook

_SIGNATURE = ("REPORTING_PERIOD_START", "REPORTING_PERIOD_END", "GROUP_TYPE", "ORG_CODE1", "ORG_CODE2", "MEASURE_ID", "MEASURE_NAME")
#: the time-series file and some months call the column plainly
_VALUES = ("MEASURE_VALUE_SUPPRESSED", "MEASURE_VALUE")
_MARKERS = markers(hidden=("*",), absent=("", "NULL", "NA", "-"))
_BOUNDS = (0.0, 4.0)


def recognise(workbook: Workbook) -> Table | None:
    """A header with GROUP_TYPE, ORG_CODE1, ORG_CODE2, MEASURE_ID and MEASURE_VALUE_SUPPRESSED or MEASURE_VALUE."""
    for value in _VALUES:
        table = table_with(workbook, (*_SIGNATURE, value))
        if table:
            return table
    return None


def figures(table: Table, *, areas: Collection[str] | None) -> Iterator[Yielded]:
    """One figure a row."""
    tally = Tally()
    value = "measurevaluesuppressed" if "measurevaluesuppressed" in table.columns else "measurevalue"
    for number, row in table.rows():
        area, dimensions = _about(table, row)
        if not wanted(area, areas):
            tally.add(OTHER_AREAS)
            continue
        yield _row(table, number, row, value, area, dimensions)
    yield from tally.passed()


def _about(table: Table, row: Sequence[Cell]) -> tuple[str, dict[str, str]]:
    kind = table.text(row, "grouptype").casefold()
    first, second = table.text(row, "orgcode1"), table.text(row, "orgcode2")
    if kind == "provider":
        return second, {}
    return first, {"provider": second} if "provider" in kind else {}


def _row(table: Table, number: int, row: Sequence[Cell], column: str, area: str, dimensions: dict[str, str]) -> Yielded:
    start, end = day(table.cell(row, "reportingperiodstart")), day(table.cell(row, "reportingperiodend"))
    if start is None or end is None or end < start:
        name = "reportingperiodstart" if start is None else "reportingperiodend"
        return table.problem(number, name, row, "a day such as 2026-04-30, the last not before the first")
    value = reading(table.cell(row, column), _MARKERS)
    if value is None:
        return table.problem(number, column, row, "a number, or * where it is suppressed")
    hidden = value.status is Status.HIDDEN
    counts = table.text(row, "measurename").startswith("Count")
    return Figure(
        measure=table.text(row, "measureid"),
        area=area,
        period=spans.between(start, end, supplied=f"{start} to {end}"),
        number=value.number,
        address=table.address(number, column),
        sheet=table.sheet.name,
        status=value.status,
        dimensions=dimensions,
        bounds=_BOUNDS if hidden and counts else None,
        reason="suppressed by the publisher" if hidden else "" if value.number is not None else "the file gives no number",
    )


FORMAT = Format("talking_therapies_monthly", "NHS Talking Therapies monthly activity", "NHS England", recognise, figures)
