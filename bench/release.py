"""Speed of a release with its audit: five years of one indicator, quarters by six groups, with group totals and year totals.

Run from the project's root: python -m bench.release [--times 5]. "Cold" is the first release in a new process, libraries imported; the
figures are made up, about four small counts a year.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from indicators import periods
from indicators.disclosure.release import release
from indicators.observations import Held, Key, Observation
from indicators.periods import Period
from indicators.registry.models import Area, AreaCode, Indicator, Passion, Plan, Priority, Reviews
from indicators.submissions import Submission
from store.released import Reader
from store.submissions import open_store

GROUPS = ("white", "mixed", "asian", "black", "other", "not_stated")
EXPECTED = (40, 5, 14, 9, 7, 12)
PROFILES = ("mhsds5", "exact5", "hes7", "exact7")
LIMIT_MS = 400
WARM_LIMIT_MS = 1


def plan(profile: str) -> Plan:
    """A plan of one indicator under a profile."""
    more = {"number": "1", "text": "t", "short": "s", "direction": "down", "frequency": "quarterly", "unit": "count"}
    one = Indicator.model_validate({"id": "i", "profile": profile, **more})
    area = Area(id="town", name="Anytown", role="plan", kind="local_authority", codes=(AreaCode(code="X1", scheme="bench"),))
    priority = Priority(id="p", number="1", name="P", short="P", indicators=(one,))
    return Plan(
        **{"id": "plan", "title": "T", "short_title": "T", "place": "Anytown", "starts": date(2020, 4, 1), "ends": date(2025, 3, 31)},
        board="B",
        reviews=Reviews(indicators="quarterly", actions="annually"),
        areas=(area,),
        passions=(Passion(id="pa", name="Pa", priorities=(priority,)),),
    )


def held(seed: int) -> list[Held]:
    """Five years: 20 quarters by six groups, 20 quarter totals, and the same for five years."""
    rng = np.random.default_rng(seed)
    counts = rng.poisson(EXPECTED, size=(5, 4, 6))
    lines: list[tuple[Period, str, int]] = []
    for y in range(5):
        for q in range(4):
            lines += [(periods.quarter(2020 + y, q + 1), group, int(n)) for group, n in zip(GROUPS, counts[y, q], strict=True)]
            lines.append((periods.quarter(2020 + y, q + 1), "", int(counts[y, q].sum())))
        lines += [(periods.year(2020 + y), group, int(n)) for group, n in zip(GROUPS, counts[y].sum(axis=0), strict=True)]
        lines.append((periods.year(2020 + y), "", int(counts[y].sum())))
    known = datetime(2025, 6, 1, tzinfo=UTC)
    return [
        Held(Observation(Key("i", "", "town", period, (("ethnic_group", g),) if g else ()), "lead", n, numerator=n), 1, i, 1, known, "lead")
        for i, (period, g, n) in enumerate(lines, start=1)
    ]


def warm(profile: str) -> float:
    """Median milliseconds of reading a release again from a store on disk that has not changed."""
    lines = tuple(one.observation for one in held(0))
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'bench.db'}")
        at = datetime(2025, 6, 1, tzinfo=UTC)
        store.accept(Submission("bench.csv", "0" * 64, "template", "made up", len(lines), lines), by="bench", at=at)
        reader = Reader(store, plan(profile), today=lambda: date(2025, 6, 2))
        reader.released()
        taken = []
        for _ in range(200):
            began = time.perf_counter()
            reader.released()
            taken.append(1000 * (time.perf_counter() - began))
        store.close()
    return sorted(taken)[100]


def main() -> None:
    """Print a table: wall and CPU milliseconds of each profile, what is hidden, and whether it is certified."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="how many different tables a profile")
    times = parser.parse_args().times
    print(f"{'profile':8} {'first':>7} {'median':>7} {'worst':>7} {'CPU':>7}  small  [c]  of  certified   (ms; at most {LIMIT_MS})")
    for profile in PROFILES:
        wall, cpu, small, hidden, certified = [], [], 0, 0, True
        for seed in range(times):
            lines = held(seed)
            began, began_cpu = time.perf_counter(), time.process_time()
            made = release(lines, plan(profile))
            wall.append(1000 * (time.perf_counter() - began))
            cpu.append(1000 * (time.process_time() - began_cpu))
            small += sum(1 for line in lines if (line.observation.numerator or 0) < 5)
            hidden += sum(1 for one in made.observations if one.status == "c")
            certified &= made.certified
        middle = sorted(wall)[times // 2], max(wall), sorted(cpu)[times // 2]
        print(
            f"{profile:8} {wall[0]:7.0f} {middle[0]:7.0f} {middle[1]:7.0f} {middle[2]:7.0f}"
            f"  {small / times:5.1f} {hidden / times:4.0f} {len(lines):3d}  {certified}"
        )
    print(f"read again while nothing changed: {warm(PROFILES[0]):.2f} ms (at most {WARM_LIMIT_MS})")


if __name__ == "__main__":
    main()
