"""Speed of the methods: XmR charts, Wilson's and Byar's limits, mid-P ratios. CPU seconds, best of several, with ratios to peers.

Run from the project's root: python -m bench.methods [--quick]. Peers that are not installed are left out; a plain Python loop of the
same arithmetic, named as such, stands beside them.
"""

from __future__ import annotations

import argparse
import importlib
import math
import time
from collections.abc import Callable
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np

from indicators.estimates import count_limits, normal_quantile, proportion
from indicators.ratios import rate_ratio
from indicators.trends import xmr

Z = normal_quantile(0.95)


def bare_xmr(y: np.ndarray) -> tuple[np.ndarray, ...]:
    """The same arithmetic in plain numpy: mean, moving ranges, limits and the four flags; no gaps, phases, ghosts, labels or icons."""
    mean = y.mean(axis=1, keepdims=True)
    moving = np.abs(np.diff(y, axis=1)).mean(axis=1, keepdims=True)
    upper, lower = mean + 2.66 * moving, mean - 2.66 * moving
    outside = (y > upper) | (y < lower)
    close = ((y > mean + 2 / 3 * 2.66 * moving) | (y < mean - 2 / 3 * 2.66 * moving)) & ~outside
    side = np.sign(y - mean).astype(np.int8)
    change = np.sign(np.diff(y, axis=1)).astype(np.int8)
    shift, trend, two = (np.zeros(y.shape, dtype=bool) for _ in range(3))
    for flags, signs, length in ((shift, side, 7), (trend, change, 6)):
        ends = signs[:, length - 1 :] != 0
        for back in range(1, length):
            ends &= signs[:, length - 1 - back : signs.shape[1] - back] == signs[:, length - 1 :]
        for place in range(7):
            flags[:, place : place + ends.shape[1]] |= ends
    same = (side[:, 2:] == side[:, 1:-1]) & (side[:, 1:-1] == side[:, :-2]) & (side[:, 2:] != 0)
    ends = same & (close[:, 2:].astype(np.int8) + close[:, 1:-1] + close[:, :-2] >= 2)
    for place in range(3):
        two[:, place : place + ends.shape[1]] |= ends
    return mean, lower, upper, outside, shift, trend, two & close


def loop_xmr(y: np.ndarray) -> list[Any]:
    """A plain Python loop over series and points: limits and the four flags."""
    return [_loop_series(series.tolist()) for series in y]


def _loop_series(y: list[float]) -> tuple[float, float, float, list[bool]]:
    points = len(y)
    mean = sum(y) / points
    moving = sum(abs(b - a) for a, b in pairwise(y)) / (points - 1)
    upper, lower, near = mean + 2.66 * moving, mean - 2.66 * moving, 2 / 3 * 2.66 * moving
    flags = [v > upper or v < lower for v in y]
    side = [(v > mean) - (v < mean) for v in y]
    change = [0, *((b > a) - (b < a) for a, b in pairwise(y))]
    close = [abs(v - mean) > near and not out for v, out in zip(y, flags, strict=True)]
    for signs, length in ((side, 7), (change, 6)):
        run = 0
        for i, sign in enumerate(signs):
            run = run + 1 if sign and i and sign == signs[i - 1] else int(sign != 0)
            if run >= length:
                flags[i - 6 : i + 1] = [True] * 7
    for i in range(2, points):
        if side[i] and side[i] == side[i - 1] == side[i - 2] and sum(close[i - 2 : i + 1]) >= 2:
            for j in range(i - 2, i + 1):
                flags[j] = flags[j] or close[j]
    return mean, lower, upper, flags


def bare_limits(x: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, ...]:
    """Wilson and Byar's limits in plain numpy, right for 10 <= x <= n only."""
    p, z2 = x / n, Z * Z
    half = Z * np.sqrt(z2 + 4 * x * (1 - p))
    return (
        (2 * x + z2 - half) / (2 * (n + z2)),
        (2 * x + z2 + half) / (2 * (n + z2)),
        x * (1 - 1 / (9 * x) - Z / (3 * np.sqrt(x))) ** 3,
        (x + 1) * (1 - 1 / (9 * (x + 1)) + Z / (3 * np.sqrt(x + 1))) ** 3,
    )


def loop_limits(x: np.ndarray, n: np.ndarray) -> list[tuple[float, ...]]:
    """A plain Python loop over rows."""
    found = []
    for a, b in zip(x.tolist(), n.tolist(), strict=True):
        half = Z * math.sqrt(Z * Z + 4 * a * (1 - a / b))
        low, high = (2 * a + Z * Z - half) / (2 * (b + Z * Z)), (2 * a + Z * Z + half) / (2 * (b + Z * Z))
        below = a * (1 - 1 / (9 * a) - Z / (3 * math.sqrt(a))) ** 3 if a else 0.0
        found.append((low, high, below, (a + 1) * (1 - 1 / (9 * (a + 1)) + Z / (3 * math.sqrt(a + 1))) ** 3))
    return found


def cpu(function: Callable[[], Any], times: int) -> float:
    """The least CPU seconds of several calls."""
    best = math.inf
    for _ in range(times):
        start = time.process_time()
        function()
        best = min(best, time.process_time() - start)
    return best


def peer(name: str) -> ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def table(title: str, rows: list[tuple[str, float, int]], items: int) -> None:
    """Rows of (name, CPU seconds, items done), the first being ours; ratios are per item."""
    ours = rows[0][1] / rows[0][2]
    print(f"\n{title} ({items:,})")
    print(f"  {'':44}{'CPU s':>10}{'us each':>10}{'x ours':>9}")
    for name, seconds, done in rows:
        print(f"  {name:44}{seconds:10.4f}{seconds / done * 1e6:10.3f}{seconds / done / ours:9.2f}")


def bench_xmr(series: int, times: int) -> None:
    y = np.random.default_rng(1).normal(50, 5, (series, 60))
    few = y[: max(series // 100, 10)]
    found = [
        ("ours, limits and causes", cpu(lambda: xmr(y, target=50), times), series),
        ("ours, with the words of every point", cpu(lambda: (lambda r: (r.special_cause, r.point_type))(xmr(y)), times), series),
        ("ours, screened, two phases, a gap in each", cpu(lambda: xmr(gappy(y), rebase=[30], screen_outliers=True), times), series),
        ("bare numpy, limits and flags", cpu(lambda: bare_xmr(y), times), series),
        ("plain Python loop", cpu(lambda: loop_xmr(few), 1), len(few)),
    ]
    # Both know other rules than Making Data Count's, and are the two fastest of the packages measured for the methods paper.
    if shewhart := peer("shewhart"):
        found.append(("shewhart, in a loop", cpu(lambda: [shewhart.imr(one) for one in few], 2), len(few)))
    if qikit := peer("qikit"):
        found.append(("clinical-qikit, in a loop", cpu(lambda: [qikit.qic(y=one, chart="i") for one in few], 2), len(few)))
    table("XmR, series of 60 points", found, series)


def gappy(y: np.ndarray) -> np.ndarray:
    holed = y.copy()
    holed[:, 7] = np.nan
    return holed


def bench_limits(rows: int, times: int) -> None:
    random = np.random.default_rng(2)
    n = random.integers(1_000, 100_000, rows).astype(float)
    x = np.floor(n * random.beta(0.7, 9, rows))
    few = slice(0, max(rows // 100, 1000))

    def ours() -> None:
        proportion(x, n)
        count_limits(x)

    found = [
        (f"ours ({(x < 10).mean():.0%} of counts exact)", cpu(ours, times), rows),
        ("bare numpy, wrong below 10 events", cpu(lambda: bare_limits(np.maximum(x, 10), n), times), rows),
        ("plain Python loop, wrong below 10 events", cpu(lambda: loop_limits(x[few], n[few]), 1), len(x[few])),
    ]
    if statsmodels := peer("statsmodels.stats.proportion"):
        found.append(("statsmodels, Wilson only", cpu(lambda: statsmodels.proportion_confint(x, n, method="wilson"), times), rows))
    if phs := peer("PHStatsMethods"):
        found.extend(_phstatsmethods(phs, x, n))
    table("Wilson's and Byar's or exact limits, rows", found, rows)


def _phstatsmethods(phs: ModuleType, x: np.ndarray, n: np.ndarray) -> list[tuple[str, float, int]]:
    pandas = importlib.import_module("pandas")
    rows = 2_000
    # It fails on a count of nought.
    frame = pandas.DataFrame({"x": np.maximum(x[:rows], 1).astype(int), "n": n[:rows].astype(int)})
    return [
        ("PHStatsMethods, Wilson", cpu(lambda: phs.ph_proportion(frame, "x", "n"), 1), rows),
        ("PHStatsMethods, Byar's or exact", cpu(lambda: phs.ph_rate(frame, "x", "n"), 1), rows),
    ]


def bench_ratios(rows: int, times: int) -> None:
    random = np.random.default_rng(3)
    a, b = random.integers(0, 10, rows), random.integers(0, 500, rows)
    table("Mid-P rate ratios, rows", [("ours", cpu(lambda: rate_ratio(a, 1000, b, 90_000), times), rows)], rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="Speed of the methods, in CPU seconds.")
    parser.add_argument("--quick", action="store_true", help="a tenth of the size, three runs")
    quick = parser.parse_args().quick
    size, times = (10, 3) if quick else (1, 9)
    bench_xmr(10_000 // size, times)
    bench_limits(1_000_000 // size, times)
    bench_ratios(10_000 // size, times)


if __name__ == "__main__":
    main()
