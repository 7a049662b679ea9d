"""Room: indicators. An interval of time with a kind, which a series never mixes.

A period is stored by its `key` (``2020-Q1F``: first quarter of the financial year that starts in 2020) and shown by its `label`
("April to June 2020 (Q1 2020 to 2021)").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from indicators.periods import rendering
from indicators.periods.years import DAY, OF_A_YEAR, YEAR_STARTS, Basis, Kind, YearType, add_months, months_between, year_type_from


@dataclass(frozen=True, slots=True)
class Period:
    """An interval from `start` to `end`, both included, of one `kind`; `year_type` says which year its quarter or year belongs to.

    `supplied` keeps the words of the file and takes no part in comparison. `window` is an interval that is none of the others
    (three months to April). Kinds that belong to no year (month, week, snapshot ...) hold no `year_type`, and a year to date takes the
    one its first day begins, so that equal periods compare equal however they were made. ValueError where the end is before the start.
    """

    kind: Kind
    start: date
    end: date
    year_type: YearType | None = None
    basis: Basis | None = None
    supplied: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period that starts on {self.start} may not end before it, on {self.end}")
        if self.kind not in OF_A_YEAR:
            object.__setattr__(self, "year_type", None)
        elif self.kind == "ytd" and self.year_type is None:
            object.__setattr__(self, "year_type", year_type_from(self.start))

    @property
    def key(self) -> str:
        """The text it is stored by; `of_key` reads it back."""
        return rendering.key(self)

    @property
    def label(self) -> str:
        """In full, in words: "April to June 2020 (Q1 2020 to 2021)"."""
        return rendering.label(self)

    @property
    def short(self) -> str:
        """In few words, for an axis or a column: "Q1 2020 to 2021"."""
        return rendering.short(self)

    @property
    def days(self) -> int:
        """How many days, first and last included."""
        return (self.end - self.start).days + 1

    @property
    def months(self) -> int | None:
        """How many months, where it is a whole number of them; else None."""
        return months_between(self.start, self.end)

    @property
    def order(self) -> tuple[date, date]:
        """What to sort by: the end, then the start."""
        return (self.end, self.start)

    def overlaps(self, other: Period) -> bool:
        """Whether any day is in both."""
        return self.start <= other.end and other.start <= self.end

    def same_kind(self, other: Period) -> bool:
        """Whether both may stand in one series: kind, type of year and basis, and for pooled years and windows the length too."""
        if (self.kind, self.year_type, self.basis) != (other.kind, other.year_type, other.basis):
            return False
        if self.kind == "pooled":
            return self.months == other.months
        if self.kind == "week":
            return self.start.weekday() == other.start.weekday()
        if self.kind == "window":
            return self.months == other.months if self.months and other.months else self.days == other.days
        return True

    def next(self) -> Period:
        """The period of the same kind and length that starts the day after this one ends.

        ValueError for a snapshot, which is a moment, and for a year to date, which grows instead of moving on.
        """
        if self.kind in {"snapshot", "ytd"}:
            name = "snapshot" if self.kind == "snapshot" else "year to date"
            raise ValueError(f"a {name} ({self.label}) has no period that follows it")
        start = self.end + DAY
        months = None if self.kind == "week" else self.months
        end = add_months(start, months) - DAY if months else start + timedelta(days=self.days - 1)
        return Period(self.kind, start, end, self.year_type, self.basis)


def month(year: int, number: int, *, supplied: str = "") -> Period:
    """The calendar month `number` (1 to 12) of `year`."""
    start = date(year, number, 1)
    return Period("month", start, add_months(start, 1) - DAY, supplied=supplied)


def quarter(year: int, number: int, *, year_type: YearType = "financial", supplied: str = "") -> Period:
    """Quarter 1 to 4 of the year of `year_type` that starts in `year`."""
    return _part("quarter", year, number, 3, year_type, supplied)


def half(year: int, number: int, *, year_type: YearType = "financial", supplied: str = "") -> Period:
    """Half 1 or 2 of the year of `year_type` that starts in `year`."""
    return _part("half", year, number, 6, year_type, supplied)


def year(start_year: int, *, year_type: YearType = "financial", supplied: str = "") -> Period:
    """The year of `year_type` that starts in `start_year`."""
    return _part("year", start_year, 1, 12, year_type, supplied)


def pooled(first_year: int, last_year: int, *, year_type: YearType = "calendar", basis: Basis | None = None, supplied: str = "") -> Period:
    """Several whole years as one: from the year that starts in `first_year` to the one that starts in `last_year`."""
    start = date(first_year, *YEAR_STARTS[year_type])
    end = add_months(date(last_year, *YEAR_STARTS[year_type]), 12) - DAY
    return Period("pooled", start, end, year_type, basis, supplied=supplied)


def rolling12(last_day: date, *, supplied: str = "") -> Period:
    """The twelve months that end on `last_day`."""
    return Period("rolling12", add_months(last_day + DAY, -12), last_day, supplied=supplied)


def snapshot(day: date, *, supplied: str = "") -> Period:
    """One day on which something was counted; snapshots are never added up."""
    return Period("snapshot", day, day, supplied=supplied)


def iso_week(year: int, number: int, *, supplied: str = "") -> Period:
    """The ISO week `number`, Monday to Sunday. ValueError where that year has no such week."""
    start = date.fromisocalendar(year, number, 1)
    return Period("week", start, start + timedelta(days=6), supplied=supplied)


def series(periods: Iterable[Period]) -> tuple[Period, ...]:
    """The periods in order, each once. ValueError, in words, where they are not all of one kind."""
    ordered = sorted(set(periods), key=lambda p: p.order)
    for other in ordered[1:]:
        if not ordered[0].same_kind(other):
            raise ValueError(f"one series may not mix {ordered[0].label} with {other.label}: they are not periods of the same kind")
    return tuple(ordered)


def _part(kind: Kind, start_year: int, number: int, length: int, year_type: YearType, supplied: str) -> Period:
    if not 1 <= number <= 12 // length:
        raise ValueError(f"a year has {12 // length} of the kind {kind}, not number {number}")
    start = add_months(date(start_year, *YEAR_STARTS[year_type]), length * (number - 1))
    return Period(kind, start, add_months(start, length) - DAY, year_type, supplied=supplied)
