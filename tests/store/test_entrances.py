"""Accounts, grants, sessions, invitations and journeys, on each database: what counts once counts once."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from store_given import START, day

from store import accounts, record, sessions
from store.accounts import Grant
from store.audit import Entry
from store.problems import RefusedError
from store.sessions import Journey

IDLE = timedelta(minutes=30)


def entry(number: int = 0, action: str = "test") -> Entry:
    return Entry(day(number), "tester", action, "something", "done", address="192.0.2.1", request="abc")


@pytest.fixture
def ann(store):
    return accounts.make(store, issuer="local", subject="ann", name="Ann", entry=entry())


def begin(store, account: int, hash: str, at: datetime = START, instead_of: str = "") -> None:
    sessions.start(
        store,
        hash,
        account=account,
        method="test",
        address="",
        ends_at=at + timedelta(hours=10),
        instead_of=instead_of,
        entry=Entry(at, "", "sign-in", "", ""),
    )


def alive(store, hash: str, at: datetime = START):
    return sessions.live(store, hash, at=at, idle=IDLE)


def test_an_identity_has_one_account_and_a_failed_second_leaves_no_trace(store, ann):
    before = record.mark(store)
    with pytest.raises(RefusedError, match="there is an account"):
        accounts.make(store, issuer="local", subject="ann", name="Another", entry=entry())
    assert record.mark(store) == before
    other = accounts.make(store, issuer="https://issuer.example", subject="ann", name="Ann", entry=entry())
    assert accounts.found(store, "local", "ann").number == ann != other
    assert [each.number for each in accounts.everybody(store)] == [ann, other]


def test_a_session_ends_by_its_successor_by_time_and_by_a_change_of_roles(store, ann):
    begin(store, ann, "a" * 64)
    assert alive(store, "a" * 64).name == "Ann"
    begin(store, ann, "b" * 64, instead_of="a" * 64)
    assert alive(store, "a" * 64) is None
    assert alive(store, "b" * 64, day(0) + IDLE) is None
    accounts.give(store, ann, [Grant("viewer")], by="x", entry=entry())
    assert alive(store, "b" * 64) is None
    begin(store, ann, "c" * 64)
    assert [g.grant.role for g in alive(store, "c" * 64).held] == ["viewer"]
    accounts.change(store, ann, entry=entry(), state="disabled")
    assert alive(store, "c" * 64) is None


def test_use_of_a_session_is_noted_and_keeps_it_alive(store, ann):
    begin(store, ann, "a" * 64)
    for minutes in (20, 40, 60):
        assert alive(store, "a" * 64, day(0) + timedelta(minutes=minutes))
    assert len(sessions.standing(store, ann, at=day(0) + timedelta(minutes=61), idle=IDLE)) == 1


def test_a_grant_is_taken_back_once(store, ann):
    accounts.give(store, ann, [Grant("lead", "priority", "P1"), Grant("viewer")], by="x", entry=entry())
    first = accounts.given(store, ann)[0].number
    accounts.take_back(store, first, entry=entry(1))
    with pytest.raises(RefusedError, match="taken back before"):
        accounts.take_back(store, first, entry=entry(2))
    assert [g.standing(day(3)) for g in accounts.given(store, ann)] == [False, True]


def at_once(do, times: int = 4) -> list[object]:
    """The results of the same thing done by several at once."""
    results: list[object] = []
    threads = [threading.Thread(target=lambda: results.append(do())) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_an_invitation_is_taken_by_one_of_several_at_once(store, ann):
    sessions.invite(store, "i" * 64, account=ann, ends_at=day(7), entry=entry())
    taken = at_once(lambda: sessions.accept(store, "i" * 64, password="h", code_secret="s", code_step=1, entry=entry(1)))
    assert sorted(taken) == [False, False, False, True]
    assert accounts.numbered(store, ann).password == "h"


def test_a_code_is_used_by_one_of_several_at_once(store, ann):
    assert sorted(at_once(lambda: accounts.use_code(store, ann, 7))) == [False, False, False, True]
    assert not accounts.use_code(store, ann, 6)
    assert accounts.use_code(store, ann, 8)


def test_a_journey_comes_back_to_one_of_several_at_once(store):
    sessions.depart(store, "s" * 64, Journey("b", "council", "n", "v", "/"), at=day(0), ends_at=day(1))
    came = at_once(lambda: sessions.arrive(store, "s" * 64, at=day(0)))
    assert sum(each is not None for each in came) == 1


def test_tries_are_counted_forgiven_and_forgotten(store):
    for number in range(3):
        sessions.failed(store, ["k", "l"], forgotten_before=day(-1), entry=entry(number))
    assert {key: count for key, (count, _) in sessions.failures(store, ["k", "l", "m"]).items()} == {"k": 3, "l": 3}
    sessions.forget(store, "k")
    assert set(sessions.failures(store, ["k", "l"])) == {"l"}
    sessions.failed(store, ["k"], forgotten_before=day(10), entry=entry(9))
    assert set(sessions.failures(store, ["k", "l"])) == {"k"}


def test_every_change_is_on_the_record_with_where_from_and_the_chain_is_whole(store, ann):
    accounts.give(store, ann, [Grant("viewer")], by="x", entry=entry(1, "role"))
    sessions.end_all(store, ann, entry=entry(2, "sign-out"))
    said = record.entries(store)
    assert [e.action for e in said] == ["test", "role", "sign-out"]
    assert {(e.address, e.request) for e in said} == {("192.0.2.1", "abc")}
    assert store.verify() == []
    assert store.revision() == 0
