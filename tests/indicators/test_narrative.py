"""The sentences: right in every state, plain enough for a reader of twelve, and neutral."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from hand_built import CHECKS, detentions, figure, plan, quarters

from indicators import narrative, numbers, readings, summaries, wording
from indicators.disclosure.released import Released
from indicators.inequalities import comparisons
from indicators.periods import half, month, pooled, quarter, snapshot, year
from indicators.readings import Series, State
from indicators.registry.models import Part

AS_OF = date(2024, 9, 1)
STEADY = [50.0, 52.0, 49.0, 51.0] * 4
PLACE = "Anytown"


def said(indicator: str, released: list[Released]) -> readings.Summary:
    return summaries.summary(plan(), indicator, released, as_of=AS_OF)


def annual(values: list[float], **rest: object) -> list[Released]:
    return [figure(year(2019 + i), v, indicator="yearly", lower=v - 1, upper=v + 1, **rest) for i, v in enumerate(values)]


CASES: list[tuple[str, list[Released], State, str]] = [
    (
        "checks",
        quarters([*STEADY[:13], 80.0], first=(2020, 1)),
        State.IMPROVING,
        "Full checks: the figure for Anytown rose by 30.0 points, from 50.0 % in April to June 2020 to 80.0 % in July to September 2023.",
    ),
    (
        "checks",
        quarters([*STEADY[:13], 20.0], first=(2020, 1)),
        State.WORSENING,
        "Full checks: the figure for Anytown fell by 30.0 points, from 50.0 % in April to June 2020 to 20.0 % in July to September 2023.",
    ),
    (
        "checks",
        quarters(STEADY[:13], first=(2020, 1)),
        State.NO_CLEAR_CHANGE,
        "Full checks: the figure for Anytown stood at 50.0 % in April to June 2023, the same as in April to June 2020.",
    ),
    (
        "checks",
        quarters([50.0], first=(2020, 1)),
        State.TOO_EARLY,
        "Full checks: the figure for Anytown stood at 50.0 % in April to June 2020, the first figure held.",
    ),
    (
        "checks",
        quarters([50.0, None], first=(2020, 1)),
        State.TOO_FEW,
        "Full checks: the figure for Anytown in July to September 2020 is hidden to protect people. "
        "The last one shown is 50.0 %, in April to June 2020.",
    ),
    (
        "checks",
        quarters([None], first=(2020, 1)),
        State.TOO_FEW,
        "Full checks: the figure for Anytown in April to June 2020 is hidden to protect people.",
    ),
    (
        "checks",
        quarters([50.0, 60.0], first=(2019, 2)),
        State.TOO_EARLY,
        "Full checks: the figure for Anytown stood at 60.0 % in October to December 2019. It was 50.0 % in July to September 2019, but "
        "the series breaks between the two, so they are not comparable.",
    ),
    (
        "checks",
        quarters([40.0, 50.0, 60.0, 75.0], first=(2019, 1)),
        State.TOO_EARLY,
        "Full checks: the figure for Anytown rose by 15.0 points, from 60.0 % in October to December 2019 to 75.0 % in January to March "
        "2020. The series breaks in October to December 2019: figures before it, such as 40.0 % in April to June 2019, are not comparable.",
    ),
    (
        "yearly",
        annual([284.2, 218.7], flags=frozenset("pe")),
        State.TOO_EARLY,
        "Stays in hospital: the figure for Anytown fell by 23 %, from 284.2 in 2019 to 2020 to 218.7 per 100,000 in 2020 to 2021. "
        "The latest figure is marked as provisional and estimated.",
    ),
    (
        "yearly",
        [*annual([284.2]), figure(year(2020), None, indicator="yearly", status="x", reason="the return came late")],
        State.TOO_EARLY,
        "Stays in hospital: the figure for Anytown stood at 284.2 per 100,000 in 2019 to 2020, the first figure held. "
        "No figure was given for 2020 to 2021: the return came late.",
    ),
    (
        "yearly",
        [figure(year(2020), None, indicator="yearly", status="k")],
        State.TOO_FEW,
        "Stays in hospital: the figure for Anytown in 2020 to 2021 rounds to zero but is not zero.",
    ),
    (
        "detained",
        detentions(year(2023)),
        State.TOO_EARLY,
        "Detentions: the rate for Black people was 2.4 times that for White people in Anyshire in 2023 to 2024.",
    ),
    ("yearly", [], State.AWAITING, "No figure is held yet. The plan names nobody to supply it: “yearly report”."),
    ("checks", [], State.AWAITING, "No figure is held yet. Ann Hill is to supply “checks report”."),
    ("waiting", [], State.AWAITING, "No figure is held yet. Ann Hill and PC Lead (no person named) are to supply “waiting report”."),
    (
        "unclear",
        [],
        State.TO_BE_CLARIFIED,
        "It is not clear which figures are meant. The plan says “unclear report”. The plan names nobody to ask.",
    ),
    (
        "todevelop",
        [],
        State.IN_DEVELOPMENT,
        "The measure is still to be developed. The plan says “todevelop report”. The plan names nobody for it.",
    ),
    ("nothing", [], State.NO_MEASURE, "The plan names no measure for this indicator yet."),
]


@pytest.mark.parametrize(("indicator", "released", "state", "sentence"), CASES)
def test_each_state_has_its_plain_sentence(indicator, released, state, sentence):
    found = said(indicator, released)
    assert (found.state, found.sentence) == (state, sentence)
    assert found.reason


def test_the_table_holds_every_state():
    assert {state for _, _, state, _ in CASES} == set(State)


def grade(text: str) -> float:
    """Flesch and Kincaid's grade: 7 is read at about twelve. Names and periods are not ours to make plainer, so they count as one word."""
    text = re.sub(r"“[^”]*”", "words", text)
    months = "January|February|March|April|May|June|July|August|September|October|November|December"
    text = re.sub(rf"(?:(?:{months}) to )?(?:{months}) \d{{4}}|\d{{4}} to \d{{4}}", "then", text)
    text = re.sub(r"[\d.,]+(?: %| per 100,000)?(?=\W)", lambda m: "ten" + ("." if m[0].endswith(".") else ""), text)
    sentences = [part for part in re.split(r"[.:;?!]+\s|[.?!]$", text) if part.strip()]
    words = re.findall(r"[A-Za-z’]+", text)
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"(?:es|ed|e)$", "", word.lower())))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def everything_said() -> list[str]:
    texts = [text for indicator, released, _, _ in CASES for text in (said(indicator, released).sentence, said(indicator, released).reason)]
    board = summaries.board(plan(), [*quarters(STEADY), *detentions(year(2023))], as_of=date(2031, 1, 1))
    texts += [board.headline, *(item.text for item in board.attention)]
    for one in comparisons(plan(), detentions(year(2023))):
        texts += [one.headline, one.unknown_sentence, one.excess_sentence, one.combined_sentence, *one.notes, one.method]
        texts += [row.label for row in one.rows] + [one.combined.label if one.combined else ""]
    return [text for text in texts if text]


def test_the_measure_of_plainness_tells_plain_from_hard():
    assert grade("The cat sat on the mat. The dog ran to the park.") < 2
    assert grade("Notwithstanding considerable methodological heterogeneity, institutional stakeholders demonstrated improvement.") > 15


def test_sentences_can_be_read_at_about_twelve():
    grades = [grade(said(indicator, released).sentence) for indicator, released, _, _ in CASES]
    assert sum(grades) / len(grades) < 7
    assert max(grades) < 9


def test_reasons_can_be_read_at_about_twelve():
    grades = [grade(said(indicator, released).reason) for indicator, released, _, _ in CASES]
    assert sum(grades) / len(grades) < 7


def test_nothing_that_is_said_holds_a_forbidden_word():
    assert [wording.forbidden(text) for text in everything_said() if wording.forbidden(text)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("BAME communities", ("BAME",)),
        ("the plan calls this “BAME”", ()),
        ("He committed suicide.", ("committed suicide",)),
        ("He died by suicide.", ()),
        ("people who suffer from psychosis", ("suffer from",)),
        ("The mentally ill and the elderly", ("The mentally ill", "the elderly")),
        ("non-White people", ("non-White",)),
        ("session.commit and older people", ()),
    ],
)
def test_forbidden_words_are_found_outside_quotations_only(text, found):
    assert wording.forbidden(text) == found


def texts_of(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def test_the_modules_that_people_read_hold_no_forbidden_word(root: Path):
    own = ["narrative", "status", "summaries", "changes", "series", "numbers", "readings"]
    paths = [root / "indicators" / f"{name}.py" for name in own]
    paths += [*(root / "indicators" / "inequalities").glob("*.py"), *(root / "indicators" / "registry").glob("*.py")]
    for room in ("pages", "charts", "exports"):
        paths += sorted((root / room).rglob("*.py"))
    # a pattern for finding the plan's word is not a use of it
    allowed = {r"\bB(?:A)?ME\b"}
    found = {path.name: words for path in paths for text in texts_of(path) if text not in allowed and (words := wording.forbidden(text))}
    assert found == {}


def test_help_is_named_on_pages_about_suicide_and_self_harm_only():
    small = plan()
    assert narrative.helpline(small.indicator("checks")) == ""
    line = narrative.helpline(small.indicator("todevelop"))
    assert "Samaritans" in line
    assert "116 123" in line
    assert "NHS 111 and choose option 2" in line


def test_abbreviations_that_occur_are_explained_by_the_plan():
    known = plan().abbreviations
    assert wording.abbreviations(known, "People with SMI", "SMIs") == (("SMI", "serious mental illness"),)
    assert wording.abbreviations(known, "SMIs only") == ()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (numbers.quantity(81.236501, "per_cent"), "81.2 %"),
        (numbers.quantity(81.25, "per_cent"), "81.3 %"),
        (numbers.quantity(1930, "count"), "1,930"),
        (numbers.quantity(159.0, "per_100000"), "159.0 per 100,000"),
        (numbers.quantity(7.28, "score", 2), "7.28"),
        (numbers.quantity(2.384, "ratio"), "2.4 times"),
        (numbers.quantity(12.4, "days"), "12 days"),
        (numbers.times(2.384), "2.4 times"),
        (numbers.times(12.4), "12 times"),
        (numbers.signed(49.7487, 1), "+49.7"),
        (numbers.signed(-23.04), "\u221223"),
        (numbers.signed(0.04, 1), "0.0"),
        (numbers.signed(-0.04, 1), "0.0"),
        (numbers.number(-1234.5, 1), "\u22121,234.5"),
        (numbers.counted(0), "none"),
        (numbers.counted(10), "ten"),
        (numbers.counted(11), "11"),
        (numbers.counted(20, start=True), "Twenty"),
        (numbers.counted(29, start=True), "29"),
        (numbers.when(quarter(2023, 4)), "January to March 2024"),
        (numbers.when(year(2023)), "2023 to 2024"),
        (numbers.when(pooled(2015, 2017)), "2015 to 2017"),
        (numbers.when(month(2024, 3)), "March 2024"),
        (numbers.when(half(2023, 1)), "April to September 2023"),
        (numbers.when(snapshot(date(2021, 3, 21))), "21 March 2021"),
    ],
)
def test_numbers_and_periods_are_written_one_way(given, words):
    assert given == words


@pytest.mark.parametrize(
    ("readable", "old", "up", "down", "words"),
    [
        (10, 0, 1, 0, "Ten of the plan’s 29 indicators can be read today. One is improving, none is worsening."),
        (21, 0, 2, 3, "21 of the plan’s 29 indicators can be read today. Two are improving, three are worsening."),
        (
            10,
            6,
            1,
            1,
            "Ten of the plan’s 29 indicators can be read today, six of them from figures that are not recent. "
            "One is improving, one is worsening.",
        ),
        (
            2,
            2,
            0,
            0,
            "Two of the plan’s 29 indicators can be read today, all of them from figures that are not recent. "
            "None is improving, none is worsening.",
        ),
        (0, 0, 0, 0, "None of the plan’s 29 indicators can be read yet."),
    ],
)
def test_the_whole_plan_is_said_in_one_line(readable, old, up, down, words):
    assert narrative.headline(29, readable, old, {State.IMPROVING: up, State.WORSENING: down}) == words


NAMED = Part(**CHECKS | {"subject": "The share of people checked"})
UNNAMED = Part(**CHECKS)


@pytest.mark.parametrize(
    ("part", "values", "title"),
    [
        (NAMED, [31.5, 81.2], "The share of people checked rose from 31.5 % to 81.2 %"),
        (NAMED, [81.2, 31.5], "The share of people checked fell from 81.2 % to 31.5 %"),
        (NAMED, [81.2, 81.2], "The share of people checked stayed at 81.2 %"),
        (NAMED, [81.2], "The share of people checked stood at 81.2 %"),
        (NAMED, [81.2, None], "The share of people checked: the latest figure is hidden to protect people"),
        (UNNAMED, [31.5, 81.2], "Checks: rose from 31.5 % to 81.2 %"),
        (UNNAMED, [81.2], "Checks: 81.2 %"),
    ],
)
def test_a_title_is_the_finding_in_a_line(part: Part, values: list[float | None], title: str) -> None:
    points = quarters(values)
    found = narrative.change(part, points[0], points[-1], against="first figure", across_break=False)
    assert narrative.title("Checks", part, points[-1], found) == title


def test_a_sentence_reads_on_from_its_subject_and_says_at_for_a_provider() -> None:
    built = plan()
    area = built.areas[0].model_copy(update={"kind": "provider", "name": "Anytown Trust"})
    points = quarters([31.5, 81.2])
    found = narrative.change(NAMED, points[0], points[-1], against="first figure", across_break=False)
    line = Series("checks", "", "town", tuple(points))
    assert narrative.figures("Checks", NAMED, area, line, points[-1], found) == (
        "The share of people checked at Anytown Trust rose by 49.7 points, from 31.5 % in October to December 2018 to 81.2 % in "
        "January to March 2019."
    )


def test_a_count_that_passes_a_break_unmoved_is_told_with_what_it_is_divided_by():
    broken = [
        figure(quarter(2019, 2), 43.1, numerator=3517.0, denominator=8160.0),
        figure(quarter(2019, 3), 50.7, numerator=3517.0, denominator=6940.0),
    ]
    found = said("checks", broken).headline
    assert found is not None
    assert found.remarks == (
        "The number counted was the same on both sides of the break, 3,517, in July to September 2019 and in October to December 2019. "
        "What it is divided by went from 8,160 to 6,940: that alone makes the step from 43.1 % to 50.7 %.",
    )
    moved = [broken[0], figure(quarter(2019, 3), 50.7, numerator=3518.0, denominator=6940.0)]
    other = said("checks", moved).headline
    assert other is not None
    assert other.remarks == ()


def test_a_change_across_a_break_has_no_interval_and_its_title_no_direction():
    ends = {"lower": 40.0, "upper": 65.0}
    found = said("checks", quarters([50.0, 60.0], first=(2019, 2), **ends)).headline
    assert found is not None
    assert found.change is not None
    assert (found.change.across_break, found.change.interval, found.change.lower) == (True, "", None)
    assert "after a break in the series" in found.title
    assert "rose" not in found.title
    since = said("checks", quarters([40.0, 50.0, 60.0, 75.0], first=(2019, 1), **ends)).headline
    assert since is not None
    assert since.change is not None
    assert (since.change.across_break, since.change.against, since.change.words) == (False, "first figure after the break", "+15.0 points")
    assert since.title.endswith("rose from 60.0 % to 75.0 % after a break in the series")
