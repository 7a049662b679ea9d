"""Room: indicators. How much of what a plan holds: the first thing to compare with the printed plan."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from indicators.registry.models import Indicator, Measure, Plan


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of entries. The tuples follow the order of the plan: priorities by passion, indicators, measures and actions by priority."""

    passions: int
    priorities: int
    priorities_by_passion: tuple[int, ...]
    indicators: int
    indicators_by_priority: tuple[int, ...]
    indicators_with_published_figures: int
    indicators_with_target: int
    indicators_with_baseline: int
    indicators_ready: int
    """Those whose measure is ready."""
    indicators_ready_numeric: int
    """Of these, the ones whose measure is numbers."""
    indicators_without_measure: int
    parts: int
    measures: int
    measures_by_priority: tuple[int, ...]
    measures_ready: int
    measures_in_development: int
    measures_unclear: int
    requirements: int
    actions: int
    actions_by_priority: tuple[int, ...]
    action_areas: int
    outcomes: int
    people: int
    posts: int
    sros: int
    sro_posts: int
    leads: int
    lead_posts: int
    interfaces: int
    areas: int
    sources: int
    populations: int
    commitments: int
    judgements: int
    doubts: int

    def as_dict(self) -> dict[str, Any]:
        """For JSON, under the names of the fields."""
        return asdict(self)

    def lines(self) -> tuple[str, ...]:
        """The counts in words, one line a subject."""
        return (
            f"{_many(self.passions, 'passion')}",
            f"{_many(self.priorities, 'priority', 'priorities')}, by passion {_row(self.priorities_by_passion, '/')}",
            f"{_many(self.indicators, 'indicator')}, by priority {_row(self.indicators_by_priority)}: "
            f"{self.indicators_ready} with a measure that is ready ({self.indicators_ready_numeric} of them numbers), "
            f"{self.indicators_without_measure} with no measure, {self.indicators_with_published_figures} with published figures, "
            f"{self.indicators_with_target} with a target, {self.indicators_with_baseline} with a baseline",
            f"{_many(self.measures, 'measure')}, by priority {_row(self.measures_by_priority)}: {self.measures_ready} ready, "
            f"{self.measures_in_development} in development, {self.measures_unclear} unclear",
            f"{_many(self.requirements, 'reporting requirement')} that are not numbered measures",
            f"{_many(self.actions, 'action')}, by priority {_row(self.actions_by_priority)}, "
            f"and {_many(self.action_areas, 'area')} under them",
            f"{_many(self.outcomes, 'outcome')}",
            f"{_many(self.people, 'person', 'people')} and {_many(self.posts, 'post')}: {_posts(self.sros, self.sro_posts)} as SROs, "
            f"{_posts(self.leads, self.lead_posts)} as implementation leads",
            f"{_many(self.interfaces, 'interface')} to other plans",
            f"{_many(self.areas, 'area')}, {_many(self.sources, 'source')}, {_many(self.populations, 'population')}, "
            f"{_many(self.commitments, 'national commitment')}",
            f"{_many(self.judgements, 'judgement')} taken in reading the plan, {_many(self.doubts, 'doubt')} left open",
        )


def counts(plan: Plan) -> Counts:
    """How much of what `plan` holds. People who own several priorities count once."""
    posts = {person.id for person in plan.people if person.kind == "post"}
    sros = {person for priority in plan.priorities for person in priority.sros}
    leads = {person for priority in plan.priorities for person in priority.leads}
    measured = [plan.measure(indicator.measure) for indicator in plan.indicators if indicator.measure]
    ready = [measure for measure in measured if measure.state == "ready"]
    return Counts(
        passions=len(plan.passions),
        priorities=len(plan.priorities),
        priorities_by_passion=tuple(len(passion.priorities) for passion in plan.passions),
        indicators=len(plan.indicators),
        indicators_by_priority=tuple(len(priority.indicators) for priority in plan.priorities),
        indicators_with_published_figures=sum(_published(indicator) for indicator in plan.indicators),
        indicators_with_target=sum(bool(indicator.targets) for indicator in plan.indicators),
        indicators_with_baseline=sum(indicator.baseline != "not set" for indicator in plan.indicators),
        indicators_ready=len(ready),
        indicators_ready_numeric=sum(measure.kind == "quantitative" for measure in ready),
        indicators_without_measure=len(plan.indicators) - len(measured),
        parts=sum(len(indicator.parts) for indicator in plan.indicators),
        measures=len(plan.measures),
        measures_by_priority=tuple(len(priority.measures) for priority in plan.priorities),
        measures_ready=_in_state(plan.measures, "ready"),
        measures_in_development=_in_state(plan.measures, "in_development"),
        measures_unclear=_in_state(plan.measures, "unclear"),
        requirements=sum(len(priority.requirements) for priority in plan.priorities),
        actions=len(plan.actions),
        actions_by_priority=tuple(len(priority.actions) for priority in plan.priorities),
        action_areas=sum(len(action.areas) for action in plan.actions),
        outcomes=len(plan.outcomes),
        people=len(plan.people) - len(posts),
        posts=len(posts),
        sros=len(sros),
        sro_posts=len(sros & posts),
        leads=len(leads),
        lead_posts=len(leads & posts),
        interfaces=len(plan.interfaces),
        areas=len(plan.areas),
        sources=len(plan.sources),
        populations=len(plan.populations),
        commitments=len(plan.commitments),
        judgements=sum(note.kind == "judgement" for note in plan.notes),
        doubts=sum(note.kind == "doubt" for note in plan.notes),
    )


def _published(indicator: Indicator) -> bool:
    return any(part.published for part in indicator.parts)


def _in_state(measures: tuple[Measure, ...], state: str) -> int:
    return sum(measure.state == state for measure in measures)


def _many(number: int, one: str, several: str = "") -> str:
    return f"{number} {one if number == 1 else several or one + 's'}"


def _row(numbers: tuple[int, ...], between: str = " ") -> str:
    return between.join(str(number) for number in numbers)


def _posts(all_of_them: int, posts: int) -> str:
    people = f"{_many(all_of_them - posts, 'person', 'people')}"
    return f"{people} and {_many(posts, 'post')}" if posts else people
