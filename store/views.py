"""Room: store. What was known at a moment: the one query behind "now" and "as the Board saw it".

Every submission that stated a number counts as a statement of it, in the order of acceptance. At a moment, a statement stands when it was
known by then and not withdrawn by then; the number of a key is that of its last standing statement. A later submission, or a later
withdrawal, therefore changes nothing about an earlier moment, except for figures whose stated publication date is earlier.

A number is confirmed only while it is the one that counts. So a version that was never withdrawn is never overtaken by an older one, and
the newest version with a standing statement is the one that counts; only where that version was withdrawn since are all looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Connection, FromClause, Row, Select, and_, exists, func, or_, select, true

from indicators.observations import Held, Key, Observation, Origin
from indicators.submissions import ActionUpdate, Commentary, Voice
from store.leaps import keys, same_key
from store.rows import Identity, breakdown_text, observation_of, period_key
from store.schema import action_updates, commentary, confirmations, observations, submissions, voices

T = TypeVar("T")
#: a moment; the number of an entry on the record, for what stood right after it, whatever the clock said; None for now
When = datetime | int | None
#: how many values one statement may carry: every database takes so many
HANDFUL = 500
_COLUMNS = tuple(column.name for column in observations.c)


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

    def asked(self) -> dict[str, Collection[str] | None]:
        """The values wanted of each column; None for all."""
        return {"indicator": self.indicators, "part": self.parts, "area": self.areas, "breakdown": ("",) if self.whole else None}

    def in_order(self) -> Filter:
        """The same filter, so that two that ask for the same are equal."""
        return Filter(_sorted(self.indicators), _sorted(self.parts), _sorted(self.areas), self.whole)

    @property
    def nothing(self) -> bool:
        """Whether no observation can be wanted: a list of values was given, and it is empty."""
        return any(values is not None and not values for values in self.asked().values())


def _sorted(values: Collection[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(sorted(set(values)))


def standing(submission: FromClause, known_from: ColumnElement[datetime], as_of: When) -> ColumnElement[bool]:
    """Whether what a submission stated counts at `as_of`; with None, whether it counts now, whatever the clock says."""
    if as_of is None:
        return submission.c.state == "accepted"
    if isinstance(as_of, int):
        ended = submission.c.withdrawn_sequence
        return and_(submission.c.sequence <= as_of, or_(ended.is_(None), ended > as_of))
    check_zone(as_of)
    return and_(known_from <= as_of, or_(submission.c.withdrawn_at.is_(None), submission.c.withdrawn_at > as_of))


def check_zone(moment: datetime) -> None:
    """ValueError for a time without a zone, which could be any of 24 moments."""
    if moment.tzinfo is None:
        raise ValueError(f"found the time {moment} without a zone; expected one with it, such as datetime(2024, 4, 1, tzinfo=UTC)")


def held(connection: Connection, as_of: When, wanted: Filter) -> tuple[Held, ...]:
    """The observations known at `as_of`, one a key, in the order of indicator, part, area, breakdown and period."""
    found = by_identity(connection, as_of, wanted).values()
    return tuple(sorted(found, key=_order))


def by_identity(connection: Connection, as_of: When, wanted: Filter) -> dict[Identity, Held]:
    """The observations known at `as_of`, by what they are about."""
    found = _counting(connection, as_of, wanted)
    confirmed = _confirmations(connection, as_of, [row.id for row in found.values() if not row.stands])
    return {key: _held(row, confirmed.get(row.id)) for key, row in found.items()}


def versions(connection: Connection, wanted: Filter) -> dict[Identity, dict[int, int]]:
    """Key -> revision -> row, of the version that counts now and of the newest ever held: a withdrawn number was a number too."""
    found: dict[Identity, dict[int, int]] = {}
    if not wanted.nothing:
        for row in (*connection.execute(_newest(wanted, lambda version: true())), *_counting(connection, None, wanted).values()):
            found.setdefault(_identity(row), {})[row.revision] = row.id
    return found


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


def changes(connection: Connection, wanted: Filter) -> tuple[datetime, ...]:
    """The moments at which what is held of this may have changed, in order, up to the last revision or withdrawal among it.

    None where nothing was ever revised or withdrawn: then all that was ever shown is what is held. The cost follows the numbers that are
    wanted and the files that were accepted, not how often a number was revised: so the moments are those of every file.
    """
    newest = [] if wanted.nothing else list(connection.execute(_newest(wanted, lambda version: true())))
    revised = {row.known_from for row in newest if row.revision > 1}
    numbers = sorted({row.submission for row in newest if row.state == "withdrawn"})
    s = submissions
    gone = select(s.c.withdrawn_at).where(s.c.number.in_(numbers)) if numbers else None
    undone = revised | (set(connection.execute(gone).scalars()) if gone is not None else set())
    if not undone:
        return ()
    told = connection.execute(select(s.c.known_from, s.c.withdrawn_at).distinct())
    return tuple(sorted({moment for row in told for moment in row if moment is not None and moment <= max(undone)} | undone))


def _counting(connection: Connection, as_of: When, wanted: Filter) -> dict[Identity, Row[Any]]:
    """The version of each key that counts, with `stands`: whether its own submission does."""
    if wanted.nothing:
        return {}
    query = _query_now(wanted.in_order()) if as_of is None else _query(wanted, as_of)
    newest = {_identity(row): row for row in connection.execute(query)}
    return newest | _last_stated(connection, as_of, [row.id for row in newest.values() if row.state == "withdrawn"])


def _query(wanted: Filter, as_of: When) -> Select[Any]:
    stated = _newest(wanted, lambda version: or_(_its_own(version, as_of), exists(_confirming(version, as_of))))
    return stated.add_columns(standing(submissions, observations.c.known_from, as_of).label("stands"))


@lru_cache(maxsize=64)
def _query_now(wanted: Filter) -> Select[Any]:
    """What counts now is asked for again and again, in the same words: putting them together takes a quarter of the time."""
    return _query(wanted, None)


def _newest(wanted: Filter, condition: Callable[[FromClause], ColumnElement[bool]]) -> Select[Any]:
    """For each key, its newest version that meets the condition, with who sent it and what became of its submission."""
    o, s, wanted_keys = observations, submissions, keys(wanted.asked())
    version = o.alias("version")
    newest = select(version.c.id).where(same_key(version, wanted_keys), condition(version)).order_by(version.c.sequence.desc()).limit(1)
    last = select(newest.correlate(wanted_keys).scalar_subquery().label("id")).select_from(wanted_keys).cte("newest")
    return select(o, s.c.by, s.c.state).select_from(last).join(o, o.c.id == last.c.id).join(s, s.c.number == o.c.submission)


def _its_own(version: FromClause, as_of: When) -> ColumnElement[bool]:
    own = submissions.alias("own")
    return exists().where(own.c.number == version.c.submission, standing(own, version.c.known_from, as_of)).correlate(version)


def _last_stated(connection: Connection, as_of: When, ids: Sequence[int]) -> dict[Identity, Row[Any]]:
    """For the keys of these rows, the version stated last by a standing submission, all versions looked at."""
    o, s, asked = observations, submissions, observations.alias("asked")
    stands = standing(s, o.c.known_from, as_of)
    again = _confirming(o, as_of)
    again = again.with_only_columns(func.max(again.selected_columns.sequence))
    last: dict[Identity, tuple[int, Row[Any]]] = {}
    for some in _handfuls(sorted(ids)):
        query = select(o, s.c.by, s.c.state, stands.label("stands"), again.scalar_subquery().label("last_confirmed")).join(
            s, s.c.number == o.c.submission
        )
        query = query.join(asked, same_key(o, asked)).where(asked.c.id.in_(some))
        for row in connection.execute(query.where(or_(stands, exists(_confirming(o, as_of))))):
            stated = max(row.sequence if row.stands else 0, row.last_confirmed or 0)
            if stated > last.get(_identity(row), (0, row))[0]:
                last[_identity(row)] = (stated, row)
    return {key: row for key, (_, row) in last.items()}


def _confirming(version: FromClause, as_of: When) -> Select[tuple[int]]:
    """The sequence numbers of standing submissions that state a version again."""
    c, s = confirmations.alias("again"), submissions.alias("confirming")
    joined = c.join(s, s.c.number == c.c.submission)
    return (
        select(c.c.sequence)
        .select_from(joined)
        .where(c.c.observation == version.c.id, standing(s, c.c.known_from, as_of))
        .correlate(version)
    )


def _confirmations(connection: Connection, as_of: When, ids: Sequence[int]) -> dict[int, Row[Any]]:
    """For numbers whose own submission does not stand: the first standing submission that states them too."""
    c, s = confirmations, submissions
    stands = standing(s, c.c.known_from, as_of)
    found: dict[int, Row[Any]] = {}
    for some in _handfuls(sorted(ids)):
        query = select(c, s.c.by).join(s, s.c.number == c.c.submission).where(c.c.observation.in_(some), stands).order_by(c.c.sequence)
        for row in connection.execute(query):
            found.setdefault(row.observation, row)
    return found


def _identity(row: Row[Any]) -> Identity:
    return row.indicator, row.part, row.area, row.breakdown, row.period


def _order(held: Held) -> tuple[object, ...]:
    key = held.observation.key
    return key.indicator, key.part, key.area, key.breakdown, key.period.kind, key.period.end, key.period.start


def _held(row: Row[Any], stated_by: Row[Any] | None) -> Held:
    observation, by = _observation(tuple(row[: len(_COLUMNS)])), stated_by or row
    if stated_by is not None:
        observation = replace(observation, origin=_origin(stated_by))
    return Held(observation, by.submission, by.sequence, row.revision, by.known_from, by.by)


@lru_cache(maxsize=8192)
def _observation(row: tuple[Any, ...]) -> Observation:
    """The observation of a row: a row never changes, and the same ones are read again after every submission."""
    return observation_of(dict(zip(_COLUMNS, row, strict=True)))


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
