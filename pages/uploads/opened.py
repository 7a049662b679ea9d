"""Room: pages. How an upload is opened: looked up, and for whom; a look at its numbers is on the record before it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import flask

from access.roles import Right
from indicators.registry.models import Plan
from pages.frame.entrances import refused
from pages.uploads import pieces, reach
from pages.uploads.desk import Desk, Reading, Upload
from pages.uploads.reach import Reach
from store.problems import StoreError

NOT_YOURS: Final = "This upload is not yours to change. Nothing has changed. Ask whoever sent it, or an analyst."
NUMBERS_NOT_YOURS: Final = "The figures of this file are seen by whoever sent it. Nothing was handed out. Ask them, or an analyst."


@dataclass(frozen=True, slots=True)
class Opened:
    """An upload that whoever looks may see, with the desk it came from, the plan, and what they may do."""

    desk: Desk
    plan: Plan
    upload: Upload
    reach: Reach


def opened(number: int, right: str = "see") -> Opened:
    """The upload; the request ends here where there is none for whoever looks, or where it is not theirs to change."""
    desk, plan = pieces.taking(), pieces.plan()
    upload = desk.upload(number)
    found = reach.reach(plan, upload) if upload is not None else None
    if upload is None or found is None or not (found.see or found.approve):
        flask.abort(refused(404, pieces.GONE))
    if not (getattr(found, right) or (right == "see" and found.approve)):
        reach.note(Right.SEND, f"upload {number}", "refused")
        flask.abort(refused(403, NOT_YOURS))
    return Opened(desk, plan, upload, found)


def look(found: Opened, what: str) -> None:
    """A look at raw numbers: on the record before it is given, and only for those who may have it."""
    if not found.reach.numbers:
        reach.note(Right.RAW, f"upload {found.upload.number}: {what}", "refused")
        flask.abort(refused(403, NUMBERS_NOT_YOURS))
    reach.note(Right.RAW, f"upload {found.upload.number}: {what}")


def reading(found: Opened) -> Reading:
    """The upload as it reads now; the request ends here, in words, where it cannot be read."""
    try:
        return found.desk.reading(found.upload.number)
    except StoreError as said:
        flask.abort(refused(409, str(said)))
