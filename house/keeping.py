"""Room: the house. The commands by which everything lasts: a backup in one file, its way back on an empty machine, and the proof of it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from house.commands import Arguments, in_a_folder, plan_of, say, store_of
from house.settings import Settings
from house.sweeping import named
from indicators.deadlines import london_day
from indicators.decided import overlaid
from indicators.observations import Observation, Status
from indicators.registry import Plan, read
from loaders.circumstances import Circumstances
from loaders.confined import read as read_file
from loaders.held import sent, values
from store import archives, engines, record, rereading
from store import backup as copies
from store.checks import about
from store.problems import RefusedError, StoreError
from store.received import bytes_of, keep
from store.rereading import Accepted
from store.submissions import Store

#: submissions that `verify` reads again from their files, unless all are asked for
SAMPLE = 10


def backup(options: Arguments, settings: Settings) -> int:
    """Put everything that is kept into one checked file, while it is served."""
    target = in_a_folder(Path(options.file))
    with closing(store_of(settings)) as store, TemporaryDirectory(dir=target.parent) as aside:
        served, files = engines.sqlite_file(store.url) is None, list[tuple[str, Path]]()
        marked = record.mark(store)  # before the copy: what is done meanwhile may be in the copy, what was done before must
        if not served:
            # the database first: a file is kept before its submission is accepted, so none that the copy names is missing afterwards
            files.append((archives.DATABASE, store.backup(Path(aside) / "database.db").path))
        whole, spoilt = _received(settings.received)
        files += [(archives.name_of(path.name), path) for path in whole]
        files += [(archives.PLAN, settings.plan_file)] if settings.plan_file.is_file() else []
        told = {"made_at": datetime.now(UTC).isoformat(timespec="seconds"), "record": marked, "served": served}
        made = archives.write(target, files, told)
    what = "the files as received and the plan" if served else "the database, the files as received and the plan"
    say(f"{target}: {what}, {len(files):,} in all, {made.size / 1e6:,.1f} MB, SHA-256 {made.sha256}.")
    for path in spoilt:
        say(f"Left out: the file as received {path.name[:12]} is not the one that came. Restore it from an earlier backup.")
    if served:
        say(f"The database is served by PostgreSQL and is not in it. Beside it, run: {_dump(store, target)}")
    return 1 if spoilt else 0


def restore(options: Arguments, settings: Settings) -> int:
    """Bring everything back from a backup, where no database is."""
    source, database = Path(options.file), engines.sqlite_file(engines.parsed(settings.database_url))
    if not source.is_file():
        raise RefusedError(f"{source}: there is no such file. Look whether the name is right; nothing has changed.")
    if database is not None:
        copies.check_free(database)
    folder = settings.received.parent if database is None else database.parent
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".restoring-") as aside:
        contents = archives.take_out(source, Path(aside))
        if (archives.DATABASE in contents.files) != (database is not None):
            raise RefusedError(_other_kind(source, database))
        for name in contents.files:
            if name.startswith("received/"):
                keep(settings.received, (Path(aside) / name).read_bytes())
        _bring_back_plan(Path(aside) / archives.PLAN, folder, settings)
        if database is not None:  # last: where it stands, all else does
            copies.restore(Path(aside) / archives.DATABASE, database)
    say(f"{source.name}: {len(contents.files):,} files are back, as of {contents.about.get('made_at', 'an unknown time')}.")
    if database is None:
        say(f"The database comes from its own dump: {_undump(settings)} Then run `delivery-plan verify`.")
        return 0
    with closing(store_of(settings)) as store:
        return _restored(store, settings, str(contents.about.get("record", "")))


def verify(options: Arguments, settings: Settings) -> int:
    """Recompute every hash, read files again; say what is not as it was accepted."""
    with closing(store_of(settings)) as store:
        faults = store.verify(settings.received)
        again, notes = _read_again(store, settings, options.rederive)
    for fault in faults:
        say(fault)
    for note in notes:
        say(f"Note: {note}")
    if not faults:
        say("Everything held is as it was accepted.")
    if again:
        say(f"{again} {'file was' if again == 1 else 'files were'} read again; {again - len(notes)} gave the figures that were accepted.")
    return 1 if faults else 0


# -- files ------------------------------------------------------------------------------------------------------------------------


def _received(folder: Path) -> tuple[list[Path], list[Path]]:
    """The files as received that are what they were, and those that are not; half-written ones are neither."""
    whole, spoilt = [], []
    for path in sorted(path for path in folder.glob("??/*") if path.is_file() and archives.NAMES.fullmatch(archives.name_of(path.name))):
        try:
            bytes_of(folder, path.name)
            whole.append(path)
        except StoreError:
            spoilt.append(path)
    return whole, spoilt


def _bring_back_plan(plan: Path, folder: Path, settings: Settings) -> None:
    """The plan's file is the program's, and is never written over: another wording is put beside the figures."""
    if not plan.is_file() or (settings.plan_file.is_file() and settings.plan_file.read_bytes() == plan.read_bytes()):
        return
    place = folder / "priorities.restored.yaml"
    shutil.copyfile(plan, place)
    say(f"The plan of the backup is another than {settings.plan_file.name} here. It is at {place}. Compare, or set DELIVERY_PLAN_FILE.")


def _restored(store: Store, settings: Settings, marked: str) -> int:
    """Whether what was brought back is whole; 1 where it is not. Files that no submission names came later than the backup."""
    faults = [*store.verify(settings.received), *record.faults(store, marked="" if marked == "0:" else marked)]
    for fault in dict.fromkeys(faults):
        say(fault)
    wanted = named(store)
    later = [path.name for path in _received(settings.received)[0] if path.name not in wanted]
    if later:
        shown = ", ".join(name[:12] for name in later[:10])
        say(f"{len(later)} received here after the backup, or never accepted: {shown}. Load them again where they are wanted.")
    if not faults:
        count, mark = len(store.submissions()), record.mark(store)
        say(f"{count:,} submission{'' if count == 1 else 's'}. Everything held is as it was accepted. The record ends at {mark}.")
    return 1 if faults else 0


# -- PostgreSQL -------------------------------------------------------------------------------------------------------------------


def _dump(store: Store, target: Path) -> str:
    address = store.url.set(drivername="postgresql").render_as_string(hide_password=True)
    return f'pg_dump --format=custom --file="{target.with_suffix(".dump")}" "{address}"'


def _undump(settings: Settings) -> str:
    address = engines.parsed(settings.database_url).set(drivername="postgresql").render_as_string(hide_password=True)
    return f'pg_restore --exit-on-error --no-owner --dbname="{address}" FILE.dump'


def _other_kind(source: Path, database: Path | None) -> str:
    if database is None:
        return (
            f"Restore: {source.name} holds a SQLite database, and DATABASE_URL names one that is served by PostgreSQL. Expected the same "
            "kind. Unset DATABASE_URL, or name a file; nothing has changed."
        )
    return (
        f"Restore: {source.name} holds no database: it was made beside one that is served by PostgreSQL. Expected DATABASE_URL to name "
        "such a one. Set it; nothing has changed."
    )


# -- read again -------------------------------------------------------------------------------------------------------------------


def _read_again(store: Store, settings: Settings, which: str) -> tuple[int, list[str]]:
    """How many files were read again, and a note for each that gave other figures: a loader may have changed, so it is no fault."""
    standing = [each.number for each in store.submissions() if sum(each.counts[kind] for kind in ("new", "revised", "unchanged"))]
    if which == "sample" and len(standing) > SAMPLE:
        # the same ones until the record grows, other ones then
        standing = sorted(random.Random(record.mark(store)).sample(standing, SAMPLE))  # noqa: S311 - a sample, no secret
    if which == "none" or not standing:
        return 0, []
    present = plan_of(settings)
    noted = [_noted(rereading.accepted(store, number), store, settings, present) for number in standing]
    return len(noted), [note for note in noted if note]


def _noted(submission: Accepted, store: Store, settings: Settings, present: Plan) -> str:
    """What is to be said of a file that was read again; "" where it gave the figures that were accepted."""
    name = f"submission {submission.number} ({submission.file})"
    try:
        content = bytes_of(settings.received, submission.sha256)
    except StoreError:
        return f"{name}: its file is not among those received, so it was not read again."
    plan = _plan_then(submission, store, present)
    held = rereading.known_before(store, submission, plan)
    own = sent(each for each in held if each.key.indicator in {indicator.id for indicator in plan.indicators})
    known = Circumstances(
        populations=_people(held, plan),
        held=values(own),
        answers=submission.answers,
        layouts=submission.layouts,
        theirs=submission.theirs,
        today=london_day(submission.at),
        sent=own,
    )
    found = read_file(submission.file, content, plan, known=known)
    other = rereading.differing(submission, found.observations)
    if not other:
        return ""
    same = len(submission.stated) - len(other)
    stopped = next((problem.sentence for problem in found.problems if problem.severity != "note"), "")
    return (
        f"{name}: read again, {same:,} of {len(submission.stated):,} figures are as accepted; {about(other[0])} is not. What is held is "
        "what was accepted. The way of reading has changed since, or an answer given at the terminal is missing."
        f"{' It now says: ' if stopped else ''}{stopped}"
    )


def _plan_then(submission: Accepted, store: Store, present: Plan) -> Plan:
    """The plan as it stood when a file was accepted, with what was decided by then; today's where that cannot be read."""
    plan = (read(submission.plan).plan if submission.plan else None) or present
    return overlaid(plan, [each for each in store.decisions() if each.known_from is not None and each.known_from <= submission.at])


def _people(held: Sequence[Observation], plan: Plan) -> dict[tuple[str, str, tuple[tuple[str, str], ...]], float]:
    """The populations held then; of several periods the last one counts."""
    named = {population.id for population in plan.populations}
    counted = sorted((each for each in held if each.key.indicator in named), key=lambda each: each.key.period.order)
    known = [each for each in counted if each.status is Status.OK]
    return {(each.key.indicator, each.key.area, each.key.breakdown): each.value for each in known if each.value is not None}
