"""Room: pages. Search over priorities, indicators, actions, people and abbreviations: results as sentences with links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from indicators import numbers
from indicators.meanings import MEANINGS
from indicators.observations import FLAG_WORDS, MARKER_WORDS
from indicators.registry.models import Plan
from indicators.summaries import Board
from indicators.wording import capital, sentence
from indicators.wording import listed as in_words
from pages.board.plans import leaders, names
from pages.frame.answers import Answer
from pages.frame.data import Figures
from pages.frame.parts import crumbs
from pages.frame.queries import Query

#: pages that are neither a priority's nor an indicator's, and what each shows
_PAGES = (
    (
        "/inequalities",
        "Inequalities",
        "Rates and ratios by ethnicity, age and sex, with intervals, and how many are of unknown group (not known, not stated).",
    ),
    ("/since", "Since you last met", "What arrived, was revised or changed between two days."),
    ("/voices", "People’s voice", "What people said, who was heard and who was not."),
    ("/actions", "Actions", "Owners, status and last review of every action."),
    ("/development", "Not yet measurable", "What each indicator without a figure needs, and who has it."),
    ("/explore", "Explore", "Any released series beside others, and their downloads."),
    ("/reviews", "Reviews and papers", "The Board’s meetings, the pack and the report."),
    ("/data-quality", "Data quality", "Completeness, lateness, marks, and how many are of unknown group."),
    ("/due", "What is due", "What is asked for in a quarter, from whom, and what is late."),
    ("/about", "About", "Methods, sources, disclosure, short forms, accessibility."),
)


@dataclass(frozen=True, slots=True)
class Found:
    """One result: where it leads, its name, what is said of it, the words it is found by, and further texts it is found by too."""

    kind: str
    address: str
    fragment: str
    name: str
    said: str
    words: str
    also: tuple[str, ...] = ()

    def matching(self, parts: list[str]) -> list[str]:
        """The further texts that hold one of the words, where the name and what is said do not hold it."""
        missing = [part for part in parts if part not in _folded(f"{self.name} {self.said}")]
        return [text for text in self.also if any(part in _folded(text) for part in missing)]


def answer(figures: Figures, query: Query) -> Answer:
    """The page at `/search`."""
    plan, wanted = figures.plan, query.argument("q")
    found = _found(plan, figures.board(query.as_of), wanted) if wanted else []
    by_kind: dict[str, list[Found]] = {}
    for each in found:
        by_kind.setdefault(each.kind, []).append(each)
    main = [
        crumbs((("Plan on a page", query.link("/")),), "Search"),
        html.H1(_opening(wanted, len(found))),
        *_ways(plan, wanted, found, query),
        *(
            html.Section(
                [html.H2(f"{kind} ({len(each)})"), html.Ul([_line(one, wanted, query) for one in each], className="plain results")]
            )
            for kind, each in by_kind.items()
        ),
    ]
    return Answer(f"Search: {wanted}" if wanted else "Search", html.Article(main, className="search-page"))


def _opening(wanted: str, found: int) -> str:
    if not wanted:
        return "What are you looking for?"
    if not found:
        return f"Nothing in the plan has “{wanted}”"
    return f"{numbers.counted(found, start=True)} {'place' if found == 1 else 'places'} in the plan with “{wanted}”"


def _ways(plan: Plan, wanted: str, found: list[Found], query: Query) -> list[Component]:
    if found:
        return []
    words = (
        "Meanings of words and marks, priorities, indicators, actions and people are searched. "
        "Type one or more words into the field at the top."
    )
    if wanted:
        words = "All words have to occur. Try one word, or the beginning of one."
    ways = [html.Li(html.A(f"{p.number} {p.short}", href=query.link(f"/priority/{p.id}"))) for p in plan.priorities]
    return [html.P(words, className="subtitle lead"), html.P("Or go straight to a priority:"), html.Ul(ways, className="plain")]


def _line(found: Found, wanted: str, query: Query) -> Component:
    said = [html.P(text) for text in (found.said, *(f"“{text}”" for text in found.matching(_folded(wanted).split()))) if text]
    return html.Li([html.A(found.name, href=query.link(found.address, fragment=found.fragment)), *said])


def _found(plan: Plan, board: Board, wanted: str) -> list[Found]:
    """Whatever holds all the words: first what holds them as they were typed, then the rest, each in the order of the plan."""
    phrase = " ".join(_folded(wanted).split())
    found = [
        each for each in _everything(plan, board) if all(part in _folded(" ".join((each.words, *each.also))) for part in phrase.split())
    ]
    return sorted(found, key=lambda each: re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", _folded(each.words)) is None)


def _folded(text: str) -> str:
    return text.casefold().replace("’", "'")


def _everything(plan: Plan, board: Board) -> Iterable[Found]:
    """What there is to be found: first what words, marks and short forms mean, then what holds them."""
    for state, meaning in MEANINGS.items():
        yield Found("Meanings", "/about", "states", capital(state.value), sentence(meaning), f"{state.value} {meaning}")
    for letter, meaning in {**MARKER_WORDS, **FLAG_WORDS}.items():
        yield Found("Meanings", "/about", "marks", f"[{letter}]", sentence(meaning), f"[{letter}] {meaning}")
    for short, meaning in plan.abbreviations.items():
        yield Found("Meanings", "/about", "abbreviations", short, sentence(meaning), f"{short} {meaning}")
    for address, name, shows in _PAGES:
        yield Found("Pages", address, "", name, shows, f"{name} {shows}")
    for priority in plan.priorities:
        words = " ".join((f"priority {priority.number}", priority.name, priority.short, *(m.name for m in priority.mechanisms)))
        said = f"{sentence(priority.name)} {sentence(leaders(plan, priority))}"
        yield Found("Priorities", f"/priority/{priority.id}", "", f"{priority.number} {priority.short}", said, words)
    for indicator in plan.indicators:
        summary = board.summary(indicator.id)
        measure = plan.measure(indicator.measure) if indicator.measure else None
        also = tuple(text for text in (indicator.text, measure.text if measure else "", *(part.name for part in indicator.parts)) if text)
        name = f"{indicator.number} {indicator.short}"
        said = f"{summary.state.value.capitalize()}. {summary.sentence}"
        words = f"{name} {said}"
        yield Found("Indicators", f"/indicator/{indicator.id}", "", name, said, words, tuple(dict.fromkeys(also)))
    for action in plan.actions:
        owners = names(plan, action.owners)
        name, said, areas = (
            f"{action.id} {action.text}",
            sentence(f"Owner: {owners}") if owners else "",
            tuple(area.text for area in action.areas),
        )
        yield Found("Actions", "/actions", action.id, name, said, f"{name} {owners}", areas)
    yield from _people(plan)


def _people(plan: Plan) -> Iterable[Found]:
    for person in plan.people:
        own = [
            (words, p.number)
            for p in plan.priorities
            for field, words in (("sros", "SRO"), ("leads", "lead"))
            if person.id in getattr(p, field)
        ]
        first = next((p for p in plan.priorities if person.id in (*p.sros, *p.leads)), None)
        roles = [f"{words} of priority {number}" for words, number in own]
        actions = [action.id for action in plan.actions if person.id in action.owners]
        measures = [measure.id for measure in plan.measures if person.id in measure.contacts]
        roles += [f"owner of {in_words(actions)}"] if actions else []
        roles += [f"contact for {in_words(measures)}"] if measures else []
        said = sentence(in_words(roles)) if roles else "Named in the plan."
        address = f"/priority/{first.id}" if first else "/actions" if actions else "/about"
        fragment = "" if first else actions[0] if actions else "people"
        yield Found("People", address, fragment, person.name, said, " ".join((person.name, person.organisation, *person.aliases)))
