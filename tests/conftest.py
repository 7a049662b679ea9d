"""What tests share."""

from pathlib import Path

import pytest

from indicators.registry import Plan, read

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of papers and published files beside the project; tests that need it skip where it is not there."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the folder of papers and published files (../shared), which a clone does not carry")
    return folder


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root."""
    return ROOT


@pytest.fixture(scope="session")
def plan(root: Path) -> Plan:
    """The plan of the project."""
    found = read((root / "priorities.yaml").read_text(encoding="utf-8"), name="priorities.yaml")
    assert found.plan is not None, found.mistakes
    return found.plan
