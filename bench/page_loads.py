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
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Browser, sync_playwright

import app as house
import cli
from bench.peers.browsing import BROWSER, NETS, Change, Net, Subject, Taken, changed, load
from bench.peers.contents import content_of, copied, line
from bench.peers.reports import machine, table, verdict, write
from bench.peers.servers import ROOT, get, served
from house.settings import from_environment

FACES_KB = 60.0
#: seconds that a browser needs to put a page away
SETTLED = 0.5


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
    """Everything that is served, by name: the pages to load and the changes of view to time; `port` is that of our own server."""

    port: int
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
    drawn_ones = [each for each in figures.plan.indicators if line(board, each.id)]
    fullest = max(drawn_ones, key=lambda each: sum(one.key.indicator == each.id for one in released))
    indicator = f"/indicator/{fullest.id}"
    for path in (indicator, "/explore", f"{indicator}?chart=interactive") * 8:
        get(port, path)
    still, calls = start("bench.peers.static_page:server"), start("bench.peers.callbacks:server")
    sealed = start("bench.peers.static_page:kept_to_itself")
    bare, links = start("bench.peers.bare_dash:server"), start("bench.peers.links:server")
    rows = len(figures.plan.indicators)
    overview = f'document.querySelector("footer.foot .wrap") && document.querySelectorAll("main tbody tr").length >= {rows}'
    reading = 'document.querySelector("footer.foot .wrap") && document.querySelector("main svg") && document.querySelector("main table")'
    interactive = 'document.querySelector(".js-plotly-plot .main-svg .trace")'
    subjects = [
        Subject("ours", f"{ours}/", overview),
        Subject("static", f"{still}/", overview),
        Subject("sealed", f"{sealed}/", overview),
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
        Change("link", f"{links}/one", "a", 'document.querySelector("h1").textContent === "two"'),
        Change("as table", ours + indicator, "main figure .twin summary", opened_table, leads=False),
        Change("overview", ours + indicator, "main .crumbs a", overview),
        Change("next", ours + indicator, "main .neighbours .next", 'document.querySelector("footer.foot .wrap")'),
        Change("explore", f"{ours}/explore", "main .lists button", 'document.querySelector("footer.foot .wrap")'),
        Change("interactive", ours + indicator, "main a[href*='chart=interactive']", interactive),
    )
    return Stage(port, tuple(subjects), changes)


def measured(browser: Browser, stage: Stage, net: Net, times: int) -> dict[str, Taken]:
    """Every page so many times, in turns, after one turn that does not count; each other turn goes backwards, so that none always
    comes after the same one, and a page waits until the one before has let go of the machine."""
    taken = {subject.name: Taken() for subject in stage.subjects}
    for turn in range(times + 1):
        for subject in stage.subjects if turn % 2 else reversed(stage.subjects):
            load(browser, subject, net, taken[subject.name] if turn else Taken())
            time.sleep(SETTLED)
    return taken


def answered(port: int, times: int) -> tuple[float, float]:
    """Milliseconds until our server has answered `/`, medians: made anew, as for the first reader after a change, and remembered."""

    def taken(path: str) -> float:
        began = time.perf_counter()
        get(port, path)
        return 1000 * (time.perf_counter() - began)

    # an argument that no page knows still makes an address, and so a page, of its own
    anew = [taken(f"/?anew={turn}") for turn in range(times)]
    return statistics.median(anew), statistics.median(taken("/") for _ in range(times))


# -- what is said of it ------------------------------------------------------------------------------------------------------------------

NAMES = {
    "ours": "`/`, the plan on a page",
    "static": "the same page as static files",
    "sealed": "the same, with our page’s heads of safety",
    "bare": "bare Dash page",
    "vizro": "the same content in Vizro",
    "indicator": "an indicator page",
    "interactive": "an indicator page with its interactive chart",
}
CHANGES = {
    "small": "Dash: one sentence by a callback of the server",
    "table": "Dash: a table of components by a callback",
    "chart": "Dash: a chart by a callback",
    "link": "HTML: a page with one sentence, by link",
    "as table": "ours: a chart shown as its table",
    "overview": "ours: from an indicator to the plan on a page with its small trends, by link",
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
        ("the same, to the static page’s with our heads of safety", ours.middle("first") / taken["sealed"].middle("first"), 1.3),
        ("content of `/` complete, to the bare Dash page’s", ours.middle("complete") / bare.middle("complete"), 1.25),
        ("an indicator page complete, to the bare Dash page’s", taken["indicator"].middle("complete") / bare.middle("complete"), 2.2),
    ]
    if peer := taken.get("vizro"):
        everything = (ours.middle("kb") + ours.middle("faces_kb")) / (peer.middle("kb") + peer.middle("faces_kb"))
        told.insert(1, ("bytes of `/` with typefaces, to Vizro’s with its own", everything, 0.125))
        told.append(("content of `/` complete, to Vizro’s", ours.middle("complete") / peer.middle("complete"), 0.33))
    return told


def change_aims(middle: Mapping[str, float]) -> list[tuple[str, float, float]]:
    """A view of words and numbers alone is held to the aim for a table, one with drawings to that for a chart."""
    small = middle["small"]
    return [
        ("table: a chart shown as its table, to a small callback", middle["as table"] / small, 2.0),
        ("chart: to the plan on a page with its small trends, to a small callback", middle["overview"] / small, 4.0),
        ("chart: the next indicator with its chart, to a small callback", middle["next"] / small, 4.0),
        ("chart: another view on Explore, to a small callback", middle["explore"] / small, 4.0),
    ]


def aim_table(told: Sequence[tuple[str, float, float]]) -> str:
    rows = [(words, f"{value:.3g}", f"{limit:g}", verdict(value, limit)) for words, value, limit in told]
    return table(("aim", "found", "at most", ""), rows)


def reported(stage: Stage, launch: Callable[[], Browser], times: int, say: Callable[[str], None]) -> None:
    """Both tables under each net; each in a Chromium of its own, for one that has shown heavy pages is slower with all that come after."""
    for net in NETS:
        browser = launch()
        taken = measured(browser, stage, net, times)
        browser.close()
        say(f"**{net.name[0].upper()}{net.name[1:]}**: cold cache, medians of {times}, milliseconds\n")
        say(page_table(taken) + "\n")
        say(aim_table(aims(taken)) + "\n")
        browser = launch()
        middle = {each.name: statistics.median(changed(browser, each, net, times)) for each in stage.changes}
        browser.close()
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

        def launch() -> Browser:
            return playwright.chromium.launch(executable_path=options.chromium, args=list(BROWSER))

        with launch() as browser:
            chromium = browser.version
        told = f"Vizro {version}" if version else "Vizro not installed"
        say(f"Measured on {date.today():%-d %B %Y}: Chromium {chromium}, {told}, {machine()}.\n")
        stage = staged(stack, options.vizro_python if version else "")
        anew, again = answered(stage.port, options.times)
        say(f"The server answers `/` in {anew:.1f} ms where it has to make the page, and in {again:.1f} ms where a worker remembers it.\n")
        reported(stage, launch, options.times, say)
    if options.write:
        write("pages", "\n".join(said).strip())


if __name__ == "__main__":
    main()
