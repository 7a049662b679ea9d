"""Charts on paper and on narrow screens: the table behind a chart is printed unopened; nothing sticks out; names stay clear of lines."""

from __future__ import annotations

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from figures_for_pages import Fake
from playwright.sync_api import Browser
from pypdf import PdfReader

from indicators.registry import Plan

pytestmark = pytest.mark.browser


def printed(browser: Browser, address: str) -> str:
    page = browser.new_page(locale="en-GB")
    page.goto(address)
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    page.close()
    return " ".join(" ".join(sheet.extract_text().split()) for sheet in paper.pages)


def test_the_table_behind_each_chart_is_on_paper_though_nobody_opened_it(browser: Browser, address: str, figures: Fake, plan: Plan):
    summary = next(one for one in figures.board(None).summaries if one.headline is not None and one.headline.series is not None)
    series = summary.headline.series
    assert series is not None
    text = printed(browser, f"{address}/indicator/{summary.indicator}")
    assert "Where it was read" in text
    shown = next(point for point in series.points if point.value is not None)
    assert shown.key.period.label in text
    assert "Show as table" not in text
    groups = printed(browser, f"{address}/inequalities")
    assert "95 % interval of the ratio" in groups


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_inequalities_have_no_fault_of_accessibility_and_nothing_sticks_out(browser: Browser, address: str, width: int):
    page = browser.new_page(viewport={"width": width, "height": 900}, locale="en-GB")
    page.goto(f"{address}/inequalities")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = Axe().run(page).response["violations"]
    assert not found, [(v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in found]
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.close()


def test_every_chart_has_its_measure_its_sentence_its_source_and_its_table(browser: Browser, address: str, plan: Plan, figures: Fake):
    page = browser.new_page(locale="en-GB")
    read = [one.indicator for one in figures.board(None).summaries if one.headline is not None]
    for path in ("/inequalities", *(f"/indicator/{id}" for id in read)):
        page.goto(address + path)
        for chart in page.locator("figure.chart:has(svg.wide)").all():
            assert chart.locator(".measure").count() == 1, path
            assert chart.locator(".measure").inner_text().strip()
            assert chart.locator("figcaption .reading").inner_text().strip()
            assert "Source:" in chart.inner_text() or "Population:" in chart.inner_text(), path
            assert chart.locator("details.twin table tbody tr").count() > 0
            assert chart.locator(".away a").count() >= 2
            for picture in chart.locator("svg.wide, svg.narrow").all():
                assert picture.get_attribute("aria-label")
    page.close()


def test_in_a_readers_own_colours_every_word_of_a_chart_has_the_colour_of_text(browser: Browser, address: str):
    page = browser.new_page(locale="en-GB", forced_colors="active", color_scheme="dark")
    page.goto(f"{address}/inequalities")
    colours = page.evaluate(
        "[getComputedStyle(document.body).color, "
        "...new Set([...document.querySelectorAll('figure svg text')].map(t => getComputedStyle(t).fill))]"
    )
    page.close()
    assert len(colours) == 2
    assert colours[0] == colours[1]
