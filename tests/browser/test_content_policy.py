"""The content policy as a browser keeps it: the interactive chart needs no leave for styles, and words of a workbook do not run."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import flask
import pytest
from figures_for_pages import Fake, Words
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from charts import svg
from indicators.observations import Origin
from indicators.registry import Plan
from indicators.submissions import Commentary
from pages.frame import injected, render, serving
from pages.web import web_app

pytestmark = pytest.mark.browser
RUNS = '<script>window.ran=1</script><img src=x onerror="window.ran=1"><a id="led" href="javascript:window.ran=1">press</a>'


@contextmanager
def at(server: flask.Flask) -> Iterator[str]:
    """Where a server of the test's own answers."""
    made = make_server("127.0.0.1", 0, server, threaded=True)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    made = context.new_page()
    made.add_init_script(
        "window.refused = []; document.addEventListener('securitypolicyviolation', e => window.refused.push(e.effectiveDirective))"
    )
    yield made
    context.close()


def interactive(figures: Fake) -> str:
    return next(f"/indicator/{s.indicator}?chart=interactive" for s in figures.board(None).summaries if s.headline and s.headline.series)


def drawn(page: Page, address: str) -> list[str]:
    """What the browser refused while the chart was drawn and pointed at."""
    page.goto(address, wait_until="networkidle")
    page.wait_for_selector("#interactive-chart .js-plotly-plot .scatterlayer .trace")
    box = page.locator("#interactive-chart .scatterlayer .points path").last.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(300)
    found: list[str] = page.evaluate("window.refused")
    return found


def test_the_interactive_chart_is_drawn_without_leave_for_every_style(page: Page, address: str, figures: Fake):
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    assert drawn(page, address + interactive(figures)) == []
    assert said == []
    rules = page.evaluate("document.querySelector('style#plotly\\\\.js-style-global').sheet.cssRules.length")
    assert rules > 10
    assert page.locator("#interactive-chart .hoverlayer .hovertext").count() > 0


def test_without_the_hashes_the_browser_refuses_those_styles(page: Page, figures: Fake, root: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(serving, "style_hashes", lambda: ())
    with at(web_app(figures, root / "assets").server) as address:
        refused = drawn(page, address + interactive(figures))
    assert set(refused) == {"style-src-elem"}
    assert len(refused) >= len(injected.style_hashes())


def test_a_style_that_is_not_dashs_own_is_refused_there(page: Page, address: str, figures: Fake):
    page.goto(address + interactive(figures), wait_until="networkidle")
    page.evaluate("document.head.appendChild(document.createElement('style')).textContent = 'main { display: none }'")
    page.evaluate("document.querySelector('h1').setAttribute('style', 'display: none')")
    assert page.is_visible("h1")
    assert sorted(set(page.evaluate("window.refused"))) == ["style-src-attr", "style-src-elem"]


# -- words that would run ----------------------------------------------------------------------------------------------------------------


def saying(plan: Plan, figures: Fake) -> Fake:
    """Figures whose first indicator has a commentary that would run."""
    words = Commentary(plan.indicators[0].id, "2024-Q4F", RUNS, RUNS, RUNS, Origin("f.xlsx", "Commentary", "D2"))
    return replace(figures, remarks=(Words(words, 1, datetime(2025, 5, 1, tzinfo=UTC), "A. Lead"),))


def escaper_out(patch: pytest.MonkeyPatch) -> None:
    for module in (render, svg):
        patch.setattr(module, "escaped", lambda text: text)


def policy_out(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(serving, "policy", lambda **_: "default-src * 'unsafe-inline'")


WALLS: list[tuple[str, tuple[Callable[[pytest.MonkeyPatch], None], ...], bool]] = [
    ("both stand", (), False),
    ("no escaper", (escaper_out,), False),
    ("no policy", (policy_out,), False),
    ("neither", (escaper_out, policy_out), True),
]


@pytest.mark.parametrize(("taken_out", "ran"), [(out, ran) for _, out, ran in WALLS], ids=[name for name, _, _ in WALLS])
def test_words_of_a_lead_run_only_where_both_walls_are_down(
    page: Page, plan: Plan, figures: Fake, root: Path, monkeypatch: pytest.MonkeyPatch, taken_out, ran: bool
):
    for out in taken_out:
        out(monkeypatch)
    with at(web_app(saying(plan, figures), root / "assets").server) as address:
        page.goto(f"{address}/indicator/{plan.indicators[0].id}", wait_until="networkidle")
        assert (page.evaluate("window.ran") == 1) is ran
        if page.locator("#led").count():
            page.evaluate("window.ran = 0")
            page.locator("#led").first.click()
            page.wait_for_timeout(100)
            assert (page.evaluate("window.ran") == 1) is ran
        assert bool(page.locator("#led").count()) is (escaper_out in taken_out)
        assert bool(page.evaluate("window.refused")) is (taken_out == (escaper_out,))


# -- how the texts are found -------------------------------------------------------------------------------------------------------------

MAP = r'{version:3,sources:["webpack://./b.css"],names:[],mappings:"AA",sourcesContent:[".b {\n  color: red }"],sourceRoot:""}'
MAP_AS_JSON = (
    r'{"version":3,"sources":["webpack://./b.css"],"names":[],"mappings":"AA",'
    r'"sourcesContent":[".b {\n  color: red }"],"sourceRoot":""}'
)
BUNDLE = (
    r'e.push([t.id,".a{content:\"\\201C\"}\n",""]),x=1;'
    f"n.push([r.id,'.b{{color:red}}',\"\",{MAP}]);"
    r'o.push([r.id,`.c{}`]);p.push([q.id,d+".d{}",""]);p.push([s.id,".e{}","",window]);r.push([u,".f{}",""]);'
)


def test_the_texts_that_a_bundle_writes_are_read_from_it_and_what_is_no_literal_is_left_out():
    first, second, third = injected.written(BUNDLE)
    assert (first, third) == ('.a{content:"\\201C"}\n', ".c{}")
    text, _, encoded = second.partition("\n/*# sourceMappingURL=data:application/json;base64,")
    assert text == ".b{color:red}"
    assert base64.b64decode(encoded.removesuffix(" */")).decode() == MAP_AS_JSON


@pytest.mark.parametrize(
    "script", ["", "push([", 'e.push([t.id,"', 'e.push([t.id,"\\', "e.push([t.id,{", 'e.push([t.id,"a",[', "e.push([t.id,'a',{b"]
)
def test_a_script_that_breaks_off_is_no_fault(script):
    assert list(injected.written(script)) == []


def test_where_the_scripts_are_not_there_the_empty_text_alone_has_leave(tmp_path):
    assert injected.style_hashes(tmp_path) == ("'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",)
    assert len(injected.style_hashes()) > 2
