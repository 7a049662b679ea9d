"""A small plan of another city, and made-up figures."""

from __future__ import annotations

from pathlib import Path

import pytest
from figures_for_pages import Fake, heard, made_up, remarked, told
from flask.testing import FlaskClient

from indicators.registry import Plan, read
from pages.web import web_app


@pytest.fixture(scope="session")
def other(root: Path) -> Plan:
    found = read((root / "tests" / "plans" / "small_city.yaml").read_text(encoding="utf-8"))
    assert found.plan is not None, found.mistakes
    return found.plan


@pytest.fixture(scope="session")
def figures(plan: Plan) -> Fake:
    return Fake(plan, made_up(plan), heard(plan), remarks=remarked(plan), updates=told(plan))


@pytest.fixture
def client(figures: Fake, root: Path) -> FlaskClient:
    return web_app(figures, root / "assets").server.test_client()
