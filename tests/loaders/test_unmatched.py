"""A slip in what the plan says of a publisher's file: told in the file's own words, and never taken for a file without figures."""

import pytest
from grids import small_plan

from indicators import periods
from loaders.mapping import observations
from loaders.published.figures import Figure

YEAR = periods.year(2020)


def figure(measure="N", area="02X", address="line 2", number=10.0, **dimensions):
    return Figure(measure=measure, area=area, period=YEAR, number=number, address=address, dimensions=dimensions)


def mapped(figures, selection):
    plan = small_plan({"published": [{"source": "s", "areas": ["town"], **selection}]})
    return observations(figures, plan, "mhsds", file="f.csv")


PEOPLE = (
    figure(),
    figure(address="line 3", ethnicity="White"),
    figure(address="line 4", ethnicity="Asian or Asian British"),
    figure(address="line 5", age="18 to 34"),
)
SLIPS = {
    "a category that is none": (
        {"value": "N", "where": {"ethnicity": "Whyte"}},
        "ethnicity: Whyte",
        "ethnicity (Asian or Asian British, White)",
    ),
    "a dimension that is none": ({"value": "N", "where": {"sex": "Male"}}, "sex: Male", "age (18 to 34)"),
    "several categories": ({"numerator": "N", "where": {"sex": ["Male", "Female"]}}, "sex: Male, Female", "rows without any"),
}


@pytest.mark.parametrize(("selection", "asked", "there"), SLIPS.values(), ids=SLIPS.keys())
def test_a_selection_that_fits_no_row_is_told_with_the_words_of_the_file(selection, asked, there):
    result = mapped(PEOPLE, selection)
    [note] = result.problems
    assert (note.code, note.severity, result.observations) == ("published-unlike", "note", ())
    assert asked in note.found
    assert there in note.expected
    assert note.remedy.startswith("Nothing was taken for")


def test_groups_that_fit_no_row_are_told_though_the_whole_is_taken():
    result = mapped(PEOPLE, {"value": "N", "breakdown": {"age": "ages"}})
    [note] = result.problems
    assert len(result.observations) == 1
    assert "by ages" in note.found
    assert note.remedy.startswith("No group was taken for")


def test_a_file_without_the_measure_names_those_it_has_the_nearest_first():
    [note] = mapped([figure("Alcohol"), figure("SMIRegister", address="line 3")], {"value": "SMIRegistr"}).problems
    assert note.code == "published-other-measures"
    assert "SMIRegistr" in note.found
    assert note.expected.endswith("SMIRegister, Alcohol")


def test_a_file_that_fits_is_told_nothing_about():
    assert mapped(PEOPLE, {"value": "N", "breakdown": {"age": "age"}}).problems == ()


def test_rows_of_other_areas_alone_are_no_slip_of_the_plan():
    assert mapped([figure(area="99Z", sex="Male"), figure("M", address="line 3")], {"value": "N"}).problems == ()
