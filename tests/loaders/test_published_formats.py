"""Published formats on small sheets: what recognises them, what they yield, and what they refuse to guess."""

from datetime import date, datetime
from math import isnan

import pytest
from grids import csv_of, xlsx_of
from hypothesis import given
from hypothesis import strategies as st

from indicators import periods
from indicators.observations import Status
from indicators.submissions import Passed, Problem
from loaders.published import cells, smi_checks, spans
from loaders.published.figures import Figure
from loaders.recognition import recognised
from loaders.workbook import opened

SMI = """
| Period           | CCG Code | Question    | Answer |
| SMI-Q4-2023-2024 | 15F      | SMIRegister | 7408   |
| SMI-Q4-2023-2024 | 15F      | All6PHC     | 6018   |
"""
MHSDS = """
|REPORTING_PERIOD_START|REPORTING_PERIOD_END|STATUS|BREAKDOWN|PRIMARY_LEVEL|SECONDARY_LEVEL|MEASURE_ID|MEASURE_NAME|MEASURE_VALUE|
| 01/04/2024 | 30/04/2024 | Provisional | Provider            | RGD | NONE | M1 | Number of things     | 1,240    |
| 01/04/2024 | 30/06/2024 | Performance | Provider; Ethnicity | RGD | A    | M1 | Number of things     | *        |
| 01/02/2024 | 30/04/2024 | Performance | Provider            | RGD | NONE | M2 | Proportion of things | *        |
| 01/04/2024 | 30/04/2024 | Performance | Provider            | RGD | NONE | M3 | Number of things     | NULL     |
| 01/04/2024 | 30/04/2024 | Performance | Provider            | RGD | NONE | M4 | Number of things     | see note |
| 01/04/2024 | 30/04/2024 | Performance | Provider            | RXX | NONE | M1 | Number of things     | 5        |
"""
TALKING = """
|REPORTING_PERIOD_START|REPORTING_PERIOD_END|GROUP_TYPE|ORG_CODE1|ORG_CODE2|MEASURE_ID|MEASURE_NAME|MEASURE_VALUE_SUPPRESSED|
| 2026-04-01 | 2026-04-30 | Provider        | all | RDY | M001 | Count_Referrals      | 1815 |
| 2026-04-01 | 2026-04-30 | SubICB/Provider | 11J | RDY | M001 | Count_Referrals      | *    |
| 2026-04-01 | 2026-04-30 | SubICB          | 11J | all | M002 | Percentage_Recovered | 51   |
"""
TIDIED = """
| area_code | area_name | period  | value | indicator | measure | unit    | significance |
| E1        | A         | 2010/11 | 284.2 | Self-harm | rate    | Persons | Worse        |
| E1        | A         | 2011/12 | NA    | Self-harm | rate    | Persons | Worse        |
| E1        | A         | soon    | 1     | Self-harm | rate    | Persons | Worse        |
"""
WELLBEING = """
| Indicator: | Average anxiety rating | | |
| Date:      | 04/2020-03/2021        | | |
| Coverage:  | UK                     | | |
| | | | |
| Area Code  | Area                   | Mean anxiety | Notes |
| E1         | A                      | 3.70         |       |
| E2         | B                      | na           |       |
"""
FINGERTIPS_NAMES = (
    *("Indicator ID", "Indicator Name", "Parent Code", "Parent Name", "Area Code", "Area Name", "Area Type", "Sex", "Age"),
    *("Category Type", "Category", "Time period", "Value", "Lower CI 95.0 limit", "Upper CI 95.0 limit", "Lower CI 99.8 limit"),
    *("Upper CI 99.8 limit", "Count", "Denominator", "Value note", "Recent Trend", "Compared to England value or percentiles"),
)


def fingertips(names=FINGERTIPS_NAMES, *, value="19.3952595871038", note="", period="2015 - 17", category=""):
    kind = "Deprivation" if category else ""
    row = (
        "41001",
        "Suicide rate",
        "",
        "",
        "E1",
        "A",
        "UA",
        "Male",
        "10+ yrs",
        kind,
        category,
        period,
        value,
        "16.6",
        "22.4",
        "",
        "",
        "192",
        "995471",
        note,
    )
    return "\n".join(("|".join(names), "|".join(row))).join(("|", "|")).replace("\n", "|\n|")


def read(content, areas=None):
    found = recognised(opened("any name.dat", content))
    assert found is not None, "no format was recognised"
    known, table = found
    everything = list(known.figures(table, areas=areas))
    return (
        known.id,
        [item for item in everything if isinstance(item, Figure)],
        [item for item in everything if not isinstance(item, Figure)],
    )


@pytest.mark.parametrize(
    ("grid", "id"),
    [
        (SMI, "smi_checks"),
        (MHSDS, "mhsds"),
        (TALKING, "talking_therapies_monthly"),
        (TIDIED, "fingertips_tidied"),
        (WELLBEING, "ons_wellbeing"),
    ],
)
def test_a_format_is_recognised_by_its_content_in_any_container(grid, id):
    as_csv = read(csv_of(grid))
    assert as_csv[0] == id
    assert read(csv_of(grid, encoding="utf-16", delimiter=";"))[0] == id
    as_workbook = read(xlsx_of(grid))
    assert as_workbook[0] == id
    assert [figure.number for figure in as_workbook[1]] == [figure.number for figure in as_csv[1]]


def test_a_header_is_found_below_titles_and_with_its_columns_in_another_order():
    moved = """
    | Raw data |        |                  |             |          |
    |          |        |                  |             |          |
    | Question | Answer | Period           | Rank        | CCG_CODE |
    | All6PHC  | 6018   | SMI-Q4-2023-2024 | 1           | 15F      |
    """
    id, [figure], _ = read(xlsx_of(moved))
    assert (id, figure.area, figure.number, figure.address, figure.sheet) == ("smi_checks", "15F", 6018.0, "B4", "Data")
    assert figure.period == periods.quarter(2023, 4)


def test_a_file_of_another_kind_is_no_format():
    assert recognised(opened("a.csv", b"name,ward\nLeeds,1\n")) is None


def test_rows_about_other_areas_are_counted_and_passed_over():
    _, figures, others = read(csv_of(MHSDS), {"RXX"})
    assert [figure.area for figure in figures] == ["RXX"]
    assert others == [Passed("about other areas", 5)]


def test_a_cell_nobody_explains_is_a_problem_with_its_address_and_the_other_rows_go_on():
    _, figures, others = read(csv_of(MHSDS), {"RGD"})
    [problem] = [item for item in others if isinstance(item, Problem)]
    assert (problem.where.address, problem.found, problem.severity) == ("line 6", '"see note"', "note")
    assert [figure.measure for figure in figures] == ["M1", "M1", "M2", "M3"]


def test_mhsds_tells_hidden_missing_and_provisional_apart():
    _, [whole, group, share, missing], _ = read(csv_of(MHSDS), {"RGD"})
    assert (whole.number, whole.flags, whole.period) == (1240.0, frozenset("p"), periods.month(2024, 4))
    assert (group.status, group.bounds, group.dimensions) == (Status.HIDDEN, (0.0, 4.0), {"ethnicity": "A"})
    assert group.period == periods.quarter(2024, 1)
    assert (share.status, share.bounds, share.period.kind) == (Status.HIDDEN, None, "window")
    assert (missing.status, missing.number) == (Status.NOT_AVAILABLE, None)


def test_talking_therapies_monthly_figures_belong_to_whom_the_group_type_says():
    _, [provider, both, place], _ = read(csv_of(TALKING))
    assert (provider.area, provider.dimensions, provider.number) == ("RDY", {}, 1815.0)
    assert (both.area, both.dimensions, both.bounds) == ("11J", {"provider": "RDY"}, (0.0, 4.0))
    assert (place.area, place.number) == ("11J", 51.0)


def test_na_is_not_available_and_an_unknown_period_is_a_problem():
    _, [first, second], [problem] = read(csv_of(TIDIED))
    assert (first.number, first.period) == (284.2, periods.year(2010))
    assert (second.number, second.status) == (None, Status.NOT_AVAILABLE)
    assert (problem.where.address, problem.found) == ("line 4", '"soon"')


def test_wellbeing_takes_score_and_period_from_the_lines_above_the_header():
    _, [score, missing], _ = read(csv_of(WELLBEING))
    assert (score.measure, score.number, score.period, score.address) == ("Average anxiety rating", 3.7, periods.year(2020), "line 6")
    assert missing.status is Status.NOT_AVAILABLE
    _, figures, [problem] = read(csv_of(WELLBEING.replace("04/2020-03/2021", "recently")))
    assert (figures, problem.code) == ([], "published-period")


RENAMED = {
    "as downloaded": FINGERTIPS_NAMES,
    "without blanks": tuple(name.replace(" ", "") for name in FINGERTIPS_NAMES),
    "with underscores": tuple(name.replace(" ", "_") for name in FINGERTIPS_NAMES),
    "in small letters": tuple(name.lower() for name in FINGERTIPS_NAMES),
    "another comparison": (*FINGERTIPS_NAMES[:-1], "Compared to CCGs (from Apr 2021) value or percentiles"),
}


@pytest.mark.parametrize("names", RENAMED.values(), ids=RENAMED.keys())
def test_fingertips_headers_are_matched_by_meaning(names):
    id, [figure], _ = read(csv_of(fingertips(names)))
    assert (id, figure.measure, figure.number, figure.period) == ("fingertips", "41001", 19.3952595871038, periods.pooled(2015, 2017))
    assert (figure.lower, figure.upper, figure.limits, figure.numerator, figure.denominator) == (
        16.6,
        22.4,
        "as published",
        192.0,
        995471.0,
    )
    assert figure.dimensions == {"sex": "Male", "age": "10+ yrs"}


@pytest.mark.parametrize(
    ("value", "note", "status", "flags"),
    [
        ("", "Value suppressed for disclosure control reasons", Status.HIDDEN, ""),
        ("", "", Status.NOT_AVAILABLE, ""),
        ("", "Value estimated", Status.NOT_AVAILABLE, "e"),
        ("9.2", "Value is modelled or synthetic estimate", Status.OK, "e"),
        ("9.2", "Aggregated from all known lower geography values", Status.OK, ""),
        ("0", "", Status.OK, ""),
    ],
)
def test_a_fingertips_note_says_why_there_is_no_value(value, note, status, flags):
    _, [figure], _ = read(csv_of(fingertips(value=value, note=note)))
    assert (figure.status, figure.flags, figure.number is None) == (status, frozenset(flags), status is not Status.OK)
    assert bool(figure.reason) == (status is not Status.OK)


def test_a_fingertips_category_is_a_dimension():
    _, [figure], _ = read(csv_of(fingertips(category="Most deprived")))
    assert figure.dimensions == {"sex": "Male", "age": "10+ yrs", "category type": "Deprivation", "category": "Most deprived"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2015", "2015C"),
        ("2017/18", "2017F"),
        ("1999/00", "1999F"),
        ("2015 - 17", "2015C-2017C"),
        ("1998 - 00", "1998C-2000C"),
        ("2013-17", "2013C-2017C"),
        ("2016/17 - 18/19", "2016F-2018F"),
        ("2019/20 Q1", "2019-Q1F"),
        ("2020 Q1", "2020-Q1C"),
    ],
)
def test_fingertips_periods(text, key):
    period = spans.fingertips(text)
    assert period is not None
    assert (period.key, period.supplied) == (key, text)


@pytest.mark.parametrize("text", ["", "soon", "2017/19", "17/18", "2019/20 Q5", "2017 - 15x", "2019/20Q", "Apr 2019"])
def test_other_texts_are_no_fingertips_period(text):
    assert spans.fingertips(text) is None


@pytest.mark.parametrize("text", ["9999", "0000", "9999/00", "2015 - 9999", "9999 Q4", "9998/99 - 99/00"])
def test_a_year_that_stands_for_something_else_is_no_period(text):
    assert (spans.fingertips(text), spans.financial_year(text)) == (None, None)
    assert spans.months(f"12/{text}-12/9999") is None
    assert smi_checks.quarter("SMI-Q4-9999-10000") is smi_checks.quarter("SMI-Q1-0000-0001") is None


@pytest.mark.parametrize("cell", ["31/12/9999", "9999-12-31", "9999-12-31 00:00:00", date.max, datetime(9999, 12, 31)])
def test_the_last_day_there_is_stands_for_no_end_and_is_no_day(cell):
    assert cells.day(cell) is None


@pytest.mark.parametrize(
    ("start", "end", "kind", "key"),
    [
        (date(2024, 4, 1), date(2024, 4, 30), "month", "2024-04"),
        (date(2024, 1, 1), date(2024, 3, 31), "quarter", "2023-Q4F"),
        (date(2024, 4, 1), date(2025, 3, 31), "year", "2024F"),
        (date(2024, 2, 1), date(2024, 4, 30), "window", "2024-02-01..2024-04-30"),
        (date(2025, 5, 1), date(2026, 4, 30), "rolling12", "2025-05..2026-04R"),
        (date(2024, 4, 2), date(2024, 4, 30), "window", "2024-04-02..2024-04-30"),
    ],
)
def test_an_interval_is_what_it_is(start, end, kind, key):
    period = spans.between(start, end)
    assert (period.start, period.end, period.kind, period.key) == (start, end, kind, key)


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 1, 1)), st.sampled_from(["financial", "calendar", "school"]))
def test_the_quarter_of_a_day_holds_the_day(day, year_type):
    period = spans.quarter_of(day, year_type)
    assert period.start <= day <= period.end
    assert (period.kind, period.months, period.year_type) == ("quarter", 3, year_type)


@pytest.mark.parametrize(
    ("others", "status"),
    [(["5,5,20"], "ok"), (["*,*,*"], "c"), (["*,*,20"], "c"), (["NULL,NULL,NULL"], "x"), (["*,*,*", ",,"], "x"), ([",,", "*,*,*"], "x")],
)
def test_providers_of_whom_one_is_suppressed_make_a_hidden_sum(others, status):
    rows = [f"01/09/2019,RX{n},15F,Complete pathways: completed,{cells_}" for n, cells_ in enumerate(["10,10,30", *others])]
    table = "\n".join(["Date,Provider_Org_code,Org_Code,Description,Gt_0_1_Weeks,Gt_1_2_Weeks,Total_Pathways", *rows])
    _, found, _ = read(table.encode())
    assert {figure.measure: figure.number for figure in found} == {
        "completed": 50.0 if status == "ok" else None,
        "completed within two weeks": 30.0 if status == "ok" else None,
    }
    assert {figure.status.value for figure in found} == {status}


KNOWN = cells.markers(hidden=("*",), absent=("", "NA"))


@pytest.mark.parametrize(
    ("cell", "number", "status"),
    [
        ("12", 12.0, "ok"),
        (" 1,234.5 ", 1234.5, "ok"),
        (12, 12.0, "ok"),
        (0.0, 0.0, "ok"),
        ("-3.5e2", -350.0, "ok"),
        ("*", None, "c"),
        ("na", None, "x"),
        ("", None, "x"),
    ],
)
def test_a_cell_is_a_number_or_a_known_marker(cell, number, status):
    assert cells.reading(cell, KNOWN) == cells.Reading(number, Status(status))


@pytest.mark.parametrize(
    "cell", ["nan", "inf", "1,23", "12 *", "-", "٣", "1e", True, False, date(2024, 1, 1), float("nan"), float("inf"), "#N/A"]
)
def test_anything_else_is_neither_a_number_nor_nought(cell):
    assert cells.reading(cell, KNOWN) is None


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_comes_through_to_its_last_digit(value):
    assert cells.number(repr(value)) == value
    assert cells.number(value) == value


@given(st.text())
def test_no_text_becomes_a_number_that_is_none(text):
    value = cells.number(text)
    assert value is None or not isnan(value)
