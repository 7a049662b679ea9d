"""A page that was made once is told again, the same to everybody who may read the same, and never after anything in it has changed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest
from figures_for_pages import Fake
from flask.testing import FlaskClient

from pages import routes
from pages.frame.queries import Query
from pages.frame.remembered import Remembered
from pages.web import web_app


@dataclass
class Turning:
    """Figures whose record grows and whose day passes when a test says so."""

    figures: Fake
    number: int = 1
    day: date = date(2025, 6, 12)

    def revision(self) -> int:
        return self.number

    def today(self) -> date:
        return self.day

    def at_once(self) -> Turning:
        return self

    def __getattr__(self, name: str) -> Any:
        return getattr(self.figures, name)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses for which a page was made, in order."""
    asked: list[str] = []
    answer = routes.answer

    def noting(figures: Any, query: Query) -> Any:
        asked.append(query.path)
        return answer(figures, query)

    monkeypatch.setattr(routes, "answer", noting)
    return asked


@pytest.fixture
def turning(figures: Fake) -> Turning:
    return Turning(figures)


@pytest.fixture
def reader(turning: Turning, root: Path, made: list[str]) -> FlaskClient:
    client = web_app(turning, root / "assets").server.test_client()  # type: ignore[arg-type]  # it hands on all that figures have
    made.clear()
    return client


def test_a_page_asked_for_twice_is_made_once(reader: FlaskClient, made: list[str]):
    first, again = reader.get("/"), reader.get("/")
    assert made == ["/"]
    assert again.data == first.data
    assert dict(again.headers) == dict(first.headers)
    assert "script-src 'none'" in again.headers["Content-Security-Policy"]
    assert again.headers["Cache-Control"] == "no-store"


def test_nothing_is_told_from_before_the_app_stood_whole(figures: Fake, root: Path):
    app = web_app(figures, root / "assets")
    app.server.config["GATE"] = object()
    assert "Open mode" not in app.server.test_client().get("/").text


@pytest.mark.parametrize("address", ["/", "/explore?view=index", "/?meeting=1", "/about?as_of=2025-05-01"])
def test_every_browser_gets_the_same_page_as_from_an_app_that_remembers_nothing(
    reader: FlaskClient, figures: Fake, root: Path, address: str
):
    forgetful = web_app(Turning(figures), root / "assets")  # type: ignore[arg-type]  # it hands on all that figures have
    forgetful.remembered = None
    fresh = forgetful.server.test_client().get(address)
    for _ in range(2):
        plain, small = reader.get(address), reader.get(address, headers={"Accept-Encoding": "br"})
        assert plain.data == fresh.data == brotli.decompress(small.data)
        assert "Content-Encoding" not in plain.headers
        assert small.headers["Content-Encoding"] == "br"
        for answer in (plain, small):
            assert answer.headers["Content-Security-Policy"] == fresh.headers["Content-Security-Policy"]
            assert answer.mimetype == "text/html"


def test_what_changes_on_the_record_is_told_at_once(reader: FlaskClient, turning: Turning, made: list[str]):
    assert "Revision 1 of the record" in reader.get("/").text
    turning.number = 2
    assert "Revision 2 of the record" in reader.get("/").text
    assert made == ["/", "/"]


def test_a_new_day_makes_a_new_page(reader: FlaskClient, turning: Turning, made: list[str]):
    assert "12 June 2025" in reader.get("/").text
    turning.day += timedelta(days=1)
    assert "13 June 2025" in reader.get("/").text
    assert made == ["/", "/"]


def test_other_figures_under_the_same_app_are_other_pages(reader: FlaskClient, figures: Fake, plan: Any):
    full = reader.get("/").text
    reader.application.config["FIGURES"] = Fake(plan)
    assert reader.get("/").text != full
    reader.application.config["FIGURES"] = figures
    assert reader.get("/").status_code == 200


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/", "/?as_of=2025-05-01"),
        ("/", "/?meeting=1"),
        ("/explore?view=index", "/explore?view=value"),
        ("/explore?series=a&series=b", "/explore?series=b&series=a"),
        ("/about", "/about?as_of=tomorrow"),
    ],
)
def test_what_an_address_asks_for_makes_a_page_of_its_own(reader: FlaskClient, made: list[str], one: str, other: str):
    for address in (one, other, one, other):
        assert reader.get(address).status_code == 200
    assert len(made) == 2


def test_the_name_a_page_is_asked_under_belongs_to_it(reader: FlaskClient):
    for name in ("one.example", "two.example", "one.example"):
        assert f"http://{name}/" in reader.get("/", base_url=f"http://{name}").text


@pytest.mark.parametrize("address", ["/no/such/page", "/search?q=crisis", "/due", "/data-quality"])
def test_what_is_not_found_or_tells_of_more_than_figures_is_made_anew(reader: FlaskClient, made: list[str], address: str):
    reader.get(address)
    reader.get(address)
    assert len(made) == 2


def imported(file: Path) -> Iterator[str]:
    """The modules that a module names, with those it takes from packages."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_page_that_is_remembered_asks_for_files_that_wait(root: Path):
    """Uploads change without a revision; what stands around a page asks only whether the app takes any."""
    remembered = [page for page in routes.PAGES if page.lasting]
    assert len(remembered) > 10
    for page in remembered:
        waiting, met = [page.answer.__module__], set()
        while waiting:
            name = waiting.pop()
            file = root / f"{name.replace('.', '/')}.py"
            if name in met or not name.startswith("pages.") or name.startswith("pages.frame.") or not file.is_file():
                continue
            met.add(name)
            assert not name.startswith("pages.uploads"), f"{page.name} reaches {name}"
            waiting += imported(file)


def test_the_longest_unread_page_is_forgotten_where_there_is_no_more_room():
    size = len(Remembered().keep("size", "a" * 40).body)
    memory = Remembered(room=3 * size)
    for name in "abc":
        memory.keep(name, name * 40)
    assert memory.told("a") is not None
    memory.keep("d", "d" * 40)
    assert [name for name in "abcd" if memory.told(name)] == ["a", "c", "d"]
    memory.keep("d", "d" * 40)
    assert [name for name in "abcd" if memory.told(name)] == ["a", "c", "d"]
    assert brotli.decompress(memory.told("c").body) == b"c" * 40  # type: ignore[union-attr]  # it was told a line above
