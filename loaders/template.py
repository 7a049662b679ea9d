"""Room: loaders. The leads' workbook, drawn: one for a priority, or for all priorities of a lead, for one quarter.

It meets the Government Analysis Function's checklist for accessible spreadsheets: real tables with names, one header row, no merged,
hidden or coloured cells, a title. `loaders.questions` says which rows it holds, `loaders.returned` reads them back by their keys.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

import xlsxwriter

from indicators.periods import Period
from indicators.registry.models import Plan, Priority
from loaders import questions as asked
from loaders.questions import Question

INSTRUCTIONS = (
    "Fill the outlined cells of the sheets that follow. Leave what you have no news of empty.",
    "A count is a whole number of people or events. 0 means none; it is not the same as an empty cell.",
    "Where you have no figure, choose a reason under No data because, or type [x] not available, [z] does not apply, [c] hidden at source.",
    "Add [p] after a number that is provisional, [e] after an estimate: 12 [p].",
    "Keys and periods are fixed: they tell the reader what the number is.",
    "Figure held before is there to compare with; it is not read.",
    "Write no names and no small numbers of people in the words. Small counts are hidden before anybody else sees them.",
    "Commentary and voices can also be written on the screen.",
    "Send the file back as it is, under any name. It counts only if nothing in it has to be mended or answered first.",
)
#: said on the first sheet of a workbook whose figures are invented, and on each of its sheets as it is printed
ILLUSTRATIVE = f"{asked.ILLUSTRATIVE}: some or all figures are made up, to show how it works. Nothing here may be quoted."
#: how such a figure is shown beside its row; it stays a number
_MADE_UP = 'General "(illustrative)"'
#: the height of a line of words, in points; how much fewer letters of this size a column holds; for how many lines of words there is room
_LINE, _NARROWER = 17.0, 0.8
_TYPED = {asked.COMMENTARY: 5, asked.VOICES: 3, asked.ACTIONS: 3, asked.NOTES: 2}
VOICE_KINDS = "Kinds of people's voice, for the sheet Voices:"
#: the first line of the instructions, counted from 0
_INSTRUCTED = 6
#: (number format, width) of the columns that are not plain text
_NUMBERS = {"Count": "#,##0", "Out of": "#,##0", "Value": "General", "Reviewed on": "d mmmm yyyy"}
_WIDTHS = {
    "Key": 22,
    "Period key": 12,
    "Period": 34,
    "Group": 30,
    "Note": 40,
    "Words": 60,
    "No data because": 24,
    "Line": 8,
    "Figure held before": 24,
}


@dataclass(frozen=True, slots=True)
class Filling:
    """What a workbook is filled with when it is not blank: sheet -> key of the row -> column -> value.

    `before` holds the figure held before for a row's key, for reference. `illustrative` marks invented numbers.
    """

    cells: Mapping[str, Mapping[str, Mapping[str, str | float]]] = field(default_factory=dict)
    before: Mapping[str, str | float] = field(default_factory=dict)
    illustrative: bool = False


BLANK = Filling()


def write(plan: Plan, priorities: Priority | Sequence[Priority], period: Period, filling: Filling = BLANK) -> bytes:
    """The workbook of one priority, or of several, for one quarter, blank unless it is filled, as the bytes of an .xlsx file."""
    chosen = (priorities,) if isinstance(priorities, Priority) else tuple(priorities)
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        named = "; ".join(priority.short for priority in chosen)
        title = f"{plan.short_title}: {named}, {period.label}"
        book.set_properties({"title": f"{asked.ILLUSTRATIVE}: {title}" if filling.illustrative else title, "author": plan.board})
        draft = _Draft(book, _look(book), plan, chosen, period, filling)
        draft.start_sheet()
        for name in asked.sheets(plan, chosen):
            draft.table(name, draft.rows(name))
    return content.getvalue()


def _look(book: Any) -> dict[str, Any]:
    base = {"font_name": "Arial", "font_size": 12, "valign": "top"}
    open_cell = base | {"locked": False, "border": 1, "border_color": "#6B7680", "text_wrap": True}
    return {
        "title": book.add_format(base | {"bold": True, "font_size": 16}),
        "text": book.add_format(base),
        "head": book.add_format(base | {"bold": True, "bottom": 1, "text_wrap": True}),
        "locked": book.add_format(base | {"num_format": "@", "locked": True, "text_wrap": True}),
        "open": book.add_format(open_cell),
        "made up": book.add_format(base | {"num_format": _MADE_UP, "locked": True, "text_wrap": True}),
        **{column: book.add_format(open_cell | {"num_format": number_format}) for column, number_format in _NUMBERS.items()},
    }


@dataclass(frozen=True, slots=True)
class _Draft:
    """A workbook while it is written."""

    book: Any
    look: dict[str, Any]
    plan: Plan
    priorities: tuple[Priority, ...]
    period: Period
    filling: Filling

    def rows(self, name: str) -> list[list[str]]:
        """The cells of a sheet that are given; the rest of each row is for the lead."""
        if name == asked.VALUES:
            return [self._given(question) for p in self.priorities for question in asked.questions(self.plan, p)]
        if name == asked.BREAKDOWNS:
            return [self._given(question) for p in self.priorities for question in asked.group_questions(self.plan, p)]
        if name == asked.COMMENTARY:
            return [[i.id, f"{i.number} {i.short}", self.period.key] for p in self.priorities for i in p.indicators]
        if name == asked.ACTIONS:
            return [[action.id, action.text] for p in self.priorities for action in p.actions]
        if name == asked.VOICES:
            return [[f"{p.id} voice {line}"] for p in self.priorities for line in range(1, asked.LINES + 1)]
        return [[str(line)] for line in range(1, asked.LINES + 1)]

    def _given(self, question: Question) -> list[str]:
        row = [question.key, f"{question.indicator.number} {question.indicator.short}", question.asked]
        row += [question.group_label] if question.group else []
        period = asked.asked_period(question.part, self.period)
        return [*row, period.key, period.label]

    def table(self, name: str, rows: Sequence[Sequence[str]]) -> None:
        """One table on one sheet, from its first cell on: a header, the cells given as locked text, the rest of each row to fill in."""
        columns = asked.COLUMNS[name]
        sheet = self.book.add_worksheet(name)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, _width(column))
        headed = [{"header": column, "header_format": self.look["head"]} for column in columns]
        options = {"name": name.replace(" ", "_"), "columns": headed, "autofilter": False, "style": None}
        sheet.add_table(0, 0, len(rows), len(columns) - 1, options)
        for line, row in enumerate(rows, start=1):
            sheet.set_row(line, _height(name, columns, row))
            for index, text in enumerate(row):
                sheet.write_string(line, index, text, self.look["locked"])
            answers = self.filling.cells.get(name, {}).get(row[0], {})
            for index in range(len(row), len(columns)):
                column = columns[index]
                value = self.filling.before.get(row[0]) if column == "Figure held before" else answers.get(column)
                self._answer(sheet, line, index, value, self._format(column))
        for column, choices in self._choices(name).items():
            listed = self._listed() if column == "Kind" else ""
            _offer(sheet, columns.index(column), len(rows), choices, listed)
        _for_print(sheet, repeated=True, illustrative=self.filling.illustrative)
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def _format(self, column: str) -> Any:
        held = self.look["made up" if self.filling.illustrative else "locked"]
        return held if column == "Figure held before" else self.look.get(column, self.look["open"])

    @staticmethod
    def _answer(sheet: Any, line: int, index: int, value: str | float | None, look: Any) -> None:
        if value is None:
            sheet.write_blank(line, index, None, look)
        elif isinstance(value, str):
            sheet.write_string(line, index, value, look)
        else:
            sheet.write_number(line, index, value, look)

    def _choices(self, name: str) -> dict[str, tuple[str, ...]]:
        """Column -> what may be chosen in it."""
        voice = self.plan.peoples_voice
        choices: dict[str, dict[str, tuple[str, ...]]] = {
            asked.VALUES: {"No data because": asked.NO_DATA},
            asked.BREAKDOWNS: {"No data because": asked.NO_DATA},
            asked.ACTIONS: {"Status": asked.ACTION_STATES},
            asked.VOICES: {"Kind": tuple(kind.text for kind in voice.kinds) if voice else (), "Consent": asked.CONSENT},
        }
        return choices.get(name, {})

    def start_sheet(self) -> None:
        """What the workbook is, for whom and for when, and how it is filled."""
        sheet = self.book.add_worksheet(asked.START)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 90)
        signature = f"{asked.SIGNATURE}, {asked.ILLUSTRATIVE}" if self.filling.illustrative else asked.SIGNATURE
        sheet.write_string(0, 0, signature, self.look["text"])
        facts = (self.plan.id, ", ".join(priority.id for priority in self.priorities), self.period.key)
        for line, (name, value) in enumerate(zip(asked.FACTS, facts, strict=True), start=1):
            sheet.write_string(line, 0, name, self.look["head"])
            sheet.write_string(line, 1, value, self.look["locked"])
        for line in (4, 5):
            sheet.set_row(line, 1.5 * _LINE)
        sheet.write_string(4, 0, f"{self.plan.short_title}: {'; '.join(p.short for p in self.priorities)}", self.look["title"])
        sheet.write_string(5, 0, self.period.label, self.look["title"])
        for line, text in enumerate(self._instructions(), start=_INSTRUCTED):
            sheet.set_row(line, _LINE)
            sheet.write_string(line, 0, text, self.look["text"])
        _for_print(sheet, repeated=False, illustrative=self.filling.illustrative)
        sheet.protect()

    def _instructions(self) -> tuple[str, ...]:
        """The lines of the first sheet; the kinds of people's voice last, from which the sheet Voices offers its choice."""
        kinds = self._choices(asked.VOICES)["Kind"]
        said = (ILLUSTRATIVE,) if self.filling.illustrative else ()
        return (*said, *INSTRUCTIONS, *_published_lines(self.priorities), *((VOICE_KINDS, *kinds) if kinds else ()))

    def _listed(self) -> str:
        """Where the kinds of people's voice stand on the first sheet."""
        last = _INSTRUCTED + len(self._instructions())
        first = last - len(self._choices(asked.VOICES)["Kind"]) + 1
        return f"='{asked.START}'!$A${first}:$A${last}"


def _width(column: str) -> float:
    """How wide a column is, in letters."""
    return _WIDTHS.get(column, 18 if column in _NUMBERS else 44)


def _height(name: str, columns: Sequence[str], row: Sequence[str]) -> float:
    """How high a row is, in points: not every program makes room for wrapped words, nor for those that will be typed."""
    lines = max(ceil(len(text) / (_NARROWER * _width(column))) for column, text in zip(columns, row, strict=False))
    return _LINE * max(lines, _TYPED.get(name, 1))


def _offer(sheet: Any, column: int, rows: int, choices: tuple[str, ...], listed: str = "") -> None:
    """A drop-down under a header, of the choices or of the cells in which they are `listed`.

    Excel keeps no more than 255 characters of choices, parted by commas; others must stand in cells, in sight.
    """
    short = sum(len(choice) + 1 for choice in choices) <= 255 and not any("," in choice for choice in choices)
    source = list(choices) if short else listed
    if choices and source:
        sheet.data_validation(1, column, rows, column, {"validate": "list", "source": source, "error_type": "warning"})


def _for_print(sheet: Any, *, repeated: bool, illustrative: bool) -> None:
    """A4 across, as wide as the page, the header on each of its pages; invented numbers are called so above each."""
    if illustrative:
        sheet.set_header(f"&C{ILLUSTRATIVE}")
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    if repeated:
        sheet.repeat_rows(0)


def _published_lines(priorities: Sequence[Priority]) -> tuple[str, ...]:
    """What is read from published files, so that nobody looks for its row in vain."""
    indicators = [i for priority in priorities for i in priority.indicators]
    named = [f"{i.number} {i.short}" for i in indicators if i.kind == "quantitative" and not asked.supplied(i)]
    return (f"Read from published files, nothing to enter: {'; '.join(named)}.",) if named else ()
