"""Room: pages. Inequalities: each group first, how sure we can be, then the one combined line; and where the plan cannot see."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from charts import intervals
from charts.marks import span, unit_words
from charts.tables import of_comparison
from indicators import numbers
from indicators.inequalities import MUCH_UNKNOWN, Comparison, GroupRow, leading, newest, same_thing, told_first, waiting
from indicators.periods.rendering import on_day
from indicators.registry.models import Plan, Priority
from indicators.spans import in_a
from indicators.wording import category_label
from indicators.wording import listed as listed_words
from pages.board.bands import by_other_groups, has_bands
from pages.board.gaps import over_time
from pages.board.readings import adjusted, compared, comparison_caption, comparison_figure
from pages.frame.answers import Answer
from pages.frame.data import Figures
from pages.frame.parts import crumbs, facts, figure, legend, listed, notice, table_of, take_away
from pages.frame.queries import Query

#: what is said where some comparisons are of a quarter and others of a year
OTHER_LENGTH = (
    "Some of these are of a time of another length than the figures above (a year, a quarter): their ratios may stand beside one another, "
    "their rates and counts may not."
)
#: what the classifications of ethnic groups are, in words
GROUPED = {
    "2001-NHS": "the ethnic categories of the NHS (2001 census), Chinese people in Other",
    "2011-ONS": "the ethnic groups of the 2011 census",
    "2021-ONS": "the ethnic groups of the 2021 census, Chinese people in Asian",
}


def answer(figures: Figures, query: Query) -> Answer:
    """The page at `/inequalities`."""
    plan, held = figures.plan, figures.comparisons(query.as_of)
    by: dict[str, list[Comparison]] = {}
    for comparison in held:
        by.setdefault(comparison.indicator, []).append(comparison)
    told = told_first(plan, held)
    opening = (told.title or told.headline) if told else "No figures by group are held yet"
    main = [
        crumbs((("Plan on a page", query.link("/")),), f"Inequalities in {plan.place}"),
        html.H1(opening),
        html.P(
            "Each group stands by itself first; one line for all of them together comes after, because it hides how much they differ. "
            "The longer the bar, the less sure the figure (95 % interval). Not adjusted for age unless it says so.",
            className="subtitle lead",
        ),
        *(_subject(plan, comparisons, query) for comparisons in by.values()),
        *by_other_groups(plan, figures.released(query.as_of), query),
        _coverage(plan, figures, held, query),
    ]
    return Answer("Inequalities", html.Article(main, className="inequalities"), section="/inequalities")


def _subject(plan: Plan, comparisons: Sequence[Comparison], query: Query) -> Component:
    """One indicator: each of its parts in full, the same counted otherwise or elsewhere beside it, earlier periods as a table."""
    first = leading(plan, comparisons)[comparisons[0].indicator]
    latest = sorted(newest(comparisons), key=lambda one: one.part != first.part)
    full = _of_their_own(plan, latest)
    others = [comparison for comparison in latest if comparison not in full]
    indicator, priority = plan.indicator(full[0].indicator), plan.priority_of(full[0].indicator)
    kicker = html.P(
        html.A(f"Priority {priority.number}: {priority.short}", href=query.link(f"/priority/{priority.id}")), className="kicker"
    )
    body: list[Component] = []
    for comparison in full:
        again = any(_counted_alike(plan, comparison, c) for c in others)
        alike = [c for c in comparisons if (c.part, c.area) == (comparison.part, comparison.area)]
        name: list[Component | str] = [html.Span(f"{indicator.number} ", className="num"), comparison.part_name or indicator.short]
        body += [
            html.H2(html.A(name, href=query.link(f"/indicator/{indicator.id}"))),
            *_in_full(plan, comparison, query),
            *([] if again else _aligned(comparison)),
            *_notes(comparison),
            *over_time(alike, waiting(alike)),
        ]
    return html.Section([kicker, *body, *_beside(plan, full, others, query)], className="subject")


def _of_their_own(plan: Plan, latest: Sequence[Comparison]) -> list[Comparison]:
    """The comparisons to show in full: one a part; not the standardised ones, nor the same counts over another population."""
    found: list[Comparison] = []
    for place, one in enumerate(latest):
        again = any(one.part == o.part or _counted_alike(plan, one, o) for o in latest[:place])
        if not (one.standardised or again):
            found.append(one)
    return found or list(latest[:1])


def _counted_alike(plan: Plan, one: Comparison, other: Comparison) -> bool:
    """Whether both come from the same counts: of the same thing, and not by the chance of an equal total."""
    return same_thing(plan, one, other) and (one.area, one.period, one.total) == (other.area, other.period, other.total)


def _in_full(plan: Plan, comparison: Comparison, query: Query) -> list[Component]:
    withheld = [notice(html.Strong("No ratio is shown. "), comparison.withheld, kind="withheld")] if comparison.withheld else []
    return [
        *withheld,
        comparison_figure(plan, comparison, query=query),
        *_rates(plan, comparison, query),
        html.Div([_sureness(comparison), _together(comparison)], className="cols"),
    ]


def _rates(plan: Plan, comparison: Comparison, query: Query) -> list[Component]:
    """The rates themselves, where the chart above shows ratios."""
    rows, caption = comparison.rows, comparison_caption(plan, comparison)
    drawn = intervals.rates(comparison, rows, title=f"{caption}: rates")
    if drawn is None or all(row.ratio is None for row in rows):
        return []
    sizes = any(row.population is not None for row in rows)
    behind = ", the counts they come from and how many people each group has" if sizes else " and the counts they come from"
    words = f"Rates {unit_words(comparison.unit)}{in_a(comparison.unit, comparison.period.kind)}, with their 95 % intervals{behind}"
    body = figure(
        drawn,
        f"{words}.",
        of_comparison(comparison, rows, caption=f"{caption}: rates"),
        html.P(_groupings(plan, comparison), className="source"),
        take_away(query, "/download/inequalities"),
        measure=compared(plan, comparison),
    )
    return [html.Section([html.H3("The rates themselves"), body], className="rates")]


def _groupings(plan: Plan, comparison: Comparison) -> str:
    """How people are grouped, and over which population of which day the rates are."""
    used = [population for population in plan.populations if population.id in comparison.populations]
    over = "; ".join(f"{population.name}, {on_day(population.on)}" for population in used)
    grouped = GROUPED.get(comparison.classification, comparison.classification)
    return " ".join(
        (f"Groups: {grouped}." if grouped else "", f"Population: {over}." if over else "Population: the one behind the published rates.")
    ).strip()


def _beside(plan: Plan, full: Sequence[Comparison], others: Sequence[Comparison], query: Query) -> list[Component]:
    """The same counted otherwise, or in a wider area: context, never a continuation."""
    if not others:
        return []
    figures = []
    for comparison in others:
        area = plan.area(comparison.area)
        role = ", a wider area" if area.role == "context" else ""
        figures.append(
            html.Section(
                [
                    html.H4(f"{comparison.part_name}: {area.name}{role}{adjusted(comparison)}"),
                    comparison_figure(plan, comparison, brief=True, query=query),
                ]
            )
        )
    alike = {one.period.kind for one in full} >= {one.period.kind for one in others}
    told = [] if alike else [html.P(OTHER_LENGTH, className="source")]
    return [html.Section([html.H3("Counted otherwise, and elsewhere"), *told, html.Div(figures, className="pair")], className="elsewhere")]


def _sureness(comparison: Comparison) -> Component:
    """The share of people of unknown group, and what it could do to each ratio."""
    share = comparison.unknown_share
    told = comparison.unknown_sentence or "The share of people whose group is not known is not held."
    bounds = [
        (comparison.row(group).label, f"{low:.2f} to {high:.2f} times")
        for group, ends in comparison.unknown_bounds.items()
        for low, high in [(min(ends), max(ends))]
        if any(row.group == group for row in comparison.rows) and group != comparison.reference
    ]
    sure = [html.P(comparison.sure_sentence)] if comparison.sure_sentence else []
    body: list[Component] = [*sure, html.P(told, className="lead" if share and share > MUCH_UNKNOWN else None)]
    if bounds:
        reference = category_label(comparison.dimension, comparison.reference, comparison.classification)
        body.append(html.P(f"Where each ratio would lie if all of them were {reference}, or all of the other groups:"))
        body.append(facts(bounds))
    key = legend(tuple(sorted(comparison.flags)))
    body += [key] if key else []
    body += [html.P(comparison.quote_sentence)] if comparison.quote_sentence else []
    return html.Section([html.H3("How sure can we be?"), *body])


def _together(comparison: Comparison) -> Component:
    combined = comparison.combined
    body: list[Component] = []
    if comparison.excess_sentence:
        body.append(html.P(comparison.excess_sentence))
    if comparison.excess:
        body.append(
            facts(
                (comparison.row(group).label, " ".join((_excess(e.value, e.lower, e.upper), *_unsure(comparison.row(group)))))
                for group, e in comparison.excess.items()
                if group != comparison.reference and any(r.group == group for r in comparison.rows)
            )
        )
    after: list[Component] = [html.H3("All of these groups together, after each by itself")]
    if comparison.combined_sentence:
        named = [html.Strong(f"{combined.label}. ")] if combined is not None else []
        after.append(html.P([*named, comparison.combined_sentence]))
    elif combined is not None and combined.ratio is not None:
        after.append(
            html.P(f"{combined.label}: {numbers.number(combined.ratio, 2)} times ({span(combined.ratio_lower, combined.ratio_upper, 2)}).")
        )
    else:
        after.append(
            html.P(
                combined.note if combined and combined.note else "A combined line cannot be worked out from these figures.",
                className="silence",
            )
        )
    head = [html.H3("How many more than if all had the same rate"), *body] if body else []
    return html.Section([*head, *after])


def _unsure(row: GroupRow) -> tuple[str, ...]:
    """The mark of a rate of low reliability, beside what is worked out from it."""
    return ("[u]",) if "u" in row.flags else ()


def _excess(value: float, lower: float, upper: float) -> str:
    return f"{numbers.signed(value)} (from {numbers.signed(lower)} to {numbers.signed(upper)})"


def _aligned(comparison: Comparison) -> list[Component]:
    """Rates computed by us where counts and populations are of one grouping: beside the published ones, and named so."""
    if not comparison.aligned:
        return []
    caption = f"Computed by us from the same counts on populations of the same grouping: {comparison.part_name}, {comparison.period.label}"
    table = of_comparison(comparison, comparison.aligned, caption=caption)
    return [
        html.Section(
            [
                html.H3("Computed by us on one grouping"),
                html.P("The published rates above stay as they are published; these stand beside them."),
                table_of(table),
            ]
        )
    ]


def _notes(comparison: Comparison) -> list[Component]:
    rows = [*comparison.rows, *([comparison.combined] if comparison.combined else [])]
    said = tuple(dict.fromkeys((*comparison.notes, *(_row_note(row) for row in rows if row.note))))
    return [html.Section([html.H3("Read with this in mind"), listed(list(said), class_="notes")])] if said else []


def _row_note(row: GroupRow) -> str:
    return row.note if row.note.startswith(row.label) else f"{row.label}: {row.note}"


def _coverage(plan: Plan, figures: Figures, held: Sequence[Comparison], query: Query) -> Component:
    """The plan wants inequalities considered in every priority: which of them can be read by group at all."""
    compared = {c.indicator for c in held}
    released = figures.released(query.as_of)
    parts = {(r.key.indicator, r.key.part) for r in released}
    by_age = {i.id for i in plan.indicators if has_bands(i, parts)}
    grouped = {r.key.indicator for r in released if r.key.breakdown} | by_age
    rows = [
        html.Tr(
            [
                html.Th(html.A(f"{p.number} {p.short}", href=query.link(f"/priority/{p.id}")), scope="row"),
                html.Td(_by_group(p, compared, grouped, by_age)),
            ]
        )
        for p in plan.priorities
    ]
    without = sum(not any(i.id in grouped or i.id in compared for i in p.indicators) for p in plan.priorities)
    total = len(plan.priorities)
    words = "Every priority has figures by group."
    if without:
        have = "has" if without == 1 else "have"
        words = f"{numbers.counted(without, start=True)} of {numbers.counted(total)} priorities {have} no figures by group at all."
    if without == total:
        words = "No priority has figures by group."
    quoted = [html.P(["The plan: ", html.Q(plan.cross_cutting)], className="source")] if plan.cross_cutting else []
    table = html.Table(
        [
            html.Caption("Figures by group, priority by priority"),
            html.Thead(html.Tr([html.Th("Priority", scope="col"), html.Th("By group", scope="col")])),
            html.Tbody(rows),
        ],
        className="data words",
    )
    return html.Section([html.H2("Where the plan cannot see inequality"), html.P(words, className="lead"), *quoted, table])


def _by_group(priority: Priority, compared: set[str], grouped: set[str], by_age: set[str]) -> str:
    told = [f"{i.number} compared" for i in priority.indicators if i.id in compared]
    told += [f"{i.number} by {'age' if i.id in by_age else 'group'}" for i in priority.indicators if i.id in grouped - compared]
    asked = [
        f"{i.number} asked for by {listed_words(b.replace('_', ' ') for b in i.breakdowns)}"
        for i in priority.indicators
        if i.breakdowns and i.id not in grouped | compared
    ]
    return "; ".join([*told, *asked]) or "No figures by group"
