"""Room: pages. Pages as they were sent, remembered by all they were made from: whoever asks for the same again waits for no work.

Each worker remembers for itself, compressed, within a fixed room, the longest unread forgotten first. What a page was made from is its
key, so that nothing is ever told which no longer holds: the revision of the record, the day, the address with the date as of which, the
name under which the server was asked, and who reads, with all they hold. A page that says anything else (files that wait, for one) is not
remembered; `pages.routes` says which are.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass

import brotli
import flask

from access import gates
from pages.frame.data import Figures
from pages.frame.queries import Query

#: bytes of compressed pages that one worker remembers: some hundreds of pages
ROOM = 4_000_000
#: as for a page that is sent once; higher ones take longer than they save
QUALITY = 5


@dataclass(frozen=True, slots=True)
class Made:
    """A page as it is sent: its HTML compressed with brotli, and whether it is a screen of a meeting."""

    body: bytes
    screen: bool = False


class Remembered:
    """The pages that one worker has made of late. Any thread may ask."""

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._held = 0
        self._figures: Figures | None = None
        self._pages: OrderedDict[Hashable, Made] = OrderedDict()
        self._lock = threading.Lock()

    def made_from(self, figures: Figures, asked: Query) -> Hashable:
        """All that the page of this request is made from; pages of other figures than these are forgotten.

        To be asked before the page is made: what changes meanwhile then stands under a revision that nobody asks for again.
        """
        with self._lock:
            if figures is not self._figures:
                self._figures, self._held = figures, 0
                self._pages.clear()
        return (figures.revision(), figures.today(), asked, flask.request.base_url, gates.guarded(), gates.actor())

    def told(self, key: Hashable) -> Made | None:
        """The page that was made from this; None where none is remembered."""
        with self._lock:
            made = self._pages.get(key)
            if made is not None:
                self._pages.move_to_end(key)
            return made

    def keep(self, key: Hashable, page: str, *, screen: bool = False) -> Made:
        """Remember a page, and give it back as it is sent."""
        made = Made(brotli.compress(page.encode(), quality=QUALITY), screen)
        with self._lock:
            before = self._pages.pop(key, None)
            self._pages[key] = made
            self._held += len(made.body) - (len(before.body) if before else 0)
            while self._held > self._room:
                _, forgotten = self._pages.popitem(last=False)
                self._held -= len(forgotten.body)
        return made
