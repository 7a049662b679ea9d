"""The calendar file: the same plan gives the same bytes, each event a day with its alarm, and no figure in any text."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import icalendar
import pytest

from exports.calendars import calendar
from indicators.deadlines import deadline, quarters, reminders
from indicators.registry import read
from indicators.registry.models import Deadline, Deadlines, Plan


@pytest.fixture(scope="module")
def plan(root: Path) -> Plan:
    found = read((root / "priorities.yaml").read_text(encoding="utf-8")).plan
    assert found is not None
    own = Deadline(period="2024-Q4F", on=date(2025, 5, 9))
    return found.model_copy(update={"deadlines": Deadlines(working_days=20, dates=(own,))})


def events(content: bytes | None) -> list[icalendar.Event]:
    assert content is not None
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def test_a_plan_without_deadlines_has_no_calendar(plan: Plan):
    assert calendar(plan.model_copy(update={"deadlines": None})) is None


def test_every_deadline_and_reminder_is_a_day_of_its_own(plan: Plan):
    expected = sorted(day for q in quarters(plan) for day in (deadline(plan, q), *(r.on for r in reminders(plan, q))))
    found = events(calendar(plan))
    assert sorted(event["DTSTART"].dt for event in found) == expected
    assert len(expected) == 4 * 20
    assert all(event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1) for event in found)
    assert all(type(event["DTSTART"].dt) is date for event in found)


def test_the_text_of_one_deadline_as_it_is_sent(plan: Plan):
    raw = (calendar(plan, ["P2"]) or b"").decode()
    assert raw.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Leeds mental health delivery plan//Deadlines//EN\r\n")
    assert raw.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")
    last = [part for part in raw.split("BEGIN:VEVENT\r\n") if "SUMMARY:Figures for Q4 2024 to 2025 are due\r\n" in part]
    assert [re.sub(r"UID:[0-9a-f-]{36}", "UID:...", part) for part in last] == [
        "SUMMARY:Figures for Q4 2024 to 2025 are due\r\n"
        "DTSTART;VALUE=DATE:20250509\r\n"
        "DTEND;VALUE=DATE:20250510\r\n"
        "DTSTAMP:20250331T000000Z\r\n"
        "UID:...\r\n"
        "DESCRIPTION:2 Over-representation under the Mental Health Act: 2.1 Over-re\r\n"
        " presentation in assessments and detentions.\r\n"
        "TRANSP:TRANSPARENT\r\n"
        "BEGIN:VALARM\r\n"
        "ACTION:DISPLAY\r\n"
        "DESCRIPTION:Figures for Q4 2024 to 2025 are due\r\n"
        "TRIGGER:PT9H\r\n"
        "END:VALARM\r\n"
        "END:VEVENT\r\n"
    ]
    assert all(len(line.encode()) <= 75 for line in raw.split("\r\n"))


def test_the_same_plan_gives_the_same_bytes_and_ids_that_stay_when_a_deadline_moves(plan: Plan):
    assert calendar(plan) == calendar(plan)
    moved = plan.model_copy(update={"deadlines": Deadlines(working_days=25)})
    before, after = events(calendar(plan)), events(calendar(moved))
    assert [event["UID"] for event in before] == [event["UID"] for event in after]
    assert len({event["UID"] for event in before}) == len(before)
    assert [event["DTSTART"].dt for event in before] != [event["DTSTART"].dt for event in after]


def test_calendars_of_two_priorities_do_not_share_an_event(plan: Plan):
    one, other = (events(calendar(plan, [id])) for id in ("P2", "P7"))
    assert not {event["UID"] for event in one} & {event["UID"] for event in other}
    assert all("Over-representation" in event["DESCRIPTION"] for event in one)
    assert not any("Over-representation" in event["DESCRIPTION"] for event in other)


def test_a_quarter_in_which_a_priority_is_asked_for_nothing_reminds_nobody(plan: Plan):
    of_eight = events(calendar(plan, ["P8"]))
    assert {event["SUMMARY"].split(" ")[2] for event in of_eight} == {"Q4"}
    assert all("for April 2022 to March 2025." in e["DESCRIPTION"] for e in of_eight if "Q4 2024" in e["SUMMARY"])
    assert calendar(plan, []) is None


def test_no_text_holds_a_figure_a_name_of_a_person_or_how_things_stand(plan: Plan):
    raw = re.sub(r"\r\n ", "", (calendar(plan) or b"").decode())
    assert not [person.name for person in plan.people if person.name in raw]
    words = re.findall(r"^(?:SUMMARY|DESCRIPTION):(.*)$", raw.replace("\r", ""), re.MULTILINE)
    told = {number for text in words for number in re.findall(r"\d+(?:\.\d+)?", text)}
    dates = {str(n) for n in (*range(2017, 2027), *range(1, 32))}
    known = {i.number for i in plan.indicators} | {p.number for p in plan.priorities} | {"14", "25"}
    assert told <= dates | known
    assert "late" not in raw.replace("Related", "")
