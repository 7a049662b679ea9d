"""A small count of people who were heard leaves the store on no road: pages, pack, downloads, report, command line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from figures_for_pages import heard
from quarters_for_uploads import Q4, dashboard

from indicators.registry import Plan
from indicators.submissions import Submission
from loaders import questions
from loaders.template import Filling, write
from pages.uploads.desk import Sender
from pages.web import web_app
from store.released import Reader
from store.submissions import Store, open_store

WHEN, TODAY = datetime(2025, 4, 20, 9, tzinfo=UTC), date(2025, 5, 12)
ROADS = (
    *(
        "/",
        "/voices",
        "/priority/{id}",
        "/priority/{id}?meeting=1",
        "/since?since=2025-04-01",
        "/report",
        "/report?as_of=2025-04-30",
        "/explore",
    ),
    *("/download/pack.xlsx", "/download/data-quality.xlsx", "/actions", "/search?q=Healthwatch"),
)


@pytest.fixture
def over(plan: Plan, root: Path, tmp_path: Path) -> Callable[..., tuple[Store, Reader, Callable[[str], bytes]]]:
    """A store with one file of voices, what readers read of it, and its pages."""
    (voice,) = heard(plan)

    def made(*people: str) -> tuple[Store, Reader, Callable[[str], bytes]]:
        store = open_store(f"sqlite:///{tmp_path / '-'.join(people)}.db")
        for order, count in enumerate(people):
            said = replace(voice, people=count, source="Healthwatch")
            file = Submission("voices.xlsx", f"{order:064}", "template", "A workbook", 1, voices=(said,))
            store.accept(file, by="A. Lead", at=WHEN.replace(hour=9 + order))
        reader = Reader(store, plan, today=lambda: TODAY)
        client = web_app(reader, root / "assets").server.test_client()
        return store, reader, lambda address: client.get(address.format(id=plan.priorities[-1].id)).data

    return made


def test_a_small_count_of_people_is_told_as_fewer_than_five_and_kept_as_it_is(over):
    store, reader, page = over("2")
    for road in ("/", "/voices", "/priority/{id}", "/since?since=2025-04-01"):
        assert b"fewer than 5 people" in page(road), road
        assert b"2 people" not in page(road), road
    assert [each.said.people for each in store.voices()] == ["2"]
    assert [each.people for each in reader.voices()] == ["fewer than 5 people"]


def test_nothing_that_leaves_the_store_differs_between_one_small_count_and_another(over):
    two, four, twelve = over("2")[2], over("4")[2], over("12")[2]
    for road in ROADS:
        assert two(road) == four(road), road
    assert b"12 people" in twelve("/voices")


def test_of_two_pieces_that_differ_only_in_how_many_people_the_later_stands_alone(over):
    _, reader, page = over("14", "12")
    assert [each.people for each in reader.voices()] == ["12"]
    assert b"14 people" not in page("/voices")
    assert len(over("3", "2")[1].voices()) == 1


def test_the_preview_shows_what_everybody_will_read(plan: Plan, root: Path, tmp_path: Path):
    app, store, desk = dashboard(plan, root, tmp_path)
    row = {"Kind": "A story", "Source": "Healthwatch", "How many people": "2", "Words": "It helped.", "Consent": "yes"}
    content = write(plan, plan.priorities[0], Q4, Filling({questions.VOICES: {f"{plan.priorities[0].id} voice 1": row}}))
    number = desk.send("voices.xlsx", content, Sender("ann", "Ann")).number
    shown = app.server.test_client().get(f"/uploads/{number}").text
    assert "fewer than 5 people" in shown
    assert "2 people" not in shown
    assert [each.people for each in desk.reading(number or 0).submission.voices] == ["2"]
    assert store.voices() == ()
