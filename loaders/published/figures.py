"""Room: loaders. One number of a published file, before the plan says what it is wanted for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from indicators.observations import Flag, Status
from indicators.periods import Period


@dataclass(frozen=True, slots=True)
class Figure:
    """One published number with its address.

    `measure` is the dataset's own name of what is measured (an indicator id, a measure id, a column); `area` the code as written;
    `dimensions` the dataset's own dimensions and categories where the number is about a group ({"sex": "Male", "age": "10+ yrs"}), keys
    in lower case, {} for the whole. `number` is None where `status` is not ok. `numerator`, `denominator`, `lower` and `upper` are the
    publisher's, where the same row gives them. `bounds` are those of a suppressed cell.
    """

    measure: str
    area: str
    period: Period
    number: float | None
    address: str
    sheet: str = ""
    status: Status = Status.OK
    dimensions: Mapping[str, str] = field(default_factory=dict)
    numerator: float | None = None
    denominator: float | None = None
    lower: float | None = None
    upper: float | None = None
    limits: str = ""
    bounds: tuple[float, float | None] | None = None
    flags: frozenset[Flag] = frozenset()
    reason: str = ""
