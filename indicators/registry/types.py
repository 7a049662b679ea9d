"""Room: indicators. The words that a plan file may use for its values, and what every entry of it is."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Strict, StringConstraints
from pydantic_core import PydanticCustomError

from indicators.periods import of_key

ID = r"^[A-Za-z0-9][A-Za-z0-9._/-]*$"
PART_ID = r"^[a-z0-9-]*$"
Id = Annotated[str, StringConstraints(pattern=ID)]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
#: strict, because a bare 2020 would otherwise be read as seconds since 1970
Day = Annotated[date, Strict()]
#: one period as `Period.key` writes it: 2020-04, 2019-Q3F, 2020-H1F, 2021F, 2015C-2017C, 2024-W07, @2021-03-21, 2024-02-01..2024-04-30
PERIOD_KEY = (
    r"\d{4}-(0[1-9]|1[0-2])|\d{4}-Q[1-4][A-Z]|\d{4}-H[12][A-Z]|\d{4}[A-Z](-\d{4}[A-Z])?"
    r"|\d{4}-W\d{2}|@\d{4}-\d{2}-\d{2}|\d{4}-\d{2}(-\d{2})?\.\.\d{4}-\d{2}(-\d{2})?[A-Za-z0-9]*"
)
NOT_SET = "not set"


def _a_period(key: str) -> str:
    """The key, where it is that of a period: the 99th week and the 13th month have the form of one and are none."""
    try:
        if key != NOT_SET:
            of_key(key)
    except ValueError:
        raise PydanticCustomError("string_pattern_mismatch", "no period", {"pattern": PERIOD_KEY}) from None
    return key


PeriodKey = Annotated[str, StringConstraints(pattern=rf"^({PERIOD_KEY})$"), AfterValidator(_a_period)]
Baseline = Annotated[str, StringConstraints(pattern=rf"^({NOT_SET}|{PERIOD_KEY})$"), AfterValidator(_a_period)]
Direction = Literal["up", "down", "towards_one", "not_stated"]
Unit = Literal["per_cent", "per_100000", "per_10000", "per_1000", "count", "score", "ratio", "standardised_ratio", "days", "words"]
Flags = tuple[Literal["p", "r", "u", "e", "b", "f"], ...]
Profile = Literal["mhsds5", "hes7", "exact5", "exact7", "deaths", "open"]
Frequency = Literal["monthly", "quarterly", "annual", "pooled", "not_stated"]
YearTypeName = Literal["financial", "calendar", "school", "higher_education", "tax"]


class Entry(BaseModel):
    """Base of every entry: frozen, no unknown field."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)


class Named(Entry):
    """An entry that others refer to by its id."""

    id: Id
    """Short and unique among its kind, and never re-used: figures are kept under it."""
