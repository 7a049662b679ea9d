"""The examples in the documentation compute what they say: every ```python block with >>> lines is run, a page at a time."""

import doctest
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parent.parent / "docs"
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def examples(page: Path) -> str:
    """The blocks of a page with >>> lines, each on its own line of the page, so that a failure names it."""
    text = page.read_text(encoding="utf-8")
    kept: list[str] = []
    place = 0
    for block in BLOCK.finditer(text):
        kept.append("\n" * text.count("\n", place, block.start(1)))
        kept.append(block[1] if ">>>" in block[1] else "\n" * block[1].count("\n"))
        place = block.end(1)
    return "".join(kept)


PAGES = [page for page in sorted(DOCS.rglob("*.md")) if ">>>" in examples(page)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_a_page_computes_what_it_says(page: Path) -> None:
    told: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(doctest.DocTestParser().get_doctest(examples(page), {}, page.name, str(page), 0), out=told.append)
    assert not runner.failures, "".join(told)
    assert runner.tries


@pytest.mark.parametrize("family", ["proportions", "rates", "standardised-rates", "ratios", "xmr", "run-charts", "comparisons"])
def test_a_family_of_methods_has_a_page_with_its_source_its_function_and_a_worked_example(family: str) -> None:
    page = DOCS / "methods" / f"{family}.md"
    text = page.read_text(encoding="utf-8")
    assert "Source" in text
    assert "In code: `indicators." in text
    assert page in PAGES
