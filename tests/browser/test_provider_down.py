"""An issuer that goes down, in a real browser: its process ends at each point of a sign-in; the person reads why and goes another way."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
import requests
from guarded_house import GOOD, KEY, PROVIDER, free_port, guarded
from playwright.sync_api import Page

from access import accounts, codes, oidc
from access.gates import Gate, utc_now
from access.records import Recorder
from store import record
from store.accounts import Grant
from store.submissions import open_store

pytestmark = pytest.mark.browser
DISCOVERY, TOKEN, KEYS = "/.well-known/openid-configuration", "/oauth2/token", "/jwks"
SILENT = "The council does not answer at the moment. You are not signed in."


@dataclass
class Council:
    """The issuer: a process that can be started, ended, stood still, and told when to end by itself."""

    port: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *ends_at: str) -> None:
        self.end()
        command = [sys.executable, str(PROVIDER), str(self.port), *ends_at]
        self.processes.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        for _ in range(300):
            try:
                requests.get(f"{self.address}/no-such-page", timeout=1)
                return
            except requests.ConnectionError:
                time.sleep(0.1)

    def end(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
            process.wait(20)
        self.processes.clear()

    def stand_still(self) -> None:
        os.kill(self.processes[-1].pid, signal.SIGSTOP)

    @property
    def gone(self) -> bool:
        """Whether the process ended by itself, where it was told to."""
        return self.processes[-1].wait(20) == 3


@dataclass
class Served:
    """A guarded dashboard at an address of this computer, and the clock that it goes by."""

    address: str
    gate: Gate
    ahead: list[timedelta]

    def local(self, name: str) -> str:
        """A local account that took its invitation; its secret."""
        records = Recorder(self.gate.store, utc_now)
        number = accounts.add(
            self.gate.store, records, issuer=accounts.LOCAL, subject=name, name=name.title(), grants=[Grant("viewer")], by="test"
        )
        token = accounts.invite(self.gate.store, records, number, by="test")
        secret = codes.secret_for(KEY, token)
        before = pyotp.TOTP(secret).at(utc_now() - timedelta(seconds=30))
        assert accounts.accept(self.gate.store, records, KEY, token, password=GOOD, code=before).account
        return secret

    def reason(self) -> str:
        """What the last entry of the record says of a sign-in."""
        return [entry.outcome for entry in record.entries(self.gate.store) if entry.action == "sign-in"][-1]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("empty") / "delivery-plan.db"
    open_store(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def council() -> Iterator[Council]:
    made = Council(free_port())
    yield made
    made.end()


@pytest.fixture
def served(council: Council, empty: Path, tmp_path: Path) -> Iterator[Served]:
    shutil.copy(empty, tmp_path)
    ahead = [timedelta()]
    with guarded(tmp_path, council.address, now=lambda: utc_now() + ahead[0]) as (address, gate):
        yield Served(address, gate, ahead)


def sign_in(page: Page, served: Served, subject: str = "newcomer") -> None:
    """As far as it goes: to the sign-in page, to the council, and back."""
    page.goto(f"{served.address}/about")
    page.click("text=Sign in with The council")
    if page.locator("input[name=sub]").count():
        page.fill("input[name=sub]", subject)
        page.click("text=Authorize >> nth=-1")


def at_discovery(council: Council, served: Served, page: Page) -> None:
    council.start(DISCOVERY)
    sign_in(page, served)


def at_its_keys(council: Council, served: Served, page: Page) -> None:
    council.start(KEYS)
    sign_in(page, served)


def at_the_token(council: Council, served: Served, page: Page) -> None:
    council.start(TOKEN)
    sign_in(page, served)


def at_its_keys_for_a_token_under_a_new_one(council: Council, served: Served, page: Page) -> None:
    """Its keys were read a while ago; it now signs with one that is not among them, and goes down when asked for that."""
    council.start(KEYS, "2")
    sign_in(page, served, "somebody")
    assert page.url == f"{served.address}/ask"
    page.context.clear_cookies()
    served.ahead[0] = timedelta(seconds=45)
    sign_in(page, served, "somebody!key")


POINTS = [at_discovery, at_its_keys, at_the_token, at_its_keys_for_a_token_under_a_new_one]


@pytest.mark.parametrize("point", POINTS, ids=[each.__name__ for each in POINTS])
def test_an_issuer_that_ends_is_said_and_another_way_in_is_there(
    page: Page, council: Council, served: Served, point: Callable[[Council, Served, Page], None]
):
    secret = served.local("vera")
    point(council, served, page)
    assert council.gone
    assert page.inner_text("h1") == "Sign in"
    assert SILENT in page.inner_text("[role=alert]")
    assert served.reason() == "failed: the issuer does not answer"
    assert "__Host-session" not in {cookie["name"] for cookie in page.context.cookies()}
    page.fill("#name", "vera")
    page.fill("#password", GOOD)
    page.fill("#code", pyotp.TOTP(secret).at(served.gate.now()))
    page.click("button:text-is('Sign in')")
    page.wait_for_url(f"{served.address}/")
    page.goto(f"{served.address}/about")
    assert page.inner_text("h1") == "About these figures"
    assert "Signed in as Vera" in page.inner_text("header")


def test_an_issuer_that_was_never_there_is_said(page: Page, served: Served):
    sign_in(page, served)
    assert SILENT in page.inner_text("[role=alert]")


def test_an_issuer_that_takes_the_request_and_never_answers_is_given_up(
    page: Page, council: Council, served: Served, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(oidc, "PATIENCE", 1)
    council.start()
    council.stand_still()
    began = time.monotonic()
    sign_in(page, served)
    assert SILENT in page.inner_text("[role=alert]")
    assert time.monotonic() - began < 10


def test_an_issuer_that_comes_back_is_used_again_and_what_was_begun_before_is_begun_anew(page: Page, council: Council, served: Served):
    council.start(TOKEN)
    answers: list[str] = []
    page.on("request", lambda request: answers.append(request.url) if "/sign-in/back/" in request.url else None)
    sign_in(page, served)
    assert SILENT in page.inner_text("[role=alert]")
    council.start()
    page.goto(answers[-1])
    assert "was used before" in page.inner_text("[role=alert]")
    served.ahead[0] = timedelta(seconds=45)  # its key is another one now, and is asked for
    sign_in(page, served)
    assert page.url == f"{served.address}/ask"
