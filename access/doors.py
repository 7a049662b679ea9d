"""Room: access. The door to anything that not everybody may have or do: the right is checked where it is read or written, and noted first.

Pages hide what somebody may not do; that is manners, not the guard. Whoever reads raw numbers, or writes, goes through here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from access.accounts import same_person
from access.records import Recorder
from access.roles import Actor, Place, Right, may, may_approve, place_of
from indicators.registry.models import Plan

T = TypeVar("T")


class NotAllowedError(Exception):
    """Somebody asked for what their role does not open. It is on the record; the text is for the person."""


def through(records: Recorder, actor: Actor | None, right: Right, plan: Plan, indicator: str, do: Callable[[], T]) -> T:
    """Do something about one indicator for somebody who has the right within their reach. NotAllowedError for others, or an unknown id.

    The entry is written before anything is done: there is no look without its line on the record.
    """
    place = _place(plan, indicator)
    if place is None or not may(actor, right, place):
        records.note(right.value, f"indicator {indicator}" if place else "an unknown indicator", "refused", who=actor)
        raise NotAllowedError("Your role does not reach this. Nothing was done. Ask whoever gives out roles if you need it.")
    records.note(right.value, f"indicator {indicator}", who=actor)
    return do()


def approving(records: Recorder, actor: Actor | None, *, sent_by: str, about: str, do: Callable[[], T], agreed_by: str = "") -> T:
    """Approve what somebody else has sent. NotAllowedError for those who may not approve, and for the sender and whoever accepted it.

    Both are known by each of their accounts.
    """
    own = [sent_by, *([agreed_by] if agreed_by else [])]
    others = all(may_approve(actor, who) for who in own)
    if actor is None or not others or any(same_person(records.store, actor, who) for who in own if who != actor.who):
        records.note(Right.APPROVE.value, about, "refused", who=actor)
        raise NotAllowedError("Somebody other than the sender approves this, and only with that right. Nothing was done. Ask an analyst.")
    records.note(Right.APPROVE.value, about, who=actor)
    return do()


def _place(plan: Plan, indicator: str) -> Place | None:
    try:
        return place_of(plan, indicator)
    except KeyError:
        return None
