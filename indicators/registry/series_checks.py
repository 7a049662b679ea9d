"""Room: indicators. Whether indicators, their parts and the published figures that fill them make sense."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from indicators.classifications import CLASSIFICATIONS, DIMENSIONS, GROUPS, label
from indicators.registry.defaults import MULTIPLIERS
from indicators.registry.entries import INDICATORS, SELECTIONS, Entry
from indicators.registry.mistakes import Finding, listed

ETHNIC = ("ethnic_group", "ethnic_group_detailed")
#: what publishers call the things that numbers are broken down by, and what a plan calls them
CALLED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("ethnicity", "ethnic", "ethnic_category"), "ethnic_group"),
    **dict.fromkeys(("gender", "genders"), "sex"),
    **dict.fromkeys(("age_group", "age_groups", "age_band", "age_bands"), "age"),
    **dict.fromkeys(("imd", "imd_decile", "deprivation_decile"), "deprivation"),
}


def checked(plan: Entry) -> Iterator[Finding]:
    """Everything about series that does not make sense."""
    for indicator in plan.entries(*INDICATORS):
        for entry_check in (_multiplier, _words, _targets, _headlines, _dimensions, _classification):
            yield from entry_check(indicator)
        for part in indicator.entries("parts"):
            for part_check in PART_CHECKS:
                yield from part_check(part)
            if part.text("role") == "member" and indicator.data.get("family") is not True:
                expected = f"{indicator.id} to be a family, since it has a member"
                yield Finding(part.at("role"), '"member"', expected, "Write family: true on the indicator, or another role here")
    populations = {entry.id: entry for entry in plan.entries("populations")}
    for entry in (*plan.entries("populations"), *plan.entries(*SELECTIONS)):
        yield from _dimensions(entry)
        yield from _classification(entry)
    for selection in plan.entries(*SELECTIONS):
        yield from _selection(selection)
        yield from _population(selection, populations)


def _multiplier(entry: Entry) -> Iterator[Finding]:
    unit, multiplier = entry.text("unit"), entry.data.get("multiplier")
    expected = MULTIPLIERS.get(unit, 1)
    if unit and isinstance(multiplier, int) and multiplier != expected:
        yield Finding(
            entry.at("multiplier"), f"{multiplier:,} with the unit {unit}", f"{expected:,}", "Take the line out: the unit says it"
        )


def _dimensions(entry: Entry) -> Iterator[Finding]:
    """What numbers are broken down by, in our words: under the publisher's word for it, nothing would be asked of leads or compared."""
    named = [*entry.words("breakdowns"), *((entry.at("breakdown"), name) for name in entry.block("breakdown"))]
    if entry.text("compare"):
        named.append((entry.at("compare"), entry.text("compare")))
    for path, name in named:
        near = [CALLED[name]] if name in CALLED else difflib.get_close_matches(name, DIMENSIONS, n=1, cutoff=0.75)
        if near and name not in DIMENSIONS:
            yield Finding(path, f'"{name}"', f"what it is called in a plan: {listed(list(DIMENSIONS))}", f"Write {near[0]}")


def _classification(entry: Entry) -> Iterator[Finding]:
    name = entry.text("classification")
    if name and name not in CLASSIFICATIONS:
        expected = f"a grouping of ethnic groups: {listed(CLASSIFICATIONS)}"
        remedy = "Write the one in which the Chinese group stands as in the figures: under Other in 2001-NHS, under Asian in the others"
        yield Finding(entry.at("classification"), f'"{name}"', expected, remedy)


def _reference(part: Entry) -> Iterator[Finding]:
    reference = part.text("reference")
    known = {*GROUPS, *(label(group, grouping) for group in GROUPS for grouping in CLASSIFICATIONS)}
    if part.text("compare") == "ethnic_group" and reference and reference not in known and reference.lower() not in known:
        yield Finding(
            part.at("reference"), f'"{reference}"', f"an ethnic group: {listed(GROUPS)}", "Name the group that others are compared with"
        )


def _words(indicator: Entry) -> Iterator[Finding]:
    if (indicator.text("kind") == "qualitative") != (indicator.text("unit") == "words") and "unit" in indicator.data:
        found = f"the unit {indicator.text('unit')} of a {indicator.text('kind') or 'quantitative'} indicator"
        yield Finding(indicator.at("unit"), found, "words for a qualitative indicator, and for no other", "Change the kind or the unit")


def _targets(indicator: Entry) -> Iterator[Finding]:
    seen: set[object] = set()
    for target in indicator.entries("targets"):
        period = target.data.get("period")
        if period in seen:
            yield Finding(target.path, f"a second target for {period or 'no period'}", "one value for a period", "Keep one of the two")
        seen.add(period)


def _headlines(indicator: Entry) -> Iterator[Finding]:
    headlines = [part for part in indicator.entries("parts") if part.data.get("headline") is True]
    for part in headlines[1:]:
        found = f'a second headline of {indicator.id}, beside "{headlines[0].id}"'
        yield Finding(part.at("headline"), found, "one at most", "Keep the one that the page is to show")


def _nearest(part: Entry) -> Iterator[Finding]:
    if part.text("role") == "nearest" and not part.text("nearest"):
        remedy = 'Write "nearest:" with a sentence'
        yield Finding(part.at("role"), "nearest, with no word on what it is", "what the figure is, and what the plan says instead", remedy)
    if part.text("nearest") and part.text("role") != "nearest":
        yield Finding(
            part.at("nearest"),
            f"a sentence on a part that is a {part.text('role') or 'whole'}",
            "it with the role nearest",
            "Write role: nearest",
        )


def _comparison(part: Entry) -> Iterator[Finding]:
    compare, reference = part.text("compare"), part.text("reference")
    if reference and not compare:
        yield Finding(
            part.at("reference"), f'"{reference}" and nothing to compare', "the breakdown whose groups are compared", 'Write "compare:"'
        )
    if compare and not reference:
        yield Finding(
            part.at("compare"), f'"{compare}" and no reference group', "the group that others are compared with", 'Write "reference:"'
        )
    if part.text("direction") == "towards_one" and not compare and part.text("unit") != "ratio":
        expected = "up or down: towards_one is for a ratio of groups"
        yield Finding(part.at("direction"), "towards_one where nothing is compared", expected, 'Write "compare:", or another direction')


def _breaks(part: Entry) -> Iterator[Finding]:
    seen: set[str] = set()
    for entry in part.entries("breaks"):
        at = entry.text("at")
        if at and at in seen:
            yield Finding(entry.at("at"), f"a second break at {at}", "one sentence for a break", "Join the two sentences")
        seen.add(at)


PART_CHECKS: tuple[Callable[[Entry], Iterator[Finding]], ...] = (_multiplier, _nearest, _comparison, _breaks, _dimensions, _reference)


def _selection(selection: Entry) -> Iterator[Finding]:
    value, numerator = selection.text("value"), selection.text("numerator")
    if not value and not numerator:
        expected = "either value (carried as published) or numerator (counted)"
        yield Finding(selection.path, "neither value nor numerator", expected, "Name a measure of the dataset in one of the two")
    if value and numerator:
        yield Finding(
            selection.at("numerator"),
            "both value and numerator",
            "one of the two",
            "Keep value to carry a figure as published, numerator to count",
        )
    for divisor in ("denominator", "population"):
        if selection.text(divisor) and not numerator:
            yield Finding(selection.at(divisor), f"a {divisor} and no numerator", "the count that is divided by it", 'Write "numerator:"')
    if selection.text("denominator") and selection.text("population"):
        yield Finding(selection.at("population"), "both denominator and population", "one of the two", "Keep what the count is divided by")
    breakdown = selection.block("breakdown")
    if any(name in breakdown for name in ETHNIC) and not selection.text("classification"):
        expected = "the grouping its ethnic groups are written in, such as 2001-NHS"
        yield Finding(selection.at("breakdown"), "ethnic groups and no classification", expected, 'Write "classification:"')
    if selection.block("flagged") and not breakdown:
        yield Finding(
            selection.at("flagged"), "flags of groups and no breakdown", "the breakdown that has these groups", 'Write "breakdown:"'
        )


def _population(selection: Entry, populations: Mapping[str, Entry]) -> Iterator[Finding]:
    """That it has the areas of the selection, and the same grouping: unlike groupings are never divided by each other."""
    population = populations.get(selection.text("population"))
    if selection.text("population_area") and not selection.text("population"):
        yield Finding(selection.at("population_area"), "an area and no population", "the population of that area", 'Write "population:"')
    if population is None:
        return
    covered = [area for _, area in population.words("areas")]
    needed = [*selection.words("population_area")] or [*selection.words("areas")]
    for path, area in needed:
        if area not in covered:
            expected = f"an area that {population.id} is taken for: {listed(covered)}"
            yield Finding(path, f'"{area}"', expected, f"Add {area} to the areas of {population.id}, or name the area with population_area")
    own, other = selection.text("classification"), population.text("classification")
    if own and other and own != other:
        expected = f"a population grouped as {own}"
        yield Finding(selection.at("population"), f"{population.id}, grouped as {other}", expected, "Name another population, or none")
