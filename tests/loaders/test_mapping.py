"""From figures to the observations of a plan: adding up, dividing, and saying why not."""

from datetime import date

import pytest
from grids import AREA, SOURCE, small_plan
from hypothesis import given
from hypothesis import strategies as st

from indicators import periods
from indicators.observations import Status
from loaders.mapping import observations
from loaders.published.figures import Figure
from loaders.totals import share, total

BEFORE, AFTER = periods.quarter(2017, 4), periods.quarter(2018, 1)
HIDDEN = {"number": None, "status": Status.HIDDEN, "bounds": (0.0, 4.0), "reason": "suppressed by the publisher"}
MISSING = {"number": None, "status": Status.NOT_AVAILABLE, "reason": "the file gives no number"}


def figure(measure="N", area="02X", period=AFTER, number=10.0, address="line 2", **more):
    return Figure(**{"measure": measure, "area": area, "period": period, "number": number, "address": address, **more})


def mapped(figures, *selections, part=None, populations=None, **plan):
    published = [{"source": "s", "areas": ["town"], **selection} for selection in selections]
    return observations(
        figures, small_plan({"published": published, **(part or {})}, **plan), "mhsds", file="f.csv", populations=populations
    )


def reasons(result):
    return [passed.reason for passed in result.passed]


COUNT = {"numerator": "N"}
SHARE = {"numerator": "N", "denominator": "D"}


def test_a_value_is_carried_as_published_with_its_limits_count_flags_and_cell():
    given_ = figure(
        number=19.3952595871038, lower=16.6, upper=22.4, limits="as published", numerator=192.0, denominator=995471.0, flags=frozenset("e")
    )
    [observation] = mapped([given_], {"value": "N", "flags": ["p"]}).observations
    assert (observation.value, observation.lower, observation.upper, observation.limits) == (19.3952595871038, 16.6, 22.4, "as published")
    assert (observation.numerator, observation.denominator, observation.flags) == (192.0, 995471.0, frozenset("ep"))
    assert (observation.origin.file, observation.origin.address, observation.key.area) == ("f.csv", "line 2", "town")


def test_a_share_is_numerator_over_denominator_and_names_both_cells():
    figures = [figure(number=6018.0, address="D5"), figure("D", number=7408.0, address="D9")]
    [observation] = mapped(figures, SHARE, part={"multiplier": 100}).observations
    assert observation.value == 6018 / 7408 * 100
    assert (observation.numerator, observation.denominator, observation.origin.address) == (6018.0, 7408.0, "D5; D9")


SHARES = {
    "nought of nought": (figure(number=0.0), figure("D", number=0.0), "z", 0.0, 0.0),
    "some of nought": (figure(number=3.0), figure("D", number=0.0), "x", 3.0, 0.0),
    "nought of some": (figure(number=0.0), figure("D", number=3.0), "ok", 0.0, 3.0),
    "hidden numerator": (figure(**HIDDEN), figure("D", number=3.0), "c", None, 3.0),
    "missing numerator": (figure(**MISSING), figure("D", number=3.0), "x", None, 3.0),
    "hidden denominator": (figure(number=3.0), figure("D", **HIDDEN), "c", 3.0, None),
    "missing denominator": (figure(number=3.0), figure("D", **MISSING), "x", 3.0, None),
}


@pytest.mark.parametrize(("above", "below", "status", "numerator", "denominator"), SHARES.values(), ids=SHARES.keys())
def test_a_share_without_a_value_says_why(above, below, status, numerator, denominator):
    [observation] = mapped([above, below], SHARE).observations
    assert (observation.status, observation.numerator, observation.denominator) == (status, numerator, denominator)
    assert (observation.value is None) == (status != "ok")
    assert bool(observation.reason) == (status != "ok")


def test_a_count_whose_denominator_is_absent_is_passed_over():
    result = mapped([figure()], SHARE)
    assert (result.observations, reasons(result)) == ((), ["a count whose denominator is not in the file"])


def test_the_codes_of_one_area_are_added_up_until_they_merge():
    figures = [
        figure(area="01A", period=BEFORE, number=2.0, address="line 2"),
        figure(area="01B", period=BEFORE, number=3.0, address="line 3"),
        figure(area="02X", period=AFTER, number=7.0, address="line 4"),
    ]
    first, second = mapped(figures, COUNT, part={"unit": "count"}).observations
    assert (first.key.period, first.value, first.origin.address) == (BEFORE, 5.0, "line 2; line 3")
    assert (second.key.period, second.value) == (AFTER, 7.0)


def test_an_area_is_not_shown_with_one_of_its_codes_missing():
    result = mapped([figure(area="01A", period=BEFORE)], COUNT)
    assert (result.observations, reasons(result)) == ((), ["not all of the codes that make up Anytown have a figure"])


def test_a_code_outside_its_time_is_not_the_area():
    result = mapped([figure(area="02X", period=BEFORE)], COUNT)
    assert (result.observations, reasons(result)) == ((), ["about the plan's areas, but not asked for by the plan"])


def test_published_rates_of_several_codes_are_not_added_up():
    figures = [figure(area=code, period=BEFORE, address=f"line {line}") for line, code in enumerate(("01A", "01B"), 2)]
    result = mapped(figures, {"value": "N"})
    assert result.observations == ()
    assert reasons(result) == ["values of the 2 codes that make up Anytown, which cannot be added up"]


def test_published_rates_of_several_groups_or_months_are_not_added_up():
    groups = [figure(dimensions={"age": age}, address=age) for age in "ab"]
    months = [figure(period=periods.month(2019, number), address=f"line {number}") for number in (4, 5, 6)]
    for figures, how in ((groups, {"where": {"age": ["a", "b"]}}), (months, {"aggregate": "quarter"})):
        result = mapped(figures, {"value": "N", **how})
        assert (result.observations, reasons(result)) == ((), ["published values that are no counts, which cannot be added up"])


def test_codes_of_different_schemes_are_never_added_up():
    [observation] = mapped([figure(number=7.0), figure(area="T1", number=100.0, address="line 9")], COUNT).observations
    assert observation.value == 7.0


def test_several_categories_are_added_up_as_far_as_the_period_has_them():
    later = periods.quarter(2021, 1)
    where = {"where": {"age": ["65 and over", "65 to 74", "75 and over"]}}
    figures = [
        figure(number=690.0, dimensions={"age": "65 and over"}),
        figure(period=later, number=970.0, dimensions={"age": "65 to 74"}, address="line 3"),
        figure(period=later, number=480.0, dimensions={"age": "75 and over"}, address="line 4"),
        figure(period=later, number=9000.0, dimensions={"age": "16 to 64"}, address="line 5"),
        figure(period=later, number=10450.0, address="line 6"),
    ]
    early, late = mapped(figures, {**COUNT, **where}).observations
    assert (early.value, late.value, late.origin.address) == (690.0, 1450.0, "line 3; line 4")


def test_a_sum_with_a_hidden_term_is_hidden_between_bounds():
    where = {"where": {"age": ["a", "b"]}}
    figures = [figure(number=20.0, dimensions={"age": "a"}), figure(dimensions={"age": "b"}, address="line 3", **HIDDEN)]
    [observation] = mapped(figures, {**COUNT, **where}).observations
    assert (observation.value, observation.status, observation.bounds) == (None, Status.HIDDEN, (20.0, 24.0))


def test_a_hidden_cell_without_bounds_takes_those_of_its_source():
    bare = figure(**{**HIDDEN, "bounds": None})
    [observation] = mapped([bare], COUNT, sources=[{**SOURCE, "hidden_bounds": [1, 7]}]).observations
    assert observation.bounds == (1.0, 7.0)


def test_the_same_categories_are_asked_of_every_code():
    where = {"where": {"age": ["a", "b"]}}
    figures = [
        figure(area=code, period=BEFORE, dimensions={"age": age}, address=f"{code} {age}")
        for code, age in (("01A", "a"), ("01A", "b"), ("01B", "a"))
    ]
    result = mapped(figures, {**COUNT, **where})
    assert (result.observations, reasons(result)) == ((), ["a category that is added up has no figure"])


def test_months_become_quarters_only_where_all_three_are_there():
    months = [figure(period=periods.month(2019, number), number=float(number), address=f"line {number}") for number in (4, 5, 6, 7, 8)]
    result = mapped(months, {**COUNT, "aggregate": "quarter"})
    [observation] = result.observations
    assert (observation.key.period, observation.value, observation.origin.address) == (
        periods.quarter(2019, 1),
        15.0,
        "line 4; line 5; line 6",
    )
    assert result.passed[0].reason == "a month of the quarter is missing"


def test_quarters_are_those_of_the_type_of_year_of_the_part():
    months = [figure(period=periods.month(2019, number), address=f"line {number}") for number in (4, 5, 6)]
    [observation] = mapped(months, {**COUNT, "aggregate": "quarter"}, part={"year_type": "calendar"}).observations
    assert observation.key.period == periods.quarter(2019, 2, year_type="calendar")


def test_groups_are_taken_beside_the_whole_and_details_are_not_mixed_with_groups():
    written = ("", "White", "British", "Other Ethnic Groups", "Chinese", "Not Stated", "Martian")
    figures = [
        figure(number=float(n), dimensions={"ethnicity": name} if name else {}, address=f"line {n}") for n, name in enumerate(written, 2)
    ]
    selection = {**COUNT, "breakdown": {"ethnic_group": "ethnicity", "ethnic_group_detailed": "ethnicity"}, "classification": "2001-NHS"}
    result = mapped(figures, {**selection, "flagged": {"other": ["u"]}})
    found = {observation.key.breakdown: observation for observation in result.observations}
    assert {breakdown: observation.value for breakdown, observation in found.items()} == {
        (): 2.0,
        (("ethnic_group", "white"),): 3.0,
        (("ethnic_group_detailed", "white-british"),): 4.0,
        (("ethnic_group", "other"),): 5.0,
        (("ethnic_group_detailed", "chinese"),): 6.0,
        (("ethnic_group", "not_stated"),): 7.0,
    }
    other = found[(("ethnic_group", "other"),)]
    assert (other.flags, other.classification, found[()].classification) == (frozenset("u"), "2001-NHS", "")


POPULATION = {
    "id": "people",
    "name": "People",
    "source": "s",
    "on": "2021-03-21",
    "measure": "P",
    "areas": ["town"],
    "classification": "2001-NHS",
}


RATE = {**COUNT, "population": "people", "breakdown": {"ethnic_group": "ethnicity"}, "classification": "2001-NHS"}


def rates(figures, populations=None, *, selection=RATE, population=POPULATION):
    plan = small_plan({"multiplier": 1000, "published": [{"source": "s", "areas": ["town"], **selection}]}, populations=[population])
    return observations(figures, plan, "mhsds", file="f.csv", populations=populations)


def test_a_rate_needs_its_population():
    result = rates([figure(number=30.0)])
    assert (result.observations, reasons(result)) == ((), ['needs the population "People", which has not been loaded'])


def test_a_rate_is_divided_by_the_population_of_its_group():
    figures = [figure(number=30.0), figure(number=6.0, dimensions={"ethnicity": "Black or Black British"}, address="line 3")]
    held = {("people", "town", ()): 1000.0, ("people", "town", (("ethnic_group", "black"),)): 50.0}
    whole, black = rates(figures, held).observations
    assert (whole.value, whole.numerator, whole.denominator, whole.population) == (30.0, 30.0, 1000.0, "people")
    assert (black.value, black.key.breakdown) == (120.0, (("ethnic_group", "black"),))


def test_a_group_that_no_census_counts_keeps_its_count_and_has_no_rate():
    [unknown] = rates([figure(number=195.0, dimensions={"ethnicity": "Unknown"})], {("people", "town", ()): 1000.0}).observations
    assert (unknown.value, unknown.status, unknown.numerator) == (None, Status.NOT_APPLICABLE, 195.0)


def test_counts_are_not_divided_by_people_who_are_grouped_otherwise():
    figures = [figure(number=6.0, dimensions={"ethnicity": "Asian or Asian British"})]
    held = {("people", "town", (("ethnic_group", "asian"),)): 50.0}
    result = rates(figures, held, population={**POPULATION, "classification": "2021-ONS"})
    assert result.observations == ()
    assert "Chinese" in reasons(result)[0]


def test_a_rate_may_be_over_the_people_of_another_area():
    trust = {"id": "trust", "name": "A trust", "role": "plan", "kind": "provider", "codes": [{"code": "RXX", "scheme": "nhs"}]}
    selection = {**COUNT, "population": "people", "population_area": "town", "areas": ["trust"]}
    plan = small_plan({"multiplier": 1000, "published": [{"source": "s", **selection}]}, populations=[POPULATION], areas=[AREA, trust])
    result = observations([figure(area="RXX", number=5.0)], plan, "mhsds", file="f.csv", populations={("people", "town", ()): 1000.0})
    assert [(o.key.area, o.value) for o in result.observations] == [("trust", 5.0)]


def people(category, number, **more):
    return figure("P", "T1", periods.snapshot(date(2021, 3, 21)), number, dimensions={"group": category}, address=f"{category}", **more)


DETAILS = [people("White: Irish", 5.0), people("Asian: Chinese", 7.0), people("Other: Arab", 11.0), people("Other: Any other", 13.0)]


def test_a_population_is_grouped_by_its_classification():
    given_ = {**POPULATION, "breakdown": {"ethnic_group": "group"}, "classification": "2021-ONS"}
    found = {o.key.breakdown: o.value for o in rates(DETAILS, selection=COUNT, population=given_).observations}
    groups = {(): 36.0, (("ethnic_group", "white"),): 5.0, (("ethnic_group", "asian"),): 7.0, (("ethnic_group", "other"),): 24.0}
    assert found == groups


def test_a_population_is_regrouped_as_the_plan_says():
    groups = {"white": ["White: Irish"], "other": ["Asian: Chinese", "Other: Arab", "Other: Any other"]}
    given_ = {**POPULATION, "breakdown": {"ethnic_group": "group"}, "groups": groups}
    observed = rates(DETAILS, selection=COUNT, population=given_).observations
    assert {o.key.breakdown: o.value for o in observed} == {(): 36.0, (("ethnic_group", "white"),): 5.0, (("ethnic_group", "other"),): 31.0}
    assert {(o.key.indicator, o.key.part, o.key.period.key) for o in observed} == {("people", "", "@2021-03-21")}


def test_a_group_of_a_population_is_not_shown_in_part():
    groups = {"other": ["Asian: Chinese", "Other: Venusian"]}
    given_ = {**POPULATION, "breakdown": {"ethnic_group": "group"}, "groups": groups}
    result = rates(DETAILS, selection=COUNT, population=given_)
    assert [o.key.breakdown for o in result.observations] == [()]
    assert 'a group of the population "People" without all of its categories' in reasons(result)


def test_people_counted_on_another_day_are_another_population():
    result = rates(DETAILS, selection=COUNT, population={**POPULATION, "on": "2011-03-27", "breakdown": {"ethnic_group": "group"}})
    assert result.observations == ()


def test_two_different_figures_for_one_thing_are_neither_taken():
    result = mapped([figure(number=1.0), figure(number=2.0, address="line 3")], COUNT)
    [problem] = result.problems
    assert (result.observations, problem.where.address, problem.severity) == ((), "line 2; line 3", "note")
    assert "1 and 2" in problem.sentence


def test_contradictions_the_plan_does_not_ask_about_are_no_problem():
    result = mapped([figure("Z", number=1.0), figure("Z", number=2.0, address="line 3")], COUNT)
    assert result.problems == ()


def test_the_same_figure_twice_counts_once():
    [observation] = mapped([figure(), figure(address="line 3")], COUNT).observations
    assert (observation.value, observation.origin.address) == (10.0, "line 2")


def test_of_two_selections_that_give_one_figure_the_first_counts():
    result = mapped([figure(), figure("M", number=99.0, address="line 3")], COUNT, {"numerator": "M"})
    assert [o.value for o in result.observations] == [10.0]
    assert "figures that an earlier selection of the plan already gives" in reasons(result)


@given(st.lists(st.one_of(st.integers(0, 10**6).map(float), st.none()), min_size=1, max_size=8))
def test_the_bounds_of_a_sum_hold_every_sum_its_hidden_terms_allow(numbers):
    terms = [figure(number=n) if n is not None else figure(**HIDDEN) for n in numbers]
    added = total(terms)
    known, hidden = sum(n for n in numbers if n is not None), numbers.count(None)
    if hidden:
        assert (added.number, added.bounds) == (None, (known, known + 4.0 * hidden))
    else:
        assert (added.number, added.bounds) == (known, None)


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_a_share_times_its_denominator_is_its_numerator(above, below):
    found = share(total([figure(number=float(above))]), float(below), Status.OK, 100)
    assert found.value == pytest.approx(above / below * 100, rel=1e-15)


@pytest.mark.parametrize(("above", "below"), [(9000.0, 7408.0), (-5.0, 7408.0), (5.0, -7408.0)])
def test_more_than_all_or_fewer_than_none_is_left_out_and_said(above, below):
    figures = [figure(number=above, address="D5"), figure("D", number=below, address="D9")]
    result = mapped(figures, SHARE, part={"multiplier": 100, "unit": "per_cent"})
    assert result.observations == ()
    assert [(p.code, p.where.address, p.severity) for p in result.problems] == [("published-impossible", "D5; D9", "note")]
