"""Room: loaders. Adding published figures up, and dividing one by another, without losing why a number is missing.

A sum with a hidden term is hidden, and its bounds say between which numbers it lies; a sum with a term that is not available is not
available. Nothing missing is ever taken as nought.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import fsum

from indicators.observations import Flag, Status
from loaders.published.figures import Figure


@dataclass(frozen=True, slots=True)
class Total:
    """A number made of one or more figures, with the addresses of all of them."""

    number: float | None
    status: Status
    addresses: tuple[str, ...]
    sheets: tuple[str, ...]
    bounds: tuple[float, float | None] | None = None
    flags: frozenset[Flag] = frozenset()
    reason: str = ""


def total(figures: Iterable[Figure], hidden_bounds: tuple[float, float] | None = None) -> Total:
    """The sum of the figures; `hidden_bounds` are those of a suppressed cell where the figure itself names none."""
    terms = list(figures)
    addresses = _once(part for figure in terms for part in figure.address.split("; "))
    sheets = _once(figure.sheet for figure in terms)
    flags: frozenset[Flag] = frozenset().union(*(figure.flags for figure in terms))
    reasons = "; ".join(_once(figure.reason for figure in terms if figure.reason))
    unknown = [figure for figure in terms if figure.status not in (Status.OK, Status.HIDDEN)]
    if unknown:
        return Total(None, unknown[0].status, addresses, sheets, None, flags, reasons)
    known = fsum(figure.number for figure in terms if figure.number is not None)
    hidden = [figure.bounds or hidden_bounds for figure in terms if figure.status is Status.HIDDEN]
    if hidden:
        return Total(None, Status.HIDDEN, addresses, sheets, _bounds(known, hidden), flags, reasons)
    return Total(known, Status.OK, addresses, sheets, None, flags, reasons)


def _bounds(known: float, hidden: list[tuple[float, float | None] | None]) -> tuple[float, float | None] | None:
    low = known + fsum(bound[0] for bound in hidden if bound)
    highs = [bound[1] if bound else None for bound in hidden]
    if all(bound is None for bound in hidden) and not known:
        return None
    return (low, None if None in highs else known + fsum(high for high in highs if high is not None))


@dataclass(frozen=True, slots=True)
class Share:
    """A numerator over a denominator: its value, or why it has none."""

    value: float | None
    status: Status
    reason: str


def share(numerator: Total, denominator: float | None, status: Status, multiplier: float, reason: str = "") -> Share:
    """`numerator` / `denominator` * `multiplier`. Nought of nought does not apply; more than nought of nought is a contradiction, [x]."""
    if numerator.status is not Status.OK or numerator.number is None:
        return Share(None, numerator.status, numerator.reason)
    if status is not Status.OK or denominator is None:
        return Share(None, status, reason)
    if denominator == 0:
        if numerator.number == 0:
            return Share(None, Status.NOT_APPLICABLE, "0 of 0: there was nobody to count")
        return Share(None, Status.NOT_AVAILABLE, f"{numerator.number:g} of 0: the file contradicts itself")
    return Share(numerator.number / denominator * multiplier, Status.OK, "")


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
