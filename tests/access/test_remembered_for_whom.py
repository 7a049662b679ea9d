"""A page that is remembered is told to whom it was made for, and to nobody else."""

from __future__ import annotations

from access.roles import Role
from store.accounts import Grant


def test_each_reads_their_own_name_and_rights_whoever_read_before(guarded):
    viewer = guarded.signed_in(guarded.person("vera", Grant(Role.VIEWER)))
    keeper = guarded.signed_in(guarded.person("lena", Grant(Role.ADMINISTRATOR)))
    for _ in range(2):
        for browser, name, others, opens in ((viewer, "Vera", "Lena", False), (keeper, "Lena", "Vera", True)):
            page = browser.get("/").data.decode()
            assert f"Signed in as <strong>{name}</strong>" in page
            assert others not in page
            assert ('href="/people"' in page) is opens


def test_nobody_is_shown_what_was_remembered_for_somebody(guarded):
    guarded.signed_in(guarded.person("vera", Grant(Role.VIEWER))).get("/")
    stranger = guarded.server.test_client()
    answer = stranger.get("/", base_url="https://plan.example")
    assert answer.status_code == 303
    assert "Vera" not in answer.data.decode()


def test_after_signing_out_nothing_remembered_is_shown(guarded):
    browser = guarded.signed_in(guarded.person("vera", Grant(Role.VIEWER)))
    assert browser.get("/").status_code == 200
    browser.post("/sign-out")
    assert browser.get("/").status_code == 303
