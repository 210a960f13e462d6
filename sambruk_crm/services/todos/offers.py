"""The days that are offered for what is next, reckoned from today in the association's time zone."""

import calendar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sambruk_crm.models import Offered
from sambruk_crm.services.todos import repeats

END_OF_DAY = time(16)
"""When a reminder for today comes."""


def moment(offered: Offered, zone: ZoneInfo, today: date) -> datetime:
    """Return the moment (UTC) of an offered day: today at four, later at the usual time; a month keeps its length."""
    if offered is Offered.TODAY:
        return repeats.at(today, END_OF_DAY, zone)
    return repeats.at(_day(offered, today), repeats.USUAL_TIME, zone)


def local(offered: Offered, zone: ZoneInfo, today: date) -> tuple[str, str]:
    """Return day and time of an offered day as a form has them."""
    at = moment(offered, zone, today).astimezone(zone)
    return f"{at:%Y-%m-%d}", f"{at:%H:%M}"


def _day(offered: Offered, today: date) -> date:
    if offered is not Offered.MONTH:
        return today + timedelta(days={Offered.TOMORROW: 1, Offered.WEEK: 7, Offered.TWO_WEEKS: 14}[offered])
    year, month = today.year + today.month // 12, today.month % 12 + 1
    return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))
