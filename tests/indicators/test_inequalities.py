"""Groups beside one another: published rates carried, ratios and bounds worked out from released values only."""

import math
from dataclasses import replace

import pytest
from hand_built import GROUPS, detentions, figure, indicator, measure, plan
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.disclosure.released import Released
from indicators.inequalities import Comparison, comparisons
from indicators.observations import Status
from indicators.periods import snapshot, year
from indicators.registry.models import Plan

YEAR = year(2023)
#: West Yorkshire on the NHS grouping of Census 2021
PEOPLE = {"white": 1_801_352.0, "mixed": 64_947.0, "asian": 360_212.0, "black": 72_257.0, "other": 52_811.0}


def census(people: dict[str, float] = PEOPLE, area: str = "county") -> list[Released]:
    day = snapshot(plan().populations[0].on)
    return [
        figure(day, n, indicator="census", area=area, group=[("ethnic_group", id)], classification="2001-NHS") for id, n in people.items()
    ]


def only(released: list[Released], small: Plan | None = None, **rest: object) -> Comparison:
    (found,) = comparisons(small or plan(), released, **rest)
    return found


def without(released: list[Released], group: str, **changed: object) -> list[Released]:
    return [replace(f, **changed) if f.key.breakdown and f.key.breakdown[0][1] == group else f for f in released]


def test_published_rates_are_carried_and_stand_in_the_order_of_the_classification():
    found = only(detentions(YEAR))
    assert [(row.group, row.rate, row.count) for row in found.rows] == [
        ("white", 66.7, 1235.0),
        ("mixed", 114.6, 75.0),
        ("asian", 73.6, 275.0),
        ("black", 159.0, 115.0),
        ("other", 86.6, 35.0),
    ]
    assert [set(row.flags) for row in found.rows] == [set(), set(), {"u"}, set(), {"u"}]
    assert found.notes[0] == "The published Asian rate is too low and the Other rate too high."


def test_the_west_yorkshire_ratio_is_that_of_the_published_rates_with_the_log_interval_of_the_counts():
    found = only(detentions(YEAR)).row("black")
    assert found.ratio == pytest.approx(159.0 / 66.7)
    step = math.exp(1.959964 * math.sqrt(1 / 115 + 1 / 1235))
    assert (found.ratio_lower, found.ratio_upper) == pytest.approx((159.0 / 66.7 / step, 159.0 / 66.7 * step), rel=1e-6)
    assert (round(found.ratio or 0, 2), found.ratio_method) == (2.38, "log")
    assert only(detentions(YEAR)).headline == (
        "Detentions: the rate for Black people was 2.4 times that for White people in Anyshire in 2023 to 2024."
    )


def england(standardised: bool) -> list[Released]:
    crude = {"white": (31735, 69.5), "black": (5693, 239.0)}
    dsr = {"white": (68.4, 0.7), "black": (242.3, 6.9)}
    if not standardised:
        return [
            figure(YEAR, rate, indicator="detained", area="county", group=[("ethnic_group", id)], numerator=float(n))
            for id, (n, rate) in crude.items()
        ]
    return [
        figure(YEAR, v, indicator="detained", area="county", group=[("ethnic_group", id)], lower=v - h, upper=v + h, limits="as published")
        for id, (v, h) in dsr.items()
    ]


def test_england_is_3_44_crude_and_3_54_standardised():
    crude, standardised = only(england(False)), only(england(True))
    assert round(crude.row("black").ratio or 0, 2) == 3.44
    row = standardised.row("black")
    assert round(row.ratio or 0, 2) == 3.54
    assert row.ratio_method == "MOVER"
    assert row.ratio_lower == pytest.approx(3.4356, abs=1e-4)
    assert row.ratio_upper == pytest.approx(3.6500, abs=1e-4)
    assert (crude.standardised, standardised.standardised) == (False, True)
    assert "Not adjusted for age." in crude.notes
    assert standardised.excess is None
    assert standardised.combined is None


def test_a_standardised_rate_without_limits_gives_a_ratio_without_interval():
    bare = [replace(f, lower=None, upper=None) for f in england(True)]
    row = only(bare).row("black")
    assert row.ratio == pytest.approx(242.3 / 68.4)
    assert (row.ratio_lower, row.ratio_upper) == (None, None)
    assert "No interval" in row.note


def test_unknown_ethnicity_stands_beside_with_both_bounds():
    found = only(detentions(YEAR))
    assert (found.unknown_count, found.total) == (195, 1930)
    assert found.unknown_share == pytest.approx(195 / 1930)
    assert found.flags == {"u"}
    ratio = 159.0 / 66.7
    assert found.unknown_bounds["black"] == pytest.approx((ratio * 1235 / 1430, ratio * (500 + 195) / 500))
    assert found.unknown_furthest["black"] == pytest.approx(ratio * (115 + 195) / 115)
    assert found.unknown_sentence.startswith("Ethnicity was not known for 195 of 1,930 (10.1 %). That is over 10 %")
    assert "the ratio for Black people would be 2.1" in found.unknown_sentence
    assert found.unknown_sentence.endswith("Either way the rate of Black people stays the higher one.")


def test_unknown_ones_who_could_turn_the_finding_round_are_said_to():
    small_gap = [
        f if f.value is None or dict(f.key.breakdown)["ethnic_group"] == "white" else replace(f, value=70.0) for f in detentions(YEAR)
    ]
    found = only(small_gap)
    assert found.highlighted is not None
    assert min(found.unknown_bounds[found.highlighted.group]) < 1 < (found.highlighted.ratio or 0)
    assert found.unknown_sentence.endswith("So those not known could turn the finding round.")


def test_a_gap_beyond_chance_says_so_with_its_interval_and_one_that_may_be_chance_does_not():
    found = only(detentions(YEAR))
    assert found.sure_sentence == (
        "This is clearly more than chance: the 95 % interval of the ratio, 1.97 to 2.89, lies wholly above 1, which would be the same rate."
    )
    assert "may be chance" not in found.headline
    few = only(
        [replace(f, numerator=5.0) if f.numerator and dict(f.key.breakdown)["ethnic_group"] != "white" else f for f in detentions(YEAR)]
    )
    assert (few.sure_sentence, "may be chance" in few.headline) == ("", True)
    assert only(detentions(YEAR, unknown=500.0)).sure_sentence == ""


def test_the_ratio_to_quote_is_named_where_others_stand_beside_it_and_nowhere_else():
    assert only(detentions(YEAR)).quote_sentence == ""
    told, *others = comparisons(plan(), [*detentions(YEAR, area="county"), *detentions(YEAR, area="town")])
    assert told.quote_sentence.startswith("The figure to quote is 2.4 times, from the rates as published in ")
    assert told.quote_sentence.endswith(": 2.4 times (Detentions, Anyshire).")
    assert [one.quote_sentence for one in others] == [""]


@pytest.mark.parametrize(
    ("unknown", "flagged", "withheld"),
    [(0.0, False, False), (150.0, False, False), (192.0, False, False), (195.0, True, False), (430.0, True, False), (440.0, True, True)],
)
def test_up_to_a_tenth_is_shown_above_it_marked_and_above_a_fifth_withheld(unknown, flagged, withheld):
    found = only(detentions(YEAR, unknown=unknown))
    assert (found.flags == {"u"}) is flagged
    assert bool(found.withheld) is withheld
    assert all((row.ratio is None) is withheld for row in found.rows)
    assert bool(found.unknown_bounds) is bool(unknown)


def test_withheld_ratios_keep_the_rates_and_say_why_and_an_analyst_may_show_them_with_a_reason():
    released = [*detentions(YEAR, unknown=500.0), *census()]
    found = only(released)
    assert found.withheld == "The ratios are not shown: the group is not known for 22.4 %, and over 20 % leaves too much open."
    assert found.headline == "Detentions: no ratio is shown in Anyshire in 2023 to 2024."
    assert found.row("black").rate == 159.0
    assert found.excess is None
    assert found.combined is not None
    assert [row.ratio for row in (*found.aligned, found.combined)] == [None] * 6
    shown = only(released, despite={"detained": "checked with the Trust"})
    assert (shown.withheld, shown.row("black").ratio) == ("", pytest.approx(159.0 / 66.7))
    assert "Shown although much is unknown: checked with the Trust." in shown.notes


def test_hidden_unknown_ones_are_said_and_give_no_bounds():
    found = only(detentions(YEAR, unknown=None))
    assert (found.unknown_count, found.unknown_share, dict(found.unknown_bounds)) == (None, None, {})
    assert found.unknown_sentence == "Ethnicity was not known for some; how many is hidden to protect people."


def test_not_stated_and_not_known_are_added_up_where_no_line_holds_both():
    released = detentions(YEAR, unknown=0.0)[:-1]
    shared = {"indicator": "detained", "area": "county", "classification": "2001-NHS", "status": "x"}
    released += [figure(YEAR, None, group=[("ethnic_group", id)], numerator=50.0, **shared) for id in ("not_stated", "not_known")]
    assert only(released).unknown_count == 100.0


def test_our_own_rates_on_the_nhs_grouping_stand_beside_the_published_ones():
    found = only([*detentions(YEAR), *census()])
    rates = {row.group: row.rate or 0.0 for row in found.aligned}
    assert (round(rates["other"]), round(rates["white"])) == (66, 69)
    assert rates["black"] == pytest.approx(100_000 * 115 / 72_257)
    assert {row.group: row.population for row in found.aligned} == PEOPLE
    assert all(not row.flags for row in found.aligned)
    assert found.row("other").rate == 86.6
    assert "rates of our own" in found.notes[1]


@pytest.mark.parametrize("classification", ["2021-ONS", "2011-ONS"])
def test_unlike_groupings_are_never_divided(classification):
    small = plan()
    unlike = small.model_copy(update={"populations": (small.populations[0].model_copy(update={"classification": classification}),)})
    assert only([*detentions(YEAR), *census()], unlike).aligned == ()


def test_the_combined_line_quotes_the_plan_and_says_what_it_was_divided_by():
    found = only([*detentions(YEAR), *census()])
    assert found.combined is not None
    assert found.combined.label == ("All ethnic minority groups combined, excluding White minorities (the plan calls this “BAME”)")
    people = sum(n for id, n in PEOPLE.items() if id != "white")
    assert found.combined.rate == pytest.approx(100_000 * 500 / people)
    assert found.combined.ratio == pytest.approx((500 / people) / (1235 / PEOPLE["white"]))
    assert "over Census 2021 by the NHS grouping" in found.combined.note
    implied = only(detentions(YEAR)).combined
    assert implied is not None
    people = sum(100_000 * n / rate for id, (n, rate) in GROUPS.items() if id != "white")
    assert implied.rate == pytest.approx(100_000 * 500 / people)
    assert "imply" in implied.note


def test_a_plan_that_does_not_use_the_word_is_not_quoted():
    small = plan()
    dumped = small.model_dump()
    dumped["passions"][0]["priorities"][0]["indicators"][1]["text"] = "Fewer detentions"
    found = only(detentions(YEAR), Plan.model_validate(dumped)).combined
    assert found is not None
    assert found.label == "All ethnic minority groups combined, excluding White minorities"


def test_one_hidden_group_hides_the_combined_line_and_the_bounds_but_no_other_ratio():
    released = without(detentions(YEAR), "mixed", value=None, numerator=None, status=Status.HIDDEN)
    found = only(released)
    assert found.combined is None
    assert dict(found.unknown_bounds) == {}
    row = found.row("mixed")
    assert (row.rate, row.count, row.ratio, row.marker) == (None, None, None, "c")
    assert found.row("black").ratio == pytest.approx(159.0 / 66.7)
    assert found.excess is not None
    assert set(found.excess) == {"asian", "black", "other"}


def test_a_published_combined_line_is_carried():
    shared = {"indicator": "detained", "area": "county", "source": "acts", "classification": "2001-NHS"}
    given_line = figure(YEAR, 90.0, group=[("ethnic_group", "minority")], numerator=500.0, **shared)
    found = only([*detentions(YEAR), given_line])
    assert found.combined is not None
    assert (found.combined.rate, found.combined.ratio) == (90.0, pytest.approx(90.0 / 66.7))
    assert "minority" not in [row.group for row in found.rows]


def test_the_excess_is_told_with_its_interval():
    found = only(detentions(YEAR))
    assert found.excess is not None
    extra = found.excess["black"]
    assert extra.value == pytest.approx(115 * (1 - 66.7 / 159.0))
    assert extra.lower < extra.value < extra.upper
    assert found.excess_sentence == (
        "At the rate of White people, there would have been about 67 fewer detentions among Black people (95 % interval 47 to 90)."
    )


@pytest.mark.parametrize(
    ("group", "own", "ratio", "note"),
    [
        ((0.0, 0.0, 5000.0), (20.0, 200.0, 10000.0), 0.0, "None were counted, so the ratio is 0. It may be as high as"),
        (
            (8.0, 160.0, 5000.0),
            (0.0, 0.0, 10000.0),
            None,
            "None were counted among White people, so there is no ratio. The ratio is at least",
        ),
        ((0.0, 0.0, 5000.0), (0.0, 0.0, 10000.0), None, "None were counted among White people, so there is no ratio."),
        ((4.0, 80.0, 5000.0), (20.0, 200.0, 10000.0), 0.4, ""),
    ],
)
def test_zeros_are_said_in_words(group, own, ratio, note):
    released = [
        figure(YEAR, rate, indicator="detained", area="county", group=[("ethnic_group", id)], numerator=n, denominator=people)
        for id, (n, rate, people) in (("black", group), ("white", own))
    ]
    row = only(released).row("black")
    assert row.ratio == (None if ratio is None else pytest.approx(ratio))
    assert row.note.startswith(note)
    assert bool(row.note) is bool(note)
    assert row.ratio_method in ("mid-P", "")


def test_a_gap_that_may_be_chance_says_so():
    released = [
        figure(YEAR, rate, indicator="detained", area="county", group=[("ethnic_group", id)], numerator=n)
        for id, (n, rate) in {"white": (20.0, 60.0), "black": (12.0, 66.0)}.items()
    ]
    assert only(released).headline.endswith("A gap of this size may be chance.")


def test_any_grouping_works():
    part = {
        "name": "Children coming into care",
        "direction": "down",
        "unit": "per_100000",
        "multiplier": 100000,
        "frequency": "annual",
        "compare": "parental_mental_health",
        "reference": "no",
    }
    priority = {
        "id": "P1",
        "number": "1",
        "name": "One",
        "short": "One",
        "indicators": [indicator("care", "5.5", "Children coming into care", parts=[part])],
        "measures": [measure("care")],
    }
    small = plan(passions=[{"id": "PA1", "name": "First", "priorities": [priority]}])
    counts = {"no": (60.0, 60000.0), "yes": (40.0, 10000.0), "not_known": (10.0, None)}
    released = [
        figure(
            YEAR,
            None if people is None else 100_000 * n / people,
            indicator="care",
            group=[("parental_mental_health", id)],
            numerator=n,
            denominator=people,
            status="x" if people is None else "ok",
        )
        for id, (n, people) in counts.items()
    ]
    found = only(released, small)
    assert [row.group for row in found.rows] == ["yes", "no"]
    assert found.row("yes").ratio == pytest.approx(4.0)
    assert found.headline == (
        "Children coming into care: the rate for the group “A parent has poor mental health” was 4.0 times that for the group “Not so” "
        "in Anytown in 2023 to 2024."
    )
    assert found.unknown_share == pytest.approx(10 / 110)
    assert found.combined is None


def test_bare_counts_are_compared_as_rates_over_a_population_grouped_alike_or_not_at_all():
    small = plan()
    dumped = small.model_dump()
    part = dumped["passions"][0]["priorities"][0]["indicators"][1]["parts"][0]
    part.update(unit="count", multiplier=1, published=())
    counted = Plan.model_validate(dumped)
    released = [
        figure(YEAR, float(n), indicator="detained", area="county", group=[("ethnic_group", id)], classification="2001-NHS")
        for id, (n, _) in GROUPS.items()
    ]
    alone = only(released, counted)
    assert [(row.rate, row.ratio) for row in alone.rows if row.group != "white"] == [(None, None)] * 4
    assert alone.row("black").count == 115.0
    assert {(row.marker, row.note) for row in alone.rows} == {("x", "How many people the group has is not held.")}
    found = only([*released, *census()], counted)
    assert found.unit == "per_100000"
    assert found.row("black").rate == pytest.approx(100_000 * 115 / 72_257)
    assert found.aligned == ()


@pytest.mark.parametrize(("everybody", "withheld"), [(2500.0, ""), (1000.0, "The ratios are not shown: the group is not known for 30.0 %")])
def test_of_bare_counts_the_whole_tells_the_share_not_known_where_a_group_is_hidden(everybody, withheld):
    small = plan()
    dumped = small.model_dump()
    dumped["passions"][0]["priorities"][0]["indicators"][1]["parts"][0].update(unit="count", multiplier=1, published=())
    groups = {**{id: float(n) for id, (n, _) in GROUPS.items()}, "other": None, "unknown": 300.0}
    shared = {"indicator": "detained", "area": "county", "classification": "2001-NHS"}
    released = [figure(YEAR, n, group=[("ethnic_group", id)], **shared) for id, n in groups.items()]
    found = only([*released, figure(YEAR, everybody, **shared), *census()], Plan.model_validate(dumped))
    assert (found.unknown_count, found.total) == (300.0, everybody)
    assert found.withheld.startswith(withheld)
    assert bool(found.withheld) is bool(withheld)


def test_the_latest_year_comes_first_and_the_plan_s_own_area_before_wider_ones():
    released = [*detentions(year(2022)), *detentions(year(2023)), *detentions(year(2022), area="town")]
    found = comparisons(plan(), released)
    assert [(one.area, one.period.key) for one in found] == [("town", "2022F"), ("county", "2023F"), ("county", "2022F")]
    assert comparisons(plan(), released, indicator="checks") == ()


def test_without_the_reference_group_there_is_no_comparison():
    assert comparisons(plan(), [f for f in detentions(YEAR) if f.key.breakdown[0][1] != "white"]) == ()


@settings(deadline=None)  # the machine is shared, and time is not what is tested
@given(
    counts=st.lists(st.integers(0, 500), min_size=5, max_size=5),
    people=st.lists(st.integers(1_000, 100_000), min_size=5, max_size=5),
    unknown=st.integers(0, 60),
)
def test_each_ratio_lies_within_its_interval_and_within_its_bounds(counts, people, unknown):
    shared = {"indicator": "detained", "area": "county", "classification": "2001-NHS"}
    released = [
        figure(YEAR, 100_000 * n / base, group=[("ethnic_group", id)], numerator=float(n), denominator=float(base), **shared)
        for id, n, base in zip(GROUPS, counts, people, strict=True)
    ]
    released.append(figure(YEAR, None, group=[("ethnic_group", "unknown")], numerator=float(unknown), status="x", **shared))
    found = only(released)
    for row in found.rows:
        if row.group == "white" or row.ratio is None:
            continue
        assert row.ratio_lower is not None
        assert row.ratio_upper is not None
        assert row.ratio_lower <= row.ratio <= row.ratio_upper
        if row.group in found.unknown_bounds:
            low, high = found.unknown_bounds[row.group]
            assert low <= row.ratio * (1 + 1e-9)
            assert row.ratio <= high * (1 + 1e-9)
            assert row.ratio <= found.unknown_furthest[row.group] * (1 + 1e-9)
