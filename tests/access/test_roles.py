"""What a role may do and how far it reaches: tables first, then laws."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from access import doors
from access.roles import RIGHTS, WITHIN_REACH, Actor, Place, Right, Role, in_words, may, may_approve, place_of, suggested
from store import accounts as kept
from store.accounts import Grant

GRANTS = st.builds(
    Grant,
    role=st.sampled_from([*Role, "owner of everything", ""]),
    reach=st.sampled_from(["all", "priority", "measure", "deputy", ""]),
    object=st.sampled_from(["", "P1", "P2", "M1.1", "1"]),
    restricted=st.booleans(),
)
PLACES = st.builds(Place, st.sampled_from(["P1", "P2"]), st.sampled_from(["", "M1.1", "M2.1"]))


def actor(*grants: Grant, subject: str = "ann") -> Actor:
    return Actor(1, "local", subject, subject.title(), grants=grants)


TABLE = [
    (Grant("viewer"), {Right.SEE}),
    (Grant("viewer", "priority", "P2"), {Right.SEE, Right.JUDGE}),
    (Grant("lead", "priority", "P2"), {Right.SEE, Right.SEND, Right.RAW, Right.JUDGE, Right.HAND_OVER}),
    (Grant("analyst"), {Right.SEE, Right.SEND, Right.APPROVE, Right.PLAN}),
    (Grant("analyst", restricted=True), {Right.SEE, Right.SEND, Right.APPROVE, Right.PLAN, Right.RAW}),
    (Grant("administrator"), {Right.SEE, Right.PEOPLE, Right.RECORD}),
    (Grant("administrator", restricted=True), {Right.SEE, Right.PEOPLE, Right.RECORD}),
    (Grant("governance"), {Right.SEE, Right.LOOSEN, Right.RESTRICT, Right.RECORD}),
    (Grant("god"), set()),
]


@pytest.mark.parametrize(("grant", "rights"), TABLE)
def test_a_role_has_these_rights_and_no_other(grant, rights):
    assert {right for right in Right if may(actor(grant), right)} == rights


REACH = [
    (Grant("lead", "priority", "P2"), Place("P2", "M2.1"), True),
    (Grant("lead", "priority", "P2"), Place("P1", "M1.1"), False),
    (Grant("lead", "measure", "M2.1"), Place("P2", "M2.1"), True),
    (Grant("lead", "measure", "M2.1"), Place("P2", "M2.2"), False),
    (Grant("lead", "measure", ""), Place("P2", ""), False),
    (Grant("lead", "all"), Place("P2", "M2.1"), False),
    (Grant("analyst"), Place("P2", "M2.1"), True),
    (Grant("viewer"), Place("P2", "M2.1"), False),
]


@pytest.mark.parametrize(("grant", "place", "reached"), REACH)
def test_a_lead_reaches_their_own_priorities_and_measures(grant, place, reached):
    assert may(actor(grant), Right.SEND, place) is reached


@given(st.lists(GRANTS, max_size=4), GRANTS, st.sampled_from(Right), PLACES)
def test_another_grant_never_takes_a_right_away(grants, more, right, place):
    if may(actor(*grants), right, place):
        assert may(actor(*grants, more), right, place)


@given(st.lists(GRANTS, max_size=4), st.sampled_from(Right), PLACES)
def test_what_is_allowed_somewhere_is_allowed_by_a_role_that_has_it(grants, right, place):
    if may(actor(*grants), right, place):
        known = [g for g in grants if g.role in set(Role)]
        assert any(
            right in RIGHTS[Role(g.role)]
            or (right is Right.RAW and g.role == "analyst" and g.restricted)
            or (right is Right.JUDGE and g.role == "viewer" and g.reach == "priority")
            for g in known
        )
        assert may(actor(*grants), right)
        if right in WITHIN_REACH:
            assert any(g.reach == "all" or g.object in {place.priority, place.measure} for g in grants)


@given(st.lists(GRANTS, max_size=4))
def test_an_administrator_gets_no_raw_number_by_being_one(grants):
    without = [g for g in grants if g.role != "administrator"]
    for right in (Right.RAW, Right.SEND, Right.APPROVE):
        assert may(actor(*grants), right) is may(actor(*without), right)


def test_nobody_may_do_nothing():
    assert not any(may(None, right) for right in Right)


def test_the_sender_does_not_approve():
    analyst = actor(Grant("analyst"))
    assert may_approve(analyst, "local lena")
    assert not may_approve(analyst, analyst.who)
    assert not may_approve(actor(Grant("viewer")), "local lena")


def test_the_plan_gives_its_people_their_priorities_and_measures(plan):
    for person in plan.people:
        grants = suggested(plan, person.id)
        led = {g.object for g in grants if g.reach == "priority" and g.role == "lead"}
        if person.kind == "post":
            assert grants == ()
            continue
        assert led == {p.id for p in plan.priorities if person.id in p.leads}
        assert {g.object for g in grants if g.role == "viewer"} == {p.id for p in plan.priorities if person.id in p.sros}
        supplied = {m.id for p in plan.priorities for m in p.measures if person.id in m.contacts and p.id not in led}
        assert {g.object for g in grants if g.reach == "measure"} == supplied
        assert all(in_words(g, plan) for g in grants)
    assert suggested(plan, "nobody") == ()


def test_an_indicator_stands_where_the_plan_has_it_and_an_unknown_one_nowhere(plan):
    for indicator in plan.indicators:
        assert place_of(plan, indicator.id).priority == plan.priority_of(indicator.id).id
    with pytest.raises(KeyError):
        place_of(plan, "I99.9")


def test_a_door_writes_the_entry_before_it_opens_and_refuses_on_the_record(guarded):
    order = []
    lead = actor(Grant("lead", "priority", "P2"), subject="lena")
    mine, other = (next(i.id for i in guarded.gate.plan.priority(p).indicators) for p in ("P2", "P1"))
    opened = doors.through(guarded.records, lead, Right.RAW, guarded.gate.plan, mine, lambda: order.append(guarded.recorded()[-1]) or 7)
    assert opened == 7
    assert order == [("local lena", "raw", f"indicator {mine}", "done")]
    for id, who in ((other, lead), ("I99.9", lead), ("'; DROP TABLE audit", lead), (mine, None), (mine, actor(Grant("viewer")))):
        with pytest.raises(doors.NotAllowedError):
            doors.through(guarded.records, who, Right.RAW, guarded.gate.plan, id, lambda: order.append("opened"))
        assert guarded.recorded()[-1][3] == "refused"
    assert len(order) == 1


def test_a_deputy_has_what_the_lead_has_until_a_day_and_not_beyond(guarded):
    lead = guarded.person("lena", Grant("lead", "priority", "P2"))
    deputy = guarded.person("dora", Grant("viewer"))
    other = guarded.person("otto", Grant("viewer"))
    browser = guarded.signed_in(lead)
    page = browser.get("/account").data.decode()
    assert "Name a deputy" in page
    assert browser.post("/account/deputy", {"deputy": str(deputy), "until": "2026-11-09"}).status_code == 303
    assert held(guarded, deputy) == {("viewer", "all", ""), ("lead", "priority", "P2")}
    assert "deputy of Lena" in guarded.signed_in(guarded.person("ada", Grant("administrator"))).get("/people").data.decode()
    handed_on = guarded.signed_in(deputy).post("/account/deputy", {"deputy": str(other), "until": "2026-11-09"})
    assert handed_on.status_code == 303
    assert held(guarded, other) == {("viewer", "all", "")}
    guarded.clock.turn(days=8)
    assert held(guarded, deputy) == {("viewer", "all", "")}


def test_a_deputy_loses_it_when_the_lead_does(guarded):
    lead = guarded.person("lena", Grant("lead", "priority", "P2"))
    deputy = guarded.person("dora", Grant("viewer"))
    guarded.signed_in(lead).post("/account/deputy", {"deputy": str(deputy), "until": "2026-11-09"})
    browser = guarded.signed_in(deputy)
    given_number = next(g.number for g in kept.given(guarded.gate.store, lead))
    admin = guarded.signed_in(guarded.person("ada", Grant("administrator")))
    assert admin.post(f"/people/{lead}/role/{given_number}/end").status_code == 303
    assert held(guarded, deputy) == {("viewer", "all", "")}
    assert browser.get("/account").status_code == 303


@pytest.mark.parametrize(
    "form", [{"deputy": "999", "until": "2026-11-09"}, {"deputy": "x", "until": "2026-11-09"}, {"until": "2026-11-09"}]
)
def test_a_deputy_that_is_nobody_is_refused(guarded, form):
    browser = guarded.signed_in(guarded.person("lena", Grant("lead", "priority", "P2")))
    assert browser.post("/account/deputy", form).status_code == 400


def test_a_deputy_of_somebody_else_is_not_ended(guarded):
    lead, other = (guarded.person(name, Grant("lead", "priority", "P2")) for name in ("lena", "lars"))
    deputy = guarded.person("dora")
    guarded.signed_in(lead).post("/account/deputy", {"deputy": str(deputy), "until": "2026-11-09"})
    number = kept.given(guarded.gate.store, deputy)[0].number
    assert guarded.signed_in(other).post(f"/account/deputy/{number}/end").status_code == 403
    assert guarded.signed_in(lead).post(f"/account/deputy/{number}/end").status_code == 303
    assert held(guarded, deputy) == set()


def held(guarded, number: int) -> set[tuple[str, str, str]]:
    from store import engines
    from store.accounts import standing_of

    with engines.reading(guarded.gate.store.engine) as connection:
        return {(g.grant.role, g.grant.reach, g.grant.object) for g in standing_of(connection, number, guarded.clock.at)}


def test_a_grant_counts_until_its_day():
    now = datetime(2026, 11, 2, tzinfo=UTC)
    given_ = kept.Given(1, 1, Grant("viewer", until=now), now - timedelta(1), "x", None)
    assert given_.standing(now - timedelta(seconds=1))
    assert not given_.standing(now)
