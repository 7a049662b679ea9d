"""Room: indicators. The owner's judgement beside what the data say: where the two are at odds, the Board is told; neither is changed.

docs/methods/status.md tells the rule for a reader.
"""

from __future__ import annotations

from typing import Final

from indicators.decisions import OwnersJudgement
from indicators.periods.rendering import on_day
from indicators.readings import State
from indicators.registry.models import Indicator

#: what the data say -> what an owner says of it that is at odds
ODDS: Final = {State.WORSENING: "on track", State.IMPROVING: "off track"}


def at_odds(state: State, word: str) -> bool:
    """Whether the data say worsening where the owner says on track, or improving where the owner says off track."""
    return ODDS.get(state) == word


def odds_sentence(indicator: Indicator, state: State, said: OwnersJudgement) -> str:
    """What the Board is told of an indicator whose judgement and data are at odds."""
    return (
        f"{indicator.number} {indicator.short}: the data say {state.value}, and the owner says {said.word} (since {on_day(said.on)}). "
        "The two are at odds."
    )
