"""Room: pages. What the review desk looks at: which quarter, on which day, whose priorities; and how its parts name an indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dash import html
from dash.development.base_component import Component

from access.roles import Actor, Place, Role, reaches
from indicators import deadlines, tasks
from indicators.periods import Period
from indicators.registry.models import Indicator, Plan, Priority
from pages.frame.queries import Query
from pages.frame.selections import Choice, chosen

#: asked for as a priority: all of them, for a lead who would else see their own
EVERY = "all"


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at: the quarter, the day on which, the priorities (None for all), and those of whoever is signed in."""

    quarter: Period
    on: date
    priorities: frozenset[str] | None
    own: frozenset[str]

    def shows(self, priority: str) -> bool:
        """Whether a priority is looked at."""
        return self.priorities is None or priority in self.priorities


def latest(plan: Plan, on: date) -> Period | None:
    """The last quarter of the plan that has ended; None before one has."""
    over = [each for each in deadlines.quarters(plan) if each.end < on]
    return over[-1] if over else None


def own_priorities(plan: Plan, actor: Actor | None) -> frozenset[str]:
    """The priorities of which somebody leads the whole or a measure, as its lead or a deputy; none for everybody else."""
    led = [grant for grant in actor.grants if grant.role == Role.LEAD] if actor else []
    return frozenset(p.id for p in plan.priorities if any(reaches(grant, place) for grant in led for place in places(p)))


def view_of(plan: Plan, query: Query, offered: Sequence[Period], own: frozenset[str], on: date) -> tuple[View, dict[str, str]]:
    """What an address asks to be looked at, and what was chosen in its lists; `offered` are the quarters, at least one."""
    wanted = chosen(query, choices(plan, offered))
    quarter = next((each for each in offered if each.key == wanted["quarter"]), None) or latest(plan, on) or offered[0]
    return View(quarter, on, _priorities(plan, wanted, own), own), wanted


def offered(plan: Plan, on: date) -> list[Period]:
    """The quarters one can look at, the latest first: those that have ended, and the one under way."""
    return [each for each in reversed(deadlines.quarters(plan)) if each.start <= on]


def choices(plan: Plan, offered: Sequence[Period]) -> tuple[Choice, ...]:
    """The lists of the page: quarter, priority, lead or supplier."""
    people = {id for priority in plan.priorities for id in (*priority.leads, *(c for m in priority.measures for c in m.contacts))}
    return (
        Choice("quarter", "Quarter", tuple((each.key, each.short) for each in offered), "The latest that is over"),
        Choice("priority", "Priority", (*((p.id, f"{p.number} {p.short}") for p in plan.priorities), (EVERY, "All priorities")), "Any"),
        Choice("lead", "Lead or supplier", tuple((person.id, person.name) for person in plan.people if person.id in people), "Anybody"),
    )


def _priorities(plan: Plan, wanted: dict[str, str], own: frozenset[str]) -> frozenset[str] | None:
    found: frozenset[str] | None = None
    if wanted["priority"] and wanted["priority"] != EVERY:
        found = frozenset({wanted["priority"]})
    if wanted["lead"]:
        theirs = tasks.of_person(plan, wanted["lead"])
        found = theirs if found is None else found & theirs
    return own if found is None and own and wanted["priority"] != EVERY else found


def ordered(plan: Plan, view: View) -> list[Priority]:
    """The priorities looked at, those of whoever is signed in first."""
    shown = [priority for priority in plan.priorities if view.shows(priority.id)]
    return sorted(shown, key=lambda priority: priority.id not in view.own)


def places(priority: Priority) -> list[Place]:
    """A priority and each of its measures, as rights reach them."""
    return [Place(priority.id), *(Place(priority.id, measure.id) for measure in priority.measures)]


def linked(own: Sequence[Indicator], query: Query) -> list[Component | str]:
    """Indicators by number and name, each leading to its page, as a sentence ends."""
    found: list[Component | str] = []
    for place, indicator in enumerate(own):
        found += [*([", "] if place else []), html.A(f"{indicator.number} {indicator.short}", href=page_of(indicator, query))]
    return [*found, "."]


def page_of(indicator: Indicator, query: Query) -> str:
    """The address of an indicator's page, on the date of the query."""
    return query.link(f"/indicator/{indicator.id}")


def indicators(count: int) -> str:
    """The word, for one or for several."""
    return "indicator" if count == 1 else "indicators"
