"""Room: indicators. Rates of groups beside one another, and how often one is the other, from released values only.

Any grouping works alike: `Part.compare` names it, `Part.reference` the group that the others are compared with. Shapes (`shapes`), rates
and ratios (`rates`), what is not known (`unknown`), years and their quarters (`years`), which leads (`leading`), sentences (`words`), and
the way from released values to all of it (`making`).
"""

from indicators.inequalities.leading import leading, newest, same_thing, told_first
from indicators.inequalities.making import comparisons
from indicators.inequalities.shapes import Comparison, Excess, GroupRow
from indicators.inequalities.unknown import MUCH_UNKNOWN, TOO_MUCH_UNKNOWN
from indicators.inequalities.years import waiting

__all__ = [
    "MUCH_UNKNOWN",
    "TOO_MUCH_UNKNOWN",
    "Comparison",
    "Excess",
    "GroupRow",
    "comparisons",
    "leading",
    "newest",
    "same_thing",
    "told_first",
    "waiting",
]
