"""A backup, and its way back on an empty machine: new folders, and nothing of the old ones."""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sqlite3
import threading
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from house import keeping
from house.commands import RefusedError as NoFolder
from house.settings import Settings, from_environment
from house.terminal import Desk
from indicators.registry import Plan
from loaders.examples import illustrative_workbooks
from pages.web import web_app
from store import archives
from store import backup as copies
from store.problems import DamagedError, RefusedError, UnavailableError
from store.received import path_of
from store.released import Reader
from store.submissions import Store, open_store

AT = datetime(2025, 6, 1, tzinfo=UTC)
PAGES = ("/", "/indicator/I8.1", "/indicator/I2.1", "/inequalities", "/voices", "/?as_of=2025-06-02", "/download/plan.csv")


def machine(folder: Path, **more: str) -> Settings:
    """The settings of a machine whose data is in a folder."""
    return from_environment({"DELIVERY_PLAN_DATA": str(folder), "DELIVERY_PLAN_ILLUSTRATIVE": "1", **more})


@pytest.fixture(scope="module")
def filled(plan: Plan, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A machine with published figures, some workbooks, and one submission that was withdrawn."""
    settings = machine(tmp_path_factory.mktemp("old"))
    store = open_store(settings.database_url)
    store.keep_plan(settings.plan_file.read_text(encoding="utf-8"), AT)
    desk = Desk(plan, store, settings.received, "a lead", lambda: AT, illustrative=True)
    published = root / "data" / "published" / "figures.csv"
    desk.arrive(published.name, published.read_bytes())
    for name, content in list(illustrative_workbooks(plan))[12:18]:
        desk.arrive(name, content)
    store.withdraw(3, by="a lead", at=AT, reason="mistaken")
    store.close()
    return settings


def run(capsys: pytest.CaptureFixture[str], command: Callable[..., int], settings: Settings, **options: object) -> tuple[int, str]:
    code = command(argparse.Namespace(**options), settings)
    said = capsys.readouterr()
    return code, said.out + said.err


def pages(plan: Plan, settings: Settings) -> dict[str, bytes]:
    """What readers get of a machine."""
    store = open_store(settings.database_url)
    client = web_app(Reader(store, plan, today=lambda: date(2025, 7, 1)), settings.assets).server.test_client()
    got = {path: client.get(path) for path in PAGES}
    store.close()
    assert {answer.status_code for answer in got.values()} == {200}
    return {path: answer.data for path, answer in got.items()}


def test_everything_comes_back_on_an_empty_machine_and_the_pages_are_the_same_to_the_byte(filled, plan, tmp_path, capsys):
    copy, empty = tmp_path / "monday.zip", machine(tmp_path / "new")
    code, said = run(capsys, keeping.backup, filled, file=copy)
    assert code == 0, said
    assert hashlib.sha256(copy.read_bytes()).hexdigest() in said
    assert copy.with_name("monday.zip.sha256").read_text().split()[1] == "monday.zip"
    code, said = run(capsys, keeping.restore, empty, file=copy)
    assert code == 0, said
    assert "Everything held is as it was accepted" in said
    assert pages(plan, empty) == pages(plan, filled)
    old, new = open_store(filled.database_url), open_store(empty.database_url)
    assert new.submissions() == old.submissions()
    for each in new.submissions():
        assert path_of(empty.received, each.sha256).read_bytes() == path_of(filled.received, each.sha256).read_bytes()
    assert new.withdraw(1, by="a lead", at=AT, reason="life goes on") is None
    for store in (old, new):
        store.close()
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["delivery-plan.db", "received"]


def test_every_file_is_read_again_and_gives_the_figures_that_were_accepted(filled, capsys):
    code, said = run(capsys, keeping.verify, filled, rederive="all")
    assert code == 0, said
    found = re.search(r"(\d+) files were read again; (\d+) gave the figures that were accepted", said)
    assert found is not None, said
    assert found[1] == found[2]
    assert int(found[1]) >= 5
    assert "read again" not in run(capsys, keeping.verify, filled, rederive="none")[1]
    assert "Everything held is as it was accepted." in run(capsys, keeping.verify, filled, rederive="sample")[1]


def test_a_file_that_now_reads_otherwise_is_a_note_and_a_value_changed_behind_the_programs_back_is_a_fault(filled, tmp_path, capsys):
    run(capsys, keeping.backup, filled, file=tmp_path / "copy.zip")
    settings = machine(tmp_path / "new")
    run(capsys, keeping.restore, settings, file=tmp_path / "copy.zip")
    database = tmp_path / "new" / "delivery-plan.db"
    _spoil(database, "UPDATE observations SET value = value + 1 WHERE id = (SELECT max(id) FROM observations WHERE value > 0)")
    code, said = run(capsys, keeping.verify, settings, rederive="all")
    assert code == 1
    assert "found something else than was accepted" in said
    assert re.search(r"Note: submission \d+ \(.*\): read again, \d+ of \d+ figures are as accepted; I\d", said), said


def _spoil(database: Path, statement: str) -> None:
    connection = sqlite3.connect(database)
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {trigger}")
    assert connection.execute(statement).rowcount == 1
    connection.commit()
    connection.close()


def test_a_backup_taken_while_figures_come_in_is_whole(plan, tmp_path, capsys):
    settings = machine(tmp_path / "busy")
    store = open_store(settings.database_url)
    desk = Desk(plan, store, settings.received, "a lead", lambda: AT, illustrative=True)
    books, ended = list(illustrative_workbooks(plan))[:12], threading.Event()
    worker = threading.Thread(target=lambda: [desk.arrive(name, content) for name, content in books] and ended.set())
    worker.start()
    taken = []
    while not ended.is_set() and len(taken) < 4:
        copy = tmp_path / f"{len(taken)}.zip"
        assert run(capsys, keeping.backup, settings, file=copy)[0] == 0
        taken.append(copy)
    worker.join(60)
    for number, copy in enumerate(taken):
        code, said = run(capsys, keeping.restore, machine(tmp_path / f"new{number}"), file=copy)
        assert code == 0, said
    store.close()


def test_no_folder_is_made_for_a_backup(filled, tmp_path, capsys):
    with pytest.raises(NoFolder, match=r"there is no folder .*nowhere\. Nothing was written"):
        run(capsys, keeping.backup, filled, file=tmp_path / "nowhere" / "b.zip")
    assert not (tmp_path / "nowhere").exists()


def test_nothing_is_written_over(filled, tmp_path, capsys):
    copy = tmp_path / "copy.zip"
    run(capsys, keeping.backup, filled, file=copy)
    before = copy.read_bytes(), Path(filled.database_url.removeprefix("sqlite:///")).read_bytes()
    with pytest.raises(RefusedError, match="is there already"):
        keeping.backup(argparse.Namespace(file=copy), filled)
    with pytest.raises(RefusedError, match=r"delivery-plan\.db is there already"):
        keeping.restore(argparse.Namespace(file=copy), filled)
    with pytest.raises(RefusedError, match="no such file"):
        keeping.restore(argparse.Namespace(file=tmp_path / "none.zip"), machine(tmp_path / "new"))
    assert (copy.read_bytes(), Path(filled.database_url.removeprefix("sqlite:///")).read_bytes()) == before


SPOILT: list[tuple[str, Callable[[dict[str, bytes]], dict[str, bytes]], str]] = [
    (
        "a value of the database",
        lambda all_: all_ | {"database.db": all_["database.db"][:-9] + b"x" * 9},
        "is not the file that was put in",
    ),
    ("a longer file", lambda all_: all_ | {"priorities.yaml": all_["priorities.yaml"] + b"#"}, "is not the file that was put in"),
    ("a file less", lambda all_: {name: data for name, data in all_.items() if name != "priorities.yaml"}, "files of its list"),
    ("a file more", lambda all_: all_ | {"more": b"x"}, "files of its list"),
    ("no list", lambda all_: {name: data for name, data in all_.items() if name != "manifest.json"}, "no list"),
    ("no JSON", lambda all_: all_ | {"manifest.json": b"{"}, "its list cannot be read"),
    ("another list", lambda all_: all_ | {"manifest.json": b"[]"}, "its list cannot be read"),
    ("a way out", lambda all_: _listing(all_, "../outside", b"x"), "lists a file that no backup has"),
    ("a place on the machine", lambda all_: _listing(all_, "/etc/cron.d/x", b"x"), "lists a file that no backup has"),
    ("a name that is no hash", lambda all_: _listing(all_, f"received/00/{'0' * 64}", b"x"), "another than its name"),
]


def _listing(all_: dict[str, bytes], name: str, data: bytes) -> dict[str, bytes]:
    listed = json.loads(all_["manifest.json"])
    listed["files"][name] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    return all_ | {"manifest.json": json.dumps(listed).encode(), name: data}


@pytest.fixture(scope="module")
def copy(filled, tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("copies") / "copy.zip"
    keeping.backup(argparse.Namespace(file=file), filled)
    return file


@pytest.mark.parametrize(("change", "words"), [(change, words) for _, change, words in SPOILT], ids=[name for name, *_ in SPOILT])
def test_a_backup_that_is_not_the_one_that_was_made_is_refused_and_leaves_nothing(copy, tmp_path, change, words):
    with zipfile.ZipFile(copy) as source:
        changed = change({name: source.read(name) for name in source.namelist()})
    with zipfile.ZipFile(tmp_path / "copy.zip", "w") as target:
        for name, data in changed.items():
            target.writestr(name, data)
    with pytest.raises(DamagedError, match=words):
        keeping.restore(argparse.Namespace(file=tmp_path / "copy.zip"), machine(tmp_path / "new"))
    assert list((tmp_path / "new").rglob("*")) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.zip", "new"]


@pytest.mark.parametrize("cut", [0.0, 0.3, 0.9, 0.999])
def test_a_backup_that_was_cut_off_is_refused(copy, tmp_path, cut):
    data = copy.read_bytes()
    (tmp_path / "copy.zip").write_bytes(data[: int(cut * len(data))])
    with pytest.raises(DamagedError, match=r"copy\.zip is not the copy that was made"):
        keeping.restore(argparse.Namespace(file=tmp_path / "copy.zip"), machine(tmp_path / "new"))
    assert list((tmp_path / "new").rglob("*")) == []


def test_a_file_that_unpacks_to_more_than_it_says_is_read_no_further(tmp_path):
    listed = {"format": 1, "about": {}, "files": {"priorities.yaml": {"sha256": "0" * 64, "size": 10}}}
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("priorities.yaml", b"0" * 50_000_000)
        target.writestr("manifest.json", json.dumps(listed))
    (tmp_path / "out").mkdir()
    with pytest.raises(DamagedError, match="is not the file that was put in"):
        archives.take_out(tmp_path / "bomb.zip", tmp_path / "out")
    assert (tmp_path / "out" / "priorities.yaml").stat().st_size <= 11


def test_a_spoilt_received_file_is_left_out_and_named_and_what_came_after_the_backup_is_named_too(filled, tmp_path, capsys):
    run(capsys, keeping.backup, filled, file=tmp_path / "first.zip")
    settings = machine(tmp_path / "new")
    later = b"came after the backup"
    path_of(settings.received, hashlib.sha256(later).hexdigest()).parent.mkdir(parents=True, exist_ok=True)
    path_of(settings.received, hashlib.sha256(later).hexdigest()).write_bytes(later)
    code, said = run(capsys, keeping.restore, settings, file=tmp_path / "first.zip")
    assert code == 0, said
    assert f"1 received here after the backup, or never accepted: {hashlib.sha256(later).hexdigest()[:12]}" in said
    store = open_store(settings.database_url)
    path_of(settings.received, store.submissions()[0].sha256).write_bytes(b"other")
    store.close()
    code, said = run(capsys, keeping.backup, settings, file=tmp_path / "second.zip")
    assert code == 1
    assert f"Left out: the file as received {_first(settings)[:12]}" in said


def _first(settings: Settings) -> str:
    store: Store = open_store(settings.database_url)
    sha256 = store.submissions()[0].sha256
    store.close()
    return sha256


def test_another_wording_of_the_plan_is_put_beside_and_never_written_over(filled, tmp_path, capsys):
    run(capsys, keeping.backup, filled, file=tmp_path / "copy.zip")
    other = tmp_path / "other.yaml"
    other.write_text(filled.plan_file.read_text(encoding="utf-8") + "\n# another\n", encoding="utf-8")
    settings = machine(tmp_path / "new", DELIVERY_PLAN_FILE=str(other))
    code, said = run(capsys, keeping.restore, settings, file=tmp_path / "copy.zip")
    assert code == 0, said
    assert "set DELIVERY_PLAN_FILE" in said
    assert (tmp_path / "new" / "priorities.restored.yaml").read_bytes() == filled.plan_file.read_bytes()
    assert other.read_text(encoding="utf-8").endswith("# another\n")


def test_a_full_disk_leaves_no_half_backup(filled, tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copies, "sync_folder", full)
    monkeypatch.setattr(archives.os, "fsync", full)
    (tmp_path / "copies").mkdir()
    with pytest.raises(UnavailableError, match="no space left"):
        keeping.backup(argparse.Namespace(file=tmp_path / "copies" / "copy.zip"), filled)
    assert list((tmp_path / "copies").iterdir()) == []


def test_a_backup_that_cannot_be_named_leaves_no_note_of_it(filled, tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    (tmp_path / "copies").mkdir()
    with pytest.raises(UnavailableError, match="no space left"):
        keeping.backup(argparse.Namespace(file=tmp_path / "copies" / "copy.zip"), filled)
    assert list((tmp_path / "copies").iterdir()) == []


def test_what_a_backup_holds_is_compressed(copy):
    with zipfile.ZipFile(copy) as archive:
        database = archive.getinfo(archives.DATABASE)
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_DEFLATED}
    assert database.compress_size < database.file_size / 2
