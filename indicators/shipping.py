"""Room: indicators. The project's own tidy CSV of published figures: its columns, and how a breakdown and a text are written in it.

`exports.shipped` writes it and `loaders.shipped` reads it back; the two rooms do not know each other, so what both must agree on is here.
"""

from __future__ import annotations

from typing import Final

#: in this order; `reason` (why there is no number) stands last because it is words
COLUMNS: Final = (
    *("indicator", "part", "area", "period", "breakdown", "value", "status", "flags", "numerator", "denominator"),
    *("lower", "upper", "limits", "bounds", "classification", "population", "source", "publisher", "dataset"),
    *("file", "sheet", "address", "published_on", "licence", "reason"),
)
#: how a formula may begin, in the wide letters of East Asia too (OWASP, "CSV Injection"); an apostrophe, so that ours can be taken off
_RISKY: Final = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n", "\x00", "'")
_ESCAPES: Final = (("%", "%25"), (";", "%3B"), ("=", "%3D"))


def breakdown_text(breakdown: tuple[tuple[str, str], ...]) -> str:
    """ "ethnic_group=black; age=65 and over"; "" for the whole area."""
    return "; ".join(f"{_escaped(dimension)}={_escaped(category)}" for dimension, category in breakdown)


def breakdown_of(text: str) -> tuple[tuple[str, str], ...]:
    """The breakdown that `breakdown_text` wrote. ValueError where a pair has no "="."""
    pairs = []
    for pair in text.split("; ") if text else ():
        dimension, equals, category = pair.partition("=")
        if not equals:
            raise ValueError(f'"{pair}" names no category')
        pairs.append((_plain(dimension), _plain(category)))
    return tuple(pairs)


def bounds_text(bounds: tuple[float, float | None] | None) -> str:
    """ "0.0..4.0", "3.0.." where there is no upper bound, "" where there are none."""
    return "" if bounds is None else f"{bounds[0]!r}..{'' if bounds[1] is None else repr(bounds[1])}"


def bounds_of(text: str) -> tuple[float, float | None] | None:
    """The bounds that `bounds_text` wrote. ValueError where the text is neither empty nor two numbers."""
    if not text:
        return None
    low, dots, high = text.partition("..")
    if not dots:
        raise ValueError(f'"{text}" names no range')
    return float(low), float(high) if high else None


def guarded(text: str) -> str:
    """A text that no spreadsheet program takes for a formula: an apostrophe before one that might be."""
    return f"'{text}" if text.startswith(_RISKY) else text


def unguarded(text: str) -> str:
    """The text that `guarded` wrote."""
    return text.removeprefix("'")


def _escaped(text: str) -> str:
    for plain, escape in _ESCAPES:
        text = text.replace(plain, escape)
    return text


def _plain(text: str) -> str:
    for plain, escape in reversed(_ESCAPES):
        text = text.replace(escape, plain)
    return text
