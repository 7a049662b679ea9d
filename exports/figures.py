"""Room: exports. Released figures as a sheet: one row a number, with its status, flags, profile, revision, source and cell of origin.

Names of people are left out: what is taken away says which submission a number came by, not who sent it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from exports.sheets import MARKING, Cell, Column, Sheet
from indicators.disclosure.released import Released
from indicators.registry.models import Indicator, Part, Plan
from indicators.series import parts_of
from indicators.shipping import breakdown_text
from indicators.wording import category_label

COLUMNS: Final = (
    Column("indicator", "Indicator id", "id of the indicator in the plan file, or of the population"),
    Column("indicator_number", "Indicator", "number of the indicator, as the plan counts it"),
    Column("indicator_name", "Name", "short name of the indicator"),
    Column("part", "Part id", "id of the part or family member; blank where the indicator is one series"),
    Column("part_name", "Part", "what is counted, in words"),
    Column("area", "Area id", "id of the place or body"),
    Column("area_name", "Area", "name of the place or body"),
    Column("period", "Period key", "key of the period: 2023-Q4F is the fourth quarter of the financial year that starts in 2023"),
    Column("period_label", "Period", "the period in words"),
    Column("period_start", "First day", "first day of the period", "date"),
    Column("period_end", "Last day", "last day of the period", "date"),
    Column("breakdown", "Breakdown", "dimension=category, several after “; ”; blank for the whole area"),
    Column("group", "Group", "the group of people in words; blank for the whole area"),
    Column("unit", "Unit", "unit of the value"),
    Column("value", "Value", "the released number, in its unit; blank in CSV where there is none", "number", "value_status"),
    Column("value_status", "Status", "ok, or why there is no number: c, x, z, k"),
    Column("flags", "Flags", "remarks on the number, separated by blanks: p r u e b f"),
    Column("numerator", "Numerator", "released count above the line; blank where not known or not shown", "number"),
    Column("denominator", "Denominator", "released count below the line; blank where not known or not shown", "number"),
    Column("lower", "Lower 95 % limit", "lower 95 % limit of the value; blank where there is none", "number"),
    Column("upper", "Upper 95 % limit", "upper 95 % limit of the value; blank where there is none", "number"),
    Column("limits", "Method of limits", "method of the limits, or “as published”"),
    Column("classification", "Classification", "grouping of the breakdown"),
    Column("population", "Population", "id of the population used as denominator"),
    Column("profile", "Disclosure profile", "disclosure rules that the number was released under"),
    Column("reason", "Reason", "words of the source where there is no number"),
    Column("source", "Source id", "id of the published source; blank for what leads supplied"),
    Column("publisher", "Publisher", "who published it"),
    Column("dataset", "Dataset", "title of the published dataset"),
    Column("licence", "Licence", "licence of the published dataset"),
    Column("origin_file", "Read from file", "file the number was read from"),
    Column("origin_sheet", "Read from sheet", "sheet the number was read from; blank for a text file"),
    Column("origin_address", "Read from cell", "cell or line the number was read from"),
    Column("submission", "Submission", "number of the submission on the record", "integer"),
    Column("revision", "Revision", "1 for the first number held, 2 for the one that replaced it, and so on", "integer"),
    Column("known_from", "Known from", "moment from which the number was known", "dateTime"),
    Column("marking", "Marking", f"{MARKING} where figures are made up; else blank"),
)
KEY: Final = ("indicator", "part", "area", "period", "breakdown")


def figures_sheet(
    plan: Plan, released: Iterable[Released], *, name: str, title: str, illustrative: bool = False, about: tuple[str, ...] = ()
) -> Sheet:
    """The sheet of these released figures, in the order given."""
    rows = row_maker(plan, illustrative=illustrative)
    return Sheet(name, title, COLUMNS, tuple(rows(each) for each in released), about, KEY)


def row_maker(plan: Plan, *, illustrative: bool = False) -> Callable[[Released], tuple[Cell, ...]]:
    """A function from a released figure to its row under `COLUMNS`, with the plan looked up once."""
    indicators: Mapping[str, Indicator] = {i.id: i for i in plan.indicators}
    parts: Mapping[tuple[str, str], Part] = {(i.id, p.id): p for i in plan.indicators for p in parts_of(i)}
    areas = {area.id: area.name for area in plan.areas}
    sources = {source.id: (source.publisher, source.dataset, source.licence) for source in plan.sources}
    marking = MARKING if illustrative else ""

    def row(each: Released) -> tuple[Cell, ...]:
        key, indicator = each.key, indicators.get(each.key.indicator)
        part = parts.get((key.indicator, key.part))
        return (
            *(key.indicator, indicator.number if indicator else "", indicator.short if indicator else "population"),
            *(key.part, part.name if part else ""),
            *(key.area, areas.get(key.area, key.area)),
            *(key.period.key, key.period.label, key.period.start, key.period.end),
            *(breakdown_text(key.breakdown), group_words(each), part.unit if part else "count"),
            *(each.value, str(each.status), " ".join(sorted(each.flags))),
            *(each.numerator, each.denominator, each.lower, each.upper, each.limits),
            *(each.classification, each.population, each.profile, each.reason),
            *(each.source, *sources.get(each.source, ("", "", ""))),
            *(each.origin.file, each.origin.sheet, each.origin.address),
            *(each.submission, each.revision, each.known_from, marking),
        )

    return row


def group_words(released: Released) -> str:
    """The group of people that a figure is about, in words; "" for the whole area."""
    return ", ".join(category_label(dimension, category, released.classification) for dimension, category in released.key.breakdown)
