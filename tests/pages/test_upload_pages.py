"""The pages of a lead's quarter, in open mode, over the real desk and a real store: from the workbook to the receipt, and back again."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient
from quarters_for_uploads import NOW, Q1, Q2, Q3, Q4, TODAY, dashboard, filled, grouped_priority, own_table, with_cells

from house.uploading import UploadDesk
from indicators.decisions import Decided
from indicators.observations import Key, Observation, Origin, Status
from indicators.registry import Plan
from loaders.questions import BREAKDOWNS, group_questions, questions
from loaders.template import write
from pages.frame.data import KEY as DATA
from pages.uploads import desk as contract
from pages.uploads import sending
from pages.uploads.desk import Sender
from pages.uploads.figures import by_how_much, figure
from pages.web import DeliveryPlan
from store.submissions import Store

#: how a page is asked for by a browser
HTML = {"Accept": "text/html"}


@dataclass
class Quarter:
    """The dashboard of these tests, and a browser without a script."""

    app: DeliveryPlan
    store: Store
    desk: UploadDesk
    plan: Plan

    @property
    def client(self) -> FlaskClient:
        return self.app.server.test_client()

    def get(self, path: str, status: int = 200) -> str:
        response = self.client.get(path, headers=HTML)
        assert response.status_code == status, (path, response.status, words(response.text))
        return response.text

    def post(self, path: str, status: int = 303, **fields: str) -> str:
        """The address that a form leads to; the page where it leads nowhere."""
        response = self.client.post(path, data=fields, headers=HTML)
        assert response.status_code == status, (path, response.status, words(response.text))
        return response.headers["Location"] if status == 303 else response.text

    def send(self, content: bytes, name: str = "quarter.xlsx", status: int = 303, **fields: str) -> str:
        body, kind = as_sent(content, name, fields)
        response = self.client.post("/uploads/new", data=body, content_type=kind, headers=HTML)
        assert response.status_code == status, (response.status, words(response.text))
        return response.headers["Location"] if status == 303 else response.text

    def accepted(self, content: bytes, name: str) -> int:
        """The number of an upload that was accepted."""
        number = number_of(self.send(content, name))
        self.post(f"/uploads/{number}/accept", seen=seen(self.get(f"/uploads/{number}")))
        return number

    def held(self) -> dict[Key, float | None]:
        """What stands now of all that was sent beside the figures that come with the project."""
        wanted = [indicator.id for indicator in self.plan.indicators]
        found = self.store.observations(indicators=wanted)
        return {one.observation.key: one.observation.numerator for one in found if one.submission > 1}


@pytest.fixture
def made(plan: Plan, root: Path, tmp_path: Path) -> Iterator[Quarter]:
    app, store, desk = dashboard(plan, root, tmp_path)
    yield Quarter(app, store, desk, plan)
    store.close()


def as_sent(content: bytes, name: str, fields: dict[str, str]) -> tuple[bytes, str]:
    """A form with a file as a browser sends it, and its content type."""
    parts = [f'--edge\r\nContent-Disposition: form-data; name="{each}"\r\n\r\n{value}\r\n'.encode() for each, value in fields.items()]
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
    return b"".join((*parts, head.encode(), content, b"\r\n--edge--\r\n")), "multipart/form-data; boundary=edge"


def words(page: str) -> str:
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main.partition(">")[2])).split())


def number_of(address: str) -> int:
    found = re.match(r"/uploads/(\d+)", address)
    assert found, address
    return int(found[1])


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found, words(page)
    return unescape(found[1])


def dash_of(plan: Plan) -> str:
    """The key of a row of groups that holds a dash in these tests."""
    return next(q.key for q in group_questions(plan, grouped_priority(plan)) if q.group == "other")


# -- what is there before anything was sent -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/uploads", "/uploads/new", "/uploads/commentary", "/uploads/remembered"])
def test_every_page_has_one_heading_and_no_script_but_the_one_that_sends(made: Quarter, path: str):
    response = made.client.get(path, headers=HTML)
    page = response.text
    assert page.count("<h1") == 1
    assert ("<script" in page) is (path == "/uploads/new")
    allowed = "'self'" if path == "/uploads/new" else "'none'"
    assert f"script-src {allowed};" in response.headers["Content-Security-Policy"]
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "no-store"
    assert '<a href="/uploads" aria-current="page">Send figures</a>' in page


def test_what_is_taken_is_said_before_it_is_sent(made: Quarter):
    page = made.get("/uploads/new")
    assert 'accept=".xlsx,.xlsm,.xls,.ods,.csv"' in page
    assert "at most 8 MB" in words(page)
    assert 'enctype="multipart/form-data"' in page
    assert 'method="post"' in page


def test_the_first_page_tells_what_is_asked_for_and_by_whom(made: Quarter):
    told = words(made.get("/uploads"))
    for priority in made.plan.priorities:
        assert f"{priority.number} {priority.short}" in told
    assert Q4.label in told


def test_an_app_that_takes_no_files_says_so(made: Quarter):
    del made.app.server.config[contract.KEY]
    assert "takes no files here" in words(made.get("/uploads", 503))
    assert "Send figures" not in made.get("/")


@pytest.mark.parametrize("priority", ["one", "all"])
def test_the_workbook_of_a_quarter_is_taken_and_comes_back_with_what_it_asks_for(made: Quarter, priority: str):
    wanted = grouped_priority(made.plan)
    response = made.client.get(f"/uploads/template?priority={wanted.id if priority == 'one' else 'all'}&quarter={Q4.key}")
    assert response.status_code == 200
    assert (
        response.headers["Content-Disposition"]
        == f'attachment; filename="workbook_{wanted.id if priority == "one" else "all-priorities"}_{Q4.key}.xlsx"'
    )
    book = openpyxl.load_workbook(io.BytesIO(response.data))
    keys = [row[0].value for row in book["Values"].iter_rows(min_row=2)]
    chosen = [wanted] if priority == "one" else made.plan.priorities
    assert keys == [question.key for each in chosen for question in questions(made.plan, each)]


def test_files_of_a_dashboard_with_invented_figures_say_so_in_their_names(made: Quarter):
    made.app.server.config[DATA].illustrative = True
    response = made.client.get(f"/uploads/template?priority=all&quarter={Q4.key}")
    assert response.headers["Content-Disposition"] == f'attachment; filename="ILLUSTRATIVE_workbook_all-priorities_{Q4.key}.xlsx"'
    made.send(filled(made.plan, Q1))
    assert 'filename="ILLUSTRATIVE_upload_1.xlsx"' in made.client.get("/uploads/1/received").headers["Content-Disposition"]


def test_in_open_mode_who_sent_a_file_is_told_who_can_approve_it_in_place_of_a_button(made: Quarter):
    indicator = grouped_priority(made.plan).indicators[0].id
    made.store.decide(Decided(indicator, "", "approval", {"approval": True}, "Two pairs of eyes.", TODAY, "the Board"), at=NOW)
    made.send(filled(made.plan, Q1))
    made.post("/uploads/1/accept", seen=seen(made.get("/uploads/1")))
    page = made.get("/uploads/1")
    assert 'action="/uploads/1/approve"' not in page
    assert "delivery-plan accept 1 --by NAME" in words(page)
    made.send(filled(made.plan, Q2))
    made.desk.accept(2, Sender("command line ann", "Ann"), seen=made.desk.reading(2).seen)
    assert 'action="/uploads/2/approve"' not in made.get("/uploads/2"), "who sent it does not approve it, whoever accepted it"
    made.desk.send("q3.xlsx", filled(made.plan, Q3), Sender("command line ann", "Ann"))
    made.desk.accept(3, Sender("command line ann", "Ann"), seen=made.desk.reading(3).seen)
    assert 'action="/uploads/3/approve"' in made.get("/uploads/3")


def test_that_somebody_else_approves_is_said_before_a_file_is_accepted_and_who_did_afterwards(made: Quarter):
    before = words(made.get("/uploads/1" if made.send(filled(made.plan, Q1)) else ""))
    assert "it counts once you accept it." in before
    indicator = grouped_priority(made.plan).indicators[0].id
    made.store.decide(Decided(indicator, "", "approval", {"approval": True}, "Two pairs of eyes.", TODAY, "the Board"), at=NOW)
    page = made.get("/uploads/1")
    assert "it counts once you accept it and somebody else approves it." in words(page), "decided since, and not in the plan's file"
    assert "Some of these indicators are approved by somebody else before they count." in words(page)
    made.post("/uploads/1/accept", seen=seen(page))
    assert "Accepted by this computer, for somebody else to approve" in words(made.get("/uploads/1"))
    made.desk.approve(1, Sender("command line ann", "Ann"))
    told = words(made.get("/uploads/1"))
    assert "accepted by this computer, approved by command line ann, as submission 2" in told
    assert "Approved by command line ann" in told
    assert "Approved by: command line ann" in made.client.get("/uploads/1/receipt").text
    assert json.loads(made.client.get("/uploads/1/receipt?as=json").text)["approved_by"] == "command line ann"


@pytest.mark.parametrize("asked", ["", "?priority=P99&quarter=2024-Q4F", "?priority=all&quarter=2031-Q1F", "?priority=all&quarter=soon"])
def test_a_workbook_that_is_not_offered_is_refused_in_words(made: Quarter, asked: str):
    assert "Choose both below" in words(made.get(f"/uploads/template{asked}", 404))


# -- what is refused ----------------------------------------------------------------------------------------------------------------


def refused_files(plan: Plan) -> dict[str, tuple[bytes, str, int, str]]:
    untouched = write(plan, grouped_priority(plan), Q4)
    people = b"Name,Date of birth,NHS number\r\nSomebody,01/02/1980,9434765919\r\n"
    return {
        "another kind": (b"hello", "notes.txt", 415, "Expected a file whose name ends in .xlsx"),
        "empty": (b"", "nothing.xlsx", 422, "Expected"),
        "not what its name says": (b"hello, this is no workbook at all" * 40, "letter.xlsx", 422, "Expected"),
        "people": (people, "people.csv", 422, "This file holds people"),
        "untouched": (untouched, "workbook.xlsx", 422, "This file is the workbook as it was taken"),
        "too large": (b"x" * (8_000_000 + 1), "large.csv", 413, "Expected at most 8 MB"),
        "far too large": (b"x" * 9_000_000, "larger.csv", 413, "found 9.1 MB"),
    }


@pytest.mark.parametrize("kind", ["another kind", "empty", "not what its name says", "people", "untouched", "too large", "far too large"])
def test_a_file_that_is_not_taken_says_why_and_how_to_go_on_and_nothing_is_kept(made: Quarter, kind: str, tmp_path: Path):
    content, name, status, said = refused_files(made.plan)[kind]
    page = made.send(content, name, status)
    assert said in words(page)
    assert 'role="alert"' in page
    assert 'id="file"' in page, "the way on is the same form"
    assert made.desk.uploads() == ()
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and file.read_bytes() == content and content]


def test_a_form_without_a_file_says_so(made: Quarter):
    response = made.client.post("/uploads/new", data={}, headers=HTML)
    assert response.status_code == 400
    assert "found none" in words(response.text)


def test_a_publication_day_that_lies_ahead_is_refused(made: Quarter):
    assert "not still to come" in words(made.send(filled(made.plan, Q1), status=400, published_on="2031-01-01"))


def test_the_script_is_told_the_same_as_a_reader(made: Quarter):
    data = {"file": (io.BytesIO(b"hello"), "notes.txt")}
    response = made.client.post("/uploads/new", data=data, headers={"Accept": "application/json"})
    assert response.status_code == 415
    assert response.json == {"title": sending.REFUSED, "sentences": [sending.OTHER_KIND.format(name="notes.txt")]}
    data = {"file": (io.BytesIO(filled(made.plan, Q1)), "q1.xlsx")}
    assert made.client.post("/uploads/new", data=data, headers={"Accept": "application/json"}).json == {"to": "/uploads/1?done=sent"}


def test_a_body_over_the_limit_is_refused_by_what_it_declares_and_not_parsed(made: Quarter, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("werkzeug.formparser.FormDataParser.parse", lambda *_: pytest.fail("the form was read"))
    assert "Expected at most 8 MB" in words(made.send(b"x" * 8_200_000, "large.csv", 413))


def test_too_long_a_form_elsewhere_is_refused_in_words(made: Quarter):
    page = made.post("/uploads/commentary", 413, what_happened="x" * 8_400_000)
    assert "more than is taken here" in words(page)


def test_a_name_is_shown_as_text_and_names_no_file(made: Quarter):
    content = filled(made.plan, Q1)
    number = number_of(made.send(content, "../<script>alert(1)</script>.xlsx"))
    page = made.get(f"/uploads/{number}")
    assert "<script>alert" not in page
    response = made.client.get(f"/uploads/{number}/received")
    assert response.headers["Content-Disposition"] == f'attachment; filename="upload_{number}.xlsx"'
    assert response.data == content


# -- a quarter ----------------------------------------------------------------------------------------------------------------------


def test_a_quarter_from_the_workbook_to_the_receipt_and_back(made: Quarter):
    for period, name in ((Q1, "q1.xlsx"), (Q2, "q2.xlsx"), (Q3, "q3.xlsx")):
        made.accepted(filled(made.plan, period), name)
    before = made.held()
    number = number_of(made.send(filled(made.plan, Q4, dashes=[dash_of(made.plan)], words="It was steady.\nMostly."), "q4.xlsx"))
    page = made.get(f"/uploads/{number}?done=sent")
    assert "One question to answer" in words(page)
    assert 'role="status"' in page
    assert 'name="seen"' not in page, "what has a question open is not accepted"
    assert "It was steady.\nMostly." in page, "commentary is shown as it was typed"
    assert made.held() == before
    field = unescape(re.search(r'type="radio" name="([^"]+)"', page)[1])  # type: ignore[index]
    assert made.post(f"/uploads/{number}/answers", **{field: "zero"}).startswith(f"/uploads/{number}?done=answered")
    page = made.get(f"/uploads/{number}")
    assert "Nothing to mend, nothing to answer" in words(page)
    assert "One answer given" in words(page)
    assert made.post(f"/uploads/{number}/accept", seen=seen(page)) == f"/uploads/{number}?done=accepted"
    page = made.get(f"/uploads/{number}?done=accepted")
    record = made.store.submissions()[-1]
    told = words(page)
    assert f"Submission {record.number}" in told
    assert record.sha256 in told
    assert len(made.held()) == 4 * len(before) / 3
    assert "It was steady." in made.get(f"/indicator/{grouped_priority(made.plan).indicators[0].id}")
    assert "found nothing" in words(made.post(f"/uploads/{number}/withdraw", 400, reason="  "))
    assert made.post(f"/uploads/{number}/withdraw", reason="The wrong quarter.") == f"/uploads/{number}?done=withdrawn"
    assert made.held() == before
    told = words(made.get(f"/uploads/{number}"))
    assert "Why: The wrong quarter." in told
    assert "withdrawn" in words(made.get("/uploads"))


def test_revised_figures_are_shown_old_to_new_and_by_how_much(made: Quarter):
    made.accepted(filled(made.plan, Q1), "q1.xlsx")
    number = number_of(made.send(filled(made.plan, Q1, more=9), "q1 again.xlsx"))
    told = words(made.get(f"/uploads/{number}"))
    assert "Revised:" in told
    assert "+9 (+10.0 %)" in told, "90 White people became 99"
    assert "New:" not in told


def test_unchanged_figures_are_counted_and_closed(made: Quarter):
    made.accepted(filled(made.plan, Q1), "q1.xlsx")
    number = number_of(made.send(filled(made.plan, Q1, words="Only words are new."), "q1 with words.xlsx"))
    page = made.get(f"/uploads/{number}")
    assert f"Unchanged: {len(made.held())} figures" in words(page)
    assert re.search(r"<details class=\"kind\"><summary>Unchanged", page)


def test_what_readers_will_not_see_is_said_with_its_reason(made: Quarter):
    number = number_of(made.send(with_cells(filled(made.plan, Q1), BREAKDOWNS, "Count", {2: 3}), "q1.xlsx"))
    told = words(made.get(f"/uploads/{number}"))
    assert "What readers will not see as it stands" in told
    assert "What you sent is kept as it is" in told


def test_all_that_is_to_mend_is_listed_at_once_with_cell_remedy_and_a_marked_copy(made: Quarter):
    wrong = {2: "lots", 3: "lots", 5: 12.5, 6: -3, 7: "#N/A"}
    number = number_of(made.send(with_cells(filled(made.plan, Q1), BREAKDOWNS, "Count", wrong), "q1.xlsx"))
    page = made.get(f"/uploads/{number}")
    told = words(page)
    assert "Four things to mend in five cells" in told
    assert "2 cells, G2:G3" in told
    for cell in ("G5", "G6", "G7"):
        assert cell in told
    assert 'name="seen"' not in page
    book = openpyxl.load_workbook(io.BytesIO(made.client.get(f"/uploads/{number}/marked-copy").data))
    assert book.sheetnames[0] == "To mend"
    assert {cell.coordinate for row in book[BREAKDOWNS] for cell in row if cell.comment} == {"G2", "G3", "G5", "G6", "G7"}
    listed = made.client.get(f"/uploads/{number}.json").json
    assert listed["state"] == "waiting"
    assert [(each["severity"], each["cells"], each["count"]) for each in listed["problems"] if each["severity"] == "stop"] == [
        ("stop", "G2:G3", 2),
        ("stop", "G5", 1),
        ("stop", "G6", 1),
        ("stop", "G7", 1),
    ]


def test_the_list_says_what_each_file_waits_for_in_the_words_of_its_own_page(made: Quarter):
    files = {
        "ready.xlsx": (filled(made.plan, Q1), "to be accepted"),
        "asks.xlsx": (filled(made.plan, Q2, dashes=[dash_of(made.plan)]), "one question to answer"),
        "wrong.xlsx": (with_cells(filled(made.plan, Q3), BREAKDOWNS, "Count", {2: "lots", 5: 12.5}), "two things to mend"),
        "own.xlsx": (own_table({"Ours": [31, 30], "Else": [1, 2]}, ["Q1 2024-25", "Q2 2024-25"]), "one table to explain"),
    }
    for name, (content, _) in files.items():
        made.send(content, name)
    listed = made.get("/uploads")
    for name, (_, waits) in files.items():
        row = words(f"<main>{listed.partition(f'>{name}</a>')[2].partition('</tr>')[0]}</main>")
        assert row.startswith(f"waiting {waits} "), row
        address = re.search(rf'href="([^"]+)">{re.escape(name)}</a>', listed)
        assert address
        own = words(made.get(address[1])).lower()
        assert waits in own or waits == "to be accepted", own


def test_a_remembered_answer_is_given_to_the_next_file_shown_and_forgotten(made: Quarter):
    dash = dash_of(made.plan)
    first = number_of(made.send(filled(made.plan, Q1, dashes=[dash]), "q1.xlsx"))
    page = made.get(f"/uploads/{first}")
    field = unescape(re.search(r'type="radio" name="([^"]+)"', page)[1])  # type: ignore[index]
    kept = unescape(re.search(r'type="checkbox" name="([^"]+)"', page)[1])  # type: ignore[index]
    made.post(f"/uploads/{first}/answers", **{field: "not_available", kept: "yes"})
    second = number_of(made.send(filled(made.plan, Q2, dashes=[dash]), "q2.xlsx"))
    told = words(made.get(f"/uploads/{second}"))
    assert "Nothing to mend, nothing to answer" in told
    assert "not available (remembered)" in told
    again = unescape(re.search(r'name="again" value="([^"]+)"', made.get(f"/uploads/{second}"))[1])  # type: ignore[index]
    made.post(f"/uploads/{second}/answers", again=again)
    assert "One question to answer" in words(made.get(f"/uploads/{second}")), "in this file alone"
    third = number_of(made.send(filled(made.plan, Q3, dashes=[dash]), "q3.xlsx"))
    assert "Nothing to mend, nothing to answer" in words(made.get(f"/uploads/{third}"))
    page = made.get("/uploads/remembered")
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    made.post("/uploads/remembered", **{name: unescape(value) for name, value in hidden.items()})
    assert "No answer is remembered" in words(made.get("/uploads/remembered"))
    assert "One question to answer" in words(made.get(f"/uploads/{third}"))


def test_an_answer_can_be_asked_for_again(made: Quarter):
    number = number_of(made.send(filled(made.plan, Q1, dashes=[dash_of(made.plan)]), "q1.xlsx"))
    field = unescape(re.search(r'type="radio" name="([^"]+)"', made.get(f"/uploads/{number}"))[1])  # type: ignore[index]
    made.post(f"/uploads/{number}/answers", **{field: "zero"})
    again = unescape(re.search(r'name="again" value="([^"]+)"', made.get(f"/uploads/{number}"))[1])  # type: ignore[index]
    made.post(f"/uploads/{number}/answers", again=again)
    assert "One question to answer" in words(made.get(f"/uploads/{number}"))


def test_no_answer_at_all_is_said_beside_the_questions(made: Quarter):
    number = number_of(made.send(filled(made.plan, Q1, dashes=[dash_of(made.plan)]), "q1.xlsx"))
    page = made.post(f"/uploads/{number}/answers", 400, nothing="x")
    assert "Found no answer" in words(page)
    assert 'id="answers-fault"' in page


def test_the_same_file_is_one_upload_and_accepting_twice_one_submission(made: Quarter):
    content = filled(made.plan, Q1)
    number = number_of(made.send(content, "q1.xlsx"))
    assert made.send(content, "another name.xlsx") == f"/uploads/{number}?done=before"
    mark = seen(made.get(f"/uploads/{number}"))
    for _ in range(3):
        made.post(f"/uploads/{number}/accept", seen=mark)
    assert len(made.store.submissions()) == 1 + 1
    assert made.send(content, "q1.xlsx") == f"/uploads/{number}?done=before"


def test_a_figure_that_moved_is_shown_in_both_versions_and_asked_about_again(made: Quarter):
    made.accepted(filled(made.plan, Q1), "q1.xlsx")
    number = number_of(made.send(filled(made.plan, Q1, more=9), "mine.xlsx"))
    mark = seen(made.get(f"/uploads/{number}"))
    made.accepted(filled(made.plan, Q1, more=3), "theirs.xlsx")
    page = made.post(f"/uploads/{number}/accept", 409, seen=mark)
    told = words(page)
    assert "Figures changed while you looked" in told
    indicator = grouped_priority(made.plan).indicators[0]
    assert f"{indicator.number} {indicator.short}, " in told.partition("Figures changed while you looked")[2].partition("What accepting")[0]
    assert "was 90" in told
    assert "is now 93" in told
    assert len(made.store.submissions()) == 1 + 2
    made.post(f"/uploads/{number}/accept", seen=seen(page))
    assert len(made.store.submissions()) == 1 + 3


def test_a_table_of_ones_own_is_mapped_once_and_remembered(made: Quarter):
    plan, wanted = made.plan, questions(made.plan, grouped_priority(made.plan))
    rows = {"Our first row": [90, 91], "Something else": [4, 5]}
    first = number_of(made.send(own_table(rows, ["Q1 2024/25", "Q2 2024/25"]), "ours.xlsx"))
    page = made.get(f"/uploads/{first}")
    assert "What do the rows of your table mean?" in words(page)
    assert "thing to mend" not in words(page), "a layout that is asked about is no mistake"
    assert "Periods in row 3, columns B to C; what the rows are in column A." in words(page)
    assert "Our first row first figure in B4: 90" in words(page)
    assert "How its periods are read Q1 2024/25 April to June 2024" in words(page)
    shape = unescape(re.search(r'name="shape" value="([^"]+)"', page)[1])  # type: ignore[index]
    assert f'<optgroup label="{wanted[0].indicator.number} {wanted[0].indicator.short}">' in unescape(page)
    made.post(f"/uploads/{first}/layout", shape=shape, **{"label 0": wanted[0].key, "label 1": "no such key"})
    told = words(made.get(f"/uploads/{first}"))
    assert "two new figures" in told.lower()
    made.post(f"/uploads/{first}/accept", seen=seen(made.get(f"/uploads/{first}")))
    assert {key.indicator for key in made.held()} == {wanted[0].indicator.id}
    rows = {"Our first row": [90, 91, 95], "Something else": [4, 5, 6]}
    second = number_of(made.send(own_table(rows, ["Q1 2024/25", "Q2 2024/25", "Q3 2024/25"]), "ours, next.xlsx"))
    assert "one new figure and two unchanged figures" in words(made.get(f"/uploads/{second}")).lower()
    assert "Our own sheet" in words(made.get("/uploads/remembered"))
    assert plan.priorities


def test_a_table_of_which_no_row_is_chosen_is_neither_read_nor_remembered_so(made: Quarter):
    number = number_of(made.send(own_table({"Our first row": [90, 91]}, ["Q1 2024/25", "Q2 2024/25"]), "ours.xlsx"))
    shape = unescape(re.search(r'name="shape" value="([^"]+)"', made.get(f"/uploads/{number}"))[1])  # type: ignore[index]
    told = words(made.post(f"/uploads/{number}/layout", 400, shape=shape, **{"label 0": ""}))
    assert "Choose it from its list, or set the file aside. Nothing is remembered." in told
    assert "What do the rows of your table mean?" in told
    assert "No table is remembered." in words(made.get("/uploads/remembered"))


def test_a_file_is_set_aside_and_can_be_sent_again(made: Quarter):
    content = filled(made.plan, Q1)
    number = number_of(made.send(content, "q1.xlsx"))
    assert made.post(f"/uploads/{number}/set-aside", reason="") == f"/uploads/{number}?done=set-aside"
    assert "set aside" in words(made.get(f"/uploads/{number}"))
    assert number_of(made.send(content, "q1.xlsx")) != number


@pytest.mark.parametrize("path", ["accept", "answers", "layout", "set-aside", "withdraw", "approve"])
def test_what_is_asked_of_no_upload_is_refused_in_words(made: Quarter, path: str):
    assert "no upload of this number" in words(made.post(f"/uploads/99/{path}", 404, reason="x", seen="x"))


def test_what_its_state_does_not_allow_is_said_on_its_page(made: Quarter):
    number = made.accepted(filled(made.plan, Q1), "q1.xlsx")
    page = made.post(f"/uploads/{number}/set-aside", 409, reason="late")
    assert 'role="alert"' in page
    assert "Not done" in words(page)


def test_the_receipt_is_handed_out_in_three_forms_and_the_text_holds_no_figure(made: Quarter):
    number = made.accepted(filled(made.plan, Q1, more=5_000), "q1.xlsx")
    text = made.client.get(f"/uploads/{number}/receipt").text
    record = made.store.submissions()[-1]
    assert record.sha256 in text
    assert "5,090" not in text
    table = made.client.get(f"/uploads/{number}/receipt?as=csv").data.decode("utf-8-sig").splitlines()
    assert len(table) == 1 + len(made.held())
    assert any("5,090" in line for line in table)
    document = json.loads(made.client.get(f"/uploads/{number}/receipt?as=json").data)
    assert document["submission"] == record.number
    assert len(document["changes"]) == len(made.held())
    assert made.client.get(f"/uploads/{number}/receipt?as=exe", headers=HTML).status_code == 404


def test_what_was_done_is_said_while_it_is_so_and_not_of_another_state(made: Quarter):
    number = made.accepted(filled(made.plan, Q1), "q1.xlsx")
    assert "Nothing of it counts yet" not in words(made.get(f"/uploads/{number}?done=sent"))
    assert "The figures count from now on" in words(made.get(f"/uploads/{number}?done=accepted"))
    made.post(f"/uploads/{number}/withdraw", reason="The wrong quarter.")
    told = words(made.get(f"/uploads/{number}?done=accepted"))
    assert "count from now on" not in told
    assert "It does not count any more" in told
    assert "count from now on" not in words(made.get("/uploads?done=accepted"))


def test_a_mark_of_no_preview_is_told_as_an_earlier_look_and_nobody_is_said_to_have_changed_anything(made: Quarter):
    made.accepted(filled(made.plan, Q1), "q1.xlsx")
    number = number_of(made.send(filled(made.plan, Q1, more=9), "mine.xlsx"))
    for forged in ("0.abc", "99999.abc", "x", ""):
        told = words(made.post(f"/uploads/{number}/accept", 409, seen=forged))
        assert "This page was of an earlier look" in told
        assert "Somebody else" not in told
        assert "Figures changed" not in told
        assert "Figures changed" not in words(made.get(f"/uploads/{number}"))


def test_a_reason_that_was_left_empty_stays_empty(made: Quarter):
    number = number_of(made.send(filled(made.plan, Q1), "q1.xlsx"))
    made.post(f"/uploads/{number}/set-aside", reason=" ")
    assert made.desk.upload(number).reason == ""
    assert "Why:" not in words(made.get(f"/uploads/{number}"))


# -- commentary ---------------------------------------------------------------------------------------------------------------------


def commentary_address(plan: Plan) -> tuple[str, dict[str, str]]:
    indicator = next(i for i in plan.indicators if not i.sensitive)
    return f"/uploads/commentary?indicator={indicator.id}&quarter={Q4.key}", {"indicator": indicator.id, "quarter": Q4.key}


def test_commentary_is_kept_as_it_is_typed_and_stands_beside_the_figures(made: Quarter):
    address, about = commentary_address(made.plan)
    typed = "\r\nFirst line, with a blank before it.\r\n\r\n  Indented; “quoted” & <b>not bold</b>.\r\n"
    to = made.post("/uploads/commentary", **about, what_happened=typed, why="", what_next="More of it.")
    assert to.startswith("/uploads/commentary?")
    assert "kept=2" in to
    page = made.get(to)
    assert "Kept as submission 2" in words(page)
    said = made.store.commentary()[0].said
    assert said.what_happened == typed.replace("\r\n", "\n")
    assert said.what_next == "More of it."
    assert "&lt;b&gt;not bold" in made.get(f"/indicator/{about['indicator']}")
    again = re.search(r'id="what_happened"[^>]*>(.*?)</textarea>', made.get(address), re.DOTALL)
    assert again
    assert unescape(again[1]) == "\n" + said.what_happened, "it is mended, not typed anew; a browser drops the first end of line"


@pytest.mark.parametrize("kept", ["99999999999999", "9" * 90, "1", "3", "0", "²", "approval", "accepted"])
def test_words_that_were_not_kept_are_not_said_to_be(made: Quarter, kept: str):
    address, about = commentary_address(made.plan)
    assert "Kept" not in (told := words(made.get(f"{address}&kept={kept}")))
    assert "stood already" not in told
    made.post("/uploads/commentary", **about, what_happened="Steady.", why="", what_next="")
    assert "Kept" not in words(made.get(f"{address}&kept={kept}"))


def test_the_same_words_again_are_not_another_submission(made: Quarter):
    _, about = commentary_address(made.plan)
    for _ in range(2):
        made.post("/uploads/commentary", **about, what_happened="Steady.", why="", what_next="")
    assert len(made.store.submissions()) == 1 + 1


def test_what_is_to_be_mended_in_commentary_is_said_beside_its_box_and_nothing_is_typed_again(made: Quarter):
    _, about = commentary_address(made.plan)
    page = made.post("/uploads/commentary", 400, **about, what_happened="x" * 1_501, why="Because of the winter.", what_next="")
    assert 'aria-describedby="what_happened-hint what_happened-fault"' in page
    assert "Found 1,501 characters" in words(page)
    assert "Because of the winter." in page
    page = made.post("/uploads/commentary", 400, **about, what_happened=" ", why="", what_next="")
    assert "found nothing in any of the three boxes" in words(page)
    assert made.store.commentary() == ()


def test_small_numbers_of_people_in_words_are_asked_about_before_they_are_kept(made: Quarter):
    _, about = commentary_address(made.plan)
    page = made.post("/uploads/commentary", 400, **about, what_happened="Three young men were turned away.", why="", what_next="")
    assert "A small number of people stands in your words" in words(page)
    assert "Three young men were turned away." in page
    made.post("/uploads/commentary", **about, what_happened="Three young men were turned away.", why="", what_next="", sure="yes")
    assert made.store.commentary()[0].said.what_happened == "Three young men were turned away."


def test_commentary_on_what_the_plan_does_not_have_is_refused(made: Quarter):
    page = made.post("/uploads/commentary", 400, indicator="I99", quarter=Q4.key, what_happened="x")
    assert "no indicator or quarter" in words(page)


# -- the words of figures -----------------------------------------------------------------------------------------------------------


def counted(count: float | None, out_of: float | None, value: float | None, status: Status = Status.OK) -> Observation:
    return Observation(Key("I", "", "A", Q1), "", value, status, numerator=count, denominator=out_of, origin=Origin("f", "s", "A1"))


@pytest.mark.parametrize(
    ("unit", "old", "new", "said"),
    [
        ("count", counted(None, None, 180), counted(None, None, 194), "+14 (+7.8 %)"),
        ("count", counted(None, None, 0), counted(None, None, 5), "+5"),
        ("count", counted(None, None, 10), counted(None, None, 5), "−5 (−50.0 %)"),
        ("per_100000", counted(180, 811_953, 22.2), counted(194, 811_953, 23.9), "+14 (+7.8 %)"),
        ("per_100000", counted(180, 800_000, 22.5), counted(180, 900_000, 20.0), "−2.5 (−11.1 %)"),
        ("per_cent", counted(40, 100, 40.0), counted(45, 100, 45.0), "+5 (+12.5 %), +5.0 points"),
        ("per_cent", counted(40, 100, 40.0), counted(40, 80, 50.0), "+10.0 points"),
        ("score", counted(None, None, 7.1), counted(None, None, 6.9), "−0.2 points"),
        ("count", counted(None, None, None, Status.NOT_AVAILABLE), counted(None, None, 5), "a figure instead of a mark"),
        ("count", counted(None, None, 5), counted(None, None, None, Status.HIDDEN), "a mark instead of a figure"),
        ("count", counted(None, None, None, Status.HIDDEN), counted(None, None, None, Status.NOT_AVAILABLE), "another mark"),
        ("count", counted(9, None, None, Status.NOT_APPLICABLE), counted(12, None, None, Status.NOT_APPLICABLE), "+3 (+33.3 %)"),
    ],
)
def test_a_change_is_told_in_what_was_counted_and_in_per_cent(plan: Plan, unit: str, old: Observation, new: Observation, said: str):
    part = plan.indicators[0].parts[0].model_copy(update={"unit": unit, "decimals": 1})
    assert by_how_much(old, new, part) == said


@pytest.mark.parametrize(
    ("observation", "said"),
    [
        (counted(412, 1_000, 41.2), "412 of 1,000, 41.2 %"),
        (counted(None, None, 41.2), "41.2 %"),
        (counted(None, None, None, Status.NOT_AVAILABLE), "[x] not available"),
        (replace(counted(None, None, None, Status.HIDDEN), bounds=(0, 4)), "[c] hidden to protect people, 0 to 4"),
        (replace(counted(None, None, None, Status.NOT_AVAILABLE), reason="late: to follow"), "[x] not available: late: to follow"),
        (replace(counted(412, 1_000, 41.2), flags=frozenset({"p"})), "412 of 1,000, 41.2 % [p] provisional"),
    ],
)
def test_a_figure_is_told_with_its_count_its_marker_and_its_flags(plan: Plan, observation: Observation, said: str):
    part = plan.indicators[0].parts[0].model_copy(update={"unit": "per_cent", "decimals": 1})
    assert figure(observation, part) == said


def test_a_sender_in_open_mode_has_no_edge(made: Quarter):
    made.send(filled(made.plan, Q1), "q1.xlsx")
    upload = made.desk.uploads()[0]
    assert Sender(upload.sender, upload.sender_name) == Sender("this computer", "whoever works at this computer")
