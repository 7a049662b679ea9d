"""Room: indicators. The entries in the data of a plan file, each with the path to it, whatever state the rest of the file is in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from indicators.registry.mistakes import Path


@dataclass(frozen=True, slots=True)
class Entry:
    """One block of fields and the path to it."""

    path: Path
    data: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Its id; "" where it has none that is a text."""
        return self.text("id")

    def text(self, name: str) -> str:
        """A field that holds a text; "" where it does not."""
        value = self.data.get(name)
        return value if isinstance(value, str) else ""

    def at(self, name: str) -> Path:
        """The path to one of its fields."""
        return (*self.path, name)

    def entries(self, *names: str) -> Iterator[Entry]:
        """The blocks in the list `names[0]`, then in their lists `names[1]` ..."""
        items = self.data.get(names[0])
        for place, item in enumerate(items if isinstance(items, list) else []):
            if isinstance(item, dict):
                entry = Entry((*self.path, names[0], place), item)
                if len(names) > 1:
                    yield from entry.entries(*names[1:])
                else:
                    yield entry

    def words(self, name: str) -> Iterator[tuple[Path, str]]:
        """The texts in a list, each with the path to it; a field that holds one text is a list of it."""
        value = self.data.get(name)
        if isinstance(value, str) and value:
            yield self.at(name), value
        for place, item in enumerate(value if isinstance(value, list) else []):
            if isinstance(item, str):
                yield (*self.path, name, place), item

    def block(self, name: str) -> Mapping[str, Any]:
        """A field that holds a block; an empty one where it does not."""
        value = self.data.get(name)
        return value if isinstance(value, dict) else {}


PRIORITIES = ("passions", "priorities")
INDICATORS = (*PRIORITIES, "indicators")
MEASURES = (*PRIORITIES, "measures")
PARTS = (*INDICATORS, "parts")
SELECTIONS = (*PARTS, "published")
