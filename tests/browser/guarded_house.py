"""A guarded dashboard with one issuer, served at an address of this computer."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import flask
from werkzeug.serving import make_server

import app as house
from access.gates import Gate, utc_now
from access.limits import Limiter
from house.settings import from_environment

#: what secrets are sealed with, and a password that is taken
KEY, GOOD = "k" * 40, "four plain words together"
#: the issuer, as a process of its own
PROVIDER = Path(__file__).resolve().parent.parent / "access" / "provider.py"


def free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def surroundings(folder: Path, address: str) -> dict[str, str]:
    """What guarded mode is told, but for its issuers."""
    return {
        "DELIVERY_PLAN_MODE": "guarded",
        "DELIVERY_PLAN_DATA": str(folder),
        "DELIVERY_PLAN_SECRET_KEY": KEY,
        "DELIVERY_PLAN_ORIGIN": address,
        "DELIVERY_PLAN_TLS": "loopback",
        "DELIVERY_PLAN_LOCAL_ACCOUNTS": "1",
    }


@contextmanager
def answering(server: flask.Flask, address: str) -> Iterator[None]:
    """The dashboard answers at an address while this lasts."""
    made = make_server("127.0.0.1", int(address.rpartition(":")[2]), server, threaded=True)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        made.shutdown()
        thread.join()
        made.server_close()


@contextmanager
def guarded(folder: Path, issuer: str, *, now: Callable[[], datetime] = utc_now) -> Iterator[tuple[str, Gate]]:
    """Its address and its gate, which lets everybody try as often as they like; `issuer` is the address of the one that is asked."""
    issuers, address = folder / "issuers.toml", f"http://127.0.0.1:{free_port()}"
    issuers.write_text(
        f'[[issuer]]\nid = "council"\nname = "The council"\nissuer = "{issuer}"\nclient_id = "d"\nclient_secret_env = "SECRET"\n',
        encoding="utf-8",
    )
    settings = from_environment({**surroundings(folder, address), "DELIVERY_PLAN_ISSUERS": str(issuers), "SECRET": "hush"})
    store, figures = house.opened(settings)
    plenty = Limiter(per_minute=1e6, burst=1e6)
    gate = replace(house.gate(settings, store, figures.plan), limiter=plenty, sending=plenty, now=now)
    made = house.web_app(figures, settings.assets)
    house.guarded(made, gate)
    with answering(made.server, address):
        yield address, gate
    store.close()
