"""The board pack: what the plan's page says, in one shape, without names."""

from __future__ import annotations

from dataclasses import replace

import pytest
from figures_for_pages import Fake

from exports.delimited import csv_bytes
from exports.pack import Pack, pack, pack_sheets
from indicators.evidence import NO_VOICE
from indicators.registry import Plan
from indicators.summaries import State


@pytest.fixture(scope="module")
def held(plan: Plan, figures: Fake) -> Pack:
    return pack(plan, figures.board(None), figures.comparisons(None), figures.voices(None), illustrative=True)


def test_every_indicator_has_its_line_with_the_words_of_the_board(held: Pack, plan: Plan, figures: Fake):
    board = figures.board(None)
    assert [line.indicator.id for line in held.lines] == [indicator.id for indicator in plan.indicators]
    for line in held.lines:
        summary = board.summary(line.indicator.id)
        assert line.state is summary.state
        if summary.headline and summary.headline.latest:
            assert (line.latest, line.latest_period) == (summary.headline.latest_words, summary.headline.latest.key.period.short)
            assert line.change == (summary.headline.change.words if summary.headline.change else "")
        else:
            assert (line.latest, line.change) == ("", "")
            assert line.said


def test_the_counts_add_up(held: Pack, plan: Plan):
    assert [state for state, _ in held.counts] == list(State)
    assert sum(n for _, n in held.counts) == len(plan.indicators)


def test_no_name_of_a_person_is_taken_away(held: Pack, plan: Plan):
    text = b"".join(csv_bytes(sheet) for sheet in pack_sheets(held)).decode()
    for person in plan.people:
        if person.kind == "person":
            assert person.name not in text


def test_the_same_names_are_on_the_board(plan: Plan, figures: Fake):
    """The test above can fail: the board's own sentences hold names."""
    said = " ".join(summary.missing for summary in figures.board(None).summaries)
    assert any(person.name in said for person in plan.people if person.kind == "person")


def test_silence_and_voices_stand_in_the_pack(held: Pack, plan: Plan, figures: Fake):
    voices = next(sheet for sheet in pack_sheets(held) if sheet.name == "voices")
    words = [row[-1] for row in voices.rows]
    assert words.count(NO_VOICE) == len(plan.priorities) - 1
    assert figures.heard[0].words in words


def test_a_voice_without_consent_is_left_out(plan: Plan, figures: Fake):
    silent = tuple(replace(voice, consent=False) for voice in figures.heard)
    made = pack(plan, figures.board(None), (), silent)
    assert not any(block.voices for block in made.blocks)


def test_each_sheet_has_as_many_cells_in_a_row_as_columns(held: Pack):
    for sheet in pack_sheets(held):
        assert all(len(row) == len(sheet.columns) for row in sheet.rows), sheet.name
