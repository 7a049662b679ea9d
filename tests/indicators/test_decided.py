"""What was decided, laid over the plan: tables of what stands against a decision, then the laws of the overlay."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hand_built import CHECKS, indicator, measure, plan, quarters
from hypothesis import given
from hypothesis import strategies as st

from indicators import summaries
from indicators.contradictions import contradiction, profile_after
from indicators.decided import overlaid, with_before
from indicators.decisions import STANDS, Decided, judged, standing, told
from indicators.definitions import redefined
from indicators.effects import NOTHING, Tried, effects
from indicators.judgements import at_odds
from indicators.readings import State
from indicators.registry.models import Plan

TODAY = date(2024, 6, 20)
START = datetime(2024, 6, 1, 9, tzinfo=UTC)
LEVEL = [50.0, 52.0, 51.0, 49.0] * 4
#: four years from April 2018; the last figure is that of January to March 2022
FIGURES = quarters(LEVEL, first=(2018, 1))


def passion(**more: object) -> dict[str, object]:
    part = {**CHECKS, "numerator": "people checked", "denominator": "people asked"}
    asked = indicator("checks", "1.1", "Checks", unit="per_cent", multiplier=100, parts=[part], **more)
    beside = indicator("visits", "1.2", "Visits", parts=[{**CHECKS, "unit": "count", "multiplier": 1}])
    one = {
        **{"id": "P1", "number": "1", "name": "One", "short": "One"},
        **{"indicators": [asked, beside], "measures": [measure("checks"), measure("visits")]},
    }
    return {"id": "PA1", "name": "First", "priorities": [one]}


def planned(**more: object) -> Plan:
    return plan(passions=[passion(**more)])


def decision(kind: str, content: dict | None = None, *, number: int = 0, **more: object) -> Decided:
    given_ = {"part": "", "reason": "It was agreed.", "decided_on": date(2024, 6, 12), "decided_by": "the Board", **more}
    at = START + timedelta(days=number)
    return Decided("checks", kind=kind, content=content or {}, number=number, known_from=at, by="x", by_name="Ann Hill", **given_)  # type: ignore[arg-type]


def recorded(wording: Plan, *drafts: Decided) -> list[Decided]:
    """The drafts as they are recorded one after the other, each with what stood before it."""
    found: list[Decided] = []
    for number, draft in enumerate(drafts, start=1):
        numbered = replace(draft, number=number, known_from=START + timedelta(days=number))
        found.append(with_before(overlaid(wording, found), numbered))
    return found


def tried(wording: Plan, figures=FIGURES) -> Tried:
    return Tried(wording, summaries.summary(wording, "checks", figures, as_of=TODAY), 0)


def against(draft: Decided, *decided: Decided, wording: Plan | None = None, figures=FIGURES) -> str:
    now = overlaid(wording or planned(), decided)
    return contradiction(now, tried(now, figures).summary, decided, draft, today=TODAY)


BASELINE = decision("baseline", {"period": "2019-Q1F"})
TARGET = decision("target", {"value": 75.0, "unit": "per_cent", "text": ""})
STEPS = decision(
    "trajectory", {"unit": "per_cent", "steps": [{"period": "2021-Q1F", "value": 60.0}, {"period": "2022-Q1F", "value": 70.0}]}
)
DEFINITION = decision("definition", {"numerator": "people checked in full", "denominator": "people asked"})
PHASE = decision("phase", {"period": "2020-Q1F"})
GHOST = decision("ghost", {"period": "2018-Q3F"})
FIX = decision("fix", {"period": "2021-Q2F"})
JUDGED = decision("judgement", {"word": "on track"})
PROFILE = decision("profile", {"profile": "exact7"})
APPROVAL = decision("approval", {"approval": True})
ALL = (BASELINE, TARGET, STEPS, DEFINITION, GHOST, FIX, JUDGED, PROFILE, APPROVAL, PHASE)


def test_what_is_decided_holds_in_the_plan_and_nothing_else_changes():
    before = planned()
    after = overlaid(before, recorded(before, *ALL))
    entry, part = after.indicator("checks"), after.indicator("checks").parts[0]
    assert entry.baseline == "2019-Q1F"
    assert [(t.period, t.value) for t in entry.targets] == [(None, 75), ("2021-Q1F", 60), ("2022-Q1F", 70)]
    assert (entry.profile, entry.approval) == ("exact7", True)
    assert (part.numerator, part.denominator) == ("people checked in full", "people asked")
    assert [(d.kind, d.at, d.by, d.why) for d in part.decisions] == [
        ("ghost", "2018-Q3F", "the Board", "It was agreed."),
        ("fix", "2021-Q2F", "the Board", "It was agreed."),
        ("phase", "2020-Q1F", "the Board", "It was agreed."),
    ]
    assert after.indicator("visits") == before.indicator("visits")
    assert [e.id for e in after.indicators] == [e.id for e in before.indicators]


AGAINST = [
    (decision("baseline", {"period": "2016-Q1F"}), "Baseline: found April to June 2016 .* for which no figure is shown. Expected a period"),
    (decision("baseline", {"period": "last year"}), "Baseline: found “last year”, for which no figure"),
    (decision("baseline", {}), "Baseline: found no period"),
    (replace(TARGET, content={"value": 75.0, "unit": "count"}), "found a value in count. Expected per_cent, the unit of this indicator"),
    (replace(TARGET, content={"value": 120.0, "unit": "per_cent"}), "found 120. Expected a number from 0 to 100"),
    (replace(TARGET, content={"value": None, "unit": "per_cent"}), "found no number"),
    (replace(TARGET, content={"value": float("nan"), "unit": "per_cent"}), "found no number"),
    (replace(STEPS, content={"unit": "per_cent", "steps": []}), "found no step"),
    (
        replace(STEPS, content={"unit": "per_cent", "steps": [{"period": "2022F", "value": 70.0}]}),
        "Expected a period like those of the figures",
    ),
    (replace(STEPS, content={"unit": "per_cent", "steps": [STEPS.content["steps"][0]] * 2}), "found two values for April to June 2021"),
    (replace(DEFINITION, content={"numerator": " ", "denominator": ""}), "found no words for what is counted"),
    (replace(DEFINITION, content={"numerator": "people checked", "denominator": "people asked"}), "which holds already"),
    (replace(DEFINITION, part="other"), "found the part “other”"),
    (replace(BASELINE, part="other"), "found the part “other”"),
    (decision("phase", {"period": "2018-Q1F"}), "where the series starts anew already"),
    (decision("fix", {"period": "2019-Q1F"}), "with 5 figures in its phase up to there. Expected at least 12"),
    (decision("judgement", {"word": "fine"}), "found “fine”. Expected one of on track, off track, cannot say"),
    (decision("profile", {"profile": "secret9"}), "found “secret9”. Expected one of mhsds5"),
    (decision("profile", {"profile": "open"}), "found open, which hides nothing"),
    (decision("profile", {"profile": "mhsds5"}), "which holds already"),
    (decision("approval", {"approval": None}), "found neither yes nor no"),
    (decision("approval", {"approval": False}), "without approval, which holds already"),
    (decision("back", {"number": 7}), "found decision 7, which is none on this indicator"),
    (decision("nonsense"), "found “nonsense”. Expected one of baseline"),
    (replace(BASELINE, reason="  "), "found no reason"),
    (replace(BASELINE, decided_by=""), "found nobody who decided"),
    (replace(BASELINE, decided_on=date(2024, 6, 21)), "found 21 June 2024, which lies ahead"),
    (replace(BASELINE, decided_on=date.max), "found no day"),
]


def test_a_person_of_the_plan_is_not_named_where_readers_read():
    named = plan(
        passions=[passion()], people=[{"id": "bj", "name": "Bob Jones"}, {"id": "lch", "name": "Healthwatch Leeds", "kind": "post"}]
    )
    for draft in (replace(JUDGED, reason="bob jones said so."), replace(TARGET, content=TARGET.content | {"text": "As Bob Jones wants"})):
        assert "found the name Bob Jones. Expected a body or a role" in against(draft, wording=named)
    for fine in ("Bob Jonesey House is full.", "Healthwatch Leeds said so.", "Mental Health Act figures changed."):
        assert against(replace(JUDGED, reason=fine), wording=named) == ""


def test_no_small_number_of_people_stands_in_what_readers_read():
    """The figures hide it, and the owner's words would tell it."""
    for reason in ("Three children in April alone.", "Only 2 people were seen."):
        told = replace(JUDGED, reason=reason)
        assert "Expected no small number of people" in against(told)
        assert against(told, wording=planned(profile="open")) == ""
    for fine in ("Fewer children than feared.", "40 children in April.", "It took 3 months and two meetings."):
        assert against(replace(JUDGED, reason=fine)) == ""


@pytest.mark.parametrize(("draft", "words"), AGAINST)
def test_a_contradictory_decision_is_refused_in_words(draft, words):
    sentence = against(draft)
    assert sentence
    assert re.search(words, sentence), sentence
    assert sentence.count(". ") >= 2, "found, expected, what to do"


def test_a_count_has_a_whole_number_for_its_target():
    part = {**CHECKS, "unit": "count", "multiplier": 1}
    entry = indicator("checks", "1.1", "Checks", unit="count", direction="up", parts=[part])
    counted = plan(
        passions=[
            {
                "id": "PA1",
                "name": "First",
                "priorities": [
                    {"id": "P1", "number": "1", "name": "One", "short": "One", "indicators": [entry], "measures": [measure("checks")]}
                ],
            }
        ]
    )
    draft = replace(TARGET, content={"value": 2.5, "unit": "count", "text": ""})
    assert "Expected a whole number, as the unit is a count" in against(draft, wording=counted)
    assert against(replace(draft, content={"value": 3.0, "unit": "count", "text": ""}), wording=counted) == ""


@pytest.mark.parametrize("draft", ALL)
def test_a_sound_decision_is_taken(draft):
    assert against(draft) == ""


@pytest.mark.parametrize(
    ("first", "then", "words"),
    [
        (GHOST, decision("phase", {"period": "2018-Q3F"}), "whose figure is left out of the limits"),
        (PHASE, decision("ghost", {"period": "2020-Q1F"}), "on which a phase or fixed limits rest"),
        (PHASE, PHASE, "which holds already"),
        (BASELINE, BASELINE, "which holds already"),
        (TARGET, TARGET, "which holds already"),
        (STEPS, STEPS, "which holds already"),
    ],
)
def test_decisions_that_contradict_each_other_are_refused(first, then, words):
    assert words in against(then, *recorded(planned(), first))


def test_a_decision_is_taken_back_once_and_what_stood_before_stands_again():
    wording = planned()
    later = decision("baseline", {"period": "2020-Q1F"})
    both = recorded(wording, BASELINE, later)
    assert overlaid(wording, both).indicator("checks").baseline == "2020-Q1F"
    back = decision("back", {"number": 2}, number=3)
    assert against(back, *both) == ""
    assert overlaid(wording, [*both, back]).indicator("checks").baseline == "2019-Q1F"
    assert "was taken back before" in against(decision("back", {"number": 2}), *both, back)
    assert "none on this indicator" in against(decision("back", {"number": 3}), *both, back)
    assert overlaid(wording, [*both, back, decision("back", {"number": 1}, number=4)]) == wording
    assert [one.standing for one in told(wording, [*both, back], "checks")] == ["on the record", "taken back by decision 3", STANDS]


SOME = st.lists(st.sampled_from(ALL), max_size=6)


@given(SOME)
def test_the_overlay_over_its_own_result_is_itself(drafts):
    wording = planned()
    decided = recorded(wording, *drafts)
    once = overlaid(wording, decided)
    assert overlaid(once, decided) == once
    assert overlaid(wording, []) is wording


@given(SOME)
def test_with_everything_taken_back_the_plan_is_as_it_was_written_back_or_not(drafts):
    wording = planned()
    decided = recorded(wording, *drafts)
    back = [decision("back", {"number": each.number}, number=len(decided) + each.number) for each in decided]
    assert standing([*decided, *back]) == ()
    assert overlaid(wording, [*decided, *back]) == wording
    assert overlaid(overlaid(wording, decided), [*decided, *back]) == wording


@given(SOME)
def test_one_decision_stands_on_a_matter(drafts):
    decided = recorded(planned(), *drafts)
    held = standing(decided)
    assert len({each.matter for each in held}) == len(held) == len({each.matter for each in decided})


def test_the_file_has_its_own_word_once_nothing_stands():
    wording = planned()
    decided = recorded(wording, BASELINE)
    back = decision("back", {"number": 1}, number=2)
    edited = planned(baseline="2020-Q2F")
    assert overlaid(edited, decided).indicator("checks").baseline == "2019-Q1F", "a decision that stands is above the file"
    assert overlaid(edited, [*decided, back]).indicator("checks").baseline == "2020-Q2F"


def test_a_target_in_a_unit_that_changed_since_is_passed_over():
    assert overlaid(planned(), recorded(planned(), TARGET)).indicator("checks").targets
    entry = planned().indicator("checks")
    moved = replace(TARGET, content={**TARGET.content, "unit": "count"}, number=1)
    assert overlaid(planned(), [moved]).indicator("checks") == entry
    assert overlaid(planned(), [replace(BASELINE, indicator="gone", number=1)]) == planned()


def test_a_changed_definition_breaks_the_series():
    wording = planned()
    decided = recorded(wording, DEFINITION)
    assert decided[0].known_from
    moments = redefined([(START, wording), (decided[0].known_from, overlaid(wording, decided))])
    assert moments == {("checks", ""): [decided[0].known_from]}


def test_a_phase_begins_and_a_ghosted_point_is_marked():
    wording = planned()
    decided = overlaid(wording, recorded(wording, PHASE, GHOST))
    series = tried(decided).summary.parts[0].series
    assert series is not None
    assert list(series.breaks.values()) == ["It was agreed (decided by the Board, 12 June 2024)."]
    assert series.phase_start == 8
    assert list(series.ghosted) == [2]


EFFECTS = [
    (BASELINE, "The change would be"),
    (TARGET, "The target, 75 %, is not met."),
    (STEPS, "The step for this period, 60 %, is not met."),
    (PHASE, "The current phase begins with April to June 2020 (Q1 2020 to 2021): eight figures."),
    (DEFINITION, "counted in another way"),
    (PROFILE, "What leads send goes under exact7 in place of mhsds5."),
    (APPROVAL, "Files wait for somebody other than their sender."),
    (JUDGED, "pages show what the owner says: on track"),
]


@pytest.mark.parametrize(("draft", "words"), EFFECTS)
def test_what_a_decision_changes_is_told_before_it_is_recorded(draft, words):
    wording = planned()
    said = effects(tried(wording), tried(overlaid(wording, recorded(wording, draft))), draft)
    assert any(words in sentence for sentence in said), said


def test_that_nothing_changes_is_told_too():
    wording = planned()
    assert effects(tried(wording), tried(wording), decision("baseline", {"period": "2018-Q1F"})) == (NOTHING,)


def test_a_hidden_figure_more_is_counted():
    wording = planned()
    said = effects(tried(wording), replace(tried(wording), hidden=2), PROFILE)
    assert "Two figures of this indicator would be hidden; now none." in said


@pytest.mark.parametrize(
    ("state", "word", "odds"),
    [
        (State.WORSENING, "on track", True),
        (State.IMPROVING, "off track", True),
        (State.WORSENING, "off track", False),
        (State.IMPROVING, "on track", False),
        (State.NO_CLEAR_CHANGE, "off track", False),
        (State.WORSENING, "cannot say", False),
        (State.AWAITING, "on track", False),
    ],
)
def test_judgement_and_data_are_at_odds_only_where_one_says_the_opposite(state, word, odds):
    assert at_odds(state, word) is odds


def test_the_judgement_stands_beside_the_state_and_never_in_its_place():
    rising = quarters([*([50.0, 52.0, 51.0, 49.0] * 3), 60.0, 70.0, 75.0], first=(2018, 1))
    wording = planned()
    plain = summaries.board(wording, rising, as_of=TODAY)
    said = judged(recorded(wording, decision("judgement", {"word": "off track"})))
    board = summaries.board(wording, rising, as_of=TODAY, judgements=said)
    assert board.counts == plain.counts
    assert board.headline == plain.headline
    assert board.summary("checks").state is plain.summary("checks").state is State.IMPROVING
    assert board.summary("checks").judgement == said["checks"]
    assert said["checks"].sentence == "The owner says: off track, since 12 June 2024. It was agreed."
    odds = [item.text for item in board.attention if item not in plain.attention]
    assert odds == ["1.1 Checks: the data say improving, and the owner says off track (since 12 June 2024). The two are at odds."]


def test_the_profile_after_a_decision_is_that_of_the_overlay():
    wording = planned()
    decided = recorded(wording, PROFILE)
    assert profile_after(wording, (), PROFILE) == ("mhsds5", "exact7")
    assert profile_after(overlaid(wording, decided), decided, decision("back", {"number": 1}, number=2)) == ("exact7", "mhsds5")
