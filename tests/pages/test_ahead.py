"""After a change the pages that were read before are made anew, by one thread and the usual way, before anybody asks for them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import flask
import pytest
from figures_for_pages import Fake
from flask.testing import FlaskClient

from access import gates
from pages.frame.ahead import Ahead
from pages.web import DeliveryPlan, web_app


class Growing(Fake):
    """Figures whose record grows when a test says so."""

    number = 1

    def revision(self) -> int:
        return self.number


def finished(work: Callable[[], object]) -> None:
    """Wait for the thread that a piece of work set off."""
    before = set(threading.enumerate())
    work()
    for thread in set(threading.enumerate()) - before:
        thread.join(timeout=60)


@pytest.fixture
def app(figures: Fake, root: Path) -> DeliveryPlan:
    made = web_app(Growing(figures.plan, figures.points), root / "assets")
    made.ahead = Ahead(made.server, made.index)
    return made


@pytest.fixture
def reader(app: DeliveryPlan) -> FlaskClient:
    return app.server.test_client()


def changed(app: DeliveryPlan) -> None:
    app.server.config["FIGURES"].number += 1


def told_without_work(app: DeliveryPlan, reader: FlaskClient, address: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    with monkeypatch.context() as patched:
        patched.setattr("pages.routes.answer", lambda figures, query: pytest.fail(f"{query.path} was made again"))
        return reader.get(address).status_code == 200


def test_the_first_page_read_after_a_change_has_the_others_made(app: DeliveryPlan, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch):
    for address in ("/", "/about", "/actions?as_of=2025-05-01"):
        reader.get(address)
    changed(app)
    finished(lambda: reader.get("/about"))
    for address in ("/", "/about", "/actions?as_of=2025-05-01"):
        assert told_without_work(app, reader, address, monkeypatch)


def test_a_page_made_ahead_is_the_page_that_a_reader_has_made(app: DeliveryPlan, reader: FlaskClient, figures: Fake, root: Path):
    for address in ("/", "/about"):
        reader.get(address)
    changed(app)
    finished(lambda: reader.get("/about"))
    alone = web_app(app.server.config["FIGURES"], root / "assets").server.test_client()
    for encoding in ("br", "identity"):
        heads = {"Accept-Encoding": encoding}
        assert reader.get("/", headers=heads).data == alone.get("/", headers=heads).data
        assert dict(reader.get("/", headers=heads).headers) == dict(alone.get("/", headers=heads).headers)


def test_nothing_is_made_where_nothing_changed(app: DeliveryPlan, reader: FlaskClient):
    before = threading.active_count()
    for address in ("/", "/about", "/", "/about"):
        reader.get(address)
    assert threading.active_count() == before


def test_only_the_pages_read_last_are_made(figures: Fake, root: Path, monkeypatch: pytest.MonkeyPatch):
    app = web_app(Growing(figures.plan, figures.points), root / "assets")
    app.ahead = Ahead(app.server, app.index, room=2)
    reader = app.server.test_client()
    for address in ("/", "/about", "/actions"):
        reader.get(address)
    changed(app)
    finished(lambda: reader.get("/actions"))
    assert told_without_work(app, reader, "/about", monkeypatch)
    with pytest.raises(pytest.fail.Exception):
        told_without_work(app, reader, "/", monkeypatch)


def test_a_page_made_for_one_person_is_left_to_that_person(app: DeliveryPlan, monkeypatch: pytest.MonkeyPatch):
    ahead = Ahead(app.server, lambda: pytest.fail("a person's page was made"))
    monkeypatch.setattr(gates, "actor", object)
    for number in (1, 2):
        with app.server.test_request_context("/"):
            ahead.read(number)
    assert not ahead._read


def test_where_one_page_cannot_be_made_the_next_change_sets_off_the_work_again(app: DeliveryPlan, monkeypatch: pytest.MonkeyPatch):
    made: list[str] = []
    faults: list[threading.ExceptHookArgs] = []

    def make() -> None:
        made.append(flask.request.path)
        raise OSError("the disk is away")

    monkeypatch.setattr(threading, "excepthook", faults.append)
    ahead = Ahead(app.server, make)
    for number in (1, 2, 3):
        with app.server.test_request_context("/about"):
            finished(lambda number=number: ahead.read(number))  # type: ignore[misc]  # a lambda's default
    assert made == ["/about", "/about"]
    assert [fault.exc_type for fault in faults] == [OSError, OSError]
