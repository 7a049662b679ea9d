"""Tables of one's own that are like one that was mapped, days in place of periods, and figures that nothing takes: asked or said."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from grids import csv_of, xlsx_of
from leads import PLAN

from indicators.registry import read as read_plan
from loaders.circumstances import Circumstances
from loaders.layouts import proposed
from loaders.reading import read
from loaders.workbook import opened

ASSESSED = [["Assessed {quarter}"], ["Ethnic group", "Q1 2020/21", "Q2 2020/21"], ["White", 300, 310], ["Mixed", 20, 21]]
DETAINED = [["Detentions"], *ASSESSED[1:]]
MAPPED = {"White": "I2/ethnic_group=white", "Mixed": "I2/ethnic_group=mixed"}


def book(**sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        page = made.create_sheet(name.replace("_", " "))
        for row in rows:
            page.append([cell.format(quarter="in Q2 2020/21") if isinstance(cell, str) else cell for cell in row])
    saved = io.BytesIO()
    made.save(saved)
    return saved.getvalue()


def shapes(content, name="own.xlsx"):
    return [proposed(sheet, PLAN, PLAN.priorities, file=name).shape for sheet in opened(name, content).sheets]


def taken_as(content, layouts, name="own.xlsx", **known):
    return read(name, content, PLAN, known=Circumstances(layouts=layouts, **known))


def mapped(rows, labels, **known):
    content = book(Data=rows)
    [shape] = shapes(content)
    return taken_as(content, {shape: labels}, **known)


# -- which table it is --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", [{"Detained": DETAINED}, {"Detained": ASSESSED}, {"Assessed": DETAINED}])
def test_the_same_header_on_another_sheet_or_under_another_title_is_asked_about_and_never_read(other):
    [shape] = shapes(book(Assessed=ASSESSED))
    content = book(**other)
    submission = taken_as(content, {shape: MAPPED})
    assert submission.observations == ()
    [proposal] = submission.proposals
    assert (proposal.labels, proposal.shape != shape) == (MAPPED, True)


def test_two_such_sheets_of_one_file_are_mapped_apart():
    content = book(Assessed=ASSESSED, Detained=DETAINED)
    first, second = shapes(content)
    one = taken_as(content, {first: MAPPED})
    assert {o.origin.sheet for o in one.observations} == {"Assessed"}
    assert [(p.code, p.where.sheet) for p in one.problems] == [("unmapped-table", "Detained")]
    both = taken_as(content, {first: MAPPED, second: dict.fromkeys(MAPPED, "")})
    assert ({o.origin.sheet for o in both.observations}, both.problems) == ({"Assessed"}, ())


@pytest.mark.parametrize(
    ("now", "later"),
    [
        ("Assessed in Q1 2020/21", "Assessed in Q2 2020/21"),
        ("Assessed, 1 April to 30 June 2020 (412 people)", "Assessed, 1 July to 30 September 2020 (96 people)"),
        ("Assessed: quarter ending Jun-20", "Assessed: quarter ending Sept 2020"),
        ("Assessed, year to 31/03/2021", "Assessed, year to 31/03/2022"),
    ],
)
def test_next_quarters_title_and_sheet_keep_the_shape(now, later):
    sheets = [{f"Assessed_{said}": [[title], *ASSESSED[1:]]} for said, title in (("Q1_2020", now), ("Q2_2020", later))]
    assert shapes(book(**sheets[0])) == shapes(book(**sheets[1]))
    assert shapes(book(Table_1=ASSESSED[1:])) != shapes(book(Table_2=ASSESSED[1:]))


def test_a_csv_file_without_a_title_is_known_by_its_name():
    grid = "| Ethnic group | Q1 2020/21 | Q2 2020/21 |\n| White | 300 | 310 |"
    [first], [again], [other] = (shapes(csv_of(grid), name) for name in ("assessed Q1.csv", "assessed Q2.csv", "detained Q1.csv"))
    assert first == again != other
    assert taken_as(csv_of(grid), {first: MAPPED}, "detained Q1.csv").observations == ()
    assert len(taken_as(csv_of(grid), {first: MAPPED}, "assessed Q2.csv").observations) == 2


def test_a_label_that_is_new_is_proposed_with_the_others_as_they_were_mapped():
    rows = [["", "Q1 2020/21", "Q2 2020/21"], ["assessed here", 300, 310]]
    [shape] = shapes(book(Data=rows))
    changed = [rows[0], ["assessed A", 301, 311]]
    submission = taken_as(book(Data=changed), {shape: {"assessed here": "I2"}})
    assert [(p.code, p.where.address) for p in submission.problems] == [("unmapped-label", "A2")] * 2
    assert "template" not in submission.problems[0].sentence
    [proposal] = submission.proposals
    assert (proposal.shape, list(proposal.labels)) == (shape, ["assessed A"])
    assert len(taken_as(book(Data=changed), {shape: {"assessed here": "I2", "assessed A": "I2"}}).observations) == 2


# -- what is not read ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grid", "label", "said"),
    [
        ("| M | Q1 2020/21 | Q2 2020/21 | 45444 |\n| A | 300 | 310 | 7 |\n| B | 5 | 6 | 8 |", "A", '2 figures (D2 to D3) under "45444"'),
        ("| M | Q1 2020/21 | Q2 2020/21 | Total |\n| A | 300 | 310 | 610 |", "A", '1 figure (D2) under "Total"'),
        ("| M | Q1 2020/21 | Q2 2020/21 | |\n| A | 300 | 310 | 610 |", "A", "1 figure (D2) under no words"),
        ("| Quarter | A | |\n| Q1 2020/21 | 300 | 7 |\n| Q2 2020/21 | 310 | |", "A", "1 figure (C2) under no words"),
        ("| Measure | Quarter | Count | Total |\n| A | Q1 2020/21 | 300 | 610 |", "A", '1 figure (D2) under "Total"'),
    ],
)
def test_a_column_of_figures_that_is_not_read_is_said(grid, label, said):
    content = xlsx_of(grid)
    [shape] = shapes(content)
    submission = taken_as(content, {shape: {"A": "I2", "B": ""}})
    notes = [(p.found, p.severity) for p in submission.problems if p.code == "column-passed-over"]
    assert (notes, submission.stopped) == ([(said, "note")], False)
    assert submission.observations
    [before] = read("own.xlsx", content, PLAN).proposals
    assert len(before.notes) == 1


def test_a_second_table_is_said_when_the_first_is_read_too():
    content = xlsx_of("| M | Q1 2020/21 | Q2 2020/21 |\n| A | 1 | 2 |\n| M | Q1 2020/21 | Q2 2020/21 |\n| A | 7 | 8 |")
    [shape] = shapes(content)
    assert [p.code for p in taken_as(content, {shape: {"A": "I2"}}).problems] == ["table-passed-over"]


# -- days in place of periods -------------------------------------------------------------------------------------------------------

MONTHS = [date(2024, 4, 1), date(2024, 5, 1), date(2024, 6, 1)]
QUARTERS = [date(2024, 3, 31), date(2024, 6, 30)]


def across(days):
    return [["Measure", *days], ["A count", *range(100, 100 + len(days))]]


def down(days):
    return [["Date", "A count"], *([day, 100 + n] for n, day in enumerate(days))]


def tidy(days):
    return [["Measure", "Period", "Count"], *(["A count", day, 100 + n] for n, day in enumerate(days))]


@pytest.mark.parametrize("laid", [across, down, tidy])
@pytest.mark.parametrize("written", [lambda day: day, lambda day: datetime(day.year, day.month, day.day), lambda day: f"{day:%Y-%m-%d}"])
def test_days_of_months_are_asked_about_once_and_are_never_other_days(laid, written):
    rows = laid([written(day) for day in MONTHS])
    [asked] = mapped(rows, {"A count": "I2"}).problems
    assert asked.code == "ask-period"
    assert asked.choices == (
        ("2024-04", "April 2024 (the month)"),
        ("2024-Q1F", "April to June 2024 (the quarter)"),
        ("@2024-04-01", "1 April 2024 (that day alone)"),
    )
    assert "January" not in asked.sentence
    for choice, keys in (
        ("2024-04", {"2024-04", "2024-05", "2024-06"}),
        ("@2024-04-01", {"@2024-04-01", "@2024-05-01", "@2024-06-01"}),
    ):
        submission = mapped(rows, {"A count": "I2"}, answers={"ask-period": choice})
        assert {o.key.period.key for o in submission.observations} == keys
        assert submission.problems == ()


def test_last_days_of_quarters_are_those_quarters_where_one_says_so():
    submission = mapped(across(QUARTERS), {"A count": "I2"}, answers={"ask-period": "2023-Q4F"})
    assert {o.key.period.key for o in submission.observations} == {"2023-Q4F", "2024-Q1F"}


def test_a_day_that_cannot_be_what_the_first_was_said_to_be_is_asked_about_itself():
    submission = mapped(across(MONTHS), {"A count": "I2"}, answers={"ask-period": "2024-Q1F"})
    assert {p.where.address for p in submission.problems if p.code == "ask-period"} == {"C1"}


def test_the_proposal_spells_out_what_a_day_may_be():
    [proposal] = read("own.xlsx", book(Data=across(MONTHS)), PLAN).proposals
    assert proposal.periods["2024-05-01"] == "1 May 2024: May 2024 (the month), or 1 May 2024 (that day alone)?"


def test_a_day_written_as_text_in_the_british_way_is_asked_about_as_before():
    submission = mapped(down(["01/04/2024", "01/05/2024"]), {"A count": "I2"})
    assert {p.found for p in submission.problems} == {'"01/04/2024"', '"01/05/2024"'}


def test_a_row_that_is_called_by_those_whom_a_rate_counts_is_not_taken_for_the_rate(root):
    plan = read_plan((root / "priorities.yaml").read_text(encoding="utf-8")).plan
    counted = [(i.id, part) for i in plan.indicators for part in i.parts if part.numerator and not part.id]
    rates = {part.numerator for _, part in counted if part.unit != "count"}
    alone = {part.numerator: id for id, part in counted if part.unit == "count" and part.numerator not in rates}
    assert rates
    assert alone
    content = book(Data=[["Measure", "Q1 2020/21", "Q2 2020/21"], *([words, 160, 150] for words in sorted(rates | alone.keys()))])
    [sheet] = opened("own.xlsx", content).sheets
    assert proposed(sheet, plan, plan.priorities, file="own.xlsx").labels == dict.fromkeys(rates, "") | alone
