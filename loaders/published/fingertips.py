"""Room: loaders. Office for Health Improvement and Disparities (OHID), Fingertips: the data download of a profile.

Headers are matched by their letters and digits, so that a file whose headers a downloader renamed (`AreaCode`, `Timeperiod`) is known too;
the columns that compare with other areas change from release to release and are not needed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from indicators.observations import Flag, Status
from loaders.published import spans
from loaders.published.cells import Reading, markers, reading
from loaders.published.figures import Figure
from loaders.published.tables import Format, Table, Tally, Yielded, table_with
from loaders.workbook import Cell, Workbook

_SIGNATURE = (
    *("Indicator ID", "Indicator Name", "Parent Code", "Parent Name", "Area Code", "Area Name", "Area Type"),
    *("Sex", "Age", "Category Type", "Category", "Time period", "Value"),
)
_MARKERS = markers(hidden=("*",), absent=("", "NULL", "NA", "-"))
_NUMBERS = ("value", "lowerci950limit", "upperci950limit", "count", "denominator")


def recognise(workbook: Workbook) -> Table | None:
    """The first thirteen headers of the download, in any spelling."""
    return table_with(workbook, _SIGNATURE)


def figures(table: Table, *, areas: Collection[str] | None) -> Iterator[Yielded]:
    """One figure a row: an indicator for an area, a sex, an age and a period, with the publisher's 95 % limits, count and denominator."""
    tally = Tally()
    for number, row, code in table.about("areacode", areas, tally):
        yield _row(table, number, row, code)
    yield from tally.passed()


def _row(table: Table, number: int, row: Sequence[Cell], code: str) -> Yielded:
    period = spans.fingertips(table.text(row, "timeperiod"))
    if period is None:
        return table.problem(number, "timeperiod", row, "a period such as 2015, 2017/18, 2015 - 17 or 2019/20 Q1")
    read: dict[str, Reading] = {}
    for column in _NUMBERS:
        found = reading(table.cell(row, column), _MARKERS)
        if found is None:
            return table.problem(number, column, row, "a number or an empty cell")
        read[column] = found
    note = table.text(row, "valuenote")
    value = read["value"]
    status = _status(value, note)
    flags: frozenset[Flag] = frozenset({"e"}) if "estimate" in note.casefold() else frozenset()
    lower, upper = read["lowerci950limit"].number, read["upperci950limit"].number
    return Figure(
        measure=table.text(row, "indicatorid"),
        area=code,
        period=period,
        number=value.number,
        address=table.address(number, "value"),
        sheet=table.sheet.name,
        status=status,
        dimensions=_dimensions(table, row),
        numerator=read["count"].number,
        denominator=read["denominator"].number,
        lower=lower,
        upper=upper,
        limits="as published" if lower is not None or upper is not None else "",
        flags=flags,
        reason="" if status is Status.OK else note or "the file gives no value",
    )


def _status(value: Reading, note: str) -> Status:
    return Status.HIDDEN if value.number is None and "suppress" in note.casefold() else value.status


def _dimensions(table: Table, row: Sequence[Cell]) -> dict[str, str]:
    dimensions = {"sex": table.text(row, "sex"), "age": table.text(row, "age")}
    category = table.text(row, "category")
    return {**dimensions, "category type": table.text(row, "categorytype"), "category": category} if category else dimensions


FORMAT = Format("fingertips", "Fingertips data download", "Office for Health Improvement and Disparities", recognise, figures)
