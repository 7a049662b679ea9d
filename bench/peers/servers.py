"""Servers of one kind for all: granian with two workers of four threads on 127.0.0.1, each started here and ended here."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORKERS, THREADS = 2, 4
#: seconds that a server may take to answer for the first time
PATIENCE = 180.0


class NotStartedError(Exception):
    """A server did not answer; its words are what it said."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(app: str, told: Mapping[str, str], *, python: str = sys.executable, place: Path = ROOT) -> Iterator[tuple[int, int]]:
    """The app while it is served: its port, and the process that leads its workers.

    `place` is the folder it runs in: Dash serves whatever lies in an assets folder there, and a peer shall not be laden with ours.
    """
    port = free_port()
    command = [python, "-m", "granian", "--interface", "wsgi", "--factory", "--workers", str(WORKERS), "--blocking-threads", str(THREADS)]
    command += ["--backpressure", "128", "--log-level", "error", "--host", "127.0.0.1", "--port", str(port), app]
    surroundings = {**os.environ, **told, "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryFile(mode="w+") as said:
        process = subprocess.Popen(command, cwd=place, env=surroundings, stdout=said, stderr=subprocess.STDOUT)
        try:
            if not _answering(process, port):
                said.seek(0)
                raise NotStartedError(said.read()[-2000:] or "It did not answer in time.")
            yield port, process.pid
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def get(port: int, path: str) -> tuple[int, bytes]:
    """Status and body of an address, uncompressed."""
    answer, body = _asked(port, path)
    return answer.status, body


def heads(port: int, path: str) -> list[tuple[str, str]]:
    """What stands in the head of an answer: names and values."""
    return _asked(port, path)[0].getheaders()


def _asked(port: int, path: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def _answering(process: subprocess.Popen[bytes], port: int) -> bool:
    """Waits until both workers have answered: as many times in a row as makes it all but sure."""
    until, answered = time.monotonic() + PATIENCE, 0
    while answered < 16:
        if process.poll() is not None or time.monotonic() > until:
            return False
        try:
            answered = answered + 1 if get(port, "/")[0] == 200 else 0
        except OSError:
            answered = 0
            time.sleep(0.2)
    return True
