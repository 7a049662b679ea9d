"""Room: indicators. Inequalities: how many people are of no known group, and how far they could move a ratio."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from indicators import numbers, ratios
from indicators.classifications import MINORITY
from indicators.inequalities.settings import Setting, base_of
from indicators.inequalities.shapes import Comparison, GroupRow

#: shares of unknown group above which ratios are marked, and above which they are withheld (governance/ETHNIC_GROUPS, our thresholds)
MUCH_UNKNOWN: Final = 0.10
TOO_MUCH_UNKNOWN: Final = 0.20


def counted(setting: Setting, rows: Sequence[GroupRow]) -> tuple[float | None, float | None]:
    """How many are of unknown group, and of how many in all; None where hidden or not held."""
    names = ("unknown",) if "unknown" in setting.groups else ("not_stated", "not_known")
    figures = [setting.groups[name] for name in names if name in setting.groups]
    counts = [figure.numerator for figure in figures]
    if not counts or any(count is None for count in counts):
        return None, None
    unknown = sum(count for count in counts if count is not None)
    known = [row.count for row in rows]
    if all(count is not None for count in known):
        return unknown, unknown + sum(count for count in known if count is not None)
    return unknown, setting.whole.numerator if setting.whole else None


def bounded(setting: Setting, found: Comparison) -> Comparison:
    """The comparison with how far the unknown ones could move its ratios; as it was where any count is hidden."""
    bases = [base_of(setting.groups[row.group], setting.multiplier) for row in found.rows]
    counts = [row.count for row in found.rows]
    if found.standardised or not found.unknown_count or any(not base for base in bases) or any(count is None for count in counts):
        return found
    place = [row.group for row in found.rows].index(setting.reference)
    reach = ratios.unknown_bounds([c or 0.0 for c in counts], [b or 0.0 for b in bases], found.unknown_count, place)
    bounds = {}
    furthest = {}
    for row, low, high, far in zip(found.rows, reach.lower, reach.spread, reach.upper, strict=True):
        if row.group != setting.reference and math.isfinite(low) and math.isfinite(high):
            bounds[row.group], furthest[row.group] = (float(low), float(high)), float(far)
    if found.combined and found.combined.ratio is not None and found.combined.count and found.rows[place].count:
        own, others = found.rows[place].count or 0.0, found.combined.count
        ratio, unknown = found.combined.ratio, found.unknown_count
        bounds[MINORITY] = (ratio * own / (own + unknown), ratio * (others + unknown) / others)
        furthest[MINORITY] = bounds[MINORITY][1]
    return replace(found, unknown_bounds=bounds, unknown_furthest=furthest)


def without_ratios(found: Comparison) -> Comparison:
    """The comparison without its ratios, and the reason."""
    share = numbers.number(100 * (found.unknown_share or 0.0), 1)
    reason = (
        f"The ratios are not shown: the group is not known for {share} %, and over "
        f"{numbers.number(100 * TOO_MUCH_UNKNOWN)} % leaves too much open."
    )
    rows, aligned = (tuple(_bare(row) for row in group) for group in (found.rows, found.aligned))
    combined = _bare(found.combined) if found.combined else None
    return replace(found, rows=rows, aligned=aligned, combined=combined, excess=None, withheld=reason)


def _bare(row: GroupRow) -> GroupRow:
    return replace(row, ratio=None, ratio_lower=None, ratio_upper=None, ratio_method="", note="")
