"""A served dashboard and a Chromium to look at it with."""

from __future__ import annotations

import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "pages"))

from figures_for_pages import Fake, heard, made_up, remarked, told

from indicators.registry import Plan, read
from pages.web import web_app

#: no window, no sandbox in a container, and no talk with anybody
ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def plan(root: Path) -> Plan:
    found = read((root / "priorities.yaml").read_text(encoding="utf-8")).plan
    assert found is not None
    return found


@pytest.fixture(scope="session")
def figures(plan: Plan) -> Fake:
    return Fake(plan, made_up(plan), heard(plan), remarks=remarked(plan), updates=told(plan))


@pytest.fixture(scope="session")
def address(figures: Fake, root: Path) -> Iterator[str]:
    """Where the dashboard is served."""
    server = make_server("127.0.0.1", 0, web_app(figures, root / "assets").server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("needs Chromium (make system)")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
