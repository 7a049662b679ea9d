"""Room: indicators. The plan as frozen objects: what `priorities.yaml` may say, and nothing else.

Every field has a description: `delivery-plan check --schema` prints them as JSON Schema and docs/reference/registry.md lists them.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._/-]*$")]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Direction = Literal["up", "down", "towards_one", "not_stated"]
Unit = Literal["per_cent", "per_100000", "per_10000", "per_1000", "count", "score", "ratio", "standardised_ratio", "days", "words"]
Profile = Literal["mhsds5", "hes7", "exact5", "exact7", "deaths", "open"]
Frequency = Literal["monthly", "quarterly", "annual", "pooled", "not_stated"]
YearTypeName = Literal["financial", "calendar", "school", "higher_education", "tax"]


class Entry(BaseModel):
    """Base of every entry: frozen, no unknown field."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Named(Entry):
    """An entry that others refer to by its id."""

    id: Id


N = TypeVar("N", bound=Named)


class Person(Named):
    """A person, or a post that a person may hold."""

    name: Words
    kind: Literal["person", "post"] = "person"
    """`post` for an organisation's or a vacant role ("PC Lead"): nobody signs in as one, and its tasks fall to the analyst."""
    organisation: str = ""
    aliases: tuple[Words, ...] = ()
    """Other spellings and initials under which the plan names the same person."""
    note: str = ""


class Interface(Entry):
    """Another plan or strategy that this one touches."""

    name: Words
    linked: bool = True
    """Whether the source shows it as a link (an empty one is still a link)."""


class VoiceKind(Named):
    """One way in which people's voices are, or could be, captured."""

    text: Words


class PeoplesVoice(Entry):
    """What the plan asks for of people's voice."""

    standing: Words
    groups: tuple[Words, ...] = ()
    needed_first: str = ""
    kinds: tuple[VoiceKind, ...] = ()
    also_for: str = ""


class Reviews(Entry):
    """How often the plan is reviewed, and by whom."""

    indicators: Words
    actions: Words
    live_document: bool = True
    actions_within_months: int = 12
    """An action not reviewed for this many months is flagged."""


class Outcome(Named):
    """An outcome of the whole plan; the source ties none of them to a single priority, so neither does this file."""

    text: Words


class AreaCode(Entry):
    """One code of an area, with the days on which it held."""

    code: Words
    scheme: Words
    since: date | None = None
    until: date | None = None


class Area(Named):
    """A place or a body that figures are about."""

    name: Words
    role: Literal["plan", "context"]
    """`plan`: the plan's own area, in one of its forms. `context`: a wider area beside it, never its continuation."""
    kind: Literal["local_authority", "nhs_area", "provider", "integrated_care_board", "region", "country", "other"]
    codes: tuple[AreaCode, ...] = Field(min_length=1)
    """All codes of the area. Where several hold on one day (three commissioning groups before a merger), their counts are added up."""
    note: str = ""


class Source(Named):
    """A published dataset."""

    publisher: Words
    dataset: Words
    loader: Id
    """The loader that reads its files: a name from `delivery-plan formats`."""
    licence: Words
    profile: Profile = "open"
    """What is already published is carried as published; what leads supply for the same indicator goes under the indicator's profile."""
    published_on: date | None = None
    """Publication date where the publisher states it; nothing where it is not known."""
    rounding: str = ""
    """How the publisher rounds and hides, in words."""
    hidden_bounds: tuple[int, int] | None = None
    """The lowest and highest count that a suppressed cell may stand for."""
    note: str = ""


class Population(Named):
    """A denominator: how many people live somewhere, by group."""

    name: Words
    source: Id
    on: date
    """The day that it counts."""
    classification: str = ""
    """The grouping of its breakdown, where it has one: an ethnic one (`2021-ONS`)."""
    measure: Words
    """The dataset's measure that is counted."""
    where: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    """Further dimensions of the dataset and the categories that are taken."""
    breakdown: dict[str, str] = Field(default_factory=dict)
    """Our dimension -> the dataset's dimension."""
    groups: dict[str, tuple[Words, ...]] = Field(default_factory=dict)
    """Our group -> the dataset's categories that are added up for it; without it the categories are taken as the classification reads them."""
    areas: tuple[Id, ...]
    note: str = ""


class Commitment(Named):
    """A national commitment that gives an indicator context. It is not a target of the plan."""

    text: Words
    source: Words
    value: float | None = None
    unit: Unit | None = None
    direction: Literal["at_least", "at_most"] | None = None


class Selection(Entry):
    """Which rows of a published dataset make a series, and how.

    Either `value` (carried as published, with the publisher's limits), or `numerator` (a count) with or without `denominator`.
    """

    source: Id
    value: str = ""
    """The dataset's measure whose published value is carried as it stands."""
    numerator: str = ""
    """The dataset's measure that is counted."""
    denominator: str = ""
    """The dataset's measure it is a share of."""
    population: str = ""
    """Id of the population it is divided by, where the file holds counts only."""
    where: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    """Further dimensions of the dataset and the categories that are taken. Several categories of one dimension are added up."""
    breakdown: dict[str, str] = Field(default_factory=dict)
    """Our dimension -> the dataset's dimension, for the rows that are also taken group by group."""
    classification: str = ""
    """The grouping of the breakdown (`2001-NHS`)."""
    areas: tuple[Id, ...] = Field(min_length=1)
    """Areas taken; the first is the one that the plan's page shows."""
    aggregate: Literal["", "quarter"] = ""
    """`quarter`: the months of a quarter are added up; a quarter with a month missing is passed over."""
    flags: tuple[Literal["p", "r", "u", "e", "b", "f"], ...] = ()
    """Flags every figure of this selection carries."""
    flagged: dict[str, tuple[Literal["p", "r", "u", "e", "b", "f"], ...]] = Field(default_factory=dict)
    """Category of a breakdown -> flags that its figures carry beside."""
    note: str = ""
    """A sentence that stands wherever the figures stand."""


class Break(Entry):
    """A break in a series: values before it and from it on are not compared without saying so."""

    at: Id
    """Key of the first period after the break."""
    text: Words


class Part(Entry):
    """One series of an indicator: a part of it (assessed, detained), a member of its family, or the nearest published figure."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]*$")] = ""
    """"" where the indicator is one series."""
    name: Words
    role: Literal["whole", "part", "member", "nearest"] = "whole"
    """`part`: part of one indicator. `member`: one of a family of indicators. `nearest`: the nearest published figure."""
    nearest: str = ""
    """For `nearest`: what it is, and what the plan says instead."""
    headline: bool = False
    """Whether the plan's page shows this series for the indicator; one at most, the first that has figures if none says so."""
    direction: Direction
    unit: Unit
    multiplier: int = 1
    """What the share or rate is multiplied by (100, 1,000, 100,000); 1 for counts and scores."""
    decimals: int = 1
    numerator: str = ""
    """In words."""
    denominator: str = ""
    """In words."""
    frequency: Frequency
    year_type: YearTypeName = "financial"
    published: tuple[Selection, ...] = ()
    commitments: tuple[Id, ...] = ()
    breaks: tuple[Break, ...] = ()
    compare: str = ""
    """Breakdown whose groups are compared by ratio (`ethnic_group`)."""
    reference: str = ""
    """The group others are compared with ("White")."""


class Target(Entry):
    """One value of a target series."""

    period: Id | None = None
    """Key of the period; nothing where the plan gives no date."""
    value: float
    text: str = ""


class Indicator(Named):
    """What shows success, in the plan's words, and how it is read."""

    number: Words
    text: Words
    """The plan's own words."""
    short: Words
    """A short name for rows and charts."""
    measure: Id | None = None
    """The measure it is read from; nothing where the plan names none."""
    kind: Literal["quantitative", "qualitative"] = "quantitative"
    family: bool = False
    """Whether it stands for several indicators."""
    standing: Literal["performance", "contextual"] = "performance"
    """`performance`: the priority's work is to move it. `contextual`: it shows the ground on which the work is done."""
    direction: Direction
    direction_note: str = ""
    unit: Unit
    multiplier: int = 1
    numerator: str = ""
    denominator: str = ""
    frequency: Frequency
    frequency_stated: bool = False
    """Whether the plan states the frequency; else it is a reading."""
    year_type: YearTypeName = "financial"
    baseline: str = "not set"
    """Key of the period agreed as baseline, or `not set`."""
    targets: tuple[Target, ...] = ()
    breakdowns: tuple[Id, ...] = ()
    """Groups asked for: ethnic_group, age, sex, parental_mental_health, carer, sexual_orientation, deprivation."""
    classification: str = ""
    profile: Profile = "mhsds5"
    approval: bool = False
    """Whether somebody other than the sender approves a submission before it counts."""
    sensitive: Literal["", "suicide_self_harm"] = ""
    """Pages about it carry the helpline line."""
    overlaps: tuple[Id, ...] = ()
    """Indicators that count some of the same people: one relation where numbers are hidden."""
    parts: tuple[Part, ...] = ()
    commitments: tuple[Id, ...] = ()
    notes: tuple[Words, ...] = ()
    """Judgements and doubts, by their letter (J15, D8), in words."""


class Measure(Named):
    """The data an indicator is read from, in the plan's words."""

    text: Words
    contacts: tuple[Id, ...] = ()
    """People and posts who supply it."""
    contact_as_written: str = ""
    state: Literal["ready", "in_development", "unclear"]
    kind: Literal["quantitative", "qualitative"] = "quantitative"
    note: str = ""


class ActionArea(Named):
    """One of the areas under an action."""

    text: Words


class Action(Named):
    """What is to be done."""

    text: Words
    owners: tuple[Id, ...] = ()
    status: Literal["", "placeholder"] = ""
    """What the plan itself says; progress is told by leads, not here."""
    areas: tuple[ActionArea, ...] = ()
    note: str = ""


class Mechanism(Entry):
    """Something through which a priority is delivered."""

    name: Words
    doubt: str = ""


class Requirement(Named):
    """A reporting requirement that is not a numbered measure."""

    text: Words


class Priority(Named):
    """One priority with its people, actions, indicators and measures."""

    number: Words
    name: Words
    short: Words
    sros: tuple[Id, ...] = ()
    leads: tuple[Id, ...] = ()
    mechanisms: tuple[Mechanism, ...] = ()
    mechanisms_note: str = ""
    actions: tuple[Action, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    measures: tuple[Measure, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    notes: tuple[Words, ...] = ()


class Passion(Named):
    """One of the plan's themes."""

    name: Words
    priorities: tuple[Priority, ...] = Field(min_length=1)


class Note(Named):
    """A judgement taken in reading the plan, or a doubt left open."""

    kind: Literal["judgement", "doubt"]
    text: Words


class Plan(Named):
    """The whole plan: everything the dashboard shows that is not a figure."""

    title: Words
    short_title: Words
    place: Words
    """The place, as it is named in sentences ("Leeds")."""
    starts: date
    ends: date
    period_as_written: str = ""
    board: Words
    reports_to: str = ""
    reviews: Reviews
    interfaces: tuple[Interface, ...] = ()
    also_named: tuple[Words, ...] = ()
    cross_cutting: str = ""
    peoples_voice: PeoplesVoice | None = None
    outcomes: tuple[Outcome, ...] = ()
    people: tuple[Person, ...] = ()
    areas: tuple[Area, ...] = Field(min_length=1)
    sources: tuple[Source, ...] = ()
    populations: tuple[Population, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    abbreviations: dict[str, str] = Field(default_factory=dict)
    """Abbreviation -> its meaning; "not expanded in the plan" where it is not known."""
    passions: tuple[Passion, ...] = Field(min_length=1)
    notes: tuple[Note, ...] = ()

    @property
    def priorities(self) -> tuple[Priority, ...]:
        """All priorities, in the order of the plan."""
        return tuple(priority for passion in self.passions for priority in passion.priorities)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators, in the order of the plan."""
        return tuple(indicator for priority in self.priorities for indicator in priority.indicators)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """All measures, in the order of the plan."""
        return tuple(measure for priority in self.priorities for measure in priority.measures)

    @property
    def actions(self) -> tuple[Action, ...]:
        """All actions, in the order of the plan."""
        return tuple(action for priority in self.priorities for action in priority.actions)

    def priority(self, id: str) -> Priority:
        """The priority with this id; KeyError if the plan has none."""
        return _found(self.priorities, id)

    def indicator(self, id: str) -> Indicator:
        """The indicator with this id; KeyError if the plan has none."""
        return _found(self.indicators, id)

    def measure(self, id: str) -> Measure:
        """The measure with this id; KeyError if the plan has none."""
        return _found(self.measures, id)

    def area(self, id: str) -> Area:
        """The area with this id; KeyError if the plan has none."""
        return _found(self.areas, id)

    def source(self, id: str) -> Source:
        """The source with this id; KeyError if the plan has none."""
        return _found(self.sources, id)

    def person(self, id: str) -> Person:
        """The person or post with this id; KeyError if the plan has none."""
        return _found(self.people, id)

    def population(self, id: str) -> Population:
        """The population with this id; KeyError if the plan has none."""
        return _found(self.populations, id)

    def commitment(self, id: str) -> Commitment:
        """The commitment with this id; KeyError if the plan has none."""
        return _found(self.commitments, id)

    def priority_of(self, indicator_id: str) -> Priority:
        """The priority that an indicator belongs to; KeyError if the plan has none."""
        for priority in self.priorities:
            if any(indicator.id == indicator_id for indicator in priority.indicators):
                return priority
        raise KeyError(indicator_id)


def _found(entries: tuple[N, ...], id: str) -> N:
    for entry in entries:
        if entry.id == id:
            return entry
    raise KeyError(id)
