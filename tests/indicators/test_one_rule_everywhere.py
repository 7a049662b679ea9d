"""What a stranger found said in two ways: which figure leads, what a change is, what a target may promise, what a title makes of little."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hand_built import CHECKS, detentions, figure, indicator, measure, plan, quarters

from indicators import attention, narrative, readings, summaries
from indicators.aims import CHANGING, aim
from indicators.decisions import Decided
from indicators.effects import Tried, effects
from indicators.inequalities import comparisons, leading, newest, same_thing, told_first
from indicators.periods import quarter, year
from indicators.registry.models import Part, Plan

AS_OF = date(2024, 6, 1)


def said(released: list, on: date = AS_OF) -> readings.Summary:
    return summaries.summary(plan(), "checks", released, as_of=on)


# -- which comparison leads ------------------------------------------------------------------------------------------------------------


def beside() -> Plan:
    """The small plan, with a part for people assessed before that of detentions, and one of the same detentions over other people."""
    built = plan()
    entry = built.indicator("detained")
    told = next(part for part in entry.parts if part.compare)
    first = told.model_copy(update={"id": "assessed", "name": "People assessed", "happening": "were assessed", "headline": False})
    own = told.model_copy(update={"happening": "were detained", "headline": True})
    again = own.model_copy(update={"id": "regrouped", "name": "Detentions, regrouped", "headline": False})
    parts = (first, *(own if part is told else part for part in entry.parts), again)
    changed = entry.model_copy(update={"parts": parts})
    return _with_indicator(built, changed)


def _with_indicator(built: Plan, changed) -> Plan:
    passions = []
    for passion in built.passions:
        priorities = [
            p.model_copy(update={"indicators": tuple(changed if i.id == changed.id else i for i in p.indicators)})
            for p in passion.priorities
        ]
        passions.append(passion.model_copy(update={"priorities": tuple(priorities)}))
    return built.model_copy(update={"passions": tuple(passions)})


def of_part(part: str, period, area: str) -> list:
    return [replace(each, key=replace(each.key, part=part)) for each in detentions(period, area=area)]


def everywhere(built: Plan) -> list:
    own = next(part.id for part in built.indicator("detained").parts if part.headline)
    return [
        *of_part("assessed", quarter(2024, 1), "town"),
        *of_part(own, quarter(2024, 1), "town"),
        *of_part(own, year(2023), "county"),
        *of_part("regrouped", year(2023), "county"),
    ]


def test_the_part_of_the_plans_page_leads_in_the_plans_own_area_on_every_page():
    built = beside()
    released = everywhere(built)
    held = comparisons(built, released)
    first = leading(built, held)["detained"]
    assert (first.part_name, first.area) == ("Detentions", "town")
    assert told_first(built, held) is first
    home = summaries.summary(built, "detained", released, as_of=AS_OF).headline
    assert home is not None
    assert (home.title, home.area) == (first.title, first.area)
    assert [one.quote_sentence != "" for one in held].count(True) == 1
    assert first.quote_sentence


def test_the_figure_to_quote_stands_beside_the_same_thing_and_other_parts_are_told_apart():
    built = beside()
    first = leading(built, comparisons(built, everywhere(built)))["detained"]
    assert "elsewhere: 2.4 times (Detentions, Anyshire, 2023 to 2024) and 2.4 times (Detentions, regrouped, Anyshire, 2023 to 2024)." in (
        first.quote_sentence
    )
    assert first.quote_sentence.endswith("Another part of this indicator counts something else: 2.4 times (People assessed, Anytown).")


def test_a_whole_without_groups_does_not_hide_the_ratio_of_a_wider_area():
    built = beside()
    own = next(part.id for part in built.indicator("detained").parts if part.headline)
    released = [figure(quarter(2024, 1), 60.0, indicator="detained", part=own, area="town"), *of_part(own, year(2023), "county")]
    home = summaries.summary(built, "detained", released, as_of=AS_OF).headline
    assert home is not None
    assert (home.area, home.latest_words) == ("county", "2.4 times")


def test_equal_totals_do_not_make_two_parts_the_same_thing():
    built = beside()
    held = newest(comparisons(built, everywhere(built)))
    by = {(one.part_name, one.area): one for one in held}
    assessed, told = by["People assessed", "town"], by["Detentions", "town"]
    assert assessed.total == told.total
    assert not same_thing(built, assessed, told)
    assert same_thing(built, told, by["Detentions, regrouped", "county"])


# -- what a target may promise ---------------------------------------------------------------------------------------------------------

LEVEL = [70.0, 72.0, 71.0, 69.0] * 4


@pytest.mark.parametrize(
    ("last", "target", "direction", "words"),
    [
        (81.2, 82, "up", "The target, 82 %, is not met yet."),
        (81.2, 80, "up", "The target, 80 %, is met."),
        (60.0, 82, "up", "The target, 82 %, is not met."),
        (60.0, 50, "down", "The target, 50 %, is not met yet."),
    ],
)
def test_while_the_latest_figures_signal_a_change_nothing_is_promised_of_the_target(last, target, direction, words):
    part = {**CHECKS, "direction": direction}
    asked = indicator(
        "checks", "1.1", "Checks", unit="per_cent", multiplier=100, direction=direction, targets=[{"value": target}], parts=[part]
    )
    one = {"id": "P1", "number": "1", "name": "One", "short": "One", "indicators": [asked], "measures": [measure("checks")]}
    built = plan(passions=[{"id": "PA1", "name": "First", "priorities": [one]}])
    released = quarters([*LEVEL, last], first=(2018, 1))
    entry = built.indicator("checks")
    found = aim(entry, entry.parts[0], summaries.series(built, "checks", "", "town", released))
    assert found is not None
    assert (found.sentence, found.assurance) == (f"{words}{CHANGING}", "")
    told = summaries.board(built, released, as_of=AS_OF).attention
    assert not any("At the present level" in item.text for item in told)


# -- what a change is ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "latest", "note"),
    [(50.68, 81.24, True), (50.7, 81.2, False), (46.84, 41.26, True), (46.8, 41.2, False)],
)
def test_a_change_that_a_pencil_would_not_find_says_that_figures_are_rounded(first, latest, note):
    part = Part(**CHECKS)
    found = narrative.change(
        part, figure(quarter(2020, 1), first), figure(quarter(2021, 1), latest), against="first figure", across_break=False
    )
    assert found is not None
    assert found.rounded is note
    assert found.words.endswith(" (figures are rounded)") is note
    sentence = said([figure(quarter(2020, 1), first), figure(quarter(2021, 1), latest)]).sentence
    assert ("(figures are rounded)." in sentence) is note


def test_a_change_across_a_break_is_told_in_the_same_words_by_reading_and_preview():
    before, after = said(quarters([50.0])), said(quarters([50.0, 60.0], first=(2019, 2)))
    assert after.headline is not None
    assert after.headline.change is not None
    told = after.headline.change.words
    assert told == "not comparable: the series breaks in between (+10.0 points)"
    draft = Decided("checks", "", "baseline", {"period": "2019-Q2F"}, "agreed", date(2024, 5, 1), "A. Tester")
    found = effects(Tried(plan(), before, 0), Tried(plan(), after, 0), draft)
    assert any(told in sentence for sentence in found)


# -- what a title makes of little --------------------------------------------------------------------------------------------------------


def test_a_title_does_not_say_fell_from_two_figures_with_hidden_ones_between():
    found = said(quarters([100.0, None, None, 0.0], first=(2020, 1))).headline
    assert found is not None
    assert found.state is readings.State.TOO_EARLY
    assert "fell" not in found.title
    assert found.title.endswith("0.0 %")
    many = said(quarters([100.0, 90.0, 80.0, 70.0, 0.0], first=(2020, 1))).headline
    assert many is not None
    assert "fell" in many.title


# -- what needs the Board ----------------------------------------------------------------------------------------------------------------


def test_an_old_figure_that_has_an_item_of_its_own_is_not_counted_among_the_rest():
    falling = quarters([80.0, 80.5, 79.5] * 3 + [70.0] * 8, first=(2015, 1))
    released = [figure(year(2010), 5.0, indicator="yearly"), *falling, *quarters([5.0], indicator="waiting")]
    found = summaries.board(plan(), released, as_of=AS_OF)
    assert found.summary("checks").state is readings.State.WORSENING
    texts = [item.text for item in found.attention]
    assert sum(text.startswith("Not recent") for text in texts) == 1
    assert "One more indicator has no recent figure: 2.1." in texts


def test_of_two_it_is_said_either_and_of_more_any():
    assert attention._of(2, 2, "priorities") == "either of the two priorities"
    assert attention._of(3, 3, "priorities") == "any of the three priorities"
    assert attention._of(2, 3, "priorities") == "two of the three priorities"
