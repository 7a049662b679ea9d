"""Room: indicators. The auditor: what can a reader work out of a release? It shares no code with the hand that protects.

For every hidden cell it looks for the lowest and the highest count, and for each count that must stay possible, which agree with everything
that was let out: rounded values, totals, sums over time, what a hidden cell may be by its profile or its source, and rates or limits that
stand beside it. The search is an integer programme (HiGHS by `scipy.optimize.milp`); blocks that share no unknown are solved apart. What
cannot be solved is not certified.
"""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from indicators.disclosure.profiles import Profile
from indicators.disclosure.readings import Reading, counts_told
from indicators.disclosure.relations import Relation

C = TypeVar("C", bound=Hashable)
Interval = tuple[int, int]

#: variables of one programme; more questions than fit are asked in turn
_LARGEST = 6000
#: what may be taken as "no upper end" beside the largest number of a block
_ROOM = 1000


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader is told of one cell: its `value`, or None for [c]; the `bounds` that [c] stands for where they are not the profile's
    own (None: no upper end); and what stands beside it."""

    value: float | None
    bounds: tuple[int, int | None] | None = None
    beside: Reading | None = None


@dataclass(frozen=True, slots=True)
class Audit(Generic[C]):
    """The verdict: the interval of counts that stay possible for each hidden cell, and the hidden cells that are given away."""

    intervals: Mapping[C, Interval]
    exposed: tuple[C, ...]
    certified: bool
    reason: str


class _UnsolvedError(Exception):
    """The programme has no proven answer."""


def audit(
    view: Mapping[C, Told],
    relations: Sequence[Relation[C]],
    profile: Profile | Mapping[C, Profile],
    *,
    must_stay: Mapping[C, Interval] | None = None,
    seconds: float = 10.0,
) -> Audit[C]:
    """Whether `view` gives nobody away.

    `must_stay` names cells and the counts of which every one must stay possible. Without it, every hidden cell must keep an interval as
    wide as its profile's primary range. With it, so must the other hidden cells, but for those whose `bounds` are given. A cell named in a
    relation and not in the view is one of which nothing is told. Not solved within `seconds` a programme means not certified.
    """
    profiles = dict.fromkeys(view, profile) if isinstance(profile, Profile) else profile
    cells = dict.fromkeys([*view, *(cell for relation in relations for cell in relation.cells)])
    possible = {cell: _possible(view[cell], profiles[cell]) if cell in view else (0.0, math.inf) for cell in cells}
    intervals: dict[C, Interval] = {}
    exposed: list[C] = []
    reason = ""
    asked = {cell for cell in view if view[cell].value is None and _wanted(cell, view[cell], profiles[cell], must_stay) is not None}
    for members, rows in _blocks(possible, _binding(relations, possible, asked)):
        hidden = [cell for cell in members if cell in view and view[cell].value is None]
        if not hidden:
            continue
        wanted = {cell: _wanted(cell, view[cell], profiles[cell], must_stay) for cell in hidden}
        block = _Block(members, rows, possible, seconds)
        try:
            found, failed = _examined(block, wanted)
        except _UnsolvedError as unsolved:
            exposed.extend(hidden)
            reason = str(unsolved)
            continue
        intervals |= found
        exposed.extend(failed)
    for cell, told in view.items():
        low, high = possible[cell]
        if told.value is None and low == high:
            # What stands beside it, or its bounds, leave one count: it is in no block, and given away where anything is asked of it.
            intervals[cell] = int(low), int(high)
            if _falls_short(intervals[cell], _wanted(cell, told, profiles[cell], must_stay)):
                exposed.append(cell)
    reason = reason or ("a reader can narrow down what is hidden" if exposed else "")
    return Audit(intervals, tuple(exposed), not exposed, reason)


def _possible(told: Told, profile: Profile) -> tuple[float, float]:
    """The counts that one cell may stand for by itself."""
    low, high = _by_marking(told, profile)
    beside = counts_told(told.beside) if told.beside else None
    if beside is not None and told.value is None:
        low, high = max(low, beside[0]), min(high, beside[1])
    return low, high


def _by_marking(told: Told, profile: Profile) -> tuple[float, float]:
    if told.value is None:
        if told.bounds is not None:
            return told.bounds[0], math.inf if told.bounds[1] is None else told.bounds[1]
        if profile.base:
            return profile.low, profile.high
        return (1 if profile.zero_shown else 0), math.inf
    if not profile.base:
        return told.value, told.value
    low, high = math.ceil(told.value - profile.base / 2), math.ceil(told.value + profile.base / 2) - 1
    low = max(low, 0)
    # A count that is shown is none of those that the profile hides.
    if profile.low <= low <= profile.high:
        low = profile.high + 1
    if profile.low <= high <= profile.high:
        high = profile.low - 1
    return low, high


def _wanted(cell: C, told: Told, profile: Profile, must_stay: Mapping[C, Interval] | None) -> Interval | int | None:
    """The counts that must stay possible, or the width that must remain, or None where nothing is asked."""
    if must_stay is not None:
        if cell in must_stay:
            return must_stay[cell]
        if told.bounds is not None:
            return None
    elif told.bounds is not None and told.bounds[1] is not None:
        return told.bounds[1] - told.bounds[0]
    return max(profile.high - profile.low, 1)


def _binding(relations: Sequence[Relation[C]], possible: Mapping[C, tuple[float, float]], asked: set[C]) -> list[Relation[C]]:
    """Relations that say something: a total that may be any number, is in no other relation and of which nothing is asked says nothing."""
    named = Counter(cell for relation in relations for cell in relation.cells)
    return [
        relation
        for relation in relations
        if named[relation.total] > 1 or relation.total in asked or possible[relation.total] != (0, math.inf) or relation.offset < 0
    ]


def _blocks(
    possible: Mapping[C, tuple[float, float]], relations: Sequence[Relation[C]]
) -> Iterable[tuple[list[C], list[tuple[dict[C, int], int]]]]:
    """Unknown cells in groups tied by relations, each with its equations (coefficients by cell, right-hand side)."""
    near: dict[C, list[int]] = {cell: [] for cell, (low, high) in possible.items() if low != high}
    equations: list[tuple[dict[C, int], int]] = []
    for relation in relations:
        unknown: dict[C, int] = {}
        known = float(relation.offset)
        for sign, cell in [(-1, relation.total), *((1, part) for part in relation.parts)]:
            low, high = possible[cell]
            if low == high:
                known += sign * low
            else:
                unknown[cell] = unknown.get(cell, 0) + sign
        if unknown:
            for cell in unknown:
                near[cell].append(len(equations))
            equations.append((unknown, -round(known)))
    seen: set[C] = set()
    for start in near:
        if start in seen:
            continue
        seen.add(start)
        members, rows, queue = [], dict[int, None](), deque([start])
        while queue:
            cell = queue.popleft()
            members.append(cell)
            for row in near[cell]:
                rows[row] = None
                for other in equations[row][0]:
                    if other not in seen:
                        seen.add(other)
                        queue.append(other)
        yield members, [equations[row] for row in rows]


class _Block(Generic[C]):
    """The equations of one block as arrays, and the asking of many questions in one programme."""

    def __init__(self, members: list[C], rows: list[tuple[dict[C, int], int]], possible: Mapping[C, tuple[float, float]], seconds: float):
        self.members = members
        self.index = {cell: i for i, cell in enumerate(members)}
        self.rows = rows
        self.seconds = seconds
        self.low = np.array([possible[cell][0] for cell in members])
        high = np.array([possible[cell][1] for cell in members])
        ends = [abs(right) for _, right in rows] + [float(end) for end in high if math.isfinite(end)]
        self.cap = float(sum(ends) + self.low.sum() + _ROOM)
        self.high = np.minimum(high, self.cap)
        self.matrix = np.zeros((len(rows), len(members)))
        for i, (coefficients, _) in enumerate(rows):
            for cell, sign in coefficients.items():
                self.matrix[i, self.index[cell]] = sign
        self.right = np.array([float(right) for _, right in rows])

    def ask(self, questions: Sequence[tuple[int, int, int | None]]) -> NDArray[np.float64] | None:
        """One answer (a full set of counts) a question (cell, direction, fixed count): -1 for the highest, 1 for the lowest count.

        None where one of them has no answer. Many questions are one programme of independent copies.
        """
        size = len(self.members)
        together = max(1, _LARGEST // size)
        answers = []
        for first in range(0, len(questions), together):
            batch = questions[first : first + together]
            low, high = np.tile(self.low, len(batch)), np.tile(self.high, len(batch))
            cost = np.zeros(size * len(batch))
            for copy, (cell, direction, fixed) in enumerate(batch):
                at = copy * size + cell
                cost[at] = direction
                if fixed is not None:
                    low[at] = high[at] = fixed
            if (low > high).any():
                return None
            answers.append(self._solved(cost, low, high, len(batch)))
            if answers[-1] is None:
                return None
        return np.concatenate([answer for answer in answers if answer is not None])

    def _solved(
        self, cost: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64], copies: int
    ) -> NDArray[np.float64] | None:
        constraints = []
        if len(self.rows):
            whole = sparse.kron(sparse.eye_array(copies), sparse.csr_array(self.matrix), format="csr")
            right = np.tile(self.right, copies)
            constraints = [LinearConstraint(whole, right, right)]
        result = milp(
            cost,
            integrality=np.ones(len(cost), dtype=np.int64),
            bounds=Bounds(low, high),
            constraints=constraints,
            options={"time_limit": self.seconds, "mip_rel_gap": 0.0},
        )
        if result.status == 2:
            return None
        if result.status != 0 or result.x is None:
            raise _UnsolvedError("the auditor could not solve the block in time")
        answer: NDArray[np.float64] = np.rint(np.asarray(result.x, dtype=np.float64))
        return answer.reshape(copies, len(self.members))


def _examined(block: _Block[C], wanted: Mapping[C, Interval | int | None]) -> tuple[dict[C, Interval], list[C]]:
    """The interval of each hidden cell, and those that fail what is wanted of them."""
    hidden = list(wanted)
    seen = _witnesses(block, hidden)
    if seen is None:
        raise _UnsolvedError("what was let out contradicts itself, so the auditor cannot judge it")
    intervals = {cell: (int(min(counts)), int(max(counts))) for cell, counts in seen.items()}
    failed: list[C] = []
    open_questions: list[tuple[C, int]] = []
    gapless = len(block.rows) <= 1 or _two_sided(block.matrix)
    for cell, want in wanted.items():
        if _falls_short(intervals[cell], want):
            failed.append(cell)
        elif isinstance(want, tuple) and not gapless:
            open_questions.extend((cell, count) for count in range(want[0], want[1] + 1) if count not in seen[cell])
    if open_questions:
        failed.extend(_gaps(block, open_questions))
    return intervals, list(dict.fromkeys(failed))


def _falls_short(interval: Interval, want: Interval | int | None) -> bool:
    """Whether an interval is narrower than a width, or lacks an end of a range."""
    low, high = interval
    if want is None:
        return False
    return high - low < want if isinstance(want, int) else low > want[0] or high < want[1]


def _witnesses(block: _Block[C], hidden: list[C]) -> dict[C, set[int]] | None:
    """Counts of each hidden cell that are certainly possible, its lowest and highest among them."""
    if len(block.rows) <= 1:
        return {cell: set(_in_one_row(block, block.index[cell])) for cell in hidden} if _consistent(block) else None
    answers = block.ask([(block.index[cell], direction, None) for cell in hidden for direction in (1, -1)])
    if answers is None:
        return None
    return {cell: {int(count) for count in answers[:, block.index[cell]]} for cell in hidden}


def _in_one_row(block: _Block[C], cell: int) -> tuple[int, int]:
    """Lowest and highest count where there is one equation or none: sums of intervals have no gaps, so no programme is needed."""
    if not len(block.rows):
        return int(block.low[cell]), int(block.high[cell])
    signs = block.matrix[0]
    least, most = np.minimum(signs * block.low, signs * block.high), np.maximum(signs * block.low, signs * block.high)
    rest_least, rest_most = least.sum() - least[cell], most.sum() - most[cell]
    ends = sorted(((block.right[0] - rest_most) * signs[cell], (block.right[0] - rest_least) * signs[cell]))
    return int(max(block.low[cell], ends[0])), int(min(block.high[cell], ends[1]))


def _consistent(block: _Block[C]) -> bool:
    if not len(block.rows):
        return bool((block.low <= block.high).all())
    least = np.minimum(block.matrix[0] * block.low, block.matrix[0] * block.high).sum()
    most = np.maximum(block.matrix[0] * block.low, block.matrix[0] * block.high).sum()
    return bool(least <= block.right[0] <= most and (block.low <= block.high).all())


def _gaps(block: _Block[C], questions: list[tuple[C, int]]) -> list[C]:
    """Cells of which a count between the lowest and the highest is not possible: overlapping sums can leave gaps."""
    asked = [(block.index[cell], 1, count) for cell, count in questions]
    if block.ask(asked) is not None:
        return []
    return [cell for (cell, _), question in zip(questions, asked, strict=True) if block.ask([question]) is None]


def _two_sided(matrix: NDArray[np.float64]) -> bool:
    """Whether every unknown stands in two equations at most and the equations fall into two sides (Hoffman and Kruskal 1956).

    Such a system has whole answers for whole bounds, so a hidden cell has no gap between its lowest and highest count.
    """
    links: dict[int, list[tuple[int, bool]]] = {row: [] for row in range(len(matrix))}
    for column in matrix.T:
        rows = np.flatnonzero(column)
        if len(rows) > 2 or (np.abs(column) > 1).any():
            return False
        if len(rows) == 2:
            differ = bool(column[rows[0]] == column[rows[1]])
            links[int(rows[0])].append((int(rows[1]), differ))
            links[int(rows[1])].append((int(rows[0]), differ))
    side: dict[int, bool] = {}
    for start in links:
        queue = deque([start] if start not in side else [])
        side.setdefault(start, False)
        while queue:
            row = queue.popleft()
            for other, differ in links[row]:
                expected = side[row] != differ
                if other not in side:
                    side[other] = expected
                    queue.append(other)
                elif side[other] != expected:
                    return False
    return True
