"""Room: loaders. Which format a file is in: asked of its content, never of its name."""

from __future__ import annotations

from loaders.published.formats import FORMATS, Format
from loaders.published.tables import Table
from loaders.workbook import Workbook


def recognised(workbook: Workbook) -> tuple[Format, Table] | None:
    """The published format of the file and the table found in it; None where it is in none of them."""
    for known in FORMATS:
        table = known.recognise(workbook)
        if table is not None:
            return known, table
    return None
