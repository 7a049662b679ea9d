"""The auditor: agreement with brute force, and the leaks of releases broken on purpose."""

import ast
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from disclosure_tables import EXACT5, GROUPS, HES7, MHSDS5, brute_force, grid, quarters, rounded_range, row
from scipy import optimize

from indicators.disclosure.audit import Told, audit
from indicators.disclosure.profiles import Profile
from indicators.disclosure.protection import protect
from indicators.disclosure.readings import Reading, counts_told
from indicators.disclosure.relations import Relation
from indicators.disclosure.release import count_shown
from indicators.estimates import rate

RATE = 100_000


def hiding(cells: Mapping[str, int], hidden: Sequence[str]) -> dict[str, Told]:
    """A release of exact counts with some hidden."""
    return {cell: Told(None if cell in hidden else count) for cell, count in cells.items()}


def exact_ranges(view: Mapping[str, Told], cap: int) -> dict[str, tuple[int, int]]:
    return {cell: (1, cap) if told.value is None else (int(told.value), int(told.value)) for cell, told in view.items()}


def test_exact_tables_agree_with_brute_force():
    rng = random.Random(7)
    compared = 0
    for _ in range(60):
        counts = [[rng.choice([0, 1, 2, 3, 4, 5, 6, 9]) for _ in range(3)] for _ in range(2)]
        cells, relations = grid(counts)
        inner = [cell for cell in cells if "r" in cell and "c" in cell and cells[cell]]
        hidden = rng.sample(inner, min(len(inner), rng.randint(2, 4)))
        verdict = audit(hiding(cells, hidden), relations, EXACT5)
        truth = brute_force(exact_ranges(hiding(cells, hidden), 20), relations)
        for cell in hidden:
            assert verdict.intervals[cell] == (min(truth[cell]), max(truth[cell]))
            exposed = max(truth[cell]) - min(truth[cell]) < EXACT5.high - EXACT5.low
            assert (cell in verdict.exposed) == exposed
            compared += 1
    assert compared > 150


@pytest.mark.parametrize("profile", [MHSDS5, HES7])
def test_rounded_tables_agree_with_brute_force(profile: Profile):
    rng = random.Random(11)
    compared = 0
    for _ in range(40):
        cells, relations = grid([[rng.choice([1, 2, 3, 4, 6, 7, 8, 11, 14]) for _ in range(2)] for _ in range(2)])
        view = {cell: Told(count_shown(count, profile)) for cell, count in cells.items()}
        ranges = {cell: rounded_range(None if told.value is None else int(told.value), profile) for cell, told in view.items()}
        truth = brute_force(ranges, relations)
        verdict = audit(view, relations, profile)
        for cell, told in view.items():
            if told.value is None:
                assert verdict.intervals[cell] == (min(truth[cell]), max(truth[cell]))
                compared += 1
    assert compared > 60


def test_gaps_between_the_ends_are_found():
    """x + y = 2a and x - y = 2b leave x + ... only every second number: here q = 2p, so that of 0 to 8 only even counts are possible."""
    relations = [Relation("T", ("p", "q")), Relation("U", ("q", "r")), Relation("V", ("p", "r", "s")), Relation("s2", ("s",))]
    cells = {"T": 8, "U": 8, "V": 12, "p": 4, "q": 4, "r": 4, "s": 4, "s2": 4}
    view = hiding(cells, ["p", "q", "r", "s", "s2"])
    truth = brute_force({cell: (1, 12) if told.value is None else (int(told.value),) * 2 for cell, told in view.items()}, relations)
    wanted = {"s": (1, 4)}
    assert not set(range(1, 5)) <= truth["s"]
    assert "s" in audit(view, relations, EXACT5, must_stay=wanted).exposed


def test_primary_suppression_alone_is_found_out():
    cells, relations = row((46, 3, 12, 9, 6, 8))
    verdict = audit(hiding(cells, ["Mixed"]), relations, EXACT5)
    assert not verdict.certified
    assert verdict.exposed == ("Mixed",)
    assert verdict.intervals["Mixed"] == (3, 3)


def test_quarters_beside_rolling_sums_are_found_out():
    cells, relations = quarters([5, 3, 6, 7, 8, 5])
    broken = audit(hiding(cells, ["q1", "q2"]), relations, EXACT5)
    assert not broken.certified
    protected = protect(cells, relations, EXACT5)
    assert audit(hiding(cells, sorted(protected.hidden)), relations, EXACT5).certified


def test_rolling_sums_break_even_rounded_counts():
    """Quarters rounded under hes7 leave a range; three overlapping sums beside them can close it."""
    found = 0
    rng = random.Random(5)
    for _ in range(40):
        cells, relations = quarters([rng.choice([2, 5, 7, 8, 12, 13, 17]) for _ in range(8)])
        view = {cell: Told(count_shown(count, HES7)) for cell, count in cells.items()}
        alone = audit({cell: told for cell, told in view.items() if cell.startswith("q")}, [], HES7)
        assert alone.certified
        found += not audit(view, relations, HES7).certified
    assert found > 0


def test_partners_that_move_between_releases_are_found_out():
    """The same row hidden as Mixed with Other, then as Mixed with Not stated: what either shows is known."""
    cells, relations = row((46, 3, 12, 9, 6, 8))
    for hidden in (["Mixed", "Other"], ["Mixed", "Not stated"]):
        assert audit(hiding(cells, hidden), relations, EXACT5).certified
    together = audit(hiding(cells, ["Mixed"]), relations, EXACT5)
    assert not together.certified


def test_a_rate_to_one_decimal_with_a_known_population_is_found_out():
    printed = round(3 / 45376 * RATE, 1)
    assert printed == 6.6
    cells, relations = row((46, 3, 12, 9, 6, 8))
    view = hiding(cells, ["Mixed", "Other"])
    assert audit(view, relations, EXACT5).certified
    view["Mixed"] = Told(None, beside=Reading(rate=printed, denominator=45376, multiplier=RATE, decimals=1))
    verdict = audit(view, relations, EXACT5)
    assert verdict.intervals["Mixed"] == (3, 3)
    assert not verdict.certified


@pytest.mark.parametrize("count", [3, 5, 12])
def test_limits_alone_give_the_count_even_without_the_population(count: int):
    """Byar's upper limit over the lower one depends on the count only."""
    made = rate(count, 61234.0, multiplier=RATE)
    assert counts_told(Reading(lower=round(float(made.lower), 1), upper=round(float(made.upper), 1), decimals=1)) == (count, count)
    cells, relations = row((46, 3, 12, 9, count + 1, 8))
    view = hiding(cells, ["Mixed", "Other"])
    limits = rate(3, 27388.0, multiplier=RATE)
    view["Mixed"] = Told(None, beside=Reading(lower=round(float(limits.lower), 1), upper=round(float(limits.upper), 1), decimals=1))
    assert "Mixed" in audit(view, relations, EXACT5).exposed


def test_a_rounded_rate_of_many_gives_nothing_away():
    low, high = counts_told(Reading(rate=0.1, denominator=1_000_000, multiplier=1000, decimals=1)) or (0, 0)
    assert high - low > 50


def test_what_the_source_hid_is_not_narrower_than_it_said():
    cells, relations = row((46, 3, 12, 9, 20, 8))
    view = hiding(cells, []) | {"Mixed": Told(None, bounds=(0, 4))}
    assert audit(view, relations, EXACT5).exposed == ("Mixed",)
    assert audit(view | {"Total": Told(None)}, relations, EXACT5).certified


def test_contradictions_are_not_certified():
    cells, relations = row((46, 3, 12, 9, 6, 8), total=50)
    verdict = audit(hiding(cells, ["Mixed", "Other"]), relations, EXACT5)
    assert not verdict.certified
    assert "contradicts" in verdict.reason


def test_what_cannot_be_solved_is_not_certified(monkeypatch: pytest.MonkeyPatch):
    cells, relations = grid([(10, 2), (11, 6), (9, 7), (12, 5)])
    hidden = ["r0c0", "r0c1", "r2c0", "r2c1"]
    assert audit(hiding(cells, hidden), relations, EXACT5).certified
    out_of_time = optimize.OptimizeResult(status=1, x=None)
    monkeypatch.setattr("indicators.disclosure.audit.milp", lambda *_, **__: out_of_time)
    verdict = audit(hiding(cells, hidden), relations, EXACT5)
    assert not verdict.certified
    assert set(verdict.exposed) == set(hidden)


def test_a_release_that_cannot_be_certified_fails_closed(monkeypatch: pytest.MonkeyPatch):
    """R5: with no answer from the auditor nothing is left but the grand total, and in the end nothing."""
    cells, relations = grid([(10, 2), (11, 6), (9, 7), (12, 5)])
    monkeypatch.setattr("indicators.disclosure.audit.milp", lambda *_, **__: optimize.OptimizeResult(status=1, x=None))
    protected = protect(cells, relations, EXACT5)
    left = {cell for cell, count in protected.shown.items() if count is not None}
    assert left <= {"all"}
    assert protected.withheld


def test_the_auditor_shares_no_code_with_the_hand_that_protects(root: Path):
    room = root / "indicators" / "disclosure"
    allowed = {"profiles", "relations", "readings"}
    for module in ("audit", "readings"):
        tree = ast.parse((room / f"{module}.py").read_text())
        ours = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("indicators")}
        assert {name.removeprefix("indicators.disclosure.") for name in ours} <= allowed
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
        assert "blocks" not in names


def test_the_order_of_cells_does_not_matter():
    cells, relations = row((30, 3, 2, 1, 4, 2), combined=10)
    backwards = dict(reversed(cells.items()))
    hidden = [*GROUPS]
    one, two = audit(hiding(cells, hidden), relations, EXACT5), audit(hiding(backwards, hidden), relations[::-1], EXACT5)
    assert one.intervals == two.intervals
