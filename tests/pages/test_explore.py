"""Explore, data quality, reviews and the report: every choice in the address, whole pages, what is seen is what is taken."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from figures_for_pages import Fake
from flask.testing import FlaskClient

from exports.explored import SCALES, VIEWS, offered, series_id
from exports.quality import CELLS
from indicators.registry import Plan
from indicators.registry.models import Review
from pages.web import web_app

PAGES = ("/explore", "/explore?view=index", "/explore?view=rate&scale=own", "/reviews", "/report", "/data-quality")


def page_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return unescape(answer.text)


def compared_choice(figures: Fake) -> str:
    first = figures.comparisons(None)[0]
    return f"/explore?series={first.indicator}/{first.part}".rstrip("/") + f"&by={first.dimension}&area={first.area}"


@pytest.mark.parametrize("address", [*PAGES, "/explore?as_of=2020-01-01", "/report?as_of=2020-01-01", "/data-quality?as_of=2020-01-01"])
def test_every_page_is_a_whole_page(client: FlaskClient, address: str):
    page = client.get(address).text
    assert len(re.findall(r"<h1[ >]", page)) == 1
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "<script" not in page
    assert " style=" not in page
    assert "ILLUSTRATIVE" in page
    for link in {unescape(link).partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', page)}:
        assert client.get(link).status_code == 200, link


@pytest.mark.parametrize("address", PAGES)
def test_without_any_figure_every_page_still_stands(plan: Plan, other: Plan, root: Path, address: str):
    for each in (plan, other):
        page = page_of(web_app(Fake(each), root / "assets").server.test_client(), address)
        assert each.short_title in page


def test_every_choice_stands_in_the_form_again(client: FlaskClient, figures: Fake):
    page = page_of(client, compared_choice(figures) + "&view=index&scale=own&group=black&as_of=2025-06-01")
    first = figures.comparisons(None)[0]
    for name, value in (("area", first.area), ("group", "black")):
        assert f'name="{name}" value="{value}" checked="checked"' in page
    for value in (first.dimension, "index", "own"):
        assert f'<option value="{value}" selected="selected">' in page
    assert 'type="hidden" name="as_of" value="2025-06-01"' in page
    assert page.count("checked=") == 3


def test_the_form_offers_every_series_that_has_figures_and_every_view(client: FlaskClient, figures: Fake):
    page = page_of(client, "/explore")
    for indicator, part in offered(figures.plan, figures.released(None)):
        assert f'name="series" value="{series_id(indicator, part)}"' in page
    for value, words in (*VIEWS.items(), *SCALES.items()):
        assert f'value="{value}"' in page
        assert words in page


@pytest.mark.parametrize("tail", ["", "&view=index", "&view=rate", "&group=black&group=white"])
def test_what_is_taken_is_what_is_seen(client: FlaskClient, figures: Fake, tail: str):
    address = compared_choice(figures) + tail
    page = page_of(client, address)
    link = re.search(r'href="(/download/explore\.csv[^"]*)"', client.get(address).text)
    assert link
    taken = list(csv.DictReader(io.StringIO(client.get(unescape(link[1])).data.decode("utf-8-sig"), newline="")))
    table = re.search(r"<tbody>(.*?)</tbody>", page.rpartition("<figure")[2], re.DOTALL)
    assert table
    assert taken
    assert len(taken) == table[1].count("<tr>")
    panels = re.findall(r'<section><h2>.*?<p class="where">([^<]*)</p>', page)
    assert len(panels) == len({(row["part"], row["area"], row["breakdown"]) for row in taken})
    assert {row["view"] for row in taken} == {re.search(r"view=(\w+)", tail)[1] if "view" in tail else "value"}  # type: ignore[index]  # found where asked


def test_panels_have_their_words_and_never_two_axes(client: FlaskClient):
    page = page_of(client, "/explore")
    panels = re.findall(r"<section><h2>.*?</section>", page, re.DOTALL)
    assert len(panels) > 5
    for panel in panels:
        for drawn in re.findall(r"<svg.*?</svg>", panel, re.DOTALL):
            assert len(set(re.findall(r'class="tick end" x="([^"]+)"', drawn))) == 1
            assert 'role="img" aria-label="' in drawn
        assert re.search(r'<p class="source">[^<]+</p>', panel)


def test_a_choice_of_nothing_that_is_held_says_so(client: FlaskClient, plan: Plan, figures: Fake):
    empty = next(s.indicator for s in figures.board(None).summaries if s.headline is None)
    assert "series" in page_of(client, f"/explore?series={empty}")
    context = next(a.id for a in plan.areas if a.role == "context")
    held = {r.key.area for r in figures.released(None)}
    nowhere = page_of(client, "/explore?by=ethnic_group&group=nobody")
    assert "No figure is held for this choice." in nowhere
    assert context not in held or page_of(client, f"/explore?area={context}")


def test_a_series_that_is_not_held_is_said_and_never_taken_away_as_all_of_them(client: FlaskClient, figures: Fake):
    indicator, part = offered(figures.plan, figures.released(None))[0]
    held = series_id(indicator, part)
    alone = page_of(client, "/explore?series=zzz")
    assert "Found the series “zzz”, of which no figure is held. The series of the plan’s page are shown." in alone
    assert "zzz" not in "".join(re.findall(r'href="([^"]*)"', alone))
    beside = page_of(client, f"/explore?series={held}&series=I99&series=zzz")
    assert "Found the series “I99” and “zzz”, of which no figure is held. Only the others are shown." in beside
    assert "of which no figure is held" not in page_of(client, f"/explore?series={held}")
    for ending in ("csv", "xlsx", "json"):
        answer = client.get(f"/download/explore.{ending}?series={held}&series=zzz")
        assert (answer.status_code, "“zzz”, of which no figure is held. No file was made" in answer.text) == (400, True)
        assert client.get(f"/download/explore.{ending}?series={held}").status_code == 200


def test_nothing_that_was_typed_is_written_as_it_stands(client: FlaskClient):
    page = client.get('/explore?series="><script>x</script>&group=<b>&by=<i>').text
    assert "<script" not in page
    assert "<b>&" not in page


# -- data quality ------------------------------------------------------------------------------------------------------------------------


def test_every_indicator_has_a_row_and_every_word_is_explained(client: FlaskClient, plan: Plan):
    page = page_of(client, "/data-quality")
    for indicator in plan.indicators:
        assert f'<th scope="row">{indicator.number} {indicator.short}</th>' in page
    for word, meaning in CELLS.items():
        assert f"<dt>{'–' if word == 'none' else word}</dt><dd>{meaning}</dd>" in page


def test_the_share_of_unknown_group_is_that_of_the_comparison(client: FlaskClient, figures: Fake):
    share = figures.comparisons(None)[0].unknown_share
    assert share
    assert f"{100 * share:.1f} %" in page_of(client, "/data-quality")


# -- reviews and the report --------------------------------------------------------------------------------------------------------------


def with_reviews(plan: Plan, *reviews: Review) -> Plan:
    return plan.model_copy(update={"reviews": plan.reviews.model_copy(update={"dates": reviews})})


def test_no_review_is_made_up_and_it_is_said_how_to_record_one(client: FlaskClient, plan: Plan):
    assert plan.reviews.dates == ()
    page = page_of(client, "/reviews")
    assert "No review is recorded yet" in page
    assert "dates:" in page
    assert "YYYY-MM-DD" in page


def test_each_review_leads_to_what_the_board_saw_what_changed_and_its_papers(plan: Plan, figures: Fake, root: Path):
    held = with_reviews(
        plan,
        Review(date=date(2025, 3, 12)),
        Review(date=date(2025, 6, 4), title="Summer meeting", as_of=date(2025, 5, 30)),
        Review(date=date(2025, 9, 10)),
    )
    client = web_app(replace(figures, plan=held), root / "assets").server.test_client()
    page = page_of(client, "/reviews")
    assert "The last review was on 4 June 2025; the next is on 10 September 2025" in page
    assert "4 June 2025: Summer meeting" in page
    for link in (
        "/?as_of=2025-05-30",
        "/since?as_of=2025-05-30&since=2025-03-12",
        "/download/pack.xlsx?as_of=2025-05-30",
        "/report?as_of=2025-05-30",
        "/?as_of=2025-03-12",
    ):
        assert f'href="{link}"' in page, link
        assert client.get(link).status_code == 200
    assert "as_of=2025-09-10" not in page
    assert page.index("10 September 2025</h3>") < page.index("4 June 2025: Summer") < page.index("12 March 2025</h3>")


def test_the_report_says_to_whom_and_prints_what_the_page_says_without_names(client: FlaskClient, plan: Plan, figures: Fake):
    page, board = page_of(client, "/report"), figures.board(None)
    assert f"Report to {plan.reports_to} from {plan.board}" in page
    assert board.headline in page
    for summary in board.summaries:
        if summary.headline and summary.headline.latest:
            assert f"<b>{summary.headline.latest_words}</b>" in page
    assert figures.heard[0].words in page
    report = page.partition("<article")[2].partition("</article>")[0]
    for person in plan.people:
        if person.kind == "person":
            assert person.name not in report


def test_a_city_that_reports_to_nobody_has_a_report_too(other: Plan, root: Path):
    assert not other.reports_to
    page = page_of(web_app(Fake(other), root / "assets").server.test_client(), "/report")
    assert f"Report from {other.board}" in page


def test_a_choice_without_figures_says_what_to_do_and_opens_the_list(client: FlaskClient, figures: Fake):
    first = figures.comparisons(None)[0]
    page = page_of(client, f"/explore?series={first.indicator}/{first.part}&area=nowhere&by={first.dimension}&group=none")
    assert "No figure is held for this choice." in page
    assert "Choose other series, places or groups." in page
    assert '<details open="open"' in page or "<details open" in page


def test_quarters_stand_under_their_years(client: FlaskClient, figures: Fake):
    grid = page_of(client, "/data-quality").partition("A figure for each quarter")[2].partition("</table>")[0]
    years = re.findall(r'<th[^>]*colspan="(\d)"[^>]*>([^<]+)</th>', grid)
    heads = re.findall(r"<th[^>]*>(Q[1-4])</th>", grid)
    assert years
    assert sum(int(count) for count, _ in years) == len(heads)
    cells = len(re.findall(r"<td", grid.partition("<tbody>")[2].partition("</tr>")[0]))
    assert cells == len(heads) + 1
