"""Where "since you last met" begins when nobody says: at the last review, else three months ago."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from figures_for_pages import Fake, made_up

from indicators.registry import Plan
from indicators.registry.models import Review
from pages.board.since import last_met
from pages.web import web_app


def reviewed(plan: Plan, *reviews: Review) -> Plan:
    return plan.model_copy(update={"reviews": plan.reviews.model_copy(update={"dates": reviews})})


@pytest.mark.parametrize(
    ("reviews", "begins"),
    [
        ((), "12 March 2025 (three months; no review is recorded) and"),
        ((Review(date=date(2025, 1, 15)),), "15 January 2025, as of which the Board last met, and"),
        (
            (Review(date=date(2025, 1, 15)), Review(date=date(2025, 4, 16), as_of=date(2025, 4, 9))),
            "9 April 2025, as of which the Board last met, and",
        ),
        ((Review(date=date(2025, 9, 1)),), "12 March 2025 (three months; no review is recorded) and"),
    ],
)
def test_it_begins_with_what_the_last_review_saw(plan: Plan, root: Path, reviews: tuple[Review, ...], begins: str):
    held = Fake(reviewed(plan, *reviews), made_up(plan))
    page = web_app(held, root / "assets").server.test_client().get("/since").text
    assert f"What differs between {begins}" in page


def test_a_review_of_the_very_day_is_not_the_last_one(plan: Plan):
    dates = (Review(date=date(2025, 1, 15)), Review(date=date(2025, 6, 12)))
    assert last_met(reviewed(plan, *dates), date(2025, 6, 12)) == date(2025, 1, 15)
    assert last_met(plan, date(2020, 1, 1)) is None
