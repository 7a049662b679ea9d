"""Room: the house. What holds for every file that arrives: what it is read under, held against and fitted to, and as what it waits.

Loaders and store meet in the house alone. The terminal and the first start (`terminal`) and the upload pages (`uploading`) come this way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from indicators.observations import Observation, Origin, Status
from indicators.periods import Period
from indicators.registry import Plan, Priority
from indicators.submissions import Passed, Problem, Submission
from indicators.wording import listed
from loaders.circumstances import Populations
from loaders.conventions import recalled
from loaders.held import before, sent
from loaders.shipped import FORMAT as SHIPPED
from loaders.template import Filling, write
from store.memory import Memory
from store.rows import Identity, identity
from store.staged import Recall, Staged
from store.submissions import Store

# -- reading with what is remembered ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """A file as it was read: under these answers and layouts, of which `recalled` were remembered."""

    submission: Submission
    answers: Mapping[str, str]
    layouts: Mapping[str, Mapping[str, str]]
    recalled: tuple[Recall, ...] = ()


#: reads the file once, under answers ("" is none) and layouts
Once = Callable[[Mapping[str, str], Mapping[str, Mapping[str, str]]], Submission]


def found(once: Once, answers: Mapping[str, str], layouts: Mapping[str, Mapping[str, str]], memories: Sequence[Memory]) -> Found:
    """Read a file, and again where something remembered maps a table of it or answers a question that it raises.

    A place whose answer is "" is asked about, whatever is remembered.
    """
    by_kind = {kind: {each.key: each.content for each in memories if each.kind == kind} for kind in ("answer", "layout")}
    submission, used = once(answers, layouts), list[Recall]()
    shapes = [each.shape for each in submission.proposals if each.shape in by_kind["layout"] and each.shape not in layouts]
    if shapes:
        layouts = {**layouts, **{shape: by_kind["layout"][shape] for shape in shapes}}
        used += [Recall("layout", shape, shape) for shape in dict.fromkeys(shapes)]
        submission = once(answers, layouts)
    answered = {where: what for where, what in recalled(submission.problems, by_kind["answer"]).items() if where not in answers}
    if answered:
        answers = {**answers, **{place: choice for place, (choice, _) in answered.items()}}
        used += [Recall("answer", place, key) for place, (_, key) in answered.items()]
        submission = once(answers, layouts)
    return Found(submission, answers, layouts, tuple(used))


def explained(memories: Sequence[Memory]) -> dict[str, Mapping[str, str]]:
    """The layouts among what is remembered, the latest first: shape -> label -> key of the question."""
    return {each.key: each.content for each in reversed(memories) if each.kind == "layout"}


def waiting(
    found: Found,
    plan: Plan,
    *,
    size: int,
    sender: tuple[str, str],
    theirs: Collection[str] | None,
    sees: Collection[str] | None,
    at: datetime,
    salt: str,
    published_on: date | None = None,
    shown: str = "",
    kind: str = "file",
) -> Staged:
    """A file as an upload that waits; `sender` is who the record names, and the name that members read."""
    submission = found.submission
    priorities = priorities_of(plan, submission)
    together = shared(plan, priorities, theirs, sees)
    return Staged(
        sha256=submission.sha256,
        kind=kind,
        file=submission.file,
        size=size,
        sender=sender[0],
        sender_name=sender[1],
        theirs=None if theirs is None else tuple(sorted(theirs)),
        sent_at=at,
        sees=None if sees is None else tuple(sorted(sees)),
        scope=scope("" if together else sender[0], theirs, sees),
        salt=salt,
        priorities=priorities,
        answers=found.answers,
        recalled=found.recalled,
        layouts=found.layouts,
        published_on=published_on,
        shown=shown,
    )


def scope(who: str, theirs: Collection[str] | None, sees: Collection[str] | None) -> str:
    """Whose a file is, as a text: the same for senders to whom it reads the same; `who` is "" where they all share it."""
    edges = [None if each is None else sorted(each) for each in (theirs, sees)]
    return sha256(json.dumps([who, *edges]).encode()).hexdigest()


def shared(plan: Plan, priorities: Collection[str], theirs: Collection[str] | None, sees: Collection[str] | None) -> bool:
    """Whether all who have the edges of its sender may see a file and act on it: it speaks of what is theirs, and of nothing else."""
    if theirs is None and sees is None:
        return True
    own = {i.id for p in plan.priorities if p.id in priorities for i in p.indicators}
    return bool(priorities) and (theirs is None or {*priorities} <= {*theirs}) and (sees is None or own <= {*sees})


# -- what a file is held against --------------------------------------------------------------------------------------------------


def held(store: Store, plan: Plan, sees: Collection[str] | None = None, own: Collection[int] = ()) -> tuple[Observation, ...]:
    """The figures that leads have sent; those of the indicators that somebody `sees`, and of their `own` submissions beside."""
    found = store.observations(indicators=_indicators(plan))
    return sent(each.observation for each in found if sees is None or each.observation.key.indicator in sees or each.submission in own)


def populations(store: Store, plan: Plan) -> Populations:
    """The populations that the store holds: (population, area, breakdown) -> people."""
    wanted = [population.id for population in plan.populations]
    kept = sorted(
        (each.observation for each in store.observations(indicators=wanted)), key=lambda observation: observation.key.period.order
    )
    people: dict[tuple[str, str, tuple[tuple[str, str], ...]], float] = {}
    for observation in kept:
        if observation.status is Status.OK and observation.value is not None:
            key = observation.key
            people[(key.indicator, key.area, key.breakdown)] = observation.value
    return people


def workbook(store: Store, plan: Plan, priorities: Sequence[Priority], period: Period, *, illustrative: bool = False) -> bytes:
    """The leads' workbook of these priorities for one quarter, with the figures they sent before, for reference.

    `illustrative` tells that these are invented numbers, as they are wherever the store holds any; the workbook says so.
    """
    found = (each.observation for each in store.observations(indicators=_indicators(plan)))
    return write(
        plan, priorities, period, Filling(before=before(found, plan, priorities, period), illustrative=illustrative or store.illustrative())
    )


def fitted(submission: Submission, store: Store, *, published_on: date | None, illustrative: bool) -> Submission:
    """A file as it goes into this store: with its day of publication, without what a file loaded here holds, and never invented numbers."""
    if published_on is not None:
        submission = replace(submission, published_on={o.source: published_on for o in submission.observations if o.source})
    if submission.illustrative and not illustrative:
        where = Origin(submission.file, "", "")
        remedy = "Load it with `make example`, into a database of its own."
        refused = Problem("illustrative", where, "an illustrative workbook", "real figures", remedy)
        return replace(submission, problems=(*submission.problems, refused))
    return _beside_loaded(store, submission) if submission.format == SHIPPED and not submission.stopped else submission


def without_withdrawn(submission: Submission, store: Store) -> Submission:
    """A file without the figures that somebody withdrew here: a start brings none of them back. Another number for the same is another.

    Whoever wants them again loads the file on purpose; from then on they stand and are no withdrawn ones.
    """
    wanted = {observation.key.indicator for observation in submission.observations}
    gone: dict[tuple[Identity, tuple[object, ...]], int] = {}
    for each in store.withdrawn(wanted):
        gone[identity(each.observation.key), _number(each.observation)] = each.submission
    if not gone:
        return submission
    standing = {(identity(each.observation.key), _number(each.observation)) for each in store.observations(indicators=wanted)}
    kept, left_out = list[Observation](), list[int]()
    for observation in submission.observations:
        figure = (identity(observation.key), _number(observation))
        if figure in gone and figure not in standing:
            left_out.append(gone[figure])
        else:
            kept.append(observation)
    if not left_out:
        return submission
    numbers = sorted({*left_out})
    which = f"{'submission' if len(numbers) == 1 else 'submissions'} {listed(map(str, numbers))}"
    passed = Passed(f"withdrawn here with {which}; `load` brings them back", len(left_out))
    return replace(submission, observations=tuple(kept), passed=(*submission.passed, passed))


def _number(observation: Observation) -> tuple[object, ...]:
    """What a figure says: a file as published and the file that travels with the project may tell more or less beside it."""
    return observation.value, observation.status, observation.numerator, observation.denominator


def yields(submission: Submission) -> bool:
    """Whether a file holds anything for the plan."""
    return bool(submission.observations or submission.commentary or submission.actions or submission.voices)


def needs_approval(plan: Plan, submission: Submission) -> bool:
    """Whether somebody other than the sender approves the file: an indicator that it speaks of asks for it."""
    asked = {indicator.id for indicator in plan.indicators if indicator.approval}
    return bool(asked & ({each.key.indicator for each in submission.observations} | {each.indicator for each in submission.commentary}))


def priorities_of(plan: Plan, submission: Submission) -> tuple[str, ...]:
    """The priorities that a file speaks of, in the plan's order; where it yields nothing yet, those that its first sheet names."""
    said = {each.key.indicator for each in submission.observations} | {each.indicator for each in submission.commentary}
    actions, voices = {each.action for each in submission.actions}, {each.priority for each in submission.voices}
    named = f", {submission.details.get('priorities', '')},"
    return tuple(
        priority.id
        for priority in plan.priorities
        if priority.id in voices
        or said & {indicator.id for indicator in priority.indicators}
        or actions & {action.id for action in priority.actions}
        or f", {priority.number} {priority.short}," in named
    )


def _beside_loaded(store: Store, submission: Submission) -> Submission:
    """The figures that come with the project, without those in whose place a file stands that somebody loaded here."""
    formats = {record.number: record.format for record in store.submissions()}
    wanted = {observation.key.indicator for observation in submission.observations}
    loaded = {each.observation.key for each in store.observations(indicators=wanted) if formats[each.submission] != SHIPPED}
    kept = tuple(observation for observation in submission.observations if observation.key not in loaded)
    left_out = len(submission.observations) - len(kept)
    passed = Passed("a file that was loaded here holds these figures", left_out)
    return replace(submission, observations=kept, passed=(*submission.passed, passed)) if left_out else submission


def _indicators(plan: Plan) -> list[str]:
    return [indicator.id for indicator in plan.indicators]
