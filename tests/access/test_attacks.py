"""Attacks. Each is tried twice: as things are, where it comes to nothing, and with its control taken out, where it goes through.

The second try is what shows that the first one tests anything.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from dash import html

from access import accounts, delays, doors, guard, proxy, records, roles, sessions
from access.roles import Actor, Right, Role
from exports import delimited
from pages.accounts import people, signin
from pages.frame import render
from store import accounts as kept
from store import sessions as kept_sessions
from store.accounts import Grant

ADMIN, VIEWER, LEAD = Grant(Role.ADMINISTRATOR), Grant(Role.VIEWER), Grant(Role.LEAD, "priority", "P2")
PROXIED = {
    "DELIVERY_PLAN_PROXY_HEADER": "X-Forwarded-User",
    "DELIVERY_PLAN_PROXY_PEERS": "10.9.8.7",
    "DELIVERY_PLAN_PROXY_SECRET": "s" * 40,
}


def _inside(browser) -> bool:
    return browser.get("/account").status_code == 200


def spoofed_header_from_elsewhere(house, _) -> bool:
    house.person("ada", ADMIN, issuer="proxy")
    browser = house.browser()
    headers = {"X-Forwarded-User": "ada", "X-Proxy-Secret": "s" * 40}
    browser.get("/sign-in", headers=headers, environ_base={"REMOTE_ADDR": "203.0.113.5"})
    return browser.get("/people", headers=headers, environ_base={"REMOTE_ADDR": "203.0.113.5"}).status_code == 200


def spoofed_header_without_the_secret(house, _) -> bool:
    house.person("ada", ADMIN, issuer="proxy")
    browser, headers = house.browser(), {"X-Forwarded-User": "ada", "X-Proxy-Secret": "guessed"}
    browser.get("/sign-in", headers=headers, environ_base={"REMOTE_ADDR": "10.9.8.7"})
    return browser.get("/people", headers=headers, environ_base={"REMOTE_ADDR": "10.9.8.7"}).status_code == 200


def cross_site_post(house, _) -> bool:
    browser = house.signed_in(house.person("ada", ADMIN))
    form = {"issuer": "local", "subject": "mallory", "name": "Mallory"}
    browser.post("/people", form, headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"})
    return kept.found(house.gate.store, "local", "mallory") is not None


def post_from_a_neighbour_of_the_same_site(house, _) -> bool:
    browser = house.signed_in(house.person("ada", ADMIN))
    form = {"issuer": "local", "subject": "mallory", "name": "Mallory"}
    browser.post("/people", form, headers={"Origin": "https://blog.plan.example", "Sec-Fetch-Site": "same-site"})
    return kept.found(house.gate.store, "local", "mallory") is not None


def session_fixation(house, _) -> bool:
    number = house.local("vera", VIEWER)
    victim, attacker = house.browser(), house.browser()
    for browser in (victim, attacker):
        browser.client.set_cookie(sessions.COOKIE, "known", domain="plan.example", secure=True)
    answer = victim.post("/sign-in", {"name": "vera", "password": "four plain words together", "code": house.code(number)})
    assert answer.status_code == 303
    return _inside(attacker)


def session_after_sign_out(house, _) -> bool:
    browser = house.signed_in(house.person("vera", VIEWER))
    taken = browser.cookie(sessions.COOKIE)
    browser.post("/sign-out")
    browser.client.set_cookie(sessions.COOKIE, taken, domain="plan.example", secure=True)
    return _inside(browser)


def session_of_a_closed_account(house, _) -> bool:
    number = house.person("vera", VIEWER)
    browser, admin = house.signed_in(number), house.signed_in(house.person("ada", ADMIN))
    assert _inside(browser)
    admin.post(f"/people/{number}/state", {"state": "disabled"})
    admin.post(f"/people/{number}/state", {"state": "active"})
    return _inside(browser)


def session_left_alone_for_an_hour(house, _) -> bool:
    browser = house.signed_in(house.person("vera", VIEWER))
    house.clock.turn(hours=1)
    return _inside(browser)


def brute_force(house, _) -> bool:
    number = house.local("vera", VIEWER)
    for guess in range(12):
        house.browser().post("/sign-in", {"name": "vera", "password": f"guess number {guess}", "code": "000000"})
    good = {"name": "vera", "password": "four plain words together", "code": house.code(number)}
    return house.browser().post("/sign-in", good).status_code == 303


def code_used_twice(house, _) -> bool:
    number = house.local("vera", VIEWER)
    good = {"name": "vera", "password": "four plain words together", "code": house.code(number)}
    assert house.browser().post("/sign-in", good).status_code == 303
    return house.browser().post("/sign-in", good).status_code == 303


def invitation_used_twice(house, _) -> bool:
    number = house.person("vera", VIEWER, issuer="local")
    token = accounts.invite(house.gate.store, house.records, number, by="test")
    code = pyotp.TOTP(accounts.codes.secret_for(house.gate.arrangement.key, token)).at(house.clock.at)
    form = {"password": "four plain words together", "code": code}
    assert house.browser().post(f"/invitation/{token}", form).status_code == 303
    return house.browser().post(f"/invitation/{token}", form | {"password": "another four plain words"}).status_code == 303


def sign_in_that_leads_elsewhere(house, _) -> bool:
    number = house.local("vera", VIEWER)
    form = {"name": "vera", "password": "four plain words together", "code": house.code(number), "then": "//evil.example/x"}
    return "evil" in house.browser().post("/sign-in", form).headers["Location"]


def roles_of_ones_own(house, _) -> bool:
    number = house.person("ada", ADMIN)
    house.signed_in(number).post(f"/people/{number}/role", {"role": "lead", "reach": "priority P2"})
    return any(each.grant.role == "lead" for each in kept.given(house.gate.store, number))


def a_line_of_its_own_on_the_record(house, _) -> bool:
    admin = house.signed_in(house.person("ada", ADMIN))
    admin.post("/people", {"issuer": "local", "subject": "x", "name": "x", "person": ""})
    house.records.note("look", "a\n2026-01-01 ada accept: forged\u202e")
    return any("\n" in e[2] or "\u202e" in e[2] for e in house.recorded())


def script_in_a_name(house, _) -> bool:
    house.person("<img src=x onerror=alert(1)>", VIEWER)
    return b"<img src=x" in house.signed_in(house.person("ada", ADMIN)).get("/people").data.lower()


def link_that_runs(house, _) -> bool:
    try:
        return "javascript:" in render.rendered(html.A("read more", href="javascript:alert(1)"))
    except render.UnrenderableError:
        return False


def formula_in_a_download(house, _) -> bool:
    return delimited.written('=HYPERLINK("https://evil.example")').startswith("=")


def raw_numbers_of_another_priority(house, _) -> bool:
    lead = Actor(1, "local", "lena", "Lena", grants=(LEAD,))
    other = next(i.id for p in house.gate.plan.priorities if p.id != "P2" for i in p.indicators)
    try:
        return doors.through(house.records, lead, Right.RAW, house.gate.plan, other, lambda: True)
    except doors.NotAllowedError:
        return False


def approval_of_ones_own(house, _) -> bool:
    analyst = Actor(1, "local", "anna", "Anna", grants=(Grant(Role.ANALYST),))
    try:
        return doors.approving(house.records, analyst, sent_by="local anna", about="submission 1", do=lambda: True)
    except doors.NotAllowedError:
        return False


def another_name_of_the_server(house, _) -> bool:
    answer = house.browser().client.get("/sign-in", base_url="https://evil.example")
    return answer.status_code == 200


def names_told_apart_by_their_hash(house, patch) -> bool:
    """Whether a password is hashed only for names that have an account: then the time tells."""
    house.local("vera", VIEWER)
    hashed = []
    real = accounts.passwords.HASHER.verify

    class Watched:
        def verify(self, hash, password):
            hashed.append(hash)
            return real(hash, password)

    patch.setattr(accounts.passwords, "HASHER", Watched())
    for name in ("vera", "nobody of this name"):
        house.browser().post("/sign-in", {"name": name, "password": "a wrong one altogether", "code": "000000"})
    return len(hashed) != 2


def _named_as_it_says(arrangement, peer, headers) -> str:
    return headers.get("X-Forwarded-User", "")


def _brought(patch) -> None:
    patch.setattr(sessions.secrets, "token_urlsafe", lambda _=32: "known")


def _unchecked_hash(patch) -> None:
    real = accounts.passwords.matches
    patch.setattr(accounts.passwords, "matches", lambda hash, password: bool(hash) and real(hash, password))


def _invitations_for_ever(patch) -> None:
    patch.setattr(accounts, "invited", lambda store, token, now: kept.found(store, "local", "vera"))
    patch.setattr(accounts.tries, "accept", _always)


def _out(module: object, name: str, instead: object) -> Callable:
    return lambda patch: patch.setattr(module, name, instead)


def _always(*_args, **_more) -> bool:
    return True


def _nothing(*_args, **_more) -> None:
    return None


def _same(text: str) -> str:
    return text


ATTACKS = [
    (spoofed_header_from_elsewhere, _out(proxy, "listed", _always)),
    (spoofed_header_from_elsewhere, _out(proxy, "named_by", _named_as_it_says)),
    (spoofed_header_without_the_secret, _out(proxy.hmac, "compare_digest", _always)),
    (cross_site_post, _out(guard, "_from_here", _always)),
    (post_from_a_neighbour_of_the_same_site, _out(guard, "_from_here", _always)),
    (session_fixation, _brought),
    (session_after_sign_out, _out(kept_sessions, "end", _nothing)),
    (session_of_a_closed_account, _out(kept, "_end_sessions", _nothing)),
    (session_left_alone_for_an_hour, _out(sessions, "IDLE", timedelta(days=1))),
    (brute_force, _out(delays, "wait", lambda *_: timedelta())),
    (code_used_twice, _out(kept, "use_code", _always)),
    (invitation_used_twice, _invitations_for_ever),
    (sign_in_that_leads_elsewhere, _out(signin, "safe_path", _same)),
    (roles_of_ones_own, _out(people, "_own", lambda _: False)),
    (a_line_of_its_own_on_the_record, _out(records, "plain", _same)),
    (script_in_a_name, _out(render, "escaped", _same)),
    (link_that_runs, _out(render, "_SCHEMES", ("",))),
    (formula_in_a_download, _out(delimited, "guarded", _same)),
    (raw_numbers_of_another_priority, _out(roles, "reaches", _always)),
    (approval_of_ones_own, _out(doors, "may_approve", _always)),
    (another_name_of_the_server, _out(guard, "_own_name", _always)),
    (names_told_apart_by_their_hash, _unchecked_hash),
]


@pytest.fixture
def house(make_house, surroundings):
    made = make_house(surroundings | PROXIED)
    yield made
    made.gate.store.close()


def _called(attack: Callable) -> str:
    return attack.__name__


@pytest.mark.parametrize("attack", dict.fromkeys(attack for attack, _ in ATTACKS), ids=_called)
def test_an_attack_comes_to_nothing(house, attack, monkeypatch):
    assert attack(house, monkeypatch) is False


@pytest.mark.parametrize(("attack", "without"), ATTACKS, ids=_called)
def test_the_same_attack_goes_through_where_its_control_is_taken_out(house, attack, without, monkeypatch):
    without(monkeypatch)
    assert attack(house, monkeypatch) is True


@pytest.mark.parametrize(
    "path", ["/static/..%2f..%2fsettings.py", "/static/../settings.py", "/static//etc/passwd", "/static/%2e%2e/app.py"]
)
def test_a_name_like_a_path_leads_to_no_file(house, path):
    answer = house.browser().get(path)
    assert answer.status_code in {303, 308, 401, 403, 404}
    assert b"import" not in answer.data


def test_a_refused_attack_is_on_the_record_with_its_address(house):
    house.browser().get("/people", headers={"X-Forwarded-User": "ada"}, environ_base={"REMOTE_ADDR": "203.0.113.5"})
    from store import record

    last = record.entries(house.gate.store)[-1]
    assert (last.action, last.outcome, last.address, len(last.request)) == ("refused", "a forged header of the proxy", "203.0.113.5", 16)
