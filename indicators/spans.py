"""Room: indicators. How long the time is that a figure counts, in words: a quarter's figure of what is read by the year says quarter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from indicators.periods import Kind
from indicators.registry.models import Frequency, Part

#: how often figures of a kind of period come
_OFTEN: Final[Mapping[Kind, Frequency]] = {"month": "monthly", "quarter": "quarterly", "year": "annual", "pooled": "pooled"}
_NAMED: Final = re.compile(r"\b(in|of|during) (the|a) (?:month|quarter|year)\b")


def often(part: Part, kind: Kind | None) -> Frequency:
    """How often figures of this `kind` of period come; where there is none, or it does not say, as the plan has it of the part."""
    return _OFTEN.get(kind, part.frequency) if kind else part.frequency


def counted(words: str, kind: Kind | None) -> str:
    """What is counted, in the plan's words, of a figure of this `kind`: "detentions in the year" of a quarter are "in the quarter"."""
    return _NAMED.sub(rf"\1 \2 {kind}", words) if kind in {"month", "quarter", "year"} else words


def in_a(unit: str, kind: Kind | None) -> str:
    """What stands behind the unit of a rate that is no year's: " in a quarter"; "" for a year's, and for what is no rate."""
    return f" in a {kind}" if unit.startswith("per_1") and kind in {"month", "quarter"} else ""
