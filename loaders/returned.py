"""Room: loaders. The leads' workbook when it comes back: every cell read by its row's key, every fault at its cell, nothing guessed.

One sheet of it, saved as CSV, is read as well: its rows carry their keys and periods.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from indicators import periods
from indicators.evidence import kind_named
from indicators.observations import Observation, Origin
from indicators.periods import Period
from indicators.registry.models import Plan, Priority
from indicators.submissions import ActionUpdate, Commentary, Problem, Submission, Voice
from loaders import questions
from loaders.answers import Answers
from loaders.belonging import not_theirs, outside_plan
from loaders.checks import checked, small_numbers
from loaders.circumstances import NOTHING_KNOWN, Circumstances
from loaders.extents import NO_RESULT
from loaders.problems import problem
from loaders.problems.order import in_order
from loaders.remarks import remarks
from loaders.rows import Row
from loaders.supplied import Supplied
from loaders.values import folded
from loaders.workbook import Sheet, Workbook

_TITLE = "the leads' workbook"
#: the columns whose cells are read as figures; words stand in the others
_FIGURES = frozenset({"Count", "Out of", "Value"})
_WORDS_ALONE = "Type the words themselves in place of the formula"


def recognised(workbook: Workbook) -> bool:
    """Whether the file is a workbook of ours, by the first cell of its first sheet, or one of its sheets saved as CSV."""
    return _start(workbook) is not None or _csv_sheet(workbook) is not None


def read(workbook: Workbook, plan: Plan, sha256: str, known: Circumstances = NOTHING_KNOWN) -> Submission:
    """What a returned workbook holds; its problems stop it, its questions wait for their answers, and all are listed at once."""
    start = _start(workbook)
    base = Submission(workbook.name, sha256, "template", _TITLE, 0)
    if start is None:
        back = _Back(workbook, plan, plan.priorities, None, known)
        back.read_sheet(replace(workbook.sheets[0], name=""), _csv_sheet(workbook) or "")
        return _finished(base, back, Origin(workbook.name, "", "line 1"))
    base = replace(base, illustrative=questions.ILLUSTRATIVE in str(start.rows[0][0]))
    facts = {str(row[0]).strip(): str(row[1]).strip() for _, row in start.filled() if len(row) > 1}
    plan_at, priorities_at, period_at = (Origin(workbook.name, start.name, f"B{line}") for line in (2, 3, 4))
    if facts.get("Plan") != plan.id:
        return replace(base, problems=(problem("other-plan", plan_at, found=facts.get("Plan", ""), plan=plan.id),))
    named = [id.strip() for id in facts.get("Priorities", facts.get("Priority", "")).split(",")]
    priorities = tuple(priority for priority in plan.priorities if priority.id in named)
    if not priorities or len(priorities) < len(named):
        return replace(
            base, problems=(problem("unknown-key", priorities_at, text=", ".join(named), such=f", such as {plan.priorities[0].id}"),)
        )
    try:
        period = periods.of_key(facts.get("Period key", ""))
    except ValueError:
        return replace(base, problems=(problem("altered-key", period_at, text=facts.get("Period key", ""), key="2024-Q4F"),))
    back = _Back(workbook, plan, priorities, period, known)
    back.look_at_period(period, period_at)
    present = {sheet.name: sheet for sheet in workbook.sheets}
    for name in questions.sheets(plan, priorities):
        if name in present:
            back.read_sheet(present[name], name)
        else:
            back.problems.append(problem("sheet-missing", Origin(workbook.name, name, ""), sheet=name))
    return _finished(base, back, period_at)


def _start(workbook: Workbook) -> Sheet | None:
    """The sheet that says what the workbook is, wherever it was moved to."""
    signed = (s for s in workbook.sheets if s.rows and s.rows[0] and str(s.rows[0][0]).startswith(questions.SIGNATURE))
    return next(signed, None) if workbook.kind != "csv" else None


def _csv_sheet(workbook: Workbook) -> str | None:
    """The name of the sheet of ours that a CSV file is, by its header; None where it is none."""
    if workbook.kind != "csv" or not workbook.sheets[0].rows:
        return None
    header = {str(cell).strip() for cell in workbook.sheets[0].rows[0]}
    known = (name for name, columns in questions.COLUMNS.items() if name != questions.NOTES and _needed(columns) <= header)
    return next((name for name in sorted(known, key=lambda name: -len(questions.COLUMNS[name]))), None)


def _needed(columns: Sequence[str]) -> set[str]:
    """The columns that must be there: what is only for reference may be gone."""
    return {column for column in columns if column != "Figure held before"}


def _finished(base: Submission, back: _Back, where: Origin) -> Submission:
    """The submission, with what only shows once all of it is read."""
    code = "" if back.anything else "only-notes" if back.notes else "untouched-template"
    nothing = (problem(code, where),) if code else ()
    back.problems += checked(back.observations, back.plan, back.known, back.answers, back.bare, back.unread)
    back.problems += back.answers.unfit(back.workbook.name)
    back.problems += remarks(back.workbook, {name: questions.ANSWERS[name] for name in questions.COLUMNS})
    named = ", ".join(f"{priority.number} {priority.short}" for priority in back.priorities)
    about = {"priorities": named, "period": back.period.label} if back.period else {}
    return replace(
        base,
        rows_read=back.rows,
        observations=tuple(back.observations),
        commentary=tuple(back.commentary),
        actions=tuple(back.actions),
        voices=tuple(back.voices),
        problems=in_order((*back.problems, *nothing), [sheet.name for sheet in back.workbook.sheets]),
        details=about | back.notes,
    )


@dataclass(slots=True)
class _Back:
    """A returned workbook while it is read: what was found so far, sheet by sheet. `period` is None where each row has its own."""

    workbook: Workbook
    plan: Plan
    priorities: Sequence[Priority]
    period: Period | None
    known: Circumstances
    rows: int = 0
    observations: list[Observation] = field(default_factory=list)
    bare: list[Observation] = field(default_factory=list)
    commentary: list[Commentary] = field(default_factory=list)
    actions: list[ActionUpdate] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    #: indicator and part of the figures that were filled in and could not be read, whose sums are open
    unread: set[tuple[str, str]] = field(default_factory=set)
    without_result: set[Origin] = field(default_factory=set)
    answers: Answers = field(init=False)
    questions: dict[str, questions.Question] = field(init=False)

    def __post_init__(self) -> None:
        self.answers = Answers(self.known.answers)
        asked = (rows(self.plan, p) for p in self.priorities for rows in (questions.questions, questions.group_questions))
        self.questions = {question.key: question for rows in asked for question in rows}

    @property
    def anything(self) -> bool:
        """Whether the lead filled in anything that could be shown, be it wrong."""
        return bool(self.observations or self.commentary or self.actions or self.voices or self.problems)

    def look_at_period(self, period: Period, where: Origin) -> None:
        """Whether the plan covers the period, and whether it is over."""
        if outside := outside_plan(self.plan, period, where):
            self.problems.append(outside)
        elif self.known.today is not None and period.end >= self.known.today:
            self.problems += self.answers.unless_right(problem("period-in-future", where, period=period.label))

    def read_sheet(self, sheet: Sheet, name: str) -> None:
        """One sheet, as the sheet of ours called `name`."""
        readers: dict[str, Callable[[Row], None]] = {
            questions.VALUES: self._value_row,
            questions.BREAKDOWNS: self._value_row,
            questions.COMMENTARY: self._commentary_row,
            questions.ACTIONS: self._action_row,
            questions.VOICES: self._voice_row,
            questions.NOTES: self._note_row,
        }
        header = [str(cell).strip() for cell in sheet.rows[0]] if sheet.rows else []
        missing = [column for column in questions.COLUMNS[name] if column in _needed(questions.COLUMNS[name]) - set(header)]
        if missing:
            where = Origin(self.workbook.name, sheet.name, sheet.address(0, 0) if sheet.rows else "A1")
            self.problems.append(problem("headers-changed", where, title=_TITLE, headers=", ".join(missing)))
            return
        places = {column: place for place, column in reversed(list(enumerate(header)))}
        seen: dict[tuple[str, str], str] = {}
        for number, cells in sheet.filled(1):
            self.rows += 1
            row = self._without_odd(Row(self.workbook.name, sheet, number, cells, places), name)
            if row.empty(*questions.ANSWERS[name]):
                continue
            about = (row.key, row.text("Period key"))
            if about in seen and row.key:
                self.problems.append(problem("duplicate-row", row.at("Key"), first=row.key, second=row.key, other=seen[about]))
                continue
            seen[about] = row.at("Key").address
            readers[name](row)

    def _period(self, row: Row, expected: Period | None) -> Period | None:
        """The period of the row: the one its workbook asks for, in a CSV file its own; None where it is neither, which is listed."""
        written = row.text("Period key")
        if expected is not None and written == expected.key:
            return expected
        try:
            own = periods.of_key(written) if expected is None else None
        except ValueError:
            own = None
        if own is None:
            key = expected.key if expected else "2024-Q4F"
            self.problems.append(problem("altered-key", row.at("Period key"), text=written, key=key))
        else:
            self.look_at_period(own, row.at("Period key"))
        return own

    def _theirs(self, row: Row, priority: Priority) -> bool:
        foreign = not_theirs(priority, self.known.theirs, row.at("Key"), row.key)
        self.problems += [foreign] if foreign else []
        return foreign is None

    def _value_row(self, row: Row) -> None:
        question = self.questions.get(row.key)
        if question is None:
            self._unknown(row, self.questions)
            return
        if not self._theirs(row, self.plan.priority_of(question.indicator.id)):
            return
        period = self._period(row, questions.asked_period(question.part, self.period) if self.period else None)
        if row.text("Note"):
            self.notes[f"note on {row.key}"] = row.text("Note")
            self._words(row, "Note")
        self._words(row, "No data because")
        if row.empty("Count", "Out of", "Value", "No data because"):
            return
        if period is None:
            self.unread.add((question.indicator.id, question.part.id))
            return
        supplied = Supplied(row, question, period, self.plan, self.known.populations, self.answers)
        observation = supplied.observation()
        self.problems += supplied.problems
        if observation is None:
            self.unread.add((question.indicator.id, question.part.id))
            return
        self.observations.append(observation)
        self.bare += [observation] if supplied.bare else []

    def _commentary_row(self, row: Row) -> None:
        priority = next((p for p in self.priorities if any(indicator.id == row.key for indicator in p.indicators)), None)
        if priority is None:
            self._unknown(row, (indicator.id for p in self.priorities for indicator in p.indicators))
            return
        period = self._period(row, self.period) if self._theirs(row, priority) else None
        if period is None:
            return
        boxes = questions.ANSWERS[questions.COMMENTARY]
        for box in boxes:
            self._words(row, box)
        happened, why, next_ = (row.words(box) for box in boxes)
        self.commentary.append(Commentary(row.key, period.key, happened, why, next_, row.at(boxes[0])))

    def _action_row(self, row: Row) -> None:
        owner = next((p for p in self.priorities if any(action.id == row.key for action in p.actions)), None)
        if owner is None:
            self._unknown(row, (action.id for p in self.priorities for action in p.actions))
            return
        if not self._theirs(row, owner):
            return
        state = folded(row.text("Status"))
        self._words(row, "Progress")
        known = not state or state in questions.ACTION_STATES
        if not known:
            choices = ", ".join(questions.ACTION_STATES)
            self.problems.append(problem("not-a-choice", row.at("Status"), text=row.text("Status"), choices=choices))
        reviewed = row.cell("Reviewed on")
        day = reviewed.date() if isinstance(reviewed, datetime) else reviewed if isinstance(reviewed, date) else _written_day(str(reviewed))
        if day is None and str(reviewed).strip():
            self.problems.append(problem("unread-date", row.at("Reviewed on"), text=row.text("Reviewed on")))
        elif known:
            self.actions.append(ActionUpdate(row.key, state, row.words("Progress"), day, row.at("Status")))

    def _voice_row(self, row: Row) -> None:
        priority = next((p for p in self.priorities if row.key.startswith(f"{p.id} ")), None)
        if priority is None:
            self._unknown(row, (f"{p.id} voice 1" for p in self.priorities))
            return
        if not self._theirs(row, priority):
            return
        # a kind that the plan does not name is read by everybody as it was typed
        own = () if kind_named(self.plan, row.text("Kind")) else ("Kind",)
        for column in (*own, "Source", "Who gathered it", "Theme", "Words"):
            self._words(row, column)
        if folded(row.text("Consent")) != "yes":
            if row.at("Consent") not in self.without_result:
                self.problems.append(problem("no-consent", row.at("Consent"), text=row.text("Consent") or "nothing"))
            return
        kind, source, gathered_by, people, theme, words = (row.words(column) for column in questions.VOICE_COLUMNS[1:-1])
        self.voices.append(Voice(priority.id, kind, source, gathered_by, people, theme, words, True, row.at("Words")))

    def _note_row(self, row: Row) -> None:
        self._words(row, "Note")
        self.notes[f"note {row.text('Line')}"] = row.words("Note")

    def _unknown(self, row: Row, keys: Iterable[str]) -> None:
        """A row whose key is none of the `keys` that such rows have; the first of them shows what one looks like."""
        example = next(iter(keys), "")
        such = f", such as {example}" if example else ""
        self.problems.append(problem("unknown-key", row.at("Key"), text=row.key, such=such))

    def _words(self, row: Row, column: str) -> None:
        """What is to be said of words that are kept as they are typed: more than there is room for, small numbers of people in them."""
        words = row.words(column)
        if len(words) > questions.BOX:
            self.problems.append(problem("long-text", row.at(column), length=f"{len(words):,}", limit=f"{questions.BOX:,}"))
        self.problems += small_numbers(words, row.at(column), self.answers)

    def _without_odd(self, row: Row, name: str) -> Row:
        """The row without the errors, and the formulas without a result, that stand where words belong; each stops the file."""
        odd = row.sheet.features.odd
        if not odd:
            return row
        cells = list(row.cells)
        for column in questions.ANSWERS[name]:
            place = row.places.get(column, -1)
            if column in _FIGURES or (row.number, place) not in odd:
                continue
            where, text = row.at(column), odd[row.number, place]
            if text == NO_RESULT:
                found = replace(
                    problem("formula-without-value", where), remedy=f"{_WORDS_ALONE}, or open and save the file in Excel first."
                )
            else:
                found = replace(problem("error-cell", where, text=text), remedy=f"{_WORDS_ALONE}.")
            self.problems.append(replace(found, expected="words"))
            self.without_result.add(where)
            cells[place] = ""
        return replace(row, cells=cells)


def _written_day(text: str) -> date | None:
    """A day in words or figures, day first; None where it is neither."""
    for form in ("%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    return None
