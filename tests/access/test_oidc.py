"""Signing in with an issuer: a real provider in a process of its own, honest first, then telling every lie that the flow has to notice."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from access import oidc
from access.roles import Role
from store import accounts as kept
from store.accounts import Grant

PROVIDER = Path(__file__).with_name("provider.py")


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of a provider on this computer."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, str(PROVIDER), str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                requests.get(f"{address}/jwks", timeout=1)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield address
    finally:
        os.kill(process.pid, signal.SIGTERM)
        process.wait(20)


def issuers(tmp_path: Path, address: str, *, amr: str = "") -> dict[str, str]:
    file = tmp_path / "issuers.toml"
    file.write_text(
        f'[[issuer]]\nid = "council"\nname = "The council"\nissuer = "{address}"\nclient_id = "dashboard"\n'
        f'client_secret_env = "COUNCIL_SECRET"\n{amr}',
        encoding="utf-8",
    )
    return {"DELIVERY_PLAN_ISSUERS": str(file), "COUNCIL_SECRET": "hush"}


@pytest.fixture
def council(make_house, surroundings, tmp_path, provider):
    made = make_house(surroundings | issuers(tmp_path, provider))
    made.clock.at = datetime.now(UTC)
    yield made
    made.gate.store.close()


def sent(browser, then: str = "/") -> str:
    answer = browser.get(f"/sign-in/with/council?then={then}")
    assert answer.status_code == 303, answer.data
    return answer.headers["Location"]


def back(address: str, subject: str) -> str:
    """What the provider sends the browser back to, once `subject` has signed in there."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return re.sub(r"^https://plan\.example", "", answer.headers["Location"])


def test_somebody_known_signs_in_and_goes_on_to_the_page_they_asked_for(council, provider):
    number = council.person("vera", Grant(Role.VIEWER), issuer=provider)
    browser = council.browser()
    assert b'href="/sign-in/with/council?then=%2Fabout"' in browser.get("/sign-in?then=/about").data
    answer = browser.get(back(sent(browser, "/about"), "vera"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/about")
    assert browser.get("/about").status_code == 200
    assert (f"{provider} vera", "sign-in", f"account {number}", "council") in council.recorded()


def test_what_is_asked_of_the_issuer_holds_state_nonce_and_proof(council):
    asked = parse_qs(urlsplit(sent(council.browser())).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["https://plan.example/sign-in/back/council"]
    assert min(len(asked[name][0]) for name in ("state", "nonce", "code_challenge")) >= 43


def test_somebody_unknown_gets_an_account_without_a_role_and_may_ask(council, provider):
    browser = council.browser()
    browser.get(back(sent(browser), "newcomer"))
    answer = browser.get("/about")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/ask")
    assert b"You have no role here yet" in browser.get("/ask").data
    assert browser.post("/ask").status_code == 303
    made = kept.found(council.gate.store, provider, "newcomer")
    assert made.asked_at is not None
    assert kept.given(council.gate.store, made.number) == ()
    assert b"Asked on" in browser.get("/ask").data


def test_the_same_subject_at_two_issuers_is_two_people(council):
    council.person("vera", Grant(Role.ADMINISTRATOR), issuer="https://another.example")
    browser = council.browser()
    browser.get(back(sent(browser), "vera"))
    assert browser.get("/people").headers["Location"] == "/ask"


def test_somebody_whose_account_is_closed_is_not_let_in(council, provider):
    number = council.person("carl", Grant(Role.VIEWER), issuer=provider)
    kept.change(council.gate.store, number, entry=council.records.entry("account", "x"), state="disabled")
    browser = council.browser()
    assert browser.get(back(sent(browser), "carl")).status_code == 403
    assert browser.get("/about").status_code == 303


LIES = [
    ("nonce", "InvalidClaimError nonce"),
    ("audience", "InvalidClaimError aud"),
    ("expired", "ExpiredTokenError"),
    ("issuer", "InvalidClaimError iss"),
    ("early", "InvalidClaimError|InvalidTokenError"),
    ("none", "UnsupportedAlgorithmError|InvalidAlgorithm|DecodeError|BadSignature"),
    ("hmac", "UnsupportedAlgorithmError|Algorithm"),
    ("key", "BadSignatureError"),
    ("unsigned", "BadSignatureError"),
    ("no-token", "no identity token"),
]


@pytest.mark.parametrize(("lie", "reason"), LIES, ids=[lie for lie, _ in LIES])
def test_a_token_that_lies_lets_nobody_in_and_the_record_says_why(council, provider, lie, reason):
    council.person(f"vera!{lie}", Grant(Role.VIEWER), issuer=provider)
    browser = council.browser()
    answer = browser.get(back(sent(browser), f"vera!{lie}"))
    assert answer.status_code == 401
    assert b"You are not signed in" in answer.data
    assert "__Host-session" not in answer.headers.get("Set-Cookie", "")
    assert browser.get("/about").status_code == 303
    assert re.search(reason, council.recorded()[-1][3]), council.recorded()[-1]


def test_every_check_of_a_token_is_one_that_was_needed(council, provider, monkeypatch):
    """With the checks of the claims taken out, and the signature's too, the lies go through: it is they that stop them."""
    real = oidc.jwt.decode

    def believed(token, keys, algorithms):
        import base64
        import json

        if token.endswith((".", ".AAAA")):
            head, body = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2])
            return oidc.jwt.Token(head, body)
        return real(token, keys, algorithms=algorithms)

    monkeypatch.setattr(oidc.jwt, "decode", believed)
    monkeypatch.setattr(oidc.CodeIDToken, "validate", lambda self, **_: None)
    for lie in ("nonce", "audience", "expired", "issuer", "none", "unsigned"):
        council.person(f"eve!{lie}", Grant(Role.VIEWER), issuer=provider if lie != "never" else "")
        browser = council.browser()
        assert browser.get(back(sent(browser), f"eve!{lie}")).status_code == 303, lie


def test_a_state_is_taken_once(council):
    browser = council.browser()
    way = back(sent(browser), "vera")
    assert browser.get(way).status_code == 303
    again = browser.get(way)
    assert again.status_code == 401
    assert b"used before" in again.data


def test_a_sign_in_begun_in_one_browser_does_not_end_in_another(council):
    one, other = council.browser(), council.browser()
    way = back(sent(one), "mallory")
    assert other.get(way).status_code == 401
    sent(other)
    assert other.get(back(sent(one), "mallory")).status_code == 401
    assert council.recorded()[-1][3] == "failed: another browser"


@pytest.mark.parametrize("answer", ["", "?state=made-up&code=x", "?error=access_denied"])
def test_an_answer_that_nobody_asked_for_leads_nowhere(council, answer):
    assert council.browser().get(f"/sign-in/back/council{answer}").status_code == 401


def test_a_refusal_or_a_code_that_is_none_is_said(council):
    for answer in ("error=access_denied", "code=made-up"):
        browser = council.browser()
        state = parse_qs(urlsplit(sent(browser)).query)["state"][0]
        assert browser.get(f"/sign-in/back/council?state={state}&{answer}").status_code == 401


def test_the_answer_of_another_issuer_is_noticed(council):
    """RFC 9207, "OAuth 2.0 Authorization Server Issuer Identification", IETF."""
    browser = council.browser()
    way = back(sent(browser), "vera") + "&iss=https%3A%2F%2Fanother.example"
    assert browser.get(way).status_code == 401
    assert council.recorded()[-1][3] == "failed: another issuer answered"


def test_a_sign_in_that_took_too_long_is_begun_again(council):
    browser = council.browser()
    way = back(sent(browser), "vera")
    council.clock.turn(minutes=11)
    assert browser.get(way).status_code == 401


def test_an_issuer_that_does_not_answer_is_said_in_a_sentence(make_house, surroundings, tmp_path):
    made = make_house(surroundings | issuers(tmp_path, "http://127.0.0.1:1"))
    answer = made.browser().get("/sign-in/with/council")
    assert answer.status_code == 401
    assert b"The council does not answer at the moment" in answer.data
    assert made.browser().get("/sign-in").status_code == 200
    made.gate.store.close()


def test_a_second_step_is_asked_for_where_the_arrangement_says(make_house, surroundings, tmp_path, provider):
    made = make_house(surroundings | issuers(tmp_path, provider, amr='amr = ["mfa"]\n'))
    made.clock.at = datetime.now(UTC)
    browser = made.browser()
    assert browser.get(back(sent(browser), "vera")).status_code == 401
    assert browser.get(back(sent(browser), "vera!mfa")).status_code == 303
    made.gate.store.close()
