"""Room: the house. The command that tells, and where asked takes out, what in the folder of received files nothing names.

A file is kept before the transaction that names it, so one whose upload was broken off is left over. It is harmless, and it may go.
"""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

from house.commands import Arguments, say, say_json, store_of
from house.settings import Settings
from store import staged
from store.problems import RefusedError
from store.received import Leftover, left_over
from store.received import sweep as take_out
from store.submissions import Store

#: what is younger may be an upload that is under way
YOUNG = timedelta(days=1)


def named(store: Store) -> frozenset[str]:
    """The hash of every file that a submission or an upload names, whatever became of it."""
    return frozenset(each.sha256 for each in store.submissions()) | {each.sha256 for each in staged.everything(store)}


def sweep(options: Arguments, settings: Settings) -> int:
    """Tell which received files nothing names, and take them out where asked."""
    with closing(store_of(settings)) as store:
        before, wanted = datetime.now(UTC) - YOUNG, named(store)
        found = left_over(settings.received, wanted)
        gone = _taken_out(store, settings, wanted, before, options.by) if options.take_out else ()
    if options.json:
        say_json([_document(each, before, gone) for each in found])
        return 0
    for each in found:
        say(_line(each, before, gone))
    say(_in_all(found, before, gone, taking=options.take_out))
    return 0


def _taken_out(store: Store, settings: Settings, wanted: frozenset[str], before: datetime, by: str) -> tuple[str, ...]:
    """The names of what was taken out, each on the record before it went; one that stayed after all is on the record too."""
    _check_together(settings, wanted)
    noted: list[Leftover] = []

    def note(each: Leftover, outcome: str) -> None:
        store.note("sweep", f"received file {each.name}", who=by, at=datetime.now(UTC), outcome=outcome)

    def first(each: Leftover) -> None:
        note(each, f"taken out, {each.size} bytes, there since {each.since:%Y-%m-%d %H:%M}")
        noted.append(each)

    try:
        return take_out(settings.received, wanted, before=before, first=first)
    finally:
        for each in noted:
            if each.path.exists():
                note(each, "stays: it was sent again meanwhile, or could not be taken out")


def _check_together(settings: Settings, wanted: frozenset[str]) -> None:
    """RefusedError where the database names none of the files: then it is another folder's, and all of them may be wanted."""
    there = [each for each in left_over(settings.received, ()) if not each.half]
    if there and not any(each.name in wanted for each in there):
        raise RefusedError(
            f"Sweep: found a database that names no file in {settings.received}. Expected the database and the folder that belong "
            "together. Look at DATABASE_URL and DELIVERY_PLAN_RECEIVED; nothing was taken out."
        )


def _document(each: Leftover, before: datetime, gone: tuple[str, ...]) -> dict[str, Any]:
    return {
        "name": each.name,
        "size": each.size,
        "since": each.since.isoformat(timespec="seconds"),
        "half_written": each.half,
        "young": each.since >= before,
        "taken_out": each.name in gone,
    }


def _line(each: Leftover, before: datetime, gone: tuple[str, ...]) -> str:
    remarks = (("half-written", each.half), ("younger than a day", each.since >= before), ("taken out", each.name in gone))
    told = ", ".join(words for words, holds in remarks if holds)
    return f"{each.name}  {each.size:>11,} bytes  since {each.since:%Y-%m-%d %H:%M}{f'  ({told})' if told else ''}"


def _in_all(found: tuple[Leftover, ...], before: datetime, gone: tuple[str, ...], *, taking: bool) -> str:
    """What there is in a sentence or two, and what may be done."""
    if not found:
        return "Nothing is left over: a submission or an upload names every received file."
    one, old = len(found) == 1, sum(each.since < before for each in found)
    told = f"{len(found):,} {'file is' if one else 'files are'} left over, {sum(each.size for each in found):,} bytes."
    stay = "What is younger than a day stays: an upload may be under way." if old < len(found) else ""
    if taking:
        done = f"{len(gone):,} taken out, as the record says."
    else:
        done = "No page needs any of it. Look whether one is wanted, then `delivery-plan sweep --take-out`." if old else ""
    return " ".join(filter(None, (told, done, stay)))
