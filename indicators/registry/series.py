"""Room: indicators. What shows success: indicators with their parts, targets and measures."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from indicators.registry.datasets import Selection
from indicators.registry.types import (
    PART_ID,
    Baseline,
    Day,
    Direction,
    Entry,
    Frequency,
    Id,
    Named,
    PeriodKey,
    Profile,
    Unit,
    Words,
    YearTypeName,
)


class Break(Entry):
    """A break in a series: values before it and from it on are not compared without saying so."""

    at: PeriodKey
    """Key of the first period after the break."""
    text: Words
    """What changed, or that nobody says what did."""


class Decision(Entry):
    """A recorded decision on how a series is read: who took it, when and why."""

    kind: Literal["phase", "ghost", "fix"]
    """`phase`: limits are worked out anew from here on. `ghost`: a one-off, left out of limits. `fix`: limits stay those up to here."""
    at: PeriodKey
    """Key of the period it is about."""
    why: Words
    """The reason, as readers see it."""
    by: Words
    """Who decided."""
    on: Day
    """The day it was decided."""


class Part(Entry):
    """One series of an indicator: a part of it (assessed, detained), a member of its family, or the nearest published figure."""

    id: Annotated[str, StringConstraints(pattern=PART_ID)] = ""
    """"" where the indicator is one series."""
    name: Words
    """As rows and charts show it."""
    subject: str = ""
    """What a sentence calls it, so that it reads on with "rose", "fell" or "stood at" ("The suicide rate of men aged 10 and over")."""
    happening: str = ""
    """What happened to those counted, for a sentence on groups ("were detained under the Mental Health Act")."""
    role: Literal["whole", "part", "member", "nearest"] = "whole"
    """`part`: part of one indicator. `member`: one of a family of indicators. `nearest`: the nearest published figure."""
    nearest: str = ""
    """For `nearest`: what it is, and what the plan says instead."""
    headline: bool = False
    """Whether the plan's page shows this series for the indicator; one at most, the first that has figures if none says so."""
    direction: Direction
    """Which way is better."""
    unit: Unit
    """What its values are."""
    multiplier: int = 1
    """What the share or rate is multiplied by (100, 1,000, 100,000); 1 for counts and scores."""
    decimals: int = 1
    """Decimals shown."""
    numerator: str = ""
    """In words."""
    denominator: str = ""
    """In words."""
    frequency: Frequency
    """How often a figure is due."""
    year_type: YearTypeName = "financial"
    """The year that its quarters and years belong to."""
    published: tuple[Selection, ...] = ()
    """Published figures that fill it; empty where leads supply it."""
    supplied: bool = False
    """Whether leads supply it although published figures fill it too, for other areas."""
    commitments: tuple[Id, ...] = ()
    """National commitments that give it context."""
    breaks: tuple[Break, ...] = ()
    """Breaks in its series."""
    decisions: tuple[Decision, ...] = ()
    """Recorded decisions on its phases, ghosted points and fixed limits."""
    compare: str = ""
    """Breakdown whose groups are compared by ratio (`ethnic_group`)."""
    reference: str = ""
    """The group others are compared with (`white`)."""
    note: str = ""
    """A sentence for the reader: why there is no published figure, who is to supply it, what is not said."""


class Target(Entry):
    """One value of a target series."""

    period: PeriodKey | None = None
    """Key of the period; nothing where the plan gives no date."""
    value: float
    """In the unit of the indicator."""
    text: str = ""
    """The plan's words."""


class Indicator(Named):
    """What shows success, in the plan's words, and how it is read."""

    number: Words
    """As the plan counts it ("2.1")."""
    text: Words
    """The plan's own words."""
    short: Words
    """A short name for rows and charts."""
    subject: str = ""
    """Where it is one series: what a sentence calls it, so that it reads on with "rose", "fell" or "stood at"."""
    measure: Id | None = None
    """The measure it is read from; nothing where the plan names none."""
    kind: Literal["quantitative", "qualitative"] = "quantitative"
    """Whether it is read in numbers or in words."""
    family: bool = False
    """Whether it stands for several indicators."""
    standing: Literal["performance", "contextual"] = "performance"
    """`performance`: the priority's work is to move it. `contextual`: it shows the ground on which the work is done."""
    direction: Direction
    """Which way is better; `towards_one` is for a ratio of groups."""
    direction_note: str = ""
    """Where one word for the direction is not the whole truth."""
    unit: Unit
    """What its values are."""
    multiplier: int = 1
    """What the share or rate is multiplied by; left out, the unit says."""
    numerator: str = ""
    """Who or what is counted, in words."""
    denominator: str = ""
    """Out of whom or what, in words."""
    exclusions: str = ""
    """Who or what is left out of both, in words; nothing where the plan and its measure say none."""
    frequency: Frequency
    """How often it is read."""
    frequency_stated: bool = False
    """Whether the plan states the frequency; else it is a reading."""
    year_type: YearTypeName = "financial"
    """The year that its quarters and years belong to."""
    baseline: Baseline = "not set"
    """Key of the period agreed as baseline, or `not set`."""
    targets: tuple[Target, ...] = ()
    """A target series, only where the plan gives one."""
    breakdowns: tuple[Id, ...] = ()
    """Groups asked for: ethnic_group, age, sex, parental_mental_health, carer, sexual_orientation, deprivation. Leads' workbooks have
    rows for ethnic groups, sexes, carers and sexual orientation; the others wait for a published source."""
    classification: str = ""
    """The grouping that its ethnic groups are asked for in: `2001-NHS`, `2011-ONS` or `2021-ONS`."""
    profile: Profile = "mhsds5"
    """Disclosure rules for what leads supply."""
    approval: bool = False
    """Whether somebody other than the sender approves a submission before it counts."""
    sensitive: Literal["", "suicide_self_harm"] = ""
    """Pages about it carry the helpline line."""
    overlaps: tuple[Id, ...] = ()
    """Indicators that count some of the same people: one relation where numbers are hidden."""
    parts: tuple[Part, ...] = ()
    """Its series; left out, it is one series with the fields of the indicator."""
    review_by: Day | None = None
    """The day by which its definition is to be looked at again; nothing where none is agreed."""
    commitments: tuple[Id, ...] = ()
    """National commitments that give it context."""
    notes: tuple[Words, ...] = ()
    """Judgements and doubts: the id of one of the notes of the plan (read as its sentence), or a sentence."""


class Measure(Named):
    """The data an indicator is read from, in the plan's words."""

    text: Words
    """The plan's own words."""
    contacts: tuple[Id, ...] = ()
    """People and posts who supply it."""
    contact_as_written: str = ""
    """The contact as the plan writes it."""
    state: Literal["ready", "in_development", "unclear"]
    """`in_development`: the plan says it is to be developed. `unclear`: the plan leaves open which data are meant."""
    kind: Literal["quantitative", "qualitative"] = "quantitative"
    """Whether it is numbers or words."""
    note: str = ""
    """What a reader should know of it."""
