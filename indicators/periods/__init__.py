"""Room: indicators. Periods: what they are (`model`), how they are written (`rendering`), stored (`keys`) and read (`reading`)."""

from indicators.periods.keys import of_key
from indicators.periods.model import Period, half, iso_week, month, pooled, quarter, rolling12, series, snapshot, year
from indicators.periods.reading import ACCEPTED, Reading, read
from indicators.periods.spoken import of_interval
from indicators.periods.years import YEAR_STARTS, YEAR_WORDS, Basis, Kind, YearType

__all__ = [
    "ACCEPTED",
    "YEAR_STARTS",
    "YEAR_WORDS",
    "Basis",
    "Kind",
    "Period",
    "Reading",
    "YearType",
    "half",
    "iso_week",
    "month",
    "of_interval",
    "of_key",
    "pooled",
    "quarter",
    "read",
    "rolling12",
    "series",
    "snapshot",
    "year",
]
