"""Room: store. Taking a submission back, on the record: earlier values come back, and a past date still shows what was known then."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select, update

from indicators.observations import Held
from store import audit
from store.problems import RefusedError
from store.receipts import written
from store.rows import digest, observation_of
from store.schema import observations, submissions
from store.uploads import uploads


def withdraw(connection: Connection, number: int, *, by: str, at: datetime, reason: str, who: str = "") -> None:
    """Withdraw submission `number`, and the upload it came by. RefusedError where there is none, where it was withdrawn before, or without
    a reason. `who` is `by` as the record names them.
    """
    sequence = audit.next_sequence(connection)
    s = submissions.c
    found = connection.execute(select(s.state, s.withdrawn_at, s.withdrawn_by).where(s.number == number)).one_or_none()
    if found is None:
        raise RefusedError(
            f"Submission {number}: there is none of this number. Expected one that `submissions` lists. Nothing has changed."
        )
    if found.state == "withdrawn":
        raise RefusedError(
            f"Submission {number}: it was withdrawn on {written(found.withdrawn_at)} by {found.withdrawn_by}. Nothing has changed; "
            "to have its figures back, load its file again."
        )
    if not reason.strip():
        raise RefusedError(
            f"Submission {number}: found no reason. Expected a few words that the record can keep. Say why, and withdraw it again."
        )
    audit.append(
        connection,
        audit.Entry(at, who or by, "withdraw", f"submission {number}", reason, withdrawal_digest(number, sequence, by, at, reason)),
    )
    connection.execute(
        update(submissions)
        .where(s.number == number)
        .values(state="withdrawn", withdrawn_at=at, withdrawn_by=by, withdrawn_reason=reason, withdrawn_sequence=sequence)
    )
    upload = update(uploads).where(uploads.c.submission == number, uploads.c.state == "accepted")
    connection.execute(upload.values(state="withdrawn", ended_at=at, ended_by=by, reason=reason))


def figures(connection: Connection, indicators: Collection[str]) -> tuple[Held, ...]:
    """The figures of these indicators that came by a submission that was withdrawn, in the order of the record."""
    o, s = observations, submissions
    query = select(o, s.c.by).join(s, s.c.number == o.c.submission).where(s.c.state == "withdrawn", o.c.indicator.in_(indicators))
    return tuple(
        Held(observation_of(row), row["submission"], row["sequence"], row["revision"], row["known_from"], row["by"])
        for row in map(dict, connection.execute(query.order_by(o.c.sequence, o.c.id)).mappings())
    )


def withdrawal_digest(number: int, sequence: int, by: str, at: datetime, reason: str) -> str:
    """The checksum of a withdrawal."""
    return digest([number, sequence, by, at, reason])
