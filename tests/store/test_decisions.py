"""Decisions in the store: recorded with their entry, never changed, known from when they were recorded, on both databases."""

import sqlite3
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from store_given import Q1, Q2, day, figure, key, submission

from indicators.decisions import Decided
from indicators.registry import read
from store import engines, record
from store.audit import Entry
from store.problems import RefusedError, UnavailableError
from store.released import Reader, end_of, protected
from store.submissions import Store, open_store

BASELINE = Decided(
    "I1",
    "",
    "baseline",
    {"period": "2023-Q1F", "before": "not set"},
    "As agreed.",
    date(2024, 1, 1),
    "the Board",
    by="local ann",
    by_name="Ann",
)
JUDGED = replace(BASELINE, kind="judgement", content={"word": "on track"})


def test_a_decision_is_recorded_with_its_entry_and_read_as_of_a_date(store):
    before = store.revision()
    made = store.decide(BASELINE, at=day(1))
    assert (made.number, made.known_from) == (store.revision(), day(1))
    assert store.revision() > before
    other = store.decide(replace(JUDGED, content={"word": "off track", "half": 0.1}), at=day(3))
    assert store.decisions() == (made, other)
    assert [len(store.decisions(day(n))) for n in (0, 1, 2, 3)] == [0, 1, 1, 2]
    last = record.entries(store)[-1]
    assert (last.sequence, last.who, last.action, last.object, last.outcome) == (
        other.number,
        "local ann",
        "decision",
        "indicator I1",
        "The owner’s judgement",
    )
    assert store.verify() == []


def test_the_entry_of_whoever_asked_is_the_one_on_the_record(store):
    asked = Entry(day(9), "https://issuer 7", "decision", "indicator I1", "Baseline", address="192.0.2.1", request="ab")
    store.decide(BASELINE, at=day(1), entry=asked)
    last = record.entries(store)[-1]
    assert (last.at, last.who, last.address, last.request) == (day(1), "https://issuer 7", "192.0.2.1", "ab")


def test_somebody_who_has_not_seen_the_last_decision_is_told_of_it(store):
    first = store.decide(BASELINE, at=day(1), last=0)
    with pytest.raises(RefusedError, match=rf"Another decision on this indicator, number {first.number}, was recorded"):
        store.decide(JUDGED, at=day(2), last=0)
    store.decide(replace(JUDGED, indicator="I2"), at=day(2), last=0)
    store.decide(JUDGED, at=day(2), last=first.number)
    assert len(store.decisions()) == 3


def test_nothing_is_kept_of_a_decision_that_fails_half_way(store, at_statement):
    def stop() -> None:
        raise KeyboardInterrupt

    sent = at_statement(store, 10**6, stop)
    store.decide(BASELINE, at=day(1))
    statements, held = sent(), store.decisions()
    for number in range(1, statements + 1):
        at_statement(store, number, stop)
        with pytest.raises(KeyboardInterrupt):
            store.decide(JUDGED, at=day(2))
        assert store.decisions() == held
        assert store.verify() == []


@pytest.mark.parametrize("statement", ["UPDATE decisions SET reason = 'another'", "DELETE FROM decisions"])
def test_the_database_itself_refuses_to_change_a_decision(store, statement):
    store.decide(BASELINE, at=day(1))
    with engines.writing(store.engine) as connection, pytest.raises(DBAPIError, match="what is on the record stays"):
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE decisions SET reason = 'another'", "Decision 1 on indicator I1: found something else than was recorded"),
        ("UPDATE decisions SET content = '{}'", "Decision 1 on indicator I1: found something else than was recorded"),
        ("DELETE FROM decisions", "Decision 1, indicator I1: it is on the record, and not held"),
    ],
)
def test_verify_names_a_decision_that_was_changed_behind_the_programs_back(sqlite_store, statement, words):
    sqlite_store.decide(BASELINE, at=day(1))
    with sqlite3.connect(str(sqlite_store.url.database)) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(statement)
    assert any(words in fault for fault in sqlite_store.verify())


def test_a_store_that_may_only_be_read_takes_no_decision(sqlite_store):
    sqlite_store.decide(BASELINE, at=day(1))
    reader = Store(sqlite_store.url, read_only="It may only be read.")
    with pytest.raises(UnavailableError):
        reader.decide(JUDGED, at=day(2))
    assert len(reader.decisions()) == 1
    reader.close()


def test_a_reader_lays_over_what_was_decided_by_then_and_notices_it_at_once(tmp_path, root):
    wording = (root / "tests" / "plans" / "small_city.yaml").read_text(encoding="utf-8")
    plan = read(wording).plan
    assert plan
    store = open_store(f"sqlite:///{tmp_path / 'plan.db'}")
    store.keep_plan(wording, day(0))
    store.accept(submission(figure(5, key("seen-soon", area="nhs-saltmere"))), by="Ann", at=day(0))
    reader = Reader(store, plan, today=lambda: day(5).date())
    assert reader.plan_on() is plan
    assert reader.board().summary("seen-soon").judgement is None
    store.decide(replace(BASELINE, indicator="seen-soon"), at=day(2))
    store.decide(replace(JUDGED, indicator="seen-soon"), at=day(3))
    assert reader.plan_on().indicator("seen-soon").baseline == "2023-Q1F"
    assert reader.plan_on(day(1).date()).indicator("seen-soon").baseline == "not set"
    assert reader.plan_on(day(2).date()).indicator("seen-soon").baseline == "2023-Q1F"
    assert [bool(reader.board(day(n).date()).summary("seen-soon").judgement) for n in (2, 3)] == [False, True]
    assert len(reader.decisions()) == 2
    assert reader.decisions(day(2).date()) == store.decisions(end_of(day(2).date()))
    store.close()


def test_a_definition_that_was_decided_breaks_the_series_from_the_next_figure_on(tmp_path, root):
    wording = (root / "tests" / "plans" / "small_city.yaml").read_text(encoding="utf-8")
    plan = read(wording).plan
    assert plan
    store = open_store(f"sqlite:///{tmp_path / 'plan.db'}")

    def sent(value: float, period: object, number: int) -> None:
        about = key("hostel-checks", area="saltmere", period=period)  # type: ignore[arg-type]
        store.accept(submission(figure(value, about), name=str(number)), by="Ann", at=day(number))

    sent(50, Q1, 0)
    said = {"numerator": "people checked", "denominator": "people in hostels", "before": {"numerator": "", "denominator": ""}}
    store.decide(replace(BASELINE, indicator="hostel-checks", kind="definition", content=said), at=day(2))
    sent(60, Q2, 4)
    reader = Reader(store, plan, today=lambda: day(5).date())
    series = reader.board().summary("hostel-checks").parts[0].series
    assert series is not None
    assert list(series.breaks.values()) == ["The plan defines this figure in another way since 3 January 2024."]
    store.close()


PROFILES = [
    ("mhsds5", "hes7", "hes7"),  # each hides something that the other shows: what is protected now is never shown
    ("hes7", "mhsds5", "mhsds5"),
    ("exact5", "exact7", "exact7"),
    ("exact7", "exact5", "exact7"),
    ("exact5", "open", "exact5"),
]


@pytest.mark.parametrize(("then", "now", "shown"), PROFILES)
def test_a_past_day_shows_what_the_stricter_of_two_profiles_shows(root, then, now, shown):
    plan = read((root / "tests" / "plans" / "small_city.yaml").read_text(encoding="utf-8")).plan
    assert plan

    def under(profile: str):
        entry = plan.indicators[0].model_copy(update={"profile": profile})
        first = plan.priorities[0].model_copy(update={"indicators": (entry, *plan.priorities[0].indicators[1:])})
        passion = plan.passions[0].model_copy(update={"priorities": (first, *plan.priorities[1:])})
        return plan.model_copy(update={"passions": (passion, *plan.passions[1:])})

    assert protected(under(then), under(now)).indicators[0].profile == shown


@pytest.mark.parametrize(("then", "now", "shown"), PROFILES)
def test_a_past_day_shows_of_a_source_what_the_stricter_of_two_profiles_shows(root, then, now, shown):
    plan = read((root / "tests" / "plans" / "small_city.yaml").read_text(encoding="utf-8")).plan
    assert plan

    def under(profile: str):
        return plan.model_copy(update={"sources": (plan.sources[0].model_copy(update={"profile": profile}), *plan.sources[1:])})

    assert protected(under(then), under(now)).sources[0].profile == shown
