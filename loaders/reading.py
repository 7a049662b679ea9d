"""Room: loaders. One file, read: bytes and a plan in, a submission out, whatever the file is called."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256

from indicators.observations import Observation, Origin
from indicators.periods import Period
from indicators.registry.models import Plan
from indicators.submissions import Passed, Problem, Submission
from loaders import returned, shipped, tables_of_leads
from loaders.areas import codes_wanted
from loaders.circumstances import NOTHING_KNOWN, Circumstances, Populations
from loaders.layouts import meant, proposed
from loaders.limits import PUBLISHED, UPLOADS, Limits
from loaders.mapping import Mapped, area_ids, observations
from loaders.personal import people
from loaders.problems import problem
from loaders.proposals import proposal
from loaders.published.figures import Figure
from loaders.published.formats import FORMATS, Format
from loaders.published.tables import Table
from loaders.recognition import recognised
from loaders.remarks import of_file
from loaders.unreadable import Unreadable
from loaders.workbook import Workbook, opened

#: what is said of a table that its sender may explain: where that is done
TO_BE_MAPPED = (
    "It seems to be a table in a layout of your own. Send it on the page Send a file (/uploads/new), where you say what its rows mean; "
    "or take the template for your priority and copy the figures into it."
)
#: called with the rows read so far and the rows in all
Progress = Callable[[int, int], None]
#: one of our own formats: the submission where the workbook is in it, else None
Reader = Callable[[Workbook, str, Plan, Circumstances], Submission | None]


def _leads_workbook(workbook: Workbook, digest: str, plan: Plan, known: Circumstances) -> Submission | None:
    return returned.read(workbook, plan, digest, known) if returned.recognised(workbook) else None


def _shipped(workbook: Workbook, digest: str, plan: Plan, known: Circumstances) -> Submission | None:
    return shipped.submission(workbook, digest, plan)


def _own_layout(workbook: Workbook, digest: str, plan: Plan, known: Circumstances) -> Submission | None:
    return tables_of_leads.read(workbook, plan, digest, known) if known.layouts else None


#: formats that are not a publisher's: ours, and those that their sender confirmed
READERS: tuple[Reader, ...] = (_leads_workbook, _shipped, _own_layout)


def read(
    name: str,
    content: bytes,
    plan: Plan,
    *,
    by_progress: Progress | None = None,
    populations: Populations | None = None,
    answers: Mapping[str, str] | None = None,
    known: Circumstances = NOTHING_KNOWN,
    limits: Limits = PUBLISHED,
) -> Submission:
    """What the file `name` yields for the plan.

    A file that cannot be opened, or is in no known format, gives a submission with a problem that stops it; so does one that holds people,
    and of that nothing is told. A published file without rows for the plan's areas is no mistake: it gives a submission without
    observations and says so. `populations` and `answers` (``Values!F14``, ``F14`` or the code of a question -> id of the choice) may be
    given on their own in place of those in `known`.
    """
    known = replace(known, populations=populations or known.populations, answers=answers or known.answers)
    digest = sha256(content).hexdigest()
    try:
        workbook = opened(name, content, limits=limits)
    except Unreadable as refusal:
        return Submission(name, digest, "", "a file that cannot be read", 0, problems=(refusal.problem,))
    # a lead's workbook may hold a sheet copied from a published file, and is a lead's workbook still
    found = None if returned.recognised(workbook) else recognised(workbook)
    if found is not None:
        submission = _published(digest, *found, plan, by_progress, known.populations)
    elif (about_people := people(workbook)) is not None:
        return Submission(name, digest, "", "a file about single people, which was not kept", 0, problems=(about_people,))
    else:
        ours = (reader(workbook, digest, plan, known) for reader in READERS)
        submission = next((one for one in ours if one is not None), None) or _in_no_format(workbook, digest, plan, known)
    return replace(submission, problems=(*of_file(workbook), *submission.problems))


def _in_no_format(workbook: Workbook, digest: str, plan: Plan, known: Circumstances) -> Submission:
    sheets = (sheet for sheet in workbook.sheets if len(sheet.rows) <= UPLOADS.rows)
    layouts = ((sheet, proposed(sheet, plan, plan.priorities, file=workbook.name)) for sheet in sheets)
    proposals = tuple(proposal(sheet, meant(layout, known)) for sheet, layout in layouts if layout is not None)
    if not proposals:
        return Submission(workbook.name, digest, "", "a file in no format that is known", 0, problems=(_unknown(workbook),))
    told = replace(_unknown(workbook), remedy=TO_BE_MAPPED)
    title = "a table that seems to be in a layout of its sender's own"
    return Submission(workbook.name, digest, "", title, 0, problems=(told,), proposals=proposals)


def _published(
    digest: str, known: Format, table: Table, plan: Plan, by_progress: Progress | None, populations: Populations | None
) -> Submission:
    places = area_ids(plan, known.id)
    rows = sum(sum(1 for _ in one.rows()) for one in (table, *table.more))
    empty = Submission(table.file, digest, known.id, known.title, rows, details=_sheets(table))
    if not rows:
        return replace(empty, problems=(problem("empty-table", Origin(table.file, table.sheet.name, ""), title=known.title),))
    if not places:
        note = _note(table, f"a file in the format {known.id}, which no indicator of this plan reads")
        return replace(empty, passed=(Passed("the plan reads nothing from this format", rows),), problems=(note,))
    figures: list[Figure] = []
    passed: list[Passed] = []
    problems: list[Problem] = []
    progressing = table if by_progress is None else _watched(table, rows, by_progress)
    for item in known.figures(progressing, areas=codes_wanted(plan, places)):
        if isinstance(item, Figure):
            figures.append(item)
        elif isinstance(item, Passed):
            passed.append(item)
        else:
            problems.append(item)
    if not figures and not problems:
        named = ", ".join(area.name for area in plan.areas if area.id in places)
        note = problem("no-rows", Origin(table.file, table.sheet.name, ""), rows=rows, areas=named)
        details = {**empty.details, "areas": f"no rows for the plan's areas ({named})"}
        return replace(empty, passed=_joined(passed), problems=(note,), details=details)
    mapped = observations(figures, plan, known.id, file=table.file, populations=populations)
    return replace(
        empty,
        observations=mapped.observations,
        problems=(*problems, *mapped.problems),
        passed=_joined([*passed, *mapped.passed]),
        details={**empty.details, **_periods(mapped)},
    )


def _watched(table: Table, rows: int, by_progress: Progress) -> Table:
    """The table, telling how far its rows have been read."""
    read_so_far = 0

    def watch(more: int) -> None:
        nonlocal read_so_far
        read_so_far += more
        by_progress(min(read_so_far, rows), rows)

    return replace(table, watch=watch, more=tuple(replace(one, watch=watch) for one in table.more))


def _sheets(table: Table) -> dict[str, str]:
    names = [one.sheet.name for one in (table, *table.more) if one.sheet.name]
    return {"sheets": ", ".join(names)} if names else {}


def _periods(mapped: Mapped) -> dict[str, str]:
    found: set[Period] = {observation.key.period for observation in mapped.observations}
    if not found:
        return {}
    ordered = sorted(found, key=lambda period: period.order)
    said = ordered[0].label if len(ordered) == 1 else f"{len(ordered)}, from {ordered[0].label} to {ordered[-1].label}"
    return {"periods": said, "areas": ", ".join(_areas(mapped.observations))}


def _areas(found: Collection[Observation]) -> Iterator[str]:
    return iter(dict.fromkeys(observation.key.area for observation in found))


def _joined(passed: Collection[Passed]) -> tuple[Passed, ...]:
    """Each reason once: a file with several sheets gives it several times."""
    rows: dict[str, int] = {}
    for one in passed:
        rows[one.reason] = rows.get(one.reason, 0) + one.rows
    return tuple(Passed(reason, count) for reason, count in rows.items())


def _note(table: Table, found: str) -> Problem:
    return Problem(
        "not-asked-for",
        Origin(table.file, table.sheet.name, ""),
        found,
        "a file that an indicator's published source names",
        "Nothing was taken from it. Add a source to the plan if its figures are wanted.",
        "note",
    )


def _unknown(workbook: Workbook) -> Problem:
    header = next((row for sheet in workbook.sheets for _, row in sheet.filled()), ())
    written = ", ".join(str(cell) for cell in header if cell != "")[:120]
    known = "; ".join(f"{each.title} ({each.publisher})" for each in FORMATS)
    where = Origin(workbook.name, workbook.sheets[0].name if workbook.sheets else "", "")
    entry = problem("unknown-format", where, headers=written or "none")
    return replace(entry, expected=f"{entry.expected}. Known are: {known}")
