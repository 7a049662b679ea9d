"""Room: charts. The same trend as a figure in plotly's schema: a plain dict, which costs microseconds where go.Figure costs ten ms."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

from charts import marks
from charts.points import CHANCE, shape_of
from indicators.registry.models import Part
from indicators.summaries import Series

INK, SOFT, LINE, BLUE, BAND = "#1B2733", "#4A5561", "#DDE3E8", "#12436D", "#E9EEF2"
SANS = '"Source Sans 3", system-ui, sans-serif'

#: plotly's names of the shapes of points
_SYMBOLS = {"circle": "circle", "diamond": "diamond", "square": "square", "barred": "diamond-wide", "cross": "x-thin-open"}

Figure = dict[str, Any]


def trend_figure(series: Series, part: Part) -> Figure:
    """Line, usual range and average of a series; hidden points are gaps (None), never zero. Periods stand in words on a category axis."""
    periods = [p.key.period.short for p in series.points]
    traces: list[dict[str, Any]] = []
    if series.limits is not None:
        upper, lower = (_gaps(side) for side in (series.limits.upper, series.limits.lower))
        edge = {
            "type": "scatter",
            "mode": "lines",
            "x": periods,
            "line": {"width": 0, "shape": "hvh"},
            "hoverinfo": "skip",
            "showlegend": False,
        }
        traces.append({**edge, "y": upper, "name": "Upper limit"})
        traces.append({**edge, "y": lower, "name": "Usual range", "fill": "tonexty", "fillcolor": BAND})
        mean = {"color": SOFT, "width": 1.25, "shape": "hvh"}
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": periods,
                "y": _gaps(series.limits.mean),
                "name": "Average",
                "line": mean,
                "hoverinfo": "skip",
            }
        )
    traces += [_phase(series, part, periods, start, end) for start, end in pairwise([0, *series.breaks, len(series.points)])]
    return {"data": traces, "layout": {**_layout(part, periods), "shapes": _shapes(series), "annotations": _words(series, part)}}


def _phase(series: Series, part: Part, periods: list[str], start: int, end: int) -> dict[str, Any]:
    """The points between two breaks as a line of their own; filled where a point is more than chance by the rules of the chart."""
    points = series.points[start:end]
    causes = series.limits.special_cause[start:end] if series.limits else ("",) * len(points)
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "x": periods[start:end],
        "y": [p.value for p in points],
        "name": part.name,
        "connectgaps": False,
        "line": {"color": BLUE, "width": 2.5},
        "marker": {
            "size": 8,
            "symbol": [_SYMBOLS[shape_of(p, ghosted=start + i in series.ghosted)] for i, p in enumerate(points)],
            "color": ["#FFFFFF" if cause in CHANCE else BLUE for cause in causes],
            "line": {"color": BLUE, "width": 2},
        },
        "text": [f"{p.key.period.label}<br>{marks.shown(p, part)}" for p in points],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _shapes(series: Series) -> list[dict[str, Any]]:
    """A dotted line at each break, half a step before its first point, and one along the first figure, from the last break on."""
    dotted = {"color": SOFT, "width": 1.25, "dash": "dot"}
    found = [
        {"type": "line", "xref": "x", "yref": "paper", "x0": i - 0.5, "x1": i - 0.5, "y0": 0, "y1": 1, "line": dotted}
        for i in series.breaks
    ]
    first = _first(series)
    if first is not None:
        left: dict[str, Any] = {"xref": "paper", "x0": 0, "x1": 1}
        if series.phase_start:
            left = {"xref": "x", "x0": series.phase_start - 0.5, "x1": len(series.points) - 0.5}
        found.append({"type": "line", **left, "yref": "y", "y0": first, "y1": first, "line": dotted})
    return found


def _words(series: Series, part: Part) -> list[dict[str, Any]]:
    plain = {"showarrow": False, "font": {"family": SANS, "size": 13, "color": SOFT}, "xanchor": "left"}
    found = [
        {**plain, "text": f"Break {chr(ord('A') + order)}", "xref": "x", "x": index - 0.4, "yref": "paper", "y": 1.0, "yanchor": "top"}
        for order, index in enumerate(series.breaks)
    ]
    first = _first(series)
    if first is not None:
        told = f"First figure{' after the break' if series.phase_start else ''} {marks.value(first, part)}"
        where: dict[str, Any] = {"xref": "x", "x": series.phase_start - 0.4} if series.phase_start else {"xref": "paper", "x": 0.01}
        found.append({**plain, "text": told, **where, "yref": "y", "y": first, "yanchor": "top"})
    return found


def _first(series: Series) -> float | None:
    return next((point.value for point in series.points[series.phase_start :] if point.value is not None), None)


def _layout(part: Part, periods: list[str]) -> dict[str, Any]:
    axis = {"showline": False, "zeroline": False, "ticks": "", "automargin": True, "fixedrange": False}
    return {
        "height": 420,
        "margin": {"l": 48, "r": 16, "t": 16, "b": 48},
        "font": {"family": SANS, "size": 14, "color": INK},
        "paper_bgcolor": "#FFFFFF",
        "plot_bgcolor": "#FFFFFF",
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": "#FFFFFF", "bordercolor": INK, "font": {"family": SANS, "size": 14, "color": INK}},
        "xaxis": {**axis, "type": "category", "categoryorder": "array", "categoryarray": periods, "showgrid": False, "nticks": 8},
        "yaxis": {**axis, "gridcolor": LINE, "rangemode": "tozero", "ticksuffix": " %" if part.unit == "per_cent" else ""},
    }


def _gaps(values: tuple[float, ...]) -> list[float | None]:
    return [None if math.isnan(v) else v for v in values]
