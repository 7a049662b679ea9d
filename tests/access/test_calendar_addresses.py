"""The address for a calendar program: it gives deadlines and nothing else, to whoever may still see the plan, until it is ended."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from access import calendars
from access.limits import Limiter
from access.roles import Role
from indicators.registry.models import Deadlines
from pages.frame import data
from store import accounts as kept
from store.accounts import Grant

VIEWER, LEAD = Grant(Role.VIEWER), Grant(Role.LEAD, "priority", "P2")


@pytest.fixture
def house(guarded):
    """A house whose plan has deadlines."""
    figures = guarded.server.config[data.KEY]
    figures.plan = figures.plan.model_copy(update={"deadlines": Deadlines(working_days=20)})
    return guarded


def made(browser) -> str:
    """The path of a new address, as the page shows it."""
    answer = browser.post("/account/calendar")
    assert answer.status_code == 200
    return re.search(r"https://plan\.example(/due/calendar/[\w-]{43}\.ics)", answer.data.decode())[1]


def test_an_address_gives_the_deadlines_to_a_program_that_is_nobody(house):
    address = made(house.signed_in(house.person("vera", VIEWER)))
    answer = house.browser().client.get(address, base_url="https://plan.example")
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    assert answer.data.startswith(b"BEGIN:VCALENDAR")
    assert "Set-Cookie" not in answer.headers
    assert b"Vera" not in answer.data
    one = house.browser().get(f"{address}?priority=P2").data
    assert (b"Mental Health Act" in one, b"Older people" in one) == (True, False)


def test_the_store_keeps_no_address_and_the_page_shows_it_once(house, tmp_path):
    browser = house.signed_in(house.person("vera", VIEWER))
    address = made(browser)
    page = browser.get("/account").data.decode()
    assert "You have one since 2 November 2026; no program has asked for it yet." in page
    assert address not in page
    house.browser().get(address)
    assert "a program last asked for it on 2 November 2026" in browser.get("/account").data.decode()
    house.gate.store.close()
    token = address.rpartition("/")[2].removesuffix(".ics")
    assert token.encode() not in b"".join(file.read_bytes() for file in tmp_path.glob("delivery-plan.db*"))


def test_an_address_opens_no_page_and_its_secret_is_no_session(house):
    token = made(house.signed_in(house.person("vera", VIEWER))).rpartition("/")[2]
    for cookie in (token, token.removesuffix(".ics"), f"calendar {token}", f"calendar {calendars.hash_of(token)}"):
        browser = house.browser()
        browser.client.set_cookie("__Host-session", cookie, domain="plan.example", secure=True)
        assert browser.get("/about").status_code == 303
        assert browser.get("/due/calendar.ics").status_code == 303


def test_a_session_is_no_address(house):
    browser = house.signed_in(house.person("vera", VIEWER))
    assert house.browser().get(f"/due/calendar/{browser.cookie('__Host-session')}.ics").status_code == 404


WAYS_TO_END = ["pressed", "replaced", "account closed", "role taken back"]


@pytest.mark.parametrize("way", WAYS_TO_END)
def test_an_address_ends(house, way):
    number = house.person("vera", VIEWER)
    browser = house.signed_in(number)
    address = made(browser)
    assert house.browser().get(address).status_code == 200
    if way == "pressed":
        assert browser.post("/account/calendar/end").status_code == 303
    elif way == "replaced":
        assert house.browser().get(made(browser)).status_code == 200
    elif way == "account closed":
        kept.change(house.gate.store, number, entry=house.records.entry("account", "x"), state="disabled")
    else:
        [grant] = kept.given(house.gate.store, number)
        kept.take_back(house.gate.store, grant.number, entry=house.records.entry("role", "x"))
    answer = house.browser().get(address)
    assert answer.status_code == 404
    assert answer.data.startswith(b"There is no calendar at this address.")


@pytest.mark.parametrize(
    "guess", ["", "x", "x.ics", "..%2f..%2fsettings.py", f"{'a' * 43}.ics", f"{'a' * 43}", "%00.ics", f"{'é' * 43}.ics"]
)
def test_every_other_address_gets_the_same_answer(house, guess):
    answer = house.browser().get(f"/due/calendar/{guess}")
    assert answer.status_code in {303, 404}
    assert b"BEGIN" not in answer.data


def test_nobody_tries_out_addresses_quickly(house):
    house.server.config["GATE"] = replace(house.gate, calendars=Limiter(per_minute=6, burst=12))
    answers = [house.browser().get(f"/due/calendar/{'a' * 42}{n}.ics").status_code for n in range(10, 60) if n < 100]
    assert answers[:12] == [404] * 12
    assert answers.count(429) >= 35


def test_making_and_ending_one_is_on_the_record_without_it(house):
    number = house.person("vera", VIEWER)
    browser = house.signed_in(number)
    token = made(browser).rpartition("/")[2]
    browser.post("/account/calendar/end")
    said = [entry for entry in house.recorded() if entry[1] == "calendar"]
    assert [(entry[2], entry[3]) for entry in said] == [(f"account {number}", "made"), (f"account {number}", "ended")]
    assert not any(token[:20] in " ".join(entry) for entry in house.recorded())


def test_a_lead_sees_their_own_tasks_first_and_all_where_they_ask(house):
    browser = house.signed_in(house.person("lena", LEAD, Grant(Role.LEAD, "measure", "M7.1")))
    shown = lambda path: re.findall(r'id="p-([^"]+)"', browser.get(path).data.decode())  # noqa: E731 - said once, used thrice
    assert shown("/due") == ["P2", "P7"]
    everything = shown("/due?priority=all")
    assert everything[:2] == ["P2", "P7"]
    assert sorted(everything) == sorted(p.id for p in house.gate.plan.priorities)
    assert shown("/due?priority=P3") == ["P3"]
    assert b"These are your own priorities." in browser.get("/due").data
    analyst = house.signed_in(house.person("anna", Grant(Role.ANALYST)))
    assert re.findall(r'id="p-([^"]+)"', analyst.get("/due").data.decode()) == [p.id for p in house.gate.plan.priorities]
