"""Which counts add up to which, read from what is held."""

from collections.abc import Mapping

from disclosure_tables import indicator, plan

from indicators import periods
from indicators.disclosure.additions import additions
from indicators.disclosure.patterns import Cell
from indicators.disclosure.relations import Relation
from indicators.observations import Key
from indicators.periods import Period

HIGH = 4
Where = tuple[Period, str]


def cell(period: Period, group: str = "", *, dimension: str = "ethnic_group", id: str = "i", part: str = "") -> Cell:
    return Cell(Key(id, part, "town", period, ((dimension, group),) if group else ()), "numerator")


def found(counts: Mapping[Cell, int | None], bounds: Mapping[Cell, tuple[int, int | None]] | None = None, **more: object):
    the_plan = plan("exact5", more=[indicator("j", "exact5")], **more)  # type: ignore[arg-type]
    return additions(counts, bounds or {}, {}, the_plan, lambda _: HIGH)


QUARTERS = [periods.quarter(2020, q) for q in range(1, 5)]
YEAR = periods.year(2020)


def test_quarters_make_a_year():
    counts = {cell(q): 10 for q in QUARTERS} | {cell(YEAR): 40}
    assert found(counts) == ([Relation(cell(YEAR), tuple(map(cell, QUARTERS)))], {})


def test_the_longest_pieces_are_taken():
    months = {cell(periods.month(2020 + (m > 12), (m - 1) % 12 + 1)): 5 for m in range(4, 16)}
    counts = months | {cell(q): 15 for q in QUARTERS} | {cell(YEAR): 60}
    relations, _ = found(counts)
    assert sorted(len(relation.parts) for relation in relations) == [3, 3, 3, 3, 4]


def test_years_make_pooled_years():
    years = [periods.year(y, year_type="calendar") for y in (2017, 2018, 2019)]
    pooled = periods.pooled(2017, 2019)
    assert found({cell(y): 60 for y in years} | {cell(pooled): 180})[0] == [Relation(cell(pooled), tuple(map(cell, years)))]


def test_a_small_quarter_that_is_not_held_is_protected_too():
    counts = {cell(q): 10 for q in QUARTERS[:3]} | {cell(YEAR): 32}
    [relation], rests = found(counts)
    [(rest, (count, _))] = rests.items()
    assert (rest.what, count) == ("rest", 2)
    assert rest in relation.parts


def test_a_quarter_that_is_not_held_beside_one_that_is_hidden_is_unknown():
    counts = {cell(QUARTERS[0]): 3, cell(QUARTERS[1]): None, cell(QUARTERS[2]): 3, cell(YEAR): 20}
    _, rests = found(counts, {cell(QUARTERS[1]): (0, 4)})
    assert [count for count, _ in rests.values()] == [None]


def test_snapshots_and_weeks_are_never_summed():
    days = {cell(periods.snapshot(q.end)): 10 for q in QUARTERS} | {cell(YEAR): 40}
    assert found(days) == ([], {})


def test_two_gaps_make_no_sum_and_one_gap_is_one_unlisted_count():
    assert found({cell(q): 10 for q in QUARTERS[::2]} | {cell(YEAR): 40}) == ([], {})
    _, rests = found({cell(q): 10 for q in QUARTERS[:2]} | {cell(YEAR): 22})
    assert [count for count, _ in rests.values()] == [2]


def test_groups_that_far_exceed_their_total_make_no_sum():
    """People in several categories: carers who are carers of more than one person."""
    counts = {cell(YEAR, group, dimension="carer"): 30 for group in ("a", "b")} | {cell(YEAR): 40}
    assert found(counts) == ([], {})


def test_a_slip_of_a_few_is_taken_to_be_known():
    counts = {cell(YEAR, "Female", dimension="sex"): 21, cell(YEAR, "Male", dimension="sex"): 20, cell(YEAR): 40}
    [relation], _ = found(counts)
    assert relation.offset == -1


def test_unknown_groups_are_not_counted_twice():
    counts = {cell(YEAR, "white"): 40, cell(YEAR, "not_stated"): 6, cell(YEAR, "not_known"): 2, cell(YEAR, "unknown"): 8, cell(YEAR): 48}
    relations, rests = found(counts)
    assert not rests
    assert {relation.total for relation in relations} == {cell(YEAR, "unknown"), cell(YEAR)}


def test_bands_that_overlap_make_no_sum():
    counts = {cell(YEAR, "18 to 30", dimension="age"): 20, cell(YEAR, "25 to 40", dimension="age"): 20, cell(YEAR): 40}
    assert found(counts) == ([], {})


def test_one_indicator_inside_another():
    counts = {cell(YEAR): 63, cell(YEAR, id="j"): 60}
    [relation], rests = found(counts, overlaps=["j"])
    assert relation.total == cell(YEAR)
    assert [count for count, _ in rests.values()] == [3]
    assert found(counts) == ([], {})
