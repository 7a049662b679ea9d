"""Room: indicators. Whether the entries of a plan file agree with each other: ids, references, overlaps, measures, numbers.

The checks look at the data, not at the finished plan, so that a fault of shape in one place hides no fault of sense in another.
What a series needs is in `series_checks`.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from indicators.periods import of_key
from indicators.registry import series_checks
from indicators.registry.entries import INDICATORS, MEASURES, PARTS, PRIORITIES, SELECTIONS, Entry
from indicators.registry.mistakes import Finding, a, listed

#: lists whose entries have ids that must differ, and what one of them is called
IDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("people",), "person or post"),
    (("areas",), "area"),
    (("sources",), "source"),
    (("commitments",), "commitment"),
    (("outcomes",), "outcome"),
    (("notes",), "note"),
    (("passions",), "passion"),
    (PRIORITIES, "priority"),
    (MEASURES, "measure"),
    ((*PRIORITIES, "actions"), "action"),
    ((*PRIORITIES, "actions", "areas"), "area of an action"),
    ((*PRIORITIES, "requirements"), "reporting requirement"),
)

#: where entries are named by their id: the list, the field, the list that holds them, what one of them is called
REFERENCES: tuple[tuple[tuple[str, ...], str, str, str], ...] = (
    (PRIORITIES, "sros", "people", "person or post"),
    (PRIORITIES, "leads", "people", "person or post"),
    ((*PRIORITIES, "actions"), "owners", "people", "person or post"),
    (MEASURES, "contacts", "people", "person or post"),
    (INDICATORS, "commitments", "commitments", "commitment"),
    (PARTS, "commitments", "commitments", "commitment"),
    (SELECTIONS, "source", "sources", "source"),
    (SELECTIONS, "areas", "areas", "area"),
    (SELECTIONS, "population", "populations", "population"),
    (SELECTIONS, "population_area", "areas", "area"),
    (("populations",), "source", "sources", "source"),
    (("populations",), "areas", "areas", "area"),
)


def checked(data: Any, loaders: Sequence[str] = ()) -> Iterator[Finding]:
    """Everything in the data that does not agree with the rest of them, or with the names of `loaders` where these are given."""
    if not isinstance(data, dict):
        return
    plan = Entry((), data)
    for check in CHECKS:
        yield from check(plan)
    yield from _loaders(plan, loaders)
    yield from series_checks.checked(plan)


def _loaders(plan: Entry, known: Sequence[str]) -> Iterator[Finding]:
    for source in plan.entries("sources"):
        loader = source.text("loader")
        if known and loader and loader not in known:
            near = difflib.get_close_matches(loader, known, n=1)
            remedy = f"Write {near[0]}" if near else "Write the one whose files it is read from: delivery-plan formats describes each"
            yield Finding(source.at("loader"), f'"{loader}"', f"a loader: {listed(known)}", remedy)


def _ids(plan: Entry) -> Iterator[Finding]:
    for names, noun in IDS:
        yield from _twice(((entry, entry.id) for entry in plan.entries(*names)), noun, "id")
    # figures of indicators and populations are kept side by side, under one kind of id
    both = [*plan.entries("populations"), *plan.entries(*INDICATORS)]
    yield from _twice(((entry, entry.id) for entry in both), "indicator or population", "id")
    for indicator in plan.entries(*INDICATORS):
        yield from _twice(((part, f"{part.id} ") for part in indicator.entries("parts")), f"part of {indicator.id}", "id")
    voice = Entry(("peoples_voice",), plan.block("peoples_voice"))
    yield from _twice(((kind, kind.id) for kind in voice.entries("kinds")), "kind of voice", "id")


def _twice(entries: Iterator[tuple[Entry, str]], noun: str, field: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for entry, name in entries:
        if name and name in seen:
            found = f'the {field} "{name.strip()}" of another {noun}' if name.strip() else f"a second {noun} without {field}"
            yield Finding(
                entry.at(field) if field in entry.data else entry.path,
                found,
                f"every {noun} to have its own",
                f"Give one of the two another {field}",
            )
        seen.add(name)


def _numbers(plan: Entry) -> Iterator[Finding]:
    yield from _twice(((entry, entry.text("number")) for entry in plan.entries(*PRIORITIES)), "priority", "number")
    yield from _twice(((entry, entry.text("number")) for entry in plan.entries(*INDICATORS)), "indicator", "number")


def _names_of_people(plan: Entry) -> Iterator[Finding]:
    owners: dict[str, str] = {}
    for person in plan.entries("people"):
        for path, name in (*person.words("name"), *person.words("aliases")):
            owner = owners.setdefault(name.casefold(), person.id)
            if owner != person.id:
                yield Finding(
                    path, f'"{name}", which also stands for {owner}', "a name to stand for one person", "Leave it with one of the two"
                )


def _references(plan: Entry) -> Iterator[Finding]:
    for names, field, target, noun in REFERENCES:
        known = [entry.id for entry in plan.entries(target) if entry.id]
        for entry in plan.entries(*names):
            for path, named in entry.words(field):
                if named not in known:
                    near = difflib.get_close_matches(named, known, n=1)
                    remedy = f"Write {near[0]}, or add {named} to {target}" if near else f"Add {named} to {target}, or name another {noun}"
                    yield Finding(path, f'"{named}"', f"the id of {a(noun)} that stands in {target}", remedy)


def _measures(plan: Entry) -> Iterator[Finding]:
    for priority in plan.entries(*PRIORITIES):
        own = [measure.id for measure in priority.entries("measures")]
        for indicator in priority.entries("indicators"):
            measure = indicator.text("measure")
            if measure and measure not in own:
                expected = f"a measure of the same priority: {listed(own)}" if own else "a measure of the same priority, which has none"
                yield Finding(
                    indicator.at("measure"), f'"{measure}"', expected, "Name one of them, or leave the line out if the plan names none"
                )


def _overlaps(plan: Entry) -> Iterator[Finding]:
    named = {entry.id: [word for _, word in entry.words("overlaps")] for entry in plan.entries(*INDICATORS)}
    for indicator in plan.entries(*INDICATORS):
        for path, other in indicator.words("overlaps"):
            if other == indicator.id:
                yield Finding(path, f'"{other}", the indicator itself', "other indicators", "Take it out")
            elif other not in named:
                yield Finding(path, f'"{other}"', "the id of an indicator of the plan", "Name one, or take it out")
            elif indicator.id not in named[other]:
                expected = f"{other} to name {indicator.id} too, because an overlap has two sides"
                yield Finding(
                    path, f'"{other}", which does not name {indicator.id}', expected, f"Add {indicator.id} to the overlaps of {other}"
                )


def _ties(plan: Entry) -> Iterator[Finding]:
    known = [entry.id for entry in plan.entries(*INDICATORS) if entry.id]
    for action in plan.entries(*PRIORITIES, "actions"):
        for path, named in action.words("indicators"):
            if named not in known:
                near = difflib.get_close_matches(named, known, n=1)
                yield Finding(
                    path, f'"{named}"', "the id of an indicator of the plan", f"Write {near[0]}" if near else "Name one, or take it out"
                )


def _notes(plan: Entry) -> Iterator[Finding]:
    known = [note.id for note in plan.entries("notes")]
    for entry in (*plan.entries(*PRIORITIES), *plan.entries(*INDICATORS)):
        for path, note in entry.words("notes"):
            if note and " " not in note.strip() and note not in known:
                remedy = "Add it to the notes of the plan, or write the sentence here"
                yield Finding(path, f'"{note}"', "the id of one of the notes of the plan, or a sentence", remedy)


def _order(plan: Entry) -> Iterator[Finding]:
    spans = [(plan, "starts", "ends")]
    spans += [(code, "since", "until") for code in plan.entries("areas", "codes")]
    for entry, first, last in spans:
        start, end = entry.data.get(first), entry.data.get(last)
        if type(start) is type(end) is date and end < start:
            yield Finding(entry.at(last), f"{end}, which is before {start}", f"a day after {first}", "Look at both days")
    for source in plan.entries("sources"):
        bounds = source.data.get("hidden_bounds")
        if isinstance(bounds, list) and len(bounds) == 2 and all(isinstance(bound, int) for bound in bounds) and bounds[1] < bounds[0]:
            yield Finding(
                source.at("hidden_bounds"), f"{bounds[0]} before {bounds[1]}", "the lowest first, then the highest", "Change them round"
            )


def _reviews(plan: Entry) -> Iterator[Finding]:
    """Each meeting once, and its papers drawn before it."""
    block = Entry(("reviews",), plan.block("reviews"))
    seen: set[date] = set()
    for each in block.entries("dates"):
        day, drawn = each.data.get("date"), each.data.get("as_of")
        if type(day) is not date:
            continue  # told with the shape of the file
        if day in seen:
            yield Finding(each.at("date"), f"{day} a second time", "one meeting a day", "Keep one of the two")
        seen.add(day)
        if type(drawn) is date and drawn > day:
            yield Finding(each.at("as_of"), f"{drawn}, which is after {day}", "the meeting's day or one before it", "Look at both days")


def _deadlines(plan: Entry) -> Iterator[Finding]:
    """Each a day after its quarter, one a quarter; and a bank holiday is not added and dropped at once."""
    block = plan.block("deadlines")
    entry, seen = Entry(("deadlines",), block), set[str]()
    for each in entry.entries("dates"):
        key, on = each.text("period"), each.data.get("on")
        try:
            period = of_key(key)
        except ValueError:
            continue  # told with the shape of the file
        if period.kind != "quarter":
            yield Finding(each.at("period"), f'"{key}"', "the key of a quarter, such as 2024-Q4F", "Write the quarter that is due")
        elif type(on) is date and on <= period.end:
            expected = f"a day after the quarter ends, on {period.end}"
            yield Finding(each.at("on"), f"{on}", expected, "Look at the day and at the quarter")
        if key in seen:
            yield Finding(each.at("period"), f'"{key}" a second time', "one deadline a quarter", "Keep one of the two")
        seen.add(key)
    added, dropped = (days if isinstance(days := block.get(name), list) else [] for name in ("holidays_added", "holidays_dropped"))
    for day in added:
        if day in dropped:
            yield Finding(
                entry.at("holidays_added"), f"{day}, which is dropped too", "a day in one of the two lists", "Keep one of the two"
            )


CHECKS: tuple[Callable[[Entry], Iterator[Finding]], ...] = (
    _ids,
    _numbers,
    _names_of_people,
    _references,
    _measures,
    _overlaps,
    _ties,
    _notes,
    _order,
    _reviews,
    _deadlines,
)
