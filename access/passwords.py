"""Room: access. Passwords of local accounts: what one has to be, and how it is kept (OWASP ASVS 5.0, 6.2; OWASP Password Storage)."""

from __future__ import annotations

import functools
import re
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 128
ADVISED = 15
HASHER = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=4)
#: the hash of a password that nobody has: names without an account take as long as those with one
NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$l3xOnLVltwH0sEU0vybdIA$kpbCX0qBss/K88mxztr7YWiKvTwslP9b6Ea6g4kcOL4"
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
#: letters that people swap for digits and signs, undone before the list is asked
_SWAPPED = str.maketrans("013457@$!", "oleastasi")


def faults(password: str, *, about: tuple[str, ...] = ()) -> list[str]:
    """Why a password is not taken, in sentences; none where it is. `about` are words that somebody would try first: names, the plan."""
    found = []
    if len(password) < SHORTEST:
        found.append(f"Found {len(password)} characters. Expected at least {SHORTEST}; {ADVISED} or more are better. Use a few words.")
    elif len(password) > LONGEST:
        found.append(f"Found {len(password)} characters. Expected at most {LONGEST}. Use a shorter one.")
    elif common(password):
        found.append(
            "Found a password that many people use, or one with digits or signs added. Choose a few words that belong to no saying."
        )
    elif len(set(password.lower())) < 5:
        found.append("Found the same few characters again and again. Choose a few words.")
    elif any(word.lower() in password.lower() for word in about if len(word) > 3):
        found.append("Found a name of yours or of this plan in it. Choose words that say nothing of either.")
    return found


def common(password: str) -> bool:
    """Whether a password, or its core without digits and signs at the ends, is among the 30,000 most used (zxcvbn, Dropbox)."""
    lowered = unicodedata.normalize("NFKC", password).lower()
    cores = {lowered, _EDGES.sub("", lowered), _EDGES.sub("", lowered).translate(_SWAPPED), lowered.translate(_SWAPPED)}
    half = lowered[: len(lowered) // 2]
    repeated = {half} if lowered == half * 2 else set()
    return not _most_used().isdisjoint((cores | repeated) - {""})


def hashed(password: str) -> str:
    """The argon2id hash, with its own salt and parameters."""
    return HASHER.hash(unicodedata.normalize("NFKC", password))


def matches(hash: str, password: str) -> bool:
    """Whether the password is the one that was hashed; "" takes as long as a hash, and is nobody's."""
    try:
        return HASHER.verify(hash or NOBODYS, unicodedata.normalize("NFKC", password[:LONGEST])) and bool(hash)
    except (VerificationError, InvalidHashError):
        return False


@functools.cache
def _most_used() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # its list weighs a megabyte, and most runs set no password

    return frozenset(FREQUENCY_LISTS["passwords"])
