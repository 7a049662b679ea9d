"""Room: loaders. Office for National Statistics, mid-year population estimates (MYE2): single years of age, a sheet a sex, legacy .xls.

The header stands some rows down (which row changes from year to year), and the year only in the title above it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date

from indicators import periods
from loaders.published.cells import number, words
from loaders.published.figures import Figure
from loaders.published.tables import HEADER_WITHIN, Format, Table, Tally, Yielded, columns_of
from loaders.workbook import Sheet, Workbook

_AGES = (*(str(age) for age in range(90)), "90+")
_TITLE = re.compile(r"(Persons|Males|Females) by single year of age.*mid-([12]\d{3})", re.IGNORECASE | re.DOTALL)


def recognise(workbook: Workbook) -> Table | None:
    """Sheets titled "Population estimates: Persons by single year of age ... mid-2019", each with Code, Name, All ages, 0 to 90+."""
    tables = [table for sheet in workbook.sheets if (table := _table(workbook.name, sheet))]
    return replace(tables[0], more=tuple(tables[1:])) if tables else None


def _table(file: str, sheet: Sheet) -> Table | None:
    above: list[str] = []
    for place, row in sheet.filled():
        if place >= HEADER_WITHIN:
            return None
        columns = columns_of(row)
        if {"code", "name", "allages", *_AGES} <= columns.keys():
            title = _TITLE.search(" ".join(above))
            facts = {"sex": title[1].capitalize(), "year": title[2]} if title else {}
            return Table(file, sheet, place, columns, facts) if facts else None
        above += [words(cell) for cell in row]
    return None


def figures(table: Table, *, areas: Collection[str] | None) -> Iterator[Yielded]:
    """One figure a cell: the people of an age and a sex; all ages and both sexes are left out of the dimensions."""
    for one in (table, *table.more):
        yield from _sheet(one, areas)


def _sheet(table: Table, areas: Collection[str] | None) -> Iterator[Yielded]:
    tally = Tally()
    year, sex = int(table.facts["year"]), table.facts["sex"]
    period = periods.snapshot(date(year, 6, 30), supplied=f"mid-{year}")
    whole = {} if sex == "Persons" else {"sex": sex}
    for row_number, row, code in table.about("code", areas, tally):
        for column in ("allages", *_AGES):
            people = number(table.cell(row, column))
            if people is None:
                yield table.problem(row_number, column, row, "a number of people")
                continue
            yield Figure(
                measure="population",
                area=code,
                period=period,
                number=people,
                address=table.address(row_number, column),
                sheet=table.sheet.name,
                dimensions=whole if column == "allages" else {**whole, "age": column},
            )
    yield from tally.passed()


FORMAT = Format("mid_year_population", "Mid-year population estimates (MYE2)", "Office for National Statistics", recognise, figures)
