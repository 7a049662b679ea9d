"""Room: pages. What was decided on an indicator, as its page says it: what holds, why, by whom, since when; who may decide what."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from access import gates
from access.decisions import may_decide
from indicators.deadlines import london_day
from indicators.decisions import KIND_WORDS, Decided, Kind, OwnersJudgement, Told, period_words, told
from indicators.disclosure.profiles import PROFILES
from indicators.judgements import at_odds
from indicators.numbers import quantity
from indicators.periods.rendering import on_day
from indicators.registry.models import Indicator, Plan, Target
from indicators.series import part_of, parts_of
from indicators.summaries import Summary
from indicators.wording import listed as in_words
from pages.board.plans import names
from pages.decisions import desk
from pages.frame.data import Figures
from pages.frame.parts import facts
from pages.frame.queries import Query

ANCHOR = "decided"
HEADS = ("What", "What holds", "Why", "Decided")
NOT_DECIDED = "as the plan’s file says"
NOTHING_YET = "nothing yet"


def section(figures: Figures, query: Query, indicator: Indicator) -> Component:
    """The section of an indicator's page, as known on the date of the query."""
    plan = figures.plan
    every = told(plan, figures.decisions(query.as_of), indicator.id)
    rows = _rows(indicator, [each for each in every if each.stands])
    content = [
        html.H2("What may be decided here", id=ANCHOR),
        _who(plan, indicator),
        *_holding(rows, decided=bool(every)),
        *_history(every),
        *_way_in(plan, indicator, query),
    ]
    return html.Section(content, className="decided")


def judgement_mark(summary: Summary) -> list[Component]:
    """What the owner says, in a word, to stand under a state; nothing where nobody said anything."""
    said = summary.judgement
    return [html.Small(f"Owner: {said.word}", className="owner")] if said is not None else []


def judgement_box(summary: Summary) -> list[Component]:
    """What the owner says, beside what the data say and apart from it; nothing where nobody said anything."""
    said = summary.judgement
    if said is None:
        return []
    odds = [html.P(html.Strong(odds_words(summary, said)))] if at_odds(summary.state, said.word) else []
    data = html.Div([html.H2("What the data say"), html.P([html.Strong(summary.state.value.capitalize()), f". {summary.reason}"])])
    owner = html.Div([html.H2("The owner’s judgement"), html.P(said.sentence), html.P(f"Said by {said.by}.", className="source")])
    return [html.Section([html.Div([data, owner], className="two"), *odds], className="judgement")]


def odds_words(summary: Summary, said: OwnersJudgement) -> str:
    """That judgement and data are at odds, in a sentence."""
    return f"The data say {summary.state.value}, and the owner says {said.word}: the two are at odds."


def _who(plan: Plan, indicator: Indicator) -> Component:
    priority = plan.priority_of(indicator.id)
    owners, leads = names(plan, priority.sros), names(plan, priority.leads)
    named = " and ".join(text for text in (f"its owners ({owners})" if owners else "", f"its leads ({leads})" if leads else "") if text)
    return facts(
        (
            ("Judgement: on track, off track", named or "nobody is named; the analyst, for them"),
            ("A looser disclosure profile", "the information governance lead"),
            ("Everything else", "whoever may decide on the plan: an analyst, for the Board"),
        )
    )


def _holding(rows: Sequence[Sequence[Component | str]], *, decided: bool) -> list[Component]:
    """What holds; behind a line where nothing was decided, for then it is what the plan's file says."""
    table = _table("What holds, and who decided it", HEADS, rows)
    if decided:
        return [table]
    none = html.P("Nothing was decided on this indicator yet.", className="silence")
    return [none, html.Details([html.Summary("What holds, by the plan’s file"), table], className="twin")]


def _rows(indicator: Indicator, stand: Sequence[Told]) -> list[tuple[Component | str, ...]]:
    """Each matter with what holds; where nothing was decided in the product, what the plan's file says."""
    held: dict[Kind, list[Told]] = {}
    for each in reversed(stand):
        held.setdefault(each.decided.kind, []).append(each)
    found: list[tuple[Component | str, ...]] = []
    for kind, written in _written(indicator).items():
        decided = held.get(kind, [])
        if decided:
            found += [_row(each) for each in decided]
        else:
            found.append((KIND_WORDS[kind], written, "", NOT_DECIDED if _says(kind, indicator) else NOTHING_YET))
    points = [each for kind in ("phase", "ghost", "fix") for each in held.get(kind, [])]
    found += [_row(each) for each in points]
    known = {(each.decided.part, each.decided.kind, each.decided.content.get("period")) for each in points}
    for part in parts_of(indicator):
        for entry in part.decisions:
            if (part.id, entry.kind, entry.at) not in known:
                who = f"Decided by {entry.by} on {on_day(entry.on)}, {NOT_DECIDED}."
                found.append((KIND_WORDS[entry.kind], f"{period_words(entry.at)}.", entry.why, who))
    said = held.get("judgement", [])
    return [*found, *([_row(each) for each in said] or [(KIND_WORDS["judgement"], "None was given.", "", NOTHING_YET)])]


def _written(indicator: Indicator) -> dict[Kind, str]:
    part = parts_of(indicator)[0]
    undated = [target for target in indicator.targets if not target.period]
    dated = [target for target in indicator.targets if target.period]
    baseline = "Not set." if indicator.baseline == "not set" else f"The baseline is {period_words(indicator.baseline)}."
    return {
        "baseline": baseline,
        "target": f"The target is {in_words([_value(indicator, t) for t in undated])}." if undated else "None set.",
        "trajectory": f"The trajectory is {in_words([_value(indicator, t) for t in dated])}." if dated else "None set.",
        "definition": f"What is counted: “{part.numerator}”." if part.numerator else "Not written.",
        "profile": f"The disclosure profile is {indicator.profile}: {PROFILES[indicator.profile].words}",
        "approval": "Somebody other than the sender approves what is sent." if indicator.approval else "None is asked for.",
    }


def _says(kind: Kind, indicator: Indicator) -> bool:
    """Whether the plan's file itself says something of a matter."""
    dated = [bool(target.period) for target in indicator.targets]
    return {"baseline": indicator.baseline != "not set", "target": False in dated, "trajectory": True in dated}.get(kind, True)


def _value(indicator: Indicator, target: Target) -> str:
    part = part_of(indicator, parts_of(indicator)[0].id)
    words = quantity(target.value, indicator.unit, 0 if target.value == int(target.value) else part.decimals)
    return f"{words} for {period_words(target.period)}" if target.period else f"{words}{f' (“{target.text}”)' if target.text else ''}"


def _row(each: Told) -> tuple[Component | str, ...]:
    return each.kind, each.text, each.decided.reason, _whose(each)


def _whose(each: Told) -> Component:
    return html.Span([html.Span(each.whose), html.Small(_recorded(each.decided))])


def _recorded(one: Decided) -> str:
    """Names of people stand on pages, which members see, and in nothing that is taken away."""
    day = f" on {on_day(london_day(one.known_from))}" if one.known_from else ""
    return f"Recorded by {one.by_name}{day}, decision {one.number}."


def _history(every: Sequence[Told]) -> list[Component]:
    if not every:
        return []
    rows = [(f"{one.decided.number} {one.kind}", one.text, one.decided.reason, _whose(one), one.standing) for one in every]
    table = _table("Every decision on this indicator, the latest first", ("Decision", "What it says", "Why", "Decided", "Now"), rows)
    noun = "decision" if len(every) == 1 else "decisions"
    return [html.Details([html.Summary(f"History: {len(every)} {noun}"), table], className="twin")]


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[Component | str]]) -> Component:
    """A table of words whose rows become blocks on a narrow screen."""
    made = [html.Tr([html.Th(row[0], scope="row"), *(html.Td(cell) for cell in row[1:])]) for row in rows]
    head = html.Thead(html.Tr([html.Th(words, scope="col") for words in heads]))
    return html.Table([html.Caption(caption), head, html.Tbody(made)], className="data words stack")


def _way_in(plan: Plan, indicator: Indicator, query: Query) -> list[Component]:
    """The way to the form, for those who may: never on a past date, for what is decided is decided today."""
    allowed = not gates.guarded() or may_decide(gates.actor(), plan, indicator.id)
    if desk.current() is None or query.as_of is not None or not allowed:
        return []
    return [html.P(html.A("Decide something about this indicator", href=f"/indicator/{indicator.id}/decide"), className="switch")]
