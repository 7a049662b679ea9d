"""Room: the house. Decisions: where they are tried out and recorded, the commands about them, and the way back into `priorities.yaml`."""

from __future__ import annotations

import argparse
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from access.gates import today, utc_now
from exports.documents import decision_document
from exports.plan_files import UnwritableError, written_back
from house.commands import named, plan_of, say, say_json, store_of, text_of
from house.settings import Settings
from indicators import contradictions
from indicators import decided as laid_over
from indicators import effects as effects_of
from indicators.decisions import ON_POINTS, Decided, in_order, told
from indicators.registry import Plan
from indicators.summaries import Summary
from store.audit import Entry
from store.patterns import settle
from store.problems import RefusedError
from store.released import Reader
from store.submissions import Store

Arguments = argparse.Namespace


class Desk:
    """Where decisions are tried out and recorded: the pages and the command line both come this way. `now` tells the time."""

    def __init__(self, store: Store, reader: Reader, now: Callable[[], datetime]) -> None:
        self.store, self.reader, self.now = store, reader, now

    @property
    def read_only(self) -> str:
        """Why nothing can be recorded, in a sentence; "" where it can."""
        return self.store.read_only

    def today(self) -> date:
        """The date."""
        return self.reader.today()

    def plan(self) -> Plan:
        """The plan as decided until now."""
        return self.reader.plan_on()

    def summary(self, indicator: str) -> Summary:
        """What is said of an indicator now."""
        return self.reader.board().summary(indicator)

    def decisions(self) -> tuple[Decided, ...]:
        """Every decision on the record, in order."""
        return self.reader.decisions()

    def contradiction(self, draft: Decided) -> str:
        """Why a decision cannot be recorded, in a sentence; "" where nothing stands against it. KeyError for an unknown indicator."""
        return contradictions.contradiction(self.plan(), self.summary(draft.indicator), self.decisions(), draft, today=self.today())

    def effects(self, draft: Decided) -> tuple[str, ...]:
        """What a decision would change, in sentences."""
        before, after = self.reader.tried(draft)
        return effects_of.effects(before, after, draft)

    def decide(self, draft: Decided, *, last: int | None = None, entry: Entry | None = None) -> Decided:
        """Record a decision. RefusedError, in words, where something stands against it, or another one came after `last`."""
        if sentence := self.contradiction(draft):
            raise RefusedError(f"{sentence} Nothing was recorded.")
        at = self.now()
        made = self.store.decide(laid_over.with_before(self.plan(), draft), at=at, last=last, entry=entry)
        if draft.kind in {"profile", "back"}:
            settle(self.store, self.plan(), at=at)
        return made


# -- the commands -------------------------------------------------------------------------------------------------------------------------


def decide(options: Arguments, settings: Settings) -> int:
    """Record a decision on an indicator, or say what it would change."""
    desk = _desk(settings)
    draft = _draft(options, desk)
    if sentence := desk.contradiction(draft):
        raise RefusedError(f"{sentence} Nothing was recorded.")
    changes = desk.effects(draft)
    made = draft if options.dry_run else desk.decide(draft)
    if options.json:
        say_json({"number": made.number or None, "changes": list(changes)})
        return 0
    say("It would change:" if options.dry_run else f"Decision {made.number} is recorded.")
    for change in changes:
        say(f"  {change}")
    return 0


def decisions(options: Arguments, settings: Settings) -> int:
    """List what was decided, what stands of it, and why."""
    desk = _desk(settings)
    plan, held = desk.reader.plan_on(options.as_of), desk.reader.decisions(options.as_of)
    wanted = [named(plan.indicators, options.indicator, "indicator").id] if options.indicator else [entry.id for entry in plan.indicators]
    listed = [each for id in wanted for each in told(plan, held, id)]
    if options.json:
        say_json([decision_document(each) for each in listed])
        return 0
    if not listed:
        say(f"Nothing was decided{f' on {wanted[0]}' if options.indicator else ''} yet.")
    for each in sorted(listed, key=lambda one: one.decided.number):
        one = each.decided
        say(f"{one.number:>5}  {one.indicator}  {each.text} {each.whose} {one.reason}  ({each.standing}; recorded by {one.by_name})")
    return 0


def write_back(options: Arguments, settings: Settings) -> int:
    """Write what was decided into the plan's file, which keeps its comments and layout."""
    file: Path = options.file or settings.plan_file
    text, held = text_of(file), store_of(settings).decisions()
    try:
        fresh = written_back(text, held, name=file.name)
    except UnwritableError as refusal:
        raise RefusedError(str(refusal)) from None
    if fresh == text:
        say(f"{file}: everything that was decided stands in it already.")
        return 0
    if options.dry_run:
        say(f"{file}: {_changed(text, fresh)} would be written.")
        return 0
    _put_in_place(file.resolve(), fresh)
    say(f"{file}: {_changed(text, fresh)} written. `delivery-plan check` counts what it holds.")
    return 0


def _put_in_place(file: Path, text: str) -> None:
    """Write a text over a file at one stroke, with the ends of lines and the rights that the file has."""
    aside = file.with_name(f".{file.name}.new")
    aside.write_text(text, encoding="utf-8", newline="\r\n" if b"\r\n" in file.read_bytes() else "")
    shutil.copymode(file, aside)
    aside.replace(file)


# -- what they share ----------------------------------------------------------------------------------------------------------------------


def _desk(settings: Settings) -> Desk:
    store = store_of(settings)
    return Desk(store, Reader(store, plan_of(settings), today=today), utc_now)


def _draft(options: Arguments, desk: Desk) -> Decided:
    """The decision that the options ask for; what is missing of it is said by the look at what stands against it."""
    plan = desk.plan()
    indicator, kind = named(plan.indicators, options.indicator, "indicator").id, options.kind
    unit = plan.indicator(indicator).unit
    content: dict[str, Any] = {
        "baseline": {"period": options.period},
        "target": {"value": options.value, "unit": unit, "text": options.text},
        "trajectory": {"unit": unit, "steps": in_order(_step(step) for step in options.step)},
        "definition": {"numerator": options.numerator.strip(), "denominator": options.denominator.strip()},
        "judgement": {"word": options.word},
        "profile": {"profile": options.profile},
        "approval": {"approval": {"yes": True, "no": False}.get(options.approval or "")},
        "back": {"number": options.number},
    }.get(kind, {"period": options.period})
    part = options.part if kind in ON_POINTS | {"definition"} else ""
    if kind == "back":
        part = next((each.part for each in desk.decisions() if each.number == options.number), "")
    draft = Decided(indicator, part, kind, content, options.reason.strip(), options.on or desk.today(), options.decided_by.strip())
    return replace(draft, by=f"command line {options.by}", by_name=options.by)


def _step(text: str) -> dict[str, Any]:
    key, _, value = text.partition("=")
    try:
        return {"period": key.strip(), "value": float(value)}
    except ValueError:
        raise RefusedError(f"--step: found {text}. Expected a period and its value, such as 2024F=75. Write both.") from None


def _changed(old: str, new: str) -> str:
    count = (Counter(new.splitlines()) - Counter(old.splitlines())).total()
    return f"{count} {'line' if count == 1 else 'lines'}"
