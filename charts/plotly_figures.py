"""Room: charts. The same trend as a figure in plotly's schema: a plain dict, which costs microseconds where go.Figure costs ten ms."""

from __future__ import annotations

import math
from typing import Any

from charts import marks
from indicators.registry.models import Part
from indicators.summaries import Series

INK, SOFT, LINE, BLUE, BAND = "#1B2733", "#4A5561", "#DDE3E8", "#12436D", "#E9EEF2"
SANS = '"Source Sans 3", system-ui, sans-serif'

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
    traces.append(
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": periods,
            "y": [p.value for p in series.points],
            "name": part.name,
            "connectgaps": False,
            "line": {"color": BLUE, "width": 2.5},
            "marker": {"size": 8, "color": "#FFFFFF", "line": {"color": BLUE, "width": 2}},
            "text": [f"{p.key.period.label}<br>{marks.shown(p, part)}" for p in series.points],
            "hovertemplate": "%{text}<extra></extra>",
        }
    )
    return {"data": traces, "layout": _layout(part, periods)}


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
