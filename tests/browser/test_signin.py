"""Signing in, in a real browser: cookies, redirects, forms and policies as a person meets them, and without a script."""

from __future__ import annotations

import functools
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pyotp
import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from guarded_house import GOOD, KEY, PROVIDER, free_port, guarded
from playwright.sync_api import Page

from access import accounts, codes
from access.gates import Gate
from access.records import Recorder
from store.accounts import Grant

pytestmark = pytest.mark.browser


@dataclass
class Served:
    """A guarded dashboard at an address of this computer."""

    address: str
    provider: str
    gate: Gate

    @functools.cached_property
    def records(self) -> Recorder:
        return Recorder(self.gate.store, self.gate.now)

    def person(self, name: str, *grants: Grant, issuer: str) -> int:
        return accounts.add(self.gate.store, self.records, issuer=issuer, subject=name, name=name.title(), grants=grants, by="test")


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen([sys.executable, str(PROVIDER), str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                requests.get(f"http://127.0.0.1:{port}/jwks", timeout=1)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        os.kill(process.pid, signal.SIGTERM)
        process.wait(20)


@pytest.fixture(scope="module")
def served(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with guarded(tmp_path_factory.mktemp("guarded"), provider) as (address, gate):
        yield Served(address, provider, gate)


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.fill(f"#{name}", value)


def sign_in_with_the_council(page: Page, served: Served, subject: str, path: str = "/about") -> None:
    page.goto(served.address + path)
    assert page.url == f"{served.address}/sign-in?then={path.replace('/', '%2F')}"
    page.click("text=Sign in with The council")
    page.fill("input[name=sub]", subject)
    page.click("text=Authorize >> nth=-1")


def test_somebody_signs_in_with_an_issuer_reaches_the_page_and_leaves(page, served):
    served.person("vera", Grant("viewer"), issuer=served.provider)
    sign_in_with_the_council(page, served, "vera")
    assert page.url == f"{served.address}/about"
    assert page.inner_text("h1") == "About these figures"
    cookies = {c["name"]: c for c in page.context.cookies()}
    kept = cookies["__Host-session"]
    assert (kept["secure"], kept["httpOnly"], kept["sameSite"]) == (True, True, "Lax")
    assert "__Host-sign-in" not in cookies
    page.goto(f"{served.address}/account")
    page.click("text=Sign out everywhere")
    assert page.url == f"{served.address}/sign-in?done=everywhere"
    assert "You are signed out everywhere." in page.inner_text("main")
    assert "__Host-session" not in {c["name"] for c in page.context.cookies()}
    page.goto(f"{served.address}/about")
    assert "/sign-in" in page.url


@pytest.mark.parametrize("lie", ["nonce", "audience", "expired", "hmac", "none"])
def test_a_token_that_lies_ends_at_the_sign_in_page_with_a_sentence(page, served, lie):
    sign_in_with_the_council(page, served, f"mallory!{lie}")
    assert "You are not signed in" in page.inner_text("[role=alert]")
    page.goto(f"{served.address}/about")
    assert "/sign-in" in page.url


def test_going_back_to_the_answer_of_an_issuer_signs_nobody_in_again(page, served):
    answers = []
    page.on("request", lambda request: answers.append(request.url) if "/sign-in/back/" in request.url else None)
    sign_in_with_the_council(page, served, "newcomer")
    assert page.url == f"{served.address}/ask"
    page.click("text=Ask for access")
    assert "Asked on" in page.inner_text("main")
    page.context.clear_cookies()
    page.goto(answers[0])
    assert "was used before" in page.inner_text("[role=alert]")


def test_an_invitation_a_sign_in_and_a_role_given_from_the_pages(page, browser, served):
    number = served.person("ada", Grant("administrator"), issuer="local")
    token = accounts.invite(served.gate.store, served.records, number, by="test")
    page.goto(f"{served.address}/invitation/{token}")
    secret = re.sub(r"\s", "", page.inner_text("code"))
    assert secret == codes.secret_for(KEY, token)
    fill(page, password=GOOD, code=pyotp.TOTP(secret).now())
    page.click("text=Set up and sign in")
    assert page.url == f"{served.address}/"
    page.goto(f"{served.address}/people")
    page.select_option("#issuer", "local")
    fill(page, subject="lena", name="Lena Lead")
    page.click("button:text-is('Add')")
    assert page.inner_text("h1") == "Lena Lead"
    page.select_option("#role", "lead")
    page.click("text=Give this role")
    assert "Expected a role" in page.inner_text("[role=alert]")
    first = served.gate.plan.priorities[0]
    page.select_option("#role", "lead")
    page.select_option("#reach", f"priority {first.id}")
    page.click("text=Give this role")
    assert f"Implementation lead, priority {first.number} {first.short}" in page.inner_text("table")
    page.click("text=Make an invitation")
    assert f"{served.address}/invitation/" in page.inner_text("code")
    page.goto(f"{served.address}/record")
    assert "invitation" in page.inner_text("table")


def test_the_pages_of_access_have_no_fault_that_a_machine_finds(browser, served):
    number = served.person("anna", Grant("administrator"), Grant("lead", "priority", served.gate.plan.priorities[0].id), issuer="local")
    token = accounts.invite(served.gate.store, served.records, number, by="test")
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    for path in ("/sign-in", f"/invitation/{token}"):
        page.goto(served.address + path)
        assert faults(page) == [], path
    secret = codes.secret_for(KEY, token)
    fill(page, password=GOOD, code=pyotp.TOTP(secret).now())
    page.click("text=Set up and sign in")
    page.wait_for_url(f"{served.address}/")
    for path in ("/account", "/people", f"/people/{number}", "/record"):
        page.goto(served.address + path)
        assert page.locator("h1").count() == 1
        assert faults(page) == [], path
    context.close()


def test_no_page_of_access_breaks_its_content_policy(browser, served):
    said = []
    context = browser.new_context()
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{served.address}/sign-in")
    fill(page, name="nobody", password="x", code="1")
    page.click("button:text-is('Sign in')")
    assert "did not go together" in page.inner_text("[role=alert]")
    assert [line for line in said if "401" not in line] == []
    context.close()


def faults(page: Page) -> list[str]:
    return [f"{v['id']}: {[n['html'][:120] for n in v['nodes']]}" for v in Axe().run(page).response["violations"]]
