"""Room: indicators. What was worked out from the very same things before is not worked out again: the last results of a pure function.

After a submission most of what is known is as it was. What follows from it alone is then found here, by comparing what it followed from:
equal things give equal results, so nothing has to be told what changed, and nothing that is found here can be old.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import TypeVar, cast

T = TypeVar("T")


class Remembered:
    """The last results by name: `each` of them for a name, of so many names as there is `room` for. A name always has results of one type.

    Things are compared by `==`, which is quick where they are the same objects. A function that raises leaves nothing behind.
    """

    def __init__(self, *, each: int = 4, room: int = 256) -> None:
        self._each, self._room = each, room
        self._kept: OrderedDict[object, deque[tuple[tuple[object, ...], object]]] = OrderedDict()
        self._lock = threading.Lock()

    def once(self, name: object, given: tuple[object, ...], make: Callable[[], T]) -> T:
        """What `make` gives, which must follow from the name and from what is `given` and from nothing else; made only where it is new."""
        with self._lock:
            known = tuple(self._kept.get(name, ()))
        for before, result in known:
            if before == given:
                return cast(T, result)
        made = make()
        with self._lock:
            self._kept.setdefault(name, deque(maxlen=self._each)).appendleft((given, made))
            self._kept.move_to_end(name)
            while len(self._kept) > self._room:
                self._kept.popitem(last=False)
        return made
