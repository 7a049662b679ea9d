"""Rules R1 to R22 of the disclosure specification, seen in what `release` lets out.

R13 to R15 (charts, downloads, addresses) and R20 (who sees raw numbers) belong to the rooms that show; here is what they rest on.
"""

import dataclasses
from datetime import timedelta

import pytest
from disclosure_tables import IDS, ethnic_row, held, indicator, plan

from indicators import periods
from indicators.disclosure.advice import may_show_change, prefer_merging, small_numbers
from indicators.disclosure.counts import Reader
from indicators.disclosure.magnitudes import magnitude_status
from indicators.disclosure.patterns import Cell, Patterns
from indicators.disclosure.profiles import OPEN, PROFILES, loosens
from indicators.disclosure.release import NO_COUNT, Release, release
from indicators.disclosure.released import Released
from indicators.observations import Held, Origin, Status
from indicators.registry.models import Part

YEAR = periods.year(2020)
C = "c"


def values(made: Release) -> list[float | str | None]:
    """Released values in order, markers by their letter."""
    return [o.value if o.status is Status.OK else o.status.value for o in made.observations]


def groups(made: Release) -> dict[str, float | str | None]:
    """Released values by group, "" for the whole."""
    named = {o.key.breakdown[0][1] if o.key.breakdown else "": o for o in made.observations}
    return {group: o.value if o.status is Status.OK else o.status.value for group, o in named.items()}


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("mhsds5", [C, C, C, 5.0, 10.0, 25.0]),
        ("hes7", [0.0, C, C, C, 10.0, 25.0]),
        ("exact5", [0, C, C, 5, 8, 24]),
        ("exact7", [0, C, C, C, 8, 24]),
        ("open", [0, 1, 4, 5, 8, 24]),
    ],
)
def test_r1_primary_by_profile(profile: str, expected: list[object]):
    lines = [held(periods.year(year), (), n) for year, n in zip(range(2015, 2021), (0, 1, 4, 5, 8, 24), strict=True)]
    assert values(release(lines, plan(profile))) == expected


def test_r2_primary_and_partner_look_the_same():
    made = {o.key.breakdown: o for o in release(ethnic_row(YEAR, (46, 3, 12, 9, 6, 8)), plan("exact5")).observations}
    hidden = [o for o in made.values() if o.status is Status.HIDDEN]
    assert len(hidden) == 2
    neutral = [dataclasses.replace(o, key=hidden[0].key, sequence=0) for o in hidden]
    assert neutral[0] == neutral[1]


def test_r3_a_primary_total_hides_its_whole_row():
    assert set(groups(release(ethnic_row(YEAR, (2, 0, 1, 0, 0, 0)), plan("exact5"))).values()) == {C}


def test_r4_partners_are_found_across_quarters_and_years():
    lines: list[Held] = []
    for q, counts in enumerate([(10, 2), (11, 6), (9, 7), (12, 5)], start=1):
        period = periods.quarter(2020, q)
        lines += [held(period, (("sex", s),), n) for s, n in zip(("Female", "Male"), counts, strict=True)] + [held(period, (), sum(counts))]
    lines += [held(YEAR, (("sex", "Female"),), 42), held(YEAR, (("sex", "Male"),), 20), held(YEAR, (), 62)]
    made = release(lines, plan("exact5"))
    hidden = {(o.key.period.start.month, o.key.breakdown[0][1]) for o in made.observations if o.status is Status.HIDDEN}
    assert hidden == {(4, "Female"), (4, "Male"), (10, "Female"), (10, "Male")}
    assert made.certified


def test_r5_a_rounded_block_that_fails_its_audit_loses_more_until_it_passes():
    """White 42 shows as 40, all 46 as 45, and so Mixed cannot be 0: the auditor asks for a partner."""
    lines = [held(YEAR, (("ethnic_group", "white"),), 42), held(YEAR, (("ethnic_group", "mixed"),), 4), held(YEAR, (), 46)]
    made = release(lines, plan("mhsds5"))
    assert groups(made) == {"": 45.0, "mixed": C, "white": C}
    assert made.certified
    assert [one.key.breakdown for one in made.withheld] == [(("ethnic_group", "white"),)]


def test_r6_the_combined_group_hides_a_fourth():
    lines = [*ethnic_row(YEAR, (46, 3, 12, 9, 20, 8)), held(YEAR, (("ethnic_group", "minority"),), 44)]
    assert groups(release(lines, plan("exact5"))) == {
        **{"": 98, "white": 46, "mixed": C, "asian": 12, "black": C, "other": 20, "not_stated": 8, "minority": 44}
    }


def test_r6_detailed_groups_add_up_to_the_group_of_their_classification():
    detail = {"indian": 9, "pakistani": 12, "chinese": 3, "other-ethnic-group": 8}
    top = {"asian": 21, "other": 11}
    lines = [held(YEAR, (("ethnic_group_detailed", id),), n, classification="2001-NHS") for id, n in detail.items()]
    lines += [held(YEAR, (("ethnic_group", id),), n) for id, n in top.items()]
    made = groups(release(lines, plan("exact5")))
    assert made["chinese"] == made["other-ethnic-group"] == C
    assert made["indian"], made["pakistani"] == (9, 12)


def test_r6_bands_of_age_add_up_to_wider_bands():
    bands = {"18 to 64": 40, "65 and over": 12, "65 to 74": 9, "75 and over": 3}
    made = groups(release([held(YEAR, (("age", band),), n) for band, n in bands.items()] + [held(YEAR, (), 52)], plan("exact5")))
    assert made == {"": 52, "18 to 64": 40, "65 and over": 12, "65 to 74": C, "75 and over": C}


def test_r6_parts_add_up_to_their_whole():
    def part(id: str, role: str) -> Part:
        return Part.model_validate(
            {"id": id, "name": id or "all", "role": role, "direction": "down", "unit": "count", "frequency": "annual"}
        )

    parts = [part("", "whole"), part("assessed", "part"), part("detained", "part")]
    lines = [held(YEAR, (), 23), held(YEAR, (), 3, part="detained"), held(YEAR, (), 20, part="assessed")]
    made = release(lines, plan("exact5", parts=parts))
    assert values(made) == [23, C, C]


def test_r6_one_indicator_inside_another_hides_the_difference():
    """63 people in one, 60 of them in the other: three people are in one only."""
    further = indicator("j", "exact5")
    lines = [held(YEAR, (), 63), held(YEAR, (), 60, indicator="j")]
    assert values(release(lines, plan("exact5", more=[further]))) == [63, 60]
    assert C in values(release(lines, plan("exact5", more=[further], overlaps=["j"])))


def test_r6_a_small_group_that_is_not_listed_is_protected_too():
    lines = [held(YEAR, (("sex", "Female"),), 30), held(YEAR, (("sex", "Male"),), 20), held(YEAR, (), 52)]
    assert C in groups(release(lines, plan("exact5"))).values()


def test_r6_one_statistic_in_two_units_is_hidden_in_both():
    def part(id: str, unit: str) -> Part:
        return Part.model_validate({"id": id, "name": id, "role": "member", "direction": "down", "unit": unit, "frequency": "annual"})

    lines = ethnic_row(YEAR, (46, 3, 12, 9, 6, 8), part="number")
    lines += [held(YEAR, (("ethnic_group", g),), n, 1000 * n, 1.0, part="rate") for g, n in zip(IDS, (46, 3, 12, 9, 6, 8), strict=True)]
    made = release(lines, plan("exact5", parts=[part("number", "count"), part("rate", "per_1000")]))
    hidden = {(o.key.part, o.key.breakdown[0][1]) for o in made.observations if o.status is Status.HIDDEN}
    assert hidden == {(p, g) for p in ("number", "rate") for g in ("mixed", "other")}


def test_r7_quarters_give_way_to_rolling_sums():
    counts = (5, 3, 6, 7, 8, 5)
    lines = [held(periods.quarter(2020 + i // 4, i % 4 + 1), (), n) for i, n in enumerate(counts)]
    for i in range(3):
        first, last = periods.quarter(2020 + i // 4, i % 4 + 1), periods.quarter(2020 + (i + 3) // 4, (i + 3) % 4 + 1)
        lines.append(held(periods.Period("rolling12", first.start, last.end), (), sum(counts[i : i + 4])))
    made = release(lines, plan("exact5"))
    by_start = {(o.key.period.kind, o.key.period.start): o for o in made.observations}
    quarters = [o for (kind, _), o in sorted(by_start.items()) if kind == "quarter"]
    assert [o.value if o.status is Status.OK else C for o in quarters] == [5, C, C, 7, 8, C]
    assert made.certified


def test_r8_partners_are_sticky_between_releases():
    first = release(ethnic_row(YEAR, (46, 3, 12, 9, 6, 8)), plan("exact5"))
    later = ethnic_row(YEAR, (46, 3, 12, 9, 9, 6), revision=2)
    unpinned, pinned = release(later, plan("exact5")), release(later, plan("exact5"), patterns=first.patterns)
    assert {g for g, v in groups(unpinned).items() if v == C} == {"mixed", "not_stated"}
    assert {g for g, v in groups(pinned).items() if v == C} == {"mixed", "other"}
    assert first.patterns.hidden <= pinned.patterns.hidden
    assert all(isinstance(cell, Cell) for cell in first.patterns.hidden)


def test_r9_only_the_last_version_is_released_with_its_flag():
    old, new = held(YEAR, (), 50), held(YEAR, (), 52, revision=2)
    [one] = release([new, old], plan("mhsds5")).observations
    assert (one.value, one.flags, one.sequence) == (50.0, {"r"}, new.sequence)


@pytest.mark.parametrize(
    ("profile", "before", "after", "expected"),
    [("exact5", 50, 52, False), ("exact5", 50, 55, True), ("exact5", 50, 50, True), ("mhsds5", 50, 52, True), ("mhsds5", 3, 52, False)],
)
def test_r9_a_small_change_is_a_cell(profile: str, before: int, after: int, expected: bool):
    [old] = release([held(YEAR, (), before)], plan(profile)).observations
    [new] = release([held(YEAR, (), after, revision=2)], plan(profile)).observations
    assert may_show_change(old, new) is expected


def test_r9_which_of_the_hidden_figures_was_revised_is_not_told():
    """The total went from 49 to 50: who of the hidden groups is the one more would be a count of one."""
    [yes, no, unknown] = [held(YEAR, (("parental_mental_health", group),), n) for group, n in (("yes", 4), ("no", 40), ("unknown", 6))]
    whole = held(YEAR, (), 50)
    later = {"submission": 2, "sequence": 10**6, "revision": 2, "by": "another lead", "known_from": whole.known_from + timedelta(days=30)}
    observation = dataclasses.replace(yes.observation, origin=Origin("again.xlsx", "Values", "F3"))
    revised = [dataclasses.replace(yes, observation=observation, **later), dataclasses.replace(whole, **later)]
    first = release([held(YEAR, (("parental_mental_health", "yes"),), 3), no, unknown, held(YEAR, (), 49)], plan("exact5"))
    made = release([no, unknown, *revised], plan("exact5"), patterns=first.patterns).observations
    hidden = [one for one in made if one.status is Status.HIDDEN]
    assert len(hidden) == 2
    told = {(one.submission, one.sequence, one.revision, one.known_from, one.by, one.flags, one.origin.file) for one in hidden}
    assert told == {(2, revised[0].sequence, 2, later["known_from"], "another lead", frozenset({"r"}), "again.xlsx")}
    [shown] = [one for one in made if one.key.breakdown and one.status is Status.OK]
    assert (shown.submission, shown.revision, shown.flags) == (1, 1, frozenset())


@pytest.mark.parametrize(("before", "after", "expected"), [((40, 100), (50, 108), False), ((40, 100), (50, 120), True)])
def test_r9_the_rest_of_those_counted_is_a_cell_too(before: tuple[int, int], after: tuple[int, int], expected: bool):
    """60 not counted before and 58 after: two people, although both counts moved by more."""
    [old] = release([held(YEAR, (), *before, 100 * before[0] / before[1])], plan("exact5", "per_cent")).observations
    [new] = release([held(YEAR, (), *after, 100 * after[0] / after[1], revision=2)], plan("exact5", "per_cent")).observations
    assert may_show_change(old, new) is expected


def test_r10_rates_are_worked_out_from_rounded_counts():
    [one] = release([held(YEAR, (), 33, 62, 53.2)], plan("mhsds5", "per_cent")).observations
    assert (one.numerator, one.denominator) == (35, 60)
    assert one.value == pytest.approx(100 * 35 / 60)
    assert one.limits == "Wilson"
    assert one.lower == pytest.approx(45.73, abs=0.01)


@pytest.mark.parametrize(
    ("numerator", "denominator", "profile", "hidden"),
    [
        (3, 60, "exact5", True),
        (57, 60, "exact5", True),
        (2, 3, "exact5", True),
        (0, 8, "exact5", True),
        (8, 8, "exact5", True),
        (0, 60, "exact5", False),
        (60, 60, "exact5", False),
        (60, 60, "mhsds5", True),
        (30, 60, "exact5", False),
    ],
)
def test_r11_numerator_denominator_and_complement_are_tested(numerator: int, denominator: int, profile: str, hidden: bool):
    [one] = release([held(YEAR, (), numerator, denominator, 100 * numerator / denominator)], plan(profile, "per_cent")).observations
    assert (one.status is Status.HIDDEN) is hidden
    assert not hidden or (one.value, one.numerator, one.lower, one.upper) == (None, None, None, None)


def test_r11_those_left_out_are_added_up_over_time():
    """9 in the year and 6 in the first quarter leave 3 for the others: none of them could be 4, and a hidden 2 may be any from 1 to 4."""
    counts = {1: (26, 32), 3: (30, 32), 4: (26, 27)}
    quarters = [held(periods.quarter(2020, n), (), part, whole, 100 * part / whole) for n, (part, whole) in counts.items()]
    made = release([*quarters, held(YEAR, (), 108, 117, 100 * 108 / 117)], plan("exact5", "per_cent")).observations
    shown = {one.key.period.key for one in made if one.status is Status.OK}
    assert shown in ({"2020-Q1F"}, {"2020F"})


def test_r11_a_percentage_without_its_denominator_is_tested_by_the_one_it_implies():
    [one] = release([held(YEAR, (), 57, None, 95.0)], plan("exact5", "per_cent")).observations
    assert one.status is Status.HIDDEN


def test_r12_a_released_series_holds_nothing_of_a_hidden_point():
    lines = [held(periods.quarter(2020, q), (), n) for q, n in enumerate((9, 12, 3, 11), start=1)]
    hidden = [o for o in release(lines, plan("mhsds5")).observations if o.status is Status.HIDDEN]
    assert len(hidden) == 1
    assert all(getattr(hidden[0], name) is None for name in ("value", "numerator", "denominator", "lower", "upper"))


def test_r13_order_never_follows_the_numbers():
    once = [o.key for o in release(ethnic_row(YEAR, (46, 3, 12, 9, 6, 8)), plan()).observations]
    other = [o.key for o in release(ethnic_row(YEAR, (8, 46, 9, 12, 3, 6)), plan()).observations]
    assert once == other


def test_r14_every_number_names_its_profile():
    assert {o.profile for o in release(ethnic_row(YEAR, (46, 3, 12, 9, 6, 8)), plan("hes7")).observations} == {"hes7"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two young women were moved.", ("Two young women",)),
        ("There were 3 detentions in March.", ("3 detentions",)),
        ("Two were moved, and 4.", ("Two were", "4")),
        ("One man and 7 patients came.", ("One man", "7 patients")),
        ("One of the reasons is that 7 wards closed.", ()),
        ("12 people were seen.", ()),
        ("In Q2 we met 4 times.", ()),
        ("The 3rd sector helped people in phase 2.", ()),
        ("Since 1 April things are better.", ()),
        ("Over 3 months, two actions were closed.", ()),
        ("Waits fell to 62.5% on 3/4/2021.", ()),
        ("About 40 people came.", ()),
        ("Two workshops held, and 3 posts filled.", ()),
        ("Two new workshops and 4 more meetings are planned.", ()),
        ("We ran two focus groups in three schools.", ()),
        ("Two service users spoke.", ("Two service users",)),
        ("3 ward patients and four school pupils came.", ("3 ward patients", "four school pupils")),
        ("Two workshops for women were held.", ("Two workshops for women",)),
        ("Two attended workshops.", ("Two attended",)),
        ("Of these 2 new.", ("2 new",)),
    ],
)
def test_r16_small_numbers_in_commentary(text: str, expected: tuple[str, ...]):
    assert small_numbers(text, PROFILES["mhsds5"]) == expected
    assert small_numbers(text, OPEN) == ()


def test_r17_what_is_withheld_is_told_without_numbers():
    made = release([held(YEAR, (), None, None, 37.5)], plan("mhsds5", "per_cent"))
    assert values(made) == [C]
    assert [one.reason for one in made.withheld] == [NO_COUNT]
    assert not any(character.isdigit() for one in made.withheld for character in one.reason)


def test_r18_what_the_source_hid_keeps_its_bounds():
    """Mixed is "fewer than 5" at source: alone it would be the total less the rest, so another goes with it."""
    lines = ethnic_row(YEAR, (46, None, 12, 9, 20, 8), total=98)
    lines[1] = held(YEAR, (("ethnic_group", "mixed"),), None, status=Status.HIDDEN, bounds=(0, 4))
    made = groups(release(lines, plan("exact5")))
    assert made["mixed"] == C
    assert [group for group, value in made.items() if value == C and group != "mixed"] == ["not_stated"]


def test_r18_a_number_that_a_publisher_hid_is_hidden_in_the_lead_s_version_too():
    lines = ethnic_row(YEAR, (46, 6, 12, 9, 20, 8))
    lines.append(held(YEAR, (("ethnic_group", "black"),), None, source="published", status=Status.HIDDEN, bounds=(0, 4)))
    made = release(lines, plan("exact5"))
    black = [o for o in made.observations if o.key.breakdown == (("ethnic_group", "black"),)]
    assert [o.status for o in black] == [Status.HIDDEN, Status.HIDDEN]


def test_r21_loosening_is_known():
    assert loosens(PROFILES["mhsds5"], PROFILES["open"])
    assert loosens(PROFILES["mhsds5"], PROFILES["exact5"])
    assert loosens(PROFILES["exact7"], PROFILES["exact5"])
    assert loosens(PROFILES["deaths"], PROFILES["exact7"])
    assert not loosens(PROFILES["exact5"], PROFILES["exact7"])
    assert not any(loosens(OPEN, profile) for profile in PROFILES.values())


def test_r22_merging_is_advised_after_four_sparse_periods():
    def quarter(number: int, counts: tuple[int, ...]) -> list[Released]:
        made = release(ethnic_row(periods.quarter(2020, number), counts), plan("mhsds5")).observations
        return [o for o in made if o.key.breakdown]

    sparse, full = (40, 1, 2, 0, 3, 8), (40, 12, 9, 8, 7, 8)
    assert "Merging" in prefer_merging([quarter(q, sparse) for q in range(1, 5)])
    assert prefer_merging([quarter(q, sparse if q > 1 else full) for q in range(1, 5)]) == ""
    assert prefer_merging([quarter(q, sparse) for q in range(1, 4)]) == ""


def test_published_figures_go_as_published():
    given = {"source": "published", "lower": 50.0, "upper": 60.0, "limits": "as published"}
    one, two = release(
        [held(YEAR, (), 3, 5, 55.5, **given), held(periods.year(2021), (), 33, 62, 53.2, source="published")], plan()
    ).observations
    assert (one.value, one.numerator, one.lower, one.upper, one.limits, one.profile) == (55.5, 3, 50.0, 60.0, "as published", "open")
    assert (two.value, two.numerator) == (53.2, 33)


def test_published_figures_without_limits_get_ours():
    [share] = release([held(YEAR, (), 33, 62, 53.2, source="published")], plan("mhsds5", "per_cent")).observations
    assert (share.value, share.limits) == (53.2, "Wilson")
    assert share.lower == pytest.approx(40.98, abs=0.01)
    few, many = release(
        [held(YEAR, (), 3, 45376, 6.6, source="published"), held(periods.year(2021), (), 46, 641801, 7.2, source="published")],
        plan("mhsds5", "per_100000"),
    ).observations
    assert (few.limits, many.limits) == ("Exact", "Byars")


def test_populations_and_unknown_indicators():
    one, two = held(YEAR, (), 3, indicator="census"), held(YEAR, (), 3, indicator="gone")
    assert Reader(plan()).profile(one.observation) == OPEN
    assert Reader(plan()).profile(two.observation) == PROFILES["mhsds5"]
    assert values(release([one, two], plan())) == [3, C]


def test_a_source_that_the_plan_does_not_know_is_treated_as_a_lead():
    assert values(release([held(YEAR, (), 3, source="elsewhere")], plan())) == [C]


def test_deaths_show_no_count_below_three_years_and_flag_unreliable_rates():
    lines = [
        held(periods.year(2018, year_type="calendar"), (), 60, 700000, 8.6, population="census"),
        held(periods.pooled(2016, 2018), (), 9, 2100000, 0.4, population="census"),
        held(periods.pooled(2013, 2015), (), 15, 2100000, 0.7, population="census"),
        held(periods.pooled(2010, 2012), (), 180, 2100000, 8.6, population="census"),
    ]
    made = {o.key.period.start.year: o for o in release(lines, plan("deaths", "per_100000")).observations}
    assert [made[year].status.value for year in (2018, 2016, 2013, 2010)] == ["c", "c", "ok", "ok"]
    assert [made[year].flags for year in (2013, 2010)] == [{"u"}, set()]


def test_averages_of_few_people_are_hidden():
    lines = [held(YEAR, (), None, 4, 7.1), held(periods.year(2021), (), None, 33, 7.4)]
    made = release(lines, plan("mhsds5", "score"))
    assert values(made) == [C, 7.4]
    assert [o.denominator for o in made.observations] == [None, 35]


@pytest.mark.parametrize("status", [Status.NOT_AVAILABLE, Status.NOT_APPLICABLE, Status.ROUNDS_TO_ZERO])
def test_markers_stay_what_they_are(status: Status):
    [one] = release([held(YEAR, (), None, status=status, reason="not collected")], plan()).observations
    assert (one.status, one.value) == (status, None)


def test_one_span_of_time_under_two_kinds_is_hidden_under_both():
    """The year hides its 6 beside a 3; the twelve months to the same day would tell it."""
    year = [held(YEAR, (("sex", group),), count) for group, count in zip("abc", (3, 40, 6), strict=True)]
    months = [held(periods.rolling12(YEAR.end), (("sex", group),), count) for group, count in zip("bc", (40, 6), strict=True)]
    made = release([*year, held(YEAR, (), 49), *months], plan("exact5"))
    hidden = {(one.key.period.kind, one.key.breakdown[0][1]) for one in made.observations if one.status is Status.HIDDEN}
    assert hidden == {("year", "a"), ("year", "c"), ("rolling12", "c")}


def test_nothing_held_is_nothing_released():
    assert release([], plan()) == Release((), Patterns(), True, ())


@pytest.mark.parametrize(
    ("contributions", "status"),
    [
        ([40.0, 30.0, 30.0], "ok"),
        ([75.0, 10.0, 15.0], "ok"),
        ([76.0, 10.0, 14.0], "c"),  # one gives more than three quarters
        ([50.0, 41.0, 9.0], "c"),  # two give more than nine tenths
        ([50.0, 50.0], "c"),  # two bodies know each other's
        ([50.0, 50.0, 0.0], "c"),  # one that gives nothing is no contributor
        ([], "c"),
        (None, "x"),  # nobody knows who gave it
    ],
)
def test_r19_an_amount_is_hidden_where_one_body_could_be_told_from_it(contributions, status):
    assert magnitude_status(contributions) == status
