"""A past day and today are read by the same person: together they give away no more than today alone."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from indicators.observations import Key, Observation, Origin, Status
from indicators.periods import Period, quarter, year
from indicators.registry import Plan
from indicators.submissions import Submission
from store.patterns import settle
from store.released import Reader
from store.submissions import open_store

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


@pytest.fixture(params=[True, False], ids=["settled", "not settled yet"])
def readers(request: pytest.FixtureRequest, plan: Plan, tmp_path: Path):
    def read(*, totals: bool) -> Reader:
        store = open_store(f"sqlite:///{tmp_path / f'{totals}.db'}")
        for number, (sent, day) in enumerate(((quarters(totals=totals), 20), (later(totals=totals), 30))):
            at = datetime(2025, 4 + number, day, tzinfo=UTC)
            file = Submission("quarter.xlsx", f"{number:064d}", "template", "the leads' workbook", len(sent), tuple(sent))
            store.accept(file, by="a lead", at=at)
            if request.param or not number:
                settle(store, plan, at=at)
        return Reader(store, plan, today=lambda: TODAY)

    return read


@pytest.mark.parametrize("totals", [True, False], ids=["a year comes later", "totals come later"])
def test_what_a_later_sum_hides_is_hidden_on_the_days_before_it_too(readers, totals: bool):
    reader = readers(totals=totals)
    then = {one.key: one.status for one in reader.released(THEN)}
    now = {one.key: one.status for one in reader.released()}
    hidden_now = {key for key in then if now[key] is Status.HIDDEN}
    assert len(hidden_now) > sum(n < 5 for counts in COUNTS.values() for n in counts)
    assert {key for key, status in then.items() if status is Status.OK} & hidden_now == set()


def test_a_past_day_shows_no_figure_that_came_after_it_and_the_others_as_they_were(readers):
    reader = readers(totals=True)
    assert {one.key.period.kind for one in reader.released(THEN)} == {"quarter"}
    shown = {one.key: one.value for one in reader.released(THEN) if one.status is Status.OK}
    assert shown[Key(*WHERE, quarter(2024, 1), (("parental_mental_health", "no"),))] == 40
