"""Meeting mode: every screen of the agenda has its address, its neighbours and no controls; one small script of our own turns the pages."""

from __future__ import annotations

import re
from html import unescape

import pytest
from figures_for_pages import Fake
from flask.testing import FlaskClient

from indicators.registry import Plan
from pages.board.meeting import agenda


def turn(page: str, rel: str) -> str:
    found = re.search(rf'<a href="([^"]+)" rel="{rel}"', page)
    return unescape(found[1]) if found else ""


def test_the_agenda_is_walked_from_end_to_end_and_back(client: FlaskClient, plan: Plan, figures: Fake):
    stops = agenda(plan, figures.board(None), figures.comparisons(None))
    path, walked = "/?meeting=1", []
    while path and len(walked) < 2 * len(stops):
        walked.append(path)
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert len(re.findall(r"<h1[ >]", answer.text)) == 1, path
        following = turn(answer.text, "next")
        if following:
            assert turn(client.get(following).text, "prev") == path
        path = following
    assert len(walked) == len(stops) == len(set(walked))
    for entry in (*plan.priorities, *plan.indicators):
        assert any(re.search(rf"/{entry.id}\?", each) for each in walked)


def test_a_screen_has_no_controls_and_says_its_place(client: FlaskClient, plan: Plan):
    for path in ("/?meeting=1", f"/priority/{plan.priorities[0].id}?meeting=1", "/inequalities?meeting=1"):
        page = client.get(path).text
        assert not re.search(r"<(form|input|button|select)", page), path
        assert re.search(r"<span>[^<]+ · \d+ of \d+</span>", page)
        assert "Leave the meeting’s view" in page


def test_only_a_screen_runs_our_own_script_and_nothing_else_may_run(client: FlaskClient):
    screen, page = client.get("/?meeting=1"), client.get("/")
    policy = screen.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    scripts = re.findall(r'<script src="(/static/agenda\.[0-9a-f]{12}\.js)" defer></script>', screen.text)
    assert screen.text.count("<script") == len(scripts) == 1
    assert "keydown" in client.get(scripts[0]).text
    assert "script-src 'none'" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/about?meeting=1", "/actions?meeting=1", "/?meeting=yes"])
def test_other_pages_stay_as_they_are(client: FlaskClient, path: str):
    answer = client.get(path)
    assert "<script" not in answer.text
    assert "<form" in answer.text


def test_a_screen_keeps_the_date_and_what_is_known_then(client: FlaskClient, figures: Fake):
    page = unescape(client.get("/?meeting=1&as_of=2023-01-01").text)
    assert "As known on 1 January 2023" in page
    following = turn(page, "next")
    while following.startswith("/?"):
        assert "as_of=2023-01-01" in following
        following = turn(client.get(following).text, "next")
    assert following.startswith("/priority/")
    assert "as_of=2023-01-01" in following
    assert figures.board(figures.day.replace(year=2023, month=1, day=1)).headline in page


def test_the_screens_of_a_priority_hold_about_as_many_indicators_each(client: FlaskClient, plan: Plan):
    for priority in plan.priorities:
        first = client.get(f"/priority/{priority.id}?meeting=1").text
        screens = int(found[1]) if (found := re.search(rf"Priority {priority.number}, 1 of (\d+)", first)) else 1
        pages = [first, *(client.get(f"/priority/{priority.id}?meeting=1&of={n}").text for n in range(2, screens + 1))]
        held = [len(re.findall(r'<span class="name">', page)) for page in pages]
        assert sum(held) == len(priority.indicators)
        assert max(held) - min(held) <= 1, held
