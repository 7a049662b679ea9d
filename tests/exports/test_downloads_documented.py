"""What can be taken away stands in the documentation, address by address and column by column."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from exports import explored, figures, groups
from exports.sheets import Column
from pages.reference.downloads import TABLES


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "reference" / "downloads.md").read_text(encoding="utf-8")


def test_every_address_is_documented(page: str):
    told = set(re.findall(r"^\| `/download/([^`]+)` \|", page, re.MULTILINE))
    assert told == {*TABLES, "indicator/<id>", "chart/<id>"}


@pytest.mark.parametrize(
    ("head", "columns"),
    [("Columns of figures", figures.COLUMNS), ("Columns of groups compared", groups.COLUMNS), ("Further columns of", explored.EXTRA)],
)
def test_every_column_is_documented_in_its_own_words(page: str, head: str, columns: tuple[Column, ...]):
    section = page.partition(f"## {head}")[2].partition("\n## ")[0]
    told = [line for line in section.splitlines() if line.startswith("| `")]
    assert told == [f"| `{column.name}` | {column.datatype} | {column.words} |" for column in columns]
