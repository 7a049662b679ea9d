"""Room: loaders. A table in a layout of its sender's own, read once the layout was confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from indicators.observations import Observation, Origin
from indicators.periods import Period, Reading
from indicators.registry.models import Plan
from indicators.submissions import Passed, Problem, Proposal, Submission
from loaders import days
from loaders.answers import Answers
from loaders.belonging import not_theirs, outside_plan
from loaders.checks import checked
from loaders.circumstances import Circumstances
from loaders.extents import place_of
from loaders.headers import at, text
from loaders.layouts import Layout, heading, labelled, meant, named_cells, passed_over, proposed
from loaders.problems import problem
from loaders.problems.order import in_order
from loaders.proposals import proposal
from loaders.questions import Question, group_questions, questions
from loaders.rows import Row, cell_address
from loaders.supplied import Supplied
from loaders.workbook import Cell, Sheet, Workbook

FORMAT = "own-layout"
#: what stands over each column that is read
_OVER = {
    "across": "a period over each column of figures",
    "down": "words over each column of figures, which say what it holds",
    "tidy": "figures under Count, Out of or Value",
}


def read(workbook: Workbook, plan: Plan, sha256: str, known: Circumstances) -> Submission | None:
    """What the sheets yield whose layout the sender confirmed before; None where there is no such sheet.

    `known.layouts` maps the shape of a layout to what each of its labels means: the key of a question, or "" for what is left out.
    """
    reader, proposals, waiting = _Reader(workbook, plan, known), list[Proposal](), list[str]()
    for sheet in workbook.sheets:
        layout = proposed(sheet, plan, plan.priorities, file=workbook.name)
        if layout is None:
            continue
        confirmed = known.layouts.get(layout.shape)
        if confirmed is not None:
            reader.read_sheet(sheet, layout, confirmed)
        # shown back with what is new in it; a sheet that nobody mapped yet waits for that, with what its like was said to mean
        proposals.append(proposal(sheet, meant(layout, known)))
        waiting += [] if confirmed is not None else [sheet.name]
    if not reader.sheets:
        return None
    for name in waiting:
        reader.problems.append(problem("unmapped-table", Origin(workbook.name, name, ""), sheet=name))
    reader.finish()
    return Submission(
        workbook.name,
        sha256,
        FORMAT,
        "a table in a layout of your own",
        reader.rows,
        observations=tuple(reader.observations.values()),
        problems=in_order(reader.problems, [sheet.name for sheet in workbook.sheets]),
        passed=(Passed("left out, as you said when you mapped the table", reader.left_out),) if reader.left_out else (),
        details={"sheets": ", ".join(reader.sheets)} if any(reader.sheets) else {},
        proposals=tuple(proposals),
    )


class _Reader:
    """The tables of one file while they are read."""

    def __init__(self, workbook: Workbook, plan: Plan, known: Circumstances) -> None:
        self.workbook, self.plan, self.known = workbook, plan, known
        self.answers = Answers(known.answers)
        rows = (asked(plan, priority) for priority in plan.priorities for asked in (questions, group_questions))
        self.questions = {question.key: question for asked in rows for question in asked}
        self.observations: dict[object, Observation] = {}
        self.bare: list[Observation] = []
        self.problems: list[Problem] = []
        self.sheets: list[str] = []
        self.rows = self.left_out = 0
        self.unread: set[tuple[str, str]] = set()
        self._periods: dict[tuple[str, str], Period | None] = {}
        #: sheet -> what the first of the days that stand there in place of periods was said to be; "" while that waits for its answer
        self._days: dict[str, str] = {}

    def read_sheet(self, sheet: Sheet, layout: Layout, keys: Mapping[str, str]) -> None:
        """One sheet, its labels as the sender mapped them."""
        self.sheets.append(sheet.name)
        titles = {place for name, place in layout.columns.items() if name in ("Heading", "Period") and layout.kind != "tidy"}
        for reach in sheet.features.merged:
            (top, left), (_, right) = (place_of(end) for end in (reach.partition(":")[0], reach.rpartition(":")[2]))
            if top > layout.header and not (left == right and left in titles):
                self.problems.append(problem("merged-cells", self._at(sheet, reach.partition(":")[0]), what=reach))
        self._passed_over(sheet, layout)
        for row, label, period_cell, period_at in self._cells(sheet, layout):
            key = keys.get(label)
            if key == "":
                self.left_out += 1
                continue
            question = self.questions.get(key or "")
            if question is None:
                self.problems.append(problem("unmapped-label", row.at("Label"), text=label or "a row without a name"))
                continue
            if not self._theirs(row, question):
                continue
            period = self._period(period_cell, question, period_at)
            if period is None:
                self.unread.add((question.indicator.id, question.part.id))
            else:
                self._take(row, question, period)

    def _passed_over(self, sheet: Sheet, layout: Layout) -> None:
        """Say which figures of the sheet are not read, and why."""
        for place, rows in passed_over(sheet, layout).items():
            first, last = (cell_address(sheet, row, place) for row in (rows[0], rows[-1]))
            cells = f"1 figure ({first})" if len(rows) == 1 else f"{len(rows):,} figures ({first} to {last})"
            over = heading(sheet, layout, place)
            told = {"cells": cells, "heading": f'"{over}"' if over else "no words", "expected": _OVER[layout.kind]}
            self.problems.append(problem("column-passed-over", self._at(sheet, first), **told))
        for note in layout.notes:
            said = note.partition(". ")[0]
            self.problems.append(problem("table-passed-over", self._at(sheet, ""), text=f"{said[0].lower()}{said[1:]}"))

    def finish(self) -> None:
        """What only shows once everything is read."""
        found = list(self.observations.values())
        series: dict[tuple[object, ...], Observation] = {}
        for observation in found:
            key = observation.key
            first = series.setdefault((key.indicator, key.part, key.area, key.breakdown), observation)
            if not first.key.period.same_kind(key.period):
                told = {"first": first.key.period.label, "second": key.period.label}
                self.problems.append(problem("mixed-periods", observation.origin, **told))
        self.problems += checked(found, self.plan, self.known, self.answers, self.bare, self.unread)
        self.problems += self.answers.unfit(self.workbook.name)

    def _cells(self, sheet: Sheet, layout: Layout) -> Iterator[tuple[Row, str, Cell, Origin]]:
        """Each row of figures, as a row of ours: with its label, its period as written, and where that stands."""
        if layout.kind == "tidy":
            for number, label in labelled(sheet, layout):
                self.rows += 1
                row = Row(self.workbook.name, sheet, number, sheet.rows[number], {**layout.columns, "Label": layout.columns["Indicator"]})
                yield row, label, row.cell("Period"), row.at("Period")
            return
        place = layout.columns.get("Period", 0)
        labels = layout.columns.get("Label", place)
        written: tuple[Cell, int] = ("", layout.header)
        for number, column, label in named_cells(sheet, layout):
            self.rows += 1
            row = self._row(
                sheet, number, {"Label": column if layout.kind == "down" and labels == place else labels}, column, label, layout
            )
            if layout.kind == "across":
                yield row, label, layout.along[column], self._at(sheet, cell_address(sheet, layout.header, column))
                continue
            own = at(sheet.rows[number], place)
            # a period that holds for several rows is written once, or merged; without labels at the side it may have been forgotten
            if own != "" or labels == place:
                written = (own, number)
            yield row, label, written[0], self._at(sheet, cell_address(sheet, written[1], place))

    def _row(self, sheet: Sheet, number: int, places: dict[str, int], column: int, label: str, layout: Layout) -> Row:
        """One cell of a cross-table as a row of ours: a count where the question asks for one, else a value."""
        question = self.questions.get(self.known.layouts[layout.shape].get(label, ""))
        counted = question is not None and (question.part.unit == "count" or bool(question.population))
        period = {"Period": layout.columns["Period"]} if "Period" in layout.columns else {}
        return Row(self.workbook.name, sheet, number, sheet.rows[number], {**places, **period, "Count" if counted else "Value": column})

    def _at(self, sheet: Sheet, address: str) -> Origin:
        return Origin(self.workbook.name, sheet.name, address)

    def _theirs(self, row: Row, question: Question) -> bool:
        priority = self.plan.priority_of(question.indicator.id)
        foreign = not_theirs(priority, self.known.theirs, row.at("Label"), question.key)
        self.problems += [foreign] if foreign else []
        return foreign is None

    def _period(self, cell: Cell, question: Question, where: Origin) -> Period | None:
        """The period, asked about once where it may mean two."""
        at = (where.sheet, where.address)
        if at in self._periods:
            return self._periods[at]
        reading = days.read(cell, year_type=question.part.year_type, frequency=question.part.frequency)
        found = reading.period
        if reading.outcome == "CONFIRM":
            found = self._chosen(reading, cell, where)
        elif found is None:
            self.problems.append(problem("unreadable-period", where, text=str(cell), why=reading.sentence))
        if found is not None and (outside := outside_plan(self.plan, found, where)):
            self.problems.append(outside)
            found = None
        elif found is not None and self.known.today is not None and found.end >= self.known.today:
            self.problems += self.answers.unless_right(problem("period-in-future", where, period=found.label))
        self._periods[at] = found
        return found

    def _chosen(self, reading: Reading, cell: Cell, where: Origin) -> Period | None:
        """The period that was chosen where there may be two; asked about where none was, for the days of one sheet once."""
        day, kind = days.day_of(cell), self._days.get(where.sheet)
        if day is not None and kind is not None and (not kind or (found := days.alike(reading.choices, kind))):
            return found if kind else None
        by_key = {choice.key: choice for choice in reading.choices}
        found = by_key.get(self.answers.to("ask-period", where, by_key) or "")
        if day is not None:
            self._days[where.sheet] = found.kind if found else ""
        if found is None:
            asked = problem("ask-period", where, text=text(cell), question=reading.sentence)
            choices = tuple((key, choice.label if day is None else days.words(choice)) for key, choice in by_key.items())
            self.problems.append(replace(asked, choices=choices))
        return found

    def _take(self, row: Row, question: Question, period: Period) -> None:
        supplied = Supplied(row, question, period, self.plan, self.known.populations, self.answers)
        observation = supplied.observation()
        self.problems += supplied.problems
        if observation is None:
            self.unread.add((question.indicator.id, question.part.id))
            return
        first = self.observations.setdefault(observation.key, observation)
        if first is observation:
            self.bare += [observation] if supplied.bare else []
            return
        where = observation.origin
        if (first.value, first.status) == (observation.value, observation.status):
            self.problems.append(problem("repeated-row", where, other=first.origin.address))
        else:
            told = {"first": _shown(observation), "second": _shown(first), "other": first.origin.address}
            self.problems.append(problem("duplicate-row", where, **told))


def _shown(observation: Observation) -> str:
    return f"[{observation.status}]" if observation.value is None else f"{observation.value:,.10g}"
