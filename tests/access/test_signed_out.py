"""A form that comes after its session has ended: the words are given back, and the way leads in and back to the page."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

import pytest

from access import guard
from store.accounts import Grant

SAID = "Signposting rose.\nSix workshops <b>were</b> held & more."


@pytest.fixture
def gone(guarded):
    """A browser of a lead whose session has ended."""
    browser = guarded.signed_in(guarded.person("lena", Grant("lead", "priority", "P2")))
    guarded.clock.turn(minutes=31)
    return browser


def back(page: str) -> str:
    return unquote(re.search(r'href="/sign-in\?then=([^"]*)"', page).group(1))


def boxes(page: str) -> list[str]:
    return [unescape(text).strip() for text in re.findall(r"<textarea[^>]*readonly[^>]*>([^<]*)</textarea>", page)]


def test_commentary_that_came_too_late_is_given_back_word_for_word(gone):
    form = {"indicator": "I2.1", "quarter": "2024-Q4F", "what_happened": SAID, "why": "", "what_next": "A second cohort."}
    response = gone.post("/uploads/commentary", form)
    page = response.data.decode()
    assert response.status_code == 401
    assert "Copy it from here, sign in, and send it again." in page
    assert boxes(page) == [SAID, "A second cohort."]
    assert "<b>were" not in page
    assert back(page) == "/uploads/commentary?indicator=I2.1&quarter=2024-Q4F"


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/uploads/3/answers", "/uploads/3"),
        ("/uploads/3/accept", "/uploads/3"),
        ("/people/2/role/5/end", "/people/2"),
        ("/account/password", "/account"),
        ("/indicator/I2.1/decide", "/indicator/I2.1/decide"),
        ("/sign-out", "/"),
    ],
)
def test_the_way_leads_back_to_the_page_that_the_form_stood_on(gone, address, page):
    response = gone.post(address, {"state": "active"})
    told = response.data.decode()
    assert response.status_code == 401
    assert back(told) == page
    assert guard.safe_path(back(told)) == page
    assert boxes(told) == []


def test_no_secret_of_a_form_is_shown_back(gone):
    page = gone.post("/account/password", {"old": "four plain words together", "new": "another few plain words"}).data.decode()
    assert "plain words" not in page


def test_what_is_no_form_of_words_is_not_read_before_anybody_is_known(gone):
    long = gone.post("/uploads/commentary", {"what_happened": "x" * 70_000}).data.decode()
    assert boxes(long) == []
    other = gone.post("/uploads/commentary", {"what_happened": SAID}, headers={"Sec-Fetch-Site": "cross-site"})
    assert other.status_code == 403
    assert "Signposting" not in other.data.decode()
