"""Room: store. Observations and what leads say, as rows and back; the one text of a row that its checksum is made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, cast

from indicators.observations import Flag, Key, Observation, Origin, Status
from indicators.periods import Period

Row = dict[str, Any]
#: indicator, part, area, breakdown text, period key: what makes two numbers two versions of one
Identity = tuple[str, str, str, str, str]

#: columns that are not part of a row's checksum: what the database numbers, the checksum itself, and a submission's later state
UNHASHED = frozenset({"id", "row_hash", "state", "withdrawn_at", "withdrawn_by", "withdrawn_reason", "withdrawn_sequence"})


@lru_cache(maxsize=4096)
def breakdown_text(breakdown: tuple[tuple[str, str], ...]) -> str:
    """A breakdown as one text, in the order of the dimensions; "" for the whole area."""
    return json.dumps(sorted(breakdown), ensure_ascii=False, separators=(",", ":")) if breakdown else ""


@lru_cache(maxsize=4096)
def breakdown_of(text: str) -> tuple[tuple[str, str], ...]:
    """The breakdown that `breakdown_text` wrote."""
    return tuple((dimension, category) for dimension, category in json.loads(text)) if text else ()


def identity(key: Key) -> Identity:
    """What two versions of one number have in common."""
    return key.indicator, key.part, key.area, breakdown_text(key.breakdown), period_key(key.period)


@lru_cache(maxsize=8192)
def period_key(period: Period) -> str:
    """The key of a period; a file names the same few periods on thousands of rows."""
    return period.key


def same_number(one: Observation, other: Observation) -> bool:
    """Whether two observations of one key say the same: everything but where it was read."""
    return replace(one, key=other.key, origin=other.origin) == other


def observation_row(observation: Observation) -> Row:
    """The columns that an observation fills by itself."""
    key, period = observation.key, observation.key.period
    low, high = observation.bounds if observation.bounds is not None else (None, None)
    return {
        "indicator": key.indicator,
        "part": key.part,
        "area": key.area,
        "breakdown": breakdown_text(key.breakdown),
        "period": period_key(period),
        "period_kind": period.kind,
        "period_start": period.start,
        "period_end": period.end,
        "period_year_type": period.year_type,
        "period_basis": period.basis,
        "period_supplied": period.supplied,
        "source": observation.source,
        "value": _number(observation.value),
        "status": observation.status.value,
        "flags": "".join(sorted(observation.flags)),
        "numerator": _number(observation.numerator),
        "denominator": _number(observation.denominator),
        "lower": _number(observation.lower),
        "upper": _number(observation.upper),
        "limits": observation.limits,
        "bound_low": _number(low),
        "bound_high": _number(high),
        "classification": observation.classification,
        "population": observation.population,
        "reason": observation.reason,
        **origin_row(observation.origin),
    }


def observation_of(row: Mapping[str, Any]) -> Observation:
    """The observation that a row holds, as it was submitted."""
    return Observation(
        key=Key(row["indicator"], row["part"], row["area"], _period(row), breakdown_of(row["breakdown"])),
        source=row["source"],
        value=row["value"],
        status=Status(row["status"]),
        flags=_flags(row["flags"]),
        numerator=row["numerator"],
        denominator=row["denominator"],
        lower=row["lower"],
        upper=row["upper"],
        limits=row["limits"],
        bounds=None if row["bound_low"] is None else (row["bound_low"], row["bound_high"]),
        classification=row["classification"],
        population=row["population"],
        reason=row["reason"],
        origin=origin_of(row),
    )


def origin_row(origin: Origin) -> Row:
    """The columns of where something was read."""
    return {"file": origin.file, "sheet": origin.sheet, "address": origin.address}


def origin_of(row: Mapping[str, Any]) -> Origin:
    """Where a row was read."""
    return Origin(row["file"], row["sheet"], row["address"])


def row_hash(row: Mapping[str, Any]) -> str:
    """SHA-256 of a row's content. Empty columns are left out, so that a column added later does not change the hash of older rows."""
    return digest([[name, row[name]] for name in sorted(row) if name not in UNHASHED and row[name] is not None])


def digest(content: object) -> str:
    """SHA-256 of the one JSON text of `content`; times as UTC, numbers to their last digit."""
    return hashlib.sha256(_ENCODER.encode(content).encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no text for {type(value).__name__}")


_ENCODER = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), sort_keys=True, default=_plain, allow_nan=False)


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


@lru_cache(maxsize=256)
def _flags(letters: str) -> frozenset[Flag]:
    return cast(frozenset[Flag], frozenset(letters))


def _period(row: Mapping[str, Any]) -> Period:
    return _one_period(
        row["period_kind"],
        row["period_start"],
        row["period_end"],
        row["period_year_type"],
        row["period_basis"],
        row["period_supplied"],
    )


@lru_cache(maxsize=8192)
def _one_period(kind: Any, start: date, end: date, year_type: Any, basis: Any, supplied: str) -> Period:
    return Period(kind, start, end, year_type, basis, supplied)
