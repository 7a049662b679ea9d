"""Another city's plan gives another dashboard: the same code, two priorities, other ids, other areas, other figures."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from house.terminal import Desk
from indicators.registry import Plan, read
from pages.web import web_app
from store.released import Reader
from store.submissions import open_store

HEADER = (
    "Date,Provider_Org_code,Provider_name,Org_Code,CCG_Name,Description,Gt_0_1_Weeks,Gt_1_2_Weeks,Gt_2_3_Weeks,Gt_3_4_Weeks,Gt_4_5_Weeks,"
    "Gt_5_6_Weeks,Gt_6_7_Weeks,Gt_7_8_Weeks,Gt_8_9_Weeks,Gt_9_10_Weeks,Gt_10_11_Weeks,Gt_11_12_Weeks,Gt_12_Plus_Weeks,Total_Pathways"
)


def waits() -> bytes:
    """Psychosis waits of a city that does not exist: two groups before April 2019, one after; 3 of 4 seen within two weeks."""
    done = "EIP pathways completed this month"
    before = [
        f"01/{month:02}/2019,XX1,A PROVIDER,{code},A GROUP,{done},10,5,5,0,0,0,0,0,0,0,0,0,0,20"
        for month in (1, 2, 3)
        for code in ("90A", "90B")
    ]
    after = [f"01/{month:02}/2019,XX1,A PROVIDER,91C,A GROUP,{done},20,10,0,0,0,0,0,0,0,0,0,0,10,40" for month in (4, 5, 6)]
    return "\n".join([HEADER, *before, *after]).encode()


@pytest.fixture(scope="module")
def plan(root: Path) -> Plan:
    found = read((root / "tests" / "plans" / "small_city.yaml").read_text(encoding="utf-8")).plan
    assert found is not None
    return found


@pytest.fixture(scope="module")
def reader(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('city') / 'city.db'}")
    desk = Desk(plan, store, None, "test", lambda: datetime(2026, 1, 5, tzinfo=UTC))
    assert desk.arrive("waits.csv", waits()).receipt is not None
    return Reader(store, plan, today=lambda: date(2026, 1, 6))


@pytest.fixture(scope="module")
def client(reader: Reader, root: Path) -> FlaskClient:
    return web_app(reader, root / "assets").server.test_client()


def test_the_two_quarters_are_added_up_over_the_merger(reader: Reader) -> None:
    found = [(o.key.period.key, o.numerator, o.denominator, o.value) for o in reader.released() if o.key.indicator == "seen-soon"]
    assert found == [("2018-Q4F", 90, 120, 75), ("2019-Q1F", 90, 120, 75)]


def test_the_plan_on_a_page_is_that_citys(client: FlaskClient, plan: Plan) -> None:
    page = client.get("/").get_data(as_text=True)
    for words in ("Saltmere", "Early help", "Homes", "Seen within two weeks", "75", "Wellbeing checks in hostels", "Ada Quill"):
        assert words in page
    assert "Leeds" not in re.sub(r"<style.*?</style>", "", page, flags=re.S)


@pytest.mark.parametrize(
    "path", ["/priority/early-help", "/priority/homes", "/indicator/seen-soon", "/indicator/hostel-stories", "/inequalities", "/about"]
)
def test_every_page_of_that_city_is_there(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "Leeds" not in answer.get_data(as_text=True)


def test_the_counts_are_those_of_its_five_indicators(reader: Reader) -> None:
    board = reader.board()
    assert sum(board.counts.values()) == 5 == len(board.summaries)


def test_the_other_citys_ids_are_unknown(client: FlaskClient) -> None:
    assert client.get("/indicator/I8.1").status_code == 404
    assert client.get("/priority/P2").status_code == 404
