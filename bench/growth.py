"""What a page costs as the store grows: the same pages over a thousand, a hundred thousand and ten million observations.

Run from the project's root: python -m bench.growth [--sizes 1000 100000 10000000] [--times 15] [--folder FOLDER]. Three SQLite stores are
made in a folder of their own and taken away at the end; the largest takes about 6 GB and some minutes. Each holds the published figures
and the illustrative workbooks, and is then filled, beside what its pages show:

- half with earlier versions of the very figures that the pages show, and three later ones of each that were withdrawn;
- a third with the same indicators in other areas, some by groups;
- the rest with other indicators.

The pages are then the same to the byte, and that is tested. "Cold" is with everything forgotten that was released, worked out or sent
before; "accepted" is the first page after a file was accepted. Filled rows carry no checksum of their own: `verify` would not pass.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import flask

import app as house
from house.settings import Settings, from_environment
from house.terminal import Desk
from indicators.remembered import Remembered
from indicators.submissions import Submission
from loaders.examples import illustrative_workbooks
from pages.frame.remembered import Remembered as Pages
from pages.web import DeliveryPlan, web_app
from store.patterns import settle
from store.released import Reader
from store.submissions import Store

LIMIT = 1.5
SIZES = (1_000, 100_000, 10_000_000)
PAGES = ("/", "/indicator/I8.1", "/indicator/I2.1", "/inequalities")
ACCEPTED_AT = datetime(2025, 6, 1, tzinfo=UTC)
#: rows that came by one made-up submission
ROWS_A_FILE = 5_000
#: later versions of each figure that were withdrawn, in the stores that have room for them
WITHDRAWN = 3
#: made-up submissions are numbered from here
FIRST = 10_000
BASE = "http://127.0.0.1:8050"


@dataclass(frozen=True)
class Grown:
    """One store, with what serves it."""

    size: int
    store: Store
    reader: Reader
    app: DeliveryPlan
    client: flask.testing.FlaskClient


def based(settings: Settings) -> None:
    """The store that every other one is grown from: what comes with the project, and the illustrative workbooks."""
    store, figures = house.opened(settings)
    desk = Desk(figures.plan, store, None, "bench", lambda: ACCEPTED_AT, illustrative=True)
    published = settings.published / "figures.csv"
    desk.arrive(published.name, published.read_bytes())
    for name, content in illustrative_workbooks(desk.plan):
        desk.arrive(name, content)
    store.close()


def fill(file: Path, size: int) -> None:
    """Bring a store to `size` observations, none of which a page shows."""
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF", "cache_size = -1000000", "temp_store = MEMORY"):
            db.execute(f"PRAGMA {pragma}")
        names = [row[1] for row in db.execute("PRAGMA table_info(observations)")]
        key = "indicator, part, area, breakdown, period"
        # SQLite takes the other columns of a group from the row that has the largest sequence
        columns = ", ".join("max(sequence) AS sequence" if name == "sequence" else name for name in names)
        db.execute(f"CREATE TEMP TABLE own AS SELECT {columns} FROM observations GROUP BY {key} ORDER BY {key}")
        own = int(db.execute("SELECT count(*) FROM own").fetchone()[0])
        db.execute("BEGIN")
        withdrawn = min(WITHDRAWN, (size - own) // (2 * own))
        _add(db, names, own * withdrawn, {"submission": f"{FIRST} - n", "sequence": "1000000 + n", "revision": "1 + n", "value": "999 + n"})
        earlier = {"submission": _file(own), "sequence": "-n", "revision": "1", "value": "value + n"}
        _add(db, names, (size + own) // 2 - _held(db), earlier)
        elsewhere = {"submission": _file(own), "sequence": "n", "area": "area || printf('-%06d', n)"}
        _add(db, names, (size - _held(db)) * 2 // 3, elsewhere)
        _add(db, names, size - _held(db), {"submission": _file(own), "sequence": "n", "indicator": "indicator || printf('-%d', n)"})
        _submit(db)
        db.execute("COMMIT")


def _file(own: int) -> str:
    return f"{FIRST} + (n * {own}) / {ROWS_A_FILE}"


def _held(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM observations").fetchone()[0])


def _add(db: sqlite3.Connection, names: list[str], rows: int, other: dict[str, str]) -> None:
    """So many rows, each like one of the own ones but for what `other` says; `n` counts the rows made of one."""
    if rows <= 0:
        return
    said = ", ".join("NULL" if name == "id" else other.get(name, name) for name in names)
    turns = -(-rows // int(db.execute("SELECT count(*) FROM own").fetchone()[0]))
    # a value that is not a number keeps its marker
    said = said.replace("value + n", "CASE WHEN value IS NULL THEN NULL ELSE value + n END")
    said = said.replace("999 + n", "CASE WHEN value IS NULL THEN NULL ELSE 999 + n END")
    db.execute(
        f"INSERT INTO observations WITH RECURSIVE turns(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM turns WHERE n < {turns}) "
        f"SELECT {said} FROM own CROSS JOIN turns LIMIT {rows}"
    )


def _submit(db: sqlite3.Connection) -> None:
    """Entries for the made-up submissions; those numbered below the first were withdrawn."""
    names = [row[1] for row in db.execute("PRAGMA table_info(submissions)")]
    withdrawn = f"made.submission < {FIRST}"
    other = {
        "number": "made.submission",
        "sequence": "made.submission",
        "sha256": "printf('%064d', made.submission)",
        "state": f"CASE WHEN {withdrawn} THEN 'withdrawn' ELSE 'accepted' END",
        "withdrawn_at": f"CASE WHEN {withdrawn} THEN known_from END",
        "withdrawn_by": f"CASE WHEN {withdrawn} THEN 'bench' END",
        "withdrawn_reason": f"CASE WHEN {withdrawn} THEN 'mistaken' END",
        "withdrawn_sequence": f"CASE WHEN {withdrawn} THEN made.submission END",
    }
    said = ", ".join(other.get(name, f'submissions."{name}"') for name in names)
    db.execute(
        f"INSERT INTO submissions SELECT {said} FROM submissions CROSS JOIN "
        "(SELECT DISTINCT submission FROM observations WHERE submission NOT IN (SELECT number FROM submissions)) AS made "
        "WHERE submissions.number = 1"
    )


def grown(settings: Settings, size: int) -> Grown:
    """What serves a store."""
    store, figures = house.opened(settings)
    assert isinstance(figures, Reader)
    served = web_app(figures, settings.assets)
    house.guard_open(served.server)
    return Grown(size, store, figures, served, served.server.test_client())


def page(one: Grown, path: str) -> tuple[float, bytes]:
    """Milliseconds of a page with nothing kept of what was released, worked out or sent before, and the page."""
    one.reader._kept.clear()
    one.store.remembered, one.app.remembered = Remembered(), Pages()
    began = time.perf_counter()
    answer = one.client.get(path, base_url=BASE)
    taken = 1000 * (time.perf_counter() - began)
    assert answer.status_code == 200, (path, answer.status)
    return taken, answer.data


def accepted(one: Grown, turn: int) -> tuple[float, float, float]:
    """Milliseconds of accepting a file that confirms ten figures, of settling what stays hidden, and of the first page after it."""
    held = sorted(one.store.observations(indicators=["I8.1", "I2.1"], areas=["leeds"]), key=lambda h: h.sequence)[turn : turn + 10]
    file = Submission("more.csv", f"{turn:064x}", "bench", "a file", len(held), tuple(each.observation for each in held))
    times = [time.perf_counter()]
    one.store.accept(file, by="bench", at=ACCEPTED_AT)
    times.append(time.perf_counter())
    settle(one.store, one.reader.plan, at=ACCEPTED_AT)
    times.append(time.perf_counter())
    assert one.client.get("/", base_url=BASE).status_code == 200
    times.append(time.perf_counter())
    accept, settled, first = (1000 * (after - before) for before, after in pairwise(times))
    return accept, settled, first


def main() -> None:
    """Print a table: the median of each page by the size of the store, with its ratio to the smallest store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--folder", type=Path, help="where the stores are made (the system's folder for such)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        stores = [made(Path(folder), size) for size in options.sizes]
        measure(stores, options.times)
        for one in stores:
            one.store.close()


def made(folder: Path, size: int) -> Grown:
    """A store of this size, its making told in a line."""
    began = time.perf_counter()
    file = folder / f"{size}.db"
    told = {"DELIVERY_PLAN_DATA": str(folder), "DATABASE_URL": f"sqlite:///{file}", "DELIVERY_PLAN_ILLUSTRATIVE": "1"}
    settings = from_environment(told)
    base = folder / "base.db"
    if not base.exists():
        based(from_environment(told | {"DATABASE_URL": f"sqlite:///{base}"}))
    with closing(sqlite3.connect(base)) as source, closing(sqlite3.connect(file)) as target:
        source.backup(target)
    fill(file, size)
    with closing(sqlite3.connect(file)) as db:
        held, files = _held(db), db.execute("SELECT count(*) FROM submissions").fetchone()[0]
        known = db.execute("SELECT count(*) FROM observations WHERE submission < 1000").fetchone()[0]
    taken = time.perf_counter() - began
    about = f"{held:>12,} observations by {files:,} files, {known:,} of them what pages are made of"
    print(f"{about}; {file.stat().st_size / 1e6:,.0f} MB, made in {taken:.0f} s", flush=True)
    return grown(settings, size)


def measure(stores: list[Grown], times: int) -> None:
    """The table."""
    for path in PAGES:
        assert len({page(one, path)[1] for one in stores}) == 1, f"{path} is not the same page over all stores"
    taken: dict[tuple[str, int], list[float]] = {}
    for _ in range(times):
        for path in PAGES:
            for one in stores:
                taken.setdefault((f"cold {path}", one.size), []).append(page(one, path)[0])
    for turn in range(times):
        for one in stores:
            for name, each in zip(("accepting ten figures", "settling", "accepted /"), accepted(one, turn), strict=True):
                taken.setdefault((name, one.size), []).append(each)
    sizes = [one.size for one in stores]
    print("\n" + f"{'median ms of ' + str(times):24}" + "".join(f"{size:>14,}" for size in sizes) + f"   ratio (pages: at most {LIMIT})")
    for name in dict.fromkeys(name for name, _ in taken):
        middle = [statistics.median(taken[name, size]) for size in sizes]
        print(f"{name:24}" + "".join(f"{each:14.1f}" for each in middle) + f"   {max(middle) / middle[0]:.2f}")


if __name__ == "__main__":
    main()
