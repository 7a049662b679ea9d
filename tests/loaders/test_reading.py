"""One file, read: what the submission says."""

import pytest
from grids import SOURCE, csv_of, small_plan, xlsx_of, zip_of

from loaders.limits import UPLOADS
from loaders.reading import read

SMI = """
| Period           | CCG Code | Question    | Answer |
| SMI-Q4-2023-2024 | 02X      | SMIRegister | 7408   |
| SMI-Q4-2023-2024 | 02X      | All6PHC     | 6018   |
| SMI-Q4-2023-2024 | 02X      | Alcohol     | 1      |
| SMI-Q4-2023-2024 | 99Z      | SMIRegister | 5      |
| SMI-Q4-2023-2024 | 02X      | Smoking     | many   |
"""
SELECTION = {"source": "s", "numerator": "All6PHC", "denominator": "SMIRegister", "areas": ["town"]}
PLAN = small_plan({"multiplier": 100, "published": [SELECTION]}, sources=[{**SOURCE, "loader": "smi_checks"}])


def test_a_submission_says_what_was_recognised_taken_and_passed_over():
    submission = read("renamed.csv", xlsx_of(SMI), PLAN)
    assert (submission.format, submission.rows_read, submission.stopped) == ("smi_checks", 5, False)
    [observation] = submission.observations
    assert (observation.value, observation.origin.sheet, observation.origin.address) == (6018 / 7408 * 100, "Data", "D3; D2")
    assert {passed.reason: passed.rows for passed in submission.passed} == {
        "about other areas": 1,
        "about the plan's areas, but not asked for by the plan": 1,
    }
    assert submission.details == {"sheets": "Data", "periods": "January to March 2024 (Q4 2023 to 2024)", "areas": "town"}
    [problem] = submission.problems
    assert (problem.severity, problem.where.sheet, problem.where.address) == ("note", "Data", "D6")


def test_the_digest_is_of_the_bytes_and_not_of_the_name():
    one, other = (read(name, csv_of(SMI), PLAN) for name in ("a.csv", "b.csv"))
    assert one.sha256 == other.sha256 != read("a.csv", xlsx_of(SMI), PLAN).sha256


def test_a_file_without_rows_for_the_plan_is_no_mistake():
    submission = read("a.csv", csv_of(SMI.replace("02X", "77Y")), PLAN)
    assert (submission.observations, submission.stopped) == ((), False)
    assert [problem.severity for problem in submission.problems] == ["note"]
    assert "Anytown" in submission.problems[0].sentence
    assert submission.passed[0].rows == 5


@pytest.mark.parametrize("made", [csv_of, xlsx_of])
def test_headers_with_no_row_under_them_stop_the_file(made):
    header = "\n".join(SMI.strip().splitlines()[:1])
    submission = read("a.csv", made(header), PLAN)
    assert ([p.code for p in submission.problems], submission.stopped, submission.observations) == (["empty-table"], True, ())
    assert "not one row" in submission.problems[0].sentence
    assert read("a.csv", made(header), small_plan({})).stopped


def test_a_format_that_the_plan_does_not_read_is_named():
    submission = read("a.csv", csv_of(SMI), small_plan({}))
    assert (submission.format, submission.observations, submission.stopped) == ("smi_checks", (), False)
    assert "smi_checks" in submission.problems[0].sentence


def test_an_unknown_file_stops_and_names_the_formats_that_are_known():
    submission = read("a.csv", b"name,ward\nLeeds,1\n", PLAN)
    assert submission.stopped
    assert "name, ward" in submission.problems[0].found
    assert "Fingertips data download" in submission.problems[0].expected


@pytest.mark.parametrize("content", [zip_of({"a.csv": "1"}), b"", b"%PDF-", xlsx_of(SMI)[:500]])
def test_a_file_that_cannot_be_opened_stops_in_words(content):
    submission = read("a.xlsx", content, PLAN)
    assert (submission.stopped, submission.rows_read, submission.observations) == (True, 0, ())
    assert submission.problems[0].where.file == "a.xlsx"


def test_limits_are_those_of_the_sender():
    long = SMI + "\n".join("| SMI-Q4-2023-2024 | 02X | Alcohol | 1 |" for _ in range(6_000))
    assert not read("a.csv", csv_of(long), PLAN).stopped
    assert read("a.csv", csv_of(long), PLAN, limits=UPLOADS).stopped


def test_progress_is_told_and_ends_at_the_last_row():
    long = SMI + "\n".join("| SMI-Q4-2023-2024 | 99Z | Alcohol | 1 |" for _ in range(2_500))
    told = []
    read("a.csv", csv_of(long), PLAN, by_progress=lambda done, rows: told.append((done, rows)))
    assert told == [(1000, 2505), (2000, 2505), (2505, 2505)]
