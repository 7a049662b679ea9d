"""Tables of a benchmark: printed for a person, and put between two marks of docs/reference/performance.md when asked."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence

from bench.peers.servers import ROOT

DOCUMENT = ROOT / "docs" / "reference" / "performance.md"


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose columns stand under one another."""
    widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(len(heads))]
    lines = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in (heads, *rows)]
    rule = " | ".join("-" * width for width in widths)
    return "\n".join(f"| {line} |" for line in (lines[0], rule, *lines[1:]))


def machine() -> str:
    """What the numbers were measured on, as far as it bears on them."""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def verdict(value: float, limit: float) -> str:
    return "met" if value <= limit else "not met"


def write(name: str, text: str) -> None:
    """Put `text` between the marks `<!-- name -->` and `<!-- end of name -->` of the document."""
    opening, closing = f"<!-- {name} -->", f"<!-- end of {name} -->"
    before, found, rest = DOCUMENT.read_text(encoding="utf-8").partition(opening)
    _, ended, after = rest.partition(closing)
    if not found or not ended:
        raise LookupError(f"{DOCUMENT.name}: the marks {opening} and {closing} are not there. Put them where the table belongs.")
    DOCUMENT.write_text(f"{before}{opening}\n\n{text}\n\n{closing}{after}", encoding="utf-8")
