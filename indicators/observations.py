"""Room: indicators. The one tidy shape of a number, with its marker, its flags and where it came from.

Missing, hidden, not applicable, rounded to zero and zero are five different things: `status` tells them apart, and `value` is a number
only where it is ``ok``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from indicators.periods import Period


class Status(StrEnum):
    """Why there is, or is not, a number. The letters are those of the Government Analysis Function's shorthand."""

    OK = "ok"
    HIDDEN = "c"
    NOT_AVAILABLE = "x"
    NOT_APPLICABLE = "z"
    ROUNDS_TO_ZERO = "k"

    def __reduce_ex__(self, protocol: object) -> tuple[type[Status], tuple[str]]:
        """Carried to another process by its letter; some Python versions would carry it by name, which the reader there does not allow."""
        return type(self), (self.value,)


Flag = Literal["p", "r", "u", "e", "b", "f"]

#: the words behind the letters, used wherever a marker or a flag is shown
MARKER_WORDS: Mapping[str, str] = {
    "c": "hidden to protect people",
    "x": "not available",
    "z": "not applicable",
    "k": "rounds to zero but is not zero",
}
FLAG_WORDS: Mapping[str, str] = {
    "p": "provisional",
    "r": "revised",
    "u": "low reliability",
    "e": "estimated",
    "b": "break in series",
    "f": "forecast",
}

#: how a category is named where there is no breakdown
WHOLE = ()

#: the method of limits that the source itself gives
AS_PUBLISHED = "as published"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a number was read: the file, the sheet ("" for a CSV) and the address, a cell (``D214``) or a line (``line 3112``).

    A figure made of several cells names them all, separated by "; ".
    """

    file: str
    sheet: str
    address: str


@dataclass(frozen=True, slots=True)
class Key:
    """What a number is about: two observations with one key are two versions of one number.

    `breakdown` is a tuple of (dimension, category) pairs in the order of the dimension's name, () for the whole area.
    `part` is the part of the indicator ("detained") or the member of its family ("eip"), "" where it has none.
    """

    indicator: str
    part: str
    area: str
    period: Period
    breakdown: tuple[tuple[str, str], ...] = WHOLE


@dataclass(frozen=True, slots=True)
class Observation:
    """One raw number. It may be about few people: only `indicators.disclosure` turns it into something a reader may see.

    `numerator` and `denominator` are counts where they are known; `value` is in the unit of the part. `lower` and `upper` are the 95 %
    limits of `value` as the source gives them (`limits` names the method), else None. `bounds` holds the lowest and the highest number a
    source's suppressed cell may stand for (None: no upper bound). `classification` names the grouping of the breakdown
    ("2001-NHS", "2021-ONS"), `population` the id of the population used as denominator.
    """

    key: Key
    source: str
    value: float | None
    status: Status = Status.OK
    flags: frozenset[Flag] = frozenset()
    numerator: float | None = None
    denominator: float | None = None
    lower: float | None = None
    upper: float | None = None
    limits: str = ""
    bounds: tuple[float, float | None] | None = None
    classification: str = ""
    population: str = ""
    reason: str = ""
    origin: Origin = field(default_factory=lambda: Origin("", "", ""))


@dataclass(frozen=True, slots=True)
class Held:
    """An observation as the store holds it on a date: with the submission it came by, and how often its number was revised.

    `revision` is 1 for the first number held for a key, 2 for the one that replaced it ... `sequence` orders all that was ever accepted.
    """

    observation: Observation
    submission: int
    sequence: int
    revision: int
    known_from: datetime
    by: str
