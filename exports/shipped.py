"""Room: exports. The project's own tidy CSV of published figures, which a fresh copy shows before anybody has loaded a file.

Only figures of sources whose profile is `open` are written: they are published already. `loaders.shipped` reads the file back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from indicators.disclosure.released import Released
from indicators.observations import AS_PUBLISHED
from indicators.registry.models import Plan
from indicators.shipping import COLUMNS, breakdown_text, guarded


def shipped_csv(observations: Iterable[Released], plan: Plan) -> str:
    """The CSV text of the observations that come from open published sources of the plan, sorted so that two runs give the same bytes.

    Numbers are written so that they are read back to the last digit; a text that a spreadsheet program might take for a formula is guarded.
    """
    open_sources = {source.id for source in plan.sources if source.profile == "open"}
    rows = [_row(observation, plan) for observation in observations if observation.source in open_sources]
    order = {indicator.id: place for place, indicator in enumerate(plan.indicators)}
    rows.sort(key=lambda row: (order.get(row["indicator"], len(order)), *(row[column] for column in COLUMNS)))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _row(released: Released, plan: Plan) -> dict[str, str]:
    key, source = released.key, plan.source(released.source)
    numbers = {name: getattr(released, name) for name in ("value", "numerator", "denominator", "lower", "upper")}
    if released.limits != AS_PUBLISHED:  # limits of our own are worked out anew at each release, and are no part of what was published
        numbers |= {"lower": None, "upper": None}
    texts = {
        "indicator": key.indicator,
        "part": key.part,
        "area": key.area,
        "period": key.period.key,
        "breakdown": breakdown_text(key.breakdown),
        "status": str(released.status),
        "flags": " ".join(sorted(released.flags)),
        "limits": released.limits if released.limits == AS_PUBLISHED else "",
        # a released number no longer says between which numbers a hidden one lies
        "bounds": "",
        "classification": released.classification,
        "population": released.population,
        "source": source.id,
        "publisher": source.publisher,
        "dataset": source.dataset,
        "file": released.origin.file,
        "sheet": released.origin.sheet,
        "address": released.origin.address,
        "published_on": source.published_on.isoformat() if source.published_on else "",
        "licence": source.licence,
        "reason": released.reason,
    }
    return {name: guarded(text) for name, text in texts.items()} | {
        name: "" if number is None else repr(float(number)) for name, number in numbers.items()
    }
