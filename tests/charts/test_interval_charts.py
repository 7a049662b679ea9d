"""Groups beside one another, and the tables that are the charts' twins."""

from __future__ import annotations

import re

from chart_points import PART, quarters, released

from charts import intervals
from charts.frames import NARROW, WIDE, text_width
from charts.labels import Wanted, placed
from charts.marks import letters, shown
from charts.svg import markup
from charts.tables import of_comparison, of_points
from indicators.inequalities import Comparison, GroupRow
from indicators.periods import quarter, year


def row(group: str, rate: float | None, ratio: float | None, **more) -> GroupRow:
    given = {
        "rate_lower": None,
        "rate_upper": None,
        "count": 10.0,
        "population": None,
        "ratio_method": "log",
        "flags": frozenset(),
        "marker": "",
        "note": "",
    }
    spread = {} if ratio is None else {"ratio_lower": ratio * 0.8, "ratio_upper": ratio * 1.25}
    return GroupRow(
        **{
            "group": group,
            "label": group.capitalize(),
            "rate": rate,
            "ratio": ratio,
            "ratio_lower": None,
            "ratio_upper": None,
            **given,
            **spread,
            **more,
        }
    )


def comparison(*rows: GroupRow) -> Comparison:
    return Comparison(
        "X1",
        "",
        "Stays",
        "somewhere",
        year(2023),
        "per_100000",
        100_000,
        "ethnic_group",
        "2001-NHS",
        "white",
        False,
        rows,
        None,
        (),
        None,
        None,
        None,
    )


GROUPS = comparison(
    row("white", 66.7, 1.0, count=1235.0),
    row("black", 159.0, 2.38, count=115.0),
    row("other", 86.6, 1.3, flags=frozenset({"u"})),
    row("mixed", None, None, marker="c", count=None),
)


def test_a_long_name_of_a_group_stands_in_lines_and_runs_into_nothing():
    census = "Black, Black British, Black Welsh, Caribbean or African"
    groups = comparison(row("white", 3.0, 1.0, count=1300.0), row("black", 5.9, 1.99, label=census, count=150.0))
    wide, narrow = (markup(drawing) for drawing in intervals.ratios(groups, groups.rows, title="t") or ())
    for text, lines in ((wide, ("Black, Black British, Black", "Welsh, Caribbean or African")), (narrow, ("5.9 (150)",))):
        assert f">{census}<" not in text
        assert all(f">{line}<" in text for line in lines)
    names = [line for line in re.findall(r'class="group"[^>]*>([^<]*)<', narrow) if line != "White"]
    assert " ".join(names) == census
    assert all(text_width(line, 14.5) + text_width("5.9 (150)", NARROW.text) <= NARROW.width for line in names)
    first = float(re.search(r'y="([\d.]+)">Black,', narrow)[1])
    above = max(float(y) for y in re.findall(r'y2="([\d.]+)"', narrow) if float(y) < first)
    assert above < first - 14.5  # no upright line of the row before reaches into the name


def test_each_group_has_a_row_with_its_ratio_rate_and_count():
    wide, _ = intervals.ratios(GROUPS, GROUPS.rows, title="t") or ((), ())
    text = markup(wide)
    for words in ("Black", "2.38 times", "159.0", "115", "the same", "86.6 [u]"):
        assert f">{words}<" in text


def test_a_ratio_of_an_unreliable_rate_bears_its_mark():
    rows = {line[0]: line for line in of_comparison(GROUPS, GROUPS.rows, caption="c").rows}
    assert "1.30 [u]" in rows["Other"]
    assert "2.38" in rows["Black"]


def test_the_group_compared_with_is_hollow_and_stands_at_one():
    wide, _ = intervals.ratios(GROUPS, GROUPS.rows, title="t") or ((), ())
    assert markup(wide).count('class="dot reference"') == 1
    assert ">compared with<" in markup(wide)


def test_a_hidden_rate_is_its_mark_and_no_dot():
    wide, narrow = intervals.ratios(GROUPS, GROUPS.rows, title="t") or ((), ())
    assert ">[c]<" in markup(wide)
    assert markup(narrow).count('class="dot') == 3


def test_an_axis_says_its_ratios_exactly():
    wide, _ = intervals.ratios(GROUPS, GROUPS.rows, title="t") or ((), ())
    assert "1.2 times" not in markup(wide)


def test_without_a_ratio_there_is_no_ratio_chart_but_a_rate_chart():
    only = comparison(row("white", 66.7, None), row("black", 159.0, None))
    assert intervals.ratios(only, only.rows, title="t") is None
    assert intervals.rates(only, only.rows, title="t") is not None


def test_the_twin_of_a_comparison_has_every_group():
    table = of_comparison(GROUPS, GROUPS.rows, caption="c")
    assert [r[0] for r in table.rows] == ["White", "Black", "Other", "Mixed"]
    assert table.rows[1][table.heads.index("Ratio")] == "2.38"
    assert table.rows[3][1] == "[c]"
    assert "Population" not in table.heads


def test_the_twin_of_a_trend_has_every_point_latest_first_with_its_cell():
    table = of_points(quarters([31.5, None, 81.2]).points, PART, caption="c")
    assert [r[1] for r in table.rows] == ["81.2 %", "[c]", "31.5 %"]
    assert table.rows[0][-1] == "D7"
    assert table.caption == "c; read in figures.xlsx, sheet “Sheet 1”"
    alone = of_points(quarters([31.5]).points, PART, caption="c")
    assert alone.rows[0][-1].startswith("figures.xlsx, sheet “Sheet 1”, ")


def test_marks_are_written_each_in_brackets_of_its_own():
    assert shown(released(quarter(2020, 1), 40.0, "r", "p"), PART) == "40.0 % [p][r]"
    assert letters([released(quarter(2020, 1), None), released(quarter(2020, 2), 3.0, "u")]) == ("c", "u")


def test_labels_of_two_levels_do_not_lie_over_one_another():
    for frame in (WIDE, NARROW):
        found = placed(frame, [Wanted("First figure 50.0 %", 200), Wanted("Target 51 %", 204)], [(x, 202.0) for x in range(60, 300, 10)])
        spots = [(e.attributes["x"], e.attributes["y"]) for e in found]
        assert len(set(spots)) == 2


def test_a_label_is_not_struck_through_where_a_place_beside_the_stroke_is_free():
    (free,) = placed(WIDE, [Wanted("National standard 60 %", 200)], [(100.0, 20.0)])
    bottom = float(free.attributes["y"]) + 3
    (moved,) = placed(WIDE, [Wanted("National standard 60 %", 200)], [(100.0, 20.0)], [(0.0, 1040.0, bottom - 9)])
    assert moved.attributes["y"] != free.attributes["y"]


def test_a_telephone_s_chart_of_ratios_keeps_the_counts_and_marks_its_axis_beyond_the_furthest_dot():
    drawn = intervals.ratios(GROUPS, GROUPS.rows, title="t")
    assert drawn is not None
    words = [str(e) for e in drawn[1].children]
    assert any("per 100,000 people (count)" in text for text in words)
    assert any("3 times" in text for text in words)
