"""Room: store. What a submission changes, and the one transaction that changes it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, fields, replace
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, func, insert, select

from indicators.numbers import plain
from indicators.observations import Held, Key, Observation
from indicators.submissions import Submission
from store import audit, views
from store.checks import about
from store.problems import ConflictError
from store.receipts import Change, Moved, Preview, Receipt, of_kind, written
from store.rows import Identity, Row, digest, identity, observation_row, origin_row, row_hash, same_number
from store.schema import action_updates, commentary, confirmations, observations, submissions, voices


def preview(connection: Connection, submission: Submission) -> Preview:
    """What `submission` would change now."""
    earlier = _standing_with(connection, submission, reading(submission))
    said = _new_words(connection, submission)
    return Preview(
        changes=_changes(connection, submission),
        problems=submission.problems,
        commentary=said["commentary"],
        actions=said["actions"],
        voices=said["voices"],
        already=None if earlier is None else int(earlier["number"]),
        revision=audit.revision(connection),
    )


def accept(
    connection: Connection,
    submission: Submission,
    *,
    by: str,
    at: datetime,
    known_from: datetime | None,
    against: Preview | None,
    who: str = "",
) -> Receipt:
    """Keep `submission` in the transaction of `connection`, which holds the writers' turn from its first statement on."""
    sequence, read = audit.next_sequence(connection), reading(submission)
    earlier = _standing_with(connection, submission, read)
    changes = _changes(connection, submission)
    if earlier is not None:
        done = _receipt(
            "already", submission, number=earlier["number"], at=earlier["received_at"], by=earlier["by"], counts=earlier["counts"]
        )
        return replace(done, superseded=sum(change.kind != "unchanged" for change in changes))
    if against is not None:
        _check_unmoved(against, changes)
    said = _new_words(connection, submission)
    counts = {kind: len(of_kind(changes, kind)) for kind in ("new", "revised", "unchanged")} | said
    if not (changes or submission.commentary or submission.actions or submission.voices):
        return _receipt("nothing", submission, number=None, at=at, by=by, counts=counts)
    number = int(connection.execute(select(func.coalesce(func.max(submissions.c.number), 0))).scalar_one()) + 1
    row = _submission_row(submission, read, number, sequence, by=by, at=at, known_from=_earliest(at, known_from), counts=counts)
    written_rows = _rows(connection, submission, changes, row)
    outcome = f"{counts['new']} new, {counts['revised']} revised, {counts['unchanged']} unchanged"
    hashes = content_digest(row["row_hash"], (each["row_hash"] for rows in written_rows.values() for each in rows))
    audit.append(connection, audit.Entry(at, who or by, "accept", f"submission {number}", outcome, hashes))
    connection.execute(insert(submissions).values(**row))
    for table, rows in written_rows.items():
        if rows:
            connection.execute(insert(table), rows)
    return _receipt("accepted", submission, number=number, at=at, by=by, counts=counts, changes=changes)


def content_digest(own: str, hashes: Iterable[str]) -> str:
    """The checksum of a submission with all that came by it: a row taken out, put in or changed gives another."""
    return digest([own, sorted(hashes)])


def reading(submission: Submission) -> str:
    """The checksum of what was read from a file: the same file read under another plan, or by a mended loader, gives another."""
    said: tuple[Any, ...] = (*submission.commentary, *submission.actions, *submission.voices)
    numbers = sorted((observation_row(observation) for observation in submission.observations), key=_order)
    return digest([numbers, [[type(each).__name__, asdict(each)] for each in said], submission.illustrative])


def _order(row: Row) -> tuple[str, ...]:
    return row["indicator"], row["part"], row["area"], row["breakdown"], row["period"], row["file"], row["sheet"], row["address"]


def _standing_with(connection: Connection, submission: Submission, read: str) -> RowMapping | None:
    s = submissions
    query = select(s).where(s.c.sha256 == submission.sha256, s.c.reading == read, s.c.state == "accepted")
    return connection.execute(query).mappings().one_or_none()


def _changes(connection: Connection, submission: Submission) -> tuple[Change, ...]:
    """One change a key, in the order of the file; a number repeated within the file counts once."""
    current = views.by_identity(connection, None, wanted([each.key for each in submission.observations]))
    seen: dict[Identity, Change] = {}
    for observation in submission.observations:
        key = identity(observation.key)
        if key not in seen:
            seen[key] = _change(observation, current.get(key))
    return tuple(seen.values())


def _change(observation: Observation, old: Held | None) -> Change:
    if old is None:
        return Change("new", observation, None)
    return Change("unchanged" if same_number(observation, old.observation) else "revised", observation, old)


def wanted(keys: Collection[Key]) -> views.Filter:
    """The least that has to be looked at to find all of these keys."""
    return views.Filter({key.indicator for key in keys}, {key.part for key in keys}, {key.area for key in keys})


def _check_unmoved(against: Preview, changes: tuple[Change, ...]) -> None:
    """ConflictError where a number is no longer the one that the preview compared with."""
    shown = {identity(change.observation.key): change for change in against.changes}
    moved = [
        (shown[key].old, change) for change in changes if (key := identity(change.observation.key)) in shown and _moved(shown[key], change)
    ]
    if not moved and len(shown) == len(changes):
        return
    told = tuple(moved_figure(change.observation, old, change.old) for old, change in moved)
    raise ConflictError(
        "Somebody else changed a figure of this file after its preview was made. Nothing of the file was accepted. Expected the figures "
        "that the preview was compared with. Look at the new preview and accept again. "
        f"Changed: {'; '.join(each.words for each in told) or 'the file itself'}.",
        told,
    )


def moved_figure(observation: Observation, was: Held | None, now: Held | None) -> Moved:
    """One number that changed, with both versions in words: told with its counts, and then its marks, where it reads the same without."""
    versions = [(_shown(was), _shown(now))]
    versions.append((_with_counts(was), _with_counts(now)))
    told = next(((one, other) for one, other in versions if one != other), None)
    before, after = told or (versions[-1][0], f"{versions[-1][1]}, with other marks, limits or notes")
    return Moved(observation, was, now, f"{about(observation)}: was {before}{_since(was)}, is now {after}{_since(now)}")


def _moved(shown: Change, now: Change) -> bool:
    if shown.old is None or now.old is None:
        return shown.old is not now.old
    return not same_number(shown.old.observation, now.old.observation)


def _rows(connection: Connection, submission: Submission, changes: tuple[Change, ...], head: Row) -> dict[Table, list[Row]]:
    stamp = {"submission": head["number"], "sequence": head["sequence"]}
    published = _publication(submission, head["known_from"])
    held = views.versions(connection, wanted([each.key for each in submission.observations]))
    rows: dict[Table, list[Row]] = {table: [] for table in (observations, confirmations, commentary, action_updates, voices)}
    for change in changes:
        key, known = identity(change.observation.key), published.get(change.observation.source, head["known_from"])
        if change.kind == "unchanged" and change.old is not None:
            about = {"observation": held[key][change.old.revision], **origin_row(change.observation.origin)}
            rows[confirmations].append(_sealed({**stamp, "known_from": known, **about}))
        else:
            about = {"revision": max(held.get(key, ()), default=0) + 1, **observation_row(change.observation)}
            rows[observations].append(_sealed({**stamp, "known_from": known, **about}))
    for table, said in ((commentary, submission.commentary), (action_updates, submission.actions), (voices, submission.voices)):
        for each in said:
            words = {name: value for name, value in asdict(each).items() if name != "origin"}
            rows[table].append(_sealed({**stamp, "known_from": head["known_from"], **words, **origin_row(each.origin)}))
    return rows


def _sealed(row: Row) -> Row:
    return row | {"row_hash": row_hash(row)}


def _publication(submission: Submission, known_from: datetime) -> dict[str, datetime]:
    """Source -> since when its figures are known: the start of the stated publication day (UTC), where that is earlier."""
    stated = {source: datetime.combine(day, time(), UTC) for source, day in submission.published_on.items()}
    return {source: min(moment, known_from) for source, moment in stated.items()}


def _earliest(at: datetime, stated: datetime | None) -> datetime:
    return at if stated is None else min(at, stated)


def _new_words(connection: Connection, submission: Submission) -> dict[str, int]:
    """How much of what the file says is not held yet."""
    held: dict[str, tuple[Iterable[Any], Iterable[Any]]] = {
        "commentary": (submission.commentary, views.said_of_indicators(connection, None) if submission.commentary else ()),
        "actions": (submission.actions, views.said_of_actions(connection, None) if submission.actions else ()),
        "voices": (submission.voices, views.said_by_people(connection, None) if submission.voices else ()),
    }
    return {name: len({_words(each) for each in said} - {_words(kept.said) for kept in known}) for name, (said, known) in held.items()}


def _words(said: Any) -> tuple[object, ...]:
    """All that was said but where it was read."""
    return tuple(getattr(said, field.name) for field in fields(said) if field.name != "origin")


def _submission_row(
    submission: Submission, read: str, number: int, sequence: int, *, by: str, at: datetime, known_from: datetime, counts: Mapping[str, int]
) -> Row:
    row = {
        "number": number,
        "sequence": sequence,
        "sha256": submission.sha256,
        "reading": read,
        "file": submission.file,
        "format": submission.format,
        "title": submission.title,
        "by": by,
        "received_at": at,
        "known_from": known_from,
        "rows_read": submission.rows_read,
        "counts": dict(counts),
        "details": [[name, text] for name, text in submission.details.items()],
        "passed": [[each.reason, each.rows] for each in submission.passed],
        "notes": [problem.sentence for problem in submission.problems],
        "published_on": {source: day.isoformat() for source, day in sorted(submission.published_on.items())},
        "illustrative": submission.illustrative,
    }
    return _sealed(row) | {"state": "accepted"}


def _receipt(
    outcome: Any,
    submission: Submission,
    *,
    number: int | None,
    at: datetime,
    by: str,
    counts: Mapping[str, int],
    changes: tuple[Change, ...] = (),
) -> Receipt:
    done = counts if outcome == "accepted" else dict.fromkeys(counts, 0)
    unchanged = done["unchanged"] if outcome == "accepted" else len({identity(o.key) for o in submission.observations})
    return Receipt(
        outcome=outcome,
        number=number,
        file=submission.file,
        sha256=submission.sha256,
        at=at,
        by=by,
        new=done["new"],
        revised=done["revised"],
        unchanged=unchanged,
        commentary=done["commentary"],
        actions=done["actions"],
        voices=done["voices"],
        changes=tuple(change for change in changes if change.kind != "unchanged"),
    )


def _shown(held: Held | None) -> str:
    if held is None:
        return "no figure"
    seen = held.observation
    return plain(seen.value) if seen.value is not None else f"[{seen.status}]"


def _with_counts(held: Held | None) -> str:
    """A number with the count it stands on: a percentage, or a mark, may stay the same while its count moves."""
    if held is None or held.observation.numerator is None:
        return _shown(held)
    seen = held.observation
    out_of = f" of {plain(seen.denominator)}" if seen.denominator is not None else ""
    return f"{_shown(held)} with a count of {plain(held.observation.numerator)}{out_of}"


def _since(held: Held | None) -> str:
    return f" (submission {held.submission}, {written(held.known_from)})" if held is not None else ""
