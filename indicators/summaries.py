"""Room: indicators. What is said of an indicator: its state with the reason, latest, first, change, sentence, from released values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from indicators.disclosure.released import Released
from indicators.periods import Period


class State(StrEnum):
    """One judgement an indicator. The words are those that a page shows."""

    IMPROVING = "improving"
    WORSENING = "worsening"
    NO_CLEAR_CHANGE = "no clear change"
    TOO_EARLY = "too early to say"
    TOO_FEW = "too few to show"
    AWAITING = "awaiting figures"
    TO_BE_CLARIFIED = "to be clarified"
    IN_DEVELOPMENT = "in development"
    NO_MEASURE = "no measure"


@dataclass(frozen=True, slots=True)
class Limits:
    """XmR limits of one phase, per point of the series: arrays of the same length as `Series.points`, NaN where there are none."""

    mean: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    trial: bool
    special_cause: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """The released points of one part in one area, oldest first, one kind of period, no breakdown.

    `breaks` maps the index of the first point after a break to the sentence that explains it. `limits` is None below 5 points or where the
    series is annual or pooled.
    """

    indicator: str
    part: str
    area: str
    points: tuple[Released, ...]
    breaks: Mapping[int, str] = field(default_factory=dict)
    limits: Limits | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Latest against the first figure, or against the baseline once one is set.

    `amount` is in points for percentages and scores and in per cent of the first value otherwise; `words` says so ("+49.7 points").
    """

    since: Released
    against: str  # "first figure" | "baseline"
    amount: float
    words: str


@dataclass(frozen=True, slots=True)
class PartSummary:
    """The reading of one part of an indicator, in the area that the plan's page shows."""

    indicator: str
    part: str
    name: str
    state: State
    reason: str
    sentence: str
    points: int
    needed: int
    trial: bool
    stale: bool
    latest: Released | None
    first: Released | None
    baseline: Released | None
    change: Change | None
    series: Series | None
    nearest: str
    next_period: Period | None


@dataclass(frozen=True, slots=True)
class Summary:
    """The reading of one indicator. `headline` is the part the plan's page shows; None where no part has a figure.

    `missing` says, for an indicator without a figure, what is missing and who is to supply it, in the plan's terms.
    """

    indicator: str
    state: State
    reason: str
    sentence: str
    headline: PartSummary | None
    parts: tuple[PartSummary, ...]
    missing: str


@dataclass(frozen=True, slots=True)
class Board:
    """The plan on a page: a summary an indicator, in the order of the plan, and the counts of all states, which add up to their number."""

    as_of: date
    headline: str
    summaries: tuple[Summary, ...]
    counts: Mapping[State, int]
    attention: tuple[str, ...]

    def summary(self, indicator: str) -> Summary:
        """The summary of one indicator; KeyError if the plan has none."""
        for summary in self.summaries:
            if summary.indicator == indicator:
                return summary
        raise KeyError(indicator)
