"""Laws of disclosure control over random tables: widths, repetition, order, and neighbours that look the same."""

from dataclasses import replace
from itertools import product

import numpy as np
from disclosure_tables import EXACT5, GROUPS, HES7, IDS, MHSDS5, brute_force, ethnic_row, grid, held, plan, rounded_range, row, shown
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from indicators import periods
from indicators.disclosure.protection import protect
from indicators.disclosure.relations import Relation
from indicators.disclosure.release import release
from indicators.observations import Held

COUNTS = st.sampled_from([0, 0, 1, 1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 12, 20, 46])
ROWS = st.lists(COUNTS, min_size=6, max_size=6)
GRIDS = st.lists(st.lists(st.sampled_from([0, 1, 2, 3, 5, 6, 8, 10]), min_size=3, max_size=3), min_size=2, max_size=3)
relaxed = settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


def row_interval(hidden: dict[str, int], cell: str, lows: dict[str, int]) -> tuple[int, int]:
    """What a reader can work out of one row by hand: the hidden cells share out the total less the rest."""
    together = sum(hidden.values())
    return lows[cell], together - sum(low for other, low in lows.items() if other != cell)


@settings(relaxed, max_examples=1200)
@given(ROWS, st.booleans())
def test_no_hidden_cell_of_a_row_is_narrower_than_the_primary_range(counts: list[int], zero_shown: bool):
    profile = EXACT5 if zero_shown else replace(EXACT5, low=0, zero_shown=False)
    cells, relations = row(counts)
    protected = protect(cells, relations, profile)
    assert protected.certified
    for cell, count in cells.items():
        assert protected.shown[cell] in (None, count)
        assert not profile.primary(count) or protected.shown[cell] is None
    if protected.shown["Total"] is not None:
        hidden = {cell: cells[cell] for cell in GROUPS if protected.shown[cell] is None}
        lows = dict.fromkeys(hidden, 1 if zero_shown else 0)
        for cell in hidden:
            low, high = row_interval(hidden, cell, lows)
            assert low <= profile.low
            assert high >= profile.high
    elif profile.primary(cells["Total"]):
        assert set(protected.shown.values()) == {None}


@settings(relaxed, max_examples=400)
@given(ROWS, st.permutations(range(6)), st.sampled_from([EXACT5, MHSDS5, HES7]))
def test_order_and_repetition_change_nothing(counts: list[int], order: list[int], profile):
    cells, relations = row(counts)
    once = protect(cells, relations, profile)
    shuffled = {GROUPS[i]: cells[GROUPS[i]] for i in order}
    again = protect({"Total": cells["Total"]} | shuffled, [replace(relations[0], parts=tuple(shuffled))], profile)
    assert shown(cells, once.shown) == shown(cells, again.shown)
    sticky = protect(cells, relations, profile, sticky=once.hidden)
    assert sticky.hidden == once.hidden


@settings(relaxed, max_examples=400)
@given(ROWS, st.data())
def test_neighbours_look_the_same(counts: list[int], data):
    """One person moved between two hidden cells of a row changes nothing that is shown, under the pattern of the release before."""
    cells, relations = row(counts)
    once = protect(cells, relations, EXACT5)
    hidden = [cell for cell in GROUPS if cell in once.hidden]
    assume(len(hidden) > 1)
    giver = data.draw(st.sampled_from([cell for cell in hidden if cells[cell] > 1] or hidden))
    taker = data.draw(st.sampled_from([cell for cell in hidden if cell != giver]))
    assume(cells[giver] > 1)
    neighbour = cells | {giver: cells[giver] - 1, taker: cells[taker] + 1}
    assert shown(cells, once.shown) == shown(neighbour, protect(neighbour, relations, EXACT5, sticky=once.hidden).shown)


@settings(relaxed, max_examples=80)
@given(GRIDS)
def test_grids_hold_against_brute_force(counts: list[list[int]]):
    cells, relations = grid(counts)
    protected = protect(cells, relations, EXACT5)
    assert protected.certified
    hidden = protected.hidden
    if any(EXACT5.primary(cells[r.total]) for r in relations) or len(hidden) > 5:
        return
    cap = 16
    ranges = {c: (1, cap) if c in hidden else (n, n) for c, n in cells.items()}
    truth = brute_force(ranges, relations)
    for cell in hidden:
        if EXACT5.primary(cells[cell]):
            assert set(range(EXACT5.low, EXACT5.high + 1)) <= truth[cell], cell


@settings(relaxed, max_examples=60)
@given(st.lists(st.lists(st.integers(0, 14), min_size=2, max_size=2), min_size=2, max_size=2))
def test_rounded_grids_hold_against_brute_force(counts: list[list[int]]):
    cells, relations = grid(counts)
    protected = protect(cells, relations, MHSDS5)
    assert protected.certified
    partners = {cell for cell in protected.hidden if not MHSDS5.primary(cells[cell])}
    ranges = {c: (0, 32) if c in partners else rounded_range(protected.shown[c], MHSDS5) for c in cells}
    if np.prod([high - low + 1 for cell, (low, high) in ranges.items() if cell.startswith("r") and "c" in cell]) > 1_000_000:
        return
    truth = brute_force(ranges, relations)
    for cell in protected.hidden - partners:
        assert truth[cell] >= set(range(5)), cell


def test_every_small_row_of_three_holds():
    """All rows of three groups with up to 9 people each: 1,000 tables, each against all that a reader could think."""
    for counts in product(range(10), repeat=3):
        cells = dict(zip("abc", counts, strict=True)) | {"all": sum(counts)}
        relations = [Relation("all", ("a", "b", "c"))]
        protected = protect(cells, relations, EXACT5)
        assert protected.certified
        if EXACT5.primary(cells["all"]):
            assert set(protected.shown.values()) == {None}
        elif protected.hidden and "all" not in protected.hidden:
            truth = brute_force({c: (1, 20) if c in protected.hidden else (n, n) for c, n in cells.items()}, relations)
            assert all(truth[cell] >= {1, 2, 3, 4} for cell in protected.hidden), counts
            assert all(protected.audit.intervals[cell] == (min(truth[cell]), max(truth[cell])) for cell in protected.hidden), counts


def test_every_small_grid_of_four_holds():
    """All grids of two by two of five counts: the auditor's intervals are those of brute force, and hold the primary range."""
    compared = 0
    for a, b, c, d in product((0, 1, 3, 5, 8), repeat=4):
        cells, relations = grid([(a, b), (c, d)])
        protected = protect(cells, relations, EXACT5)
        assert protected.certified
        if (
            any(EXACT5.primary(cells[r.total]) for r in relations)
            or not protected.hidden
            or any(r.total in protected.hidden for r in relations)
        ):
            continue
        truth = brute_force({cell: (1, 20) if cell in protected.hidden else (n, n) for cell, n in cells.items()}, relations)
        for cell in protected.hidden:
            assert protected.audit.intervals[cell] == (min(truth[cell]), max(truth[cell]))
            assert not EXACT5.primary(cells[cell]) or truth[cell] >= {1, 2, 3, 4}
            compared += 1
    assert compared > 100


def rows_held(counts: list[int]) -> list[Held]:
    return ethnic_row(periods.year(2020), counts)


@settings(relaxed, max_examples=60)
@given(ROWS, st.randoms(use_true_random=False), st.sampled_from(["exact5", "mhsds5", "hes7"]))
def test_releasing_again_or_in_another_order_gives_the_same(counts: list[int], random, profile: str):
    lines = rows_held(counts)
    once = release(lines, plan(profile))
    random.shuffle(lines)
    again = release(lines, plan(profile), patterns=once.patterns)
    assert once.observations == again.observations
    assert once.patterns == again.patterns


@settings(relaxed, max_examples=60)
@given(st.integers(5, 60), st.integers(1, 3), st.integers(1, 3), st.sampled_from(["exact5", "mhsds5"]))
def test_what_a_reader_gets_is_the_same_for_neighbours(white: int, one: int, two: int, profile: str):
    """A percentage of each group, with its limits: one person moved between two hidden groups leaves every byte as it was."""

    def lines(black: int, asian: int) -> list[Held]:
        counts = dict(zip(IDS, (white + 5, 7, asian, black, 30, 12), strict=True))
        period = periods.year(2021)
        made = [held(period, (("ethnic_group", id),), n, 200, n / 2) for id, n in counts.items()]
        return [*made, held(period, (), sum(counts.values()), 1200, sum(counts.values()) / 12)]

    first = release(lines(one, two + 1), plan(profile, "per_cent"))
    second = release(lines(one + 1, two), plan(profile, "per_cent"), patterns=first.patterns)

    def seen(made) -> str:
        return repr([(o.key, o.value, o.status, sorted(o.flags), o.numerator, o.denominator, o.lower, o.upper) for o in made.observations])

    assert seen(first) == seen(second)
