"""The same fact in the same words: explore and the indicator's page, a part's picture and its link, the counts of the plan's page."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from figures_for_pages import Fake, point
from flask.testing import FlaskClient

from exports.explored import choice, panels, sentence
from indicators.observations import Status
from indicators.periods import Period, of_key, quarter, year
from indicators.registry import Plan
from indicators.registry.models import Indicator, Part
from indicators.series import parts_of
from indicators.summaries import State
from pages.board.meeting import agenda
from pages.uploads.due import lacking
from pages.web import web_app


def own_area(plan: Plan) -> str:
    return next(area.id for area in plan.areas if area.role == "plan")


def served(figures: Fake, root: Path) -> FlaskClient:
    return web_app(figures, root / "assets").server.test_client()


def words(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def broken(plan: Plan) -> tuple[Indicator, Part, Period]:
    """A quarterly part for which the plan names a break, and the first period after it."""
    return next((i, p, of_key(p.breaks[0].at)) for i in plan.indicators for p in parts_of(i) if p.breaks and p.frequency == "quarterly")


def around_break(plan: Plan, before: int, after: int) -> Fake:
    """Figures that fall across the break, and rise since."""
    indicator, part, start = broken(plan)
    area, source = part.published[0].areas[0], part.published[0].source
    first = start.start.year - (start.start.month < 4), (start.start.month - 4) % 12 // 3 + 1
    place = first[0] * 4 + first[1] - 1
    periods = [quarter((place + step) // 4, (place + step) % 4 + 1) for step in range(-before, after)]
    values = [90.0 - n for n in range(before)] + [50.0 + n for n in range(after)]
    return Fake(plan, tuple(point(indicator.id, part.id, area, p, v, source=source) for p, v in zip(periods, values, strict=True)))


def explored(figures: Fake) -> str:
    board, released = figures.board(None), figures.released(None)
    return sentence(panels(figures.plan, board, released, choice((), figures.plan, board, released)))


def test_explore_compares_since_a_break_as_the_indicators_page_does(plan: Plan):
    number = broken(plan)[0].number
    assert explored(around_break(plan, 2, 3)) == (
        f"One series: between the first figure, or the first after a break, and the latest, one rose ({number})."
    )
    assert explored(around_break(plan, 2, 1)) == f"One series; one not compared, because the series breaks in between ({number})."
    assert explored(around_break(plan, 0, 3)) == f"One series: between the first and the latest figure one rose ({number})."


def test_home_page_and_indicator_page_tell_a_change_across_a_break_in_the_same_words(plan: Plan, root: Path):
    figures = around_break(plan, 2, 1)
    summary = figures.board(None).summary(broken(plan)[0].id)
    assert summary.headline is not None
    assert summary.headline.change is not None
    client, told = served(figures, root), summary.headline.change.words
    assert told.startswith("not comparable: ")
    for path in ("/", f"/indicator/{summary.indicator}", "/report"):
        assert told in words(client, path), path


def two_parts(plan: Plan) -> tuple[Indicator, Part]:
    """An indicator whose page shows another part than the one without an id."""
    return next((i, p) for i in plan.indicators for p in i.parts if not p.id and any(o.headline and o.id for o in i.parts))


def test_the_picture_under_the_chart_of_a_part_is_of_that_part(plan: Plan, root: Path):
    indicator, unnamed = two_parts(plan)
    other = next(p for p in indicator.parts if p.headline)
    area = own_area(plan)
    drawn = [point(indicator.id, unnamed.id, area, quarter(2021 + n // 4, n % 4 + 1), 20.0 + n) for n in range(8)]
    shown = point(indicator.id, other.id, other.published[0].areas[0], year(2023), 19.4, source=other.published[0].source)
    client = served(Fake(plan, (*drawn, shown)), root)
    links = re.findall(r'href="(/download/chart/[^"]+)"', client.get(f"/indicator/{indicator.id}").text)
    assert links
    for link in links:
        assert client.get(unescape(link)).status_code == 200, link
    missing = client.get(f"/download/chart/{indicator.id}.svg?part=zzz")
    assert missing.status_code == 404
    assert "has no part zzz" in missing.text
    assert "too few figures" not in missing.text


def test_every_count_of_the_plans_page_leads_to_a_place_that_is_there(plan: Plan, root: Path):
    """An indicator whose plan does not say which way is better is to be clarified, and has a figure."""
    chosen = next(
        (i, p)
        for i in plan.indicators
        for p in parts_of(i)
        if p.direction == "not_stated" and p.frequency in {"monthly", "quarterly"} and not p.id
    )
    values = [10.0, 11.0, 10.0, 9.0] * 4 + [40.0]
    points = tuple(point(chosen[0].id, chosen[1].id, own_area(plan), quarter(2020 + n // 4, n % 4 + 1), v) for n, v in enumerate(values))
    figures = Fake(plan, points)
    assert figures.board(None).summary(chosen[0].id).state is State.TO_BE_CLARIFIED
    client = served(figures, root)
    page = client.get("/").text
    tally = page[page.index('class="tally"') :]
    links = re.findall(r'href="([^"]*#[^"]+)"', tally[: tally.index("</ul>")])
    assert links
    for link in links:
        path, _, fragment = unescape(link).partition("#")
        assert f'id="{fragment}"' in client.get(path or "/").text, link


def test_what_is_hidden_today_is_told_by_home_and_by_what_cannot_be_measured_yet(plan: Plan, root: Path):
    indicator = next(i for i in plan.indicators for p in parts_of(i) if p.unit == "count" and len(parts_of(i)) == 1)
    hidden = point(indicator.id, "", own_area(plan), quarter(2024, 1), None, status=Status.HIDDEN)
    client, total = served(Fake(plan, (hidden,)), root), len(plan.indicators)
    assert f"None of the plan’s {total} indicators can be read yet" in words(client, "/")
    told = words(client, "/development")
    assert f"{total - 1} of the plan’s {total} indicators have no figure yet" in told
    assert "One more indicator has figures, but the latest cannot be read: " in told
    assert f"{indicator.number} {indicator.short}" in told


# -- in a meeting ------------------------------------------------------------------------------------------------------------------------


def test_a_meetings_screen_keeps_what_makes_a_figure_true(client: FlaskClient, plan: Plan, figures: Fake):
    board = figures.board(None)
    seen = set()
    for stop in agenda(plan, board, figures.comparisons(None)):
        if not stop.path.startswith("/priority/") or stop.of == "people":
            continue
        page = words(client, f"{stop.path}?meeting=1&of={stop.of}")
        for summary in board.summaries:
            shown, indicator = summary.headline, plan.indicator(summary.indicator)
            if shown is None or plan.priority_of(indicator.id).id not in stop.path or f" {indicator.number} {indicator.short}" not in page:
                continue
            assert shown.place in page
            if shown.nearest:
                assert f"Nearest published figure: {shown.name}" in page
                seen.add("nearest")
            if shown.highlighted is not None:
                assert f"{shown.highlighted.label}, compared with" in page
                seen.add("ratio")
            if shown.stale:
                assert "No recent figure" in page
                seen.add("stale")
                assert "No recent figure." in words(client, f"/indicator/{indicator.id}?meeting=1")
    assert seen == {"nearest", "ratio", "stale"}


def test_every_item_for_the_board_stands_on_one_screen_of_the_meeting(client: FlaskClient, plan: Plan, figures: Fake):
    board = figures.board(None)
    stops = [stop for stop in agenda(plan, board, figures.comparisons(None)) if stop.path == "/"]
    pages = [client.get(f"/?meeting=1&of={stop.of}").text for stop in stops]
    assert sum(page.count("<li>") for page in pages[1:]) == len(board.attention)
    assert all(page.count("<li>") <= 7 for page in pages[1:])


def test_escape_follows_the_way_out_of_a_meeting(client: FlaskClient):
    screen = client.get("/?meeting=1").text
    script = re.search(r'src="(/static/agenda\.[^"]+)"', screen)
    assert script is not None
    assert 'Escape: "a.leave"' in client.get(script[1]).text
    assert re.search(r'<a [^>]*class="leave"', screen)


@pytest.mark.parametrize("asked", ["99", "zzz", "people"])
def test_a_screen_that_is_not_there_is_the_first(client: FlaskClient, asked: str):
    assert "The plan on a page" in words(client, f"/?meeting=1&of={asked}")


@pytest.mark.parametrize(
    ("behind", "total", "words"),
    [
        (3, 3, "In each of the three quarters something asked for is not in."),
        (2, 3, "In two of the three quarters something asked for is not in."),
        (12, 14, "In 12 of the 14 quarters something asked for is not in."),
        (0, 3, "Everything asked for in every quarter is in."),
    ],
)
def test_quarters_that_lack_something_are_counted_in_words(behind: int, total: int, words: str):
    assert lacking(behind, total) == words
