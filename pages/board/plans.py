"""Room: pages. Questions a page asks the plan: which part is meant, who is who, what stands beside what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indicators.periods import Period
from indicators.registry.models import Part, Passion, Plan, Priority
from indicators.spans import often
from indicators.summaries import Summary


def names(plan: Plan, ids: Sequence[str]) -> str:
    """People and posts by their names, in the order of the plan; "" for none."""
    return ", ".join(plan.person(id).name for id in ids)


def leaders(plan: Plan, priority: Priority) -> str:
    """ "SROs A, B · leads C, D": who answers for a priority."""
    sros, leads = names(plan, priority.sros), names(plan, priority.leads)
    return " · ".join(
        text
        for text in (
            f"{'SROs' if len(priority.sros) > 1 else 'SRO'} {sros}" if sros else "No SRO named",
            f"{'leads' if len(priority.leads) > 1 else 'lead'} {leads}" if leads else "no lead named",
        )
    )


def passion_of(plan: Plan, priority: Priority) -> Passion:
    """The theme a priority belongs to; KeyError if the plan has none."""
    for passion in plan.passions:
        if priority in passion.priorities:
            return passion
    raise KeyError(priority.id)


def tally(summaries: Iterable[Summary]) -> str:
    """How many indicators are in which state, in words: "3 indicators: 1 improving, 2 awaiting figures"."""
    counted: dict[str, int] = {}
    for summary in summaries:
        counted[summary.state.value] = counted.get(summary.state.value, 0) + 1
    total = sum(counted.values())
    if not total:
        return "No indicators"
    return f"{total} {'indicator' if total == 1 else 'indicators'}: {', '.join(f'{n} {word}' for word, n in counted.items())}"


def frequency(part: Part, period: Period | None = None) -> str:
    """How often figures come, in a word a reader knows: those like the one of `period`, else as the plan has it."""
    words = {"monthly": "monthly", "quarterly": "quarterly", "annual": "yearly", "pooled": "yearly, several years together"}
    return words.get(often(part, period.kind if period else None), "frequency not stated")
