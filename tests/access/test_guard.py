"""The guard: what every answer carries, how long a session lasts, and open mode, which is for this computer alone."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace

import pytest

import app as house
from access import accounts, guard, sessions
from access.roles import Role
from house.settings import from_environment
from store import accounts as kept
from store.accounts import Grant
from store.problems import RefusedError

VIEWER, ADMIN, GOVERNANCE, ANALYST = Grant(Role.VIEWER), Grant(Role.ADMINISTRATOR), Grant(Role.GOVERNANCE), Grant(Role.ANALYST)


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/health", "/static/none", "/no/such/page", "/_dash-layout", "/people", "/download/none.csv"]
)
@pytest.mark.parametrize("who", ["nobody", "viewer"])
def test_every_answer_carries_the_headers_and_is_not_kept(guarded, path, who):
    browser = guarded.browser() if who == "nobody" else guarded.signed_in(guarded.person("vera", VIEWER))
    answer = browser.get(path)
    assert {name: answer.headers[name] for name in guard.HEADERS} == guard.HEADERS
    assert answer.headers["Cache-Control"] == "no-store"
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["X-Request-Id"])
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'none'; ")
    assert "frame-ancestors 'none'" in policy


def test_only_files_named_by_their_content_are_kept(guarded):
    served = guarded.app.shelf.files.styles
    assert "immutable" in guarded.browser().get(served).headers["Cache-Control"]


def test_a_body_that_is_too_big_is_refused(guarded):
    browser = guarded.signed_in(guarded.person("ada", ADMIN))
    answer = browser.post("/people", data={"name": "x" * (guard.BIGGEST + 1)})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("turned", "inside"),
    [([{"minutes": 29}], True), ([{"minutes": 31}], False), ([{"minutes": 20}] * 20, True), ([{"minutes": 20}] * 31, False)],
)
def test_a_session_lasts_half_an_hour_unused_and_ten_hours_at_most(guarded, turned, inside):
    browser = guarded.signed_in(guarded.person("vera", VIEWER))
    answers = []
    for by in turned:
        guarded.clock.turn(**by)
        answers.append(browser.get("/account").status_code)
    assert (answers[-1] == 200) is inside


def test_a_role_that_was_given_counts_at_once_and_ends_the_session(guarded):
    number = guarded.person("vera", VIEWER)
    browser = guarded.signed_in(number)
    admin = guarded.signed_in(guarded.person("ada", ADMIN))
    assert admin.post(f"/people/{number}/role", {"role": "analyst", "reach": ""}).status_code == 303
    assert browser.get("/about").status_code == 303
    assert {g.grant.role for g in kept.given(guarded.gate.store, number)} == {"viewer", "analyst"}


def test_signing_out_everywhere_ends_every_session_and_clears_the_browser(guarded):
    number = guarded.person("vera", VIEWER)
    here, there = guarded.signed_in(number), guarded.signed_in(number)
    answer = here.post("/account/sign-out-everywhere")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert [browser.get("/about").status_code for browser in (here, there)] == [303, 303]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Origin": None}, 303),
        ({"Sec-Fetch-Site": None}, 303),
        ({"Origin": None, "Sec-Fetch-Site": None}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://plan.example"}, 403),
        ({"Origin": "https://plan.example.evil.example"}, 403),
    ],
)
def test_a_form_is_taken_from_our_own_pages_alone(guarded, headers, status):
    browser = guarded.signed_in(guarded.person("vera", VIEWER))
    own = {"Origin": "https://plan.example", "Sec-Fetch-Site": "same-origin"} | headers
    sent = {name: value for name, value in own.items() if value is not None}
    assert browser.client.post("/sign-out", base_url="https://plan.example", headers=sent).status_code == status


@pytest.mark.parametrize(
    ("path", "safe"),
    [
        ("/about?as_of=2024-01-01", True),
        ("/", True),
        ("//evil.example", False),
        ("https://evil.example", False),
        ("/\\evil", False),
        ("javascript:alert(1)", False),
        ("", False),
        ("/a\nb", False),
        ("about", False),
    ],
)
def test_only_a_path_of_our_own_is_gone_on_to(path, safe):
    assert guard.safe_path(path) == (path if safe else "/")


def test_somebody_new_who_comes_in_by_two_windows_at_once_is_let_in_by_both(make_house, surroundings, monkeypatch):
    proxied = {"DELIVERY_PLAN_PROXY_HEADER": "X-User", "DELIVERY_PLAN_PROXY_PEERS": "10.9.8.7", "DELIVERY_PLAN_PROXY_SECRET": "s" * 40}
    made = make_house(surroundings | proxied)
    real, looks = kept.found, []

    def found(store, issuer, subject):
        """The first look of the second window is before the first window has added the account."""
        looks.append(subject)
        return None if len(looks) == 3 else real(store, issuer, subject)

    monkeypatch.setattr(kept, "found", found)
    headers = {"X-User": "nina", "X-Proxy-Secret": "s" * 40}
    windows = [made.browser().get("/sign-in", headers=headers, environ_base={"REMOTE_ADDR": "10.9.8.7"}) for _ in range(2)]
    assert [window.status_code for window in windows] == [303, 303]
    assert len(looks) == 4
    assert [each.subject for each in kept.everybody(made.gate.store)] == ["nina"]
    made.gate.store.close()


# -- people --------------------------------------------------------------------------------------------------------------------------


def test_information_governance_alone_opens_raw_numbers_to_an_analyst(guarded):
    analyst = guarded.person("anna", ANALYST)
    admin, governance = (guarded.signed_in(guarded.person(name, grant)) for name, grant in (("ada", ADMIN), ("gita", GOVERNANCE)))
    assert b"Allow raw numbers" not in admin.get(f"/people/{analyst}").data
    assert admin.post(f"/people/{analyst}/restricted", {"restricted": "yes"}).status_code == 403
    assert admin.post(f"/people/{analyst}/role", {"role": "analyst", "restricted": "yes"}).status_code == 303
    assert not any(g.grant.restricted for g in kept.given(guarded.gate.store, analyst))
    assert b"Allow raw numbers" in governance.get(f"/people/{analyst}").data
    assert governance.post(f"/people/{analyst}/restricted", {"restricted": "yes"}).status_code == 303
    assert all(g.grant.restricted for g in kept.given(guarded.gate.store, analyst) if g.standing(guarded.clock.at))
    assert b"Give this role" not in governance.get(f"/people/{analyst}").data


def test_a_role_that_is_exchanged_is_never_lost_half_way(guarded, monkeypatch):
    analyst = guarded.person("anna", ANALYST)
    (held,) = kept.given(guarded.gate.store, analyst)
    records = guarded.gate.records

    def broken(*_: object) -> None:
        raise RuntimeError("the disk is gone")

    with monkeypatch.context() as patched:
        patched.setattr(kept, "_give", broken)
        with pytest.raises(RuntimeError):
            accounts.exchange(guarded.gate.store, records, held, replace(held.grant, restricted=True), by="a test")
    assert kept.given(guarded.gate.store, analyst) == (held,)
    accounts.exchange(guarded.gate.store, records, held, replace(held.grant, restricted=True), by="a test")
    assert [g.grant.restricted for g in kept.given(guarded.gate.store, analyst) if g.standing(guarded.clock.at)] == [True]
    with pytest.raises(RefusedError, match="taken back before"):
        accounts.exchange(guarded.gate.store, records, held, held.grant, by="a test")


def test_the_last_administrator_stays(guarded):
    ada, ben = guarded.person("ada", ADMIN), guarded.person("ben", ADMIN)
    grant = {number: kept.given(guarded.gate.store, number)[0].number for number in (ada, ben)}
    by_ada = guarded.signed_in(ada)
    assert by_ada.post(f"/people/{ada}/role/{grant[ada]}/end").status_code == 403
    assert by_ada.post(f"/people/{ada}/state", {"state": "disabled"}).status_code == 403
    by_ben = guarded.signed_in(ben)
    assert by_ada.post(f"/people/{ben}/role/{grant[ben]}/end").status_code == 303
    assert by_ben.get("/people").status_code == 303
    assert by_ada.post(f"/people/{ben}/role/{grant[ben]}/end").status_code == 409


@pytest.mark.parametrize(
    "form",
    [
        {"role": "god"},
        {"role": "lead", "reach": ""},
        {"role": "lead", "reach": "priority P99"},
        {"role": "analyst", "reach": "priority P2"},
        {},
    ],
)
def test_a_role_that_is_none_is_not_given_and_the_page_says_so(guarded, form):
    number = guarded.person("vera")
    answer = guarded.signed_in(guarded.person("ada", ADMIN)).post(f"/people/{number}/role", form)
    assert answer.status_code == 400
    assert b'role="alert"' in answer.data
    assert kept.given(guarded.gate.store, number) == ()


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"issuer": "https://unknown.example", "subject": "x", "name": "X"}, 400),
        ({"issuer": "local", "subject": "", "name": "X"}, 400),
        ({"issuer": "local", "subject": "x", "name": " "}, 400),
        ({"issuer": "local", "subject": "x", "name": "X", "person": "nobody"}, 400),
        ({"issuer": "local", "subject": "ada2", "name": "X"}, 303),
    ],
)
def test_somebody_is_added_where_all_that_is_said_is_known(guarded, form, status):
    assert guarded.signed_in(guarded.person("ada", ADMIN)).post("/people", form).status_code == status


def test_a_person_of_the_plan_is_added_with_what_the_plan_gives(guarded):
    lead = next(p for p in guarded.gate.plan.people if any(p.id in each.leads for each in guarded.gate.plan.priorities))
    admin = guarded.signed_in(guarded.person("ada", ADMIN))
    answer = admin.post("/people", {"issuer": "local", "subject": "lena", "name": lead.name, "person": lead.id})
    page = admin.get(answer.headers["Location"]).data.decode()
    led = [p for p in guarded.gate.plan.priorities if lead.id in p.leads]
    assert all(f"Implementation lead, priority {p.number} {p.short}" in page for p in led)


def test_an_invitation_from_the_page_works_once_and_is_not_kept(guarded):
    number = guarded.person("lena", issuer=accounts.LOCAL)
    admin = guarded.signed_in(guarded.person("ada", ADMIN))
    page = admin.post(f"/people/{number}/invitation").data.decode()
    path = re.search(r"https://plan\.example(/invitation/[\w-]{43})", page)[1]
    assert guarded.browser().get(path).status_code == 200
    assert path.rsplit("/", 1)[1] not in str(guarded.recorded())


# -- open mode -----------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def open_house(tmp_path_factory):
    return house.made(from_environment({"DELIVERY_PLAN_DATA": str(tmp_path_factory.mktemp("open"))})).server


@pytest.mark.parametrize(
    ("address", "host", "status"),
    [
        ("127.0.0.1", "127.0.0.1:8050", 200),
        ("127.0.0.1", "localhost", 200),
        ("::1", "[::1]:8050", 200),
        ("192.0.2.1", "127.0.0.1", 403),
        ("127.0.0.1", "plan.example", 403),
    ],
)
def test_open_mode_answers_this_computer_by_its_own_name_alone(open_house, address, host, status):
    answer = open_house.test_client().get("/about", base_url=f"http://{host}", environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == status


def test_open_mode_has_no_page_of_access_and_says_what_it_is(open_house):
    client = open_house.test_client()
    assert b"Open mode" in client.get("/").data
    for path in ("/sign-in", "/people", "/record", "/account", "/health"):
        assert client.get(path).status_code == 404


def test_no_other_site_writes_through_the_browser_in_open_mode(open_house):
    client, body = open_house.test_client(), {"output": "_pages_dummy.children", "outputs": {}, "inputs": [], "changedPropIds": []}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post("/_dash-update-component", json=body, headers=headers).status_code == 403
    assert client.post("/_dash-update-component", json=body).status_code != 403


# -- the repository ------------------------------------------------------------------------------------------------------------------

SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|xox[abp]-|client_secret\s*=\s*[\"'][^\"'.]{8,}"
)


def test_no_secret_is_in_the_repository(root):
    assert SECRET.search("-----BEGIN RSA PRIVATE KEY-----")
    listed = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("needs git, and a clone")
    for name in listed.stdout.splitlines():
        file = root / name
        if file.is_file() and file.suffix in {".py", ".toml", ".md", ".yaml", ".sh", ".txt", ""} and file.name != "test_guard.py":
            assert not SECRET.search(file.read_text(encoding="utf-8", errors="replace")), name


def test_a_session_is_256_bits_and_only_its_hash_is_compared(guarded):
    number = guarded.person("vera", VIEWER)
    tokens = {guarded.signed_in(number).cookie(sessions.COOKIE) for _ in range(3)}
    assert len(tokens) == 3
    assert all(len(token) == 43 for token in tokens)
    assert sessions.actor_of(guarded.gate, sessions.hash_of(tokens.pop())) is None
