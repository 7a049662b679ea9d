"""Room: the house. What leads confirmed of accepted files, and when an upload was asked again: from the record, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from pages.uploads.chosen import kind_of, words_of
from pages.uploads.desk import Confirmed, Upload
from store import record
from store.submissions import Store

#: what the record says of an upload whose numbers were not those of its preview any more
AGAIN: Final = "asked again"
ACCEPTED: Final = "accepted as submission "
TABLE: Final = "What the rows of a table of their own mean"


def conflicts(store: Store) -> Mapping[int, tuple[datetime, ...]]:
    """The number of an upload -> when it was asked again because its numbers had moved, the earliest first."""
    found: dict[int, list[datetime]] = {}
    for number, at, outcome in _noted(store):
        if outcome == AGAIN:
            found.setdefault(number, []).append(at)
    return {number: tuple(moments) for number, moments in found.items()}


def confirmed(store: Store, uploads: Iterable[Upload]) -> tuple[Confirmed, ...]:
    """What was answered for each of these that was accepted, alike answers once with how many they are; in the order of the uploads."""
    accepted = {number: at for number, at, outcome in _noted(store) if outcome.startswith(ACCEPTED)}
    return tuple(
        Confirmed(upload, question, chosen, times, remembered, accepted.get(upload.number, upload.sent_at))
        for upload in uploads
        if upload.submission is not None
        for (question, chosen, remembered), times in sorted(Counter(_answers(upload)).items())
    )


def _answers(upload: Upload) -> Iterator[tuple[str, str, bool]]:
    """Each answer: the kind of question, what was chosen, whether it was remembered."""
    for key, choice in upload.answers.items():
        yield kind_of(key), words_of(choice), key in upload.remembered
    for shape, labels in upload.layouts.items():
        read = sum(bool(key) for key in labels.values())
        yield TABLE, f"{read:,} of {len(labels):,} labels are read, the rest left out", shape in upload.remembered


def _noted(store: Store) -> Iterator[tuple[int, datetime, str]]:
    """What the record says of uploads: number, moment, outcome."""
    for each in record.entries(store, action="upload"):
        _, _, number = each.object.partition("upload ")
        if number.isdigit():
            yield int(number), each.at, each.outcome
