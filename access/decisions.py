"""Room: access. Which right a decision takes, and in whose name it is taken.

The owner's judgement is the owner's: a senior responsible owner's or a lead's, within their reach. A profile is loosened by information
governance alone (R21). Everything else takes the right to decide on the plan.
"""

from __future__ import annotations

from collections.abc import Sequence

from access.roles import Actor, Right, Role, may, place_of
from indicators.contradictions import profile_after
from indicators.decisions import Decided
from indicators.disclosure.profiles import PROFILES, loosens
from indicators.registry.models import Plan

#: any of these opens the page; each decision asks for its own
DECIDING = frozenset({Right.PLAN, Right.JUDGE, Right.LOOSEN})


def right_for(plan: Plan, decisions: Sequence[Decided], draft: Decided) -> Right:
    """The right that a decision takes. `plan` is as decided until now; KeyError for an unknown indicator."""
    earlier = next((each for each in decisions if each.number == draft.content.get("number")), None) if draft.kind == "back" else draft
    if earlier is not None and earlier.kind == "judgement":
        return Right.JUDGE if owned(plan, draft.indicator) else Right.PLAN
    if earlier is not None and earlier.kind == "profile":
        old, new = (PROFILES.get(each) for each in profile_after(plan, decisions, draft))
        return Right.LOOSEN if old and new and loosens(old, new) else Right.PLAN
    return Right.PLAN


def owned(plan: Plan, indicator: str) -> bool:
    """Whether somebody answers for an indicator: a post is nobody, and its tasks fall to the analyst."""
    priority = plan.priority_of(indicator)
    people = {person.id for person in plan.people if person.kind == "person"}
    return bool(people & {*priority.sros, *priority.leads})


def may_decide(actor: Actor | None, plan: Plan, indicator: str) -> bool:
    """Whether somebody may decide anything about an indicator; KeyError for an unknown one."""
    return any(may(actor, right, place_of(plan, indicator)) for right in DECIDING)


def bodies(plan: Plan, indicator: str) -> tuple[str, ...]:
    """Whose decision it may have been, as bodies and roles: no name of a person stands on a chart or in what is taken away."""
    number = plan.priority_of(indicator).number
    return (
        f"the {plan.board}" if not plan.board.lower().startswith("the ") else plan.board,
        f"a senior responsible owner of priority {number}",
        f"an implementation lead of priority {number}",
        "the analyst",
        "the information governance lead",
    )


def own_body(actor: Actor | None, plan: Plan, indicator: str) -> str:
    """The role in which somebody judges an indicator; "" for one who is neither its owner nor its lead."""
    place, number = place_of(plan, indicator), plan.priority_of(indicator).number
    if actor is None or not may(actor, Right.JUDGE, place):
        return ""
    owner = any(grant.role == Role.VIEWER and grant.reach == "priority" and grant.object == place.priority for grant in actor.grants)
    return f"{'a senior responsible owner' if owner else 'an implementation lead'} of priority {number}"
