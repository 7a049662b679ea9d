"""Room: indicators. Which periods make up which: what a reader could subtract of one series told for several spans of time (R6).

Months and quarters to years and rolling sums, years to pooled years; and whatever else begins or ends with one another.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from indicators.disclosure.noted import Additions
from indicators.disclosure.patterns import Cell
from indicators.periods import Period

Breakdown = tuple[tuple[str, str], ...]
#: from its first day to the day after its last
Span = tuple[date, date]
#: shorter kinds of period that may make up a longer one, longest first
_PIECES: Mapping[str, tuple[str, ...]] = {
    "quarter": ("month",),
    "half": ("quarter", "month"),
    "year": ("half", "quarter", "month"),
    "ytd": ("quarter", "month"),
    "rolling12": ("half", "quarter", "month"),
    "window": ("month",),
    "pooled": ("year", "half", "quarter"),
}
#: kinds of period that are never added up: a moment, and a week, which no month or year is made of
_NEVER_SUMMED = frozenset({"snapshot", "week"})


def times(cells: Mapping[tuple[Period, Breakdown], Cell], found: Additions) -> None:
    """Shorter periods to the longer ones that they make up: quarters to years and to rolling sums, years to pooled years."""
    series: dict[Breakdown, dict[str, dict[date, tuple[Period, Cell]]]] = {}
    whole: set[Cell] = set()
    for (period, breakdown), cell in cells.items():
        series.setdefault(breakdown, {}).setdefault(period.kind, {})[period.start] = period, cell
    for (period, breakdown), cell in cells.items():
        for kind in _PIECES.get(period.kind, ()):
            pieces, gaps = _tiles(period, series[breakdown].get(kind, {}))
            if not pieces or gaps > (cell.what != "numerator" and len(pieces) > 1):
                continue
            known = [found.counts[piece] for piece in pieces]
            if cell.what != "numerator" and (None in known or found.counts[cell] != sum(count or 0 for count in known)):
                continue
            found.add(cell, pieces, f"pieces of {period.kind} {period.start} {period.end}", whole=not gaps)
            whole.add(cell)
            break
    _uneven(cells, whole, found)


def _uneven(cells: Mapping[tuple[Period, Breakdown], Cell], whole: set[Cell], found: Additions) -> None:
    """What else a reader can take from one another: one span of time under two kinds of period, and a longer period less shorter ones.

    A year to date less the one before it, a year less its first half, twelve months less the twelve before: each period that is not made
    up of pieces already (`whole`) is the longest ones that are held within it, and what lies between these, from one day on which any
    period begins or ends to the next. So everything that is told is written in the same stretches of time.
    """
    groups: dict[tuple[Breakdown, str | None], dict[Span, list[tuple[Period, Cell]]]] = {}
    for (period, breakdown), cell in cells.items():
        if period.kind not in _NEVER_SUMMED:
            span = period.start, period.end + timedelta(days=1)
            groups.setdefault((breakdown, period.basis), {}).setdefault(span, []).append((period, cell))
    for spans in groups.values():
        for alike in spans.values():
            _one_span(alike, found)
        held = {span: alike[0][1] for span, alike in spans.items()}
        edges = sorted({day for span in held for day in span})
        made = {span: _within(span, held, edges) for span in held}
        if not _adds_up(held, made, found):
            made = {span: (parts, gaps) for span, (parts, gaps) in made.items() if not gaps and found.left(held[span], parts) == 0}
        _stretches(held, {span: within for span, within in made.items() if held[span] not in whole}, found)


def _adds_up(held: Mapping[Span, Cell], made: Mapping[Span, tuple[list[Cell], list[Span]]], found: Additions) -> bool:
    """Whether counts of one series are added up over time: numerators are taken to be.

    Those whom a share is out of may be the same people in each quarter; then two quarters hold more than their year does. They are added up
    where every period that holds others, one at least, is their sum or leaves room between them.
    """
    if all(cell.what == "numerator" for cell in held.values()):
        return True
    left = [(found.left(held[span], parts), gaps) for span, (parts, gaps) in made.items() if len(parts) > 1]
    return bool(left) and all(each is not None and (each == 0 or (each > 0 and bool(gaps))) for each, gaps in left)


def _one_span(alike: Sequence[tuple[Period, Cell]], found: Additions) -> None:
    """The same days as a year and as twelve months, as a quarter of two kinds of year: one count, hidden together or not at all."""
    for (_, one), (second, two) in combinations(alike, 2):
        if len({found.counts[one], found.counts[two]}) == 1 or None in (found.counts[one], found.counts[two]):
            found.add(one, [two], f"as {second.key}", whole=True)


def _within(span: Span, held: Mapping[Span, Cell], edges: Sequence[date]) -> tuple[list[Cell], list[Span]]:
    """The longest periods that lie end to end inside a longer one, and the stretches between them; one stretch alone is the period."""
    parts: list[Cell] = []
    gaps: list[Span] = []
    day = span[0]
    while day < span[1]:
        stops = [stop for start, stop in held if start == day and stop <= span[1] and (start, stop) != span]
        stop = max(stops, default=edges[bisect_right(edges, day)])
        if stops:
            parts.append(held[day, stop])
        else:
            gaps.append((day, stop))
        day = stop
    return parts, gaps


def _stretches(held: Mapping[Span, Cell], made: dict[Span, tuple[list[Cell], list[Span]]], found: Additions) -> None:
    """Relations of periods to what lies within them, but for those that say nothing."""
    made = {span: (parts, gaps) for span, (parts, gaps) in made.items() if parts or len(gaps) > 1}
    while True:
        shared = Counter(gap for _, gaps in made.values() for gap in gaps)
        silent = [span for span, (parts, gaps) in made.items() if _says_nothing(held[span], parts, gaps, shared, found)]
        if not silent:
            break
        for span in silent:
            del made[span]
    for span, (parts, gaps) in made.items():
        cell, left = held[span], found.left(held[span], parts)
        what = f"pieces of {cell.key.period.key}"
        if not gaps or (left is not None and left <= 0):
            found.add(cell, parts, what, whole=not gaps)
        else:
            unlisted = [
                Cell(replace(cell.key, period=Period("window", start, stop - timedelta(days=1))), "rest", f"time {cell.what}")
                for start, stop in gaps
            ]
            tied = any(shared[gap] > 1 for gap in gaps)
            found.add_stretches(cell, parts, unlisted if tied or len(gaps) == 1 else [], left, what)


def _says_nothing(cell: Cell, parts: Sequence[Cell], gaps: Sequence[Span], shared: Mapping[Span, int], found: Additions) -> bool:
    """Whether a stretch that nothing else tells of may be anything, so that nothing follows from the period; not so of hardly anybody.

    A period with one gap beside several pieces is kept, and one whose shorter periods count more people than it is no sum of them.
    """
    left, slip, usual = found.left(cell, parts), found.slip(cell, parts), len(parts) > 1 and len(gaps) <= 1
    if left is not None and left < (-slip if usual or not gaps else 0):
        return True
    if not gaps or usual or (left is not None and left <= slip):
        return False
    return any(shared[gap] == 1 for gap in gaps)


def _tiles(period: Period, held: Mapping[date, tuple[Period, Cell]]) -> tuple[list[Cell], int]:
    """Periods of one kind inside a longer one that do not overlap, and how many gaps they leave in it."""
    pieces: list[Cell] = []
    missing = 0
    day = period.start
    while day <= period.end:
        if day in held and held[day][0].end <= period.end:
            pieces.append(held[day][1])
            day = held[day][0].end + timedelta(days=1)
            continue
        later = [start for start, (piece, _) in held.items() if start > day and piece.end <= period.end]
        missing += 1
        day = min(later) if later else period.end + timedelta(days=1)
    return pieces, missing
