"""What the tests of the store hand in: small submissions, written so that a reader sees the figures."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta

from indicators.observations import Key, Observation, Origin, Status
from indicators.periods import Period, quarter
from indicators.submissions import Problem, Submission

START = datetime(2024, 1, 1, 9, tzinfo=UTC)
Q1 = quarter(2023, 1)
Q2 = quarter(2023, 2)


def day(number: int) -> datetime:
    """Nine o'clock on the day this many days after the start."""
    return START + timedelta(days=number)


def key(indicator: str = "I1", *, area: str = "town", period: Period = Q1, group: str = "", part: str = "") -> Key:
    return Key(indicator, part, area, period, (("ethnic_group", group),) if group else ())


def figure(value: float | None, about: Key | None = None, *, at: str = "B2", source: str = "survey", **more: object) -> Observation:
    status = more.pop("status", Status.OK if value is not None else Status.HIDDEN)
    return Observation(about or key(), source, value, status, origin=Origin("figures.csv", "", at), **more)  # type: ignore[arg-type]


def submission(*observations: Observation, name: str = "", published: date | None = None, **more: object) -> Submission:
    """A file with these figures; its hash follows its name, or else its content."""
    sha256 = hashlib.sha256((name or repr(observations) + repr(more)).encode()).hexdigest()
    return Submission(
        file=name or "figures.csv",
        sha256=sha256,
        format="test",
        title="Figures",
        rows_read=len(observations),
        observations=observations,
        published_on={"survey": published} if published else {},
        **more,  # type: ignore[arg-type]
    )


def stopping(found: str = '"n/a"') -> Problem:
    return Problem("not_a_number", Origin("figures.csv", "Values", "F14"), found, "a number", "Type [x] if it was not collected.")


def values(store: object, as_of: datetime | None = None) -> dict[Key, float | None]:
    return {held.observation.key: held.observation.value for held in store.observations(as_of=as_of)}  # type: ignore[attr-defined]
