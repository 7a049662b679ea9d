"""Room: access. How much one address or one person may ask for: a bucket each, in this process alone.

Failed sign-ins are counted in the store for all processes (`delays`); these buckets only keep one client from taking a worker for itself.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

#: buckets kept; the one not used for longest goes first
ROOM = 10_000


class Limiter:
    """Buckets of `burst` requests that fill again at `per_minute`."""

    def __init__(self, per_minute: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = per_minute / 60, burst, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def allows(self, key: str) -> bool:
        """Whether `key` may ask once more now; if so, that is counted."""
        now = self._clock()
        with self._lock:
            left, since = self._buckets.pop(key, (self._burst, now))
            left = min(self._burst, left + (now - since) * self._rate)
            allowed = left >= 1
            self._buckets[key] = (left - 1 if allowed else left, now)
            while len(self._buckets) > ROOM:
                self._buckets.popitem(last=False)
        return allowed
