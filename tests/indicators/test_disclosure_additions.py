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


# -- spans of time that are not pieces of one kind --------------------------------------------------------------------------------------


def ytd(quarters: int) -> Period:
    return Period("ytd", YEAR.start, QUARTERS[quarters - 1].end)


def rests(counts: Mapping[Cell, int | None]) -> list[int | None]:
    return [count for count, _ in found(counts)[1].values()]


def test_one_span_under_two_kinds_is_one_count():
    """ "Send each kind in a file of its own", says the reading of files: so both are held, and one would tell what the other hides."""
    for other in (periods.rolling12(YEAR.end), ytd(4), Period("window", YEAR.start, YEAR.end)):
        [relation], _ = found({cell(YEAR): 3, cell(other): 3})
        assert set(relation.cells) == {cell(YEAR), cell(other)}
    [relation], _ = found({cell(QUARTERS[0]): 3, cell(periods.quarter(2020, 2, year_type="calendar")): 3})
    assert len(relation.parts) == 1


def test_one_span_with_two_counts_is_no_sum():
    """Deaths by occurrence and by registration, or a version before and after."""
    assert found({cell(YEAR): 30, cell(periods.rolling12(YEAR.end)): 33}) == ([], {})


def test_the_few_between_two_years_to_date_are_protected():
    assert rests({cell(ytd(1)): 9, cell(ytd(2)): 12}) == [3]
    assert rests({cell(ytd(1)): 9, cell(ytd(2)): 19}) == []


def test_the_few_of_a_year_beside_its_half_or_its_last_quarter_are_protected():
    assert rests({cell(YEAR): 12, cell(periods.half(2020, 1)): 9}) == [3]
    assert rests({cell(YEAR): 12, cell(QUARTERS[3]): 9}) == [3]
    assert rests({cell(YEAR): 12, cell(QUARTERS[1]): 9}) == [3]


def test_the_few_of_two_gaps_are_protected():
    assert rests({cell(QUARTERS[0]): 9, cell(QUARTERS[2]): 8, cell(YEAR): 20}) == [3]


def test_a_year_to_date_and_the_quarter_after_it_make_the_next():
    [relation], none = found({cell(ytd(1)): 9, cell(QUARTERS[1]): 3, cell(ytd(2)): 12})
    assert (relation.total, set(relation.parts), none) == (cell(ytd(2)), {cell(ytd(1)), cell(QUARTERS[1])}, {})


def test_twelve_months_less_the_twelve_before_tell_of_two_quarters():
    """31 = 35 - Q2 + Q6, whatever Q3 and Q5 are; of the first sum nothing follows, for Q1 may be anything."""
    quarters = [periods.quarter(2023 + n // 4, n % 4 + 1) for n in range(6)]
    rolling = {cell(periods.rolling12(quarters[last].end)): count for last, count in ((3, 32), (4, 35), (5, 31))}
    relations, _ = found({cell(quarters[1]): 7, cell(quarters[3]): 11, cell(quarters[5]): 3, **rolling})
    assert {relation.total for relation in relations} & set(rolling) == set([*rolling][1:])
    told = {part for relation in relations for part in relation.parts}
    assert cell(quarters[5]) in told
    assert Cell(Key("i", "", "town", Period("window", quarters[4].start, quarters[4].end)), "rest", "time numerator") in told


def test_windows_that_only_overlap_say_nothing():
    quarters = [periods.quarter(2023 + n // 4, n % 4 + 1) for n in range(6)]
    assert found({cell(periods.rolling12(quarters[last].end)): 30 + last for last in (3, 4, 5)}) == ([], {})


def test_two_sums_that_disagree_of_one_stretch_do_not_contradict_each_other():
    """A year of 40 leaves 2 for the third quarter, a year to date of 31 leaves 3."""
    counts = {cell(q): 10 for q in (QUARTERS[0], QUARTERS[1], QUARTERS[3])} | {cell(YEAR): 32, cell(ytd(3)): 23}
    relations, rests = found(counts)
    assert sorted(count for count, _ in rests.values()) == [3]
    assert Relation(cell(YEAR), (cell(ytd(3)), cell(QUARTERS[3])), -1) in relations


def out_of(period: Period) -> Cell:
    return Cell(cell(period).key, "denominator")


def test_those_whom_shares_are_out_of_are_added_up_where_they_prove_to_be_sums():
    """22 in two quarters of 11, so the 4 of the last quarter are 37 - 22 - 11."""
    half = {out_of(QUARTERS[0]): 11, out_of(QUARTERS[1]): 11, out_of(ytd(2)): 22}
    relations, _ = found({**half, out_of(QUARTERS[2]): 11, out_of(QUARTERS[3]): 4, out_of(YEAR): 37})
    assert {relation.total for relation in relations} == {out_of(ytd(2)), out_of(YEAR)}
    relations, rests = found({**half, out_of(QUARTERS[2]): 11, out_of(YEAR): 37})
    assert [count for count, _ in rests.values()] == [4]


def test_those_whom_shares_are_out_of_are_added_up_where_there_is_room_for_it():
    held = {out_of(q): 30 for q in QUARTERS[:2]} | {out_of(QUARTERS[3]): 32, out_of(YEAR): 95}
    assert [count for count, _ in found(held)[1].values()] == [3]


def test_the_same_people_in_each_quarter_are_no_sum():
    held = {out_of(q): 40 for q in QUARTERS} | {out_of(YEAR): 40, out_of(ytd(2)): 41}
    assert found(held) == ([], {})
    assert found({out_of(QUARTERS[0]): 40, out_of(YEAR): 42}) == ([], {})


def test_a_stretch_of_those_counted_is_none_of_those_they_are_out_of():
    """Both are left of the year beside its quarters: 2 people of 9."""
    counted = {cell(q): 4 for q in QUARTERS[:3]} | {cell(YEAR): 14, cell(periods.rolling12(YEAR.end)): 14}
    shared = {out_of(q): 10 for q in QUARTERS[:3]} | {out_of(YEAR): 39, out_of(ytd(2)): 20}
    _, rests = found(counted | shared)
    assert {(rest.of, count) for rest, (count, _) in rests.items()} == {("time numerator", 2), ("time denominator", 9)}
