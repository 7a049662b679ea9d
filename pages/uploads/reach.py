"""Room: pages. Whose an upload is and what whoever looks may do with it: looked up at each request; each look at raw numbers on the record.

The sender sees the numbers of their own file. Others see them only with the right to raw numbers for every priority it speaks of
(design/DECISIONS 10); joint leads without it see that there is a draft and how far it is. What is held beside the file is another matter
(`Sight`): it takes the right to raw numbers of that indicator, or to have sent it oneself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from access import gates
from access.accounts import same_person
from access.roles import Actor, Place, Right, may, may_approve, place_of
from indicators.observations import Held
from indicators.registry.models import Plan, Priority
from indicators.submissions import Submission
from pages.uploads.desk import Desk, Sender, Upload
from store.receipts import Change, Moved

#: who sends in open mode, where nobody is asked who they are
HERE = Sender("this computer", "whoever works at this computer")


@dataclass(frozen=True, slots=True)
class Reach:
    """What somebody may do with one upload.

    `see` that it is there and how far; `file` the raw numbers that it holds; `act` answer, map and accept; `end` set aside or
    withdraw; `approve`.
    """

    see: bool
    file: bool
    act: bool
    end: bool
    approve: bool


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody may see of what is held: of `indicators` (None for all), of their `own` submissions, and whatever is published.

    Where they may not, not even whether a figure is new, revised or unchanged is told: it would say whether a guess was right.
    """

    indicators: frozenset[str] | None
    own: frozenset[int]

    def holds(self, indicator: str) -> bool:
        """Whether all that is held of an indicator may be seen."""
        return self.indicators is None or indicator in self.indicators

    def shows(self, change: Change) -> bool:
        """Whether what a figure would replace may be seen, or that it replaces none."""
        if change.old is None:
            return self.holds(change.observation.key.indicator) or bool(change.observation.source)
        return self.holds(change.observation.key.indicator) or self._open(change.old)

    def shows_moved(self, moved: Moved) -> bool:
        """Whether both versions of a figure that moved may be seen."""
        return self.holds(moved.observation.key.indicator) or all(each is not None and self._open(each) for each in (moved.was, moved.now))

    def _open(self, held: Held) -> bool:
        return held.submission in self.own or bool(held.observation.source)


def sight(plan: Plan, desk: Desk) -> Sight:
    """What whoever looks may see of what is held."""
    who = sender(plan)
    if who.sees is None:
        return Sight(None, frozenset())
    return Sight(frozenset(who.sees) | {population.id for population in plan.populations}, desk.sent_by(who))


def sender(plan: Plan) -> Sender:
    """Whoever is signed in, as a sender: for somebody whose right has no edge, `theirs` is None."""
    actor = gates.actor()
    if not gates.guarded() or actor is None:
        return HERE
    everything = may(actor, Right.SEND, Place(""))
    theirs = None if everything else tuple(priority.id for priority in own(plan))
    return Sender(actor.who, actor.name, theirs, None if may(actor, Right.RAW, Place("")) else _raw(plan))


def own(plan: Plan) -> tuple[Priority, ...]:
    """The priorities for which whoever looks may send something: whole, or for one of their measures."""
    return tuple(priority for priority in plan.priorities if _touches(Right.SEND, priority))


def reach(plan: Plan, upload: Upload) -> Reach:
    """What whoever looks may do with an upload."""
    if not gates.guarded():
        return Reach(see=True, file=True, act=True, end=True, approve=HERE.who not in (upload.sender, upload.agreed_by))
    actor = gates.actor()
    sends, raw = _over(Right.SEND, upload.priorities), _over(Right.RAW, upload.priorities)
    sent = actor is not None and actor.who == upload.sender and may(actor, Right.SEND)
    named = [priority for priority in plan.priorities if priority.id in upload.priorities]
    touched = [_touches(Right.SEND, priority) for priority in named]
    # what counts is taken back by those who would send it today: a lead of another priority does not, though they sent it once
    ends = sends or (sent and (upload.state != "accepted" or all(touched)))
    return Reach(
        see=sent or sends or any(touched), file=sent or raw, act=sent or (sends and raw), end=ends, approve=_approves(actor, upload)
    )


def _approves(actor: Actor | None, upload: Upload) -> bool:
    """Whether somebody may approve an upload: neither its sender nor whoever accepted it, by none of their accounts."""
    own = [upload.sender, *([upload.agreed_by] if upload.agreed_by else [])]
    if actor is None or not all(may_approve(actor, who) for who in own):
        return False
    return upload.state != "approval" or not any(same_person(gates.current().store, actor, who) for who in own)


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


def _raw(plan: Plan) -> tuple[str, ...]:
    """The indicators of which whoever looks may see raw numbers."""
    return tuple(i.id for i in plan.indicators if may(gates.actor(), Right.RAW, place_of(plan, i.id)))


def _touches(right: Right, priority: Priority) -> bool:
    places = (Place(priority.id), *(Place(priority.id, measure.id) for measure in priority.measures))
    return not gates.guarded() or any(may(gates.actor(), right, place) for place in places)
