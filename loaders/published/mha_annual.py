"""Room: loaders. NHS England, Mental Health Act Statistics, annual figures: counts and rates by group and organisation.

Traps. A blank count is a suppressed one (0 to 4), and counts below England are rounded to 5. `Confidence_interval` is read as a half-width.
England is "All prov"; its rows for one kind of organisation (ICB, NHS Trust ...) are partial totals beside the whole. Some rows say "All"
in Demographic and a group in DemographicBreakdown, or the other way round: what they count is not clear, so they are passed over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from indicators.observations import Status
from loaders.published import spans
from loaders.published.cells import Reading, markers, reading
from loaders.published.figures import Figure
from loaders.published.tables import Format, Table, Tally, Yielded, table_with
from loaders.workbook import Cell, Workbook

_SIGNATURE = (
    *("Year", "Measure", "measureSubcategory", "Demographic", "DemographicBreakdown", "OrganisationBreakdown"),
    *("OrgID", "OrgName", "Total_Count", "CrudeRate", "StdRate", "Confidence_interval"),
)
_COUNTS = markers(hidden=("", "*"), absent=("NULL", "NA"))
_RATES = markers(absent=("", "*", "NULL", "NA"))
_BOUNDS = (0.0, 4.0)
_ENGLAND = "All prov"
#: the one row written "h" is England's whole, by its place and its number (2023/24, aged 15 and under)
_WHOLE = frozenset({"All submissions", "h"})


def recognise(workbook: Workbook) -> Table | None:
    """The sheet whose header names Demographic, DemographicBreakdown, Total_Count, CrudeRate, StdRate and the rest."""
    return table_with(workbook, _SIGNATURE)


def figures(table: Table, *, areas: Collection[str] | None) -> Iterator[Yielded]:
    """Two or three figures a row: the count, the crude rate, and the standardised rate where one is published (England's ethnic groups).

    Both rates are per 100,000 people.
    """
    tally = Tally()
    for number, row, area in table.about("orgid", areas, tally):
        if area == _ENGLAND and table.text(row, "organisationbreakdown") not in _WHOLE:
            tally.add("England's totals for one kind of organisation only")
            continue
        dimensions = _dimensions(table, row)
        if dimensions is None:
            tally.add('rows that name a group and "All" at once, so that it is not clear whom they count')
            continue
        yield from _row(table, number, row, area, dimensions)
    yield from tally.passed()


def _dimensions(table: Table, row: Sequence[Cell]) -> dict[str, str] | None:
    demographic, group = table.text(row, "demographic"), table.text(row, "demographicbreakdown")
    subcategory = table.text(row, "measuresubcategory")
    if not group or (demographic == "All") != (group == "All"):
        return None
    dimensions = {} if demographic == "All" else {demographic.casefold(): group}
    return dimensions if subcategory in ("All", "") else {**dimensions, "subcategory": subcategory}


def _row(table: Table, number: int, row: Sequence[Cell], area: str, dimensions: dict[str, str]) -> Iterator[Yielded]:
    period = spans.financial_year(table.text(row, "year"))
    if period is None:
        yield table.problem(number, "year", row, "a financial year such as 2023/24")
        return
    read = {}
    for column, known in (("totalcount", _COUNTS), ("cruderate", _RATES), ("stdrate", _RATES), ("confidenceinterval", _RATES)):
        found = reading(table.cell(row, column), known)
        if found is None:
            yield table.problem(number, column, row, "a number, or an empty cell where it is suppressed or not published")
            return
        read[column] = found
    count = read["totalcount"]
    measure = table.text(row, "measure")
    hidden = count.status is Status.HIDDEN
    counted = Figure(
        measure=measure,
        area=area,
        period=period,
        number=count.number,
        address=table.address(number, "totalcount"),
        sheet=table.sheet.name,
        status=count.status,
        dimensions=dimensions,
        bounds=_BOUNDS if hidden else None,
        reason="suppressed by the publisher" if hidden else "",
    )
    yield counted
    yield _rate(table, number, counted, read["cruderate"], "crude rate", "cruderate")
    if read["stdrate"].number is None:
        return
    standardised = _rate(table, number, counted, read["stdrate"], "standardised rate", "stdrate")
    half = read["confidenceinterval"].number
    if standardised.number is not None and half is not None:
        lower, upper = standardised.number - half, standardised.number + half
        standardised = replace(standardised, lower=lower, upper=upper, limits="as published")
    yield standardised


def _rate(table: Table, number: int, counted: Figure, rate: Reading, name: str, column: str) -> Figure:
    """A rate beside its count. A rate that is blank beside a suppressed count is suppressed with it; else it is not published."""
    status = Status.HIDDEN if rate.number is None and counted.status is Status.HIDDEN else rate.status
    reason = {Status.HIDDEN: "suppressed by the publisher", Status.NOT_AVAILABLE: "the publisher gives no rate for this row"}.get(
        status, ""
    )
    return replace(
        counted,
        measure=f"{counted.measure}: {name}",
        number=rate.number,
        status=status,
        numerator=counted.number,
        bounds=None,
        address=table.address(number, column),
        reason=reason,
    )


FORMAT = Format("mha_annual", "Mental Health Act Statistics, annual figures", "NHS England", recognise, figures)
