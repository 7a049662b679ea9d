"""Room: access. How long a name, or an address, waits after failed tries: longer each time, never for good (OWASP ASVS 5.0, 6.3.1)."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

#: tries without a wait: people mistype, and many may share one address
FREE = {"account": 3, "address": 20}
LONGEST = timedelta(minutes=15)
#: after this long, failed tries are forgotten
FORGOTTEN = timedelta(days=1)


def key(kind: str, value: str) -> str:
    """The key under which tries are counted: a hash, because a password typed into the wrong field must not be kept."""
    return hashlib.sha256(f"{kind} {value}".encode()).hexdigest()


def wait(kind: str, failures: int, last_at: datetime, now: datetime) -> timedelta:
    """How long until the next try: 1, 2, 4 ... seconds after the last, at most fifteen minutes; nothing within the free ones."""
    if failures < FREE[kind]:
        return timedelta()
    whole = min(timedelta(seconds=2.0 ** min(failures - FREE[kind], 20)), LONGEST)
    return max(last_at + whole - now, timedelta())
