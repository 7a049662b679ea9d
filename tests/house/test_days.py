"""One day for one moment: London's, on every surface, also in the hour of a summer night in which it is still yesterday by UTC."""

from __future__ import annotations

import argparse
from datetime import UTC, date, datetime

import pytest

from access import gates
from access.roles import Role, in_words
from house import commands
from pages.accounts.account import _end_of
from store.accounts import Grant
from store.receipts import written
from store.released import end_of

NIGHT = datetime(2024, 6, 30, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2024, 6, 30, 22, 59, tzinfo=UTC), "30 June 2024"),
        (NIGHT, "1 July 2024"),
        (datetime(2024, 12, 31, 23, 30, tzinfo=UTC), "31 December 2024"),
    ],
)
def test_a_receipt_names_the_day_in_london(moment, day):
    assert written(moment) == day


def test_a_deputy_stands_in_until_the_day_has_ended_in_london(plan):
    assert _end_of("2024-06-30") == end_of(date(2024, 6, 30)) < NIGHT
    assert _end_of("30 June") is _end_of("9999-12-31") is None
    assert in_words(Grant(Role.VIEWER, until=end_of(date(2024, 6, 30))), plan).endswith(", until 30 June 2024")


def test_today_in_london_does_not_lie_ahead_for_the_command_line(monkeypatch):
    monkeypatch.setattr(gates, "utc_now", lambda: NIGHT)
    assert commands._day("2024-07-01") == date(2024, 7, 1)
    with pytest.raises(argparse.ArgumentTypeError, match="lies ahead"):
        commands._day("2024-07-02")
