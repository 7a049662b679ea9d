"""Room: exports. What is taken away, before it is a file: a sheet of typed cells, the cover that tells what it is, and the marks it uses.

One sheet is written as CSV (`delimited`), as part of a workbook (`workbooks`) and described for programs (`metadata`): all from here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from indicators.disclosure.profiles import PROFILES
from indicators.disclosure.released import Released
from indicators.observations import FLAG_WORDS, MARKER_WORDS
from indicators.registry.models import Plan

Cell = str | float | date | datetime | None
Datatype = Literal["string", "number", "integer", "date", "dateTime"]
MARKING: Final = "ILLUSTRATIVE"
ILLUSTRATIVE_WORDS: Final = "Some or all figures are made up, to show how it works. Nothing here may be quoted."
_NOT_IN_A_NAME: Final = re.compile(r"[^A-Za-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in a CSV, its head in a workbook, what it holds in words, and of what type.

    `marker` names the column whose letter stands in a workbook's cell where this one has no number.
    """

    name: str
    title: str
    words: str
    datatype: Datatype = "string"
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: a name of at most 31 letters, a title, its columns, and rows of as many cells; `about` are sentences above it.

    `key` names the columns that together name a row; () where none do.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    about: tuple[str, ...] = ()
    key: tuple[str, ...] = ()

    def records(self) -> Iterable[Mapping[str, Cell]]:
        """Each row by the names of the columns."""
        names = [column.name for column in self.columns]
        return (dict(zip(names, row, strict=True)) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Cover:
    """What a file is: its title, whose it is, the day for which it speaks, whether it is made up, and by which rules numbers are hidden."""

    title: str
    owner: str
    day: date
    illustrative: bool
    rules: tuple[str, ...]
    sources: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def marking(self) -> str:
        """How the file is marked."""
        return f"{MARKING}. {ILLUSTRATIVE_WORDS}" if self.illustrative else "Released figures, after disclosure control"


def cover(plan: Plan, title: str, released: Iterable[Released], *, day: date, illustrative: bool, remarks: tuple[str, ...] = ()) -> Cover:
    """The cover of a file that holds these figures: the rules and sources that occur among them, in the order of the catalogue and plan."""
    held = tuple(released)
    profiles, used = {each.profile for each in held}, {each.source for each in held}
    rules = tuple(f"{profile.id} (version {profile.version}): {profile.words}" for profile in PROFILES.values() if profile.id in profiles)
    sources = tuple(f"{s.publisher}, {s.dataset} ({s.licence})" for s in plan.sources if s.id in used)
    return Cover(f"{title}: {plan.title}", plan.board, day, illustrative, rules, sources, remarks)


def mark_words() -> tuple[tuple[str, str], ...]:
    """Every marker and flag that may stand in a file, with its words."""
    return tuple((f"[{letter}]", words) for letter, words in (*MARKER_WORDS.items(), *FLAG_WORDS.items()))


def file_name(plan: Plan, what: str, ending: str, *, as_of: date | None, illustrative: bool) -> str:
    """A name of plain ASCII letters that says plan, content and date: "city-plan_I2.1_as-known-on-2024-06-12.csv"."""
    parts = (MARKING if illustrative else "", plan.id, what, f"as-known-on-{as_of.isoformat()}" if as_of else "")
    return "_".join(_NOT_IN_A_NAME.sub("-", part).strip("-.") for part in parts if part) + f".{ending}"
