"""What one reader meets: a page loaded in a browser with nothing in its cache, and a change of view from the click to its paint."""

from __future__ import annotations

import contextlib
import math
import statistics
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, CDPSession, Error, Page

#: a browser that fetches nothing of its own accord
BROWSER = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
)
#: seconds without a byte after which a page is taken to have asked for all it wants
QUIET, PATIENCE = 0.7, 60.0
MS, KB = 1000.0, 1000.0

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
