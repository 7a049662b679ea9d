"""Room: loaders. What is known beside a file when it is read: populations, figures held, answers given, whose indicators they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from indicators.observations import Key, Observation

#: (population, area, breakdown) -> people; the breakdown is () for everybody
Populations = Mapping[tuple[str, str, tuple[tuple[str, str], ...]], float]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """`held` maps the keys of figures held to their values, to compare with; `sent` are the same figures with the counts behind them.

    Both hold no more than the sender may see: whether a question is asked at all tells of what it compares with.

    `answers` are those of `loaders.answers`.

    `layouts` holds the layouts that the sender confirmed (`loaders.layouts`): shape -> label -> key of the question, "" where left out.
    `explained` holds those of earlier files of the sender: what they say is offered for tables alike, and nothing is read by them.
    `theirs` holds the ids of the priorities that the sender answers for, None for anybody; `today` is the day of sending, None where a
    period that is not over is not to be asked about.
    """

    populations: Populations = field(default_factory=dict)
    held: Mapping[Key, float] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    layouts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    theirs: Collection[str] | None = None
    today: date | None = None
    explained: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sent: Sequence[Observation] = ()


NOTHING_KNOWN = Circumstances()
