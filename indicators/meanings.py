"""Room: indicators. What each state means, in the words that the page about the figures, the search and the sheet use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from indicators.readings import State

#: a state -> what it tells
MEANINGS: Final[Mapping[State, str]] = {
    State.IMPROVING: "the recent points differ from chance, in the direction hoped for",
    State.WORSENING: "the recent points differ from chance, in the other direction",
    State.NO_CLEAR_CHANGE: "there are enough points, and they move within their usual range",
    State.TOO_EARLY: "there are figures, but too few that can be judged (yearly ones need counts or intervals); how many stands beside",
    State.TOO_FEW: "the number stands for so few people that it is hidden",
    State.AWAITING: "a measure is ready, and no figure has come in",
    State.TO_BE_CLARIFIED: "it is not clear which figures are meant, or who has them",
    State.IN_DEVELOPMENT: "the measure is still to be developed",
    State.NO_MEASURE: "the plan names no measure",
}
