"""Room: the house. Puts the house together: settings, plan, store, web app. `python app.py` serves it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from datetime import datetime

import flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from access.arrangements import ArrangementError, arranged
from access.gates import Gate, today, utc_now
from access.guard import guard, guard_open
from access.oidc import Provider
from house import settings as surroundings
from house.deciding import Desk as DecisionDesk
from house.place import Place
from house.settings import Settings
from house.uploading import UploadDesk
from indicators.registry import Plan, read
from pages.accounts import account, people, records, signin, subscriptions
from pages.decisions import deciding as decisions
from pages.decisions import desk as decisions_desk
from pages.frame import data, entrances
from pages.frame.ahead import Ahead
from pages.frame.data import Figures
from pages.uploads import desk
from pages.uploads import routes as uploads
from pages.web import DeliveryPlan, web_app
from store.released import Reader
from store.submissions import Store, open_store

#: seconds that one thread may keep the others of its process waiting; Python's own 0.005 is longer than most pages take
TURN = 0.0002


class PlanError(Exception):
    """The plan file holds mistakes; its words list them all."""


def opened(settings: Settings) -> tuple[Store, Figures]:
    """The store, and what the pages read: the plan, and the store's released figures under it."""
    reading = read(settings.plan_file.read_text(encoding="utf-8"), name=settings.plan_file.name)
    if reading.plan is None:
        raise PlanError("\n".join(mistake.sentence for mistake in reading.mistakes))
    store = open_store(settings.database_url)
    return store, Reader(store, reading.plan, today=today, illustrative=settings.illustrative)


def figures(settings: Settings) -> Figures:
    """What the pages read: the plan, and the store's released figures under it."""
    return opened(settings)[1]


def made(settings: Settings | None = None) -> DeliveryPlan:
    """The Dash app for these settings, by default those of the environment: guarded, or for this computer alone."""
    settings = settings or surroundings.from_environment()
    store, shown = opened(settings)
    app = web_app(shown, settings.assets)
    app.server.config[desk.KEY] = UploadDesk(Place.of(settings, shown.plan, store))
    if settings.mode not in {"open", "guarded"}:
        raise ArrangementError(f"DELIVERY_PLAN_MODE: found {settings.mode}. Expected open or guarded. Set it to one of the two.")
    if settings.mode == "guarded":
        guarded(app, gate(settings, store, shown.plan))
    else:
        uploads.register(app.server, app.shelf.files)
        deciding(app, store, utc_now)
        guard_open(app.server)
    return app


def gate(settings: Settings, store: Store, plan: Plan) -> Gate:
    """Guarded mode as the settings arrange it; ArrangementError, in words, where they leave a gap."""
    arrangement = arranged(settings.surroundings)
    providers = {each.id: Provider(each, f"{arrangement.origin}/sign-in/back/{each.id}") for each in arrangement.issuers}
    return Gate(store, plan, arrangement, providers=providers)


def guarded(app: DeliveryPlan, gate: Gate) -> None:
    """Put the pages of access on the server, and the guard in front of all of it."""
    server: flask.Flask = app.server
    server.config[entrances.FILES] = app.shelf.files
    for pages in (signin, account, subscriptions, people, records):
        pages.register(server)
    uploads.register(server, app.shelf.files)
    deciding(app, gate.store, gate.now)
    guard(server, gate, entrances.refused)


def deciding(app: DeliveryPlan, store: Store, now: Callable[[], datetime]) -> None:
    """Put the page on the server where decisions are taken, over the store that the pages read."""
    read_from = app.server.config[data.KEY]
    if isinstance(read_from, Reader):
        app.server.config[decisions_desk.KEY] = DecisionDesk(store, read_from, now)
    decisions.register(app.server, app.shelf.files)


def server() -> flask.Flask:
    """The WSGI app, for a server that makes it itself (`granian --factory app:server`)."""
    app = made()
    app.ahead = Ahead(app.server, app.index)
    at_the_ready()
    wsgi: flask.Flask = app.server
    return wsgi


def at_the_ready() -> None:
    """Readers before work: a page that is soon made waits neither until an upload is worked through, nor while what lasts is swept."""
    sys.setswitchinterval(TURN)
    gc.collect()
    gc.freeze()


def main() -> None:
    """Serve on the host and port of the settings: one process for one person at one computer, several in guarded mode."""
    settings = surroundings.from_environment()
    Granian(
        "app:server",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=settings.workers if settings.mode == "guarded" else 1,
        blocking_threads=4,
        backpressure=128,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
