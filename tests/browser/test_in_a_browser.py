"""What only a browser can tell: faults of accessibility, what sticks out, the sheet of paper, the keyboard, the chart that moves."""

from __future__ import annotations

import io

import pytest
from axe_playwright_python.sync_playwright import Axe
from figures_for_pages import Fake
from playwright.sync_api import Browser, Page
from pypdf import PdfReader

from indicators.registry import Plan

pytestmark = pytest.mark.browser

WIDTHS = (1280, 390, 320)


def kinds_of_page(figures: Fake) -> dict[str, str]:
    """One address for each kind of page and each kind of indicator."""
    summaries = figures.board(None).summaries
    full = next(s for s in summaries if s.headline and s.headline.series and len(s.headline.series.points) > 8)
    empty = next(s for s in summaries if s.headline is None)
    compared = figures.comparisons(None)[0].indicator
    sensitive = next(i for i in figures.plan.indicators if i.sensitive)
    return {
        "plan": "/",
        "past": "/?as_of=2023-01-01",
        "no date": "/?as_of=soon",
        "priority": f"/priority/{figures.plan.priorities[-1].id}",
        "long": f"/indicator/{full.indicator}",
        "interactive": f"/indicator/{full.indicator}?chart=interactive",
        "empty": f"/indicator/{empty.indicator}",
        "compared": f"/indicator/{compared}",
        "sensitive": f"/indicator/{sensitive.id}",
        "inequalities": "/inequalities",
        "since": "/since?since=2024-01-01",
        "nothing since": "/since?since=2025-06-01",
        "voices": "/voices",
        "voices of one kind": f"/voices?priority={figures.plan.priorities[-1].id}",
        "actions": "/actions",
        "actions overdue": "/actions?status=late",
        "development": "/development",
        "due": "/due",
        "search": "/search?q=people",
        "nothing found": "/search?q=xyzzy",
        "meeting": "/?meeting=1",
        "meeting, a priority": f"/priority/{figures.plan.priorities[0].id}?meeting=1",
        "meeting, an indicator": f"/indicator/{figures.plan.indicators[0].id}?meeting=1",
        "meeting, inequalities": "/inequalities?meeting=1",
        "design": "/about/design",
        "about": "/about",
        "nowhere": "/nowhere",
    }


def opened(browser: Browser, url: str, width: int = 1280) -> tuple[Page, list[str]]:
    page = browser.new_page(viewport={"width": width, "height": 900}, locale="en-GB")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if "404" not in message.text else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "request",
        lambda request: said.append(f"asks {request.url}") if not request.url.startswith((url.rsplit("/", 1)[0][:17], "data:")) else None,
    )
    page.goto(url, wait_until="networkidle" if "interactive" in url else "load")
    return page, said


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_and_nothing_sticks_out(browser: Browser, address: str, figures: Fake, width: int):
    for name, path in kinds_of_page(figures).items():
        page, said = opened(browser, address + path, width)
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found = Axe().run(page).response["violations"]
        assert not found, [(name, v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in found]
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
        assert not said, (name, said)
        page.close()


def test_the_plan_prints_on_one_landscape_sheet_with_every_indicator(browser: Browser, address: str, plan: Plan):
    page, _ = opened(browser, address)
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(paper.pages) == 1
    assert paper.pages[0].mediabox.width > paper.pages[0].mediabox.height
    text = paper.pages[0].extract_text()
    for indicator in plan.indicators:
        assert indicator.number in text
    assert "data as at" in text
    page.close()


def test_the_keyboard_reaches_everything_and_shows_where_it_is(browser: Browser, address: str):
    page, _ = opened(browser, address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reachable = page.evaluate("document.querySelectorAll('a[href], button, input, summary, [tabindex=\"0\"]').length")
    seen = set()
    for _ in range(reachable + 4):
        seen.add(
            page.evaluate(
                "(document.activeElement.getAttribute('href') || document.activeElement.id || document.activeElement.textContent)"
            )
        )
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none" or page.evaluate("document.activeElement === document.body")
        page.keyboard.press("Tab")
    assert "as-of" in seen
    links = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))")
    assert set(links) <= seen
    page.close()


def test_the_arrow_keys_turn_the_pages_of_a_meeting(browser: Browser, address: str, plan: Plan):
    page, said = opened(browser, address + "/?meeting=1")
    page.keyboard.press("ArrowLeft")
    assert page.url == f"{address}/?meeting=1"
    first, indicator = f"{address}/priority/{plan.priorities[0].id}", f"{address}/indicator/{plan.indicators[0].id}?meeting=1"
    seen = [page.url]
    while page.url != indicator and len(seen) < 9:
        page.keyboard.press("Alt+ArrowRight")
        page.keyboard.press("ArrowRight")
        page.wait_for_url(lambda url: url != seen[-1])
        seen.append(page.url)
    assert f"{first}?meeting=1" in seen
    assert page.url == indicator
    assert seen[-2].startswith(first)
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(seen[-2])
    page.keyboard.press("Escape")
    page.wait_for_url(first)
    assert not said
    page.close()


def test_a_choice_is_made_and_searched_with_the_keyboard_alone(browser: Browser, address: str, plan: Plan):
    page, _ = opened(browser, address + "/actions")
    page.focus("#choose-status")
    page.keyboard.type("done")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/actions?*status=done*")
    assert page.inner_text("[role=status]").startswith("One of ")
    page.focus("#search")
    page.keyboard.type(plan.indicators[0].short)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert page.locator(f"main a[href='/indicator/{plan.indicators[0].id}']").count() == 1
    page.close()


@pytest.mark.parametrize("path", ["/since?since=2024-01-01", "/voices", "/actions", "/development"])
def test_a_page_of_lists_prints_whole_and_without_controls(browser: Browser, address: str, path: str):
    page, _ = opened(browser, address + path)
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    # the typeface's apostrophe is read back as another letter of the same look
    text = "".join("".join(sheet.extract_text() for sheet in paper.pages).split()).replace("\u02bc", "\u2019")
    for words in page.locator("main h2").all_inner_texts():
        assert "".join(words.split()) in text, words
    assert "Asknownon" not in text
    assert "Dataasat" in text
    for sheet in paper.pages:
        assert sheet.mediabox.height > sheet.mediabox.width
    page.close()


def test_the_skip_link_leads_to_the_main_part(browser: Browser, address: str):
    page, _ = opened(browser, address)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()


def test_the_date_is_chosen_by_a_form_without_script(browser: Browser, address: str):
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(address + "/about")
    page.fill("#as-of", "2024-06-12")
    page.click("form[action='/about'] button")
    assert page.url == f"{address}/about?as_of=2024-06-12"
    assert "As known on 12 June 2024" in page.inner_text(".banner >> nth=-1")
    context.close()


def test_the_interactive_chart_takes_the_place_of_the_still_one(browser: Browser, address: str, figures: Fake):
    page, said = opened(browser, address + kinds_of_page(figures)["interactive"])
    page.wait_for_selector("#interactive-chart .js-plotly-plot .scatterlayer .trace")
    assert page.locator("#interactive-chart svg.trend").count() == 0
    assert page.locator("h1").count() == 1
    assert page.title().endswith(figures.plan.short_title)
    assert not said
    page.close()


@pytest.mark.parametrize("media", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}, {"color_scheme": "dark"}])
def test_a_readers_own_settings_break_nothing(browser: Browser, address: str, figures: Fake, media: dict[str, str]):
    context = browser.new_context(**media)
    page = context.new_page()
    page.goto(address + kinds_of_page(figures)["long"])
    assert not Axe().run(page).response["violations"]
    context.close()
