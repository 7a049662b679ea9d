"""Room: pages. The Dash app: every address answered with a whole page from the server, Dash's scripts only where a page holds an island."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dash
import flask
from dash import html
from dash.development.base_component import Component

from pages import routes
from pages.frame import data, missing, serving, shelves
from pages.frame.ahead import Ahead
from pages.frame.answers import Answer
from pages.frame.data import Figures
from pages.frame.queries import Query, query
from pages.frame.remembered import Remembered
from pages.frame.shell import document
from pages.reference import downloads
from pages.uploads import calendars


class DeliveryPlan(dash.Dash):
    """Dash, answering each address with its page: the index page is the page itself."""

    shelf: shelves.Shelf
    #: None until the app stands whole: what is made before may not be told after
    remembered: Remembered | None = None
    #: None where nobody reads again and again, as in a test
    ahead: Ahead | None = None

    def index(self, *_args: Any, **_kwargs: Any) -> flask.Response:
        """The page at the address of this request; Dash's own index around it where it holds an island."""
        figures = data.current()
        asked = query(flask.request.path, flask.request.args, today=figures.today())
        memory = self.remembered if routes.lasting(asked) else None
        key = memory.made_from(figures, asked) if memory else None
        if self.ahead and memory:
            self.ahead.read(key)
        if memory and (made := memory.told(key)):
            return serving.again(made)
        figures = data.at_once()
        answer = routes.answer(figures, asked)
        flask.g.answer, flask.g.query = answer, asked
        if not answer.islands:
            page = document(answer, figures, asked, self.shelf.files)
            if memory and answer.status == 200:
                return serving.again(memory.keep(key, page, screen=answer.screen is not None))
            return flask.Response(page, status=answer.status, mimetype="text/html")
        page = super().index()  # type: ignore[no-untyped-call]  # Dash leaves it untyped
        response = flask.Response(page, status=answer.status, mimetype="text/html")
        response.headers["Content-Security-Policy"] = serving.policy(script_hashes=self.csp_hashes())
        return response

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]  # Dash calls it by keywords only
        """Dash's own part, which `index` asks for: the scripts stand at the end, the page before them is the same as without."""
        own = "".join(f'<script src="{address}"></script>' for address in self.shelf.scripts[:-1])
        component = f'<script src="{self.shelf.scripts[-1]}"></script>'
        scripts = f"<div hidden>{parts['app_entry']}</div>{parts['config']}{own}{parts['scripts']}{component}{parts['renderer']}"
        return document(_answer(), data.current(), _asked(), self.shelf.files, scripts=scripts)


def web_app(figures: Figures, assets: Path) -> DeliveryPlan:
    """The app that shows these figures; `assets` is the folder of style sheets, scripts and typefaces."""
    app = DeliveryPlan(
        "delivery_plan",
        use_pages=True,
        pages_folder="",
        assets_folder=str(assets / "js"),
        include_assets_files=False,
        serve_locally=True,
        suppress_callback_exceptions=True,
        use_async=False,
        enable_mcp=False,
        update_title="",
        title=figures.plan.short_title,
    )
    app.shelf = shelves.shelf(assets)
    app.layout = html.Div(dash.page_container)
    server: flask.Flask = app.server
    server.config[data.KEY] = figures
    _register_pages()
    serving.register(server, app.shelf)
    downloads.register(server, assets)
    calendars.register(server)
    server.register_error_handler(500, lambda _: _fault(app))
    # a fresh worker answers 500 for Dash's script files until it has served a page once
    server.test_client().get("/")
    app.remembered = Remembered()
    return app


def _register_pages() -> None:
    """Each page from the list, by name; their layouts are the islands, as everything else is in the page already."""
    for order, page in enumerate(routes.PAGES):
        where = {"path_template": page.address} if "<" in page.address else {"path": page.address}
        dash.register_page(  # type: ignore[no-untyped-call]  # Dash leaves it untyped
            f"pages.{page.name}", **where, name=page.name, order=order, title=_title(page), layout=_islands(page)
        )


def _islands(page: routes.Page) -> Any:
    def islands(**given: str) -> Component:
        path = page.address.replace("<id>", given.get("id", ""))
        answer = routes.answer(data.current(), query(path, given, today=data.current().today())) if flask.has_request_context() else None
        return html.Div(list(answer.islands) if answer else [])

    return islands


def _title(page: routes.Page) -> Any:
    def title(**given: str) -> str:
        figures = data.current()
        path = page.address.replace("<id>", given.get("id", ""))
        return f"{routes.answer(figures, Query(path)).title} – {figures.plan.short_title}"

    return title


def _fault(app: DeliveryPlan) -> flask.Response:
    asked = Query(flask.request.path)
    page = document(missing.fault(data.current(), asked), data.current(), asked, app.shelf.files)
    return flask.Response(page, status=500, mimetype="text/html")


def _answer() -> Answer:
    answer: Answer = flask.g.answer
    return answer


def _asked() -> Query:
    asked: Query = flask.g.query
    return asked
