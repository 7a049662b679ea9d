"""Every page of the plan, from the server: whole, escaped, with one heading, its figures, its marks, and what is missing said."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest
from figures_for_pages import Fake, made_up, point
from flask.testing import FlaskClient

from indicators.periods import quarter
from indicators.registry import Plan
from indicators.summaries import State
from indicators.wording import HELPLINE
from pages.web import web_app


def text_of(client: FlaskClient, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return unescape(response.text)


def addresses(plan: Plan) -> list[str]:
    return [
        "/",
        "/inequalities",
        "/since",
        "/voices",
        "/actions",
        "/development",
        "/due",
        "/due?priority=P2",
        "/search",
        "/search?q=young",
        "/about",
        "/about/design",
        *(f"/priority/{p.id}" for p in plan.priorities),
        *(f"/indicator/{i.id}" for i in plan.indicators),
    ]


def test_every_page_is_a_whole_page(client: FlaskClient, plan: Plan):
    for path in addresses(plan):
        page = client.get(path).text
        assert page.startswith('<!doctype html>\n<html lang="en-GB">'), path
        assert len(re.findall(r"<h1[ >]", page)) == 1, path
        assert re.search(r"<title>[^<]+ – [^<]+</title>", page), path
        for landmark in ("<header", "<main", "<footer", "<nav"):
            assert landmark in page, path
        assert 'href="#main"' in page
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids)), path
        assert "<script" not in page, path
        assert " style=" not in page, path


def test_every_link_within_leads_to_a_page(client: FlaskClient, plan: Plan):
    links = {
        unescape(link).partition("#")[0]
        for path in addresses(plan)
        for link in re.findall(r'<a [^>]*href="(/[^"]*)"', client.get(path).text)
    }
    assert len(links) > len(plan.indicators)
    for link in links:
        assert client.get(link).status_code == 200, link


def test_the_plan_on_a_page_has_every_indicator_and_its_counts_add_up(client: FlaskClient, plan: Plan, figures: Fake):
    page = text_of(client, "/")
    for indicator in plan.indicators:
        assert f'href="/indicator/{indicator.id}"' in page
    told = {words: int(n) for n, words in re.findall(r"<b>(\d+)</b><span>([^<]+)</span>", page)}
    states = {state.value: told.get(state.value, 0) for state in State}
    assert sum(states.values()) == len(plan.indicators) == told["indicators:"]
    board = figures.board(None)
    assert states == {state.value: board.counts.get(state, 0) for state in State}
    assert board.headline in page


def test_an_indicator_without_figures_says_why_as_prominently(client: FlaskClient, figures: Fake):
    without = [s for s in figures.board(None).summaries if s.headline is None]
    assert without
    page = text_of(client, "/")
    for summary in without:
        assert summary.missing in page
        assert summary.missing in text_of(client, f"/indicator/{summary.indicator}")


def test_silence_is_said_at_every_priority_without_a_voice(client: FlaskClient, plan: Plan):
    page = text_of(client, "/")
    assert page.count("No people’s voice evidence is held.") == len(plan.priorities) - 1


def test_what_people_said_is_shown_and_escaped(client: FlaskClient, plan: Plan):
    for path in ("/", f"/priority/{plan.priorities[-1].id}"):
        page = client.get(path).text
        assert "&lt;b&gt;I&lt;/b&gt; was listened to &amp; believed" in page
        assert "<b>I</b>" not in page


def test_a_voice_without_consent_is_not_shown(plan: Plan, figures: Fake, root: Path):
    silent = replace(figures, heard=tuple(replace(v, consent=False) for v in figures.heard))
    page = text_of(web_app(silent, root / "assets").server.test_client(), "/")
    assert "listened to" not in page


def test_the_page_of_an_indicator_traces_its_latest_number(client: FlaskClient, figures: Fake):
    for summary in figures.board(None).summaries:
        shown = summary.headline
        if shown is None or shown.latest is None:
            continue
        page = text_of(client, f"/indicator/{summary.indicator}")
        origin = shown.latest.key, shown.latest.origin
        for words in (
            origin[1].file,
            origin[1].sheet,
            origin[1].address,
            f"submission {shown.latest.submission}",
            shown.latest.key.period.label,
        ):
            assert words in page, (summary.indicator, words)
        assert shown.nearest in page
        assert summary.reason in page


def test_every_chart_has_its_sentence_and_its_table(client: FlaskClient, plan: Plan):
    charts = 0
    for path in addresses(plan):
        for figure in re.findall(r"<figure.*?</figure>", client.get(path).text, re.DOTALL):
            charts += "<svg" in figure
            assert re.search(r'<figcaption><p class="reading">[^<]+</p>', figure), path
            assert "<table" in figure, path
    assert charts > 10


def test_a_hidden_point_is_a_mark_with_its_words(client: FlaskClient, figures: Fake):
    summary = next(s for s in figures.board(None).summaries if s.headline and any(p.value is None for p in s.headline.series.points))  # type: ignore[union-attr]  # has a series
    page = text_of(client, f"/indicator/{summary.indicator}")
    assert "[c] hidden to protect people" in page
    assert "<td" in page


def test_the_helpline_stands_on_every_page_about_suicide_or_self_harm(client: FlaskClient, plan: Plan):
    sensitive = [i for i in plan.indicators if i.sensitive]
    assert sensitive
    for indicator in sensitive:
        assert HELPLINE in text_of(client, f"/indicator/{indicator.id}")
        assert HELPLINE in text_of(client, f"/priority/{plan.priority_of(indicator.id).id}")


def test_groups_stand_first_and_the_combined_line_after(client: FlaskClient, figures: Fake):
    found = figures.comparisons(None)
    assert found
    page = text_of(client, "/inequalities")
    first = found[0]
    assert first.title in page
    places = [page.index(f">{row.label}<") for row in first.rows]
    assert max(places) < page.index("All of these groups together")
    assert first.unknown_sentence in page


@pytest.mark.parametrize("path", ["/nowhere", "/indicator/none", "/priority/", "/indicator/<script>", "/priority/a/b"])
def test_an_unknown_address_is_a_helpful_404(client: FlaskClient, plan: Plan, path: str):
    page = text_of(client, path, 404)
    assert "There is no page at this address" in page
    assert "<script>" not in client.get(path).text
    assert f"/priority/{plan.priorities[0].id}" in page


def test_a_past_date_shows_what_was_known_then_and_keeps_to_it(plan: Plan, root: Path):
    indicator = next(i for i in plan.indicators if i.parts and i.parts[0].published and i.parts[0].frequency == "quarterly")
    part = indicator.parts[0]
    area = part.published[0].areas[0]
    early = point(indicator.id, part.id, area, quarter(2022, 1), 41.25, known=datetime(2023, 1, 5, tzinfo=UTC))
    late = point(indicator.id, part.id, area, quarter(2022, 2), 77.75, known=datetime(2024, 1, 5, tzinfo=UTC))
    client = web_app(Fake(plan, (early, late)), root / "assets").server.test_client()
    then = text_of(client, f"/indicator/{indicator.id}?as_of=2023-06-01")
    assert "77.8" not in re.sub(r"<head>.*?</head>|<svg.*?</svg>", "", then, flags=re.DOTALL)
    assert "As known on 1 June 2023" in then
    assert 'value="2023-06-01"' in then
    links = re.findall(r'<a [^>]*href="(/[^"]*)"', then)
    assert all("as_of=2023-06-01" in link for link in links if link != f"/indicator/{indicator.id}")
    assert "77.8" in text_of(client, f"/indicator/{indicator.id}")


def test_a_date_that_is_none_gets_a_sentence(client: FlaskClient):
    page = text_of(client, "/?as_of=<b>soon")
    assert "found “<b>soon”" in page
    assert "<b>soon" not in client.get("/?as_of=<b>soon").text


def test_illustrative_figures_say_so_on_every_page(client: FlaskClient, plan: Plan, figures: Fake, root: Path):
    for path in addresses(plan):
        assert "ILLUSTRATIVE" in client.get(path).text
    real = web_app(replace(figures, illustrative=False), root / "assets").server.test_client()
    assert "ILLUSTRATIVE" not in real.get("/").text


def test_without_any_figure_every_page_still_stands(plan: Plan, root: Path):
    client = web_app(Fake(plan), root / "assets").server.test_client()
    for path in addresses(plan):
        assert client.get(path).status_code == 200, path


def test_another_city_gives_another_dashboard(other: Plan, plan: Plan, root: Path):
    client = web_app(Fake(other, made_up(other, every=-1)), root / "assets").server.test_client()
    for path in addresses(other):
        page = text_of(client, path)
        assert other.short_title in page
        assert plan.place not in page
    assert client.get(f"/indicator/{plan.indicators[0].id}").status_code == 404


def test_the_same_question_gives_the_same_bytes(client: FlaskClient, plan: Plan):
    for path in addresses(plan)[:8]:
        assert client.get(path).data == client.get(path).data


def test_pages_are_small(client: FlaskClient):
    response = client.get("/", headers={"Accept-Encoding": "br"})
    assert response.headers["Content-Encoding"] == "br"
    assert len(response.data) < 20_000


def test_today_stands_on_the_first_page(client: FlaskClient, figures: Fake):
    assert figures.today() == date(2025, 6, 12)
    assert "data as at 12 June 2025" in text_of(client, "/")
