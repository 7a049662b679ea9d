"""What follows from the very same things is worked out once; what was protected together before is, and nothing else is looked at again."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from disclosure_tables import ethnic_row, indicator, plan
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import periods
from indicators.disclosure import release as releasing
from indicators.disclosure.earlier import Earlier
from indicators.disclosure.families import families
from indicators.disclosure.foretold import foretold
from indicators.disclosure.patterns import EMPTY, Patterns
from indicators.disclosure.release import release
from indicators.observations import Held
from indicators.registry.models import Plan
from indicators.remembered import Remembered

YEAR = periods.year(2023)
#: "i" and "inner" count some of the same people, "inner" and "core" too; "other" counts its own
FAMILIES: Plan = plan(
    "exact5",
    overlaps=("inner",),
    more=[
        indicator("inner", "exact5", overlaps=("i", "core")),
        indicator("core", "exact5", overlaps=("inner",)),
        indicator("other", "mhsds5"),
    ],
)
COUNTS = st.lists(st.sampled_from([0, 1, 2, 4, 6, 9, 20]), min_size=6, max_size=6)


def counting(answers: list[int]) -> Callable[[], int]:
    def make() -> int:
        answers.append(len(answers))
        return answers[-1]

    return make


def test_the_same_things_under_the_same_name_are_worked_out_once():
    kept, made = Remembered(), list[int]()
    found = [kept.once(name, given, counting(made)) for name, given in [("a", (1,)), ("a", (1,)), ("a", (2,)), ("b", (1,)), ("a", (1,))]]
    assert found == [0, 0, 1, 2, 0]


def test_the_longest_unused_results_and_names_make_room():
    kept, made = Remembered(each=2, room=2), list[int]()
    for given_ in (1, 2, 3, 1):
        kept.once("a", (given_,), counting(made))
    assert len(made) == 4
    for name in ("b", "c", "a"):
        kept.once(name, (1,), counting(made))
    assert len(made) == 7


def test_what_fails_is_tried_again():
    kept = Remembered()
    with pytest.raises(ZeroDivisionError):
        kept.once("a", (), lambda: 1 // 0)
    assert kept.once("a", (), lambda: 7) == 7


def test_indicators_that_count_the_same_people_however_many_steps_away_are_one_family():
    found = families(FAMILIES)
    assert found["i"] == found["inner"] == found["core"]
    assert found["other"] == "other"


def figures(rows: Sequence[tuple[str, Sequence[int]]]) -> list[Held]:
    return [one for id, counts in rows for one in ethnic_row(YEAR, counts, indicator=id)]


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """The indicators of each release that was worked out."""
    seen: list[set[str]] = []
    worked_out = releasing._release

    def noting(held: Sequence[Held], plan: Plan, patterns: Patterns, earlier: Sequence[Earlier]) -> releasing.Release:
        seen.append({one.observation.key.indicator for one in held})
        return worked_out(held, plan, patterns, earlier)

    monkeypatch.setattr(releasing, "_release", noting)
    return seen


def test_a_new_figure_has_its_whole_family_protected_anew_and_no_other(looked_at: list[set[str]]):
    kept = Remembered()
    before = figures([("i", [9, 2, 6, 6, 9, 20]), ("inner", [6, 1, 4, 4, 6, 9]), ("other", [9, 9, 2, 9, 9, 9])])
    release(before, FAMILIES, kept=kept)
    looked_at.clear()
    after = [*before, *figures([("core", [1, 1, 2, 1, 1, 1])])]
    found = release(after, FAMILIES, kept=kept)
    assert looked_at == [{"i", "inner", "core"}]
    assert found == release(after, FAMILIES)


def test_another_profile_and_another_pattern_count_as_other_things(looked_at: list[set[str]]):
    kept, held = Remembered(), figures([("i", [9, 2, 6, 6, 9, 20])])
    first = release(held, FAMILIES, kept=kept)
    assert release(held, plan("hes7"), kept=kept) == release(held, plan("hes7"))
    looked_at.clear()
    release(held, FAMILIES, patterns=first.patterns, kept=kept)
    release(held, FAMILIES, patterns=EMPTY, kept=kept)
    assert looked_at == [{"i"}]


@settings(deadline=None, derandomize=True, database=None, max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(["i", "inner", "other"]), COUNTS), min_size=2, max_size=4))
def test_what_is_remembered_is_what_would_be_worked_out(changes: list[tuple[str, list[int]]]):
    kept, now, patterns = Remembered(), dict[str, list[Held]](), EMPTY
    for id, counts in changes:
        now[id] = figures([(id, counts)])
        held = [one for rows in now.values() for one in rows]
        found, fresh = release(held, FAMILIES, patterns=patterns, kept=kept), release(held, FAMILIES, patterns=patterns)
        assert found == fresh
        assert found == releasing._release(held, FAMILIES, patterns) or not fresh.certified
        patterns = found.patterns


def test_to_ask_what_would_be_hidden_changes_nothing_of_what_is():
    kept = Remembered()
    before = figures([("i", [9, 12, 6, 6, 9, 20]), ("other", [9, 9, 9, 9, 9, 9])])
    stands = release(before, FAMILIES, kept=kept)
    sent = [replace(one.observation, classification="2021-ONS") for one in figures([("inner", [1, 1, 2, 1, 1, 1])])]
    new = [Held(each, 0, 99, 1, before[0].known_from, "") for each in sent]
    assert foretold(before, new, FAMILIES, patterns=stands.patterns, kept=kept)
    assert release(before, FAMILIES, kept=kept) == stands == release(before, FAMILIES)
