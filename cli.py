"""Room: the house. The `delivery-plan` command: one function a command, each reads like a recipe.

docs/reference/command-line.md documents every command and option, and a test says so.
"""

from __future__ import annotations

import argparse
import getpass
import json
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import settings as surroundings
from access.arrangements import ArrangementError, arranged, dangers
from arrivals import Arrival, Desk
from doorkeeping import REACHES, audit, people
from exports.documents import indicator_document
from exports.pack import pack as board_pack
from exports.pack import pack_workbook
from exports.sheets import file_name
from exports.shipped import shipped_csv
from indicators import periods
from indicators.periods import Period
from indicators.periods.rendering import on_day
from indicators.registry import Indicator, Plan, Priority, counts, read, schema
from loaders.examples import illustrative_workbooks
from loaders.marked_copy import marked_copy
from loaders.published.formats import FORMATS
from loaders.unreadable import Unreadable
from settings import LOOPBACK, Settings, SettingsError
from store.patterns import settle
from store.problems import StoreError
from store.released import Reader
from store.submissions import Recorded, Store, open_store

Arguments = argparse.Namespace
Progress = Callable[[str], Callable[[int, int], None]]
E = TypeVar("E", Priority, Indicator)
#: files of so many rows are long enough for a progress bar
LONG = 10_000


class RefusedError(Exception):
    """A command could not do what was asked; its words say why and what to do. Ends with exit code 1."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when done, 1 when refused or a mistake was found, 2 when the command line is off."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options, surroundings.from_environment()) or 0)
    except (RefusedError, SettingsError, StoreError, ArrangementError) as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    except OSError as fault:
        sys.stderr.write(
            f"{fault.filename or 'The file'}: {fault.strerror or fault}. Look whether the place is there and may be written.\n"
        )
        return 1


def say(text: str) -> None:
    """One line for the person at the terminal."""
    sys.stdout.write(f"{text}\n")


def say_json(document: Any) -> None:
    """One JSON document for a program."""
    say(json.dumps(document, ensure_ascii=False, indent=2))


# -- what the plan is -------------------------------------------------------------------------------------------------------------


def check(options: Arguments, settings: Settings) -> int:
    """Count what the plan holds, or list every mistake in it."""
    if options.schema:
        say_json(schema())
        return 0
    file = options.file or settings.plan_file
    reading = read(_text(file), name=file.name)
    if reading.plan is None:
        if options.json:
            say_json({"mistakes": [{"line": m.line, "path": m.path, "sentence": m.sentence} for m in reading.mistakes]})
        else:
            say(f"{file.name}: {len(reading.mistakes)} to mend.")
            for mistake in reading.mistakes:
                say(f"  {mistake.sentence}")
        return 1
    counted = counts(reading.plan)
    if options.json:
        say_json(counted.as_dict())
    else:
        for line in counted.lines():
            say(line)
    return 0


def formats(options: Arguments, settings: Settings) -> int:
    """List the published formats that are recognised."""
    for each in FORMATS:
        say(f"{each.id:30} {each.title} ({each.publisher})")
    return 0


# -- how figures come in ----------------------------------------------------------------------------------------------------------


def load(options: Arguments, settings: Settings) -> int:
    """Read files, say what they hold, and accept them."""
    if folders := [str(file) for file in options.files if file.is_dir()]:
        raise RefusedError(f"A folder: {', '.join(folders)}. Name the files in it ({folders[0]}/*).")
    if missing := [str(file) for file in options.files if not file.is_file()]:
        raise RefusedError(f"No such file: {', '.join(missing)}. Look whether the name is right.")
    arrivals = []
    desk = _desk(settings, by=options.by, progress=None if options.json else progress)
    answers = _answers(options.answer)
    for arrival in desk.arrive_all(options.files, dry_run=options.dry_run, published_on=options.published_on, answers=answers):
        arrivals.append(arrival)
        if not options.json:
            for line in arrival.lines():
                say(line)
    if options.json:
        say_json([arrival.as_dict() for arrival in arrivals])
    if options.marked_copy:
        _write_marked_copy(options, arrivals)
    return 1 if any(arrival.submission.stopped or arrival.submission.asking for arrival in arrivals) else 0


def _answers(written: Sequence[str]) -> dict[str, str]:
    """CELL=CHOICE, as often as it was given."""
    pairs = [answer.rpartition("=") for answer in written]
    if any(not cell or not choice for cell, _, choice in pairs):
        raise RefusedError("An answer is written CELL=CHOICE, such as Values!F14=zero. The choices stand under each question.")
    return {cell.strip(): choice.strip() for cell, _, choice in pairs}


def _write_marked_copy(options: Arguments, arrivals: Sequence[Arrival]) -> None:
    if len(options.files) != 1:
        raise RefusedError("A marked copy is made of one file. Load the files one by one.")
    try:
        copy = marked_copy(options.files[0].read_bytes(), arrivals[0].submission.problems)
    except Unreadable as refusal:
        raise RefusedError(f"No marked copy was made. {refusal}") from None
    options.marked_copy.write_bytes(copy)
    if not options.json:
        say(f"{options.marked_copy}: your workbook, with the cells to mend outlined and commented.")


def progress(file: str) -> Callable[[int, int], None]:
    """A bar for a file of many rows, where a person is watching; nothing where the output goes to a file."""

    def show_bar(done: int, rows: int) -> None:
        if rows < LONG or not sys.stderr.isatty():
            return
        filled = 30 * done // rows
        end = "\r\033[K" if done >= rows else ""
        sys.stderr.write(f"\r{file} [{'#' * filled}{' ' * (30 - filled)}] {done:,} of {rows:,} rows{end}")

    return show_bar


def template(options: Arguments, settings: Settings) -> int:
    """Write the workbook of one priority for one quarter."""
    plan = _plan(settings)
    period = _quarter(options.quarter)
    priority = _named(plan.priorities, options.priority, "priority")
    file = options.output or Path(f"{priority.id} {period.key}.xlsx")
    file.write_bytes(_desk(settings, by="").workbook((priority,), period))
    say(f"{file}: the workbook of priority {priority.number} for {period.label}.")
    return 0


def submissions(options: Arguments, settings: Settings) -> int:
    """List what was accepted and withdrawn."""
    records = _store(settings).submissions()
    if options.json:
        say_json([_record(record) for record in records])
        return 0
    for record in records:
        state = f"withdrawn: {record.withdrawn_reason}" if record.state == "withdrawn" else "accepted"
        say(f"{record.number:>4}  {record.received_at:%Y-%m-%d %H:%M}  {record.file}  ({record.title}; {record.by}; {state})")
    return 0


def withdraw(options: Arguments, settings: Settings) -> int:
    """Take a submission back; earlier figures stand again, the record stays."""
    store, now = _store(settings), datetime.now(UTC)
    store.withdraw(options.number, by=options.by, at=now, reason=options.reason)
    settle(store, _plan(settings), at=now)
    say(f"Submission {options.number} is withdrawn. What stood before it stands again; a past date still shows what was known then.")
    return 0


# -- what figures say -------------------------------------------------------------------------------------------------------------


def show(options: Arguments, settings: Settings) -> int:
    """Show one indicator: its released figures, what they say, and where each came from."""
    reader = _reader(settings)
    plan = reader.plan_on(options.as_of)
    indicator = _named(plan.indicators, options.indicator, "indicator")
    board, released, compared = reader.board(options.as_of), reader.released(options.as_of), reader.comparisons(options.as_of)
    document = indicator_document(plan, board, indicator.id, released, compared, illustrative=reader.illustrative)
    if options.json:
        say_json(document)
        return 0
    if reader.illustrative:
        say("ILLUSTRATIVE: invented numbers, not those of any city.")
    say(f"{document['indicator']['number']} {document['indicator']['short']}: {document['summary']['state']}")
    say(document["summary"]["sentence"])
    for each in document["observations"]:
        if not each["breakdown"]:
            value = f"[{each['status']}]" if each["value"] is None else f"{each['value']:,.10g}"
            place = ", ".join(part for part in (each["origin"]["file"], each["origin"]["sheet"], each["origin"]["address"]) if part)
            say(f"  {each['part'] or '-':20} {each['area']['name']:28} {each['period']['label']:42} {value:>12}  {place}")
    return 0


def pack(options: Arguments, settings: Settings) -> int:
    """Write the board pack as a workbook: the same values and marks as on the pages of that day."""
    reader, day = _reader(settings), options.as_of
    held = board_pack(reader.plan_on(day), reader.board(day), reader.comparisons(day), reader.voices(day), illustrative=reader.illustrative)
    file = options.output or Path(file_name(reader.plan, "board-pack", "xlsx", as_of=day, illustrative=reader.illustrative))
    file.write_bytes(pack_workbook(held))
    say(f"{file}: the board pack, data as at {on_day(held.day)}.")
    return 0


def ship(options: Arguments, settings: Settings) -> int:
    """Write the published figures that are held as the one tidy file that travels with the project."""
    reader = _reader(settings)
    if reader.illustrative:
        raise RefusedError("This store holds illustrative figures; only published ones travel with the project.")
    file = options.output or settings.published / "figures.csv"
    text = shipped_csv(reader.released(), reader.plan)
    if text.count("\n") < 2:
        raise RefusedError(f"The store holds no published figure. {file} was left as it is. Load published files first.")
    file.write_text(text, encoding="utf-8", newline="")
    say(f"{file}: {text.count(chr(10)) - 1:,} figures.")
    return 0


# -- serving and keeping ----------------------------------------------------------------------------------------------------------


def serve(options: Arguments, settings: Settings) -> int:
    """Load what has not been loaded yet, and serve the dashboard."""
    from app import main as serve_app  # the web server's weight is for this command alone

    said = _mode(settings)
    _port_free(settings)
    first_start(settings)
    say(f"{said}  (Ctrl+C ends it)")
    serve_app()
    return 0


def _port_free(settings: Settings) -> None:
    """RefusedError where something answers at the port already: two servers would take turns, unseen."""
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.settimeout(1)
        if probe.connect_ex((settings.host, settings.port)) == 0:
            raise RefusedError(
                f"Something answers at {settings.host}:{settings.port} already. End it, or set DELIVERY_PLAN_PORT to another port."
            )


def _mode(settings: Settings) -> str:
    """The mode in a line, once nothing stands against it."""
    if settings.mode == "guarded":
        arrangement = arranged(settings.surroundings)
        return f"Guarded mode: {arrangement.origin}, answered at {settings.host}:{settings.port}"
    if settings.mode != "open":
        raise ArrangementError(f"DELIVERY_PLAN_MODE: found {settings.mode}. Expected open or guarded. Set it to one of the two.")
    if settings.host not in LOOPBACK:
        raise RefusedError(f"Open mode has no sign-in and listens on 127.0.0.1 only; {settings.host} is refused. Unset DELIVERY_PLAN_HOST.")
    if found := dangers(settings.surroundings):
        raise RefusedError("\n".join(found))
    return f"Open mode: http://{settings.host}:{settings.port}"


def first_start(settings: Settings) -> None:
    """Bring the plan and the figures that come with the project into the store; a second time changes nothing."""
    desk = _desk(settings, by="the project")
    desk.store.keep_plan(_text(settings.plan_file), datetime.now(UTC), by="the project")
    if settings.illustrative:
        return
    for arrival in desk.arrive_all(sorted(settings.published.glob("*.csv"))):
        for line in arrival.lines():
            say(line)


def example(options: Arguments, settings: Settings) -> int:
    """Make illustrative workbooks and load them into a database of their own."""
    folder = settings.root / "data" / "example"
    folder.mkdir(parents=True, exist_ok=True)
    settings = replace(
        settings, database_url=f"sqlite:///{settings.root / 'data' / 'example.db'}", illustrative=True, received=folder / "received"
    )
    desk = _desk(settings, by="example")
    for arrival in desk.arrive_all(sorted(settings.published.glob("*.csv"))):
        say(arrival.receipt.sentence if arrival.receipt else arrival.submission.file)
    for name, content in illustrative_workbooks(desk.plan):
        (folder / name).write_bytes(content)
        arrival = desk.arrive(name, content)
        for line in [arrival.receipt.sentence] if arrival.receipt else arrival.lines():
            say(line)
    return 0


def verify(options: Arguments, settings: Settings) -> int:
    """Recompute every hash; say what is not as it was accepted."""
    faults = _store(settings).verify(settings.received)
    for fault in faults:
        say(fault)
    if not faults:
        say("Everything held is as it was accepted.")
    return 1 if faults else 0


def backup(options: Arguments, settings: Settings) -> int:
    """Take a checked copy of the database while it is served."""
    copy = _store(settings).backup(options.file)
    say(f"{options.file}: a checked copy, SHA-256 {copy.sha256}.")
    return 0


# -- what the commands share ------------------------------------------------------------------------------------------------------


def _named(entries: Sequence[E], name: str, what: str) -> E:
    """The entry with this id or number, in capitals or not: I8.1, i8.1 and 8.1 are one."""
    for entry in entries:
        if name.lower() in (entry.id.lower(), entry.number.lower()):
            return entry
    raise RefusedError(f"The plan has no {what} {name}. It has {', '.join(entry.id for entry in entries)}.")


def _day(text: str) -> date:
    """A day as the command line takes it, no later than today."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"found {text}, expected year, month and day, such as 2024-06-12") from None
    if day > date.today():
        raise argparse.ArgumentTypeError(f"found {text}, which lies ahead; expected a day up to today")
    return day


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise RefusedError(f"{file}: no such file. Look whether the name is right.") from None
    except UnicodeDecodeError:
        raise RefusedError(f"{file}: this is not UTF-8 text. Save it as UTF-8.") from None


def _plan(settings: Settings) -> Plan:
    reading = read(_text(settings.plan_file), name=settings.plan_file.name)
    if reading.plan is None:
        raise RefusedError("\n".join(["The plan has mistakes; mend them first:", *(mistake.sentence for mistake in reading.mistakes)]))
    return reading.plan


def _store(settings: Settings) -> Store:
    return open_store(settings.database_url)


def _desk(settings: Settings, *, by: str, progress: Progress | None = None) -> Desk:
    return Desk(_plan(settings), _store(settings), settings.received, by, lambda: datetime.now(UTC), settings.illustrative, progress)


def _reader(settings: Settings) -> Reader:
    return Reader(_store(settings), _plan(settings), today=date.today, illustrative=settings.illustrative)


def _quarter(text: str) -> Period:
    reading = periods.read(text, year_type="financial")
    if reading.outcome != "OK" or reading.period is None or reading.period.kind != "quarter":
        raise RefusedError(f'"{text}": {reading.sentence or "this is not a quarter."} A quarter is written Q4 2024/25.')
    return reading.period


def _record(record: Recorded) -> dict[str, Any]:
    return {
        "number": record.number,
        "file": record.file,
        "sha256": record.sha256,
        "format": record.format,
        "title": record.title,
        "by": record.by,
        "received_at": record.received_at.isoformat(),
        "state": record.state,
        "counts": dict(record.counts),
        "withdrawn_at": record.withdrawn_at and record.withdrawn_at.isoformat(),
        "withdrawn_by": record.withdrawn_by,
        "withdrawn_reason": record.withdrawn_reason,
    }


def parser() -> argparse.ArgumentParser:
    """The command line, command by command."""
    top = argparse.ArgumentParser(prog="delivery-plan", description="The dashboard of a city's delivery plan.")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def command(run: Callable[[Arguments, Settings], int], *arguments: tuple[tuple[str, ...], dict[str, Any]]) -> None:
        help_ = (run.__doc__ or "").strip()
        sub = commands.add_parser(run.__name__, help=help_, description=help_)
        for names, options in arguments:
            sub.add_argument(*names, **options)
        sub.set_defaults(run=run)

    as_json = (("--json",), {"action": "store_true", "help": "as JSON, for a program"})
    who = (("--by",), {"default": getpass.getuser(), "help": "who sends it (your user name unless you say)"})
    output = (("-o", "--output"), {"type": Path, "help": "the file to write"})
    day = {"type": _day, "metavar": "DATE"}
    command(
        check,
        (("file",), {"nargs": "?", "type": Path, "help": "the plan (priorities.yaml unless you say)"}),
        as_json,
        (("--schema",), {"action": "store_true", "help": "print the JSON Schema of a plan"}),
    )
    command(formats)
    command(
        load,
        (("files",), {"nargs": "+", "type": Path, "metavar": "FILE", "help": "files as published, or workbooks that came back"}),
        who,
        (("--dry-run",), {"action": "store_true", "help": "say what would change, and change nothing"}),
        (("--answer",), {"action": "append", "default": [], "metavar": "CELL=CHOICE", "help": "answer a question (Values!F14=zero)"}),
        (("--marked-copy",), {"type": Path, "metavar": "FILE", "help": "write your workbook back with the cells to mend marked"}),
        (("--published-on",), day | {"help": "the day the publisher gives; the figures are known from then"}),
        as_json,
    )
    command(
        template,
        (("priority",), {"metavar": "PRIORITY", "help": "the priority's id (P2)"}),
        (("--quarter",), {"required": True, "help": 'the quarter ("Q4 2024/25")'}),
        output,
    )
    command(submissions, as_json)
    command(
        withdraw,
        (("number",), {"type": int, "metavar": "NUMBER", "help": "the submission's number"}),
        (("--reason",), {"required": True, "help": "why; it stays on the record"}),
        who,
    )
    command(
        show,
        (("indicator",), {"metavar": "INDICATOR", "help": "the indicator's id (I8.1)"}),
        as_json,
        (("--as-of",), day | {"help": "as known on that day"}),
    )
    command(pack, (("--as-of",), day | {"help": "as known on that day"}), output)
    command(ship, output)
    command(serve)
    command(example)
    command(verify)
    _doorkeeping(command, as_json, who)
    command(backup, (("file",), {"type": Path, "metavar": "FILE", "help": "where the copy goes"}))
    return top


def _doorkeeping(command: Callable[..., None], as_json: Any, who: Any) -> None:
    """The two commands about who may come in and what was done."""
    several = {"action": "append", "default": [], "metavar": "ID"}
    command(
        people,
        (("what",), {"nargs": "?", "default": "list", "choices": ("list", "add", "invite", "close"), "help": "what to do (list)"}),
        (("subject",), {"nargs": "?", "default": "", "help": "how the person signs in"}),
        (("--name",), {"default": "", "help": "what the person is called"}),
        (("--issuer",), {"default": "local", "help": "who vouches for them: local, proxy, or an issuer's address"}),
        (("--person",), {"default": "", "help": "who they are in the plan, by id; the plan's roles are given"}),
        (("--role",), {"default": "", "choices": ("", *REACHES), "help": "a role to give"}),
        (("--priority",), several | {"help": "a priority that a lead has; may be given again"}),
        (("--measure",), several | {"help": "a measure that a lead has; may be given again"}),
        who,
        as_json,
    )
    command(
        audit,
        (("what",), {"choices": ("verify", "show"), "help": "recompute the chain, or read it"}),
        (("--mark",), {"default": "", "help": "number and hash of an entry, as kept elsewhere"}),
        (("--last",), {"type": int, "default": 50, "help": "how many entries (50)"}),
        (("--who",), {"default": "", "help": "only what this person did"}),
        (("--action",), {"default": "", "help": "only entries of this kind"}),
        as_json,
    )


if __name__ == "__main__":
    sys.exit(main())
