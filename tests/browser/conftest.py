"""A served dashboard and a Chromium to look at it with.

Much of what a Chromium is asked has no limit of time. One that does not answer is ended, so that the test fails at the question it was
asked; a test whose Chromium has ended is run once more, with a new one (`only_rerun` in pyproject.toml), and the run says so.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, BrowserType, Page, sync_playwright
from werkzeug.serving import make_server

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "pages"))

from figures_for_pages import Fake, heard, made_up, remarked, told

from indicators.registry import Plan
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


class Lasting:
    """A Chromium, and a new one where the former has ended."""

    def __init__(self, kind: BrowserType, path: str) -> None:
        self._kind, self._path = kind, path
        self._browser: Browser | None = None

    def __getattr__(self, name: str) -> Any:
        if self._browser is None or not self._browser.is_connected():
            self._browser = self._kind.launch(executable_path=self._path, args=list(ARGUMENTS))
            session = self._browser.new_browser_cdp_session()
            processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
            session.detach()
            _CHROMIUM[:] = [each["id"] for each in processes if each["type"] == "browser"]
        return getattr(self._browser, name)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    found = shutil.which("chromium")
    if found is None:
        pytest.skip("needs Chromium (make system)")
    with sync_playwright() as playwright:
        yield cast("Browser", Lasting(playwright.chromium, found))
    _CHROMIUM.clear()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page without scripts."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


# -- a Chromium that does not answer -------------------------------------------------------------------------------------------------------

#: the process of the Chromium that the tests drive
_CHROMIUM: list[int] = []
#: how long a test, or what it is set up with, may take before its Chromium is ended, in seconds; the longest takes a minute and a half
PATIENCE = 300


@contextmanager
def _watched(item: pytest.Item) -> Iterator[None]:
    def end() -> None:
        for process in _CHROMIUM:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        ended.append(item.nodeid)

    ended: list[str] = []
    timer = threading.Timer(PATIENCE, end)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if ended:
            item.warn(pytest.PytestWarning(f"Chromium did not answer for {PATIENCE} seconds and was ended"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    with _watched(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    with _watched(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    with _watched(item):
        return (yield)
