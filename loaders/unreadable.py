"""Room: loaders. A file that cannot be opened at all, said in words."""

from __future__ import annotations

from indicators.observations import Origin
from indicators.submissions import Problem


class Unreadable(Exception):  # noqa: N818 - a refusal said in words, not a fault of the program
    """Raised where a file is refused as a whole; `problem` says what was found, what was expected and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence)
        self.problem = problem


def refused(code: str, file: str, found: str, expected: str, remedy: str, *, sheet: str = "", address: str = "") -> Unreadable:
    """The refusal of `file`, ready to be raised."""
    return Unreadable(Problem(code, Origin(file, sheet, address), found, expected, remedy))
