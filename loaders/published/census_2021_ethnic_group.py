"""Room: loaders. Office for National Statistics, Census 2021, TS021: usual residents by ethnic group and local authority, a row a group."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from indicators import periods
from indicators.observations import Status
from loaders.published.cells import markers, reading
from loaders.published.figures import Figure
from loaders.published.tables import Format, Table, Tally, Yielded, table_with
from loaders.workbook import Workbook

CENSUS_DAY = date(2021, 3, 21)
_MARKERS = markers()


def recognise(workbook: Workbook) -> Table | None:
    """A header of ltla21_code, ltla21_name, ethnic_group and value."""
    return table_with(workbook, ("ltla21_code", "ltla21_name", "ethnic_group", "value"))


def figures(table: Table, *, areas: Collection[str] | None) -> Iterator[Yielded]:
    """One figure a row: the usual residents of one of 19 groups; there is no row for the whole."""
    tally = Tally()
    period = periods.snapshot(CENSUS_DAY, supplied="Census 2021")
    for number, row, code in table.about("ltla21code", areas, tally):
        people = reading(table.cell(row, "value"), _MARKERS)
        if people is None:
            yield table.problem(number, "value", row, "a number of people")
            continue
        yield Figure(
            measure="usual residents",
            area=code,
            period=period,
            number=people.number,
            address=table.address(number, "value"),
            sheet=table.sheet.name,
            status=Status.OK,
            dimensions={"ethnic group": table.text(row, "ethnicgroup")},
        )
    yield from tally.passed()


FORMAT = Format("census_2021_ethnic_group", "Census 2021, ethnic group (TS021)", "Office for National Statistics", recognise, figures)
