"""Room: pages. One priority: who answers for it, what is to be done, what its indicators say, what people say, and where it is blind."""

from __future__ import annotations

from collections.abc import Mapping

from dash import html
from dash.development.base_component import Component

from indicators.actions import ActionStanding
from indicators.inequalities import Comparison, leading
from indicators.periods.rendering import on_day
from indicators.registry.models import Indicator, Plan, Priority
from indicators.statements import Remark
from indicators.submissions import Voice
from indicators.summaries import Summary
from indicators.wording import listed as listed_words
from pages.board.actions import action_state, standing_actions
from pages.board.codes import coded
from pages.board.neighbours import neighbours
from pages.board.plans import names, passion_of, tally
from pages.board.readings import comparison_figure, part_figure, without_nearest
from pages.board.remarks import latest_remarks, remark_box
from pages.board.ties import to_move, untied
from pages.decisions.told import judgement_mark
from pages.frame.answers import Answer
from pages.frame.data import Figures
from pages.frame.parts import crumbs, facts, helpline, listed, notice, standing, state_mark, voice_lines
from pages.frame.queries import Query

#: how many voices stand here before the page of people's voice has them all
SHOWN = 3


def answer(figures: Figures, query: Query, id: str) -> Answer:
    """The page at `/priority/<id>`; KeyError if the plan has no such priority."""
    plan, board = figures.plan, figures.board(query.as_of)
    priority = plan.priority(id)
    summaries = [board.summary(indicator.id) for indicator in priority.indicators]
    voices = [v for v in figures.voices(query.as_of) if v.priority == priority.id]
    sensitive = any(indicator.sensitive for indicator in priority.indicators)
    compared = leading(plan, figures.comparisons(query.as_of))
    said, actions = latest_remarks(figures, query), [each for each in standing_actions(figures, query) if each.priority.id == id]
    main = [
        crumbs(
            (
                ("Plan on a page", query.link("/")),
                (passion_of(plan, priority).name, query.link("/", fragment=passion_of(plan, priority).id)),
            ),
            f"Priority {priority.number}",
        ),
        html.H1(priority.short),
        *([html.P([html.Small("The plan says: "), html.Q(priority.name)], className="quoted")] if priority.name != priority.short else []),
        html.P(f"{tally(summaries)}.", className="subtitle"),
        *([helpline()] if sensitive else []),
        html.Div([_people(plan, priority), _voices(plan, voices, query)], className="cols"),
        html.Section(
            [
                html.H2("What the indicators say"),
                *_silent(priority, said),
                *(
                    _indicator(plan, i, s, compared.get(i.id), said.get(i.id), query)
                    for i, s in zip(priority.indicators, summaries, strict=True)
                ),
            ],
            className="readings",
        ),
        *_blind(priority, summaries, query),
        _actions(plan, actions, query),
        *_notes(priority, query),
        neighbours(plan.priorities, priority.id, "priority", query, called="priorities"),
    ]
    return Answer(f"Priority {priority.number}: {priority.short}", html.Article(main, className="priority"))


def _people(plan: Plan, priority: Priority) -> Component:
    mechanisms = [html.Span([m.name, html.Small(f" {m.doubt}")]) if m.doubt else m.name for m in priority.mechanisms]
    return html.Section(
        [
            html.H2("Who answers for it"),
            facts(
                (
                    (
                        "Senior responsible owner" if len(priority.sros) == 1 else "Senior responsible owners",
                        names(plan, priority.sros) or "none named",
                    ),
                    (
                        "Implementation lead" if len(priority.leads) == 1 else "Implementation leads",
                        names(plan, priority.leads) or "none named",
                    ),
                    ("Delivered through", listed(mechanisms) if mechanisms else "not stated"),
                    ("On this", priority.mechanisms_note),
                )
            ),
        ]
    )


def _voices(plan: Plan, voices: list[Voice], query: Query) -> Component:
    standing_words = plan.peoples_voice.standing if plan.peoples_voice else ""
    said = [html.P(f"The plan wants people’s voice heard “{standing_words}”.", className="source")] if standing_words else []
    lines = voice_lines(voices[-SHOWN:])
    if len(voices) > SHOWN:
        all_of_it = query.link("/voices", priority=voices[0].priority)
        lines.append(html.P(html.A(f"All {len(voices)} of this priority", href=all_of_it)))
    return html.Section([html.H2("People’s voice"), html.Div(lines, className="voices"), *said])


def _indicator(
    plan: Plan, indicator: Indicator, summary: Summary, compared: Comparison | None, said: Remark | None, query: Query
) -> Component:
    drawn = part_figure(plan, indicator, summary.headline, brief=True, query=query) if summary.headline else None
    if compared is not None and summary.headline is not None and compared.part == summary.headline.part:
        drawn = comparison_figure(plan, compared, brief=True, query=query)
    near = summary.headline.nearest if summary.headline else ""
    words = [
        html.H3(
            html.A([html.Span(f"{indicator.number} ", className="num"), indicator.short], href=query.link(f"/indicator/{indicator.id}"))
        ),
        html.P([state_mark(summary.state, small=standing(summary.headline)), *judgement_mark(summary)]),
        html.P(without_nearest(summary.sentence, summary.headline), className="said"),
        *([html.P(summary.missing, className="missing")] if summary.missing and summary.missing not in summary.sentence else []),
        *([notice(html.Strong("The nearest published figure. "), near, kind="near")] if near else []),
        html.P([html.Small("The plan says: "), html.Q(indicator.text)], className="quoted"),
        *([remark_box(said, level="h4")] if said is not None else []),
    ]
    return html.Section([html.Div(words), *([drawn] if drawn else [])], className="reading-row" if drawn else "reading-row bare")


def _silent(priority: Priority, said: Mapping[str, Remark]) -> list[Component]:
    """On which of the indicators no lead has said anything, in one line."""
    silent = [i.number for i in priority.indicators if i.id not in said]
    if not silent:
        return []
    which = f"these {len(silent)} indicators" if len(silent) == len(priority.indicators) > 1 else listed_words(silent)
    return [html.P(f"No lead has sent commentary on {which}.", className="silence")]


def _blind(priority: Priority, summaries: list[Summary], query: Query) -> list[Component]:
    blind = [(i, s) for i, s in zip(priority.indicators, summaries, strict=True) if s.headline is None]
    if not blind:
        return []
    n, all_ = len(blind), len(summaries)
    why = "What is missing, and who is to supply it, stands with each above."
    if n == all_:
        words, lines = f"None of its indicators can be read: no figure is held of any. {why}", []
    else:
        words = f"{n} of its {all_} indicators cannot be read. {why}"
        lines = [html.A(f"{i.number} {i.short}", href=query.link(f"/indicator/{i.id}")) for i, _ in blind]
    return [html.Section([html.H2("Where this priority is blind"), html.P(words), *([listed(lines)] if lines else [])], className="blind")]


def _actions(plan: Plan, actions: list[ActionStanding], query: Query) -> Component:
    link = html.A("All actions of the plan", href=query.link("/actions"))
    return html.Section(
        [
            html.H2("What is to be done", id="actions"),
            html.Ol([_action(plan, each, query) for each in actions], className="actions"),
            *untied([each.action for each in actions], "these actions"),
            html.P(["The actions stand in the plan’s own words. ", link], className="switch"),
        ]
    )


def _action(plan: Plan, each: ActionStanding, query: Query) -> Component:
    action = each.action
    owners = names(plan, action.owners)
    reviewed = f"Last review {on_day(each.reviewed_on)}" if each.reviewed_on else "Never reviewed"
    beside = [text for text in (f"Owner: {owners}" if owners else "No owner named", reviewed, action.note) if text]
    areas = [html.Ol([html.Li(area.text) for area in action.areas], className="areas")] if action.areas else []
    progress = [html.P(each.progress, className="progress")] if each.progress else []
    return html.Li(
        [
            html.Span(f"{action.id} ", className="num"),
            html.Div(
                [
                    html.P(action.text),
                    html.Small(" ".join(f"{text.removesuffix('.')}." for text in beside)),
                    *areas,
                    *to_move(plan, action, query),
                ]
            ),
            html.Div([*action_state(each, plan), *progress], className="stands"),
        ]
    )


def _notes(priority: Priority, query: Query) -> list[Component]:
    sections: list[Component] = []
    if priority.requirements:
        sections.append(html.Section([html.H2("Also to be reported"), listed([f"“{r.text}”" for r in priority.requirements])]))
    if priority.notes:
        key = coded([*priority.notes, *(m.doubt for m in priority.mechanisms)], query)
        sections.append(html.Section([html.H2("Notes and doubts"), listed(list(priority.notes), class_="notes"), key]))
    return sections
