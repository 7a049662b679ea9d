"""Room: indicators. People's voice counted: in which ways it was captured, in which priorities, and where nobody was heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from indicators.deadlines import london_day
from indicators.registry.models import Plan, VoiceKind
from indicators.statements import Told
from indicators.submissions import Voice

#: what is said where nobody was ever heard, and where nobody was of late
NO_VOICE: Final = "No people’s voice evidence is held."
NO_NEW_VOICE: Final = "No people’s voice evidence this quarter."


@dataclass(frozen=True, slots=True)
class Way:
    """One way of hearing people: how often it was used in each priority (by its id), by whom it is gathered, from where, and last when.

    `planned` tells that the plan names it; a voice of a kind the plan does not know is counted under the words it came with.
    """

    id: str
    text: str
    planned: bool
    by_priority: dict[str, int]
    sources: tuple[str, ...]
    gatherers: tuple[str, ...]
    last: date | None

    @property
    def total(self) -> int:
        """How often it was captured, in all priorities."""
        return sum(self.by_priority.values())


def shown(told: Sequence[Told[Voice]]) -> tuple[Told[Voice], ...]:
    """What may be shown: words that people agreed to have shown."""
    return tuple(each for each in told if each.said.consent and each.said.words)


def kind_of(plan: Plan, voice: Voice) -> str:
    """The id of the plan's kind that a voice names; else the words it came with."""
    return kind_named(plan, voice.kind) or voice.kind


def kind_named(plan: Plan, words: str) -> str:
    """The id of the plan's kind with this id or these words; "" where it has none."""
    kinds = plan.peoples_voice.kinds if plan.peoples_voice else ()
    said = _folded(words)
    return next((kind.id for kind in kinds if said in (_folded(kind.id), _folded(kind.text))), "")


def kind_words(plan: Plan, id: str) -> str:
    """What a kind is called."""
    kinds = plan.peoples_voice.kinds if plan.peoples_voice else ()
    return next((kind.text for kind in kinds if kind.id == id), id)


def ways(plan: Plan, told: Sequence[Told[Voice]]) -> tuple[Way, ...]:
    """Every kind the plan names, used or not, in its order; then kinds it does not name."""
    kinds: tuple[VoiceKind, ...] = plan.peoples_voice.kinds if plan.peoples_voice else ()
    by_kind: dict[str, list[Told[Voice]]] = {kind.id: [] for kind in kinds}
    for each in told:
        by_kind.setdefault(kind_of(plan, each.said), []).append(each)
    named = {kind.id for kind in kinds}
    return tuple(_way(plan, id, found, id in named) for id, found in by_kind.items())


def _way(plan: Plan, id: str, told: Sequence[Told[Voice]], planned: bool) -> Way:
    counts = {priority.id: sum(each.said.priority == priority.id for each in told) for priority in plan.priorities}
    sources = tuple(dict.fromkeys(each.said.source for each in told if each.said.source))
    gatherers = tuple(dict.fromkeys(each.said.gathered_by for each in told if each.said.gathered_by))
    last = max((london_day(each.known_from) for each in told), default=None)
    return Way(id, kind_words(plan, id), planned, counts, sources, gatherers, last)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
