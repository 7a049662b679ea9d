"""Local accounts: passwords, codes, invitations, delays; and what a person gets to see on the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from access import accounts, codes, delays, passwords
from access.limits import Limiter
from access.roles import Role
from store import accounts as kept
from store.accounts import Grant

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
VIEWER = Grant(Role.VIEWER)
GOOD = "four plain words together"


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short one", "Found 9 characters. Expected at least 12"),
        ("x" * 129, "Expected at most 128"),
        ("password1234", "many people use"),
        ("Passw0rd!!!!", "many people use"),
        ("qwertyqwerty", "many people use"),
        ("123456654321", "many people use"),
        ("abababababab", "same few characters"),
        ("vera goes to the market", "a name of yours"),
        ("anytown is a fine place", "a name of yours or of this plan"),
    ],
)
def test_a_password_that_would_be_guessed_is_not_taken_and_the_reason_is_said(password, words):
    assert any(words in fault for fault in passwords.faults(password, about=("vera", "Anytown")))


@pytest.mark.parametrize("password", [GOOD, "kéttő három négy öt", "x7" + "Q!mz-" * 20, "correct-horse-battery"])
def test_any_other_is_taken_whatever_it_is_made_of(password):
    assert passwords.faults(password, about=("vera",)) == []
    assert passwords.matches(passwords.hashed(password), password)


@given(st.text(min_size=12, max_size=40), st.text(min_size=12, max_size=40))
def test_a_hash_matches_its_own_password_and_nothing_is_nobodys(one, other):
    import unicodedata

    hash = passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(unicodedata.normalize("NFKC", one))
    assert passwords.matches(hash, one)
    assert passwords.matches(hash, other) is (unicodedata.normalize("NFKC", one) == unicodedata.normalize("NFKC", other))
    assert not passwords.matches("", one)


def test_what_is_kept_of_a_password_is_argon2id_with_the_advised_cost():
    import importlib

    own = importlib.reload(passwords)
    assert own.HASHER.hash("x").startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert own.NOBODYS.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.mark.parametrize(("off", "right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_off_by_one_step(off, right):
    secret = pyotp.random_base32()
    assert bool(codes.matched(secret, pyotp.TOTP(secret).at(NOW + timedelta(seconds=off)), at=NOW)) is right


def test_the_code_of_the_standard_is_the_one_that_is_expected():
    """RFC 6238, "TOTP", IETF, appendix B: SHA-1 at 59 seconds gives 94287082."""
    import base64

    secret = base64.b32encode(b"12345678901234567890").decode()
    assert codes.matched(secret, "287082", at=datetime.fromtimestamp(59, UTC)) == 1


def test_a_secret_is_sealed_and_opens_under_its_own_key_alone():
    kept_text = codes.sealed("one key", "ABCDEFGH")
    assert "ABCDEFGH" not in kept_text
    assert codes.opened("one key", kept_text) == "ABCDEFGH"
    assert codes.opened("another key", kept_text) == codes.NOBODYS


@given(st.integers(0, 60), st.sampled_from(["account", "address"]))
def test_the_wait_grows_and_never_lasts(failures, kind):
    wait, longer = (delays.wait(kind, n, NOW, NOW) for n in (failures, failures + 1))
    assert timedelta() <= wait <= longer <= delays.LONGEST
    assert delays.wait(kind, failures, NOW, NOW + delays.LONGEST) == timedelta()
    assert (wait == timedelta()) is (failures < delays.FREE[kind])


def test_a_bucket_empties_and_fills_again():
    now = [0.0]
    limiter = Limiter(per_minute=60, burst=3, clock=lambda: now[0])
    assert [limiter.allows("a") for _ in range(4)] == [True, True, True, False]
    assert limiter.allows("b")
    now[0] = 1.0
    assert [limiter.allows("a") for _ in range(2)] == [True, False]


def test_one_address_does_not_take_the_server_for_itself(guarded):
    from dataclasses import replace

    from access import guard
    from access.gates import KEY

    slow = replace(guarded.gate, limiter=Limiter(per_minute=1, burst=2))
    guarded.server.before_request_funcs[None].pop(0)
    guard.guard(guarded.server, slow)
    guarded.server.config[KEY] = slow
    assert [guarded.browser().get("/sign-in").status_code for _ in range(3)] == [200, 200, 429]


def test_a_person_signs_in_with_all_three_and_sees_the_page_they_asked_for(guarded):
    number = guarded.local("vera", VIEWER)
    browser = guarded.browser()
    page = browser.get("/sign-in?then=/about")
    assert b'autocomplete="username"' in page.data
    assert b'autocomplete="current-password"' in page.data
    assert b'autocomplete="one-time-code"' in page.data
    form = {"name": " VERA ", "password": GOOD, "code": guarded.code(number), "then": "/about"}
    answer = browser.post("/sign-in", form)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/about")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie
    assert browser.get("/about").status_code == 200
    assert ("local vera", "sign-in", f"account {number}", "local") in guarded.recorded()


def test_each_of_the_three_is_needed_and_what_is_said_is_the_same(guarded):
    number = guarded.local("vera", VIEWER)
    closed = guarded.local("carl", VIEWER)
    kept.change(guarded.gate.store, closed, entry=guarded.records.entry("account", "x"), state="disabled")
    right = {"name": "vera", "password": GOOD, "code": guarded.code(number)}
    wrong = [
        right | {"password": "not the right words"},
        right | {"code": "000000"},
        right | {"code": ""},
        {"name": "nobody", "password": GOOD, "code": guarded.code(number)},
        {"name": "carl", "password": GOOD, "code": guarded.code(closed)},
    ]
    pages = set()
    for form in wrong:
        answer = guarded.browser().post("/sign-in", form)
        assert answer.status_code == 401
        pages.add(answer.data)
    assert len(pages) == 1
    assert accounts.NOT_RIGHT.encode() in pages.pop()


def test_after_a_few_failures_the_next_try_waits_and_says_how_long_for_names_that_are_none_too(guarded):
    guarded.local("vera", VIEWER)
    said = {}
    for name in ("vera", "nobody"):
        answers = [guarded.browser().post("/sign-in", {"name": name, "password": "x", "code": "1"}) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
        said[name] = answers[-1].data
    assert said["vera"] == said["nobody"]
    assert b"in 1 second." in said["vera"]
    guarded.clock.turn(seconds=2)
    assert guarded.browser().post("/sign-in", {"name": "vera", "password": "x", "code": "1"}).status_code == 401


def test_a_good_sign_in_forgets_the_failures_of_the_name(guarded):
    number = guarded.local("vera", VIEWER)
    for _ in range(2):
        guarded.browser().post("/sign-in", {"name": "vera", "password": "x", "code": "1"})
    assert guarded.browser().post("/sign-in", {"name": "vera", "password": GOOD, "code": guarded.code(number)}).status_code == 303
    for _ in range(3):
        assert guarded.browser().post("/sign-in", {"name": "vera", "password": "x", "code": "1"}).status_code == 401


def test_an_invitation_says_what_to_mend_beside_the_field_and_signs_in_at_the_end(guarded):
    number = guarded.person("vera", VIEWER, issuer="local")
    token = accounts.invite(guarded.gate.store, guarded.records, number, by="test")
    secret = codes.secret_for(guarded.gate.arrangement.key, token)
    browser = guarded.browser()
    page = browser.get(f"/invitation/{token}").data.decode()
    assert secret in page.replace(" ", "")
    assert "<svg" in page
    bad = browser.post(f"/invitation/{token}", {"password": "short", "code": "123"})
    assert bad.status_code == 400
    assert b'aria-describedby="password-hint password-fault"' in bad.data
    assert b'role="alert"' in bad.data
    done = browser.post(f"/invitation/{token}", {"password": GOOD, "code": pyotp.TOTP(secret).at(guarded.clock.at)})
    assert done.status_code == 303
    assert browser.get("/account").status_code == 200
    assert browser.get(f"/invitation/{token}").status_code == 404


@pytest.mark.parametrize("spoil", ["late", "superseded", "closed", "made up"])
def test_an_invitation_that_does_not_count_any_more_leads_nowhere(guarded, spoil):
    number = guarded.person("vera", VIEWER, issuer="local")
    token = accounts.invite(guarded.gate.store, guarded.records, number, by="test")
    if spoil == "late":
        guarded.clock.turn(days=8)
    elif spoil == "superseded":
        accounts.invite(guarded.gate.store, guarded.records, number, by="test")
    elif spoil == "closed":
        kept.change(guarded.gate.store, number, entry=guarded.records.entry("account", "x"), state="disabled")
    else:
        token = "made-up"
    assert guarded.browser().get(f"/invitation/{token}").status_code == 404
    assert guarded.browser().post(f"/invitation/{token}", {"password": GOOD, "code": "1"}).status_code == 404


def test_nothing_that_opens_a_door_is_kept_as_it_is(guarded, tmp_path):
    number = guarded.local("vera", VIEWER)
    browser = guarded.browser()
    browser.post("/sign-in", {"name": "vera", "password": GOOD, "code": guarded.code(number)})
    token = accounts.invite(guarded.gate.store, guarded.records, number, by="test")
    guarded.gate.store.close()
    held = b"".join(file.read_bytes() for file in tmp_path.glob("delivery-plan.db*"))
    for secret in (GOOD, guarded.secrets[number], token, browser.cookie("__Host-session")):
        assert len(secret) > 10
        assert secret.encode() not in held


def test_a_password_is_changed_with_the_old_one_and_ends_every_session(guarded):
    number = guarded.local("vera", VIEWER)
    browser, other = guarded.signed_in(number), guarded.signed_in(number)
    assert browser.post("/account/password", {"old": "wrong", "new": "another four plain words"}).status_code == 400
    assert browser.post("/account/password", {"old": GOOD, "new": "short"}).status_code == 400
    assert browser.post("/account/password", {"old": GOOD, "new": "another four plain words"}).status_code == 303
    assert other.get("/account").status_code == 303
    form = {"name": "vera", "password": "another four plain words", "code": guarded.code(number)}
    assert guarded.browser().post("/sign-in", form).status_code == 303
