"""Five hundred spoilt files: each is read, or has a list of problems; none ends in a traceback or takes long (bench/fuzz.py: 20,000)."""

import time
from collections import Counter

from leads import PLAN
from mutations import mutated, seeds

from loaders.circumstances import Circumstances
from loaders.limits import UPLOADS
from loaders.problems import CATALOGUE
from loaders.reading import read


def test_spoilt_files_are_read_or_have_their_problems_listed():
    outcomes = Counter()
    for name, content in mutated(500):
        started = time.monotonic()
        submission = read(name, content, PLAN, known=Circumstances(), limits=UPLOADS)
        assert time.monotonic() - started < 5, name
        for problem in submission.problems:
            assert problem.code in CATALOGUE, name
            assert problem.sentence, name
        assert submission.stopped or submission.asking or submission.format, name
        outcomes["stopped" if submission.stopped else "asking" if submission.asking else "read"] += 1
    # the spoiling is neither so harsh that nothing is read, nor so mild that nothing is spoilt
    assert outcomes["read"] > 10
    assert outcomes["stopped"] > 100


def test_whole_files_are_read():
    formats = [read(name, content, PLAN).format for name, content in seeds()]
    assert formats == ["template", "smi_checks", "smi_checks", "smi_checks", "smi_checks", "", "smi_checks", "smi_checks"]
