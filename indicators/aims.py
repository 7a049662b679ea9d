"""Room: indicators. A series against the plan's target: kept apart from its trend, because a falling figure may still meet its target.

Whether the target is met as a matter of course is Making Data Count's assurance (NHS England): it asks the limits of the current phase, and
needs 13 figures like them. Where the latest figures signal a change, those limits do not describe the present level: nothing is assured.
"""

from __future__ import annotations

from indicators import numbers, status, trends
from indicators.periods import Period, of_key
from indicators.readings import Aim, Assurance, Series
from indicators.registry.models import Indicator, Part, Target

_ASSURED: dict[Assurance, str] = {
    "": "",
    "consistent_pass": " At the present level it will go on being met.",
    "consistent_fail": " At the present level it will not be met, unless something changes.",
    "inconsistent": " At the present level it will be met at some times and missed at others.",
}
CHANGING = " The process is changing: at what level it settles cannot be told yet."


def aim(indicator: Indicator, part: Part, series: Series) -> Aim | None:
    """What the latest released figure says of the plan's target; None where the plan gives none, or none in this part's unit.

    A trajectory (a target for each period) is asked for the latest figure's own period, else the last step before it, else the target
    without a period.
    """
    points = [point for point in series.points if point.status in ("ok", "c", "k")]
    chosen = _target(indicator, points[-1].key.period) if points and part.unit == indicator.unit else None
    if chosen is None or part.direction not in ("up", "down"):
        return None
    words = numbers.quantity(chosen.value, part.unit, 0 if chosen.value == int(chosen.value) else part.decimals)
    latest = points[-1].value
    if latest is None:
        return Aim(
            chosen.value, bool(chosen.period), None, "", f"The target is {words}; the latest figure does not tell whether it is met."
        )
    met = latest >= chosen.value if part.direction == "up" else latest <= chosen.value
    way = status.signal(series)[2] if series.limits is not None else 0
    assured: Assurance = "" if way else _assurance(part, series, chosen.value)
    step = "The step for this period" if chosen.period else "The target"
    nearer = bool(way) and (way > 0) == (part.direction == "up")
    said = "met" if met else "not met yet" if nearer else "not met"
    return Aim(chosen.value, bool(chosen.period), met, assured, f"{step}, {words}, is {said}.{CHANGING if way else _ASSURED[assured]}")


def _target(indicator: Indicator, period: Period) -> Target | None:
    steps = sorted(
        (t for t in indicator.targets if t.period and of_key(t.period).end <= period.end), key=lambda t: of_key(t.period or "").end
    )
    undated = [target for target in indicator.targets if not target.period]
    return steps[-1] if steps else undated[-1] if undated else None


def _assurance(part: Part, series: Series, target: float) -> Assurance:
    limits = series.limits
    if limits is None or limits.trial:
        return ""
    word = trends.assurance(limits.lower[-1], limits.upper[-1], target, direction="increase" if part.direction == "up" else "decrease")
    return str(word)  # type: ignore[return-value]  # the words of METHODS 1.6
