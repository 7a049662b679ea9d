"""Room: store. What a preview compared with, as a mark that says later what has moved since; and a receipt made again from the record."""

from __future__ import annotations

from sqlalchemy import select

from indicators.observations import Observation
from indicators.submissions import Submission
from store import engines, views
from store.acceptances import moved_figure, reading, wanted
from store.problems import ConflictError, RefusedError
from store.receipts import Change, Moved, Preview, Receipt
from store.rows import digest, identity, observation_of, observation_row, same_number
from store.schema import observations, submissions
from store.submissions import Store


def mark(submission: Submission, preview: Preview, salt: str) -> str:
    """What a preview showed, as one text: up to which entry of the record it looked, and a checksum of each key with the old value.

    The checksum takes in what was read from the file, so that another answer to a question makes another mark. `salt` is kept with the
    upload and shown to nobody: a page carries the mark, and nobody shall find a held number by trying which one gives it.
    """
    compared = [[*identity(each.observation.key), each.old and _content(each.old.observation)] for each in preview.changes]
    return f"{preview.revision}.{digest([salt, sorted(compared, key=str), reading(submission)])}"


def same(one: str, other: str) -> bool:
    """Whether two marks are of previews that showed the same."""
    return bool(one) and one.partition(".")[2] == other.partition(".")[2]


def looked(seen: str, first: str, now: str) -> str:
    """The mark that somebody brings, where it may be one that was shown: made between the `first` mark and `now`; "" else."""
    entries = [each.partition(".")[0] for each in (first, seen, now)]
    if not all(entry.isdecimal() for entry in entries):
        return ""
    low, entry, high = (int(each) for each in entries)
    return seen if low <= entry <= high else ""


def moved(store: Store, preview: Preview, since: str) -> tuple[Moved, ...]:
    """Each number of a preview that is no longer the one that the mark `since` looked at, in both versions."""
    entry = since.partition(".")[0]
    if not entry.isdecimal() or int(entry) >= preview.revision or not preview.changes:
        return ()
    with engines.reading(store.engine) as connection:
        then = views.by_identity(connection, int(entry), wanted([change.observation.key for change in preview.changes]))
    found = []
    for change in preview.changes:
        was, now = then.get(identity(change.observation.key)), change.old
        alike = was is now if was is None or now is None else same_number(was.observation, now.observation)
        if not alike:
            found.append(moved_figure(change.observation, was, now))
    return tuple(found)


def conflict(file: str, found: tuple[Moved, ...]) -> ConflictError:
    """What is said where a preview no longer holds: with both versions of each figure that moved, or that the look is an earlier one."""
    what = (
        "Somebody else changed figures that it was compared with."
        if found
        else "What was looked at is an earlier look, or the file was answered in another way since."
    )
    differences = "; ".join(each.words for each in found)
    return ConflictError(
        f"{file}: not accepted, nothing has changed. {what} Look at the new preview and accept again."
        f"{' Changed: ' if found else ''}{differences}",
        found,
    )


def receipt(store: Store, number: int) -> Receipt:
    """The receipt of submission `number`, as it was given when it was accepted. RefusedError where there is none of this number."""
    with engines.reading(store.engine) as connection:
        row = connection.execute(select(submissions).where(submissions.c.number == number)).mappings().one_or_none()
        if row is None:
            raise RefusedError(f"Submission {number}: there is none of this number. Expected one that `submissions` lists.")
        own = select(observations).where(observations.c.submission == number).order_by(observations.c.id)
        came = [observation_of(dict(each._mapping)) for each in connection.execute(own)]
        before = views.by_identity(connection, row["sequence"] - 1, wanted([each.key for each in came])) if came else {}
    changes = []
    for each in came:
        old = before.get(identity(each.key))
        changes.append(Change("new" if old is None else "revised", each, old))
    counts = {name: int(row["counts"].get(name, 0)) for name in ("new", "revised", "unchanged", "commentary", "actions", "voices")}
    return Receipt("accepted", number, row["file"], row["sha256"], row["received_at"], row["by"], **counts, changes=tuple(changes))


def _content(observation: Observation) -> object:
    row = observation_row(observation)
    return {name: value for name, value in row.items() if name not in {"file", "sheet", "address", "period_supplied"}}
