"""What is published by the year and supplied by the quarter: each page and the workbook say of which of the two a figure is."""

from __future__ import annotations

import html
import io
import re
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient

from house.terminal import Desk
from indicators.observations import Key, Observation, Origin, Status
from indicators.periods import of_key
from indicators.registry import Plan
from indicators.spans import counted, in_a
from indicators.submissions import Submission
from loaders.template import write
from pages.web import web_app
from store.patterns import settle
from store.released import Reader
from store.submissions import open_store

AT = datetime(2025, 8, 1, 9, tzinfo=UTC)
Q4 = of_key("2024-Q4F")
COUNTS = {"white": 100, "mixed": 10, "asian": 20, "black": 20, "other": 10}


def sent(group: str, count: float) -> Observation:
    breakdown = (("ethnic_group", group),) if group else ()
    return Observation(
        Key("I2.1", "detained", "leeds", Q4, breakdown),
        "",
        count / 2,
        Status.OK,
        numerator=count,
        denominator=200_000,
        classification="2001-NHS" if group else "",
        origin=Origin("quarter.xlsx", "Values", "F2"),
    )


@pytest.fixture
def client(plan: Plan, root: Path, tmp_path: Path) -> FlaskClient:
    """The pages of a store with the published figures and one quarter that a lead sent."""
    store = open_store(f"sqlite:///{tmp_path / 'plan.db'}")
    published = root / "data" / "published" / "figures.csv"
    Desk(plan, store, None, "the project", lambda: AT).arrive(published.name, published.read_bytes())
    figures = (sent("", 160), *(sent(group, count) for group, count in COUNTS.items()))
    store.accept(Submission("quarter.xlsx", "1" * 64, "template", "the leads' workbook", 6, figures), by="a lead", at=AT)
    settle(store, plan, at=AT)
    return web_app(Reader(store, plan, today=lambda: date(2025, 8, 2)), root / "assets").server.test_client()


def text_of(client: FlaskClient, address: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", client.get(address).text)).split())


def test_the_workbook_asks_for_what_was_counted_in_the_quarter(plan: Plan) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write(plan, next(p for p in plan.priorities if p.id == "P2"), Q4)))
    for name, rows in (("Values", 1), ("Breakdowns", 7)):
        asked = [row[2].value for row in book[name].iter_rows(min_row=2) if str(row[0].value).startswith("I2.1/detained")]
        assert len(asked) == rows
        assert all("in the quarter, by top level ethnic group" in words for words in asked)
        assert not any("in the year" in words for words in asked)


def test_a_quarters_rate_is_told_as_one(client: FlaskClient) -> None:
    page = text_of(client, "/indicator/I2.1")
    assert "Detentions Leeds per 100,000 people in a quarter, quarterly" in page
    assert "Detentions, Leeds, per 100,000 people in a quarter, quarterly" in page
    assert "Detentions, per 100,000 people in a quarter, Leeds, January to March 2025" in page
    assert "Counted detentions under the Mental Health Act in the quarter" in page
    assert "Frequency quarterly as supplied; yearly as published" in page
    assert "Detentions, Leeds, per 100,000 people, yearly" not in page


def test_a_yearly_rate_of_a_wider_area_is_not_set_beside_it_without_saying_so(client: FlaskClient) -> None:
    page = text_of(client, "/indicator/I2.1")
    assert "Detentions, West Yorkshire, per 100,000 people, yearly" in page
    before, said, after = page.partition("The figures above are quarterly, those below yearly")
    assert said
    assert before.endswith("Wider areas, as context ")
    assert "West Yorkshire: Detentions (79.4, 2023 to 2024)" in after
    assert "of a time of another length than the figures above" in text_of(client, "/inequalities")


def test_where_all_are_of_a_year_nothing_is_said_of_it(plan: Plan, root: Path, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'published.db'}")
    published = root / "data" / "published" / "figures.csv"
    Desk(plan, store, None, "the project", lambda: AT).arrive(published.name, published.read_bytes())
    client = web_app(Reader(store, plan, today=lambda: date(2025, 8, 2)), root / "assets").server.test_client()
    page = text_of(client, "/indicator/I2.1")
    assert "per 100,000 people, yearly" in page
    assert "detentions under the Mental Health Act in the year" in page
    assert "of different length" not in page
    assert "of another length" not in text_of(client, "/inequalities")


@pytest.mark.parametrize(
    ("words", "kind", "told"),
    [
        ("detentions in the year, by group", "quarter", "detentions in the quarter, by group"),
        ("people seen in the quarter", "year", "people seen in the year"),
        ("people seen in the quarter", "pooled", "people seen in the quarter"),
        ("detentions in the year", None, "detentions in the year"),
        ("people aged 65 in the yearly count", "quarter", "people aged 65 in the yearly count"),
    ],
)
def test_what_is_counted_is_told_of_the_time_that_a_figure_is_of(words: str, kind: str | None, told: str) -> None:
    assert counted(words, kind) == told  # type: ignore[arg-type]  # the kinds are written as texts


def test_only_a_rate_says_the_time_that_it_is_of() -> None:
    assert [in_a(unit, "quarter") for unit in ("per_100000", "per_1000", "count", "per_cent")] == [" in a quarter"] * 2 + [""] * 2
    assert in_a("per_100000", "year") == ""
