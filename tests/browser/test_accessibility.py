"""Every address that answers with a page, looked at once by an administrator, and what must hold of each: docs/accessibility.md.

The addresses come from the list of pages and from the guard's table, so that a new one is looked at without a line here. Other states of
the pages (a hidden point, a past date, a meeting, a search without a result) are looked at by the other tests of this folder.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from figures_for_pages import Fake, heard, made_up, point
from guarded_house import KEY, answering, free_port, surroundings
from playwright.sync_api import Browser, BrowserContext, Page
from pypdf import PdfReader
from quarters_for_uploads import Q2, filled, group_questions, grouped_priority
from werkzeug.serving import make_server

import app as house
from access import accounts, codes
from access.limits import Limiter
from access.records import Recorder
from access.routes import ROUTES
from house.place import Place
from house.settings import from_environment
from house.uploading import UploadDesk
from indicators.periods import quarter
from indicators.registry import Plan
from loaders.reading import read as read_file
from pages import routes
from pages.uploads import desk as desks
from pages.uploads.desk import Sender
from pages.web import web_app
from store.accounts import Grant
from store.patterns import settle
from store.released import Reader
from store.submissions import open_store

pytestmark = pytest.mark.browser
TODAY = date(2025, 5, 12)
#: addresses that answer with a file, a redirect or nothing to look at
NO_PAGE = frozenset(
    {
        "/health",
        "/static/<name>",
        "/download/<path:name>",
        "/due/calendar.ics",
        "/due/calendar/<token>",
        "/sign-in/with/<issuer>",
        "/sign-in/back/<issuer>",
        "/uploads/template",
        "/uploads/<int:number>.json",
        "/uploads/<int:number>/receipt",
        "/uploads/<int:number>/marked-copy",
        "/uploads/<int:number>/received",
        "/_dash-layout",
        "/_dash-dependencies",
        "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
    }
)
RULES = sorted({page.address for page in routes.PAGES} | {rule for method, rule in ROUTES if method == "GET"} - NO_PAGE)
#: widths of a sheet of A4 within the margins of each page type of the style sheets, in CSS pixels; the one of the plan lies on its side
PAPER = {"auto": 687, "plan": 1062, "report": 710}


@dataclass
class Looked:
    """What was seen of one address, opened once."""

    rule: str
    title: str = ""
    lang: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    asked_elsewhere: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    axe: dict[int, list[str]] = field(default_factory=dict)
    sideways: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    first_stop: str = ""
    out_of_order: list[str] = field(default_factory=list)
    lost_colours: list[str] = field(default_factory=list)
    moving: list[str] = field(default_factory=list)
    cut_on_paper: list[str] = field(default_factory=list)


# -- what a browser is asked ---------------------------------------------------------------------------------------------------------------

COUNTS = """() => Object.fromEntries(Object.entries({
    h1: 'h1', main: 'main', header: 'body > header', skip: "a.skip[href='#main']", 'main h1': 'main h1',
    unlabelled: 'nav:not([aria-label])',
}).map(([name, selector]) => [name, document.querySelectorAll(selector).length]))"""

#: what is wider than its place: the page itself, whatever cuts its content off, and whatever scrolls but a table's own labelled region
SIDEWAYS = """() => {
    const wrong = [], root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) wrong.push(`the page is ${root.scrollWidth} wide`);
    for (const e of document.querySelectorAll('body *')) {
        if (e.scrollWidth <= e.clientWidth + 1 || !e.clientWidth) continue;
        const style = getComputedStyle(e), over = style.overflowX;
        if (over === 'visible' || style.display === 'inline' || style.clipPath !== 'none' || e.closest('svg')) continue;
        const field = e.matches('input, select, textarea');
        const own = e.querySelector('table') && e.tabIndex === 0 && e.getAttribute('aria-label') && e.getAttribute('role');
        if (!field && !((over === 'auto' || over === 'scroll') && own)) wrong.push(e.outerHTML.slice(0, 120));
    }
    return wrong;
}"""

#: what takes the focus without showing it, or while something lies over it
UNSEEN = """() => {
    const wrong = [];
    for (const e of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')) {
        if (!e.getClientRects().length || e.disabled) continue;
        e.focus({focusVisible: true});
        const style = getComputedStyle(e), shown = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        if (!shown) { wrong.push('no outline: ' + e.outerHTML.slice(0, 120)); continue; }
        const box = e.getClientRects()[0], x = box.left + box.width / 2, y = box.top + Math.min(box.height, innerHeight) / 2;
        const there = document.elementFromPoint(x, y);
        if (there && !e.contains(there) && !there.contains(e) && ![...(e.labels || [])].some(l => l.contains(there)))
            wrong.push('under something: ' + e.outerHTML.slice(0, 120));
    }
    document.activeElement.blur();
    return wrong;
}"""

#: an order of its own for the keyboard, or one for the eye that differs from that of the text
OUT_OF_ORDER = """() => [...document.querySelectorAll('body *')].filter(e => {
    const style = getComputedStyle(e);
    return e.tabIndex > 0 || style.order !== '0' || style.flexDirection.endsWith('reverse') || style.cssFloat === 'right';
}).map(e => e.outerHTML.slice(0, 120))"""

#: in a reader's own two colours: every state has its word and a shape that is drawn; every box and field has its edge
LOST_COLOURS = """() => {
    const probe = document.body.appendChild(document.createElement('p'));
    probe.style.backgroundColor = 'Canvas';
    const canvas = getComputedStyle(probe).backgroundColor;
    probe.remove();
    const wrong = [], clear = c => c === 'none' || c === 'transparent' || /^rgba.*, 0\\)$/.test(c) || c === canvas;
    for (const state of document.querySelectorAll('.state')) {
        if (!state.getClientRects().length) continue;
        const word = state.querySelector('.word');
        if (!word || !word.innerText.trim()) wrong.push('no word: ' + state.outerHTML.slice(0, 120));
    }
    for (const shape of document.querySelectorAll('svg.shape')) {
        if (!shape.getClientRects().length) continue;
        const drawn = [...shape.querySelectorAll('*')].some(p => {
            const style = getComputedStyle(p);
            return !clear(style.fill) || (!clear(style.stroke) && parseFloat(style.strokeWidth) > 0);
        });
        if (!drawn) wrong.push('no shape: ' + shape.outerHTML.slice(0, 160));
    }
    for (const box of document.querySelectorAll('.notice, button, input:not([type=hidden]), select, textarea')) {
        if (!box.getClientRects().length || box.matches('[type=checkbox], [type=radio], [type=file]')) continue;
        const style = getComputedStyle(box);
        const edges = ['Top', 'Right', 'Bottom', 'Left'].filter(s => parseFloat(style[`border${s}Width`]) > 0
            && style[`border${s}Style`] !== 'none' && !clear(style[`border${s}Color`]));
        if (edges.length < (box.matches('.notice') ? 1 : 4)) wrong.push('no edge: ' + box.outerHTML.slice(0, 120));
    }
    return wrong;
}"""

MOVING = """() => [...document.querySelectorAll('*')].filter(e => ['', '::before', '::after'].some(part => {
    const style = getComputedStyle(e, part || null), long = list => list.split(',').some(t => parseFloat(t) > 0);
    return long(style.transitionDuration) || (style.animationName !== 'none' && long(style.animationDuration))
        || style.scrollBehavior === 'smooth';
})).map(e => e.outerHTML.slice(0, 120))"""

CUT_ON_PAPER = """() => {
    const wrong = [], main = document.querySelector('main'), edge = document.documentElement.clientWidth;
    if (main.scrollWidth > main.clientWidth + 1) wrong.push(`the main part is ${main.scrollWidth} on ${main.clientWidth}`);
    for (const e of main.querySelectorAll('*')) {
        const style = getComputedStyle(e), box = e.getBoundingClientRect();
        if (!box.width || e.closest('svg') || style.clipPath !== 'none' || style.position === 'absolute') continue;
        if (box.right > edge + 1 || box.left < -1) wrong.push('beyond the sheet: ' + e.outerHTML.slice(0, 120));
        const field = e.matches('input, select, textarea');
        if (style.overflowX !== 'visible' && style.display !== 'inline' && e.scrollWidth > e.clientWidth + 1 && !field)
            wrong.push('cut: ' + e.outerHTML.slice(0, 120));
    }
    return wrong;
}"""


def faults(page: Page) -> list[str]:
    """Everything that axe finds: WCAG 2.2 A and AA, the size of targets too, and its own good practice."""
    found = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}).response["violations"]
    return [f"{v['id']}: {[n['html'][:140] for n in v['nodes']][:3]}" for v in found]


def looked_at(page: Page, rule: str, url: str) -> Looked:
    """One address under every setting; it is opened once."""
    seen = Looked(rule)
    home = "/".join(url.split("/")[:3])

    def asks(request: Any) -> None:
        if not request.url.startswith((home, "data:")):
            seen.asked_elsewhere.append(request.url)

    def says(message: Any) -> None:
        seen.said.append(message.text)

    page.on("request", asks)
    page.on("console", says)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(media="screen", forced_colors="none", reduced_motion="no-preference")
    answer = page.goto(url)
    assert answer is not None, url
    assert answer.status == 200, (url, answer.status)
    assert page.url == url, (url, page.url)
    seen.title, seen.lang = page.title(), page.get_attribute("html", "lang") or ""
    page.keyboard.press("Tab")
    seen.first_stop = page.evaluate("document.activeElement.className + ' at ' + document.activeElement.getBoundingClientRect().top")
    seen.counts = page.evaluate(COUNTS)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    seen.unseen, seen.out_of_order = page.evaluate(UNSEEN), page.evaluate(OUT_OF_ORDER)
    seen.axe[1280] = faults(page)
    page.set_viewport_size({"width": 390, "height": 900})
    seen.axe[390] = faults(page)
    page.set_viewport_size({"width": 320, "height": 256})
    seen.sideways = page.evaluate(SIDEWAYS)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(forced_colors="active")
    seen.lost_colours = page.evaluate(LOST_COLOURS)
    page.emulate_media(forced_colors="none", reduced_motion="reduce")
    seen.moving = page.evaluate(MOVING)
    page.emulate_media(media="print", reduced_motion="no-preference")
    page.set_viewport_size({"width": PAPER[page.evaluate("getComputedStyle(document.body).page")], "height": 900})
    seen.cut_on_paper = page.evaluate(CUT_ON_PAPER)
    page.remove_listener("request", asks)
    page.remove_listener("console", says)
    return seen


# -- the house, and a way in ---------------------------------------------------------------------------------------------------------------


@dataclass
class Served:
    """A guarded dashboard with the published figures, one file that waits for an answer, and three people's ways to sign in."""

    address: str
    plan: Plan
    tokens: dict[str, str]
    upload: int
    person: int
    indicator: str


@pytest.fixture(scope="module")
def served(plan: Plan, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("looked-at")
    address = f"http://127.0.0.1:{free_port()}"
    settings = from_environment(surroundings(folder, address))
    store = open_store(settings.database_url)
    store.keep_plan((root / "priorities.yaml").read_text(encoding="utf-8"), datetime(2024, 1, 1, tzinfo=UTC))
    shipped = read_file("figures.csv", (root / "data" / "published" / "figures.csv").read_bytes(), plan)
    store.accept(shipped, by="the project", at=datetime(2024, 1, 2, tzinfo=UTC))
    settle(store, plan, at=datetime(2024, 1, 2, tzinfo=UTC))
    made = web_app(Reader(store, plan, today=lambda: TODAY), root / "assets")
    desk = UploadDesk(Place(plan, store, folder / "received", now=lambda: datetime.now(UTC), today=lambda: TODAY))
    made.server.config[desks.KEY] = desk
    plenty = Limiter(per_minute=1e6, burst=1e6)
    gate = replace(house.gate(settings, store, plan), limiter=plenty, sending=plenty)
    house.guarded(made, gate)
    records = Recorder(store, gate.now)
    own = grouped_priority(plan)
    everything = (Grant("administrator"), Grant("governance"), Grant("analyst", restricted=True), Grant("lead", "priority", own.id))
    people = {"all": everything, "none": (), "new": ()}
    numbers = {
        name: accounts.add(store, records, issuer="local", subject=name, name=name.title(), grants=grants, by="test")
        for name, grants in people.items()
    }
    tokens = {name: accounts.invite(store, records, number, by="test") for name, number in numbers.items()}
    dash = next(q.key for q in group_questions(plan, own) if q.group == "other")
    upload = desk.send("asked.xlsx", filled(plan, Q2, dashes=[dash]), Sender("test", "A. Tester")).number
    assert upload is not None
    with answering(made.server, address):
        yield Served(address, plan, tokens, upload, numbers["none"], own.indicators[0].id)
    store.close()


def signed_in(browser: Browser, served: Served, name: str) -> BrowserContext:
    """A browser in which somebody has taken their invitation, which signs them in."""
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    token = served.tokens[name]
    page.goto(f"{served.address}/invitation/{token}")
    page.fill("#password", "four plain words together")
    page.fill("#code", pyotp.TOTP(codes.secret_for(KEY, token)).now())
    page.click("text=Set up and sign in")
    # a page that is closed on its way may take the session with it, or never end
    page.wait_for_url(lambda url: "/invitation/" not in url)
    page.close()
    return context


def paths(served: Served) -> dict[str, list[tuple[str, str]]]:
    """Who looks at which rule, and at which address of it."""
    filling = {
        "/uploads/<int:number>": f"/uploads/{served.upload}",
        "/uploads/commentary": f"/uploads/commentary?indicator={served.indicator}&quarter={Q2.key}",
        "/people/<int:number>": f"/people/{served.person}",
        "/invitation/<token>": f"/invitation/{served.tokens['new']}",
        "/priority/<id>": f"/priority/{served.plan.priorities[-1].id}",
        "/indicator/<id>": f"/indicator/{served.indicator}",
        "/indicator/<id>/decide": f"/indicator/{served.indicator}/decide",
        "/search": "/search?q=crisis",
    }
    by: dict[str, list[tuple[str, str]]] = {"": [], "none": [], "all": []}
    for rule in RULES:
        who = "" if rule in {"/sign-in", "/invitation/<token>"} else "none" if rule == "/ask" else "all"
        if rule != "/<path:path>":
            by[who].append((rule, filling.get(rule, rule)))
    return by


@pytest.fixture(scope="module")
def looks(browser: Browser, served: Served) -> dict[str, Looked]:
    """Every address that answers with a page -> what was seen of it."""
    seen: dict[str, Looked] = {}
    for who, addresses in paths(served).items():
        context = signed_in(browser, served, who) if who else browser.new_context(locale="en-GB")
        page = context.new_page()
        for rule, path in addresses:
            assert "<" not in path, f"{path} has a gap that this test does not know how to fill"
            seen[rule] = looked_at(page, rule, served.address + path)
        context.close()
    return seen


def told(looks: dict[str, Looked], name: str) -> dict[str, Any]:
    """What was found under a name, by address; {} where nothing was."""
    return {rule: getattr(seen, name) for rule, seen in looks.items() if getattr(seen, name)}


# -- what must hold of every page ----------------------------------------------------------------------------------------------------------


def test_every_address_of_the_guards_table_is_looked_at_or_is_no_page(looks: dict[str, Looked]):
    assert {rule for method, rule in ROUTES if method == "GET"} - NO_PAGE - {"/<path:path>"} <= set(looks)
    assert {page.address for page in routes.PAGES} <= set(looks)
    assert {rule for _, rule in ROUTES} >= NO_PAGE
    assert len(looks) > 25


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(looks: dict[str, Looked], width: int):
    assert {rule: seen.axe[width] for rule, seen in looks.items() if seen.axe[width]} == {}


def test_at_320_pixels_only_a_tables_own_region_scrolls_sideways(looks: dict[str, Looked]):
    assert told(looks, "sideways") == {}


def test_the_first_stop_of_the_keyboard_is_the_skip_link_and_it_is_in_sight(looks: dict[str, Looked]):
    for rule, seen in looks.items():
        name, _, top = seen.first_stop.partition(" at ")
        assert name == "skip", (rule, seen.first_stop)
        assert float(top) >= 0, (rule, seen.first_stop)


def test_whatever_takes_the_focus_shows_it_and_nothing_lies_over_it(looks: dict[str, Looked]):
    assert told(looks, "unseen") == {}


def test_the_order_of_the_eye_and_of_the_keyboard_is_that_of_the_text(looks: dict[str, Looked]):
    assert told(looks, "out_of_order") == {}


def test_each_page_has_one_heading_its_landmarks_its_language_and_a_title_of_its_own(looks: dict[str, Looked]):
    for rule, seen in looks.items():
        assert dict(seen.counts) == {"h1": 1, "main": 1, "header": 1, "skip": 1, "main h1": 1, "unlabelled": 0}, rule
        assert seen.lang == "en-GB", rule
        assert re.fullmatch(r".+ – .+", seen.title), rule
    titles = [seen.title for seen in looks.values()]
    assert sorted(title for title in titles if titles.count(title) > 1) == []


def test_in_a_readers_own_colours_every_state_has_its_word_and_shape_and_every_box_its_edge(looks: dict[str, Looked]):
    assert told(looks, "lost_colours") == {}


def test_nothing_moves_for_a_reader_who_asks_for_less_motion(looks: dict[str, Looked]):
    assert told(looks, "moving") == {}


def test_on_paper_nothing_is_cut_or_beyond_the_sheet(looks: dict[str, Looked]):
    assert told(looks, "cut_on_paper") == {}


def test_no_page_asks_another_server_for_anything_and_none_complains(looks: dict[str, Looked]):
    assert told(looks, "asked_elsewhere") == {}
    assert told(looks, "said") == {}


# -- the plan on a page, at its fullest and beside people's voice --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fullest(plan: Plan, root: Path) -> Iterator[str]:
    """The first page with a figure for every indicator, all of them old, and somebody heard in every priority: it has most to say then."""
    words = "Somebody listened to me, and then told the others what I had said, so that I did not have to say it all again."
    voices = tuple(replace(heard(plan)[0], priority=priority.id, words=words) for priority in plan.priorities)
    published = made_up(plan, every=-1)
    area = next(each.id for each in plan.areas if each.role == "plan")
    supplied = tuple(
        point(indicator.id, indicator.parts[0].id if indicator.parts else "", area, quarter(2021 + n // 4, n % 4 + 1), 40.0 + n % 3)
        for indicator in plan.indicators
        if indicator.id not in {each.key.indicator for each in published}
        for n in range(14)
    )
    figures = Fake(plan, (*published, *supplied), voices, day=date(2030, 1, 2))
    server = make_server("127.0.0.1", 0, web_app(figures, root / "assets").server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_plan_is_one_sheet_when_it_has_most_to_say(browser: Browser, fullest: str, plan: Plan):
    page = browser.new_page(locale="en-GB")
    page.goto(fullest)
    assert page.locator(".badge").count() > len(plan.indicators) / 2
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    page.close()
    assert len(paper.pages) == 1
    text = paper.pages[0].extract_text()
    assert all(indicator.number in text for indicator in plan.indicators)
    assert text.count("Somebody listened to me") == len(plan.priorities)


def test_peoples_voice_is_as_large_as_the_numbers_beside_it(browser: Browser, fullest: str):
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-GB")
    page.goto(fullest)
    size = "selector => Math.min(...[...document.querySelectorAll(selector)].map(e => parseFloat(getComputedStyle(e).fontSize)))"
    said, state = page.evaluate(size, ".prio .voice blockquote p"), page.evaluate(size, ".prio .rows td .word")
    assert said >= state
    page.close()
