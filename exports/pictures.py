"""Room: exports. A chart of a page as a picture of its own (SVG): its finding above, its source, day and marking below, its colours within.

The drawing is the very same element as on the page, and so holds released values only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from charts.frames import wrapped
from charts.svg import Element, element, markup
from exports.sheets import ILLUSTRATIVE_WORDS, MARKING
from indicators.periods.rendering import on_day

_MARGIN: Final = 32
_LINE: Final = 21
_RULE: Final = re.compile(r"^(?:svg|\.spark)[^{}]*\{[^{}]*\}", re.MULTILINE)
_TOKEN: Final = re.compile(r"(--[a-z0-9-]+):\s*([^;}]+)")
_USED: Final = re.compile(r"var\((--[a-z0-9-]+)\)")


@dataclass(frozen=True, slots=True)
class Picture:
    """What stands around a drawing: the finding, what is measured, where it is from, the day it speaks for, whether it is made up."""

    title: str
    subtitle: str
    source: str
    day: date
    illustrative: bool


def picture(drawn: Element, about: Picture, styles: str) -> bytes:
    """The drawing as an SVG file; `styles` are its rules as `chart_styles` gives them. The drawing states its size in its viewBox."""
    width, height = (float(number) for number in str(drawn.attributes["viewBox"]).split()[2:])
    above = [("title", line) for line in wrapped(about.title, 78)] + [("sub", line) for line in wrapped(about.subtitle, 120)]
    told = [f"Data as at {on_day(about.day)}. {about.source}"]
    below = [line for text in (*told, *([f"{MARKING}. {ILLUSTRATIVE_WORDS}"] if about.illustrative else [])) for line in wrapped(text, 130)]
    top = _MARGIN + sum(28 if kind == "title" else _LINE for kind, _ in above) + 12
    whole = top + height + 16 + _LINE * len(below) + _MARGIN
    inner = {name: value for name, value in drawn.attributes.items() if name not in {"role", "aria-label"}}
    placed = Element("svg", {**inner, "x": _MARGIN, "y": top, "width": width, "height": height, "overflow": "visible"}, drawn.children)
    root = element(
        "svg",
        element("title", about.title),
        element("desc", str(drawn.attributes.get("aria-label", about.title))),
        element("style", styles),
        element("rect", width=width + 2 * _MARGIN, height=whole, fill="#FFFFFF"),
        *_lines(above, _MARGIN),
        placed,
        *_lines([("foot", line) for line in below], top + height + 16),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width + 2 * _MARGIN:.0f} {whole:.0f}",
        width=width + 2 * _MARGIN,
        height=whole,
        role="img",
        lang="en-GB",
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{markup(root)}\n'.encode()


def chart_styles(tokens: str, charts: str) -> str:
    """The rules for drawings among two style sheets, with every colour and typeface written out: a file of its own knows no tokens."""
    known = dict(_TOKEN.findall(tokens))
    rules = "".join(_RULE.findall(charts))
    whole = _USED.sub(lambda match: known.get(match[1], "inherit").strip(), rules)
    return whole + "svg.narrow,svg.wide{display:inline}.title{font-size:22px;font-weight:600}.sub,.foot{font-size:15px;fill:#4A5561}"


def _lines(texts: Sequence[tuple[str, str]], start: float) -> list[Element]:
    drawn, at = [], start
    for kind, text in texts:
        at += 28 if kind == "title" else _LINE
        drawn.append(element("text", text, class_=kind, x=_MARGIN, y=at - 4))
    return drawn
