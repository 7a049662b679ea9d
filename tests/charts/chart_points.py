"""Series for the tests of charts, from a list of numbers; None is a hidden point."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from math import nan

from indicators.disclosure.released import Released
from indicators.observations import Key, Origin, Status
from indicators.periods import Period, quarter, year
from indicators.registry.models import Part
from indicators.summaries import Limits, Series

PART = Part(id="seen", name="People seen in time", direction="up", unit="per_cent", multiplier=100, frequency="quarterly")


def released(period: Period, value: float | None, *flags: str, lower: float | None = None, upper: float | None = None) -> Released:
    return Released(
        key=Key("X1", "seen", "somewhere", period),
        source="a-source",
        profile="open",
        value=value,
        status=Status.OK if value is not None else Status.HIDDEN,
        flags=frozenset(flags),
        numerator=None if value is None else round(value * 2),
        denominator=None if value is None else 200,
        lower=lower,
        upper=upper,
        limits="Wilson" if lower is not None else "",
        classification="",
        population="",
        reason="",
        origin=Origin("figures.xlsx", "Sheet 1", "D7"),
        submission=3,
        sequence=9,
        revision=1,
        known_from=datetime(2024, 5, 1, tzinfo=UTC),
        by="A. Tester",
    )


def quarters(values: Sequence[float | None], *, limits: bool = False, breaks: dict[int, str] | None = None) -> Series:
    points = tuple(released(quarter(2019 + i // 4, i % 4 + 1), v) for i, v in enumerate(values))
    held = [v for v in values if v is not None]
    mean = sum(held) / len(held)
    found = (
        Limits((mean,) * len(values), (mean - 8,) * len(values), (mean + 8,) * len(values), False, ("Common Cause",) * len(values))
        if limits
        else None
    )
    return Series("X1", "seen", "somewhere", points, breaks or {}, found)


def years(values: Sequence[float | None]) -> Series:
    points = tuple(
        released(year(2015 + i), v, lower=None if v is None else v - 3, upper=None if v is None else v + 3) for i, v in enumerate(values)
    )
    return Series("X1", "seen", "somewhere", points)


def no_limits(count: int) -> tuple[float, ...]:
    return (nan,) * count
