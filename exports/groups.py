"""Room: exports. Groups compared, as a sheet: one row a group, its rate and ratio with their 95 % intervals, as the page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from exports.sheets import MARKING, Cell, Column, Sheet
from indicators.inequalities import Comparison, GroupRow
from indicators.registry.models import Plan
from indicators.wording import category_label

COLUMNS: Final = (
    Column("indicator", "Indicator id", "id of the indicator in the plan file"),
    Column("indicator_number", "Indicator", "number of the indicator, as the plan counts it"),
    Column("indicator_name", "Name", "short name of the indicator"),
    Column("part", "Part id", "id of the part; blank where the indicator is one series"),
    Column("part_name", "Part", "what is counted, in words"),
    Column("area", "Area id", "id of the place or body"),
    Column("area_name", "Area", "name of the place or body"),
    Column("period", "Period key", "key of the period"),
    Column("period_label", "Period", "the period in words"),
    Column("period_start", "First day", "first day of the period", "date"),
    Column("period_end", "Last day", "last day of the period", "date"),
    Column("dimension", "Compared by", "the breakdown whose groups are compared"),
    Column("classification", "Classification", "grouping of the breakdown"),
    Column("line", "Line", "group; combined: all minority groups together; aligned: computed by us on one grouping"),
    Column("group", "Group id", "id of the group"),
    Column("group_name", "Group", "the group of people in words"),
    Column("unit", "Unit", "unit of the rate"),
    Column("value", "Rate", "the group’s rate; blank in CSV where there is none", "number", "value_status"),
    Column("value_status", "Status", "ok, or why there is no rate: c, x, z, k"),
    Column("flags", "Flags", "remarks on the rate, separated by blanks: p r u e b f"),
    Column("lower", "Lower 95 % limit of rate", "lower 95 % limit of the rate; blank where there is none", "number"),
    Column("upper", "Upper 95 % limit of rate", "upper 95 % limit of the rate; blank where there is none", "number"),
    Column("count", "Count", "released count; blank where not known or not shown", "number"),
    Column("population", "Population", "people in the group; blank where not known or not shown", "number"),
    Column("reference", "Compared with", "the group whose rate is 1"),
    Column("ratio", "Ratio", "the group’s rate over that of the group compared with; blank where there is none", "number"),
    Column("ratio_lower", "Lower 95 % limit of ratio", "lower 95 % limit of the ratio; blank where there is none", "number"),
    Column("ratio_upper", "Upper 95 % limit of ratio", "upper 95 % limit of the ratio; blank where there is none", "number"),
    Column("ratio_method", "Method of ratio", "method of the ratio’s limits"),
    Column("standardised", "Standardised", "yes where rates are standardised for age"),
    Column("unknown_share", "Share unknown", "share of people whose group is not known, from 0 to 1; blank where not held", "number"),
    Column("note", "Note", "what the numbers alone do not say"),
    Column("marking", "Marking", f"{MARKING} where figures are made up; else blank"),
)
KEY: Final = ("indicator", "part", "area", "period", "dimension", "line", "group")


def groups_sheet(plan: Plan, compared: Iterable[Comparison], *, name: str, title: str, illustrative: bool = False) -> Sheet:
    """The sheet of these comparisons: each group by itself first, the combined line after, then what was computed on one grouping."""
    rows = tuple(row for each in compared for row in _rows(plan, each, MARKING if illustrative else ""))
    about = ("Each group stands by itself first; one line for all of them together follows.",)
    return Sheet(name, title, COLUMNS, rows, about, KEY)


def _rows(plan: Plan, compared: Comparison, marking: str) -> Iterator[tuple[Cell, ...]]:
    indicator = plan.indicator(compared.indicator)
    lines = [
        *(("group", row) for row in compared.rows),
        *((("combined", compared.combined),) if compared.combined else ()),
        *(("aligned", row) for row in compared.aligned),
    ]
    reference = category_label(compared.dimension, compared.reference, compared.classification)
    for line, row in lines:
        yield (
            *(indicator.id, indicator.number, indicator.short, compared.part, compared.part_name),
            *(compared.area, plan.area(compared.area).name),
            *(compared.period.key, compared.period.label, compared.period.start, compared.period.end),
            *(compared.dimension, compared.classification, line, row.group, row.label, compared.unit),
            *_numbers(row, reference),
            *("yes" if compared.standardised else "no", compared.unknown_share, row.note, marking),
        )


def _numbers(row: GroupRow, reference: str) -> tuple[Cell, ...]:
    status = "ok" if row.rate is not None else row.marker or "x"
    return (
        *(row.rate, status, " ".join(sorted(row.flags)), row.rate_lower, row.rate_upper, row.count, row.population),
        *(reference, row.ratio, row.ratio_lower, row.ratio_upper, row.ratio_method),
    )
