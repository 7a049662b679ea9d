"""Tables that leads keep in their own way: what is proposed, and what is read once the proposal was confirmed."""

import io
import time
from datetime import date

import openpyxl
import pytest
from grids import csv_of, rows_of, xlsx_of
from leads import PLAN, Q4

from indicators.periods import of_key, quarter
from loaders import confined
from loaders.circumstances import Circumstances
from loaders.layouts import proposed
from loaders.limits import UPLOADS
from loaders.reading import read
from loaders.workbook import opened

TIDY = """
| Our figures    |              |       |        |
| Period         | Measure      | Count | Out of |
| Q3 2024/25     | A share      | 12    | 48     |
| Q4 2024/25     | A share      | 13    | 52     |
| Q4 2024/25     | A count      | 412   |        |
"""
TIDY_GROUPS = """
| Indicator | Ethnic group | Quarter    | Number |
| A count   | White        | Q4 2024/25 | 300    |
| A count   | Black        | Q4 2024/25 | 60     |
| A count   | Total        | Q4 2024/25 | 412    |
"""
ACROSS = """
| Figures for the board   |            |            |            |
|                         |            |            |            |
| Measure                 | Q2 2024/25 | Q3 2024/25 | Q4 2024/25 |
| 1.2 A count             | 400        | 405        | 412        |
| White                   | 300        | 301        | 310        |
| Black or Black British  | 60         | 61         | [c]        |
|                         |            |            |            |
| A share                 | 25         | 26.5       | [x]        |
| Source: our own records |            |            |            |
"""
DOWN = """
| Quarter    | A share | A count | A remark |
| Q3 2024/25 | 25      | 405     |          |
| Q4 2024/25 | 26.5    | 412     |          |
"""


def layout_of(content):
    [sheet] = opened("own.xlsx", content).sheets
    return proposed(sheet, PLAN, PLAN.priorities, file="own.xlsx")


def confirmed(content, *, changed=None, **known):
    """The file, read after its proposal was confirmed, with some labels mapped otherwise."""
    layout = layout_of(content)
    labels = {**layout.labels, **(changed or {})}
    return read("own.xlsx", content, PLAN, known=Circumstances(layouts={layout.shape: labels}, **known))


def figures(submission):
    return {
        (o.key.indicator, o.key.breakdown[0][1] if o.key.breakdown else "", o.key.period.key): (o.value, o.status.value, o.origin.address)
        for o in submission.observations
    }


@pytest.mark.parametrize(
    ("grid", "kind", "labels"),
    [
        (TIDY, "tidy", {"A share": "I1", "A count": "I2"}),
        (
            TIDY_GROUPS,
            "tidy",
            {"A count | White": "I2/ethnic_group=white", "A count | Black": "I2/ethnic_group=black", "A count | Total": "I2"},
        ),
        (
            ACROSS,
            "across",
            {
                "1.2 A count": "I2",
                "1.2 A count | White": "I2/ethnic_group=white",
                "1.2 A count | Black or Black British": "I2/ethnic_group=black",
                "A share": "I1",
            },
        ),
        (DOWN, "down", {"A share": "I1", "A count": "I2", "A remark": ""}),
    ],
)
def test_a_layout_is_proposed_with_what_its_labels_seem_to_mean(grid, kind, labels):
    layout = layout_of(xlsx_of(grid))
    assert (layout.kind, layout.labels) == (kind, labels)


@pytest.mark.parametrize("grid", [TIDY, ACROSS, DOWN])
def test_nothing_is_read_by_a_proposal_that_nobody_confirmed(grid):
    submission = read("own.xlsx", xlsx_of(grid), PLAN)
    assert ([p.code for p in submission.problems], submission.observations) == (["unknown-format"], ())
    assert "Send it on the page Send a file (/uploads/new)" in submission.problems[0].remedy
    other = read("own.xlsx", xlsx_of(grid), PLAN, known=Circumstances(layouts={"another shape": {"A share": "I1"}}))
    assert other.observations == ()


def test_a_file_in_no_known_format_comes_with_what_its_tables_seem_to_be():
    submission = read("own.xlsx", xlsx_of(ACROSS, sheet="Board"), PLAN)
    [proposal] = submission.proposals
    assert (proposal.sheet, proposal.kind, proposal.labels["A share"]) == ("Board", "across", "I1")
    assert confined.read("own.xlsx", xlsx_of(ACROSS, sheet="Board"), PLAN) == submission
    again = read("own.xlsx", xlsx_of(ACROSS, sheet="Board"), PLAN, known=Circumstances(layouts={proposal.shape: proposal.labels}))
    assert len(again.observations) == 12


def test_a_proposal_for_a_long_and_wide_sheet_takes_little_time():
    row = "| " + " | ".join(["Q1 2020"] * 150) + " |\n"
    content = csv_of(row * 4_000)
    started = time.monotonic()
    read("own.csv", content, PLAN, limits=UPLOADS)
    assert time.monotonic() - started < 10


def test_tidy_rows_are_read_with_their_cells():
    submission = confirmed(xlsx_of(TIDY))
    assert figures(submission) == {
        ("I1", "", "2024-Q3F"): (25.0, "ok", "C3"),
        ("I1", "", "2024-Q4F"): (25.0, "ok", "C4"),
        ("I2", "", "2024-Q4F"): (412.0, "ok", "C5"),
    }
    assert submission.problems == ()
    assert submission.format == "own-layout"


def test_tidy_rows_by_group_are_held_against_their_total():
    submission = confirmed(xlsx_of(TIDY_GROUPS))
    assert len(submission.observations) == 3
    assert [(p.code, p.where.address) for p in submission.problems] == [("total-unlike-parts", "D4")]


def test_a_cross_table_with_periods_across_is_read_with_its_markers():
    found = figures(confirmed(xlsx_of(ACROSS)))
    assert found["I2", "", "2024-Q4F"] == (412.0, "ok", "D4")
    assert found["I2", "white", "2024-Q2F"] == (300.0, "ok", "B5")
    assert found["I2", "black", "2024-Q4F"] == (None, "c", "D6")
    assert found["I1", "", "2024-Q3F"] == (26.5, "ok", "C8")
    assert found["I1", "", "2024-Q4F"] == (None, "x", "D8")
    assert len(found) == 12


def test_a_cross_table_with_periods_down_is_read_alike():
    assert figures(confirmed(xlsx_of(DOWN))) == {
        ("I1", "", "2024-Q3F"): (25.0, "ok", "B2"),
        ("I2", "", "2024-Q3F"): (405.0, "ok", "C2"),
        ("I1", "", "2024-Q4F"): (26.5, "ok", "B3"),
        ("I2", "", "2024-Q4F"): (412.0, "ok", "C3"),
    }


def test_a_csv_file_is_read_alike():
    workbook, text = (figures(confirmed(made(ACROSS))) for made in (xlsx_of, csv_of))
    assert {key: cell[:2] for key, cell in workbook.items()} == {key: cell[:2] for key, cell in text.items()}


def test_a_header_over_two_rows_with_merged_years_is_read():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["Figures", None, None, None, None],
        [None, "2023/24", None, "2024/25", None],
        ["Measure", "Q3", "Q4", "Q3", "Q4"],
        ["A count", 1, 2, 3, 4],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("B2:C2")
    sheet.merge_cells("D2:E2")
    saved = io.BytesIO()
    book.save(saved)
    found = figures(confirmed(saved.getvalue()))
    assert {key[2]: cell[0] for key, cell in found.items()} == {"2023-Q3F": 1, "2023-Q4F": 2, "2024-Q3F": 3, "2024-Q4F": 4}


def test_the_same_table_next_quarter_has_the_same_shape():
    longer = "\n".join(f"{line} {more} |" for line, more in zip(
        ACROSS.strip().splitlines(), ("", "", "Q1 2025/26", "420", "311", "62", "", "27", ""), strict=True
    ))  # fmt: skip
    assert layout_of(xlsx_of(longer)).shape == layout_of(xlsx_of(ACROSS)).shape
    assert layout_of(xlsx_of(ACROSS)).shape != layout_of(xlsx_of(DOWN)).shape


def test_a_label_that_nobody_mapped_stops_the_file_and_one_that_is_left_out_does_not():
    grid = ACROSS.replace("A share  ", "Happiness")
    layout = layout_of(xlsx_of(grid))
    assert layout.labels["Happiness"] == ""
    known = Circumstances(layouts={layout.shape: {k: v for k, v in layout.labels.items() if k != "Happiness"}})
    submission = read("own.xlsx", xlsx_of(grid), PLAN, known=known)
    assert {(p.code, p.where.address) for p in submission.problems} == {
        ("unmapped-label", "A8"),
        ("total-unlike-parts", "B4"),
        ("total-unlike-parts", "C4"),
    }
    left = confirmed(xlsx_of(grid))
    assert left.passed[0].rows == 3
    assert not left.stopped


def test_a_label_can_be_mapped_to_another_question():
    found = figures(confirmed(xlsx_of(DOWN), changed={"A count": "I3", "A share": ""}))
    assert found == {}
    assert [p.code for p in confirmed(xlsx_of(DOWN), changed={"A count": "I3", "A share": ""}).problems] == ["outside-score"] * 2


def test_a_period_that_may_mean_two_is_asked_about_once_and_answered():
    grid = ACROSS.replace("Q2 2024/25", "Q2 2024").replace("Q3 2024/25", "Q3 2024").replace("Q4 2024/25", "Q4 2024")
    submission = confirmed(xlsx_of(grid))
    asked = [(p.code, p.where.address) for p in submission.problems]
    assert asked == [("ask-period", "B3"), ("ask-period", "C3"), ("ask-period", "D3")]
    ids = [id for id, _ in submission.problems[2].choices]
    assert "2024-Q4F" in ids
    answers = {f"Sheet!{cell}": f"2024-Q{n}F" for cell, n in (("B3", 2), ("C3", 3), ("D3", 4))}
    answers = {cell.replace("Sheet", "Data"): answer for cell, answer in answers.items()}
    assert len(confirmed(xlsx_of(grid), answers=answers).observations) == 12


def test_a_period_outside_the_plan_and_one_not_over_are_said():
    outside = confirmed(xlsx_of(DOWN.replace("Q4 2024/25", "Q4 2034/35").replace("| 25 ", "| 25%")))
    assert [(p.code, p.where.address) for p in outside.problems] == [("period-outside-plan", "A3")]
    early = confirmed(xlsx_of(DOWN), today=date(2025, 1, 1))
    assert [(p.code, p.where.address) for p in early.problems] == [("period-in-future", "A3")]


def test_a_figure_is_held_against_the_one_before_it_in_the_same_table():
    later = confirmed(xlsx_of(DOWN.replace("412", "4120")))
    assert [(p.code, p.where.address) for p in later.problems] == [("tenfold-value", "C3")]
    answered = confirmed(xlsx_of(DOWN.replace("412", "4120")), answers={"tenfold-value": "right"})
    assert not answered.problems


def test_shares_that_are_all_whole_numbers_alone_are_asked_about_once_a_series():
    whole = confirmed(xlsx_of(DOWN.replace("26.5", "26")))
    assert [(p.code, p.where.address) for p in whole.problems] == [("ask-bare-count", "B2")]
    assert not confirmed(xlsx_of(DOWN)).problems


def test_two_rows_for_one_number_are_found():
    submission = confirmed(xlsx_of(TIDY + "| Q4 2024/25 | A count | 413 | |\n| Q4 2024/25 | A count | 412 | |"))
    assert [(p.code, p.where.address) for p in submission.problems] == [("duplicate-row", "C6"), ("repeated-row", "C7")]


def test_kinds_of_periods_are_not_mixed_in_a_series():
    submission = confirmed(xlsx_of(DOWN.replace("Q3 2024/25", "2024/25")))
    assert {p.code for p in submission.problems} == {"mixed-periods"}


@pytest.mark.parametrize(
    "grid",
    [
        "| a | b |\n| 1 | 2 |",
        "| Q1 2020/21 | Q2 2020/21 |\n| 1 | 2 |",
        "| Name | Ward |\n| x | y |",
        "| 2019/20 | x |\n| 1 | 2 |",
    ],
)
def test_a_sheet_that_is_no_such_table_is_not_proposed(grid):
    assert layout_of(xlsx_of(grid)) is None


def test_no_published_file_that_was_refused_makes_the_proposal_fail(shared):
    tried = 0
    for path in sorted((shared / "published").rglob("*")):
        if path.suffix in {".xlsx", ".xls", ".csv"} and path.stat().st_size < 300_000:
            for sheet in opened(path.name, path.read_bytes()).sheets:
                tried += 1
                proposed(sheet, PLAN, PLAN.priorities)
    assert tried > 20


# -- tables as leads keep them -----------------------------------------------------------------------------------------------------

GROUPS_OVER_PERIODS = """
| Board table |         |         |         |         |
|             | White   |         | Black   |         |
| Measure     | 2022/23 | 2023/24 | 2022/23 | 2023/24 |
| A count     | 300     | 310     | 60      | 61      |
| Notes: ours |         |         |         |         |
"""
PERIODS_OVER_GROUPS = """
|         | Q3 2024/25 |       | Q4 2024/25 |       |
| Measure | White      | Black | White      | Black |
| A count | 300        | 60    | 310        | 61    |
"""
TWO_LABEL_COLUMNS = """
| Measure | Group | Q3 2024/25 | Q4 2024/25 |
| A count | White | 300        | 310        |
|         | Black | 60         | 61         |
|         |       |            |            |
| A share | All   | 25.5       | [x]        |
"""
DOWN_WITH_GROUPS = """
| Our counts |       |         |
| Quarter    | Group | A count |
| Q3 2024/25 | White | 300     |
|            | Black | 60      |
| Q4 2024/25 | White | 310     |
|            | Black | 61      |
"""
GROUPS_ACROSS_PERIODS_DOWN = """
|            | A count |       | A share |
| Quarter    | White   | Black | Total   |
| Q3 2024/25 | 300     | 60    | 25.5    |
|            |         |       |         |
| Q4 2024/25 | 310     | 61    | -       |
"""
DATED = """
| Published:   | 21 May 2025 | | Next: | 22 August 2025 |
| Quarter      | A count     | A share | | |
|              |             | | | |
| Oct-Dec 2024 | 405         | 25.5 | | |
| Jan-Mar 2025 | 412         | 26.5 | | |
| Apr-Jun 2025 | 413         | 27.5 | | |
"""
WHITE, BLACK = ("I2", "white"), ("I2", "black")
KEPT = {
    "groups over periods": (GROUPS_OVER_PERIODS, "across", {(*WHITE, "2022F"): 300, (*BLACK, "2023F"): 61}),
    "periods over groups": (PERIODS_OVER_GROUPS, "across", {(*WHITE, "2024-Q3F"): 300, (*BLACK, "2024-Q4F"): 61, (*BLACK, "2024-Q3F"): 60}),
    "labels in two columns": (
        TWO_LABEL_COLUMNS,
        "across",
        {(*WHITE, "2024-Q3F"): 300, (*BLACK, "2024-Q4F"): 61, ("I1", "", "2024-Q3F"): 25.5, ("I1", "", "2024-Q4F"): None},
    ),
    "groups beside periods": (DOWN_WITH_GROUPS, "down", {(*WHITE, "2024-Q3F"): 300, (*BLACK, "2024-Q3F"): 60, (*BLACK, "2024-Q4F"): 61}),
    "groups over columns, periods down": (
        GROUPS_ACROSS_PERIODS_DOWN,
        "down",
        {(*WHITE, "2024-Q3F"): 300, (*BLACK, "2024-Q4F"): 61, ("I1", "", "2024-Q3F"): 25.5},
    ),
    "dates of publication above": (DATED, "down", {("I2", "", "2024-Q3F"): 405, ("I2", "", "2024-Q4F"): 412}),
}


@pytest.mark.parametrize(("grid", "kind", "wanted"), KEPT.values(), ids=KEPT)
def test_a_table_as_leads_keep_it_is_read_once_it_was_confirmed(grid, kind, wanted):
    content = xlsx_of(grid)
    assert layout_of(content).kind == kind
    found = {key: cell[0] for key, cell in figures(confirmed(content)).items()}
    assert {key: found.get(key, "nothing") for key in wanted} == wanted


def test_a_merged_label_holds_for_its_rows():
    book = openpyxl.Workbook()
    for row in rows_of(TWO_LABEL_COLUMNS):
        book.active.append([float(cell) if cell.replace(".", "").isdigit() else cell or None for cell in row])
    book.active.merge_cells("A2:A3")
    saved = io.BytesIO()
    book.save(saved)
    submission = confirmed(saved.getvalue())
    assert figures(submission)["I2", "black", "2024-Q3F"][0] == 60
    assert "merged-cells" not in {problem.code for problem in submission.problems}


def test_a_second_table_beside_or_below_is_not_read_as_part_of_the_first_and_is_said():
    beside = "\n".join(f"{line} | | {line.strip().strip('|')} |" for line in DOWN.strip().splitlines())
    across = """
    | Measure | Q3 2024/25 | Q4 2024/25 | | Other   | Q3 2024/25 | Q4 2024/25 |
    | A count | 405        | 412        | | A score | 7          | 8          |
    | A share | 25.5       | 26.5       | | More    | 1          | 2          |
    """
    below = """
    | Measure | Q3 2024/25 | Q4 2024/25 |
    | A count | 405        | 412        |
    |         |            |            |
    | Other   | Q3 2024/25 | Q4 2024/25 |
    | A count | 7          | 8          |
    """
    for grid, said in ((across, "Columns E to G"), (below, "From row 4 on")):
        layout = layout_of(xlsx_of(grid))
        assert [note.startswith(said) for note in layout.notes] == [True], grid
        assert {cell[0] for key, cell in figures(confirmed(xlsx_of(grid))).items() if key[0] == "I2"} == {405, 412}
    assert layout_of(xlsx_of(beside)) is not None


def test_a_proposal_says_where_what_stands_and_how_each_period_is_read():
    submission = read("own.xlsx", xlsx_of(ACROSS.replace("Q3 2024/25", "Q3 2024")), PLAN)
    [proposal] = submission.proposals
    assert proposal.where == "Periods in row 3, columns B to D; what the rows are in column A."
    assert proposal.periods == {
        "Q2 2024/25": "July to September 2024 (Q2 2024 to 2025)",
        "Q3 2024": "Q3 2024: October to December 2024, or July to September 2024?",
        "Q4 2024/25": "January to March 2025 (Q4 2024 to 2025)",
    }
    assert proposal.examples["A share"] == "B8: 25"
    [down] = read("own.xlsx", xlsx_of(DOWN_WITH_GROUPS), PLAN).proposals
    assert down.where == "Periods in column A; what the columns C to C are in row 2, and in column B."
    [tidy] = read("own.csv", csv_of(TIDY), PLAN).proposals
    assert tidy.where == "Headers in line 2; indicators in column B, periods in column A."
    assert tidy.examples == {"A share": "line 3: 12", "A count": "line 5: 412"}


def test_a_table_with_a_new_label_is_shown_back_with_it():
    content = xlsx_of(ACROSS)
    layout = layout_of(content)
    known = {label: key for label, key in layout.labels.items() if label != "A share"}
    submission = read("own.xlsx", content, PLAN, known=Circumstances(layouts={layout.shape: known}))
    [proposal] = submission.proposals
    assert proposal.labels == {**known, "A share": "I1"}


def test_the_messy_workbooks_are_proposed_for_and_read_once_confirmed(shared):
    folder = shared / "published" / "messy"
    wide = PLAN.model_copy(update={"starts": date(2001, 1, 1)})
    kinds = {}
    for path in sorted(folder.iterdir()):
        workbook = opened(path.name, path.read_bytes())
        for sheet in workbook.sheets:
            layout = proposed(sheet, wide, wide.priorities)
            if layout is None:
                continue
            kinds[path.stem[:8], sheet.name] = layout.kind
            first = next(iter(layout.labels))
            known = Circumstances(layouts={layout.shape: {**dict.fromkeys(layout.labels, ""), first: "I3"}}, answers={"ask-period": ""})
            submission = read(path.name, path.read_bytes(), wide, known=known)
            assert submission.format == "own-layout"
            assert submission.observations or submission.problems, sheet.name
    assert kinds["notinedu", "People - SA"] == "down"
    assert kinds["examples", "demo"] == kinds["examples", "example 2"] == "across"
    assert kinds["params_C", "demand"] == "down"


def test_the_unemployed_of_a_published_cross_table_are_read_at_their_cells(shared):
    path = shared / "published" / "messy" / "notineducationemploymentortrainingneetjm19.xls"
    wide = PLAN.model_copy(update={"starts": date(2001, 1, 1)})
    sheet = opened(path.name, path.read_bytes()).sheets[0]
    layout = proposed(sheet, wide, wide.priorities)
    share = next(label for label in layout.labels if "as a percentage" in label)
    known = Circumstances(layouts={layout.shape: {**dict.fromkeys(layout.labels, ""), share: "I1"}})
    submission = read(path.name, path.read_bytes(), wide, known=known)
    found = {o.key.period.start: (round(o.value, 2), o.origin.address) for o in submission.observations if o.origin.sheet == sheet.name}
    assert found[date(2001, 10, 1)] == (12.93, "F10")
    assert len(found) > 60


def test_the_grid_in_the_tests_is_read_as_it_looks():
    assert rows_of(DOWN)[1][0] == "Q3 2024/25"
    assert of_key("2024-Q4F") == Q4 == quarter(2024, 4)


GROUPS_FOR_A_FEW = """
| Measure   | Group | Q3 2024/25 | Q4 2024/25 |
| A share   |       | 25         | 26.5       |
| A count   | All   | 405        | 412        |
| A count   | White | 300        |            |
|           | Black | 60         | 61         |
| Of no use |       | 1          | 2          |
"""
THREE_COLUMNS = """
| Area      | Measure | Group | Q3 2024/25 | Q4 2024/25 |
| Our place | A share |       | 25         | 26.5       |
| Our place | A count | White | 300        | 310        |
| Our place | A count | Black | 60         | 61         |
| Our place | A spare | Black | 7          | 8          |
"""


def test_a_column_of_groups_that_is_filled_for_a_few_rows_alone_names_them():
    layout = layout_of(xlsx_of(GROUPS_FOR_A_FEW))
    assert [*layout.labels] == ["A share", "A count | All", "A count | White", "A count | Black", "Of no use"]
    counted = {label: key for label, key in layout.labels.items() if label.startswith("A count")}
    read_so = figures(confirmed(xlsx_of(GROUPS_FOR_A_FEW), changed=dict.fromkeys(layout.labels, "") | counted))
    assert read_so["I2", "", "2024-Q4F"][0] == 412, "what a group has is not read as the whole where the whole is written elsewhere"


def test_of_three_columns_that_name_rows_those_are_taken_that_tell_them_apart():
    layout = layout_of(xlsx_of(THREE_COLUMNS))
    assert [*layout.labels] == ["A share", "A count | White", "A count | Black", "A spare | Black"]
