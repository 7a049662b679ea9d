"""Room: indicators. One way to fold the spellings of a category, so that tables hold each of them once."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: every hyphen, dash and minus sign that a spreadsheet is known to hold
DASHES: Final = re.compile("[\u2010-\u2015\u2212\u00ad\ufe58\ufe63\uff0d-]")
_BREAKS: Final = re.compile(r"[/,;()\[\].:_]|\bor\b")
_BLANKS: Final = re.compile(r"\s+")


def tidy(text: str) -> str:
    """The text as typed, with compatibility forms, dashes and blanks made plain: "10\u201114\u00a0 yrs" gives "10-14 yrs"."""
    return _BLANKS.sub(" ", DASHES.sub("-", unicodedata.normalize("NFKC", text))).strip()


def folded(text: str) -> str:
    """For comparison: lower case, "&" as "and", no punctuation, no "or": "Mixed/multiple" and "Mixed or Multiple" are one."""
    plain = DASHES.sub(" ", tidy(text).casefold().replace("&", " and ").replace("'", ""))
    return _BLANKS.sub(" ", _BREAKS.sub(" ", plain)).strip()
