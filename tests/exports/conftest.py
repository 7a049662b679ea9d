"""Made-up figures, as the tests of pages have them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "pages"))

from figures_for_pages import Fake, heard, made_up

from indicators.registry import Plan


@pytest.fixture(scope="session")
def figures(plan: Plan) -> Fake:
    return Fake(plan, made_up(plan), heard(plan))
