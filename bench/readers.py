"""Fifty readers on two workers: no fault, how late a page may be, how many pages a second the house bears, and that memory stands still.

Run: .venv/bin/python bench/readers.py [--minutes 10] [--requests 20000] [--write]; --minutes 1 --requests 2000 for a try. The figures are
the illustrative ones, the fullest store that comes with the project; while they read, the last quarters are uploaded workbook by workbook.
docs/reference/performance.md says what each measure means; --write puts the tables there.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import io
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import cli
from bench.opening import EVERY, PATIENCE, READERS, Book, Kinds, alone, at_rate, by_fifty, without_pause
from bench.peers.reports import machine, table, verdict, write
from bench.peers.servers import ROOT, WORKERS, served
from house.settings import from_environment
from indicators.registry.models import Plan
from loaders.examples import illustrative_workbooks
from pages.routes import PAGES

LIMIT_RATIO, LIMIT_LATE, LIMIT_GROWTH = 3.0, 1.0, 0.05
#: the workbooks that are kept back to be uploaded
KEPT_BACK = 24
#: the rate of pages that the search begins with, and its step
FIRST_RATE, STEP = 20.0, 1.25
MS = 1000.0


# -- what is read, and what is uploaded --------------------------------------------------------------------------------------------------


def kinds_of(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Every page of the house by its kind, each indicator and priority, and the plan on a page as known on three earlier days."""
    ids = {"priority": [each.id for each in plan.priorities], "indicator": [each.id for each in plan.indicators]}
    kinds = {page.address: tuple(page.address.replace("<id>", id) for id in ids.get(page.name, [""])) for page in PAGES}
    days = [date.today() - timedelta(days=days) for days in (1, 100, 200)]
    return kinds | {"/?as_of=": tuple(f"/?as_of={day}" for day in days)}


def stocked(told: Mapping[str, str]) -> tuple[Plan, list[tuple[str, bytes]]]:
    """A store with the published figures and the illustrative workbooks; the last of these are kept back for the uploads."""
    settings = from_environment(told)
    desk = cli._desk(settings, by="bench")
    with contextlib.redirect_stdout(io.StringIO()):
        for _ in desk.arrive_all(sorted(settings.published.glob("*.csv"))):
            pass
    books = sorted(illustrative_workbooks(desk.plan), key=lambda book: book[0].split()[-1])
    if len(desk.store.submissions()) < len(books) - KEPT_BACK:
        for name, content in books[:-KEPT_BACK]:
            desk.arrive(name, content)
    return desk.plan, books[-KEPT_BACK:]


class Uploader:
    """Sends a workbook and accepts it, through the pages as a lead does; by the command line where the house has no such page."""

    def __init__(self, port: int, told: Mapping[str, str], folder: Path, books: Sequence[tuple[str, bytes]]) -> None:
        self._port, self._told, self._folder, self._books = port, told, folder, list(books)
        self.took: list[float] = []
        self.faults: list[str] = []
        self.by = "the pages" if self._ask("GET", "/uploads/new")[0] == 200 else "the command line"

    def one(self) -> None:
        """The next workbook, if one is left."""
        if not self._books:
            return
        name, content = self._books.pop(0)
        began = time.perf_counter()
        try:
            fault = self._by_pages(name, content) if self.by == "the pages" else self._by_command(name, content)
        except (OSError, http.client.HTTPException) as broken:
            fault = repr(broken)
        self.took.append(time.perf_counter() - began)
        if fault:
            self.faults.append(f"{name}: {fault}")

    def _by_pages(self, name: str, content: bytes) -> str:
        """What went wrong, "" for nothing."""
        edge = "of-a-part"
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        )
        body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
        status, place, _ = self._ask("POST", "/uploads/new", body, f"multipart/form-data; boundary={edge}")
        if status not in (302, 303):
            return f"not taken in, {status}"
        status, _, page = self._ask("GET", place)
        form = re.search(r'action="(/uploads/\d+/accept)".*?</form>', page, re.DOTALL)
        if status != 200 or form is None:
            return f"not ready to be accepted, {status}"
        mark = re.search(r'name="seen"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="seen"', form.group())
        seen = (mark.group(1) or mark.group(2) or "") if mark else ""
        status, place, _ = self._ask("POST", form.group(1), f"seen={seen}".encode(), "application/x-www-form-urlencoded")
        return "" if status in (302, 303) and "done=accepted" in place else f"not accepted, {status} {place}"

    def _by_command(self, name: str, content: bytes) -> str:
        file = self._folder / name
        file.write_bytes(content)
        command = [sys.executable, "-m", "cli", "load", str(file)]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, **self._told}, capture_output=True, text=True, check=False)
        return "" if done.returncode == 0 else f"refused, {done.stdout[-200:]}{done.stderr[-200:]}"

    def _ask(self, method: str, address: str, body: bytes | None = None, type: str = "") -> tuple[int, str, str]:
        """Status, the place it sends on to, and the page."""
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
        heads = {"Origin": f"http://127.0.0.1:{self._port}", **({"Content-Type": type} if type else {})}
        try:
            line.request(method, address, body, heads)
            answer = line.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read().decode(errors="replace")
        finally:
            line.close()


# -- what is said of it ------------------------------------------------------------------------------------------------------------------


def late(seconds: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else max(seconds, default=0.0)


def middle_of(book: Book) -> dict[str, float]:
    """Median seconds of each kind of page with one reader; ends where a page was not there."""
    bad = sorted({f"{one.kind} {one.status}" for one in book.opened if one.status != 200})
    if bad or book.faults:
        raise SystemExit(f"Before any load: {', '.join(bad + book.faults)}. Mend these pages first.")
    kinds = dict.fromkeys(one.kind for one in book.opened)
    return {kind: statistics.median(one.seconds for one in book.opened if one.kind == kind) for kind in kinds}


def told_of_readers(book: Book, middle: Mapping[str, float], uploader: Uploader, minutes: float) -> str:
    rows = []
    for kind, usual in middle.items():
        own = [one.seconds for one in book.opened if one.kind == kind]
        if own:
            rows.append((f"`{kind}`", usual, own, late(own) / usual))
    ratio = late([one.seconds / middle[one.kind] for one in book.opened])
    cells = [
        (name, f"{MS * usual:.1f}", str(len(own)), f"{MS * statistics.median(own):.1f}", f"{MS * late(own):.1f}", f"{times:.2f}")
        for name, usual, own, times in rows
    ]
    worst = max(rows, key=lambda row: row[3])
    took = f"{statistics.median(uploader.took):.1f} s each" if uploader.took else "none"
    lines = [
        f"{READERS} readers, a page every {EVERY:.0f} s, {minutes:g} minutes, {len(uploader.took)} uploads by {uploader.by} ({took}).\n",
        table(("page", "unloaded median, ms", "opened", "median, ms", "p95, ms", "p95 to unloaded median"), cells) + "\n",
    ]
    faults = book.errors() + len(uploader.faults)
    aims = [
        ("errors", str(faults), "0", verdict(faults, 0)),
        ("p95 of a page to its own unloaded median, all pages", f"{ratio:.2f}", f"{LIMIT_RATIO:g}", verdict(ratio, LIMIT_RATIO)),
        (f"the same, the worst page ({worst[0]})", f"{worst[3]:.2f}", f"{LIMIT_RATIO:g}", verdict(worst[3], LIMIT_RATIO)),
    ]
    told = [f"- {fault}" for fault in (*book.faults, *uploader.faults, *(f"{o.kind}: {o.status}" for o in book.opened if o.status != 200))]
    return "\n".join([*lines, table(("aim", "found", "at most", ""), aims), *(["", *told[:10]] if told else [])])


def searched(port: int, kinds: Kinds, seconds: float) -> str:
    """The rate raised step by step until the 95th percentile of all pages passes a second."""
    rows, rate, last = [], FIRST_RATE, 0.0
    while True:
        book = at_rate(port, kinds, rate, seconds)
        all_ = [one.seconds for one in book.opened]
        p95 = late(all_)
        rows.append((f"{rate:.0f}", str(len(all_)), f"{MS * statistics.median(all_):.0f}", f"{MS * p95:.0f}", str(book.errors())))
        if p95 > LIMIT_LATE or book.errors():
            break
        last, rate = rate, rate * STEP
    heads = ("pages a second", "opened", "median, ms", "p95, ms", "errors")
    passed = f"p95 passes {LIMIT_LATE:g} s between {last:.0f} and {rate:.0f} pages a second"
    return f"{table(heads, rows)}\n\n{passed}, {seconds:.0f} s at each rate; {READERS} readers open {READERS / EVERY:.0f} a second."


def told_of_memory(sizes: Sequence[float], errors: int, requests: int) -> str:
    growth = sizes[-1] / sizes[0] - 1
    heads = ("after", *(f"{tenth * requests // 10:,}" for tenth in range(11)))
    aims = [
        ("growth after warming up", f"{100 * growth:.1f} %", f"{100 * LIMIT_GROWTH:.0f} %", verdict(growth, LIMIT_GROWTH)),
        ("errors", str(errors), "0", verdict(errors, 0)),
    ]
    return f"{table(heads, [('MB', *(f'{size:.1f}' for size in sizes))])}\n\n{table(('aim', 'found', 'at most', ''), aims)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long the fifty read")
    parser.add_argument("--requests", type=int, default=20_000, help="over how many requests memory is watched")
    parser.add_argument("--kept", type=Path, help="a folder to keep the filled store in, for the next try; filling takes a minute")
    parser.add_argument("--parts", default="readers,rate,memory", help="which parts, by name")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/reference/performance.md")
    options = parser.parse_args()
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        print(f"{text}\n", flush=True)

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if options.kept and options.kept.is_dir():
            shutil.copytree(options.kept, folder, dirs_exist_ok=True)
        told = {"DELIVERY_PLAN_DATA": place, "DATABASE_URL": f"sqlite:///{folder / 'bench.db'}", "DELIVERY_PLAN_ILLUSTRATIVE": "1"}
        told |= {"DELIVERY_PLAN_MODE": "open", "DELIVERY_PLAN_RECEIVED": str(folder / "received")}
        plan, books = stocked(told)
        if options.kept and not options.kept.exists():
            shutil.copytree(folder, options.kept)
        kinds = kinds_of(plan)
        with served("app:server", told) as (port, process):
            say(f"Measured on {date.today():%-d %B %Y}: {WORKERS} workers, {machine()}; the readers run on the same machine.")
            middle = middle_of(alone(port, kinds))
            if "readers" in options.parts:
                uploader = Uploader(port, told, folder, books)
                book = by_fifty(port, kinds, 60 * options.minutes, uploader.one)
                say(told_of_readers(book, middle, uploader, options.minutes))
            if "rate" in options.parts:
                say(searched(port, kinds, min(20.0, 10 * options.minutes)))
            if "memory" in options.parts:
                sizes, book = without_pause(port, process, kinds, options.requests)
                say(told_of_memory(sizes, book.errors(), options.requests))
    if options.write:
        write("readers", "\n\n".join(said))


if __name__ == "__main__":
    main()
