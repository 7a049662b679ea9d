"""Room: pages. The files of one upload: its receipt, the workbook with what is to be mended, the file as sent, its problems as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import flask

from loaders.problems.order import grouped
from loaders.unreadable import Unreadable
from pages.frame.entrances import refused
from pages.uploads import one, pieces, reach, receipts
from pages.uploads.opened import covered, look, opened, reading, sight_of, within_reach
from pages.uploads.sending import KINDS
from store.problems import StoreError

NO_RECEIPT: Final = "There is no receipt yet. A receipt is written when a file is accepted. Go back to the upload."


def receipt(number: int) -> flask.Response:
    """The receipt to keep: as text, without a figure; as CSV or JSON for those who may see the figures."""
    found = opened(number)
    kind = pieces.argument("as") or "txt"
    if found.upload.submission is None or kind not in {"txt", "csv", "json"}:
        return refused(404, NO_RECEIPT)
    if kind != "txt":
        look(found, "receipt")
    sight = sight_of(found)
    kept = receipts.Seen(found.plan, found.upload, found.desk.receipt(number), sight, whole=covered(found, sight))
    made: Mapping[str, Callable[[], bytes]] = {
        "txt": lambda: receipts.as_text(kept),
        "csv": lambda: receipts.as_csv(kept),
        "json": lambda: receipts.as_json(kept),
    }
    return pieces.handed(made[kind](), f"receipt_{number}", kind)


def marked_copy(number: int) -> flask.Response:
    """The sender's workbook with the cells to mend outlined and commented."""
    found = opened(number)
    look(found, "marked copy")
    within_reach(found, reading(found).submission)
    try:
        return pieces.handed(found.desk.marked_copy(number, reach.sender(found.plan)), f"to-mend_{number}", "xlsx")
    except (Unreadable, StoreError) as said:
        return one.shown(found, wrong=[str(said)], status=409)


def received(number: int) -> flask.Response:
    """The file, byte for byte as it was sent."""
    found = opened(number)
    look(found, "file as received")
    try:
        content = found.desk.received(number)
    except StoreError as said:
        return one.shown(found, wrong=[str(said)], status=409)
    ending = found.upload.file.rpartition(".")[2].lower()
    return pieces.handed(content, f"upload_{number}", ending if f".{ending}" in KINDS else "bin")


def as_json(number: int) -> flask.Response:
    """The problems and questions of an upload, for a program."""
    found = opened(number)
    look(found, "problems")
    upload = found.upload
    waiting = upload.state in {"waiting", "approval"}
    submission = reading(found).submission if waiting else None
    if submission is not None:
        within_reach(found, submission)
    problems = submission.problems if submission is not None else ()
    answered = flask.jsonify(
        {
            "upload": upload.number,
            "file": upload.file,
            "sha256": upload.sha256,
            "state": upload.state,
            "submission": upload.submission,
            "problems": [
                {
                    "code": group.problem.code,
                    "severity": group.problem.severity,
                    "sheet": group.problem.where.sheet,
                    "cells": group.addresses,
                    "count": group.cells,
                    "found": group.problem.found,
                    "expected": group.problem.expected,
                    "remedy": group.problem.remedy,
                    "sentence": group.sentence,
                    "choices": [{"id": id, "words": words} for id, words in group.problem.choices],
                }
                for group in grouped(problems)
            ],
        }
    )
    answered.headers["Cache-Control"] = "no-store"
    return answered
