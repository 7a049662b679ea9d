from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from store_given import Q1, Q2, day, figure, key, submission, values

from store.problems import RefusedError
from store.submissions import open_store


def test_a_past_date_shows_what_was_known_then_and_a_withdrawal_brings_the_former_state_back(store):
    store.accept(submission(figure(5), name="a"), by="Ann", at=day(0))
    store.accept(submission(figure(6), figure(1, key("I2")), name="b"), by="Ann", at=day(10))
    store.withdraw(2, by="Ann", at=day(20), reason="the wrong quarter")
    assert values(store, day(-1)) == {}
    assert values(store, day(0)) == values(store, day(9)) == {key(): 5}
    assert values(store, day(10)) == values(store, day(19)) == {key(): 6, key("I2"): 1}
    assert values(store, day(20)) == values(store) == {key(): 5}
    (_, withdrawn) = store.submissions()
    assert (withdrawn.state, withdrawn.withdrawn_at, withdrawn.withdrawn_by, withdrawn.withdrawn_reason) == (
        "withdrawn",
        day(20),
        "Ann",
        "the wrong quarter",
    )


def test_a_withdrawn_file_may_be_accepted_again(store):
    file = submission(figure(5))
    store.accept(file, by="Ann", at=day(0))
    store.withdraw(1, by="Ann", at=day(1), reason="too early")
    receipt = store.accept(file, by="Ann", at=day(2))
    assert (receipt.outcome, receipt.number, receipt.new) == ("accepted", 2, 1)
    assert (values(store, day(0)), values(store, day(1)), values(store, day(2))) == ({key(): 5}, {}, {key(): 5})


@pytest.mark.parametrize(
    ("number", "reason", "words"), [(7, "x", "there is none"), (1, "  ", "found no reason"), (2, "x", "was withdrawn on")]
)
def test_a_withdrawal_that_cannot_be_is_refused_in_words(store, number, reason, words):
    store.accept(submission(figure(5), name="a"), by="Ann", at=day(0))
    store.accept(submission(figure(6), name="b"), by="Ann", at=day(0))
    store.withdraw(2, by="Ann", at=day(1), reason="mistaken")
    before = store.revision()
    with pytest.raises(RefusedError, match=words):
        store.withdraw(number, by="Ann", at=day(2), reason=reason)
    assert store.revision() == before


def test_a_figure_is_known_from_its_stated_publication_date(store):
    store.accept(submission(figure(5), figure(6, key("I2"), source="leads"), published=date(2023, 6, 1)), by="Ann", at=day(0))
    published = datetime(2023, 6, 1, tzinfo=UTC)
    assert values(store, published - timedelta(seconds=1)) == {}
    assert values(store, published) == {key("I1"): 5}
    assert values(store, day(0)) == {key("I1"): 5, key("I2"): 6}
    assert {h.observation.key: h.known_from for h in store.observations(as_of=None)} == {key("I1"): published, key("I2"): day(0)}


def test_a_publication_date_stated_for_the_whole_file_counts_and_one_after_the_acceptance_does_not(store):
    store.accept(submission(figure(5), name="a"), by="Ann", at=day(0), known_from=day(-30))
    store.accept(submission(figure(6, key("I2")), name="b", published=date(2030, 1, 1)), by="Ann", at=day(0), known_from=day(30))
    assert values(store, day(-30)) == {key("I1"): 5}
    assert values(store, day(0)) == {key("I1"): 5, key("I2"): 6}


def test_order_is_that_of_acceptance_not_of_the_clock(store):
    store.accept(submission(figure(5), name="a"), by="Ann", at=day(10))
    store.accept(submission(figure(6), name="b"), by="Ann", at=day(8))  # the clock jumped back two days
    assert values(store) == values(store, day(10)) == {key(): 6}


def test_filters_give_what_was_asked_for(store):
    everything = [
        figure(number, key(indicator, area=area, period=period, group=group))
        for number, (indicator, area, period, group) in enumerate(
            (i, a, p, g) for i in ("I1", "I2") for a in ("town", "country") for p in (Q1, Q2) for g in ("", "white", "black")
        )
    ]
    store.accept(submission(*everything), by="Ann", at=day(0))

    def keys(**wanted):
        return {h.observation.key for h in store.observations(as_of=None, **wanted)}

    every = {o.key for o in everything}
    assert keys() == every
    assert keys(indicators=["I2"]) == {k for k in every if k.indicator == "I2"}
    assert keys(areas={"town"}, whole=True) == {k for k in every if k.area == "town" and not k.breakdown}
    assert keys(parts=["assessed"]) == keys(indicators=[]) == set()


def test_the_revision_grows_with_every_change_a_reader_sees_and_with_nothing_else(store):
    seen = [store.revision()]
    store.accept(submission(figure(5)), by="Ann", at=day(0))
    seen.append(store.revision())
    store.keep_plan("plan: 1", day(0))
    seen.append(store.revision())
    store.withdraw(1, by="Ann", at=day(1), reason="mistaken")
    seen.append(store.revision())
    assert seen == sorted(set(seen))
    store.note("look", "raw figures of I1", who="Ann", at=day(1))
    store.keep_plan("plan: 1", day(2))
    assert store.revision() == seen[-1]
    assert store.verify() == []


def test_a_page_asks_a_fixed_number_of_questions_and_the_index_answers_them(sqlite_store):
    groups = [f"g{n}" for n in range(40)]
    for name in ("a", "b"):
        figures = [figure(n, key(f"I{n}", group=g)) for n in range(5) for g in groups]
        sqlite_store.accept(submission(*figures, name=name), by="Ann", at=day(0))
    sqlite_store.withdraw(1, by="Ann", at=day(1), reason="mistaken")
    statements = []
    event.listen(
        sqlite_store.engine, "before_cursor_execute", lambda c, cur, statement, parameters, *_: statements.append((statement, parameters))
    )
    assert len(sqlite_store.observations(as_of=None, indicators=["I1", "I2"])) == 2 * len(groups)
    assert len(statements) == 2 + 2  # BEGIN, the figures, all versions of withdrawn ones, their confirmations
    statement, parameters = statements[1]
    with sqlite_store.engine.connect() as connection:
        plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    assert any("SEARCH version USING INDEX" in line and "indicator=? AND part=? AND area=? AND breakdown=?" in line for line in plan), plan
    assert not any(line.startswith(("SCAN observations", "SCAN version", "SCAN submissions", "SCAN own")) for line in plan), plan
    assert not any("TEMP B-TREE" in line for line in plan), plan  # the newest version is the first that the index has


KEYS = [key("I1"), key("I2"), key("I1", group="white")]
EVENTS = st.lists(
    st.one_of(
        st.tuples(
            st.just("accept"),
            st.dictionaries(st.sampled_from(range(len(KEYS))), st.integers(0, 2), min_size=1),
            st.none() | st.integers(0, 12),
        ),
        st.tuples(st.just("withdraw"), st.integers(1, 8), st.none()),
    ),
    max_size=9,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EVENTS)
def test_law_every_date_shows_the_last_statement_known_and_not_withdrawn_then(events):
    with TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'plan.db'}")
        try:
            _follow(store, events)
        finally:
            store.close()


def _follow(store, events):
    """Against a dictionary: submission -> figures, since when known, until when; a date's figures are those of the last that counts."""
    model, earlier = {}, {}
    for moment, (what, about, known) in enumerate(events):
        now = day(moment)
        if what == "accept":
            figures = tuple(figure(value, KEYS[number]) for number, value in about.items())
            since = now if known is None else min(now, day(known))
            receipt = store.accept(submission(*figures, name=f"file {moment}"), by="Ann", at=now, known_from=since)
            model[receipt.number] = ({f.key: f.value for f in figures}, since, None)
            # a figure published before it came changes the dates after its publication, and only those
            earlier = {when: shown for when, shown in earlier.items() if when < since}
        elif about in model and model[about][2] is None:
            store.withdraw(about, by="Ann", at=now, reason="mistaken")
            model[about] = (*model[about][:2], now)
        for when, shown in earlier.items():
            assert values(store, when) == shown
        for when in [day(n) for n in range(-1, moment + 2)]:
            assert values(store, when) == _shown(model, when)
        assert values(store) == _shown(model, None)
        earlier = {day(n): values(store, day(n)) for n in range(-1, moment)}
    assert store.verify() == []


def _shown(model, when):
    shown = {}
    for _, (figures, since, until) in sorted(model.items()):
        if (when is None and until is None) or (when is not None and since <= when and (until is None or until > when)):
            shown |= figures
    return shown
