"""Problems in the order a person mends them, and the same one in many cells said once."""

import pytest

from indicators.observations import Origin
from indicators.submissions import Problem
from loaders.problems.order import addresses_of, grouped, in_order


def at(address, *, sheet="Values", found="x"):
    return Problem("unknown-marker", Origin("b.xlsx", sheet, address), found, "a number", "Type it.")


def test_problems_go_by_sheet_then_row_then_column():
    given = [at("B2", sheet="Notes"), at("AA3"), at("B10"), at("B2"), at("", sheet=""), at("A10"), at("", sheet="Values"), at("Z3")]
    ordered = in_order(given, ["Start here", "Values", "Notes"])
    assert [(p.where.sheet, p.where.address) for p in ordered] == [
        ("", ""),
        ("Values", ""),
        ("Values", "B2"),
        ("Values", "Z3"),
        ("Values", "AA3"),
        ("Values", "A10"),
        ("Values", "B10"),
        ("Notes", "B2"),
    ]


def test_lines_go_by_their_number():
    assert [p.where.address for p in in_order([at("line 10", sheet=""), at("line 9", sheet="")])] == ["line 9", "line 10"]


@pytest.mark.parametrize(
    ("addresses", "said"),
    [
        (["F7"], "F7"),
        (["F7", "F8", "F9"], "F7:F9"),
        (["F7", "F8", "G2", "G3", "H1"], "F7:F8; G2:G3; H1"),
        (["F7", "G7"], "F7; G7"),
        (["F7", "F7"], "F7"),
        (["line 3", "line 4"], "line 3; line 4"),
        ([], ""),
    ],
)
def test_neighbours_in_a_column_are_joined(addresses, said):
    assert addresses_of(addresses) == said


def test_the_same_problem_in_many_cells_is_one_group():
    groups = grouped([at("F7"), at("F8"), at("F9", found="y"), at("F10"), at("A1", sheet="Other")])
    assert [(g.addresses, g.cells) for g in groups] == [("F7:F8; F10", 3), ("F9", 1), ("A1", 1)]
    assert groups[0].sentence.endswith("Type it. The same in 3 cells: F7:F8; F10.")
    assert groups[1].sentence == at("F9", found="y").sentence
