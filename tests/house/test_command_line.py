"""The command line, from the plan to a receipt, in a store of the test's own."""

from __future__ import annotations

import json
import re
from itertools import islice
from pathlib import Path

import openpyxl
import pytest

import cli
from house.commands import RefusedError, store_of
from house.commands import quarter as quarter_of
from house.settings import from_environment
from indicators.registry import read as read_plan

PUBLISHED_WITH_ROWS = "smi_checks/smi_physical_health_checks_2018_2024.xlsx"


@pytest.fixture(autouse=True)
def _a_store_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DELIVERY_PLAN_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    code = cli.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out + said.err


def document(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> dict:
    code, out = run(capsys, *arguments)
    assert code == 0, out
    return json.loads(out)


def ship_in(capsys: pytest.CaptureFixture[str], root: Path) -> None:
    code, out = run(capsys, "load", root / "data" / "published" / "figures.csv", "--by", "test")
    assert code == 0, out


def test_every_command_and_option_is_documented(root: Path) -> None:
    text = (root / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## ([\w-]+)\n(.*?)(?=^## |\Z)", text, re.M | re.S))
    commands = next(a for a in cli.parser()._actions if a.dest not in {"help"}).choices
    assert set(sections) == set(commands)
    for name, command in commands.items():
        for action in command._actions:
            for option in set(action.option_strings) - {"-h", "--help"}:
                assert option in sections[name], f"{name} {option}"


def test_check_counts_the_plan(capsys: pytest.CaptureFixture[str]) -> None:
    counted = document(capsys, "check", "--json")
    text = json.dumps(counted)
    code, out = run(capsys, "check")
    assert code == 0
    for words in ("3 passions", "8 priorities, by passion 3/1/4", "29 indicators", "36 actions", "9 in development, 2 unclear"):
        assert words in out
    assert "29" in text


def test_check_lists_all_mistakes_and_ends_with_one(capsys: pytest.CaptureFixture[str], root: Path, tmp_path: Path) -> None:
    broken = (root / "priorities.yaml").read_text(encoding="utf-8").replace("sros: [sue-wynne]", "sros: [nobody]", 1)
    file = tmp_path / "broken.yaml"
    file.write_text(broken.replace("direction: down", "direction: sideways", 1), encoding="utf-8")
    code, out = run(capsys, "check", file)
    assert code == 1
    assert "nobody" in out
    assert "sideways" in out
    code, out = run(capsys, "check", file, "--json")
    mistakes = json.loads(out)["mistakes"]
    assert code == 1
    assert len(mistakes) == 2
    assert all(mistake["line"] > 1 and mistake["path"] for mistake in mistakes)


def test_a_missing_plan_is_said_in_a_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out = run(capsys, "check", tmp_path / "none.yaml")
    assert code == 1
    assert "no such file" in out


def test_a_folder_in_place_of_a_plan_is_said_in_a_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out = run(capsys, "check", tmp_path)
    assert code == 1
    assert "this is a folder. Name the file in it." in out


def test_check_knows_the_loaders(capsys: pytest.CaptureFixture[str], root: Path, tmp_path: Path) -> None:
    file = tmp_path / "slip.yaml"
    plan = (root / "tests" / "plans" / "small_city.yaml").read_text(encoding="utf-8")
    file.write_text(plan.replace("loader: eip", "loader: eip_waits", 1), encoding="utf-8")
    code, out = run(capsys, "check", file)
    assert code == 1
    assert 'found "eip_waits". Expected a loader: smi_checks, ' in out


def test_the_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert document(capsys, "check", "--schema")["type"] == "object"


def test_loading_twice_changes_nothing_and_says_so(capsys: pytest.CaptureFixture[str], root: Path) -> None:
    ship_in(capsys, root)
    code, out = run(capsys, "load", root / "data" / "published" / "figures.csv")
    assert code == 0
    assert "nothing changed" in out
    assert len(json.loads(run(capsys, "submissions", "--json")[1])) == 1


def test_a_dry_run_keeps_nothing(capsys: pytest.CaptureFixture[str], root: Path, tmp_path: Path) -> None:
    code, out = run(capsys, "load", root / "data" / "published" / "figures.csv", "--dry-run")
    assert code == 0
    assert " new, 0 revised" in out
    assert json.loads(run(capsys, "submissions", "--json")[1]) == []
    assert not (tmp_path / "received").exists()


def test_a_file_that_is_not_there_and_one_that_is_no_format(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out = run(capsys, "load", tmp_path / "none.csv")
    assert code == 1
    assert "No such file" in out
    odd = tmp_path / "odd.csv"
    odd.write_text("a,b\n1,2\n", encoding="utf-8")
    code, out = run(capsys, "load", odd, "--json")
    assert code == 1
    assert [p["code"] for p in json.loads(out)[0]["problems"]] == ["unknown-format"]


def test_the_real_file_gives_the_figures_of_the_golden_one(capsys: pytest.CaptureFixture[str], shared: Path) -> None:
    code, out = run(capsys, "load", shared / "published" / PUBLISHED_WITH_ROWS)
    assert code == 0, out
    shown = document(capsys, "show", "I8.1", "--json")
    golden = (shared / "published" / "golden_leeds_smi_phc_quarterly.csv").read_text(encoding="utf-8").split()[1:]
    assert len(shown["observations"]) == len(golden) == 22
    for line, observation in zip(golden, shown["observations"], strict=True):
        _, _, checked, register, share = line.split(",")
        assert (observation["numerator"], observation["denominator"]) == (float(checked), float(register))
        assert f"{observation['value']:.6f}" == share
        assert re.fullmatch(r"D\d+; D\d+", observation["origin"]["address"])


def test_show_says_nothing_of_a_day_on_which_nothing_was_known(capsys: pytest.CaptureFixture[str], root: Path) -> None:
    ship_in(capsys, root)
    assert document(capsys, "show", "I8.1", "--json", "--as-of", "2019-01-01")["observations"] == []
    known = document(capsys, "show", "I1.1", "--json", "--as-of", "2022-02-02")
    assert [o["value"] for o in known["observations"]] == [3.7, 7.19, 7.28, 7.71]
    assert document(capsys, "show", "I1.1", "--json", "--as-of", "2022-02-01")["observations"] == []


def test_show_names_the_indicators_where_the_id_is_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, "show", "I9.9")
    assert code == 1
    assert "I8.1" in out


def test_what_is_shipped_comes_back_byte_for_byte(capsys: pytest.CaptureFixture[str], root: Path, tmp_path: Path) -> None:
    ship_in(capsys, root)
    code, _ = run(capsys, "ship", "-o", tmp_path / "again.csv")
    assert code == 0
    assert (tmp_path / "again.csv").read_bytes() == (root / "data" / "published" / "figures.csv").read_bytes()


def test_where_nobody_is_let_in_that_is_said_and_no_role_is_empty(capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, "people")
    assert (code, out) == (0, "Nobody has an account yet. `delivery-plan people add` lets somebody in.\n")
    assert document(capsys, "people", "--json") == []
    with pytest.raises(SystemExit):
        cli.main(["people", "--help"])
    assert "{viewer," in capsys.readouterr().out


def test_no_command_makes_a_folder_for_a_file_it_writes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "it"
    for command in (("backup", file), ("template", "P5", "--quarter", "Q4 2024/25", "-o", file), ("pack", "-o", file)):
        code, out = run(capsys, *command)
        assert (code, "there is no folder" in out) == (1, True), out
        assert not file.parent.exists()


def test_what_was_withdrawn_does_not_come_back_by_a_start_and_the_start_says_so(
    capsys: pytest.CaptureFixture[str], root: Path, shared: Path
) -> None:
    settings = from_environment()

    def start() -> str:
        cli.first_start(settings)
        return capsys.readouterr().out

    def held() -> set[str]:
        return {each.observation.key.indicator for each in store_of(settings).observations()}

    assert run(capsys, "load", shared / "published" / PUBLISHED_WITH_ROWS)[0] == 0
    (checks,) = held()
    run(capsys, "withdraw", "1", "--reason", "the wrong file")
    said = start()
    assert "withdrawn here with submission 1" in said
    shipped = held()
    assert shipped
    assert checks not in shipped
    assert "already loaded" in start()
    run(capsys, "withdraw", "2", "--reason", "not agreed")
    said = start()
    assert "withdrawn here with submissions 1 and 2" in said
    assert held() == set()
    assert run(capsys, "load", root / "data" / "published" / "figures.csv")[0] == 0
    assert held() == shipped | {checks}
    assert "withdrawn" not in start()


def test_a_withdrawn_submission_leaves_the_record_and_takes_its_figures(capsys: pytest.CaptureFixture[str], root: Path) -> None:
    ship_in(capsys, root)
    code, out = run(capsys, "withdraw", "1", "--reason", "the wrong file", "--by", "test")
    assert code == 0, out
    assert document(capsys, "show", "I8.1", "--json")["observations"] == []
    assert "withdrawn: the wrong file" in run(capsys, "submissions")[1]
    code, out = run(capsys, "withdraw", "1", "--reason", "again", "--by", "test")
    assert code == 1
    assert "Traceback" not in out


def test_the_whole_of_what_is_held_is_verified(capsys: pytest.CaptureFixture[str], root: Path, tmp_path: Path) -> None:
    ship_in(capsys, root)
    code, out = run(capsys, "verify")
    assert (code, out.splitlines()) == (
        0,
        ["Everything held is as it was accepted.", "1 file was read again; 1 gave the figures that were accepted."],
    )
    assert run(capsys, "backup", tmp_path / "copy.db")[0] == 0
    assert (tmp_path / "copy.db").is_file()


def test_the_workbook_goes_out_and_comes_back(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "p5.xlsx"
    assert run(capsys, "template", "P5", "--quarter", "Q4 2024/25", "-o", file)[0] == 0
    code, out = run(capsys, "load", file)
    assert code == 0
    assert "Nothing was changed" in out
    book = openpyxl.load_workbook(file)
    sheet = book["Values"]
    keys = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
    sheet.cell(keys["I5.3"], 6).value = 31
    book["Commentary"].cell(2, 4).value = "Training began again."
    book.save(file)
    code, out = run(capsys, "load", file, "--by", "a lead")
    assert code == 0, out
    assert "1 new" in out
    shown = document(capsys, "show", "I5.3", "--json")
    assert [(o["value"], o["period"]["key"], o["origin"]["sheet"]) for o in shown["observations"]] == [(31.0, "2024-Q4F", "Values")]


@pytest.mark.parametrize("written", ["Q4 2024/25", "2024-Q4F", " 2024-Q4F "])
def test_a_quarter_is_named_in_words_or_by_its_key(written: str) -> None:
    assert quarter_of(written).key == "2024-Q4F"


@pytest.mark.parametrize("written", ["2024-Q5F", "2024F", "soon", "2024/25"])
def test_what_is_no_quarter_is_said_once(written: str) -> None:
    with pytest.raises(RefusedError) as refused:
        quarter_of(written)
    assert str(refused.value).count(f'"{written}":') == 1
    assert "2024-Q4F" in str(refused.value)


@pytest.mark.parametrize(
    ("quarter", "words"),
    [("Q5 2024/25", "Q4 2024/25"), ("2024/25", "Q4 2024/25"), ("Q1 2020", "April to June 2020")],
)
def test_a_quarter_that_is_none_is_refused_in_words(capsys: pytest.CaptureFixture[str], quarter: str, words: str) -> None:
    code, out = run(capsys, "template", "P2", "--quarter", quarter)
    assert code == 1
    assert words in out


def test_the_example_lies_in_the_data_folder_that_is_set(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    every = cli.illustrative_workbooks
    monkeypatch.setattr(cli, "illustrative_workbooks", lambda plan, today: islice(every(plan, today), 1))
    monkeypatch.setenv("DELIVERY_PLAN_PUBLISHED", str(tmp_path / "nothing-published"))
    code, out = run(capsys, "example")
    assert code == 0, out
    assert {path.name for path in tmp_path.iterdir()} >= {"example", "example.db"}
    assert not (tmp_path / "delivery-plan.db").exists()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'example.db'}")
    monkeypatch.setenv("DELIVERY_PLAN_RECEIVED", str(tmp_path / "example" / "received"))
    assert len(document(capsys, "submissions", "--json")) == 1
    assert run(capsys, "verify", "--rederive", "none") == (0, "Everything held is as it was accepted.\n")


def test_open_mode_listens_nowhere_else(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DELIVERY_PLAN_HOST", "0.0.0.0")
    code, out = run(capsys, "serve")
    assert code == 1
    assert "127.0.0.1 only" in out


def test_the_plan_that_travels_is_whole(root: Path) -> None:
    assert read_plan((root / "priorities.yaml").read_text(encoding="utf-8")).plan is not None
