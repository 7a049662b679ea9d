"""Room: pages. The part of the account page that makes and ends the address for a calendar program."""

from __future__ import annotations

from datetime import datetime

import flask
from dash import html
from dash.development.base_component import Component

from access import calendars
from access.gates import Gate, actor, current
from access.guard import SIGN_IN, sent_to
from access.roles import Actor
from indicators import deadlines
from indicators.periods.rendering import on_day
from pages.frame.answers import Answer
from pages.frame.entrances import add, form, refused, shown
from pages.frame.parts import crumbs
from store import calendars as kept

WHAT = (
    "A calendar program can follow the deadlines by itself, under an address of your own. Whoever knows it sees the deadlines and the "
    "names of indicators, no figure and no person: keep it to yourself."
)


def register(server: flask.Flask) -> None:
    """Put both forms on the server."""
    add(server, "POST", "/account/calendar", make)
    add(server, "POST", "/account/calendar/end", end)


def make() -> flask.Response:
    """Make an address, and show it this once."""
    gate, who = current(), actor()
    if who is None:
        return refused(401, SIGN_IN)
    address = f"{gate.arrangement.origin}/due/calendar/{calendars.make(gate, who)}"
    main = [
        crumbs((("Your account", "/account"),), "Calendar address"),
        html.H1("Your calendar address"),
        html.P("Copy it into your calendar program now, as a calendar to subscribe to: it is shown this once, and kept nowhere."),
        html.P(html.Code(address)),
        html.P("For one priority alone, put ?priority= and its id behind it. An address that you had before works no longer."),
    ]
    return shown(Answer("Calendar address", html.Article(main, className="entrance"), section="/account"))


def end() -> flask.Response:
    """End the address."""
    gate, who = current(), actor()
    if who is not None:
        calendars.end(gate, who)
    return sent_to("/account#calendar")


def section(gate: Gate, who: Actor) -> Component:
    """Whether there is an address and when it was last used; the buttons to make, replace and end it."""
    held = kept.standing(gate.store, who.account)
    body: list[Component] = [html.H2("Calendar", id="calendar"), html.P(WHAT)]
    if held is None:
        return html.Section([*body, form("/account/calendar", button="Make a calendar address")])
    used = f"a program last asked for it on {_day(held.asked_at)}" if held.asked_at else "no program has asked for it yet"
    return html.Section(
        [
            *body,
            html.P(f"You have one since {_day(held.made_at)}; {used}."),
            form("/account/calendar", button="Replace it by a new one"),
            form("/account/calendar/end", button="End it"),
        ]
    )


def _day(moment: datetime) -> str:
    return on_day(deadlines.london_day(moment))
