"""The page of data quality: what leads confirmed and were asked again, in words, and which file for whoever may know it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from figures_for_pages import Fake, point
from flask.testing import FlaskClient
from openpyxl.worksheet.worksheet import Worksheet
from quarters_for_uploads import Q1, Q2, Q3, dashboard, filled, grouped_priority, own_table

from house.uploading import UploadDesk
from indicators.disclosure.advice import MERGING
from indicators.observations import Status
from indicators.periods import quarter
from indicators.registry import Plan
from indicators.series import parts_of
from loaders.conventions import place
from loaders.questions import group_questions
from pages.uploads import reach
from pages.uploads.chosen import ONE_CELL, kind_of, words_of
from pages.uploads.desk import Sender
from pages.web import web_app
from store.problems import ConflictError

HERE = Sender("this computer", "whoever works at this computer")
BEFORE, ON_THE_DAY = "/data-quality?as_of=2025-05-11", "/data-quality?as_of=2025-05-12"


@pytest.fixture
def kept(plan: Plan, root: Path, tmp_path: Path) -> Iterator[tuple[FlaskClient, UploadDesk]]:
    app, store, desk = dashboard(plan, root, tmp_path)
    yield app.server.test_client(), desk
    store.close()


def told(client: FlaskClient, address: str = "/data-quality") -> str:
    response = client.get(address, headers={"Accept": "text/html"})
    assert response.status_code == 200, response.text
    main = response.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main.partition(">")[2])).split())


def confirmed(page: str) -> str:
    return page.partition("What leads confirmed")[2].partition("Uploads that were asked again")[0]


def again(page: str) -> str:
    return page.partition("Uploads that were asked again")[2].partition("The figures themselves")[0]


def sent(desk: UploadDesk, name: str, content: bytes, *, answer: str = "", remember: bool = False) -> int:
    """The number of an upload that was sent, its dashes answered, and accepted."""
    number = desk.send(name, content, HERE).number
    assert number is not None
    asked = [each for each in desk.reading(number).submission.problems if each.severity == "question"]
    if answer:
        desk.answer(number, {place(each): answer for each in asked}, HERE, remember=remember)
    desk.accept(number, HERE, seen=desk.reading(number).seen)
    return number


def dashes(plan: Plan, count: int = 2) -> list[str]:
    """The keys of rows of groups that hold a dash."""
    return [question.key for question in group_questions(plan, grouped_priority(plan)) if question.group == "other"][:count]


def conflict(desk: UploadDesk, plan: Plan) -> int:
    """The number of an upload whose numbers moved between its preview and its acceptance."""
    first = desk.send("mine.xlsx", filled(plan, Q3, more=9), HERE).number
    assert first is not None
    seen = desk.reading(first).seen
    sent(desk, "theirs.xlsx", filled(plan, Q3, more=3))
    with pytest.raises(ConflictError):
        desk.accept(first, HERE, seen=seen)
    return first


def test_without_a_question_or_a_conflict_the_page_says_so(kept: tuple[FlaskClient, UploadDesk]):
    page = told(kept[0])
    assert "No question was asked about a file that counts" in confirmed(page)
    assert "No upload was asked again." in again(page)


def test_an_app_without_a_desk_says_that_nobody_was_asked(client: FlaskClient):
    page = told(client)
    assert "takes no files" in confirmed(page)
    assert "takes no files" in again(page)


def test_answers_are_told_by_kind_and_by_file_given_or_remembered(kept: tuple[FlaskClient, UploadDesk], plan: Plan):
    client, desk = kept
    cells = dashes(plan)
    sent(desk, "first.xlsx", filled(plan, Q1, dashes=cells), answer="not_available", remember=True)
    sent(desk, "second.xlsx", filled(plan, Q2, dashes=cells))
    page = confirmed(told(client))
    assert f"A dash Not available {len(cells)} {len(cells)} 2" in page
    assert f"Upload 1 first.xlsx A dash Not available {len(cells)} given 12 May 2025, 10:00" in page
    assert f"Upload 2 second.xlsx A dash Not available {len(cells)} remembered 12 May 2025, 10:00" in page
    assert "Values!" not in page
    assert "Breakdowns!" not in page


def test_an_answer_about_a_file_that_does_not_count_is_none(kept: tuple[FlaskClient, UploadDesk], plan: Plan):
    client, desk = kept
    waiting = desk.send("waits.xlsx", filled(plan, Q1, dashes=dashes(plan)), HERE).number
    assert waiting is not None
    asked = [each for each in desk.reading(waiting).submission.problems if each.severity == "question"]
    desk.answer(waiting, {place(each): "zero" for each in asked}, HERE)
    assert "A dash" not in confirmed(told(client))
    desk.accept(waiting, HERE, seen=desk.reading(waiting).seen)
    assert "waits.xlsx A dash 0" in confirmed(told(client))
    desk.withdraw(waiting, HERE, reason="the wrong quarter")
    assert "A dash" not in confirmed(told(client))


def test_how_a_table_of_their_own_was_read_is_an_answer_too(kept: tuple[FlaskClient, UploadDesk], plan: Plan):
    client, desk = kept
    number = desk.send("own.xlsx", own_table({"Ours": [31, 30], "Else": [1, 2]}, ["Q1 2024-25", "Q2 2024-25"]), HERE).number
    assert number is not None
    (proposal,) = desk.reading(number).submission.proposals
    key = next(key for key in desk.questions(plan.priorities) if key.startswith("I5.3"))
    desk.map(number, proposal.shape, {"Ours": key}, HERE)
    desk.accept(number, HERE, seen=desk.reading(number).seen)
    page = confirmed(told(client))
    assert f"What the rows of a table of their own mean 1 of {len(proposal.labels)} labels are read" in page
    assert "Ours" not in page


def test_numbers_that_moved_before_acceptance_are_told_with_their_upload_and_when(kept: tuple[FlaskClient, UploadDesk], plan: Plan):
    client, desk = kept
    number = conflict(desk, plan)
    with pytest.raises(ConflictError):
        desk.accept(number, HERE, seen="0.another")
    page = again(told(client))
    assert "One upload, asked again twice in all" in page
    assert f"Upload {number} mine.xlsx 2 12 May 2025, 10:00; 12 May 2025, 10:00" in page
    assert "theirs.xlsx" not in page


def test_what_came_after_the_day_is_not_told(kept: tuple[FlaskClient, UploadDesk], plan: Plan):
    client, desk = kept
    sent(desk, "first.xlsx", filled(plan, Q1, dashes=dashes(plan)), answer="zero")
    conflict(desk, plan)
    before, after = told(client, BEFORE), told(client, ON_THE_DAY)
    assert "A dash" not in confirmed(before)
    assert "No upload was asked again." in again(before)
    assert "first.xlsx A dash 0" in confirmed(after)
    assert "mine.xlsx 1" in again(after)


def test_who_may_not_send_sees_how_many_and_no_file(kept: tuple[FlaskClient, UploadDesk], plan: Plan, monkeypatch: pytest.MonkeyPatch):
    client, desk = kept
    cells = dashes(plan)
    sent(desk, "first.xlsx", filled(plan, Q1, dashes=cells), answer="zero")
    conflict(desk, plan)
    nothing = reach.Reach(see=False, file=False, act=False, end=False, approve=False)
    monkeypatch.setattr(reach, "reach", lambda _plan, _upload: nothing)
    page = told(client)
    assert f"A dash 0 {len(cells)} 0 1" in confirmed(page)
    assert "One upload, asked again once in all" in again(page)
    assert page.count("is shown to whoever may send figures") == 2
    assert not re.search(r"\.xlsx|Upload \d", page)


@pytest.mark.parametrize(
    ("key", "choice", "question", "chosen"),
    [
        ("Values!F14:ask-dash", "zero", "A dash", "0"),
        ("ask-dash", "not_available", "A dash", "not available"),
        ("Values!F14", "hidden", ONE_CELL, "hidden to protect people"),
        ("Values!B2:unlike-last-value", "right", "Far from the figure before", "the figures are right as they stand"),
        ("Breakdowns!A1:B3", "2024-Q1F", ONE_CELL, Q1.label),
    ],
)
def test_an_answer_is_told_in_words(key: str, choice: str, question: str, chosen: str):
    assert (kind_of(key), words_of(choice)) == (question, chosen)


def taken(client: FlaskClient, day: str = "") -> openpyxl.Workbook:
    response = client.get(f"/download/data-quality.xlsx{day}")
    assert response.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(response.data))


def below(sheet: Worksheet, head: str) -> list[tuple[object, ...]]:
    """The rows below the one that begins with this head."""
    rows = list(sheet.iter_rows(values_only=True))
    return rows[[row[0] for row in rows].index(head) + 1 :]


def test_the_workbook_has_the_tables_of_the_page(kept: tuple[FlaskClient, UploadDesk], plan: Plan):
    client, desk = kept
    cells = dashes(plan)
    sent(desk, "first.xlsx", filled(plan, Q1, dashes=cells), answer="zero", remember=True)
    number = conflict(desk, plan)
    book, page = taken(client), told(client)
    assert book.sheetnames[3:] == ["data-quality", "group-not-known", "confirmed", "confirmed-by-file", "asked-again"]
    assert below(book["confirmed"], "What was asked about") == [("A dash", "0", len(cells), 0, 1)]
    [by_file] = below(book["confirmed-by-file"], "Upload")
    assert by_file[:6] == ("Upload 1", "first.xlsx", "A dash", "0", len(cells), "given")
    assert below(book["asked-again"], "Upload") == [(f"Upload {number}", "mine.xlsx", 1, "12 May 2025, 10:00")]
    for name in book.sheetnames[4:]:
        assert book[name]["A1"].value in page
    remarks = [row[1] for row in book["Cover"].iter_rows(values_only=True) if row[0] == "Remark"]
    assert any(words.startswith("Uploads that were asked again: One upload, asked again once in all") for words in remarks)
    before = taken(client, "?as_of=2025-05-11")
    assert before.sheetnames[3:] == ["data-quality", "group-not-known"]
    assert "No upload was asked again." in str(list(before["Cover"].iter_rows(values_only=True)))


def test_the_workbook_names_no_file_to_who_may_not_send(kept: tuple[FlaskClient, UploadDesk], plan: Plan, monkeypatch: pytest.MonkeyPatch):
    client, desk = kept
    sent(desk, "first.xlsx", filled(plan, Q1, dashes=dashes(plan)), answer="zero")
    conflict(desk, plan)
    nothing = reach.Reach(see=False, file=False, act=False, end=False, approve=False)
    monkeypatch.setattr(reach, "reach", lambda _plan, _upload: nothing)
    book = taken(client)
    assert book.sheetnames[3:] == ["data-quality", "group-not-known", "confirmed"]
    everything = [cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]
    assert not any(re.search(r"\.xlsx|Upload \d", cell) for cell in everything)
    assert sum("is shown to whoever may send figures" in cell for cell in everything) == 2


# -- breakdowns that are mostly hidden ----------------------------------------------------------------------------------------------------


@pytest.fixture
def sparse(plan: Plan, root: Path) -> FlaskClient:
    """An indicator of the plan whose groups but one are hidden in four quarters, the last of them known from May 2024."""
    indicator, area = plan.indicators[0], next(area.id for area in plan.areas if area.role == "plan")
    points = tuple(
        point(
            *(indicator.id, parts_of(indicator)[0].id, area, quarter(2023, n)),
            9.0 if id == "yes" else None,
            breakdown=(("carer", id),),
            status=Status.OK if id == "yes" else Status.HIDDEN,
            known=datetime(2023, 8, 1, tzinfo=UTC) if n < 4 else datetime(2024, 5, 1, tzinfo=UTC),
        )
        for n in (1, 2, 3, 4)
        for id in ("yes", "no", "not_stated")
    )
    return web_app(Fake(plan, points), root / "assets").server.test_client()


def mostly_hidden(page: str) -> str:
    return page.partition("Breakdowns that are mostly hidden")[2].partition("Group not stated or not known")[0]


def test_a_breakdown_of_which_little_is_shown_is_told_with_the_advice_once(sparse: FlaskClient):
    section = mostly_hidden(told(sparse))
    assert section.count(MERGING) == 1
    assert section.count("2 of 3") == 4
    assert f"Carers {quarter(2023, 1).short}: 2 of 3" in section
    before = mostly_hidden(told(sparse, "/data-quality?as_of=2024-04-30"))
    assert "No breakdown had more than half of its groups hidden" in before
    assert MERGING not in before


def test_the_workbook_has_the_mostly_hidden_breakdowns_and_their_advice(sparse: FlaskClient):
    book = taken(sparse)
    assert book.sheetnames[3:] == ["data-quality", "mostly-hidden", "group-not-known"]
    assert len(below(book["mostly-hidden"], "Figure")) == 1
    assert any(row[0] == MERGING for row in book["mostly-hidden"].iter_rows(values_only=True))
    assert MERGING in str(list(book["Cover"].iter_rows(values_only=True)))
    before = taken(sparse, "?as_of=2024-04-30")
    assert before.sheetnames[3:] == ["data-quality", "group-not-known"]
    assert "No breakdown had more than half" in str(list(before["Cover"].iter_rows(values_only=True)))
