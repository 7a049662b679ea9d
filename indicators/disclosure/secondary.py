"""Room: indicators. Secondary suppression: the fewest further people hidden so that no hidden cell can be worked out.

One row alone has a closed form. Otherwise: what a reader could do to one hidden cell is a linear programme; its dual prices say which
cells, if hidden, would stop it. They become conditions of a small choosing programme that hides the least, and the two take turns until
nothing can be worked out. Source of the method: Fischetti and Salazar-Gonzalez 2001, "Solving the cell suppression problem on tabular
data with linear constraints".
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from indicators.disclosure.relations import Relation

C = TypeVar("C", bound=Hashable)
Range = tuple[float, float]
_TURNS = 60
#: up to this many cells the least loss is proven; in larger blocks it may be missed by this share
_EXACTLY, _NEARLY = 60, 0.05
_NODES = 300


@dataclass(frozen=True, slots=True)
class Choice:
    """What choosing needs to know of one cell: the counts it may stand for when shown and when hidden, the counts that must stay
    possible (None where nothing is asked), what hiding it costs, and whether it is hidden already or cannot be."""

    shown: Range
    hidden: Range
    must_stay: Range | None
    cost: int
    is_hidden: bool
    may_hide: bool

    @property
    def told(self) -> Range:
        """What a reader is told now."""
        return self.hidden if self.is_hidden else self.shown


def partners(cells: Mapping[C, Choice], relations: Sequence[Relation[C]]) -> frozenset[C]:
    """Further cells to hide, at the least total cost; all that may be hidden where no choice is enough.

    `cells` is in a fixed order: of choices that cost the same, the first is taken.
    """
    if len(relations) == 1:
        return _row(cells, relations[0])
    return _Chooser(cells, relations).chosen()


def _row(cells: Mapping[C, Choice], relation: Relation[C]) -> frozenset[C]:
    """The closed form: the hidden cells of one row share out their sum, so each may have what the others can spare."""
    now = {cell: choice.told for cell, choice in cells.items()}
    added: list[C] = []
    candidates = sorted((cell for cell, c in cells.items() if c.may_hide and not c.is_hidden), key=lambda cell: cells[cell].cost)
    while not all(_stays(now, relation, cell, c.must_stay) for cell, c in cells.items() if c.must_stay):
        if not candidates:
            break
        added.append(candidates.pop(0))
        now[added[-1]] = cells[added[-1]].hidden
    return frozenset(added)


def _stays(now: Mapping[C, Range], relation: Relation[C], cell: C, wanted: Range | None) -> bool:
    """Whether a row lets a cell have its whole wanted range; the total counts against its parts."""
    assert wanted is not None
    least = most = float(relation.offset)
    for part in relation.parts:
        if part != cell:
            least, most = least + now[part][0], most + now[part][1]
    if cell == relation.total:
        low, high = least, most
    else:
        total = now[relation.total]
        low, high = total[0] - most, total[1] - least
    return max(low, now[cell][0]) <= wanted[0] and min(high, now[cell][1]) >= wanted[1]


class _Chooser(Generic[C]):
    """The two programmes of one block, taking turns."""

    def __init__(self, cells: Mapping[C, Choice], relations: Sequence[Relation[C]]) -> None:
        self.cells = list(cells)
        self.choices = list(cells.values())
        index = {cell: i for i, cell in enumerate(self.cells)}
        self.matrix = np.zeros((len(relations), len(self.cells)))
        for row, relation in enumerate(relations):
            for part in relation.parts:
                self.matrix[row, index[part]] += 1
            self.matrix[row, index[relation.total]] -= 1
        self.right = np.array([-float(relation.offset) for relation in relations])
        ends = [end for choice in self.choices for end in choice.told if np.isfinite(end)]
        cap = sum(ends) + 1000.0
        self.shown = np.minimum(np.array([choice.shown for choice in self.choices]), cap)
        self.hidden = np.minimum(np.array([choice.hidden for choice in self.choices]), cap)
        self.fixed = np.array([choice.is_hidden for choice in self.choices])
        self.free = np.array([choice.may_hide and not choice.is_hidden for choice in self.choices])
        self.cost = np.array([float(choice.cost) for choice in self.choices])
        self.conditions: list[tuple[NDArray[np.float64], float]] = []

    def chosen(self) -> frozenset[C]:
        """The cells to add."""
        self._ask_for_company()
        hiding = self.fixed.copy()
        if self.conditions:
            first = self._least()
            if first is None:
                return frozenset(cell for cell, free in zip(self.cells, self.free, strict=True) if free)
            hiding = first
        for _ in range(_TURNS):
            before = len(self.conditions)
            self._ask_reader(hiding)
            if len(self.conditions) == before:
                return frozenset(cell for cell, hide, was in zip(self.cells, hiding, self.fixed, strict=True) if hide and not was)
            least = self._least()
            if least is None:
                break
            hiding = least
        return frozenset(cell for cell, free in zip(self.cells, self.free, strict=True) if free)

    def _ask_for_company(self) -> None:
        """A hidden cell alone in a row of exact numbers is the total less the rest: whatever is hidden, now or later, needs a second.

        The reader would find this too, turn by turn; said beforehand it saves most of the turns.
        """
        known = (self.shown[:, 0] == self.shown[:, 1]) | self.fixed
        for row in self.matrix:
            members = np.flatnonzero(row)
            if not known[members].all():
                continue
            for cell in members:
                others = members[members != cell]
                asked = self.fixed[cell] and self.choices[cell].must_stay is not None
                if self.fixed[others].any() or not (asked or self.free[cell]):
                    continue
                condition = np.zeros(len(self.cells))
                condition[others[self.free[others]]] = 1.0
                condition[cell] = 0.0 if asked else -1.0
                self.conditions.append((condition, 1.0 if asked else 0.0))

    def _ask_reader(self, hiding: NDArray[np.bool_]) -> None:
        """Solve the reader's programmes, all in one, and turn each that succeeds too well into a condition."""
        questions = [(i, direction) for i, c in enumerate(self.choices) if c.must_stay is not None for direction in (1.0, -1.0)]
        low = np.where(hiding, self.hidden[:, 0], self.shown[:, 0])
        high = np.where(hiding, self.hidden[:, 1], self.shown[:, 1])
        copies, size = len(questions), len(self.cells)
        cost = np.zeros((copies, size))
        for copy, (i, direction) in enumerate(questions):
            cost[copy, i] = direction
        equations = sparse.kron(sparse.eye_array(copies), sparse.csr_array(self.matrix), format="csr")
        result = linprog(  # type: ignore[call-overload]  # the stubs know dense equations only; the function takes sparse ones
            cost.ravel(),
            A_eq=equations,
            b_eq=np.tile(self.right, copies),
            bounds=list(zip(np.tile(low, copies).tolist(), np.tile(high, copies).tolist(), strict=True)),
            method="highs",
        )
        if result.status != 0:
            # The numbers contradict each other: nothing can be chosen well, so everything is, and the auditor has the last word.
            self.conditions.append((np.zeros(size), 1.0))
            return
        answers = np.asarray(result.x).reshape(copies, size)
        prices = np.asarray(result.eqlin.marginals).reshape(copies, -1)
        for copy, (i, direction) in enumerate(questions):
            wanted = self.choices[i].must_stay
            assert wanted is not None
            target = wanted[0] if direction > 0 else -wanted[1]
            if answers[copy, i] * direction > target + 1e-6:
                self._add_condition(cost[copy] - self.matrix.T @ prices[copy], float(prices[copy] @ self.right), target)

    def _add_condition(self, reduced: NDArray[np.float64], constant: float, target: float) -> None:
        """By duality the reader's best is at least constant + sum(reduced x end); hiding moves ends, and must move it past `target`."""
        ends = np.where(reduced > 0, self.shown[:, 0], self.shown[:, 1])
        moved = np.where(reduced > 0, self.hidden[:, 0], self.hidden[:, 1])
        gain = np.maximum(-reduced * (moved - ends), 0.0)
        need = constant + float(reduced @ ends) - target - float(gain[self.fixed].sum())
        if need > 1e-7:
            gain = np.where(self.free, np.minimum(gain, need), 0.0)
            self.conditions.append((gain / need, 1.0))

    def _least(self) -> NDArray[np.bool_] | None:
        """The cheapest choice that meets all conditions so far."""
        rows = np.array([condition for condition, _ in self.conditions])
        needs = np.array([need for _, need in self.conditions])
        result = milp(
            self.cost,
            integrality=np.ones(len(self.cells), dtype=np.int64),
            bounds=Bounds(self.fixed.astype(float), (self.fixed | self.free).astype(float)),
            constraints=[LinearConstraint(rows, needs - 1e-7, np.inf)],
            options={"mip_rel_gap": 0.0 if len(self.cells) <= _EXACTLY else _NEARLY, "node_limit": _NODES},
        )
        if result.status == 2:
            return None
        # Work is limited by nodes, not by the clock, so that the same table gives the same choice on every machine.
        return np.asarray(result.x) > 0.5 if result.x is not None else self._enough(rows, needs)

    def _enough(self, rows: NDArray[np.float64], needs: NDArray[np.float64]) -> NDArray[np.bool_]:
        """A choice that meets all conditions, though perhaps not the cheapest: always the cell that does most for its cost."""
        hiding = self.fixed.copy()
        while ((short := needs - 1e-7 - rows @ (hiding & ~self.fixed)) > 0).any() and (self.free & ~hiding).any():
            gain = np.minimum(rows[short > 0], short[short > 0][:, None]).sum(axis=0) / (self.cost + 1)
            hiding[np.argmax(np.where(self.free & ~hiding, gain, -1.0))] = True
        return hiding
