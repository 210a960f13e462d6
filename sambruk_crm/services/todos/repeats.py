"""When a reminder fires: as it was typed, or moved on. The association's clock decides, and moments are UTC."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sambruk_crm.errors import InvalidError, Message, say

USUAL_TIME = time(9)
"""The time of day of a reminder that has only a day."""
YEARS = range(2000, 3000)


class Postponement(StrEnum):
    """The days one can put a to-do off to without choosing one."""

    TOMORROW = "tomorrow"
    NEXT_MONDAY = "next_monday"
    TWO_WEEKS = "two_weeks"


def read(day: str, clock: str, zone: ZoneInfo, today: date) -> datetime | None:
    """Read a reminder from a typed day and time of day; a time alone is today's, a day alone has the usual time.

    Raises:
        InvalidError: with a message for `remind_on`, `remind_time` or both.
    """
    wrong: dict[str, Message] = {}
    on, hour = _day(day.strip(), wrong), _time(clock.strip(), wrong)
    if wrong:
        raise InvalidError(wrong)
    if on is None and hour is None:
        return None
    return at(on or today, hour or USUAL_TIME, zone)


def moved(remind_at: datetime | None, to: Postponement, zone: ZoneInfo, today: date) -> datetime:
    """Return a reminder's moment on a later day, at the same time on the clock there."""
    days = {
        Postponement.TOMORROW: 1,
        Postponement.NEXT_MONDAY: 7 - today.weekday(),
        Postponement.TWO_WEEKS: 14,
    }[to]
    clock = remind_at.astimezone(zone).time() if remind_at else USUAL_TIME
    return at(today + timedelta(days=days), clock, zone)


def at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the moment in UTC of a time on the clock there."""
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _day(text: str, wrong: dict[str, Message]) -> date | None:
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        day = date.min
    if day is not None and day.year not in YEARS:
        wrong["remind_on"] = say("Write a date, such as 2026-11-23.")
    return day


def _time(text: str, wrong: dict[str, Message]) -> time | None:
    try:
        return time.fromisoformat(text).replace(tzinfo=None) if text else None
    except ValueError:
        wrong["remind_time"] = say("Write a time, such as 09:00.")
        return None
