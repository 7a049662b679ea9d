"""Room: indicators. What is wrong with a plan file, said so that the person who wrote it can mend it.

A `Finding` is where something was found in the data; a `Mistake` is the same with its line, ready to be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

#: the way from the top of the file to a field: names of fields and places in lists
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be. `line` only where the path does not say it (a file that cannot be read at all)."""

    path: Path
    found: str
    expected: str
    remedy: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Mistake:
    """A finding as a person reads it: the file's `name`, its `line` (the first is 1) and the `path` in words."""

    name: str
    line: int
    path: str
    found: str
    expected: str
    remedy: str

    @property
    def sentence(self) -> str:
        """Where, what was found, what was expected, what to do."""
        where = f"{self.name}, line {self.line}" + (f", {self.path}" if self.path else "")
        return f"{where}: found {self.found}. Expected {self.expected}. {self.remedy}."

    def as_dict(self) -> dict[str, str | int]:
        """For JSON: every field, and the sentence."""
        return {
            "name": self.name,
            "line": self.line,
            "path": self.path,
            "found": self.found,
            "expected": self.expected,
            "remedy": self.remedy,
            "sentence": self.sentence,
        }


def path_words(path: Path, data: Any) -> str:
    """The path as words: an entry of a list by its id where it has one, else by its place ("published, 2nd")."""
    words: list[str] = []
    here = data
    for step in path:
        here = _inside(here, step)
        if isinstance(step, str):
            words.append(step)
        else:
            entry_id = here.get("id") if isinstance(here, Mapping) else None
            words[-1:] = [
                f"{words[-1] if words else 'list'} {entry_id}" if isinstance(entry_id, str) and entry_id else _placed(words, step)
            ]
    return " › ".join(words)


def _placed(words: Sequence[str], step: int) -> str:
    return f"{words[-1] if words else 'list'} ({ordinal(step + 1)})"


def _inside(here: Any, step: str | int) -> Any:
    if isinstance(here, Mapping) and step in here:
        return here[step]
    if isinstance(here, list) and isinstance(step, int) and step < len(here):
        return here[step]
    return None


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st ..."""
    tail = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{tail}"


def a(noun: str) -> str:
    """The noun with its article: an area, a source."""
    return f"{'an' if noun[:1] in 'aeio' else 'a'} {noun}"


def value_words(value: Any) -> str:
    """What stands in a field, in words short enough for a sentence."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"a bare {'yes' if value else 'no'} (true or false)"
    if isinstance(value, str):
        text = " ".join(value.split())
        return f'"{text if len(text) <= 60 else text[:57] + "..."}"' if text else "an empty text"
    if isinstance(value, Mapping):
        return "a block of fields"
    if isinstance(value, list | tuple):
        return "an empty list" if not value else f"a list of {len(value)}"
    return f"the bare value {value}"


def listed(words: Sequence[str], *, most: int = 40) -> str:
    """ "a, b, c or d"; beyond `most` the rest is counted."""
    shown, more = list(words[:most]), len(words) - most
    if more > 0:
        return f"{', '.join(shown)} or one of {more} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}" if shown else "none"
