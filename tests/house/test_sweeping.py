"""What in the folder of received files nothing names, and the way out of it, at the command line."""

from __future__ import annotations

import json
import os
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

import cli
from indicators.observations import Key, Observation
from indicators.periods import quarter
from indicators.submissions import Submission
from store import record, staged
from store.audit import Entry
from store.received import keep, path_of
from store.staged import Staged
from store.submissions import open_store

AT = datetime(2025, 6, 1, tzinfo=UTC)
ENTRY = Entry(AT, "local ann", "upload", "", "sent")
HALF = "tmpabcd.tmp"


@pytest.fixture(autouse=True)
def _a_store_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DELIVERY_PLAN_DATA", str(tmp_path))
    for name in ("DATABASE_URL", "DELIVERY_PLAN_RECEIVED"):
        monkeypatch.delenv(name, raising=False)


def sweep(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    code = cli.main(["sweep", *options])
    said = capsys.readouterr()
    return code, said.out + said.err


@pytest.fixture
def names(tmp_path: Path) -> dict[str, str]:
    """What each file in the folder is -> its name; all but the young ones are days old."""
    folder, store = tmp_path / "received", open_store(f"sqlite:///{tmp_path / 'delivery-plan.db'}")
    held = {what: keep(folder, what.encode()) for what in ("withdrawn", "set aside", "broken off", "young")}
    figure = Observation(Key("I1.1", "", "town", quarter(2024, 1)), "", 5.0)
    receipt = store.accept(Submission("a.csv", held["withdrawn"], "test", "Figures", 1, (figure,)), by="Ann", at=AT)
    assert receipt.number is not None
    store.withdraw(receipt.number, by="Ann", at=AT, reason="mistaken")
    number, _ = staged.stage(store, Staged(held["set aside"], "file", "b.csv", 9, "local ann", "Ann", None, AT), entry=ENTRY)
    staged.change(store, number, entry=ENTRY, state="set aside", ended_at=AT, ended_by="Ann", reason="mistaken")
    store.close()
    beside = path_of(folder, held["broken off"]).parent
    for name in (HALF, "young.tmp", "notes.txt"):
        (beside / name).write_bytes(b"half")
    then = time.time() - 3 * 24 * 3600
    for path in folder.glob("*/*"):
        if path.name not in {held["young"], "young.tmp"}:
            os.utime(path, (then, then))
    return {**held, "half": HALF, "young half": "young.tmp", "of somebody": "notes.txt"}


def there(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("received/*/*")}


def on_the_record(folder: Path) -> list[tuple[str, str, str]]:
    store = open_store(f"sqlite:///{folder / 'delivery-plan.db'}")
    assert list(record.faults(store)) == []
    found = [(each.who, each.object, each.outcome) for each in record.entries(store, action="sweep")]
    store.close()
    return found


def test_what_is_left_over_is_told_and_stays(names, tmp_path, capsys):
    code, said = sweep(capsys)
    assert code == 0
    assert re.search(rf"^{names['broken off']} +10 bytes  since \d{{4}}-\d\d-\d\d \d\d:\d\d$", said, re.M), said
    assert re.search(rf"^{HALF} +4 bytes .*\(half-written\)$", said, re.M), said
    assert re.search(rf"^{names['young']} .*\(younger than a day\)$", said, re.M), said
    assert "4 files are left over" in said
    assert not any(names[what] in said for what in ("withdrawn", "set aside", "of somebody"))
    assert there(tmp_path) == set(names.values())
    assert on_the_record(tmp_path) == []


def test_what_is_a_day_old_is_taken_out_and_on_the_record(names, tmp_path, capsys):
    code, said = sweep(capsys, "--take-out", "--by", "Ann")
    assert code == 0
    assert "2 taken out, as the record says. What is younger than a day stays" in said
    assert there(tmp_path) == set(names.values()) - {names["broken off"], HALF}
    entries = {object: (who, outcome) for who, object, outcome in on_the_record(tmp_path)}
    assert set(entries) == {f"received file {names['broken off']}", f"received file {HALF}"}
    who, outcome = entries[f"received file {names['broken off']}"]
    assert who == "Ann"
    assert outcome.startswith("taken out, 10 bytes, there since ")
    assert "(younger than a day)" in sweep(capsys, "--take-out")[1]
    assert len(on_the_record(tmp_path)) == 2


def test_for_a_program_each_file_is_told_with_what_became_of_it(names, tmp_path, capsys):
    told = {each["name"]: each for each in json.loads(sweep(capsys, "--take-out", "--json")[1])}
    assert {name: (each["half_written"], each["young"], each["taken_out"]) for name, each in told.items()} == {
        names["broken off"]: (False, False, True),
        HALF: (True, False, True),
        names["young"]: (False, True, False),
        "young.tmp": (True, True, False),
    }
    assert told[HALF]["size"] == 4
    assert datetime.fromisoformat(told[HALF]["since"]) < datetime.now(UTC)


def test_a_folder_of_another_database_is_left_as_it_is(names, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'another.db'}")
    code, said = sweep(capsys, "--take-out")
    assert code == 1
    assert "found a database that names no file" in said
    assert "nothing was taken out" in said
    assert there(tmp_path) == set(names.values())


def test_where_the_record_cannot_be_written_nothing_is_taken_out(names, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("store.submissions.openings.prepare", lambda *_: "The database can be read but not written.")
    code, said = sweep(capsys, "--take-out")
    assert code == 1
    assert "can be read but not written" in said
    assert there(tmp_path) == set(names.values())


def test_a_file_that_cannot_be_taken_out_is_on_the_record_as_one_that_stays(names, tmp_path, capsys, monkeypatch):
    def refused(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "unlink", refused)
    code, said = sweep(capsys, "--take-out")
    assert code == 1
    assert "Permission denied" in said
    [first, then] = on_the_record(tmp_path)
    assert first[1] == then[1]
    assert (first[2][:9], then[2][:5]) == ("taken out", "stays")
    assert there(tmp_path) == set(names.values())


def test_where_nothing_is_left_over_that_is_said(tmp_path, capsys):
    for options in ((), ("--take-out",)):
        code, said = sweep(capsys, *options)
        assert (code, said) == (0, "Nothing is left over: a submission or an upload names every received file.\n")
    assert on_the_record(tmp_path) == []
