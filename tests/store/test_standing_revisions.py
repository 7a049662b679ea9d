"""What counts at a moment, over histories at random, against a model that looks at every statement ever made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_given import Q1, Q2, day, figure, key, submission

from indicators.observations import Key
from store import views
from store.submissions import Store

HISTORIES = count(1)
DAYS = range(8)
PLACES = [(Q1, "", "town"), (Q2, "", "town"), (Q1, "white", "town"), (Q1, "", "country")]
FILE = st.tuples(
    st.just("file"),
    st.dictionaries(st.integers(0, len(PLACES) - 1), st.integers(0, 2), min_size=1),
    st.sampled_from(DAYS),
    st.none() | st.sampled_from(DAYS),
)
WITHDRAWAL = st.tuples(st.just("withdrawal"), st.integers(0, 11), st.sampled_from(DAYS), st.none())


@dataclass
class Statement:
    """One submission's word on one number: under which version it is kept, and since and until when it counts."""

    submission: int
    key: Key
    value: int
    version: int
    first: bool
    known: datetime
    until: datetime | None = None

    def stands(self, moment: datetime | None) -> bool:
        return self.until is None if moment is None else self.known <= moment and (self.until is None or self.until > moment)


@dataclass(frozen=True)
class Seen:
    """What is told of a number at a moment."""

    value: float | None
    version: int
    submission: int
    known: datetime
    address: str


def seen(statements: list[Statement], moment: datetime | None) -> dict[Key, Seen]:
    """The number of each key: that of its last standing statement, told by its own submission where that stands, else by the next."""
    shown = {}
    for about in {each.key for each in statements}:
        standing = [each for each in statements if each.key == about and each.stands(moment)]
        if standing:
            teller = min((s for s in standing if s.version == standing[-1].version), key=lambda s: (not s.first, s.submission))
            shown[about] = Seen(teller.value, teller.version, teller.submission, teller.known, f"B{teller.submission}")
    return shown


def told(store: Store, indicator: str, moment: datetime | None, **wanted: object) -> dict[Key, Seen]:
    found = store.observations(as_of=moment, indicators=[indicator], **wanted)
    return {
        h.observation.key: Seen(h.observation.value, h.revision, h.submission, h.known_from, h.observation.origin.address) for h in found
    }


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(history=st.lists(st.one_of(FILE, FILE, WITHDRAWAL), max_size=12))
def test_law_of_all_versions_the_one_stated_last_counts_whatever_was_confirmed_withdrawn_or_published_earlier(store, history):
    indicator = f"I{next(HISTORIES)}"
    statements: list[Statement] = []
    sent: list[int] = []
    for what, about, at, published in history:
        if what == "file":
            _send(store, indicator, statements, sent, about, day(at), None if published is None else day(published))
        elif about < len(sent) and all(each.until is None for each in statements if each.submission == sent[about]):
            store.withdraw(sent[about], by="Ann", at=day(at), reason="mistaken")
            for each in statements:
                each.until = day(at) if each.submission == sent[about] else each.until
        assert told(store, indicator, None) == seen(statements, None)
    for moment in [day(number) for number in (-1, *DAYS)]:
        shown = seen(statements, moment)
        assert told(store, indicator, moment) == shown
        assert told(store, indicator, moment, areas=["town", "nowhere"], whole=True) == {
            about: one for about, one in shown.items() if about.area == "town" and not about.breakdown
        }


def _send(
    store: Store,
    indicator: str,
    statements: list[Statement],
    sent: list[int],
    about: dict[int, int],
    at: datetime,
    published: datetime | None,
) -> None:
    current = seen(statements, None)
    number = len(store.submissions()) + 1
    figures = []
    for place, value in about.items():
        period, group, area = PLACES[place]
        figures.append(figure(value, key(indicator, period=period, group=group, area=area), at=f"B{number}"))
    receipt = store.accept(submission(*figures, name=f"{indicator} {number}"), by="Ann", at=at, known_from=published)
    assert receipt.number == number
    for one in figures:
        versions = [each.version for each in statements if each.key == one.key]
        old = current.get(one.key)
        again = old is not None and old.value == one.value
        version = old.version if again and old else max(versions, default=0) + 1
        statements.append(Statement(number, one.key, int(one.value or 0), version, not again, min(at, published or at)))
    sent.append(number)


def test_a_number_confirmed_after_a_withdrawal_counts_on_the_dates_it_was_published_for(store):
    """The one history in which an older version overtakes a newer one: on day 15 the confirmation, published on day 5, is the last word."""
    store.accept(submission(figure(5), name="a"), by="Ann", at=day(0))
    store.accept(submission(figure(6), name="b"), by="Ann", at=day(10))
    store.withdraw(2, by="Ann", at=day(20), reason="mistaken")
    store.accept(submission(figure(5), name="c"), by="Ann", at=day(30), known_from=day(5))
    assert [told(store, "I1", day(number))[key()].value for number in (4, 12, 25, 30)] == [5, 5, 5, 5]


def test_earlier_versions_are_not_read(sqlite_store):
    """Counted in steps of SQLite's own machine: as many for a number of 200 versions as for one of two."""
    steps = []
    for number in range(200):
        sqlite_store.accept(submission(figure(number), name=f"{number}"), by="Ann", at=day(number))
        if number in (1, 199):
            with sqlite_store.engine.connect() as connection:
                raw = connection.connection.driver_connection
                taken = [0]
                raw.set_progress_handler(lambda taken=taken: taken.__setitem__(0, taken[0] + 1), 1)
                assert len(views.held(connection, None, views.Filter(["I1"], [""], ["town"]))) == 1
                raw.set_progress_handler(None, 0)
            steps.append(taken[0])
    assert steps[1] < 1.2 * steps[0], steps
