"""An acceptance that is killed (a light version of bench/conflicts.py, which does fifty)."""

import pytest

from bench.conflicts import AT, KINDS, a_file, killed_at, kills


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_killed_at_random_a_submission_is_wholly_there_or_not_and_sent_again_it_is_there_once(store):
    taken = list(kills(store, 8))
    assert [fault for each in taken for fault in each.faults] == []
    assert {each.kind for each in taken if each.killed} >= set(KINDS) - {"time"}


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_killed_as_it_began_nothing_is_there_and_killed_before_its_receipt_all_is(store):
    store.accept(a_file(0), by="bench", at=AT)
    early, late = killed_at(store, a_file(1), "statement", 2), killed_at(store, a_file(2), "receipt", 1)
    assert (early.killed, early.there, early.again, early.faults) == (True, False, "accepted", ())
    assert (late.killed, late.told, late.there, late.again, late.faults) == (True, False, True, "already", ())
