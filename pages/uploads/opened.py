"""Room: pages. How an upload is opened: looked up, and for whom; a look at its numbers is on the record before it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import flask

from access.roles import Right
from indicators.registry.models import Plan
from indicators.submissions import Submission
from pages.frame.entrances import refused
from pages.uploads import pieces, reach
from pages.uploads.desk import Desk, Reading, Upload
from pages.uploads.reach import Reach, Sight
from store.problems import StoreError

NOT_YOURS: Final = "This upload is not yours to change. Nothing has changed. Ask whoever sent it, or an analyst."
NOT_ALL_YOURS: Final = (
    "Some of this file is not yours to send, so no more of it is handed out. Nothing has changed. Its page says which indicators: take "
    "their rows out, and send it again."
)
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
    if not found.reach.file:
        reach.note(Right.RAW, f"upload {found.upload.number}: {what}", "refused")
        flask.abort(refused(403, NUMBERS_NOT_YOURS))
    reach.note(Right.RAW, f"upload {found.upload.number}: {what}")


def reading(found: Opened) -> Reading:
    """The upload as it reads now for whoever looks; the request ends here, in words, where it cannot be read."""
    try:
        return found.desk.reading(found.upload.number, reach.sender(found.plan))
    except StoreError as said:
        flask.abort(refused(409, str(said)))


def within_reach(found: Opened, submission: Submission) -> None:
    """The request ends here where a file speaks of what whoever looks may not send: what is said of it is not theirs either."""
    if reach.beyond(found.plan, submission):
        reach.note(Right.SEND, f"upload {found.upload.number}", "refused")
        flask.abort(refused(403, NOT_ALL_YOURS))


def sight_of(found: Opened) -> Sight:
    """What whoever looks may see of what is held beside the file."""
    return reach.sight(found.plan, found.desk)


def covered(found: Opened, sight: Sight) -> bool:
    """Whether whoever looks may see what is held of all that an upload speaks of."""
    own = [i.id for p in found.plan.priorities if p.id in found.upload.priorities for i in p.indicators]
    if sight.indicators is None or (own and all(sight.holds(id) for id in own)):
        return True
    spoken = {each.key.indicator for each in reading(found).submission.observations} if found.reach.file else set(own) | {""}
    return all(sight.holds(id) for id in spoken)
