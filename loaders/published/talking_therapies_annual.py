"""Room: loaders. NHS England, NHS Talking Therapies (formerly IAPT) annual reports, as one tidy table of several years.

Traps. Age bands change in 2021 (65 and over becomes three bands); integrated care boards replace commissioning groups in 2022;
numbers are rounded to 5 and an asterisk is a count below 5; England is written "All".
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from indicators.observations import Status
from loaders.published import spans
from loaders.published.cells import day, markers, reading
from loaders.published.figures import Figure
from loaders.published.tables import Format, Table, Tally, Yielded, table_with
from loaders.workbook import Cell, Workbook

_SIGNATURE = (
    *("reporting_period", "start_date", "end_date", "org_type", "org_code"),
    *("variable_type", "variable_a", "variable_b", "measure_name", "measure_statistic", "value"),
)
_MARKERS = markers(hidden=("*",), absent=("", "NULL", "NA", "-"))
_BOUNDS = (0.0, 4.0)


def recognise(workbook: Workbook) -> Table | None:
    """A header with reporting_period, org_code, variable_type, variable_a, variable_b, measure_name, measure_statistic and value."""
    return table_with(workbook, _SIGNATURE)


def figures(table: Table, *, areas: Collection[str] | None) -> Iterator[Yielded]:
    """One figure a row: a count, or the publisher's percentage, for an organisation and a financial year."""
    tally = Tally()
    for number, row, code in table.about("orgcode", areas, tally):
        statistic = table.text(row, "measurestatistic")
        if statistic not in ("count", "percentage"):
            tally.add("neither a count nor a percentage")
            continue
        yield _row(table, number, row, code, statistic)
    yield from tally.passed()


def _row(table: Table, number: int, row: Sequence[Cell], code: str, statistic: str) -> Yielded:
    start, end = day(table.cell(row, "startdate")), day(table.cell(row, "enddate"))
    if start is None or end is None or end < start:
        return table.problem(
            number, "startdate" if start is None else "enddate", row, "a day such as 2025-03-31, the last not before the first"
        )
    value = reading(table.cell(row, "value"), _MARKERS)
    if value is None:
        return table.problem(number, "value", row, "a number, or * where it is suppressed")
    hidden = value.status is Status.HIDDEN
    name = table.text(row, "measurename")
    return Figure(
        measure=name if statistic == "count" else f"{name} (percentage)",
        area=code,
        period=spans.between(start, end, supplied=table.text(row, "reportingperiod")),
        number=value.number,
        address=table.address(number, "value"),
        sheet=table.sheet.name,
        status=value.status,
        dimensions=_dimensions(table, row),
        bounds=_BOUNDS if hidden and statistic == "count" else None,
        reason="suppressed by the publisher" if hidden else "" if value.number is not None else "the file gives no number",
    )


def _dimensions(table: Table, row: Sequence[Cell]) -> dict[str, str]:
    """The group of the row: {} for the total; a group within a group ("Chinese" of "Other Ethnic Groups") as "detailed ethnic group"."""
    kind = table.text(row, "variabletype").casefold()
    group, within = table.text(row, "variablea"), table.text(row, "variableb")
    if kind == "total":
        return {}
    return {kind: group} if within in ("All", "NULL", "") else {f"detailed {kind}": within}


FORMAT = Format("talking_therapies_annual", "NHS Talking Therapies annual reports, tidied", "NHS England", recognise, figures)
