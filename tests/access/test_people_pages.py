"""What an administrator does on the pages of people, and what a person reads of themselves: nothing twice, nothing typed in vain."""

from __future__ import annotations

import re

import pytest

from access import accounts
from pages.accounts import records
from store import accounts as kept
from store.accounts import Grant


@pytest.fixture
def admin(guarded):
    return guarded.signed_in(guarded.person("ada", Grant("administrator")))


def standing(guarded, number: int) -> list[Grant]:
    return [each.grant for each in kept.given(guarded.gate.store, number) if each.standing(guarded.clock())]


def read(response) -> str:
    return response.data.decode()


def test_a_role_that_somebody_holds_is_not_given_again_so_that_taking_it_back_once_ends_it(guarded, admin):
    lena = guarded.person("lena", Grant("lead", "priority", "P2"))
    assert admin.post(f"/people/{lena}/role", {"role": "lead", "reach": "priority P2"}).status_code == 303
    assert standing(guarded, lena) == [Grant("lead", "priority", "P2")]
    assert admin.post(f"/people/{lena}/role", {"role": "lead", "reach": "priority P3"}).status_code == 303
    assert len(standing(guarded, lena)) == 2


def test_an_analyst_who_sees_raw_numbers_is_not_made_an_analyst_beside(guarded, admin):
    anna = guarded.person("anna", Grant("analyst", restricted=True))
    assert admin.post(f"/people/{anna}/role", {"role": "analyst", "reach": ""}).status_code == 303
    assert standing(guarded, anna) == [Grant("analyst", restricted=True)]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"role": "lead", "reach": ""}, "Implementation lead: found the whole plan. Expected a role for a priority or a measure."),
        ({"role": "analyst", "reach": "priority P2"}, "Analyst: found a part of the plan. Expected a role for the whole plan."),
        (
            {"role": "viewer", "reach": "measure M2.1"},
            "Board viewer: found a measure. Expected a role for the whole plan, or for a priority that they own.",
        ),
        ({"role": "king", "reach": ""}, "This role was not given."),
    ],
)
def test_a_role_that_cannot_be_given_says_which_choice_is_wrong_and_keeps_both(guarded, admin, form, said):
    number = guarded.person("lena")
    response = admin.post(f"/people/{number}/role", form)
    page = read(response)
    assert response.status_code == 400
    assert said in page
    chosen = re.findall(r'<option value="([^"]*)" selected="selected"', page)
    assert chosen == [value for value in form.values() if value != "king"]
    assert standing(guarded, number) == []


def test_who_was_not_added_keeps_what_was_typed_of_them(guarded, admin):
    guarded.person("tess", issuer=accounts.LOCAL)
    person = next(each for each in guarded.gate.plan.people if each.kind == "person")
    typed = {"issuer": accounts.LOCAL, "subject": "tess", "name": "Tess the Second", "person": person.id}
    response = admin.post("/people", typed)
    page = read(response)
    assert response.status_code == 400
    assert 'value="tess"' in page
    assert 'value="Tess the Second"' in page
    assert f'<option value="{person.id}" selected="selected"' in page
    assert 'value="Tess the Second"' not in read(admin.get("/people"))


def test_measures_are_told_apart_by_the_indicators_that_they_are_of(guarded, admin):
    page = read(admin.get(f"/people/{guarded.person('lena')}"))
    plan = guarded.gate.plan
    alike = [measure for measure in plan.measures if [each.text for each in plan.measures].count(measure.text) > 1]
    assert alike
    told = [re.search(rf'value="measure {re.escape(measure.id)}"[^>]*>([^<]*)<', page).group(1).partition(": ")[2] for measure in alike]
    assert len(set(told)) == len(alike)


def test_a_person_is_told_what_an_invitation_and_closing_do_before_it_is_done(guarded, admin):
    page = read(admin.get(f"/people/{guarded.person('tess', issuer=accounts.LOCAL)}"))
    assert "sets a new password and a new second step" in page
    assert "signed out everywhere at once" in page


def test_a_deputy_reads_whose_deputy_they_are_and_is_not_asked_for_a_deputy(guarded):
    lead = guarded.person("lena", Grant("lead", "priority", "P2"))
    deputy, other = (guarded.person(name, Grant("viewer")) for name in ("dora", "otto"))
    guarded.signed_in(lead).post("/account/deputy", {"deputy": str(deputy), "until": "2026-11-09"})
    browser = guarded.signed_in(deputy)
    page = read(browser.get("/account"))
    assert "deputy of Lena, until 9 November 2026" in page
    assert ", as a deputy" in page
    assert "Name a deputy" not in page
    assert "name a deputy" not in page
    browser.post("/account/deputy", {"deputy": str(other), "until": "2026-11-08"})
    assert standing(guarded, other) == [Grant("viewer")], "what is not passed on is not on the books either"
    assert "as a deputy" not in read(guarded.signed_in(lead).get("/account"))


def test_another_day_for_a_deputy_moves_the_end_and_is_no_second_deputyship(guarded):
    lead, deputy = guarded.person("lena", Grant("lead", "priority", "P2")), guarded.person("dora", Grant("viewer"))
    browser = guarded.signed_in(lead)
    for until in ("2026-11-09", "2026-11-20"):
        assert browser.post("/account/deputy", {"deputy": str(deputy), "until": until}).status_code == 303
    lent = [grant for grant in standing(guarded, deputy) if grant.reach == "deputy"]
    assert [f"{grant.until:%Y-%m-%d}" for grant in lent] == ["2026-11-20"]


def test_the_hint_of_a_password_says_all_that_is_asked_of_it(guarded):
    number = guarded.person("tess", issuer=accounts.LOCAL)
    token = accounts.invite(guarded.gate.store, guarded.records, number, by="test")
    page = read(guarded.browser().get(f"/invitation/{token}"))
    assert "without a name of yours or the plan" in page
    assert "Nothing else is asked" not in page


def test_sign_ins_alone_are_read_from_the_record_page_by_page(guarded, admin):
    for _ in range(records.PAGE + 2):
        guarded.records.note("sign-in", "account 1", "failed")
        guarded.records.note("refused", "GET /people", "no right")
    page = read(admin.get("/record"))
    assert 'href="/record?action=sign-in"' in page
    kept_to = read(admin.get("/record?action=sign-in"))
    assert "GET /people" not in kept_to
    earlier = re.search(r'href="(/record\?before=\d+[^"]*)"', kept_to).group(1).replace("&amp;", "&")
    assert earlier.endswith("&action=sign-in")
    assert "GET /people" not in read(admin.get(earlier))
    odd = read(admin.get("/record?action=%22%3E%3Cb%3E"))
    assert "<b>" not in odd
