"""Room: indicators. A number that a reader may see: the only kind that pages, charts and exports accept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from indicators.disclosure.profiles import PROFILES
from indicators.observations import Flag, Key, Origin, Status


@dataclass(frozen=True, slots=True)
class Released:
    """One number after disclosure control, in the unit of its part.

    `value`, `numerator`, `denominator`, `lower` and `upper` are None where they are hidden or not known; `status` says why there is no
    value. `limits` names the method of `lower` and `upper` ("Wilson", "Byars", "Exact", or "as published"). Only `release` makes one.
    """

    key: Key
    source: str
    profile: str
    value: float | None
    status: Status
    flags: frozenset[Flag]
    numerator: float | None
    denominator: float | None
    lower: float | None
    upper: float | None
    limits: str
    classification: str
    population: str
    reason: str
    origin: Origin
    submission: int
    sequence: int
    revision: int
    known_from: datetime
    by: str


def come_alike(released: Sequence[Released]) -> tuple[Released, ...]:
    """The hidden figures of one table as if they had come together, with the last of them.

    Else the one that bears [r], or a later submission, would be the one to which the people belong by whom the total grew (R9).
    """
    tables: dict[tuple[object, ...], list[int]] = {}
    for place, one in enumerate(released):
        if one.status is Status.HIDDEN and not PROFILES[one.profile].open:
            key = one.key
            dimensions = tuple(dimension for dimension, _ in key.breakdown)
            tables.setdefault((key.indicator, key.part, key.area, key.period, dimensions, one.source), []).append(place)
    found = list(released)
    for places in tables.values():
        last = max((released[place] for place in places), key=lambda one: one.sequence)
        flags = frozenset[Flag]({"r"}) if any("r" in released[place].flags for place in places) else frozenset[Flag]()
        for place in places:
            one = released[place]
            found[place] = replace(
                one,
                flags=one.flags | flags,
                origin=replace(last.origin, address=one.origin.address),
                submission=last.submission,
                sequence=last.sequence,
                revision=max(released[each].revision for each in places),
                known_from=last.known_from,
                by=last.by,
            )
    return tuple(found)
