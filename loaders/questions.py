"""Room: loaders. What the leads' workbook asks for, drawn from the registry: its sheets, their columns, and a row for each figure.

`loaders.template` draws it, `loaders.returned` reads it back by the keys of its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indicators import classifications
from indicators.registry.models import Area, Indicator, Part, Plan, Priority
from indicators.spans import counted
from indicators.tasks import TO_FOLLOW, asked_period, supplied

__all__ = ["asked_period", "supplied"]

#: the first cell of the first sheet says what the workbook is, whatever its file is called
SIGNATURE = "Delivery plan workbook, version 1"
ILLUSTRATIVE = "ILLUSTRATIVE"
START, VALUES, BREAKDOWNS, COMMENTARY, ACTIONS, VOICES, NOTES = (
    "Start here",
    "Values",
    "Breakdowns",
    "Commentary",
    "Actions",
    "Voices",
    "Notes",
)
#: where the first sheet keeps what the workbook is for
FACTS = ("Plan", "Priorities", "Period key")

_ASKED = ("Key", "Indicator", "What is asked for")
_ANSWERED = ("Period key", "Period", "Count", "Out of", "Value", "No data because", "Note", "Figure held before")
VALUE_COLUMNS = (*_ASKED, *_ANSWERED)
BREAKDOWN_COLUMNS = (*_ASKED, "Group", *_ANSWERED)
COMMENTARY_COLUMNS = ("Key", "Indicator", "Period key", "What happened", "Why", "What next")
ACTION_COLUMNS = ("Key", "Action", "Status", "Progress", "Reviewed on")
VOICE_COLUMNS = ("Key", "Kind", "Source", "Who gathered it", "How many people", "Theme", "Words", "Consent")
NOTE_COLUMNS = ("Line", "Note")
COLUMNS = {
    VALUES: VALUE_COLUMNS,
    BREAKDOWNS: BREAKDOWN_COLUMNS,
    COMMENTARY: COMMENTARY_COLUMNS,
    ACTIONS: ACTION_COLUMNS,
    VOICES: VOICE_COLUMNS,
    NOTES: NOTE_COLUMNS,
}
#: the columns that a lead fills in
ANSWERS = {
    VALUES: ("Count", "Out of", "Value", "No data because", "Note"),
    BREAKDOWNS: ("Count", "Out of", "Value", "No data because", "Note"),
    COMMENTARY: ("What happened", "Why", "What next"),
    ACTIONS: ("Status", "Progress", "Reviewed on"),
    VOICES: VOICE_COLUMNS[1:],
    NOTES: ("Note",),
}

NO_DATA = ("not collected", "not due this quarter", "not yet agreed", TO_FOLLOW, "does not apply")
ACTION_STATES = ("not started", "under way", "done", "stopped")
CONSENT = ("yes", "no")
#: what has rows beside ethnic groups; a measure by a parent's mental health counts one of its groups, so no rows add up to its whole
_LISTED = ("sex", "carer", "sexual_orientation")
#: lines for people's voice and for notes
LINES = 10
#: the longest text of one box of commentary
BOX = 1_500

UNIT_WORDS = {
    "per_cent": "a count and what it is out of: a percentage is worked out",
    "per_100000": "a count and the population it is out of; or a rate per 100,000 people as the value",
    "per_10000": "a count and the population it is out of; or a rate per 10,000 people as the value",
    "per_1000": "a count and the population it is out of; or a rate per 1,000 people as the value",
    "count": "a count",
    "score": "a score as the value, and how many people it is of as the count",
    "ratio": "a ratio as the value",
    "standardised_ratio": "a standardised ratio as the value",
    "days": "a number of days as the value, and how many people it is of as the count",
    "words": "words: use the Commentary and Voices sheets",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One row a lead is asked to fill. `key` names it for the reader: ``I2.1/detained`` or ``I2.1/detained/ethnic_group=black``.

    `population` is the id of the plan's population that a count is divided by where nothing stands under Out of; "" where there is none.
    """

    key: str
    indicator: Indicator
    part: Part
    dimension: str = ""
    group: str = ""
    group_label: str = ""
    population: str = ""

    @property
    def asked(self) -> str:
        """What is asked for, in words."""
        return f"{self.named}: {'a count' if self.population else UNIT_WORDS[self.part.unit]}"

    @property
    def named(self) -> str:
        """What is counted, in words; of the quarter where a quarter is asked for of what is otherwise read by the year."""
        name = self.part.numerator or self.part.name
        return counted(name, "quarter") if self.part.supplied else name

    @property
    def breakdown(self) -> tuple[tuple[str, str], ...]:
        """The group, as a key of an observation names it."""
        return ((self.dimension, self.group),) if self.dimension else ()

    @property
    def uncounted(self) -> bool:
        """Whether nobody knows how many people there are in the group: it is counted, and has no share and no rate."""
        no_census = self.dimension == "sex" and self.group in ("non_binary", "other") and self.part.unit.startswith("per_1")
        return self.group in classifications.WITHOUT_POPULATION or no_census

    @property
    def classification(self) -> str:
        """The grouping of the groups; "" for the whole."""
        return classification(self.indicator) if self.dimension == "ethnic_group" else ""


def questions(plan: Plan, priority: Priority) -> tuple[Question, ...]:
    """Whole-area rows, an indicator's part each: those that leads supply, not the nearest published figures."""
    return tuple(
        Question(_key(indicator, part), indicator, part, population=_population(plan, indicator, part))
        for indicator in priority.indicators
        if indicator.kind == "quantitative"
        for part in supplied(indicator)
    )


def group_questions(plan: Plan, priority: Priority) -> tuple[Question, ...]:
    """Rows for each group of the breakdowns that have agreed groups: ethnic groups, in the indicator's classification, and `_LISTED`."""
    found: list[Question] = []
    for question in questions(plan, priority):
        for dimension, group, label in _groups(question.indicator):
            key = f"{question.key}/{dimension}={group}"
            # the plan's population of a comparison is one of ethnic groups
            population = question.population if dimension == "ethnic_group" else ""
            found.append(Question(key, question.indicator, question.part, dimension, group, label, population))
    return tuple(found)


def _groups(indicator: Indicator) -> Iterator[tuple[str, str, str]]:
    """Each group that an indicator is asked for by: the dimension, the group and its words."""
    if "ethnic_group" in indicator.breakdowns:
        for group in (*classifications.GROUPS, "not_stated", "not_known"):
            yield "ethnic_group", group, classifications.label(group, classification(indicator))
    for dimension in indicator.breakdowns:
        if dimension in _LISTED:
            for group, label in classifications.DIMENSIONS[dimension].categories.items():
                yield dimension, group, label


def sheets(plan: Plan, priorities: Iterable[Priority]) -> tuple[str, ...]:
    """The sheets, beside the first, that the workbook of these priorities has: one without rows is left out."""
    priorities = tuple(priorities)
    rows = {
        VALUES: any(questions(plan, priority) for priority in priorities),
        BREAKDOWNS: any(group_questions(plan, priority) for priority in priorities),
        COMMENTARY: any(priority.indicators for priority in priorities),
        ACTIONS: any(priority.actions for priority in priorities),
    }
    return tuple(name for name in COLUMNS if rows.get(name, True))


def home(plan: Plan) -> Area:
    """The area that leads' figures are about: the first that is the plan's own."""
    return next((area for area in plan.areas if area.role == "plan"), plan.areas[0])


def classification(indicator: Indicator) -> str:
    """The grouping that an indicator's ethnic groups are asked for in."""
    return indicator.classification or classifications.NHS_2001


def _key(indicator: Indicator, part: Part) -> str:
    return f"{indicator.id}/{part.id}" if part.id else indicator.id


def _population(plan: Plan, indicator: Indicator, part: Part) -> str:
    """The population that groups people as the indicator does, for a rate whose groups are compared: leads know counts, not populations."""
    if part.compare != "ethnic_group" or not part.unit.startswith("per_1"):
        return ""
    alike = (
        population.id
        for population in plan.populations
        if population.classification == classification(indicator) and home(plan).id in population.areas
    )
    return next(alike, "")
