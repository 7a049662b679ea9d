"""Room: loaders. The leads' workbook when it comes back: every cell read by its row's key, every fault at its cell, nothing guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from indicators import periods
from indicators.observations import Flag, Key, Observation, Origin, Status
from indicators.periods import Period
from indicators.registry.models import Plan, Priority
from indicators.submissions import ActionUpdate, Commentary, Problem, Submission, Voice
from loaders import template
from loaders.problems import problem
from loaders.template import Question
from loaders.values import Expected, Fault, Marker, Number, NumberKind, as_problem, folded
from loaders.values import Question as Asked
from loaders.values import read as read_value
from loaders.workbook import Cell, Sheet, Workbook

_TITLE = "the leads' workbook"


def recognised(workbook: Workbook) -> bool:
    """Whether the file is a workbook of ours: its first sheet says so in its first cell."""
    if not workbook.sheets or not workbook.sheets[0].rows or not workbook.sheets[0].rows[0]:
        return False
    return str(workbook.sheets[0].rows[0][0]).startswith(template.SIGNATURE)


def read(workbook: Workbook, plan: Plan, sha256: str) -> Submission:
    """What a returned workbook holds; its problems stop it, and all are listed at once."""
    facts = _facts(workbook.sheets[0])
    base = Submission(
        workbook.name, sha256, "template", _TITLE, 0, illustrative=template.ILLUSTRATIVE in str(workbook.sheets[0].rows[0][0])
    )
    where = Origin(workbook.name, workbook.sheets[0].name, "B2")
    if facts.get("Plan") != plan.id:
        return _with(base, problems=(problem("other-plan", where, found=facts.get("Plan", ""), plan=plan.id),))
    priority = next((p for p in plan.priorities if p.id == facts.get("Priority")), None)
    if priority is None:
        return _with(base, problems=(problem("unknown-key", where, text=facts.get("Priority", "")),))
    try:
        period = periods.of_key(facts.get("Period key", ""))
    except ValueError:
        return _with(base, problems=(problem("altered-key", where, text=facts.get("Period key", ""), key="2024-Q4F"),))
    back = _Back(workbook, plan, priority, period)
    for sheet in workbook.sheets:
        back.read_sheet(sheet)
    return _with(
        base,
        rows_read=back.rows,
        observations=tuple(back.observations),
        commentary=tuple(back.commentary),
        actions=tuple(back.actions),
        voices=tuple(back.voices),
        problems=tuple(back.problems) + (() if back.anything else (problem("untouched-template", where),)),
        details={"Priority": f"{priority.number} {priority.short}", "Period": period.label},
    )


def _with(base: Submission, **fields: Any) -> Submission:
    return Submission(**{name: getattr(base, name) for name in base.__dataclass_fields__} | fields)


def _facts(sheet: Sheet) -> dict[str, str]:
    """What the first sheet says of the workbook: plan, priority, period."""
    return {str(row[0]).strip(): str(row[1]).strip() for _, row in sheet.filled() if len(row) > 1}


@dataclass(slots=True)
class _Back:
    """A returned workbook while it is read: what was found so far, sheet by sheet."""

    workbook: Workbook
    plan: Plan
    priority: Priority
    period: Period
    rows: int = 0
    observations: list[Observation] = field(default_factory=list)
    commentary: list[Commentary] = field(default_factory=list)
    actions: list[ActionUpdate] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        """Whether the lead filled in anything at all, be it wrong."""
        return bool(self.observations or self.commentary or self.actions or self.voices or self.problems)

    def read_sheet(self, sheet: Sheet) -> None:
        """One sheet, by its name; sheets that are not ours are left alone."""
        readers = {
            template.VALUES: (template.VALUE_COLUMNS, self._value_row),
            template.BREAKDOWNS: (template.BREAKDOWN_COLUMNS, self._value_row),
            template.COMMENTARY: (template.COMMENTARY_COLUMNS, self._commentary_row),
            template.ACTIONS: (template.ACTION_COLUMNS, self._action_row),
            template.VOICES: (template.VOICE_COLUMNS, self._voice_row),
        }
        if sheet.name not in readers or not sheet.rows:
            return
        columns, read_row = readers[sheet.name]
        missing = [column for column in columns if column not in {str(cell).strip() for cell in sheet.rows[0]}]
        if missing:
            where = Origin(self.workbook.name, sheet.name, "A1")
            self.problems.append(problem("headers-changed", where, title=_TITLE, headers=", ".join(missing)))
            return
        places = {str(cell).strip(): place for place, cell in enumerate(sheet.rows[0])}
        seen: dict[str, str] = {}
        for number, cells in sheet.filled(1):
            self.rows += 1
            row = _Row(self.workbook.name, sheet, number, cells, places)
            if row.key in seen and row.key:
                other = seen[row.key]
                self.problems.append(problem("duplicate-row", row.at("Key"), first=row.key, second=row.key, other=other))
                continue
            seen[row.key] = row.at("Key").address
            read_row(row)

    def _period_kept(self, row: _Row) -> bool:
        if row.text("Period key") == self.period.key:
            return True
        self.problems.append(problem("altered-key", row.at("Period key"), text=row.text("Period key"), key=self.period.key))
        return False

    def _value_row(self, row: _Row) -> None:
        question = next(
            (q for q in (*template.questions(self.priority), *template.group_questions(self.priority)) if q.key == row.key), None
        )
        if question is None:
            self.problems.append(problem("unknown-key", row.at("Key"), text=row.key))
            return
        if row.empty("Count", "Out of", "Value", "No data because") or not self._period_kept(row):
            return
        observation = _Answer(self, row, question).observation()
        if observation is not None:
            self.observations.append(observation)

    def _commentary_row(self, row: _Row) -> None:
        if row.empty("What happened", "Why", "What next") or not self._period_kept(row):
            return
        said = (row.text("What happened"), row.text("Why"), row.text("What next"))
        self.commentary.append(Commentary(row.key, self.period.key, *said, row.at("What happened")))

    def _action_row(self, row: _Row) -> None:
        if row.empty("Status", "Progress", "Reviewed on"):
            return
        state = folded(row.text("Status"))
        if state and state not in template.ACTION_STATES:
            self._not_a_choice(row, "Status", template.ACTION_STATES)
            return
        reviewed = row.cell("Reviewed on")
        day = reviewed.date() if isinstance(reviewed, datetime) else reviewed if isinstance(reviewed, date) else _written_day(str(reviewed))
        if day is None and str(reviewed).strip():
            where = row.at("Reviewed on")
            self.problems.append(
                Problem(
                    "unread-date",
                    where,
                    f'"{row.text("Reviewed on")}"',
                    "a date: 31 March 2025 or 31/03/2025",
                    "Type the day of the review.",
                )
            )
            return
        self.actions.append(ActionUpdate(row.key, state, row.text("Progress"), day, row.at("Status")))

    def _voice_row(self, row: _Row) -> None:
        if row.empty(*template.VOICE_COLUMNS[1:]):
            return
        consent = folded(row.text("Consent"))
        if consent != "yes":
            self._not_a_choice(row, "Consent", ("yes",), "Keep the words out until those who said them agree, or type yes.")
            return
        kind, source, gathered_by, people, theme, words = (row.text(column) for column in template.VOICE_COLUMNS[1:-1])
        self.voices.append(Voice(self.priority.id, kind, source, gathered_by, people, theme, words, True, row.at("Words")))

    def _not_a_choice(self, row: _Row, column: str, choices: Sequence[str], remedy: str = "Choose one of the list.") -> None:
        found = f'"{row.text(column)}"' if row.text(column) else "an empty cell"
        self.problems.append(Problem("not-a-choice", row.at(column), found, ", ".join(choices), remedy))


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a sheet of ours, its cells by the name of their column."""

    file: str
    sheet: Sheet
    number: int
    cells: Sequence[Cell]
    places: Mapping[str, int]

    @property
    def key(self) -> str:
        """What the row is about."""
        return self.text("Key")

    def cell(self, column: str) -> Cell:
        """The cell under a header; "" where the sheet or the row has none."""
        place = self.places.get(column)
        return "" if place is None or place >= len(self.cells) else self.cells[place]

    def text(self, column: str) -> str:
        """The same as text, without blanks around it."""
        return str(self.cell(column)).strip()

    def empty(self, *columns: str) -> bool:
        """Whether nothing stands in any of the columns."""
        return not any(self.text(column) for column in columns)

    def at(self, column: str) -> Origin:
        """The cell's address."""
        return Origin(self.file, self.sheet.name, self.sheet.address(self.number, self.places.get(column, 0)))


@dataclass(frozen=True, slots=True)
class _Answer:
    """One filled row of numbers."""

    back: _Back
    row: _Row
    question: Question

    def observation(self) -> Observation | None:
        """The observation it makes; None where a problem was found, which is then listed."""
        reason = self.row.text("No data because")
        read = {column: self._read(column, kind) for column, kind in (("Count", "count"), ("Out of", "count"), ("Value", self._kind()))}
        if any(isinstance(value, Fault | Asked) for value in read.values()):
            return None
        if reason:
            if any(value is not None for value in read.values()):
                where = self.row.at("No data because")
                self._stop(
                    Problem("figure-and-reason", where, "a figure and a reason why there is none", "one of the two", "Take one out.")
                )
                return None
            status = Status.NOT_APPLICABLE if folded(reason) == "does not apply" else Status.NOT_AVAILABLE
            return self._made(None, status, reason=reason)
        marker = next((value for value in read.values() if isinstance(value, Marker)), None)
        if marker is not None:
            return self._made(None, marker.status, reason=marker.reason, flags=marker.flags, bounds=marker.bounds)
        numbers = {column: value for column, value in read.items() if isinstance(value, Number)}
        return self._counted(numbers)

    def _kind(self) -> NumberKind:
        unit = self.question.part.unit
        return "percentage" if unit == "per_cent" else "count" if unit == "count" else "score" if unit == "score" else "rate"

    def _read(self, column: str, kind: str) -> Any:
        cell = self.row.cell(column)
        if cell == "" or cell is None:
            return None
        limits = {"low": 0.0, "high": 10.0} if kind == "score" else {"low": 0.0}
        value = read_value(cell, Expected(kind=kind, fractions_asked=True, **limits))  # type: ignore[arg-type]  # a NumberKind by _kind
        if isinstance(value, Fault | Asked):
            self.back.problems.append(as_problem(value, self.row.at(column)))
        return value

    def _counted(self, numbers: Mapping[str, Number]) -> Observation | None:
        part = self.question.part
        count, out_of, value = (numbers.get(column) for column in ("Count", "Out of", "Value"))
        flags = frozenset(flag for number in numbers.values() for flag in number.flags)
        if part.unit == "count":
            only = count or value
            return None if only is None else self._made(only.value, Status.OK, numerator=only.value, flags=flags)
        if count is None:
            return None if value is None else self._made(value.value, Status.OK, flags=flags)
        if out_of is None:
            expected = "a count and what it is out of" if part.unit == "per_cent" else "a count and a population, or a rate as the value"
            found = f"{count.value:,.0f} and nothing under Out of"
            self._stop(Problem("denominator-missing", self.row.at("Out of"), found, expected, "Type what the count is out of."))
            return None
        below = out_of.value
        if below == 0:
            self._stop(problem("zero-denominator", self.row.at("Out of"), numerator=f"{count.value:,.0f}"))
            return None
        if part.unit == "per_cent" and count.value > below:
            told = {"numerator": f"{count.value:,.0f}", "denominator": f"{below:,.0f}"}
            self._stop(problem("numerator-over-denominator", self.row.at("Count"), **told))
            return None
        return self._made(count.value / below * part.multiplier, Status.OK, numerator=count.value, denominator=below, flags=flags)

    def _breakdown(self) -> tuple[tuple[str, str], ...]:
        return ((self.question.dimension, self.question.group),) if self.question.dimension else ()

    def _made(self, value: float | None, status: Status, *, flags: frozenset[Flag] = frozenset(), **fields: Any) -> Observation:
        question = self.question
        key = Key(question.indicator.id, question.part.id, template.home(self.back.plan).id, self.back.period, self._breakdown())
        classification = (question.indicator.classification or "2001-NHS") if question.dimension == "ethnic_group" else ""
        where = self.row.at("Count" if not self.row.empty("Count") else "Value" if not self.row.empty("Value") else "No data because")
        return Observation(key, "", value, status, flags, classification=classification, origin=where, **fields)

    def _stop(self, found: Problem) -> None:
        self.back.problems.append(found)


def _written_day(text: str) -> date | None:
    """A day in words or figures, day first; None where it is neither."""
    for form in ("%d/%m/%Y", "%d %B %Y", "%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    return None
