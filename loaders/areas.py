"""Room: loaders. Which area codes stand for a place of the plan in a period, and whether all of them have a figure.

A code counts for a period when it held on the period's last day, because publishers use the organisations of that day. Where several codes
of one scheme held at once (three commissioning groups before they merged), their figures are parts of one whole.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from indicators.registry.models import Area, AreaCode, Plan


def schemes(area: Area, on: date) -> dict[str, tuple[str, ...]]:
    """Scheme -> the codes of the area that held on the day, in the order of the plan."""
    found: dict[str, tuple[str, ...]] = {}
    for code in area.codes:
        if held(code, on):
            found[code.scheme] = (*found.get(code.scheme, ()), code.code)
    return found


def held(code: AreaCode, on: date) -> bool:
    """Whether the code held on the day, first and last day included."""
    return (code.since is None or code.since <= on) and (code.until is None or on <= code.until)


def codes_wanted(plan: Plan, ids: Collection[str]) -> set[str]:
    """Every code, of any day and scheme, of the areas with these ids; ids that the plan does not have are left out."""
    return {code.code for area in plan.areas if area.id in ids for code in area.codes}
