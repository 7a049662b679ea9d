"""New figures beside those held: totals, groups and revisions that cannot both be right are asked about, wherever the other is from."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from house.place import Place
from house.terminal import Desk
from house.uploading import UploadDesk
from indicators.periods import of_key
from indicators.registry import Plan
from indicators.submissions import Problem
from pages.uploads.desk import Sender
from store.submissions import open_store

Q4 = of_key("2024-Q4F")
AT = datetime(2025, 8, 1, 9, tzinfo=UTC)
ANN, DEE = Sender("local ann", "Ann Lead", ("P2", "P3")), Sender("local dee", "Dee Sender", ("P2", "P3"), ())
#: detentions of a quarter with its groups, which make them up, and assessments by group alone
DETAINED, ASSESSED = "I2.1/detained", "I2.1/assessed"
GROUPS = {"white": 100, "mixed": 10, "asian": 20, "black": 20, "other": 6, "not_stated": 4}
HELD = {
    "Values": {DETAINED: {"Count": 160, "Out of": 800_000}, "I3.3": {"Count": 960}},
    "Breakdowns": {
        **{f"{DETAINED}/ethnic_group={group}": {"Count": count, "Out of": 200_000} for group, count in GROUPS.items()},
        **{f"{ASSESSED}/ethnic_group={group}": {"Count": 40} for group in ("white", "mixed", "asian", "black", "other")},
    },
}
Cells = Mapping[str, Mapping[str, Mapping[str, float]]]


@pytest.fixture
def desk(plan: Plan, tmp_path: Path) -> UploadDesk:
    store = open_store(f"sqlite:///{tmp_path / 'plan.db'}")
    return UploadDesk(Place(plan, store, tmp_path / "received", now=lambda: AT, today=lambda: date(2025, 8, 1)))


def workbook(desk: UploadDesk, cells: Cells) -> bytes:
    """The template of the quarter with these cells: sheet -> key -> column -> number."""
    chosen = [each for each in desk.plan.priorities if each.id in {"P2", "P3"}]
    book = openpyxl.load_workbook(io.BytesIO(desk.template(chosen, Q4)))
    for sheet, rows in cells.items():
        columns = {each.value: each.column for each in book[sheet][1]}
        places = {each.value: each.row for each in book[sheet]["A"]}
        for key, row in rows.items():
            for column, number in row.items():
                book[sheet].cell(places[key], columns[column]).value = number
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def in_store(desk: UploadDesk, cells: Cells = HELD, sender: Sender = ANN) -> None:
    number = desk.send("held.xlsx", workbook(desk, cells), sender).number
    assert number is not None
    desk.accept(number, sender, seen=desk.reading(number).seen)


def asked(desk: UploadDesk, cells: Cells, sender: Sender = ANN) -> list[Problem]:
    number = desk.send("new.xlsx", workbook(desk, cells), sender).number
    assert number is not None
    return [each for each in desk.reading(number, sender).submission.problems if each.severity == "question"]


def detained(group: str, count: float) -> Cells:
    return {"Breakdowns": {f"{DETAINED}/ethnic_group={group}": {"Count": count, "Out of": 200_000}}}


CASES = [
    pytest.param(
        {"Values": {DETAINED: {"Count": 400, "Out of": 800_000}}},
        ["total-unlike-parts"],
        "a total of 400 over parts that make 160 (they are held)",
        id="a total over groups that are held",
    ),
    pytest.param(
        detained("white", 290),
        ["total-unlike-parts"],
        "a total of 160 (it is held) over parts that make 350 (some of them are held)",
        id="a group under a total that is held",
    ),
    pytest.param(
        {"Values": {ASSESSED: {"Count": 20}}},
        ["total-unlike-parts"],
        "a total of 20 over parts that make 200 (they are held)",
        id="a total that comes after its groups",
    ),
    pytest.param(
        {"Values": {"I3.3": {"Count": 9600}}},
        ["unlike-held-value"],
        "9,600, where 960 is held for the same period",
        id="a figure ten times the one that it revises",
    ),
    pytest.param({"Values": {"I3.3": {"Count": 300}}}, ["unlike-held-value"], "300, where 960 is held", id="less than a third of it"),
]


@pytest.mark.parametrize(("cells", "codes", "told"), CASES)
def test_what_cannot_stand_beside_what_is_held_is_asked_about(desk: UploadDesk, cells: Cells, codes: list[str], told: str) -> None:
    in_store(desk)
    found = asked(desk, cells)
    assert [each.code for each in found] == codes
    assert told in found[0].found
    assert found[0].choices[0][0] == "right"


@pytest.mark.parametrize(("cells", "codes", "told"), CASES)
def test_the_terminal_asks_what_the_page_asks(desk: UploadDesk, plan: Plan, cells: Cells, codes: list[str], told: str) -> None:
    in_store(desk)
    arrival = Desk(plan, desk.store, None, "an analyst", lambda: AT).arrive("new.xlsx", workbook(desk, cells))
    assert [each.code for each in arrival.submission.problems if each.severity == "question"] == codes
    assert arrival.receipt is None
    assert any(told in line for line in arrival.lines())


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param(HELD, id="the same again"),
        pytest.param({"Values": {DETAINED: {"Count": 160, "Out of": 790_000}}}, id="the same total out of other people"),
        pytest.param({**detained("white", 110), "Values": {DETAINED: {"Count": 170, "Out of": 800_000}}}, id="a group and its total"),
        pytest.param({"Values": {ASSESSED: {"Count": 200}}}, id="a total that its groups make"),
        pytest.param({"Values": {"I3.3": {"Count": 2880}}}, id="threefold and no more"),
    ],
)
def test_what_may_stand_beside_what_is_held_is_not_asked_about(desk: UploadDesk, cells: Cells) -> None:
    in_store(desk)
    assert asked(desk, cells) == []


def test_a_mismatch_that_was_accepted_as_right_is_not_asked_about_where_the_file_does_not_touch_it(desk: UploadDesk) -> None:
    in_store(desk)
    number = desk.send("new.xlsx", workbook(desk, detained("white", 130)), ANN).number
    assert number is not None
    [question] = desk.reading(number).submission.problems
    desk.answer(number, {f"{question.where.sheet}!{question.where.address}": "right"}, ANN)
    desk.accept(number, ANN, seen=desk.reading(number).seen)
    assert asked(desk, {**detained("white", 130), "Values": {"I3.3": {"Count": 970}}}) == []
    assert [each.code for each in asked(desk, detained("white", 131))] == ["total-unlike-parts"]


def test_few_people_are_no_far_revision(desk: UploadDesk) -> None:
    in_store(desk, {"Values": {"I3.3": {"Count": 2}}})
    assert asked(desk, {"Values": {"I3.3": {"Count": 9}}}) == []
    assert [each.code for each in asked(desk, {"Values": {"I3.3": {"Count": 11}}})] == ["unlike-held-value"]


@pytest.mark.parametrize(("cells", "codes", "told"), CASES)
def test_whoever_may_not_see_what_is_held_learns_nothing_of_it(desk: UploadDesk, cells: Cells, codes: list[str], told: str) -> None:
    in_store(desk)
    assert asked(desk, cells, DEE) == []


def test_whoever_may_not_see_what_is_held_is_asked_about_what_they_sent_themselves(desk: UploadDesk) -> None:
    in_store(desk, HELD, DEE)
    assert [each.code for each in asked(desk, {"Values": {"I3.3": {"Count": 9600}}}, DEE)] == ["unlike-held-value"]
