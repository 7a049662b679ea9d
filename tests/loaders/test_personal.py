"""A file that holds people is refused, and nothing of it is told; one that holds counts is not."""

import pytest
from grids import csv_of, xlsx_of
from hypothesis import given
from hypothesis import strategies as st
from leads import P1, PLAN, filled

from loaders.personal import is_nhs_number, people
from loaders.reading import read
from loaders.workbook import opened

#: made up for testing by the NHS (Data Dictionary), they belong to nobody
NHS = ("9434765919", "9434765870", "4010232137")


@pytest.mark.parametrize("number", NHS)
def test_an_nhs_number_passes_its_check(number):
    assert is_nhs_number(number)


@pytest.mark.parametrize("number", ["9434765918", "1234567890", "0000000000", "943476591", "94347659199", "943476591x", "٩٤٣٤٧٦٥٩١٩"])
def test_other_numbers_do_not(number):
    assert not is_nhs_number(number)


@given(st.from_regex(r"[1-9]\d{8}", fullmatch=True))
def test_at_most_one_last_digit_passes(nine):
    assert sum(is_nhs_number(f"{nine}{last}") for last in range(10)) <= 1


PEOPLE = {
    "NHS numbers as text": "| Number | Count |\n| 9434765919 | 1 |",
    "an NHS number with blanks": "| Who | Count |\n| 943 476 5919 | 1 |",
    "an NHS number in words": "| Remark | Count |\n| seen on ward 3, 943-476-5919, home | 1 |",
    "a date of birth by its header": "| Surname | DOB | Count |\n| A | 01/02/1980 | 1 |",
    "a date of birth by its long header": "| Person | Date of birth | Count |\n| A | 1980-02-01 | 1 |",
    "a date of birth in words": "| Remark | Count |\n| J Smith, born 1 February 1980 | 1 |",
    "postcodes": "| Place | Count |\n| LS1 4AP | 1 |\n| LS2 9JT | 2 |\n| LS11 0ES | 3 |",
}


@pytest.mark.parametrize("grid", PEOPLE.values(), ids=PEOPLE.keys())
@pytest.mark.parametrize("made", [csv_of, xlsx_of])
def test_a_file_about_people_is_refused_and_its_content_not_repeated(grid, made):
    submission = read("list.csv", made(grid), PLAN)
    [problem] = submission.problems
    assert (problem.code, submission.stopped) == ("personal-data", True)
    said = f"{problem.sentence} {submission.title} {submission.details} {submission.passed}"
    assert not any(secret in said for secret in ("9434765919", "476", "1980", "LS1", "Smith"))
    assert "not kept" in submission.title


COUNTS = {
    "counts": "| Period | Count |\n| Q1 2020/21 | 412 |\n| Q2 2020/21 | 9999999 |",
    "telephone numbers": "| Contact | Count |\n| 0113 243 2000 | 1 |\n| 01132432000 | 2 |",
    "one postcode of a service": "| Place | Count |\n| LS1 4AP | 1 |\n| LS1 4AP | 1 |",
    "a header without people": "| Date of birth | Count |\n|  |  |",
    "ten digits that are no NHS number": "| Key | Count |\n| 1234567890 | 1 |",
    "decimals": "| Rate | Count |\n| 0.9434765919 | 1 |\n| 9434765919.5 | 2 |",
    "dates that are no births": "| Reviewed on | Count |\n| 01/02/2024 | 1 |",
}


@pytest.mark.parametrize("grid", COUNTS.values(), ids=COUNTS.keys())
def test_a_file_of_counts_is_not(grid):
    assert people(opened("counts.csv", csv_of(grid))) is None
    assert people(opened("counts.xlsx", xlsx_of(grid))) is None


def test_a_leads_workbook_with_a_person_in_its_words_is_refused_whole():
    content = filled({"Values": {"I2": {"Count": 5}}, "Commentary": {"I2": {"Why": f"See {NHS[0]}."}}}, P1)
    submission = read("b.xlsx", content, PLAN)
    assert ([p.code for p in submission.problems], submission.observations) == (["personal-data"], ())
    assert submission.problems[0].where.sheet == "Commentary"


def test_no_published_file_is_taken_for_a_list_of_people(shared):
    """Those in a known format are not looked through; here they are, to show that the signs do not fire on counts."""
    looked = 0
    for path in sorted((shared / "published").rglob("*.csv")):
        if path.stat().st_size < 500_000:
            looked += 1
            assert people(opened(path.name, path.read_bytes())) is None, path.name
    assert looked > 8
