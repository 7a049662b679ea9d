"""What the guard costs a page: the same pages with and without it, in one process, signed in as a lead with three priorities.

Run from the project's root: python -m bench.guard [--times 300]. Needs nothing but a folder for a database, which it makes and leaves.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import flask

import app as house
from access import accounts, sessions
from access.limits import Limiter
from access.records import Recorder
from house.settings import from_environment
from store import accounts as kept
from store.accounts import Grant

ORIGIN = "https://plan.example"
LIMIT_MS = 2.0
PATHS = ("/about", "/priority/P2")


def made(folder: str) -> tuple[flask.Flask, str, flask.Flask]:
    """The guarded server with the token of a session, and the same dashboard without a guard."""
    told = {
        "DELIVERY_PLAN_MODE": "guarded",
        "DELIVERY_PLAN_DATA": folder,
        "DELIVERY_PLAN_SECRET_KEY": "k" * 32,
        "DELIVERY_PLAN_ORIGIN": ORIGIN,
        "DELIVERY_PLAN_TLS": "proxy",
        "DELIVERY_PLAN_LOCAL_ACCOUNTS": "1",
    }
    settings = from_environment(told)
    store, figures = house.opened(settings)
    plenty = Limiter(per_minute=1e9, burst=1e9)
    gate = replace(house.gate(settings, store, figures.plan), limiter=plenty, sending=plenty)
    app, bare = house.web_app(figures, settings.assets), house.web_app(figures, settings.assets)
    house.guarded(app, gate)
    logging.getLogger("delivery_plan.requests").handlers[:] = [logging.NullHandler()]
    grants = tuple(Grant("lead", "priority", p.id) for p in figures.plan.priorities[:3])
    number = accounts.add(store, Recorder(store, gate.now), issuer="local", subject="lena", name="Lena", grants=grants, by="bench")
    account = kept.numbered(store, number)
    assert account
    with app.server.test_request_context("/", base_url=ORIGIN):
        flask.g.address = "192.0.2.1"
        response = flask.Response()
        sessions.begin(gate, response, account, method="bench")
    return app.server, response.headers["Set-Cookie"].split(";")[0].partition("=")[2], bare.server


def main() -> None:
    """Print a table: median and 95th percentile of a page without and with the guard, and the difference of the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=300)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        server, token, bare = made(str(Path(folder)))
        guarded, free = server.test_client(), bare.test_client()
        guarded.set_cookie(sessions.COOKIE, token, domain="plan.example", secure=True)
        print(f"{'page':20} {'without':>9} {'95 %':>7} {'with':>9} {'95 %':>7} {'guard':>7}   (ms; at most {LIMIT_MS})")
        for path in PATHS:
            taken: dict[str, list[float]] = {"free": [], "guarded": []}
            for name, client in [("free", free), ("guarded", guarded)] * times:
                began = time.perf_counter()
                answer = client.get(path, base_url=ORIGIN)
                taken[name].append(1000 * (time.perf_counter() - began))
                assert answer.status_code == 200, (path, name, answer.status)
            middle = {name: statistics.median(all_) for name, all_ in taken.items()}
            late = {name: statistics.quantiles(all_, n=20)[-1] for name, all_ in taken.items()}
            print(
                f"{path:20} {middle['free']:9.2f} {late['free']:7.2f} {middle['guarded']:9.2f} {late['guarded']:7.2f} "
                f"{middle['guarded'] - middle['free']:7.2f}"
            )


if __name__ == "__main__":
    main()
