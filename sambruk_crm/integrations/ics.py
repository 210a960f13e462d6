"""Calendars as other programs read them (iCalendar, RFC 5545): values in, the file out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vUri

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
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
    calendar.add("x-wr-calname", " ".join(_visible(name).split()))
    calendar.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", _iso(refresh))
    for event in events:
        calendar.add_component(_event(event))
    return calendar.to_ical()


def _event(event: CalendarEvent) -> Event:
    shown, summary = Event(), _visible(event.summary)
    shown.add("uid", event.uid)
    shown.add("summary", summary)
    shown.add("dtstamp", event.changed_at.astimezone(UTC))
    shown.add("last-modified", event.changed_at.astimezone(UTC))
    shown.add("sequence", event.changes)
    shown.add("dtstart", event.starts_at.astimezone(UTC))
    shown.add("dtend", (event.starts_at + LENGTH).astimezone(UTC))
    shown.add("transp", "TRANSPARENT")
    shown.add("class", "PRIVATE")
    if event.description:
        shown.add("description", _visible(event.description))
    if event.url:
        shown.add("url", vUri(event.url))
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", timedelta())
    shown.add_component(alarm)
    return shown


def _visible(text: str) -> str:
    """Leave out what no calendar may hold (RFC 5545, 3.1): control signs other than tabs and line ends."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _iso(span: timedelta) -> str:
    return f"PT{int(span.total_seconds() // 60)}M"
