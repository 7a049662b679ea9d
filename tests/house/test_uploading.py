"""The desk that the upload pages ask, from a lead's workbook to its receipt and back again, in a store of the test's own."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

import cli
from house.place import Place
from house.uploading import UploadDesk
from indicators.observations import Origin
from indicators.periods import of_key
from indicators.registry import Plan
from indicators.submissions import Commentary
from loaders.marked_copy import TO_MEND
from pages.uploads.desk import Desk, Sender
from store.problems import ConflictError, RefusedError
from store.released import Reader
from store.submissions import open_store

ANN = Sender("local ann", "Ann Lead", ("P5",))
BEN = Sender("local ben", "Ben Lead", ("P5",))
CAY = Sender("local cay", "Cay Analyst")
Q2, Q3, Q4 = of_key("2024-Q2F"), of_key("2024-Q3F"), of_key("2024-Q4F")
#: two whole-area counts that the fifth priority is asked for
INDICATOR = "I5.3"


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2025, 8, 1, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def a_desk(plan: Plan, folder: Path) -> UploadDesk:
    clock = Clock()
    store = open_store(f"sqlite:///{folder / 'plan.db'}")
    return UploadDesk(Place(plan, store, folder / "received", now=clock, today=lambda: clock.at.date()))


@pytest.fixture
def desk(plan: Plan, tmp_path: Path) -> UploadDesk:
    return a_desk(plan, tmp_path)


def priority(plan: Plan, id: str = "P5"):
    return next(each for each in plan.priorities if each.id == id)


def workbook(desk: UploadDesk, period=Q4, *, of: str = "P5", **counts: object) -> bytes:
    """The template of a quarter, with counts under the keys of their rows (a dot is written "_")."""
    book = openpyxl.load_workbook(io.BytesIO(desk.template([priority(desk.plan, of)], period)))
    for name, count in counts.items():
        cell(book["Values"], name.replace("_", "."), "Count").value = count
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def cell(sheet, key: str, column: str):
    row = next(each.row for each in sheet["A"] if each.value == key)
    letter = next(each.column_letter for each in sheet[1] if each.value == column)
    return sheet[f"{letter}{row}"]


def taken(desk: UploadDesk, content: bytes, sender: Sender = ANN, name: str = "p5.xlsx") -> int:
    sent = desk.send(name, content, sender)
    assert sent.number is not None, [each.sentence for each in sent.problems]
    return sent.number


def accepted(desk: UploadDesk, content: bytes, sender: Sender = ANN):
    number = taken(desk, content, sender)
    return number, desk.accept(number, sender, seen=desk.reading(number).seen)


def held(desk: UploadDesk, as_of: datetime | None = None) -> dict[str, float | None]:
    return {
        each.observation.key.period.key: each.observation.value for each in desk.store.observations(as_of=as_of, indicators=[INDICATOR])
    }


def files(desk: UploadDesk, folder: Path) -> list[Path]:
    return [each for each in (folder / "received").rglob("*") if each.is_file()]


def test_the_desk_keeps_the_contract_of_the_pages(desk: UploadDesk) -> None:
    kept: Desk = desk
    assert kept.uploads() == ()
    assert kept.upload(1) is None


def test_a_file_waits_is_previewed_and_counts_once_it_is_accepted(desk: UploadDesk, tmp_path: Path) -> None:
    content = workbook(desk, I5_3=31)
    sent = desk.send("C:\\my files\\../P5 \u202e2024.xlsx", content, ANN)
    assert (sent.number, sent.before, sent.problems) == (1, False, ())
    upload = desk.upload(1)
    assert (upload.file, upload.state, upload.priorities, upload.sender_name) == ("P5 2024.xlsx", "waiting", ("P5",), "Ann Lead")
    assert held(desk) == {}
    reading = desk.reading(1)
    assert [change.observation.value for change in reading.preview.new] == [31.0]
    receipt = desk.accept(1, ANN, seen=reading.seen)
    assert (receipt.outcome, receipt.new, receipt.by) == ("accepted", 1, "Ann Lead")
    assert held(desk) == {"2024-Q4F": 31.0}
    assert desk.upload(1).submission == receipt.number
    assert desk.receipt(1) == receipt
    assert desk.received(1) == content
    assert desk.reading(1).preview is None
    assert desk.store.verify(tmp_path / "received") == []


def test_sent_twice_by_two_leads_and_accepted_twice_it_is_one_submission(desk: UploadDesk) -> None:
    content = workbook(desk, I5_3=31)
    number = taken(desk, content)
    again = desk.send("another name.xlsx", content, BEN)
    assert (again.number, again.before) == (number, True)
    seen, results = desk.reading(number).seen, []
    clicks = [threading.Thread(target=lambda: results.append(desk.accept(number, ANN, seen=seen))) for _ in range(3)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    results.append(desk.accept(number, BEN, seen=""))
    assert sorted(each.outcome for each in results) == ["accepted", "already", "already", "already"]
    assert {each.number for each in results} == {1}
    assert len(desk.store.submissions()) == 1
    assert desk.send("p5.xlsx", content, BEN).before


def test_a_file_that_was_loaded_at_the_terminal_is_not_accepted_again(desk: UploadDesk, tmp_path: Path) -> None:
    from house.terminal import Desk as Terminal

    content = workbook(desk, I5_3=31)
    Terminal(desk.plan, desk.store, tmp_path / "received", "ann", desk.place.now).arrive("p5.xlsx", content)
    sent = desk.send("p5.xlsx", content, ANN)
    assert sent.before
    assert desk.accept(sent.number, ANN, seen=desk.reading(sent.number).seen).outcome == "already"
    assert len(desk.store.submissions()) == 1


def test_numbers_that_moved_are_shown_in_both_versions_and_asked_about_again(desk: UploadDesk) -> None:
    first = taken(desk, workbook(desk, I5_3=31))
    seen = desk.reading(first).seen
    accepted(desk, workbook(desk, I5_3=30), BEN)
    assert "is now 30" in desk.reading(first).moved[0].words
    with pytest.raises(ConflictError) as asked:
        desk.accept(first, ANN, seen=seen)
    assert "was no figure, is now 30" in asked.value.differences[0]
    assert "nothing has changed" in str(asked.value)
    reading = desk.reading(first)
    assert (desk.upload(first).state, held(desk)) == ("waiting", {"2024-Q4F": 30.0})
    assert "was no figure, is now 30" in reading.moved[0].words
    assert desk.accept(first, ANN, seen=reading.seen).revised == 1
    assert held(desk) == {"2024-Q4F": 31.0}


@pytest.mark.parametrize("seen", ["", "x", "0.", "9.abc", "²."])
def test_nothing_is_accepted_by_a_mark_that_no_preview_gave(desk: UploadDesk, seen: str) -> None:
    number = taken(desk, workbook(desk, I5_3=31))
    with pytest.raises(ConflictError, match="Look at the new preview"):
        desk.accept(number, ANN, seen=seen)
    assert held(desk) == {}


def test_a_question_waits_for_its_answer_and_another_answer_is_another_preview(desk: UploadDesk) -> None:
    number = taken(desk, workbook(desk, I5_3="-"))
    asked = desk.reading(number)
    [question] = [each for each in asked.submission.problems if each.severity == "question"]
    place = f"Values!{question.where.address}"
    with pytest.raises(RefusedError, match="question waits"):
        desk.accept(number, ANN, seen=asked.seen)
    with pytest.raises(RefusedError, match='the answer "many"'):
        desk.answer(number, {place: "many"}, ANN)
    with pytest.raises(RefusedError, match="answer to a question that the file raises"):
        desk.answer(number, {"Values!A99": "zero"}, ANN)
    assert desk.upload(number).answers == {}
    desk.answer(number, {place: "not_available"}, ANN)
    seen = desk.reading(number).seen
    desk.answer(number, {place: "zero"}, BEN)
    with pytest.raises(ConflictError, match="answered"):
        desk.accept(number, ANN, seen=seen)
    assert desk.accept(number, ANN, seen=desk.reading(number).seen).new == 1
    assert held(desk) == {"2024-Q4F": 0.0}
    with pytest.raises(RefusedError, match="accepted as submission"):
        desk.answer(number, {place: "zero"}, ANN)


def test_a_remembered_answer_serves_later_files_of_that_sender_and_can_be_forgotten(desk: UploadDesk) -> None:
    first = taken(desk, workbook(desk, Q2, I5_3="-"))
    place = f"Values!{desk.reading(first).submission.problems[0].where.address}:ask-dash"
    desk.answer(first, {place: "zero"}, ANN, remember=True)
    [kept] = desk.remembered(ANN)
    assert (kept.kind, kept.key, kept.words) == ("answer", "ask-dash", '"-" is read as 0')
    later = taken(desk, workbook(desk, I5_3="-"))
    assert desk.upload(later).answers == {place: "zero"}
    assert desk.upload(later).remembered == {place}
    assert not desk.reading(later).submission.asking
    of_another = taken(desk, workbook(desk, Q3, I5_3="-"), BEN)
    assert desk.reading(of_another).submission.asking
    desk.answer(later, {place: ""}, ANN)
    assert desk.reading(later).submission.asking
    assert desk.upload(later).answers == {}
    desk.answer(later, {place: "not_available"}, ANN)
    assert desk.upload(later).remembered == frozenset()
    desk.forget("answer", "ask-dash", ANN)
    assert desk.remembered(ANN) == ()
    assert desk.upload(first).answers == {place: "zero"}
    again = taken(desk, workbook(desk, Q3, I5_3="--"))
    assert desk.reading(again).submission.asking


def test_what_is_forgotten_is_asked_again_in_a_file_that_waits(desk: UploadDesk) -> None:
    first = taken(desk, workbook(desk, Q2, I5_3="-"))
    place = f"Values!{desk.reading(first).submission.problems[0].where.address}"
    desk.answer(first, {place: "zero"}, ANN, remember=True)
    later = taken(desk, workbook(desk, I5_3="-"))
    desk.forget("answer", "ask-dash", ANN)
    assert desk.reading(later).submission.asking


def test_an_answer_that_a_figure_is_right_is_never_remembered(desk: UploadDesk) -> None:
    accepted(desk, workbook(desk, Q3, I5_3=40))
    number = taken(desk, workbook(desk, I5_3=400))
    desk.answer(number, {"tenfold-value": "right"}, ANN, remember=True)
    assert desk.remembered(ANN) == ()
    assert not desk.reading(number).submission.asking


TABLE = "What we count\n,Q2 2024/25,{quarter}\nOur count,{first},{second}\nA row for us,1,2\n"


def test_a_layout_is_mapped_once_and_used_for_the_next_quarter_of_that_shape(desk: UploadDesk) -> None:
    number = taken(desk, TABLE.format(quarter="Q3 2024/25", first=40, second=41).encode(), name="ours.csv")
    reading = desk.reading(number)
    [proposal] = reading.submission.proposals
    assert set(proposal.labels) == {"Our count", "A row for us"}
    assert INDICATOR in desk.questions(desk.plan.priorities)
    with pytest.raises(RefusedError, match="does not ask for"):
        desk.map(number, proposal.shape, {"Our count": "I99"}, ANN)
    with pytest.raises(RefusedError, match="no table of this shape"):
        desk.map(number, "another", {"Our count": INDICATOR}, ANN)
    desk.map(number, proposal.shape, {"Our count": INDICATOR}, ANN)
    assert desk.upload(number).priorities == ("P5",)
    desk.accept(number, ANN, seen=desk.reading(number).seen)
    assert held(desk) == {"2024-Q2F": 40.0, "2024-Q3F": 41.0}
    [kept] = desk.remembered(ANN)
    assert (kept.kind, kept.key) == ("layout", proposal.shape)
    assert "1 of its 2 labels" in kept.words
    later = taken(desk, TABLE.format(quarter="Q4 2024/25", first=40, second=44).encode(), name="next.csv")
    assert desk.upload(later).remembered == {proposal.shape}
    assert [change.observation.value for change in desk.reading(later).preview.new] == [44.0]
    of_another = taken(desk, TABLE.format(quarter="Q4 2024/25", first=40, second=45).encode(), BEN, name="next.csv")
    assert desk.reading(of_another).submission.proposals
    desk.forget("layout", proposal.shape, ANN)
    assert desk.reading(later).submission.proposals


def test_a_table_like_one_of_an_earlier_file_is_offered_as_that_was_explained_and_not_read(desk: UploadDesk) -> None:
    def like(sender: Sender = ANN) -> tuple[int, dict[str, str]]:
        under_another_title = TABLE.replace("What we count", "What we count now").format(quarter="Q4 2024/25", first=40, second=44)
        number = taken(desk, under_another_title.encode(), sender, name="next.csv")
        reading = desk.reading(number)
        assert not reading.submission.observations
        [proposal] = reading.submission.proposals
        return number, dict(proposal.labels)

    number = taken(desk, TABLE.format(quarter="Q3 2024/25", first=40, second=41).encode(), name="ours.csv")
    [proposal] = desk.reading(number).submission.proposals
    waiting, before = like()
    assert before == {"Our count": "", "A row for us": ""}
    desk.map(number, proposal.shape, {"Our count": INDICATOR}, ANN)
    assert like() == (waiting, {"Our count": INDICATOR, "A row for us": ""})
    assert desk.upload(waiting).layouts == {}
    assert like(BEN)[1] == before
    [offered] = desk.reading(waiting).submission.proposals
    desk.map(waiting, offered.shape, offered.labels, ANN)
    assert [change.observation.value for change in desk.reading(waiting).preview.changes] == [40.0, 44.0]
    desk.set_aside(waiting, ANN, reason="once more")
    desk.forget("layout", proposal.shape, ANN)
    desk.forget("layout", offered.shape, ANN)
    assert like()[1] == before


def test_the_quarter_convention_of_a_sender_is_remembered(desk: UploadDesk) -> None:
    number = taken(desk, TABLE.format(quarter="Q1 2024", first=40, second=41).encode(), name="ours.csv")
    shape = desk.reading(number).submission.proposals[0].shape
    desk.map(number, shape, {"Our count": INDICATOR}, ANN)
    asked = [each for each in desk.reading(number).submission.problems if each.code == "ask-period"]
    assert [id for id, _ in asked[0].choices] == ["2024-Q1F", "2024-Q1C"]
    desk.answer(number, {"ask-period": "2024-Q1C"}, ANN, remember=True)
    assert {each.kind for each in desk.remembered(ANN)} == {"layout", "answer"}
    later = taken(desk, TABLE.format(quarter="Q2 2024", first=40, second=42).encode(), name="next.csv")
    reading = desk.reading(later)
    assert {change.observation.key.period.key for change in reading.preview.changes} == {"2024-Q2F", "2024-Q2C"}


def test_withdrawn_the_former_figures_are_back_and_a_past_day_shows_what_was_known(desk: UploadDesk) -> None:
    accepted(desk, workbook(desk, I5_3=30))
    number, _ = accepted(desk, workbook(desk, I5_3=31))
    between = desk.place.now()
    with pytest.raises(RefusedError, match="no reason"):
        desk.withdraw(number, ANN, reason=" ")
    desk.withdraw(number, BEN, reason="the wrong quarter")
    upload = desk.upload(number)
    assert (upload.state, upload.ended_by, upload.reason) == ("withdrawn", "Ben Lead", "the wrong quarter")
    assert held(desk) == {"2024-Q4F": 30.0}
    assert held(desk, between) == {"2024-Q4F": 31.0}
    assert desk.receipt(number).revised == 1
    with pytest.raises(RefusedError, match="withdrawn on"):
        desk.withdraw(number, ANN, reason="again")
    again = desk.send("p5.xlsx", desk.received(number), ANN)
    assert again.number not in (None, number)
    assert desk.accept(again.number, ANN, seen=desk.reading(again.number).seen).outcome == "accepted"
    assert held(desk) == {"2024-Q4F": 31.0}


def test_set_aside_it_never_counts_and_may_be_sent_anew(desk: UploadDesk) -> None:
    content = workbook(desk, I5_3=31)
    number = taken(desk, content)
    seen = desk.reading(number).seen
    desk.set_aside(number, ANN, reason="not mine")
    for refused in (lambda: desk.accept(number, ANN, seen=seen), lambda: desk.set_aside(number, ANN, reason="")):
        with pytest.raises(RefusedError, match="set aside"):
            refused()
    with pytest.raises(RefusedError, match="A receipt is given"):
        desk.receipt(number)
    assert taken(desk, content) == number + 1
    assert held(desk) == {}


PEOPLE = b"NHS number,ward\n9434765919,3\n"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (PEOPLE, "personal-data"),
        (b"%PDF-1.4 and so on", "not-a-workbook"),
        (b"", "empty-file"),
        (b"a,b\n1,2\n", "unknown-format"),
        (b"x" * 8_000_001, "too-large"),
    ],
)
def test_a_file_that_is_refused_leaves_no_byte_behind(desk: UploadDesk, tmp_path: Path, content: bytes, code: str) -> None:
    sent = desk.send("list.csv", content, ANN)
    assert (sent.number, [each.code for each in sent.problems]) == (None, [code])
    assert files(desk, tmp_path) == []
    assert desk.uploads() == ()
    assert b"9434765919" not in b"".join(each.read_bytes() for each in tmp_path.rglob("*") if each.is_file())


def test_an_illustrative_workbook_is_refused_where_figures_are_real(plan: Plan, desk: UploadDesk, tmp_path: Path) -> None:
    from loaders.examples import illustrative_workbooks

    name, content = next(iter(illustrative_workbooks(plan)))
    sent = desk.send(name, content, CAY)
    assert (sent.number, sent.problems[-1].code) == (None, "illustrative")
    assert files(desk, tmp_path) == []


def test_the_untouched_template_imports_nothing_and_says_so(desk: UploadDesk, tmp_path: Path) -> None:
    sent = desk.send("p5.xlsx", desk.template([priority(desk.plan)], Q4), ANN)
    assert (sent.number, [each.code for each in sent.problems]) == (None, ["untouched-template"])
    assert "Nothing was changed" in sent.problems[0].sentence
    assert (desk.uploads(), files(desk, tmp_path)) == ((), [])


def test_the_next_template_shows_what_was_accepted_as_held_before(desk: UploadDesk) -> None:
    accepted(desk, workbook(desk, Q3, I5_3=31))
    later = openpyxl.load_workbook(io.BytesIO(desk.template([priority(desk.plan)], Q4)))
    assert cell(later["Values"], INDICATOR, "Figure held before").value == 31
    lead = openpyxl.load_workbook(io.BytesIO(desk.template(desk.plan.priorities, Q4)))
    assert cell(lead["Values"], INDICATOR, "Figure held before").value == 31


def test_a_workbook_with_invented_figures_says_so_in_every_part_and_a_real_one_nowhere(desk: UploadDesk) -> None:
    accepted(desk, workbook(desk, Q3, I5_3=31))
    said = "ILLUSTRATIVE"
    real = openpyxl.load_workbook(io.BytesIO(desk.template([priority(desk.plan)], Q4)))
    assert said not in str([[c.value for c in row] for row in real["Start here"].iter_rows()])
    invented = UploadDesk(replace(desk.place, illustrative=True)).template([priority(desk.plan)], Q4)
    book = openpyxl.load_workbook(io.BytesIO(invented))
    first = [row[0].value for row in book["Start here"].iter_rows()]
    assert said in first[0]
    assert any(str(line).startswith(f"{said}: some or all figures are made up") for line in first[1:])
    assert said in book.properties.title
    assert [sheet.title for sheet in book if said not in str(sheet.oddHeader.center.text)] == []
    held = cell(book["Values"], INDICATOR, "Figure held before")
    assert (held.value, "(illustrative)" in held.number_format) == (31, True)


def test_a_file_to_mend_waits_and_comes_back_marked(desk: UploadDesk) -> None:
    number = taken(desk, workbook(desk, I5_3="about 12"))
    with pytest.raises(RefusedError, match="To mend"):
        desk.accept(number, ANN, seen=desk.reading(number).seen)
    copy = openpyxl.load_workbook(io.BytesIO(desk.marked_copy(number)))
    assert copy.sheetnames[0] == TO_MEND
    assert "about 12" in cell(copy["Values"], INDICATOR, "Count").comment.text
    table = taken(desk, TABLE.format(quarter="Q4 2024/25", first=1, second=2).encode(), name="ours.csv")
    with pytest.raises(RefusedError, match="No marked copy"):
        desk.marked_copy(table)


def test_a_row_of_somebody_elses_priority_is_not_theirs_whoever_looks_at_it(desk: UploadDesk) -> None:
    number = taken(desk, workbook(desk, I5_3=31), replace(ANN, theirs=("P1",)))
    assert [each.code for each in desk.reading(number).submission.problems] == ["not-theirs"]
    with pytest.raises(RefusedError, match="To mend"):
        desk.accept(number, CAY, seen=desk.reading(number).seen)


def with_approval(plan: Plan) -> Plan:
    def on(each):
        return each.model_copy(update={"approval": True}) if each.id == INDICATOR else each

    passions = [
        passion.model_copy(
            update={"priorities": tuple(p.model_copy(update={"indicators": tuple(map(on, p.indicators))}) for p in passion.priorities)}
        )
        for passion in plan.passions
    ]
    return Plan.model_validate(plan.model_copy(update={"passions": tuple(passions)}).model_dump())


def test_where_the_plan_asks_for_it_somebody_else_approves(plan: Plan, tmp_path: Path) -> None:
    desk = a_desk(with_approval(plan), tmp_path)
    number, receipt = accepted(desk, workbook(desk, I5_3=31))
    assert (receipt.outcome, receipt.number, desk.upload(number).state) == ("approval", None, "approval")
    assert "somebody else approves" in receipt.sentence
    assert held(desk) == {}
    with pytest.raises(RefusedError, match="somebody other than Ann Lead"):
        desk.approve(number, ANN)
    assert desk.approve(number, CAY).outcome == "accepted"
    assert held(desk) == {"2024-Q4F": 31.0}
    with pytest.raises(RefusedError, match="accepted as submission"):
        desk.approve(number, CAY)
    assert desk.store.submissions()[0].by == "Ann Lead"


@pytest.mark.parametrize("name", ["ann", "Ann", "ann lead", "local ann", " ANN "])
def test_at_the_terminal_a_sender_is_known_by_each_of_their_names(plan: Plan, tmp_path: Path, name: str) -> None:
    desk = a_desk(with_approval(plan), tmp_path)
    number, _ = accepted(desk, workbook(desk, I5_3=31))
    with pytest.raises(RefusedError, match="somebody other than Ann Lead"):
        desk.approve(number, Sender(name, name))
    assert held(desk) == {}
    assert desk.approve(number, Sender("lead", "lead")).outcome == "accepted", "half a name is another one"


def test_who_sent_at_the_terminal_does_not_approve_on_the_page(plan: Plan, tmp_path: Path) -> None:
    desk = a_desk(with_approval(plan), tmp_path)
    number, _ = accepted(desk, workbook(desk, I5_3=31), Sender("ann", "ann"))
    with pytest.raises(RefusedError, match="somebody other than ann"):
        desk.approve(number, ANN)
    assert desk.approve(number, CAY).outcome == "accepted"


def test_an_upload_says_who_accepted_and_who_approved_it(plan: Plan, tmp_path: Path) -> None:
    desk = a_desk(with_approval(plan), tmp_path)
    number, _ = accepted(desk, workbook(desk, I5_3=31))
    desk.approve(number, CAY)
    assert (desk.upload(number).agreed_by, desk.upload(number).approved_by) == (ANN.who, CAY.who)
    other = taken(desk, workbook(desk, of="P7", **{"I7.3": 31}), replace(ANN, theirs=("P7",)))
    desk.accept(other, CAY, seen=desk.reading(other).seen)
    assert (desk.upload(other).sender, desk.upload(other).agreed_by, desk.upload(other).approved_by) == (ANN.who, CAY.who, "")


def test_the_approver_is_asked_again_where_numbers_moved(plan: Plan, tmp_path: Path) -> None:
    desk = a_desk(with_approval(plan), tmp_path)
    first, _ = accepted(desk, workbook(desk, I5_3=31))
    second, _ = accepted(desk, workbook(desk, I5_3=30), BEN)
    desk.approve(second, CAY)
    with pytest.raises(ConflictError, match="is now 30"):
        desk.approve(first, CAY)
    assert held(desk) == {"2024-Q4F": 30.0}
    assert desk.approve(first, CAY).revised == 1


def test_an_approver_who_may_not_see_held_figures_is_not_told_them_by_what_is_asked(plan: Plan, tmp_path: Path) -> None:
    desk = a_desk(with_approval(plan), tmp_path)
    number, _ = accepted(desk, workbook(desk, Q4, I5_3=400))
    before, _ = accepted(desk, workbook(desk, Q3, I5_3=40), BEN)
    desk.approve(before, CAY)
    with pytest.raises(RefusedError, match="had 40"):
        desk.approve(number, CAY)
    with pytest.raises(RefusedError, match="Ask Ann Lead") as told:
        desk.approve(number, replace(CAY, sees=()))
    assert "400" not in str(told.value)
    assert desk.upload(number).state == "approval"


def test_what_readers_will_not_see_is_told_without_what_others_sent_to_those_who_may_not_see_it(desk: UploadDesk) -> None:
    accepted(desk, workbook(desk, of="P7", **{"I7.2": 3}), CAY)
    number = taken(desk, workbook(desk, of="P7", **{"I7.3": 31}), replace(CAY, who="dee", sees=()))
    [rounded] = desk.reading(number, replace(CAY, who="dee", sees=())).hidden
    assert "Readers see 30" in rounded.why


def test_what_readers_see_in_place_of_a_share_is_told_in_per_cent(desk: UploadDesk) -> None:
    book = openpyxl.load_workbook(io.BytesIO(desk.template([priority(desk.plan, "P7")], Q4)))
    for column, count in (("Count", 57), ("Out of", 110)):
        cell(book["Values"], "I7.4", column).value = count
    [told] = desk.reading(taken(desk, saved(book), CAY)).hidden
    assert told.why.startswith("Readers see 50.0 %, "), "57 of 110 is shown as 55 of 110"


def test_what_readers_will_not_see_is_told_as_the_release_has_it(desk: UploadDesk) -> None:
    counts = {"I7.2": 3, "I7.3": 31, "I7.6": 30}
    number = taken(desk, workbook(desk, of="P7", **counts), CAY)
    few, rounded = desk.reading(number).hidden
    assert few.what.startswith("7.2")
    assert few.what.endswith(Q4.label)
    assert "few people" in few.why
    assert "Readers see 30" in rounded.why
    assert desk.store.patterns() == frozenset()
    desk.accept(number, CAY, seen=desk.reading(number).seen)
    seen = {each.key.indicator: each.value for each in Reader(desk.store, desk.plan, today=date.today).released()}
    assert seen == {"I7.2": None, "I7.3": 30.0, "I7.6": 30.0}


def said(text: str = "Training began again.", **more: str) -> Commentary:
    words = {"indicator": INDICATOR, "period": "2024-Q4F", "what_happened": text, "why": "", "what_next": ""} | more
    return Commentary(**words, origin=Origin("", "", ""))


def test_words_typed_on_the_screen_are_kept_exactly_and_may_be_withdrawn(desk: UploadDesk, tmp_path: Path) -> None:
    text = "  First line\r\n\r\nSecond “line”\tand 7 %  "
    receipt = desk.say(said(text), ANN)
    assert (receipt.outcome, receipt.commentary) == ("accepted", 1)
    assert [kept.said.what_happened for kept in desk.store.commentary()] == [text]
    assert desk.say(said(text), BEN).outcome == "already"
    assert desk.say(said("Other words."), ANN).outcome == "accepted"
    assert desk.say(said(text), ANN).outcome == "accepted"
    assert [kept.said.what_happened for kept in desk.store.commentary()] == [text]
    last = desk.uploads()[0]
    assert (last.state, last.priorities) == ("accepted", ("P5",))
    desk.withdraw(last.number, ANN, reason="no")
    assert [kept.said.what_happened for kept in desk.store.commentary()] == ["Other words."]
    assert desk.reading(last.number).submission.format == "screen"
    assert desk.store.verify(tmp_path / "received") == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"indicator": "I99"}, "I99"),
        ({"indicator": "I1.1"}, "belongs to priority 1"),
        ({"period": "next year"}, "Choose the quarter"),
        ({"period": "2009-Q4F"}, "Expected a period between"),
        ({"what_happened": " "}, "found no words"),
        ({"why": "x" * 1501}, "1,501 characters"),
        ({"why": "seen by 943 476 5919"}, "NHS number"),
        ({"why": "a\x00b"}, "no text"),
    ],
)
def test_words_that_may_not_stand_are_refused_in_words(desk: UploadDesk, tmp_path: Path, words: Mapping[str, str], told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        desk.say(said(**words), ANN)
    assert files(desk, tmp_path) == []
    assert desk.uploads() == ()


def test_small_numbers_in_words_are_asked_about_where_the_subject_is_sensitive(plan: Plan, desk: UploadDesk) -> None:
    sensitive = next(each for each in plan.indicators if each.sensitive)
    words = said("Three people died.", indicator=sensitive.id)
    with pytest.raises(RefusedError, match="Three people"):
        desk.say(words, CAY)
    assert desk.say(words, CAY, confirmed=True).outcome == "accepted"


def test_everything_done_to_an_upload_is_on_the_record_without_a_figure(desk: UploadDesk) -> None:
    from store import record

    number = taken(desk, workbook(desk, I5_3="-"))
    desk.answer(number, {"ask-dash": "zero"}, BEN, remember=True)
    desk.accept(number, ANN, seen=desk.reading(number).seen)
    desk.withdraw(number, ANN, reason="no")
    done = [(each.who, each.object, each.outcome) for each in record.entries(desk.store) if each.action in ("upload", "withdraw", "accept")]
    assert [(who, about) for who, about, _ in done] == [
        ("local ann", "upload 1"),
        ("local ben", "upload 1"),
        ("local ben", "answer ask-dash"),
        ("local ann", "submission 1"),
        ("local ann", "upload 1"),
        ("local ann", "submission 1"),
    ]
    assert not any("zero" in outcome for _, _, outcome in done)


# -- at the terminal --------------------------------------------------------------------------------------------------------------


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    code = cli.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out + said.err


def test_a_file_with_a_question_waits_at_the_terminal_too(
    plan: Plan, desk: UploadDesk, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DELIVERY_PLAN_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    file = tmp_path / "p5.xlsx"
    file.write_bytes(workbook(desk, I5_3="-"))
    code, out = run(capsys, "load", file, "--by", "ann")
    assert (code, "It waits as upload 1" in out) == (1, True)
    assert "waiting" in run(capsys, "uploads")[1]
    code, out = run(capsys, "accept", "1", "--by", "ann")
    assert (code, "question waits" in out) == (1, True)
    assert run(capsys, "answer", "1", "dash=zero")[0] == 1
    assert run(capsys, "answer", "1", "ask-dash=zero", "--remember", "--by", "ann")[0] == 0
    code, out = run(capsys, "accept", "1", "--by", "ann")
    assert (code, "1 new" in out) == (0, True)
    assert json.loads(run(capsys, "uploads", "--json")[1])[0]["state"] == "accepted"
    file.write_bytes(workbook(desk, Q3, I5_3="-"))
    code, out = run(capsys, "load", file, "--by", "ann")
    assert (code, "1 new" in out) == (0, True), out
    assert run(capsys, "withdraw", "1", "--reason", "no", "--by", "ann")[0] == 0
    assert json.loads(run(capsys, "uploads", "--json")[1])[0]["state"] == "withdrawn"


def test_a_workbook_of_several_priorities_and_of_a_lead(
    plan: Plan, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DELIVERY_PLAN_DATA", str(tmp_path / "data"))
    file = tmp_path / "both.xlsx"
    code, out = run(capsys, "template", "P2", "p5", "--quarter", "Q4 2024/25", "-o", file)
    assert (code, "priorities 2 and 5" in out) == (0, True), out
    assert openpyxl.load_workbook(file)["Start here"]["B3"].value == "P2, P5"
    lead = next(person for priority in plan.priorities for person in priority.leads if person in {p.id for p in plan.people})
    theirs = [priority.id for priority in plan.priorities if lead in priority.leads]
    assert run(capsys, "template", "--lead", lead, "--quarter", "Q4 2024/25", "-o", file)[0] == 0
    assert openpyxl.load_workbook(file)["Start here"]["B3"].value == ", ".join(theirs)
    for arguments, told in (([], "For whom"), (["--lead", "nobody-of-ours"], "no person")):
        code, out = run(capsys, "template", *arguments, "--quarter", "Q4 2024/25", "-o", file)
        assert (code, told in out) == (1, True)
