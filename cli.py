"""Room: the house. The `delivery-plan` command: one function a command, each reads like a recipe.

docs/reference/command-line.md documents every command and option, and a test says so.
"""

from __future__ import annotations

import argparse
import socket
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from access.arrangements import ArrangementError, arranged, dangers
from access.gates import today, utc_now
from exports.documents import indicator_document
from exports.pack import pack as board_pack
from exports.pack import pack_workbook
from exports.sheets import MARKING, file_name
from exports.shipped import shipped_csv
from house import settings as surroundings
from house.commands import (
    Progress,
    RefusedError,
    answers_of,
    in_a_folder,
    led,
    named,
    plan_of,
    progress,
    quarter,
    say,
    say_json,
    store_of,
    submission_document,
    text_of,
)
from house.commands import parser as words_of
from house.deciding import decide, decisions, write_back
from house.doorkeeping import audit, people
from house.keeping import backup, restore, verify
from house.place import Place
from house.settings import LOOPBACK, Settings, SettingsError
from house.sweeping import sweep
from house.terminal import Arrival, Desk
from house.uploading import UploadDesk
from indicators.periods.rendering import on_day
from indicators.registry import counts, read, schema
from loaders.examples import illustrative_workbooks
from loaders.marked_copy import marked_copy
from loaders.published.formats import FORMATS
from loaders.unreadable import Unreadable
from pages.uploads.desk import Sender, Upload
from store.patterns import settle
from store.problems import StoreError
from store.released import Reader, as_decided

Arguments = argparse.Namespace


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


# -- what the plan is -------------------------------------------------------------------------------------------------------------


def check(options: Arguments, settings: Settings) -> int:
    """Count what the plan holds, or list every mistake in it."""
    if options.schema:
        say_json(schema())
        return 0
    file = options.file or settings.plan_file
    reading = read(text_of(file), name=file.name, loaders=[each.id for each in FORMATS])
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
    answers = answers_of(options.answer)
    for arrival in desk.arrive_all(options.files, dry_run=options.dry_run, published_on=options.published_on, answers=answers):
        arrivals.append(arrival)
        if not options.json:
            for line in arrival.lines():
                say(line)
    if options.json:
        say_json([arrival.as_dict() for arrival in arrivals])
    if options.marked_copy:
        _write_marked_copy(options, arrivals)
    return 1 if any(arrival.submission.stopped or arrival.upload is not None or arrival.submission.asking for arrival in arrivals) else 0


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


def uploads(options: Arguments, settings: Settings) -> int:
    """List the files that were taken in, and how far each has come."""
    found = _uploads(settings).uploads()
    if options.json:
        say_json([_upload(each) for each in found])
        return 0
    for each in found:
        state = each.state if each.submission is None else f"{each.state}, submission {each.submission}"
        say(f"{each.number:>4}  {each.sent_at:%Y-%m-%d %H:%M}  {each.file}  ({each.sender_name}; {state})")
    return 0


def answer(options: Arguments, settings: Settings) -> int:
    """Answer questions about a file that waits."""
    desk = _uploads(settings)
    desk.answer(options.number, answers_of(options.answers), Sender(options.by, options.by), remember=options.remember)
    reading = desk.reading(options.number)
    for line in Arrival(reading.submission, reading.preview, None, options.number).lines():
        say(line)
    return 1 if reading.submission.stopped or reading.submission.asking else 0


def accept(options: Arguments, settings: Settings) -> int:
    """Accept a file that waits, or approve one of somebody else."""
    desk, sender = _uploads(settings), Sender(options.by, options.by)
    upload = desk.upload(options.number)
    if upload is not None and upload.state == "approval":
        receipt = desk.approve(options.number, sender)
    else:
        reading = desk.reading(options.number)
        if reading.moved and not options.moved:
            moved = "\n".join(f"  {sentence}" for sentence in reading.moved)
            raise RefusedError(
                f"Figures changed since the file was sent; nothing was accepted:\n{moved}\nWith --moved it is accepted all the same."
            )
        receipt = desk.accept(options.number, sender, seen=reading.seen)
    say(receipt.sentence)
    return 0


def template(options: Arguments, settings: Settings) -> int:
    """Write the workbook of one priority, or of several, for one quarter."""
    desk, period = _uploads(settings), quarter(options.quarter)
    plan = desk.plan
    asked = [named(plan.priorities, name, "priority") for name in options.priorities] + led(plan, options.lead)
    chosen = tuple(priority for priority in plan.priorities if priority in asked)
    if not chosen:
        raise RefusedError("For whom is the workbook? Name a priority (P2), several, or a lead (--lead PERSON).")
    title = options.lead or " ".join(priority.id for priority in chosen)
    marking = f"{MARKING} " if settings.illustrative or desk.store.illustrative() else ""
    file = in_a_folder(options.output or Path(f"{marking}{title} {period.key}.xlsx"))
    file.write_bytes(desk.template(chosen, period))
    numbers = " and ".join(filter(None, (", ".join(p.number for p in chosen[:-1]), chosen[-1].number)))
    say(f"{file}: the workbook of {'priority' if len(chosen) == 1 else 'priorities'} {numbers} for {period.label}.")
    return 0


def submissions(options: Arguments, settings: Settings) -> int:
    """List what was accepted and withdrawn."""
    records = store_of(settings).submissions()
    if options.json:
        say_json([submission_document(record) for record in records])
        return 0
    for record in records:
        state = f"withdrawn: {record.withdrawn_reason}" if record.state == "withdrawn" else "accepted"
        say(f"{record.number:>4}  {record.received_at:%Y-%m-%d %H:%M}  {record.file}  ({record.title}; {record.by}; {state})")
    return 0


def withdraw(options: Arguments, settings: Settings) -> int:
    """Take a submission back; earlier figures stand again, the record stays."""
    store, now = store_of(settings), utc_now()
    store.withdraw(options.number, by=options.by, at=now, reason=options.reason)
    settle(store, as_decided(store, plan_of(settings)), at=now)
    say(f"Submission {options.number} is withdrawn. What stood before it stands again; a past date still shows what was known then.")
    return 0


# -- what figures say -------------------------------------------------------------------------------------------------------------


def show(options: Arguments, settings: Settings) -> int:
    """Show one indicator: its released figures, what they say, and where each came from."""
    reader = _reader(settings)
    plan = reader.plan_on(options.as_of)
    indicator = named(plan.indicators, options.indicator, "indicator")
    board, released, compared = reader.board(options.as_of), reader.released(options.as_of), reader.comparisons(options.as_of)
    decided = reader.decisions(options.as_of)
    document = indicator_document(plan, board, indicator.id, released, compared, illustrative=reader.illustrative, decisions=decided)
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
    file = in_a_folder(options.output or Path(file_name(reader.plan, "board-pack", "xlsx", as_of=day, illustrative=reader.illustrative)))
    file.write_bytes(pack_workbook(held))
    say(f"{file}: the board pack, data as at {on_day(held.day)}.")
    return 0


def ship(options: Arguments, settings: Settings) -> int:
    """Write the published figures that are held as the one tidy file that travels with the project."""
    reader = _reader(settings)
    if reader.illustrative:
        raise RefusedError("This store holds illustrative figures; only published ones travel with the project.")
    file = in_a_folder(options.output or settings.published / "figures.csv")
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
    """Bring the plan and the figures that come with the project into the store; a second time changes nothing.

    What somebody withdrew does not come back by it, and is said.
    """
    desk = replace(_desk(settings, by="the project"), starting=True)
    desk.store.keep_plan(text_of(settings.plan_file), utc_now(), by="the project")
    if settings.illustrative:
        return
    for arrival in desk.arrive_all(sorted(settings.published.glob("*.csv"))):
        for line in arrival.lines():
            say(line)


def example(options: Arguments, settings: Settings) -> int:
    """Make illustrative workbooks and load them into a database of their own."""
    folder, database = settings.data / "example", settings.data / "example.db"
    folder.mkdir(parents=True, exist_ok=True)
    settings = replace(settings, database_url=f"sqlite:///{database}", illustrative=True, received=folder / "received")
    desk = _desk(settings, by="example")
    for arrival in replace(desk, starting=True).arrive_all(sorted(settings.published.glob("*.csv"))):
        say(arrival.receipt.sentence if arrival.receipt else arrival.submission.file)
    for name, content in illustrative_workbooks(desk.plan, today()):
        (folder / name).write_bytes(content)
        arrival = desk.arrive(name, content)
        for line in [arrival.receipt.sentence] if arrival.receipt else arrival.lines():
            say(line)
    return 0


# -- what the commands share ------------------------------------------------------------------------------------------------------


def _desk(settings: Settings, *, by: str, progress: Progress | None = None) -> Desk:
    store = store_of(settings)
    plan = as_decided(store, plan_of(settings))
    return Desk(plan, store, settings.received, by, utc_now, settings.illustrative, progress)


def _uploads(settings: Settings) -> UploadDesk:
    return UploadDesk(Place.of(settings, plan_of(settings), store_of(settings)))


def _reader(settings: Settings) -> Reader:
    return Reader(store_of(settings), plan_of(settings), today=today, illustrative=settings.illustrative)


def _upload(upload: Upload) -> dict[str, Any]:
    return {
        "number": upload.number,
        "file": upload.file,
        "sha256": upload.sha256,
        "sender": upload.sender_name,
        "sent_at": upload.sent_at.isoformat(),
        "state": upload.state,
        "priorities": list(upload.priorities),
        "submission": upload.submission,
        "ended_at": upload.ended_at and upload.ended_at.isoformat(),
        "ended_by": upload.ended_by,
        "reason": upload.reason,
    }


def parser() -> argparse.ArgumentParser:
    """The command line, command by command."""
    return words_of(COMMANDS)


#: every command, in the order that help lists them
COMMANDS = (
    *(check, formats, load, uploads, answer, accept, template, submissions, withdraw, show, pack, ship),
    *(decide, decisions, write_back),
    *(serve, example, people, audit),
    *(verify, backup, restore, sweep),
)


if __name__ == "__main__":
    sys.exit(main())
