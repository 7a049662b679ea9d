"""Addresses: the date as of which is read, kept in every link, and its mistakes said in words."""

from __future__ import annotations

from datetime import date

import pytest

from pages.frame.queries import query


def test_a_date_is_read_and_kept_in_links():
    asked = query("/", {"as_of": "2024-06-12"})
    assert asked.as_of == date(2024, 6, 12)
    assert asked.link("/about", fragment="sources") == "/about?as_of=2024-06-12#sources"


def test_without_a_date_links_stay_bare():
    assert query("/", {}).link("/about") == "/about"
    assert query("/", {}).link("/about", chart="interactive") == "/about?chart=interactive"


@pytest.mark.parametrize("written", ["banana", "12/06/2024", "2024-13-01", "2024-6-1", "<script>"])
def test_what_is_no_date_gets_a_sentence_and_today(written):
    asked = query("/", {"as_of": written})
    assert asked.as_of is None
    assert f"found “{written}”" in asked.problem
    assert "Expected a date" in asked.problem


def test_a_day_ahead_is_said_and_left_out():
    asked = query("/", {"as_of": "2026-02-03"}, today=date(2026, 2, 2))
    assert asked.as_of is None
    assert "2026-02-03 lies ahead" in asked.problem
    assert query("/", {"as_of": "2026-02-02"}, today=date(2026, 2, 2)).as_of == date(2026, 2, 2)
