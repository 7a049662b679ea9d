"""Files made to do harm are refused in words, in bounded time and memory, and the next file is read."""

import resource
import time

import hostile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leads import P1, PLAN, filled

from indicators.submissions import Submission
from loaders import confined
from loaders.circumstances import NOTHING_KNOWN
from loaders.confined import Helper
from loaders.limits import UPLOADS
from loaders.problems import CATALOGUE
from loaders.reading import read

NAMES = [
    "a bomb that declares its size",
    "a bomb that lies about its size",
    "a zip in a zip",
    "a workbook with a zip in it",
    "entities that grow",
    "an entity from outside",
    "entities in the styles",
    "a cell in the far corner",
    "a far cell behind a bracket in quotes",
    "10,000 sheets",
    "10,000 sheets in one part",
    "a million styled empty rows",
    "a password",
    "half a workbook",
    "a workbook called .csv that is a picture",
    "a web page called .xls",
    "a web page with blanks before it",
    "parts with names like paths",
    "parts with absolute names",
    "parts with names of another system",
    "one name for two parts",
    "100 MB",
    "a CSV of one endless field",
    "a CSV with noughts",
    "a CSV of a million empty lines",
    "a CSV of a million columns",
    "tags that do not end",
    "formulas that do not end",
    "rows that do not end",
    "an old workbook with a cell far out",
    "an old workbook whose sectors go round",
    "formulas without an end in an OpenDocument sheet",
    "an old workbook that ends",
]


def test_every_hostile_file_is_tried():
    assert list(hostile.files()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_file_is_refused_in_words_and_in_time(name):
    content, codes = hostile.files()[name]
    started = time.monotonic()
    submission = confined.read("../../given.xlsx", content, PLAN, limits=UPLOADS)
    assert time.monotonic() - started < 10
    assert submission.stopped
    assert {problem.code for problem in submission.problems if problem.severity == "stop"} <= codes
    assert submission.observations == ()
    assert all(problem.sentence for problem in submission.problems)
    assert UPLOADS.memory == 512_000_000
    # and the next file is read
    assert confined.read("b.csv", b"Key,Period key,a\n", PLAN, limits=UPLOADS).problems[0].code == "unknown-format"


def peak(name, content, plan, *, by_progress, known, limits) -> Submission:
    """Reads, and tells in the title how much memory it took in the end."""
    submission = read(name, content, plan, by_progress=by_progress, known=known, limits=limits)
    return Submission(name, "", "", str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss), submission.rows_read)


def test_the_memory_that_hostile_files_take_is_bounded(monkeypatch, root):
    monkeypatch.syspath_prepend(str(root / "tests" / "loaders"))
    helper = Helper(peak)
    try:
        for name, (content, _) in hostile.files().items():
            found = helper.read("x", content, PLAN, None, NOTHING_KNOWN, UPLOADS)
            kilobytes = int(found.title) if found.title.isdigit() else 0
            assert kilobytes < 512_000, name
    finally:
        helper.close()


def test_formula_text_stays_text():
    said = "=cmd|' /C calc'!A0"
    content = filled({"Commentary": {"I1": {"Why": f" {said}"}}, "Voices": {"P1 voice 1": {"Words": "@SUM(1)", "Consent": "yes"}}}, P1)
    submission = read("b.xlsx", content, PLAN)
    assert (submission.commentary[0].why.strip(), submission.voices[0].words) == (said, "@SUM(1)")


def test_a_name_like_a_path_is_only_a_name():
    submission = read("../../etc/passwd\n<b>", b"a,b\n1,2\n", PLAN)
    assert submission.file == "../../etc/passwd\n<b>"
    assert submission.stopped


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content):
    submission = read("x", content, PLAN, limits=UPLOADS)
    assert all(problem.code in CATALOGUE for problem in submission.problems)
    assert submission.stopped
