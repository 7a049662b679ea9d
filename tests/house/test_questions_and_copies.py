"""A lead's workbook on the command line: questions with their choices, answers, what was sent before, and the marked copy."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

import cli

VALUES = "Values"


@pytest.fixture(autouse=True)
def _a_store_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DELIVERY_PLAN_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    code = cli.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out + said.err


def workbook(capsys: pytest.CaptureFixture[str], file: Path, quarter: str, count: object, *, indicator: str = "I5.3") -> str:
    """A workbook of the fifth priority with one count; the address of its cell."""
    code, out = run(capsys, "template", "P5", "--quarter", quarter, "-o", file)
    assert code == 0, out
    book = openpyxl.load_workbook(file)
    sheet = book[VALUES]
    row = next(cell.row for cell in sheet["A"] if cell.value == indicator)
    column = next(cell.column_letter for cell in sheet[1] if cell.value == "Count")
    sheet[f"{column}{row}"].value = count
    book.save(file)
    return f"{column}{row}"


def submissions(capsys: pytest.CaptureFixture[str]) -> list[dict]:
    return json.loads(run(capsys, "submissions", "--json")[1])


def test_a_question_is_printed_with_its_choices_and_nothing_is_accepted(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "p5.xlsx"
    cell = workbook(capsys, file, "Q4 2024/25", "-")
    code, out = run(capsys, "load", file)
    assert code == 1
    assert f'question: Sheet "Values", {cell}: found "-"' in out
    assert f"    answer Values!{cell}:ask-dash=CHOICE, or ask-dash=CHOICE for all of this kind; CHOICE is one of:\n    zero: 0\n" in out
    assert "    not_available: not available\n" in out
    code, out = run(capsys, "load", file, "--json")
    [problem] = json.loads(out)[0]["problems"]
    assert [choice["id"] for choice in problem["choices"]] == ["zero", "not_available", "not_applicable"]
    assert submissions(capsys) == []


def test_an_answered_question_lets_the_file_be_accepted(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "p5.xlsx"
    cell = workbook(capsys, file, "Q4 2024/25", "-")
    code, out = run(capsys, "load", file, "--answer", f"Values!{cell}=zero", "--by", "a lead")
    assert code == 0, out
    assert "1 new" in out
    assert len(submissions(capsys)) == 1


@pytest.mark.parametrize("key", ["Values!{cell}:ask-dash", "ask-dash"])
def test_a_question_is_answered_by_what_is_printed_under_it(capsys: pytest.CaptureFixture[str], tmp_path: Path, key: str) -> None:
    file = tmp_path / "p5.xlsx"
    cell = workbook(capsys, file, "Q4 2024/25", "-")
    assert run(capsys, "load", file)[0] == 1
    code, out = run(capsys, "answer", "1", f"{key.format(cell=cell)}=zero")
    assert code == 0, out
    assert "CHOICE is one of" not in out


def test_an_answer_in_another_form_is_said_in_words(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "p5.xlsx"
    workbook(capsys, file, "Q4 2024/25", 5)
    code, out = run(capsys, "load", file, "--answer", "zero")
    assert code == 1
    assert "Values!F14=zero" in out


def test_a_figure_far_from_the_one_accepted_before_is_asked_about_and_stands_in_the_next_template(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    first, second = tmp_path / "q3.xlsx", tmp_path / "q4.xlsx"
    workbook(capsys, first, "Q3 2024/25", 40)
    assert run(capsys, "load", first)[0] == 0
    cell = workbook(capsys, second, "Q4 2024/25", 401)
    sheet = openpyxl.load_workbook(second)[VALUES]
    before = next(c.column_letter for c in sheet[1] if c.value == "Figure held before")
    assert sheet[f"{before}{cell[1:]}"].value == 40
    code, out = run(capsys, "load", second)
    assert code == 1
    assert "found 401, where October to December 2024 (Q3 2024 to 2025) had 40" in out
    assert len(submissions(capsys)) == 1
    assert run(capsys, "load", second, "--answer", f"{cell}=right")[0] == 0
    assert len(submissions(capsys)) == 2


def test_a_marked_copy_is_written_beside_the_list(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file, copy = tmp_path / "p5.xlsx", tmp_path / "back.xlsx"
    cell = workbook(capsys, file, "Q4 2024/25", "about 12")
    code, out = run(capsys, "load", file, "--marked-copy", copy)
    assert code == 1
    assert "outlined and commented" in out
    book = openpyxl.load_workbook(copy)
    assert book.sheetnames[0] == "To mend"
    assert "about 12" in book[VALUES][cell].comment.text


def test_a_csv_file_gets_no_marked_copy_and_is_told_why(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    odd, copy = tmp_path / "odd.csv", tmp_path / "back.xlsx"
    odd.write_text("a,b\n1,2\n", encoding="utf-8")
    code, out = run(capsys, "load", odd, "--marked-copy", copy)
    assert code == 1
    assert "No marked copy was made" in out
    assert not copy.exists()


def test_the_same_thing_in_many_cells_is_said_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "p5.xlsx"
    workbook(capsys, file, "Q4 2024/25", "many")
    book = openpyxl.load_workbook(file)
    for row in range(2, 6):
        book[VALUES][f"F{row}"].value = "many"
    book.save(file)
    code, out = run(capsys, "load", file)
    assert code == 1
    assert "The same in 4 cells: F2:F5." in out
    assert out.count('found "many"') == 1


def test_a_list_of_people_is_refused_and_not_kept(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    odd = tmp_path / "list.csv"
    odd.write_text("NHS number,ward\n9434765919,3\n", encoding="utf-8")
    code, out = run(capsys, "load", odd)
    assert code == 1
    assert "The file was not kept" in out
    assert "9434765919" not in out
    kept = tmp_path / "data" / "received"
    assert not kept.exists() or not list(kept.iterdir())
