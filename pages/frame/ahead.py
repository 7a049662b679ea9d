"""Room: pages. After a change the pages that were read before it are made anew, by one thread, before anybody asks for them.

A page that is remembered (`remembered`) costs a tenth of one that is made, and one submission makes all of them old at once. The first who
then reads any of them sets off the making of the others, the last read first; whoever is quicker than that has the page made as ever.
Nothing is told here that would not be told anyway: the pages are made by the way that answers readers, from the figures as they are then.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

import flask

from access import gates

#: pages that one worker makes anew, those that were read last
ROOM = 100
#: marks what is asked for here and by no reader
_HERE = "delivery_plan.ahead"


class Ahead:
    """The addresses that were read of late in one worker, and what each page was last made from. `make` answers the request at hand."""

    def __init__(self, server: flask.Flask, make: Callable[[], object], *, room: int = ROOM) -> None:
        self._server, self._make, self._room = server, make, room
        self._read: OrderedDict[str, Hashable] = OrderedDict()
        self._lock = threading.Lock()
        self._at_work = False

    def read(self, made_from: Hashable) -> None:
        """Note what the page of this request is made from. Where it was another thing before, all others are made anew.

        Pages that are made for one person only, by name, are left to that person.
        """
        if gates.actor() is not None:
            return
        address, by_reader = flask.request.url, _HERE not in flask.request.environ
        with self._lock:
            changed = self._read.get(address, made_from) != made_from
            self._read[address] = made_from
            if by_reader:
                self._read.move_to_end(address)
            while len(self._read) > self._room:
                self._read.popitem(last=False)
            begins = changed and by_reader and not self._at_work
            self._at_work = self._at_work or begins
        if begins:
            threading.Thread(target=self._all, name="pages made ahead", daemon=True).start()

    def _all(self) -> None:
        try:
            with self._lock:
                addresses = [*reversed(self._read)]
            for address in addresses:
                with self._server.test_request_context(address, headers={"Accept-Encoding": "br"}, environ_overrides={_HERE: True}):
                    self._make()
        finally:
            self._at_work = False
