"""Room: loaders. A file from outside is read in a process of its own, with limits of memory, processor time and the clock.

A hostile file can abort the process that parses it: no exception can be caught. So a helper process, which has loaded everything and
holds no secrets, forks a child for each file; what becomes of the child is said in words, and the program goes on. The child answers with
plain figures, of which nothing but the classes of a submission is let in.
"""

from __future__ import annotations

import atexit
import gc
import io
import os
import pickle
import resource
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from indicators.observations import Origin
from indicators.registry.models import Plan
from indicators.submissions import Submission
from loaders.circumstances import NOTHING_KNOWN, Circumstances
from loaders.limits import MEGABYTE, PUBLISHED, Limits
from loaders.problems import problem
from loaders.reading import Progress
from loaders.reading import read as read_here

_ROOT = Path(__file__).resolve().parent.parent
_FRAME = struct.Struct("!cQ")
_TWO = struct.Struct("!QQ")
_PROGRESS, _DONE, _TIME, _MEMORY, _ENDED = b"P", b"D", b"T", b"M", b"E"
_OUT_OF_MEMORY = 12
#: a little more than the child is given, before the helper itself is given up
_GRACE = 15
#: what a submission is made of; anything else in the child's answer is refused
_ALLOWED = {
    ("builtins", "frozenset"),
    ("datetime", "date"),
    ("indicators.observations", "Key"),
    ("indicators.observations", "Observation"),
    ("indicators.observations", "Origin"),
    ("indicators.observations", "Status"),
    ("indicators.periods.model", "Period"),
    ("indicators.submissions", "ActionUpdate"),
    ("indicators.submissions", "Commentary"),
    ("indicators.submissions", "Passed"),
    ("indicators.submissions", "Problem"),
    ("indicators.submissions", "Proposal"),
    ("indicators.submissions", "Submission"),
    ("indicators.submissions", "Voice"),
}


def read(
    name: str,
    content: bytes,
    plan: Plan,
    *,
    by_progress: Progress | None = None,
    known: Circumstances = NOTHING_KNOWN,
    limits: Limits = PUBLISHED,
) -> Submission:
    """What the file `name` yields, as `loaders.reading.read`, in a process with the memory and the time of `limits`."""
    if len(content) > limits.bytes:
        # refused by its size alone, and not sent anywhere
        return read_here(name, content, plan, known=known, limits=limits)
    return _HELPER.read(name, content, plan, by_progress, known, limits)


class Helper:
    """The process that forks a child for each file: started when first needed, and anew where it ended."""

    def __init__(self, work: Callable[..., Submission] = read_here) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def read(self, name: str, content: bytes, plan: Plan, by_progress: Progress | None, known: Circumstances, limits: Limits) -> Submission:
        """One file, read; one at a time."""
        asked = pickle.dumps((self._work, name, content, plan, known, limits, by_progress is not None), pickle.HIGHEST_PROTOCOL)
        with self._lock:
            kind, answer = self._ask(asked, by_progress, limits)
        if kind == _DONE:
            try:
                found = _Plain(io.BytesIO(answer)).load()
            except (pickle.UnpicklingError, AttributeError, TypeError, ValueError, EOFError):
                kind, found = _ENDED, None
            if isinstance(found, Submission):
                return found
        return _not_read(name, content, kind, limits)

    def close(self) -> None:
        """End the helper."""
        process, self._process = self._process, None
        if process is not None and self._owner == os.getpid():
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()

    def _ask(self, asked: bytes, by_progress: Progress | None, limits: Limits) -> tuple[bytes, bytes]:
        process = self._running()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(_FRAME.pack(_DONE, len(asked)) + asked)
            process.stdin.flush()
            deadline = time.monotonic() + _wall(limits) + _GRACE
            while select.select([process.stdout], [], [], max(0.0, deadline - time.monotonic()))[0]:
                kind, answer = _next_frame(process.stdout)
                if kind != _PROGRESS:
                    return kind, answer
                if by_progress is not None:
                    by_progress(*_TWO.unpack(answer))
        except (OSError, EOFError):
            self.close()
            return _ENDED, b""
        self.close()
        return _TIME, b""

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            if self._process is not None and self._owner == os.getpid():
                self.close()
            # no variable of ours goes along: a child that reads files from outside needs no address of a database
            kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TZ") if name in os.environ}
            self._process = subprocess.Popen(
                [sys.executable, "-c", "from loaders.confined import serve; serve()"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                cwd=_ROOT,
                env=kept | {"PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, sys.path)])},
                start_new_session=True,
            )
            self._owner = os.getpid()
        return self._process


class _Plain(pickle.Unpickler):
    """Reads a submission and nothing else: a child that a hostile file has taken over can make no other object here."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of a submission")
        return super().find_class(module, name)


def _not_read(name: str, content: bytes, kind: bytes, limits: Limits) -> Submission:
    where = Origin(name, "", "")
    found = {
        _TIME: lambda: problem("too-long-to-read", where, limit=f"{limits.seconds} seconds"),
        _MEMORY: lambda: problem("too-heavy-to-read", where, limit=f"{limits.memory // MEGABYTE:,} MB"),
    }.get(kind, lambda: problem("reading-ended", where))()
    return Submission(name, sha256(content).hexdigest(), "", "a file that cannot be read", 0, problems=(found,))


def _wall(limits: Limits) -> float:
    return limits.seconds * 1.5


def _next_frame(pipe: IO[bytes]) -> tuple[bytes, bytes]:
    """The next message; EOFError where the pipe ends first."""
    kind, length = _FRAME.unpack(_exactly(pipe, _FRAME.size))
    return kind, _exactly(pipe, length)


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    pieces = []
    while length:
        piece = pipe.read(min(length, 1 << 20))
        if not piece:
            raise EOFError
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


# -- in the helper ----------------------------------------------------------------------------------------------------------------


def serve() -> None:
    """Answer requests from the program until it ends: one child a file."""
    asking, answering = sys.stdin.buffer, sys.stdout.buffer
    while True:
        try:
            _, asked = _next_frame(asking)
        except EOFError:
            return
        request = pickle.loads(asked)  # noqa: S301 - from the program itself, through a pipe that nobody else holds
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            _in_child(writing, *request)
        os.close(writing)
        kind, answer = _forwarded(reading, child, request[5], answering)
        os.close(reading)
        answering.write(_FRAME.pack(kind, len(answer)) + answer)
        answering.flush()


def _forwarded(reading: int, child: int, limits: Limits, answering: IO[bytes]) -> tuple[bytes, bytes]:
    """Pass the child's progress on; its answer, or how it ended."""
    deadline = time.monotonic() + _wall(limits)
    kind, answer = _ENDED, b""
    with open(reading, "rb", buffering=0, closefd=False) as pipe:
        try:
            while kind not in (_DONE, _TIME):
                if not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
                    kind = _TIME
                    break
                kind, answer = _next_frame(pipe)
                if kind == _PROGRESS:
                    answering.write(_FRAME.pack(kind, len(answer)) + answer)
                    answering.flush()
        except EOFError:
            kind, answer = _ENDED, b""
    if kind != _DONE:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if kind == _ENDED:
        ended = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        # the spreadsheet reader aborts where it gets no memory, the system kills where it has none; Python says so
        kind = {-signal.SIGXCPU: _TIME, -signal.SIGABRT: _MEMORY, -signal.SIGKILL: _MEMORY, _OUT_OF_MEMORY: _MEMORY}.get(ended, _ENDED)
    return kind, answer


def _in_child(
    writing: int, work: Callable[..., Submission], name: str, content: bytes, plan: Plan, known: Circumstances, limits: Limits, told: bool
) -> None:
    """Read one file within the limits, answer, and end without going back."""
    code = 1
    # the child lives for one file: to look for rings of objects in it is time lost
    gc.disable()
    try:
        _limit(resource.RLIMIT_AS, limits.memory)
        # at the second, harder limit the kernel kills without saying why
        _limit(resource.RLIMIT_CPU, limits.seconds, spare=2)
        _limit(resource.RLIMIT_CORE, 0)

        def progress(done: int, rows: int) -> None:
            _send(writing, _PROGRESS, _TWO.pack(done, rows))

        submission = work(name, content, plan, by_progress=progress if told else None, known=known, limits=limits)
        _send(writing, _DONE, pickle.dumps(submission, pickle.HIGHEST_PROTOCOL))
        code = 0
    except MemoryError:
        code = _OUT_OF_MEMORY
    finally:
        _tell_where(sys.exc_info()[2])
        os._exit(code)


def _limit(what: int, amount: int, *, spare: int = 0) -> None:
    _, most = resource.getrlimit(what)
    hard = amount + spare if most == resource.RLIM_INFINITY else min(amount + spare, most)
    resource.setrlimit(what, (min(amount, hard), hard))


def _send(pipe: int, kind: bytes, payload: bytes) -> None:
    view = memoryview(_FRAME.pack(kind, len(payload)) + payload)
    while view:
        view = view[os.write(pipe, view) :]


def _tell_where(trace: Any) -> None:
    """Where the reading ended, for the log: lines of ours, never what the file holds."""
    steps = []
    while trace is not None:
        steps.append(f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    if steps:
        os.write(2, f"the reading of a file ended at {' > '.join(steps)}\n".encode())


_HELPER = Helper()
atexit.register(_HELPER.close)
