"""The record: every row's every column is held by the chain; and what gets onto it."""

from __future__ import annotations

import json
import logging

import pytest
from sqlalchemy import inspect, text

import cli
from access import records
from access.roles import Role
from store import record
from store.accounts import Grant
from store.submissions import open_store

TABLE_TRIGGERS = ("keep_audit_rows", "keep_audit_whole")


@pytest.fixture
def held(guarded):
    """A record with entries of several kinds, unlocked for a forger who may write to the database."""
    number = guarded.local("vera", Grant(Role.VIEWER))
    guarded.signed_in(number).post("/sign-out")
    guarded.browser().post("/sign-in", {"name": "vera", "password": "x", "code": "1"})
    with guarded.gate.store.engine.begin() as connection:
        for trigger in TABLE_TRIGGERS:
            connection.execute(text(f"DROP TRIGGER {trigger}"))
    return guarded


def forged(house, statement: str, **values: object) -> list[str]:
    """The faults after a statement, which is then undone."""
    with house.gate.store.engine.connect() as connection:
        changed = connection.execute(text(statement), values)
        assert changed.rowcount > 0
        rows = [dict(row) for row in connection.execute(record.select(record.audit).order_by(record.audit.c.sequence)).mappings()]
        found = list(record.chain(connection, rows))
        connection.rollback()
    return found


def test_one_changed_byte_in_any_column_of_any_entry_is_found(held):
    columns = [c["name"] for c in inspect(held.gate.store.engine).get_columns("audit") if c["name"] != "sequence"]
    entries = record.entries(held.gate.store)
    assert list(record.faults(held.gate.store)) == []
    assert len(entries) > 5
    assert {"who", "address", "request", "hash", "previous", "at", "digest"} <= set(columns)
    for entry in entries:
        for column in columns:
            instead = "2020-01-01 00:00:00.000000" if column == "at" else "?"
            found = forged(
                held,
                f"UPDATE audit SET {column} = coalesce(substr({column}, 2), '') || :x WHERE sequence = :n"
                if column != "at"
                else "UPDATE audit SET at = :x WHERE sequence = :n",
                x=instead,
                n=entry.sequence,
            )
            assert any(f"entry {entry.sequence} " in fault for fault in found), (entry.sequence, column)


def test_any_entry_taken_out_is_found(held):
    for entry in record.entries(held.gate.store):
        assert forged(held, "DELETE FROM audit WHERE sequence = :n", n=entry.sequence), entry.sequence


def test_an_end_cut_off_together_with_its_counter_shows_against_a_mark_kept_elsewhere(held):
    mark = record.mark(held.gate.store)
    last = int(mark.partition(":")[0])
    with held.gate.store.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit WHERE sequence = :n"), {"n": last})
        connection.execute(text("UPDATE head SET sequence = :n"), {"n": last - 1})
    assert list(record.faults(held.gate.store)) == []
    assert list(record.faults(held.gate.store, marked=mark))


def test_the_database_itself_refuses_to_change_the_record(guarded):
    guarded.person("vera")
    for statement in ("UPDATE audit SET who = 'x'", "DELETE FROM audit"):
        with pytest.raises(Exception, match="what is on the record stays"), guarded.gate.store.engine.begin() as connection:
            connection.execute(text(statement))


def test_what_happens_at_the_door_is_on_the_record_with_where_from(guarded):
    number = guarded.local("vera", Grant(Role.VIEWER))
    browser = guarded.browser()
    browser.post("/sign-in", {"name": "vera", "password": "a wrong one altogether", "code": "1"})
    browser.post("/sign-in", {"name": "somebody", "password": "a wrong one altogether", "code": "1"})
    browser.post("/sign-in", {"name": "vera", "password": "four plain words together", "code": guarded.code(number)})
    browser.get("/record")
    browser.post("/sign-out")
    said = [(e.action, e.object, e.outcome) for e in record.entries(guarded.gate.store)][-5:]
    assert said == [
        ("sign-in", f"account {number}", "failed"),
        ("sign-in", "an unknown name", "failed"),
        ("sign-in", f"account {number}", "local"),
        ("refused", "GET /record", "no right"),
        ("sign-out", f"account {number}", "done"),
    ]
    assert {e.address for e in record.entries(guarded.gate.store)[-5:]} == {"127.0.0.1"}
    assert len({e.request for e in record.entries(guarded.gate.store)[-5:]}) == 5


def test_the_log_holds_ids_and_no_word_that_was_typed(guarded, caplog):
    number = guarded.local("vera", Grant(Role.VIEWER))
    logging.getLogger("delivery_plan.requests").propagate = True
    with caplog.at_level(logging.INFO, logger="delivery_plan.requests"):
        browser = guarded.signed_in(number)
        answer = browser.get("/indicator/I1.1?as_of=2024-01-01&secret=hunter2")
        guarded.browser().post("/sign-in", {"name": "vera", "password": "hunter2hunter2", "code": "1"})
    lines = [json.loads(entry.message) for entry in caplog.records if entry.name == "delivery_plan.requests"]
    assert lines[0] | {"ms": 0} == {
        "what": "request",
        "request": answer.headers["X-Request-Id"],
        "method": "GET",
        "rule": "/<path:path>",
        "status": answer.status_code,
        "account": number,
        "ms": 0,
    }
    assert "hunter2" not in caplog.text
    assert "I1.1" not in caplog.text


@pytest.mark.parametrize("text_", ["a\nb", "a\r\nb", "a\u2028b", "a\x00b", "a\u202eb", "x" * 1000])
def test_an_entry_stays_on_one_line_and_shows_every_character(text_):
    shown = records.plain(text_)
    assert shown.isprintable()
    assert len(shown) <= records.LONGEST + 1


@pytest.fixture
def command(guarded, monkeypatch, capsys, tmp_path):
    """The command line beside the guarded dashboard."""
    monkeypatch.setenv("DELIVERY_PLAN_DATA", str(tmp_path))
    for name, value in {
        "DELIVERY_PLAN_MODE": "guarded",
        "DELIVERY_PLAN_SECRET_KEY": guarded.gate.arrangement.key,
        "DELIVERY_PLAN_ORIGIN": "https://plan.example",
        "DELIVERY_PLAN_TLS": "proxy",
        "DELIVERY_PLAN_LOCAL_ACCOUNTS": "1",
    }.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str) -> tuple[int, str]:
        code = cli.main(list(arguments))
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


def test_the_first_administrator_is_invited_from_the_command_line(command, guarded):
    assert command("people") == (0, "Nobody has an account yet. `delivery-plan people add` lets somebody in.\n")
    code, said = command("people", "invite", "ada", "--name", "Ada Admin", "--role", "administrator", "--by", "root")
    assert code == 0, said
    assert "Ada Admin: added. Administrator." in said
    path = said.strip().rsplit("https://plan.example", 1)[1]
    assert guarded.browser().get(path).status_code in {200, 404}
    listed = json.loads(command("people", "list", "--json")[1])
    assert [(p["subject"], p["issuer"], p["roles"], p["state"]) for p in listed] == [("ada", "local", ["Administrator"], "active")]
    assert record.entries(guarded.gate.store)[-1].who == "command line root"


def test_a_person_of_the_plan_gets_what_the_plan_gives(command, guarded):
    lead = next(p for p in guarded.gate.plan.people if any(p.id in each.leads for each in guarded.gate.plan.priorities))
    code, said = command("people", "add", "lead-subject", "--issuer", "https://issuer.example", "--person", lead.id)
    assert code == 0, said
    assert "Implementation lead, priority" in said
    assert lead.name in command("people")[1]
    code, said = command("people", "close", "lead-subject", "--issuer", "https://issuer.example")
    assert code == 0
    assert "(closed)" in command("people")[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("add", "x", "--name", "X", "--role", "lead"), "at least one --priority or --measure"),
        (("add", "x", "--name", "X", "--role", "lead", "--priority", "P99"), "--priority: found P99"),
        (("add", "x", "--name", "X", "--role", "analyst", "--priority", "P1"), "nobody else has"),
        (("add", "x", "--name", "X", "--person", "nobody"), "--person: found nobody"),
        (("add", "x"), "found no name"),
        (("close", "x"), "there is no account"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(command, guarded, arguments, words):
    code, said = command("people", *arguments)
    assert code == 1
    assert words in said
    assert guarded.recorded() == []


def test_who_closes_the_last_administrator_at_the_terminal_is_told_that_nobody_lets_people_in(command):
    for name in ("ada", "abe"):
        assert command("people", "add", name, "--name", name.title(), "--role", "administrator")[0] == 0
    assert "No administrator is left" not in command("people", "close", "ada")[1]
    code, said = command("people", "close", "abe")
    assert code == 0
    assert "No administrator is left" in said


def test_an_account_is_added_once(command):
    assert command("people", "add", "x", "--name", "X")[0] == 0
    code, said = command("people", "add", "X", "--name", "Another")
    assert code == 1
    assert "there is an account for this name" in said


def test_audit_verify_says_whole_and_then_finds_a_changed_byte(command, held, tmp_path):
    code, said = command("audit", "verify")
    assert code == 0
    mark = said.strip().rsplit(" ", 1)[1]
    assert command("audit", "verify", "--mark", mark)[0] == 0
    assert json.loads(command("audit", "verify", "--json")[1]) == {"faults": [], "mark": mark}
    assert command("audit", "verify", "--mark", "nonsense")[0] == 1
    with held.gate.store.engine.begin() as connection:
        connection.execute(text("UPDATE audit SET outcome = 'done.' WHERE sequence = 2"))
    code, said = command("audit", "verify")
    assert code == 1
    assert "entry 2" in said
    with held.gate.store.engine.begin() as connection:
        connection.execute(text("DELETE FROM audit WHERE sequence = 3"))
    assert "entry 3 is missing" in command("audit", "verify")[1]


def test_audit_show_reads_the_last_entries(command, held):
    code, said = command("audit", "show", "--last", "2")
    assert code == 0
    assert len(said.strip().splitlines()) == 2
    shown = json.loads(command("audit", "show", "--action", "sign-in", "--json")[1])
    assert shown
    assert {e["action"] for e in shown} == {"sign-in"}
    assert json.loads(command("audit", "show", "--who", "nobody at all", "--json")[1]) == []
    for no_number in ("-2", "0", "all"):
        with pytest.raises(SystemExit, match="2"):
            command("audit", "show", "--last", no_number)


def test_a_store_of_before_is_brought_up_and_its_chain_stays_whole(tmp_path):
    """Entries written before addresses were kept hash as they did."""
    import shutil

    from store import versions

    old = tmp_path / "old steps"
    shutil.copytree(versions.STEPS, old)
    for later in set((old / "versions").glob("v0*.py")) - {old / "versions" / "v0001_first_tables.py"}:
        later.unlink()
    from datetime import UTC, datetime

    url = f"sqlite:///{tmp_path / 'plan.db'}"
    before = open_store(url, steps=old)
    with before.engine.connect() as connection:
        assert "address" not in {c["name"] for c in inspect(connection).get_columns("audit")}
    before.close()
    import sqlite3

    from store.audit import chained

    row = {
        "sequence": 1,
        "at": datetime(2026, 1, 1, tzinfo=UTC),
        "who": "a",
        "action": "b",
        "object": "c",
        "outcome": "d",
        "digest": "",
        "previous": "",
    }
    with sqlite3.connect(tmp_path / "plan.db") as connection:
        connection.execute("INSERT INTO audit VALUES (1, '2026-01-01 00:00:00.000000', 'a', 'b', 'c', 'd', '', '', ?)", (chained(row),))
        connection.execute("UPDATE head SET sequence = 1")
    connection.close()
    now = open_store(url)
    assert now.verify() == []
    now.note("look", "x", who="a", at=datetime(2026, 1, 2, tzinfo=UTC))
    assert list(record.faults(now)) == []
    now.close()
