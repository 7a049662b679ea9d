"""Explore, data quality, reviews and the report in a browser: no fault of accessibility, nothing sticks out, the report is one sheet."""

from __future__ import annotations

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from figures_for_pages import Fake
from playwright.sync_api import Browser
from pypdf import PdfReader

from indicators.registry import Plan

pytestmark = pytest.mark.browser


def pages_of(figures: Fake) -> tuple[str, ...]:
    first = figures.comparisons(None)[0]
    groups = f"/explore?series={first.indicator}/{first.part}&by={first.dimension}&area={first.area}"
    return "/explore", "/explore?view=index&scale=own", groups, "/explore?by=none&group=none", "/reviews", "/report", "/data-quality"


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_axe_finds_nothing_and_nothing_sticks_out(browser: Browser, address: str, figures: Fake, width: int):
    page = browser.new_page(viewport={"width": width, "height": 900}, locale="en-GB")
    for path in pages_of(figures):
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found = Axe().run(page).response["violations"]
        assert not found, [(path, v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in found]
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
    page.close()


def test_the_report_is_one_sheet_with_every_indicator(browser: Browser, address: str, plan: Plan):
    page = browser.new_page(locale="en-GB")
    page.goto(f"{address}/report")
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    page.close()
    assert len(paper.pages) == 1
    text = paper.pages[0].extract_text()
    for indicator in plan.indicators:
        assert indicator.number in text
    assert "ILLUSTRATIVE" in text
    assert plan.reports_to in text


def test_series_are_chosen_by_a_form_without_script_and_taken_away(browser: Browser, address: str):
    context = browser.new_context(java_script_enabled=False, locale="en-GB", accept_downloads=True)
    page = context.new_page()
    page.goto(f"{address}/explore")
    boxes = page.locator("input[name=series]")
    for place in range(boxes.count()):
        boxes.nth(place).uncheck()
    boxes.first.check()
    page.select_option("#choose-view", "index")
    page.click(".chooser button")
    assert "view=index" in page.url
    assert page.url.count("series=") == 1
    assert page.locator(".multiples > section").count() == 1
    with page.expect_download() as taken:
        page.click(".chart .away a >> nth=0")
    assert taken.value.suggested_filename.endswith("_explored.csv")
    context.close()
