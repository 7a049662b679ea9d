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
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import cli
from bench.peers.reports import machine, table, verdict, write
from bench.peers.servers import ROOT, WORKERS, served
from house.settings import from_environment
from indicators.registry.models import Plan
from loaders.examples import illustrative_workbooks
from pages.routes import PAGES

READERS, EVERY = 50, 5.0
LIMIT_RATIO, LIMIT_LATE, LIMIT_GROWTH = 3.0, 1.0, 0.05
#: seconds between two uploads, and the workbooks that are kept back for them
UPLOADS_EVERY, KEPT_BACK = 60.0, 24
#: the rate of pages that the search begins with, its step, and seconds at each
FIRST_RATE, STEP = 20.0, 1.25
PATIENCE, SEED, MS = 30.0, 50, 1000.0
HEADS = {"Accept-Encoding": "br", "Accept": "text/html"}

Kinds = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Opened:
    """One page that a reader opened: of which kind, seconds until all of it was there, counted from when it was due, and the status."""

    kind: str
    seconds: float
    status: int


@dataclass
class Book:
    """What all readers noted, and what went wrong beside a status."""

    opened: list[Opened] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def errors(self) -> int:
        return len(self.faults) + sum(one.status != 200 for one in self.opened)


class Reader:
    """A reader with one connection that stays open, as a browser keeps it; a connection that went to sleep is opened again, once."""

    def __init__(self, port: int, book: Book) -> None:
        self._port, self._book = port, book
        self._line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def open(self, kind: str, address: str, *, due: float | None = None) -> None:
        began = time.perf_counter() if due is None else due
        try:
            status = self._get(address)
        except (OSError, http.client.HTTPException) as fault:
            self._book.faults.append(f"{address}: {fault!r}")
            self._line.close()
            return
        self._book.opened.append(Opened(kind, time.perf_counter() - began, status))

    def _get(self, address: str) -> int:
        fresh = self._line.sock is None
        try:
            return self._asked(address)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            if fresh:
                raise
            self._line.close()
            return self._asked(address)

    def _asked(self, address: str) -> int:
        self._line.request("GET", address, headers=HEADS)
        answer = self._line.getresponse()
        answer.read()
        return answer.status

    def close(self) -> None:
        self._line.close()


def at_once(work: Sequence[Callable[[], None]]) -> None:
    """Every piece of work in a thread of its own; done when all are."""
    threads = [threading.Thread(target=one, daemon=True) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


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


# -- the four parts ----------------------------------------------------------------------------------------------------------------------


def unloaded(port: int, kinds: Kinds, times: int = 15) -> dict[str, float]:
    """Median seconds of each kind of page with one reader, once both workers have shown every page."""
    book = Book()
    for _ in range(4 * WORKERS):
        reader = Reader(port, Book())
        for addresses in kinds.values():
            for address in addresses:
                reader.open("", address)
        reader.close()
    reader = Reader(port, book)
    for turn in range(times):
        for kind, addresses in kinds.items():
            reader.open(kind, addresses[turn % len(addresses)])
    reader.close()
    bad = sorted({f"{one.kind} {one.status}" for one in book.opened if one.status != 200})
    if bad or book.faults:
        raise SystemExit(f"Before any load: {', '.join(bad + book.faults)}. Mend these pages first.")
    return {kind: statistics.median(one.seconds for one in book.opened if one.kind == kind) for kind in kinds}


def read(port: int, kinds: Kinds, seconds: float, uploader: Uploader) -> Book:
    """Fifty readers, each opening a page of some kind every five seconds, and uploads now and then."""
    book, began = Book(), time.perf_counter() + 0.5
    names = sorted(kinds)

    def reading(number: int) -> None:
        chance, reader = random.Random(f"{SEED} {number}"), Reader(port, book)
        due = began + chance.uniform(0, EVERY)
        while due < began + seconds:
            time.sleep(max(0.0, due - time.perf_counter()))
            kind = chance.choice(names)
            reader.open(kind, chance.choice(kinds[kind]), due=due)
            due += EVERY
        reader.close()

    def uploading() -> None:
        due = began + min(10.0, seconds / 4)
        while due < began + seconds:
            time.sleep(max(0.0, due - time.perf_counter()))
            uploader.one()
            due += min(UPLOADS_EVERY, seconds / 2)

    at_once([*(lambda n=n: reading(n) for n in range(READERS)), uploading])
    return book


def at_rate(port: int, kinds: Kinds, rate: float, seconds: float) -> Book:
    """Pages opened at a rate whether or not earlier ones are there; waiting for a free connection counts as waiting for the page."""
    book, chance = Book(), random.Random(f"{SEED} {rate}")
    dues: list[float] = []
    at = 0.0
    while at < seconds:
        dues.append(at)
        at += chance.expovariate(rate)
    names, lock, began = sorted(kinds), threading.Lock(), time.perf_counter() + 0.2
    asked = [(due, kind := chance.choice(names), chance.choice(kinds[kind])) for due in reversed(dues)]

    def reading() -> None:
        reader = Reader(port, book)
        while True:
            with lock:
                if not asked:
                    break
                due, kind, address = asked.pop()
            time.sleep(max(0.0, began + due - time.perf_counter()))
            reader.open(kind, address, due=began + due)
        reader.close()

    at_once([reading] * 128)
    return book


def memory(process: int) -> float:
    """MB in memory of a process and all that it started."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[int(entry.parent.name)] = int(entry.read_text().rpartition(")")[2].split()[1])
    family = {process}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    pages = 0
    for pid in family:
        with contextlib.suppress(OSError):
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def held(port: int, process: int, kinds: Kinds, requests: int) -> tuple[list[float], int]:
    """MB after a tenth of the requests as warming up, and then after each tenth of as many as asked; and how many failed."""
    every, book, sizes = [(kind, address) for kind, all_ in kinds.items() for address in all_], Book(), []
    share = max(1, requests // 10)
    for tenth in range(11):
        chance = random.Random(f"{SEED} {tenth}")

        def reading(chance: random.Random = chance) -> None:
            reader = Reader(port, book)
            for _ in range(share // 8):
                reader.open(*chance.choice(every))
            reader.close()

        at_once([reading] * 8)
        sizes.append(memory(process))
    return sizes, book.errors()


# -- what is said of it ------------------------------------------------------------------------------------------------------------------


def late(seconds: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else max(seconds, default=0.0)


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
            middle = unloaded(port, kinds)
            if "readers" in options.parts:
                uploader = Uploader(port, told, folder, books)
                book = read(port, kinds, 60 * options.minutes, uploader)
                say(told_of_readers(book, middle, uploader, options.minutes))
            if "rate" in options.parts:
                say(searched(port, kinds, min(20.0, 10 * options.minutes)))
            if "memory" in options.parts:
                say(told_of_memory(*held(port, process, kinds, options.requests), options.requests))
    if options.write:
        write("readers", "\n\n".join(said))


if __name__ == "__main__":
    main()
