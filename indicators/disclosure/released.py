"""Room: indicators. A number that a reader may see: the only kind that pages, charts and exports accept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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
