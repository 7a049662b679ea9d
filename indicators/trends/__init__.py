"""Room: indicators. One series through time: XmR (statistical process control) charts and run charts, rule sets by name."""

from indicators.trends.control_charts import Direction, Xmr, assurance, xmr
from indicators.trends.rule_sets import MAKING_DATA_COUNT, NHSR_PLOT_THE_DOTS, RULE_SETS, RuleSet
from indicators.trends.run_charts import RunChart, run_chart, run_limits

__all__ = [
    "MAKING_DATA_COUNT",
    "NHSR_PLOT_THE_DOTS",
    "RULE_SETS",
    "Direction",
    "RuleSet",
    "RunChart",
    "Xmr",
    "assurance",
    "run_chart",
    "run_limits",
    "xmr",
]
