"""Room: store. Decisions on indicators, in time: each is recorded once, with its entry on the record, and never changed or taken out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, insert, select

from indicators.decisions import KIND_WORDS, Decided
from store import audit
from store.problems import RefusedError
from store.rows import row_hash
from store.schema import decisions
from store.views import check_zone

#: what the record calls an entry of a decision
ACTION = "decision"


def decide(connection: Connection, draft: Decided, *, at: datetime, last: int | None = None, entry: audit.Entry | None = None) -> Decided:
    """Record a decision, with its entry in the same transaction; the decision with its number.

    `entry` says who asked for it and from where; without it, `draft.by` did. With `last`, the number of the newest decision on this
    indicator that was seen (0 for none), RefusedError where another one came meanwhile.
    """
    newest = max((each.number for each in held(connection, None) if each.indicator == draft.indicator), default=0)
    if last is not None and newest != last:
        raise RefusedError(
            f"Another decision on this indicator, number {newest}, was recorded since you opened the page. Yours was not recorded; nothing "
            "has changed. Look at the new one, and decide again."
        )
    sequence = audit.next_sequence(connection)
    row = {
        "sequence": sequence,
        "known_from": at,
        "indicator": draft.indicator,
        "part": draft.part,
        "kind": draft.kind,
        "content": dict(draft.content),
        "reason": draft.reason,
        "decided_on": draft.decided_on,
        "decided_by": draft.decided_by,
        "by": draft.by,
        "by_name": draft.by_name,
    }
    seal = row_hash(row)
    told = entry or audit.Entry(at, draft.by, ACTION, f"indicator {draft.indicator}", KIND_WORDS[draft.kind])
    audit.append(connection, replace(told, at=at, digest=seal))
    connection.execute(insert(decisions).values(**row, row_hash=seal))
    return replace(draft, number=sequence, known_from=at)


def held(connection: Connection, as_of: datetime | None) -> tuple[Decided, ...]:
    """Every decision recorded by `as_of`, in the order of the record, those that were replaced or taken back too."""
    d = decisions.c
    query = select(decisions).order_by(d.sequence)
    if as_of is not None:
        check_zone(as_of)
        query = query.where(d.known_from <= as_of)
    return tuple(
        Decided(
            indicator=row.indicator,
            part=row.part,
            kind=row.kind,
            content=row.content,
            reason=row.reason,
            decided_on=row.decided_on,
            decided_by=row.decided_by,
            number=row.sequence,
            known_from=row.known_from,
            by=row.by,
            by_name=row.by_name,
        )
        for row in connection.execute(query)
    )
