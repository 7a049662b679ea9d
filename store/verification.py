"""Room: store. Whether what is held is what was accepted: every row's checksum, every submission's, and the chain of the record.

A changed byte inside a value passes the database's own check (SQLite's integrity_check looks at pages, not at meaning): this does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, select

from indicators.deadlines import london_day
from store.acceptances import content_digest
from store.audit import chained
from store.decisions import ACTION
from store.problems import StoreError
from store.received import bytes_of
from store.rows import Row, digest, row_hash
from store.schema import SUBMITTED, audit, decisions, head, plan_versions, submissions, suppression_patterns
from store.withdrawals import withdrawal_digest

REMEDY = "Restore the last good backup, or withdraw the submission and load its file again."


def verify(connection: Connection, received: Path | None = None) -> list[str]:
    """A sentence a fault, none where all is as it was written. With the folder of received files, they are checked too.

    The rows of one submission are looked at after those of another, so that of a large store no more than one is in memory.
    """
    entries = [dict(row) for row in connection.execute(select(audit).order_by(audit.c.sequence)).mappings()]
    found = [*chain(connection, entries)]
    by_sequence = {entry["sequence"]: entry for entry in entries}
    known = list(_rows(connection, submissions))
    for row in known:
        hashes, faults = _came_by(connection, row["number"])
        found += [*faults, *_submission(row, hashes, by_sequence), *_file(row, received)]
    held = {number for table in SUBMITTED for number in connection.execute(select(table.c.submission).distinct()).scalars()}
    for number in sorted(held - {row["number"] for row in known}):
        found += [*_came_by(connection, number)[1], f"Rows of submission {number} are held, but not the submission itself. {REMEDY}"]
    return [*found, *_others(connection, by_sequence)]


def chain(connection: Connection, entries: list[dict[str, Any]]) -> Iterator[str]:
    """A sentence for each entry of the record that is not as it was written, or is missing; `entries` are all rows, in order."""
    previous = ""
    for expected, entry in enumerate(entries, start=1):
        if entry["sequence"] != expected:
            yield f"The record: entry {expected} is missing before entry {entry['sequence']}. {REMEDY}"
            return
        if entry["previous"] != previous or entry["hash"] != chained(entry):
            yield f"The record: entry {expected} ({entry['action']}, {entry['object']}) is not the one that was written. {REMEDY}"
        previous = entry["hash"]
    last = connection.execute(select(head.c.sequence)).scalar_one()
    if last != len(entries):
        yield f"The record: {last} entries were written, {len(entries)} are held. {REMEDY}"


def _came_by(connection: Connection, number: int) -> tuple[list[str], list[str]]:
    """The hashes of all rows that came by a submission, and a sentence for each that is not as it was accepted."""
    hashes, faults = list[str](), list[str]()
    for table in SUBMITTED:
        for row in _rows(connection, table, table.c.submission == number):
            hashes.append(row["row_hash"])
            faults += _row(table, row)
    return hashes, faults


def _rows(connection: Connection, table: Table, *wanted: ColumnElement[bool]) -> Iterator[Row]:
    for row in connection.execute(select(table).where(*wanted).execution_options(yield_per=2000)).mappings():
        yield dict(row)


def _row(table: Table, row: Mapping[str, Any]) -> list[str]:
    if row_hash(row) == row["row_hash"]:
        return []
    words = [str(row[name]) for name in ("indicator", "part", "area", "breakdown", "period", "action", "priority") if row.get(name)]
    what = table.name.replace("_", " ")
    about = f" ({', '.join(words)}; {row['file']} {row['address']})"
    return [f"Submission {row['submission']}, {what} row {row['id']}{about}: found something else than was accepted. {REMEDY}"]


def _submission(row: Mapping[str, Any], hashes: list[str], entries: Mapping[int, Mapping[str, Any]]) -> list[str]:
    number, entry = row["number"], entries.get(row["sequence"])
    if row_hash(row) != row["row_hash"]:
        return [f"Submission {number} ({row['file']}): its own entry is not the one that was accepted. {REMEDY}"]
    if entry is None or entry["object"] != f"submission {number}" or entry["digest"] != content_digest(row["row_hash"], hashes):
        return [f"Submission {number} ({row['file']}): what came by it is not all that was accepted, or more. {REMEDY}"]
    if not _withdrawn_as_recorded(row, entries):
        return [f"Submission {number} ({row['file']}): its withdrawal is not the one on the record. {REMEDY}"]
    return []


def _withdrawn_as_recorded(row: Mapping[str, Any], entries: Mapping[int, Mapping[str, Any]]) -> bool:
    recorded = [e for e in entries.values() if e["action"] == "withdraw" and e["object"] == f"submission {row['number']}"]
    if row["state"] == "accepted":
        return not recorded
    sequence = row["withdrawn_sequence"]
    seal = withdrawal_digest(row["number"], sequence, row["withdrawn_by"], row["withdrawn_at"], row["withdrawn_reason"])
    return [(e["sequence"], e["digest"]) for e in recorded] == [(sequence, seal)]


def _file(row: Mapping[str, Any], received: Path | None) -> list[str]:
    if received is None:
        return []
    try:
        bytes_of(received, row["sha256"])
    except StoreError as problem:
        return [f"Submission {row['number']} ({row['file']}): {problem}"]
    return []


def _others(connection: Connection, entries: Mapping[int, Mapping[str, Any]]) -> Iterator[str]:
    for row in _rows(connection, plan_versions):
        entry = entries.get(row["sequence"])
        if row_hash(row) != row["row_hash"] or entry is None or entry["digest"] != row["row_hash"]:
            yield f"The plan of {london_day(row['known_from']):%d %B %Y}: found another text than was kept. {REMEDY}"
    yield from _decisions(connection, entries)
    since: dict[int, list[str]] = defaultdict(list)
    for row in _rows(connection, suppression_patterns):
        since[row["since"]].append(row_hash(row))
    for sequence, entry in entries.items():
        if entry["action"] == "pattern" and entry["digest"] != digest(sorted(since.get(sequence, []))):
            yield f"The cells that stay hidden since entry {sequence} are not the ones that were kept. {REMEDY}"


def _decisions(connection: Connection, entries: Mapping[int, Mapping[str, Any]]) -> Iterator[str]:
    held = {row["sequence"]: row for row in _rows(connection, decisions)}
    for sequence, row in held.items():
        entry = entries.get(sequence)
        if row_hash(row) != row["row_hash"] or entry is None or entry["digest"] != row["row_hash"]:
            yield f"Decision {sequence} on indicator {row['indicator']}: found something else than was recorded. {REMEDY}"
    for sequence, entry in entries.items():
        if entry["action"] == ACTION and entry["digest"] and sequence not in held:
            yield f"Decision {sequence}, {entry['object']}: it is on the record, and not held. {REMEDY}"
