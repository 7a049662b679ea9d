"""After an upload every reader comes at once: what they see is worked out by one of them."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any, cast

import pytest

from indicators.registry.models import Plan
from store.released import Reader
from store.submissions import Store


class Counted:
    """A store that counts how often it is asked for the voices, slowly; it fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.asked, self.failures, self.now = 0, failures, 1
        self._lock = threading.Lock()

    def illustrative(self) -> bool:
        return False

    def revision(self) -> int:
        return self.now

    def voices(self, moment: Any) -> Sequence[Any]:
        with self._lock:
            self.asked += 1
            fails = self.asked <= self.failures
        time.sleep(0.05)
        if fails:
            raise OSError("the disk is away")
        return ()


def reader(store: Counted, room: int = 64) -> Reader:
    return Reader(cast(Store, store), cast(Plan, object()), today=lambda: date(2026, 1, 1), room=room)


def together(one: Reader, many: int = 8) -> list[Any]:
    with ThreadPoolExecutor(many) as pool:
        return [each.exception() or each.result() for each in [pool.submit(one.evidence) for _ in range(many)]]


def test_readers_who_come_at_once_wait_for_the_first_instead_of_working_it_out_beside_it():
    store = Counted()
    assert together(reader(store)) == [()] * 8
    assert store.asked == 1


def test_a_new_revision_is_worked_out_once_more():
    store = Counted()
    one = reader(store)
    together(one)
    store.now = 2
    together(one)
    assert store.asked == 2


def test_where_the_first_fails_the_next_tries_and_nobody_waits_for_ever():
    store = Counted(failures=1)
    found = together(reader(store))
    assert sum(isinstance(each, OSError) for each in found) == 1
    assert found.count(()) == 7
    assert store.asked == 2


def test_nothing_is_left_behind_of_what_was_being_made():
    one = reader(Counted(failures=1))
    with pytest.raises(OSError, match="the disk is away"):
        one.evidence()
    one.evidence()
    assert not one._making


def test_one_look_asks_once_whether_anything_has_changed():
    store = Counted()
    one = reader(store)
    look = one.at_once()
    look.evidence()
    store.now = 2
    look.evidence()
    assert (store.asked, look.revision(), one.revision()) == (1, 1, 2)
    one.evidence()
    assert store.asked == 2
    assert one.at_once().revision() == 2
