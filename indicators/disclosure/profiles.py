"""Room: indicators. Disclosure profiles: which counts are hidden, whether zero is shown, how the rest is rounded. Data, with a version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Profile:
    """One set of disclosure rules. Counts from `low` to `high` (both included) are primary: they are hidden.

    `zero_shown` says whether a true zero is shown. `base` is what other counts are rounded to (None: not rounded). `secondary` says whether
    further cells are hidden by rule; a rounding profile hides them only where its audit asks for it. `pool_months` is the shortest period
    of which a count is shown; a rate on fewer than `unreliable_below` events is flagged low reliability. Source: the profiles of NHS
    England (MHSDS; HES and ECDS), the Department for Education (children looked after) and the Office for National Statistics (deaths).
    """

    id: str
    version: int
    words: str
    low: int = 0
    high: int = -1
    zero_shown: bool = True
    base: int | None = None
    secondary: bool = False
    pool_months: int = 0
    unreliable_below: int = 0

    @property
    def open(self) -> bool:
        """Whether nothing is hidden or rounded."""
        return self.high < self.low and self.base is None and not self.secondary

    def primary(self, count: float) -> bool:
        """Whether a count is hidden for itself (R1)."""
        return self.low <= count <= self.high


_ALL = (
    Profile("mhsds5", 1, "Counts under 5 are hidden, zero among them; the rest are rounded to the nearest 5.", 0, 4, False, 5),
    Profile("hes7", 1, "Counts from 1 to 7 are hidden; the rest are rounded to the nearest 5.", 1, 7, True, 5),
    Profile("exact5", 1, "Counts from 1 to 4 are hidden, and others where they would give one away.", 1, 4, True, None, True),
    Profile("exact7", 1, "Counts from 1 to 7 are hidden, and others where they would give one away.", 1, 7, True, None, True),
    Profile(
        "deaths",
        1,
        "No count for less than three years together; counts from 1 to 9 are hidden; a rate on fewer than 20 is of low reliability.",
        *(1, 9, True, None, True, 36, 20),
    ),
    Profile("open", 1, "Nothing is hidden: it is published already, or is not about people."),
)

PROFILES: Mapping[str, Profile] = MappingProxyType({profile.id: profile for profile in _ALL})
#: what holds where nothing else is said
STRICTEST_BY_DEFAULT = PROFILES["mhsds5"]
OPEN = PROFILES["open"]


def loosens(old: Profile, new: Profile) -> bool:
    """Whether changing from `old` to `new` would let out anything that was hidden or rounded (R21: only with a recorded reason)."""
    hidden = set(range(old.low, old.high + 1)) | (set() if old.zero_shown else {0})
    still = set(range(new.low, new.high + 1)) | (set() if new.zero_shown else {0})
    rounding = old.base is not None and (new.base is None or new.base % old.base != 0)
    return not hidden <= still or rounding or new.pool_months < old.pool_months or (old.secondary and not (new.secondary or new.base))
