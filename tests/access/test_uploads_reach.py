"""Whose an upload is, in guarded mode: its numbers are its sender's, others see that it is there; looks and refusals are recorded."""

from __future__ import annotations

import io
import re
import sys
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import openpyxl
import pytest

from access.roles import Role
from house.place import Place
from house.uploading import UploadDesk
from indicators.registry import Plan
from loaders.questions import VALUES, group_questions, questions
from loaders.reading import read as read_file
from loaders.template import Filling, write
from pages.frame import data
from pages.frame.data import Dated
from pages.uploads import desk as contract
from pages.uploads import turns
from store.accounts import Grant

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "pages"))

from quarters_for_uploads import Q1, Q2, filled, grouped_priority

#: a count that stands in no other place of a page
MORE = 7_040
TELLING = "7,130"


@pytest.fixture
def plan(guarded) -> Plan:
    return guarded.gate.plan


@pytest.fixture
def desk(guarded, plan, root, tmp_path):
    """The real desk, with the populations that rates are divided by."""
    shipped = read_file("figures.csv", (root / "data" / "published" / "figures.csv").read_bytes(), plan)
    guarded.gate.store.accept(shipped, by="the project", at=datetime(2024, 1, 2, tzinfo=UTC))
    made = UploadDesk(Place(plan, guarded.gate.store, tmp_path / "received", now=guarded.clock, today=lambda: guarded.clock().date()))
    guarded.server.config[contract.KEY] = made
    return made


@pytest.fixture
def people(guarded, plan, desk):
    """A browser of each: two joint leads, a lead of another priority, analysts with and without the right to raw numbers, a viewer."""
    mine, other = grouped_priority(plan).id, next(p.id for p in reversed(plan.priorities) if p is not grouped_priority(plan))
    grants = {
        "lena": Grant(Role.LEAD, "priority", mine),
        "joint": Grant(Role.LEAD, "priority", mine),
        "other": Grant(Role.LEAD, "priority", other),
        "anna": Grant(Role.ANALYST),
        "rita": Grant(Role.ANALYST, restricted=True),
        "vera": Grant(Role.VIEWER),
    }
    return {name: guarded.signed_in(guarded.person(name, grant)) for name, grant in grants.items()}


def send(browser, content: bytes, name: str = "quarter.xlsx") -> int:
    response = browser.post("/uploads/new", {"file": (io.BytesIO(content), name)})
    assert response.status_code == 303, response.text
    return int(re.match(r"/uploads/(\d+)", response.headers["Location"])[1])


def seen(page: str) -> str:
    return unescape(re.search(r'name="seen" value="([^"]+)"', page)[1])


@pytest.mark.parametrize(
    ("who", "status", "numbers"),
    [("lena", 200, True), ("joint", 200, True), ("anna", 200, False), ("rita", 200, True), ("other", 404, False), ("vera", 403, False)],
)
def test_the_numbers_of_a_draft_are_seen_by_its_sender_and_with_the_right_to_raw_ones(guarded, plan, people, who, status, numbers):
    number = send(people["lena"], filled(plan, Q1, more=MORE))
    response = people[who].get(f"/uploads/{number}")
    assert response.status_code == status
    assert (TELLING in response.text) is numbers
    assert (f"upload {number}: preview", "done") in [(o, d) for w, a, o, d in guarded.recorded() if a == "raw" and who in w] or not numbers
    if who == "anna":
        assert "16 figures" in response.text, "how much there is, and no more"
    assert ('name="seen"' in response.text) is numbers


@pytest.mark.parametrize("file", ["received", "marked-copy", "receipt?as=csv", "receipt?as=json", ".json"])
def test_no_file_with_numbers_is_handed_to_somebody_without_the_right(guarded, plan, people, file):
    number = send(people["lena"], filled(plan, Q1, more=MORE))
    page = people["lena"].get(f"/uploads/{number}").text
    assert people["lena"].post(f"/uploads/{number}/accept", {"seen": seen(page)}).status_code == 303
    path = f"/uploads/{number}{'' if file.startswith('.') else '/'}{file}"
    assert people["anna"].get(path).status_code == 403
    assert any(a == "raw" and d == "refused" for w, a, o, d in guarded.recorded() if "anna" in w)
    assert people["other"].get(path).status_code == 404
    assert people["lena"].get(path).status_code in {200, 409}
    text = people["anna"].get(f"/uploads/{number}/receipt").text
    assert "16 in all" in text
    assert TELLING not in text


@pytest.mark.parametrize("what", ["accept", "answers", "layout", "set-aside", "withdraw"])
def test_nobody_changes_what_is_another_priority_s(guarded, plan, people, desk, what):
    number = send(people["lena"], filled(plan, Q1))
    mark = seen(people["lena"].get(f"/uploads/{number}").text)
    assert people["other"].post(f"/uploads/{number}/{what}", {"seen": mark, "reason": "mine"}).status_code == 404
    assert desk.upload(number).state == "waiting"


@pytest.mark.parametrize("what", ["accept", "answers", "layout"])
def test_who_may_not_see_the_numbers_does_not_answer_for_them(guarded, plan, people, desk, what):
    number = send(people["lena"], filled(plan, Q1))
    mark = seen(people["lena"].get(f"/uploads/{number}").text)
    assert people["anna"].post(f"/uploads/{number}/{what}", {"seen": mark}).status_code == 403
    assert desk.upload(number).state == "waiting"
    assert ("send", f"upload {number}", "refused") in [(a, o, d) for w, a, o, d in guarded.recorded() if "anna" in w]


def test_an_analyst_takes_back_what_was_sent_without_seeing_it(plan, people, desk):
    number = send(people["lena"], filled(plan, Q1))
    assert people["anna"].post(f"/uploads/{number}/set-aside", {"reason": "asked by phone"}).status_code == 303
    assert desk.upload(number).state == "set aside"


def test_joint_leads_see_each_others_drafts_and_nobody_elses(plan, people):
    send(people["lena"], filled(plan, Q1), "mine, not theirs.xlsx")
    for who, there in (("lena", True), ("joint", True), ("anna", True), ("other", False)):
        assert ("mine, not theirs.xlsx" in people[who].get("/uploads").text) is there, who


def test_a_lead_is_shown_and_handed_the_workbooks_of_their_own_priorities_alone(plan, people):
    mine = grouped_priority(plan)
    page = people["other"].get("/uploads").text
    assert f"priority={mine.id}&" not in unescape(page)
    assert people["other"].get(f"/uploads/template?priority={mine.id}&quarter={Q1.key}").status_code == 404
    assert people["lena"].get(f"/uploads/template?priority={mine.id}&quarter={Q1.key}").status_code == 200


def test_the_figures_held_before_are_in_the_workbook_only_for_those_who_may_see_raw_numbers(guarded, plan, people):
    mine = grouped_priority(plan)
    number = send(people["lena"], filled(plan, Q1, more=MORE))
    people["lena"].post(f"/uploads/{number}/accept", {"seen": seen(people["lena"].get(f"/uploads/{number}").text)})
    for who, there in (("lena", True), ("rita", True), ("anna", False)):
        content = people[who].get(f"/uploads/template?priority={mine.id}&quarter={Q2.key}").data
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = {str(cell.value).replace(",", "") for sheet in book for row in sheet for cell in row}
        assert any(TELLING.replace(",", "") in cell for cell in cells) is there, who
        assert any(a == "raw" and "workbook" in o for w, a, o, d in guarded.recorded() if who in w) is there


def test_a_file_of_another_priority_is_refused_row_by_row(plan, people, desk):
    number = send(people["other"], filled(plan, Q1))
    page = people["other"].get(f"/uploads/{number}").text
    assert "to mend" in page
    assert 'name="seen"' not in page


def test_who_is_lead_no_longer_sends_nothing_and_sees_nothing(guarded, plan, people):
    from store import accounts as kept

    number = send(people["lena"], filled(plan, Q1))
    account = next(each for each in kept.everybody(guarded.gate.store) if each.name == "Lena")
    for given in kept.given(guarded.gate.store, account.number):
        kept.take_back(guarded.gate.store, given.number, entry=guarded.records.entry("role", "account", "taken back"))
    again = guarded.signed_in(account.number)
    assert again.get(f"/uploads/{number}").status_code in {303, 403}
    assert TELLING not in again.get(f"/uploads/{number}").text


def test_commentary_is_written_on_ones_own_indicators_through_the_door(guarded, plan, people, desk):
    indicator = grouped_priority(plan).indicators[0]
    about = {"indicator": indicator.id, "quarter": Q1.key, "what_happened": "Steady.", "why": "", "what_next": ""}
    assert people["other"].post("/uploads/commentary", about).status_code == 400
    assert people["lena"].post("/uploads/commentary", about).status_code == 303
    assert ("send", f"indicator {indicator.id}", "done") in [(a, o, d) for w, a, o, d in guarded.recorded() if "lena" in w]


@pytest.mark.parametrize("headers", [{"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}])
def test_a_file_from_another_site_is_refused(plan, people, desk, headers):
    response = people["lena"].post("/uploads/new", {"file": (io.BytesIO(filled(plan, Q1)), "q1.xlsx")}, headers=headers)
    assert response.status_code == 403
    assert desk.uploads() == ()


def test_the_way_to_send_is_shown_to_those_who_may(people):
    for who, there in (("lena", True), ("anna", True), ("vera", False)):
        assert ('href="/uploads"' in people[who].get("/").text) is there, who


def approved_plan(plan: Plan, priority: str) -> Plan:
    """The plan, with the indicators of one priority approved by somebody else before they count."""

    def of(each):
        return each.model_copy(update={"indicators": tuple(i.model_copy(update={"approval": True}) for i in each.indicators)})

    passions = tuple(
        passion.model_copy(update={"priorities": tuple(of(p) if p.id == priority else p for p in passion.priorities)})
        for passion in plan.passions
    )
    return plan.model_copy(update={"passions": passions})


def test_what_is_approved_counts_once_somebody_else_approved_it(guarded, plan, people, desk, tmp_path):
    asking = approved_plan(plan, grouped_priority(plan).id)
    figures = guarded.server.config[data.KEY]
    guarded.server.config[data.KEY] = Dated(figures, asking)
    made = UploadDesk(Place(asking, guarded.gate.store, tmp_path / "received", now=guarded.clock, today=lambda: guarded.clock().date()))
    guarded.server.config[contract.KEY] = made
    number = send(people["lena"], filled(plan, Q1, more=MORE))
    page = people["lena"].get(f"/uploads/{number}").text
    assert "approved by somebody else before they count" in page
    response = people["lena"].post(f"/uploads/{number}/accept", {"seen": seen(page)})
    assert response.headers["Location"].endswith("done=approval")
    held = len(guarded.gate.store.submissions())
    page = people["lena"].get(f"/uploads/{number}").text
    assert f'action="/uploads/{number}/approve"' not in page
    assert people["lena"].post(f"/uploads/{number}/approve").status_code == 403
    page = people["anna"].get(f"/uploads/{number}").text
    assert f'action="/uploads/{number}/approve"' in page
    assert TELLING not in page
    assert people["anna"].post(f"/uploads/{number}/approve").headers["Location"].endswith("done=approved")
    assert len(guarded.gate.store.submissions()) == held + 1
    assert made.upload(number).state == "accepted"
    assert ("approve", f"upload {number}", "done") in [(a, o, d) for w, a, o, d in guarded.recorded() if "anna" in w]


def test_one_person_sends_twenty_files_an_hour_and_no_more(guarded, plan, people, desk):
    wrong = {"file": (io.BytesIO(b"a,b"), "small.csv")}
    found = [people["lena"].post("/uploads/new", {"file": (io.BytesIO(b"a,b"), "small.csv")}).status_code for _ in range(21)]
    assert found == [422] * 20 + [429]
    assert people["joint"].post("/uploads/new", wrong).status_code == 422, "another person's share is their own"


def test_a_second_file_waits_for_the_first_of_the_same_person_and_not_for_ever():
    taken = turns.Turns(patience=0.05)
    with taken.turn("lena"), taken.turn("joint"), pytest.raises(turns.TooManyError, match="still being read"), taken.turn("lena"):
        pass
    with taken.turn("lena"):
        pass


def test_data_quality_names_files_to_whoever_may_send_for_them_and_counts_to_others(plan, people):
    dash = next(each.key for each in group_questions(plan, grouped_priority(plan)) if each.group == "other")
    number = send(people["lena"], filled(plan, Q1, more=MORE, dashes=[dash]), "hers.xlsx")
    page = people["lena"].get(f"/uploads/{number}").text
    field = unescape(re.search(r'type="radio" name="([^"]+)"', page)[1])
    assert people["lena"].post(f"/uploads/{number}/answers", {field: "zero"}).status_code == 303
    mark = seen(people["lena"].get(f"/uploads/{number}").text)
    assert people["lena"].post(f"/uploads/{number}/accept", {"seen": "9.another"}).status_code == 409
    assert people["lena"].post(f"/uploads/{number}/accept", {"seen": mark}).status_code == 303
    for name, browser in people.items():
        told = browser.get("/data-quality").text
        assert '<th scope="row">A dash</th>' in told, name
        assert "One upload, asked again once in all" in told, name
        assert ("hers.xlsx" in told) is (name in {"lena", "joint", "anna", "rita"}), name
        assert TELLING not in told, name


# -- what is held beside a file -----------------------------------------------------------------------------------------------------


def accepts(browser, content: bytes, name: str = "quarter.xlsx") -> int:
    number = send(browser, content, name)
    assert browser.post(f"/uploads/{number}/accept", {"seen": seen(browser.get(f"/uploads/{number}").text)}).status_code == 303
    return number


def words(page: str) -> str:
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main.partition(">")[2])).split())


@pytest.mark.parametrize("guess", [0, 3])
def test_a_sender_without_the_right_is_not_told_whether_their_guess_is_what_is_held(plan, people, guess):
    accepts(people["lena"], filled(plan, Q1, more=MORE))
    number = send(people["anna"], filled(plan, Q1, more=MORE + guess, words="Steady."))
    page = people["anna"].get(f"/uploads/{number}")
    told = words(page.text)
    assert "16 figures" in told
    assert f"{90 + MORE + guess:,}" in told, "the numbers of their own file"
    for telling in ("Held now", "By how much", "Unchanged:", "Revised:", "New:", "unchanged figure", "revised figure"):
        assert telling not in told
    assert "Accept 16 figures" in told
    assert (TELLING in told) is (guess == 0)
    people["anna"].post(f"/uploads/{number}/accept", {"seen": seen(page.text)})
    told = words(people["anna"].get(f"/uploads/{number}").text)
    assert "16 in all" in told
    for path in ("receipt", "receipt?as=csv", "receipt?as=json"):
        kept = people["anna"].get(f"/uploads/{number}/{path}").text
        assert TELLING not in kept
        assert '"revised":' not in kept


def test_what_one_sent_oneself_is_told_to_them_when_they_revise_it(plan, people):
    accepts(people["anna"], filled(plan, Q1, more=MORE))
    number = send(people["anna"], filled(plan, Q1, more=MORE + 3))
    told = words(people["anna"].get(f"/uploads/{number}").text)
    assert "16 revised figures" in told
    assert TELLING in told


def test_a_figure_far_from_what_others_sent_is_asked_about_of_those_alone_who_may_see_that(plan, people):
    accepts(people["lena"], filled(plan, Q1))
    content = filled(plan, Q2, more=MORE)
    for who, asked in (("anna", False), ("rita", True), ("lena", True)):
        number = send(people[who], content)
        page = words(people[who].get(f"/uploads/{number}").text)
        problems = people[who].get(f"/uploads/{number}.json").json["problems"]
        assert ("to answer. Nothing of this file counts yet" in page) is asked, who
        assert any(" had " in each["found"] for each in problems) is asked, who


def test_figures_that_moved_are_counted_for_a_sender_without_the_right(plan, people):
    accepts(people["lena"], filled(plan, Q1, more=MORE - 5))
    number = send(people["anna"], filled(plan, Q1, more=9))
    mark = seen(people["anna"].get(f"/uploads/{number}").text)
    accepts(people["lena"], filled(plan, Q1, more=MORE), "again.xlsx")
    response = people["anna"].post(f"/uploads/{number}/accept", {"seen": mark})
    told = words(response.text)
    assert response.status_code == 409
    assert "16 figures that it was compared with have changed" in told
    assert TELLING not in told
    assert "is now" not in told


def test_an_approver_without_the_right_reads_how_many_figures_moved_and_none_of_them(guarded, plan, people, desk, tmp_path):
    asking = approved_plan(plan, grouped_priority(plan).id)
    guarded.server.config[data.KEY] = Dated(guarded.server.config[data.KEY], asking)
    made = UploadDesk(Place(asking, guarded.gate.store, tmp_path / "received", now=guarded.clock, today=lambda: guarded.clock().date()))
    guarded.server.config[contract.KEY] = made
    first = accepts(people["lena"], filled(plan, Q1, more=MORE - 5))
    second = accepts(people["joint"], filled(plan, Q1, more=MORE))
    assert people["anna"].post(f"/uploads/{second}/approve").status_code == 303
    response = people["anna"].post(f"/uploads/{first}/approve")
    told = words(response.text)
    assert response.status_code == 409
    assert "Figures changed since it was agreed to" in told
    assert "16 figures that it was compared with have changed since its sender agreed to it" in told
    for raw in (TELLING, ", is now", "preview that you looked at", grouped_priority(plan).indicators[0].id):
        assert raw not in told
    assert people["anna"].post(f"/uploads/{first}/approve").status_code == 303


def counted_priority(plan: Plan):
    """A priority that is asked for counts of several measures."""
    return next(
        p
        for p in plan.priorities
        if len({q.indicator.measure for q in questions(plan, p)}) > 1 and all(q.part.unit == "count" for q in questions(plan, p))
    )


def counts(plan: Plan, period, each: int) -> bytes:
    priority = counted_priority(plan)
    return write(plan, priority, period, Filling({VALUES: {q.key: {"Count": each} for q in questions(plan, priority)}}))


def test_a_lead_of_one_measure_is_told_nothing_of_what_is_held_of_the_others(guarded, plan, people, desk):
    priority = counted_priority(plan)
    own = questions(plan, priority)[0].indicator
    whole = guarded.signed_in(guarded.person("whole", Grant(Role.LEAD, "priority", priority.id)))
    part = guarded.signed_in(guarded.person("part", Grant(Role.LEAD, "measure", own.measure)))
    accepts(whole, counts(plan, Q1, 13))
    number = send(part, counts(plan, Q2, 1_300))
    page = words(part.get(f"/uploads/{number}").text)
    assert "Some of this is not yours to send" in page
    assert "had 13" not in page
    for path in (".json", "/marked-copy"):
        response = part.get(f"/uploads/{number}{path}")
        assert response.status_code == 403, path
        assert "not yours to send" in response.text
    compared = [each for each in desk.reading(number).submission.problems if " had 13" in each.found]
    assert len(compared) == 1, "their own measure is compared with what was sent for it"


# -- the same bytes -----------------------------------------------------------------------------------------------------------------


def test_a_file_that_somebody_sent_who_may_not_does_not_stand_in_its_lead_s_way(plan, people, desk):
    content = filled(plan, Q1)
    theirs = send(people["other"], content)
    mine = send(people["lena"], content)
    assert mine != theirs
    assert "not yours" not in (page := words(people["lena"].get(f"/uploads/{mine}").text))
    assert "16 new figures" in page
    assert send(people["lena"], content) == mine
    assert send(people["joint"], content) == mine, "a joint lead may see and accept it"
    people["lena"].post(f"/uploads/{mine}/accept", {"seen": seen(people["lena"].get(f"/uploads/{mine}").text)})
    assert send(people["other"], content) == theirs
    assert people["other"].get(f"/uploads/{theirs}").status_code == 200


def test_an_analyst_who_sends_a_lead_s_file_has_an_upload_of_their_own_and_it_counts_once(guarded, plan, people):
    content = filled(plan, Q1)
    first = accepts(people["lena"], content)
    held = len(guarded.gate.store.submissions())
    second = accepts(people["anna"], content)
    assert second != first
    assert len(guarded.gate.store.submissions()) == held


@pytest.mark.parametrize("number", ["2147483648", "9223372036854775808", "9" * 60, "0"])
@pytest.mark.parametrize("path", [".json", "", "/receipt"])
def test_a_number_that_no_upload_can_have_is_not_found(people, number, path):
    assert people["lena"].get(f"/uploads/{number}{path}").status_code == 404
