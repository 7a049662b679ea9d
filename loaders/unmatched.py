"""Room: loaders. Why a file gave nothing for a series that it seems to hold, in the file's own words, so that the plan can be mended.

A selection names measures, dimensions and categories as the publisher writes them. A slip in one of them would else look like a file
without figures.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indicators.observations import Origin
from indicators.submissions import Problem
from loaders.picking import Ledger, Wish, dimensions_met
from loaders.problems import problem
from loaders.published.figures import Figure

#: how many measures, kinds of rows and categories of one dimension are named before the rest is counted
_MEASURES, _KINDS, _CATEGORIES = 8, 4, 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """A wish, and for which indicator or population it is one."""

    name: str
    wish: Wish


def unmatched(ledger: Ledger, wanted: Sequence[Wanted], *, taken: bool) -> Iterator[Problem]:
    """A note for each wish whose measure the file has about its areas, but in no row as it is asked for, or in none by the groups asked
    for; and where nothing at all was `taken`, one on the measures that the file does not have."""
    told: set[str] = set()
    for each in wanted:
        codes = {code.code for area in each.wish.areas for code in area.codes}
        own = [figure for figure in ledger.by_measure.get(each.wish.measure, ()) if figure.area in codes]
        met = dimensions_met(own, each.wish)
        if own and (not met or each.wish.breakdown.keys() - met):
            note = _unlike(ledger.file, each, own, taken=bool(met))
            if note.found not in told:
                told.add(note.found)
                yield note
    there = sorted(ledger.by_measure)
    missing = sorted({each.wish.measure for each in wanted} - set(there))
    if there and missing and not taken and not told:
        near = [name for measure in missing for name in difflib.get_close_matches(measure, there, n=1)]
        ordered = list(dict.fromkeys([*near, *there]))
        yield problem(
            "published-other-measures", Origin(ledger.file, "", ""), wanted=_listed(missing, _MEASURES), there=_listed(ordered, _MEASURES)
        )


def _unlike(file: str, wanted: Wanted, figures: Sequence[Figure], *, taken: bool) -> Problem:
    wish = wanted.wish
    asked = [
        f"{name}: {categories if isinstance(categories, str) else _listed(categories, _CATEGORIES)}"
        for name, categories in wish.where.items()
    ]
    asked += [f"by {name}" for name in dict.fromkeys(wish.breakdown.values())]
    return problem(
        "published-unlike",
        Origin(file, "", ""),
        measure=wish.measure,
        name=wanted.name,
        asked="; ".join(asked) or "without any dimension",
        there=_kinds(figures),
        outcome="No group was taken" if taken else "Nothing was taken",
    )


def _kinds(figures: Sequence[Figure]) -> str:
    """The dimensions that rows have, those without any first and then the commonest, each with some of its categories."""
    alike: dict[tuple[str, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        alike[tuple(sorted(figure.dimensions))].append(figure)
    words = []
    for names in sorted(alike, key=lambda names: (bool(names), -len(alike[names])))[:_KINDS]:
        dimensions = (f"{name} ({_listed(sorted({f.dimensions[name] for f in alike[names]}), _CATEGORIES)})" for name in names)
        words.append(" with ".join(dimensions) or "rows without any")
    return "; ".join(words) + ("; and others" if len(alike) > _KINDS else "")


def _listed(words: Sequence[str], most: int) -> str:
    return ", ".join(words[:most]) + (f" and {len(words) - most} more" if len(words) > most else "")
