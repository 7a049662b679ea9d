import os
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from store_given import day, figure, key, submission, values

from store import engines, versions
from store.problems import DamagedError, RefusedError, UnavailableError
from store.schema import metadata
from store.submissions import open_store

NEXT_STEP = """
from alembic import op
import sqlalchemy as sa
revision = "{number}"
down_revision = "{before}"
branch_labels = None
depends_on = None

def upgrade():
    op.add_column("head", sa.Column("more", sa.Integer()))
    {then}

def downgrade():
    raise NotImplementedError
"""


@pytest.fixture
def later_steps(tmp_path):
    """The steps of a later program: ours and one more; `then` is what it does at the end."""

    def make(then: str = "pass") -> Path:
        folder = tmp_path / "later %d steps"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(versions.STEPS, folder)
        before = versions.known()
        (folder / "versions" / "later.py").write_text(NEXT_STEP.format(number="9999", before=before, then=then), encoding="utf-8")
        return folder

    return make


def test_the_tables_are_those_the_code_speaks_of(store):
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert context.get_current_revision() == versions.known()
        assert compare_metadata(context, metadata) == []


def test_a_store_opened_again_holds_what_it_held(store_url):
    first = open_store(store_url)
    first.accept(submission(figure(5)), by="Ann", at=day(0))
    first.close()
    again = open_store(store_url)
    assert values(again) == {key(): 5}
    again.close()


def test_sqlite_is_told_what_makes_a_commit_last(sqlite_store):
    with sqlite_store.engine.connect() as connection:
        told = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10000}


def test_a_database_of_a_newer_program_is_read_and_not_written(store_url, later_steps):
    newer = open_store(store_url, steps=later_steps())
    newer.accept(submission(figure(5)), by="Ann", at=day(0))
    newer.close()
    store = open_store(store_url)
    assert "version 9999" in store.read_only
    assert f"versions up to {versions.known()}" in store.read_only
    with pytest.raises(UnavailableError, match="version 9999"):
        store.accept(submission(figure(6)), by="Ann", at=day(1))
    assert values(store) == {key(): 5}
    store.close()


def test_an_older_database_is_brought_up_after_a_checked_copy_was_taken(tmp_path, later_steps):
    url = f"sqlite:///{tmp_path / 'plan.db'}"
    old = open_store(url)
    old.accept(submission(figure(5)), by="Ann", at=day(0))
    old.close()
    new = open_store(url, steps=later_steps())
    assert values(new) == {key(): 5}
    assert new.verify() == []
    new.close()
    copy = open_store(f"sqlite:///{tmp_path}/plan.before-leaving-{versions.known()}.db")
    assert (values(copy), copy.read_only) == ({key(): 5}, "")
    copy.close()


def test_a_step_that_fails_half_way_leaves_the_former_tables_and_the_former_program_starts(store_url, later_steps):
    old = open_store(store_url)
    old.accept(submission(figure(5)), by="Ann", at=day(0))
    old.close()
    with pytest.raises(InterruptedError):
        open_store(store_url, steps=later_steps("raise InterruptedError('half-way')"))
    again = open_store(store_url)
    assert again.read_only == ""
    assert "more" not in {column["name"] for column in _columns(again)}
    assert again.accept(submission(figure(6)), by="Ann", at=day(1)).revised == 1
    again.close()


def _columns(store):
    from sqlalchemy import inspect

    return inspect(store.engine).get_columns("head")


def _junk(file: Path) -> None:
    file.write_bytes(b"\x07" * 9000)


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _header(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[:16] = b"\x00" * 16
    file.write_bytes(data)


def _page(file: Path) -> None:
    data = bytearray(file.read_bytes())
    middle = len(data) // 8192 * 4096
    data[middle : middle + 4096] = b"\xff" * 4096
    file.write_bytes(data)


def _truncated(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _other_program(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()


def _journal_only(file: Path) -> None:
    file.unlink()
    Path(f"{file}-wal").write_bytes(b"\x00" * 100)


@pytest.mark.parametrize("damage", [_junk, _empty, _header, _page, _truncated, _other_program, _journal_only])
def test_a_damaged_file_is_refused_in_words_and_left_as_it_is(tmp_path, damage):
    file = tmp_path / "plan.db"
    store = open_store(f"sqlite:///{file}")
    store.accept(submission(*(figure(n, key(f"I{n}")) for n in range(60))), by="Ann", at=day(0))
    store.backup(tmp_path / "backups" / "monday.db")
    store.close()
    damage(file)
    before = file.read_bytes() if file.exists() else None
    with pytest.raises(DamagedError, match=r"plan\.db: found .*Nothing is served from it.*monday\.db"):
        open_store(f"sqlite:///{file}")
    assert (file.read_bytes() if file.exists() else None) == before


def test_making_a_database_that_is_broken_off_leaves_none(tmp_path, later_steps):
    file = tmp_path / "data" / "plan.db"
    with pytest.raises(InterruptedError):
        open_store(f"sqlite:///{file}", steps=later_steps("raise InterruptedError('half-way')"))
    assert list(file.parent.iterdir()) == []
    open_store(f"sqlite:///{file}").close()
    assert [path.name for path in file.parent.iterdir()] == ["plan.db"]


def test_a_database_that_may_not_be_written_is_read(tmp_path, monkeypatch):
    url = f"sqlite:///{tmp_path / 'plan.db'}"
    store = open_store(url)
    store.accept(submission(figure(5)), by="Ann", at=day(0))
    store.close()
    monkeypatch.setattr(engines, "writable", lambda file: False)
    reader = open_store(url)
    assert values(reader) == {key(): 5}
    with pytest.raises(UnavailableError, match="can be read but not written"):
        reader.accept(submission(figure(6)), by="Ann", at=day(1))
    reader.close()


@pytest.mark.parametrize(("url", "words"), [("sqlite://", "in memory"), ("nonsense", "DATABASE_URL"), ("sqlite:///:memory:", "in memory")])
def test_an_address_that_leads_nowhere_is_refused_in_words(url, words):
    with pytest.raises(RefusedError, match=words):
        open_store(url)


def test_a_database_that_does_not_answer_is_said_so():
    with pytest.raises(UnavailableError, match="does not answer"):
        open_store("postgresql://nobody@127.0.0.1:1/none")


def test_several_programs_that_start_at_once_make_one_database(store_url, root):
    script = "import sys; from store.submissions import open_store; s = open_store(sys.argv[1]); print(s.revision(), repr(s.read_only))"
    started = [subprocess.Popen([sys.executable, "-c", script, store_url], cwd=root, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate(timeout=60)[0].strip() for process in started] == ["0 ''"] * 3


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_store_opened_before_a_fork_serves_parent_and_child(store):
    store.accept(submission(figure(5)), by="Ann", at=day(0))
    child = os.fork()
    if child == 0:
        status = 1
        try:
            right = values(store) == {key(): 5} and store.accept(submission(figure(6)), by="Ben", at=day(1)).revised == 1
            store.close()
            status = 0 if right else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert values(store) == {key(): 6}
    assert store.accept(submission(figure(7)), by="Ann", at=day(2)).revised == 1
    assert store.verify() == []


def test_the_steps_run_from_an_installed_package(root, tmp_path):
    """A copy of nothing but the packages, with another working folder, makes its tables."""
    for package in ("store", "indicators"):
        shutil.copytree(root / package, tmp_path / "site" / package, ignore=shutil.ignore_patterns("__pycache__"))
    script = textwrap.dedent("""
        import store.submissions, sys
        opened = store.submissions.open_store("sqlite:///plan.db")
        print(store.submissions.__file__.startswith(sys.argv[1]), opened.revision())
    """)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "site")], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "0"]
