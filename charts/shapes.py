"""Room: charts. The shape of each state, so that a state can be told without its colour; its word always stands beside."""

from __future__ import annotations

from collections.abc import Mapping

from charts.svg import Element, element
from indicators.summaries import State


def _circle(**attributes: str) -> Element:
    return element("circle", cx=7, cy=7, r=5.2, **attributes)


def _square(**attributes: str) -> Element:
    return element("rect", x=1.8, y=1.8, width=10.4, height=10.4, rx=2, **attributes)


_SHAPES: Mapping[State, tuple[Element, ...]] = {
    State.IMPROVING: (element("path", class_="better", d="M7 1L13 12H1Z"),),
    State.WORSENING: (element("path", class_="worse", d="M1 2H13L7 13Z"),),
    State.NO_CLEAR_CHANGE: (_circle(class_="steady"),),
    State.TOO_EARLY: (_circle(class_="open", stroke_dasharray="2.2 2.2"),),
    State.TOO_FEW: (_circle(class_="open"), element("path", class_="open", d="M4.4 7H9.6")),
    State.AWAITING: (_square(class_="open"),),
    State.TO_BE_CLARIFIED: (_square(class_="open"), element("path", class_="open", d="M5.4 5.6a1.7 1.7 0 1 1 1.7 2.1M7 9.9v.4")),
    State.IN_DEVELOPMENT: (_square(class_="open", stroke_dasharray="2.6 2.2"),),
    State.NO_MEASURE: (_square(class_="open"), element("path", class_="open", d="M3 11L11 3")),
}


def shape(state: State) -> Element:
    """The shape of a state, hidden from a screen reader: the word beside it says it."""
    return element("svg", *_SHAPES[state], class_="shape", viewBox="0 0 14 14", width=14, height=14, aria_hidden="true")
