"""Room: loaders. NHS England, physical health checks for people with severe mental illness (SMI), in long form: a row a question."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from indicators import periods
from indicators.observations import Status
from indicators.periods import Period
from loaders.published.cells import markers, reading
from loaders.published.figures import Figure
from loaders.published.tables import Format, Table, Tally, Yielded, table_with
from loaders.workbook import Workbook

_MARKERS = markers(hidden=("*",), absent=("", "NULL", "NA", "-"))
_PERIOD = re.compile(r"SMI-Q([1-4])-([12]\d{3})-(\d{4})", re.ASCII)


def recognise(workbook: Workbook) -> Table | None:
    """A header of Period, CCG Code, Question and Answer; a title may stand above it."""
    return table_with(workbook, ("Period", "CCG Code", "Question", "Answer"))


def figures(table: Table, *, areas: Collection[str] | None) -> Iterator[Yielded]:
    """One figure a row: the answer to a question, for a commissioning group and a financial quarter."""
    tally = Tally()
    for number, row, code in table.about("ccgcode", areas, tally):
        period = quarter(table.text(row, "period"))
        answer = reading(table.cell(row, "answer"), _MARKERS)
        if period is None:
            yield table.problem(number, "period", row, "a quarter such as SMI-Q4-2023-2024")
        elif answer is None:
            yield table.problem(number, "answer", row, "a number of people")
        else:
            reason = "" if answer.status is Status.OK else "the file gives no number"
            yield Figure(
                measure=table.text(row, "question"),
                area=code,
                period=period,
                number=answer.number,
                address=table.address(number, "answer"),
                sheet=table.sheet.name,
                status=answer.status,
                reason=reason,
            )
    yield from tally.passed()


def quarter(text: str) -> Period | None:
    """ "SMI-Q4-2023-2024" is January to March 2024, the last quarter of the financial year 2023 to 2024."""
    m = _PERIOD.fullmatch(text)
    return periods.quarter(int(m[2]), int(m[1]), supplied=text) if m and int(m[3]) == int(m[2]) + 1 else None


FORMAT = Format("smi_checks", "Physical health checks for people with severe mental illness", "NHS England", recognise, figures)
