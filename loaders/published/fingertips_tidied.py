"""Room: loaders. Fingertips series as a data lab tidied them: one indicator a file, values rounded to one decimal there, `NA` for none."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from indicators.observations import Status
from loaders.published import spans
from loaders.published.cells import markers, reading
from loaders.published.figures import Figure
from loaders.published.tables import Format, Table, Tally, Yielded, table_with
from loaders.workbook import Cell, Workbook

_MARKERS = markers(absent=("NA", "", "NULL"))


def recognise(workbook: Workbook) -> Table | None:
    """A header of area_code, area_name, period, value, indicator, measure, unit and significance."""
    return table_with(workbook, ("area_code", "area_name", "period", "value", "indicator", "measure", "unit", "significance"))


def figures(table: Table, *, areas: Collection[str] | None) -> Iterator[Yielded]:
    """One figure a row."""
    tally = Tally()
    for number, row, code in table.about("areacode", areas, tally):
        yield _row(table, number, row, code)
    yield from tally.passed()


def _row(table: Table, number: int, row: Sequence[Cell], code: str) -> Yielded:
    period = spans.fingertips(table.text(row, "period"))
    if period is None:
        return table.problem(number, "period", row, "a period such as 2017/18")
    value = reading(table.cell(row, "value"), _MARKERS)
    if value is None:
        return table.problem(number, "value", row, "a number, or NA where there is none")
    return Figure(
        measure=table.text(row, "indicator"),
        area=code,
        period=period,
        number=value.number,
        address=table.address(number, "value"),
        sheet=table.sheet.name,
        status=value.status,
        reason="" if value.status is Status.OK else "the file gives no number (NA)",
    )


FORMAT = Format("fingertips_tidied", "Fingertips series, tidied", "Office for Health Improvement and Disparities", recognise, figures)
