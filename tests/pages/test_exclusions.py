"""What an indicator leaves out is said wherever its definition is, and nothing is said where the plan names nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from figures_for_pages import Fake, made_up

from exports.documents import indicator_document
from indicators.registry import Plan
from pages.web import web_app

LEFT_OUT = "people who moved away, <and> those seen elsewhere"


def leaving_out(plan: Plan) -> Plan:
    """The plan, of which one indicator says what it leaves out."""
    written = plan.model_dump()
    written["passions"][0]["priorities"][0]["indicators"][0]["exclusions"] = LEFT_OUT
    return Plan.model_validate(written)


@pytest.mark.parametrize("said", [True, False])
def test_what_is_left_out_stands_among_what_is_measured_and_in_what_is_taken_away(plan: Plan, root: Path, said: bool):
    held = leaving_out(plan) if said else plan
    client = web_app(Fake(held, made_up(held)), root / "assets").server.test_client()
    indicator = held.indicators[0]
    page = client.get(f"/indicator/{indicator.id}").text
    measured = page.partition("What is measured")[2]
    assert ("<dt>Left out</dt><dd>people who moved away, &lt;and&gt; those seen elsewhere</dd>" in measured) is said
    assert ("Left out" in page) is said
    metadata = client.get(f"/download/indicator/{indicator.id}.json").text
    assert (f"Left out: {LEFT_OUT}." in metadata) is said
    document = indicator_document(held, Fake(held).board(None), indicator.id, (), ())
    assert document["indicator"]["exclusions"] == (LEFT_OUT if said else "")
