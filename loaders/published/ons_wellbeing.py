"""Room: loaders. Office for National Statistics (ONS), subnational indicators: personal well-being scores, one file a score.

The score and its period stand in lines above the header (`Indicator:`, `Date:`), not in the table.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from indicators.observations import Origin, Status
from indicators.submissions import Problem
from loaders.published import spans
from loaders.published.cells import markers, reading, words
from loaders.published.figures import Figure
from loaders.published.tables import Format, Table, Tally, Yielded, plain, table_with
from loaders.workbook import Workbook

_MARKERS = markers(absent=("na", "n/a", "", "[x]", "x"))
_FACTS = ("indicator", "date", "coverage", "geography")


def recognise(workbook: Workbook) -> Table | None:
    """Lines that begin `Indicator:` and `Date:`, and below them a header with Area Code, Area, the score, Notes."""
    table = table_with(workbook, ("Area Code", "Area", "Notes"))
    if table is None:
        return None
    facts = {}
    for row in table.sheet.rows[: table.header]:
        name = plain(words(row[0])) if row else ""
        if name in _FACTS and len(row) > 1:
            facts[name] = words(row[1])
    if not facts.get("indicator") or "date" not in facts:
        return None
    score = table.columns["area"] + 1
    return replace(table, facts=facts, columns={**table.columns, "score": score}) if score != table.columns["notes"] else None


def figures(table: Table, *, areas: Collection[str] | None) -> Iterator[Yielded]:
    """One figure an area: the mean score out of 10."""
    period = spans.months(table.facts["date"]) or spans.fingertips(table.facts["date"])
    if period is None:
        found, expected = f'"{table.facts["date"]}" as the date', "a period such as 04/2020-03/2021"
        origin = Origin(table.file, table.sheet.name, "")
        remedy = "Nothing is read from this file. Ask the publisher which period it covers."
        yield Problem("published-period", origin, found, expected, remedy, "note")
        return
    tally = Tally()
    for number, row, code in table.about("areacode", areas, tally):
        value = reading(table.cell(row, "score"), _MARKERS)
        if value is None:
            yield table.problem(number, "score", row, "a mean score, or na where there is none")
            continue
        yield Figure(
            measure=table.facts["indicator"],
            area=code,
            period=period,
            number=value.number,
            address=table.address(number, "score"),
            sheet=table.sheet.name,
            status=value.status,
            reason="" if value.status is Status.OK else "the file gives no score (na)",
        )
    yield from tally.passed()


FORMAT = Format("ons_wellbeing", "Personal well-being by local authority", "Office for National Statistics", recognise, figures)
