"""Room: pages. Whose an upload is and what whoever looks may do with it: looked up at each request; each look at raw numbers on the record.

The sender sees the numbers of their own file. Others see them only with the right to raw numbers for every priority it speaks of
(design/DECISIONS 10); joint leads without it see that there is a draft and how far it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from access import gates
from access.roles import Place, Right, may, place_of
from indicators.registry.models import Plan, Priority
from indicators.submissions import Submission
from pages.uploads.desk import Sender, Upload

#: who sends in open mode, where nobody is asked who they are
HERE = Sender("this computer", "whoever works at this computer")


@dataclass(frozen=True, slots=True)
class Reach:
    """What somebody may do with one upload.

    `see` that it is there and how far; `numbers` its raw numbers; `act` answer, map and accept; `end` set aside or withdraw; `approve`.
    """

    see: bool
    numbers: bool
    act: bool
    end: bool
    approve: bool


def sender(plan: Plan) -> Sender:
    """Whoever is signed in, as a sender: for somebody whose right has no edge, `theirs` is None."""
    actor = gates.actor()
    if not gates.guarded() or actor is None:
        return HERE
    everything = may(actor, Right.SEND, Place(""))
    return Sender(actor.who, actor.name, None if everything else tuple(priority.id for priority in own(plan)))


def own(plan: Plan) -> tuple[Priority, ...]:
    """The priorities for which whoever looks may send something: whole, or for one of their measures."""
    return tuple(priority for priority in plan.priorities if _touches(Right.SEND, priority))


def reach(plan: Plan, upload: Upload) -> Reach:
    """What whoever looks may do with an upload."""
    if not gates.guarded():
        return Reach(see=True, numbers=True, act=True, end=True, approve=True)
    actor = gates.actor()
    sends, raw = _over(Right.SEND, upload.priorities), _over(Right.RAW, upload.priorities)
    sent = actor is not None and actor.who == upload.sender and may(actor, Right.SEND)
    touched = any(_touches(Right.SEND, priority) for priority in plan.priorities if priority.id in upload.priorities)
    approves = may(actor, Right.APPROVE) and not (actor is not None and actor.who == upload.sender)
    return Reach(see=sent or sends or touched, numbers=sent or raw, act=sent or (sends and raw), end=sent or sends, approve=approves)


def beyond(plan: Plan, submission: Submission) -> tuple[str, ...]:
    """The indicators of a file for which whoever looks may not send, in the order of the plan; () where all are within reach."""
    if not gates.guarded():
        return ()
    spoken = {o.key.indicator for o in submission.observations} | {said.indicator for said in submission.commentary}
    return tuple(i.id for i in plan.indicators if i.id in spoken and not may(gates.actor(), Right.SEND, place_of(plan, i.id)))


def holds_raw(plan: Plan, priorities: Iterable[Priority]) -> bool:
    """Whether the figures that were sent before, for these priorities, may be shown to whoever looks."""
    actor = gates.actor()
    every = (indicator.id for priority in priorities for indicator in priority.indicators)
    return not gates.guarded() or all(may(actor, Right.RAW, place_of(plan, id)) for id in every)


def note(right: Right, about: str, outcome: str = "done") -> None:
    """Put a look, or what was done, on the record; open mode has nobody to name."""
    if gates.guarded():
        gates.current().records.note(right.value, about, outcome)


def _over(right: Right, priorities: tuple[str, ...]) -> bool:
    """Whether a right reaches over all of these priorities; where none is known yet, over everything."""
    return all(may(gates.actor(), right, Place(priority)) for priority in priorities or ("",))


def _touches(right: Right, priority: Priority) -> bool:
    places = (Place(priority.id), *(Place(priority.id, measure.id) for measure in priority.measures))
    return not gates.guarded() or any(may(gates.actor(), right, place) for place in places)
