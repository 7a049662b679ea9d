"""What a page costs a reader: bytes, first paint, content complete and a change of view, beside a static page, bare Dash and Vizro.

Run: .venv/bin/python bench/page_loads.py [--vizro-python PYTHON] [--times 9] [--write]. Needs Debian's chromium and playwright. Vizro is
measured where PYTHON is that of an environment with vizro, granian and brotli (or the environment names it in VIZRO_PYTHON), and said to
be missing otherwise. docs/reference/performance.md says what each measure means; --write puts the tables there.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import math
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Browser, CDPSession, Error, Page, sync_playwright

import app as house
import cli
from bench.peers.reports import machine, table, verdict, write
from bench.peers.servers import ROOT, get, served
from house.settings import from_environment
from indicators.registry.models import Plan
from indicators.summaries import Board
from pages.frame.data import Figures
from pages.frame.parts import standing

BROWSER = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
BROWSER_TOO = ("--disable-component-update", "--disable-sync", "--disable-default-apps")
#: seconds without a byte after which a page is taken to have asked for all it wants
QUIET, PATIENCE = 0.7, 60.0
MS, KB = 1000.0, 1000.0
FACES_KB = 60.0

#: runs in every page before anything else; `CONTENT` becomes the condition under which the content is complete
WATCH = """
(() => {
  if (window !== top || !location.protocol.startsWith("http")) return;
  const seen = window.bench = {complete: 0, first: 0, largest: 0, faces: 0};
  new PerformanceObserver(all => all.getEntries().forEach(e => { seen.largest = e.startTime; }))
    .observe({type: "largest-contentful-paint", buffered: true});
  new PerformanceObserver(all => all.getEntries().forEach(e => { if (e.name === "first-contentful-paint") seen.first = e.startTime; }))
    .observe({type: "paint", buffered: true});
  const there = () => CONTENT;
  const look = () => {
    if (!there()) return requestAnimationFrame(look);
    setTimeout(() => { seen.complete = performance.now(); }, 0);
    document.fonts.ready.then(() => { seen.faces = performance.now(); });
  };
  requestAnimationFrame(look);
  addEventListener("click", e => sessionStorage.setItem("clicked", performance.timeOrigin + e.timeStamp), true);
})();
"""
#: from the click to the frame in which `THERE` first holds, in the same document
CHANGE = """
() => { window.changed = new Promise(told => addEventListener("click", e => {
  const holds = () => THERE;
  const look = () => holds() ? setTimeout(() => told(performance.now() - e.timeStamp), 0) : requestAnimationFrame(look);
  requestAnimationFrame(look);
}, {once: true, capture: true})); }
"""


@dataclass(frozen=True, slots=True)
class Subject:
    """A page to load: where, and the condition, in the browser's words, under which its content is complete."""

    name: str
    address: str
    content: str


@dataclass(frozen=True, slots=True)
class Change:
    """A change of view: the page it starts on, what is clicked, and when it is there (in the new document if `leads`, else in the same)."""

    name: str
    address: str
    click: str
    there: str
    leads: bool = True


@dataclass(frozen=True, slots=True)
class Net:
    """How far away the server is and how slow the reader's computer: bits a second (0 for loopback), ms of latency, times slower."""

    name: str
    bits: float = 0
    latency: float = 0
    slower: float = 1


NETS = (Net("loopback"), Net("10 Mbit/s, 40 ms, CPU 4x slower", 10e6, 40, 4))


@dataclass
class Taken:
    """What was measured of one subject under one net, load after load."""

    first: list[float] = field(default_factory=list)
    complete: list[float] = field(default_factory=list)
    faces_at: list[float] = field(default_factory=list)
    kb: list[float] = field(default_factory=list)
    faces_kb: list[float] = field(default_factory=list)
    requests: list[float] = field(default_factory=list)

    def middle(self, what: str) -> float:
        return statistics.median(getattr(self, what))


# -- one load ----------------------------------------------------------------------------------------------------------------------------


class Counter:
    """Bytes as they came over the wire, heads included, typefaces apart."""

    def __init__(self, wire: CDPSession) -> None:
        self.open: dict[str, bool] = {}
        self.bytes, self.faces, self.requests, self.last = 0.0, 0.0, 0, time.monotonic()
        wire.on("Network.requestWillBeSent", self._sent)
        wire.on("Network.responseReceived", self._received)
        wire.on("Network.loadingFinished", self._finished)
        wire.on("Network.loadingFailed", self._failed)

    def _sent(self, told: Mapping[str, Any]) -> None:
        if told["request"]["url"].startswith("http"):
            self.open[told["requestId"]] = False
            self.requests += 1
            self.last = time.monotonic()

    def _received(self, told: Mapping[str, Any]) -> None:
        if told["requestId"] in self.open:
            self.open[told["requestId"]] = told["type"] == "Font"

    def _finished(self, told: Mapping[str, Any]) -> None:
        if told["requestId"] in self.open:
            face = self.open.pop(told["requestId"])
            self.faces += told["encodedDataLength"] if face else 0
            self.bytes += 0 if face else told["encodedDataLength"]
            self.last = time.monotonic()

    def _failed(self, told: Mapping[str, Any]) -> None:
        self.open.pop(told["requestId"], None)
        self.last = time.monotonic()


def opened(browser: Browser, content: str, net: Net) -> tuple[Page, Counter]:
    """A page in a context of its own, nothing cached, watched from its first moment."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(PATIENCE * MS)
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    if net.bits:
        wire.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": net.latency, "downloadThroughput": net.bits / 8, "uploadThroughput": net.bits / 8},
        )
    if net.slower > 1:
        wire.send("Emulation.setCPUThrottlingRate", {"rate": net.slower})
    page.add_init_script(WATCH.replace("CONTENT", content))
    return page, Counter(wire)


def seen(page: Page) -> dict[str, float]:
    """What the page's watch says once its content is complete; asked seldom, so as not to disturb."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        # between two documents there is nothing to ask
        with contextlib.suppress(Error):
            told = page.evaluate("window.bench && bench.complete ? bench : null")
            if told and told["first"] and told["faces"]:
                return dict(told)
        page.wait_for_timeout(40)
    raise TimeoutError(f"{page.url}: the content was not complete within {PATIENCE:.0f} s. Look at what the condition asks for.")


def load(browser: Browser, subject: Subject, net: Net, taken: Taken) -> None:
    page, counter = opened(browser, subject.content, net)
    page.goto(subject.address, wait_until="commit")
    seen(page)
    while counter.open or time.monotonic() - counter.last < QUIET:
        page.wait_for_timeout(100)
    told = page.evaluate("bench")
    page.context.close()
    taken.first.append(told["first"])
    taken.complete.append(max(told["complete"], told["largest"]))
    taken.faces_at.append(told["faces"])
    taken.kb.append(counter.bytes / KB)
    taken.faces_kb.append(counter.faces / KB)
    taken.requests.append(counter.requests)


def change(browser: Browser, what: Change, net: Net, times: int) -> list[float]:
    """Milliseconds from the click to the paint of the new view, on a page that stands; the first turn does not count."""
    taken = []
    page, _ = opened(browser, f"!sessionStorage.getItem('clicked') || ({what.there})", net)
    for turn in range(times + 1):
        page.goto(what.address, wait_until="load")
        seen(page)
        page.wait_for_timeout(300)
        if what.leads:
            before = page.evaluate("performance.timeOrigin")
            page.locator(what.click).first.click(no_wait_after=True)
            taken.append(_arrived(page, before))
        else:
            page.evaluate(CHANGE.replace("THERE", what.there))
            page.locator(what.click).first.click()
            taken.append(float(page.evaluate("window.changed")))
        page.evaluate("sessionStorage.removeItem('clicked')")
        if not turn:
            taken.clear()
    page.context.close()
    return taken


def changed(browser: Browser, what: Change, net: Net, times: int) -> list[float]:
    """The same; without an end where the new view never came, so that the other measures are still told."""
    try:
        return change(browser, what, net, times)
    except (Error, TimeoutError) as fault:
        print(f"{what.name}: the new view did not come: {str(fault).splitlines()[0]}", file=sys.stderr)
        return [math.inf]


def _arrived(page: Page, before: float) -> float:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(Error):
            told = page.evaluate(
                "window.bench && bench.complete && bench.first ? [performance.timeOrigin, Math.max(bench.complete, bench.first),"
                " Number(sessionStorage.getItem('clicked'))] : null"
            )
            if told and told[0] != before:
                return float(told[0] + told[1] - told[2])
        page.wait_for_timeout(20)
    raise TimeoutError("The click led nowhere.")


# -- what the peers are told -------------------------------------------------------------------------------------------------------------


def content_of(figures: Figures) -> dict[str, Any]:
    """What stands on the plan on a page, as data for a peer that shows the same in its own way."""
    plan, board = figures.plan, figures.board()
    return {
        "title": plan.short_title,
        "headline": board.headline,
        "counts": [(state.value, n) for state, n in board.counts.items() if n],
        "attention": [item.text for item in board.attention],
        "priorities": [
            {
                "name": f"{priority.number} {priority.short}",
                "voice": "No people’s voice evidence is held.",
                "indicators": [_indicator(plan, board, each.id) for each in priority.indicators],
            }
            for priority in plan.priorities
        ],
        "last": f"{plan.title}. Every number has gone through disclosure control.",
        "line": max((_line(board, each.id) for each in plan.indicators), key=len),
        "table": [[each.number, each.short, board.summary(each.id).state.value] for each in plan.indicators],
    }


def _indicator(plan: Plan, board: Board, id: str) -> dict[str, Any]:
    indicator, summary = plan.indicator(id), board.summary(id)
    shown = summary.headline
    return {
        "name": f"{indicator.number} {indicator.short}",
        "state": summary.state.value,
        "standing": standing(shown),
        "latest": shown.latest_words if shown else summary.missing or summary.reason,
        "change": shown.change.words if shown and shown.change else "",
        "next": shown.next_period.short if shown and shown.next_period else "",
        "line": _line(board, id),
    }


def _line(board: Board, id: str) -> list[tuple[str, float]]:
    """The points of the small trend; () where our page draws none."""
    shown = board.summary(id).headline
    points = [(p.key.period.short, p.value) for p in shown.series.points if p.value is not None] if shown and shown.series else []
    return points if len(points) > 1 else []


def copied(port: int, folder: Path) -> None:
    """Our own page as files: its HTML, and what it asks for."""
    page = get(port, "/")[1].decode()
    (folder / "static").mkdir()
    (folder / "index.html").write_text(page, encoding="utf-8")
    wanted = set(re.findall(r'"(/static/[^"]+)"', page))
    for address in [*wanted]:
        body = get(port, address)[1]
        (folder / address[1:]).write_bytes(body)
        if address.endswith(".css"):
            for named in set(re.findall(r'url\("?(/static/[^")]+)', body.decode())) - wanted:
                (folder / named[1:]).write_bytes(get(port, named)[1])


def vizro_version(python: str) -> str:
    """The version of Vizro in another environment, "" where there is none."""
    if not python or not Path(python).is_file():
        return ""
    asked = "import vizro, granian, brotli; from importlib.metadata import version as v; print(v('vizro'))"
    told = subprocess.run([python, "-c", asked], capture_output=True, text=True, check=False)
    return told.stdout.strip() if told.returncode == 0 else ""


# -- the run -----------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that is served, by name: the pages to load and the changes of view to time."""

    subjects: tuple[Subject, ...]
    changes: tuple[Change, ...]


def staged(stack: contextlib.ExitStack, vizro: str) -> Stage:
    """Start the servers on the figures that come with the project."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    told = {"DELIVERY_PLAN_DATA": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'bench.db'}", "DELIVERY_PLAN_MODE": "open"}
    settings = from_environment(told)
    with contextlib.redirect_stdout(io.StringIO()):
        cli.first_start(settings)
    figures = house.figures(settings)
    described = content_of(figures)
    (folder / "content.json").write_text(json.dumps(described), encoding="utf-8")
    told["PEER_CONTENT"], told["PEER_FOLDER"] = str(folder / "content.json"), str(folder / "copy")

    def start(app: str, python: str = sys.executable, place: Path = folder) -> str:
        return f"http://127.0.0.1:{stack.enter_context(served(app, told, python=python, place=place))[0]}"

    ours = start("app:server", place=ROOT)
    port = int(ours.rpartition(":")[2])
    (folder / "copy").mkdir()
    copied(port, folder / "copy")
    board, released = figures.board(), figures.released()
    drawn_ones = [each for each in figures.plan.indicators if _line(board, each.id)]
    fullest = max(drawn_ones, key=lambda each: sum(one.key.indicator == each.id for one in released))
    indicator = f"/indicator/{fullest.id}"
    for path in (indicator, "/explore", f"{indicator}?chart=interactive") * 8:
        get(port, path)
    still, calls = start("bench.peers.static_page:server"), start("bench.peers.callbacks:server")
    bare = start("bench.peers.bare_dash:server")
    rows = len(figures.plan.indicators)
    overview = f'document.querySelector("footer.foot .wrap") && document.querySelectorAll("main tbody tr").length >= {rows}'
    reading = 'document.querySelector("footer.foot .wrap") && document.querySelector("main svg") && document.querySelector("main table")'
    interactive = 'document.querySelector(".js-plotly-plot .main-svg .trace")'
    subjects = [
        Subject("ours", f"{ours}/", overview),
        Subject("static", f"{still}/", overview),
        Subject("bare", f"{bare}/", 'document.getElementById("last")'),
        Subject("indicator", ours + indicator, reading),
        Subject("interactive", f"{ours}{indicator}?chart=interactive", interactive),
    ]
    if vizro:
        peer = start("bench.peers.vizro_overview:server", vizro)
        lines = sum(bool(each["line"]) for priority in described["priorities"] for each in priority["indicators"])
        drawn = f'document.querySelectorAll(".js-plotly-plot .scatterlayer .trace").length >= {lines}'
        subjects.append(Subject("vizro", f"{peer}/", f"{drawn} && document.body.textContent.includes({json.dumps(described['last'])})"))
    opened_table = 'document.querySelector("main .twin[open] table").getBoundingClientRect().height > 0'
    changes = (
        Change("small", f"{calls}/", "#small", 'document.getElementById("small-place").textContent === "changed 1"', leads=False),
        Change("table", f"{calls}/", "#table", 'document.querySelector("#table-place caption")', leads=False),
        Change("chart", f"{calls}/", "#chart", 'document.querySelector("#chart-place .trace")', leads=False),
        Change("as table", ours + indicator, "main figure .twin summary", opened_table, leads=False),
        Change("overview", ours + indicator, "main .crumbs a", overview),
        Change("next", ours + indicator, "main .neighbours .next", 'document.querySelector("footer.foot .wrap")'),
        Change("explore", f"{ours}/explore", "main .lists button", 'document.querySelector("footer.foot .wrap")'),
        Change("interactive", ours + indicator, "main a[href*='chart=interactive']", interactive),
    )
    return Stage(tuple(subjects), changes)


def measured(browser: Browser, stage: Stage, net: Net, times: int) -> dict[str, Taken]:
    """Every page so many times, in turns, after one turn that does not count."""
    taken = {subject.name: Taken() for subject in stage.subjects}
    for subject in stage.subjects:
        load(browser, subject, net, Taken())
    for _ in range(times):
        for subject in stage.subjects:
            load(browser, subject, net, taken[subject.name])
    return taken


# -- what is said of it ------------------------------------------------------------------------------------------------------------------

NAMES = {
    "ours": "`/`, the plan on a page",
    "static": "the same page as static files",
    "bare": "bare Dash page",
    "vizro": "the same content in Vizro",
    "indicator": "an indicator page",
    "interactive": "an indicator page with its interactive chart",
}
CHANGES = {
    "small": "Dash: one sentence by a callback of the server",
    "table": "Dash: a table of components by a callback",
    "chart": "Dash: a chart by a callback",
    "as table": "ours: a chart shown as its table",
    "overview": "ours: from an indicator to the table of the plan on a page, by link",
    "next": "ours: the next indicator with its chart, by link",
    "explore": "ours: another view of all series on Explore, by its form",
    "interactive": "ours: the interactive chart, by link (scripts in the cache)",
}


def page_table(taken: Mapping[str, Taken]) -> str:
    rows = [
        (
            NAMES[name],
            f"{one.middle('requests'):.0f}",
            f"{one.middle('kb'):.1f}",
            f"{one.middle('faces_kb'):.1f}",
            f"{one.middle('first'):.0f}",
            f"{one.middle('complete'):.0f}",
            f"{one.middle('faces_at'):.0f}",
        )
        for name, one in taken.items()
    ]
    rows += [] if "vizro" in taken else [(NAMES["vizro"], "not installed", *[""] * 5)]
    return table(
        ("page", "requests", "kB without typefaces", "kB of typefaces", "first paint", "content complete", "typefaces in place"), rows
    )


def aims(taken: Mapping[str, Taken]) -> list[tuple[str, float, float]]:
    """What is aimed at: words, what was found, at most."""
    ours, still, bare = taken["ours"], taken["static"], taken["bare"]
    told = [
        ("bytes of `/` without typefaces, to those of the bare Dash page", ours.middle("kb") / bare.middle("kb"), 1.2),
        ("kB of typefaces", ours.middle("faces_kb"), FACES_KB),
        ("first paint of `/`, to the static page’s", ours.middle("first") / still.middle("first"), 1.3),
        ("content of `/` complete, to the bare Dash page’s", ours.middle("complete") / bare.middle("complete"), 1.25),
        ("an indicator page complete, to the bare Dash page’s", taken["indicator"].middle("complete") / bare.middle("complete"), 2.2),
    ]
    if peer := taken.get("vizro"):
        everything = (ours.middle("kb") + ours.middle("faces_kb")) / (peer.middle("kb") + peer.middle("faces_kb"))
        told.insert(1, ("bytes of `/` with typefaces, to Vizro’s with its own", everything, 0.125))
        told.append(("content of `/` complete, to Vizro’s", ours.middle("complete") / peer.middle("complete"), 0.33))
    return told


def change_aims(middle: Mapping[str, float]) -> list[tuple[str, float, float]]:
    small = middle["small"]
    return [
        ("a chart shown as its table, to a small callback", middle["as table"] / small, 2.0),
        ("to the table of the plan on a page, to a small callback", middle["overview"] / small, 2.0),
        ("the next indicator with its chart, to a small callback", middle["next"] / small, 4.0),
        ("another view on Explore, to a small callback", middle["explore"] / small, 4.0),
    ]


def aim_table(told: Sequence[tuple[str, float, float]]) -> str:
    rows = [(words, f"{value:.3g}", f"{limit:g}", verdict(value, limit)) for words, value, limit in told]
    return table(("aim", "found", "at most", ""), rows)


def reported(stage: Stage, browser: Browser, times: int, say: Callable[[str], None]) -> None:
    for net in NETS:
        taken = measured(browser, stage, net, times)
        say(f"**{net.name[0].upper()}{net.name[1:]}**: cold cache, medians of {times}, milliseconds\n")
        say(page_table(taken) + "\n")
        say(aim_table(aims(taken)) + "\n")
        middle = {each.name: statistics.median(changed(browser, each, net, times)) for each in stage.changes}
        say(table(("change of view, from the click to its paint", "ms"), [(CHANGES[n], f"{ms:.0f}") for n, ms in middle.items()]) + "\n")
        say(aim_table(change_aims(middle)) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=9, help="loads of each page that count")
    parser.add_argument("--vizro-python", default=os.environ.get("VIZRO_PYTHON", ""), help="python of an environment with Vizro")
    parser.add_argument("--chromium", default=os.environ.get("CHROMIUM", "/usr/bin/chromium"))
    parser.add_argument("--write", action="store_true", help="put the tables into docs/reference/performance.md")
    options = parser.parse_args()
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        print(text, flush=True)

    version = vizro_version(options.vizro_python)
    with contextlib.ExitStack() as stack, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium, args=[*BROWSER, *BROWSER_TOO])
        told = f"Vizro {version}" if version else "Vizro not installed"
        say(f"Measured on {date.today():%-d %B %Y}: Chromium {browser.version}, {told}, {machine()}.\n")
        stage = staged(stack, options.vizro_python if version else "")
        reported(stage, browser, options.times, say)
        browser.close()
    if options.write:
        write("pages", "\n".join(said).strip())


if __name__ == "__main__":
    main()
