"""Room: pages. Two tiny Dash components of our own: a drawing inside a tree of `dash.html`, and an island in a page that is already there.

`assets/js/page.js` holds their other half, for Dash's renderer in the browser. On the server `pages.frame.render` writes the tree out, so
most pages never load it.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from charts.svg import Element, markup

NAMESPACE = "delivery_plan"


class Html(Component):
    """Markup that `charts.svg` has written, and so escaped. Only `drawing` makes one."""

    _children_props: list[str] = []  # noqa: RUF012 - Dash reads these as class attributes
    _base_nodes: list[str] = []  # noqa: RUF012 - as above
    _namespace = NAMESPACE
    _type = "Html"

    def __init__(self, html: str) -> None:
        self._prop_names = ["html"]
        self._valid_wildcard_attributes: list[str] = []
        self.available_properties = ["html"]
        self.available_wildcard_properties: list[str] = []
        # not through Dash's own: it looks for a package of our namespace's name on the disk, for each drawing of a page
        self.html = html


class Place(Component):
    """Shows its children inside the element of the page whose id is `target`: an island of Dash in a page of HTML."""

    _children_props: list[str] = []  # noqa: RUF012 - as above
    _base_nodes = ["children"]  # noqa: RUF012 - as above
    _namespace = NAMESPACE
    _type = "Place"

    def __init__(self, children: Sequence[Component], target: str) -> None:
        self._prop_names = ["children", "target"]
        self._valid_wildcard_attributes: list[str] = []
        self.available_properties = ["children", "target"]
        self.available_wildcard_properties: list[str] = []
        super().__init__(children=list(children), target=target)  # type: ignore[no-untyped-call]  # as above


def drawing(element: Element) -> Html:
    """A drawing, or an element that `dash.html` does not know (`input`), as a component."""
    return Html(markup(element))
