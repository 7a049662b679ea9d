"""A lead's quarter in a real browser: with the keyboard alone, with and without the script, at every width, and nothing axe would find."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from quarters_for_uploads import GROUPS, Q1, Q2, Q3, Q4, accepted, dashboard, filled, grouped_priority, own_table, with_cells
from werkzeug.serving import make_server

from house.uploading import UploadDesk
from indicators.numbers import when
from indicators.periods import year
from indicators.registry import Plan
from loaders.questions import BREAKDOWNS, VALUES, group_questions
from store.submissions import Store

pytestmark = pytest.mark.browser
WIDTHS = (1280, 390, 320)


@dataclass
class Served:
    """A dashboard that takes files, at an address of this computer."""

    address: str
    desk: UploadDesk
    store: Store
    folder: Path

    def file(self, name: str, content: bytes) -> Path:
        """A file on the lead's own computer."""
        self.folder.joinpath(name).write_bytes(content)
        return self.folder / name


@pytest.fixture
def served(plan: Plan, root: Path, tmp_path: Path) -> Iterator[Served]:
    app, store, desk = dashboard(plan, root, tmp_path)
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Served(f"http://127.0.0.1:{server.server_port}", desk, store, tmp_path)
    server.shutdown()
    thread.join()
    server.server_close()
    store.close()


def to(page: Page, selector: str) -> None:
    """Go on by the Tab key until what has the focus is this."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"the Tab key does not reach {selector} on {page.url}")


def comparisons(page: Page, served: Served) -> str:
    """All that the page of inequalities says, but the revision of the record, which goes on."""
    page.goto(f"{served.address}/inequalities")
    return page.inner_text("main")


def filled_in(plan: Plan, workbook: Path) -> Path:
    """Every group of every part filled in, as a lead types it; one cell holds a dash, which stands for none."""
    book = openpyxl.load_workbook(workbook)
    rows = {row[0].value: row for row in book[BREAKDOWNS].iter_rows(min_row=2)}
    count = [cell.value for cell in book[BREAKDOWNS][1]].index("Count")
    asked = group_questions(plan, grouped_priority(plan))
    assert set(rows) == {question.key for question in asked}
    assert {question.group for question in asked} == set(GROUPS), "the groups that nobody stated or knows are asked for too"
    for question in asked:
        rows[question.key][count].value = GROUPS[question.group]
    dash = next(question for question in asked if question.group == "other" and question.population)
    rows[dash.key][count].value = "-"
    for row in book[VALUES].iter_rows(min_row=2):
        place = [cell.value for cell in book[VALUES][1]].index("Count")
        row[place].value = sum(GROUPS.values()) - (GROUPS["other"] if dash.key.startswith(str(row[0].value)) else 0)
    book.save(workbook)
    return workbook


def test_a_quarter_by_the_keyboard_alone_from_the_workbook_to_the_year_s_ratio_and_back(browser: Browser, served: Served, plan: Plan):
    for period, name in ((Q1, "q1.xlsx"), (Q2, "q2.xlsx"), (Q3, "q3.xlsx")):
        accepted(served.desk, name, filled(plan, period))
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="en-GB")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    # asked for at once, so that Chromium has long been told to hand choosers over when the key is pressed
    page.on("filechooser", lambda chooser: None)
    before = comparisons(page, served)
    whole_year = when(year(2024))
    assert "its four quarters added up" not in before

    # the workbook is taken
    page.goto(f"{served.address}/uploads")
    to(page, "main a[href='/uploads/new']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/uploads/new")
    to(page, "#priority")
    priority = grouped_priority(plan)
    page.keyboard.type(f"{priority.number} {priority.short}"[:12])
    assert page.input_value("#priority") == priority.id
    to(page, "#quarter")
    page.keyboard.type(when(Q4))
    assert page.input_value("#quarter") == Q4.key
    to(page, "form[action='/uploads/template'] button")
    with page.expect_download() as taken:
        page.keyboard.press("Enter")
    workbook = served.folder / taken.value.suggested_filename
    taken.value.save_as(workbook)

    # filled in, and sent
    page.goto(f"{served.address}/uploads/new")
    to(page, "#file")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(filled_in(plan, workbook))
    assert "It can be sent" in page.inner_text("#said")
    to(page, "#send button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/uploads/4?done=sent")
    assert page.inner_text("[role=status]").startswith("The file has been read")

    # the question about the cell that holds a dash
    assert page.locator("fieldset.question").count() == 1
    assert "found “-”" in page.inner_text("fieldset.question").replace('"-"', "“-”")
    to(page, "fieldset.question input[type=radio]")
    page.keyboard.press("Space")
    assert page.locator("input[type=radio]:checked").input_value() == "zero"
    to(page, ".questions button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/uploads/4?done=answered*")

    # looked at, and accepted
    assert page.locator(".preview table").count() >= 1
    to(page, ".accept button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/uploads/4?done=accepted")
    assert "Submission" in page.inner_text(".receipt")
    to(page, ".receipt .away a")
    with page.expect_download() as receipt:
        page.keyboard.press("Enter")
    assert served.store.submissions()[-1].sha256 in receipt.value.path().read_text(encoding="utf-8")

    # the year's ratio stands
    after = comparisons(page, served)
    assert "its four quarters added up" in after
    assert whole_year in after
    black, white = GROUPS["black"], GROUPS["white"]
    people = {
        held.observation.key.breakdown[0][1]: held.observation.value
        for held in served.store.observations(indicators=[next(q.population for q in group_questions(plan, priority) if q.population)])
        if held.observation.key.breakdown and held.observation.key.area == next(a.id for a in plan.areas if a.role == "plan")
    }
    # the ratio that readers see is made of counts rounded to 5, and of the year's four quarters
    ratio = (round(4 * black / 5) * 5 / people["black"]) / (round(4 * white / 5) * 5 / people["white"])
    assert f"{ratio:.2f} times" in after, ratio

    # withdrawn, and the former state is back
    page.goto(f"{served.address}/uploads/4")
    to(page, ".ending summary")
    page.keyboard.press("Enter")
    to(page, "#reason")
    page.keyboard.type("The fourth quarter was not complete.")
    to(page, ".ending button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/uploads/4?done=withdrawn")
    assert "The fourth quarter was not complete." in page.inner_text(".history")
    assert comparisons(page, served) == before
    assert not said
    page.close()


def states(served: Served, plan: Plan) -> dict[str, str]:
    """Addresses of every page of uploads in every state."""
    from pages.uploads.desk import Sender

    who = Sender("this computer", "whoever works at this computer")
    dash = next(q.key for q in group_questions(plan, grouped_priority(plan)) if q.group == "other")
    first = accepted(served.desk, "accepted.xlsx", filled(plan, Q1))
    asked = served.desk.send("asked.xlsx", filled(plan, Q2, dashes=[dash], words="Steady.\nMostly."), who).number
    answered = served.desk.send("answered.xlsx", filled(plan, Q3, dashes=[dash]), who).number
    served.desk.answer(answered, {"ask-dash": "not_available"}, who, remember=True)  # type: ignore[arg-type]
    mend = served.desk.send("mend.xlsx", with_cells(filled(plan, Q4), BREAKDOWNS, "Count", {2: "lots", 3: 1.5, 4: -2}), who).number
    revised = served.desk.send(
        "revised, with a name as long as some people give to their files 2024-25 final FINAL.xlsx", filled(plan, Q1, more=9), who
    )
    own = served.desk.send("own.xlsx", own_table({"White": [1, 2], "A row": [3, 4]}, ["Q1 2024/25", "Q2 2024/25"]), who).number
    withdrawn = accepted(served.desk, "withdrawn.xlsx", filled(plan, Q3))
    served.desk.withdraw(withdrawn, who, reason="The wrong quarter.")
    aside = served.desk.send("aside.xlsx", filled(plan, Q4), who).number
    served.desk.set_aside(aside, who, reason="")  # type: ignore[arg-type]
    indicator = next(i for i in plan.indicators if i.sensitive)
    numbered = {"accepted": first, "asked": asked, "answered": answered, "to mend": mend, "revised": revised.number, "own": own}
    return {
        "list": "/uploads",
        "new": "/uploads/new",
        "remembered": "/uploads/remembered",
        "choosing": "/uploads/commentary",
        "writing": f"/uploads/commentary?indicator={indicator.id}&quarter={Q4.key}",
        "no workbook": "/uploads/template",
        "no upload": "/uploads/99",
        **{name: f"/uploads/{number}?done=sent" for name, number in numbered.items()},
        "withdrawn": f"/uploads/{withdrawn}?done=withdrawn",
        "aside": f"/uploads/{aside}",
    }


def test_axe_finds_nothing_and_nothing_sticks_out(browser: Browser, served: Served, plan: Plan):
    addresses = states(served, plan)
    for width in WIDTHS:
        page = browser.new_page(viewport={"width": width, "height": 900}, locale="en-GB")
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text) if "404" not in message.text else None)
        for name, path in addresses.items():
            page.goto(served.address + path)
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            found = Axe().run(page).response["violations"]
            assert not found, [(name, width, v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found]
            assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (name, width)
            assert page.locator("h1").count() == 1, name
            small = page.evaluate(
                "[...document.querySelectorAll('main a[href], main button, main input:not([type=hidden]), main select, main summary')]"
                ".filter(e => e.getClientRects().length && !e.closest('p, li, dd, td, th, ol')"
                " && Math.min(e.getBoundingClientRect().width, e.getBoundingClientRect().height) < 24"
                " && !e.labels).map(e => e.outerHTML.slice(0, 120))"
            )
            assert not small, (name, width, small)
        assert not said
        page.close()


def test_a_refusal_has_no_fault_either_and_is_tied_to_its_field(browser: Browser, served: Served, plan: Plan):
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{served.address}/uploads/new")
    page.set_input_files("#file", served.file("notes.txt", b"hello"))
    page.click("text=Send and look at it")
    assert "Expected a file whose name ends in" in page.inner_text("[role=alert]")
    assert page.get_attribute("#file", "aria-invalid") == "true"
    about = next(i for i in plan.indicators if not i.sensitive)
    page.goto(f"{served.address}/uploads/commentary?indicator={about.id}&quarter={Q4.key}")
    page.fill("#what_happened", "Three young men were turned away.")
    page.click("text=Keep it")
    assert page.input_value("#what_happened") == "Three young men were turned away."
    assert page.locator("#sure").count() == 1
    context.close()


def test_without_the_script_the_same_form_sends_the_same_file(browser: Browser, served: Served, plan: Plan):
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{served.address}/uploads/new")
    page.set_input_files("#file", served.file("q1.xlsx", filled(plan, Q1)))
    page.click("text=Send and look at it")
    assert page.url == f"{served.address}/uploads/1?done=sent"
    assert served.desk.upload(1) is not None
    context.close()


def test_what_is_too_large_or_of_another_kind_is_said_before_it_is_sent(browser: Browser, served: Served):
    page = browser.new_page(locale="en-GB")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(f"{served.address}/uploads/new")
    for name, content, words in (
        ("large.xlsx", b"x" * 8_100_001, "found 8.2 MB. Expected at most 8 MB"),
        ("notes.txt", b"hello", "found “notes.txt”"),
    ):
        page.set_input_files("#file", served.file(name, content))
        page.click("text=Send and look at it")
        assert words in page.inner_text("#wrong")
        assert page.get_attribute("#file", "aria-invalid") == "true"
    page.set_input_files("#file", served.file("right.csv", b"a,b\r\n1,2\r\n"))
    assert page.inner_text("#wrong") == ""
    assert not sent
    page.close()


def test_how_far_a_file_is_on_its_way_is_shown_and_said_and_a_refusal_after_it_leaves_the_form(browser: Browser, served: Served):
    page = browser.new_page(locale="en-GB")
    page.goto(f"{served.address}/uploads/new")
    page.evaluate(
        "window.heard = []; new MutationObserver(() => window.heard.push(document.getElementById('said').textContent))"
        ".observe(document.getElementById('said'), {childList: true})"
    )
    page.set_input_files("#file", served.file("big.csv", b"a,b\r\n" + b"1,2\r\n" * 1_000_000))
    page.click("text=Send and look at it")
    page.wait_for_selector("#wrong h2")
    heard = page.evaluate("window.heard")
    assert "Sending." in heard
    assert any(re.fullmatch(r"Sending: \d+ %\.|The file has arrived\. It is being read\.", each) for each in heard), heard
    assert page.locator("#way").is_hidden()
    assert page.locator("#send button[type=submit]").get_attribute("aria-disabled") is None
    assert page.input_value("#file").endswith("big.csv"), "the file stays chosen"
    page.close()
