"""Calendars as other programs read them (iCalendar, RFC 5545): values in, the file out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vUri

LENGTH = timedelta(minutes=30)
"""How long an event stands in the calendar: long enough to be seen and pressed."""


@dataclass(frozen=True)
class CalendarEvent:
    """Something at a moment, with an alarm at it. `changed_at` and `changes` tell programs which copy is newer."""

    uid: str
    summary: str
    starts_at: datetime
    changed_at: datetime
    changes: int
    description: str = ""
    url: str = ""


def written(name: str, events: Iterable[CalendarEvent], *, refresh: timedelta) -> bytes:
    """Write a calendar with its name, and how often to ask for it again."""
    calendar = Calendar()
    calendar.add("prodid", "-//Sambruk CRM//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", _iso(refresh))
    for event in events:
        calendar.add_component(_event(event))
    return calendar.to_ical()


def _event(event: CalendarEvent) -> Event:
    shown = Event()
    shown.add("uid", event.uid)
    shown.add("summary", event.summary)
    shown.add("dtstamp", event.changed_at.astimezone(UTC))
    shown.add("last-modified", event.changed_at.astimezone(UTC))
    shown.add("sequence", event.changes)
    shown.add("dtstart", event.starts_at.astimezone(UTC))
    shown.add("dtend", (event.starts_at + LENGTH).astimezone(UTC))
    shown.add("transp", "TRANSPARENT")
    shown.add("class", "PRIVATE")
    if event.description:
        shown.add("description", event.description)
    if event.url:
        shown.add("url", vUri(event.url))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", event.summary)
    alarm.add("trigger", timedelta())
    shown.add_component(alarm)
    return shown


def _iso(span: timedelta) -> str:
    return f"PT{int(span.total_seconds() // 60)}M"
