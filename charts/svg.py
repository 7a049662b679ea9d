"""Room: charts. SVG as a tree, written out through one escaper: no chart, and no page, ever joins text into markup by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ATTRIBUTE = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})

Value = str | int | float


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its name, its attributes in order, and its children, which are elements or text."""

    name: str
    attributes: Mapping[str, Value]
    children: tuple[Element | str, ...] = ()


def element(tag: str, /, *children: Element | str, **attributes: Value | None) -> Element:
    """An element; `class_` becomes class, `stroke_width` stroke-width, `viewBox` stays; None leaves an attribute out."""
    kept = {_attribute_name(key): value for key, value in attributes.items() if value is not None}
    return Element(tag, kept, children)


def escaped(text: str) -> str:
    """Text as it may stand between tags."""
    return text.translate(_TEXT)


def attribute(name: str, value: Value) -> str:
    """One attribute with the blank before it, its value escaped."""
    return f' {name}="{number(value) if not isinstance(value, str) else value.translate(_ATTRIBUTE)}"'


def number(value: float) -> str:
    """A coordinate with one decimal at most: a tenth of a pixel is finer than anybody sees."""
    shown = f"{value:.1f}"
    return shown.removesuffix(".0").replace("-0", "0") if shown in {"-0.0", "0.0"} else shown.removesuffix(".0")


def markup(node: Element | str) -> str:
    """The tree as text."""
    if isinstance(node, str):
        return escaped(node)
    attributes = "".join(attribute(name, value) for name, value in node.attributes.items())
    if not node.children:
        return f"<{node.name}{attributes}/>"
    return f"<{node.name}{attributes}>{''.join(markup(child) for child in node.children)}</{node.name}>"


def _attribute_name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
