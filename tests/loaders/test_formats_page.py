"""The reference page names what the loaders know."""

from indicators.shipping import COLUMNS
from loaders.published.formats import FORMATS


def test_every_format_has_its_section(root):
    page = (root / "docs/reference/formats.md").read_text(encoding="utf-8")
    sections = [line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")]
    assert [each.id for each in FORMATS if each.id not in sections] == []
    assert len({each.id for each in FORMATS}) == len(FORMATS) == 12


def test_every_column_of_our_own_csv_is_named(root):
    page = " ".join((root / "docs/reference/formats.md").read_text(encoding="utf-8").split())
    assert ", ".join(COLUMNS) in page
