"""Room: indicators. The plan as frozen objects: what `priorities.yaml` may say, and nothing else.

Every field has a description: `delivery-plan check --schema` prints them as JSON Schema and docs/reference/registry.md lists them. Areas
and datasets are in `datasets`, indicators and measures in `series`; all of them can be had from here.
"""

from __future__ import annotations

from typing import Literal, TypeVar

from pydantic import Field

from indicators.registry.datasets import Area, AreaCode, Commitment, Population, Selection, Source
from indicators.registry.series import Break, Decision, Indicator, Measure, Part, Target
from indicators.registry.types import (
    ID,
    PART_ID,
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

__all__ = [
    "ID",
    "PART_ID",
    "Action",
    "ActionArea",
    "Area",
    "AreaCode",
    "Break",
    "Commitment",
    "Deadline",
    "Deadlines",
    "Decision",
    "Direction",
    "Entry",
    "Frequency",
    "Id",
    "Indicator",
    "Interface",
    "Measure",
    "Mechanism",
    "Named",
    "Note",
    "Outcome",
    "Part",
    "Passion",
    "PeoplesVoice",
    "PeriodKey",
    "Person",
    "Plan",
    "Population",
    "Priority",
    "Profile",
    "Requirement",
    "Review",
    "Reviews",
    "Selection",
    "Source",
    "Target",
    "Unit",
    "VoiceKind",
    "Words",
    "YearTypeName",
]

N = TypeVar("N", bound=Named)


class Person(Named):
    """A person, or a post that a person may hold."""

    name: Words
    """As the pages show it."""
    kind: Literal["person", "post"] = "person"
    """`post` for an organisation's or a vacant role ("PC Lead"): nobody signs in as one, and its tasks fall to the analyst."""
    organisation: str = ""
    """Where the plan says which."""
    aliases: tuple[Words, ...] = ()
    """Other spellings and initials under which the plan names the same person."""
    note: str = ""
    """A doubt about the name or the role."""


class Interface(Entry):
    """Another plan or strategy that this one touches."""

    name: Words
    """Its title, in the plan's words."""
    linked: bool = True
    """Whether the source shows it as a link (an empty one is still a link)."""


class VoiceKind(Named):
    """One way in which people's voices are, or could be, captured."""

    text: Words
    """What it is, in words."""


class PeoplesVoice(Entry):
    """What the plan asks for of people's voice."""

    standing: Words
    """What weight it has beside the numbers."""
    groups: tuple[Words, ...] = ()
    """Existing groups that could carry it."""
    needed_first: str = ""
    """What has to be done before it can start."""
    kinds: tuple[VoiceKind, ...] = ()
    """The ways of capturing it; a voice that is sent in names one of them."""
    also_for: str = ""
    """Whom else the same approach is meant for."""


class Review(Entry):
    """One meeting at which the plan is, or was, reviewed."""

    date: Day
    """The day of the meeting."""
    title: str = ""
    """What it is called, where that is more than the board's name."""
    as_of: Day | None = None
    """The day as of which its papers were drawn; the day of the meeting where nothing is said."""

    @property
    def known_on(self) -> Day:
        """The day as of which its figures are shown."""
        return self.as_of or self.date


class Reviews(Entry):
    """How often the plan is reviewed, and by whom."""

    indicators: Words
    """How often indicators are reviewed, in words."""
    actions: Words
    """How often actions are reviewed, in words."""
    live_document: bool = True
    """Whether actions may be added between reviews."""
    actions_within_months: int = 12
    """An action not reviewed for this many months is flagged."""
    dates: tuple[Review, ...] = ()
    """The meetings that reviewed the plan, or will; only those that took place or are announced."""


class Deadline(Entry):
    """The deadline of one quarter, where it is a day of its own."""

    period: PeriodKey
    """Key of the quarter whose figures are due (`2024-Q4F`)."""
    on: Day
    """The last day on which they are in time."""


class Deadlines(Entry):
    """By when the figures of a quarter are to be sent; only what the board or the analyst has set."""

    working_days: int | None = Field(default=None, ge=1, le=250)
    """How many working days in England after the end of a quarter its figures are due; nothing where each deadline is a day of its own."""
    dates: tuple[Deadline, ...] = ()
    """Deadlines of single quarters; they hold in place of the count of working days."""
    holidays_added: tuple[Day, ...] = ()
    """Bank holidays of England, added or moved by proclamation, that this program does not know yet."""
    holidays_dropped: tuple[Day, ...] = ()
    """Days that are no bank holiday after all, such as one that was moved to another day."""


class Outcome(Named):
    """An outcome of the whole plan; the source ties none of them to a single priority, so neither does this file."""

    text: Words
    """In the plan's words."""


class ActionArea(Named):
    """One of the areas under an action."""

    text: Words
    """In the plan's words."""


class Action(Named):
    """What is to be done."""

    text: Words
    """In the plan's words."""
    owners: tuple[Id, ...] = ()
    """People and posts the plan names for it."""
    status: Literal["", "placeholder"] = ""
    """What the plan itself says; progress is told by leads, not here."""
    areas: tuple[ActionArea, ...] = ()
    """Areas that the plan lists under it."""
    indicators: tuple[Id, ...] = ()
    """Indicators that it is to move, only where the plan or its owner says so; none is guessed."""
    note: str = ""
    """What a reader should know of it."""


class Mechanism(Entry):
    """Something through which a priority is delivered."""

    name: Words
    """In the plan's words."""
    doubt: str = ""
    """What the plan leaves open about it."""


class Requirement(Named):
    """A reporting requirement that is not a numbered measure."""

    text: Words
    """In the plan's words."""


class Priority(Named):
    """One priority with its people, actions, indicators and measures."""

    number: Words
    """As the plan counts it ("2")."""
    name: Words
    """Its full name, in the plan's words."""
    short: Words
    """A short name for rows and headings."""
    sros: tuple[Id, ...] = ()
    """Senior responsible owners: people and posts."""
    leads: tuple[Id, ...] = ()
    """Implementation leads: people and posts."""
    mechanisms: tuple[Mechanism, ...] = ()
    """What it is delivered through."""
    mechanisms_note: str = ""
    """What the plan says of them as a whole."""
    actions: tuple[Action, ...] = ()
    """What is to be done."""
    indicators: tuple[Indicator, ...] = ()
    """What shows success."""
    measures: tuple[Measure, ...] = ()
    """The data that indicators are read from."""
    requirements: tuple[Requirement, ...] = ()
    """Reporting requirements that are not numbered measures."""
    notes: tuple[Words, ...] = ()
    """Judgements and doubts: the id of one of the notes of the plan, or a sentence."""


class Passion(Named):
    """One of the plan's themes."""

    name: Words
    """In the plan's words."""
    priorities: tuple[Priority, ...] = Field(min_length=1)
    """Its priorities."""


class Note(Named):
    """A judgement taken in reading the plan, or a doubt left open."""

    kind: Literal["judgement", "doubt"]
    """`judgement`: a reading was chosen. `doubt`: none was."""
    text: Words
    """One or two plain sentences."""


class Plan(Named):
    """The whole plan: everything the dashboard shows that is not a figure."""

    title: Words
    """The plan's own title."""
    short_title: Words
    """A short title for the head of each page."""
    place: Words
    """The place, as it is named in sentences ("Leeds")."""
    starts: Day
    """First day of the plan."""
    ends: Day
    """Last day of the plan."""
    period_as_written: str = ""
    """The period in the words of the plan."""
    board: Words
    """The body that reviews the indicators."""
    reports_to: str = ""
    """The body that the board reports to."""
    reviews: Reviews
    """How often what is reviewed."""
    deadlines: Deadlines | None = None
    """By when figures are to be sent; left out, no deadline is set and none is shown."""
    interfaces: tuple[Interface, ...] = ()
    """Other plans and strategies it touches."""
    also_named: tuple[Words, ...] = ()
    """Further plans and bodies that the text names."""
    cross_cutting: str = ""
    """What holds for every priority."""
    peoples_voice: PeoplesVoice | None = None
    """What the plan asks for of people's voice."""
    outcomes: tuple[Outcome, ...] = ()
    """Outcomes of the whole plan, any number of them."""
    people: tuple[Person, ...] = ()
    """Everybody the plan names, and its posts."""
    areas: tuple[Area, ...] = Field(min_length=1)
    """Places and bodies that figures are about."""
    sources: tuple[Source, ...] = ()
    """Published datasets it draws on."""
    populations: tuple[Population, ...] = ()
    """Denominators."""
    commitments: tuple[Commitment, ...] = ()
    """National commitments that give context."""
    abbreviations: dict[str, str] = Field(default_factory=dict)
    """Abbreviation -> its meaning; "not expanded in the plan" where it is not known."""
    passions: tuple[Passion, ...] = Field(min_length=1)
    """Its themes, with their priorities."""
    notes: tuple[Note, ...] = ()
    """Judgements taken in reading the plan, and doubts left open."""

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
