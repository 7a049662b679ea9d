"""Room: the house. Puts the house together: settings, plan, store, web app. `python app.py` serves it."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

import settings as surroundings
from indicators.registry import read
from pages.data import Figures
from pages.web import DeliveryPlan, web_app
from settings import Settings
from store.released import Reader
from store.submissions import open_store

LONDON = ZoneInfo("Europe/London")


class PlanError(Exception):
    """The plan file holds mistakes; its words list them all."""


def figures(settings: Settings) -> Figures:
    """What the pages read: the plan, and the store's released figures under it."""
    reading = read(settings.plan_file.read_text(encoding="utf-8"), name=settings.plan_file.name)
    if reading.plan is None:
        raise PlanError("\n".join(mistake.sentence for mistake in reading.mistakes))
    store = open_store(settings.database_url)
    return Reader(store, reading.plan, today=lambda: datetime.now(LONDON).date(), illustrative=settings.illustrative)


def made(settings: Settings | None = None) -> DeliveryPlan:
    """The Dash app for these settings, by default those of the environment."""
    settings = settings or surroundings.from_environment()
    return web_app(figures(settings), settings.assets)


def server() -> flask.Flask:
    """The WSGI app, for a server that makes it itself (`granian --factory app:server`)."""
    wsgi: flask.Flask = made().server
    return wsgi


def main() -> None:
    """Serve on the host and port of the settings, for one person at one computer."""
    settings = surroundings.from_environment()
    Granian(
        "app:server",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        factory=True,
        blocking_threads=4,
        backpressure=128,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
