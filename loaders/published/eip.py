"""Room: loaders. NHS England, Early Intervention in Psychosis waiting times: a row a provider, commissioning group, month and kind.

Traps. Dates are first days of months in random order; a commissioning group's people are spread over several providers' rows, which are
added up; the share within two weeks comes from the week bands 0 to 1 and 1 to 2; nought of nought happens.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from indicators import periods
from indicators.observations import Status
from indicators.periods import Period
from loaders.published.cells import day, markers, reading
from loaders.published.figures import Figure
from loaders.published.tables import Format, Table, Tally, Yielded, table_with
from loaders.workbook import Cell, Workbook

_BANDS = ("gt01weeks", "gt12weeks")
_MARKERS = markers(hidden=("*",), absent=("", "NULL", "NA", "-"))


@dataclass
class _Total:
    """What the rows of one commissioning group, month and kind of pathway add up to; None once a row gives no number."""

    everyone: float | None = 0.0
    in_time: float | None = 0.0
    status: Status = Status.OK
    addresses: list[str] = field(default_factory=list)

    def lose(self, status: Status) -> None:
        """Have no number any more; hidden only where every row without one is."""
        self.everyone = self.in_time = None
        self.status = status if self.status in (Status.OK, status) else Status.NOT_AVAILABLE


def recognise(workbook: Workbook) -> Table | None:
    """A header with Provider_Org_code, Org_Code, Description, the week bands and Total_Pathways."""
    return table_with(workbook, ("Date", "Provider_Org_code", "Org_Code", "Description", "Gt_0_1_Weeks", "Gt_1_2_Weeks", "Total_Pathways"))


def figures(table: Table, *, areas: Collection[str] | None) -> Iterator[Yielded]:
    """Two figures a group and month for completed and for incomplete pathways: all of them, and those within two weeks."""
    tally = Tally()
    totals: dict[tuple[str, Period, str], _Total] = {}
    for number, row, code in table.about("orgcode", areas, tally):
        kind = _kind(table.text(row, "description"))
        if not kind:
            tally.add("neither completed nor incomplete pathways")
            continue
        month = day(table.cell(row, "date"))
        if month is None:
            yield table.problem(number, "date", row, "the first day of a month such as 01/09/2019")
            continue
        key = (code, periods.month(month.year, month.month, supplied=table.text(row, "date")), kind)
        problem = _added(totals.setdefault(key, _Total()), table, number, row)
        if problem is not None:
            yield problem
    for (code, period, kind), total in sorted(totals.items(), key=lambda item: (item[0][0], item[0][1].start, item[0][2])):
        yield from _pair(table, code, period, kind, total)
    yield from tally.passed()


def _kind(description: str) -> str:
    words = description.casefold()
    return "incomplete" if "incomplete" in words else "completed" if "completed" in words else ""


def _added(total: _Total, table: Table, number: int, row: Sequence[Cell]) -> Yielded | None:
    """Add a row; a cell nobody can explain makes the whole total unknown, because a part of it would look like the whole."""
    total.addresses.append(table.address(number, "totalpathways"))
    read = []
    for column in ("totalpathways", *_BANDS):
        found = reading(table.cell(row, column), _MARKERS)
        if found is None:
            total.lose(Status.NOT_AVAILABLE)
            return table.problem(number, column, row, "a number of pathways, or NULL")
        read.append(found)
    without = {found.status for found in read if found.number is None}
    if without:
        total.lose(Status.HIDDEN if without == {Status.HIDDEN} else Status.NOT_AVAILABLE)
    elif total.everyone is not None and total.in_time is not None:
        everyone, first, second = (found.number or 0.0 for found in read)
        total.everyone += everyone
        total.in_time += first + second
    return None


def _pair(table: Table, code: str, period: Period, kind: str, total: _Total) -> Iterator[Figure]:
    for measure, value in ((kind, total.everyone), (f"{kind} within two weeks", total.in_time)):
        yield Figure(
            measure=measure,
            area=code,
            period=period,
            number=value,
            address="; ".join(total.addresses),
            sheet=table.sheet.name,
            status=total.status,
            reason="" if value is not None else "a provider's row gives no number",
        )


FORMAT = Format("eip", "Early Intervention in Psychosis waiting times, history", "NHS England", recognise, figures)
