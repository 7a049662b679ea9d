"""What happens to an acceptance that is killed, and to two that contradict each other.

Run from the project's root: python -m bench.conflicts [--kills 50] [--rounds 200] [--url postgresql+psycopg://...]. Without an address,
on a SQLite file of its own; a database that is named should be an empty one.

Kills: an accepting process is ended (SIGKILL) before a statement, at a system call or after a time, each drawn at random over the whole
length of an acceptance, or when all is done but the receipt. Its submission is then wholly there or wholly not, `verify` finds nothing, and
sending it again ends with it there once. Conflicts: two processes look at the same figures and then accept, at the same moment, files that
contradict each other. One of them is accepted, and the other is told what changed.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import event

from indicators.observations import Key, Observation, Origin
from indicators.periods import quarter
from indicators.submissions import Commentary, Submission
from store.problems import ConflictError
from store.submissions import Store, open_store

Kind = Literal["statement", "system call", "time", "receipt"]
KINDS: tuple[Kind, ...] = ("statement", "system call", "time", "receipt")
AT = datetime(2025, 6, 1, tzinfo=UTC)
SEED = 20
#: figures of a file that is killed while it is accepted
FIGURES = 60
# "ptrace(2)", Linux manual pages
TRACE_ME, GO_ON_TO_CALL, SET_OPTIONS = 0, 24, 0x4200
MARK_CALLS, END_WITH_TRACER = 0x1, 0x100000


@dataclass(frozen=True)
class Length:
    """How long one acceptance is: statements, stops at system calls (before and after each), seconds."""

    statements: int
    calls: int
    seconds: float


@dataclass(frozen=True)
class Kill:
    """What was seen of one kill. `told`: the process had its receipt; `there`: the submission was found afterwards; `again`: the outcome of
    sending it once more; `faults`: anything that should not be."""

    kind: Kind
    place: float
    killed: bool
    told: bool
    there: bool
    again: str
    faults: tuple[str, ...]


def a_file(number: int) -> Submission:
    """A file that gives every figure a new number, and says something of each fifth one."""
    keys = [Key(f"I{n}", "", "town", quarter(2023, 1), ()) for n in range(FIGURES)]
    figures = tuple(Observation(key, "lead", number, origin=Origin("figures.csv", "", f"B{n}")) for n, key in enumerate(keys))
    said = tuple(Commentary(key.indicator, "2023-Q1F", f"What happened in {number}.", "", "", Origin("f", "", "A1")) for key in keys[::5])
    return Submission(
        "figures.csv", hashlib.sha256(str(number).encode()).hexdigest(), "bench", "Figures", FIGURES, figures, commentary=said
    )


# -- killed ---------------------------------------------------------------------------------------------------------------------------


def kills(store: Store, number: int, seed: int = SEED) -> Iterator[Kill]:
    """So many kills at random places of an acceptance, by each kind in turn; the same ones for a seed."""
    chance = random.Random(seed)
    store.accept(a_file(0), by="bench", at=AT)
    length = measured(store, a_file(1))
    for turn in range(number):
        kind, file = KINDS[turn % len(KINDS)], a_file(turn + 2)
        whole = {"statement": length.statements, "system call": length.calls, "time": length.seconds, "receipt": 1}[kind]
        place = chance.uniform(0, whole) if kind == "time" else chance.randint(1, int(whole))
        yield killed_at(store, file, kind, place)


def measured(store: Store, file: Submission) -> Length:
    """An acceptance from its beginning to its end, twice: once for its length in seconds, once looked at call by call."""
    sent = Counter[str]()
    event.listen(store.engine, "before_cursor_execute", lambda *_: sent.update(["statement"]))
    began = time.perf_counter()
    store.accept(file, by="bench", at=AT)
    seconds, statements = time.perf_counter() - began, sent["statement"]
    store.withdraw(store.submissions()[-1].number, by="bench", at=AT, reason="measured")
    calls, _ = _traced(store, file, None)
    return Length(statements, calls, seconds)


def killed_at(store: Store, file: Submission, kind: Kind, place: float) -> Kill:
    """Accept in a process that is killed at a place, see what is left, and send the file again."""
    before = figures_of(store)
    if kind == "system call":
        ended, told = _traced(store, file, int(place))
        killed = ended < 0
    else:
        killed, told = _forked(store, file, kind, place)
    store.note("look", "what is left", who="bench", at=AT)  # takes its turn behind a server that still ends what the killed one began
    after, wanted = figures_of(store), {o.key: o.value for o in file.observations}
    faults = [*store.verify()]
    there = any(each.sha256 == file.sha256 for each in store.submissions())
    if after != (wanted if there else before):
        faults.append("the submission is there in part")
    if told and not there:
        faults.append("the submission had its receipt and is lost")
    again = store.accept(file, by="bench", at=AT).outcome
    if again != ("already" if there else "accepted") or figures_of(store) != wanted:
        faults.append(f"sent again, it was {again}")
    if sum(each.sha256 == file.sha256 for each in store.submissions()) != 1:
        faults.append("the submission is there more than once")
    return Kill(kind, place, killed, told, there, again, (*faults, *store.verify()))


def figures_of(store: Store) -> dict[Key, float | None]:
    """Every figure that stands."""
    return {held.observation.key: held.observation.value for held in store.observations()}


def _forked(store: Store, file: Submission, kind: Kind, place: float) -> tuple[bool, bool]:
    """Whether it was killed, and whether it had its receipt."""
    read, write = os.pipe()
    child = _child(store, file, write, int(place) if kind == "statement" else None, told=kind != "receipt")
    if kind == "time":
        os.read(read, 1)  # it is about to begin
        time.sleep(place)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == -signal.SIGKILL, b"told" in _rest(read)


def _traced(store: Store, file: Submission, place: int | None) -> tuple[int, bool]:
    """How many stops at system calls an acceptance has, or -1 where it was killed at the one asked for; and whether it had its receipt."""
    libc = ctypes.CDLL(None, use_errno=True)
    read, write = os.pipe()
    child = _child(store, file, write, None, stopped=True)
    os.waitpid(child, 0)
    libc.ptrace(SET_OPTIONS, child, None, ctypes.c_void_p(MARK_CALLS | END_WITH_TRACER))
    seen, passed_on = 0, 0
    while True:
        if libc.ptrace(GO_ON_TO_CALL, child, None, ctypes.c_void_p(passed_on)) != 0:
            raise OSError(ctypes.get_errno(), "the system does not let a process be followed (ptrace)")
        _, status = os.waitpid(child, 0)
        if not os.WIFSTOPPED(status):
            return seen, b"told" in _rest(read)
        is_call = os.WSTOPSIG(status) == signal.SIGTRAP | 0x80
        passed_on = 0 if is_call or os.WSTOPSIG(status) in (signal.SIGSTOP, signal.SIGTRAP) else os.WSTOPSIG(status)
        seen += is_call
        if place is not None and seen == place:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return -1, b"told" in _rest(read)


def _child(store: Store, file: Submission, write: int, statement: int | None, *, stopped: bool = False, told: bool = True) -> int:
    """Fork a process that accepts the file and says so, or ends before it is `told`; `stopped` for one that is followed from there."""
    store.close()
    child = os.fork()
    if child:
        os.close(write)
        return child
    try:
        if statement is not None:
            event.listen(store.engine, "before_cursor_execute", _ending(statement))
        if stopped:
            ctypes.CDLL(None).ptrace(TRACE_ME, 0, None, None)
            os.kill(os.getpid(), signal.SIGSTOP)
        os.write(write, b".")
        store.accept(file, by="bench", at=AT)
        if not told:
            os.kill(os.getpid(), signal.SIGKILL)
        os.write(write, b"told")
    finally:
        os._exit(0)


def _ending(statement: int) -> Callable[..., None]:
    sent = [0]

    def before(*_: Any) -> None:
        sent[0] += 1
        if sent[0] == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    return before


def _rest(read: int) -> bytes:
    with os.fdopen(read, "rb") as pipe:
        return pipe.read()


# -- contradicted ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Round:
    """What became of two files that contradict each other: what each process was told, and the number that stands afterwards."""

    told: tuple[str, str]
    stands: float | None

    @property
    def fault(self) -> str:
        """What should not be; "" where one was accepted, the other asked, and the number of the first stands."""
        if sorted(self.told) != ["accepted", "asked"]:
            return f"told {self.told[0]} and {self.told[1]}"
        return "" if self.stands == self.told.index("accepted") else f"{self.stands} stands"


def rounds(url: str, number: int) -> list[Round]:
    """So many rounds between two processes."""
    context = multiprocessing.get_context("spawn")
    together, pipes, people = context.Barrier(2), [], []
    for person in (0, 1):
        ours, theirs = context.Pipe()
        people.append(context.Process(target=_person, args=(url, person, number, together, theirs), daemon=True))
        pipes.append(ours)
    store, found = open_store(url), []
    key = Key("I1", "", "town", quarter(2023, 1), ())
    for person in people:
        person.start()
    for turn in range(number):
        for pipe in pipes:
            pipe.send(turn)
        first, second = (str(pipe.recv()) if pipe.poll(60) else "nothing in a minute" for pipe in pipes)
        stands = figures_of(store).get(key)
        found.append(Round((first, second), None if stands is None else stands - 2 * turn))
    for each in people:
        each.join(60)
    store.close()
    return found


def _person(url: str, person: int, number: int, together: Any, pipe: Any) -> None:
    """One process: it looks, waits for the other one to have looked, and accepts."""
    store = open_store(url)
    key = Key("I1", "", "town", quarter(2023, 1), ())
    for _ in range(number):
        value = 2 * pipe.recv() + person
        name = f"{value}.csv"
        sha256 = hashlib.sha256(name.encode()).hexdigest()
        file = Submission(name, sha256, "bench", "Figures", 1, (Observation(key, "lead", value, origin=Origin(name, "", "B2")),))
        preview = store.preview(file)
        together.wait(60)
        try:
            told = store.accept(file, by=str(person), at=AT, against=preview).outcome
        except ConflictError as conflict:
            told = "asked" if conflict.differences else "asked without a reason"
        pipe.send(told)
    store.close()


def main() -> int:
    """Print two tables; 1 where anything was not as it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--url", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.url or f"sqlite:///{Path(folder) / 'bench.db'}"
        store = open_store(url)
        taken = list(kills(store, options.kills))
        store.close()
        faults = _print_kills(taken)
        began = time.perf_counter()
        played = rounds(url, options.rounds)
        faults += _print_rounds(played, time.perf_counter() - began)
        faults += (left := open_store(url)).verify()
        left.close()
    print("\n".join(faults) or "Nothing was lost, nothing was there by half, and nobody's figure was written over unseen.")
    return 1 if faults else 0


def _print_kills(taken: list[Kill]) -> list[str]:
    names = ("times", "killed", "not there", "there", "had receipt", "once in the end", "faults")
    print(f"{'killed at':12}" + "".join(f"{name:>17}" for name in names))
    for kind in KINDS:
        some = [each for each in taken if each.kind == kind]
        there = sum(each.there for each in some)
        once = sum(not each.faults for each in some)
        counts = (len(some), sum(e.killed for e in some), len(some) - there, there, sum(e.told for e in some), once, len(some) - once)
        print(f"{kind:12}" + "".join(f"{each:17d}" for each in counts))
    return [f"{each.kind} {each.place}: {fault}" for each in taken for fault in each.faults]


def _print_rounds(played: list[Round], seconds: float) -> list[str]:
    wins = Counter(each.told.index("accepted") for each in played if not each.fault)
    print(
        f"\n{len(played)} rounds of two: {sum(wins.values())} with one accepted and the other asked "
        f"({wins[0]} by the first process, {wins[1]} by the second), {1000 * seconds / max(len(played), 1):.0f} ms a round"
    )
    return [f"round {number}: {each.fault}" for number, each in enumerate(played) if each.fault]


if __name__ == "__main__":
    sys.exit(main())
