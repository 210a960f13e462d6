"""Calendars as other programs read them."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from sambruk_crm.integrations import ics
from sambruk_crm.integrations.ics import CalendarEvent

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def test_no_control_sign_reaches_a_calendar() -> None:
    dirty = "Ring\x00 Åsa\x07\x0b; nu\x1f\r\noch sedan\t!"
    event = CalendarEvent("1@sambruk.example", dirty, NOON, NOON, 0, description=dirty)

    written = ics.written(f"Att göra\x01 {dirty}", [event], refresh=timedelta(hours=1))

    assert [sign for sign in written.replace(b"\r\n", b"") if sign < 32 and sign != 9] == []
    [read] = Calendar.from_ical(written).walk("VEVENT")
    assert str(read["summary"]) == str(read["description"]) == "Ring Åsa; nu\noch sedan\t!"
