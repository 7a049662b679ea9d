"""Room: exports. The deadlines of the plan's quarters as a calendar to subscribe to: days and names of indicators, never a figure.

Source of the format: RFC 5545 "Internet Calendaring and Scheduling Core Object Specification" and RFC 7986, "New Properties for
iCalendar" (IETF). An event keeps its id for ever and its stamp while the plan stays as it is, so that the same plan gives the same bytes.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from icalendar import Alarm, Calendar, Event

from indicators import deadlines
from indicators.periods import Period
from indicators.periods.rendering import on_day
from indicators.registry.models import Plan, Priority
from indicators.tasks import asked

#: ids of events are made from this and from what the event is about
NAMESPACE: Final = uuid.UUID("6f1a9b52-4c0e-5f7b-9a57-0f2f0c7a1d31")
#: from the start of its day: nine in the morning, wherever the reader is
MORNING: Final = timedelta(hours=9)
#: how often a subscriber is asked to look again
AGAIN: Final = timedelta(hours=12)


def calendar(plan: Plan, priorities: Collection[str] | None = None) -> bytes | None:
    """Every deadline of the plan with its reminders, for these priorities or all; None where no deadline is set for anything asked for."""
    events = [event for quarter in deadlines.quarters(plan) for event in _of_quarter(plan, quarter, priorities)]
    if not events:
        return None
    made = Calendar()
    made.add("prodid", f"-//{plan.short_title}//Deadlines//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    name = f"{plan.short_title}: figures due"
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT12H")
    for event in events:
        made.add_component(event)
    return bytes(made.to_ical())


def _of_quarter(plan: Plan, quarter: Period, priorities: Collection[str] | None) -> list[Event]:
    by = deadlines.deadline(plan, quarter)
    lines = _lines(plan, quarter, priorities)
    if by is None or not lines:
        return []
    of = ",".join(sorted(priorities)) if priorities is not None else "all"
    due = f"Figures for {quarter.short} are due"
    found = [_event(plan, quarter, f"{of} 0", by, due, lines)]
    for reminder in deadlines.reminders(plan, quarter):
        ahead = reminder.working_days < 0
        title = f"{due} on {on_day(by)}: {reminder.words}" if ahead else f"Figures for {quarter.short} were due on {on_day(by)}"
        more = () if ahead else ("If yours were sent, or you said why there are none, there is nothing to do.",)
        found.append(_event(plan, quarter, f"{of} {reminder.working_days}", reminder.on, title, (*more, *lines)))
    return found


def _event(plan: Plan, quarter: Period, what: str, on: date, title: str, lines: Collection[str]) -> Event:
    event = Event()
    event.add("uid", str(uuid.uuid5(NAMESPACE, f"{plan.id} {quarter.key} {what}")))
    event.add("dtstamp", datetime.combine(quarter.end, time(), UTC))
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("summary", title)
    event.add("description", "\n".join(lines))
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", MORNING)
    event.add_component(alarm)
    return event


def _lines(plan: Plan, quarter: Period, priorities: Collection[str] | None) -> tuple[str, ...]:
    """A line a priority: its name, and the indicators that are asked for."""
    own: dict[str, tuple[Priority, list[str]]] = {}
    for priority, indicator, period, _ in asked(plan, quarter, priorities):
        of = "" if period == quarter else f", for {period.label.partition(' (')[0]}"
        own.setdefault(priority.id, (priority, []))[1].append(f"{indicator.number} {indicator.short}{of}")
    return tuple(f"{priority.number} {priority.short}: {'; '.join(named)}." for priority, named in own.values())
