"""Room: exports. What was decided, written into the text of the plan's file: comments, order and layout of every other line stay."""

from __future__ import annotations

import difflib
import io
from collections.abc import Mapping, Sequence
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from indicators.decided import overlaid
from indicators.decisions import Decided
from indicators.registry import Indicator, Part, read
from indicators.registry.models import Decision, Target

#: fields before which a new one is put, so that a long list of parts stays at the end of its entry
_LAST = ("parts", "breaks", "published", "note", "notes", "commitments", "overlaps")


class UnwritableError(Exception):
    """The file cannot be written so that it says what was decided; its words say what to do."""


def written_back(text: str, decisions: Sequence[Decided], *, name: str = "priorities.yaml") -> str:
    """The text of the plan's file with what was decided in it; the very text where it says all of it.

    The plan that the new text says is the old one with the decisions laid over it, and nothing else: UnwritableError where that cannot be
    had, or where the file has mistakes.
    """
    plan = read(text, name=name).plan
    if plan is None:
        raise UnwritableError(f"{name}: found mistakes. Expected a plan without any. `delivery-plan check` lists them; mend them first.")
    wanted = overlaid(plan, decisions)
    if wanted == plan:
        return text
    yaml = _yaml()
    document = yaml.load(text)
    before = _dumped(yaml, document)
    for entry in (e for passion in document["passions"] for priority in passion["priorities"] for e in priority.get("indicators", ())):
        _indicator(entry, plan.indicator(entry["id"]), wanted.indicator(entry["id"]))
    after = _dumped(yaml, document)
    for fresh in (_patched(text, before, after), after):
        if fresh is not None and read(fresh, name=name).plan == wanted:
            return fresh
    raise UnwritableError(
        f"{name}: the decisions could not be written so that the file says the same as the pages. Nothing was written. "
        "Write them by hand; `delivery-plan decisions` lists them."
    )


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _dumped(yaml: YAML, document: Any) -> str:
    out = io.StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def _patched(text: str, before: str, after: str) -> str | None:
    """`text` with the lines changed that differ between `before` and `after`; None where one of them is written in another way in `text`.

    Before and after are written by one program, the text by a person: so only lines that say something new are touched.
    """
    lines, old, new = (one.splitlines(keepends=True) for one in (text, before, after))
    place = {
        b + step: a + step
        for a, b, size in difflib.SequenceMatcher(None, lines, old, autojunk=False).get_matching_blocks()
        for step in range(size)
    }
    place[len(old)] = len(lines)
    for tag, start, end, first, last in reversed(difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()):
        if tag == "equal":
            continue
        at = [place.get(line) for line in range(start, end)]
        where = place.get(start) if start < end else (place[start - 1] + 1 if start and start - 1 in place else place.get(start))
        if where is None or None in at or at != list(range(where, where + len(at))):
            return None
        lines[where : where + len(at)] = new[first:last]
    return "".join(lines)


def _indicator(entry: CommentedMap, old: Indicator, new: Indicator) -> None:
    if old.baseline != new.baseline:
        _put(entry, "baseline", None if new.baseline == "not set" else new.baseline)
    if old.targets != new.targets:
        _put(entry, "targets", _flow(new.targets) if new.targets else None)
    if old.profile != new.profile:
        _put(entry, "profile", new.profile)
    if old.approval != new.approval:
        _put(entry, "approval", new.approval)
    if old.parts != new.parts and "parts" not in entry:
        _put(entry, "parts", CommentedSeq([CommentedMap()]))
    for place, (was, now) in enumerate(zip(old.parts, new.parts, strict=True)):
        if was != now:
            _part(entry["parts"][place], was, now)


def _part(entry: CommentedMap, old: Part, new: Part) -> None:
    if (old.numerator, old.denominator) != (new.numerator, new.denominator):
        # a part with a numerator of its own no longer takes the denominator of its indicator, so both are written
        _put(entry, "numerator", new.numerator)
        _put(entry, "denominator", new.denominator or None, after="numerator")
    if old.decisions != new.decisions:
        _decisions(entry, new.decisions)


def _decisions(entry: CommentedMap, wanted: Sequence[Decision]) -> None:
    kept = {(str(item["kind"]), str(item["at"])): item for item in entry.get("decisions", ())}
    items = CommentedSeq()
    for decision in wanted:
        item = kept.get((decision.kind, decision.at), CommentedMap())
        for field, value in decision.model_dump().items():
            if item.get(field) != value:
                item[field] = value
        items.append(item)
    if not wanted:
        _put(entry, "decisions", None)
    elif "decisions" in entry:
        held = entry["decisions"]
        held[:] = list(items) if len(held) != len(items) else held
        for place, item in enumerate(items):
            held[place] = item
    else:
        _put(entry, "decisions", items)


def _flow(targets: Sequence[Target]) -> CommentedSeq:
    """A target a line, as the file writes them: `- {period: 2024F, value: 75}`."""
    found = CommentedSeq()
    for target in targets:
        whole = target.value == int(target.value)
        said: Mapping[str, Any] = {
            **({"period": target.period} if target.period else {}),
            "value": int(target.value) if whole else target.value,
            **({"text": target.text} if target.text else {}),
        }
        item = CommentedMap(said)
        item.fa.set_flow_style()
        found.append(item)
    return found


def _put(entry: CommentedMap, field: str, value: Any, *, after: str = "") -> None:
    """Set a field; None takes it out. A new one goes before the lists at the end, so that what stands after the entry stays there."""
    if value is None:
        entry.pop(field, None)
    elif field in entry or not entry:
        entry[field] = value
    else:
        names = list(entry)
        place = names.index(after) + 1 if after else next((names.index(name) for name in _LAST if name in names), max(len(names) - 1, 0))
        entry.insert(place, field, value)
