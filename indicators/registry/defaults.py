"""Room: indicators. What a plan file may leave out because it follows from what it says.

The multiplier and the decimals follow from the unit, the fields of a part from its indicator, the words of a note from its id. All
functions take and return the data of a file, and pass over whatever has another shape: the shape is looked at afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

MULTIPLIERS: Mapping[str, int] = {"per_cent": 100, "per_1000": 1_000, "per_10000": 10_000, "per_100000": 100_000, "standardised_ratio": 100}
DECIMALS: Mapping[str, int] = {"count": 0, "days": 0, "words": 0, "score": 2, "ratio": 2}
#: what a part that says nothing takes from its indicator
INHERITED = ("direction", "unit", "frequency", "year_type", "numerator", "denominator")


def filled(data: Any) -> Any:
    """The data with everything that follows from it written in; `data` itself stays as it is."""
    if not isinstance(data, dict):
        return data
    sentences = {
        note["id"]: f"{note['text']} ({note['id']})"
        for note in _list(data.get("notes"))
        if isinstance(note, dict) and isinstance(note.get("id"), str) and isinstance(note.get("text"), str)
    }

    def priority(entry: dict[str, Any]) -> dict[str, Any]:
        entry = _each(_with_sentences(entry, sentences), "indicators", lambda one: _indicator(_with_sentences(one, sentences)))
        return entry

    return _each(data, "passions", lambda passion: _each(passion, "priorities", priority))


def _indicator(entry: dict[str, Any]) -> dict[str, Any]:
    entry = {**_following(entry.get("unit"), multiplier=True), **entry}
    if "parts" not in entry:
        entry["parts"] = [{}]
    return _each(entry, "parts", lambda part: _part(part, entry))


def _part(part: dict[str, Any], indicator: dict[str, Any]) -> dict[str, Any]:
    from_indicator = {name: indicator[name] for name in INHERITED if name in indicator}
    if "short" in indicator:
        from_indicator["name"] = indicator["short"]
    if "numerator" in part:  # a part that counts something else is not a share of the same thing
        from_indicator.pop("denominator", None)
    unit = part.get("unit", indicator.get("unit"))
    return {**_following(unit, multiplier=True), **_following(unit), **from_indicator, **part}


def _following(unit: Any, *, multiplier: bool = False) -> dict[str, Any]:
    if not isinstance(unit, str):
        return {}
    return {"multiplier": MULTIPLIERS.get(unit, 1)} if multiplier else {"decimals": DECIMALS.get(unit, 1)}


def _with_sentences(entry: dict[str, Any], sentences: Mapping[str, str]) -> dict[str, Any]:
    if not isinstance(entry.get("notes"), list):
        return entry
    return {**entry, "notes": [sentences.get(note, note) if isinstance(note, str) else note for note in entry["notes"]]}


def _each(entry: dict[str, Any], name: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """The entry with `change` done to each block in its list `name`; anything else in the list is left for the look at the shape."""
    items = entry.get(name)
    if not isinstance(items, list):
        return entry
    return {**entry, name: [change(item) if isinstance(item, dict) else item for item in items]}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
