from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from store_given import Q1, Q2, day, figure, key, stopping, submission, values

from indicators.observations import Origin, Status
from indicators.submissions import ActionUpdate, Commentary, Passed, Voice
from store.problems import ConflictError, RefusedError


def test_a_preview_tells_new_revised_and_unchanged_apart_and_writes_nothing(store):
    store.accept(submission(figure(5, key("I1")), figure(7, key("I2"))), by="Ann", at=day(0))
    before = store.revision()
    preview = store.preview(submission(figure(5, key("I1")), figure(8, key("I2")), figure(1, key("I3"))))
    assert [(c.kind, c.old.observation.value if c.old else None, c.observation.value) for c in preview.changes] == [
        ("unchanged", 5, 5),
        ("revised", 7, 8),
        ("new", None, 1),
    ]
    assert (len(preview.new), len(preview.revised), len(preview.unchanged)) == (1, 1, 1)
    assert store.revision() == before
    assert values(store) == {key("I1"): 5, key("I2"): 7}


def test_an_observation_comes_back_as_it_was_submitted_with_submission_person_and_time(store):
    sent = figure(
        31.5,
        key("I8.1", period=replace(Q1, supplied="Q1 23/24"), group="white", part="assessed"),
        flags=frozenset({"p", "u"}),
        numerator=2570,
        denominator=8160,
        lower=30.1,
        upper=32.9,
        limits="Wilson",
        classification="2001-NHS",
        population="census-2021",
        reason="a sentence, with “quotes”",
    )
    hidden = figure(None, key("I8.1"), status=Status.HIDDEN, bounds=(0, None), numerator=None)
    receipt = store.accept(submission(sent, hidden), by="Ann", at=day(3))
    held = {h.observation.key: h for h in store.observations(as_of=None)}
    assert held[sent.key].observation == sent
    assert held[sent.key].observation.key.period.supplied == "Q1 23/24"
    assert held[hidden.key].observation == hidden
    assert {(h.submission, h.sequence, h.revision, h.known_from, h.by) for h in held.values()} == {(receipt.number, 1, 1, day(3), "Ann")}


def test_loading_the_same_file_twice_changes_nothing_and_says_so(store):
    file = submission(figure(5))
    first = store.accept(file, by="Ann", at=day(0))
    before = store.revision()
    again = store.accept(file, by="Ben", at=day(5))
    assert (first.outcome, again.outcome) == ("accepted", "already")
    assert (again.number, again.at, again.by, again.new, again.revised) == (1, day(0), "Ann", 0, 0)
    assert again.sentence == "figures.csv: already loaded on 1 January 2024 as submission 1; nothing changed."
    assert store.preview(file).already == 1
    assert store.revision() == before
    assert len(store.submissions()) == 1


def test_the_same_file_read_another_way_is_a_submission_of_its_own(store):
    store.accept(submission(figure(5), name="annual.csv"), by="Ann", at=day(0))
    receipt = store.accept(submission(figure(5), figure(9, key("I2")), name="annual.csv"), by="Ann", at=day(1))
    assert (receipt.outcome, receipt.number, receipt.new, receipt.unchanged) == ("accepted", 2, 1, 1)


def test_a_figure_equal_to_the_current_one_makes_no_revision(store):
    store.accept(submission(figure(5), name="a"), by="Ann", at=day(0))
    receipt = store.accept(submission(figure(5, at="C9"), name="b"), by="Ben", at=day(1))
    assert (receipt.new, receipt.revised, receipt.unchanged, receipt.changes) == (0, 0, 1, ())
    (held,) = store.observations(as_of=None)
    assert (held.submission, held.revision, held.by, held.observation.origin.address) == (1, 1, "Ann", "B2")
    assert len(store.history(key())) == 1


def test_a_repeated_figure_stands_when_the_submission_that_brought_it_first_is_withdrawn(store):
    store.accept(submission(figure(5), name="a"), by="Ann", at=day(0))
    store.accept(submission(figure(5, at="C9"), name="b"), by="Ben", at=day(1))
    store.withdraw(1, by="Ann", at=day(2), reason="wrong file")
    (held,) = store.observations(as_of=None)
    assert (held.observation.value, held.submission, held.by, held.observation.origin.address) == (5, 2, "Ben", "C9")


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({}, "unchanged"),
        ({"flags": frozenset({"p"})}, "revised"),
        ({"numerator": 2.0}, "revised"),
        ({"upper": 9.0}, "revised"),
        ({"source": "other"}, "revised"),
        ({"value": None, "status": Status.HIDDEN}, "revised"),
        ({"value": 5.0000000001}, "revised"),
        ({"origin": Origin("other.csv", "Sheet", "Z9")}, "unchanged"),
    ],
)
def test_what_makes_a_revision(sqlite_store, change, outcome):
    sqlite_store.accept(submission(figure(5)), by="Ann", at=day(0))
    (found,) = sqlite_store.preview(submission(replace(figure(5), **change), name="b")).changes
    assert found.kind == outcome


def test_a_file_with_a_question_open_is_refused_in_words(store):
    asked = replace(stopping(), severity="question")
    with pytest.raises(RefusedError, match="A question waits for its answer"):
        store.accept(submission(figure(5), problems=(asked,)), by="Ann", at=day(0))
    assert store.submissions() == ()


def test_a_file_with_a_problem_that_stops_it_is_refused_in_words(store):
    with pytest.raises(RefusedError, match=r'Sheet "Values", F14: found "n/a"\. Expected a number\. Type \[x\]'):
        store.accept(submission(figure(5), problems=(stopping(),)), by="Ann", at=day(0))
    assert store.submissions() == ()
    assert store.revision() == 0


def test_two_numbers_for_one_key_are_refused_and_the_same_number_twice_counts_once(store):
    with pytest.raises(RefusedError, match=r"figures\.csv, C3: found a second number for I1, town, .*figures\.csv, B2"):
        store.accept(submission(figure(5), figure(6, at="C3")), by="Ann", at=day(0))
    assert store.accept(submission(figure(5), figure(5, at="C3")), by="Ann", at=day(0)).new == 1
    (held,) = store.observations(as_of=None)
    assert held.observation.origin.address == "B2"


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(sqlite_store, value):
    with pytest.raises(RefusedError, match="Expected a finite number"):
        sqlite_store.accept(submission(figure(value)), by="Ann", at=day(0))


HERE = Origin("p2.xlsx", "Words", "C4")


@pytest.mark.parametrize(
    "said",
    [
        {"commentary": (Commentary("I1", "2023-Q1F", "It\x00rose.", "", "", HERE),)},
        {"actions": (ActionUpdate("A1", "under way", "So\x00far", None, HERE),)},
        {"voices": (Voice("P1", "story", "", "", "", "", "Words\x00.", True, HERE),)},
        {"details": {"note P1": "as\x00agreed"}},
    ],
)
def test_words_with_a_character_that_is_no_text_are_refused(sqlite_store, said):
    """A workbook may hold one, written as _x0000_; SQLite would keep it, and PostgreSQL would stop at it without a word of what to do."""
    with pytest.raises(RefusedError, match=r"^p2\.xlsx.*found a character that is no text"):
        sqlite_store.accept(submission(figure(5), name="p2.xlsx", **said), by="Ann", at=day(0))
    assert sqlite_store.submissions() == ()


def test_a_file_that_holds_nothing_is_not_put_on_the_record(store):
    receipt = store.accept(submission(), by="Ann", at=day(0))
    assert (receipt.outcome, receipt.number) == ("nothing", None)
    assert "holds nothing for this plan" in receipt.sentence
    assert store.submissions() == ()


def test_what_a_person_says_about_the_file_is_kept_with_it(store):
    file = submission(
        figure(5), details={"Sheet": "Values", "Rows": "12"}, passed=(Passed("another area", 10412),), published=date(2023, 6, 1)
    )
    store.accept(file, by="Ann", at=day(0))
    (recorded,) = store.submissions()
    assert list(recorded.details.items()) == [("Sheet", "Values"), ("Rows", "12")]
    assert recorded.passed == (Passed("another area", 10412),)
    assert recorded.published_on == {"survey": date(2023, 6, 1)}
    assert (recorded.number, recorded.by, recorded.received_at, recorded.state) == (1, "Ann", day(0), "accepted")
    assert recorded.counts == {"new": 1, "revised": 0, "unchanged": 0, "commentary": 0, "actions": 0, "voices": 0}


def test_words_actions_and_voices_are_kept_with_the_figures(store):
    said = Commentary("I1", "2023-Q1F", "It rose.", "More staff.", "Wait.", Origin("f.xlsx", "Commentary", "B2"))
    action = ActionUpdate("A1", "on track", "Half done.", date(2024, 1, 2), Origin("f.xlsx", "Actions", "B2"))
    voice = Voice("P1", "survey", "A survey", "A charity", "40", "waiting", "We waited.", True, Origin("f.xlsx", "Voices", "B2"))
    file = submission(name="a", commentary=(said,), actions=(action,), voices=(voice,))
    assert (store.preview(file).commentary, store.preview(file).actions, store.preview(file).voices) == (1, 1, 1)
    receipt = store.accept(file, by="Ann", at=day(0))
    assert receipt.sentence.endswith("0 new, 0 revised, 0 unchanged, 1 comment, 1 action update, 1 voice.")
    later = replace(said, what_happened="It fell.")
    store.accept(submission(name="b", commentary=(later,), voices=(voice,)), by="Ben", at=day(5))
    assert [(k.said, k.by, k.submission) for k in store.commentary(None)] == [(later, "Ben", 2)]
    assert [k.said for k in store.commentary(day(4))] == [said]
    assert [k.said for k in store.action_updates(None)] == [action]
    assert [(k.said, k.submission) for k in store.voices(None)] == [(voice, 1)]
    store.withdraw(2, by="Ben", at=day(6), reason="mistaken")
    assert [k.said for k in store.commentary(None)] == [said]
    assert store.commentary(datetime(2023, 1, 1, tzinfo=UTC)) == ()


def test_a_failing_submission_leaves_nothing_behind(store, at_statement):
    store.accept(submission(figure(4, key("I9")), name="before"), by="Ann", at=day(0))
    state = (store.revision(), store.observations(as_of=None), store.submissions())
    voice = Voice("P1", "survey", "A survey", "", "", "waiting", "We waited.", True, Origin("f", "", "B2"))
    file = submission(figure(5), figure(4, key("I9")), name="after", voices=(voice,))

    def fail() -> None:
        raise InterruptedError("in the middle")

    failures = 0
    for number in range(1, 60):
        sent = at_statement(store, number, fail)
        try:
            receipt = store.accept(file, by="Ann", at=day(1))
        except InterruptedError:
            failures += 1
        store.close()
        store._engine = None
        if sent() < number:
            break
        assert (store.revision(), store.observations(as_of=None), store.submissions()) == state
        assert store.verify() == []
    assert failures > 8
    assert receipt.outcome == "accepted"
    assert values(store) == {key("I9"): 4, key("I1"): 5}
    assert store.verify() == []


def test_of_two_people_who_change_one_figure_at_once_one_wins_and_the_other_sees_both_values(store):
    store.accept(submission(figure(1), figure(1, key("I2")), name="start"), by="Ann", at=day(0))
    for turn in range(3):
        files = {name: submission(figure(value + turn), name=f"{name}{turn}") for name, value in (("Ben", 100.0), ("Cat", 200.0))}
        together, seen = Barrier(2), {}

        def send(name, files=files, together=together, seen=seen, turn=turn):
            preview = store.preview(files[name])
            together.wait(10)
            try:
                seen[name] = store.accept(files[name], by=name, at=day(turn + 1), against=preview)
            except ConflictError as told:
                seen[name] = told

        people = [Thread(target=send, args=(name,)) for name in files]
        for person in people:
            person.start()
        for person in people:
            person.join(30)
        ((loser, conflict),) = [(name, result) for name, result in seen.items() if isinstance(result, ConflictError)]
        (winner,) = set(files) - {loser}
        assert values(store)[key()] == files[winner].observations[0].value
        assert "Somebody else changed a figure" in str(conflict)
        (difference,) = conflict.differences
        assert f"is now {files[winner].observations[0].value:g}" in difference
        assert store.accept(files[loser], by=loser, at=day(turn + 1), against=store.preview(files[loser])).revised == 1
    assert store.verify() == []


def test_a_figure_that_appeared_or_went_since_the_preview_is_a_conflict_too(store):
    file = submission(figure(5), name="mine")
    preview = store.preview(file)
    store.accept(submission(figure(6), name="theirs"), by="Ben", at=day(0))
    with pytest.raises(ConflictError, match="was no figure, is now 6"):
        store.accept(file, by="Ann", at=day(1), against=preview)
    preview = store.preview(file)
    store.withdraw(1, by="Ben", at=day(2), reason="mistaken")
    with pytest.raises(ConflictError, match=r"was 6 .*, is now no figure"):
        store.accept(file, by="Ann", at=day(3), against=preview)
    assert values(store) == {}


def test_a_change_of_another_figure_is_no_conflict(store):
    file = submission(figure(5), name="mine")
    preview = store.preview(file)
    store.accept(submission(figure(6, key("I2")), figure(6, key(period=Q2)), name="theirs"), by="Ben", at=day(0))
    assert store.accept(file, by="Ann", at=day(1), against=preview).new == 1


@pytest.mark.parametrize("table", ["observations", "confirmations", "submissions", "audit", "plan_versions"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_what_is_on_the_record(store, table, change):
    store.accept(submission(figure(5), name="a"), by="Ann", at=day(0))
    store.accept(submission(figure(5), name="b"), by="Ann", at=day(0))
    store.keep_plan("plan: 1", day(0))
    column = {"audit": "sequence", "plan_versions": "sequence", "submissions": "rows_read"}.get(table, "submission")
    with pytest.raises(DBAPIError, match="what is on the record stays"), store.engine.begin() as connection:
        connection.execute(text(change.format(table, column, column)))
    assert store.verify() == []


def test_history_keeps_every_number_that_was_ever_held(store):
    for number, value in enumerate((5, 6, 6, 7)):
        store.accept(submission(figure(value), name=str(number)), by="Ann", at=day(number))
    store.withdraw(2, by="Ann", at=day(9), reason="mistaken")
    assert [(h.observation.value, h.revision, h.submission) for h in store.history(key())] == [(5, 1, 1), (6, 2, 2), (7, 3, 4)]
    assert values(store) == {key(): 7}


def test_a_time_without_a_zone_is_refused(sqlite_store):
    naive = datetime(2024, 1, 1)
    for attempt in (
        lambda: sqlite_store.accept(submission(figure(5)), by="Ann", at=naive),
        lambda: sqlite_store.withdraw(1, by="Ann", at=naive, reason="x"),
        lambda: sqlite_store.observations(as_of=naive),
        lambda: sqlite_store.plan_text(naive),
    ):
        with pytest.raises(ValueError, match="without a zone"):
            attempt()


def test_illustrative_figures_are_known_as_such(store):
    assert not store.illustrative()
    store.accept(submission(figure(5), illustrative=True), by="the generator", at=day(1))
    assert store.illustrative()
    assert not store.illustrative(day(0))
