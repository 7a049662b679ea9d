"""Room: store. What was known at a moment: the one query behind "now" and "as the Board saw it".

Every submission that stated a number counts as a statement of it, in the order of acceptance. At a moment, a statement stands when it was
known by then and not withdrawn by then; the number of a key is that of its last standing statement. A later submission, or a later
withdrawal, therefore changes nothing about an earlier moment, except for figures whose stated publication date is earlier.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, FromClause, Row, and_, exists, func, or_, select

from indicators.observations import Held, Key, Origin
from indicators.submissions import ActionUpdate, Commentary, Voice
from store.rows import Identity, breakdown_text, observation_of, period_key
from store.schema import action_updates, commentary, confirmations, observations, submissions, voices

T = TypeVar("T")
#: how many values one statement may carry: every database takes so many
HANDFUL = 500


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """Something a lead said, with the submission it came by."""

    said: T
    submission: int
    sequence: int
    known_from: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Filter:
    """Which observations are wanted; None for all. `whole` leaves out the groups of a breakdown."""

    indicators: Collection[str] | None = None
    parts: Collection[str] | None = None
    areas: Collection[str] | None = None
    whole: bool = False

    def clauses(self) -> list[ColumnElement[bool]]:
        """The conditions, in the order of the index."""
        wanted = ((observations.c.indicator, self.indicators), (observations.c.part, self.parts), (observations.c.area, self.areas))
        found: list[ColumnElement[bool]] = [column.in_(sorted(values)) for column, values in wanted if values is not None]
        return [*found, observations.c.breakdown == ""] if self.whole else found


def standing(submission: FromClause, known_from: ColumnElement[datetime], as_of: datetime | None) -> ColumnElement[bool]:
    """Whether what a submission stated counts at `as_of`; with None, whether it counts now, whatever the clock says."""
    if as_of is None:
        return submission.c.state == "accepted"
    check_zone(as_of)
    return and_(known_from <= as_of, or_(submission.c.withdrawn_at.is_(None), submission.c.withdrawn_at > as_of))


def check_zone(moment: datetime) -> None:
    """ValueError for a time without a zone, which could be any of 24 moments."""
    if moment.tzinfo is None:
        raise ValueError(f"found the time {moment} without a zone; expected one with it, such as datetime(2024, 4, 1, tzinfo=UTC)")


def held(connection: Connection, as_of: datetime | None, wanted: Filter) -> tuple[Held, ...]:
    """The observations known at `as_of`, one a key, in the order of indicator, part, area, breakdown and period."""
    found = by_identity(connection, as_of, wanted).values()
    return tuple(sorted(found, key=_order))


def by_identity(connection: Connection, as_of: datetime | None, wanted: Filter) -> dict[Identity, Held]:
    """The observations known at `as_of`, by what they are about."""
    last: dict[Identity, tuple[int, Row[Any]]] = {}
    for row in connection.execute(_statements(as_of, wanted)):
        key = (row.indicator, row.part, row.area, row.breakdown, row.period)
        stated = max(row.sequence if row.stands else 0, row.last_confirmed or 0)
        if key not in last or stated > last[key][0]:
            last[key] = (stated, row)
    confirmed = _confirmations(connection, as_of, [row.id for _, row in last.values() if not row.stands])
    return {key: _held(row, confirmed.get(row.id)) for key, (_, row) in last.items()}


def history(connection: Connection, key: Key) -> tuple[Held, ...]:
    """Every revision of one number that was ever accepted, the first one first, withdrawn ones too."""
    o, s = observations, submissions
    query = (
        select(o, s.c.by)
        .join(s, s.c.number == o.c.submission)
        .where(
            o.c.indicator == key.indicator,
            o.c.part == key.part,
            o.c.area == key.area,
            o.c.breakdown == breakdown_text(key.breakdown),
            o.c.period == period_key(key.period),
        )
        .order_by(o.c.sequence)
    )
    return tuple(_held(row, None) for row in connection.execute(query))


def said_of_indicators(connection: Connection, as_of: datetime | None) -> tuple[Kept[Commentary], ...]:
    """The last standing commentary of each indicator and period."""
    last: dict[tuple[str, str], Kept[Commentary]] = {}
    for row in _said(connection, commentary, as_of):
        said = Commentary(row.indicator, row.period, row.what_happened, row.why, row.what_next, _origin(row))
        last[said.indicator, said.period] = _kept(said, row)
    return tuple(last[key] for key in sorted(last))


def said_of_actions(connection: Connection, as_of: datetime | None) -> tuple[Kept[ActionUpdate], ...]:
    """Every standing update of every action, the oldest first."""
    return tuple(
        _kept(ActionUpdate(row.action, row.status, row.progress, row.reviewed_on, _origin(row)), row)
        for row in _said(connection, action_updates, as_of)
    )


def said_by_people(connection: Connection, as_of: datetime | None) -> tuple[Kept[Voice], ...]:
    """Every standing piece of people's-voice evidence, the oldest first; the same words handed in again count once."""
    found: dict[tuple[object, ...], Kept[Voice]] = {}
    for row in _said(connection, voices, as_of):
        content = (row.priority, row.kind, row.source, row.gathered_by, row.people, row.theme, row.words, row.consent)
        found.setdefault(content, _kept(Voice(*content, origin=_origin(row)), row))
    return tuple(found.values())


def _statements(as_of: datetime | None, wanted: Filter) -> Any:
    """Rows that at least one standing submission stated, each with whether its own stands and its last standing confirmation."""
    o, s, c, cs = observations, submissions, confirmations, submissions.alias("confirming")
    stands = standing(s, o.c.known_from, as_of)
    confirmed = and_(c.c.observation == o.c.id, standing(cs, c.c.known_from, as_of))
    joined = c.join(cs, cs.c.number == c.c.submission)
    again = select(func.max(c.c.sequence)).select_from(joined).where(confirmed).correlate(o).scalar_subquery().label("last_confirmed")
    return (
        select(o, s.c.by, stands.label("stands"), again)
        .join(s, s.c.number == o.c.submission)
        .where(*wanted.clauses(), or_(stands, exists().select_from(joined).where(confirmed).correlate(o)))
    )


def _confirmations(connection: Connection, as_of: datetime | None, ids: Sequence[int]) -> dict[int, Row[Any]]:
    """For numbers whose own submission does not stand: the first standing submission that states them too."""
    c, s = confirmations, submissions
    stands = standing(s, c.c.known_from, as_of)
    found: dict[int, Row[Any]] = {}
    for some in _handfuls(sorted(ids)):
        query = select(c, s.c.by).join(s, s.c.number == c.c.submission).where(c.c.observation.in_(some), stands).order_by(c.c.sequence)
        for row in connection.execute(query):
            found.setdefault(row.observation, row)
    return found


def _order(held: Held) -> tuple[object, ...]:
    key = held.observation.key
    return key.indicator, key.part, key.area, key.breakdown, key.period.kind, key.period.end, key.period.start


def _held(row: Row[Any], stated_by: Row[Any] | None) -> Held:
    content = dict(row._mapping)
    if stated_by is not None:
        content |= {name: getattr(stated_by, name) for name in ("file", "sheet", "address", "submission", "sequence", "known_from", "by")}
    return Held(
        observation=observation_of(content),
        submission=content["submission"],
        sequence=content["sequence"],
        revision=content["revision"],
        known_from=content["known_from"],
        by=content["by"],
    )


def _said(connection: Connection, table: FromClause, as_of: datetime | None) -> Iterable[Row[Any]]:
    s = submissions
    query = select(table, s.c.by).join(s, s.c.number == table.c.submission).where(standing(s, table.c.known_from, as_of))
    return connection.execute(query.order_by(table.c.sequence, table.c.id))


def _kept(said: T, row: Row[Any]) -> Kept[T]:
    return Kept(said, row.submission, row.sequence, row.known_from, row.by)


def _origin(row: Row[Any]) -> Origin:
    return Origin(row.file, row.sheet, row.address)


def _handfuls(values: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(values), HANDFUL):
        yield values[start : start + HANDFUL]
