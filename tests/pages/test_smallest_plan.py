"""The short plan of the reference, whole: one priority, one action, no voice and no figure. Every page of it reads as a sentence."""

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from indicators.registry import Plan, read
from pages.web import web_app
from store.released import Reader
from store.submissions import open_store


@pytest.fixture(scope="module")
def short(root: Path) -> Plan:
    reference = (root / "docs" / "reference" / "registry.md").read_text(encoding="utf-8")
    found = read(reference.split("```yaml\n")[1].split("```")[0])
    assert found.plan is not None, found.mistakes
    return found.plan


@pytest.fixture(scope="module")
def client(short: Plan, root: Path, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('short') / 'short.db'}")
    return web_app(Reader(store, short, today=lambda: date(2026, 9, 1)), root / "assets").server.test_client()


def said(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    page = re.search(r"<main.*</main>", answer.get_data(as_text=True), re.DOTALL)
    assert page is not None
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page[0])))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/voices", "No people’s voice evidence is held for the plan’s priority"),
        ("/voices", "The plan names no way of hearing people, and none is on the record."),
        ("/actions", "No status has been reported for the plan’s one action"),
        ("/actions", "1 action: "),
        ("/inequalities", "No priority has figures by group."),
        ("/", "Priority 1 has no figure at all."),
    ],
)
def test_one_of_a_kind_is_said_as_one(client: FlaskClient, path: str, words: str):
    assert words in said(client, path)


@pytest.mark.parametrize(
    "path", ["/", "/since", "/priority/P1", "/indicator/I1.1", "/indicator/I1.2", "/inequalities", "/voices", "/actions"]
)
def test_no_page_counts_one_as_many_nor_knows_another_city(client: FlaskClient, path: str):
    page = said(client, path)
    assert not re.search(r"\b(one|1) (priorities|indicators|actions|ways|figures)\b", page.lower()), page
    assert "Leeds" not in page
