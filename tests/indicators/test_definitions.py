"""A changed definition draws a break in the series by itself, between the figures known before and after it."""

from dataclasses import replace
from datetime import UTC, datetime

from hand_built import CHECKS, indicator, measure, plan, quarters

from indicators import summaries
from indicators.definitions import redefined
from indicators.registry.models import Plan

JANUARY, JUNE = datetime(2023, 1, 1, tzinfo=UTC), datetime(2023, 6, 1, tzinfo=UTC)


def version(**part: object) -> Plan:
    asked = indicator("checks", "1.1", "Checks", parts=[{**CHECKS, "numerator": "people checked", **part}])
    one = {"id": "P1", "number": "1", "name": "One", "short": "One", "indicators": [asked], "measures": [measure("checks")]}
    return plan(passions=[{"id": "PA1", "name": "First", "priorities": [one]}])


def test_a_new_definition_is_one_and_a_new_name_is_none():
    assert redefined([(JANUARY, version()), (JUNE, version(name="Other words"))]) == {}
    assert redefined([(JANUARY, version()), (JUNE, version(numerator="people checked twice"))]) == {("checks", ""): [JUNE]}
    assert redefined([(JANUARY, version()), (JUNE, version(unit="count", multiplier=1))]) == {("checks", ""): [JUNE]}
    assert redefined([(JUNE, version())]) == {}


def test_leaving_somebody_else_out_is_a_new_definition():
    before = version()
    after = before.model_dump()
    after["passions"][0]["priorities"][0]["indicators"][0]["exclusions"] = "people seen twice"
    assert redefined([(JANUARY, before), (JUNE, Plan.model_validate(after))]) == {("checks", ""): [JUNE]}


def test_the_series_breaks_between_figures_known_before_and_after():
    points = quarters([10.0, 11.0, 12.0, 13.0])
    known = [replace(point, known_from=JANUARY if index < 2 else JUNE) for index, point in enumerate(points)]
    line = summaries.series(version(), "checks", "", "town", known, redefined={("checks", ""): [JUNE]})
    assert line.breaks == {2: "The plan defines this figure in another way since 1 June 2023."}


def test_figures_all_read_again_under_the_new_definition_do_not_break():
    known = [replace(point, known_from=JUNE) for point in quarters([10.0, 11.0, 12.0, 13.0])]
    assert summaries.series(version(), "checks", "", "town", known, redefined={("checks", ""): [JANUARY]}).breaks == {}
