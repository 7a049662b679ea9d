"""docs/acceptance.md and docs/accessibility.md answer every line that was promised, and each test they name is there."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

import pytest

DOCUMENTS = ("docs/acceptance.md", "docs/accessibility.md")
#: the lines that a copy without the papers knows of
LINES = {
    "docs/acceptance.md": {*(f"A{n}" for n in range(1, 17)), "C1", *(f"C{n}" for n in range(3, 10)), "C11"},
    "docs/accessibility.md": {f"D{n}" for n in range(1, 9)},
}
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


@functools.cache
def names_in(file: Path) -> frozenset[str]:
    """The names of the tests of a file; none where there is no such file."""
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"))


def missing(text: str, tests: Path) -> list[str]:
    """The tests that a document names and that are not there."""
    return [f"{file}::{name}" for file, name in NAMED.findall(text) if name not in names_in(tests / file)]


def answered(text: str) -> dict[str, str]:
    """Line -> where it is held, of the rows of a document's tables."""
    return {id: held.strip() for id, held in re.findall(r"^\| ([A-D]\d+) \|[^|]+\|([^|]+)\|$", text, re.MULTILINE)}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_test_that_is_named_is_there(root: Path, document: str):
    text = (root / document).read_text(encoding="utf-8")
    assert len(NAMED.findall(text)) > 15
    assert missing(text, root / "tests") == []


def test_a_name_of_no_test_is_noticed(root: Path):
    assert missing("`test_rooms.py::test_nobody_wrote_this`, `nowhere/test_x.py::test_y`", root / "tests") == [
        "test_rooms.py::test_nobody_wrote_this",
        "nowhere/test_x.py::test_y",
    ]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_line_has_its_answer_with_a_test(root: Path, document: str):
    told = answered((root / document).read_text(encoding="utf-8"))
    assert set(told) == LINES[document]
    assert [id for id, held in told.items() if not NAMED.search(held)] == []


def test_the_lines_are_those_of_the_paper(shared: Path):
    paper = (shared / "governance" / "ACCEPTANCE.md").read_text(encoding="utf-8")
    promised = set(re.findall(r"^([ACD]\d+) ", paper, re.MULTILINE))
    # a programming interface (C2) and the same bytes by one command (C10) are promised for later or stand in the text
    assert promised - {"C2", "C10"} == set().union(*LINES.values())


def test_the_statement_for_readers_says_what_the_document_says(root: Path):
    document = (root / "docs/accessibility.md").read_text(encoding="utf-8")
    page = (root / "pages/reference/about.py").read_text(encoding="utf-8")
    statement = page[page.index("def _accessibility") : page.index("def _licence")]
    for words in ("2.2 at level AA", "22 November 2026", "people who use a screen reader"):
        assert words in statement
    assert "22 November 2026" in document
    assert "a test with people who use one" in document
