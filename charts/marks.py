"""Room: charts. A released number as a reader sees it: with its unit and its marks, each mark in brackets of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from indicators import numbers
from indicators.disclosure.released import Released
from indicators.observations import Status
from indicators.registry.models import Part, Unit

#: flags in the order in which they are written
FLAG_ORDER: Final = "pruebf"

_UNIT_WORDS: Final[dict[Unit, str]] = {
    "per_cent": "per cent",
    "per_100000": "per 100,000 people",
    "per_10000": "per 10,000 people",
    "per_1000": "per 1,000 people",
    "count": "number",
    "score": "score",
    "ratio": "times the rate of the reference group",
    "standardised_ratio": "standardised ratio (100: as expected)",
    "days": "days",
    "words": "words",
}


def unit_words(unit: Unit) -> str:
    """The unit in words, as it stands in a subtitle."""
    return _UNIT_WORDS[unit]


def after(unit: Unit) -> str:
    """The words of a unit that stand under a number rather than behind it: "per 100,000 people", "" for others."""
    return unit_words(unit) if unit.startswith("per_1") else ""


def marks(point: Released) -> str:
    """Marker and flags in brackets, each its own: "[c]", "[p][r]", "" where there are none."""
    marker = "" if point.status is Status.OK else f"[{point.status.value}]"
    return marker + flagged(point.flags)


def flagged(flags: Iterable[str]) -> str:
    """Flags in brackets, in their order."""
    return "".join(f"[{flag}]" for flag in sorted(flags, key=FLAG_ORDER.index))


def shown(point: Released, part: Part) -> str:
    """A released point in its unit with its marks: "81.2 % [p]", "[c]"."""
    if point.value is None:
        return marks(point) or "[x]"
    return " ".join(filter(None, (value(point.value, part), marks(point))))


def value(number: float, part: Part) -> str:
    """A number of a part as it stands alone, with the sign of its unit but not its words: "81.2 %", "159.0"."""
    return numbers.bare(number, part.unit, part.decimals)


def count(number: float | None) -> str:
    """A count: whole, unless it is published with decimals; "" where it is not known."""
    return "" if number is None else numbers.number(number, 0 if float(number).is_integer() else 1)


def interval(point: Released, part: Part) -> str:
    """ "80.3 to 82.1", or "" where the point has none."""
    return span(point.lower, point.upper, part.decimals)


def span(lower: float | None, upper: float | None, decimals: int) -> str:
    """Two limits in words; one alone where the other is not there."""
    if lower is None:
        return "" if upper is None else f"up to {numbers.number(upper, decimals)}"
    return f"{numbers.number(lower, decimals)} {'or more' if upper is None else f'to {numbers.number(upper, decimals)}'}"


def letters(points: Iterable[Released]) -> tuple[str, ...]:
    """The markers and flags that occur among these points, markers first: what a legend must explain."""
    held = tuple(points)
    markers = {p.status.value for p in held if p.status is not Status.OK}
    return (*sorted(markers), *sorted({flag for p in held for flag in p.flags}, key=FLAG_ORDER.index))
