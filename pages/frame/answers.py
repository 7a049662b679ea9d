"""Room: pages. What a page answers with: its status, its title, its tree, and the islands that need a script."""

from __future__ import annotations

from dataclasses import dataclass, field

from dash.development.base_component import Component


@dataclass(frozen=True, slots=True)
class Screen:
    """Where a page stands in a meeting's agenda: the addresses before and after it ("" at the ends), the way out, its place in words."""

    previous: str
    next: str
    leave: str
    place: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One page: `title` for a browser's tab, `main` the tree of its main part, `section` the address of its entry in the navigation.

    `screen` tells that it is shown in a meeting: large, without controls.
    """

    title: str
    main: Component
    section: str = ""
    status: int = 200
    islands: tuple[Component, ...] = field(default=())
    screen: Screen | None = None
