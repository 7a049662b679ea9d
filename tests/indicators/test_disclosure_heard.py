"""How many people a piece of people's voice is from: never a small count, however it was typed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.disclosure.heard import NOT_TOLD, people_told
from indicators.disclosure.profiles import PROFILES

FEWER = "fewer than 5 people"


@pytest.mark.parametrize(
    "typed", ["0", "1", "2", "4", " 2 ", "2.0", "2 people", "about 3", "Three women", "two", "no people", "None", "²", "３", "٢", "4."]
)
def test_a_small_count_is_told_as_fewer_than_the_threshold(typed):
    assert people_told(typed) == FEWER


@pytest.mark.parametrize(
    "typed", ["", "5", "12", "1,204", "About 40", "12 to 15", "twenty-two carers", "people who used the service", "five", "Someone"]
)
def test_other_words_stand_as_they_were_typed(typed):
    assert people_told(typed) == typed


@pytest.mark.parametrize(
    "typed", ["12, two of them carers", "3 women and 4 men", "2 to 6", "2 groups of 12", "one family of six", "10/2", "5 (-2)"]
)
def test_words_with_a_small_number_among_others_are_not_told(typed):
    assert people_told(typed) == NOT_TOLD


def test_the_threshold_is_that_of_the_profile():
    assert people_told("7", PROFILES["hes7"]) == "fewer than 8 people"
    assert people_told("0", PROFILES["hes7"]) == "0"
    assert people_told("2", PROFILES["open"]) == "2"


@given(st.integers(0, 4), st.text(max_size=12), st.text(max_size=12))
def test_no_small_number_is_left_in_whatever_stands_around_it(count, before, after):
    shown = people_told(f"{before} {count} {after}")
    assert not re.search(rf"(?<![\d.,]){count}(?![\d.,])", shown)
