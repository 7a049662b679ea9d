"""Two processes that contradict each other (a light version of bench/conflicts.py, which plays two hundred rounds)."""

from bench.conflicts import rounds
from store.submissions import open_store


def test_of_two_processes_that_contradict_each_other_one_is_accepted_and_the_other_asked(store_url):
    played = rounds(store_url, 10)
    assert [each.fault for each in played] == [""] * 10
    store = open_store(store_url)
    assert len(store.submissions()) == 10
    assert store.verify() == []
    store.close()
