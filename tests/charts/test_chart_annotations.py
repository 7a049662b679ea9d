"""What stands on a chart beside its line: shapes of points, baseline, trajectory, dated events, upright lines past no name."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from chart_points import PART, quarters, released, years
from test_interval_charts import comparison, row

from charts import intervals, multiples
from charts.plotly_figures import trend_figure
from charts.points import SHAPE_WORDS, shape_of, shapes
from charts.svg import markup
from charts.trend import Event, Line, Step, trend
from indicators.periods import quarter
from indicators.summaries import Series


def drawn(series: Series, **given) -> tuple[str, str]:
    found = trend(series, PART, title="A title", **given)
    assert found is not None
    return markup(found[0]), markup(found[1])


def with_flags(*flags: str) -> Series:
    points = tuple(released(quarter(2019, n + 1), 40.0 + n, *(flags if n == 1 else ())) for n in range(3))
    return Series("X1", "seen", "somewhere", points)


@pytest.mark.parametrize(
    ("flags", "ghosted", "shape", "tag"),
    [
        ((), False, "circle", "<circle"),
        (("p",), False, "diamond", "<path"),
        (("r",), False, "square", "<rect"),
        (("p", "r"), False, "barred", '<line class="bar"'),
        (("p",), True, "cross", '<path class="ghosted"'),
        (("e", "u"), False, "circle", "<circle"),
    ],
)
def test_revised_and_provisional_points_are_told_apart_by_shape(flags: tuple[str, ...], ghosted: bool, shape: str, tag: str):
    series = replace(with_flags(*flags), ghosted={1: "A strike."} if ghosted else {})
    assert shape_of(series.points[1], ghosted=ghosted) == shape
    assert shapes(series) == ((SHAPE_WORDS[shape],) if shape != "circle" else ())
    for picture in drawn(series):
        marks = re.findall(r'<[a-z]+ class="(?:point|ghosted|bar)[^>]*', picture)
        assert any(mark.startswith(tag) for mark in marks)


def test_the_latest_point_keeps_its_shape():
    points = (released(quarter(2019, 1), 40.0), released(quarter(2019, 2), 41.0, "p"))
    wide, narrow = drawn(Series("X1", "seen", "somewhere", points))
    assert '<path class="point last"' in wide
    assert '<path class="point last"' in narrow
    assert '<circle class="point last"' not in wide


def test_the_interactive_chart_has_the_same_shapes():
    (line,) = [trace for trace in trend_figure(with_flags("r"), PART)["data"] if trace["name"] == PART.name]
    assert line["marker"]["symbol"] == ["circle", "square", "circle"]


def test_a_baseline_takes_the_place_of_the_first_figure():
    wide, _ = drawn(quarters([31.5, 40.0, 81.2]), lines=(Line(40.0, "Baseline 40.0 %", "baseline"),))
    assert 'class="level baseline"' in wide
    assert "Baseline 40.0 %" in wide
    assert "First figure" not in wide


def test_a_trajectory_is_a_line_of_its_steps_and_reaches_beyond_the_figures():
    steps = (Step(quarter(2019, 2), 50.0), Step(quarter(2020, 1), 60.0), Step(quarter(2020, 4), 70.0))
    wide, narrow = drawn(quarters([31.5, 40.0, 45.0]), steps=steps)
    for picture in (wide, narrow):
        assert picture.count('class="step"') == 3
        (path,) = re.findall(r'class="level target path" d="M([^"]+)"', picture)
        places = [float(at.split()[0]) for at in path.split("L")]
        assert places == sorted(places)
        assert "Trajectory, to 70.0 %" in picture
    assert ">Q4<" in wide


def test_a_dated_event_stands_on_its_day_with_its_letter_and_not_outside_the_chart():
    events = (Event(date(2019, 9, 1), "a"), Event(date(2010, 1, 1), "b"))
    for picture in drawn(quarters([31.5, 40.0, 45.0, 50.0]), events=events):
        assert picture.count('class="event-mark"') == 1
        assert ">a<" in picture
        assert ">b<" not in picture


def test_a_chart_with_all_of_it_at_once_is_drawn_for_one_figure_and_for_many():
    for series in (quarters([40.0]), years([50.0, None, 52.0]), quarters([50.0, 52.0, 49.0, 51.0, 50.0, 53.0], limits=True)):
        drawn(
            series,
            lines=(Line(40.0, "Baseline 40.0 %", "baseline"), Line(90.0, "Target 90 %", "target")),
            steps=(Step(quarter(2020, 4), 70.0),),
            events=(Event(date(2019, 5, 5), "a"),),
        )


def uprights(picture: str) -> list[tuple[float, float]]:
    return [
        (float(a), float(b)) for a, b in re.findall(r'<line class="(?:same|grid)" x1="[^"]+" x2="[^"]+" y1="([^"]+)" y2="([^"]+)"', picture)
    ]


def test_on_a_telephone_no_upright_line_runs_through_the_name_of_a_group():
    one = comparison(row("white", 60.0, None), row("black", 150.0, 2.5), row("asian", 70.0, 1.1))
    found = intervals.ratios(one, one.rows, title="Ratios")
    assert found is not None
    narrow = markup(found[1])
    names = [float(y) for y in re.findall(r'<text class="group" x="0" y="([^"]+)"', narrow)]
    assert len(names) == 3
    for top, bottom in uprights(narrow):
        assert not any(top <= name - 5 <= bottom for name in names)
    assert "per 100,000 people" in narrow


def dot(n: int, value: float | None, *, spread: float = 1.5, mark: str = "") -> multiples.Dot:
    lower, upper = (None, None) if value is None else (value / spread, value * spread)
    return multiples.Dot(quarter(2024, n), value, mark, lower=lower, upper=upper)


def test_gaps_over_time_share_one_logarithmic_axis_with_one_marked():
    more, fewer = [dot(1, 2.0), dot(2, 2.5), dot(3, 2.2)], [dot(1, 0.5), dot(2, None, mark="[c]"), dot(3, 0.4)]
    axes = multiples.ratio_axes([more, fewer])
    assert axes is not None
    assert 1.0 in axes.ticks
    pictures = [markup(multiples.panel(dots, axes, title="Ratio", latest="2.20")) for dots in (more, fewer)]
    assert all(picture.count('class="same"') == 1 and ">same<" in picture for picture in pictures)
    assert pictures[0].count('class="whisker"') == 3
    assert ">[c]<" in pictures[1]
    heights = [float(re.findall(r'class="same"[^>]* y1="([^"]+)"', picture)[0]) for picture in pictures]
    assert heights[0] == heights[1]
    twice, half = (
        abs(float(re.findall(r'<circle class="point" cx="[^"]+" cy="([^"]+)"', picture)[0]) - heights[0]) for picture in pictures
    )
    assert twice == pytest.approx(half, abs=0.11)
    assert multiples.ratio_axes([[dot(1, None)]]) is None
