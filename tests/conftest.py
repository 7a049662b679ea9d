"""What tests share."""

from pathlib import Path

import pytest

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
