"""Room: access. Roles, what each may do, and how far it reaches: the one place where a right is decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from indicators.deadlines import london_day
from indicators.periods.rendering import on_day
from indicators.registry.models import Plan
from store.accounts import Grant


class Role(StrEnum):
    """What somebody is here for. The value is kept in the store."""

    VIEWER = "viewer"
    LEAD = "lead"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"
    GOVERNANCE = "governance"


class Right(StrEnum):
    """One thing that may be done."""

    SEE = "see"
    SEND = "send"
    RAW = "raw"
    APPROVE = "approve"
    PLAN = "plan"
    JUDGE = "judge"
    LOOSEN = "loosen"
    HAND_OVER = "hand over"
    PEOPLE = "people"
    RESTRICT = "restrict"
    RECORD = "record"


ROLE_WORDS = {
    Role.VIEWER: "Board viewer",
    Role.LEAD: "Implementation lead",
    Role.ANALYST: "Analyst",
    Role.ADMINISTRATOR: "Administrator",
    Role.GOVERNANCE: "Information governance lead",
}
RIGHT_WORDS = {
    Right.SEE: "see released figures and the plan",
    Right.SEND: "send figures and commentary, and take them back",
    Right.RAW: "see raw numbers; each look is on the record",
    Right.APPROVE: "approve what somebody else has sent",
    Right.PLAN: "decide on the plan: baseline, target, definition",
    Right.JUDGE: "say whether an indicator is on track, beside what the data say",
    Right.LOOSEN: "loosen a disclosure profile, with a reason",
    Right.HAND_OVER: "name a deputy for their own priorities and measures",
    Right.PEOPLE: "let people in and give them roles",
    Right.RESTRICT: "say which analyst may see raw numbers",
    Right.RECORD: "read the record of who did what",
}
RIGHTS = {
    Role.VIEWER: frozenset({Right.SEE}),
    Role.LEAD: frozenset({Right.SEE, Right.SEND, Right.RAW, Right.JUDGE, Right.HAND_OVER}),
    Role.ANALYST: frozenset({Right.SEE, Right.SEND, Right.APPROVE, Right.PLAN}),
    Role.ADMINISTRATOR: frozenset({Right.SEE, Right.PEOPLE, Right.RECORD}),
    Role.GOVERNANCE: frozenset({Right.SEE, Right.LOOSEN, Right.RESTRICT, Right.RECORD}),
}
#: rights that end at the edge of what a grant was given for
WITHIN_REACH = frozenset({Right.SEND, Right.RAW, Right.JUDGE})
#: what a Board viewer who answers for a priority, its senior responsible owner, is called
OWNER_WORDS = "Senior responsible owner"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who is signed in, with what they hold at this moment, read from the store and from nowhere else."""

    account: int
    issuer: str
    subject: str
    name: str
    person: str = ""
    method: str = ""
    grants: tuple[Grant, ...] = ()

    @property
    def who(self) -> str:
        """As the record names them: issuer and subject, never an e-mail address or a name that may change."""
        return f"{self.issuer} {self.subject}"


@dataclass(frozen=True, slots=True)
class Place:
    """What is asked about: a priority, and within it a measure where there is one."""

    priority: str
    measure: str = ""


def place_of(plan: Plan, indicator: str) -> Place:
    """Where an indicator stands in the plan; KeyError for an id that the plan does not have."""
    return Place(plan.priority_of(indicator).id, plan.indicator(indicator).measure or "")


def rights_of(grant: Grant) -> frozenset[Right]:
    """What a grant allows; nothing where its role is not one that this program knows. A viewer with a priority is its owner, and judges."""
    if grant.role not in set(Role):
        return frozenset()
    allowed = RIGHTS[Role(grant.role)]
    if grant.role == Role.VIEWER and grant.reach == "priority":
        return allowed | {Right.JUDGE}
    return allowed | {Right.RAW} if grant.role == Role.ANALYST and grant.restricted else allowed


def reaches(grant: Grant, place: Place) -> bool:
    """Whether what is asked about lies within what the grant was given for."""
    if grant.reach == "all":
        return grant.role != Role.LEAD
    if grant.reach == "priority":
        return grant.object == place.priority
    return grant.reach == "measure" and bool(place.measure) and grant.object == place.measure


def may(actor: Actor | None, right: Right, place: Place | None = None) -> bool:
    """Whether somebody may do something, about `place` where the right has an edge. Without a place, whether there is any at all."""
    if actor is None:
        return False
    return any(
        right in rights_of(grant) and (right not in WITHIN_REACH or place is None or reaches(grant, place)) for grant in actor.grants
    )


def may_approve(actor: Actor | None, sent_by: str) -> bool:
    """Approval is by somebody other than the sender; `sent_by` is the sender's `who`."""
    return actor is not None and may(actor, Right.APPROVE) and actor.who != sent_by


def suggested(plan: Plan, person: str) -> tuple[Grant, ...]:
    """The roles that the plan gives a person: lead of their priorities, lead of measures they supply; a viewer's of those they own.

    A post is nobody and gets none. What comes of it may be changed at any time; the plan is not asked again.
    """
    if not any(each.id == person and each.kind == "person" for each in plan.people):
        return ()
    led = [priority.id for priority in plan.priorities if person in priority.leads]
    supplied = [m.id for p in plan.priorities if p.id not in led for m in p.measures if person in m.contacts]
    owned = [priority.id for priority in plan.priorities if person in priority.sros]
    found = [*(Grant(Role.LEAD, "priority", id) for id in led), *(Grant(Role.LEAD, "measure", id) for id in supplied)]
    return (*found, *(Grant(Role.VIEWER, "priority", id) for id in owned))


def in_words(grant: Grant, plan: Plan, names: dict[int, str] | None = None) -> str:
    """A grant as a person reads it: "Implementation lead, priority 2 Crisis"."""
    owner = grant.role == Role.VIEWER and grant.reach == "priority"
    role = OWNER_WORDS if owner else ROLE_WORDS[Role(grant.role)] if grant.role in set(Role) else grant.role
    extra = ", may see raw numbers" if grant.restricted and grant.role == Role.ANALYST else ""
    until = f", until {on_day(london_day(grant.until))}" if grant.until else ""
    return f"{role}{_reach_words(grant, plan, names or {})}{extra}{until}"


def _reach_words(grant: Grant, plan: Plan, names: dict[int, str]) -> str:
    if grant.reach == "priority":
        found = [p for p in plan.priorities if p.id == grant.object]
        return f", priority {found[0].number} {found[0].short}" if found else f", priority {grant.object}, which the plan no longer has"
    if grant.reach == "measure":
        known = any(m.id == grant.object for m in plan.measures)
        return f", measure {grant.object}{'' if known else ', which the plan no longer has'}"
    if grant.reach == "deputy":
        return f", deputy of {names.get(int(grant.object), f'account {grant.object}')}"
    return ""


def known_reach(plan: Plan, reach: str, objects: Iterable[str]) -> list[str]:
    """Those of `objects` that the plan has: what a form says is looked up, not believed."""
    ids = {"priority": [p.id for p in plan.priorities], "measure": [m.id for m in plan.measures]}.get(reach, [])
    return [each for each in objects if each in ids]
