"""A file is read in a process of its own: the same submission, and whatever becomes of that process is said in words."""

import ctypes
import os
import pickle
import signal
import threading
import time
from pathlib import Path

import pytest
from grids import csv_of
from leads import P1, PLAN, filled

from indicators.submissions import Submission
from loaders import confined
from loaders.circumstances import NOTHING_KNOWN, Circumstances
from loaders.confined import Helper
from loaders.limits import MEGABYTE, PUBLISHED, Limits
from loaders.reading import read

SMALL = Limits(bytes=MEGABYTE, unpacked=MEGABYTE, entries=10, rows=10, columns=10, cells=100, memory=600 * MEGABYTE, seconds=1)
FILLED = filled({"Values": {"I2": {"Count": 412}}, "Commentary": {"I4": {"Why": "So."}}, "Actions": {"A1": {"Status": "done"}}}, P1)


@pytest.mark.parametrize(
    "content", [FILLED, csv_of("| a | b |\n| 1 | 2 |"), b"", b"PK\x03\x04", filled({"Values": {"I2": {"Count": "-"}}}, P1)]
)
def test_a_submission_is_the_same_as_when_it_is_read_here(content):
    assert confined.read("b", content, PLAN) == read("b", content, PLAN)


def test_what_is_known_goes_along():
    asked = filled({"Values": {"I2": {"Count": "-"}}}, P1)
    answered = confined.read("b", asked, PLAN, known=Circumstances(answers={"F3": "zero"}))
    assert [o.value for o in answered.observations] == [0]


def test_progress_is_told():
    told = []
    header = "REPORTING_PERIOD_START,REPORTING_PERIOD_END,STATUS,BREAKDOWN,PRIMARY_LEVEL,PRIMARY_LEVEL_DESCRIPTION,"
    header += "SECONDARY_LEVEL,SECONDARY_LEVEL_DESCRIPTION,MEASURE_ID,MEASURE_NAME,MEASURE_VALUE\n"
    content = (header + "01/04/2024,30/04/2024,Final,England,T1,England,NONE,NONE,X1,A measure,5\n" * 2_500).encode()
    plan = PLAN.model_copy(update={"sources": tuple(s.model_copy(update={"loader": "mhsds"}) for s in PLAN.sources)})
    confined.read("b.csv", content, plan, by_progress=lambda done, rows: told.append((done, rows)))
    assert told == [(1000, 2500), (2000, 2500), (2500, 2500)]


# -- what may become of the child: each is a function that stands for the reader -------------------------------------------------


def spins(*_args: object, **_kwargs: object) -> Submission:
    while True:
        pass


def sleeps(*_args: object, **_kwargs: object) -> Submission:
    time.sleep(60)
    raise AssertionError


def eats(*_args: object, **_kwargs: object) -> Submission:
    held = []
    while True:
        held.append(bytearray(50 * MEGABYTE))


def aborts(*_args: object, **_kwargs: object) -> Submission:
    os.kill(os.getpid(), signal.SIGABRT)
    raise AssertionError


def crashes(*_args: object, **_kwargs: object) -> Submission:
    ctypes.string_at(0)
    raise AssertionError


def fails(*_args: object, **_kwargs: object) -> Submission:
    raise RuntimeError("a secret of the file")


class Evil:
    def __reduce__(self):
        return os.system, ("exit 1",)


def answers_with_something_else(*_args: object, **_kwargs: object) -> Submission:
    return Evil()  # type: ignore[return-value]


@pytest.fixture
def helper():
    made = []

    def of(work):
        made.append(Helper(work))
        return made[-1]

    yield of
    for one in made:
        one.close()


@pytest.mark.parametrize(
    ("work", "code"),
    [
        (spins, "too-long-to-read"),
        (sleeps, "too-long-to-read"),
        (eats, "too-heavy-to-read"),
        (aborts, "too-heavy-to-read"),
        (crashes, "reading-ended"),
        (fails, "reading-ended"),
        (answers_with_something_else, "reading-ended"),
    ],
)
def test_whatever_becomes_of_the_child_is_said_and_the_next_file_is_read(helper, work, code, capfd, monkeypatch):
    # the helper must be able to import the functions above
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    room = helper(work)
    started = time.monotonic()
    submission = room.read("b", FILLED, PLAN, None, NOTHING_KNOWN, SMALL)
    assert time.monotonic() - started < 10
    assert ([p.code for p in submission.problems], submission.stopped, submission.observations) == ([code], True, ())
    assert "secret" not in submission.problems[0].sentence + capfd.readouterr().err
    room._work = read
    assert room.read("b", FILLED, PLAN, None, NOTHING_KNOWN, PUBLISHED) == read("b", FILLED, PLAN)


def test_a_helper_that_was_killed_is_started_again(helper):
    room = helper(read)
    assert room.read("b", FILLED, PLAN, None, NOTHING_KNOWN, PUBLISHED).observations
    room._process.kill()
    room._process.wait()
    assert room.read("b", FILLED, PLAN, None, NOTHING_KNOWN, PUBLISHED).observations


def test_the_helper_is_given_no_secrets(helper, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://a:secret@b/c")
    room = helper(read)
    room.read("b", b"", PLAN, None, NOTHING_KNOWN, PUBLISHED)
    assert b"secret" not in Path(f"/proc/{room._process.pid}/environ").read_bytes()


def test_many_threads_may_ask_at_once(helper):
    room = helper(read)
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(room.read("b", FILLED, PLAN, None, NOTHING_KNOWN, PUBLISHED))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [read("b", FILLED, PLAN)] * 6


def test_nothing_but_a_submission_is_let_in():
    with pytest.raises(pickle.UnpicklingError, match="no part of a submission"):
        confined._Plain(__import__("io").BytesIO(pickle.dumps(Evil()))).load()
