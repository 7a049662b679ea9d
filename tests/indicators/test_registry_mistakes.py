"""Every mistake in a plan file is told at once, with its line, in words of our own."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.registry import read
from indicators.registry.mistakes import ordinal

# Each line that holds a mistake says so in a comment: "!" and what the sentence must hold. Several are parted by "&".
MANY = """\
id: two words                                                       #! "two words" & no space
title: 2020                                                         #! the bare value 2020 & Put quotes
short_title: Many mistakes
place: Nowhere
starts: 2020                                                        #! a day, written as 2020-04-01
ends: "2025-03-31"                                                  #! without quotes
colour: green                                                       #! the field "colour"
reviews: quarterly                                                  #! a block of fields
people:
  - {id: ann, name: Ann Bell, aliases: [AB]}
  - {id: ann, name: Ann Cole}                                       #! another person or post
  - {id: abe, name: Abe Ball, aliases: [AB]}                        #! also stands for ann
  - {id: bea}                                                       #! no field "name" & it (as the pages show it)
areas:
  - id: here
    name: Here
    role: centre                                                    #! one of plan or context
    kind: local_authority
    codes: []                                                       #! a list of at least 1
  - id: there
    name: There
    role: context
    kind: region
    codes:
      - {code: X1, scheme: ons, since: 2020-01-01, until: 2019-01-01}   #! before 2020-01-01
sources:
  - {id: waits, publisher: P, dataset: D, loader: eip, licence: L, hidden_bounds: [4, 0]}    #! 4 before 0
populations:
  - id: census
    name: Census
    source: cencus                                                  #! the id of a source
    on: 2021-03-21
    classification: 2021-ONS
    measure: residents
    areas: [here]
  - {id: half, name: Half, source: waits, on: 2021-03-21, measure: residents, areas: here}   #! a list, each item after a dash
notes:
  - {id: J1, kind: judgment, text: A sentence.}                     #! Write judgement
passions:
  - id: PA1
    name: One
    priorities:
      - id: P1
        number: 1                                                   #! the bare value 1
        name: First
        name: Again                                                 #! "name" a second time
        short: First
        sros: [ann, nobody]                                         #! "nobody"
        notes: [J1, J9]                                             #! "J9"
        indicators:
          - id: I1
            number: "1.1"
            text: An indicator
            short: One
            measure: M9                                             #! a measure of the same priority: M1
            direction: sideways                                     #! one of up, down, towards_one or not_stated
            unit: per_cent
            multiplier: 1000                                        #! 1,000 with the unit per_cent
            frequency: quarterly
            baseline: last year                                     #! or: not set
            targets:
              - {period: 2021F}                                     #! no field "value"
              - {period: 2021F, value: 3}                           #! a second target
            overlaps: [I2, I1]                                      #! does not name I1 & the indicator itself
            parts:
              - id: Big                                             #! small letters
                headline: true
                role: nearest                                       #! no word on what it is
                reference: white                                    #! nothing to compare
                published:
                  - {source: waits, areas: [here]}                  #! neither value nor numerator
                  - {source: waits, value: a, numerator: b, areas: [here]}      #! both value and numerator
                  - source: wait                                    #! Write waits
                    numerator: b
                    areas: [nowhere, there]                         #! the id of an area & "there"
                    population: census                              #! grouped as 2021-ONS
                    breakdown: {ethnic_group: ethnicity}
                    classification: 2001-NHS
                    where: {age: 65}                                #! a text, or a list of texts
              - id: small
                role: member                                        #! to be a family
                headline: true                                      #! a second headline
                compare: ethnic_group                               #! no reference group
                breaks:
                  - {at: 2020-Q5F, text: A break}                   #! the key of a period
                directon: up                                        #! Write "direction"
          - id: census                                              #! another indicator or population
            text: Twice                                             # no number, no short, no unit: told at the entry, below
          - id: I2
            number: "1.1"                                           #! the number "1.1" of another indicator
            text: Another
            short: Another
            direction: towards_one
            unit: count
            frequency: 4                                            #! one of monthly
            kind: qualitative
        measures:
          - {id: M1, text: A measure, contacts: [bea], state: redy}             #! Write ready
        requirements: {}                                            #! a list
"""


@pytest.fixture(scope="module")
def mistakes():
    return read(MANY, name="many.yaml").mistakes


def marked():
    for number, line in enumerate(MANY.splitlines(), start=1):
        if "#!" in line:
            for words in line.split("#!")[1].split(" & "):
                yield number, words.strip()


@pytest.mark.parametrize(("line", "words"), list(marked()), ids=lambda value: str(value)[:40])
def test_a_mistake_is_told_with_its_line(mistakes, line, words):
    told = [mistake.sentence for mistake in mistakes if mistake.line == line]
    assert any(words in sentence for sentence in told), told


def test_no_line_without_a_mistake_is_blamed(mistakes):
    lines = {line for line, _ in marked()}
    # told at the entry that they are missing from, or at the fields they follow from
    elsewhere = {"no field", "towards_one where nothing", "the unit count of a qualitative"}
    stray = [m.sentence for m in mistakes if m.line not in lines and not any(words in m.sentence for words in elsewhere)]
    assert stray == []


def test_missing_fields_are_told_at_the_entry_they_are_missing_from(mistakes):
    entry = next(number for number, line in enumerate(MANY.splitlines(), start=1) if "- id: census   " in line)
    told = " ".join(mistake.found for mistake in mistakes if mistake.line == entry)
    for name in ("number", "short", "direction", "unit", "frequency"):
        assert f'no field "{name}"' in told
    assert 'no field "board"' in " ".join(mistake.found for mistake in mistakes if mistake.line == 1)


def test_a_mistake_is_told_once_and_in_the_order_of_the_file(mistakes):
    assert len({mistake.sentence for mistake in mistakes}) == len(mistakes)
    assert [mistake.line for mistake in mistakes] == sorted(mistake.line for mistake in mistakes)


def test_a_sentence_says_where_what_was_found_what_was_expected_and_what_to_do(mistakes):
    [mistake] = [mistake for mistake in mistakes if "sideways" in mistake.found]
    assert mistake.sentence == (
        f"many.yaml, line {mistake.line}, passions PA1 › priorities P1 › indicators I1 › direction: "
        'found "sideways". Expected one of up, down, towards_one or not_stated. Write one of these words.'
    )
    assert mistake.as_dict()["sentence"] == mistake.sentence


def test_no_sentence_speaks_the_language_of_the_machine(mistakes):
    for mistake in mistakes:
        assert not re.search(r"pydantic|Error|\binvalid\b|\bplease\b|NoneType|\[\d+\]|\.\.$|tuple|dict|Input|yaml\.", mistake.sentence), (
            mistake.sentence
        )
        assert mistake.sentence.endswith(".")


def test_a_plan_with_mistakes_is_no_plan():
    assert read(MANY).plan is None


# --- files that cannot be read at all -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "an empty file"),
        ("# only a comment\n", 1, "an empty file"),
        ("- one\n- two\n", 1, "a list"),
        ("hello\n", 1, "one value"),
        ("null\n", 1, "one value"),
        ("id: a\n\ttitle: b\n", 2, "a tab"),
        ("id: a\ntitle: b: c\n", 2, "a second colon"),
        ("id: a\npeople: [ann, bob\n", 3, "opened and never closed"),
        ("id: a\n---\nid: b\n", 2, "one plan in a file"),
        ('id: a\ntitle: "b\n', 3, "opened and never closed"),
        ("id: a\n  title: b\n", 2, "Expected"),
        ("id: a\nstarts: 2020-02-31\n", 2, "a day that is in the calendar"),
        ("id: a\nstarts: !!timestamp soon\n", 2, "a day that is in the calendar"),
        (f"id: a\ntitle: {'[' * 900}{']' * 900}\n", 1, "hundreds of brackets"),
        ("id: a\ntitle: !secret b\n", 2, "without marks"),
        ("id: a\npeople: &all [b]\nareas: *all\n", 3, "an alias of what is written on line 2"),
        ("id: &self\n  a: *self\n", 2, "an alias"),
        ("id: a\ntitle: *nobody\n", 2, "Expected"),
        ("id: a\n? [b, c]\n: d\n", 2, "as the name of a field"),
        ('id: a\ntitle: "A plan\nplace: Here\nboard: "A board"\n', 2, "that is closed on line 4"),
        ("id: a\x07\n", 1, "a control character"),
        ("id: a\npassions:\n", 2, "found nothing"),
    ],
)
def test_a_file_that_is_no_plan_is_told_with_its_line(text, line, words):
    reading = read(text, name="broken.yaml")
    assert reading.plan is None
    assert any(mistake.line == line and words in mistake.sentence for mistake in reading.mistakes), [m.sentence for m in reading.mistakes]
    assert all(mistake.sentence.startswith("broken.yaml, line ") for mistake in reading.mistakes)


def test_keys_are_text_whatever_yaml_takes_them_for(root):
    text = (root / "tests" / "plans" / "small_city.yaml").read_text(
        encoding="utf-8"
    ) + "abbreviations: {no: a word, 111: a number to ring}\n"
    assert read(text).plan.abbreviations == {"no": "a word", "111": "a number to ring"}


# --- one mistake at a time, in a plan that is else as it should be -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("measure: waits", "measure: doors-open", "waits, admissions or doors"),
        ("denominator: completed", "population: completed", "the id of a population that stands in populations"),
        ("numerator: completed within two weeks", "value: completed within two weeks", "a denominator and no numerator"),
        ("aggregate: quarter", "aggregate: quarters", "Write quarter"),
        ("aggregate: quarter", "population_area: saltmere", "an area and no population"),
        ("aggregate: quarter", "flagged: {asian: [u]}", "flags of groups and no breakdown"),
        ("aggregate: quarter", "breakdown: {ethnic_group: ethnicity}", "ethnic groups and no classification"),
        ("period: 2026C", "period: spring 2026", "the key of a period"),
        ("period: 2026C", "period: 2026-W99", "the key of a period"),
        ("period: 2026C", "period: 2026X", "the key of a period"),
        ("period: 2026C", 'period: "@2026-13-01"', "the key of a period"),
        ("value: 12,", "value: .inf,", "a number. Write it in figures"),
        ("starts: 2023-01-01", "starts: 2023-01-01 09:00:00", "a day, written as 2020-04-01"),
        ("leads: [housing-lead]", "leads: [housing]", "Write housing-lead"),
        ("unit: words", "unit: count", "words for a qualitative indicator"),
        ("aggregate: quarter", "breakdown: {gender: sex}", "Write sex"),
        ("board: Saltmere", "deadlines: {working_days: -3}\nboard: Saltmere", "a number, 1 or more"),
        ("board: Saltmere", "deadlines: {working_days: 300}\nboard: Saltmere", "a number, 250 at most"),
        ("frequency: annual", "breakdowns: [ethnicity]\n            frequency: annual", "Write ethnic_group"),
        ("frequency: annual", "classification: ONS-2021\n            frequency: annual", "2001-NHS, 2011-ONS or 2021-ONS"),
        ("- published:", "- compare: ethnicity\n                reference: white\n                published:", "Write ethnic_group"),
        ("- published:", "- compare: ethnic_group\n                reference: whites\n                published:", "white, mixed, asian"),
        ("  actions: every year", "  actions: every year\n  dates: [{date: 2024-05-01}, {date: 2024-05-01}]", "one meeting a day"),
        (
            "  actions: every year",
            "  actions: every year\n  dates: [{date: 2024-05-01, as_of: 2024-05-02}]",
            "the meeting's day or one before",
        ),
        (
            "- published:\n                  - source: profiles",
            "- nearest: It is near.\n                published:\n                  - source: profiles",
            "Write role: nearest",
        ),
    ],
)
def test_one_mistake_is_one_sentence(root, before, after, words):
    text = (root / "tests" / "plans" / "small_city.yaml").read_text(encoding="utf-8")
    assert before in text
    changed = text.replace(before, after, 1)
    told = read(changed).mistakes
    line = changed[: changed.index(after.split(":")[0], text.index(before))].count("\n") + 1
    assert [words in mistake.sentence for mistake in told] == [True], [mistake.sentence for mistake in told]
    assert abs(told[0].line - line) <= 3, (told[0].line, line)


def test_a_loader_that_reads_no_format_is_told_where_the_loaders_are_known(root):
    text = (root / "tests" / "plans" / "small_city.yaml").read_text(encoding="utf-8").replace("loader: eip", "loader: eips")
    assert read(text).plan is not None
    [mistake] = read(text, loaders=["eip", "fingertips"]).mistakes
    assert 'found "eips". Expected a loader: eip or fingertips. Write eip.' in mistake.sentence


def test_groups_may_be_named_in_a_plans_own_words(root):
    text = (root / "tests" / "plans" / "small_city.yaml").read_text(encoding="utf-8")
    assert read(text.replace("aggregate: quarter", "breakdown: {religion: faith}", 1)).plan is not None
    for reference in ("white", "White"):
        compared = f"- compare: ethnic_group\n                reference: {reference}\n                published:"
        assert read(text.replace("- published:", compared, 1)).plan is not None


# --- laws --------------------------------------------------------------------------------------------------------------------------------


@given(st.text(max_size=80))
def test_no_text_makes_the_reading_fail(text):
    reading = read(text)
    assert (reading.plan is None) == bool(reading.mistakes)


_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2100) | st.sampled_from(["a", "P1", "", "up", "2021F"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "parts", "priorities", "indicators", "published", "unit"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(
    st.dictionaries(
        st.sampled_from(["passions", "people", "areas", "notes", "sources", "populations", "starts", "peoples_voice", "reviews"]), _values
    )
)
def test_no_shape_of_data_makes_the_reading_fail(data):
    from json import dumps  # JSON is YAML

    assert read(dumps(data)).mistakes


@pytest.mark.parametrize(
    ("number", "words"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (21, "21st"), (113, "113th")]
)
def test_places_are_counted_in_words(number, words):
    assert ordinal(number) == words
