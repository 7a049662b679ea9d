"""The review desk: what is due and late, whose it is, what is silent; narrowed by the address; nothing made up."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import flask
import pytest
from figures_for_pages import Fake, Words, made_up, point
from flask.testing import FlaskClient

from indicators import tasks
from indicators.observations import Origin, Status
from indicators.periods import Period, quarter
from indicators.registry import Plan
from indicators.registry.models import Deadline, Deadlines
from indicators.submissions import Commentary
from pages.frame import data
from pages.uploads import desk
from pages.uploads.desk import Upload
from pages.uploads.viewed import latest
from pages.web import web_app

Q4 = quarter(2024, 4)


def said(client: FlaskClient, path: str = "/due") -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.text.split("<main")[1].split("</main>")[0])))


def with_plan(figures: Fake, root: Path, plan: Plan, **changed) -> FlaskClient:
    return web_app(replace(figures, plan=plan, **changed), root / "assets").server.test_client()


@pytest.fixture(scope="module")
def dated(plan: Plan) -> Plan:
    own = Deadline(period="2024-Q4F", on=date(2025, 6, 11))
    return plan.model_copy(update={"deadlines": Deadlines(working_days=20, dates=(own,))})


def test_where_no_deadline_is_set_none_is_made_up_and_how_to_set_one_is_said(client: FlaskClient):
    page = said(client)
    assert "No deadline is set for it, so nothing can be late." in page
    assert "For the analyst: how a deadline is set" in page
    assert "There is no calendar yet, because no deadline is set." in page
    assert "calendar.ics" not in client.get("/due").text
    assert not re.search(r"\bLate\b", page)
    assert client.get("/due/calendar.ics").status_code == 404


def test_the_page_begins_with_what_is_due_in_a_sentence(client: FlaskClient):
    page = said(client)
    assert "Figures of 14 indicators are asked for from leads in Q4 2024 to 2025: none are in and 14 are still to come" in page
    assert "January to March 2025 (Q4 2024 to 2025). It is the last quarter of the plan." in page


def test_figures_are_late_from_the_day_after_the_deadline(figures: Fake, dated: Plan, root: Path):
    before = said(with_plan(figures, root, dated, day=date(2025, 6, 11)))
    assert "still to come" in before
    assert "The deadline is 11 June 2025. Reminders: 12 June 2025 (one working day after the deadline)." in before
    after = said(with_plan(figures, root, dated, day=date(2025, 6, 12)))
    assert "are late" in after
    assert "The deadline was 11 June 2025." in after
    assert "Late deadline 11 June 2025" in after


def test_what_came_what_is_promised_and_what_there_is_no_figure_of_is_told_apart(figures: Fake, plan: Plan, root: Path):
    first, second, third = (plan.indicator(id) for id in ("I3.2", "I3.3", "I5.3"))
    more = (
        point(first.id, "", "leeds", Q4, 5.0),
        replace(point(second.id, "", "leeds", Q4, None, status=Status.NOT_AVAILABLE), reason="not collected"),
        replace(point(third.id, "", "leeds", Q4, None, status=Status.NOT_AVAILABLE), reason="late: to follow"),
    )
    page = said(with_plan(replace(figures, points=(*figures.points, *more)), root, plan))
    assert "14 indicators are asked for from leads in Q4 2024 to 2025: one is in, one without data and 12 are still to come" in page
    assert f"{first.short} Q4 2024 to 2025 James Turner In" in page
    assert f"{second.short} Q4 2024 to 2025 Simon Harris No data this quarter because: “not collected”" in page
    assert "To come the sender says: “late: to follow”" in page


def test_a_quarter_is_chosen_by_the_address_and_others_lead_to_theirs(client: FlaskClient):
    page = said(client, "/due?quarter=2023-Q3F")
    assert "asked for from leads in Q3 2023 to 2024" in page
    assert 'href="/due?quarter=2023-Q2F"' in client.get("/due").text
    assert "asked for from leads in Q4 2024 to 2025" in said(client, "/due?quarter=2025-Q1F")
    assert "asked for from leads in Q4 2024 to 2025" in said(client, "/due?quarter=%3Cscript%3E")


def test_a_quarter_under_way_can_be_looked_at_and_is_not_counted_as_missed(figures: Fake, dated: Plan, root: Path):
    client = with_plan(figures, root, dated, day=date(2025, 2, 3))
    assert "asked for from leads in Q3 2024 to 2025" in said(client)
    under_way = said(client, "/due?quarter=2024-Q4F")
    assert "asked for from leads in Q4 2024 to 2025, which ends on 31 March 2025" in under_way
    assert "Every quarter (19)" in under_way


def test_before_the_plan_begins_nothing_is_due(figures: Fake, plan: Plan, root: Path):
    assert "No quarter of the plan has begun yet" in said(with_plan(figures, root, plan, day=date(2020, 3, 31)))


def test_tasks_are_narrowed_to_a_priority_or_to_a_person(client: FlaskClient, plan: Plan):
    headings = {
        query: re.findall(r'id="p-([^"]+)"', client.get(f"/due{query}").text) for query in ("", "?priority=P2", "?lead=simon-harris")
    }
    assert headings[""] == [priority.id for priority in plan.priorities]
    assert headings["?priority=P2"] == ["P2"]
    assert headings["?lead=simon-harris"] == [
        p.id for p in plan.priorities if any("simon-harris" in m.contacts for m in p.measures) or "simon-harris" in p.leads
    ]
    assert re.findall(r'id="p-([^"]+)"', client.get("/due?priority=P2&lead=catherine-ward").text) == []


def test_commentary_missing_is_listed_until_somebody_says_it(figures: Fake, plan: Plan, root: Path):
    words = "Nobody has said yet what happened in Q4 2024 to 2025"
    before = said(with_plan(figures, root, plan))
    assert words in before
    silent = [i for i in plan.indicators if f"{i.number} {i.short}" in before.split(words)[1].split("Not asked for")[0]]
    told = tuple(
        Words(Commentary(i.id, Q4.key, "It rose.", "", "", Origin("f", "s", "D2")), 1, datetime(2025, 5, 1, tzinfo=UTC), "A")
        for i in silent
    )
    assert silent
    assert words not in said(with_plan(figures, root, plan, remarks=(*figures.remarks, *told)))


def test_unfilled_posts_are_the_analysts_until_somebody_is_named(client: FlaskClient, plan: Plan):
    page = said(client).split("Posts that nobody is named for")[1]
    for post in (person for person in plan.people if person.kind == "post"):
        assert post.name in page
    assert "what falls to it falls to the analyst" in page
    assert "Lead of priority 7. The plan says TBC." in page


def test_definitions_past_review_are_listed_and_none_is_made_up(figures: Fake, plan: Plan, root: Path):
    assert "The plan sets no day for the review of any definition." in said(with_plan(figures, root, plan))
    reviewed = with_review(plan, "I2.1", date(2025, 6, 11))
    assert "Definitions past review (1)" in said(with_plan(figures, root, reviewed))
    assert "No definition is past its review." in said(with_plan(figures, root, reviewed, day=date(2025, 6, 11)))
    assert "No definition is past its review." in said(with_plan(figures, root, reviewed), "/due?priority=P3")


def with_review(plan: Plan, id: str, day: date) -> Plan:
    passions = [
        passion.model_copy(
            update={
                "priorities": tuple(
                    p.model_copy(
                        update={"indicators": tuple(i.model_copy(update={"review_by": day} if i.id == id else {}) for i in p.indicators)}
                    )
                    for p in passion.priorities
                )
            }
        )
        for passion in plan.passions
    ]
    return plan.model_copy(update={"passions": tuple(passions)})


@dataclass
class Waiting:
    """A desk with files on it."""

    held: tuple[Upload, ...]

    def uploads(self) -> tuple[Upload, ...]:
        return self.held


def upload(number: int, state: str, *priorities: str) -> Upload:
    return Upload(
        number, "a" * 64, f"<b>file {number}</b>.xlsx", 10, "x", "Lena Lead", datetime(2025, 6, 1, 23, 30, tzinfo=UTC), state, priorities
    )  # type: ignore[arg-type]  # one of the states


def test_files_that_wait_are_shown_with_what_they_wait_for(figures: Fake, plan: Plan, root: Path):
    client = with_plan(figures, root, plan)
    client.application.config[desk.KEY] = Waiting(
        (upload(4, "waiting", "P2"), upload(5, "approval", "P3"), upload(6, "accepted", "P2"), upload(7, "waiting"))
    )
    page = said(client)
    assert "Files that wait (3)" in page
    assert "4: <b>file 4</b>.xlsx Lena Lead 2 June 2025 2 Waits for its sender to answer or accept it" in page
    assert "<b>file" not in client.get("/due").text
    assert 'href="/uploads/5"' in client.get("/due").text
    assert "Files that wait (2)" in said(client, "/due?priority=P2")
    assert "Files that wait" not in said(client, "/due?as_of=2025-06-01")


def test_what_is_due_is_told_of_the_latest_quarter_for_all_priorities_or_some(figures: Fake, plan: Plan):
    def due_for(asked: Period, priorities: frozenset[str] | None = None) -> tuple[tasks.Task, ...]:
        told = figures.released(None), figures.commentary(None)
        return tasks.tasks(plan, asked, *told, on=figures.today(), priorities=priorities)

    assert latest(plan, figures.today()) == Q4
    assert {task.quarter for task in due_for(Q4)} == {Q4}
    assert [task.indicator.id for task in due_for(Q4, frozenset({"P2"}))] == ["I2.1"]
    assert [task.indicator.id for task in due_for(quarter(2023, 1), frozenset({"P2"}))] == ["I2.1"]
    assert latest(plan, date(2020, 4, 1)) is None


def test_the_page_of_another_city_knows_its_own_plan(other: Plan, root: Path):
    page = said(web_app(Fake(other, made_up(other)), root / "assets").server.test_client())
    assert "asked for from leads in Q4 2024 to 2025" in page or "No figures are asked for from leads" in page
    assert "Housing Lead" in page
    assert "Leeds" not in page


def test_the_calendar_is_of_the_plan_or_of_the_priorities_that_are_named(figures: Fake, dated: Plan, root: Path):
    client = with_plan(figures, root, dated)
    assert 'href="/due/calendar.ics"' in client.get("/due").text
    assert 'href="/due/calendar.ics?priority=P2"' in client.get("/due?priority=P2").text
    whole, one, none = (client.get(f"/due/calendar.ics{query}") for query in ("", "?priority=P2", "?priority=P99"))
    assert whole.content_type == "text/calendar; charset=utf-8"
    assert whole.headers["Cache-Control"] == "no-store"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert (b"Older people" in whole.data, b"Older people" in one.data) == (True, False)
    assert none.status_code == 404


def test_open_mode_has_no_addresses_for_calendar_programs(figures: Fake, dated: Plan, root: Path):
    client = with_plan(figures, root, dated)
    assert client.get(f"/due/calendar/{'a' * 43}.ics").status_code == 404
    assert "A calendar program on this computer can follow that address by itself." in said(client)


def test_the_app_finds_the_page_among_its_figures(client: FlaskClient):
    assert isinstance(client.application, flask.Flask)
    assert client.application.config[data.KEY].plan.priorities
    assert 'href="/due"' in client.get("/").text
