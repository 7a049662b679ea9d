"""Room: loaders. Reads the project's own tidy CSV of published figures, exactly as `exports.shipped` wrote it.

Each row keeps the publisher's file, sheet and cell as its origin: the CSV is a way of carrying figures, not where they come from.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from indicators import periods
from indicators.observations import FLAG_WORDS, Flag, Key, Observation, Origin, Status
from indicators.registry.models import Plan
from indicators.shipping import COLUMNS, bounds_of, breakdown_of, unguarded
from indicators.submissions import Problem, Submission
from loaders.published.cells import number, words
from loaders.published.tables import Table, Tally, table_with
from loaders.workbook import Cell, Workbook

FORMAT = "shipped"
TITLE = "Published figures that come with the project"
_FLAGS: Mapping[str, Flag] = {"p": "p", "r": "r", "u": "u", "e": "e", "b": "b", "f": "f"}
_NUMBERS = ("value", "numerator", "denominator", "lower", "upper")


def recognise(workbook: Workbook) -> Table | None:
    """Our own header, whole."""
    return table_with(workbook, COLUMNS)


def submission(workbook: Workbook, sha256: str, plan: Plan) -> Submission | None:
    """What the file yields for the plan; None where it is not our CSV. Rows for indicators the plan does not have are passed over."""
    table = recognise(workbook)
    if table is None:
        return None
    known = {indicator.id for indicator in plan.indicators} | {population.id for population in plan.populations}
    sources = {source.id for source in plan.sources}
    tally = Tally()
    found: list[Observation] = []
    problems: list[Problem] = []
    dates: dict[str, date] = {}
    rows = 0
    for place, row in table.rows():
        rows += 1
        text = {name: unguarded(str(table.cell(row, _column(name)))) for name in COLUMNS}
        if text["indicator"] not in known or text["source"] not in sources:
            tally.add("about indicators or sources that this plan does not have")
            continue
        try:
            found.append(_observation(table, row, text))
            if text["published_on"]:
                dates[text["source"]] = date.fromisoformat(text["published_on"])
        except ValueError as error:
            problems.append(_mistake(table, place, str(error)))
    return Submission(
        file=workbook.name,
        sha256=sha256,
        format=FORMAT,
        title=TITLE,
        rows_read=rows,
        observations=tuple(found),
        problems=tuple(problems),
        passed=tuple(tally.passed()),
        details=_details(found),
        published_on=dates,
    )


def _column(name: str) -> str:
    return name.replace("_", "")


def _observation(table: Table, row: Sequence[Cell], text: Mapping[str, str]) -> Observation:
    numbers = {name: _number(name, words(table.cell(row, name))) for name in _NUMBERS}
    status = Status(text["status"])
    if (numbers["value"] is None) == (status is Status.OK):
        raise ValueError(f'the value "{numbers["value"]}" beside the status "{status}"')
    flags = text["flags"].split()
    if not set(flags) <= FLAG_WORDS.keys():
        raise ValueError(f'the flags "{text["flags"]}"')
    period = periods.of_key(text["period"])
    return Observation(
        key=Key(text["indicator"], text["part"], text["area"], period, breakdown_of(text["breakdown"])),
        source=text["source"],
        value=numbers["value"],
        status=status,
        flags=frozenset(_FLAGS[flag] for flag in flags),
        numerator=numbers["numerator"],
        denominator=numbers["denominator"],
        lower=numbers["lower"],
        upper=numbers["upper"],
        limits=text["limits"],
        bounds=bounds_of(text["bounds"]),
        classification=text["classification"],
        population=text["population"],
        reason=text["reason"],
        origin=Origin(text["file"], text["sheet"], text["address"]),
    )


def _number(name: str, written: str) -> float | None:
    if not written:
        return None
    value = number(written)
    if value is None:
        raise ValueError(f'"{written}" as {name}')
    return value


def _mistake(table: Table, place: int, found: str) -> Problem:
    return Problem(
        "shipped-row",
        Origin(table.file, table.sheet.name, table.address(place, "indicator")),
        found,
        "a row as the project writes it",
        "Write the file again with the command that makes it; it is not to be changed by hand.",
    )


def _details(found: Collection[Observation]) -> dict[str, str]:
    if not found:
        return {}
    ordered = sorted({observation.key.period for observation in found}, key=lambda period: period.order)
    return {"periods": f"{ordered[0].label} to {ordered[-1].label}", "sources": str(len({observation.source for observation in found}))}
