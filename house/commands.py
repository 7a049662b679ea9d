"""Room: the house. The words of the command line: every command with its arguments, and what commands share. What each does is in `cli`.

docs/reference/command-line.md documents every command and option, and a test says so.
"""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from access.gates import today
from house.doorkeeping import REACHES
from house.settings import Settings
from indicators import periods
from indicators.decisions import KINDS
from indicators.periods import Period
from indicators.registry import Indicator, Plan, Priority, read
from store.receipts import Recorded
from store.submissions import Store, open_store

Arguments = argparse.Namespace
Progress = Callable[[str], Callable[[int, int], None]]
E = TypeVar("E", Priority, Indicator)
#: files of so many rows are long enough for a progress bar
LONG = 10_000
Run = Callable[[Arguments, Settings], int]
Words = tuple[tuple[str, ...], dict[str, Any]]

AS_JSON: Words = (("--json",), {"action": "store_true", "help": "as JSON, for a program"})
WHO: Words = (("--by",), {"default": getpass.getuser(), "help": "who sends it (your user name unless you say)"})
OUTPUT: Words = (("-o", "--output"), {"type": Path, "help": "the file to write"})


def parser(runs: Iterable[Run]) -> argparse.ArgumentParser:
    """The command line, command by command: each of `runs` under its name, with the first line of its words as help."""
    top = argparse.ArgumentParser(prog="delivery-plan", description="The dashboard of a city's delivery plan.")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for run in runs:
        help_ = (run.__doc__ or "").strip()
        sub = commands.add_parser(run.__name__.replace("_", "-"), help=help_, description=help_)
        for names, options in _ARGUMENTS.get(run.__name__, ()):
            sub.add_argument(*names, **options)
        sub.set_defaults(run=run)
    return top


def _day(text: str) -> date:
    """A day as the command line takes it, no later than today."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"found {text}, expected year, month and day, such as 2024-06-12") from None
    if day > today():
        raise argparse.ArgumentTypeError(f"found {text}, which lies ahead; expected a day up to today")
    return day


def _number(text: str) -> int:
    if not (text.isdecimal() and int(text)):
        raise argparse.ArgumentTypeError(f"found {text}, expected a number from 1 on")
    return int(text)


_DAY: dict[str, Any] = {"type": _day, "metavar": "DATE"}
_AS_OF: Words = (("--as-of",), _DAY | {"help": "as known on that day"})
_DRY: Words = (("--dry-run",), {"action": "store_true", "help": "say what would change, and change nothing"})
_SEVERAL: dict[str, Any] = {"action": "append", "default": [], "metavar": "ID"}
_UPLOAD: Words = (("number",), {"type": int, "metavar": "NUMBER", "help": "the upload's number"})

#: command -> its arguments; a command without any is not listed
_ARGUMENTS: dict[str, tuple[Words, ...]] = {
    "check": (
        (("file",), {"nargs": "?", "type": Path, "help": "the plan (priorities.yaml unless you say)"}),
        AS_JSON,
        (("--schema",), {"action": "store_true", "help": "print the JSON Schema of a plan"}),
    ),
    "load": (
        (("files",), {"nargs": "+", "type": Path, "metavar": "FILE", "help": "files as published, or workbooks that came back"}),
        WHO,
        (("--dry-run",), {"action": "store_true", "help": "say what would change, and change nothing"}),
        (("--answer",), {"action": "append", "default": [], "metavar": "CELL=CHOICE", "help": "answer a question (Values!F14=zero)"}),
        (("--marked-copy",), {"type": Path, "metavar": "FILE", "help": "write your workbook back with the cells to mend marked"}),
        (("--published-on",), _DAY | {"help": "the day the publisher gives; the figures are known from then"}),
        AS_JSON,
    ),
    "uploads": (AS_JSON,),
    "answer": (
        _UPLOAD,
        (("answers",), {"nargs": "+", "metavar": "CELL=CHOICE", "help": "an answer to a question (Values!F14=zero)"}),
        (("--remember",), {"action": "store_true", "help": "answer the same question in later files of this sender too"}),
        WHO,
    ),
    "accept": (
        _UPLOAD,
        (("--moved",), {"action": "store_true", "help": "accept although figures that it is compared with changed since it was sent"}),
        WHO,
    ),
    "template": (
        (("priorities",), {"nargs": "*", "metavar": "PRIORITY", "help": "the priority's id (P2); several for one workbook"}),
        (("--lead",), {"metavar": "PERSON", "help": "all priorities of this person, by id"}),
        (("--quarter",), {"required": True, "help": 'the quarter ("Q4 2024/25", or its key, 2024-Q4F)'}),
        OUTPUT,
    ),
    "submissions": (AS_JSON,),
    "withdraw": (
        (("number",), {"type": int, "metavar": "NUMBER", "help": "the submission's number"}),
        (("--reason",), {"required": True, "help": "why; it stays on the record"}),
        WHO,
    ),
    "show": ((("indicator",), {"metavar": "INDICATOR", "help": "the indicator's id (I8.1)"}), AS_JSON, _AS_OF),
    "pack": (_AS_OF, OUTPUT),
    "ship": (OUTPUT,),
    "decide": (
        (("indicator",), {"metavar": "INDICATOR", "help": "the indicator's id (I8.1)"}),
        (("kind",), {"metavar": "KIND", "choices": KINDS, "help": f"what is decided: {', '.join(KINDS)}"}),
        (("--part",), {"default": "", "help": "the part that a phase, a point or a definition is about"}),
        (("--period",), {"default": "", "metavar": "KEY", "help": "the period (2019-Q3F)"}),
        (("--value",), {"type": float, "help": "the target, in the indicator's unit"}),
        (("--text",), {"default": "", "help": "the target in words"}),
        (("--step",), {"action": "append", "default": [], "metavar": "KEY=VALUE", "help": "a step of a trajectory; may be given again"}),
        (("--numerator",), {"default": "", "help": "what is counted, in words"}),
        (("--denominator",), {"default": "", "help": "out of what, in words"}),
        (("--word",), {"default": "", "help": "the owner's judgement: on track, off track or cannot say"}),
        (("--profile",), {"default": "", "help": "the disclosure profile"}),
        (("--approval",), {"choices": ("yes", "no"), "help": "whether somebody else approves what is sent"}),
        (("--number",), {"type": int, "help": "the decision that is taken back"}),
        (("--reason",), {"required": True, "help": "why; readers see it"}),
        (("--decided-by",), {"required": True, "metavar": "WHO", "help": "whose decision it was: a body or a role"}),
        (("--on",), _DAY | {"help": "the day of the decision (today unless you say)"}),
        _DRY,
        WHO,
        AS_JSON,
    ),
    "decisions": ((("indicator",), {"nargs": "?", "default": "", "metavar": "INDICATOR", "help": "its id (I8.1)"}), _AS_OF, AS_JSON),
    "write_back": ((("file",), {"nargs": "?", "type": Path, "help": "the plan (priorities.yaml unless you say)"}), _DRY),
    "people": (
        (("what",), {"nargs": "?", "default": "list", "choices": ("list", "add", "invite", "close"), "help": "what to do (list)"}),
        (("subject",), {"nargs": "?", "default": "", "help": "how the person signs in"}),
        (("--name",), {"default": "", "help": "what the person is called"}),
        (("--issuer",), {"default": "local", "help": "who vouches for them: local, proxy, or an issuer's address"}),
        (("--person",), {"default": "", "help": "who they are in the plan, by id; the plan's roles are given"}),
        (("--role",), {"default": "", "choices": REACHES, "help": "a role to give"}),
        (("--priority",), _SEVERAL | {"help": "a priority that a lead has; may be given again"}),
        (("--measure",), _SEVERAL | {"help": "a measure that a lead has; may be given again"}),
        WHO,
        AS_JSON,
    ),
    "audit": (
        (("what",), {"choices": ("verify", "show"), "help": "recompute the chain, or read it"}),
        (("--mark",), {"default": "", "help": "number and hash of an entry, as kept elsewhere"}),
        (("--last",), {"type": _number, "default": 50, "metavar": "NUMBER", "help": "how many entries (50)"}),
        (("--who",), {"default": "", "help": "only what this person did"}),
        (("--action",), {"default": "", "help": "only entries of this kind"}),
        AS_JSON,
    ),
    "verify": ((("--rederive",), {"default": "sample", "choices": ("sample", "all", "none"), "help": "files to read again (sample)"}),),
    "backup": ((("file",), {"type": Path, "metavar": "FILE", "help": "where the backup goes"}),),
    "restore": ((("file",), {"type": Path, "metavar": "FILE", "help": "a backup"}),),
    "sweep": (
        (("--take-out",), {"action": "store_true", "help": "take out what has been there for a day"}),
        (("--by",), {"default": getpass.getuser(), "help": "who takes it out (your user name unless you say)"}),
        AS_JSON,
    ),
}


# -- what the commands share ------------------------------------------------------------------------------------------------------


class RefusedError(Exception):
    """A command could not do what was asked; its words say why and what to do. Ends with exit code 1."""


def say(text: str) -> None:
    """One line for the person at the terminal."""
    sys.stdout.write(f"{text}\n")


def say_json(document: Any) -> None:
    """One JSON document for a program."""
    say(json.dumps(document, ensure_ascii=False, indent=2))


def progress(file: str) -> Callable[[int, int], None]:
    """A bar for a file of many rows, where a person is watching; nothing where the output goes to a file."""

    def show_bar(done: int, rows: int) -> None:
        if rows < LONG or not sys.stderr.isatty():
            return
        filled = 30 * done // rows
        end = "\r\033[K" if done >= rows else ""
        sys.stderr.write(f"\r{file} [{'#' * filled}{' ' * (30 - filled)}] {done:,} of {rows:,} rows{end}")

    return show_bar


def named(entries: Sequence[E], name: str, what: str) -> E:
    """The entry with this id or number, in capitals or not: I8.1, i8.1 and 8.1 are one."""
    for entry in entries:
        if name.lower() in (entry.id.lower(), entry.number.lower()):
            return entry
    raise RefusedError(f"The plan has no {what} {name}. It has {', '.join(entry.id for entry in entries)}.")


def answers_of(written: Sequence[str]) -> dict[str, str]:
    """CELL=CHOICE, as often as it was given."""
    pairs = [answer.rpartition("=") for answer in written]
    if any(not cell or not choice for cell, _, choice in pairs):
        raise RefusedError("An answer is written CELL=CHOICE, such as Values!F14=zero. The choices stand under each question.")
    return {cell.strip(): choice.strip() for cell, _, choice in pairs}


def led(plan: Plan, person: str | None) -> list[Priority]:
    """The priorities that a person leads; none where nobody was named."""
    if not person:
        return []
    if person not in {each.id for each in plan.people}:
        raise RefusedError(f"The plan has no person {person}. It has {', '.join(each.id for each in plan.people)}.")
    found = [priority for priority in plan.priorities if person in priority.leads]
    if not found:
        raise RefusedError(f"{person} leads no priority. Name the priority instead (P2).")
    return found


def text_of(file: Path) -> str:
    """The text of a file."""
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise RefusedError(f"{file}: no such file. Look whether the name is right.") from None
    except IsADirectoryError:
        raise RefusedError(f"{file}: this is a folder. Name the file in it.") from None
    except UnicodeDecodeError:
        raise RefusedError(f"{file}: this is not UTF-8 text. Save it as UTF-8.") from None


def in_a_folder(file: Path) -> Path:
    """A file to write, whose folder is there: none is made for a name that may be mistyped."""
    if not file.parent.is_dir():
        raise RefusedError(f"{file}: there is no folder {file.parent}. Nothing was written. Make the folder first, or name another place.")
    return file


def plan_of(settings: Settings) -> Plan:
    """The plan; RefusedError with every mistake in it."""
    reading = read(text_of(settings.plan_file), name=settings.plan_file.name)
    if reading.plan is None:
        raise RefusedError("\n".join(["The plan has mistakes; mend them first:", *(mistake.sentence for mistake in reading.mistakes)]))
    return reading.plan


def store_of(settings: Settings) -> Store:
    """The store."""
    return open_store(settings.database_url)


def quarter(text: str) -> Period:
    """The quarter that somebody wrote, in words ("Q4 2024/25") or by its key ("2024-Q4F")."""
    try:
        found: Period | None = periods.of_key(text.strip())
        said = ""
    except ValueError:
        reading = periods.read(text, year_type="financial")
        found, said = reading.period, reading.sentence
    if found is None or found.kind != "quarter":
        said = said if found is None and said else f'"{text}": this is not a quarter.'
        raise RefusedError(f"{said} A quarter is written Q4 2024/25, or by its key, 2024-Q4F.")
    return found


def submission_document(record: Recorded) -> dict[str, Any]:
    """A submission as it stands on the record, for a program."""
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
