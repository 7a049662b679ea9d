"""A past day and today are read by the same person: together they give away no more than today alone."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from indicators.disclosure.released import Released
from indicators.observations import Key, Observation, Origin, Status
from indicators.periods import Period, quarter, year
from indicators.registry import Plan
from indicators.submissions import Submission
from store.patterns import settle
from store.released import Reader
from store.submissions import Store, open_store

#: a profile that rounds nothing: 1 to 4 are hidden, and the smallest group beside them
WHERE = ("I5.5", "", "leeds")
#: children by their parents' mental health, quarter by quarter: 3 in the first stands hidden, with the smallest group beside it
GROUPS = ("yes", "no", "not_known")
COUNTS = {1: (3, 40, 6), 2: (6, 41, 7), 3: (8, 38, 9), 4: (7, 44, 10)}
THEN, TODAY = date(2025, 4, 30), date(2025, 7, 1)


def figure(period: Period, count: int, group: str = "") -> Observation:
    key = Key(*WHERE, period, (("parental_mental_health", group),) if group else ())
    return Observation(key, "", count, numerator=count, origin=Origin("quarter.xlsx", "Values", "F1"))


def quarters(*, totals: bool) -> list[Observation]:
    found = [figure(quarter(2024, q), n, group) for q, counts in COUNTS.items() for group, n in zip(GROUPS, counts, strict=True)]
    return found + ([figure(quarter(2024, q), sum(counts)) for q, counts in COUNTS.items()] if totals else [])


def later(*, totals: bool) -> list[Observation]:
    """The totals that had not come by `THEN`, or the year."""
    if not totals:
        return [figure(quarter(2024, q), sum(counts)) for q, counts in COUNTS.items()]
    sums = [sum(counts[place] for counts in COUNTS.values()) for place in range(len(GROUPS))]
    return [*(figure(year(2024), n, group) for group, n in zip(GROUPS, sums, strict=True)), figure(year(2024), sum(sums))]


def sent(store: Store, observations: list[Observation], *, at: datetime) -> None:
    file = Submission("quarter.xlsx", f"{at.month:064d}", "template", "the leads' workbook", len(observations), tuple(observations))
    store.accept(file, by="a lead", at=at)


@pytest.fixture(params=[True, False], ids=["settled", "not settled yet"])
def readers(request: pytest.FixtureRequest, plan: Plan, tmp_path: Path):
    """What stood on `THEN` before the later sums came, and a reader after they have."""

    def read(*, totals: bool) -> tuple[tuple[Released, ...], Reader]:
        store = open_store(f"sqlite:///{tmp_path / f'{totals}.db'}")
        reader = Reader(store, plan, today=lambda: TODAY)
        sent(store, quarters(totals=totals), at=datetime(2025, 4, 20, tzinfo=UTC))
        settle(store, plan, at=datetime(2025, 4, 20, tzinfo=UTC))
        before = reader.released(THEN)
        sent(store, later(totals=totals), at=datetime(2025, 5, 30, tzinfo=UTC))
        if request.param:
            settle(store, plan, at=datetime(2025, 5, 30, tzinfo=UTC))
        return before, reader

    return read


@pytest.mark.parametrize("totals", [True, False], ids=["a year comes later", "totals come later"])
def test_a_sum_that_comes_later_is_hidden_where_it_would_tell_and_the_day_before_stands_as_it_was(readers, totals: bool):
    before, reader = readers(totals=totals)
    assert reader.released(THEN) == before
    then = {one.key: one.status for one in before}
    came = {one.key: one.status for one in reader.released() if one.key not in then}
    assert {key for key, status in then.items() if status is Status.OK} & hidden(reader) == set()
    assert Status.HIDDEN in came.values()
    assert Status.OK in came.values()


@pytest.mark.parametrize("settled", [True, False], ids=["settled", "not settled yet"])
@pytest.mark.parametrize("total_too", [True, False], ids=["with its total", "alone"])
def test_a_count_corrected_to_a_small_one_goes_and_the_day_before_stands_as_it_was(
    plan: Plan, tmp_path: Path, total_too: bool, settled: bool
):
    store, reader, before = published(plan, tmp_path)
    small = [figure(quarter(2024, 2), 2, "yes")] + ([figure(quarter(2024, 2), 50)] if total_too else [])
    sent(store, small, at=datetime(2025, 5, 30, tzinfo=UTC))
    if settled:
        settle(store, plan, at=datetime(2025, 5, 30, tzinfo=UTC))
    assert hidden(reader) >= {small[0].key}
    assert reader.released(THEN) == before
    assert shown(reader, THEN)[small[0].key] == 6


def test_what_was_withdrawn_stays_hidden_and_the_days_around_it_stand(plan: Plan, tmp_path: Path):
    store, reader, before = published(plan, tmp_path)
    sent(store, [figure(quarter(2024, 2), 2, "yes"), figure(quarter(2024, 2), 50)], at=datetime(2025, 5, 30, tzinfo=UTC))
    settle(store, plan, at=datetime(2025, 5, 30, tzinfo=UTC))
    gone, between = hidden(reader), reader.released(date(2025, 6, 1))
    store.withdraw(2, by="a lead", at=datetime(2025, 6, 10, tzinfo=UTC), reason="not theirs")
    settle(store, plan, at=datetime(2025, 6, 10, tzinfo=UTC))
    assert hidden(reader) == gone != set()
    assert (reader.released(THEN), reader.released(date(2025, 6, 1))) == (before, between)


def test_where_a_figure_that_was_shown_has_to_go_it_goes_from_the_days_it_stood_on_and_nothing_else_does(plan: Plan, tmp_path: Path):
    """A total is corrected before its groups are: by the time the small group comes, all that would tell it has been shown."""
    store, reader, before = published(plan, tmp_path, share(20))
    sent(store, [figure(quarter(2024, 2), 50)], at=datetime(2025, 5, 10, tzinfo=UTC))
    settle(store, plan, at=datetime(2025, 5, 10, tzinfo=UTC))
    assert reader.released(THEN) == before
    sent(store, [figure(quarter(2024, 2), 2, "yes"), share(3)], at=datetime(2025, 5, 30, tzinfo=UTC))
    settle(store, plan, at=datetime(2025, 5, 30, tzinfo=UTC))
    total = figure(quarter(2024, 2), 50).key
    assert {key for key in hidden(reader) if key.indicator == WHERE[0]} == {total, figure(quarter(2024, 2), 2, "yes").key}
    assert total not in shown(reader, date(2025, 5, 15))
    assert shown(reader, date(2025, 5, 15))[figure(quarter(2024, 2), 2, "yes").key] == 6
    assert reader.released(THEN) == before
    assert share(3).key in hidden(reader)
    assert store.verify() == []


@pytest.mark.parametrize("a_day_between", [True, False])
def test_a_number_withdrawn_and_sent_again_is_the_one_that_stood_there_before(plan: Plan, tmp_path: Path, a_day_between: bool):
    """The smallest group would be hidden beside the small one, were it new: it stands on the page of the day before."""
    store, reader, before = published(plan, tmp_path)
    store.withdraw(1, by="a lead", at=datetime(2025, 5, 29 if a_day_between else 30, tzinfo=UTC), reason="one group was wrong")
    if a_day_between:
        settle(store, plan, at=datetime(2025, 5, 29, tzinfo=UTC))
    again = row(2, 41, 7, 50)
    sent(store, again, at=datetime(2025, 5, 30, tzinfo=UTC))
    settle(store, plan, at=datetime(2025, 5, 30, tzinfo=UTC))
    assert hidden(reader) == {again[0].key, again[-1].key}
    assert reader.released(THEN) == before


def test_a_number_that_another_file_states_too_is_known_since_the_first_of_them(plan: Plan, tmp_path: Path):
    store = open_store(f"sqlite:///{tmp_path / 'twice.db'}")
    reader = Reader(store, plan, today=lambda: TODAY)
    for month in (4, 5):
        sent(store, row(6, 41, 7, 50), at=datetime(2025, month, 10, tzinfo=UTC))
        settle(store, plan, at=datetime(2025, month, 10, tzinfo=UTC))
    store.withdraw(1, by="a lead", at=datetime(2025, 5, 20, tzinfo=UTC), reason="the other file has it all")
    assert figure(quarter(2024, 2), 7, "not_known").key in shown(reader, THEN)
    sent(store, [figure(quarter(2024, 2), 2, "yes")], at=datetime(2025, 6, 1, tzinfo=UTC))
    settle(store, plan, at=datetime(2025, 6, 1, tzinfo=UTC))
    gone = hidden(reader) - {figure(quarter(2024, 2), 2, "yes").key}
    assert gone == {figure(quarter(2024, 2), 7, "not_known").key}
    assert gone & shown(reader, THEN).keys() == set()


def test_where_all_that_would_hide_a_number_has_been_shown_that_goes_and_other_indicators_stand(plan: Plan, tmp_path: Path):
    """The quarter is once so small that all of it is hidden; that is taken back, and what stood before can hide nothing any more."""
    store, reader, _ = published(plan, tmp_path, share(20))
    sent(store, [figure(quarter(2024, 2), 50)], at=datetime(2025, 5, 10, tzinfo=UTC))
    sent(store, [*row(1, 2, 0, 3), share(3)], at=datetime(2025, 6, 1, tzinfo=UTC))
    settle(store, plan, at=datetime(2025, 6, 1, tzinfo=UTC))
    store.withdraw(3, by="a lead", at=datetime(2025, 6, 10, tzinfo=UTC), reason="not theirs")
    settle(store, plan, at=datetime(2025, 6, 10, tzinfo=UTC))
    assert set(shown(reader, date(2025, 5, 15)).values()) >= {6, 41, 7, 50}
    sent(store, [figure(quarter(2024, 2), 3, "not_known")], at=datetime(2025, 7, 1, tzinfo=UTC))
    settle(store, plan, at=datetime(2025, 7, 1, tzinfo=UTC))
    assert not {6, 41, 50} <= set(shown(reader, date(2025, 5, 15)).values())
    assert share(20).key in shown(reader, THEN)


def row(*counts: int) -> list[Observation]:
    """The second quarter: its groups in their order, then the total."""
    return [figure(quarter(2024, 2), n, group) for n, group in zip(counts, (*GROUPS, ""), strict=True)]


def published(plan: Plan, tmp_path: Path, *more: Observation) -> tuple[Store, Reader, tuple[Released, ...]]:
    """A quarter of which everything is shown, as it stood on `THEN`, a store that holds it, and its reader."""
    store = open_store(f"sqlite:///{tmp_path / 'corrected.db'}")
    reader = Reader(store, plan, today=lambda: TODAY)
    first = [figure(quarter(2024, 2), n, group) for group, n in zip(GROUPS, COUNTS[2], strict=True)]
    sent(store, [*first, figure(quarter(2024, 2), sum(COUNTS[2])), *more], at=datetime(2025, 4, 20, tzinfo=UTC))
    settle(store, plan, at=datetime(2025, 4, 20, tzinfo=UTC))
    before = reader.released(THEN)
    assert Status.HIDDEN not in {one.status for one in before}
    return store, reader, before


def share(families: int) -> Observation:
    """So many of 60 families: another indicator, which no sum ties to the first."""
    key = Key("I5.6", "", "leeds", quarter(2024, 2))
    origin = Origin("quarter.xlsx", "Values", "F9")
    return Observation(key, "", 100 * families / 60, numerator=families, denominator=60, origin=origin)


def shown(reader: Reader, day: date) -> dict[Key, float | None]:
    return {one.key: one.value for one in reader.released(day) if one.status is Status.OK}


def hidden(reader: Reader) -> set[Key]:
    return {one.key for one in reader.released() if one.status is Status.HIDDEN}


def test_a_past_day_shows_no_figure_that_came_after_it_and_the_others_as_they_were(readers):
    _, reader = readers(totals=True)
    assert {one.key.period.kind for one in reader.released(THEN)} == {"quarter"}
    shown = {one.key: one.value for one in reader.released(THEN) if one.status is Status.OK}
    assert shown[Key(*WHERE, quarter(2024, 1), (("parental_mental_health", "no"),))] == 40
