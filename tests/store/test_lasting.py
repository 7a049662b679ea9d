import argparse
import os
import re
import signal
import sqlite3
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event
from store_given import day, figure, key, submission, values

from house import keeping
from house.settings import from_environment
from indicators.observations import Origin
from indicators.submissions import Voice
from store import backup as copies
from store import engines
from store.plans import Pattern
from store.problems import DamagedError, RefusedError, UnavailableError
from store.received import bytes_of, hash_of, keep, left_over, path_of, sweep
from store.submissions import Store, open_store


def _filled(store: Store) -> None:
    voice = Voice("P1", "survey", "A survey", "", "", "waiting", "We waited.", True, Origin("f", "", "B2"))
    store.keep_plan("plan: 1", day(0))
    store.accept(submission(figure(5), figure(6, key("I2")), name="a", voices=(voice,)), by="Ann", at=day(0))
    store.accept(submission(figure(5), figure(7, key("I2")), name="b"), by="Ben", at=day(1))
    store.withdraw(2, by="Ben", at=day(2), reason="mistaken")
    store.keep_patterns([Pattern("I1", "", "town", "ethnic_group", "2023-Q1F", "white")], at=day(2))
    store.note("look", "raw figures of I1", who="Ann", at=day(3))


TAMPERING = [
    ("UPDATE observations SET value = 50 WHERE id = 1", r"I1, town, 2023-Q1F; figures\.csv B2\): found something else than was accepted"),
    ("UPDATE observations SET address = 'Z9' WHERE id = 2", "found something else than was accepted"),
    ("UPDATE confirmations SET known_from = '2020-01-01 00:00:00.000000'", "found something else than was accepted"),
    ("UPDATE voices SET words = 'We did not wait.'", "found something else than was accepted"),
    ("DELETE FROM voices", "Submission 1 .*what came by it is not all that was accepted"),
    ("DELETE FROM confirmations", "Submission 2 .*what came by it is not all that was accepted"),
    ("UPDATE submissions SET title = 'Other' WHERE number = 1", "Submission 1 .*its own entry"),
    ("DELETE FROM submissions WHERE number = 2", "Rows of submission 2 are held, but not the submission itself"),
    ("UPDATE submissions SET withdrawn_reason = 'none' WHERE number = 2", "Submission 2 .*its withdrawal"),
    (
        "UPDATE submissions SET state = 'accepted', withdrawn_at = NULL, withdrawn_by = NULL, withdrawn_reason = NULL, "
        "withdrawn_sequence = NULL WHERE number = 2",
        "Submission 2 .*its withdrawal",
    ),
    ("UPDATE plan_versions SET text = 'plan: 2'", "The plan of 01 January 2024: found another text"),
    ("DELETE FROM suppression_patterns", "The cells that stay hidden since entry 5"),
    ("UPDATE audit SET who = 'Nobody' WHERE sequence = 2", r"entry 2 \(accept, submission 1\) is not the one that was written"),
    ("DELETE FROM audit WHERE sequence = 6", "6 entries were written, 5 are held"),
    ("UPDATE suppression_patterns SET cell = 'black'", "The cells that stay hidden"),
]


@pytest.mark.parametrize(("statement", "words"), TAMPERING)
def test_verify_names_what_was_changed_behind_the_programs_back(sqlite_store, statement, words):
    _filled(sqlite_store)
    assert sqlite_store.verify() == []
    with sqlite3.connect(str(sqlite_store.url.database)) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        assert connection.execute(statement).rowcount >= 1
    connection.close()
    found = sqlite_store.verify()
    assert found
    assert any(re.search(words, sentence) for sentence in found), found


def test_verify_finds_nothing_in_a_store_that_was_left_alone(store):
    _filled(store)
    assert store.verify() == []


def test_verify_looks_at_the_files_as_received(sqlite_store, tmp_path):
    folder = tmp_path / "received"
    data = b"indicator,value\nI1,5\n"
    file = submission(figure(5))
    file = type(file)(**{name: getattr(file, name) for name in file.__dataclass_fields__} | {"sha256": keep(folder, data)})
    sqlite_store.accept(file, by="Ann", at=day(0))
    assert sqlite_store.verify(folder) == []
    path_of(folder, file.sha256).write_bytes(b"other")
    assert "has changed since it was received" in sqlite_store.verify(folder)[0]
    path_of(folder, file.sha256).unlink()
    assert "load the file again" in sqlite_store.verify(folder)[0]


def test_a_file_received_is_kept_under_its_hash_once(tmp_path):
    data = "£5 for the café".encode("cp1252")
    assert keep(tmp_path, data) == keep(tmp_path, data) == hash_of(data)
    assert bytes_of(tmp_path, hash_of(data)) == data
    assert [path.name for path in tmp_path.glob("*/*")] == [hash_of(data)]
    path_of(tmp_path, hash_of(data)).write_bytes(b"spoilt")
    with pytest.raises(DamagedError, match="has changed"):
        bytes_of(tmp_path, hash_of(data))
    keep(tmp_path, data)
    assert bytes_of(tmp_path, hash_of(data)) == data


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63])
def test_a_name_that_is_no_hash_leads_to_no_file(tmp_path, name):
    with pytest.raises(RefusedError, match="Expected a SHA-256"):
        path_of(tmp_path, name)


def test_files_that_no_submission_refers_to_are_swept(tmp_path):
    wanted, orphan = keep(tmp_path, b"wanted"), keep(tmp_path, b"orphan")
    (tmp_path / wanted[:2] / "half.tmp").write_bytes(b"wan")
    assert set(sweep(tmp_path, {wanted})) == {orphan, "half.tmp"}
    assert bytes_of(tmp_path, wanted) == b"wanted"


def test_a_sweep_leaves_what_is_young_and_what_is_not_the_programs(tmp_path):
    old, young = keep(tmp_path, b"old"), keep(tmp_path, b"young")
    stranger = tmp_path / old[:2] / "notes.txt"
    stranger.write_bytes(b"somebody's")
    for path in (path_of(tmp_path, old), stranger):
        _aged(path, hours=25)
    before = datetime.now(UTC) - timedelta(days=1)
    assert [(each.name, each.size, each.half) for each in left_over(tmp_path, (), before=before)] == [(old, 3, False)]
    assert sweep(tmp_path, (), before=before) == (old,)
    assert bytes_of(tmp_path, young) == b"young"
    assert stranger.exists()


def test_what_is_sent_again_counts_as_there_since_then(tmp_path):
    name = keep(tmp_path, b"sent again")
    _aged(path_of(tmp_path, name), hours=25)
    before = datetime.now(UTC) - timedelta(days=1)
    assert sweep(tmp_path, (), before=before, first=lambda _: keep(tmp_path, b"sent again")) == ()
    assert left_over(tmp_path, (), before=before) == ()
    assert bytes_of(tmp_path, name) == b"sent again"


def test_what_cannot_be_recorded_is_not_taken_out(tmp_path):
    names = [keep(tmp_path, bytes([letter])) for letter in b"ab"]

    def first(each):
        raise UnavailableError(each.name)

    with pytest.raises(UnavailableError):
        sweep(tmp_path, (), first=first)
    assert {each.name for each in left_over(tmp_path, ())} == set(names)


def _aged(path, *, hours):
    then = time.time() - 3600 * hours
    os.utime(path, (then, then))


def test_a_copy_taken_while_serving_brings_everything_back(sqlite_store, tmp_path):
    _filled(sqlite_store)
    copy = sqlite_store.backup(tmp_path / "backups" / "monday.db")
    assert copy.sha256 == hash_of(copy.path.read_bytes())
    copies.restore(copy.path, tmp_path / "elsewhere" / "plan.db")
    restored = open_store(f"sqlite:///{tmp_path / 'elsewhere' / 'plan.db'}")
    assert restored.verify() == []
    assert restored.observations(as_of=None) == sqlite_store.observations(as_of=None)
    assert restored.submissions() == sqlite_store.submissions()
    assert restored.accept(submission(figure(9)), by="Ann", at=day(9)).revised == 1
    restored.close()


def test_a_copy_never_replaces_a_file_and_one_broken_off_leaves_nothing(sqlite_store, tmp_path, monkeypatch):
    _filled(sqlite_store)
    taken = sqlite_store.backup(tmp_path / "monday.db")
    with pytest.raises(RefusedError, match=r"monday\.db is there already"):
        sqlite_store.backup(taken.path)
    before = {path.name for path in tmp_path.iterdir()}

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnavailableError, match="no space left"):
        sqlite_store.backup(tmp_path / "tuesday.db")
    assert {path.name for path in tmp_path.iterdir()} == before


def test_a_copy_that_changed_or_a_place_that_is_taken_is_refused(sqlite_store, tmp_path):
    _filled(sqlite_store)
    copy = sqlite_store.backup(tmp_path / "monday.db").path
    with pytest.raises(RefusedError, match="there already"):
        copies.restore(copy, tmp_path / "plan.db")
    data = bytearray(copy.read_bytes())
    data[-100] ^= 1
    copy.write_bytes(data)
    with pytest.raises(DamagedError, match="checksum differs"):
        copies.restore(copy, tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


@pytest.mark.postgres
def test_a_served_database_is_copied_by_its_own_tool(new_postgres, tmp_path):
    store = open_store(new_postgres)
    with pytest.raises(RefusedError, match="pg_dump"):
        store.backup(tmp_path / "copy.db")
    store.close()


@pytest.mark.postgres
def test_of_a_served_database_the_files_go_into_a_backup_and_the_dump_is_told(new_postgres, tmp_path, capsys):
    settings = from_environment({"DELIVERY_PLAN_DATA": str(tmp_path / "old"), "DATABASE_URL": new_postgres})
    sha256 = keep(settings.received, b"indicator,value")
    assert keeping.backup(argparse.Namespace(file=tmp_path / "copy.zip"), settings) == 0
    said = capsys.readouterr().out
    assert re.search(r"PostgreSQL and is not in it\. Beside it, run: pg_dump --format=custom --file=\".*copy\.dump\" \"postgresql://", said)
    with pytest.raises(RefusedError, match="holds no database"):
        keeping.restore(argparse.Namespace(file=tmp_path / "copy.zip"), from_environment({"DELIVERY_PLAN_DATA": str(tmp_path / "new")}))
    new = from_environment({"DELIVERY_PLAN_DATA": str(tmp_path / "new"), "DATABASE_URL": new_postgres})
    assert keeping.restore(argparse.Namespace(file=tmp_path / "copy.zip"), new) == 0
    assert "pg_restore" in capsys.readouterr().out
    assert bytes_of(new.received, sha256) == b"indicator,value"


def test_a_full_disk_is_said_in_words_and_changes_nothing(sqlite_store):
    sqlite_store.accept(submission(figure(5), name="a"), by="Ann", at=day(0))

    def no_room(connection: object, record: object, proxy: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]

    event.listen(sqlite_store.engine, "checkout", no_room)
    many = [figure(n, key(f"I{n}", group="g" * 200)) for n in range(400)]
    with pytest.raises(UnavailableError, match=r"no space left.*nothing has changed"):
        sqlite_store.accept(submission(*many, name="b"), by="Ann", at=day(1))
    assert values(sqlite_store) == {key(): 5}
    assert sqlite_store.verify() == []


def test_a_write_that_waits_too_long_says_so_and_reading_goes_on(sqlite_store, monkeypatch):
    sqlite_store.accept(submission(figure(5), name="a"), by="Ann", at=day(0))
    sqlite_store.close()
    monkeypatch.setattr(engines, "PATIENCE", 50)
    sqlite_store._engine = None
    other = sqlite3.connect(str(sqlite_store.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UnavailableError, match="busy with another change"):
        sqlite_store.accept(submission(figure(6), name="b"), by="Ann", at=day(1))
    assert values(sqlite_store) == {key(): 5}
    other.execute("ROLLBACK")
    other.close()
    assert sqlite_store.accept(submission(figure(6), name="b"), by="Ann", at=day(1)).revised == 1


def test_many_people_write_at_once_and_each_gets_a_number(store):
    receipts, people = [], []
    for person in range(4):

        def send(person: int = person) -> None:
            for turn in range(3):
                file = submission(figure(turn, key(f"I{person}")), name=f"{person}.{turn}")
                receipts.append(store.accept(file, by=str(person), at=day(turn)))

        people.append(threading.Thread(target=send))
    for each in people:
        each.start()
    for each in people:
        each.join(60)
    assert sorted(receipt.number for receipt in receipts) == list(range(1, 13))
    assert values(store) == {key(f"I{person}"): 2 for person in range(4)}
    assert store.verify() == []


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_killed_at_any_statement_a_submission_is_wholly_there_or_wholly_not(store, at_statement: Callable[..., Callable[[], int]]):
    store.accept(submission(figure(1, key("I0")), name="first"), by="Ann", at=day(0))
    store.close()
    outcomes = []
    for number in range(1, 25):
        file = submission(figure(number), figure(1, key("I0")), figure(number, key("I2")), name=f"file {number}")
        before = store.revision()
        store.close()
        child = os.fork()
        if child == 0:
            try:
                at_statement(store, number, lambda: os.kill(os.getpid(), signal.SIGKILL))
                store.accept(file, by="Ann", at=day(number))
                os.write(1, b"")
            finally:
                os._exit(0)
        killed = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        there = store.revision() > before
        outcomes.append((killed, there))
        assert store.verify() == []
        assert there is not killed  # a commit is not a statement: whoever was killed had not committed
        assert store.accept(file, by="Ann", at=day(number)).outcome == ("accepted" if killed else "already")
        assert values(store) == {key(): number, key("I0"): 1, key("I2"): number}
        if not killed:
            break
    assert (True, False) in outcomes
    assert outcomes[-1] == (False, True)


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_killed_at_any_moment_nothing_acknowledged_is_lost(sqlite_store, tmp_path):
    acknowledged = tmp_path / "acknowledged"
    acknowledged.touch()
    sent = 0
    for turn in range(4):
        sqlite_store.close()
        child = os.fork()
        if child == 0:
            try:
                with acknowledged.open("a") as told:
                    for number in range(1000):
                        figures = [figure(number + turn * 1000 + 1, key(f"I{n}")) for n in range(30)]
                        receipt = sqlite_store.accept(submission(*figures, name=f"{turn}.{number}"), by="Ann", at=day(turn))
                        told.write(f"{receipt.number}\n")
                        told.flush()
            finally:
                os._exit(0)
        deadline = time.monotonic() + 20
        while acknowledged.stat().st_size <= sent and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(0.02 * turn)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        sent = acknowledged.stat().st_size
        numbers = {int(line) for line in acknowledged.read_text().split()}
        held = {recorded.number for recorded in sqlite_store.submissions()}
        assert numbers
        assert numbers <= held
        assert len(held) <= len(numbers) + turn + 1  # committed, and killed before it could say so
        assert len(set(values(sqlite_store).values())) == 1
        assert sqlite_store.verify() == []
