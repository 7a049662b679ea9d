"""Room: exports. Series that an analyst chose, beside one another: as they are, as an index or as a rate; released values only.

The page draws these panels and the download holds their points, so that nobody takes away anything else than what is seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from charts import marks
from charts.multiples import Axes, Dot, axes
from exports.figures import COLUMNS, KEY, group_words, row_maker
from exports.sheets import Column, Sheet
from indicators import numbers
from indicators.disclosure.released import Released
from indicators.narrative import subject
from indicators.registry.models import Indicator, Part, Plan
from indicators.series import breaks_of, part_of, parts_of
from indicators.summaries import Board
from indicators.wording import listed, ordered

VIEWS: Final[Mapping[str, str]] = {
    "value": "as it is, in its own unit",
    "index": "as an index: its first figure = 100",
    "rate": "as a rate: counts over their denominator",
}
SCALES: Final[Mapping[str, str]] = {"shared": "one scale for all in the same unit", "own": "a scale for each"}
#: more panels than these nobody takes in; the rest is named, and left to a narrower choice
MOST: Final = 24
#: up to so many indicators are named behind a count
NAMED: Final = 6
PER: Final = 100_000
NO_RATE: Final = "No rate: no denominator is held."
NO_INDEX: Final = "No index: the first figure is not above zero."


@dataclass(frozen=True, slots=True)
class Choice:
    """What an analyst chose. Series are "I8.1" or "I6.2/eip"; without areas each series stands for the area that its own page shows.

    `by` is a breakdown ("" for the whole area) and `groups` those of its categories that are wanted, () for all.
    """

    series: tuple[str, ...]
    areas: tuple[str, ...] = ()
    by: str = ""
    groups: tuple[str, ...] = ()
    view: str = "value"
    scale: str = "shared"


@dataclass(frozen=True, slots=True)
class Point:
    """One released figure as it is shown: `value` in the view, None where there is none; `words` with its marks ("81.2 %", "[c]")."""

    released: Released
    value: float | None
    words: str
    starts: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """One series: whose it is, where, of which group (with words for it), in which unit it is shown, and its points, oldest first."""

    indicator: Indicator
    part: Part
    area: str
    place: str
    group: str
    unit: str
    points: tuple[Point, ...]
    note: str = ""

    @property
    def name(self) -> str:
        """What is counted, where, of whom."""
        return ", ".join(text for text in (subject(self.indicator, self.part), self.place, self.group) if text)

    @property
    def shown(self) -> tuple[Point, ...]:
        """The points that have a number in the view."""
        return tuple(point for point in self.points if point.value is not None)


def series_id(indicator: Indicator, part: Part) -> str:
    """How a series is named in an address."""
    return f"{indicator.id}/{part.id}" if part.id else indicator.id


def offered(plan: Plan, released: Iterable[Released]) -> tuple[tuple[Indicator, Part], ...]:
    """Every series that has a released figure of any kind, in the order of the plan."""
    held = {(each.key.indicator, each.key.part) for each in released}
    return tuple((i, p) for i in plan.indicators for p in parts_of(i) if (i.id, p.id) in held)


def dimensions(plan: Plan, released: Iterable[Released]) -> tuple[str, ...]:
    """The breakdowns by which figures are held, by name."""
    own = {indicator.id for indicator in plan.indicators}
    return tuple(sorted({r.key.breakdown[0][0] for r in released if r.key.indicator in own and len(r.key.breakdown) == 1}))


def choice(asked: Sequence[tuple[str, str]], plan: Plan, board: Board, released: Sequence[Released]) -> Choice:
    """The choice that an address states, without what is not held; where no series is chosen, those that the plan's page shows."""
    wanted: dict[str, list[str]] = {}
    for name, value in asked:
        wanted.setdefault(name, []).append(value)
    known = [series_id(i, p) for i, p in offered(plan, released)]
    chosen = tuple(id for id in known if id in wanted.get("series", ()))
    held = {r.key.area for r in released}
    by = next((d for d in wanted.get("by", ()) if d in dimensions(plan, released)), "")
    return Choice(
        series=chosen or _headlines(plan, board),
        areas=tuple(area.id for area in plan.areas if area.id in wanted.get("area", ()) and area.id in held),
        by=by,
        groups=tuple(dict.fromkeys(wanted.get("group", ()))) if by else (),
        view=next((v for v in wanted.get("view", ()) if v in VIEWS), "value"),
        scale=next((s for s in wanted.get("scale", ()) if s in SCALES), "shared"),
    )


def unheld(asked: Sequence[tuple[str, str]], plan: Plan, released: Iterable[Released]) -> tuple[str, ...]:
    """The series that an address names and that have no figure: another plan's, mistyped, or a family of several; each once."""
    known = {series_id(i, p) for i, p in offered(plan, released)}
    return tuple(dict.fromkeys(value for name, value in asked if name == "series" and value not in known))


def unheld_words(named: Sequence[str]) -> str:
    """What is said of such series: "Found the series “zzz”, of which no figure is held."; "" where there is none."""
    if not named:
        return ""
    shown = [f"“{each[:40]}”" for each in named[:NAMED]] + ([f"{numbers.counted(len(named) - NAMED)} more"] if len(named) > NAMED else [])
    return f"Found the series {listed(shown)}, of which no figure is held."


def _headlines(plan: Plan, board: Board) -> tuple[str, ...]:
    shown = [summary.headline for summary in board.summaries if summary.headline and summary.headline.series]
    return tuple(series_id(plan.indicator(one.indicator), part_of(plan.indicator(one.indicator), one.part)) for one in shown)


def panels(plan: Plan, board: Board, released: Sequence[Released], chosen: Choice) -> tuple[Panel, ...]:
    """Every series of the choice that has a figure: series by series, area by area, group by group in the order of the classification."""
    by: dict[tuple[str, str, str], dict[tuple[tuple[str, str], ...], list[Released]]] = {}
    for each in released:
        groups = by.setdefault((each.key.indicator, each.key.part, each.key.area), {})
        groups.setdefault(each.key.breakdown, []).append(each)
    found: list[Panel] = []
    for indicator, part in offered(plan, released):
        if series_id(indicator, part) not in chosen.series:
            continue
        for area in chosen.areas or (_own_area(board, indicator, part),):
            held = by.get((indicator.id, part.id, area), {})
            found += [_panel(plan, board, indicator, part, area, held[breakdown], chosen.view) for breakdown in _wanted(held, chosen)]
    return tuple(found)


def seen(found: Sequence[Panel]) -> tuple[Panel, ...]:
    """Those panels that a page shows and a file holds: the first `MOST`."""
    return tuple(found[:MOST])


def _own_area(board: Board, indicator: Indicator, part: Part) -> str:
    return next((p.area for p in board.summary(indicator.id).parts if p.part == part.id), "")


def _wanted(held: Mapping[tuple[tuple[str, str], ...], list[Released]], chosen: Choice) -> list[tuple[tuple[str, str], ...]]:
    """The breakdowns to show: the whole area, or each group of the one dimension."""
    if not chosen.by:
        return [()] if () in held else []
    categories = [key[0][1] for key in held if len(key) == 1 and key[0][0] == chosen.by]
    return [((chosen.by, c),) for c in ordered(chosen.by, categories) if not chosen.groups or c in chosen.groups]


def _panel(plan: Plan, board: Board, indicator: Indicator, part: Part, area: str, held: Sequence[Released], view: str) -> Panel:
    points = _one_kind(held)
    values, unit, note = _viewed(points, part, view)
    broken = _breaks(plan, board, part, points)
    drawn = []
    for index, (point, value) in enumerate(zip(points, values, strict=True)):
        drawn.append(Point(point, value, _words(point, value, part, view), index in broken))
    return Panel(indicator, part, area, plan.area(area).name, group_words(points[-1]), unit, tuple(drawn), note)


def _one_kind(held: Sequence[Released]) -> list[Released]:
    """The figures of the kind of period of which there are most, oldest first: kinds are never mixed in one series."""
    kinds: list[list[Released]] = []
    for each in sorted(held, key=lambda r: r.key.period.order):
        kin = next((kind for kind in kinds if kind[0].key.period.same_kind(each.key.period)), None)
        kinds.append([each]) if kin is None else kin.append(each)
    return max(kinds, key=lambda kind: (len(kind), kind[-1].key.period.order))


def _breaks(plan: Plan, board: Board, part: Part, points: Sequence[Released]) -> frozenset[int]:
    """Where the series breaks, by the rule of every page; the board’s own series knows of changed definitions too."""
    found = set(breaks_of(plan, part, points))
    key = points[-1].key
    read = next((one.series for one in board.summary(key.indicator).parts if (one.part, one.area) == (key.part, key.area)), None)
    if read is not None and not key.breakdown:
        starts = {read.points[index].key.period for index in read.breaks}
        found |= {index for index, point in enumerate(points) if point.key.period in starts}
    return frozenset(found)


def _viewed(points: Sequence[Released], part: Part, view: str) -> tuple[list[float | None], str, str]:
    """The values of the view, their unit in words, and a note where the view cannot be had."""
    values = [point.value for point in points]
    if view == "index":
        first = next((value for value in values if value is not None), None)
        if first is None or first <= 0:
            return [None] * len(values), "index", NO_INDEX if first is not None else ""
        return [None if value is None else 100 * value / first for value in values], "index, first figure = 100", ""
    if view == "rate" and part.unit == "count":
        rates = [
            point.numerator / point.denominator * PER if point.numerator is not None and point.denominator else None for point in points
        ]
        return rates, f"per {PER:,}", "" if any(rate is not None for rate in rates) else NO_RATE
    return values, marks.unit_words(part.unit), ""


def _words(point: Released, value: float | None, part: Part, view: str) -> str:
    if value is None:
        return marks.marks(point) if point.value is None else "[z]"
    if view == "index" or (view == "rate" and part.unit == "count"):
        return " ".join(filter(None, (numbers.number(value, 1), marks.marks(point))))
    return marks.shown(point, part)


def axes_of(shown: Sequence[Panel], chosen: Choice) -> tuple[Axes | None, ...]:
    """The axes of each panel: those in one unit share theirs, unless a scale for each was chosen; None where nothing can be drawn.

    Counts of different indicators are no common unit: students beside workshops on one scale say nothing, and hide how each moves.
    """
    series = [dots(panel) for panel in shown]
    level = 100.0 if chosen.view == "index" else None
    found = []
    for place, panel in enumerate(shown):
        alike = [s for s, p in zip(series, shown, strict=True) if _same_unit(p, panel)] if chosen.scale == "shared" else [series[place]]
        found.append(axes(alike, sign=" %" if panel.unit == "per cent" else "", level=level))
    return tuple(found)


def _same_unit(one: Panel, other: Panel) -> bool:
    """Whether two panels are shown in one unit; that of a count is what its indicator counts."""
    return one.unit == other.unit and (one.unit != marks.unit_words("count") or one.indicator.id == other.indicator.id)


def dots(panel: Panel) -> tuple[Dot, ...]:
    """The points of a panel as a drawing takes them."""
    return tuple(Dot(p.released.key.period, p.value, "" if p.value is not None else p.words, p.starts) for p in panel.points)


# -- what is said and taken away ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ends:
    """The two points that a panel is compared by: `after_break` tells that the first is the first since a break, `apart` that a break lies
    between them, so that they are not comparable."""

    first: Point
    last: Point
    after_break: bool = False
    apart: bool = False


def ends(panel: Panel) -> Ends | None:
    """The first and the latest number, by the rule of every page: where the series breaks, the first since the break; None below two."""
    if len(panel.shown) < 2:
        return None
    start = max((index for index, point in enumerate(panel.points) if point.starts), default=0)
    since = [point for point in panel.points[start:] if point.value is not None]
    if not start or since == list(panel.shown):
        return Ends(panel.shown[0], panel.shown[-1])
    return Ends(since[0], since[-1], after_break=True) if len(since) > 1 else Ends(panel.shown[0], panel.shown[-1], apart=bool(since))


def sentence(shown: Sequence[Panel]) -> str:
    """What the panels say together: how many rose, fell and stayed between their first and latest figure, and of which indicators.

    A series that breaks is compared since the break, and not at all where one figure stands after it.
    """
    if not shown:
        return "No figure is held for this choice."
    went: dict[str, list[str]] = {"rose": [], "fell": [], "stayed the same": []}
    pairs = [(panel, ends(panel)) for panel in shown]
    single = sum(pair is None for _, pair in pairs)
    apart = [panel.indicator.number for panel, pair in pairs if pair is not None and pair.apart]
    for panel, pair in pairs:
        if pair is not None and not pair.apart:
            first, last = pair.first.value or 0.0, pair.last.value or 0.0
            went["rose" if last > first else "fell" if last < first else "stayed the same"].append(panel.indicator.number)
    told = [f"{numbers.counted(len(own))} {word}{_which(own)}" for word, own in went.items() if own]
    head = f"{numbers.counted(len(shown), start=True)} series"
    since = "the first figure, or the first after a break," if any(pair and pair.after_break for _, pair in pairs) else "the first"
    figure = "the latest," if "figure" in since else "the latest figure"
    compared = f"{head}: between {since} and {figure} {', '.join(told)}" if told else head
    broken = f"; {numbers.counted(len(apart))} not compared, because the series breaks in between{_which(apart)}" if apart else ""
    return f"{compared}{broken}{f'; {numbers.counted(single)} with fewer than two figures' if single else ''}."


def _which(own: Sequence[str]) -> str:
    """The numbers of the indicators, each once, where they are few enough to take in."""
    once = list(dict.fromkeys(own))
    return f" ({', '.join(once)})" if len(once) <= NAMED else ""


EXTRA: Final = (
    Column("view", "View", "how the figures are shown: value, index or rate"),
    Column("shown", "Shown", "the number that is shown in that view; blank in CSV where there is none", "number", "shown_status"),
    Column("shown_status", "Shown status", "ok, or why no number is shown: c, x, z, k"),
    Column("shown_unit", "Shown unit", "unit of the number that is shown"),
)


def explored_sheet(plan: Plan, shown: Sequence[Panel], chosen: Choice, *, illustrative: bool = False) -> Sheet:
    """The points of these panels as a sheet, in their order."""
    made = row_maker(plan, illustrative=illustrative)
    rows = tuple((*made(point.released), chosen.view, point.value, _status(point), panel.unit) for panel in shown for point in panel.points)
    about = (sentence(shown), f"Shown {VIEWS[chosen.view]}.")
    return Sheet("explored", "Series beside one another", (*COLUMNS, *EXTRA), rows, about, KEY)


def _status(point: Point) -> str:
    if point.value is not None:
        return "ok"
    return str(point.released.status) if point.released.value is None else "z"
