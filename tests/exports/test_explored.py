"""Series beside one another: as they are, as an index, as a rate; hidden figures stay hidden in each of them."""

from __future__ import annotations

import csv
import io

import pytest
from figures_for_pages import Fake, point
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.delimited import csv_bytes
from exports.explored import MOST, NO_INDEX, NO_RATE, axes_of, choice, dots, explored_sheet, offered, panels, seen, sentence, series_id
from indicators.observations import Status
from indicators.periods import quarter, year
from indicators.registry import Plan
from indicators.series import parts_of


def a_count(plan: Plan):
    """An indicator whose only part is a count, and the area that is the plan's own."""
    return next((i, parts_of(i)[0]) for i in plan.indicators if len(parts_of(i)) == 1 and parts_of(i)[0].unit == "count")


def with_values(plan: Plan, *values: float | None, **more) -> Fake:
    indicator, part = a_count(plan)
    area = next(area.id for area in plan.areas if area.role == "plan")
    return Fake(
        plan,
        tuple(
            point(
                *(indicator.id, part.id, area, quarter(2021 + n // 4, n % 4 + 1), value),
                status=Status.OK if value is not None else Status.HIDDEN,
                numerator=value,
                **more,
            )
            for n, value in enumerate(values)
        ),
    )


def asked(figures: Fake, *pairs: tuple[str, str]):
    board, released = figures.board(None), figures.released(None)
    chosen = choice(pairs, figures.plan, board, released)
    return chosen, panels(figures.plan, board, released, chosen)


def test_without_a_choice_the_series_of_the_plans_page_are_shown(figures: Fake):
    chosen, shown = asked(figures)
    headlines = [s.headline for s in figures.board(None).summaries if s.headline and s.headline.series]
    assert [(panel.indicator.id, panel.part.id, panel.area) for panel in shown] == [(h.indicator, h.part, h.area) for h in headlines]
    assert (chosen.view, chosen.by) == ("value", "")


@pytest.mark.parametrize(
    ("view", "values", "words"),
    [
        ("value", [50, None, 75], ["50", "[c]", "75"]),
        ("index", [100, None, 150], ["100.0", "[c]", "150.0"]),
        ("rate", [25_000, None, 37_500], ["25,000.0", "[c]", "37,500.0"]),
    ],
)
def test_a_series_is_shown_in_each_view_and_a_hidden_figure_stays_hidden(plan: Plan, view: str, values: list, words: list[str]):
    figures = with_values(plan, 50, None, 75, denominator=200)
    _, [panel] = asked(figures, ("view", view))
    assert [p.value for p in panel.points] == values
    assert [p.words for p in panel.points] == words
    assert panel.note == ""


def test_an_index_without_a_first_figure_above_zero_is_none(plan: Plan):
    _, [panel] = asked(with_values(plan, 0, 12), ("view", "index"))
    assert panel.note == NO_INDEX
    assert panel.shown == ()


def test_an_index_counts_from_the_first_figure_that_is_shown(plan: Plan):
    _, [panel] = asked(with_values(plan, None, 40, 60), ("view", "index"))
    assert [p.value for p in panel.points] == [None, 100, 150]


def test_a_rate_without_a_denominator_is_none(plan: Plan):
    chosen, [panel] = asked(with_values(plan, 50, 60), ("view", "rate"))
    assert panel.note == NO_RATE
    rows = list(csv.DictReader(io.StringIO(csv_bytes(explored_sheet(plan, [panel], chosen), bom=False).decode())))
    assert [(row["value"], row["shown"], row["shown_status"]) for row in rows] == [("50", "", "z"), ("60", "", "z")]


def test_a_rate_stays_what_it_is_in_the_view_of_rates(figures: Fake):
    _, plain = asked(figures)
    _, rates = asked(figures, ("view", "rate"))
    pairs = [(a, b) for a, b in zip(plain, rates, strict=True) if a.part.unit != "count"]
    assert pairs
    assert all([p.value for p in a.points] == [p.value for p in b.points] for a, b in pairs)


def test_groups_stand_in_the_order_of_the_classification_never_by_their_numbers(figures: Fake):
    compared = figures.comparisons(None)[0]
    indicator = figures.plan.indicator(compared.indicator)
    part = next(p for p in parts_of(indicator) if p.id == compared.part)
    _, shown = asked(figures, ("series", series_id(indicator, part)), ("by", compared.dimension), ("area", compared.area))
    assert [panel.group for panel in shown][: len(compared.rows)] == [row.label for row in compared.rows]
    _, two = asked(figures, ("series", series_id(indicator, part)), ("by", compared.dimension), ("group", "black"), ("group", "white"))
    assert [panel.points[0].released.key.breakdown[0][1] for panel in two] == ["white", "black"]


def test_kinds_of_period_are_never_mixed(plan: Plan):
    figures = with_values(plan, 1, 2, 3)
    indicator, part = a_count(plan)
    whole = point(indicator.id, part.id, figures.points[0].key.area, year(2021), 6)
    both = Fake(plan, (*figures.points, whole))
    _, [panel] = asked(both, ("series", series_id(indicator, part)))
    assert {p.released.key.period.kind for p in panel.points} == {"quarter"}


@pytest.mark.parametrize("pairs", [[("series", "none")], [("area", "<b>")], [("by", "shoe size")], [("view", "pie")], [("scale", "two")]])
def test_what_is_not_held_is_left_out_of_a_choice(figures: Fake, pairs: list[tuple[str, str]]):
    assert asked(figures, *pairs)[0] == asked(figures)[0]


def test_series_in_one_unit_share_their_axis_and_others_never_do(figures: Fake):
    chosen, shown = asked(figures)
    on = axes_of(shown, chosen)
    for one, mine in zip(shown, on, strict=True):
        for other, theirs in zip(shown, on, strict=True):
            if one.unit == other.unit:
                assert mine == theirs
    assert len({axis.ticks for axis in on if axis}) > 1
    own, _ = asked(figures, ("scale", "own"))
    assert axes_of(shown, own) != on


def test_the_sentence_counts_every_series_once(plan: Plan):
    _, shown = asked(with_values(plan, 50, 60))
    assert sentence(shown) == "One series: between the first and the latest figure one rose (3.1)."
    both = sentence(asked(with_values(plan, 50, 40))[1] + shown)
    assert both == "Two series: between the first and the latest figure one rose (3.1), one fell (3.1)."
    assert sentence(asked(with_values(plan, 50))[1]) == "One series; one with fewer than two figures."
    assert sentence(()) == "No figure is held for this choice."


def test_so_many_are_shown_and_in_the_file(figures: Fake):
    every = [("series", series_id(i, p)) for i, p in offered(figures.plan, figures.released(None))]
    chosen, found = asked(figures, *every, *(("area", area.id) for area in figures.plan.areas))
    shown = seen(found)
    assert len(shown) == min(MOST, len(found))
    rows = explored_sheet(figures.plan, shown, chosen).rows
    assert len(rows) == sum(len(panel.points) for panel in shown)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.none() | st.integers(min_value=1, max_value=1_000_000), min_size=1, max_size=12),
    st.sampled_from(["value", "index", "rate"]),
)
def test_what_is_hidden_is_hidden_in_every_view(plan: Plan, values: list, view: str):
    _, [panel] = asked(with_values(plan, *values, denominator=7), ("view", view))
    assert [dot.value is None for dot in dots(panel)] == [value is None for value in values]
    assert all(dot.mark == "[c]" for dot in dots(panel) if dot.value is None)


def test_counts_of_different_indicators_share_no_scale_and_those_of_one_do(plan: Plan):
    counts = [(i, parts_of(i)[0]) for i in plan.indicators if len(parts_of(i)) == 1 and parts_of(i)[0].unit == "count"][:2]
    areas = [area.id for area in plan.areas][:2]
    held = [
        point(indicator.id, part.id, area, quarter(2023, n), value * n, numerator=value * n)
        for (indicator, part), value in zip(counts, (10, 1000), strict=True)
        for area in areas
        for n in (1, 2)
    ]
    pairs = [("series", indicator.id) for indicator, _ in counts] + [("area", area) for area in areas]
    chosen, shown = asked(Fake(plan, tuple(held)), *pairs)
    on = {(panel.indicator.id, panel.area): axes for panel, axes in zip(shown, axes_of(shown, chosen), strict=True)}
    assert len(on) == 4
    for indicator, _ in counts:
        assert on[indicator.id, areas[0]] == on[indicator.id, areas[1]]
    assert on[counts[0][0].id, areas[0]] != on[counts[1][0].id, areas[0]]
