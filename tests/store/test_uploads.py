"""Uploads on each database: one file is one upload, all done to it is on the record, and it counts with its submission or not at all."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from store_given import Q1, Q2, day, figure, key, submission, values

from indicators.observations import Held
from store import comparing, memory, record, staged
from store.acceptances import moved_figure
from store.audit import Entry
from store.memory import Memory
from store.problems import RefusedError
from store.staged import Recall, Staged


def entry(number: int = 0, outcome: str = "sent") -> Entry:
    return Entry(day(number), "lead ann", "upload", "", outcome)


def upload(name: str = "a", **more: object) -> Staged:
    of = submission(figure(1.0), name=name)
    return replace(Staged(of.sha256, "file", name, 10, "lead ann", "Ann", ("P1",), day(0)), **more)


def accept(store, number: int, name: str, *figures, states=("waiting",), against=None):
    one = staged.numbered(store, number)
    within = staged.accepting(number, entry=entry(1), states=states, answered=one)
    return store.accept(submission(*figures, name=name), by="Ann", who="lead ann", at=day(1), within=within, against=against)


def test_one_file_is_one_upload_however_often_and_by_how_many_it_is_sent(store):
    results: list[tuple[int, bool]] = []
    threads = [threading.Thread(target=lambda: results.append(staged.stage(store, upload(), entry=entry()))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [(1, False), (1, True), (1, True), (1, True)]
    assert len(staged.everything(store)) == 1
    assert [each.object for each in record.entries(store)] == ["upload 1"]


def test_an_upload_comes_back_as_it_was_taken_in(store):
    whole = upload(
        answers={"Values!F2": "zero"},
        recalled=(Recall("answer", "Values!F3:ask-dash", "ask-dash"),),
        layouts={"shape": {"label": "I1"}},
        published_on=day(0).date(),
        priorities=("P1", "P2"),
        theirs=None,
    )
    number, _ = staged.stage(store, whole, entry=entry())
    assert staged.numbered(store, number) == replace(whole, number=number)
    assert staged.live(store, whole.sha256, [whole.scope]).number == number
    assert staged.numbered(store, 99) is None


@pytest.mark.parametrize("end", ["withdrawn", "set aside"])
def test_what_has_ended_may_be_sent_anew_under_a_new_number(store, end):
    number, _ = staged.stage(store, upload(), entry=entry())
    if end == "withdrawn":
        receipt = accept(store, number, "a", figure(1.0))
        store.withdraw(receipt.number, by="Ann", at=day(2), reason="the wrong file")
    else:
        staged.change(
            store, number, entry=entry(2, "set aside"), state="set aside", ended_at=day(2), ended_by="Ann", reason="the wrong file"
        )
    ended = staged.numbered(store, number)
    assert (ended.state, ended.ended_at, ended.ended_by, ended.reason) == (end, day(2), "Ann", "the wrong file")
    assert staged.stage(store, upload(), entry=entry(3)) == (2, False)
    again = accept(store, 2, "a", figure(1.0))
    assert again.outcome == "accepted"
    assert values(store) == {key(): 1.0}
    assert store.verify() == []


def test_an_acceptance_and_its_upload_stand_together_or_not_at_all(store):
    number, _ = staged.stage(store, upload(), entry=entry())
    staged.change(store, number, entry=entry(1, "set aside"), state="set aside", ended_at=day(1), ended_by="Ann")
    with pytest.raises(RefusedError, match="set aside on 2 January 2024 by Ann"):
        accept(store, number, "a", figure(1.0))
    assert values(store) == {}
    assert store.submissions() == ()
    with pytest.raises(RefusedError, match="there is none of this number"):
        staged.change(store, 7, entry=entry())


def test_every_statement_of_an_acceptance_may_be_the_last_one(store, at_statement):
    """Whatever statement fails, the upload waits and nothing is held; the retry then ends with it there once."""
    number, _ = staged.stage(store, upload(), entry=entry())

    class Stopped(Exception):
        pass

    armed = True

    def stop() -> None:
        if armed:
            raise Stopped

    steps = 1
    while True:
        at_statement(store, steps + 1, stop)  # the first one is the look at the upload, before
        try:
            accept(store, number, "a", figure(1.0))
            break
        except Stopped:
            assert values(store) == {}
            assert staged.numbered(store, number).state == "waiting"
        steps += 1
    armed = False
    assert steps > 8
    assert staged.numbered(store, number).submission == 1
    assert accept(store, number, "a", figure(1.0)).outcome == "already"


def test_an_answer_given_elsewhere_meanwhile_is_not_lost(store):
    number, _ = staged.stage(store, upload(), entry=entry())
    seen = staged.numbered(store, number)
    staged.change(store, number, entry=entry(1), was=seen, answers={"F2": "zero"})
    with pytest.raises(RefusedError, match="answered elsewhere"):
        staged.change(store, number, entry=entry(1), was=seen, answers={"F2": "hidden"})
    within = staged.accepting(number, entry=entry(2), answered=seen)
    with pytest.raises(RefusedError, match="answered elsewhere"):
        store.accept(submission(figure(1.0), name="a"), by="Ann", at=day(2), within=within)
    assert values(store) == {}


def test_what_moved_since_a_mark_is_said_with_both_versions(store):
    store.accept(submission(figure(1.0), name="first"), by="Ann", at=day(1))
    file = submission(figure(2.0), figure(5.0, key(period=Q2)), name="file")
    first = comparing.mark(file, store.preview(file), "salt")
    assert comparing.same(first, comparing.mark(file, store.preview(file), "salt"))
    other = store.accept(submission(figure(3.0), figure(9.0, key("I2")), name="other"), by="Ben", at=day(2))
    now = store.preview(file)
    assert not comparing.same(first, comparing.mark(file, now, "salt"))
    [sentence] = comparing.moved(store, now, first)
    assert "was 1 (submission 1, 2 January 2024), is now 3 (submission 2, 3 January 2024)" in sentence.words
    store.withdraw(other.number, by="Ben", at=day(3), reason="no")
    assert comparing.same(first, comparing.mark(file, store.preview(file), "salt"))
    assert comparing.moved(store, store.preview(file), first) == ()
    assert [comparing.moved(store, now, odd) for odd in ("", "x.y", "999999.a", "-1.a")] == [()] * 4


def test_a_count_that_moved_under_a_mark_or_a_percentage_is_told(store):
    def told(was, now):
        return moved_figure(was, *(Held(each, 1, 1, 1, day(1), "") for each in (was, now))).words

    hidden = [figure(None, numerator=count) for count in (4.0, 5.0)]
    assert "was [c] with a count of 4 (submission 1, 2 January 2024), is now [c] with a count of 5 (" in told(*hidden)
    share = [figure(40.0, numerator=count, denominator=of) for count, of in ((40.0, 100.0), (80.0, 200.0))]
    assert "was 40 with a count of 40 of 100 (" in told(*share)
    assert "is now 40 with a count of 80 of 200 (" in told(*share)
    flagged = told(figure(7.0), figure(7.0, flags=frozenset({"p"})))
    assert "is now 7, with other marks, limits or notes (" in flagged


def test_a_mark_that_was_never_shown_is_no_earlier_look():
    assert comparing.looked("5.abc", "3.x", "8.y") == "5.abc"
    assert [comparing.looked(odd, "3.x", "8.y") for odd in ("2.abc", "9.abc", "", "x", "²5.a", "-4.a", "5" * 150)] == [""] * 7


def test_of_one_file_each_scope_has_an_upload_of_its_own(store):
    first, _ = staged.stage(store, upload(), entry=entry())
    second, before = staged.stage(store, upload(sender="lead ben", scope="ben"), entry=entry())
    assert (second, before) == (first + 1, False)
    assert staged.live(store, upload().sha256, ["ben"]).number == second
    assert staged.live(store, upload().sha256, ["cay"]) is None
    accept(store, first, "a", figure(1.0))
    assert staged.sent_by(store, "lead ann") == {1}
    assert staged.sent_by(store, "lead ben") == frozenset()


def test_a_receipt_is_made_again_from_the_record(store):
    store.accept(submission(figure(1.0), figure(4.0, key("I2")), name="first"), by="Ann", at=day(1))
    given = store.accept(submission(figure(2.0), figure(4.0, key("I2")), figure(7.0, key("I3")), name="second"), by="Ben", at=day(2))
    third = store.accept(submission(figure(6.0), name="third"), by="Cay", at=day(3))
    store.withdraw(1, by="Ann", at=day(4), reason="no")
    assert comparing.receipt(store, given.number) == given
    assert comparing.receipt(store, third.number) == third
    with pytest.raises(RefusedError, match="none of this number"):
        comparing.receipt(store, 9)


def test_what_stood_after_an_entry_is_what_is_seen_of_it_later(store):
    """The record's own order, not the clock: a withdrawal and a revision later change nothing about it."""
    from store import engines, views

    store.accept(submission(figure(1.0), name="first"), by="Ann", at=day(5))
    store.accept(submission(figure(2.0), name="second"), by="Ann", at=day(1))
    store.withdraw(2, by="Ann", at=day(0), reason="no")
    with engines.reading(store.engine) as connection:
        seen = [[held.observation.value for held in views.held(connection, number, views.Filter())] for number in range(4)]
    assert seen == [[], [1.0], [2.0], [1.0]]


def answer(key: str = "ask-dash", content: object = "zero") -> Memory:
    return Memory("answer", key, content, '"-" is read as 0', day(1))


def test_what_is_remembered_is_kept_once_replaced_and_forgotten_on_the_record(store):
    number, _ = staged.stage(store, upload(), entry=entry())

    def remember(*memories: Memory, sender: str = "lead ann") -> None:
        within = memory.remembering(sender, memories, entry=entry(1, "remembered"))
        staged.change(store, number, entry=entry(1, "answered"), within=within)

    remember(answer())
    remember(answer())
    remember(answer("ask-x", "hidden"), sender="lead ben")
    assert memory.of(store, "lead ann") == (answer(),)
    assert [each.object for each in record.entries(store)].count("answer ask-dash") == 1
    remember(answer(content="not_available"))
    assert [each.content for each in memory.of(store, "lead ann")] == ["not_available"]
    memory.forget(store, "lead ann", "answer", "ask-dash", entry=entry(2, "forgotten"))
    assert memory.of(store, "lead ann") == ()
    assert [each.key for each in memory.of(store, "lead ben")] == ["ask-x"]
    with pytest.raises(RefusedError, match="not remembered"):
        memory.forget(store, "lead ann", "answer", "ask-dash", entry=entry(2))


def test_what_is_forgotten_is_asked_again_in_files_that_wait_and_in_no_other(store):
    recalled = (Recall("answer", "Values!F3:ask-dash", "ask-dash"), Recall("layout", "shape", "shape"))
    content = {"answers": {"Values!F3:ask-dash": "zero", "Values!F4": "right"}, "layouts": {"shape": {"a": "I1"}}, "recalled": recalled}
    mine, _ = staged.stage(store, upload("a", **content), entry=entry())
    theirs, _ = staged.stage(store, upload("b", **content, sender="lead ben"), entry=entry())
    within = memory.remembering("lead ann", [answer(), Memory("layout", "shape", {"a": "I1"}, "a table", day(1))], entry=entry())
    staged.change(store, mine, entry=entry(), within=within)
    memory.forget(store, "lead ann", "answer", "ask-dash", entry=entry(2))
    assert staged.numbered(store, mine).answers == {"Values!F4": "right"}
    memory.forget(store, "lead ann", "layout", "shape", entry=entry(2))
    assert (staged.numbered(store, mine).layouts, staged.numbered(store, mine).recalled) == ({}, ())
    assert len(staged.numbered(store, theirs).answers) == 2


def test_nothing_of_an_upload_that_waits_is_seen_by_readers(store):
    before = store.revision()
    number, _ = staged.stage(store, upload(), entry=entry())
    staged.change(store, number, entry=entry(), answers={"F2": "zero"})
    assert store.revision() == before
    assert store.observations() == ()
    assert store.verify() == []
    assert key(period=Q1) == key()
