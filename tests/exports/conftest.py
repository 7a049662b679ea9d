"""The plan of the project, a plan of another city, and made-up figures, as the tests of pages have them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "pages"))

from figures_for_pages import Fake, heard, made_up

from indicators.registry import Plan, read


def plan_of(file: Path) -> Plan:
    found = read(file.read_text(encoding="utf-8"), name=file.name)
    assert found.plan is not None, found.mistakes
    return found.plan


@pytest.fixture(scope="session")
def plan(root: Path) -> Plan:
    return plan_of(root / "priorities.yaml")


@pytest.fixture(scope="session")
def figures(plan: Plan) -> Fake:
    return Fake(plan, made_up(plan), heard(plan))
