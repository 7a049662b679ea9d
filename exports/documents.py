"""Room: exports. An indicator as one JSON document: its released observations, its summary and its sentence.

The same words and values as on the page. docs/reference/show.md describes every field.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from indicators.decisions import Decided, OwnersJudgement, Told, told
from indicators.disclosure.released import Released
from indicators.inequalities import Comparison, GroupRow
from indicators.judgements import at_odds
from indicators.periods import Period
from indicators.readings import Aim, State
from indicators.registry.models import Indicator, Part, Plan
from indicators.summaries import Board, PartSummary, Summary

Document = dict[str, Any]


def indicator_document(
    plan: Plan,
    board: Board,
    indicator_id: str,
    released: Iterable[Released],
    compared: Iterable[Comparison],
    *,
    illustrative: bool = False,
    decisions: Sequence[Decided] = (),
) -> Document:
    """The document of one indicator, ready for `json.dumps`; KeyError if the plan has no such indicator."""
    indicator = plan.indicator(indicator_id)
    summary = board.summary(indicator_id)
    return {
        "as_of": board.as_of.isoformat(),
        "illustrative": illustrative,
        "indicator": _indicator(plan, indicator),
        "summary": _summary(summary),
        "judgement": summary.judgement and judgement_document(summary.judgement, summary.state),
        "decisions": [decision_document(each) for each in told(plan, decisions, indicator_id)],
        "parts": [_part(part, summary) for part in indicator.parts],
        "observations": [_observation(plan, each) for each in released if each.key.indicator == indicator_id],
        "comparisons": [_comparison(plan, each) for each in compared if each.indicator == indicator_id],
    }


def judgement_document(said: OwnersJudgement, state: State) -> Document:
    """What the owner says, beside the state; the role that said it, and no name of a person."""
    return {
        "word": said.word,
        "words": said.words,
        "on": said.on.isoformat(),
        "by": said.by,
        "sentence": said.sentence,
        "at_odds": at_odds(state, said.word),
        "decision": said.number,
    }


def decision_document(each: Told) -> Document:
    """One decision, with its sentences as the page has them; names of people are left out."""
    one = each.decided
    return {
        "number": one.number,
        "indicator": one.indicator,
        "part": one.part,
        "kind": one.kind,
        "content": dict(one.content),
        "sentence": each.text,
        "whose": each.whose,
        "reason": one.reason,
        "decided_on": one.decided_on.isoformat(),
        "decided_by": one.decided_by,
        "known_from": one.known_from and one.known_from.isoformat(),
        "standing": each.standing,
    }


def _indicator(plan: Plan, indicator: Indicator) -> Document:
    measure = plan.measure(indicator.measure) if indicator.measure else None
    return {
        "id": indicator.id,
        "number": indicator.number,
        "text": indicator.text,
        "short": indicator.short,
        "priority": plan.priority_of(indicator.id).id,
        "direction": indicator.direction,
        "unit": indicator.unit,
        "exclusions": indicator.exclusions,
        "frequency": indicator.frequency,
        "profile": indicator.profile,
        "baseline": indicator.baseline,
        "targets": [target.model_dump(mode="json") for target in indicator.targets],
        "measure": measure and {"id": measure.id, "text": measure.text, "state": measure.state},
    }


def _summary(summary: Summary) -> Document:
    headline = summary.headline
    return {
        "state": str(summary.state),
        "reason": summary.reason,
        "title": summary.headline.title if summary.headline else "",
        "sentence": summary.sentence,
        "missing": summary.missing,
        "part": headline.part if headline else None,
        **_reading(headline),
    }


def _reading(part: PartSummary | None) -> Document:
    """Baseline, first, latest and change of one part; all null where there is no figure."""
    change = part.change if part else None
    return {
        "points": part.points if part else 0,
        "points_needed": part.needed if part else None,
        "trial_limits": bool(part and part.trial),
        "no_recent_figure": bool(part and part.stale),
        "baseline": _point(part.baseline) if part else None,
        "first": _point(part.first) if part else None,
        "latest": _point(part.latest) if part and part.highlighted is None else None,
        "ratio": _ratio(part) if part and part.highlighted else None,
        "target": _aim(part.aim) if part and part.aim else None,
        "change": change and {"against": change.against, "amount": change.amount, "words": change.words},
        "remarks": list(part.remarks) if part else [],
    }


def _ratio(part: PartSummary) -> Document:
    """The latest ratio of a part whose groups are compared, and the cells that it is made of: the group's and the reference group's."""
    row = part.highlighted
    return {
        "period": _period(part.made_of[0].key.period) if part.made_of else None,
        "group": row and row.group,
        "value": row and row.ratio,
        "lower": row and row.ratio_lower,
        "upper": row and row.ratio_upper,
        "made_of": [
            {"breakdown": dict(each.key.breakdown), "value": each.value, "file": each.origin.file, "address": each.origin.address}
            for each in part.made_of
        ],
    }


def _aim(found: Aim) -> Document:
    return {"value": found.target, "step": found.step, "met": found.met, "assurance": found.assurance, "sentence": found.sentence}


def _part(part: Part, summary: Summary) -> Document:
    found = next((each for each in summary.parts if each.part == part.id), None)
    return {
        "id": part.id,
        "name": part.name,
        "role": part.role,
        "nearest": part.nearest,
        "state": str(found.state) if found else None,
        "reason": found.reason if found else "",
        "title": found.title if found else "",
        "sentence": found.sentence if found else "",
        **_reading(found),
    }


def _period(period: Period) -> Document:
    return {
        "key": period.key,
        "label": period.label,
        "kind": period.kind,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "year_type": period.year_type,
    }


def _point(released: Released | None) -> Document | None:
    if released is None:
        return None
    return {
        "period": _period(released.key.period),
        "value": released.value,
        "status": str(released.status),
        "flags": sorted(released.flags),
    }


def _observation(plan: Plan, released: Released) -> Document:
    source = next((each for each in plan.sources if each.id == released.source), None)
    return {
        "part": released.key.part,
        "area": {"id": released.key.area, "name": plan.area(released.key.area).name},
        "period": _period(released.key.period),
        "breakdown": dict(released.key.breakdown),
        "value": released.value,
        "status": str(released.status),
        "flags": sorted(released.flags),
        "numerator": released.numerator,
        "denominator": released.denominator,
        "lower": released.lower,
        "upper": released.upper,
        "limits": released.limits,
        "classification": released.classification,
        "population": released.population,
        "profile": released.profile,
        "reason": released.reason,
        "source": source and {"id": source.id, "publisher": source.publisher, "dataset": source.dataset, "licence": source.licence},
        "origin": {"file": released.origin.file, "sheet": released.origin.sheet, "address": released.origin.address},
        "submission": released.submission,
        "revision": released.revision,
        "known_from": released.known_from.isoformat(),
    }


def _comparison(plan: Plan, compared: Comparison) -> Document:
    return {
        "part": compared.part,
        "area": {"id": compared.area, "name": plan.area(compared.area).name},
        "period": _period(compared.period),
        "dimension": compared.dimension,
        "classification": compared.classification,
        "reference": compared.reference,
        "standardised": compared.standardised,
        "groups": [_group(row) for row in compared.rows],
        "combined": _group(compared.combined) if compared.combined else None,
        "aligned": [_group(row) for row in compared.aligned],
        "unknown": {
            "count": compared.unknown_count,
            "total": compared.total,
            "share": compared.unknown_share,
            "bounds": {group: list(bounds) for group, bounds in compared.unknown_bounds.items()},
        },
        "excess": {group: {"value": e.value, "lower": e.lower, "upper": e.upper} for group, e in (compared.excess or {}).items()},
        "sentences": [
            s
            for s in (
                compared.headline,
                compared.sure_sentence,
                compared.unknown_sentence,
                compared.quote_sentence,
                compared.combined_sentence,
                compared.excess_sentence,
                compared.withheld,
            )
            if s
        ],
        "notes": list(compared.notes),
    }


def _group(row: GroupRow) -> Document:
    return {
        "group": row.group,
        "label": row.label,
        "rate": row.rate,
        "rate_lower": row.rate_lower,
        "rate_upper": row.rate_upper,
        "count": row.count,
        "population": row.population,
        "ratio": row.ratio,
        "ratio_lower": row.ratio_lower,
        "ratio_upper": row.ratio_upper,
        "ratio_method": row.ratio_method,
        "flags": sorted(row.flags),
        "marker": row.marker,
        "note": row.note,
    }
