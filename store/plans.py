"""Room: store. The plan in time: `priorities.yaml` as it stood on a date, and the cells hidden beside hidden ones, which stay the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import Connection, insert, select

from indicators.deadlines import london_day
from store import audit
from store.rows import digest, row_hash
from store.schema import audit as entries
from store.schema import plan_versions, suppression_patterns
from store.views import check_zone

#: what the record says was written: of cells that had not been shown, and, with a day after it, of those that had been since then
_FROM_THEN = "suppression patterns, from that day on"
_SHOWN_SINCE = "suppression patterns, and on past days from "
#: as earlier versions wrote of every cell, and hid it on every past day
_ON_EVERY_DAY = "suppression patterns"


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """One version of the plan's text and since when it holds."""

    sequence: int
    known_from: datetime
    sha256: str
    text: str


@dataclass(frozen=True, slots=True, order=True)
class Pattern:
    """One cell that is hidden beside a hidden one, in this and every later release. `period` is a period's key, `cell` a category."""

    indicator: str
    part: str
    area: str
    dimension: str
    period: str
    cell: str


@dataclass(frozen=True, slots=True)
class Hiding:
    """When a cell began to stay hidden; where its figure had been shown before, since which day: past days from there on hide it, too."""

    at: datetime
    shown_since: date | None = None

    def holds(self, day: date) -> bool:
        """Whether a page of `day` hides the cell."""
        return london_day(self.at) <= day or (self.shown_since is not None and self.shown_since <= day)


def keep(connection: Connection, text: str, *, at: datetime, by: str) -> bool:
    """Keep the plan's text where it differs from the version held last; whether it did."""
    sequence = audit.next_sequence(connection)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    last = _last(connection, None)
    if last is not None and last.sha256 == sha256:
        return False
    row = {"sequence": sequence, "known_from": at, "sha256": sha256, "text": text}
    seal = row_hash(row)
    audit.append(connection, audit.Entry(at, by, "plan", "the plan", f"a new version, {sha256[:12]}", seal))
    connection.execute(insert(plan_versions).values(**row, row_hash=seal))
    return True


def text_of(connection: Connection, as_of: datetime | None) -> str | None:
    """The plan's text as it stood at `as_of`, the newest with None; None where no version was held by then."""
    version = _last(connection, as_of)
    return None if version is None else version.text


def versions(connection: Connection) -> tuple[PlanVersion, ...]:
    """Every version that was held, the oldest first."""
    p = plan_versions.c
    rows = connection.execute(select(p.sequence, p.known_from, p.sha256, p.text).order_by(p.sequence))
    return tuple(PlanVersion(*row) for row in rows)


def patterns(connection: Connection) -> frozenset[Pattern]:
    """Every cell that stays hidden; `hidings` tells since when."""
    p = suppression_patterns.c
    return frozenset(Pattern(*row) for row in connection.execute(select(p.indicator, p.part, p.area, p.dimension, p.period, p.cell)))


def hidings(connection: Connection) -> dict[Pattern, Hiding]:
    """Of every cell that stays hidden: when that began, and since which day it had been shown before."""
    p = suppression_patterns.c
    query = select(entries.c.at, entries.c.object, p.indicator, p.part, p.area, p.dimension, p.period, p.cell)
    rows = connection.execute(query.join(entries, entries.c.sequence == p.since))
    return {Pattern(*cell): Hiding(at, _shown_since(what)) for at, what, *cell in rows}


def _shown_since(written: str) -> date | None:
    if written == _ON_EVERY_DAY:
        return date.min
    return date.fromisoformat(written.removeprefix(_SHOWN_SINCE)) if written.startswith(_SHOWN_SINCE) else None


def keep_patterns(connection: Connection, cells: Iterable[Pattern], *, at: datetime, shown_since: date | None = None) -> int:
    """Keep the cells not kept yet; how many there were. A reader sees no change by it.

    Where their figures had been shown before, past days from `shown_since` on hide them, too, and the record says so.
    """
    sequence = audit.next_sequence(connection)
    fresh = sorted(set(cells) - patterns(connection))
    if not fresh:
        return 0
    rows = [asdict(cell) | {"since": sequence} for cell in fresh]
    sealed = [row | {"row_hash": row_hash(row)} for row in rows]
    what = f"{_SHOWN_SINCE}{shown_since}" if shown_since else _FROM_THEN
    outcome = f"{len(fresh)} cells stay hidden from now on"
    entry = audit.Entry(at, "the release", "pattern", what, outcome, digest(sorted(row["row_hash"] for row in sealed)))
    audit.append(connection, entry, visible=False)
    connection.execute(insert(suppression_patterns), sealed)
    return len(fresh)


def _last(connection: Connection, as_of: datetime | None) -> PlanVersion | None:
    p = plan_versions.c
    query = select(p.sequence, p.known_from, p.sha256, p.text).order_by(p.sequence.desc()).limit(1)
    if as_of is not None:
        check_zone(as_of)
        query = query.where(p.known_from <= as_of)
    row = connection.execute(query).one_or_none()
    return None if row is None else PlanVersion(*row)
