"""Room: store. What an accepted file stated, and under which circumstances it was read: so that it can be read again and compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from indicators.observations import Observation
from indicators.registry.models import Plan
from store import engines, views
from store.rows import Identity, identity, observation_of, same_number
from store.schema import confirmations, observations, plan_versions, submissions
from store.submissions import Store
from store.uploads import uploads


@dataclass(frozen=True, slots=True)
class Accepted:
    """One submission: the numbers that its file stated (new, revised and confirmed ones), the plan's text of then ("" where none was held),
    and the answers and layouts under which it was read, where they are on the record."""

    number: int
    sha256: str
    file: str
    format: str
    sequence: int
    at: datetime
    stated: Mapping[Identity, Observation]
    plan: str
    answers: Mapping[str, str]
    layouts: Mapping[str, Mapping[str, str]]
    theirs: tuple[str, ...] | None


def accepted(store: Store, number: int) -> Accepted:
    """What submission `number` stated. KeyError where there is none."""
    o, c, s, p = observations, confirmations, submissions, plan_versions
    with engines.reading(store.engine) as connection:
        head = connection.execute(select(s).where(s.c.number == number)).mappings().one_or_none()
        if head is None:
            raise KeyError(number)
        own = connection.execute(select(o).where(o.c.submission == number)).mappings().all()
        again = connection.execute(select(o).join(c, c.c.observation == o.c.id).where(c.c.submission == number)).mappings().all()
        stated = [observation_of(dict(row)) for row in (*own, *again)]
        plan = connection.execute(select(p.c.text).where(p.c.sequence < head["sequence"]).order_by(p.c.sequence.desc()).limit(1))
        text = plan.scalar_one_or_none() or ""
        upload = connection.execute(select(uploads).where(uploads.c.submission == number).order_by(uploads.c.number)).mappings().first()
    return Accepted(
        number=number,
        sha256=head["sha256"],
        file=head["file"],
        format=head["format"],
        sequence=head["sequence"],
        at=head["received_at"],
        stated={identity(each.key): each for each in stated},
        plan=text,
        answers=upload["answers"] if upload else {},
        layouts=upload["layouts"] if upload else {},
        theirs=tuple(upload["theirs"]) if upload and upload["theirs"] is not None else None,
    )


def known_before(store: Store, submission: Accepted, plan: Plan) -> tuple[Observation, ...]:
    """The figures of a plan that were held when a submission was read."""
    named = {entry.id for entry in (*plan.indicators, *plan.populations)}
    with engines.reading(store.engine) as connection:
        held = views.held(connection, submission.sequence - 1, views.Filter(named, None, {area.id for area in plan.areas}))
    return tuple(each.observation for each in held)


def differing(submission: Accepted, read: Iterable[Observation]) -> list[Observation]:
    """The numbers that a submission stated and its file, read again, does not: those that it now states otherwise, or no more."""
    now = {identity(each.key): each for each in read}
    return [each for key, each in submission.stated.items() if key not in now or not same_number(each, now[key])]
