"""Room: charts. Groups beside one another: a dot and its 95 % interval a row.

Ratios stand on a logarithmic axis with 1 marked, rates on a plain one. The longer the bar, the less sure the figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from charts import marks
from charts.frames import Frame, text_width, wrapped
from charts.scales import Scale, next_ratio, ratio_ticks, value_ticks
from charts.svg import Element, element
from indicators import numbers
from indicators.inequalities import Comparison, GroupRow


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the drawing. `words` stands at the dot, `columns` at the right; `marker` where there is no value."""

    label: str
    value: float | None
    lower: float | None
    upper: float | None
    words: str
    columns: tuple[str, ...]
    reference: bool = False
    marker: str = ""


_ROW = {"wide": 54, "narrow": 72}
#: how much more a row of a narrow drawing takes where a name stands in two lines, and how far a dot is above the end of its row
_SECOND = 16
_BELOW = {"wide": 20.5, "narrow": 17.3}
_LABELS = 226
_COLUMN = 104
#: how many letters of a group's name stand in one line at the left of a wide drawing, and how wide one of them is on a telephone
_LETTERS = 30
_LETTER = 6.5
#: how far the words of two ticks stand apart: a picture that was taken away is shown in whatever letters are there, which may be wider
_CLEAR = 16


def ratios(comparison: Comparison, rows: Sequence[GroupRow], *, title: str) -> tuple[Element, Element] | None:
    """How often each group's rate is the reference group's, or None where no row has a ratio."""
    drawn = [_ratio_row(row, comparison.reference) for row in rows]
    if not any(row.value is not None and not row.reference for row in drawn):
        return None
    reach = [v for row in drawn for v in (row.value, row.lower, row.upper) if v is not None and v > 0]
    low, high = min([*reach, 0.8]) / 1.08, max([*reach, 1.25]) * 1.08
    highest = max(row.value for row in drawn if row.value is not None)
    high = max(high, next_ratio(highest) * 1.02)
    heads = (_rate_head(comparison), "count")
    return _both(drawn, ratio_ticks(low, high), low, high, heads, title, log=True)


def rates(comparison: Comparison, rows: Sequence[GroupRow], *, title: str) -> tuple[Element, Element] | None:
    """The rate of each group on a plain axis from zero, or None where no row has a rate."""
    sized = any(r.population is not None for r in rows)
    drawn = [
        Row(
            r.label,
            r.rate,
            r.rate_lower,
            r.rate_upper,
            _rate(r),
            (_count(r.count), _count(r.population)) if sized else (_count(r.count),),
            r.group == comparison.reference,
            _marks(r),
        )
        for r in rows
    ]
    return values(drawn, title=title, heads=("count", "population") if sized else ("count",))


def values(rows: Sequence[Row], *, title: str, heads: tuple[str, ...] = ()) -> tuple[Element, Element] | None:
    """Named values with their intervals on a plain axis from zero, or None where no row has one."""
    reach = [v for row in rows for v in (row.value, row.upper) if v is not None]
    if not reach:
        return None
    ticks = value_ticks([0.0, *reach])
    return _both(rows, ticks, 0.0, ticks[-1], heads, title, log=False)


def _ratio_row(row: GroupRow, reference: str) -> Row:
    is_reference = row.group == reference
    words = "compared with" if is_reference else f"{numbers.number(row.ratio, 2)} times" if row.ratio is not None else ""
    value, lower, upper = (1.0, None, None) if is_reference else (row.ratio, row.ratio_lower, row.ratio_upper)
    return Row(row.label, value, lower, upper, words, (_rate(row), _count(row.count)), is_reference, _marks(row))


def _rate(row: GroupRow) -> str:
    if row.rate is None:
        return f"[{row.marker or 'x'}]"
    return " ".join(filter(None, (numbers.number(row.rate, 1), marks.flagged(row.flags))))


def _count(value: float | None) -> str:
    return marks.count(value) or "–"


def _marks(row: GroupRow) -> str:
    return f"[{row.marker or 'x'}]"


def _rate_head(comparison: Comparison) -> str:
    return marks.unit_words(comparison.unit)


def _both(
    rows: Sequence[Row], ticks: Sequence[float], low: float, high: float, heads: tuple[str, ...], title: str, *, log: bool
) -> tuple[Element, Element]:
    wide = Frame("wide", 1040, _ROW["wide"] * len(rows) + 74, left=_LABELS, right=len(heads) * _COLUMN + 40, top=34, bottom=40, text=15)
    narrow = Frame("narrow", 340, _ROW["narrow"] * len(rows) + 48, left=8, right=8, top=20, bottom=28, text=13)
    if any(len(_narrow_words(narrow, row)[0]) > 1 for row in rows):
        narrow = replace(narrow, height=narrow.height + _SECOND * len(rows))
    return tuple(_drawn(frame, rows, ticks, Scale(low, high, frame.x0 + 6, frame.x1 - 6, log), heads, title) for frame in (wide, narrow))  # type: ignore[return-value]  # two frames, two drawings


def _drawn(frame: Frame, rows: Sequence[Row], ticks: Sequence[float], x: Scale, heads: tuple[str, ...], title: str) -> Element:
    drawn: list[Element] = []
    for tick in _kept(ticks, x, frame):
        same = x.log and tick == 1
        at = x(tick)
        drawn += [
            element("line", class_="same" if same else "grid", x1=at, x2=at, y1=top, y2=bottom) for top, bottom in _bands(frame, len(rows))
        ]
        drawn.append(
            element(
                "text",
                _tick(tick, log=x.log),
                class_="tick mid heavy" if same else "tick mid",
                x=_centre(tick, x, frame),
                y=frame.y0 + frame.text * 1.5,
            )
        )
    if frame.wide:
        for order, head in enumerate(heads):
            drawn.append(element("text", head, class_="tick end", x=frame.x1 + 40 + _COLUMN * (order + 1), y=frame.y1 - 12))
    elif heads:
        drawn.append(element("text", _together(heads), class_="tick end", x=frame.width, y=frame.y1 - 5))
    for order, row in enumerate(rows):
        drawn += _row(frame, row, x, _height(frame, order, len(rows)))
    return element(
        "svg", *drawn, class_=f"intervals {frame.name}", viewBox=f"0 0 {frame.width:.0f} {frame.height:.0f}", role="img", aria_label=title
    )


def _height(frame: Frame, order: int, rows: int) -> float:
    return frame.y1 + (frame.y0 - frame.y1) / rows * (order + 1) - _BELOW[frame.name]


def _bands(frame: Frame, rows: int) -> list[tuple[float, float]]:
    """From where to where the upright lines run: all the way, or on a telephone, where names stand above their rows, past no name."""
    if frame.wide:
        return [(frame.y1, frame.y0)]
    heights = [_height(frame, order, rows) for order in range(rows)]
    return [(height - 8, frame.y0 if order == rows - 1 else height + 15) for order, height in enumerate(heights)]


def _row(frame: Frame, row: Row, x: Scale, height: float) -> list[Element]:
    drawn = []
    if frame.wide:
        lines = wrapped(row.label, _LETTERS)
        drawn += _named(lines, height + 5 - 10 * (len(lines) - 1), step=20)
        for order, column in enumerate(row.columns):
            name = "figure end strong" if order == 0 else "figure end"
            drawn.append(element("text", column, class_=name, x=frame.x1 + 40 + _COLUMN * (order + 1), y=height + 5))
    else:
        lines, words = _narrow_words(frame, row)
        top = height - (32 if len(lines) == 1 else 46)
        drawn += _named(lines, top, step=17)
        drawn.append(element("text", words, class_="figure end strong", x=frame.width, y=top))
    if row.value is None:
        drawn.append(element("text", row.marker, class_="gap", x=x.start, y=height + 5))
        return drawn
    at = x(row.value)
    if row.lower is not None and row.upper is not None:
        left, right = x(max(row.lower, x.low)), x(row.upper)
        drawn.append(element("rect", class_="interval", x=left, y=height - 3.5, width=max(right - left, 1), height=7))
    drawn.append(element("circle", class_="dot reference" if row.reference else "dot", cx=at, cy=height, r=7 if frame.wide else 5.5))
    half = text_width(row.words, frame.text) / 2
    if row.reference and frame.wide:
        drawn.append(element("text", row.words, class_="note", x=at + 14, y=height + 5))
    elif row.words:
        centre = min(max(at, half), (frame.x1 if frame.wide else frame.width) - half)
        drawn.append(
            element("text", row.words, class_="note mid" if row.reference else "ratio mid", x=centre, y=height - (12 if frame.wide else 11))
        )
    return drawn


def _named(lines: Sequence[str], top: float, *, step: float) -> list[Element]:
    """A name at the left, in as many lines as it needs."""
    return [element("text", line, class_="group", x=0, y=top + step * order) for order, line in enumerate(lines)]


def _narrow_words(frame: Frame, row: Row) -> tuple[tuple[str, ...], str]:
    """On a telephone: the name in one line or two, and beside it all columns, or the first alone where they leave the name no room."""
    both = _together(row.columns)
    if text_width(row.label, 14.5) * 1.1 + text_width(both, frame.text) * 1.1 + 8 <= frame.width:
        return (row.label,), both
    for words in (both, "".join(row.columns[:1])):
        room = frame.width - text_width(words, frame.text) * 1.1 - 8
        lines = wrapped(row.label, int(room / _LETTER))
        if len(lines) <= 2:
            return lines, words
    return lines, words


def _together(columns: Sequence[str]) -> str:
    """The columns of a row where there is room for one: "159.0 (115)"."""
    return f"{columns[0]} ({', '.join(columns[1:])})" if len(columns) > 1 else "".join(columns)


def _centre(tick: float, x: Scale, frame: Frame) -> float:
    """Where the words of a tick stand: below it, or as near as they can be without leaving the drawing."""
    half = text_width(_tick(tick, log=x.log), frame.text) / 2
    return min(max(x(tick), half), frame.width - half)


def _tick(value: float, *, log: bool) -> str:
    if not log:
        return numbers.number(value, 0 if float(value).is_integer() else 1)
    if value == 1:
        return "the same"
    return f"{f'{value:.2f}'.rstrip('0').rstrip('.')} times"


def _kept(ticks: Sequence[float], x: Scale, frame: Frame) -> list[float]:
    """The ticks whose words do not run into one another; 1 of a ratio goes first, then the end of its axis, then the others."""
    kept: list[float] = []
    end = max((tick for tick in ticks if not x.beyond(tick)), default=0.0)
    for tick in sorted(ticks, key=lambda t: (not (x.log and t == 1), not (x.log and t == end), abs(t))):
        half = text_width(_tick(tick, log=x.log), frame.text) / 2 + _CLEAR
        at = _centre(tick, x, frame)
        clear = all(abs(at - _centre(k, x, frame)) >= half + text_width(_tick(k, log=x.log), frame.text) / 2 for k in kept)
        if not x.beyond(tick) and clear:
            kept.append(tick)
    return kept


def letters(comparison: Comparison) -> tuple[str, ...]:
    """Markers and flags among the rows of a comparison: what a legend must explain."""
    rows = (*comparison.rows, *comparison.aligned, *((comparison.combined,) if comparison.combined else ()))
    markers = {row.marker for row in rows if row.marker}
    return (*sorted(markers), *(flag for flag in marks.FLAG_ORDER if any(flag in row.flags for row in rows)))
