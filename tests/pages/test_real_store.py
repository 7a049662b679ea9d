"""The pages over a store: figures that travel with the project, illustrative workbooks of leads, corrections and withdrawals after."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from indicators.registry import Plan, read
from indicators.submissions import Submission
from loaders.circumstances import Circumstances
from loaders.examples import illustrative_workbooks
from loaders.reading import read as read_file
from pages.web import web_app
from store.patterns import settle
from store.released import Reader
from store.submissions import Store, open_store

TODAY = date(2025, 5, 12)
PAGES = ("/", "/since", "/voices", "/actions", "/development", "/inequalities", "/search?q=crisis", "/about", "/about/design")


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def text(root: Path) -> str:
    return (root / "priorities.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def workbooks(plan: Plan) -> list[Submission]:
    """The illustrative workbooks of the last quarter, read."""
    wanted = [(name, content) for name, content in illustrative_workbooks(plan) if name.endswith("2024-Q4F.xlsx")]
    read_ones = [read_file(name, content, plan, known=Circumstances()) for name, content in wanted]
    assert len(read_ones) == len(plan.priorities)
    return read_ones


@pytest.fixture
def store(tmp_path: Path, root: Path, plan: Plan, text: str, workbooks: list[Submission]) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'plan.db'}")
    store.keep_plan(text, at(date(2023, 1, 5)), by="the analyst")
    shipped = read_file("figures.csv", (root / "data" / "published" / "figures.csv").read_bytes(), plan)
    store.accept(shipped, by="the analyst", at=at(date(2024, 1, 10)))
    for submission in workbooks:
        store.accept(submission, by="A. Lead", at=at(date(2025, 4, 20)))
    settle(store, plan, at=at(date(2025, 4, 20)))
    yield store
    store.close()


@pytest.fixture
def client(store: Store, plan: Plan, root: Path) -> FlaskClient:
    return web_app(Reader(store, plan, today=lambda: TODAY), root / "assets").server.test_client()


def every_page(plan: Plan) -> list[str]:
    return [*PAGES, *(f"/priority/{p.id}" for p in plan.priorities), *(f"/indicator/{i.id}" for i in plan.indicators[:8])]


def test_every_page_stands_and_every_link_leads_to_one(client: FlaskClient, plan: Plan):
    links = set()
    for path in every_page(plan):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "ILLUSTRATIVE" in answer.text, path
        links |= {unescape(link).partition("#")[0] for link in re.findall(r'<a [^>]*href="(/[^"]*)"', answer.text)}
    pages = [link for link in links if not link.startswith("/download")]
    assert len(pages) > len(plan.indicators)
    for link in pages:
        assert client.get(link).status_code == 200, link


def test_the_counts_on_the_plan_add_up_and_come_to_the_number_of_indicators(client: FlaskClient, plan: Plan):
    for day in ("", "?as_of=2023-06-01", "?as_of=2024-06-01", "?as_of=2025-04-20"):
        told = {words: int(n) for n, words in re.findall(r"<b>(\d+)</b><span>([^<]+)</span>", unescape(client.get(f"/{day}").text))}
        total = told.pop("indicators:")
        assert sum(told.values()) == total == len(plan.indicators), day


def test_what_leads_sent_is_on_the_pages_with_its_day(client: FlaskClient, plan: Plan, workbooks: list[Submission]):
    said = workbooks[0].commentary[0]
    page = unescape(client.get(f"/indicator/{said.indicator}").text)
    assert said.what_happened in page
    assert "Sent on 20 April 2025 by A. Lead." in page
    heading = re.search(r"<h1>(.*?)</h1>", unescape(client.get("/since").text))
    assert heading
    assert re.match(r"Since 12 February 2025, \d+ figures arrived", heading[1])
    assert "changed state" in heading[1]
    assert "Nothing has changed" in client.get("/since?since=2024-02-01&as_of=2025-04-19").text


def test_a_past_date_gives_the_same_page_whatever_comes_later(
    store: Store, client: FlaskClient, plan: Plan, text: str, workbooks: list[Submission]
):
    paths = [
        f"{path}{'&' if '?' in path else '?'}as_of=2025-04-25" for path in (*every_page(plan), "/?meeting=1", "/since?since=2024-01-01")
    ]

    def seen() -> list[str]:
        return [client.get(path).text for path in paths]

    before = seen()
    day = at(date(2025, 4, 28))
    for order, submission in enumerate([*workbooks, workbooks[0], workbooks[1]]):
        moved = tuple(replace(o, value=o.value and o.value + order + 1) for o in submission.observations)
        later = replace(submission, sha256=f"{order:064d}", file=f"later {order}.xlsx", observations=moved, illustrative=True)
        receipt = store.accept(later, by="B. Lead", at=day + timedelta(days=order))
    store.withdraw(receipt.number, by="B. Lead", at=day + timedelta(days=12), reason="the wrong quarter")
    store.withdraw(3, by="B. Lead", at=day + timedelta(days=13), reason="the wrong file")
    store.keep_plan(text.replace(plan.indicators[0].short, "Renamed since"), day + timedelta(days=14), by="the analyst")
    after = seen()
    assert [path for path, old, new in zip(paths, before, after, strict=True) if old != new] == []


def test_the_plan_of_a_day_is_the_one_worded_then_under_the_protection_of_today(store: Store, plan: Plan, text: str, root: Path):
    first = plan.indicators[0]
    store.keep_plan(text.replace(first.text, "Worded anew"), at(date(2025, 5, 1)), by="the analyst")
    newest = read(text.replace(first.text, "Worded anew").replace("profile: exact5", "profile: exact7")).plan
    assert newest is not None
    reader = Reader(store, newest, today=lambda: TODAY)
    assert reader.plan_on(None) is newest
    assert reader.plan_on(date(2025, 4, 30)).indicator(first.id).text == first.text
    assert reader.plan_on(date(2025, 5, 1)).indicator(first.id).text == "Worded anew"
    assert reader.plan_on(date(2020, 1, 1)).indicator(first.id).text == first.text
    stricter = {i.id for i in newest.indicators if i.profile == "exact7"}
    assert stricter
    then = [r for r in reader.released(date(2025, 4, 30)) if r.key.indicator in stricter and r.profile != "open"]
    assert {r.profile for r in then} <= {"exact7"}
    client = web_app(reader, root / "assets").server.test_client()
    assert first.text in unescape(client.get(f"/indicator/{first.id}?as_of=2025-04-30").text)
    assert "now worded “Worded anew”" in unescape(client.get("/since?since=2025-04-30").text)


def test_a_store_without_a_plan_or_with_one_that_cannot_be_read_uses_the_plan_of_today(tmp_path: Path, plan: Plan):
    store = open_store(f"sqlite:///{tmp_path / 'bare.db'}")
    reader = Reader(store, plan, today=lambda: TODAY)
    assert reader.plan_on(date(2024, 1, 1)) is plan
    store.keep_plan("title: not a plan", at(date(2024, 1, 1)), by="the analyst")
    assert reader.plan_on(date(2024, 6, 1)) is plan
    assert [each.plan for each in reader.editions()] == [None]
    store.close()


def test_the_json_of_an_indicator_says_the_sentences_of_its_page(
    client: FlaskClient, store: Store, plan: Plan, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    import cli

    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'plan.db'}")
    for indicator in plan.indicators[:: max(1, len(plan.indicators) // 6)]:
        assert cli.main(["show", indicator.id, "--json", "--as-of", TODAY.isoformat()]) == 0
        said = json.loads(capsys.readouterr().out)["summary"]
        page = unescape(client.get(f"/indicator/{indicator.id}?as_of={TODAY}").text)
        finding = said["title"] or said["sentence"]
        assert finding in page
        assert said["state"].capitalize() in page
