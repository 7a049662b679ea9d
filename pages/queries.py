"""Room: pages. What an address asks for: the page, the date as of which, and the links that keep that date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Query:
    """An address, read. `problem` says in words what could not be read of it; the page is then the one without it.

    `interactive` asks for the chart that needs a script.
    """

    path: str
    as_of: date | None = None
    problem: str = ""
    interactive: bool = False

    def link(self, path: str, *, fragment: str = "", **extra: str) -> str:
        """An address of this app that keeps the date as of which."""
        kept = {**({"as_of": self.as_of.isoformat()} if self.as_of else {}), **extra}
        return path + (f"?{urlencode(kept)}" if kept else "") + (f"#{fragment}" if fragment else "")


def query(path: str, arguments: Mapping[str, str]) -> Query:
    """The query of a path and its arguments; never an error: what cannot be read is said and left out."""
    written = arguments.get("as_of", "").strip()
    as_of, problem = None, ""
    if written:
        try:
            as_of = date.fromisoformat(written)
        except ValueError:
            problem = (
                f"As known on: found “{written[:40]}”. Expected a date written as year, month and day, such as 2024-06-12. "
                "This page shows what is known today; choose a date above."
            )
    return Query(path, as_of, problem, arguments.get("chart") == "interactive")
