"""Room: indicators. The shapes of what is said of an indicator: its state, its series, its change, its sentences; released values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, Literal

from indicators.decisions import OwnersJudgement
from indicators.disclosure.released import Released
from indicators.inequalities.shapes import GroupRow
from indicators.periods import Period

#: what stands beside a change that a reader with a pencil would find another
ROUNDED: Final = "figures are rounded"


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
    """XmR limits of each phase, per point of the series: as many as `Series.points`, NaN where there are none.

    `special_cause` holds the label of the rule a point meets, or "Common Cause"; "" where there is no number. `trial` tells whether the
    current phase has fewer than 13 points.
    """

    mean: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    trial: bool
    special_cause: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """The released points of one part in one area, oldest first, one kind of period, no breakdown.

    `breaks` maps the index of the first point after a break to the sentence that explains it; a phase of the limits starts there too.
    `ghosted` maps the index of a point that a recorded decision leaves out of limits and rules to the reason.
    `limits` is None where the current phase has fewer than 5 points with a number, or the series is annual or pooled.
    """

    indicator: str
    part: str
    area: str
    points: tuple[Released, ...]
    breaks: Mapping[int, str] = field(default_factory=dict)
    limits: Limits | None = None
    ghosted: Mapping[int, str] = field(default_factory=dict)

    @property
    def phase_start(self) -> int:
        """The index of the first point of the current phase: 0 where nothing breaks."""
        return max(self.breaks, default=0)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the data say of one series, and why. `points` of `needed` were there to say it from."""

    state: State
    reason: str
    points: int = 0
    needed: int = 0
    trial: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """Latest against the first figure (after a break, against the first one since), or against the baseline once one is set.

    `amount` is in points for percentages, scores and ratios, and in per cent of the first value otherwise (the plain difference where
    that value is 0); `size` says so ("+49.7 points"). `lower` and `upper` are its 95 % limits in the same unit, None where the two
    figures have no limits of their own, or are not comparable; `interval` puts them in words. `across_break` tells that the series breaks
    between the two: that is so only where nothing after the break can be compared with, or a baseline lies before it. `rounded` tells that
    the change, which is that of the unrounded figures, is another than that of the two as they are shown.
    """

    since: Released
    against: str  # "first figure" | "first figure after the break" | "baseline"
    amount: float
    size: str
    lower: float | None = None
    upper: float | None = None
    interval: str = ""
    across_break: bool = False
    rounded: bool = False

    @property
    def words(self) -> str:
        """The change as every page, pack and document prints it: its size, with what must be known of it."""
        if self.across_break:
            return f"not comparable: the series breaks in between ({self.size})"
        return f"{self.size} ({ROUNDED})" if self.rounded else self.size


Assurance = Literal["", "consistent_pass", "consistent_fail", "inconsistent"]


@dataclass(frozen=True, slots=True)
class Aim:
    """The latest figure against the target that holds for its period.

    `met` is None where the latest figure is no number. `step` tells that the target is a step on a trajectory, for that period alone;
    `assurance` is "" below 13 figures in the phase. `sentence` says it, from the released figure.
    """

    target: float
    step: bool
    met: bool | None
    assurance: Assurance
    sentence: str


@dataclass(frozen=True, slots=True)
class PartSummary:
    """The reading of one part of an indicator, in the area that the plan's page shows.

    `latest` is the last point that is a number or a hidden one, `latest_words` what a row prints for it: "81.2 %", "[c]", or, for a part
    whose groups are compared, the ratio ("2.4 times"). `title` is the finding in a line, `sentence` the whole of it.
    `place` is the area's name; `context` tells that it is wider than the plan's own. Where groups are compared, `highlighted` is the group
    whose ratio is told, and `made_of` its figure and that of the reference group: the ratio comes from these two. `remarks` are sentences
    on the breaks of the series, to stand beside `sentence`.
    """

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
    area: str = ""
    place: str = ""
    context: bool = False
    latest_words: str = ""
    title: str = ""
    aim: Aim | None = None
    highlighted: GroupRow | None = None
    made_of: tuple[Released, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """The reading of one indicator. `headline` is the part the plan's page shows; None where no part has a figure.

    `missing` says, for an indicator without a figure, what is missing and who is to supply it, in the plan's terms. `judgement` is what the
    owner says: it stands beside the state, which is always that of the data.
    """

    indicator: str
    state: State
    reason: str
    sentence: str
    headline: PartSummary | None
    parts: tuple[PartSummary, ...]
    missing: str
    judgement: OwnersJudgement | None = None


@dataclass(frozen=True, slots=True)
class Attention:
    """What needs the Board, in a sentence or two, with the indicator, the priority or the page that it leads to ("" where to none)."""

    text: str
    indicator: str = ""
    priority: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """The plan on a page: a summary an indicator, in the order of the plan, and the counts of all states, which add up to their number.

    `newest` is the period of the newest figure among them; None where no figure is held.
    """

    as_of: date
    headline: str
    summaries: tuple[Summary, ...]
    counts: Mapping[State, int]
    attention: tuple[Attention, ...]
    newest: Period | None = None

    def summary(self, indicator: str) -> Summary:
        """The summary of one indicator; KeyError if the plan has none."""
        for summary in self.summaries:
            if summary.indicator == indicator:
                return summary
        raise KeyError(indicator)
