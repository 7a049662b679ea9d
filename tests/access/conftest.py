"""A guarded dashboard in a store of the test's own, with everybody in it, and a clock that the test turns."""

from __future__ import annotations

import functools
import logging
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import flask
import pyotp
import pytest
from flask.testing import FlaskClient

import app as house
from access import accounts, passwords, sessions
from access.gates import Gate
from access.limits import Limiter
from access.records import Recorder
from house.settings import from_environment
from pages import web
from pages.web import DeliveryPlan
from store import accounts as kept
from store.accounts import Grant
from store.submissions import open_store

ORIGIN = "https://plan.example"
KEY = "a key of the tests, long enough to be taken"
PASSWORD = "four plain words together"
#: the served files, compressed once for all tests
SHELF = functools.cache(web.shelves.shelf)


@dataclass
class Clock:
    """A time that stands still until it is turned."""

    at: datetime = datetime(2026, 11, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def turn(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class House:
    """The app under test."""

    app: DeliveryPlan
    gate: Gate
    clock: Clock
    secrets: dict[int, str] = field(default_factory=dict)

    @property
    def server(self) -> flask.Flask:
        return self.app.server

    @property
    def records(self) -> Recorder:
        return Recorder(self.gate.store, self.clock)

    def person(self, name: str, *grants: Grant, issuer: str = "https://issuer.example", person: str = "") -> int:
        """An account with roles, without a sign-in of its own."""
        return accounts.add(
            self.gate.store, self.records, issuer=issuer, subject=name, name=name.title(), person=person, grants=grants, by="test"
        )

    def local(self, name: str, *grants: Grant) -> int:
        """A local account that took its invitation."""
        number = self.person(name, *grants, issuer=accounts.LOCAL)
        token = accounts.invite(self.gate.store, self.records, number, by="test")
        secret = accounts.codes.secret_for(KEY, token)
        done = accounts.accept(self.gate.store, self.records, KEY, token, password=PASSWORD, code=pyotp.TOTP(secret).at(self.clock.at))
        assert done.account, done
        self.secrets[number] = secret
        self.clock.turn(seconds=30)
        return number

    def code(self, number: int) -> str:
        return pyotp.TOTP(self.secrets[number]).at(self.clock.at)

    def browser(self) -> Browser:
        return Browser(self.server.test_client())

    def signed_in(self, number: int) -> Browser:
        """A browser with a session of an account, however it came in."""
        account = kept.numbered(self.gate.store, number)
        assert account
        with self.server.test_request_context("/", base_url=ORIGIN):
            flask.g.address = "192.0.2.9"
            response = flask.Response()
            sessions.begin(self.gate, response, account, method="test")
        cookie = response.headers["Set-Cookie"].split(";")[0].partition("=")[2]
        browser = self.browser()
        browser.client.set_cookie(sessions.COOKIE, cookie, domain="plan.example", secure=True)
        return browser

    def recorded(self) -> list[tuple[str, str, str, str]]:
        """Who, what, about what, outcome."""
        from store import record

        return [(e.who, e.action, e.object, e.outcome) for e in record.entries(self.gate.store)]


class Browser:
    """A client that behaves as a browser on our own pages does."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **more: object):
        return self.client.get(path, base_url=ORIGIN, **({"headers": {"Accept": "text/html"}} | more))

    def post(self, path: str, data: dict | None = None, *, headers: dict | None = None, **more: object):
        own = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
        return self.client.post(path, data=data, base_url=ORIGIN, headers=own | (headers or {}), **more)

    def open(self, path: str, method: str):
        own = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
        return self.client.open(path, method=method, base_url=ORIGIN, headers=own)

    def cookie(self, name: str) -> str:
        found = self.client.get_cookie(name, domain="plan.example")
        return found.value if found else ""


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """argon2id with little memory: what is tested is not how slow it is."""
    monkeypatch.setattr(passwords, "HASHER", passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(passwords, "NOBODYS", passwords.HASHER.hash("nobody has this"))


@pytest.fixture(autouse=True)
def _quiet_log() -> Iterator[None]:
    """The log goes nowhere, and comes back as it was."""
    log = logging.getLogger("delivery_plan.requests")
    log.addHandler(logging.NullHandler())
    yield
    log.handlers.clear()
    log.propagate = True


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """What guarded mode is told in these tests."""
    return {
        "DELIVERY_PLAN_MODE": "guarded",
        "DELIVERY_PLAN_DATA": str(tmp_path),
        "DELIVERY_PLAN_SECRET_KEY": KEY,
        "DELIVERY_PLAN_ORIGIN": ORIGIN,
        "DELIVERY_PLAN_TLS": "proxy",
        "DELIVERY_PLAN_LOCAL_ACCOUNTS": "1",
    }


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables and nothing in them: copied, because making it takes longer than most tests."""
    file = tmp_path_factory.mktemp("empty") / "delivery-plan.db"
    open_store(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def make_house(empty_database: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str]], House]:
    """A guarded dashboard for what it is told."""
    monkeypatch.setattr(web.shelves, "shelf", SHELF)

    def make(told: dict[str, str]) -> House:
        settings = from_environment(told)
        shutil.copy(empty_database, told["DELIVERY_PLAN_DATA"])
        store, figures = house.opened(settings)
        clock = Clock()
        plenty = Limiter(per_minute=1e6, burst=1e6)
        gate = replace(house.gate(settings, store, figures.plan), now=clock, limiter=plenty, sending=plenty)
        made = house.web_app(figures, settings.assets)
        house.guarded(made, gate)
        return House(made, gate, clock)

    return make


@pytest.fixture
def guarded(make_house: Callable[[dict[str, str]], House], surroundings: dict[str, str]) -> Iterator[House]:
    """A guarded dashboard with local accounts."""
    made = make_house(surroundings)
    yield made
    made.gate.store.close()
