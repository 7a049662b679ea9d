"""Room: the house. What leads say of a file that waits: the answers to its questions, what labels of a table mean, what is remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from house import arrivals
from house.arrivals import Found
from house.place import Place
from house.readings import Readings, within
from indicators.registry import Indicator, Priority
from loaders.conventions import learned, unfit
from loaders.questions import group_questions, questions
from pages.uploads.desk import Remembered, Sender
from store import memory, staged
from store.memory import Memory
from store.problems import RefusedError
from store.staged import Staged


class Answering:
    """The answers given at one place, by which `readings` reads its uploads."""

    def __init__(self, place: Place, readings: Readings) -> None:
        self._place, self._readings = place, readings

    def answer(self, number: int, answers: Mapping[str, str], sender: Sender, *, remember: bool = False) -> None:
        """Answer questions of an upload: place (``Values!F14:ask-dash``, ``Values!F14`` or the code) -> id of the choice, "" to ask again.

        With `remember`, what holds beyond its cell (`loaders.conventions`) is remembered for the sender of the file.
        """
        row = self._place.standing(number, "waiting")
        once = self._readings.once_of(within(row, sender.sees))
        own = _without_recalled(row)
        given = {**own, **answers}
        if wrong := unfit(once(given, row.layouts or {}).problems, answers):
            raise RefusedError(f"{wrong.sentence} Nothing has changed.")
        new: list[Memory] = []
        if remember:
            asked = once({place: choice for place, choice in own.items() if place not in answers}, row.layouts or {})
            new = [Memory("answer", one.key, one.choice, one.words, self._place.now()) for one in learned(asked.problems, answers)]
        found = arrivals.found(once, given, row.layouts or {}, self._memories(row, new))
        self._keep(row, found, sender, f"answered: {', '.join(sorted(answers))}", new)

    def map(self, number: int, shape: str, labels: Mapping[str, str], sender: Sender) -> None:
        """Say what the labels of a table mean: label -> key of a question, "" to leave it out. It is remembered for the file's sender."""
        row = self._place.standing(number, "waiting")
        once = self._readings.once_of(within(row, sender.sees))
        proposal = next((each for each in once({}, {}).proposals if each.shape == shape), None)
        if proposal is None:
            raise RefusedError(f"Upload {number}: it has no table of this shape. Nothing has changed. Look at its page again.")
        asked = self.questions(self._place.plan.priorities)
        if wrong := [label for label, key in labels.items() if label not in proposal.labels or (key and key not in asked)]:
            raise RefusedError(f'Upload {number}: found "{wrong[0]}" mapped to what the plan does not ask for. Nothing has changed.')
        whole = {label: labels.get(label, "") for label in proposal.labels}
        mapped = sum(bool(key) for key in whole.values())
        words = f'the table "{proposal.sheet or row.file}": {mapped} of its {len(whole)} labels are read, the rest left out'
        new = Memory("layout", shape, whole, words, self._place.now())
        layouts = {**(row.layouts or {}), shape: whole}
        found = arrivals.found(once, _without_recalled(row), layouts, self._memories(row, [new]))
        self._keep(row, found, sender, "a table was mapped", [new])

    def questions(self, priorities: Sequence[Priority]) -> Mapping[str, str]:
        """The keys of what these priorities are asked for, each in words: what a label of a table may mean."""
        plan = self._place.plan
        asked = (question for priority in priorities for rows in (questions, group_questions) for question in rows(plan, priority))
        return {each.key: _joined(_named(each.indicator), each.named, each.group_label) for each in asked}

    def remembered(self, sender: Sender) -> tuple[Remembered, ...]:
        """What is remembered for a sender."""
        found = memory.of(self._place.store, sender.who)
        return tuple(Remembered("layout" if each.kind == "layout" else "answer", each.key, each.words, each.since) for each in found)

    def forget(self, kind: str, key: str, sender: Sender) -> None:
        """Forget one thing; uploads that wait ask about it again."""
        memory.forget(self._place.store, sender.who, kind, key, entry=self._place.entry(sender, "forgotten"))

    def _memories(self, row: Staged, new: Sequence[Memory]) -> list[Memory]:
        """What is remembered for the sender of an upload, once `new` is remembered too."""
        replaced = {(each.kind, each.key) for each in new}
        return [*(each for each in memory.of(self._place.store, row.sender) if (each.kind, each.key) not in replaced), *new]

    def _keep(self, row: Staged, found: Found, sender: Sender, outcome: str, new: Sequence[Memory]) -> None:
        """Keep what was answered or mapped, and what is remembered of it, in one transaction."""
        mapped = {each.key for each in new}
        recalled_before = tuple(each for each in row.recalled if each.kind == "layout" and each.place not in mapped)
        staged.change(
            self._place.store,
            row.number,
            entry=self._place.entry(sender, outcome),
            was=row,
            within=memory.remembering(row.sender, new, entry=self._place.entry(sender, "remembered")),
            answers=found.answers,
            layouts=found.layouts,
            recalled=(*recalled_before, *found.recalled),
            priorities=arrivals.priorities_of(self._place.plan, found.submission),
        )


def _without_recalled(row: Staged) -> dict[str, str]:
    """The answers that were given here."""
    recalled = {each.place for each in row.recalled if each.kind == "answer"}
    return {place: choice for place, choice in (row.answers or {}).items() if place not in recalled}


def _named(indicator: Indicator) -> str:
    return f"{indicator.number} {indicator.short}"


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)
