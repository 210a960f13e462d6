"""The days that are offered for what is next, reckoned from today in the association's time zone."""

import calendar
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sambruk_crm.services.todos import repeats


class Offered(StrEnum):
    """When something is to be done, without a day being written."""

    TODAY = "today"
    TOMORROW = "tomorrow"
    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    MONTH = "month"


END_OF_DAY = time(16)
"""When a reminder for today comes."""


def moment(offered: Offered, zone: ZoneInfo, today: date) -> datetime:
    """Return the moment (UTC) of an offered day: today at four, later at the usual time; a month keeps its length."""
    if offered is Offered.TODAY:
        return repeats.at(today, END_OF_DAY, zone)
    return repeats.at(_day(offered, today), repeats.USUAL_TIME, zone)


def _day(offered: Offered, today: date) -> date:
    if offered is not Offered.MONTH:
        return today + timedelta(days={Offered.TOMORROW: 1, Offered.WEEK: 7, Offered.TWO_WEEKS: 14}[offered])
    year, month = today.year + today.month // 12, today.month % 12 + 1
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))
