"""Room: exports. What a board pack holds, once: the plan's page, what needs the Board, groups compared and people's voice, in one shape.

Made of the same `Board`, `Comparison` and `Voice` as the pages, so that a pack and a screen cannot differ; the workbook and the printable
report both are written from it. Names of people are left out, their roles stand instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from exports.figures import figures_sheet
from exports.groups import groups_sheet
from exports.roles import without_names
from exports.sheets import MARKING, Cell, Column, Cover, Sheet, cover
from exports.workbooks import workbook
from indicators.disclosure.released import Released
from indicators.evidence import NO_VOICE
from indicators.inequalities import Comparison
from indicators.registry.models import Indicator, Plan, Priority
from indicators.series import part_of
from indicators.submissions import Voice
from indicators.summaries import Board, PartSummary, State, Summary
from indicators.wording import HELPLINE, capital


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator as a row of the pack: the words that the plan's page prints for it.

    `latest` is the number with its unit or its marker ("81.2 %", "[c]"), "" where no figure is held; then `said` tells what is missing.
    `of` says whose a ratio is, and compared with whom.
    """

    indicator: Indicator
    state: State
    standing: str
    measured: str
    place: str
    latest: str
    of: str
    latest_period: str
    flags: str
    change: str
    since: str
    recent: bool
    next_figures: str
    said: str


@dataclass(frozen=True, slots=True)
class Block:
    """One priority of the pack, with its lines and what people said of it, the latest first."""

    priority: Priority
    lines: tuple[Line, ...]
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """A whole board pack, as known on `day`."""

    plan: Plan
    day: date
    illustrative: bool
    headline: str
    counts: tuple[tuple[State, int], ...]
    attention: tuple[str, ...]
    blocks: tuple[Block, ...]
    compared: tuple[Comparison, ...]
    series: tuple[Released, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every indicator's line, in the order of the plan."""
        return tuple(line for block in self.blocks for line in block.lines)

    @property
    def sensitive(self) -> bool:
        """Whether the helpline has to stand on it."""
        return any(indicator.sensitive for indicator in self.plan.indicators)


def pack(plan: Plan, board: Board, compared: Sequence[Comparison], voices: Sequence[Voice], *, illustrative: bool = False) -> Pack:
    """The pack of a board's page, its comparisons and the voices held on the same day."""
    blocks = tuple(
        Block(
            priority,
            tuple(_line(plan, indicator, board.summary(indicator.id)) for indicator in priority.indicators),
            tuple(v for v in reversed(voices) if v.priority == priority.id and v.consent and v.words),
        )
        for priority in plan.priorities
    )
    headlines = [summary.headline for summary in board.summaries if summary.headline and summary.headline.series]
    return Pack(
        plan=plan,
        day=board.as_of,
        illustrative=illustrative,
        headline=board.headline,
        counts=tuple((state, board.counts.get(state, 0)) for state in State),
        attention=tuple(without_names(plan, item.text) for item in board.attention),
        blocks=blocks,
        compared=tuple(compared),
        series=tuple(point for shown in headlines if shown.series for point in shown.series.points),
    )


def _line(plan: Plan, indicator: Indicator, summary: Summary) -> Line:
    shown = summary.headline
    if shown is None or shown.latest is None:
        said = without_names(plan, summary.missing or summary.reason)
        return Line(indicator, summary.state, "", "", "", "", "", "", "", "", "", True, "", said)
    change, following = shown.change, shown.next_period
    return Line(
        indicator=indicator,
        state=summary.state,
        standing=_standing(shown),
        measured=f"Nearest published figure: {shown.name}" if shown.nearest else shown.name,
        place=shown.place,
        latest=shown.latest_words,
        of=f"{shown.highlighted.label}, compared with {capital(part_of(indicator, shown.part).reference)}" if shown.highlighted else "",
        latest_period=shown.latest.key.period.short,
        flags=" ".join(sorted(shown.latest.flags)),
        change=change.words if change else "",
        since=f"{change.against}, {change.since.key.period.short}" if change else "",
        recent=not shown.stale,
        next_figures=following.short if following else "not stated",
        said=without_names(plan, summary.sentence),
    )


def _standing(shown: PartSummary) -> str:
    """What the plan's page prints under a state: how many points there are of those that a judgement needs."""
    if not shown.needed:
        return ""
    if shown.state is State.TOO_EARLY:
        held = sum(point.value is not None for point in shown.series.points) if shown.series else 0
        return f"{shown.points} of {shown.needed} {'points' if shown.points == held else 'usable points'}"
    return "trial limits" if shown.trial else ""


# -- as a workbook -----------------------------------------------------------------------------------------------------------------------

_PLAN: Final = (
    Column("indicator", "Indicator", "number of the indicator, as the plan counts it"),
    Column("name", "Name", "short name of the indicator"),
    Column("priority", "Priority", "the priority it belongs to"),
    Column("state", "What the data say", "the indicator’s state, computed from its figures alone"),
    Column("standing", "Standing", "points held of those a judgement needs, or trial limits; blank where neither applies"),
    Column("measured", "What is measured", "the part or the nearest published figure that is shown; blank where no figure is held"),
    Column("place", "Place", "where it was counted; blank where no figure is held"),
    Column("latest", "Latest", "the latest figure with its unit, or its mark; [x] where no figure is held"),
    Column("of", "Latest is of", "the group whose ratio it is, and the one compared with; blank for the whole area"),
    Column("latest_period", "Period of latest", "the period of the latest figure; blank where no figure is held"),
    Column("flags", "Flags", "remarks on the latest figure: p r u e b f"),
    Column("change", "Change", "latest figure against the first one held, or the baseline; blank where there is none"),
    Column("since", "Change since", "what the change is counted from; blank where there is none"),
    Column("recent", "Recent", "no recent figure, where the latest is past its time; else blank"),
    Column("next", "Next figures", "period of the next figures; blank where no figure is held"),
    Column("said", "In words", "the whole reading in words, or what is missing"),
    Column("marking", "Marking", f"{MARKING} where figures are made up; else blank"),
)
_COUNTS: Final = (
    Column("state", "State", "a state of an indicator"),
    Column("n", "Indicators", "how many indicators are in it", "integer"),
)
_ATTENTION: Final = (Column("n", "Number", "place in the list", "integer"), Column("said", "In words", "what needs the Board’s attention"))
_VOICES: Final = (
    Column("priority", "Priority", "the priority that people spoke of"),
    Column("people", "People", "who spoke, as a group; blank where not said"),
    Column("source", "Gathered through", "through what it was gathered; blank where not said"),
    Column("theme", "Theme", "what it was about; blank where not said"),
    Column("words", "What was said", "in people’s own words, with their consent"),
)


def pack_workbook(held: Pack) -> bytes:
    """The pack as an accessible workbook: the plan's page, the counts, what needs the Board, groups, voices and the series behind it."""
    return workbook(pack_cover(held), pack_sheets(held))


def pack_cover(held: Pack) -> Cover:
    """The cover of a pack: with the helpline where an indicator is about suicide or self-harm."""
    remarks = (held.headline, *((HELPLINE,) if held.sensitive else ()), "Names of people are left out; roles stand instead.")
    return cover(held.plan, "Board pack", held.series, day=held.day, illustrative=held.illustrative, remarks=remarks)


def pack_sheets(held: Pack) -> tuple[Sheet, ...]:
    """The tables of a pack."""
    marking = MARKING if held.illustrative else ""
    attention = tuple((n, said) for n, said in enumerate(held.attention, start=1))
    voices = tuple(row for block in held.blocks for row in _voice_rows(block))
    return (
        Sheet(
            "plan-on-a-page",
            "The plan on a page",
            _PLAN,
            tuple(_row(line, block, marking) for block in held.blocks for line in block.lines),
            (held.headline,),
        ),
        Sheet(
            "states",
            "Indicators by state",
            _COUNTS,
            tuple((state.value, n) for state, n in held.counts),
            ("The counts add up to the number of indicators.",),
        ),
        Sheet("attention", "Needs the Board’s attention", _ATTENTION, attention),
        groups_sheet(held.plan, held.compared, name="inequalities", title="Groups compared", illustrative=held.illustrative),
        Sheet("voices", "People’s voice", _VOICES, voices),
        figures_sheet(
            held.plan, held.series, name="figures", title="The figures behind the plan on a page", illustrative=held.illustrative
        ),
    )


def _row(line: Line, block: Block, marking: str) -> tuple[Cell, ...]:
    return (
        *(line.indicator.number, line.indicator.short, f"{block.priority.number} {block.priority.short}", line.state.value, line.standing),
        *(line.measured, line.place, line.latest or "[x]", line.of, line.latest_period, line.flags, line.change, line.since),
        *("" if line.recent else "no recent figure", line.next_figures, line.said, marking),
    )


def _voice_rows(block: Block) -> list[tuple[Cell, ...]]:
    name = f"{block.priority.number} {block.priority.short}"
    return [(name, v.people, v.source, v.theme, v.words) for v in block.voices] or [(name, "", "", "", NO_VOICE)]
