"""Every file of the shared folder is read, asked about or refused with a reason; docs/reference/files-tried.md says which, and is right."""

import re

import pytest

from indicators.registry import read as read_plan
from loaders import confined


def became(submission):
    """What became of a file, as the page says it."""
    codes = sorted({problem.code for problem in submission.problems})
    if submission.stopped:
        return "refused: " + ", ".join(f"`{code}`" for code in codes)
    if submission.asking:
        return "asked about: " + ", ".join(f"`{code}`" for code in codes)
    said = f", {', '.join(f'`{code}`' for code in codes)}" if codes else ""
    taken = "figures for this plan" if submission.observations else "nothing for this plan"
    return f"read as `{submission.format}`: {submission.rows_read:,} rows, {taken}{said}"


@pytest.fixture(scope="module")
def tried(shared, root):
    plan = read_plan((root / "priorities.yaml").read_text(encoding="utf-8"), name="priorities.yaml").plan
    folder = shared / "published"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): confined.read(path.name, path.read_bytes(), plan) for path in files}


def test_the_page_says_what_became_of_every_file(tried, root):
    page = (root / "docs" / "reference" / "files-tried.md").read_text(encoding="utf-8")
    written = dict(re.findall(r"^\| `(.+?)` \| (.+?) \|$", page, re.MULTILINE))
    found = {name: became(submission) for name, submission in tried.items()}
    rows = "\n".join(f"| `{name}` | {outcome} |" for name, outcome in found.items())
    assert written == found, f"write in docs/reference/files-tried.md:\n{rows}"


def test_every_refusal_says_what_was_found_and_what_to_do(tried):
    refused = [submission for submission in tried.values() if submission.stopped]
    assert refused
    for submission in refused:
        for problem in submission.problems:
            assert problem.found
            assert problem.expected
            assert problem.remedy.endswith((".", "?"))
            assert problem.code != "reading-ended"
