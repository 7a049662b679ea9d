"""Room: loaders. Nomis (Office for National Statistics), Census 2011: ethnic group by sex by age, 1,584 columns of composite headers.

A header reads `Sex: Males; Age: Age 0 to 4; Ethnic Group: White: Irish; measures: Value`. Ages are in unequal bands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from indicators import periods
from loaders.published.cells import number, words
from loaders.published.figures import Figure
from loaders.published.tables import Format, Table, Tally, Yielded, table_with
from loaders.workbook import Workbook

CENSUS_DAY = date(2011, 3, 27)
_MEASURED = "; measures: Value"


def recognise(workbook: Workbook) -> Table | None:
    """A header of date, geography, geography code, then columns that name an ethnic group and `measures: Value`."""
    table = table_with(workbook, ("date", "geography", "geography code"))
    if table is None:
        return None
    header = [words(cell) for cell in table.sheet.rows[table.header]]
    composite = {name: place for place, name in enumerate(header) if name.endswith(_MEASURED) and "Ethnic Group: " in name}
    plain_columns = {name: place for name, place in table.columns.items() if name in ("date", "geography", "geographycode")}
    return replace(table, columns={**plain_columns, **composite}) if composite else None


def figures(table: Table, *, areas: Collection[str] | None) -> Iterator[Yielded]:
    """One figure a cell: usual residents of a sex, an age band and an ethnic group; "All ..." is left out of the dimensions."""
    tally = Tally()
    period = periods.snapshot(CENSUS_DAY, supplied="Census 2011")
    groups = [(name, dimensions_of(name)) for name in table.columns if name.endswith(_MEASURED)]
    for row_number, row, code in table.about("geographycode", areas, tally):
        if table.text(row, "date") != "2011":
            yield table.problem(row_number, "date", row, "2011, the year of the census this loader knows")
            continue
        for name, dimensions in groups:
            people = number(table.cell(row, name))
            if people is None:
                yield table.problem(row_number, name, row, "a number of people")
                continue
            yield Figure(
                measure="usual residents",
                area=code,
                period=period,
                number=people,
                address=table.address(row_number, name),
                sheet=table.sheet.name,
                dimensions=dimensions,
            )
    yield from tally.passed()


def dimensions_of(header: str) -> dict[str, str]:
    """The dimensions and categories of a composite header, without those that take everybody."""
    dimensions = {}
    for part in header.removesuffix(_MEASURED).split("; "):
        dimension, _, category = part.partition(": ")
        if not category.startswith("All "):
            dimensions[dimension.casefold()] = category
    return dimensions


FORMAT = Format(
    "census_2011_ethnic_group", "Census 2011, ethnic group by sex by age (DC2012EW)", "Office for National Statistics", recognise, figures
)
