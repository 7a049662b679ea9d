"""Room: pages. A tree of `dash.html` written out as HTML on the server, every text through the one escaper.

Dash's renderer builds hundreds of small components slowly (docs/decisions/0004-pages.md has the measurements); the same tree as ready-made
HTML is there before any script, and without one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dash import html
from dash.development.base_component import Component

from charts.svg import attribute, escaped
from pages.frame.html import Html

_VOID = frozenset({"br", "col", "hr", "img", "wbr"})
_NAMES = {"className": "class", "htmlFor": "for"}
#: where a link may lead; anything else is refused, whatever the plan or a file says
_SCHEMES = ("/", "#", "?", "https://", "http://", "mailto:", "tel:")
_HTML = html.Div._namespace
#: what a component carries beside its attributes
_INWARD = frozenset({*vars(html.Div()), "children"})
Node = Component | str | int | float | None


class UnrenderableError(Exception):
    """A node that has no static form: a chart, an input of dcc, a style attribute, a link to elsewhere than the web."""


def rendered(node: Node | Iterable[Node]) -> str:
    """The tree as HTML. UnrenderableError where it holds what only a browser can build."""
    if node is None:
        return ""
    if isinstance(node, str | int | float):
        return escaped(str(node))
    if isinstance(node, Html):
        return str(node.html)
    if isinstance(node, Component):
        return _element(node)
    return "".join(rendered(child) for child in node)


def _element(node: Component) -> str:
    if node._namespace != _HTML:
        raise UnrenderableError(f"{node._namespace}.{node._type} has no static form: put it into an island (pages.frame.html.Place).")
    tag, given = node._type.lower(), vars(node)
    # Dash's own way to a dictionary asks every class for every attribute it could have: half the time of a page
    names = [name for name in given if name not in _INWARD]
    if len(names) > 1:
        known = node._prop_names
        names.sort(key=lambda name: (known.index(name), "") if name in known else (len(known), name))
    opened = f"<{tag}{''.join(_attribute(tag, name, given[name]) for name in names)}>"
    return opened if tag in _VOID else f"{opened}{rendered(given.get('children'))}</{tag}>"


def _attribute(tag: str, name: str, value: Any) -> str:
    if name == "style":
        raise UnrenderableError(f"<{tag}> carries a style attribute; the content policy allows none: give it a class in assets/css/.")
    if name == "href" and not str(value).startswith(_SCHEMES):
        raise UnrenderableError(f"<{tag}> leads to {value!r}; a link starts with one of {', '.join(_SCHEMES)}.")
    written = _NAMES.get(name, name if "-" in name else name.lower())
    if value is None or value is False:
        return ""
    return f" {written}" if value is True else attribute(written, str(value))
