"""Room: pages. The short forms that stand on a page, each with what it means, on that page: nobody has to know them or look elsewhere."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from html import unescape

from dash import html
from dash.development.base_component import Component

from pages.frame.parts import aria

_DRAWN = re.compile(r"<svg.*?</svg>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
TITLE = "Short forms on this page"


def short_forms(known: Mapping[str, str], page: str) -> list[Component]:
    """The line under a page, from its HTML; [] where no short form of the plan stands on it that it does not explain itself."""
    text = unescape(_TAG.sub(" ", _DRAWN.sub(" ", page)))
    met = dict.fromkeys(match[1] for match in _pattern(tuple(known)).finditer(text)) if known else {}
    told = [(short, known[short]) for short in met if known[short] not in text]
    if not told:
        return []
    words = "; ".join(f"{short}: {meaning.replace('; ', ', ')}" for short, meaning in told)
    inside = html.P([html.Strong(f"{TITLE}. "), f"{words}."], className="wrap")
    return [html.Aside(inside, className="short-forms", **aria(label=TITLE))]


@functools.lru_cache(maxsize=8)
def _pattern(known: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the short forms as a whole word, in the singular or the plural ("SROs"); the longest first, as one may hold another."""
    either = "|".join(re.escape(short) for short in sorted(known, key=len, reverse=True))
    return re.compile(rf"(?<![\w&])({either})s?(?![\w&])")
