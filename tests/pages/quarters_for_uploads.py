"""A lead's quarters for the tests of uploads: workbooks filled with made-up counts that stand for nothing, and tables of a lead's own."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl

from house.place import Place
from house.uploading import UploadDesk
from indicators.periods import Period, quarter
from indicators.registry.models import Plan, Priority
from loaders.questions import BREAKDOWNS, COMMENTARY, VALUES, group_questions, questions
from loaders.reading import read as read_file
from loaders.template import Filling, write
from pages.uploads import desk as contract
from pages.uploads import routes
from pages.uploads.desk import Sender
from pages.web import DeliveryPlan, web_app
from store.released import Reader
from store.submissions import Store, open_store

#: the day on which these tests take place
TODAY = date(2025, 5, 12)
NOW = datetime(2025, 5, 12, 9, tzinfo=UTC)

#: made-up counts of a quarter by group; the whole is their sum
GROUPS: Mapping[str, int] = {"white": 90, "mixed": 18, "asian": 30, "black": 42, "other": 16, "not_stated": 9, "not_known": 14}
Q1, Q2, Q3, Q4 = (quarter(2024, number) for number in (1, 2, 3, 4))


def grouped_priority(plan: Plan) -> Priority:
    """The first priority whose figures are asked for by ethnic group, and whose groups are compared."""
    return next(p for p in plan.priorities if any(q.population for q in group_questions(plan, p)))


def filled(plan: Plan, period: Period, *, more: int = 0, dashes: Sequence[str] = (), words: str = "") -> bytes:
    """The workbook of that priority with every group of every part filled; `more` in each group, "-" in the rows of `dashes`."""
    priority = grouped_priority(plan)
    cells: dict[str, dict[str, dict[str, str | float]]] = {VALUES: {}, BREAKDOWNS: {}, COMMENTARY: {}}
    for whole in questions(plan, priority):
        total = 0
        for question in group_questions(plan, priority):
            if question.part.id != whole.part.id:
                continue
            count = GROUPS[question.group] + more
            cells[BREAKDOWNS][question.key] = {"Count": "-" if question.key in dashes else count}
            total += 0 if question.key in dashes else count
        cells[VALUES][whole.key] = {"Count": total}
    if words:
        cells[COMMENTARY][priority.indicators[0].id] = {"What happened": words}
    return write(plan, priority, period, Filling(cells))


def with_cells(content: bytes, sheet: str, column: str, written: Mapping[int, object]) -> bytes:
    """A workbook with other values in one column: row -> value, as a lead would type them over."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book[sheet]
    place = [cell.value for cell in page[1]].index(column) + 1
    for row, value in written.items():
        page.cell(row, place).value = value
    return saved(book)


def own_table(rows: Mapping[str, Sequence[float]], periods: Sequence[str]) -> bytes:
    """A cross-table that a lead keeps: a title, a spacer, periods across, a row for each label, a note below."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.title = "Our own sheet"
    page.append(["What we count"])
    page.append([])
    page.append(["What", *periods])
    for label, counts in rows.items():
        page.append([label, *counts])
    page.append([])
    page.append(["Counted by hand."])
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """A workbook as bytes."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def dashboard(plan: Plan, root: Path, folder: Path) -> tuple[DeliveryPlan, Store, UploadDesk]:
    """A dashboard in open mode with a store of its own, which holds the figures that come with the project, and with a desk."""
    store = open_store(f"sqlite:///{folder / 'plan.db'}")
    store.keep_plan((root / "priorities.yaml").read_text(encoding="utf-8"), datetime(2024, 1, 1, tzinfo=UTC))
    shipped = read_file("figures.csv", (root / "data" / "published" / "figures.csv").read_bytes(), plan)
    store.accept(shipped, by="the project", at=datetime(2024, 1, 2, tzinfo=UTC))
    app = web_app(Reader(store, plan, today=lambda: TODAY), root / "assets")
    desk = UploadDesk(Place(plan, store, folder / "received", now=lambda: NOW, today=lambda: TODAY))
    app.server.config[contract.KEY] = desk
    routes.register(app.server, app.shelf.files)
    return app, store, desk


def accepted(desk: UploadDesk, name: str, content: bytes) -> int:
    """The number of an upload that was sent and accepted without a question."""
    sender = Sender("this computer", "whoever works at this computer")
    number = desk.send(name, content, sender).number
    assert number is not None
    desk.accept(number, sender, seen=desk.reading(number).seen)
    return number
