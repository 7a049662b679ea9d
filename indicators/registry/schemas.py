"""Room: indicators. The registry as JSON Schema, for editors that help while a plan is written."""

from __future__ import annotations

from typing import Any

from indicators.registry.defaults import INHERITED
from indicators.registry.models import Plan


def schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a plan file. What a part takes from its indicator is not asked for again."""
    made = Plan.model_json_schema()
    part = made["$defs"]["Part"]
    part["required"] = [name for name in part["required"] if name not in (*INHERITED, "name")]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
