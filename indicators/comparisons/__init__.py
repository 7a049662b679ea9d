"""Room: indicators. One area beside another: benchmark categories, funnels, recent trend, quantiles and the slope index of inequality."""

from indicators.comparisons.benchmarks import Polarity, benchmark, benchmark_by_control_limits, polarised
from indicators.comparisons.deprivation import SlopeIndex, quantiles, slope_index
from indicators.comparisons.funnels import Funnel, Lines, funnel, funnel_lines
from indicators.comparisons.recent import Point, RecentTrend, recent_trend

__all__ = [
    "Funnel",
    "Lines",
    "Point",
    "Polarity",
    "RecentTrend",
    "SlopeIndex",
    "benchmark",
    "benchmark_by_control_limits",
    "funnel",
    "funnel_lines",
    "polarised",
    "quantiles",
    "recent_trend",
    "slope_index",
]
