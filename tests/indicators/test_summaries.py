"""Series with their breaks and limits, the reading of a part, and the plan on a page."""

import itertools
import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hand_built import CHECKS, detentions, figure, indicator, measure, plan, quarters

from indicators import narrative, readings, registry, summaries, wording
from indicators.disclosure.released import Released
from indicators.observations import Status
from indicators.periods import month, pooled, quarter, snapshot, year
from indicators.readings import State
from indicators.registry.models import Part, Plan, Unit
from indicators.series import area_of, limits_of, part_of, parts_of

AS_OF = date(2024, 9, 1)
STEADY = [50.0, 52.0, 49.0, 51.0] * 4


def line(released: list[Released], indicator_id: str = "checks", area: str = "town"):
    return summaries.series(plan(), indicator_id, "", area, released)


def test_a_series_is_one_part_of_one_area_oldest_first_without_groups():
    released = [
        *reversed(quarters([1.0, 2.0, 3.0])),
        *quarters([9.0], area="county"),
        *quarters([8.0], indicator="yearly"),
        *quarters([7.0], group=[("sex", "Male")]),
    ]
    assert [point.value for point in line(released).points] == [1.0, 2.0, 3.0]


def test_a_series_never_mixes_kinds_of_period():
    released = [*quarters([1.0, 2.0]), figure(year(2018), 5.0), *[figure(month(2020, m), 6.0) for m in range(1, 9)]]
    assert [point.value for point in line(released).points] == [1.0, 2.0]
    assert len(line(released[2:]).points) == 8


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"population": "census"}, None),
        ({"classification": "2021-ONS"}, None),
        ({"source": "acts"}, "From October to December 2022 on the figures come from another source."),
        ({"flags": frozenset("b")}, "The source marks a break in the series here."),
    ],
)
def test_a_change_of_source_or_a_flagged_break_is_told(changed, words):
    released = quarters([1.0, 2.0], first=(2022, 1)) + quarters([3.0, 4.0], first=(2022, 3), **changed)
    assert line(released).breaks.get(2) == words


def test_a_change_of_population_or_of_grouping_breaks_the_series():
    start = quarters([1.0], first=(2022, 1), classification="2011-ONS", population="census")
    regrouped = line(start + quarters([2.0], first=(2022, 2), classification="2021-ONS", population="census"))
    assert regrouped.breaks == {1: "From July to September 2022 on people are grouped another way (2021-ONS)."}
    two = plan().populations[0].model_copy(update={"id": "newer", "name": "Mid-2023"})
    small = plan().model_copy(update={"populations": (*plan().populations, two)})
    moved = summaries.series(small, "checks", "", "town", start + quarters([2.0], first=(2022, 2), population="newer"))
    assert "another population: Mid-2023." in moved.breaks[1]


def test_a_break_of_the_plan_stands_at_the_first_point_on_or_after_it():
    assert line(quarters([1.0] * 6)).breaks == {4: "The register falls in one quarter; the file does not say why."}
    assert line([*quarters([1.0, 2.0]), *quarters([3.0], first=(2020, 1))]).breaks.keys() == {2}
    assert line(quarters([1.0, 2.0], first=(2021, 1))).breaks == {}


def test_limits_are_worked_out_phase_by_phase_and_need_five_points():
    assert line(quarters([1.0, 2.0, 3.0, 4.0], first=(2021, 1))).limits is None
    found = line(quarters([1.0, 2.0, 1.0, 2.0, *STEADY])).limits
    assert found is not None
    assert all(math.isnan(found.mean[i]) for i in range(4))
    assert found.special_cause[:4] == ("",) * 4
    assert found.mean[4] == pytest.approx(50.5)
    ranges = [abs(b - a) for a, b in itertools.pairwise(STEADY)]
    assert found.upper[-1] == pytest.approx(50.5 + 2.66 * sum(ranges) / len(ranges))
    assert not found.trial
    assert len(found.lower) == 20


def test_no_range_is_taken_across_a_quarter_without_a_figure():
    released = [one for one in quarters([10.0, 10.0, 10.0, 99.0, 30.0, 30.0, 30.0, 30.0], first=(2021, 1)) if one.value != 99.0]
    found = line(released).limits
    assert found is not None
    assert found.upper[0] == found.mean[0]
    hidden = line(quarters([10.0, 10.0, 10.0, None, 30.0, 30.0, 30.0, 30.0], first=(2021, 1))).limits
    assert hidden is not None
    assert hidden.special_cause[3] == ""
    assert hidden.upper[0] == hidden.mean[0]


def test_an_annual_series_has_no_limits():
    assert line([figure(year(2000 + i), float(i)) for i in range(20)]).limits is None


def test_the_page_shows_the_plan_s_own_area_as_soon_as_it_has_figures():
    small = plan()
    entry = small.indicator("detained")
    part = parts_of(entry)[0]
    published = detentions(year(2023))
    assert area_of(small, entry, part, []) == "county"
    assert area_of(small, entry, part, published) == "county"
    assert area_of(small, entry, part, [*published, *detentions(year(2023), area="town")]) == "town"
    other = small.indicator("waiting")
    assert area_of(small, other, parts_of(other)[0], []) == "town"


def test_an_indicator_without_parts_is_its_own_part():
    entry = plan().indicator("yearly")
    (part,) = parts_of(entry)
    assert (part.id, part.unit, part.direction, part.frequency) == ("", entry.unit, entry.direction, entry.frequency)
    with pytest.raises(KeyError):
        part_of(entry, "no such part")


@pytest.mark.parametrize(
    ("unit", "first", "latest", "amount", "words"),
    [
        ("per_cent", 31.487808, 81.236501, 49.748693, "+49.7 points"),
        ("score", 7.4, 7.3, -0.1, "\u22120.1 points"),
        ("count", 750.0, 2265.0, 202.0, "+202 %"),
        ("per_100000", 284.2, 218.7, -23.04715, "\u221223 %"),
        ("count", 0.0, 12.0, 12.0, "+12"),
        ("per_cent", 5.0, 5.0, 0.0, "0.0 points"),
    ],
)
def test_a_change_is_told_in_points_or_in_per_cent_of_the_first(unit: Unit, first, latest, amount, words):
    part = Part(name="x", direction="up", unit=unit, frequency="annual")
    found = narrative.change(part, figure(year(2019), first), figure(year(2020), latest), against="first figure", across_break=False)
    assert found is not None
    assert found.amount == pytest.approx(amount, rel=1e-5)
    assert found.words == words


def test_the_interval_of_a_change_comes_from_those_of_its_figures():
    part = Part(name="x", direction="up", unit="per_cent", frequency="annual")
    a = figure(year(2019), 40.0, lower=37.0, upper=43.0)
    b = figure(year(2020), 50.0, lower=46.0, upper=54.0)
    found = narrative.change(part, a, b, against="first figure", across_break=False)
    assert found is not None
    # MOVER by hand: sqrt(3^2 + 4^2) = 5 either way
    assert (found.lower, found.upper) == pytest.approx((5.0, 15.0))
    assert found.interval == "95 % interval +5.0 to +15.0 points"
    bare = narrative.change(part, a, figure(year(2020), 50.0), against="first figure", across_break=False)
    assert bare is not None
    assert (bare.lower, bare.interval) == (None, "")
    assert narrative.change(part, a, figure(year(2020), None), against="first figure", across_break=False) is None


def test_a_count_has_the_limits_of_a_count_and_a_share_has_none_of_itself():
    assert limits_of(figure(year(2020), 100.0), "count") == pytest.approx((100.0, 81.36, 121.63), abs=0.01)
    assert limits_of(figure(year(2020), 50.0, numerator=100.0), "per_100000") == pytest.approx((50.0, 40.68, 60.81), abs=0.01)
    assert limits_of(figure(year(2020), 50.0, numerator=100.0), "per_cent") is None
    assert limits_of(figure(year(2020), 7.0, lower=6.0, upper=8.0), "score") == (7.0, 6.0, 8.0)


def test_change_is_against_the_first_figure_until_a_baseline_is_set():
    released = quarters([40.0, 50.0, 60.0], first=(2021, 1))
    first = summaries.summary(plan(), "checks", released, as_of=AS_OF).headline
    assert first is not None
    assert first.change is not None
    assert (first.change.against, first.change.words, first.baseline) == ("first figure", "+20.0 points", None)
    small = with_baseline(plan(), "2021-Q2F")
    later = summaries.summary(small, "checks", released, as_of=AS_OF).headline
    assert later is not None
    assert later.change is not None
    assert later.baseline is not None
    assert (later.change.against, later.change.words) == ("baseline", "+10.0 points")


def with_baseline(small: Plan, key: str) -> Plan:
    dumped = small.model_dump()
    dumped["passions"][0]["priorities"][0]["indicators"][0]["baseline"] = key
    return Plan.model_validate(dumped)


def test_a_part_says_its_place_its_latest_words_and_the_next_period():
    found = summaries.summary(plan(), "checks", quarters([40.0, 50.0], first=(2023, 3)), as_of=AS_OF).headline
    assert found is not None
    assert (found.place, found.context, found.latest_words, found.stale) == ("Anytown", False, "50.0 %", False)
    assert found.next_period == quarter(2024, 1)
    hidden = summaries.summary(plan(), "checks", quarters([40.0, None], first=(2023, 3)), as_of=AS_OF).headline
    assert hidden is not None
    assert hidden.latest_words == "[c]"
    moment = summaries.summary(plan(), "waiting", [figure(snapshot(date(2024, 3, 31)), 5.0, indicator="waiting")], as_of=AS_OF).headline
    assert moment is not None
    assert moment.next_period is None


def parted(**headline: object) -> Mapping[str, object]:
    base = {"direction": "up", "unit": "count", "frequency": "annual", "role": "member"}
    return indicator(
        "family",
        "3.1",
        "Waits",
        parts=[{**base, "id": "a", "name": "First wait"}, {**base, "id": "b", "name": "Second wait", **headline}],
        measure="m-family",
    )


@pytest.mark.parametrize(
    ("flagged", "held", "chosen"),
    [(False, ("a", "b"), "a"), (True, ("a", "b"), "b"), (True, ("a",), "a"), (False, ("b",), "b"), (True, (), None)],
)
def test_the_headline_is_the_flagged_part_else_the_first_that_has_figures(flagged, held, chosen):
    priority = {
        "id": "P1",
        "number": "1",
        "name": "One",
        "short": "One",
        "indicators": [parted(headline=flagged)],
        "measures": [measure("family")],
    }
    small = plan(passions=[{"id": "PA1", "name": "First", "priorities": [priority]}])
    released = [figure(year(2020), 5.0, indicator="family", part=part) for part in held]
    found = summaries.summary(small, "family", released, as_of=AS_OF)
    assert (found.headline.part if found.headline else None) == chosen
    assert len(found.parts) == 2
    assert found.missing == ("" if chosen else "No figure is held yet. The plan names nobody to supply it: “family report”.")


def test_the_nearest_published_figure_says_what_it_is():
    base = {"direction": "down", "unit": "per_100000", "frequency": "pooled"}
    near = {**base, "id": "men", "name": "Men aged 10 and over", "role": "nearest", "nearest": "Rates for men. The plan says rates"}
    whole = {**base, "id": "", "name": "Rate", "role": "whole"}
    priority = {
        "id": "P1",
        "number": "1",
        "name": "One",
        "short": "One",
        "indicators": [indicator("rate", "1.2", "Suicide rate", parts=[whole, near])],
        "measures": [measure("rate")],
    }
    small = plan(passions=[{"id": "PA1", "name": "First", "priorities": [priority]}])
    released = [figure(pooled(2015, 2017), 19.4, indicator="rate", part="men", lower=17.0, upper=22.0)]
    assert summaries.summary(small, "rate", released, as_of=AS_OF).sentence == (
        "Suicide rate, men aged 10 and over: the figure for Anytown stood at 19.4 per 100,000 in 2015 to 2017, the first figure held. "
        "Nearest published figure: Rates for men. The plan says rates."
    )


def test_a_board_says_what_needs_it_and_where_each_sentence_leads():
    released = [
        *quarters([*STEADY[:13], 20.0], first=(2020, 1)),
        *detentions(year(2023)),
        figure(year(2014), 452.1, indicator="yearly"),
    ]
    found = summaries.board(plan(), released, as_of=AS_OF)
    assert found.headline == (
        "Three of the plan’s 7 indicators can be read today, one of them from figures that are not recent. "
        "None is improving, one is worsening."
    )
    texts = [(item.text, item.indicator, item.priority) for item in found.attention]
    assert texts[0][1:] == ("checks", "")
    assert "fell by 30.0 points" in texts[0][0]
    assert (
        "Priority 2 has no figure at all. One of its four indicators is still to be developed; "
        "the other three wait for figures or an answer. "
        "Named for them: Ann Hill (2.1); PC Lead (no person named) (2.1); nobody for 2.2, 2.3 and 2.4.",
        "",
        "P2",
    ) in texts
    assert (
        "Detentions: the rate for Black people was 2.4 times that for White people in Anyshire in 2023 to 2024.",
        "detained",
        "",
    ) in texts
    assert any("195 of 1,930 (10.1 %)" in text and leads == "detained" for text, leads, _ in texts)
    assert ("1.3 Stays in hospital: the latest figure is nine years old.", "yearly", "") in texts
    assert found.summary("nothing").state is State.NO_MEASURE
    with pytest.raises(KeyError):
        found.summary("no such indicator")


def test_the_oldest_figure_is_named_and_the_others_past_their_time_share_a_sentence():
    released = [figure(year(2010), 5.0, indicator="yearly"), *quarters([50.0]), *quarters([5.0], indicator="waiting")]
    texts = [item.text for item in summaries.board(plan(), released, as_of=AS_OF).attention]
    assert texts[-2:] == [
        "1.3 Stays in hospital: the latest figure is 13 years old.",
        "Two more indicators have no recent figure: 1.1 and 2.1.",
    ]


def test_an_empty_plan_of_figures_reads_as_nothing_and_breaks_nothing():
    found = summaries.board(plan(), [], as_of=AS_OF)
    assert found.headline == "None of the plan’s 7 indicators can be read yet."
    assert all(one.headline is None and one.sentence for one in found.summaries)
    assert [item.priority for item in found.attention] == ["P1", "P2"]


def test_the_plan_without_figures_reads_as_its_own_reading_says(root: Path):
    small = registry.read((root / "priorities.yaml").read_text(encoding="utf-8")).plan
    assert small is not None
    found = summaries.board(small, [], as_of=AS_OF)
    assert sum(found.counts.values()) == len(small.indicators)
    expected = {State.IN_DEVELOPMENT: 9, State.TO_BE_CLARIFIED: 2, State.NO_MEASURE: 1, State.AWAITING: 17}
    assert {state: count for state, count in found.counts.items() if count} == expected
    assert not any(wording.forbidden(one.sentence) for one in found.summaries)


@pytest.mark.parametrize(
    ("released", "reason"),
    [
        (detentions(year(2023), unknown=900.0), "The ratios are not shown: the group is not known for 34.2 %"),
        (
            [replace(f, value=None, numerator=None, status=Status.HIDDEN) for f in detentions(year(2023))],
            "The latest figures are hidden to protect people",
        ),
        (
            [replace(f, value=0.0, numerator=0.0) if f.key.breakdown[0][1] == "white" else f for f in detentions(year(2023), unknown=0.0)],
            "No ratio can be worked out from the latest figures.",
        ),
    ],
)
def test_without_a_ratio_the_part_says_why(released, reason):
    found = summaries.summary(plan(), "detained", released, as_of=AS_OF)
    assert found.state is State.TOO_FEW
    assert found.reason.startswith(reason)
    assert found.headline is not None
    assert found.headline.latest_words == "no ratio"


def test_a_ratio_is_made_of_the_groups_compared_and_of_no_part_of_them():
    """Figures by group and age too: those are not the figures that the ratio was worked out from."""
    whole = detentions(year(2023))
    aged = [replace(f, key=replace(f.key, breakdown=(("age", "18-64"), *f.key.breakdown)), value=1.0) for f in whole]
    found = summaries.summary(plan(), "detained", [*whole, *aged], as_of=AS_OF).headline
    assert found is not None
    assert [each.key.breakdown for each in found.made_of] == [(("ethnic_group", "black"),), (("ethnic_group", "white"),)]


def test_ratios_of_a_quarter_are_not_judged():
    found = summaries.summary(plan(), "detained", detentions(quarter(2023, 4)), as_of=AS_OF)
    assert (found.state, found.headline and found.headline.points) == (State.TOO_EARLY, 0)
    assert "judged by the year" in found.reason


def test_figures_of_groups_alone_do_not_make_an_area_the_one_that_is_shown():
    small = plan()
    entry = small.indicator("checks")
    groups = quarters([5.0], area="county", group=[("sex", "Male")])
    assert area_of(small, entry, parts_of(entry)[0], groups) == "town"


def test_what_is_listed_reads_as_a_sentence():
    assert [wording.listed(items) for items in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
    assert [wording.sentence(text) for text in ("", "a", "A.", "said “b”")] == ["", "A.", "A.", "Said “b”."]


def decided(kind: str, at: str) -> dict[str, object]:
    return {"kind": kind, "at": at, "why": "the ward was closed", "by": "the Board", "on": date(2022, 3, 1)}


def checked(values: list[float], *decisions: dict[str, object]) -> readings.Series:
    parts = [{**CHECKS, "decisions": list(decisions)}]
    passions = [{"id": "PA1", "name": "First", "priorities": [_priority_of_checks(parts)]}]
    return summaries.series(plan(passions=passions), "checks", "", "town", quarters(values, first=(2018, 1)))


def _priority_of_checks(parts: list[dict]) -> dict:
    asked = {"indicators": [indicator("checks", "1.1", "Checks", parts=parts)], "measures": [measure("checks")]}
    return {"id": "P1", "number": "1", "name": "One", "short": "One", **asked}


def test_a_recorded_phase_gives_limits_of_its_own_and_says_who_decided_it_and_why():
    found = checked([10.0, 12.0] * 4 + [50.0, 52.0] * 4, decided("phase", "2020-Q1F"))
    assert found.breaks == {8: "the ward was closed (decided by the Board, 1 March 2022)."}
    assert found.limits is not None
    assert (found.limits.mean[7], found.limits.mean[8]) == (11.0, 51.0)


def test_a_ghosted_point_leaves_limits_and_rules_alone():
    plain = checked([10.0, 12.0] * 7)
    ghosted = checked([*[10.0, 12.0] * 3, 99.0, *[12.0, 10.0] * 4], decided("ghost", "2019-Q3F"))
    assert ghosted.ghosted == {6: "the ward was closed (decided by the Board, 1 March 2022)."}
    assert plain.limits is not None
    assert ghosted.limits is not None
    assert ghosted.limits.upper[0] < 30
    assert ghosted.limits.special_cause[6] in {"", "Common Cause"}


def test_limits_stay_fixed_from_twelve_figures_and_never_from_fewer():
    values = [10.0, 12.0] * 6 + [30.0, 32.0, 30.0, 32.0]
    fixed, early, free = (checked(values, *d) for d in ([decided("fix", "2020-Q4F")], [decided("fix", "2018-Q4F")], []))
    assert fixed.limits is not None
    assert early.limits is not None
    assert free.limits is not None
    assert fixed.limits.mean[-1] == 11.0
    assert early.limits.mean == free.limits.mean
