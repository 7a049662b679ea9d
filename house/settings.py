"""Room: the house. What the surroundings say: where the plan, the figures and the database are."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

#: open mode has no sign-in, so it listens here only
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and how the product is served; all of it can be set from the environment (docs/reference/settings.md)."""

    plan_file: Path
    #: the folder of the database and of the files received, unless these are put elsewhere
    data: Path
    database_url: str
    received: Path
    published: Path
    assets: Path
    host: str
    port: int
    illustrative: bool
    #: `open` for one person on one computer, `guarded` for everything else
    mode: str = "open"
    #: processes that answer in guarded mode
    workers: int = 1
    #: what guarded mode is arranged by; `access.arrangements` reads it, and it holds secrets
    surroundings: Mapping[str, str] = field(default_factory=dict, repr=False)


class SettingsError(Exception):
    """A setting that cannot be read; its words say which, and what to set."""


def home() -> Path:
    """The folder that holds priorities.yaml, assets/ and data/: the checkout, or the share folder of an installed package."""
    here = Path(__file__).resolve().parent.parent
    return here if (here / "priorities.yaml").is_file() else Path(sys.prefix) / "share" / "delivery-plan"


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from DELIVERY_PLAN_* and DATABASE_URL, with the defaults of one person on one computer."""
    root = home()
    data = Path(environment.get("DELIVERY_PLAN_DATA", str(root / "data")))
    return Settings(
        plan_file=Path(environment.get("DELIVERY_PLAN_FILE", str(root / "priorities.yaml"))),
        data=data,
        database_url=environment.get("DATABASE_URL", f"sqlite:///{data / 'delivery-plan.db'}"),
        received=Path(environment.get("DELIVERY_PLAN_RECEIVED", str(data / "received"))),
        published=Path(environment.get("DELIVERY_PLAN_PUBLISHED", str(root / "data" / "published"))),
        assets=root / "assets",
        host=environment.get("DELIVERY_PLAN_HOST", "127.0.0.1"),
        port=_whole(environment, "DELIVERY_PLAN_PORT", "8050"),
        illustrative=environment.get("DELIVERY_PLAN_ILLUSTRATIVE", "") == "1",
        mode=environment.get("DELIVERY_PLAN_MODE", "") or "open",
        workers=_whole(environment, "DELIVERY_PLAN_WORKERS", "2"),
        surroundings=dict(environment),
    )


def _whole(environment: Mapping[str, str], name: str, usual: str) -> int:
    text = environment.get(name, usual)
    if not text.isdecimal():
        raise SettingsError(f"{name}: found {text}. Expected a whole number, such as {usual}. Set it to one, or unset it.")
    return int(text)
