"""A picture that is taken away is the chart of the page, with its words, its colours and nothing from elsewhere."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as Tree

import pytest

from charts.svg import element
from exports.pictures import Picture, chart_styles, picture

ABOUT = Picture("A <finding> & more", "What is measured, Place", "Source: somebody.", date(2025, 6, 12), True)


@pytest.fixture(scope="module")
def styles(root: Path) -> str:
    return chart_styles(*((root / "assets" / "css" / f"{name}.css").read_text(encoding="utf-8") for name in ("tokens", "charts")))


def test_the_rules_of_the_pages_are_written_out_without_tokens(styles: str):
    assert "var(" not in styles
    assert "#12436D" in styles
    assert ".chart" not in styles
    assert "@media" not in styles


def test_a_picture_is_whole_and_says_what_it_is(styles: str):
    drawn = element(
        "svg", element("circle", cx=1, cy=2, r=3), class_="trend wide", viewBox="0 0 1040 420", role="img", aria_label="In words"
    )
    made = picture(drawn, ABOUT, styles)
    tree = Tree.fromstring(made)
    text = " ".join("".join(tree.itertext()).split())
    for words in ("A <finding> & more", "What is measured, Place", "Source: somebody.", "12 June 2025", "ILLUSTRATIVE", "In words"):
        assert words in text
    assert tree.find(".//{http://www.w3.org/2000/svg}circle") is not None
    assert not re.search(rb"<script|href=|url\(|https?://(?!www\.w3\.org/2000/svg)", made)


def test_real_figures_are_not_called_made_up(styles: str):
    drawn = element("svg", viewBox="0 0 10 10")
    assert b"ILLUSTRATIVE" not in picture(drawn, Picture("t", "s", "x", date(2025, 6, 12), False), styles)
