"""A store on SQLite and on PostgreSQL: every law holds on both."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event

from store.submissions import Store, open_store

DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
NUMBERS = count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL of our own on 127.0.0.1, in a folder of its own, stopped at the end; yields its address without a database."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    initdb = str(programs[-1]) if programs else shutil.which("initdb")
    if initdb is None:
        pytest.skip("needs PostgreSQL's own programs (initdb, postgres), which are not installed here")
    # PostgreSQL refuses to run as root
    account: dict[str, object] = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="store-postgres-"))
    if account:
        shutil.chown(folder, "postgres", "postgres")
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, **account}
    data = folder / "data"
    subprocess.run(
        [initdb, "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], check=True, **quiet
    )
    settings = ["listen_addresses=127.0.0.1", f"unix_socket_directories={folder}", "fsync=off", "shared_buffers=16MB"]
    options = [word for setting in settings for word in ("-c", setting)]
    server = subprocess.Popen([str(Path(initdb).with_name("postgres")), "-D", data, "-p", str(port), *options], **quiet)
    try:
        _wait(port)
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port: int) -> None:
    for _ in range(100):
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="postgres", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise TimeoutError("PostgreSQL did not start within ten seconds")


@pytest.fixture
def new_postgres(postgres_server: str) -> Iterator[str]:
    """An empty database of the server."""
    name = f"store_{next(NUMBERS)}"
    with psycopg.connect(f"{postgres_server.replace('+psycopg', '')}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield f"{postgres_server}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=DATABASES)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that is not there yet (SQLite) or empty (PostgreSQL)."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'plan.db'}"
    return str(request.getfixturevalue("new_postgres"))


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An empty store on each database."""
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    """An empty store in a file."""
    opened = open_store(f"sqlite:///{tmp_path / 'plan.db'}")
    yield opened
    opened.close()


@pytest.fixture
def at_statement() -> Callable[[Store, int, Callable[[], None]], Callable[[], int]]:
    """Have something happen just before the nth statement that a store sends; returns how many were sent so far."""

    def arrange(store: Store, number: int, happen: Callable[[], None]) -> Callable[[], int]:
        sent = count(1)
        last = [0]

        def before(*_: object) -> None:
            last[0] = next(sent)
            if last[0] == number:
                happen()

        event.listen(store.engine, "before_cursor_execute", before)
        return lambda: last[0]

    return arrange
