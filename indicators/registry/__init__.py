"""Room: indicators. `priorities.yaml` read into frozen objects, with every mistake at once."""

from indicators.registry.counts import Counts, counts
from indicators.registry.mistakes import Mistake
from indicators.registry.models import Indicator, Measure, Part, Plan, Priority, Selection
from indicators.registry.reading import Reading, read
from indicators.registry.schemas import schema

__all__ = [
    "Counts",
    "Indicator",
    "Measure",
    "Mistake",
    "Part",
    "Plan",
    "Priority",
    "Reading",
    "Selection",
    "counts",
    "read",
    "schema",
]
