"""Pages opened over HTTP by their times: by one reader alone, by fifty, at a rate, without a pause. What they note is a `Book`."""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.peers.servers import WORKERS

READERS, EVERY = 50, 5.0
#: seconds between two pages of the one reader who is alone, and between two uploads
ALONE_EVERY, UPLOADS_EVERY = 0.25, 60.0
PATIENCE, SEED = 30.0, 50
HEADS = {"Accept-Encoding": "br", "Accept": "text/html"}

#: kind of page -> the addresses of that kind
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
        """Open a page at the moment it is due, at once where none is told."""
        if due is not None:
            time.sleep(max(0.0, due - time.perf_counter()))
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


def alone(port: int, kinds: Kinds, times: int = 15) -> Book:
    """Each kind of page opened `times` over by one reader who takes their time, once both workers have shown every page."""
    for _ in range(4 * WORKERS):
        reader = Reader(port, Book())
        for addresses in kinds.values():
            for address in addresses:
                reader.open("", address)
        reader.close()
    book = Book()
    reader, due = Reader(port, book), time.perf_counter()
    for turn in range(times):
        for kind, addresses in kinds.items():
            due += ALONE_EVERY
            reader.open(kind, addresses[turn % len(addresses)], due=due)
    reader.close()
    return book


def by_fifty(port: int, kinds: Kinds, seconds: float, upload: Callable[[], None]) -> Book:
    """Fifty readers, each opening a page of some kind every five seconds, and uploads now and then."""
    book, began = Book(), time.perf_counter() + 0.5
    names = sorted(kinds)

    def reading(number: int) -> None:
        chance, reader = random.Random(f"{SEED} {number}"), Reader(port, book)
        due = began + chance.uniform(0, EVERY)
        while due < began + seconds:
            kind = chance.choice(names)
            reader.open(kind, chance.choice(kinds[kind]), due=due)
            due += EVERY
        reader.close()

    def uploading() -> None:
        due = began + min(10.0, seconds / 4)
        while due < began + seconds:
            time.sleep(max(0.0, due - time.perf_counter()))
            upload()
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
            reader.open(kind, address, due=began + due)
        reader.close()

    at_once([reading] * 128)
    return book


def without_pause(port: int, process: int, kinds: Kinds, requests: int) -> tuple[list[float], Book]:
    """MB after a tenth of the requests as warming up, and then after each tenth of as many as asked, eight at a time."""
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
    return sizes, book


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
