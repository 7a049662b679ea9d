"""Every rule of the server and every callback of Dash, as nobody and as every role: the answers are those of the documented table."""

from __future__ import annotations

import re

import pytest

from access import routes
from access.roles import Role
from store.accounts import Grant

FILLED = {
    "path": "indicator/I1.1",
    "filename": "a/b.js",
    "name": "page.css",
    "issuer": "nobody",
    "token": "t",
    "number": "999",
    "grant": "1",
}
FORGED = {"role": "administrator", "account": "1", "scope": "all", "grants": "administrator", "reach": "", "restricted": "yes"}


def address(rule: str) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: FILLED.get(found[1], "x"), rule)


def outcome(response) -> str:
    """`in`, `sign in` or `refused`, as a browser finds out."""
    to = response.headers.get("Location", "")
    if response.status_code == 401 or (response.status_code == 303 and to.startswith("/sign-in?then=")):
        return "sign in"
    if response.status_code == 403 or (response.status_code == 303 and to == "/ask" and response.request.method != "POST"):
        return "refused"
    return "in"


@pytest.fixture
def browsers(guarded):
    """A browser of every kind of person."""
    made = {}
    for kind, grants in routes.KINDS.items():
        made[kind] = guarded.browser() if grants is None else guarded.signed_in(guarded.person(kind, *grants))
    return made


def rules(server):
    return sorted((method, rule.rule) for rule in server.url_map.iter_rules() for method in rule.methods)


#: answered, and refused by the page for its own reason: nobody signs in so, or the form asks for nothing that there is
BY_THE_PAGE = {("POST", "/sign-in"), ("POST", "/account/password"), ("POST", "/account/deputy/<int:number>/end")}


def test_every_rule_answers_each_role_as_the_table_says(guarded, browsers):
    walked = 0
    for method, rule in rules(guarded.server):
        expected = routes.answers(routes.need(method, rule))
        for kind, browser in browsers.items():
            if (method, rule) in {("POST", "/sign-out"), ("POST", "/account/sign-out-everywhere")}:
                browser = browser if kind == "nobody" else guarded.signed_in(guarded.person(f"{kind} {rule}", *routes.KINDS[kind]))
            path = address(rule) + "?role=administrator&account=1"
            body = (
                {"json": {"output": "_pages_dummy.children", "outputs": {}, "inputs": [], **FORGED}}
                if rule == "/_dash-update-component"
                else {"data": FORGED}
            )
            response = browser.post(path, **body) if method == "POST" else browser.open(path, method)
            found = outcome(response)
            said_by_page = (method, rule) in BY_THE_PAGE and expected[kind] == "in"
            walked += 1
            assert said_by_page or found == (expected[kind] if routes.need(method, rule) else {"nobody": "sign in"}.get(kind, "refused")), (
                method,
                rule,
                kind,
                response.status,
            )
    assert walked > 250


def test_what_is_listed_is_served_and_what_is_served_is_listed_or_refused(guarded):
    served = {(m, r) for m, r in rules(guarded.server)}
    assert set(routes.ROUTES) <= served
    unlisted = {(m, r) for m, r in served if routes.need(m, r) is None}
    assert {r for _, r in unlisted} == {"/static/<path:filename>", "/assets/<path:filename>", "/_reload-hash", "/_favicon.ico"}


def test_every_callback_answers_each_role_as_the_table_says(guarded, browsers):
    assert set(guarded.app.callback_map) == set(routes.CALLBACKS)
    for output in [*guarded.app.callback_map, "another.children", "..people.data..", ""]:
        expected = routes.answers(routes.CALLBACKS.get(output))
        for kind, browser in browsers.items():
            body = {"output": output, "outputs": {}, "inputs": [{"id": "_pages_store", "property": "data", "value": FORGED}], "state": []}
            found = outcome(browser.post("/_dash-update-component", json=body))
            if kind == "nobody":
                assert found == "sign in"
            else:
                assert found == expected[kind], (output, kind)


@pytest.mark.parametrize("mimetype", ["text/plain", "application/vnd.api+json", "multipart/form-data"])
def test_a_callback_is_asked_for_in_json_and_in_nothing_else(guarded, mimetype):
    browser = guarded.signed_in(guarded.person("vera", Grant(Role.VIEWER)))
    response = browser.post("/_dash-update-component", data='{"output": "_pages_dummy.children"}', content_type=mimetype)
    assert response.status_code == 403


def test_the_table_of_the_documentation_is_the_one_that_the_guard_goes_by(root):
    page = (root / "docs" / "reference" / "access.md").read_text(encoding="utf-8")
    assert routes.table() in page, "write it anew: python -m access.routes"
    assert (
        "| `POST /people/<int:number>/role` | sign in | refused | refused | refused | refused | refused | refused | in | refused |" in page
    )


def test_an_address_that_nobody_listed_is_refused_even_to_an_administrator(guarded):
    guarded.server.url_map.add(guarded.server.url_rule_class("/new-door", methods=["GET"], endpoint="new"))
    guarded.server.view_functions["new"] = lambda: "open"
    browser = guarded.signed_in(guarded.person("ada", Grant(Role.ADMINISTRATOR), Grant(Role.ANALYST, restricted=True)))
    assert browser.get("/new-door").status_code == 403
    assert guarded.browser().get("/new-door").status_code == 401


def test_a_page_that_asks_for_a_sign_in_comes_back_to_itself(guarded):
    response = guarded.browser().get("/indicator/I1.1?as_of=2024-01-01")
    assert response.status_code == 303
    assert response.headers["Location"] == "/sign-in?then=%2Findicator%2FI1.1%3Fas_of%3D2024-01-01"


def test_what_is_not_there_is_said_to_those_who_may_look(guarded):
    browser = guarded.signed_in(guarded.person("vera", Grant(Role.VIEWER)))
    assert browser.get("/no/such/page").status_code == 404
    assert browser.open("/about", "PUT").status_code == 405
    assert guarded.browser().open("/about", "PUT").status_code == 401


def test_the_mcp_server_of_dash_is_not_there(guarded):
    browser = guarded.signed_in(guarded.person("vera", Grant(Role.VIEWER)))
    assert not [r for _, r in rules(guarded.server) if "mcp" in r]
    assert browser.post("/_mcp", json={}).status_code in {403, 405}
