"""Room: pages. What an indicator measures: the plan's words, what is counted out of what, how often, by whom, under which rules."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from indicators.disclosure.profiles import PROFILES
from indicators.periods import Period
from indicators.registry.models import Indicator, Part, Plan
from indicators.series import part_of
from indicators.spans import counted, often
from indicators.summaries import PartSummary
from pages.board.codes import coded
from pages.board.plans import frequency, names
from pages.board.readings import period_of, subtitle
from pages.frame.parts import commitment_line, facts, listed
from pages.frame.queries import Query

_DIRECTIONS = {"up": "higher is better", "down": "lower is better", "towards_one": "nearer to 1 is better", "not_stated": "not stated"}


def measured(plan: Plan, indicator: Indicator, headline: PartSummary | None, query: Query) -> Component:
    """What an indicator measures, by whom, how often and under which rules, with its notes."""
    part = part_of(indicator, headline.part if headline else (indicator.parts[0].id if indicator.parts else ""))
    period = period_of(headline)
    measure = plan.measure(indicator.measure) if indicator.measure else None
    contacts = measure and (names(plan, measure.contacts) or measure.contact_as_written)
    return html.Section(
        [
            html.H2("What is measured"),
            facts(
                (
                    ("The plan says", f"“{indicator.text}”"),
                    ("Measure, in the plan’s words", f"“{measure.text}”" if measure else "none named"),
                    ("Supplied by", contacts or "not stated"),
                    ("Counted", counted(part.numerator, period.kind if period else None)),
                    ("Out of", part.denominator),
                    ("The measure itself", _itself(indicator, part)),
                    ("Left out", indicator.exclusions),
                    ("Unit", subtitle(part, period)),
                    ("Direction", f"{_DIRECTIONS[part.direction]}{f'. {indicator.direction_note}' if indicator.direction_note else ''}"),
                    ("Frequency", _often(indicator, part, period)),
                    (
                        "Used for",
                        "judging whether the work succeeds"
                        if indicator.standing == "performance"
                        else "showing the ground on which the work is done",
                    ),
                    (
                        "Disclosure profile",
                        f"{in_words(indicator.profile)} That is for what leads supply; published figures are carried as published.",
                    ),
                    (
                        "National commitments, as context",
                        listed([commitment_line(plan.commitment(c)) for c in dict.fromkeys((*part.commitments, *indicator.commitments))])
                        if part.commitments or indicator.commitments
                        else "",
                    ),
                )
            ),
            *([html.H3("Notes and doubts"), listed(list(indicator.notes), class_="notes")] if indicator.notes else []),
            *([coded(indicator.notes, query)] if indicator.notes else []),
        ],
        className="definition",
    )


def _often(indicator: Indicator, part: Part, period: Period | None) -> str:
    """How often the figures above come, and that others of the same part come otherwise."""
    if period is not None and often(part, period.kind) != part.frequency:
        return f"{frequency(part, period)} as supplied; {frequency(part)} as published"
    return f"{frequency(part)}{'' if indicator.frequency_stated else ' (a reading: the plan does not state it)'}"


def _itself(indicator: Indicator, shown_part: Part) -> str:
    """What the plan's own measure counts, where the page is about another figure, the nearest to it; else nothing."""
    own = indicator.parts[0] if indicator.parts else shown_part
    if own.id == shown_part.id or not own.numerator:
        return ""
    out_of = f", out of {own.denominator}" if own.denominator else ""
    return f"counts {own.numerator}{out_of}; what stands above is another figure near to it"


def in_words(id: str) -> str:
    """A disclosure profile: what it does, then its short name."""
    return f"{PROFILES[id].words.rstrip('.')} (the profile “{id}”)." if id in PROFILES else id
