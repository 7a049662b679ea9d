"""How a page of the plan stands to whoever looks at it in guarded mode."""

from __future__ import annotations

import pytest

from access.roles import Role
from store.accounts import Grant

OPENED = {
    "viewer": (Grant(Role.VIEWER), set()),
    "administrator": (Grant(Role.ADMINISTRATOR), {"/people", "/record"}),
    "governance": (Grant(Role.GOVERNANCE), {"/people", "/record"}),
    "analyst": (Grant(Role.ANALYST), set()),
}


@pytest.mark.parametrize("kind", OPENED)
def test_every_page_says_who_is_signed_in_has_the_way_out_and_nothing_dead(guarded, kind):
    grant, opened = OPENED[kind]
    browser = guarded.signed_in(guarded.person("vera", grant))
    for path in ("/", "/about", "/priority/P2", "/no/such/page", "/account"):
        page = browser.get(path).data.decode()
        assert "Signed in as <strong>Vera</strong>" in page
        assert 'action="/sign-out"' in page
        assert "Open mode" not in page
        for address in ("/people", "/record"):
            assert (f'href="{address}"' in page) is (address in opened)
            assert (browser.get(address).status_code == 200) is (address in opened)


@pytest.mark.parametrize(
    ("address", "said"),
    [("/sign-out", "You are signed out."), ("/account/sign-out-everywhere", "You are signed out everywhere.")],
)
def test_who_signs_out_is_told_so_and_a_word_made_up_says_nothing(guarded, address, said):
    browser = guarded.signed_in(guarded.person("vera", Grant(Role.VIEWER)))
    left = browser.post(address)
    assert left.status_code == 303
    assert f"<p>{said}</p>" in browser.get(left.headers["Location"]).data.decode()
    assert 'role="status"' not in browser.get("/sign-in?done=nothing").data.decode()
