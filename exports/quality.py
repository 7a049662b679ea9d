"""Room: exports. How good the figures are, from released ones alone: which quarters have one, how late they came, what marks they carry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from exports.sheets import Cell, Column, Sheet
from indicators import deadlines
from indicators.classifications import DIMENSIONS
from indicators.disclosure.advice import MERGING
from indicators.disclosure.merging import MostlyHidden, mostly_hidden
from indicators.disclosure.released import Released
from indicators.inequalities import Comparison
from indicators.observations import Status
from indicators.periods import Period
from indicators.registry.models import Indicator, Plan
from indicators.series import parts_of
from indicators.summaries import Board
from indicators.wording import capital, listed

#: what a cell of the completeness table may say, best first, and what that means
CELLS: Final[Mapping[str, str]] = {
    "yes": "a figure for this quarter or its months",
    "longer": "only within a figure for a longer period, such as a year",
    "[k]": "a figure that rounds to zero but is not zero",
    "[c]": "held, and hidden to protect people",
    "[x]": "the source says that it is not available",
    "[z]": "the source says that it does not apply",
    "none": "nothing is held",
}
_NUMBERS: Final = frozenset({"yes", "longer", "[k]"})
_WITHIN: Final = frozenset({"quarter", "month", "week"})


@dataclass(frozen=True, slots=True)
class Standing:
    """One indicator: a word of `CELLS` for each quarter, how many of its figures carry which mark, and how late the latest came.

    `late` is the number of days from the end of the latest period to the day on which its figure was known; None without a figure.
    """

    indicator: Indicator
    cells: tuple[str, ...]
    figures: int
    marked: tuple[tuple[str, int], ...]
    latest: Released | None
    late: int | None
    recent: bool
    due: Period | None

    @property
    def filled(self) -> int:
        """How many quarters have a number."""
        return sum(cell in _NUMBERS for cell in self.cells)


def quarters(plan: Plan, day: date) -> tuple[Period, ...]:
    """The quarters of the plan's years that had ended by `day`."""
    return tuple(each for each in deadlines.quarters(plan) if each.end <= day)


def standings(plan: Plan, board: Board, released: Iterable[Released]) -> tuple[Standing, ...]:
    """Every indicator's standing on the day of the board, in the order of the plan; in the areas that its page shows."""
    own: dict[str, list[Released]] = {}
    for each in released:
        own.setdefault(each.key.indicator, []).append(each)
    over = quarters(plan, board.as_of)
    found = []
    for indicator in plan.indicators:
        summary = board.summary(indicator.id)
        areas = {part.area for part in summary.parts}
        held = [each for each in own.get(indicator.id, []) if each.key.area in areas]
        shown = summary.headline
        latest = shown.latest if shown else None
        found.append(
            Standing(
                indicator=indicator,
                cells=tuple(_cell(held, each) for each in over),
                figures=len(held),
                marked=_marked(held),
                latest=latest,
                late=(deadlines.london_day(latest.known_from) - latest.key.period.end).days if latest else None,
                recent=shown is None or not shown.stale,
                due=shown.next_period if shown else None,
            )
        )
    return tuple(found)


def _cell(held: Sequence[Released], over: Period) -> str:
    """The best that is held for one quarter."""
    there = [each for each in held if each.key.period.overlaps(over)]
    words = {_word(each) for each in there}
    return next((word for word in CELLS if word in words), "none")


def _word(each: Released) -> str:
    if each.status is not Status.OK:
        return f"[{each.status.value}]"
    return "yes" if each.key.period.kind in _WITHIN else "longer"


def _marked(held: Sequence[Released]) -> tuple[tuple[str, int], ...]:
    """Each mark that occurs, with the number of figures that carry it."""
    letters = [each.status.value for each in held if each.status is not Status.OK] + [flag for each in held for flag in sorted(each.flags)]
    return tuple((f"[{letter}]", letters.count(letter)) for letter in dict.fromkeys(sorted(letters)))


_UNKNOWN: Final = (
    Column("figure", "Figure", "number of the indicator, and what is counted"),
    Column("place", "Place", "name of the place or body"),
    Column("period", "Period", "the period in words"),
    Column("unknown_share", "Share unknown", "share of people whose group is not known, from 0 to 1; blank where not held", "number"),
)
#: what is told of breakdowns of which little can be shown, and what where there is none
MERGE: Final = "Breakdowns that are mostly hidden"
NONE_TO_MERGE: Final = "No breakdown had more than half of its groups hidden in each of its last four periods."
WHOSE: Final = "These are figures of the plan’s own areas. What a publisher hid, only the publisher can merge."
_IN_PERIOD: Final = "the period, and how many of how many groups were hidden in it"
_MERGE: Final = (
    Column("figure", "Figure", "number of the indicator, and what is counted"),
    Column("place", "Place", "name of the place or body"),
    Column("breakdown", "Broken down by", "what the figures are broken down by"),
    *(Column(f"before_{n}", title, _IN_PERIOD) for n, title in ((3, "Three before"), (2, "Two before"), (1, "One before"))),
    Column("latest", "Last period", _IN_PERIOD),
    Column("sent_by", "From", "who published the figures, or leads"),
)
_HEADS: Final = (
    Column("indicator", "Indicator", "number of the indicator, as the plan counts it"),
    Column("name", "Name", "short name of the indicator"),
    Column("figures", "Figures", "released figures held", "integer"),
    Column("marks", "Marks", "marks that its figures carry, with how many do; blank where none does"),
    Column("latest", "Latest period", "period of the latest figure; blank where none is held"),
    Column("known", "Known from", "day from which the latest figure was known; blank where none is held", "date"),
    Column("late", "Days after period", "days from the end of the period to that day; blank where none is held", "integer"),
    Column("due", "Next figures", "period of the next figures; blank where not stated"),
    Column("recent", "Recent", "no recent figure, where the latest is past its time; else blank"),
)


def quality_sheet(plan: Plan, board: Board, held: Sequence[Standing]) -> Sheet:
    """The standings as a sheet: what is known of each indicator, then one column a quarter."""
    over = quarters(plan, board.as_of)
    columns = tuple(Column(each.key, each.short, f"completeness in {each.label}") for each in over)
    rows: list[tuple[Cell, ...]] = [
        (
            *(one.indicator.number, one.indicator.short, one.figures, ", ".join(f"{mark} {n}" for mark, n in one.marked)),
            one.latest.key.period.label if one.latest else "",
            deadlines.london_day(one.latest.known_from) if one.latest else None,
            one.late,
            *(one.due.label if one.due else "", "" if one.recent else "no recent figure", *one.cells),
        )
        for one in held
    ]
    about = tuple(f"{word}: {words}." for word, words in CELLS.items())
    return Sheet("data-quality", "Data quality by indicator and quarter", (*_HEADS, *columns), tuple(rows), about, ("indicator",))


def unknown_sheet(plan: Plan, compared: Iterable[Comparison]) -> Sheet:
    """How many people's group is not stated or not known, figure by figure."""
    rows = tuple(
        (f"{plan.indicator(each.indicator).number} {each.part_name}", plan.area(each.area).name, each.period.label, each.unknown_share)
        for each in compared
    )
    return Sheet("group-not-known", "People whose group is not stated or not known", _UNKNOWN, rows)


def merging_sheet(plan: Plan, released: Iterable[Released]) -> Sheet:
    """The breakdowns of which more than half is hidden in each of the last four periods, with the advice to merge above (R22)."""
    sources = {source.id: source.publisher for source in plan.sources}
    rows = tuple(
        (
            *_place_of(plan, one),
            capital(listed(DIMENSIONS[each].name.lower() if each in DIMENSIONS else each for each in one.dimensions)),
            *(f"{period.short}: {hidden} of {groups}" for period, hidden, groups in one.periods),
            sources.get(one.source, "Leads"),
        )
        for one in mostly_hidden(plan, released)
    )
    return Sheet("mostly-hidden", MERGE, _MERGE, rows, (MERGING, WHOSE) if rows else ())


def _place_of(plan: Plan, one: MostlyHidden) -> tuple[str, str]:
    """What is counted, with its indicator's number, and where."""
    indicator = plan.indicator(one.indicator)
    known = next((part.name for part in parts_of(indicator) if part.id == one.part), one.part)
    return f"{indicator.number} {known}", plan.area(one.area).name
