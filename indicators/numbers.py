"""Room: indicators. How a number is written for a reader: 81.2 %, 1,930, 159.0 per 100,000, 2.4 times, −23 %.

Shown numbers round half up, as a reader would; the numbers behind them stay as they are.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from indicators.periods import Period
from indicators.registry.models import Unit

MINUS: Final = "\u2212"
_WORDS: Final = (
    *("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_AFTER: Final[dict[Unit, str]] = {
    "per_cent": " %",
    "per_100000": " per 100,000",
    "per_10000": " per 10,000",
    "per_1000": " per 1,000",
    "ratio": " times",
    "days": " days",
}
#: units whose change is told in points; that of all others in per cent of the first figure
IN_POINTS: Final[frozenset[Unit]] = frozenset({"per_cent", "score", "ratio"})


def number(value: float, decimals: int = 0) -> str:
    """A number with thousands separated: "1,930", "159.0", "−3.5"."""
    shown = _rounded(value, decimals)
    return f"{MINUS if shown < 0 else ''}{abs(shown):,.{decimals}f}"


def rounded(value: float, decimals: int = 0) -> float:
    """A number as it is shown, to be reckoned with: half up, as `number` writes it."""
    return float(_rounded(value, decimals))


def _rounded(value: float, decimals: int) -> Decimal:
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def plain(value: float) -> str:
    """A number where its unit is not known: thousands apart, small ones to four figures (35,220; 22.17; 0.4)."""
    return number(value) if abs(value) >= 1_000 else f"{value:.4g}".replace("-", MINUS)


def signed(value: float, decimals: int = 0) -> str:
    """A change, with its sign unless it rounds to nothing: "+49.7", "−23", "0"."""
    text = number(value, decimals)
    return text if text.startswith(MINUS) or not any(digit in text for digit in "123456789") else f"+{text}"


def places(unit: Unit, decimals: int) -> int:
    """How many decimals a value of the unit is shown with: none for counts and days, else as its part says."""
    return 0 if unit in {"count", "days"} else decimals


def quantity(value: float, unit: Unit, decimals: int = 1) -> str:
    """A value with its unit: "81.2 %", "1,930", "159.0 per 100,000", "2.4 times"."""
    return f"{number(value, places(unit, decimals))}{_AFTER.get(unit, '')}"


def bare(value: float, unit: Unit, decimals: int = 1) -> str:
    """A value without the words of its unit, but with its per cent sign."""
    return f"{number(value, places(unit, decimals))}{' %' if unit == 'per_cent' else ''}"


def times(ratio: float) -> str:
    """How many times one rate is another: "2.4 times", "12 times" from ten on."""
    return f"{number(ratio, 0 if ratio >= 10 else 1)} times"


def counted(value: int, *, start: bool = False) -> str:
    """A small whole number in words, as sentences use it: "none", "one" ... "ten", then "11"; up to "Twenty" at a `start`."""
    if 0 <= value <= (20 if start else 10):
        return _WORDS[value].capitalize() if start else _WORDS[value]
    return number(value)


def when(period: Period) -> str:
    """A period as a sentence names it: "January to March 2024", "2023 to 2024", "2015 to 2017"."""
    if period.kind in {"year", "pooled"}:
        return period.short
    return period.label.partition(" (")[0]


def logarithm(value: float | None) -> float:
    """The natural logarithm of a ratio; NaN where there is none or it is not above zero."""
    return math.log(value) if value is not None and value > 0 else math.nan
