"""The chart over time: gaps, breaks, levels, words; for a page and for a telephone."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from chart_points import PART, quarters, released, years
from hypothesis import example, given, settings
from hypothesis import strategies as st

from charts.frames import text_width
from charts.labels import between
from charts.plotly_figures import trend_figure
from charts.spark import spark
from charts.svg import element, markup
from charts.trend import Line, trend
from indicators.periods import quarter
from indicators.summaries import Series


def drawn(series: Series, **given) -> tuple[str, str]:
    found = trend(series, PART, title="A title & <more>", **given)
    assert found is not None
    return markup(found[0]), markup(found[1])


def test_the_last_point_is_named_on_both_drawings():
    wide, narrow = drawn(quarters([31.5, 40.0, 81.2]))
    assert ">81.2 %<" in wide
    assert ">81.2 %<" in narrow
    assert ">Q3 2019 to 2020<" in wide


def test_a_hidden_point_is_a_gap_with_its_mark_and_never_a_zero():
    wide, _ = drawn(quarters([31.5, 40.0, None, 50.0, 55.0]))
    assert ">[c]<" in wide
    lines = re.findall(r'class="line" d="([^"]*)"', wide)
    assert [path.count("L") + 1 for path in lines] == [2, 2]


def test_a_break_has_its_words_on_the_page_and_a_letter_on_a_telephone():
    wide, narrow = drawn(quarters([31.5, 40.0, 45.0, 50.0], breaks={2: "The register falls by a seventh"}))
    assert "The register falls by a seventh" in wide
    assert "Break A" in narrow
    assert 'class="line across"' in wide


def test_the_first_figure_is_a_dotted_level_with_its_number():
    wide, _ = drawn(quarters([31.5, 40.0, 81.2]))
    assert "First figure 31.5 %" in wide
    assert 'class="level first"' in wide


def test_after_a_break_the_level_of_the_first_figure_begins_there_with_the_first_that_can_be_compared():
    wide, narrow = drawn(quarters([31.5, 40.0, 45.0, 50.0], breaks={2: "The register falls by a seventh"}))
    assert "First figure after the break 45.0 %" in wide
    assert "First figure 45.0 %" in narrow
    (level,) = re.findall(r'<line class="level first"[^>]*>', wide)
    (upright,) = re.findall(r'<line class="break"[^>]*>', wide)
    assert re.search(r' x1="([^"]*)"', level)[1] == re.search(r' x1="([^"]*)"', upright)[1]


def test_the_usual_range_is_a_band_and_says_what_it_is():
    wide, narrow = drawn(quarters([50.0, 52.0, 49.0, 51.0, 50.0, 53.0], limits=True))
    assert 'class="band"' in wide
    assert "Usual range, average" in wide
    assert "Usual range" in narrow


def test_yearly_points_carry_their_intervals_instead_of_a_band():
    wide, _ = drawn(years([50.0, 52.0, 49.0]))
    assert wide.count('class="whisker"') == 3
    assert 'class="band"' not in wide


def test_a_target_is_drawn_and_named():
    wide, _ = drawn(quarters([31.5, 40.0, 81.2]), lines=(Line(90.0, "Target 90 %", "target"),))
    assert "Target 90 %" in wide
    assert 'class="level target"' in wide


def test_an_axis_that_does_not_start_at_zero_says_so():
    wide, narrow = drawn(quarters([80.0, 81.0, 82.0]))
    assert "not at zero" in wide
    assert "not at zero" in narrow
    assert "not at zero" not in drawn(quarters([10.0, 81.0]))[0]


def test_a_provisional_point_has_a_shape_of_its_own():
    points = (released(quarter(2019, 1), 40.0), released(quarter(2019, 2), 41.0, "p"), released(quarter(2019, 3), 42.0))
    wide, _ = drawn(Series("X1", "seen", "somewhere", points))
    assert re.search(r'<path class="point" d="M', wide)
    assert "[p]" not in wide.split("latest")[0]


def test_the_title_is_escaped():
    wide, _ = drawn(quarters([31.5, 40.0]))
    assert 'aria-label="A title &amp; &lt;more&gt;"' in wide


def test_a_series_without_a_number_has_no_chart():
    series = Series("X1", "seen", "somewhere", (released(quarter(2019, 1), None),))
    assert trend(series, PART, title="") is None
    assert spark(series) is None


@example([None, 6.7e-69])
@example([None, 0.0])
@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(st.none(), st.floats(0, 100)), min_size=2, max_size=26).filter(lambda v: any(x is not None for x in v)))
def test_every_chart_keeps_inside_its_paper(values):
    for text in drawn(quarters(values)):
        width, height = map(float, re.search(r'viewBox="0 0 (\d+) (\d+)"', text).groups())  # type: ignore[union-attr]  # always there
        assert "nan" not in text
        for x, y in re.findall(r'<text[^>]* x="([-\d.]+)" y="([-\d.]+)"', text):
            assert -1 <= float(x) <= width + 1
            assert 0 <= float(y) <= height + 1


def test_a_small_trend_is_small_and_hidden_from_a_screen_reader():
    text = markup(spark(quarters([float(30 + i * 2) for i in range(22)], limits=True)) or element("svg"))
    assert len(text) < 900
    assert 'aria-hidden="true"' in text


def test_a_small_trend_breaks_where_a_number_is_hidden():
    text = markup(spark(quarters([31.5, 40.0, None, 50.0, 55.0])) or element("svg"))
    assert text.count("M") == 2


def test_the_interactive_figure_is_a_valid_plotly_figure():
    graph_objects = pytest.importorskip("plotly.graph_objects")
    figure = trend_figure(quarters([50.0, None, 49.0, 51.0, 50.0, 53.0], limits=True), PART)
    graph_objects.Figure(figure)
    line = figure["data"][-1]
    assert line["y"] == [50.0, None, 49.0, 51.0, 50.0, 53.0]
    assert line["connectgaps"] is False


@pytest.mark.parametrize(
    "values",
    [
        [48.0, 46.0, 47.0, 48.6, 48.0, 47.0, 46.4, 45.0, 42.5, 41.4, 42.7, 41.3],
        [60.0, 62.0, 61.0, 63.0, 60.0, 64.0, 60.0],
        [40.0, 42.0, 41.0, 43.0, 44.0, 42.0, 45.0],
    ],
    ids=["up and down at the foot", "down at the end", "up at the end"],
)
def test_on_a_telephone_the_line_does_not_run_through_the_number_of_the_last_point(values: list[float]):
    _, narrow = drawn(quarters(values))
    found = re.search(r'<text class="latest end" x="([^"]+)" y="([^"]+)">([^<]+)<', narrow)
    path = re.search(r'<path class="line" d="M([^"]+)"', narrow)
    assert found
    assert path
    right, foot = float(found[1]), float(found[2])
    left = right - text_width(found[3], 19)
    places = [tuple(float(number) for number in place.split()) for place in path[1].split("L")]
    along = [place for a, b in pairwise(places) for place in between((a[0], a[1]), (b[0], b[1]))]
    assert not [place for place in along if left < place[0] < right - 14 and foot - 14 < place[1] < foot]
