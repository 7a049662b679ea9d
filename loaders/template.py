"""Room: loaders. The leads' workbook: what it asks for, drawn from the registry, and its blank form for one quarter.

`questions` says which rows a workbook holds; `write` draws them; `loaders.returned` reads them back by their keys.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from indicators import classifications
from indicators.periods import Period
from indicators.registry.models import Area, Indicator, Part, Plan, Priority

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

VALUE_COLUMNS = ("Key", "Indicator", "What is asked for", "Period key", "Period", "Count", "Out of", "Value", "No data because", "Note")
BREAKDOWN_COLUMNS = (
    "Key",
    "Indicator",
    "What is asked for",
    "Group",
    "Period key",
    "Period",
    "Count",
    "Out of",
    "Value",
    "No data because",
)
COMMENTARY_COLUMNS = ("Key", "Indicator", "Period key", "What happened", "Why", "What next")
ACTION_COLUMNS = ("Key", "Action", "Status", "Progress", "Reviewed on")
VOICE_COLUMNS = ("Key", "Kind", "Source", "Who gathered it", "How many people", "Theme", "Words", "Consent")

NO_DATA = ("not collected", "not due this quarter", "not yet agreed", "late: to follow", "does not apply")
ACTION_STATES = ("not started", "under way", "done", "stopped")
CONSENT = ("yes", "no")

UNIT_WORDS = {
    "per_cent": "a count and what it is out of: a percentage is worked out",
    "per_100000": "a count; or a rate per 100,000 people as the value",
    "per_10000": "a count; or a rate per 10,000 people as the value",
    "per_1000": "a count; or a rate per 1,000 people as the value",
    "count": "a count",
    "score": "a score as the value",
    "ratio": "a ratio as the value",
    "standardised_ratio": "a standardised ratio as the value",
    "days": "a number of days as the value",
    "words": "words: use the Commentary and Voices sheets",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One row a lead is asked to fill. `key` names it for the reader: ``I2.1/detained`` or ``I2.1/detained/ethnic_group=black``."""

    key: str
    indicator: Indicator
    part: Part
    dimension: str = ""
    group: str = ""
    group_label: str = ""

    @property
    def asked(self) -> str:
        """What is asked for, in words."""
        name = self.part.numerator or self.part.name
        return f"{name}: {UNIT_WORDS[self.part.unit]}"


def questions(priority: Priority) -> tuple[Question, ...]:
    """Whole-area rows, an indicator's part each: those that leads supply, not the nearest published figures."""
    return tuple(
        Question(_key(indicator, part), indicator, part)
        for indicator in priority.indicators
        if indicator.kind == "quantitative"
        for part in supplied(indicator)
    )


def group_questions(priority: Priority) -> tuple[Question, ...]:
    """Rows for each group of the breakdowns that have agreed groups (ethnic groups, in the indicator's classification)."""
    found: list[Question] = []
    for question in questions(priority):
        if "ethnic_group" in question.indicator.breakdowns:
            classification = question.indicator.classification or "2001-NHS"
            for group in (*classifications.GROUPS, "not_stated", "not_known"):
                label = classifications.label(group, classification)
                key = f"{question.key}/ethnic_group={group}"
                found.append(Question(key, question.indicator, question.part, "ethnic_group", group, label))
    return tuple(found)


def supplied(indicator: Indicator) -> tuple[Part, ...]:
    """The parts of an indicator for which leads send figures."""
    return tuple(part for part in indicator.parts if part.role != "nearest" and not part.published)


def home(plan: Plan) -> Area:
    """The area that leads' figures are about: the first that is the plan's own."""
    return next(area for area in plan.areas if area.role == "plan")


def _key(indicator: Indicator, part: Part) -> str:
    return f"{indicator.id}/{part.id}" if part.id else indicator.id


@dataclass(frozen=True, slots=True)
class Filling:
    """What a workbook is filled with when it is not blank: sheet -> key of the row -> column -> value. Used for illustrative workbooks."""

    cells: Mapping[str, Mapping[str, Mapping[str, str | float]]]
    illustrative: bool = False


BLANK = Filling({})


def write(plan: Plan, priority: Priority, period: Period, filling: Filling = BLANK) -> bytes:
    """The workbook of one priority for one quarter, blank unless it is filled, as the bytes of an .xlsx file."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": f"{plan.short_title}: {priority.short}, {period.label}", "author": plan.board})
        draft = _Draft(book, _look(book), plan, priority, period, filling)
        draft.start_sheet()
        draft.value_sheet(VALUES, VALUE_COLUMNS, questions(priority))
        draft.value_sheet(BREAKDOWNS, BREAKDOWN_COLUMNS, group_questions(priority))
        draft.table(COMMENTARY, COMMENTARY_COLUMNS, [[i.id, i.short, period.key] for i in priority.indicators], width=44)
        actions = draft.table(ACTIONS, ACTION_COLUMNS, [[a.id, a.text] for a in priority.actions], width=44)
        _choices(actions, 2, len(priority.actions), ACTION_STATES)
        draft.voice_sheet()
        draft.table(NOTES, ("Line", "Note"), [[str(line)] for line in range(1, 11)], width=100)
    return content.getvalue()


def _look(book: Any) -> dict[str, Any]:
    base = {"font_name": "Arial", "font_size": 12, "valign": "top"}
    return {
        "title": book.add_format(base | {"bold": True, "font_size": 16}),
        "text": book.add_format(base),
        "head": book.add_format(base | {"bold": True, "bottom": 1, "text_wrap": True}),
        "locked": book.add_format(base | {"num_format": "@", "locked": True, "text_wrap": True}),
        "open": book.add_format(base | {"locked": False, "border": 1, "border_color": "#6B7680", "text_wrap": True}),
    }


def _choices(sheet: Any, column: int, rows: int, choices: tuple[str, ...]) -> None:
    """A drop-down under a header; Excel keeps no more than 255 characters of choices, beyond which the cell stays free text."""
    if rows and sum(len(choice) + 1 for choice in choices) <= 255:
        sheet.data_validation(1, column, rows, column, {"validate": "list", "source": list(choices), "error_type": "warning"})


@dataclass(frozen=True, slots=True)
class _Draft:
    """A workbook while it is written."""

    book: Any
    look: dict[str, Any]
    plan: Plan
    priority: Priority
    period: Period
    filling: Filling

    def table(self, name: str, columns: tuple[str, ...], rows: Sequence[Sequence[str]], *, width: int) -> Any:
        """One table on one sheet: header in row 1, the cells given are locked text, the rest of each row is for the lead to fill."""
        sheet = self.book.add_worksheet(name)
        given = len(rows[0]) if rows else 0
        answers = self.filling.cells.get(name, {})
        for index, column in enumerate(columns):
            sheet.write_string(0, index, column, self.look["head"])
            sheet.set_column(index, index, width if index >= given else 18 if index == 0 or "key" in column else 40)
        for line, row in enumerate(rows, start=1):
            for index, text in enumerate(row):
                sheet.write_string(line, index, text, self.look["locked"])
            for index in range(given, len(columns)):
                self._answer(sheet, line, index, answers.get(row[0], {}).get(columns[index]))
        sheet.protect("", {"format_columns": True, "format_rows": True})
        return sheet

    def _answer(self, sheet: Any, line: int, index: int, value: str | float | None) -> None:
        if value is None:
            sheet.write_blank(line, index, None, self.look["open"])
        elif isinstance(value, str):
            sheet.write_string(line, index, value, self.look["open"])
        else:
            sheet.write_number(line, index, value, self.look["open"])

    def value_sheet(self, name: str, columns: tuple[str, ...], asked: Sequence[Question]) -> None:
        """The rows of numbers: one a question, with its period."""
        rows = []
        for question in asked:
            row = [question.key, f"{question.indicator.number} {question.indicator.short}", question.asked]
            row += [question.group_label] if name == BREAKDOWNS else []
            rows.append([*row, self.period.key, self.period.label])
        sheet = self.table(name, columns, rows, width=18)
        _choices(sheet, columns.index("No data because"), len(rows), NO_DATA)

    def voice_sheet(self) -> None:
        """Ten lines for people's voice."""
        sheet = self.table(VOICES, VOICE_COLUMNS, [[f"{self.priority.id} voice {line}"] for line in range(1, 11)], width=26)
        voice = self.plan.peoples_voice
        _choices(sheet, 1, 10, tuple(kind.text for kind in voice.kinds) if voice else ())
        _choices(sheet, len(VOICE_COLUMNS) - 1, 10, CONSENT)

    def start_sheet(self) -> None:
        """What the workbook is, for whom and for when, and how it is filled."""
        sheet = self.book.add_worksheet(START)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 90)
        signature = f"{SIGNATURE}, {ILLUSTRATIVE}" if self.filling.illustrative else SIGNATURE
        sheet.write_string(0, 0, signature, self.look["text"])
        facts = (("Plan", self.plan.id), ("Priority", self.priority.id), ("Period key", self.period.key))
        for line, (name, value) in enumerate(facts, start=1):
            sheet.write_string(line, 0, name, self.look["head"])
            sheet.write_string(line, 1, value, self.look["locked"])
        sheet.write_string(5, 0, f"{self.plan.short_title}: {self.priority.short}", self.look["title"])
        sheet.write_string(6, 0, self.period.label, self.look["title"])
        for line, text in enumerate((*INSTRUCTIONS, *_published_lines(self.priority)), start=8):
            sheet.write_string(line, 0, text, self.look["text"])
        sheet.protect()


def _published_lines(priority: Priority) -> tuple[str, ...]:
    """What is read from published files, so that nobody looks for its row in vain."""
    named = [f"{i.number} {i.short}" for i in priority.indicators if i.kind == "quantitative" and not supplied(i)]
    return (f"Read from published files, nothing to enter: {'; '.join(named)}.",) if named else ()


INSTRUCTIONS = (
    "Fill the outlined cells on the sheets Values, Breakdowns, Commentary, Actions and Voices. Leave what you have no news of empty.",
    "A count is a whole number of people or events. 0 means none; it is not the same as an empty cell.",
    "Where you have no figure, choose a reason under No data because, or type [x] not available, [z] does not apply, [c] hidden at source.",
    "Add [p] after a number that is provisional, [e] after an estimate: 12 [p].",
    "Keys and periods are fixed: they tell the reader what the number is.",
    "Write no names and no small numbers of people in the words. Small counts are hidden before anybody else sees them.",
    "Send the file back as it is, under any name. Nothing counts before you have seen what it would change.",
)
