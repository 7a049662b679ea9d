"""Room: pages. The short names of readings and doubts, such as (D8), with where their list is."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dash import html
from dash.development.base_component import Component

from pages.frame.queries import Query

_CODE = re.compile(r"\b([JD])\d+\b")


def coded(texts: Iterable[str], query: Query) -> Component | str:
    """What the letters in brackets in these texts stand for, with a link to the list; "" where none has any."""
    used = {found[1] for text in texts for found in _CODE.finditer(text)}
    if not used:
        return ""
    kinds = [words for letter, words in (("J", "J for a reading that was chosen"), ("D", "D for a doubt that is open")) if letter in used]
    told = f"In brackets stands the place of each in the list of how the plan was read: {', '.join(kinds)}. "
    return html.P([told, html.A("The list", href=query.link("/about")), "."], className="source")
