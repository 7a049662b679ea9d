"""Room: store. People's-voice evidence as it leaves the store for readers: nobody can tell of a handful of people that they were heard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from indicators.disclosure.heard import as_read
from indicators.submissions import Voice
from store.views import Kept


def for_readers(voices: Iterable[Kept[Voice]]) -> tuple[Kept[Voice], ...]:
    """The voices in their order, without small counts of people, each piece once.

    Of two that differ in nothing but how many people were heard the later one is told: both would stand with the same words, and their
    difference may be a small count.
    """
    last: dict[tuple[object, ...], Kept[Voice]] = {}
    for each in voices:
        said = each.said
        last[said.priority, said.kind, said.source, said.gathered_by, said.theme, said.words, said.consent] = each
    return tuple(replace(each, said=as_read(each.said)) for each in last.values())
