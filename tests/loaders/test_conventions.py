"""Which answers hold beyond their cell, and where they are used again."""

from __future__ import annotations

import pytest

from indicators import periods
from indicators.observations import Origin
from indicators.submissions import Problem
from loaders.answers import RIGHT
from loaders.conventions import MARKS, convention, given_to, learned, place, recalled, unfit
from loaders.problems import CATALOGUE, problem

WHERE = Origin("p.xlsx", "Values", "F4")
CHOICES = (("zero", "0"), ("not_available", "not available"))


def asked(code: str = "ask-dash", *, at: Origin = WHERE, choices: tuple[tuple[str, str], ...] = CHOICES, found: str = '"-"') -> Problem:
    return Problem(code, at, found, "a number", "Which?", "question", choices)


def period(text: str, at: str = "B1") -> Problem:
    reading = periods.read(text, year_type="financial")
    choices = tuple((choice.key, choice.label) for choice in reading.choices)
    return asked("ask-period", at=Origin("p.csv", "", at), choices=choices, found=f'"{text}"')


def test_every_mark_is_a_question_of_the_catalogue() -> None:
    assert {CATALOGUE[code].severity for code in MARKS} == {"question"}


@pytest.mark.parametrize("key", ["Values!F4:ask-dash", "Values!F4", "F4", "ask-dash"])
def test_an_answer_is_found_under_any_of_its_keys(key: str) -> None:
    assert given_to(asked(), {key: "zero"}) == "zero"
    assert given_to(asked("ask-x"), {"Values!F4:ask-dash": "zero"}) is None
    assert place(asked(at=Origin("p.csv", "", "line 2, column B"))) == "line 2, column B:ask-dash"


def test_what_a_mark_means_holds_in_every_cell_and_only_for_that_mark() -> None:
    [kept] = learned([asked(), asked(at=Origin("p.xlsx", "Values", "F9"))], {"ask-dash": "zero"})
    assert (kept.key, kept.choice, kept.words) == ("ask-dash", "zero", '"-" is read as 0')
    later = [asked(at=Origin("q.xlsx", "Breakdowns", "G7")), asked("ask-x")]
    assert recalled(later, {kept.key: kept.choice}) == {"Breakdowns!G7:ask-dash": ("zero", "ask-dash")}


@pytest.mark.parametrize(
    ("one", "choice"),
    [
        (asked("unlike-last-value", choices=(RIGHT,)), "right"),
        (asked("ask-percent", choices=(("fraction", "50 per cent"), ("percentage", "0.5 per cent"))), "fraction"),
        (asked("ask-sentinel", choices=(("hidden", "hidden"),)), "hidden"),
        (asked(), "none of them"),
        (period("2020"), "2020C"),
    ],
)
def test_an_answer_about_one_figure_is_not_carried_on(one: Problem, choice: str) -> None:
    assert convention(one, choice) is None
    assert recalled([one], {one.code: choice}) == {}


@pytest.mark.parametrize(
    ("first", "choice", "later", "then"),
    [
        ("Q1 2020", "2020-Q1C", "Q3 2021", "2021-Q3C"),
        ("Q1 2020", "2020-Q1F", "Q4 2022", "2022-Q4F"),
        ("H1 2020", "2020-H1C", "H2 2020", "2020-H2C"),
    ],
)
def test_the_year_that_quarters_belong_to_is_carried_on(first: str, choice: str, later: str, then: str) -> None:
    kept = convention(period(first), choice)
    assert kept is not None
    assert recalled([period(later, "C1")], {kept.key: kept.choice}) == {"C1:ask-period": (then, kept.key)}


def test_a_convention_of_quarters_says_nothing_about_halves_and_years() -> None:
    kept = convention(period("Q1 2020"), "2020-Q1C")
    assert kept is not None
    assert recalled([period("H1 2020"), period("2020")], {kept.key: kept.choice}) == {}


def test_an_answer_that_fits_no_question_is_told() -> None:
    file = Origin("p.xlsx", "", "")
    nothing, wrong = problem("answer-to-nothing", file, text="F9=zero"), problem("unknown-answer", WHERE, text="many", choices="zero")
    assert unfit([asked(), nothing], {"F4": "zero"}) is None
    assert unfit([nothing], {"F9": "zero"}) == nothing
    assert unfit([wrong], {"F4": "many"}) == wrong
