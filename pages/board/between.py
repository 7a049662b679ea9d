"""Room: pages. What differs between the end of one day and the end of another: figures, states, actions, the plan, voices, files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from indicators import numbers
from indicators.actions import ActionMove, ActionStanding, moves, standings
from indicators.changes import ChangeItem, changes
from indicators.decided import overlaid
from indicators.decisions import Decided
from indicators.evidence import shown
from indicators.periods.rendering import on_day
from indicators.plan_changes import PlanChange, plan_changes
from indicators.statements import Told
from indicators.submissions import Commentary, Voice
from indicators.summaries import State
from indicators.wording import listed
from pages.frame.data import Figures, Submitted, dated

T = TypeVar("T")

#: states of an indicator that cannot be measured
UNDEVELOPED = frozenset({State.IN_DEVELOPMENT.value, State.TO_BE_CLARIFIED.value, State.NO_MEASURE.value})


@dataclass(frozen=True, slots=True)
class Between:
    """All that differs between the end of one day and the end of another."""

    since: date
    until: date
    items: tuple[ChangeItem, ...]
    developed: tuple[ChangeItem, ...]
    moved: tuple[ActionMove, ...]
    late: tuple[ActionStanding, ...]
    plan: tuple[PlanChange, ...]
    decided: tuple[Decided, ...]
    voices: tuple[Told[Voice], ...]
    remarks: tuple[Told[Commentary], ...]
    files: tuple[Submitted, ...]
    taken_back: tuple[Submitted, ...]
    #: whether the record begins between the two days, so that all it holds is new to it
    first: bool

    def of(self, *kinds: str) -> list[ChangeItem]:
        """The changes of figures of these kinds, in the order of the plan."""
        return [item for item in self.items if item.kind in kinds]

    @property
    def nothing(self) -> bool:
        """Whether nothing at all changed; actions that wait for a review do not count, as they are a standing still."""
        return not (self.items or self.moved or self.plan or self.decided or self.voices or self.remarks or self.files or self.taken_back)


def between(figures: Figures, since: date, as_of: date | None, until: date) -> Between:
    """What differs between two days. `as_of` None means that the later one is now."""
    plan, before = figures.plan, dated(figures, since)
    boards = (before.board(since), figures.board(as_of))
    known = {area.id for area in plan.areas}
    then = [figure for figure in before.released(since) if figure.key.area in known]
    now = [figure for figure in figures.released(as_of) if figure.key.area in known]
    items = changes(then, now, plan, boards=boards)
    undeveloped = {one.indicator for one in boards[0].summaries if one.state.value in UNDEVELOPED}
    left = {one.indicator for one in boards[1].summaries if one.state.value not in UNDEVELOPED}
    told = figures.action_updates(as_of)
    actions = (standings(before.plan, figures.action_updates(since), as_of=since), standings(plan, told, as_of=until))
    decided = figures.decisions(as_of)
    files, old_files = figures.submissions(as_of), figures.submissions(since)
    there = {each.number for each in files}
    return Between(
        since,
        until,
        items,
        tuple(item for item in items if item.kind == "state" and item.indicator in undeveloped & left),
        moves(*actions),
        tuple(each for each in actions[1] if each.late),
        plan_changes(overlaid(before.plan, decided), plan),
        tuple(each for each in decided if each.number not in {old.number for old in figures.decisions(since)}),
        tuple(_later(shown(figures.evidence(since)), shown(figures.evidence(as_of)))),
        tuple(_later(figures.commentary(since), figures.commentary(as_of))),
        tuple(each for each in files if each.number not in {old.number for old in old_files}),
        tuple(each for each in old_files if each.number not in there),
        (began := figures.began()) is not None and since < began <= until,
    )


def opening(found: Between) -> str:
    """The whole page in one sentence."""
    begun = f"Since {on_day(found.since)}"
    if found.nothing:
        return f"Nothing has changed since {on_day(found.since)}"
    new = sum(item.figures for item in found.of("new"))
    if found.first and new:
        return f"{begun}, {_counted(new, 'figure', 'arrived')}, the first that the record holds"
    told = [
        _counted(new, "figure", "arrived"),
        _counted(len(found.of("revised")), "figure", "was revised", "were revised"),
        _counted(len(found.of("state")), "indicator", "changed state"),
        _counted(sum(move.kind == "done" for move in found.moved), "action", "was done", "were done"),
        _counted(len(found.decided), "decision", "was taken", "were taken"),
        _counted(len(found.voices), "piece", "of people’s voice came in", plural="pieces"),
    ]
    kept = [words for words in told if words]
    return f"{begun}, {listed(kept)}" if kept else f"{begun}, no figure and no state has changed"


def _counted(count: int, noun: str, verb: str, verbs: str = "", *, plural: str = "") -> str:
    if not count:
        return ""
    return f"{numbers.counted(count)} {noun if count == 1 else plural or f'{noun}s'} {verb if count == 1 else verbs or verb}"


def _later(then: Iterable[Told[T]], now: Iterable[Told[T]]) -> Iterable[Told[T]]:
    """What was said since: in the later record, and not in the earlier one."""
    held = {(each.submission, repr(each.said)) for each in then}
    return (each for each in now if (each.submission, repr(each.said)) not in held)
