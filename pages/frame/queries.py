"""Room: pages. What an address asks for: the page, the date as of which, and the links that keep that date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

#: the longest argument that is read, in letters
LONGEST = 200
#: years beyond which a date is a slip of the pen
EARLIEST, LATEST = 1900, 2200


@dataclass(frozen=True, slots=True)
class Query:
    """An address, read. `problem` says in words what could not be read of it; the page is then the one without it.

    `interactive` asks for the chart that needs a script, `meeting` for the large page of a meeting. `asked` holds every other argument as
    it was written, in its order.
    """

    path: str
    as_of: date | None = None
    problem: str = ""
    interactive: bool = False
    meeting: bool = False
    asked: tuple[tuple[str, str], ...] = ()

    def link(self, path: str, *, fragment: str = "", **extra: str) -> str:
        """An address of this app that keeps the date as of which; arguments without a value are left out."""
        kept = {**({"as_of": self.as_of.isoformat()} if self.as_of else {}), **{name: value for name, value in extra.items() if value}}
        return path + (f"?{urlencode(kept)}" if kept else "") + (f"#{fragment}" if fragment else "")

    def argument(self, name: str) -> str:
        """What was asked for under a name, without blanks around it; "" where nothing was."""
        return dict(self.asked).get(name, "").strip()


def query(path: str, arguments: Mapping[str, str], *, today: date | None = None) -> Query:
    """The query of a path and its arguments; never an error: what cannot be read is said and left out."""
    written = arguments.get("as_of", "").strip()
    as_of = day(written)
    problem = ""
    if written and as_of is None:
        problem = (
            f"As known on: found “{written[:40]}”. Expected a date written as year, month and day, such as 2024-06-12. "
            "This page shows what is known today; choose a date above."
        )
    elif as_of is not None and today is not None and as_of > today:
        as_of, problem = None, f"As known on: {written[:40]} lies ahead. Expected a day up to today. This page shows what is known today."
    pairs = arguments.items(multi=True) if isinstance(arguments, MultiDict) else arguments.items()
    asked = tuple((name, value[:LONGEST]) for name, value in pairs if name not in {"as_of", "chart", "meeting"})
    return Query(path, as_of, problem, arguments.get("chart") == "interactive", arguments.get("meeting") == "1", asked)


def day(written: str) -> date | None:
    """The date that is written as year, month and day; None where it is none of a time in which anything was known."""
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return None
    return found if EARLIEST <= found.year <= LATEST else None
