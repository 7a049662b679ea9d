"""How answers leave: content policy, caching, compression; Dash's scripts only where a page holds an island."""

from __future__ import annotations

import gzip
import re
from datetime import date
from pathlib import Path

import pytest
from figures_for_pages import Fake
from flask.testing import FlaskClient

from indicators.summaries import Board
from pages.frame import shelves
from pages.web import web_app


def test_a_page_runs_no_script_and_is_not_kept(client: FlaskClient):
    headers = client.get("/").headers
    assert "script-src 'none'" in headers["Content-Security-Policy"]
    assert "style-src 'self';" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_every_served_file_is_kept_for_ever_under_its_content(client: FlaskClient):
    page = client.get("/").text
    files = re.findall(r'"(/static/[^"]+)"', page)
    assert any(file.endswith(".css") for file in files)
    for file in files:
        answer = client.get(file)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert re.search(r"\.[0-9a-f]{12}\.", file)
    assert client.get("/static/none.css").status_code == 404


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_files_are_compressed_once_for_all(client: FlaskClient, encoding: str):
    style = re.search(r'href="(/static/page\.[^"]+)"', client.get("/").text)[1]  # type: ignore[index]  # always there
    plain, small = client.get(style), client.get(style, headers={"Accept-Encoding": encoding})
    assert small.headers["Content-Encoding"] == encoding
    assert len(small.data) < len(plain.data) / 2
    if encoding == "gzip":
        assert gzip.decompress(small.data) == plain.data


def test_without_the_typefaces_the_page_names_none(root: Path, tmp_path: Path):
    for folder in ("css", "js"):
        (tmp_path / folder).symlink_to(root / "assets" / folder)
    (tmp_path / "icon.svg").symlink_to(root / "assets" / "icon.svg")
    bare = shelves.shelf(tmp_path)
    assert bare.files.faces == ()
    assert b"@font-face" not in next(kept for name, kept in bare.kept.items() if name.endswith(".css")).bodies[""]


def test_only_the_interactive_page_carries_scripts(client: FlaskClient, figures: Fake):
    summary = next(s for s in figures.board(None).summaries if s.headline and s.headline.series and len(s.headline.series.points) > 3)
    still, moving = (client.get(f"/indicator/{summary.indicator}{tail}") for tail in ("", "?chart=interactive"))
    assert "<script" not in still.text
    assert "dash_renderer" in moving.text
    assert "<svg" in moving.text
    assert "script-src 'self' 'sha256-" in moving.headers["Content-Security-Policy"]


def test_the_layout_of_an_interactive_page_is_its_island(client: FlaskClient, figures: Fake):
    summary = next(s for s in figures.board(None).summaries if s.headline and s.headline.series and len(s.headline.series.points) > 3)
    asked = {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": f"/indicator/{summary.indicator}"},
            {"id": "_pages_location", "property": "search", "value": "?chart=interactive"},
        ],
        "changedPropIds": ["_pages_location.pathname"],
    }
    answer = client.post("/_dash-update-component", json=asked)
    assert answer.status_code == 200
    assert '"namespace":"delivery_plan"' in answer.text
    assert '"type":"Graph"' in answer.text


def test_a_fault_of_ours_is_a_page_that_says_so(figures: Fake, root: Path):
    class Broken(Fake):
        def board(self, as_of: date | None) -> Board:
            raise RuntimeError("a secret of the house")

    server = web_app(figures, root / "assets").server
    server.config["FIGURES"] = Broken(figures.plan)
    server.config["PROPAGATE_EXCEPTIONS"] = False
    answer = server.test_client().get("/")
    assert answer.status_code == 500
    assert "This page could not be made" in answer.text
    assert "secret" not in answer.text


def test_the_layout_is_served(client: FlaskClient):
    assert client.get("/_dash-layout").status_code == 200
