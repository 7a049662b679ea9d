"""One person with two accounts, and a lead who went elsewhere: what is forbidden to somebody is forbidden to them by every road."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from access import doors
from access.doors import NotAllowedError
from access.roles import Role
from access.sessions import actor_of
from house.place import Place
from house.uploading import UploadDesk
from indicators.registry import Plan
from loaders.reading import read as read_file
from pages.frame import data
from pages.frame.data import Dated
from pages.uploads import desk as contract
from store import accounts as kept
from store.accounts import Grant

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "pages"))

from quarters_for_uploads import Q1, filled, grouped_priority
from test_uploads_reach import accepts, approved_plan, seen, send


@pytest.fixture
def plan(guarded) -> Plan:
    return guarded.gate.plan


@pytest.fixture
def made(guarded, plan, root, tmp_path):
    """The real desk; `asking` puts one in its place whose indicators are approved by somebody else."""
    shipped = read_file("figures.csv", (root / "data" / "published" / "figures.csv").read_bytes(), plan)
    guarded.gate.store.accept(shipped, by="the project", at=datetime(2024, 1, 2, tzinfo=UTC))

    def put(of: Plan) -> UploadDesk:
        desk = UploadDesk(Place(of, guarded.gate.store, tmp_path / "received", now=guarded.clock, today=lambda: guarded.clock().date()))
        guarded.server.config[contract.KEY] = desk
        if of is not plan:
            guarded.server.config[data.KEY] = Dated(guarded.server.config[data.KEY], of)
        return desk

    put(plan)
    return put


def both_accounts(guarded, person: str, *grants: Grant):
    """Browsers of one person at two issuers; "" where the plan does not name them."""
    return tuple(
        guarded.signed_in(guarded.person(f"rita-{issuer}", *grants, issuer=f"https://{issuer}.example", person=person))
        for issuer in ("council", "trust")
    )


def agreed(plan: Plan, browser) -> int:
    number = send(browser, filled(plan, Q1))
    assert browser.post(f"/uploads/{number}/accept", {"seen": seen(browser.get(f"/uploads/{number}").text)}).status_code == 303
    return number


def test_the_second_account_of_a_sender_does_not_approve(guarded, plan, made):
    asking = approved_plan(plan, grouped_priority(plan).id)
    desk = made(asking)
    one, two = both_accounts(guarded, next(p.id for p in plan.people if p.kind == "person"), Grant(Role.ANALYST, restricted=True))
    number = agreed(asking, one)
    assert f'action="/uploads/{number}/approve"' not in two.get(f"/uploads/{number}").text
    assert two.post(f"/uploads/{number}/approve").status_code == 403
    assert desk.upload(number).state == "approval"
    assert ("approve", f"upload {number}", "refused") in [(a, o, d) for _, a, o, d in guarded.recorded()]


def test_the_second_account_of_whoever_accepted_it_does_not_approve_either(guarded, plan, made):
    asking = approved_plan(plan, grouped_priority(plan).id)
    desk = made(asking)
    lena = guarded.signed_in(guarded.person("lena", Grant(Role.LEAD, "priority", grouped_priority(plan).id)))
    one, two = both_accounts(guarded, next(p.id for p in plan.people if p.kind == "person"), Grant(Role.ANALYST, restricted=True))
    number = send(lena, filled(asking, Q1))
    assert one.post(f"/uploads/{number}/accept", {"seen": seen(one.get(f"/uploads/{number}").text)}).status_code == 303
    for browser in (one, two):
        assert browser.post(f"/uploads/{number}/approve").status_code == 403
    assert desk.upload(number).state == "approval"


def test_two_people_whom_the_plan_does_not_name_are_two(guarded, plan, made):
    asking = approved_plan(plan, grouped_priority(plan).id)
    desk = made(asking)
    one, two = both_accounts(guarded, "", Grant(Role.ANALYST, restricted=True))
    number = agreed(asking, one)
    assert two.post(f"/uploads/{number}/approve").status_code == 303
    assert desk.upload(number).state == "accepted"


def test_the_door_itself_knows_the_person(guarded):
    person = guarded.gate.plan.people[0].id
    for issuer in ("one", "two"):
        guarded.person("rita", Grant(Role.ANALYST), issuer=issuer, person=person)
    browser = guarded.signed_in(2)
    actor = actor_of(guarded.gate, browser.cookie("__Host-session"))
    assert actor is not None
    with pytest.raises(NotAllowedError):
        doors.approving(guarded.records, actor, sent_by="one rita", about="submission 1", do=lambda: True)


@pytest.fixture
def moved_on(guarded, plan, made):
    """A lead who accepted a file, and then became lead of another priority; the number of the upload, and their browser."""
    made(plan)
    number = guarded.person("lena", Grant(Role.LEAD, "priority", grouped_priority(plan).id))
    upload = accepts(guarded.signed_in(number), filled(plan, Q1))
    waiting = send(guarded.signed_in(number), filled(plan, Q1, more=3), "again.xlsx")
    for given in kept.given(guarded.gate.store, number):
        kept.take_back(guarded.gate.store, given.number, entry=guarded.records.entry("role", "account", "taken back"))
    other = next(p.id for p in reversed(plan.priorities) if p is not grouped_priority(plan))
    kept.give(guarded.gate.store, number, (Grant(Role.LEAD, "priority", other),), by="test", entry=guarded.records.entry("role", "account"))
    return upload, waiting, guarded.signed_in(number)


def test_a_lead_who_went_to_another_priority_takes_nothing_back_any_more(guarded, moved_on):
    upload, waiting, browser = moved_on
    assert browser.post(f"/uploads/{upload}/withdraw", {"reason": "a slip"}).status_code == 403
    desk = guarded.server.config[contract.KEY]
    assert desk.upload(upload).state == "accepted"
    assert browser.post(f"/uploads/{waiting}/accept", {"seen": "9.any"}).status_code == 403
    assert browser.post(f"/uploads/{waiting}/set-aside", {"reason": "a slip"}).status_code == 303, "nothing of it has ever counted"


def test_a_lead_of_one_measure_takes_back_their_own(guarded, plan, made):
    made(plan)
    priority = grouped_priority(plan)
    measure = next(i.measure for i in priority.indicators if i.measure)
    lena = guarded.signed_in(guarded.person("lena", Grant(Role.LEAD, "priority", priority.id)))
    account = guarded.person("mira", Grant(Role.LEAD, "measure", measure))
    mira = guarded.signed_in(account)
    about = {"indicator": next(i.id for i in priority.indicators if i.measure == measure), "quarter": Q1.key, "what_happened": "Steady."}
    assert mira.post("/uploads/commentary", about).status_code == 303
    [number] = [upload.number for upload in guarded.server.config[contract.KEY].uploads()]
    assert lena.get(f"/uploads/{number}").status_code == 200
    assert mira.post(f"/uploads/{number}/withdraw", {"reason": "a slip"}).status_code == 303
